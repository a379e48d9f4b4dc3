"""What people said, as everybody reads it and the network manager writes it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.models import Conversation, ParticipationFigure, RankedItem, RankedList, ResidentGoal
from tests.projects.make import make_project
from tests.themes.make import make_theme

PAGE = "/stem/"
SOURCE = "Presentatie contouren, gemeenten"


@pytest.fixture
def worries(db):
    """What municipalities worry about, of a day without a year."""
    ranked = RankedList.objects.create(
        audience="municipalities",
        kind="worries",
        question="Wat is uw grootste zorg?",
        when="10 februari (jaar niet vermeld)",
        source=SOURCE,
    )
    for rank, text in enumerate(("Wachtlijsten", "Bereikbaarheid", "Personeel"), start=1):
        RankedItem.objects.create(list=ranked, rank=rank, text=text)
    return ranked


@pytest.fixture
def theme(steering_body):
    """A theme for projects."""
    return make_theme(steering_body)


def form(ranked, **changed):
    """What the form of a list sends."""
    data = {name: getattr(ranked, name) for name in ("audience", "kind", "question", "when", "source", "edition")}
    lines = "\n".join(ranked.items.values_list("text", flat=True))
    return {**data, "collected_on": "", "items": lines, **changed}


def edit(ranked):
    return reverse("network:voice_edit", args=["lijsten", ranked.pk])


def texts(ranked):
    return list(ranked.items.order_by("rank").values_list("text", flat=True))


def test_a_worry_has_its_day_its_source_and_its_projects_or_says_that_there_are_none(as_user, worries, theme):
    project = make_project(theme, title="Samen vallen voorkomen", classification="public")
    project.ranked_items.add(worries.items.get(rank=1))
    page = as_user().get(PAGE).content.decode()
    assert "10 februari (jaar niet vermeld)" in page
    assert SOURCE in page
    assert "Samen vallen voorkomen" in page
    assert page.count("nog geen") == 2


def test_what_was_said_stands_by_audience_wishes_first_and_the_latest_before_the_rest(as_user, worries):
    same = {"audience": "municipalities", "question": "Wat wilt u?", "source": SOURCE}
    RankedList.objects.create(kind="wishes", when="mei", **same)
    RankedList.objects.create(kind="worries", collected_on="2026-03-01", **{**same, "question": "En nu?"})
    RankedList.objects.create(kind="wishes", when="juni", **{**same, "audience": "residents", "question": "En u?"})
    page = as_user().get(PAGE).content.decode()
    places = [page.index(words) for words in ("Inwoners", "En u?", "Gemeenten", "En nu?", "Wat wilt u?", "zorg?")]
    assert places == sorted(places)


def test_a_project_that_one_may_not_see_is_not_named_and_not_counted(as_user, worries, theme, member, manager):
    secret = make_project(theme, title="Geheim plan", classification="confidential")
    secret.ranked_items.add(worries.items.get(rank=1))
    goal = ResidentGoal.objects.create(number=1, text="Goede zorg", source=SOURCE)
    secret.resident_goals.add(goal)
    for person in (None, member):
        page = as_user(person).get(PAGE).content.decode()
        assert "Geheim plan" not in page
        assert page.count("nog geen") == 4
    assert as_user(manager).get(PAGE).content.decode().count("Geheim plan") == 2


def test_a_goal_shows_how_its_projects_stand_and_leads_to_all_of_them(as_user, theme):
    goal = ResidentGoal.objects.create(number=3, text="Spoedzorg blijft", source=SOURCE)
    for number in range(8):
        make_project(theme, title=f"Project {number}", classification="public").resident_goals.add(goal)
    page = as_user().get(PAGE).content.decode()
    assert page.count("/projecten/project-") == 6
    assert f'href="/projecten/?goal={goal.pk}"' in page
    assert "en nog 2 projecten" in page
    make_project(theme, title="Een ander", classification="public")
    found = as_user().get("/projecten/", {"goal": goal.pk}).content.decode()
    assert "Project 7" in found
    assert "Een ander" not in found


def test_figures_keep_operator_method_and_source_and_are_never_added_up(as_user, db):
    for number, what, method in ((200, "mensen gesproken", "sessies"), (4500, "mensen", "online vragenlijst")):
        ParticipationFigure.objects.create(operator=">", number=number, what=what, method=method, source=SOURCE)
    page = as_user().get(PAGE).content.decode()
    assert "meer dan 200" in page
    assert "meer dan 4.500" in page
    assert "online vragenlijst" in page
    assert "4.700" not in page
    assert "niet bij elkaar opgeteld" in page


def test_who_was_spoken_to_stands_at_the_figure_it_is_counted_in_or_apart(as_user, db):
    figure = ParticipationFigure.objects.create(number=300, what="mensen", method="interviews", source=SOURCE)
    Conversation.objects.create(who="Unithoofden", method="interviews", figure=figure, source=SOURCE)
    Conversation.objects.create(who="Gemeenten", method="sessie", source=SOURCE)
    page = as_user().get(PAGE).content.decode()
    card, apart = page.split('id="gesprekken"')
    assert "Unithoofden" in card
    assert "Unithoofden" not in apart
    assert "Gemeenten" in apart


def test_a_line_keeps_its_projects_when_it_moves_or_is_corrected(as_user, manager, worries, theme):
    project = make_project(theme)
    moved, corrected = worries.items.get(rank=3), worries.items.get(rank=2)
    project.ranked_items.add(moved, corrected)
    lines = "Personeel\nBereikbaarheid van zorg\nWachtlijsten\nAcute zorg"
    assert as_user(manager).post(edit(worries), form(worries, items=lines)).status_code == 302
    assert texts(worries) == lines.splitlines()
    assert set(project.ranked_items.values_list("text", flat=True)) == {"Personeel", "Bereikbaarheid van zorg"}


def test_a_line_that_goes_is_gone_and_the_others_move_up(as_user, manager, worries):
    as_user(manager).post(edit(worries), form(worries, items="Bereikbaarheid\nPersoneel"))
    assert list(worries.items.values_list("rank", "text")) == [(1, "Bereikbaarheid"), (2, "Personeel")]
    history = RankedItem.history.filter(text="Wachtlijsten", history_type="-").get()
    assert history.history_user == manager


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"items": "Een\nEen"}, "staat er twee keer in"),
        ({"items": "\n".join("abcdefghijk")}, "hoogstens 10 regels"),
        ({"items": "x" * 201}, "hoogstens 200 tekens"),
        ({"when": ""}, "wanneer het is opgehaald"),
        ({"collected_on": "2999-01-01"}, "moet nog komen"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(as_user, manager, worries, changed, words):
    page = as_user(manager).post(edit(worries), form(worries, **changed))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert texts(worries) == ["Wachtlijsten", "Bereikbaarheid", "Personeel"]


def test_the_second_of_two_editors_sees_the_lines_of_the_first(as_user, manager, worries):
    first, second = form(worries, items="Personeel"), form(worries, items="Wachtlijsten")
    as_user(manager).post(edit(worries), first)
    page = as_user(manager).post(edit(worries), second)
    assert page.status_code == 200
    assert "Intussen" in page.content.decode()
    assert texts(worries) == ["Personeel"]


@pytest.mark.parametrize(
    ("kind", "data", "model"),
    [
        (
            "lijsten",
            {"audience": "residents", "kind": "wishes", "question": "Wat wilt u?", "items": "Rust", "when": "mei"},
            RankedList,
        ),
        ("doelen", {"number": 4, "text": "Planbare zorg"}, ResidentGoal),
        ("cijfers", {"operator": "~", "number": 100, "what": "mensen", "method": "telling"}, ParticipationFigure),
        ("gesprekken", {"who": "Inwoners", "audience": "residents", "method": "sessie"}, Conversation),
    ],
)
def test_the_manager_adds_changes_and_removes(as_user, manager, kind, data, model):
    client = as_user(manager)
    data |= {"source": SOURCE}
    assert client.post(reverse("network:voice_add", args=[kind]), data).status_code == 302
    row = model.objects.get()
    assert (
        client.post(reverse("network:voice_edit", args=[kind, row.pk]), {**data, "source": "Ander"}).status_code == 302
    )
    row.refresh_from_db()
    assert row.source == "Ander"
    remove = reverse("network:voice_remove", args=[kind, row.pk])
    assert client.get(remove).status_code == 200
    assert model.objects.exists()
    client.post(remove)
    assert not model.objects.exists()


def test_an_unknown_kind_is_not_there(as_user, manager):
    assert as_user(manager).get("/stem/onzin/nieuw/").status_code == 404


def test_the_page_costs_the_same_with_1_and_3_of_everything(as_user, worries, theme):
    def add(number):
        ranked = RankedList.objects.create(
            audience="residents", kind="wishes", question=f"Vraag {number}", when="mei", source=SOURCE
        )
        item = RankedItem.objects.create(list=ranked, rank=1, text="Rust")
        goal = ResidentGoal.objects.create(number=number, text=f"Doel {number}", source=SOURCE)
        figure = ParticipationFigure.objects.create(number=number, what="mensen", method="telling", source=SOURCE)
        Conversation.objects.create(who=f"Groep {number}", method="sessie", figure=figure, source=SOURCE)
        Conversation.objects.create(who=f"Losse groep {number}", method="sessie", source=SOURCE)
        project = make_project(theme, title=f"Project {number}", classification="public")
        project.ranked_items.add(item)
        project.resident_goals.add(goal)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            as_user().get(PAGE)
        return len(queries)

    add(1)
    cost()
    one = cost()
    add(2)
    add(3)
    assert cost() == one <= 14


def test_a_project_says_what_it_answers_and_its_form_offers_it(as_user, manager, worries, theme):
    goal = ResidentGoal.objects.create(number=1, text="Goede zorg", source=SOURCE)
    project = make_project(theme, classification="public")
    page = as_user(manager).get(reverse("projects:project_edit", args=[project.slug])).content.decode()
    assert "Gemeenten, zorgen 1: Wachtlijsten" in page
    project.resident_goals.add(goal)
    project.ranked_items.add(worries.items.get(rank=1))
    page = as_user().get(project.get_absolute_url()).content.decode()
    assert "1. Goede zorg" in page
    assert "1. Wachtlijsten" in page
