"""Pages of projects, from the outside: what is found, what is told, and what must not be."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.models import Actor, Benefit, Dependency, Milestone, Project, ProjectPartner
from tests import factories
from tests.projects.make import make_milestone, make_project, make_update
from tests.themes.make import make_theme

LIST = "/projecten/"


def titles(response):
    return [project.title for project in response.context["page"].object_list]


# --- Confidential means that it does not exist ----------------------------------------------------------------------


@pytest.mark.parametrize("person", [None, "outsider", "adviser", "executive2", "administrator"])
def test_confidential_project_is_nowhere_for_strangers(person, request, as_user, project, public_project, organisation):
    make_update(project, "accepted", text="Geheim nieuws")
    someone = as_user(request.getfixturevalue(person) if person else None)
    pages = [
        LIST,
        f"{LIST}?q=val",
        f"{LIST}?state=on_course&partner={organisation.slug}",
        reverse("projects:project_export"),
        project.theme.get_absolute_url(),
        "/themas/",
        "/",
        "/posters/",
        organisation.get_absolute_url(),
        "/partners/",
        "/ambities/",
    ]
    for page in pages:
        response = someone.get(page)
        assert response.status_code == 200
        text = (response.getvalue() if response.streaming else response.content).decode()
        assert project.title not in text, page
        assert project.slug not in text, page
    assert someone.get(project.get_absolute_url()).status_code == 404
    assert someone.get(reverse("projects:progress_detail", args=[project.slug, 1])).status_code == 404
    assert someone.get(LIST).context["page"].paginator.count == 1


def test_choices_of_a_filter_name_nobody_of_hidden_projects(client, project, public_project, organisation, support):
    Project.objects.filter(pk=project.pk).update(manager=support)
    text = client.get(LIST).content.decode()
    assert organisation.slug not in text
    assert support.name not in text


def test_internal_project_is_for_the_network(as_user, theme, member, outsider, adviser):
    project = make_project(theme, classification="internal")
    assert as_user(member).get(project.get_absolute_url()).status_code == 200
    for person in (None, outsider, adviser):
        assert as_user(person).get(project.get_absolute_url()).status_code == 404


# --- The list -------------------------------------------------------------------------------------------------------


@pytest.fixture
def some(theme, organisation, project_manager, manager):
    """Four projects that differ in everything that can be filtered."""
    other = make_theme(factories.BodyFactory(), name="Spoedzorg", slug="spoedzorg")
    a = make_project(theme, title="Alfa", manager=project_manager, partners=[(organisation, "")])
    b = make_project(theme, title="Beta", summary="Over vallen", ends_on="2030-01-01")
    c = make_project(other, title="Gamma", status="accepted", ends_on="2029-01-01")
    d = make_project(other, title="Delta")
    make_update(a, "accepted", days_ago=3)
    make_update(b, "accepted", days_ago=1, state="off_course", reason="Geen geld.")
    make_update(d, "accepted", days_ago=200)
    return a, b, c, d


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Alfa", "Beta", "Delta", "Gamma"]),
        ("q=VALLEN+over", ["Beta"]),
        ("q=niets", []),
        ("theme=spoedzorg", ["Delta", "Gamma"]),
        ("state=on_course", ["Alfa"]),
        ("state=outdated", ["Delta"]),
        ("status=accepted", ["Gamma"]),
        ("partner=medisch-centrum", ["Alfa"]),
        ("sort=state", ["Beta", "Delta", "Alfa", "Gamma"]),
        ("sort=-reported_on", ["Beta", "Alfa", "Delta", "Gamma"]),
        ("sort=ends_on", ["Gamma", "Beta", "Alfa", "Delta"]),
        ("sort=-ends_on", ["Beta", "Gamma", "Alfa", "Delta"]),
        ("sort=-status", ["Alfa", "Beta", "Delta", "Gamma"]),
        ("sort=theme", ["Alfa", "Beta", "Delta", "Gamma"]),
        ("sort=onzin&theme=bestaat-niet&page=99", ["Alfa", "Beta", "Delta", "Gamma"]),
    ],
)
def test_search_filters_and_order(query, found, as_user, manager, some):
    assert titles(as_user(manager).get(f"{LIST}?{query}")) == found


def test_filter_on_manager(as_user, manager, some, project_manager):
    assert titles(as_user(manager).get(f"{LIST}?manager={project_manager.pk}")) == ["Alfa"]


def test_order_is_told_to_screen_readers_and_filter_stays(as_user, manager, some):
    page = as_user(manager).get(f"{LIST}?sort=-title&theme=ouderenzorg").content.decode()
    assert 'aria-sort="descending"' in page
    assert 'href="?sort=title&amp;theme=ouderenzorg"' in page


def test_old_report_is_grey_and_what_is_not_green_has_its_reason(as_user, manager, some):
    page = as_user(manager).get(f"{LIST}?theme=spoedzorg&q=delta").content.decode()
    assert "Niet bijgewerkt" in page.split("<tbody>")[1]
    assert "status-on_course" not in page.split("<tbody>")[1]
    assert "Geen geld." in as_user(manager).get(f"{LIST}?q=beta").content.decode()


def test_empty_lists_say_what_to_do(client, as_user, manager):
    assert "Nog geen projecten" in client.get(LIST).content.decode()
    assert reverse("projects:project_add") in as_user(manager).get(LIST).content.decode()
    assert "Toon alle projecten" in client.get(f"{LIST}?q=niets").content.decode()


def test_export_follows_the_filter_and_executes_nothing(as_user, manager, theme):
    make_project(theme, title="=HYPERLINK(evil)", summary="+ook dit")
    make_project(theme, title="Ander werk")
    response = as_user(manager).get(f"{reverse('projects:project_export')}?q=HYPERLINK")
    assert response["Content-Type"].startswith("text/csv")
    text = response.getvalue().decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert rows[0][:3] == ["Project", "Thema", "Fase"]
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(evil)"]
    assert rows[1][-1] == "'+ook dit"


@pytest.mark.parametrize("name", ["project_list", "project_export"])
def test_number_of_queries_of_lists_does_not_grow(
    name, as_user, manager, theme, organisation, django_assert_max_num_queries
):
    someone = as_user(manager)

    def add():
        project = make_project(
            theme,
            classification="public",
            manager=factories.UserFactory(),
            partners=[(organisation, ""), (factories.OrganisationFactory(), "")],
        )
        make_update(project, "accepted")

    def queries():
        with django_assert_max_num_queries(10) as captured:
            response = someone.get(reverse(f"projects:{name}"))
            assert response.getvalue() if response.streaming else response.content
        return len(captured)

    add()
    one = queries()
    add()
    add()
    assert queries() == one


# --- One project ----------------------------------------------------------------------------------------------------


def test_page_answers_first_whether_it_is_on_course_and_since_when(client, public_project):
    make_update(public_project, "accepted", days_ago=40, trend="same")
    make_update(public_project, "accepted", days_ago=5, trend="down", state="attention", reason="Te weinig mensen.")
    page = client.get(public_project.get_absolute_url()).content.decode()
    opening = page.split("<h1")[1].split("intro")[0]
    assert "Aandacht nodig" in opening
    assert "5 dagen geleden" in opening
    assert "Verslechterd sinds" in opening
    assert "Te weinig mensen." in opening


def test_page_without_a_report_says_that_nobody_knows(client, public_project):
    page = client.get(public_project.get_absolute_url()).content.decode()
    assert "niemand weet het" in page
    assert "status-on_course" not in page


def test_unfinished_report_is_for_its_writers_and_the_client(as_user, project, member, support, chair, coordinator):
    update = make_update(project, "submitted", text="Nog niet gelezen")
    for person, sees in ((support, True), (chair, True), (member, False), (coordinator, False)):
        page = as_user(person).get(project.get_absolute_url()).content.decode()
        assert (update.get_absolute_url() in page) == sees


@pytest.mark.parametrize("person", [None, "manager", "project_manager", "chair"])
def test_number_of_queries_of_a_page_does_not_grow(
    person, request, as_user, public_project, django_assert_max_num_queries
):
    someone = as_user(request.getfixturevalue(person) if person else None)

    def add():
        ProjectPartner.objects.create(project=public_project, organisation=factories.OrganisationFactory())
        make_milestone(public_project)
        public_project.support.add(factories.UserFactory())
        public_project.ambitions.add(factories.AmbitionFactory())
        make_update(public_project, "accepted", days_ago=3)
        by = factories.UserFactory()
        public_project.status_changes.create(status="running", reason="Begonnen.", by=by)
        Actor.objects.create(project=public_project, kind="works", name=f"Groep {by.pk}")
        Benefit.objects.create(project=public_project, audience="residents", text="Minder reizen")
        other = make_project(public_project.theme, classification="public")
        Dependency.objects.create(project=public_project, on=other, what="Werkafspraken", needed_on="2020-01-01")

    def queries():
        with django_assert_max_num_queries(27) as captured:
            someone.get(public_project.get_absolute_url())
        return len(captured)

    add()
    queries()
    one = queries()
    add()
    add()
    assert queries() == one


NEW = {
    "title": "Gedeeld dossier",
    "summary": "Eén dossier rond de patiënt.",
    "classification": "internal",
}


def test_new_project_is_a_proposal_with_its_people(as_user, manager, theme, project_manager, support):
    ambition = factories.AmbitionFactory()
    data = NEW | {"theme": theme.pk, "ambitions": [ambition.pk], "manager": project_manager.pk, "support": [support.pk]}
    data |= {"reason": "De partners vragen erom."}
    response = as_user(manager).post(reverse("projects:project_add"), data)
    project = Project.objects.get()
    assert response.url == f"/projecten/{project.slug}/partners/"
    assert (project.status, project.client) == ("proposal", theme.steering_group)
    assert as_user(project_manager).get(reverse("projects:project_edit", args=[project.slug])).status_code == 200


def test_new_project_needs_an_ambition_and_keeps_what_was_typed(as_user, manager, theme):
    response = as_user(manager).post(reverse("projects:project_add"), NEW | {"theme": theme.pk})
    assert "ambitions" in response.context["form"].errors
    assert "Eén dossier rond de patiënt." in response.content.decode()
    assert not Project.objects.exists()


def test_deputy_is_somebody_else(as_user, manager, theme, project_manager):
    data = NEW | {"theme": theme.pk, "manager": project_manager.pk, "deputy": project_manager.pk}
    response = as_user(manager).post(reverse("projects:project_add"), data)
    assert "deputy" in response.context["form"].errors


def test_project_manager_cannot_change_the_commission(as_user, project, project_manager, support):
    data = NEW | {
        "title": project.title,
        "edition": project.edition,
        "ambitions": [ambition.pk for ambition in project.ambitions.all()],
        "classification": "public",
        "manager": support.pk,
    }
    response = as_user(project_manager).post(reverse("projects:project_edit", args=[project.slug]), data)
    assert response.status_code == 302
    project.refresh_from_db()
    assert (project.summary, project.classification) == (NEW["summary"], "confidential")
    assert project.manager == project_manager


def test_step_keeps_who_and_why(as_user, chair, project):
    address = reverse("projects:project_move", args=[project.slug])
    response = as_user(chair).post(address, {"status": "stopped", "reason": "De proef is klaar."})
    assert response.status_code == 302, response.context["form"].errors
    step = project.status_changes.get()
    assert (step.status, step.by, step.reason) == ("stopped", chair, "De proef is klaar.")
    assert "De proef is klaar." in as_user(chair).get(project.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "data", [{"status": "evaluated"}, {"status": "proposal", "reason": "Terug"}, {"reason": "Zomaar"}]
)
def test_step_without_reason_or_that_cannot_be_is_refused(data, as_user, chair, project):
    response = as_user(chair).post(reverse("projects:project_move", args=[project.slug]), data)
    assert response.context["form"].errors
    project.refresh_from_db()
    assert project.status == "running"


def test_partners_are_added_changed_and_removed(as_user, project, project_manager, organisation2, executive2):
    someone, address = as_user(project_manager), reverse("projects:partner_list", args=[project.slug])
    someone.post(address, {"organisation": organisation2.pk, "role": "Levert huizen", "participation": "active"})
    part = project.partners.get(organisation=organisation2)
    assert as_user(executive2).get(project.get_absolute_url()).status_code == 200
    assert someone.post(address, {"organisation": organisation2.pk, "role": "Nog eens"}).context["form"].errors
    edit = reverse("projects:partner_edit", args=[project.slug, part.pk])
    someone.post(edit, {"role": "Levert bedden", "participation": "observing"})
    part.refresh_from_db()
    assert (part.role, part.participation) == ("Levert bedden", "observing")
    someone.post(reverse("projects:partner_remove", args=[project.slug, part.pk]))
    assert as_user(executive2).get(project.get_absolute_url()).status_code == 404


def test_milestones_are_added_changed_and_removed(as_user, project, project_manager):
    someone, address = as_user(project_manager), reverse("projects:milestone_list", args=[project.slug])
    someone.post(address, {"title": "Afspraken gemaakt", "due_on": "2026-05-01"})
    milestone = project.milestones.get()
    assert "1 mei 2026" in someone.get(address).content.decode()
    edit = reverse("projects:milestone_edit", args=[project.slug, milestone.pk])
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    data = {"title": "Afspraken getekend", "edition": milestone.edition}
    assert someone.post(edit, data | {"done_on": tomorrow.isoformat()}).context["form"].errors
    assert someone.post(edit, data).status_code == 302
    milestone.refresh_from_db()
    assert milestone.title == "Afspraken getekend"
    someone.post(reverse("projects:milestone_remove", args=[project.slug, milestone.pk]))
    assert not Milestone.objects.exists()


def test_parts_of_another_project_are_not_found(as_user, project, public_project, project_manager):
    other = public_project.milestones.first()
    response = as_user(project_manager).get(reverse("projects:milestone_edit", args=[project.slug, other.pk]))
    assert response.status_code == 404


@pytest.mark.parametrize("address", ["/projecten/voorstellen/", "/projecten/nieuw/"])
def test_an_empty_choice_is_a_word(address, as_user, member, manager, theme, public_project):
    for person in (member, manager):
        page = as_user(person).get(address).content.decode()
        assert "---------" not in page
        if "<select" in page:
            assert ">Kies…</option>" in page
