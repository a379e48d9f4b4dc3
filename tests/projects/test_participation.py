"""Who takes part where, what partners put in, and the kind word for who is active nowhere."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network import effort
from network.models import PulseAnswer
from projects import actions
from projects.models import PartnerContribution, Project, ProjectPartner
from tests import factories
from tests.network.make import make_answer, make_pulse
from tests.projects.make import make_project, make_update
from themes.models import Attendance, Meeting

MATRIX = "/deelname/"
EFFORT = "/deelname/inzet/"


def detail(organisation):
    return reverse("projects:effort_detail", args=[organisation.slug])


def rows_of(response):
    content = b"".join(response) if response.streaming else response.content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[1:]


def observe(project, organisation):
    observing = ProjectPartner.Participation.OBSERVING
    actions.add_partner(ProjectPartner(project=project, organisation=organisation, participation=observing))


def cells(response):
    return {
        (row.organisation.name, project.title): part.participation
        for row in response.context["rows"]
        for project, part in row.cells
        if part
    }


def test_the_matrix_tells_active_observing_and_neither(as_user, member, project, public_project, organisation2):
    observe(public_project, organisation2)
    response = as_user(member).get(MATRIX)
    assert cells(response) == {
        ("Medisch Centrum Voorbeeld", project.title): "active",
        ("Zorggroep Voorbeeld", public_project.title): "observing",
    }
    text = response.content.decode()
    assert "Kijkt mee" in text or "kijkt mee" in text
    assert "doet niet mee" in text


def test_a_confidential_project_is_nowhere_for_strangers(as_user, executive2, project, public_project, organisation2):
    observe(public_project, organisation2)
    client = as_user(executive2)
    assert project.title not in client.get(MATRIX).content.decode()
    exported = rows_of(client.get(f"{MATRIX}export/"))
    assert [row[:2] for row in exported] == [[organisation2.name, public_project.title]]
    assert project.title not in client.get(detail(organisation2)).content.decode()


def test_filters_choose_partners_and_projects(as_user, manager, project, public_project, organisation, organisation2):
    Project.objects.filter(pk=public_project.pk).update(status=Project.Status.EMBEDDED)
    client = as_user(manager)

    def shown(query):
        response = client.get(f"{MATRIX}{query}")
        return len(response.context["rows"]), [each.title for each in response.context["columns"].object_list]

    assert shown("") == (2, [project.title])
    assert shown("?ended=on") == (2, [public_project.title, project.title])
    assert shown("?q=zorggroep") == (1, [project.title])
    assert shown(f"?theme={project.theme.slug}") == (2, [project.title])
    assert shown("?kind=elderly_care")[0] == 1


def test_it_pages_both_ways(as_user, manager, theme):
    for _n in range(11):
        make_project(theme)
    for _n in range(26):
        factories.OrganisationFactory()
    response = as_user(manager).get(f"{MATRIX}?page=2&projecten=2")
    assert len(response.context["rows"]) == 1
    assert len(response.context["columns"].object_list) == 1


@pytest.mark.parametrize("address", [MATRIX, EFFORT])
def test_queries_do_not_grow(as_user, manager, theme, address):
    client = as_user(manager)

    def grow():
        partner = factories.OrganisationFactory()
        project = make_project(theme, partners=[(partner, "")])
        make_update(project, "accepted")

    grow()
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    grow(), grow()
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(three) == len(one)


def test_effort_counts_what_was_done(as_user, executive, project, organisation, steering_body, chair, manager):
    make_update(project, "accepted")
    make_update(project, "submitted")
    part = project.partners.get()
    PartnerContribution.objects.create(part=part, kind="hours", agreed=10, delivered=4)
    PartnerContribution.objects.create(part=part, kind="hours", agreed=10)  # promised only
    make_answer(make_pulse(), organisation, 8, executive)
    factories.SeatFactory(body=steering_body, user=executive, organisation=organisation)
    fields = {"body": steering_body, "place": "Zaal 1", "created_by": manager}
    held = Meeting.objects.create(starts_at=timezone.now(), status="held", **fields)
    Attendance.objects.create(meeting=held, person=executive, presence="present")
    Attendance.objects.create(meeting=held, person=chair, presence="present")
    missed = Meeting.objects.create(starts_at=timezone.now(), status="held", **fields)
    Attendance.objects.create(meeting=missed, person=executive, presence="excused")
    found = {key: sum(numbers) for key, numbers in effort.of([organisation])[organisation.pk].items()}
    assert found == {"meetings": 1, "updates": 1, "contributions": 1, "pulse": 1}
    response = as_user(executive).get(detail(organisation))
    assert "<svg" in response.content.decode()
    assert response.context["quarters"][-1].endswith(str(timezone.localdate().year))


def test_only_ones_own_and_the_network_manager_see_effort(
    as_user, member, executive2, coordinator, manager, organisation, project
):
    for person, status in ((member, 200), (manager, 200), (executive2, 403), (coordinator, 403), (None, 302)):
        assert as_user(person).get(detail(organisation)).status_code == status
    link = detail(organisation)
    assert link in as_user(member).get(organisation.get_absolute_url()).content.decode()
    assert link not in as_user(executive2).get(organisation.get_absolute_url()).content.decode()
    assert link not in as_user().get(organisation.get_absolute_url()).content.decode()


def test_who_is_active_nowhere_is_told_kindly(as_user, executive, executive2, manager, project, organisation2, member):
    words = "Op dit moment niet actief in een project"
    assert words in as_user(executive2).get(detail(organisation2)).content.decode()
    assert words not in as_user(executive).get(detail(executive.memberships.get().organisation)).content.decode()
    assert detail(organisation2) in as_user(executive2).get("/mijn/").content.decode()
    assert "kan meedoen" not in as_user(executive).get("/mijn/").content.decode()
    page = as_user(manager).get(f"{EFFORT}?quiet=on")
    assert [partner.name for partner, _numbers in page.context["rows"]] == [organisation2.name]
    assert as_user(manager).get(MATRIX).context["quiet"] == 1
    assert as_user(member).get(MATRIX).context["quiet"] == 0  # not theirs to know
    observe(project, organisation2)
    assert words in as_user(executive2).get(detail(organisation2)).content.decode()  # observing is not active
    ProjectPartner.objects.filter(organisation=organisation2).update(participation="active")
    assert words not in as_user(executive2).get(detail(organisation2)).content.decode()


def test_the_list_is_by_name_never_by_score(as_user, manager, organisation, organisation2, executive2):
    make_answer(make_pulse(), organisation2, 8, executive2)
    names = [partner.name for partner, _numbers in as_user(manager).get(EFFORT).context["rows"]]
    assert names == sorted(names)
    assert PulseAnswer.objects.count() == 1


def test_the_project_manager_that_leaves_is_asked_for_a_handover(as_user, manager, project, project_manager, support):
    page = as_user(manager).get(reverse("projects:project_edit", args=[project.slug]))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    data = {
        name: [str(getattr(each, "pk", each)) for each in value] if isinstance(value, list) else value
        for name, value in data.items()
    }
    response = as_user(manager).post(
        page.request["PATH_INFO"], {**data, "manager": support.pk, "support": [], "deputy": project_manager.pk}
    )
    assert response.status_code == 302, response.context["form"].errors
    handover = project_manager.handovers_to_give.get()
    assert handover.receiver == support
    assert project.title in handover.place
