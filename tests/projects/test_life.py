"""The life of a project: proposed, decided on, started with those who do the work, and what stands around it."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from network import todo
from network.models import Organisation
from projects import actions, roles
from projects.models import Actor, Dependency, PartnerContribution, Project
from tests import factories
from tests.projects.make import make_project, make_update
from tests.themes.make import make_theme
from themes.models import Decision, Meeting
from zenderen.lib.access import granted
from zenderen.lib.states import IllegalStep

Status = Project.Status


def to(name, project, **rows):
    return reverse(f"projects:{name}", kwargs={"slug": project.slug, **rows})


@pytest.fixture
def proposal(theme):
    return {
        "title": "Samen op consult",
        "theme": theme.pk,
        "summary": "Huisarts en specialist kijken samen.",
        "goal": "Minder reizen.",
        "ambitions": [factories.AmbitionFactory().pk],
        "reason": "Onze artsen vragen erom.",
    }


@pytest.fixture
def proposed(as_user, member, chair, organisation, proposal):
    as_user(member).post(reverse("projects:project_propose"), proposal | {"organisation": organisation.pk})
    return Project.objects.get()


@pytest.fixture
def accepted(theme, chair, project_manager):
    return make_project(theme, status="accepted", manager=project_manager, classification="public")


# --- Proposals ------------------------------------------------------------------------------------------------------


def test_proposal_of_a_partner_reaches_the_chair(as_user, proposed, member, chair, organisation, run_jobs):
    assert (proposed.status, proposed.proposed_by, proposed.classification) == ("proposal", member, "internal")
    assert [part.organisation for part in proposed.partners.all()] == [organisation]
    first = proposed.status_changes.get()
    assert (first.by, first.reason) == (member, "Onze artsen vragen erom.")
    run_jobs()
    (letter,) = mail.outbox
    assert letter.to == [chair.email]
    assert "Onze artsen vragen erom." in letter.body
    assert proposed.get_absolute_url() in letter.body
    assert to("project_move", proposed) in [task.url for task in todo.for_user(chair)]
    assert to("project_move", proposed) not in [task.url for task in todo.for_user(member)]
    assert "Onze artsen vragen erom." in as_user(chair).get(to("project_move", proposed)).content.decode()


def test_proposer_changes_it_until_it_is_accepted(as_user, proposed, member, chair, run_jobs):
    assert as_user(member).get(to("project_edit", proposed)).status_code == 200
    assert "decide_project" not in granted(member, proposed)
    actions.move(proposed.pk, "accepted", by=chair, reason="Past bij de ambitie.")
    assert as_user(member).get(to("project_edit", proposed)).status_code == 403
    assert as_user(member).get(proposed.get_absolute_url()).status_code == 200
    mail.outbox.clear()
    run_jobs()
    assert [letter.to for letter in mail.outbox if "Past bij de ambitie." in letter.body] == [[member.email]]


def test_chair_refuses_a_proposal_with_a_reason(as_user, proposed, chair):
    address = to("project_move", proposed)
    assert as_user(chair).post(address, {"status": "stopped"}).context["form"].errors
    as_user(chair).post(address, {"status": "stopped", "reason": "Loopt al elders."})
    proposed.refresh_from_db()
    assert proposed.status == "stopped"
    page = as_user(chair).get(proposed.get_absolute_url()).content.decode()
    assert "Loopt al elders." in page


def test_proposal_names_no_organisation_of_somebody_else(as_user, member, organisation2, proposal):
    response = as_user(member).post(reverse("projects:project_propose"), proposal | {"organisation": organisation2.pk})
    assert "organisation" in response.context["form"].errors
    assert not Project.objects.exists()


def test_project_office_proposes_without_taking_part(as_user, project_manager, chair, proposal):
    """It facilitates: it is no partner in what it proposes, and never the client."""
    as_user(project_manager).post(reverse("projects:project_propose"), proposal)
    project = Project.objects.get()
    assert not project.partners.exists()
    assert project.client.kind == "steering"
    assert not Organisation.objects.can_sign().filter(kind="project_office").exists()


def test_decision_of_a_meeting_is_kept_with_the_project(as_user, proposed, chair, theme):
    decision = make_decision(theme, chair)
    data = {"status": "accepted", "reason": "Zie het besluit.", "decision": decision.pk}
    as_user(chair).post(to("project_move", proposed), data)
    assert list(proposed.decisions.all()) == [decision]
    assert decision.get_absolute_url() in as_user(chair).get(proposed.get_absolute_url()).content.decode()


def test_decision_of_another_body_is_refused(as_user, proposed, chair):
    other = make_decision(make_theme(factories.BodyFactory()), chair)
    data = {"status": "accepted", "reason": "Zie het besluit.", "decision": other.pk}
    as_user(chair).post(to("project_move", proposed), data)
    assert not proposed.decisions.exists()


def make_decision(theme, by):
    body = theme.steering_group
    meeting = Meeting.objects.create(body=body, starts_at=timezone.now(), created_by=by)
    day = datetime.date(2026, 5, 4)
    fields = {"body": body, "year": 2026, "number": 3, "decided_on": day, "title": "Begin maar", "text": "Ja."}
    return Decision.objects.create(meeting=meeting, classification="internal", **fields)


# --- Steps and the gate ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", Status.values)
@pytest.mark.parametrize("end", Status.values)
def test_every_step(start, end, theme, chair):
    project = make_project(theme, status=start)
    Actor.objects.create(project=project, kind="works", name="Verpleegkundigen", involved_on="2026-01-01")
    project.evaluations.create(verdict="continue", written_by=chair)
    if end in Project.NEXT_STATUSES[start]:
        assert actions.move(project.pk, end, by=chair, reason="Omdat.").status == end
    else:
        with pytest.raises(IllegalStep):
            actions.move(project.pk, end, by=chair, reason="Omdat.")


def test_no_start_while_nobody_is_named_who_does_the_work(as_user, accepted, chair, manager):
    start = {"status": "running", "reason": "We kunnen."}
    with pytest.raises(actions.WorkersMissing):
        actions.move(accepted.pk, "running", by=chair, reason="We kunnen.")
    assert as_user(chair).post(to("project_move", accepted), start).context["form"].errors["despite"]
    # Who is not the client cannot let it start at all.
    assert as_user(manager).post(to("project_move", accepted), start | {"despite": "Haast"}).context["form"].errors
    accepted.refresh_from_db()
    assert accepted.status == "accepted"


def test_client_says_why_it_starts_without_them(as_user, client, accepted, chair):
    Actor.objects.create(project=accepted, kind="works", name="Doktersassistenten")
    data = {"status": "running", "reason": "We kunnen.", "despite": "Zij sluiten in mei aan."}
    assert "Doktersassistenten" in as_user(chair).get(to("project_move", accepted)).content.decode()
    as_user(chair).post(to("project_move", accepted), data)
    assert accepted.status_changes.get().despite == "Zij sluiten in mei aan."
    assert "Zij sluiten in mei aan." in client.get(accepted.get_absolute_url()).content.decode()


def test_start_with_those_who_do_the_work(as_user, accepted, project_manager, chair):
    someone, today = as_user(project_manager), timezone.localdate()
    someone.post(to("actor_add", accepted), {"kind": "works", "name": "Doktersassistenten"})
    actor = accepted.actors.get()
    data = {"kind": "works", "name": actor.name, "edition": actor.edition}
    tomorrow = today + datetime.timedelta(days=1)
    assert (
        someone.post(to("actor_edit", accepted, row=actor.pk), data | {"involved_on": tomorrow}).context["form"].errors
    )
    someone.post(to("actor_edit", accepted, row=actor.pk), data | {"involved_on": today})
    as_user(chair).post(to("project_move", accepted), {"status": "running", "reason": "We kunnen."})
    step = accepted.status_changes.get()
    assert (step.status, step.despite) == ("running", "")


# --- Around a project -----------------------------------------------------------------------------------------------


def test_actor_is_on_the_map_once(as_user, accepted, project_manager):
    someone, data = as_user(project_manager), {"kind": "national", "name": "Landelijke vereniging"}
    assert someone.post(to("actor_add", accepted), data).status_code == 302
    assert someone.post(to("actor_add", accepted), data).context["form"].errors
    page = someone.get(to("actor_list", accepted)).content.decode()
    assert "Landelijke partij" in page
    someone.post(to("actor_remove", accepted, row=accepted.actors.get().pk))
    assert not accepted.actors.exists()


def test_ambassadors_and_benefits(as_user, client, accepted, project_manager):
    someone = as_user(project_manager)
    someone.post(to("ambassador_add", accepted), {"name": "Een huisarts", "agreed_on": "2026-01-05"})
    someone.post(to("benefit_add", accepted), {"audience": "residents", "text": "Minder reizen"})
    page = client.get(to("actor_list", accepted)).content.decode()
    assert "Een huisarts" in page
    assert "Minder reizen" in client.get(accepted.get_absolute_url()).content.decode()
    someone.post(to("ambassador_remove", accepted, row=accepted.ambassadors.get().pk))
    someone.post(to("benefit_remove", accepted, row=accepted.benefits.get().pk))
    page = client.get(to("actor_list", accepted)).content.decode()
    assert "Een huisarts" not in page
    assert "Minder reizen" not in page


def test_rows_of_another_project_are_not_found(as_user, theme, accepted, project_manager):
    other = make_project(theme)
    actor = Actor.objects.create(project=other, kind="works", name="Anderen")
    someone = as_user(project_manager)
    assert someone.get(to("actor_edit", accepted, row=actor.pk)).status_code == 404
    assert someone.post(to("actor_remove", accepted, row=actor.pk)).status_code == 404


def test_contributions_are_for_the_network(as_user, accepted, project_manager, organisation, member, outsider):
    part = actions.add_partner(accepted.partners.model(project=accepted, organisation=organisation))
    someone = as_user(project_manager)
    add = to("contribution_add", accepted, part=part.pk)
    assert someone.post(add, {"kind": "kind", "agreed": "5", "counted_on": "2026-01-05"}).context["form"].errors
    assert someone.post(add, {"kind": "hours", "counted_on": "2026-01-05"}).context["form"].errors
    someone.post(add, {"kind": "hours", "agreed": "120", "delivered": "35", "counted_on": "2026-01-05"})
    row = PartnerContribution.objects.get()
    page = to("partner_list", accepted)
    assert "120" in as_user(member).get(page).content.decode()
    for person in (None, outsider):
        response = as_user(person).get(page)
        assert organisation.name in response.content.decode()
        assert "120" not in response.content.decode()
        assert person is None or as_user(person).get(to("contribution_edit", accepted, row=row.pk)).status_code == 403
    someone.post(to("contribution_remove", accepted, row=row.pk))
    assert not PartnerContribution.objects.exists()


def test_page_says_that_it_is_vulnerable_and_what_to_do(client, accepted, support):
    with translation.override("en"):
        assert "name a deputy" in accepted.vulnerability
    words = "wijs een vervanger aan"
    assert words in client.get(accepted.get_absolute_url()).content.decode()
    assert list(Project.objects.vulnerable()) == [accepted]
    Project.objects.filter(pk=accepted.pk).update(deputy=support)
    assert words not in client.get(accepted.get_absolute_url()).content.decode()
    assert not Project.objects.vulnerable()


# --- Dependencies ---------------------------------------------------------------------------------------------------


@pytest.fixture
def other(theme):
    return make_project(theme, title="Het andere", classification="confidential", ends_on="2030-01-01")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"needed_on": "2026-01-01"}, "voorbij"),
        ({"status": "stopped"}, "gestopt"),
        ({"state": "off_course"}, "niet op koers"),
        ({"days_ago": 400}, "niet bijgewerkt"),
        ({}, ""),
        ({"needed_on": "2026-01-01", "met_on": "2025-12-31"}, ""),
    ],
)
def test_dependency_is_at_risk(change, words, as_user, project, other, coordinator):
    report = {name: change.pop(name) for name in ("state", "days_ago") if name in change}
    make_update(other, "accepted", reason="Geen mensen.", **report)
    if "status" in change:
        Project.objects.filter(pk=other.pk).update(status=change.pop("status"))
    Dependency.objects.create(project=project, on=other, what="Werkafspraken", **change)
    risky = list(Dependency.objects.visible_to(coordinator).at_risk())
    assert [words in row.risk for row in risky] == ([True] if words else [])
    page = as_user(coordinator).get(to("dependency_list", project)).content.decode()
    assert (words or "Loopt gevaar") in page if words else "Loopt gevaar" not in page


def test_dependency_names_no_hidden_project(as_user, project, other, member, project_manager, chair):
    """The partner sees the one confidential project and not the other: nothing tells that it exists."""
    Project.objects.filter(pk=other.pk).update(theme=make_theme(factories.BodyFactory(), name="Elders", slug="elders"))
    other.refresh_from_db()
    roles.grant(other)
    row = Dependency.objects.create(project=project, on=other, what="Geheime afspraken", needed_on="2020-01-01")
    for name in ("dependency_list", "project_detail"):
        page = as_user(member).get(to(name, project)).content.decode()
        assert other.title not in page
        assert "Geheime afspraken" not in page
    choices = as_user(project_manager).get(to("dependency_add", project)).content.decode()
    assert other.title not in choices
    assert as_user(project_manager).get(to("dependency_edit", project, row=row.pk)).status_code == 404
    response = as_user(project_manager).post(to("dependency_add", project), {"on": other.pk, "what": "Iets"})
    assert response.context["form"].errors["on"]


def test_dependency_is_added_met_and_removed(as_user, project, public_project, project_manager):
    someone = as_user(project_manager)
    someone.post(to("dependency_add", project), {"on": public_project.pk, "what": "Werkafspraken"})
    row = project.needs.get()
    assert "Werkafspraken" in someone.get(to("dependency_list", public_project)).content.decode()
    data = {"on": public_project.pk, "what": row.what, "met_on": "2026-02-01", "edition": row.edition}
    someone.post(to("dependency_edit", project, row=row.pk), data)
    row.refresh_from_db()
    assert row.met_on == datetime.date(2026, 2, 1)
    assert someone.post(to("dependency_add", project), {"on": project.pk, "what": "Zichzelf"}).context["form"].errors
    someone.post(to("dependency_remove", project, row=row.pk))
    assert not project.needs.exists()


@pytest.mark.parametrize("name", ["actor_list", "partner_list", "dependency_list", "breach_list"])
def test_queries_do_not_grow(name, as_user, project, project_manager, theme, django_assert_max_num_queries):
    def add():
        partner = factories.OrganisationFactory()
        part = actions.add_partner(project.partners.model(project=project, organisation=partner))
        PartnerContribution.objects.create(part=part, kind="hours", agreed=4)
        Actor.objects.create(project=project, kind="affected", name=partner.name, organisation=partner)
        project.ambassadors.create(name=partner.name, organisation=partner, agreed_on="2026-01-01")
        project.benefits.create(audience="residents", text="Minder reizen")
        on = make_project(theme)
        Dependency.objects.create(project=project, on=on, what="Afspraken", needed_on="2020-01-01")
        Dependency.objects.create(project=on, on=project, what="Afspraken", needed_on="2020-01-01")
        project.breaches.create(
            kind="time", agreed="2026-01-01", expected="2026-02-01", decision="stop", reason="Klaar.",
            decided_by=project_manager, decided_at=timezone.now(), update=make_update(project, "accepted"),
        )  # fmt: skip

    someone = as_user(project_manager)

    def queries():
        with django_assert_max_num_queries(22) as captured:
            assert someone.get(to(name, project)).status_code == 200
        return len(captured)

    add()
    queries()
    one = queries()
    add()
    add()
    assert queries() == one


# --- The form -------------------------------------------------------------------------------------------------------


def test_manager_does_not_widen_the_bandwidth_of_what_runs(as_user, project, project_manager, manager):
    address = to("project_edit", project)
    names = {"ends_on", "budget", "time_tolerance", "money_tolerance", "scope"}
    assert not names & set(as_user(project_manager).get(address).context["form"].fields)
    assert names <= set(as_user(manager).get(address).context["form"].fields)
    Project.objects.filter(pk=project.pk).update(status="accepted")
    assert names <= set(as_user(project_manager).get(address).context["form"].fields)
