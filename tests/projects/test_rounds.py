"""Update rounds: planned, opened, reminded, closed; and what a report is worth before, during and after one."""

import csv
import datetime
import io
import threading
from itertools import count

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone

from projects import actions, tasks
from projects.models import ProgressUpdate, Project, UpdateRound
from tests import factories
from tests.projects.make import make_project, make_update
from tests.themes.make import make_theme
from zenderen.jobs.models import Job
from zenderen.lib.states import IllegalStep

DAY = datetime.timedelta(days=1)
_numbers = count(1)


def day(days=0):
    return timezone.localdate() + days * DAY


def make_round(status="planned", *, opens=0, due=28, remind=None, **fields):
    """A round whose days are counted from today."""
    fields = {"name": f"Ronde {next(_numbers)}", **fields}
    if remind is not None:
        fields["remind_on"] = day(remind)
    return UpdateRound.objects.create(status=status, opens_on=day(opens), due_on=day(due), **fields)


def letters(words=""):
    """Address → subject, text and HTML of the mail that was sent with these words in its subject."""
    found = [letter for letter in mail.outbox if words.lower() in letter.subject.lower()]
    assert len({letter.to[0] for letter in found}) == len(found)
    return {letter.to[0]: f"{letter.subject}\n{letter.body}\n{letter.alternatives[0][0]}" for letter in found}


@pytest.mark.parametrize("start", UpdateRound.Status)
@pytest.mark.parametrize("end", UpdateRound.Status)
def test_every_step_of_a_round(start, end, db):
    update_round = make_round(start)
    if end in UpdateRound.NEXT_STATUSES[start]:
        update_round.move_to(end)
        assert UpdateRound.objects.get().status == end
    else:
        with pytest.raises(IllegalStep):
            update_round.move_to(end)


# --- What a report is worth ------------------------------------------------------------------------------------------


def level_of(project):
    """The level everywhere: annotated, filtered, counted, per theme, in order, and in Python."""
    row = Project.objects.with_level().with_report().get(pk=project.pk)
    assert row.standing.level == row.level
    assert list(Project.objects.at_level(row.level)) == [project]
    assert Project.objects.by_level() == {row.level: 1}
    assert Project.objects.by_theme() == {project.theme_id: {row.level: 1}}
    assert Project.objects.in_order("state").get().level == row.level
    accepted = project.updates.accepted().first()
    assert project.standing_by(vars(accepted) if accepted else None).level == row.level
    return row.level


@pytest.mark.parametrize(
    ("opens", "due", "status", "reported", "level"),
    [
        (10, 20, "planned", 80, "on_course"),  # before the round
        (-5, 5, "open", 80, "on_course"),  # during: the report before still counts …
        (-5, 0, "open", 80, "on_course"),  # … on the last day too
        (-5, -1, "open", 80, "outdated"),  # after, whether or not somebody closed it
        (-5, -1, "closed", 80, "outdated"),
        (-5, -1, "closed", 6, "outdated"),
        (-5, -1, "closed", 5, "on_course"),  # reported on its first day
        (-5, -1, "planned", 80, "on_course"),  # nobody was ever asked
        (-200, -150, "closed", 150, "on_course"),  # the last round was long ago
        (-200, -150, "closed", 201, "outdated"),
        (-500, -450, "closed", 366, "outdated"),  # but a year is too long
        (-500, -450, "closed", 365, "on_course"),
    ],
)
def test_a_report_counts_from_the_start_of_the_last_round_that_is_over(opens, due, status, reported, level, theme):
    make_round(status, opens=opens, due=due)
    project = make_project(theme)
    make_update(project, "accepted", days_ago=reported)
    assert level_of(project) == level


def test_the_last_of_several_rounds_counts(theme):
    for opens, due in ((-100, -90), (-30, -20), (-5, 10)):
        make_round("closed" if due < 0 else "open", opens=opens, due=due)
    project = make_project(theme)
    make_update(project, "accepted", days_ago=31)
    assert level_of(project) == "outdated"
    make_update(project, "accepted", days_ago=30)
    assert level_of(project) == "on_course"


def test_the_day_after_the_round_everything_shows_what_was_not_updated(as_user, manager, client, public_project):
    make_update(public_project, "accepted", days_ago=20)
    make_round("open", opens=-10, due=0)
    assert "Op koers" in client.get(public_project.get_absolute_url()).content.decode()
    with time_machine.travel(timezone.now() + DAY, tick=False):
        assert "Niet bijgewerkt" in client.get(public_project.get_absolute_url()).content.decode()
        row = client.get("/projecten/?state=outdated").content.decode()
        assert public_project.title in row
        assert public_project.title in client.get("/projecten/export/?state=outdated").getvalue().decode()


# --- From planning to closing ---------------------------------------------------------------------------------------


def test_manager_plans_and_opens_and_everybody_who_reports_is_asked_once(
    as_user, manager, project, public_project, project_manager, support, theme, run_jobs
):
    deputy = factories.UserFactory(name="Plaatsvervanger", email="plv@voorbeeld.example")
    public_project.deputy = deputy
    public_project.save(update_fields=["deputy"])
    make_project(theme, status=Project.Status.ACCEPTED, manager=factories.UserFactory())
    someone = as_user(manager)
    data = {
        "name": "Voorjaar 2027",
        "opens_on": day(3),
        "remind_on": day(10),
        "due_on": day(21),
        "message": "Graag kort.",
    }
    response = someone.post("/rondes/nieuw/", data)
    update_round = UpdateRound.objects.get()
    assert response.url == update_round.get_absolute_url() == f"/rondes/{update_round.pk}/"
    run_jobs()
    assert letters() == {}
    assert someone.post(f"/rondes/{update_round.pk}/openen/").status_code == 302
    run_jobs()
    update_round.refresh_from_db()
    assert (update_round.status, update_round.opens_on) == ("open", day())
    assert set(letters()) == {project_manager.email, deputy.email}
    letter = letters()[project_manager.email]
    assert letter.count("Graag kort.") == 2
    assert letter.count(f"/projecten/{project.slug}/voortgang/") == 2
    assert letter.count(public_project.title) == 2
    # Opening it once more is refused, and nobody is asked twice.
    page = someone.post(f"/rondes/{update_round.pk}/openen/", follow=True).content.decode()
    assert "kan niet meer" in page
    run_jobs()
    assert len(letters()) == 2


def test_a_round_is_planned_with_days_in_their_order(as_user, manager):
    someone = as_user(manager)
    good = {"name": "Voorjaar", "opens_on": day(3), "remind_on": day(10), "due_on": day(21)}
    for wrong in ({"due_on": day(2)}, {"remind_on": day(22)}, {"remind_on": day(2)}, {"due_on": day(-1)}, {"name": ""}):
        assert someone.post("/rondes/nieuw/", good | wrong).context["form"].errors
    assert not UpdateRound.objects.exists()


@pytest.mark.parametrize("days", [{"due": -1, "opens": -9}, {"due": 9, "opens": -9, "remind": -1}])
def test_a_round_whose_days_have_passed_is_not_opened(days, as_user, manager):
    update_round = make_round(**days)
    page = as_user(manager).post(f"/rondes/{update_round.pk}/openen/", follow=True).content.decode()
    assert "Kies eerst" in page
    update_round.refresh_from_db()
    assert update_round.status == "planned"


def test_one_round_at_a_time(as_user, manager):
    make_round("open")
    second = make_round()
    page = as_user(manager).post(f"/rondes/{second.pk}/openen/", follow=True).content.decode()
    assert "nog een andere ronde open" in page
    second.refresh_from_db()
    assert second.status == "planned"


def test_an_open_round_moves_its_end_but_not_what_was_done(as_user, manager):
    update_round = make_round("open", remind=3, message="Zoals gemaild.")
    data = {
        "name": "Zomer",
        "opens_on": day(9),
        "remind_on": day(5),
        "due_on": day(40),
        "message": "Anders",
        "edition": 1,
    }
    as_user(manager).post(f"/rondes/{update_round.pk}/bewerken/", data)
    update_round.refresh_from_db()
    assert (update_round.name, update_round.remind_on, update_round.due_on) == ("Zomer", day(5), day(40))
    assert (update_round.opens_on, update_round.message) == (day(), "Zoals gemaild.")
    update_round.reminded_at = timezone.now()
    update_round.save(update_fields=["reminded_at"])
    as_user(manager).post(f"/rondes/{update_round.pk}/bewerken/", data | {"remind_on": day(7), "edition": 2})
    update_round.refresh_from_db()
    assert update_round.remind_on == day(5)
    UpdateRound.objects.update(status="closed")
    assert as_user(manager).get(f"/rondes/{update_round.pk}/bewerken/").status_code == 404


def reported_in(project, status, update_round=None):
    update = make_update(project, "submitted" if status == "accepted" else status)
    if update_round:
        ProgressUpdate.objects.filter(pk=update.pk).update(round=update_round)
    if status == "accepted":
        actions.accept(update.pk, by=factories.UserFactory())
    return update


@pytest.fixture
def five(theme):
    """Five projects that are asked, each with another manager and its report so far."""
    update_round = make_round("open", opens=-7, due=7, remind=-1)
    rows = {}
    for status in ("accepted", "submitted", "returned", "draft", None):
        title = f"Project {status or 'niets'}"
        email = f"{status or 'niets'}@voorbeeld.example"
        rows[status] = make_project(theme, title=title, manager=factories.UserFactory(email=email))
        if status:
            reported_in(rows[status], status, update_round)
    return update_round, rows


def test_only_who_has_not_submitted_is_reminded_and_once(five, run_jobs):
    update_round, _rows = five
    for _again in range(2):
        tasks.follow_rounds()
        run_jobs()
    update_round.refresh_from_db()
    assert update_round.reminded_at
    asked = {"draft@voorbeeld.example", "niets@voorbeeld.example", "returned@voorbeeld.example"}
    assert set(letters("herinnering")) == asked


@pytest.mark.parametrize(
    ("remind", "due", "sent"), [(1, 5, False), (0, 5, True), (-3, 5, True), (-3, 0, True), (-3, -1, False)]
)
def test_a_reminder_that_was_missed_goes_out_until_the_last_day(remind, due, sent, project, run_jobs):
    update_round = make_round("open", opens=-7, due=due, remind=remind)
    tasks.follow_rounds()
    update_round.refresh_from_db()
    assert bool(update_round.reminded_at) == sent


def test_nobody_is_reminded_of_a_round_that_is_planned(project):
    update_round = make_round("planned", opens=-7, due=5, remind=-1)
    tasks.follow_rounds()
    update_round.refresh_from_db()
    assert not update_round.reminded_at


def test_the_day_after_the_round_closes_by_itself_and_keeps_what_it_found(
    five, chair, manager, coordinator, run_jobs, as_user
):
    update_round, rows = five
    tasks.follow_rounds()
    update_round.refresh_from_db()
    assert update_round.status == "open"
    UpdateRound.objects.update(due_on=day(-1))
    for _again in range(2):
        tasks.follow_rounds()
        run_jobs()
    update_round.refresh_from_db()
    assert (update_round.status, update_round.outcome["expected"], update_round.outcome["reported"]) == ("closed", 5, 2)
    assert {row["title"]: row["status"] for row in update_round.outcome["missing"]} == {
        "Project draft": "draft",
        "Project returned": "returned",
        "Project niets": "nothing",
    }
    told = letters("2 van 5")
    assert set(told) == {manager.email, chair.email}
    assert "Project niets" in told[chair.email]
    assert "Project submitted" not in told[chair.email]
    # What happens later does not change what was found.
    rows["draft"].title = "Heel anders"
    rows["draft"].save(update_fields=["title"])
    page = as_user(coordinator).get(update_round.get_absolute_url()).content.decode()
    assert "Project draft" in page
    assert "Heel anders" not in page
    answer = as_user(manager).post(f"/rondes/{update_round.pk}/sluiten/", follow=True)
    assert "kan niet meer" in answer.content.decode()


def test_a_chair_hears_of_their_own_theme_only(theme, chair, manager, run_jobs, as_user):
    other = make_theme(factories.BodyFactory(name="Andere groep", slug="andere"), name="Acute zorg", slug="acuut")
    make_project(theme, title="Eigen project")
    make_project(other, title="Geheim project", classification="confidential")
    update_round = make_round("open")
    as_user(manager).post(f"/rondes/{update_round.pk}/sluiten/")
    run_jobs()
    told = letters("gesloten")
    assert "Geheim project" not in told[chair.email]
    assert "Eigen project" in told[chair.email]
    assert "Geheim project" in told[manager.email]


# --- The page -------------------------------------------------------------------------------------------------------


def rows_of(response):
    return {project.title: str(words) for project, words in response.context["rows"]}


def test_page_shows_how_far_each_is_per_theme(five, as_user, manager, coordinator):
    update_round, _rows = five
    response = as_user(manager).get(update_round.get_absolute_url())
    assert rows_of(response) == {
        "Project accepted": "Geaccepteerd",
        "Project submitted": "Ingediend",
        "Project returned": "Teruggegeven",
        "Project draft": "Concept",
        "Project niets": "Nog niets",
    }
    theme = response.context["themes"][0]
    assert [theme[name] for name in ("expected", "accepted", "submitted", "returned", "draft", "nothing")] == [
        5,
        1,
        1,
        1,
        1,
        1,
    ]
    found = as_user(coordinator).get(f"{update_round.get_absolute_url()}?report=nothing&theme=ouderenzorg")
    assert rows_of(found) == {"Project niets": "Nog niets"}
    assert "openen/" not in found.content.decode()


def test_export_follows_the_filter(five, as_user, manager):
    update_round, _rows = five

    def lines(query):
        response = as_user(manager).get(f"/rondes/{update_round.pk}/export/{query}")
        text = response.getvalue().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";"))

    assert [row[1:3] for row in lines("?report=draft")] == [
        ["Project", "Voortgangsupdate"],
        ["Project draft", "Concept"],
    ]
    actions.close_round(update_round.pk)
    assert [row[1:3] for row in lines("")][1:] == [
        ["Project draft", "Concept"],
        ["Project niets", "Nog niets"],
        ["Project returned", "Teruggegeven"],
    ]


def test_a_report_from_before_the_round_does_not_count_for_it(project):
    reported_in(project, "accepted")
    update_round = make_round("open")
    assert Project.objects.in_round(update_round.pk).get().in_round == "nothing"


def test_a_report_belongs_to_the_round_that_is_open_when_it_is_submitted(project, project_manager, chair):
    update = make_update(project)
    first = make_round("open")
    actions.submit(update.pk, by=project_manager)
    update.refresh_from_db()
    assert update.round == first
    actions.send_back(update.pk, by=chair, remark="Korter.")
    actions.close_round(first.pk)
    actions.submit(update.pk, by=project_manager)
    update.refresh_from_db()
    assert update.round == first
    assert Project.objects.in_round(first.pk).get().in_round == "submitted"


def test_empty_list_leads_to_planning(as_user, manager, coordinator):
    assert "/rondes/nieuw/" in as_user(manager).get("/rondes/").content.decode()
    assert "/rondes/nieuw/" not in as_user(coordinator).get("/rondes/").content.decode()


@pytest.mark.parametrize("status", ["open", "closed"])
def test_number_of_queries_does_not_grow(status, as_user, manager, theme, django_assert_max_num_queries):
    someone = as_user(manager)
    update_round = make_round("open")

    def add():
        make_round(due=9)
        project = make_project(theme, manager=factories.UserFactory(), deputy=factories.UserFactory())
        reported_in(project, "submitted", update_round)

    def queries(address):
        with django_assert_max_num_queries(12) as captured:
            someone.get(address)
        return len(captured)

    pages = ["/rondes/", update_round.get_absolute_url(), f"/rondes/{update_round.pk}/export/"]
    add()
    if status == "closed":
        actions.close_round(update_round.pk)
    one = [queries(page) for page in pages]
    add()
    add()
    assert [queries(page) for page in pages] == one


# --- Two at once ----------------------------------------------------------------------------------------------------


def at_once(*acts):
    """Start these in as many threads at the same moment; what each gave or raised."""
    barrier, found = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(10)
            found.append(act())
        except IllegalStep as refused:
            found.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_two_managers_open_two_rounds_at_once(manager):
    first, second = make_round(), make_round()
    found = at_once(*(lambda pk=each.pk: actions.open_round(pk, by=manager) for each in (first, second)))
    assert sorted(type(each).__name__ for each in found) == ["IllegalStep", "UpdateRound"]
    assert UpdateRound.objects.open().count() == 1
    assert Job.objects.filter(kind="projects.round_opened").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_managers_open_the_same_round_at_once(manager):
    update_round = make_round()
    found = at_once(*[lambda: actions.open_round(update_round.pk, by=manager)] * 2)
    assert sorted(type(each).__name__ for each in found) == ["IllegalStep", "UpdateRound"]
    assert Job.objects.filter(kind="projects.round_opened").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_beats_remind_once(theme):
    make_project(theme, manager=factories.UserFactory())
    make_round("open", opens=-7, due=7, remind=0)
    at_once(tasks.follow_rounds, tasks.follow_rounds)
    assert Job.objects.filter(kind="jobs.mail").count() == 1


@pytest.mark.django_db(transaction=True)
def test_manager_and_beat_close_at_once(theme, chair):
    make_project(theme)
    update_round = make_round("open", opens=-7, due=-1)
    at_once(tasks.follow_rounds, lambda: actions.close_round(update_round.pk))
    assert Job.objects.filter(kind="jobs.mail", arguments__to=chair.email).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_submit_at_once(theme, manager, project_manager):
    project = make_project(theme, manager=project_manager)
    make_round("open")
    update = make_update(project)
    found = at_once(*(lambda who=who: actions.submit(update.pk, by=who) for who in (manager, project_manager)))
    assert sorted(type(each).__name__ for each in found) == ["IllegalStep", "ProgressUpdate"]
