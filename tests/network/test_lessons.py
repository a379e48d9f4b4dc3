"""The knowledge bank: lessons of here and elsewhere, each for who may read it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.models import Lesson
from tests.network.make_library import make_document

pytestmark = pytest.mark.django_db

BANK = "/kennisbank/"
WORDS = {
    "title": "Betrek verzorgenden vanaf het begin",
    "situation": "Een triagemodel zonder de verzorgenden.",
    "lesson": "Bij de invoering ontstond onduidelijkheid.",
    "classification": "public",
}


def make(**fields):
    return Lesson.objects.create(**{**WORDS, **fields})


def titles(response):
    return [lesson.title for lesson in response.context["page"].object_list]


def test_a_member_adds_a_lesson_of_another_region_with_its_source(as_user, member, client):
    data = {**WORDS, "region": "Achterhoek", "source": "Waardigheid en trots", "learned_on": ""}
    response = as_user(member).post(f"{BANK}nieuw/", data)
    lesson = Lesson.objects.get()
    assert response.url == lesson.get_absolute_url()
    assert (lesson.written_by, lesson.learned_on) == (member, None)
    page = client.get(lesson.get_absolute_url()).content.decode()
    for words in ("Achterhoek", "Waardigheid en trots", WORDS["lesson"]):
        assert words in page
    assert member.name not in page


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        (None, {"public"}),
        ("outsider", {"public"}),
        ("adviser", {"public"}),
        ("executive2", {"public", "internal"}),
        ("member", {"public", "internal", "confidential"}),  # who wrote them
        ("manager", {"public", "internal", "confidential"}),
    ],
)
def test_each_reads_what_is_meant_for_them(person, seen, request, as_user, member):
    for kind in ("public", "internal", "confidential"):
        make(title=kind, classification=kind, region=f"Regio {kind}", written_by=member)
    someone = as_user(request.getfixturevalue(person) if person else None)
    page = someone.get(BANK)
    assert set(titles(page)) == seen
    for lesson in Lesson.objects.all():
        assert (f"Regio {lesson.title}" in page.content.decode()) == (lesson.title in seen)
        assert someone.get(lesson.get_absolute_url()).status_code == (200 if lesson.title in seen else 404)


@pytest.mark.parametrize(
    ("person", "status"), [("member", 302), ("manager", 302), ("executive", 403), ("outsider", 403)]
)
def test_its_writer_and_the_network_manager_change_it(person, status, request, as_user, member):
    lesson = make(written_by=member)
    someone = as_user(request.getfixturevalue(person))
    data = {**WORDS, "title": "Anders gezegd", "edition": 1}
    assert someone.post(f"{lesson.get_absolute_url()}bewerken/", data).status_code == status
    lesson.refresh_from_db()
    assert (lesson.title == "Anders gezegd") == (status == 302)


def test_who_has_no_place_in_the_network_adds_nothing(as_user, outsider, client):
    assert as_user(outsider).get(f"{BANK}nieuw/").status_code == 403
    assert f"{BANK}nieuw/" not in client.get(BANK).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Gamma", "Beta", "Alfa"]),
        ("q=DOSSIERS+culturen", ["Beta"]),
        ("region=hier", ["Gamma"]),
        ("region=Achterhoek", ["Alfa"]),
        ("sort=title", ["Alfa", "Beta", "Gamma"]),
        ("q=niets", []),
    ],
)
def test_search_region_and_order(query, found, client):
    make(title="Alfa", region="Achterhoek", learned_on="2021-09-01")
    make(title="Beta", region="Utrecht", lesson="Vijf culturen en dossiers.", learned_on="2022-01-01")
    make(title="Gamma", learned_on="2023-01-01")
    assert titles(client.get(f"{BANK}?{query}")) == found


def test_empty_bank_says_what_to_do(client, as_user, member):
    assert "Nog geen lessen" in client.get(BANK).content.decode()
    assert f"{BANK}nieuw/" in as_user(member).get(BANK).content.decode()
    assert "Toon alle lessen" in client.get(f"{BANK}?q=niets").content.decode()


def test_list_costs_the_same_however_long(client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(BANK)
        return len(captured)

    make(region="Utrecht")
    queries()
    once = queries()
    make(region="Achterhoek")
    make(region="Deventer")
    assert queries() == once


def test_a_lesson_points_at_documents_and_hides_what_one_may_not_read(as_user, member, executive2, client):
    seen = make_document(member, title="Presentatie van de regio")
    hidden = make_document(member, title="Geheim verslag", classification="confidential")
    lesson = make(written_by=executive2)
    lesson.documents.add(hidden)
    writer = as_user(executive2)
    assert "Geheim verslag" not in writer.get(f"{lesson.get_absolute_url()}bewerken/").content.decode()
    data = {**WORDS, "documents": [seen.pk], "edition": 1}
    assert writer.post(f"{lesson.get_absolute_url()}bewerken/", data).status_code == 302
    assert set(lesson.documents.all()) == {seen, hidden}  # what one does not see one does not take away
    page = client.get(lesson.get_absolute_url()).content.decode()
    assert "Presentatie van de regio" in page
    assert "Geheim verslag" not in page
    assert lesson.title in client.get(seen.get_absolute_url()).content.decode()
