"""Bottlenecks that rise, fall and are solved; who is asked, who hears of it, and who never learns that they exist."""

import csv
import datetime
import io
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network import todo
from network.actions import end_membership
from network.models import Seat
from projects import actions
from projects.models import Bottleneck, RegulatoryRequest
from tests import factories
from tests.projects.make import make_project
from tests.projects.register import age, make_bottleneck, make_request, move
from tests.themes.make import make_theme
from zenderen.jobs.models import Job
from zenderen.lib.states import IllegalStep

LIST = "/knelpunten/"
ROOM = "/regelruimte/"
ACTS = [act.value for act in Bottleneck.Act]
STANDS = [("open", level) for level in ("floor", "board", "national")] + [("solved", "board")]


def titles(response):
    return [row.title for row in response.context["page"].object_list]


def told(person):
    return Job.objects.filter(kind="jobs.mail", subject_label=person.email).count()


def asked(person):
    return [each.title for each in todo.for_user(person) if each.kind == "Knelpunt"]


def table(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


# --- Reporting ------------------------------------------------------------------------------------------------------


def form(**fields):
    given = {"title": "Geen arts in de nacht", "about": "Verzorgenden wachten.", "classification": "internal"}
    return {**given, **fields}


def test_a_member_reports_and_the_project_manager_hears_of_it(as_user, member, project, project_manager, organisation):
    page = as_user(member).get(f"{LIST}melden/?project={project.slug}")
    assert page.context["form"]["project"].value() == project.pk
    assert page.context["form"]["organisation"].value() == organisation.pk
    response = as_user(member).post(f"{LIST}melden/", form(project=project.pk, theme=project.theme.pk))
    bottleneck = Bottleneck.objects.get()
    assert response.url == bottleneck.get_absolute_url()
    assert (bottleneck.level, bottleneck.status, bottleneck.reported_by) == ("floor", "open", member)
    assert (bottleneck.holder, bottleneck.theme, bottleneck.subject) == (project_manager.name, None, project.theme)
    assert told(project_manager) == 1
    assert told(member) == 0
    assert asked(project_manager) == ["Zeg wat er gebeurt met het knelpunt “Geen arts in de nacht”"]


def test_without_a_project_the_chair_or_the_network_manager_is_nearest(as_user, member, theme, chair, manager):
    as_user(member).post(f"{LIST}melden/", form(theme=theme.pk))
    assert Bottleneck.objects.get().holder == theme.steering_group.name
    assert (told(chair), told(manager)) == (1, 0)
    as_user(member).post(f"{LIST}melden/", form(title="Overal"))
    assert told(manager) == 1


def test_a_form_names_no_project_that_its_reader_may_not_see(as_user, executive2, project):
    page = as_user(executive2).get(f"{LIST}melden/?project={project.slug}")
    assert project.title not in page.content.decode()
    response = as_user(executive2).post(f"{LIST}melden/", form(project=project.pk))
    assert response.context["form"].errors["project"]
    assert not Bottleneck.objects.exists()


# --- Who sees it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [None, "outsider", "adviser", "executive2", "administrator"])
def test_a_bottleneck_of_a_confidential_project_is_nowhere_for_strangers(person, request, as_user, project, member):
    bottleneck = make_bottleneck(by=member, project=project, classification="public")
    row = make_request(bottleneck=bottleneck, rule="Geheime regel")
    someone = as_user(request.getfixturevalue(person) if person else None)
    for page in (
        LIST,
        f"{LIST}?q=knelpunt",
        f"{LIST}?project={project.slug}",
        f"{LIST}export/",
        ROOM,
        f"{ROOM}export/",
    ):
        response = someone.get(page)
        text = b"".join(response) if response.streaming else response.content
        for secret in (bottleneck.title, project.title, row.rule):
            assert secret not in text.decode(), page
    assert someone.get(bottleneck.get_absolute_url()).status_code == 404
    if person:
        assert someone.get(row.get_absolute_url()).status_code == 404


def test_a_confidential_one_is_for_who_takes_part_steers_or_reported(
    as_user, project, member, executive2, chair, coordinator, support, manager, public_project
):
    one = make_bottleneck(by=executive2, project=public_project, classification="confidential")
    seen = {
        person: as_user(person).get(one.get_absolute_url()).status_code
        for person in (executive2, chair, manager, coordinator, member, None)
    }
    assert seen == {executive2: 200, chair: 200, manager: 200, coordinator: 200, member: 404, None: 404}
    other = make_bottleneck(by=member, theme=project.theme, classification="confidential")
    assert as_user(chair).get(other.get_absolute_url()).status_code == 200
    assert as_user(executive2).get(other.get_absolute_url()).status_code == 404


def test_visitors_read_public_ones_without_names_and_without_what_authorities_said(client, public_project, member):
    bottleneck = make_bottleneck(by=member, project=public_project, classification="public")
    make_request(bottleneck=bottleneck, rule="Geheime regel")
    page = client.get(bottleneck.get_absolute_url()).content.decode()
    assert bottleneck.title in page
    assert member.name not in page
    assert "Geheime regel" not in page
    internal = make_bottleneck(by=member, project=public_project)
    assert titles(client.get(LIST)) == [bottleneck.title]
    assert client.get(internal.get_absolute_url()).status_code == 404


def test_the_list_of_a_project_without_bottlenecks_is_empty_and_not_everybodys(client, public_project, member):
    other = make_project(public_project.theme, classification="public")
    make_bottleneck(by=member, project=other, classification="public")
    response = client.get(f"{LIST}?project={public_project.slug}")
    assert titles(response) == []
    assert not response.context["filter"].form.errors


# --- Steps ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("status", "level"), STANDS)
def test_every_act_from_every_stand(act, status, level, manager):
    bottleneck = make_bottleneck(by=manager, level=level)
    if status == "solved":
        bottleneck = move(bottleneck, "solve", by=manager)
    after = {
        ("open", "floor"): {"raise": "open board", "hand_on": "open floor", "solve": "solved floor"},
        ("open", "board"): {
            "raise": "open national",
            "lower": "open floor",
            "hand_on": "open board",
            "solve": "solved board",
        },
        ("open", "national"): {"lower": "open board", "hand_on": "open national", "solve": "solved national"},
        ("solved", "board"): {"reopen": "open board"},
    }[status, level].get(act)
    steps = bottleneck.steps.count()
    if after is None:
        with pytest.raises(IllegalStep):
            move(bottleneck, act, by=manager, holder="Iemand")
        after, taken = f"{status} {level}", 0
    else:
        move(bottleneck, act, by=manager, holder="Iemand")
        taken = 1
    bottleneck.refresh_from_db()
    assert f"{bottleneck.status} {bottleneck.level}" == after
    assert bottleneck.steps.count() == steps + taken


@pytest.mark.parametrize(
    ("person", "floor", "board"),
    [
        ("project_manager", 302, 403),
        ("chair", 302, 302),
        ("coordinator", 302, 302),
        ("manager", 302, 302),
        ("member", 403, 403),
        ("support", 403, 403),
        ("steering_member", 403, 403),
        ("executive2", 404, 404),
    ],
)
def test_who_moves_it_at_which_level(person, floor, board, request, as_user, project, member):
    someone = as_user(request.getfixturevalue(person))
    for level, expected in (("floor", floor), ("board", board)):
        bottleneck = make_bottleneck(by=member, project=project, level=level)
        data = {"act": "raise", "reason": "Dat is aan u.", "edition": bottleneck.edition}
        assert someone.post(f"{bottleneck.get_absolute_url()}stap/", data).status_code == expected
        bottleneck.refresh_from_db()
        assert (bottleneck.level != level) == (expected == 302)


def test_raising_asks_the_chair_and_leaves_its_trail(as_user, project, project_manager, member, chair):
    bottleneck = make_bottleneck(by=member, project=project)
    data = {"act": "raise", "reason": "De dienstroosters passen niet.", "edition": bottleneck.edition}
    as_user(project_manager).post(f"{bottleneck.get_absolute_url()}stap/", data)
    bottleneck.refresh_from_db()
    assert bottleneck.holder == project.theme.steering_group.name
    assert (told(chair), told(member)) == (1, 1)
    assert len(asked(chair)) == 1
    assert asked(project_manager) == []
    page = as_user(member).get(bottleneck.get_absolute_url()).content.decode()
    assert "De dienstroosters passen niet." in page
    assert project_manager.name in page
    move(bottleneck, "hand_on", by=chair, holder="Werkgroep roosters")
    assert asked(chair) == []


def test_what_no_theme_owns_is_asked_of_the_coordination_group_once(member, coordinator, coordination_body, chair):
    colleague = factories.UserFactory()
    Seat.objects.create(body=coordination_body, user=colleague)
    bottleneck = make_bottleneck(by=member, level="board")
    assert (len(asked(coordinator)), len(asked(colleague)), asked(chair)) == (1, 1, [])
    move(bottleneck, "hand_on", by=coordinator, holder="Zorgkantoor")
    assert asked(coordinator) == asked(colleague) == []
    move(bottleneck, "solve", by=coordinator)
    move(bottleneck, "reopen", by=coordinator)
    assert (asked(coordinator), len(asked(colleague))) == ([], 1)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"act": "hand_on", "reason": "Zij weten meer."}, "holder"),
        ({"act": "raise"}, "reason"),
        ({"act": "lower", "reason": "Terug"}, "act"),
        ({"act": "onzin", "reason": "Zomaar"}, "act"),
    ],
)
def test_an_act_without_reason_or_holder_or_that_cannot_be_is_refused(data, wrong, as_user, manager):
    bottleneck = make_bottleneck(by=manager)
    data = {**data, "edition": bottleneck.edition}
    response = as_user(manager).post(f"{bottleneck.get_absolute_url()}stap/", data)
    assert wrong in response.context["form"].errors
    assert bottleneck.steps.count() == 1


def test_the_second_of_two_pages_moves_nothing(as_user, manager, chair, project, member):
    bottleneck = make_bottleneck(by=member, project=project)
    data = {"act": "raise", "reason": "Omhoog.", "edition": bottleneck.edition}
    for person in (manager, chair):
        as_user(person).post(f"{bottleneck.get_absolute_url()}stap/", data)
    bottleneck.refresh_from_db()
    assert (bottleneck.level, bottleneck.steps.count()) == ("board", 2)


@pytest.mark.django_db(transaction=True)
def test_two_who_raise_at_the_same_moment_raise_it_once(manager):
    bottleneck = make_bottleneck(by=manager)
    barrier, found = threading.Barrier(2), []

    def play():
        try:
            barrier.wait()
            actions.move_bottleneck(bottleneck.pk, "raise", edition=bottleneck.edition, by=manager, reason="Omhoog.")
            found.append("raised")
        except IllegalStep:
            found.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=play) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bottleneck.refresh_from_db()
    assert sorted(found) == ["raised", "refused"]
    assert (bottleneck.level, bottleneck.steps.count()) == ("board", 2)


def test_age_counts_each_level_and_not_what_was_solved(as_user, manager):
    bottleneck = make_bottleneck(by=manager)
    for act in ("raise", "solve", "reopen"):
        bottleneck = move(bottleneck, act, by=manager)
    age(bottleneck, 40, 30, 10, 5)
    row = Bottleneck.objects.for_list().get()
    assert row.ages == [("floor", 10), ("board", 25)]
    assert row.age == 35
    page = as_user(manager).get(LIST).content.decode()
    assert "5 weken" in page
    assert "Werkvloer: 10 dagen" in page


def test_words_are_changed_by_who_reported_them_while_they_are_on_the_floor(as_user, member, project, manager):
    bottleneck = make_bottleneck(by=member, project=project)
    address = f"{bottleneck.get_absolute_url()}bewerken/"
    data = form(title="Beter gezegd", project=project.pk, edition=bottleneck.edition)
    assert as_user(member).post(address, data).status_code == 302
    bottleneck.refresh_from_db()
    assert bottleneck.title == "Beter gezegd"
    late = as_user(manager).post(address, data | {"title": "Anders"})
    assert "Beter gezegd" in late.content.decode()
    move(bottleneck, "raise", by=manager)
    assert as_user(member).get(address).status_code == 403


# --- The register ---------------------------------------------------------------------------------------------------


@pytest.fixture
def some(theme, public_project, manager):
    """Four bottlenecks that differ in everything that can be filtered."""
    other = make_theme(factories.BodyFactory(), name="Spoedzorg", slug="spoedzorg")
    make_bottleneck(by=manager, title="Alfa", project=public_project, days_ago=3)
    make_bottleneck(by=manager, title="Beta", theme=other, level="national", days_ago=9)
    make_bottleneck(by=manager, title="Gamma", about="Over vergoeding", level="board", days_ago=1)
    move(make_bottleneck(by=manager, title="Delta", theme=theme, days_ago=20), "solve", by=manager)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Gamma", "Alfa", "Beta", "Delta"]),
        ("q=VERGOEDING+over", ["Gamma"]),
        ("q=eerder", ["Alfa"]),
        ("q=niets", []),
        ("status=open", ["Gamma", "Alfa", "Beta"]),
        ("level=national", ["Beta"]),
        ("theme=ouderenzorg", ["Alfa", "Delta"]),
        ("project=eerder-naar-huis", ["Alfa"]),
        ("sort=age", ["Gamma", "Alfa", "Beta", "Delta"]),
        ("sort=-age", ["Delta", "Beta", "Alfa", "Gamma"]),
        ("sort=-level", ["Beta", "Gamma", "Delta", "Alfa"]),
        ("sort=theme", ["Delta", "Alfa", "Beta", "Gamma"]),
        ("sort=title", ["Alfa", "Beta", "Delta", "Gamma"]),
        ("sort=onzin&level=hoog&page=99", ["Gamma", "Alfa", "Beta", "Delta"]),
    ],
)
def test_search_filters_and_order(query, found, as_user, manager, some):
    assert titles(as_user(manager).get(f"{LIST}?{query}")) == found


def test_export_follows_the_filter_and_executes_nothing(as_user, manager, some):
    make_bottleneck(by=manager, title="=HYPERLINK(evil)")
    rows = table(as_user(manager).get(f"{LIST}export/?q=HYPERLINK"))
    assert rows[0][:4] == ["Knelpunt", "Niveau", "Status", "Wie heeft het nu"]
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(evil)"]
    assert len(table(as_user(manager).get(f"{LIST}export/?status=open"))) == 5


def test_empty_register_says_what_to_do(client, as_user, member):
    assert f"{LIST}melden/" not in client.get(LIST).content.decode()
    assert f'{LIST}melden/"' in as_user(member).get(LIST).content.decode()
    of_one = as_user(member).get(f"{LIST}?project=een-project").content.decode()
    assert f'{LIST}melden/?project=een-project"' in of_one
    assert "Toon alle knelpunten" in client.get(f"{LIST}?q=niets").content.decode()


@pytest.mark.parametrize("page", [LIST, f"{LIST}export/", ROOM, f"{ROOM}export/", "/mijn/", "/regie/"])
def test_lists_cost_the_same_however_long(page, as_user, manager, theme, project_manager, coordinator):
    def add(number):
        project = make_project(theme, manager=project_manager, classification="confidential")
        bottleneck = make_bottleneck(by=project_manager, project=project, level="board")
        until = timezone.localdate() + datetime.timedelta(days=number)
        words = {"outcome": "granted", "answer": "Ja.", "answered_on": timezone.localdate(), "until": until}
        make_request(bottleneck=bottleneck, **words)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = as_user(coordinator).get(page)
            if response.streaming:
                b"".join(response)
        return len(captured)

    add(1)
    queries()
    once = queries()
    add(2)
    add(3)
    assert queries() == once


# --- Regulatory room ------------------------------------------------------------------------------------------------


def asking(**fields):
    given = {"authority": "IGJ", "rule": "Aanrijtijden", "asked": "Mag triage op afstand?", "asked_on": "2026-02-01"}
    return {**given, "outcome": "waiting", **fields}


def test_a_request_is_noted_answered_and_stands_with_its_bottleneck(as_user, coordinator, member, project):
    bottleneck = make_bottleneck(by=member, project=project)
    page = as_user(coordinator).get(f"{ROOM}nieuw/?bottleneck={bottleneck.pk}")
    assert page.context["form"]["bottleneck"].value() == bottleneck.pk
    as_user(coordinator).post(f"{ROOM}nieuw/", asking(bottleneck=bottleneck.pk))
    row = RegulatoryRequest.objects.get()
    assert "Nog geen antwoord" in as_user(member).get(bottleneck.get_absolute_url()).content.decode()
    until = timezone.localdate() + datetime.timedelta(days=30)
    answer = {"outcome": "granted", "answer": "Een jaar op proef.", "answered_on": "2026-03-01", "until": until}
    data = asking(bottleneck=bottleneck.pk, edition=row.edition, **answer)
    assert as_user(coordinator).post(f"{row.get_absolute_url()}bewerken/", data).status_code == 302
    page = as_user(member).get(row.get_absolute_url()).content.decode()
    assert "Een jaar op proef." in page
    assert "Ruimte eindigt binnenkort" in page


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"outcome": "granted"}, {"answer", "answered_on"}),
        ({"outcome": "refused", "answer": "Nee.", "answered_on": "2026-01-01"}, {"answered_on"}),
        ({"outcome": "refused", "answer": "Nee.", "answered_on": "2026-03-01", "until": "2027-01-01"}, {"until"}),
        ({"answered_on": "2026-03-01"}, {"outcome"}),
        ({"until": "2027-01-01"}, {"until"}),
        ({"asked_on": "2999-01-01"}, {"asked_on"}),
        ({"authority": ""}, {"authority"}),
    ],
)
def test_an_answer_that_cannot_be_is_refused(fields, wrong, as_user, manager):
    response = as_user(manager).post(f"{ROOM}nieuw/", asking(**fields))
    assert set(response.context["form"].errors) == wrong
    assert not RegulatoryRequest.objects.exists()


def test_who_runs_a_project_asks_about_its_own_bottlenecks_only(as_user, project_manager, project, member, theme):
    own, other = make_bottleneck(by=member, project=project), make_bottleneck(by=member, theme=theme)
    someone = as_user(project_manager)
    assert someone.get(f"{ROOM}nieuw/").status_code == 403
    address = f"{ROOM}nieuw/?bottleneck={own.pk}"
    assert someone.post(address, asking(bottleneck=other.pk)).context["form"].errors["bottleneck"]
    assert someone.post(address, asking(bottleneck=own.pk)).status_code == 302
    assert RegulatoryRequest.objects.get().bottleneck == own


def test_room_that_ends_is_flagged_filtered_and_asked_about(as_user, manager, coordinator):
    today = timezone.localdate()
    for days, rule in ((-1, "Voorbij"), (30, "Bijna"), (400, "Ver weg"), (None, "Altijd")):
        until = None if days is None else today + datetime.timedelta(days=days)
        make_request(rule=rule, outcome="granted", answer="Ja.", answered_on=today, until=until)
    page = as_user(manager).get(f"{ROOM}?ending=on&sort=until")
    assert [row.rule for row in page.context["page"].object_list] == ["Voorbij", "Bijna"]
    text = page.content.decode()
    assert text.count("Ruimte is geëindigd") == 1
    assert text.count("Ruimte eindigt binnenkort") == 1
    kinds = [each.kind for each in todo.for_user(coordinator)]
    assert kinds.count("Regelruimte") == 2
    assert "Bijna" in as_user(coordinator).get("/regie/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["B-regel", "A-regel"]),
        ("q=huisarts", ["A-regel"]),
        ("outcome=waiting", ["B-regel"]),
        ("authority=NZa", ["A-regel"]),
        ("sort=rule", ["A-regel", "B-regel"]),
    ],
)
def test_requests_are_found(query, found, as_user, manager):
    words = {"outcome": "refused", "answer": "Nee, huisarts.", "answered_on": "2026-05-01", "asked_on": "2026-04-01"}
    make_request(authority="NZa", rule="A-regel", **words)
    make_request(authority="IGJ", rule="B-regel")
    page = as_user(manager).get(f"{ROOM}?{query}")
    assert [row.rule for row in page.context["page"].object_list] == found
    assert [row[1] for row in table(as_user(manager).get(f"{ROOM}export/?{query}"))[1:]] == found


def test_who_left_the_network_no_longer_sees_what_they_reported(as_user, member, theme):
    bottleneck = make_bottleneck(theme=theme, by=member, classification="confidential")
    assert as_user(member).get(bottleneck.get_absolute_url()).status_code == 200
    end_membership(member.memberships.get().pk, on=timezone.localdate() - datetime.timedelta(days=1))
    assert as_user(member).get(bottleneck.get_absolute_url()).status_code == 404
