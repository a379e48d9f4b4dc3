"""Requirement 15: anybody sees whether a document is real, without an account and without learning anything else."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisGone

from agreements import actions, verification
from agreements.forms.verification import MOST
from agreements.models import SignedDocument, Version
from agreements.views import verification as views
from tests.agreements import make
from zenderen.lib import files, seal

URL = "/verifieren/"
STATE = re.compile(r'data-verdict="(\w+)"')


def content_of(file):
    with file.open("rb") as opened:
        return opened.read()


def text_of(agreement):
    """The bytes that are signed."""
    return content_of(agreement.version.file)


def document_of(agreement):
    """The bytes that were sealed."""
    return content_of(agreement.in_force.document.file)


def changed(content):
    """The same document with one byte that is different; the code is still in it."""
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def uploaded(content, client=None, **fields):
    """The page after sending the file, as without JavaScript."""
    file = SimpleUploadedFile("overeenkomst.pdf", content, content_type="application/pdf")
    return (client or Client()).post(URL, {"file": file, **fields})


def hashed(content, client=None, code=None):
    """The answer that the script of the page gets: it sends the hash, and the code that it found."""
    data = {"sha256": hashlib.sha256(content).hexdigest(), "code": verification.code_in(content)}
    data |= {} if code is None else {"code": code}
    return (client or Client()).post(URL, data, headers={"HX-Request": "true"})


def coded(code, client=None):
    return (client or Client()).get(f"{URL}{code}/")


def answer(response):
    assert response.status_code == 200
    [state] = STATE.findall(response.content.decode())
    return state


def said(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def amended(agreement, manager, *people):
    """A second version in force, signed by these (organisation, executive) pairs."""
    actions.new_version(agreement, reason="Nieuwe afspraken", by=manager)
    agreement.refresh_from_db()
    agreement = make.opened(agreement, manager)
    for organisation, executive in people:
        make.sign(agreement, organisation, executive)
    return agreement


# --- The five answers, each by file, by hash and by code -------------------------------------------------------------


@pytest.mark.parametrize("ask", [uploaded, hashed])
def test_15_the_sealed_document_is_authentic(in_force, ask):
    """Requirement 15: echt, whether the file is sent or only its hash."""
    response = ask(document_of(in_force))
    assert answer(response) == "authentic"
    words = said(response)
    assert "Echt" in words
    assert "byte voor byte" in words
    assert "Het geldt." in words
    assert "Wat u kunt doen: Niets." in words
    assert in_force.title in words


@pytest.mark.parametrize("ask", [uploaded, hashed])
def test_15_the_full_check_of_the_seal_is_told_in_plain_words(in_force, ask):
    """Requirement 15: by whom, when, at which level, and that a test key is no evidence."""
    words = said(ask(document_of(in_force)))
    assert "Het zegel klopt" in words
    assert "zegel van het netwerk" in words
    assert "PAdES B-LTA" in words
    assert "Dit zegel is gemaakt met een proefsleutel." in words


@pytest.mark.parametrize("ask", [uploaded, hashed])
def test_15_a_changed_document_is_told_apart(in_force, ask):
    """Requirement 15: gewijzigd, when the code is ours and the bytes are not."""
    for content in (changed(document_of(in_force)), document_of(in_force) + b" ", changed(text_of(in_force))):
        response = ask(content)
        assert answer(response) == "changed"
        assert "Vertrouw er niet op." in said(response)
        assert "Het zegel klopt" not in said(response)


@pytest.mark.parametrize("ask", [uploaded, hashed])
def test_15_a_replaced_document_names_its_successor(
    in_force, manager, organisation, organisation2, executive, executive2, run_jobs, ask
):
    """Requirement 15: vervangen door v2."""
    old, old_text = document_of(in_force), text_of(in_force)
    code = in_force.version.code
    agreement = amended(in_force, manager, (organisation, executive), (organisation2, executive2))
    # As long as the new version is not sealed, the old one is in force.
    assert answer(ask(old)) == "authentic"
    run_jobs()
    agreement.refresh_from_db()
    for response in (ask(old), ask(old_text), coded(code)):
        assert answer(response) == "superseded"
        assert "Vervangen door v2" in said(response)
        assert "om versie 2." in said(response)
    assert answer(ask(document_of(agreement))) == "authentic"


@pytest.mark.parametrize("ask", [uploaded, hashed])
def test_15_what_was_withdrawn_declined_lapsed_or_ended_is_said_in_plain_words(
    in_force, manager, organisation, organisation2, executive, executive2, ask
):
    """Requirement 15: ingetrokken, and why."""
    signing = make.signing(manager, organisation, organisation2)
    withdrawn, code = text_of(signing), signing.version.code
    actions.withdraw(signing, by=manager, reason="Vergissing in artikel 3")
    for response in (ask(withdrawn), coded(code)):
        assert answer(response) == "withdrawn"
        assert "het netwerk heeft het ingetrokken" in said(response)
        assert "Vergissing" not in said(response)
    signing = make.signing(manager, organisation, organisation2)
    party = make.party_of(signing, organisation)
    actions.decline(signing, party=party.pk, by=executive, reason="Geen geld")
    assert answer(ask(text_of(signing))) == "withdrawn"
    assert "niet elke partij is ermee akkoord gegaan" in said(ask(text_of(signing)))
    assert organisation.name not in said(ask(text_of(signing)))
    signing = make.signing(manager, organisation, organisation2)
    lapsed = text_of(signing)
    actions.new_version(signing, reason="Artikel 2 anders", by=manager)
    assert answer(ask(lapsed)) == "withdrawn"
    assert "de tekst is veranderd voordat iedereen had ondertekend" in said(ask(lapsed))
    document = document_of(in_force)
    actions.terminate(in_force, by=manager, reason="Het doel is bereikt")
    assert answer(ask(document)) == "withdrawn"
    assert "de overeenkomst is beëindigd" in said(ask(document))


@pytest.mark.parametrize("ask", [uploaded, hashed])
def test_15_what_we_never_made_is_unknown(db, ask):
    """Requirement 15: onbekend, with what to do next."""
    response = ask(b"%PDF-1.7 iets heel anders")
    assert answer(response) == "unknown"
    assert "Staat er een code op?" in said(response)
    assert answer(coded("ABCDEFGHJKMNPQRS")) == "unknown"
    assert "Deze code kennen wij niet." in said(coded("ABCDEFGHJKMNPQRS"))


@pytest.mark.parametrize("ask", [uploaded, hashed])
def test_15_a_text_that_is_being_signed_is_authentic_but_not_signed_yet(
    signing, organisation, organisation2, executive, executive2, ask
):
    """Requirement 15: echt, maar nog niet door iedereen ondertekend; by whom not, is nobody's business."""
    response = ask(text_of(signing))
    assert answer(response) == "pending"
    assert "Echt, maar nog niet door iedereen ondertekend" in said(response)
    make.sign(signing, organisation, executive)
    after = ask(text_of(signing))
    assert said(after) == said(response)
    assert executive.name not in said(after)
    make.sign(signing, organisation2, executive2)
    assert "Echt, maar nog niet bezegeld" in said(ask(text_of(signing)))


def test_15_the_text_of_what_is_in_force_is_authentic_without_its_signatures(in_force):
    """Requirement 15: a party may have kept the PDF that it signed."""
    response = uploaded(text_of(in_force))
    assert answer(response) == "authentic"
    assert "zonder hun handtekeningen" in said(response)
    assert "Vraag om het bezegelde document" in said(response)


def test_15_an_earlier_edition_stays_authentic(in_force):
    """Requirement 15: a newer archive timestamp takes nothing away from the file of yesterday."""
    before = document_of(in_force)
    first = in_force.in_force.document
    renewed = seal.renew(before)
    SignedDocument.objects.create(
        version=first.version,
        edition=2,
        file=files.store("uitgave2.pdf", renewed.content),
        sha256=renewed.sha256,
        size=renewed.size,
    )
    for content, newer in ((before, True), (renewed.content, False)):
        response = hashed(content)
        assert answer(response) == "authentic"
        assert ("Er is een nieuwere uitgave" in said(response)) == newer


def test_15_dates_count(in_force):
    """Requirement 15: not in force yet, and no longer."""
    verdict = verification.look_up(sha256=in_force.in_force.document.sha256)
    today = timezone.localdate()
    verdict.version.effective_on = today + timedelta(days=1)
    assert verdict.state == "authentic"
    assert "Het gaat gelden op" in verdict.what
    verdict.version.effective_on, verdict.version.ends_on = None, today - timedelta(days=1)
    assert verdict.state == "withdrawn"
    assert "beëindigd" in verdict.what


# --- By code ---------------------------------------------------------------------------------------------------------


def test_15_a_code_alone_never_says_that_a_file_is_authentic(in_force, signing):
    """Requirement 15: a code can be copied onto anything."""
    for agreement in (in_force, signing):
        response = coded(agreement.version.code)
        assert answer(response) == "uncompared"
        assert "is er niet mee vergeleken" in said(response)
        assert "Kies hieronder uw bestand." in said(response)
        assert 'value="' + agreement.version.code in response.content.decode()


def test_15_a_code_may_be_typed_in_any_way(in_force, client):
    """Requirement 15: as people copy it from paper."""
    code = in_force.version.code
    for typed in (code, code.lower(), f" {code[:4]}-{code[4:8]} {code[8:]}"):
        response = client.post(URL, {"typed": typed}, follow=True)
        assert response.redirect_chain == [(f"{URL}{code}/", 302)]
        assert answer(response) == "uncompared"
    assert answer(client.post(URL, {"typed": "!!"}, follow=True)) == "unknown"


def test_15_the_code_in_the_file_counts_before_the_one_that_was_typed(in_force, signing):
    """Requirement 15: what the file itself says it is."""
    response = uploaded(changed(document_of(in_force)), code=signing.version.code)
    assert answer(response) == "changed"
    assert "Versie 1" in said(response)


def test_15_the_typed_code_helps_where_the_file_lost_its_own(in_force):
    """Requirement 15: a scan or a print to PDF carries no code in its bytes."""
    code = in_force.version.code
    assert answer(uploaded(b"%PDF-1.4 afgedrukt", code=code)) == "changed"
    assert answer(hashed(b"%PDF-1.4 afgedrukt", code=code)) == "changed"


def test_15_the_marker_is_found_as_text_and_in_hexadecimal(sealed):
    """Requirement 15: in the text as it was made, and after the seal wrote the identifier anew."""
    code = sealed.version.code
    text, document = text_of(sealed), document_of(sealed)
    assert verification.code_in(text) == code
    assert verification.code_in(document) == code
    assert verification.code_in(document[len(text) :]) == code
    assert verification.code_in(b"%PDF-1.7") == ""


def test_15_a_draft_has_no_answer(draft, manager):
    """Requirement 15: nothing was ever issued for it."""
    assert answer(coded(draft.version.code)) == "unknown"
    actions.open_for_signing(draft, by=manager)
    assert answer(coded(draft.version.code)) == "unknown"  # its document is still to be made


# --- What it does not tell, and to whom ------------------------------------------------------------------------------


def test_15_nobody_is_named_and_nothing_is_linked(in_force, signing, executive, executive2, organisation, as_user):
    """Requirement 15: no signer, no party, no way into the portal, and the same for who may see the agreement."""
    contents = [document_of(in_force), text_of(signing), changed(document_of(in_force))]
    for content in contents:
        words = hashed(content).content.decode()
        for hidden in (executive.name, executive2.name, organisation.name, "/overeenkomsten/"):
            assert hidden not in words
        assert hashed(content, as_user(executive)).content == hashed(content).content
    for agreement in (in_force, signing):
        page = coded(agreement.version.code).content.decode()
        assert f"/overeenkomsten/{agreement.pk}/" not in page
        assert executive.name not in page


def test_15_known_and_unknown_cost_the_same_questions(in_force, signing):
    """Requirement 15: as many questions to the database for whatever is asked."""
    known, unknown = in_force.version.code, "ABCDEFGHJKMNPQRS"
    costs = set()
    for code in (known, unknown, signing.version.code, ""):
        for sha256 in ("0" * 64, signing.version.sha256, in_force.in_force.document.sha256):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                verification.look_up(sha256=sha256, code=code)
            costs.add(len(asked))
    assert costs == {4}


def test_15_the_seal_is_checked_once_an_hour_and_not_for_every_question(in_force, monkeypatch):
    """Requirement 15: a check takes more than a second; asking again and again does not."""
    verification.seal_of.cache_clear()
    checks = []
    monkeypatch.setattr(verification.seal, "verify", lambda *args, **kwargs: checks.append(args) or seal.Verdict())
    for _ in range(3):
        hashed(document_of(in_force))
    assert len(checks) == 1
    verification.seal_of.cache_clear()


def test_15_a_missing_file_of_ours_is_no_crash(in_force):
    """Requirement 15: the hash alone already answers."""
    document, content = in_force.in_force.document, document_of(in_force)
    verification.seal_of.cache_clear()
    document.file.storage.delete(document.file.name)
    assert answer(hashed(content)) == "authentic"
    verification.seal_of.cache_clear()


# --- What is sent ----------------------------------------------------------------------------------------------------


def test_15_an_upload_is_read_in_memory_and_never_stored(in_force, settings, monkeypatch, tmp_path):
    """Requirement 15: no temporary file, whatever its size."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"  # does not exist: writing there would fail
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    before = sorted(settings.MEDIA_ROOT.rglob("*"))
    assert answer(uploaded(document_of(in_force))) == "authentic"
    assert answer(uploaded(b"%PDF-1.7" + b"x" * 3_000_000)) == "unknown"
    assert sorted(settings.MEDIA_ROOT.rglob("*")) == before


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Kies een PDF."),
        ({"typed": ""}, "Typ de code."),
        ({"file": SimpleUploadedFile("x.pdf", b"<html>%PDF?", content_type="application/pdf")}, "Dit is geen PDF."),
        ({"file": SimpleUploadedFile("leeg.pdf", b"", content_type="application/pdf")}, "Dit is geen PDF."),
        ({"sha256": "zz"}, "Dit is geen SHA-256."),
        ({"typed": "x" * 61}, "61"),
    ],
)
def test_15_what_cannot_be_verified_is_said_at_its_field(client, db, data, sentence):
    """Requirement 15: with the words typed still there."""
    response = client.post(URL, data)
    assert response.status_code == 422
    assert sentence in said(response)
    assert STATE.findall(response.content.decode()) == []


def test_15_what_is_too_large_is_refused_before_it_is_read(client, db, monkeypatch):
    """Requirement 15: a size limit, told to the visitor."""
    response = client.generic(
        "POST", URL, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(2 * MOST)
    )
    assert response.status_code == 413
    assert "Dit bestand is groter dan 50,0 MB." in said(response).replace("\xa0", " ")
    monkeypatch.setattr(views, "MOST", 1000)
    monkeypatch.setattr("agreements.forms.verification.MOST", 1000)
    response = uploaded(b"%PDF-1.7" + b"x" * 2000)
    assert response.status_code == 422
    assert "Dit bestand is groter dan" in said(response)


def test_15_the_page_needs_no_cookie(db):
    """Requirement 15: no session, and a question from a page that was open for a week still gets its answer."""
    client = Client(enforce_csrf_checks=True)
    assert answer(uploaded(b"%PDF-1.7", client)) == "unknown"
    assert "sessionid" not in client.cookies


def test_15_the_page_speaks_english_too(in_force, client):
    """Requirement 15: for a partner across the border."""
    session = client.session
    session["language"] = "en"
    session.save()
    words = said(uploaded(document_of(in_force), client))
    assert "Authentic" in words
    assert "byte for byte" in words
    assert "Echt" not in words


def test_15_every_page_links_to_it(client, in_force, as_user, executive):
    """Requirement 15: in the footer of every page, and beside the signed document."""
    assert f'href="{URL}"' in client.get("/").content.decode()
    page = as_user(executive).get(in_force.get_absolute_url()).content.decode()
    assert f'href="{URL}{in_force.version.code}/"' in page


# --- Not too often ---------------------------------------------------------------------------------------------------


def test_15_too_many_questions_get_a_calm_page(in_force, monkeypatch):
    """Requirement 15: limited for each address, by code, by hash and by file alike; looking at the page is free."""
    monkeypatch.setattr(views, "RATE", "3/m/ip")
    code = in_force.version.code
    assert [coded(code).status_code, hashed(b"%PDF-1").status_code, uploaded(b"%PDF-1").status_code] == [200, 200, 200]
    for refused in (coded(code), hashed(b"%PDF-1"), uploaded(b"%PDF-1")):
        assert refused.status_code == 429
        assert refused["Retry-After"] == "60"
    assert "Een ogenblik geduld" in said(coded(code))
    assert Client().get(URL).status_code == 200
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert coded(code, other).status_code == 200


def test_15_without_redis_it_goes_on(in_force, monkeypatch):
    """Requirement 15: a limit that cannot be kept is no reason to refuse."""

    def gone(*args, **kwargs):
        raise RedisGone

    for verb in ("get", "set", "add", "delete"):
        monkeypatch.setattr(cache, verb, gone)
    assert answer(hashed(document_of(in_force))) == "authentic"
    assert answer(coded(in_force.version.code)) == "uncompared"


def test_15_codes_cannot_be_guessed(draft):
    """Requirement 15: 79 bits, none alike."""
    codes = {Version().code for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"[2-9A-HJKMNP-Z]{16}", code) for code in codes)
