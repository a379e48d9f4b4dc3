"""The text on paper and the pages with the signatures: tagged, Dutch, complete, and honest about what they are."""

import re
import zlib
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone

from agreements import actions, documents, roles
from agreements.models import Annex, Mandate, Scan, Signature
from agreements.verification import code_in
from tests.agreements import make
from zenderen.lib import files


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


@pytest.fixture
def frozen(draft, manager):
    """The version of a draft whose text was fixed for signing, with bandwidth, an annex and a reason."""
    version = draft.version
    version.bandwidth_time, version.reason = "Drie maanden uitloop", "De ziekenhuizen doen nu ook mee."
    version.renews_on = timezone.localdate() + timedelta(days=300)
    version.save(update_fields=["bandwidth_time", "reason", "renews_on"])
    content = b"%PDF-1.4 begroting"
    name = files.store(f"agreements/{draft.pk}/bijlagen/1.pdf", content)
    Annex.objects.create(
        version=version,
        number=1,
        title="Begroting",
        name="bijlage-1-begroting.pdf",
        file=name,
        sha256=files.sha256(content),
        size=len(content),
        added_by=manager,
    )
    actions.open_for_signing(draft, by=manager)
    return draft.version


def title_of(content):
    document = pypdfium2.PdfDocument(content)
    try:
        return document.get_metadata_value("Title")
    finally:
        document.close()


def test_the_same_text_gives_the_same_bytes(frozen):
    assert documents.render_version(frozen) == documents.render_version(frozen)


def test_18_the_text_is_tagged_dutch_titled_with_table_headers(frozen):
    """Requirement 18: tags, language, title and table headers, seen in the file itself."""
    rendered = documents.render_version(frozen)
    content = objects_of(rendered)
    assert b"/StructTreeRoot" in content
    assert re.search(rb"/Marked true", content)
    assert re.search(rb"/Lang \(nl\)", content)
    assert re.search(rb"/DisplayDocTitle true", content)
    assert len(re.findall(rb"/S /TH\b", content)) >= 8
    assert b"/S /H1" in content
    assert b"/S /H2" in content
    assert b'pdfaid:part="3"' in content
    assert b'pdfaid:conformance="A"' in content
    assert title_of(rendered) == "Samenwerkingsovereenkomst Voorbeeld"


def test_the_text_holds_all_that_is_agreed(frozen):
    pages = text_of(documents.render_version(frozen))
    everything = " ".join(pages)
    for number, (title, _body) in enumerate(make.ARTICLES, start=1):
        assert f"Artikel {number}" in everything
        assert title in everything
    for party in frozen.content["parties"]:
        assert party["organisation"] in pages[0]
    for expected in ("Drie maanden uitloop", "De ziekenhuizen doen nu ook mee.", "Begroting", "3 maanden"):
        assert expected in everything
    assert frozen.content["annexes"][0]["sha256"] in everything.replace(" ", "")
    for number, page in enumerate(pages, start=1):
        assert f"pagina {number} van {len(pages)}" in page


def test_15_every_page_says_how_to_verify_it(frozen):
    """Requirement 15: code and address below each page, the code in the bytes, and a QR code on the first page."""
    rendered = documents.render_version(frozen)
    code = documents.verification_of(frozen)["code"]
    assert code.replace("-", "") == frozen.code
    for page in text_of(rendered):
        assert code in page
        assert "/verifieren/" in page
    assert code_in(rendered) == frozen.code
    assert code.encode() in objects_of(rendered)  # in the keywords


def test_the_annexes_travel_inside(frozen):
    content = objects_of(documents.render_version(frozen))
    assert b"%PDF-1.4 begroting" in content
    assert b"/AFRelationship /Supplement" in content
    assert b"bijlage-1-begroting.pdf" in content


def test_an_annex_that_was_changed_stops_the_document(frozen):
    annex = frozen.annexes.get()
    files.store(annex.file.name, b"something else")
    with pytest.raises(documents.DamagedError):
        documents.render_version(frozen)


def test_a_concept_says_so_on_each_page_and_cannot_be_verified(draft, manager):
    from agreements import concepts

    rendered = concepts.render_concept(draft.version, reader="Jan de Vries", at=timezone.now())
    pages = text_of(rendered)
    for page in pages:
        assert "VERTROUWELIJK" in page
        assert "CONCEPT" in page
        assert "Jan de Vries" in page
    assert not code_in(rendered)
    assert draft.version.code[:4] not in " ".join(pages)


def test_the_text_is_dutch_whoever_opened_it(draft, manager, run_jobs):
    manager.language = "en"
    manager.save(update_fields=["language"])
    actions.open_for_signing(draft, by=manager)
    run_jobs()
    with draft.version.file.open("rb") as file:
        assert "Partijen" in " ".join(text_of(file.read()))


# --- The pages with the signatures ----------------------------------------------------------------------------------


def sheet_of(agreement):
    return " ".join(text_of(documents.render_sheet(agreement.version)))


def test_the_same_signatures_give_the_same_pages(signed):
    assert documents.render_sheet(signed.version) == documents.render_sheet(signed.version)


def test_the_sheet_names_who_signed_for_whom_when_and_how(signed, executive, executive2):
    everything = sheet_of(signed)
    for line in signed.version.lines:
        assert line["organisation"] in everything
    for person in (executive, executive2):
        assert person.name in everything
    assert "Eenmalige code per e-mail" in everything
    assert signed.version.sha256 in everything.replace(" ", "")
    moment = timezone.localtime(signed.version.parties.first().decided_at)
    assert moment.tzinfo.key == "Europe/Amsterdam"
    assert f"{moment:%H:%M}" in everything


def test_23_the_sheet_claims_no_more_than_is_true(signed):
    """Requirement 23: honest labels, and a test says that it is one."""
    everything = " ".join(sheet_of(signed).lower().split())
    assert "gewone elektronische handtekening van iedere ondertekenaar" in everything
    assert "geavanceerd elektronisch zegel van het netwerk" in everything
    assert "gekwalificeerd" not in everything
    assert "test" in everything


def test_2_a_power_of_attorney_is_told_with_its_date(
    signing, organisation, organisation2, executive, executive2, member
):
    """Requirement 2: "namens … krachtens volmacht d.d. …"."""
    mandate = Mandate.objects.create(
        organisation=organisation,
        grantor=executive,
        grantor_name=executive.name,
        delegate=member,
        delegate_name=member.name,
        ends_on=timezone.localdate() + timedelta(days=5),
        evidence="Besluit van het bestuur",
        factor="totp",
    )
    roles.refresh(signing)
    make.sign(signing, organisation, member, mandate=mandate.pk)
    make.sign(signing, organisation2, executive2)
    everything = sheet_of(signing)
    assert member.name in everything
    assert f"namens {executive.name}, krachtens volmacht d.d." in everything
    assert str(timezone.localtime(mandate.granted_at).year) in everything


def test_21_ink_on_paper_is_told_with_both_who_looked(signing, organisation, executive, manager, support):
    """Requirement 21: "op papier getekend", with the hash of the scan."""
    party = make.party_of(signing, organisation)
    scan = Scan.objects.create(
        party=party,
        file="x.pdf",
        sha256="a" * 64,
        size=1,
        signed_on=timezone.localdate(),
        signatories=[{"name": "Ina Inkt", "position": "bestuurder", "user": None}],
        registered_by=manager,
        registered_by_name=manager.name,
    )
    scan.check_off(by=support, confirmed=True)
    Signature.objects.create(
        party=party,
        scan=scan,
        typed_name="Ina Inkt",
        version_sha256=signing.version.sha256,
        statement="x",
        statement_version="2026-1",
        factor="paper",
    )
    everything = sheet_of(signing)
    assert "Ina Inkt" in everything
    assert "Op papier getekend" in everything
    assert manager.name in everything
    assert support.name in everything
    assert "a" * 64 in everything.replace(" ", "")


def test_18_the_sheet_is_tagged_dutch_titled_with_table_headers(signed):
    """Requirement 18."""
    rendered = documents.render_sheet(signed.version)
    content = objects_of(rendered)
    assert len(re.findall(rb"/S /TH\b", content)) >= 5
    assert re.search(rb"/Lang \(nl\)", content)
    assert b'pdfaid:conformance="A"' in content
    assert title_of(rendered) == "Handtekeningen onder Samenwerkingsovereenkomst Voorbeeld"
