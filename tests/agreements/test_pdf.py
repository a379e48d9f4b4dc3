"""The signed document: made once, tagged, Dutch, and honest about what it is."""

import hashlib
import re
import zlib

import pypdfium2
import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.db import DatabaseError

from agreements import tasks
from agreements.models import Agreement, SignedDocument
from network import todo
from tests.agreements import make
from zenderen.jobs.models import Job

Status = Agreement.Status


def text_of(content):
    document = pypdfium2.PdfDocument(content)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def objects_of(content):
    """All that stands in the file, with its compressed streams opened."""
    parts = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_the_document_follows_the_last_signature(signed, run_jobs, executive, executive2, manager):
    run_jobs()
    signed.refresh_from_db()
    assert signed.status == Status.IN_FORCE
    document = SignedDocument.objects.get()
    with default_storage.open(document.file.name) as file:
        content = file.read()
    assert content.startswith(b"%PDF-")
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert document.size == len(content)
    assert signed.events.get(event="stored").data["file_sha256"] == document.sha256
    told = [message for message in mail.outbox if document.sha256 in message.body]
    assert {message.to[0] for message in told} == {executive.email, executive2.email, manager.email}
    assert not any(message.attachments for message in told)
    assert Job.objects.get(kind=tasks.SIGNED_PDF).state == Job.State.READY


def test_the_same_agreement_gives_the_same_bytes(signed):
    assert tasks.render(signed.version) == tasks.render(signed.version)


def test_18_the_document_is_tagged_dutch_titled_with_table_headers(signed):
    """Requirement 18: tags, language, title and table headers, seen in the file itself."""
    content = objects_of(tasks.render(signed.version))
    assert b"/StructTreeRoot" in content
    assert re.search(rb"/Marked true", content)
    assert re.search(rb"/Lang \(nl\)", content)
    assert re.search(rb"/DisplayDocTitle true", content)
    assert b"/Title" in content
    assert len(re.findall(rb"/S /TH\b", content)) >= 6
    assert b"/S /H1" in content
    assert b"/S /H2" in content
    assert b"pdfaid:part" in content
    assert "Samenwerkingsovereenkomst Voorbeeld" in pypdfium2_title(tasks.render(signed.version))


def pypdfium2_title(content):
    document = pypdfium2.PdfDocument(content)
    try:
        return document.get_metadata_value("Title")
    finally:
        document.close()


def test_the_document_names_all_that_was_agreed_and_signed(signed, executive, executive2):
    pages = text_of(tasks.render(signed.version))
    everything = " ".join(pages)
    for number, (title, _body) in enumerate(make.ARTICLES, start=1):
        assert f"Artikel {number}" in everything
        assert title in everything
    for line in signed.version.lines:
        assert line["organisation"] in pages[0]
        assert line["organisation"] in pages[-1]
    assert executive.name in pages[-1]
    assert executive2.name in pages[-1]
    assert "Eenmalige code per e-mail" in pages[-1]
    for number, page in enumerate(pages, start=1):
        assert f"pagina {number} van {len(pages)}" in page
        assert signed.version.sha256 in page.replace(" ", "")


def test_the_document_claims_no_more_than_is_true(signed):
    everything = " ".join(text_of(tasks.render(signed.version))).lower()
    assert "gewone elektronische handtekening" in everything
    assert "gekwalificeerd" not in everything
    assert "zegel" not in everything


def test_the_document_is_dutch_whoever_signed_last(signed, executive2):
    executive2.language = "en"
    executive2.save(update_fields=["language"])
    assert "Handtekeningen" in " ".join(text_of(tasks.render(signed.version)))


def test_the_times_are_those_of_amsterdam(signed):
    from django.utils import timezone

    moment = timezone.localtime(signed.version.parties.first().decided_at)
    assert moment.tzinfo.key == "Europe/Amsterdam"
    assert f"{moment:%H:%M}" in text_of(tasks.render(signed.version))[-1]


def test_running_twice_leaves_one_document(in_force):
    job = Job.objects.get(kind=tasks.SIGNED_PDF)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, finished_at=None)
    from zenderen.jobs import runs

    runs.perform(job.pk)
    assert SignedDocument.objects.count() == 1
    assert list(in_force.events.values_list("event", flat=True)).count("stored") == 1
    job.refresh_from_db()
    assert job.state == Job.State.READY


def test_a_failure_is_in_sight_and_heals_by_itself(signed, manager, run_jobs, monkeypatch):
    """Something that no retry of the job heals: the beat asks again, and the document comes without a person."""

    def broken(version):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "render", broken)
        run_jobs()
    signed.refresh_from_db()
    assert signed.status == Status.SEALING_FAILED
    assert Job.objects.get(kind=tasks.SIGNED_PDF).state == Job.State.FAILED
    assert [task.url for task in todo.for_user(manager)] == [signed.get_absolute_url()]
    tasks.finish()
    run_jobs()
    signed.refresh_from_db()
    assert signed.status == Status.IN_FORCE
    assert todo.for_user(manager) == []
    assert SignedDocument.objects.count() == 1


def test_a_database_that_fails_halfway_leaves_no_half_result(signed, run_jobs, monkeypatch):
    """The row, the trail, the status and the job: all or nothing."""

    def broken(*args, **kwargs):
        raise DatabaseError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(tasks.mail, "send", broken)
        run_jobs()
    signed.refresh_from_db()
    assert signed.status == Status.SEALING_FAILED
    assert not SignedDocument.objects.exists()
    assert not signed.events.filter(event="stored").exists()


def test_finish_leaves_alone_what_is_being_made(signed):
    before = Job.objects.get(kind=tasks.SIGNED_PDF)
    tasks.finish()
    assert Job.objects.get(kind=tasks.SIGNED_PDF).pk == before.pk


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
