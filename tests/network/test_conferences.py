"""Conferences: the series, the programme true to the clock, calendars, the sheet of paper, and writing it all."""

import datetime
import io

import icalendar
import pypdfium2
import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network.models import Conference, Document, Image, InputRound, Poll, ProgrammeItem, Speaker
from network.timetable import slots
from tests import factories
from tests.network.make_conferences import make_conference, make_part, make_registration

pytestmark = pytest.mark.django_db

AMSTERDAM = timezone.get_default_timezone()


def page(client, conference):
    return client.get(conference.get_absolute_url())


def text(response):
    return " ".join(response.content.decode().split())


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


# --- The series -----------------------------------------------------------------------------------------------------


def test_series_stands_in_its_order_and_other_conferences_beside_it(client):
    for number in (3, 1, 2):
        conference = factories.ConferenceFactory(number=number, name=f"Nummer {number}")
        conference.results.create(text=f"Resultaat {number}")
    factories.ConferenceFactory(number=None, name="Voorbeeld")
    response = client.get("/conferenties/")
    assert [each.number for each in response.context["series"]] == [1, 2, 3]
    assert [each.name for each in response.context["others"]] == ["Voorbeeld"]
    assert "Resultaat 2" in text(response)


def test_list_costs_the_same_whatever_its_length(client):
    factories.ConferenceFactory().results.create(text="Een")
    one = queries(client, "/conferenties/")
    for _ in range(2):
        factories.ConferenceFactory().results.create(text="Meer")
    assert queries(client, "/conferenties/") == one


def test_page_costs_the_same_whatever_its_programme(client, manager):
    conference = make_conference()
    document = Document.objects.create(title="Dia’s", slug="dias", owner=manager, classification="public")

    def add(begins, ends):
        part = make_part(conference, begins, ends)
        Speaker.objects.create(item=part, name="Spreker")
        part.documents.add(document)

    add("09:00", "10:00")
    conference.present.create(who="Een groep", organisation=factories.OrganisationFactory())
    one = queries(client, conference.get_absolute_url())
    for begins, ends in (("10:00", "11:00"), ("11:00", "12:00")):
        add(begins, ends)
        conference.present.create(who="Nog een", organisation=factories.OrganisationFactory())
    assert queries(client, conference.get_absolute_url()) == one


def test_page_of_one_of_which_no_day_is_known_says_what_is_known(client):
    conference = factories.ConferenceFactory(when="najaar 2013")
    conference.present.create(who="De Huisartsenkring")
    said = text(page(client, conference))
    assert "najaar 2013" in said
    assert "De Huisartsenkring" in said
    assert "Aanmelden" not in said
    for name in ("conference_calendar", "conference_programme"):
        assert client.get(reverse(f"network:{name}", args=[conference.slug])).status_code == 404


def test_page_shows_only_presentations_that_one_may_read(client, manager, as_user):
    conference = make_conference()
    part = make_part(conference)
    for kind in ("public", "confidential"):
        row = Document.objects.create(title=f"Dia {kind}", slug=kind, owner=manager, classification=kind)
        row.conference = conference
        row.save(update_fields=["conference"])
        part.documents.add(row)
    said = text(page(client, conference))
    assert "Dia public" in said
    assert "Dia confidential" not in said
    assert "Dia confidential" in text(page(as_user(manager), conference))


def test_page_links_rounds_and_polls_that_are_not_in_preparation(client):
    conference = make_conference()
    for status in ("draft", "open"):
        InputRound.objects.create(title=f"Ronde {status}", conference=conference, status=status)
        Poll.objects.create(question=f"Peiling {status}", conference=conference, status=status)
    said = text(page(client, conference))
    assert "Ronde open" in said
    assert "Peiling open" in said
    assert "Ronde draft" not in said
    assert "Peiling draft" not in said


def test_picture_in_a_report_is_for_everybody(client, manager, as_user):
    conference = factories.ConferenceFactory()
    picture = Image.objects.create(alt="De zaal", file=f"beelden/{'0' * 64}.jpg", width=1, height=1, added_by=manager)
    assert not Image.objects.visible_to(AnonymousUser()).exists()
    edit(as_user(manager), conference, body=picture.markup)
    assert list(Image.objects.visible_to(AnonymousUser())) == [picture]
    assert 'alt="De zaal"' in text(page(client, conference))


# --- The programme and the clock ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "states", "now"),
    [
        ("08:30", ["next", "", ""], []),
        ("09:00", ["now", "next", ""], ["Opening"]),
        ("10:30", ["done", "now", "next"], ["Zaal A", "Zaal B"]),
        ("11:45", ["done", "done", "next"], []),
        ("12:59", ["done", "done", "now"], ["Slot"]),
        ("13:00", ["done", "done", "done"], []),
    ],
)
def test_agenda_tells_where_we_are(client, clock, states, now):
    with time_machine.travel(datetime.datetime(2027, 3, 4, 7, tzinfo=AMSTERDAM), tick=False):
        conference = make_conference(days=0)
        make_part(conference, "09:00", "10:00")
        for room in "AB":
            make_part(conference, "10:00", "11:00", title=f"Zaal {room}", room=room, kind="session")
        make_part(conference, "12:00", "13:00", title="Slot")
    at = datetime.datetime.combine(datetime.date(2027, 3, 4), datetime.time.fromisoformat(clock), AMSTERDAM)
    with time_machine.travel(at, tick=False):
        response = page(client, conference)
    assert [slot.state for slot in response.context["slots"]] == states
    found = response.context["now"]
    assert [item.title for column in found.columns for item in column] == now if found else not now
    assert ("Nu bezig" in text(response)) == bool(now)


@pytest.mark.parametrize("days", [-1, 1])
def test_on_another_day_nothing_is_on(client, days):
    conference = make_conference(days=days)
    make_part(conference)
    response = page(client, conference)
    assert [slot.state for slot in response.context["slots"]] == [""]
    assert "data-hx-trigger=&quot;every" not in text(response)
    assert 'data-hx-trigger="every' not in text(response)


def test_parallel_sessions_stand_in_columns_by_room():
    conference = make_conference()
    make_part(conference, "09:00", "09:30", title="Begin")
    make_part(conference, "10:00", "11:00", title="Lang", room="A")
    make_part(conference, "10:00", "10:30", title="Kort 1", room="B")
    make_part(conference, "10:30", "11:00", title="Kort 2", room="B")
    make_part(conference, "11:00", "12:00", title="Samen", room="A")
    found = slots(conference.programme.all(), is_today=False)
    titles = [[[item.title for item in column] for column in slot.columns] for slot in found]
    assert titles == [[["Begin"]], [["Lang"], ["Kort 1", "Kort 2"]], [["Samen"]]]
    assert [slot.is_parallel for slot in found] == [False, True, False]


def test_parts_at_the_same_time_without_a_room_do_not_hide_each_other():
    conference = make_conference()
    for title in ("Een", "Twee"):
        make_part(conference, "10:00", "11:00", title=title)
    [slot] = slots(conference.programme.all(), is_today=False)
    assert [[item.title for item in column] for column in slot.columns] == [["Een"], ["Twee"]]


# --- Calendars ------------------------------------------------------------------------------------------------------


def events(response):
    assert response["Content-Type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(response.content)
    return calendar, list(calendar.walk("VEVENT"))


def test_calendar_file_has_the_rules_of_summer_time_and_links_back(client, settings):
    conference = factories.ConferenceFactory(
        starts_on=datetime.date(2027, 10, 14), place="Zenderen", address="Hertmerweg 1"
    )
    make_part(conference, "13:00", "14:00")
    make_part(conference, "14:00", "17:30", title="Sessies")
    calendar, [event] = events(client.get(f"{conference.get_absolute_url()}agenda.ics"))
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    assert event.start == datetime.datetime(2027, 10, 14, 13, tzinfo=AMSTERDAM)
    assert event.end == datetime.datetime(2027, 10, 14, 17, 30, tzinfo=AMSTERDAM)
    assert event["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert str(event["URL"]) == f"{settings.SITE_URL}{conference.get_absolute_url()}"
    assert str(event["LOCATION"]) == "Zenderen, Hertmerweg 1"


def test_calendar_takes_the_whole_day_where_no_time_is_known(client):
    conference = factories.ConferenceFactory(starts_on=datetime.date(2015, 10, 14))
    _calendar, [event] = events(client.get(f"{conference.get_absolute_url()}agenda.ics"))
    assert (event.start, event.end) == (datetime.date(2015, 10, 14), datetime.date(2015, 10, 15))


def test_one_part_goes_into_a_calendar(client, settings):
    conference = make_conference()
    part = make_part(conference, title="Ouderenzorg", room="Zaal 1", kind="session")
    _calendar, [event] = events(client.get(f"{conference.get_absolute_url()}programma/{part.pk}/agenda.ics"))
    assert str(event["SUMMARY"]) == f"{conference.name}: Ouderenzorg"
    assert str(event["LOCATION"]) == "Zaal 1, Zenderen"
    assert str(event["URL"]) == f"{settings.SITE_URL}{conference.get_absolute_url()}#deel-{part.pk}"
    other = make_conference()
    assert client.get(f"{other.get_absolute_url()}programma/{part.pk}/agenda.ics").status_code == 404


def test_all_conferences_are_one_calendar(client):
    factories.ConferenceFactory()  # of which no day is known
    rows = [make_conference(days=days) for days in (-400, 14)]
    _calendar, found = events(client.get("/agenda.ics"))
    assert [str(event["SUMMARY"]) for event in found] == [row.name for row in rows]
    assert len({str(event["UID"]) for event in found}) == 2
    one = queries(client, "/agenda.ics")
    make_part(make_conference())
    assert queries(client, "/agenda.ics") == one


# --- On paper -------------------------------------------------------------------------------------------------------


def sheet(client, conference):
    response = client.get(f"{conference.get_absolute_url()}programma.pdf")
    assert response["Content-Type"] == "application/pdf"
    return response.getvalue()


def pages(content):
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    try:
        return [(each.get_size(), each.get_textpage().get_text_bounded()) for each in document]
    finally:
        document.close()


@pytest.mark.parametrize("count", [1, 9, 24])
def test_programme_stands_on_one_a4(client, count):
    conference = make_conference(name="Een lange dag met heel veel onderdelen en sprekers")
    for number in range(count):
        begins, ends = f"{8 + number // 3:02}:00", f"{9 + number // 3:02}:00"
        part = make_part(conference, begins, ends, title=f"Sessie {number} over samenwerken", room=f"Zaal {number % 3}")
        Speaker.objects.create(item=part, name=f"Spreker {number}", position="bestuurder", organisation="Partner")
    [(size, words)] = pages(sheet(client, conference))
    assert [round(side) for side in size] == [595, 842]
    for expected in ("Een lange dag", "Sessie 0", f"Sessie {count - 1}", f"Spreker {count - 1}", conference.slug):
        assert expected in words


def test_sheet_is_made_once_and_again_after_a_change(client, monkeypatch):
    from network import programme_pdf

    made = []
    render = programme_pdf.pdf.render
    monkeypatch.setattr(programme_pdf.pdf, "render", lambda *args, **kwargs: made.append(1) or render(*args, **kwargs))
    conference = make_conference()
    part = make_part(conference)
    first = sheet(client, conference)
    assert sheet(client, conference) == first
    assert len(made) == 1
    part.title = "Iets anders"
    part.save(update_fields=["title"])
    assert "Iets anders" in pages(sheet(client, conference))[0][1]
    assert len(made) == 2


# --- Writing it -----------------------------------------------------------------------------------------------------


def fields(conference, **changed):
    data = {
        "name": conference.name,
        "number": conference.number or "",
        "starts_on": conference.starts_on or "",
        "when": conference.when,
        "summary": conference.summary,
        "edition": conference.edition,
    }
    return {**data, **changed}


def edit(client, conference, **changed):
    return client.post(reverse("network:conference_edit", args=[conference.slug]), fields(conference, **changed))


def test_manager_adds_a_conference_beside_the_series(as_user, manager):
    data = {"name": "Avond", "when": "in mei", "summary": "Een avond.", "results": "Een\nTwee", "present": "Gasten"}
    response = as_user(manager).post("/beheer/conferenties/nieuw/", data)
    conference = Conference.objects.get()
    assert response.url == conference.get_absolute_url()
    assert (conference.number, conference.slug) == (None, "avond")
    assert list(conference.results.values_list("text", flat=True)) == ["Een", "Twee"]
    assert [group.who for group in conference.present.all()] == ["Gasten"]


def test_who_was_there_is_linked_to_the_partner_of_that_name(as_user, manager, organisation):
    conference = factories.ConferenceFactory()
    edit(as_user(manager), conference, present=f"{organisation.name}\nEen ander")
    assert {group.who: group.organisation for group in conference.present.all()} == {
        organisation.name: organisation,
        "Een ander": None,
    }


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"registers_until": "2027-03-01T12:00"}, "registers_until"),
        ({"starts_on": "2027-03-01", "registers_until": "2027-03-02T12:00"}, "registers_until"),
        ({"starts_on": "2027-03-01", "evaluates_until": "2027-02-28"}, "evaluates_until"),
        ({"evaluates_until": "2027-02-28"}, "evaluates_until"),
        ({"results": "x" * 301}, "results"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(as_user, manager, changed, wrong):
    conference = factories.ConferenceFactory()
    response = edit(as_user(manager), conference, **changed)
    assert list(response.context["form"].errors) == [wrong]


def test_programme_moves_along_to_another_day_at_the_same_hours(as_user, manager):
    conference = factories.ConferenceFactory(starts_on=datetime.date(2027, 3, 26))  # the clock changes on the 28th
    part = make_part(conference, "13:00", "14:00")
    edit(as_user(manager), conference, starts_on="2027-04-02")
    part.refresh_from_db()
    assert part.starts_at == datetime.datetime(2027, 4, 2, 13, tzinfo=AMSTERDAM)
    assert part.ends_at == datetime.datetime(2027, 4, 2, 14, tzinfo=AMSTERDAM)
    conference.refresh_from_db()
    assert edit(as_user(manager), conference, starts_on="").context["form"].errors["starts_on"]


def part_fields(**changed):
    return {"title": "Sessie", "kind": "session", "begins": "10:00", "ends": "11:00", "room": "Zaal 1", **changed}


def test_manager_writes_the_programme_with_its_speakers(as_user, manager, client):
    conference = make_conference()
    address = reverse("network:item_add", args=[conference.slug])
    speakers = "Voorzitter; themastuurgroep; Partner\nNetwerkmanager"
    response = as_user(manager).post(address, part_fields(speakers=speakers, another="1"))
    assert response.url == address
    part = ProgrammeItem.objects.get()
    assert timezone.localtime(part.starts_at).strftime("%d %H:%M") == f"{conference.starts_on:%d} 10:00"
    assert [speaker.words for speaker in part.speakers.all()] == [
        "Voorzitter, themastuurgroep, Partner",
        "Netwerkmanager",
    ]
    first = part.speakers.first()
    said = text(page(client, conference))
    assert "Voorzitter, themastuurgroep, Partner" in said

    change = reverse("network:item_edit", args=[conference.slug, part.pk])
    data = part_fields(
        speakers="Voorzitter; themastuurgroep; Partner", begins="10:15", edition=part.edition, results="- Een"
    )
    assert as_user(manager).post(change, data).status_code == 302
    part.refresh_from_db()
    assert timezone.localtime(part.starts_at).strftime("%H:%M") == "10:15"
    assert [speaker.pk for speaker in part.speakers.all()] == [first.pk]
    assert "<li>Een</li>" in text(page(client, conference))

    remove = reverse("network:item_remove", args=[conference.slug, part.pk])
    assert as_user(manager).get(remove).status_code == 200
    assert as_user(manager).post(remove).status_code == 302
    assert not conference.programme.exists()


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"ends": "10:00"}, "ends"),
        ({"speakers": "x" * 121}, "speakers"),
        ({"speakers": "; zonder naam"}, "speakers"),
        ({"kind": "other"}, "kind"),
    ],
)
def test_a_part_that_cannot_be_is_refused_at_its_field(as_user, manager, changed, wrong):
    conference = make_conference()
    response = as_user(manager).post(reverse("network:item_add", args=[conference.slug]), part_fields(**changed))
    assert list(response.context["form"].errors) == [wrong]


def test_a_part_is_added_only_when_the_day_is_known(as_user, manager):
    conference = factories.ConferenceFactory()
    response = as_user(manager).get(reverse("network:item_add", args=[conference.slug]))
    assert response.url == reverse("network:conference_edit", args=[conference.slug])


def test_presentations_are_chosen_from_the_documents_of_this_conference(as_user, manager):
    conference = make_conference()
    here, elsewhere = (
        Document.objects.create(title=name, slug=name, owner=manager, classification="public")
        for name in ("hier", "daar")
    )
    here.conference = conference
    here.save(update_fields=["conference"])
    address = reverse("network:item_add", args=[conference.slug])
    assert as_user(manager).post(address, part_fields(documents=[elsewhere.pk])).status_code == 200
    assert as_user(manager).post(address, part_fields(documents=[here.pk])).status_code == 302
    assert list(ProgrammeItem.objects.get().documents.all()) == [here]


def test_the_second_of_two_editors_sees_what_differs(as_user, manager):
    conference = make_conference()
    part = make_part(conference)
    address = reverse("network:item_edit", args=[conference.slug, part.pk])
    assert as_user(manager).post(address, part_fields(title="Eerst", edition=1)).status_code == 302
    response = as_user(manager).post(address, part_fields(title="Daarna", edition=1))
    assert [(each.theirs, each.yours) for each in response.context["form"].conflict] == [("Eerst", "Daarna")]


def test_counted_at_the_door_is_shown_afterwards(client):
    conference = make_conference(days=-1)
    make_registration(conference, checked_in_at=timezone.now())
    make_registration(conference, "Thuis")
    assert page(client, conference).context["came"] == 1
