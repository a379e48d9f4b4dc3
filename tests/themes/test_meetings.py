"""Meetings from the outside: who sees and prepares them, their lifecycle, and what is frozen afterwards."""

import csv
import datetime
import io

import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from network import todo
from network.models import Action, Seat
from network.roles import refresh
from tests import factories
from tests.themes import meetings as make
from themes.actions import meetings as actions
from themes.models import DECIDING, Decision, Meeting
from zenderen.jobs.models import Job
from zenderen.lib.states import IllegalStep

Status = Meeting.Status
OPEN = {Status.PLANNED, Status.HELD}


def url(name, meeting, *more):
    return reverse(f"themes:{name}", args=[meeting.pk, *more])


def when(days=0, hour=14):
    local = timezone.localtime() + datetime.timedelta(days=days)
    return local.replace(hour=hour, minute=0).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def planned(steering_body, chair):
    """A meeting that begins today."""
    return make.make_meeting(steering_body, by=chair)


@pytest.fixture
def held(steering_body, chair):
    """A meeting that was held and waits for its minutes."""
    return make.make_meeting(steering_body, "held", by=chair)


@pytest.fixture
def adopted(steering_body, chair):
    """A meeting of which the minutes were adopted."""
    return make.make_meeting(steering_body, "adopted", days=-30, by=chair)


# --- Planning and inviting ------------------------------------------------------------------------------------------


def test_chair_plans_a_meeting_of_their_own_body_only(as_user, chair, steering_body, coordination_body):
    client = as_user(chair)
    data = {"body": coordination_body.pk, "starts_at": when(7), "duration": 90, "place": "Zaal 2"}
    response = client.post(reverse("themes:meeting_add"), data)
    assert "body" in response.context["form"].errors
    response = client.post(reverse("themes:meeting_add"), data | {"body": steering_body.pk})
    meeting = Meeting.objects.get()
    assert response.url == meeting.get_absolute_url() == f"/vergaderingen/{meeting.pk}/"
    assert meeting.created_by == chair
    assert client.get(meeting.get_absolute_url()).status_code == 200


def test_network_manager_plans_for_bodies_that_decide(as_user, manager, coordination_body, advisory_body):
    form = as_user(manager).get(reverse("themes:meeting_add")).context["form"]
    bodies = set(form.fields["body"].queryset)
    assert coordination_body in bodies
    assert advisory_body not in bodies
    assert {body.kind for body in bodies} <= set(DECIDING)


def test_invitation_goes_to_members_and_secretary_with_agenda_and_calendar(
    as_user, planned, chair, steering_member, support, outsider, run_jobs, mailoutbox
):
    make.make_item(planned, "Voortgang van de projecten", kind="discuss")
    client = as_user(chair)
    data = {"starts_at": when(), "duration": 60, "place": "Zaal 1", "secretary": support.pk, "edition": 1}
    assert client.post(url("meeting_edit", planned), data).status_code == 302
    client.post(url("meeting_invite", planned))
    run_jobs()
    assert {mail.to[0] for mail in mailoutbox} == {chair.email, steering_member.email, support.email}
    assert all("Voortgang van de projecten" in mail.body for mail in mailoutbox)
    assert all(f"/vergaderingen/{planned.pk}/kalender/" in mail.body for mail in mailoutbox)


def test_who_was_invited_hears_of_another_day_and_of_cancelling(
    as_user, planned, chair, steering_member, run_jobs, mailoutbox
):
    client = as_user(chair)
    client.post(url("meeting_invite", planned))
    planned.refresh_from_db()
    data = {"starts_at": when(3), "duration": 90, "place": "Zaal 9", "edition": planned.edition}
    client.post(url("meeting_edit", planned), data)
    client.post(url("meeting_cancel", planned), {"reason": "Te weinig leden kunnen."})
    run_jobs()
    told = [mail for mail in mailoutbox if mail.to == [steering_member.email]]
    assert len(told) == 3
    assert "Zaal 9" in told[1].body
    assert "Te weinig leden kunnen." in told[2].body
    assert "Te weinig leden kunnen." in client.get(planned.get_absolute_url()).content.decode()


def test_nobody_hears_of_a_meeting_to_which_nobody_was_invited(as_user, planned, chair, run_jobs, mailoutbox):
    data = {"starts_at": when(3), "duration": 90, "place": "Zaal 9", "edition": planned.edition}
    as_user(chair).post(url("meeting_edit", planned), data)
    as_user(chair).post(url("meeting_cancel", planned), {"reason": "Ziekte"})
    run_jobs()
    assert mailoutbox == []


def test_one_agenda_has_the_meetings_that_one_may_see_and_no_others(as_user, planned, steering_member, coordinator):
    other = make.make_meeting(factories.BodyFactory())
    make.make_meeting(planned.body, starts_at=timezone.now() - datetime.timedelta(days=400))

    def titles(person):
        response = as_user(person).get(reverse("themes:meeting_calendars"))
        assert response["Content-Type"].startswith("text/calendar")
        return [
            str(row["UID"]).partition("@")[0] for row in icalendar.Calendar.from_ical(response.content).walk("VEVENT")
        ]

    assert titles(steering_member) == [f"vergadering-{planned.pk}"]
    assert set(titles(coordinator)) == {f"vergadering-{row.pk}" for row in (planned, other)}


def test_calendar_file_has_begin_end_and_place(as_user, planned, steering_member):
    response = as_user(steering_member).get(url("meeting_calendar", planned))
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    start = timezone.localtime(planned.starts_at)
    assert f"DTSTART;TZID=Europe/Amsterdam:{start:%Y%m%dT%H%M%S}" in text
    assert f"DTEND;TZID=Europe/Amsterdam:{start + datetime.timedelta(minutes=90):%Y%m%dT%H%M%S}" in text
    assert "LOCATION:Zaal 1" in text
    assert "STATUS:CONFIRMED" in text


# --- Who sees it ----------------------------------------------------------------------------------------------------


def test_nobody_outside_the_body_learns_anything(as_user, client, held, member, outsider, executive, steering_member):
    make.make_item(held, "Geheim punt")
    make.make_decision(held, "Geheim besluit", classification="confidential")
    make.make_point(held, steering_member, title="Geheime actie")
    elsewhere = factories.SeatFactory(body=factories.BodyFactory()).user
    for person in (member, outsider, executive, elsewhere):
        visit = as_user(person)
        assert visit.get(held.get_absolute_url()).status_code == 404
        for address in ("/vergaderingen/", "/besluiten/", "/besluiten/export/", "/acties/", "/mijn/"):
            page = visit.get(address).content.decode()
            assert "Geheim" not in page
            assert held.get_absolute_url() not in page
    assert "Geheim" not in client.get("/besluiten/").content.decode()
    seen = as_user(steering_member).get(held.get_absolute_url()).content.decode()
    assert all(words in seen for words in ("Geheim punt", "Geheim besluit", "Geheime actie"))


def test_seeing_ends_with_the_seat(as_user, held, steering_member):
    assert as_user(steering_member).get(held.get_absolute_url()).status_code == 200
    Seat.objects.filter(user=steering_member).delete()
    refresh(held.body)
    assert as_user(steering_member).get(held.get_absolute_url()).status_code == 404


def test_secretary_prepares_and_does_not_adopt(as_user, steering_body, support, run_jobs):
    meeting = make.make_meeting(steering_body, "held", secretary=support)
    client = as_user(support)
    assert client.post(url("minutes_edit", meeting), {"minutes": "Besproken.", "edition": 1}).status_code == 302
    assert client.get(url("minutes_adopt", meeting)).status_code == 403


def test_secretary_who_is_replaced_sees_it_no_more(as_user, planned, chair, support, project_manager):
    data = {"starts_at": when(), "duration": 90, "place": "Zaal 1", "edition": 1}
    as_user(chair).post(url("meeting_edit", planned), data | {"secretary": support.pk})
    assert as_user(support).get(planned.get_absolute_url()).status_code == 200
    as_user(chair).post(url("meeting_edit", planned), data | {"secretary": project_manager.pk, "edition": 2})
    assert as_user(support).get(planned.get_absolute_url()).status_code == 404


# --- Agenda and papers ----------------------------------------------------------------------------------------------


def test_agenda_is_reordered_with_buttons_and_closes_its_gaps(as_user, planned, chair):
    client = as_user(chair)
    for title in ("Opening", "Voortgang", "Rondvraag"):
        client.post(url("item_add", planned), {"title": title, "kind": "discuss"})
    last = planned.items.get(title="Rondvraag")
    client.post(url("item_move", planned, last.pk), {"up": ""})
    assert [item.title for item in planned.items.all()] == ["Opening", "Rondvraag", "Voortgang"]
    first = planned.items.get(title="Opening")
    client.post(url("item_move", planned, first.pk), {"up": ""})
    client.post(url("item_remove", planned, first.pk))
    assert [(item.number, item.title) for item in planned.items.all()] == [(1, "Rondvraag"), (2, "Voortgang")]


def test_add_another_item_at_once(as_user, planned, chair):
    response = as_user(chair).post(url("item_add", planned), {"title": "Een", "kind": "inform", "another": "1"})
    assert response.url == url("item_add", planned)


def test_item_with_a_decision_stays_on_the_agenda(as_user, held, chair):
    item = make.make_item(held)
    make.make_decision(held, item=item)
    response = as_user(chair).post(url("item_remove", held, item.pk), follow=True)
    assert held.items.count() == 1
    assert "Bij dit agendapunt hoort een besluit of een actie" in response.content.decode()


def test_second_editor_of_an_item_is_told(as_user, planned, chair, manager):
    item = make.make_item(planned)
    data = {"title": "Van de eerste", "kind": "inform", "edition": item.edition}
    as_user(chair).post(url("item_edit", planned, item.pk), data)
    response = as_user(manager).post(url("item_edit", planned, item.pk), data | {"title": "Van de tweede"})
    assert "Van de eerste" in response.content.decode()
    item.refresh_from_db()
    assert item.title == "Van de eerste"


def test_item_of_another_meeting_cannot_be_reached(as_user, planned, chair):
    other = make.make_item(make.make_meeting(factories.BodyFactory()))
    client = as_user(chair)
    for name in ("item_edit", "item_remove", "paper_add"):
        assert client.get(url(name, planned, other.pk)).status_code == 404
    paper = make.make_paper(other)
    assert client.get(url("paper_file", planned, paper.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [("stuk.pdf", b"%PDF-1.7 kapot"), ("stuk.html", b"<script>alert(1)</script>"), ("stuk.png", b"<svg onload=x>")],
)
def test_file_that_is_not_what_it_says_is_refused(name, content, as_user, planned, chair):
    item = make.make_item(planned)
    response = as_user(chair).post(url("paper_add", planned, item.pk), {"file": SimpleUploadedFile(name, content)})
    assert "file" in response.context["form"].errors
    assert not item.papers.exists()


def test_paper_is_kept_handed_out_and_removed_with_its_file(
    as_user, planned, chair, steering_member, django_capture_on_commit_callbacks
):
    item = make.make_item(planned)
    upload = SimpleUploadedFile("Begroting 2027.pdf", make.pdf_file())
    as_user(chair).post(url("paper_add", planned, item.pk), {"file": upload})
    paper = item.papers.get()
    assert paper.title == "Begroting 2027"
    response = as_user(steering_member).get(url("paper_file", planned, paper.pk))
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"
    storage, name = paper.file.storage, paper.file.name
    with django_capture_on_commit_callbacks(execute=True):
        as_user(chair).post(url("paper_remove", planned, paper.pk))
    assert not storage.exists(name)


# --- Attendance, minutes, decisions, actions ------------------------------------------------------------------------


def test_attendance_lists_members_and_keeps_what_was_noted(as_user, held, chair, steering_member, support):
    client = as_user(chair)
    form = client.get(url("attendance_edit", held)).context["form"]
    assert {person.pk for person in form.people} == {chair.pk, steering_member.pk}
    data = {f"person_{chair.pk}": "present", f"person_{steering_member.pk}": "excused", "guests": "Mevrouw Voorbeeld"}
    client.post(url("attendance_edit", held), data)
    page = client.get(held.get_absolute_url()).content.decode()
    assert "Afgemeld" in page
    assert "Mevrouw Voorbeeld" in page
    client.post(url("attendance_edit", held), data | {f"person_{steering_member.pk}": ""})
    assert [row.person for row in held.attendances.all()] == [chair]
    Seat.objects.filter(user=chair).delete()
    refresh(held.body)
    make_form = as_user(factories.AppointmentFactory().user).get(url("attendance_edit", held)).context["form"]
    assert chair in make_form.people  # who was there stays on the list


def test_minutes_begin_with_the_agenda(as_user, held, chair):
    make.make_item(held, "Opening")
    make.make_item(held, "Rondvraag")
    form = as_user(chair).get(url("minutes_edit", held)).context["form"]
    assert form["minutes"].value() == "## 1. Opening\n\n\n## 2. Rondvraag\n"


def test_preview_saves_nothing(as_user, held, chair):
    response = as_user(chair).post(url("minutes_edit", held), {"minutes": "**Vet**", "edition": 1, "preview": "1"})
    assert "<strong>Vet</strong>" in response.content.decode()
    held.refresh_from_db()
    assert held.minutes == ""


def test_minutes_carry_no_script(as_user, held, chair):
    as_user(chair).post(
        url("minutes_edit", held), {"minutes": "<script>alert(1)</script> [x](javascript:y)", "edition": 1}
    )
    page = as_user(chair).get(held.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page


def test_decision_gets_the_next_number_of_its_body_and_year(as_user, held, chair, steering_body):
    client = as_user(chair)
    data = {"title": "Akkoord met de begroting", "text": "De stuurgroep stemt in.", "classification": "internal"}
    client.post(url("decision_add", held), data)
    client.post(url("decision_add", held), data)
    other = make.make_meeting(factories.BodyFactory(), "held")
    make.make_decision(other)
    last_year = make.make_meeting(steering_body, "held", days=-400)
    make.make_decision(last_year)
    year = timezone.localdate(held.starts_at).year
    assert [d.code for d in held.decisions.order_by("number")] == [f"{year}-01", f"{year}-02"]
    assert other.decisions.get().number == 1
    assert last_year.decisions.get().number == 1


def test_number_of_a_removed_decision_is_not_given_again(as_user, held, chair):
    make.make_decision(held)
    second = make.make_decision(held)
    as_user(chair).post(url("decision_remove", held, second.pk))
    assert make.make_decision(held).number == 3


@pytest.mark.parametrize(
    ("classification", "readers"),
    [
        ("public", {"visitor", "outsider", "member", "steering_member", "manager", "coordinator"}),
        ("internal", {"member", "steering_member", "manager", "coordinator"}),
        ("confidential", {"steering_member", "manager", "coordinator"}),
    ],
)
def test_decision_is_read_by_its_classification_and_by_its_body(classification, readers, as_user, world, held):
    decision = make.make_decision(held, "Bijzonder akkoord", classification=classification)
    for role in ("visitor", "outsider", "member", "steering_member", "manager", "coordinator"):
        visit = as_user(world.people.get(role))
        assert (visit.get(decision.get_absolute_url()).status_code == 200) == (role in readers)
        assert ("Bijzonder akkoord" in visit.get("/besluiten/").content.decode()) == (role in readers)
        assert ("Bijzonder akkoord" in visit.get("/besluiten/export/").content.decode()) == (role in readers)


def test_the_export_of_decisions_has_each_part_under_its_head(as_user, held, chair):
    decision = make.make_decision(held, "Bijzonder akkoord", reason="Omdat het kan.")
    text = as_user(chair).get("/besluiten/export/").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert row["Besluit"] == decision.title
    assert row["Tekst"] == decision.text
    assert row["Reden"] == decision.reason
    assert row["Openbaarheid"] == decision.get_classification_display()


def test_action_stands_on_the_task_list_of_its_owner_until_it_is_closed(as_user, held, chair, member):
    data = {
        "title": "Offerte vragen",
        "owner": member.pk,
        "due_on": timezone.localdate(),
        "classification": "confidential",
    }
    as_user(chair).post(url("point_add", held), data)
    action = Action.objects.get()
    assert "Offerte vragen" in as_user(member).get("/mijn/").content.decode()
    assert "Offerte vragen" in [task.title for task in todo.for_user(member)]
    as_user(member).post(reverse("network:action_close", args=[action.pk]), {"outcome": "Drie offertes binnen."})
    assert "Offerte vragen" not in [task.title for task in todo.for_user(member)]
    assert "Drie offertes binnen." in as_user(chair).get(held.get_absolute_url()).content.decode()


def test_action_that_was_not_agreed_on_is_removed(as_user, held, chair, member):
    point = make.make_point(held, member)
    as_user(chair).post(url("point_remove", held, point.pk))
    assert not Action.objects.exists()


@pytest.mark.parametrize("name", ["decision_add", "point_add"])
def test_decisions_and_actions_come_after_the_meeting(name, as_user, planned, chair, member):
    data = {"title": "Te vroeg", "text": "x", "classification": "internal", "owner": member.pk, "due_on": when()[:10]}
    response = as_user(chair).post(url(name, planned), data, follow=True)
    assert "na de vergadering" in response.content.decode()
    assert not Decision.objects.exists()
    assert not Action.objects.exists()


# --- Lifecycle ------------------------------------------------------------------------------------------------------

STEPS = {
    Status.HELD: lambda meeting, by: actions.hold(meeting),
    Status.ADOPTED: lambda meeting, by: actions.adopt(meeting, by=by),
    Status.CANCELLED: lambda meeting, by: actions.cancel(meeting, reason="Ziekte", by=by),
}


@pytest.mark.parametrize("end", Status)
@pytest.mark.parametrize("start", Status)
def test_every_step_of_the_lifecycle(start, end, steering_body, chair):
    meeting = make.make_meeting(steering_body, start)
    if start in OPEN:
        Meeting.objects.filter(pk=meeting.pk).update(minutes="Besproken.")
    allowed = end in Meeting.NEXT_STATUSES[start]
    meeting.refresh_from_db()
    assert meeting.can_move_to(end) == allowed
    if end not in STEPS:
        return
    if allowed:
        STEPS[end](meeting, chair)
        meeting.refresh_from_db()
        assert meeting.status == end
    else:
        with pytest.raises(IllegalStep):
            STEPS[end](meeting, chair)


def test_meeting_is_not_held_before_its_day(as_user, steering_body, chair):
    meeting = make.make_meeting(steering_body, days=3, by=chair)
    response = as_user(chair).post(url("meeting_hold", meeting), follow=True)
    meeting.refresh_from_db()
    assert meeting.status == Status.PLANNED
    assert "De dag van deze vergadering is nog niet aangebroken." in response.content.decode()


def test_minutes_that_nobody_wrote_are_not_adopted(as_user, held, chair):
    response = as_user(chair).post(url("minutes_adopt", held), follow=True)
    held.refresh_from_db()
    assert held.status == Status.HELD
    assert "Er is nog geen verslag om vast te stellen." in response.content.decode()


def test_chair_is_asked_to_adopt_and_then_everything_is_frozen(as_user, held, chair, steering_member):
    item = make.make_item(held)
    decision = make.make_decision(held, item=item)
    actions.note_attendance(held, {steering_member: "present"}, guests="")
    client = as_user(chair)
    client.post(url("minutes_edit", held), {"minutes": "Alles besproken.", "edition": 1})
    assert url("minutes_adopt", held) in [task.url for task in todo.for_user(chair)]
    client.post(url("minutes_adopt", held))
    held.refresh_from_db()
    assert (held.status, held.adopted_by) == (Status.ADOPTED, chair)
    assert url("minutes_adopt", held) not in [task.url for task in todo.for_user(chair)]

    page = client.post(url("item_add", held), {"title": "Te laat", "kind": "inform"}).content.decode()
    assert "Te laat" in page  # what was typed is still there
    client.post(url("item_move", held, item.pk), {"up": ""})
    client.post(url("minutes_edit", held), {"minutes": "Iets anders.", "edition": held.edition})
    client.post(url("attendance_edit", held), {f"person_{steering_member.pk}": "absent"})
    client.post(url("decision_remove", held, decision.pk))
    client.post(
        url("decision_edit", held, decision.pk), {"title": "Iets anders", "classification": "public", "edition": 1}
    )
    held.refresh_from_db()
    decision.refresh_from_db()
    assert held.minutes == "Alles besproken."
    assert held.items.count() == 1
    assert held.attendances.get().presence == "present"
    assert (decision.title, decision.classification) == ("Akkoord", "public")


def test_database_itself_keeps_adopted_minutes(adopted, steering_body):
    held = make.make_meeting(steering_body, "held", minutes="Besproken.")
    item, other = make.make_item(held), make.make_item(held)
    paper, decision = make.make_paper(item), make.make_decision(held, item=item)
    actions.adopt(held, by=factories.UserFactory())
    attempts = [
        lambda: Meeting.objects.filter(pk=held.pk).update(minutes="Anders"),
        lambda: held.items.filter(pk=other.pk).update(title="Anders"),
        lambda: held.items.filter(pk=other.pk).delete(),
        lambda: type(paper).objects.filter(pk=paper.pk).update(title="Anders"),
        lambda: held.decisions.filter(pk=decision.pk).update(text="Anders"),
        lambda: held.decisions.filter(pk=decision.pk).delete(),
        lambda: make.make_decision(held),
        lambda: make.make_item(held),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            attempt()


def test_tasks_of_who_writes_the_minutes(steering_body, support):
    planned = make.make_meeting(steering_body, days=-2, secretary=support)
    held = make.make_meeting(steering_body, "held", days=-1, secretary=support)
    tasks = [task.title for task in todo.for_user(support)]
    assert tasks == [f"Noteer dat {planned} is gehouden", f"Schrijf het verslag van {held}"]


# --- Lists ----------------------------------------------------------------------------------------------------------


def fill(body, owner):
    """A meeting with one of everything."""
    meeting = make.make_meeting(body, "held", minutes="Besproken.")
    item = make.make_item(meeting)
    make.make_paper(item, content=make.png_file(), name="kaart.png")
    make.make_decision(meeting, item=item)
    make.make_point(meeting, owner, item=item)
    actions.note_attendance(meeting, {owner: "present"}, guests="")
    make.make_meeting(body)
    return meeting


@pytest.mark.parametrize("address", ["/vergaderingen/", "/besluiten/", "/besluiten/export/", "/acties/", "/mijn/"])
def test_queries_of_a_list_do_not_grow(address, as_user, chair, steering_body, django_assert_max_num_queries):
    client = as_user(chair)

    def queries():
        with django_assert_max_num_queries(40) as captured:
            response = client.get(address)
            getattr(response, "streaming", False) and response.getvalue()
        return len(captured)

    fill(steering_body, chair)
    queries()
    one = queries()
    for _ in range(2):
        fill(steering_body, chair)
    assert queries() == one


def test_queries_of_a_meeting_do_not_grow(as_user, chair, steering_body, django_assert_max_num_queries):
    client = as_user(chair)
    meeting = fill(steering_body, chair)

    def queries():
        with django_assert_max_num_queries(40) as captured:
            client.get(meeting.get_absolute_url())
        return len(captured)

    queries()
    one = queries()
    for _ in range(2):
        item = make.make_item(meeting)
        make.make_paper(item, content=make.png_file(), name="kaart.png")
        make.make_decision(meeting, item=item)
        make.make_point(meeting, chair, item=item)
    assert queries() == one


def test_meetings_are_found_by_word_body_and_status_what_is_to_come_first(as_user, manager, steering_body):
    other = factories.BodyFactory(name="Themastuurgroep Jeugd", slug="jeugd")
    late = make.make_meeting(steering_body, "adopted", days=-60)
    soon, later = make.make_meeting(other, days=3), make.make_meeting(steering_body, days=9)
    make.make_item(soon, "Wachtlijsten")
    client = as_user(manager)

    def found(query):
        return list(client.get(f"/vergaderingen/?{query}").context["page"])

    assert found("") == [soon, later, late]
    assert found("q=wachtlijsten") == [soon]
    assert found("q=besproken") == [late]
    assert found("body=jeugd") == [soon]
    assert found("status=adopted") == [late]


def test_decisions_are_found_by_body_year_and_word(as_user, manager, steering_body):
    other = factories.BodyFactory(name="Themastuurgroep Jeugd", slug="jeugd")
    first = make.make_decision(make.make_meeting(steering_body, "held"), "Begroting goedgekeurd")
    make.make_decision(make.make_meeting(other, "held", days=-400), "Proef verlengd")
    client = as_user(manager)

    def found(query):
        return [decision.title for decision in client.get(f"/besluiten/?{query}").context["page"]]

    assert found("q=begroting") == ["Begroting goedgekeurd"]
    assert found(f"q={first.code}")[0] == "Begroting goedgekeurd"
    assert found("q=²") == []
    assert found("body=jeugd") == ["Proef verlengd"]
    assert found(f"year={first.year}") == ["Begroting goedgekeurd"]
    lines = client.get("/besluiten/export/?body=jeugd").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Proef verlengd" in lines[1]


def test_actions_are_found_by_state_owner_and_word(as_user, manager, member, held):
    late = make.make_point(held, member, title="Te laat", days=-1).action
    make.make_point(held, manager, title="Op tijd", days=5)
    done = make.make_point(held, member, title="Klaar").action
    Action.objects.filter(pk=done.pk).update(done_on=timezone.localdate(), outcome="Gedaan")
    client = as_user(manager)

    def found(query):
        return [action.title for action in client.get(f"/acties/?{query}").context["page"]]

    assert found("") == ["Te laat", "Op tijd", "Klaar"]
    assert found("state=overdue") == ["Te laat"]
    assert found("state=open") == ["Te laat", "Op tijd"]
    assert found("state=done") == ["Klaar"]
    assert found("mine=on") == ["Op tijd"]
    assert found(f"q={member.name}") == ["Te laat", "Klaar"]
    assert "Te laat" in client.get(late.get_absolute_url()).content.decode()


def test_job_of_a_bundle_is_named_only_to_who_sees_the_meeting(held, chair, outsider):
    actions.make_bundle(held, by=chair)
    assert Job.objects.filter(kind="themes.meeting_bundle").named_to(chair).exists()
    assert not Job.objects.filter(kind="themes.meeting_bundle").named_to(outsider).exists()
