"""From the last signature to the published document: sealed, proven, once, in sight when it fails, and healing."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core import mail
from django.db import DatabaseError
from pyhanko.pdf_utils.reader import PdfFileReader

from agreements import documents, tasks, trail
from agreements.models import Agreement, SignedDocument
from agreements.verification import code_in
from network import todo
from zenderen.jobs import runs
from zenderen.jobs.models import Job
from zenderen.lib import seal

Status = Agreement.Status
DEAD = "http://127.0.0.1:1/"


def content_of(document):
    with document.file.open("rb") as file:
        return file.read()


def sealed_files(settings):
    return sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*-ondertekend-*.pdf"))


def count(agreement, event):
    return agreement.events.filter(event=event).count()


def job():
    return Job.objects.get(kind=tasks.SIGNED_PDF)


def due_again():
    """What was put off is due now."""
    Job.objects.filter(kind__in=[tasks.SIGNED_PDF, tasks.RENEWED_PDF]).update(not_before=None)


# --- Published ------------------------------------------------------------------------------------------------------


def test_8_signed_is_shown_after_the_sealed_file_was_verified(sealed, executive, executive2, manager):
    """Requirement 8: the row, the status, the mails and the job come with the proven file, all at once."""
    assert sealed.status == Status.IN_FORCE
    assert sealed.in_force == sealed.version
    document = SignedDocument.objects.get()
    content = content_of(document)
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert document.size == len(content)
    stored = sealed.events.get(event="stored").data
    assert stored["file_sha256"] == document.sha256
    told = [message for message in mail.outbox if document.sha256 in message.body]
    assert {message.to[0] for message in told} == {executive.email, executive2.email, manager.email}
    assert not any(message.attachments for message in told)
    assert job().state == Job.State.READY
    assert job().result["size"] == len(content)


def test_10_wanted_and_reached_level_are_stored(sealed):
    """Requirement 10: on the row and in the trail, with who sealed and until when the archive timestamp holds."""
    document = SignedDocument.objects.get()
    assert (document.wanted_level, document.level) == ("B-LTA", "B-LTA")
    assert "TEST" in document.sealed_by
    assert abs(datetime.now(UTC) - document.sealed_at) < timedelta(minutes=10)
    assert document.archived_until > datetime.now(UTC) + timedelta(days=300)
    assert sealed.events.get(event="stored").data["level"] == "B-LTA"


def test_11_the_sealed_file_is_the_signed_text_and_what_was_added(sealed):
    """Requirement 11: each signature is on the hash of the bytes with which the sealed file begins."""
    version, content = sealed.version, content_of(SignedDocument.objects.get())
    text = content_of(version)
    assert content.startswith(text)
    assert hashlib.sha256(text).hexdigest() == version.sha256
    for party in version.parties.all():
        assert {signature.version_sha256 for signature in party.signatures.all()} == {version.sha256}
    assert seal.verify(content, sha256=SignedDocument.objects.get().sha256, begins_with=text).is_good
    assert code_in(content) == version.code


def test_14_the_trail_up_to_the_last_signature_is_sealed_in(sealed):
    """Requirement 14: its head is embedded in the sealed PDF, and the database is compared with it."""
    root = PdfFileReader(BytesIO(content_of(SignedDocument.objects.get()))).root
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert [str(names[index]) for index in range(0, len(names), 2)] == [documents.TRAIL]
    attached = json.loads(names[1]["/EF"]["/F"].data)
    completed = sealed.events.get(event="completed")
    assert attached["head"] == completed.hash
    assert attached["events"][-1]["event"] == "completed"
    assert trail.first_break(sealed) is None


def test_18_the_published_file_is_one_tagged_dutch_pdf_a(sealed):
    """Requirement 18: of the real text with the real pages of signatures."""
    read = PdfFileReader(BytesIO(content_of(SignedDocument.objects.get())))
    assert (read.root["/Lang"], read.input_version) == ("nl", (1, 7))
    xmp = read.root["/Metadata"].data.decode()
    assert 'pdfaid:part="3"' in xmp
    assert 'pdfaid:conformance="A"' in xmp
    assert read.trailer["/Info"]["/Title"] == "Samenwerkingsovereenkomst Voorbeeld"
    numbers = list(read.root["/StructTreeRoot"]["/ParentTree"]["/Nums"])[::2]
    assert len(numbers) == len(set(numbers))
    assert len(read.root["/Pages"]["/Kids"]) == read.root["/Pages"]["/Count"]


# --- Once -----------------------------------------------------------------------------------------------------------


def test_8_running_twice_leaves_one_document(in_force, settings):
    """Requirement 8: one file, one event."""
    before = content_of(SignedDocument.objects.get())
    Job.objects.filter(pk=job().pk).update(state=Job.State.QUEUED, finished_at=None)
    runs.perform(job().pk)
    assert SignedDocument.objects.count() == 1
    assert count(in_force, "stored") == 1
    assert job().state == Job.State.READY
    assert len(sealed_files(settings)) == 1
    assert content_of(SignedDocument.objects.get()) == before


def test_8_a_run_that_was_given_up_never_touches_what_was_published(in_force, settings, monkeypatch):
    """Requirement 8: a frozen worker that wakes up seals once more, beside the published file; that file goes away."""
    published = content_of(SignedDocument.objects.get())
    version = in_force.version
    late = documents.sealed(version, documents.render_sheet(version))
    from zenderen.lib import files

    name = files.store(documents.document_name(version, late.sha256), late.content)
    assert name != SignedDocument.objects.get().file.name
    assert content_of(SignedDocument.objects.get()) == published
    documents.forget_unpublished(version)
    assert sealed_files(settings) == [Path(SignedDocument.objects.get().file.name).name]


def test_8_a_database_that_fails_halfway_leaves_no_half_result(signed, run_jobs, monkeypatch):
    """Requirement 8: the row, the trail, the status and the job: all or nothing."""

    def broken(*args, **kwargs):
        raise DatabaseError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(tasks.mail, "send", broken)
        run_jobs()
    signed.refresh_from_db()
    assert signed.status == Status.SEALING_FAILED
    assert not SignedDocument.objects.exists()
    assert count(signed, "stored") == 0
    tasks.finish()
    run_jobs()
    assert SignedDocument.objects.count() == 1


def test_finish_leaves_alone_what_is_being_made(signed):
    before = job()
    tasks.finish()
    assert job().pk == before.pk


# --- Failing in sight, healing alone --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "value", "healable"),
    [
        ("SEAL_TSA_URL", DEAD, True),
        ("SEAL_TSA_URL", "", False),
        ("SEAL_PKCS12", "", False),
        ("SEAL_PASSPHRASE", "x", False),
    ],
)
def test_8_without_key_or_timestamps_it_fails_in_sight_and_heals_by_itself(
    signed, settings, run_jobs, manager, changed, value, healable
):
    """Requirement 8: no file and no lower level; the network manager sees it; once mended it comes without a person."""
    right = getattr(settings, changed)
    setattr(settings, changed, value)
    run_jobs()
    signed.refresh_from_db()
    assert signed.status == Status.SEALING_FAILED
    assert job().state == (Job.State.QUEUED if healable else Job.State.FAILED)
    assert job().error
    assert [task.url for task in todo.for_user(manager)] == [signed.get_absolute_url()]
    assert not SignedDocument.objects.exists()
    assert sealed_files(settings) == []
    setattr(settings, changed, right)
    due_again()
    tasks.finish()
    run_jobs()
    signed.refresh_from_db()
    assert signed.status == Status.IN_FORCE
    assert todo.for_user(manager) == []
    assert SignedDocument.objects.get().level == "B-LTA"
    assert (count(signed, "completed"), count(signed, "stored")) == (1, 1)


def test_8_it_heals_after_any_number_of_failures(signed, settings, run_jobs):
    """Requirement 8: without a time limit, far past the attempts of one job."""
    alive, settings.SEAL_TSA_URL = settings.SEAL_TSA_URL, DEAD
    for _day in range(7):  # one job makes five attempts
        tasks.finish()
        due_again()
        run_jobs()
    assert job().state in (Job.State.QUEUED, Job.State.FAILED)
    settings.SEAL_TSA_URL = alive
    due_again()
    tasks.finish()
    run_jobs()
    signed.refresh_from_db()
    assert signed.status == Status.IN_FORCE


def test_8_a_signed_text_that_was_changed_on_disk_is_never_sealed(signed, run_jobs):
    """Requirement 8: what the parties signed is compared with its hash first."""
    from zenderen.lib import files

    files.store(signed.version.file.name, b"%PDF-1.7 something else")
    run_jobs()
    signed.refresh_from_db()
    assert signed.status == Status.SEALING_FAILED
    assert not SignedDocument.objects.exists()


@pytest.mark.parametrize("who", ["executive", "member", "manager"])
def test_downloading_stands_in_the_trail(request, as_user, in_force, who):
    person = request.getfixturevalue(who)
    response = as_user(person).get(f"/overeenkomsten/{in_force.pk}/pdf/")
    content = b"".join(response.streaming_content)
    assert hashlib.sha256(content).hexdigest() == SignedDocument.objects.get().sha256
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    assert in_force.events.get(event="downloaded").actor == person


def test_9_the_page_of_the_administrators_tells_how_the_seal_is(as_user, administrator, settings):
    """Requirement 9: on the health page, as the worker found it last."""
    client = as_user(administrator)
    tasks.look_at_seal()
    page = client.get("/beheer/").content.decode()
    assert "TEST zegel van het netwerk" in page
    settings.SEAL_PASSPHRASE = "x"
    tasks.look_at_seal()
    assert "TEST zegel van het netwerk" not in client.get("/beheer/").content.decode()
