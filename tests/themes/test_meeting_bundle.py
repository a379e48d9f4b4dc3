"""Everything of a meeting in one PDF."""

import hashlib

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import Action
from tests.themes import meetings as make
from themes.actions import meetings as actions
from themes.models import MeetingBundle, Paper
from zenderen.jobs.models import Job


@pytest.fixture
def full(steering_body, chair, steering_member):
    """A meeting with everything: two papers in PDF and a picture between them."""
    meeting = make.make_meeting(steering_body, "held", by=chair, minutes="## 1. Opening\n\nDe voorzitter opent.")
    item, last = make.make_item(meeting, "Opening"), make.make_item(meeting, "Begroting", kind="decide")
    make.make_paper(item, "Jaarplan", make.pdf_file(2, "Bladzijde van het jaarplan"))
    make.make_paper(item, "Kaart", make.png_file(), "kaart.png")
    make.make_paper(last, "Begroting 2027", make.pdf_file(3, "Bladzijde van de begroting"))
    actions.note_attendance(meeting, {chair: "present", steering_member: "excused"}, guests="Mevrouw Voorbeeld")
    make.make_decision(meeting, "Akkoord met de begroting", item=last, reason="Er is genoeg geld.")
    make.make_point(meeting, steering_member, title="Offerte vragen", item=last)
    return meeting


def texts(content):
    """The text of each page."""
    document = pypdfium2.PdfDocument(content)
    try:
        found = []
        for page in document:
            part = page.get_textpage()
            found.append(part.get_text_range())
            part.close()
            page.close()
        return found
    finally:
        document.close()


def ask(client, meeting):
    client.post(reverse("themes:bundle_make", args=[meeting.pk]))
    return meeting.bundles.first()


def fetch(client, bundle):
    response = client.get(reverse("themes:bundle_file", args=[bundle.meeting_id, bundle.pk]))
    return b"".join(response.streaming_content)


def test_bundle_holds_everything_with_the_papers_numbered(as_user, full, steering_member, run_jobs):
    client = as_user(steering_member)
    bundle = ask(client, full)
    assert "Vergaderbundel" in client.get(full.get_absolute_url()).content.decode()
    run_jobs()
    bundle.refresh_from_db()
    content = fetch(client, bundle)
    assert (bundle.sha256, bundle.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    pages = texts(content)
    assert len(pages) == bundle.pages
    front = "\n".join(pages[:-5])
    code = full.decisions.get().code
    for words in (
        "Themastuurgroep Ouderenzorg",
        "1. Opening",
        "Te beslissen",
        "De voorzitter opent.",
        "Mevrouw Voorbeeld",
        "Afgemeld",
        f"{code} Akkoord met de begroting",
        "Er is genoeg geld.",
        "Offerte vragen",
        "Stuk 1: Jaarplan",
        "los bestand: kaart.png (PNG",
    ):
        assert words in front, words
    first = len(pages) - 5
    for place, words in enumerate(
        [
            ("Stuk 1, bladzijde 1 van 2 · Jaarplan", "Bladzijde van het jaarplan 1"),
            ("Stuk 1, bladzijde 2 van 2 · Jaarplan", "Bladzijde van het jaarplan 2"),
            ("Stuk 3, bladzijde 1 van 3 · Begroting 2027", "Bladzijde van de begroting 1"),
            ("Stuk 3, bladzijde 2 van 3 · Begroting 2027", "Bladzijde van de begroting 2"),
            ("Stuk 3, bladzijde 3 van 3 · Begroting 2027", "Bladzijde van de begroting 3"),
        ],
        start=first,
    ):
        assert all(each in pages[place] for each in words), (words, pages[place])
        assert str(place + 1) in pages[place].split("\r\n")[0]  # its number in the whole


def test_same_content_is_the_same_bundle_and_a_change_asks_for_a_new_one(as_user, full, chair, run_jobs):
    client = as_user(chair)
    first = ask(client, full)
    run_jobs()
    assert ask(client, full) == first
    page = client.get(full.get_absolute_url()).content.decode()
    assert "De vergadering is veranderd" not in page
    assert "Bundel opnieuw maken" not in page
    actions.note_attendance(full, {chair: "excused"}, guests="")
    assert "De vergadering is veranderd" in client.get(full.get_absolute_url()).content.decode()
    second = ask(client, full)
    assert second != first
    run_jobs()
    first.refresh_from_db()
    assert fetch(client, first) != fetch(client, second)  # the first keeps what was true then


def test_closed_action_makes_the_bundle_outdated(as_user, full, chair, run_jobs):
    ask(as_user(chair), full)
    run_jobs()
    Action.objects.update(done_on=timezone.localdate(), outcome="Binnen.")
    assert "De vergadering is veranderd" in as_user(chair).get(full.get_absolute_url()).content.decode()


def test_bundle_of_adopted_minutes_can_still_be_made(as_user, full, chair, run_jobs):
    actions.adopt(full, by=chair)
    bundle = ask(as_user(chair), full)
    run_jobs()
    bundle.refresh_from_db()
    assert "Verslag vastgesteld" in texts(fetch(as_user(chair), bundle))[0]


def test_empty_meeting_has_a_bundle(as_user, steering_body, chair, run_jobs):
    meeting = make.make_meeting(steering_body, by=chair)
    bundle = ask(as_user(chair), meeting)
    run_jobs()
    assert "Er staat nog niets op de agenda." in texts(fetch(as_user(chair), MeetingBundle.objects.get()))[0]
    assert bundle.filename.endswith(".pdf")


def test_paper_that_went_away_fails_in_sight_and_can_be_asked_again(as_user, full, chair, run_jobs):
    client = as_user(chair)
    ask(client, full)
    actions.remove_paper(full, Paper.objects.get(title="Jaarplan").pk)
    run_jobs()
    job = Job.objects.get(kind="themes.meeting_bundle")
    assert job.state == Job.State.FAILED
    page = client.get(full.get_absolute_url()).content.decode()
    assert "Er is intussen een stuk weggehaald." in page
    assert "Bundel opnieuw maken" in page
    again = ask(client, full)
    run_jobs()
    again.refresh_from_db()
    assert again.file


def test_bundle_of_another_meeting_cannot_be_fetched(as_user, full, chair, steering_body, run_jobs):
    bundle = ask(as_user(chair), full)
    run_jobs()
    other = make.make_meeting(steering_body)
    assert as_user(chair).get(reverse("themes:bundle_file", args=[other.pk, bundle.pk])).status_code == 404
