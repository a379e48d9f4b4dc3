"""Two versions beside each other: which articles were added, dropped, moved and changed, and what not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements import comparison
from agreements.comparison import ADDED, CHANGED, DROPPED, SAME, compare


def content(*articles, parties=(), annexes=(), **facts):
    """As a version holds it."""
    return {
        "title": "Samenwerkingsovereenkomst",
        "kind": "cooperation",
        "articles": [
            {"number": number, "title": title, "body": body} for number, (title, body) in enumerate(articles, 1)
        ],
        "parties": [
            {"organisation": name, "role": role, "responsibilities": promises} for name, role, promises in parties
        ],
        "annexes": [{"title": title, "sha256": sha256} for title, sha256 in annexes],
        **facts,
    }


GOAL = ("Doel", "Ouderen hebben één plan.")
COSTS = ("Kosten", "Ieder betaalt zijn eigen kosten, ook die van de eigen medewerkers.")
TERM = ("Duur", "De overeenkomst duurt drie jaar.")


def told(parts):
    return [(part.what, part.number, part.was, part.is_moved) for part in parts]


def test_4_nothing_differs_from_itself():
    """Requirement 4: the difference says so when there is none."""
    same = content(GOAL, COSTS, TERM, parties=[("Een", "Deelnemer", "- doet mee")], annexes=[("A", "1")])
    found = compare(same, same)
    assert found.told == 0
    assert {part.what for part in found.parts} == {SAME}


def test_4_an_article_in_between_renumbers_but_moves_nothing():
    """Requirement 4: what only got another number is not told as changed."""
    found = compare(content(GOAL, TERM), content(GOAL, COSTS, TERM))
    assert told(found.articles) == [(SAME, 1, None, False), (ADDED, 2, None, False), (SAME, 3, 2, False)]
    assert found.told == 1


def test_4_an_article_that_was_dropped_stands_where_it_stood():
    """Requirement 4."""
    found = compare(content(GOAL, COSTS, TERM), content(GOAL, TERM))
    assert told(found.articles) == [(SAME, 1, None, False), (DROPPED, 2, None, False), (SAME, 2, 3, False)]
    assert "<del>" in found.articles[1].title
    assert "<ins>" not in found.articles[1].body


def test_4_an_article_that_moved_is_told_as_moved():
    """Requirement 4."""
    found = compare(content(GOAL, COSTS, TERM), content(TERM, GOAL, COSTS))
    assert told(found.articles) == [(SAME, 1, 3, True), (SAME, 2, 1, False), (SAME, 3, 2, False)]
    assert found.told == 1


def test_4_an_article_under_a_new_heading_is_the_same_article():
    """Requirement 4."""
    found = compare(content(GOAL, COSTS), content(GOAL, ("Wie wat betaalt", COSTS[1].replace("Ieder", "Elke partij"))))
    assert told(found.articles) == [(SAME, 1, None, False), (CHANGED, 2, None, False)]
    assert "<del>" in found.articles[1].title
    assert "Elke partij" in found.articles[1].body


def test_4_an_article_with_another_text_under_another_heading_is_another_article():
    """Requirement 4."""
    found = compare(content(GOAL, COSTS), content(GOAL, ("Recht", "Nederlands recht is van toepassing.")))
    assert sorted(part.what for part in found.articles) == [ADDED, DROPPED, SAME]


def test_only_the_layout_changed():
    found = compare(content(("Doel", "- een\n- twee")), content(("Doel", "1. een\n2. twee")))
    assert found.articles[0].is_layout
    assert found.articles[0].what == CHANGED


def test_4_parties_dates_and_annexes():
    """Requirement 4: not only the articles are compared."""
    old = content(
        GOAL,
        parties=[("Een", "Deelnemer", "- doet mee"), ("Twee", "Deelnemer", "- doet mee")],
        annexes=[("Begroting", "1"), ("Plan", "2")],
        effective_on="2027-01-01",
    )
    new = content(
        GOAL,
        parties=[("Een", "Penvoerder", "- doet mee"), ("Drie", "Deelnemer", "- betaalt mee")],
        annexes=[("Begroting", "3"), ("Planning", "2")],
        effective_on="2027-03-01",
        notice_months=6,
    )
    found = compare(old, new)
    assert [part.label for part in found.facts] == ["Gaat in op", "Opzegtermijn"]
    assert "maart" in found.facts[0].body
    assert {(part.label, part.what) for part in found.parties} == {("Een", CHANGED), ("Twee", DROPPED), ("Drie", ADDED)}
    assert {(part.label, part.what) for part in found.annexes} == {("Begroting", CHANGED), ("Planning", CHANGED)}


titles = st.sampled_from(["Doel", "Kosten", "Duur", "Recht", "Doel", "Toetreden"])
bodies = st.sampled_from(["Een tekst.", "Een andere tekst die langer is.", "- punt\n- nog een", ""])
articles = st.lists(st.tuples(titles, bodies), max_size=7)


@settings(max_examples=300, deadline=None)
@given(articles, articles)
def test_4_every_article_of_both_versions_is_told_once(old, new):
    """Requirement 4: no article is lost or told twice, whatever was added, dropped or moved."""
    before, after = content(*old), content(*new)
    pairs = comparison.match(
        before["articles"], after["articles"], key=lambda row: row["title"], text=lambda row: row["body"]
    )
    assert [here["number"] for _was, here in pairs if here] == [row["number"] for row in after["articles"]]
    assert sorted(was["number"] for was, _here in pairs if was) == [row["number"] for row in before["articles"]]
    found = compare(before, after)
    assert len(found.articles) == len(pairs)
    if old == new:
        assert found.told == 0


def test_4_sixty_articles_are_compared():
    """Requirement 4: a long agreement, rewritten in part, is compared whole."""
    text = lambda seed: " ".join(f"zorg{(place * seed) % 97 + seed}" for place in range(300)) + " zorg" * 9  # noqa: E731
    old = content(*((f"Artikel over {n}", text(n)) for n in range(60)))
    new = content(*((f"Artikel over {n}", text(n).replace("zorg", "hulp", n)) for n in range(5, 65)))
    found = compare(old, new)
    assert len([part for part in found.articles if part.what == DROPPED]) == 5
    assert len([part for part in found.articles if part.what == ADDED]) == 5
    assert not any(part.is_moved for part in found.articles)


@pytest.mark.parametrize("name", ["parties", "annexes"])
def test_a_text_from_before_there_was_such_a_thing(name):
    old, new = content(GOAL), content(GOAL)
    del old[name]
    assert compare(old, new).told == 0
