"""The signing event, its calendar file and the screen in the hall."""

import datetime
import io
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from agreements import actions
from agreements.models import Agreement, Party, SigningEvent
from tests import factories
from tests.agreements import make

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PLANNED = {
    "starts_at": "2027-07-01T14:30",
    "date_text": "",
    "place": "Kulturhus, Zenderen",
    "witness": "Commissaris Voorbeeld",
    "witness_position": "commissaris van de Koning",
}


def plan(client, agreement, **changes):
    return client.post(reverse("agreements:event_plan", args=[agreement.pk]), {**PLANNED, "edition": "1", **changes})


def screen(client, agreement, query="", **headers):
    return client.get(f"{reverse('agreements:screen', args=[agreement.pk])}{query}", headers=headers)


# --- Planning -------------------------------------------------------------------------------------------------------


def test_an_event_is_planned_shown_logged_and_mailed(as_user, signing, manager, executive, run_jobs):
    response = plan(as_user(manager), signing)
    assert response.status_code == 302
    run_jobs()
    told = [message for message in mail.outbox if "bijeenkomst" in message.subject.lower()]
    assert {message.to[0] for message in told} >= {executive.email}
    assert "donderdag 1 juli 2027, 14:30" in told[0].body
    assert "Kulturhus, Zenderen" in told[0].body
    assert signing.events.filter(event="event_planned").get().data["place"] == "Kulturhus, Zenderen"
    page = as_user(executive).get(signing.get_absolute_url()).content.decode()
    for words in ("donderdag 1 juli 2027, 14:30", "Kulturhus, Zenderen", "Commissaris Voorbeeld"):
        assert words in page


def test_saving_without_a_change_tells_nobody(as_user, signing, manager, run_jobs):
    client = as_user(manager)
    plan(client, signing)
    plan(client, signing)
    assert signing.events.filter(event="event_planned").count() == 1
    assert SigningEvent.objects.get().edition == 1


def test_a_second_planner_sees_the_difference(as_user, signing, manager):
    client = as_user(manager)
    plan(client, signing)
    plan(client, signing, place="Hengelo")
    page = plan(client, signing, place="Almelo").content.decode()
    assert "Hengelo" in page
    assert SigningEvent.objects.get().place == "Hengelo"


def test_an_event_needs_a_date_or_words(as_user, signing, manager):
    client = as_user(manager)
    page = plan(client, signing, starts_at="").content.decode()
    assert "Geef de datum en tijd, of de datum in woorden." in page
    assert plan(client, signing, starts_at="", date_text="donderdag 30 januari").status_code == 302
    assert SigningEvent.objects.get().when == "donderdag 30 januari"


def test_the_invitation_names_an_event_that_was_planned_before(draft, manager, executive, run_jobs):
    starts_at = datetime.datetime(2027, 7, 1, 14, 30, tzinfo=AMSTERDAM)
    SigningEvent.objects.create(version=draft.version, starts_at=starts_at, place="Zenderen")
    make.opened(draft, manager)
    run_jobs()
    invitation = next(message for message in mail.outbox if message.to == [executive.email])
    assert "donderdag 1 juli 2027, 14:30" in invitation.body


def test_no_event_is_planned_when_there_is_nothing_to_sign(as_user, in_force, manager):
    assert plan(as_user(manager), in_force).status_code == 409
    assert not SigningEvent.objects.exists()


def test_a_cancelled_event_is_told(as_user, signing, manager, executive, run_jobs):
    client = as_user(manager)
    plan(client, signing)
    run_jobs()
    mail.outbox.clear()
    client.post(reverse("agreements:event_cancel", args=[signing.pk]))
    run_jobs()
    assert executive.email in {message.to[0] for message in mail.outbox}
    assert not SigningEvent.objects.exists()


# --- The calendar ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("moment", "offset"), [("2027-07-01T14:30", 2), ("2027-12-01T14:30", 1)])
def test_the_calendar_file_has_the_time_of_amsterdam(as_user, signing, manager, executive, moment, offset):
    plan(as_user(manager), signing, starts_at=moment)
    response = as_user(executive).get(reverse("agreements:event_calendar", args=[signing.pk]))
    assert response["Content-Type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(response.content)
    event = calendar.walk("VEVENT")[0]
    starts_at = event.decoded("dtstart")
    assert starts_at.isoformat() == f"{moment}:00+0{offset}:00"
    assert b"DTSTART;TZID=Europe/Amsterdam" in response.content
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    assert event["location"] == "Kulturhus, Zenderen"
    assert signing.title in event["summary"]


def test_a_date_in_words_has_no_calendar_file(as_user, signing, manager):
    client = as_user(manager)
    plan(client, signing, starts_at="", date_text="donderdag 30 januari")
    assert client.get(reverse("agreements:event_calendar", args=[signing.pk])).status_code == 404


# --- The screen -----------------------------------------------------------------------------------------------------


def test_organisations_appear_as_they_sign(as_user, signing, manager, executive, organisation, organisation2):
    client = as_user(manager)
    page = screen(client, signing).content.decode()
    assert "<b>0</b> van 2" in page
    assert organisation.name not in page
    make.sign(signing, organisation, executive)
    page = screen(client, signing).content.decode()
    assert "<b>1</b> van 2" in page
    assert organisation.name in page
    assert executive.name in page
    assert organisation2.name not in page


def test_who_is_missing_is_shown_only_when_asked(as_user, signing, manager, organisation2):
    assert organisation2.name not in screen(as_user(manager), signing).content.decode()
    assert organisation2.name in screen(as_user(manager), signing, "?ontbreekt").content.decode()


def test_the_screen_counts_parties_and_not_hands(as_user, manager, organisation, organisation2, executive, executive2):
    second = make.executive(organisation)
    draft = make.draft(manager, organisation, organisation2)
    party = draft.version.parties.get(organisation=organisation)
    party.signing_rule, party.signatures_needed = Party.SigningRule.JOINT, 2
    party.save(update_fields=["signing_rule", "signatures_needed"])
    agreement = make.opened(draft, manager)
    make.sign(agreement, organisation, executive)
    client = as_user(manager)
    page = screen(client, agreement, "?ontbreekt").content.decode()
    assert "<b>0</b> van 2" in page
    assert "1 van 2 handtekeningen" in page
    make.sign(agreement, organisation, second)
    page = screen(client, agreement).content.decode()
    assert "<b>1</b> van 2" in page
    assert second.name in page


def test_the_screen_renews_itself_only_when_something_is_new(as_user, signing, manager, executive, organisation):
    client, htmx = as_user(manager), {"HX-Request": "true"}
    state = screen(client, signing).context["state"]
    assert screen(client, signing, f"?gezien={state}", **htmx).status_code == 204
    make.sign(signing, organisation, executive)
    response = screen(client, signing, f"?gezien={state}", **htmx)
    page = response.content.decode()
    assert "<html" not in page
    assert 'class="hall-new"' in page
    assert 'data-hx-swap-oob="innerHTML"' in page
    assert "1 van 2 partijen" in page


def test_without_javascript_the_page_reloads_itself(as_user, signing, manager):
    assert (
        '<noscript><meta http-equiv="refresh" content="5"></noscript>'
        in screen(as_user(manager), signing).content.decode()
    )


def test_the_code_leads_to_signing_and_carries_no_authority(as_user, signing, manager, settings):
    """Requirement 16: a link is no authority; it is an address that asks who you are."""
    response = screen(as_user(manager), signing)
    path = reverse("agreements:agreement_sign", args=[signing.pk])
    assert response.context["address"] == f"{settings.SITE_URL}{path}"
    assert "?" not in response.context["address"]
    answer = as_user().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/inloggen/")


def test_the_secretary_may_show_the_screen_and_a_party_may_not(as_user, signing, executive, support):
    from agreements.models import Participant

    participant = Participant(agreement=signing, user=support, role=Participant.Role.SECRETARY)
    actions.name_participant(participant)
    assert screen(as_user(support), signing).status_code == 200
    assert screen(as_user(executive), signing).status_code == 403


def test_the_sealed_document_ends_on_the_screen(as_user, sealed, manager):
    client = as_user(manager)
    page = screen(client, sealed).content.decode()
    assert "Bezegeld en gecontroleerd" in page
    assert "<b>2</b> van 2" in page
    assert "data-hx-get" not in page
    pictures = []
    for sheet in ("titel", "handtekeningen"):
        response = client.get(reverse("agreements:screen_picture", args=[sealed.pk, sheet]))
        assert Image.open(io.BytesIO(response.content)).width == 1000
        again = client.get(reverse("agreements:screen_picture", args=[sealed.pk, sheet]))
        assert again.content == response.content
        pictures.append(response.content)
    assert pictures[0] != pictures[1]
    assert client.get(reverse("agreements:screen_picture", args=[sealed.pk, "anders"])).status_code == 404


def test_the_screen_costs_the_same_with_2_and_14_parties(
    as_user, manager, organisation, organisation2, executive, executive2
):
    small = make.signing(manager, organisation, organisation2)
    others = [factories.OrganisationFactory() for _ in range(12)]
    for other in others:
        make.executive(other)
    large = make.signing(manager, organisation, organisation2, *others)
    client, counts = as_user(manager), []
    for agreement in (small, large):
        for organisation_, person in ((organisation, executive), (organisation2, executive2))[:1]:
            make.sign(agreement, organisation_, person)
        with CaptureQueriesContext(connection) as queries:
            screen(client, agreement, "?ontbreekt")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_a_lapsed_version_says_so_on_the_screen(as_user, signing, manager):
    actions.new_version(signing, by=manager, reason="Andere tekst")
    page = screen(as_user(manager), Agreement.objects.get(pk=signing.pk)).content.decode()
    assert "Vervallen" in page


def test_the_signature_sheet_names_the_event(
    draft, manager, executive, executive2, organisation, organisation2, run_jobs
):
    import pypdfium2

    starts_at = datetime.datetime(2027, 7, 1, 14, 30, tzinfo=AMSTERDAM)
    SigningEvent.objects.create(version=draft.version, starts_at=starts_at, place="Zenderen", witness="Getuige Een")
    actions.open_for_signing(draft, by=manager)
    run_jobs()
    make.sign(draft, organisation, executive)
    make.sign(draft, organisation2, executive2)
    run_jobs()
    document = Agreement.objects.get(pk=draft.pk).in_force.document
    with document.file.open("rb") as file:
        pages = pypdfium2.PdfDocument(file.read())
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    pages.close()
    words = " ".join(text.split())
    assert "donderdag 1 juli 2027, 14:30, Zenderen, in aanwezigheid van Getuige Een." in words
