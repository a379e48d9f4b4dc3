"""In which order the parties are asked, until when, and who reminds them; requirements 5, 19, 20 and 22."""

import datetime
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agreements import actions, roles
from agreements.actions import Place
from agreements.models import Agreement, Comment, Participant, Party, Reminder, Signature
from agreements.reminding import remind, send_reminder
from network import todo
from tests import factories
from tests.agreements import make
from tests.agreements.test_concurrency import at_once
from zenderen.jobs.models import Job

Status = Agreement.Status


def amsterdam(text):
    """A moment on the clock of the Netherlands."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=timezone.get_default_timezone())


def party_of(agreement, organisation):
    return make.party_of(agreement, organisation)


def with_places(draft, manager, places):
    """Open with a turn and a last day per organisation."""
    by_party = {party_of(draft, organisation).pk: place for organisation, place in places.items()}
    real = actions.open_for_signing
    actions.open_for_signing = partial(real, places=by_party)
    try:
        return make.opened(draft, manager)
    finally:
        actions.open_for_signing = real


def told(*people):
    """Whether each of these people, and nobody else, was sent something since the box was emptied."""
    return {message.to[0] for message in mail.outbox} == {person.email for person in people}


# --- Opening --------------------------------------------------------------------------------------------------------


def fields(draft, turns, days=()):
    parties = list(draft.version.parties.all())
    given = {f"turn_{party.pk}": turn for party, turn in zip(parties, turns, strict=True)}
    return {**given, **{f"deadline_{party.pk}": day for party, day in zip(parties, days, strict=False)}}


def test_19_order_and_deadlines_are_set_on_one_page(as_user, draft, manager, organisation, organisation2):
    """Requirement 19: one last day for all with exceptions, in turn."""
    soon, later = (timezone.localdate() + datetime.timedelta(days=days) for days in (5, 9))
    address = reverse("agreements:agreement_open", args=[draft.pk])
    page = as_user(manager).get(address).content.decode()
    assert "Na elkaar" in page
    data = {"order": "in_turn", "deadline_on": soon, **fields(draft, (2, 1), (later, ""))}
    assert as_user(manager).post(address, data).status_code == 302
    first, second = party_of(draft, organisation), party_of(draft, organisation2)
    assert (first.turn, first.deadline_on, second.turn, second.deadline_on) == (2, later, 1, soon)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"order": "in_turn", "turns": (1, 1)}, "turn"),
        ({"order": "in_turn", "turns": (1, "")}, "turn"),
        ({"order": "groups", "turns": (1, 0)}, "turn"),
        ({"order": "parallel", "deadline_on": "2020-01-01"}, "deadline_on"),
        ({"order": "parallel", "days": ("", "2020-01-01")}, "deadline"),
        ({"order": "in_turn", "turns": (1, 2), "days": ("2090-02-01", "2090-01-01")}, "deadline"),
    ],
)
def test_19_what_cannot_be_is_told_at_its_field(as_user, draft, manager, data, wrong):
    """Requirement 19: errors at the fields; nothing was opened."""
    sent = {name: value for name, value in data.items() if name in ("order", "deadline_on")}
    sent |= fields(draft, data.get("turns", (1, 2)), data.get("days", ()))
    address = reverse("agreements:agreement_open", args=[draft.pk])
    response = as_user(manager).post(address, sent)
    [name] = response.context["form"].errors
    assert name.startswith(wrong)
    draft.refresh_from_db()
    assert draft.is_draft


# --- Turns ----------------------------------------------------------------------------------------------------------


def test_19_the_next_is_asked_when_the_one_before_signed(
    as_user, draft, manager, organisation, organisation2, executive, executive2, run_jobs
):
    """Requirement 19: whoever has not their turn yet gets no mail and no task, and signing says so with a page."""
    signing = with_places(draft, manager, {organisation: Place(2), organisation2: Place(1)})
    run_jobs()
    assert told(executive2)
    assert todo.for_user(executive) == []
    response = as_user(executive).get(reverse("agreements:agreement_sign", args=[signing.pk]))
    assert response.status_code == 409
    assert "nog niet aan de beurt" in response.content.decode()
    with pytest.raises(actions.Overtaken):
        make.sign(signing, organisation, executive)
    mail.outbox.clear()
    make.sign(signing, organisation2, executive2)
    run_jobs()
    assert any(message.to == [executive.email] for message in mail.outbox)
    assert len(todo.for_user(executive)) == 1
    make.sign(signing, organisation, executive)
    assert Agreement.objects.get(pk=signing.pk).status == Status.SEALING


def test_19_a_group_is_asked_once_when_the_whole_group_before_signed(manager, organisation, run_jobs):
    """Requirement 19: groups; nobody is invited twice."""
    second, third = factories.OrganisationFactory(), factories.OrganisationFactory()
    people = [make.executive(one) for one in (organisation, second, third)]
    agreement = make.draft(manager, organisation, second, third)
    places = {organisation: Place(1), second: Place(1), third: Place(2)}
    signing = with_places(agreement, manager, places)
    run_jobs()
    assert told(*people[:2])
    mail.outbox.clear()
    make.sign(signing, organisation, people[0])
    run_jobs()
    assert told(people[0])  # the receipt
    mail.outbox.clear()
    make.sign(signing, second, people[1])
    run_jobs()
    assert told(people[1], people[2])


# --- Deadlines ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-29", "2026-10-25"])
def test_19_a_deadline_is_the_end_of_the_day_in_amsterdam(
    as_user, manager, organisation, organisation2, executive, executive2, day
):
    """Requirement 19: until 23:59:59 on the clock of the Netherlands, also where the clock changes."""
    last = datetime.date.fromisoformat(day)
    for person in (executive, executive2):
        person.memberships.update(starts_on=datetime.date(2026, 1, 1))
    with time_machine.travel(amsterdam("2026-03-01T12:00:00"), tick=False):
        draft = make.draft(manager, organisation, organisation2)
        signing = with_places(draft, manager, {organisation: Place(1, last), organisation2: Place(1, last)})
    address = reverse("agreements:agreement_sign", args=[signing.pk])
    with time_machine.travel(amsterdam(f"{day}T23:59:59"), tick=False):
        assert as_user(executive).get(address).status_code == 200
        assert make.sign(signing, organisation, executive)
        assert not Party.objects.overdue().exists()
    with time_machine.travel(amsterdam(f"{day}T23:59:59") + datetime.timedelta(seconds=1), tick=False):
        client = as_user(executive2)
        response = client.get(address)
        assert response.status_code == 409
        assert "termijn om te tekenen is voorbij" in response.content.decode()
        with pytest.raises(actions.Overtaken):
            make.sign(signing, organisation2, executive2)
        assert [party.organisation for party in Party.objects.overdue()] == [organisation2]


def test_19_the_manager_sees_it_and_moves_the_day(
    as_user, draft, manager, organisation, organisation2, executive, executive2, run_jobs
):
    """Requirement 19: a task “termijn verstreken”; moving the day is logged and told, and signing is possible again."""
    today = timezone.localdate()
    signing = with_places(draft, manager, {organisation: Place(1, today), organisation2: Place()})
    later = today + datetime.timedelta(days=12)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2), tick=False):
        [task] = [one for one in todo.for_user(manager) if "verstreken" in one.title]
        assert organisation.name in task.title
        page = as_user(manager).get(signing.get_absolute_url()).content.decode()
        assert "Termijn verstreken" in page
        run_jobs()
        mail.outbox.clear()
        party, other = party_of(signing, organisation), party_of(signing, organisation2)
        client = as_user(manager)
        kept = {f"deadline_{party.pk}": today, f"deadline_{other.pk}": today}
        assert f"deadline_{other.pk}" in client.post(task.url, kept).context["form"].errors
        moved = {f"deadline_{party.pk}": later, f"deadline_{other.pk}": ""}
        assert client.post(task.url, moved).status_code == 302
        run_jobs()
        assert told(executive)
        event = signing.events.get(event="deadline_moved")
        assert (event.actor, event.data["old"], event.data["new"]) == (manager, today.isoformat(), later.isoformat())
        assert not [one for one in todo.for_user(manager) if "verstreken" in one.title]
        assert make.sign(signing, organisation, executive)


# --- Reminders ------------------------------------------------------------------------------------------------------


@pytest.fixture
def due(draft, manager, organisation, organisation2, run_jobs):
    """The first party has ten days; the second has no last day. The invitations were sent."""
    last = timezone.localdate() + datetime.timedelta(days=10)
    signing = with_places(draft, manager, {organisation: Place(1, last), organisation2: Place()})
    run_jobs()
    mail.outbox.clear()
    return signing


def days_go_by(days, run_jobs, hours=(3, 8, 20)):
    """Let the beat look three times on each of these days from now; the mail of each day."""
    found = []
    start = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    for day in days:
        mail.outbox.clear()
        for hour in hours:
            with time_machine.travel(start.replace(hour=hour) + datetime.timedelta(days=day), tick=False):
                remind()
                run_jobs()
        found.append((day, [message.to[0] for message in mail.outbox]))
    return found


def test_19_reminders_seven_three_and_one_day_before_each_once(due, organisation, executive, run_jobs):
    """Requirement 19: at most once each, however often the beat looks, and not at night."""
    sent = days_go_by(range(1, 13), run_jobs)
    assert [(day, to) for day, to in sent if to] == [
        (3, [executive.email]),
        (7, [executive.email]),
        (9, [executive.email]),
    ]
    assert list(Reminder.objects.values_list("days_before", flat=True)) == [7, 3, 1]
    assert due.events.filter(event="reminded").count() == 3


@pytest.mark.parametrize(
    ("awake", "sent"),
    [((5, 6), [(5, 7)]), ((8, 9, 10), [(8, 3), (9, 1)]), ((10, 11), [(10, 1)])],
    ids=["two days late", "the earlier one is not sent any more", "on the last day"],
)
def test_19_a_reminder_that_was_missed_goes_out_late_and_once(due, executive, run_jobs, awake, sent):
    """Requirement 19: nobody looked on its day, as the worker was off; the last day to sign is ten days away."""
    found = days_go_by(awake, run_jobs)
    assert [day for day, to in found if to] == [day for day, _ in sent]
    assert list(Reminder.objects.values_list("days_before", flat=True)) == [days for _, days in sent]


def test_19_nobody_is_reminded_of_what_was_asked_a_moment_ago(draft, manager, organisation, organisation2, run_jobs):
    """Requirement 19: asked five days before the last day, the first reminder is that of three days before."""
    last = timezone.localdate() + datetime.timedelta(days=5)
    with_places(draft, manager, {organisation: Place(1, last), organisation2: Place()})
    run_jobs()
    assert [day for day, to in days_go_by(range(5), run_jobs) if to] == [2, 4]


@pytest.mark.parametrize("end", ["signed", "declined", "withdrawn", "on paper"])
def test_19_reminders_stop(due, organisation, organisation2, executive, executive2, manager, run_jobs, end):
    """Requirement 19: nobody is reminded of what is done or over."""
    act = {
        "signed": partial(make.sign, due, organisation, executive),
        "declined": partial(actions.decline, due, party=party_of(due, organisation2).pk, by=executive2, reason="Nee"),
        "withdrawn": partial(actions.withdraw, due, by=manager, reason="Terug"),
        "on paper": partial(make.scanned, due, organisation, manager),
    }[end]
    act()
    run_jobs()
    days_go_by((3, 7, 9), run_jobs)
    assert not Reminder.objects.exists()


def test_19_two_beats_at_once_send_one(transactional_db):
    """Requirement 19, on two real connections."""
    manager = factories.AppointmentFactory().user
    first, second = factories.OrganisationFactory(), factories.OrganisationFactory()
    make.executive(first), make.executive(second)
    agreement = make.signing(manager, first, second)
    party = party_of(agreement, first)
    for days in (7, 3, 1, None):
        before = Job.objects.filter(kind="jobs.mail").count()
        outcomes = at_once(*[partial(send_reminder, party.pk, days_before=days)] * 3)
        assert sum(outcome is not None for outcome in outcomes) == 1
        assert Job.objects.filter(kind="jobs.mail").count() == before + 1
    assert Reminder.objects.count() == 4


def test_19_by_hand_at_most_once_a_day(as_user, due, manager, organisation, executive, run_jobs):
    """Requirement 19: “Herinner nu”, and the page shows who is missing, since when, and which reminders were sent."""
    client = as_user(manager)
    address = reverse("agreements:remind", args=[due.pk, party_of(due, organisation).pk])
    page = client.get(due.get_absolute_url()).content.decode()
    assert "Herinner nu" in page
    assert "Gevraagd sinds" in page
    assert client.post(address).status_code == 302
    run_jobs()
    assert told(executive)
    assert "Herinnerd op" in client.get(due.get_absolute_url()).content.decode()
    again = client.post(address)
    assert again.status_code == 409
    assert "vandaag al herinnerd" in again.content.decode()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1), tick=False):
        assert as_user(manager).post(address).status_code == 302
    assert as_user(executive).post(address).status_code == 403


def test_19_a_reminder_goes_to_who_can_still_sign(draft, manager, organisation, executive, run_jobs, member):
    """Requirement 19: who signed already is left in peace; a delegate is reminded too."""
    colleague = make.executive(organisation)
    make.rule(draft, organisation, "joint", 2)
    signing = make.opened(draft, manager)
    make.sign(signing, organisation, executive)
    make.mandate(organisation, colleague, member)
    run_jobs()
    mail.outbox.clear()
    send_reminder(party_of(signing, organisation).pk, by=manager)
    run_jobs()
    assert told(colleague, member)


# --- Coming back on it, and asking for another text ------------------------------------------------------------------


def test_5_a_signature_is_taken_back_before_completion_by_an_act_of_its_own(
    as_user, signing, manager, organisation, executive, executive2, run_jobs
):
    """Requirements 5 and 20: with a reason, on a page of its own; the signature stays on record; all are told."""
    make.sign(signing, organisation, executive)
    party = party_of(signing, organisation)
    before = Signature.objects.get().signed_at
    client = as_user(executive)
    declining = client.post(
        reverse("agreements:agreement_decline", args=[signing.pk]), {"party": party.pk, "reason": "Toch niet"}
    )
    assert declining.status_code == 409
    run_jobs()
    mail.outbox.clear()
    page = client.get(signing.get_absolute_url()).content.decode()
    address = f"{reverse('agreements:agreement_retract', args=[signing.pk])}?party={party.pk}"
    assert address in page
    assert client.get(address).status_code == 200
    assert client.post(address, {"party": party.pk, "reason": " "}).context["form"].errors.keys() == {"reason"}
    assert client.post(address, {"party": party.pk, "reason": "De begroting klopt niet."}).status_code == 302
    signing.refresh_from_db()
    assert (signing.status, signing.closing_reason) == (Status.WITHDRAWN, "De begroting klopt niet.")
    assert Signature.objects.get().signed_at == before
    assert signing.events.get(event="withdrawn").on_behalf_of == organisation
    run_jobs()
    assert told(executive, executive2, manager)
    assert all("De begroting klopt niet." in message.body for message in mail.outbox)
    assert all(organisation.name in message.body for message in mail.outbox)
    with pytest.raises(actions.Overtaken):
        make.sign(signing, executive2.memberships.get().organisation, executive2)


def test_5_only_who_may_takes_a_signature_back(
    as_user, signing, manager, organisation, organisation2, executive, executive2
):
    """Requirement 5: neither another party nor the network manager, and nobody once all have signed."""
    make.sign(signing, organisation, executive)
    data = {"party": party_of(signing, organisation).pk, "reason": "x"}
    address = reverse("agreements:agreement_retract", args=[signing.pk])
    for person in (executive2, manager):
        assert as_user(person).post(address, data).status_code == 403
    make.sign(signing, organisation2, executive2)
    response = as_user(executive).post(address, data)
    assert response.status_code == 409
    assert Agreement.objects.get(pk=signing.pk).status == Status.SEALING


def test_a_change_is_asked_for_and_answered(as_user, signing, manager, organisation, executive, run_jobs):
    run_jobs()
    mail.outbox.clear()
    client = as_user(executive)
    sign = reverse("agreements:agreement_sign", args=[signing.pk])
    address = reverse("agreements:change_ask", args=[signing.pk])
    assert address in client.get(sign).content.decode()
    data = {"party": party_of(signing, organisation).pk, "text": "Artikel 2: vier in plaats van twee."}
    assert client.post(address, data).status_code == 302
    change = Comment.objects.get()
    assert (change.kind, change.on_behalf_of, change.author) == ("change", organisation.name, executive)
    assert signing.events.get(event="change_asked").on_behalf_of == organisation
    run_jobs()
    assert told(manager)
    assert "vier in plaats van twee" in mail.outbox[0].body
    [task] = [one for one in todo.for_user(manager) if "wijziging" in one.title]
    mail.outbox.clear()
    answer = {"outcome": "answered", "answer": "Dat nemen we mee in de volgende versie."}
    assert as_user(manager).post(task.url, answer).status_code == 302
    run_jobs()
    assert told(executive)
    assert "volgende versie" in client.get(signing.get_absolute_url()).content.decode()
    assert not [one for one in todo.for_user(manager) if "wijziging" in one.title]
    assert make.sign(signing, organisation, executive)


# --- Who is told ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["declined", "withdrawn", "retracted", "new version", "in force"])
def test_20_all_concerned_are_told_with_the_reason(
    signing, manager, organisation, organisation2, executive, executive2, member, run_jobs, end
):
    """Requirement 20: who signed already, who was still asked, who holds a power of attorney, and who opened it."""
    make.mandate(organisation2, executive2, member)
    make.sign(signing, organisation, executive)
    run_jobs()
    mail.outbox.clear()
    reason = "De looptijd is te lang."
    if end == "declined":
        actions.decline(signing, party=party_of(signing, organisation2).pk, by=executive2, reason=reason)
    elif end == "withdrawn":
        actions.withdraw(signing, by=manager, reason=reason)
    elif end == "retracted":
        actions.retract(signing, party=party_of(signing, organisation).pk, by=executive, reason=reason)
    elif end == "new version":
        actions.new_version(signing, by=manager, reason=reason)
    else:
        make.sign(signing, organisation2, executive2)
        run_jobs()
        signing.refresh_from_db()
        assert signing.status == Status.IN_FORCE
        reason = signing.version.document.sha256
    run_jobs()
    people = {message.to[0] for message in mail.outbox if reason in message.body}
    assert people == {person.email for person in (executive, executive2, member, manager)}


# --- Roles ----------------------------------------------------------------------------------------------------------


def test_22_the_secretary_prepares_and_never_signs(as_user, draft, manager, organisation, executive, executive2):
    """Requirement 22: not as an executive and not by power of attorney either."""
    colleague = make.executive(organisation)
    secretary = factories.UserFactory()
    for person in (executive, secretary):
        Participant.objects.create(agreement=draft, user=person, role=Participant.Role.SECRETARY)
    roles.refresh(draft)
    signing = make.opened(draft, manager)
    power = make.mandate(organisation, colleague, secretary)
    sign = reverse("agreements:agreement_sign", args=[signing.pk])
    for person, mandate in ((executive, None), (secretary, power.pk)):
        client = as_user(person)
        assert client.get(signing.get_absolute_url()).status_code == 200
        assert "Lezen en ondertekenen" not in client.get(signing.get_absolute_url()).content.decode()
        assert client.get(sign).status_code == 403
        assert client.post(sign, make.filled_in(signing, organisation, person)).status_code == 403
        with pytest.raises(PermissionDenied):
            make.sign(signing, organisation, person, mandate=mandate)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("role", [Participant.Role.ADVISER, Participant.Role.READER])
def test_22_advisers_and_readers_read(as_user, signing, role):
    """Requirement 22: they see the agreement, and nothing to decide."""
    person = factories.UserFactory()
    Participant.objects.create(agreement=signing, user=person, role=role)
    roles.refresh(signing)
    client = as_user(person)
    assert client.get(signing.get_absolute_url()).status_code == 200
    for name in (
        "agreement_sign",
        "agreement_decline",
        "change_ask",
        "agreement_open",
        "deadlines",
        "agreement_withdraw",
    ):
        assert client.get(reverse(f"agreements:{name}", args=[signing.pk])).status_code == 403


# --- The standing ---------------------------------------------------------------------------------------------------


def test_the_standing_is_read_aloud_only_when_it_changes(as_user, draft, manager, coordinator, organisation, executive):
    actions.open_for_signing(draft, by=manager)
    client = as_user(coordinator)
    page = client.get(draft.get_absolute_url())
    content = page.content.decode()
    assert 'aria-live="polite"' in content
    assert "wordt klaargezet voor ondertekening" in content
    address = f"{draft.get_absolute_url()}?stand={page.context['stand']}"
    assert address in content
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 204
    assert client.get(address).status_code == 200  # without htmx the whole page
