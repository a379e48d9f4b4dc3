"""The seal: one increment on the exact bytes, the wanted level or none, verifiable by us and by others."""

import asyncio
import hashlib
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.lib.sealing import authority, codes, document, seal_it, sealed, travel
from zenderen.lib import seal
from zenderen.lib.seal import Level


def reader(content):
    return PdfFileReader(BytesIO(content))


def struct_elements(element):
    yield element
    kids = element["/K"] if "/K" in element else ()  # noqa: SIM401 - `get` gives the reference
    for index in range(len(kids) if isinstance(kids, list) else 0):
        kid = kids[index]
        if isinstance(kid, dict) and "/S" in kid:
            yield from struct_elements(kid)


def test_11_the_sealed_file_begins_with_the_exact_bytes_and_is_covered_whole():
    """Requirement 11: the version's exact bytes first, the whole file's hash, our verdict, and coverage to the end."""
    result = sealed()
    assert result.content.startswith(document())
    assert result.sha256 == hashlib.sha256(result.content).hexdigest()
    verdict = seal.verify(result.content, sha256=result.sha256, begins_with=document())
    assert verdict.is_good
    assert (verdict.is_sealed, verdict.is_intact, verdict.covers_file, verdict.is_unchanged, verdict.is_trusted) == (
        (True,) * 5
    )
    assert verdict.is_test
    assert verdict.signer == "TEST zegel van het netwerk, TEST – geen echte zekerheid"
    assert abs(datetime.now(UTC) - verdict.sealed_at) < timedelta(hours=1)


def test_11_a_result_that_does_not_pass_is_never_given_out(monkeypatch):
    """Requirement 11: the proof comes before the result."""
    from zenderen.lib.seal import verifying

    judged = []

    def refuse(content, **how):
        judged.append(how["begins_with"])
        return verifying.Found(codes=["broken"]).finished()

    monkeypatch.setattr(verifying, "verify", refuse)
    with pytest.raises(seal.NotProvenError):
        seal_it()
    assert judged == [document()]


def test_the_seal_and_all_that_is_added_are_one_increment():
    """The pages, the attachment, the proofs and the seal; the archive timestamp is the only further one."""
    read = reader(sealed().content)
    assert read.xrefs.total_revisions == 3
    first = read.embedded_signatures[0]
    assert first.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert first.sig_object["/Type"] == "/Sig"
    assert first.signed_revision == 1
    assert first.docmdp_level.name == "NO_CHANGES"
    assert [int(number) for number in first.sig_field["/Rect"]] == [0, 0, 0, 0]
    assert len(read.get_historical_resolver(1).root["/Pages"]["/Kids"]) == 2
    assert "/DSS" in read.get_historical_resolver(1).root


def test_18_the_sealed_file_is_one_tagged_dutch_document():
    """Requirement 18: tags of both parts in one tree, language, title, table headers, and still PDF/A-3a."""
    read = reader(sealed().content)
    root = read.root
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("nl", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.trailer["/Info"]["/Title"] == "Overeenkomst"
    assert read.input_version == (1, 7)
    xmp = root["/Metadata"].data.decode()
    assert re.search(r'pdfaid:part="3"', xmp)
    assert re.search(r'pdfaid:conformance="A"', xmp)
    assert "code-Overeenkomst" in xmp
    producer = read.trailer["/Info"]["/Producer"]
    assert f'pdf:Producer="{producer}"' in xmp
    (top,) = [root["/StructTreeRoot"]["/K"][0]]
    elements = list(struct_elements(top))
    kinds = [str(element["/S"]) for element in elements]
    assert kinds.count("/Document") == 1
    assert kinds.count("/Part") == 1
    assert kinds.count("/H1") == 2
    assert kinds.count("/TH") == 6
    names = [str(element["/ID"]) for element in elements if "/ID" in element]
    assert len(names) == len(set(names)) >= 6
    for element in elements:
        for header in element["/A"]["/Headers"] if "/A" in element and "/Headers" in element["/A"] else ():
            assert str(header) in names


def test_18_every_page_and_link_finds_its_tags():
    """Requirement 18: no number of a page or link is used twice, and each leads into the tree."""
    root = reader(sealed().content).root
    numbers = list(root["/StructTreeRoot"]["/ParentTree"]["/Nums"])
    tree = dict(zip(numbers[::2], numbers[1::2], strict=True))
    used = []
    for index in range(len(root["/Pages"]["/Kids"])):
        page = root["/Pages"]["/Kids"][index]
        used.append(page["/StructParents"])
        annotations = page["/Annots"]
        used += [annotations[n]["/StructParent"] for n in range(len(annotations)) if "/StructParent" in annotations[n]]
    assert sorted(used) == sorted(tree)
    assert len(used) == len(set(used)) == 4
    assert root["/Pages"]["/Count"] == 2


def test_the_pages_of_both_can_be_read():
    document_ = pypdfium2.PdfDocument(sealed().content)
    try:
        texts = [page.get_textpage().get_text_bounded() for page in document_]
        assert [bookmark.get_title() for bookmark in document_.get_toc()] == ["Overeenkomst", "Handtekeningen"]
    finally:
        document_.close()
    assert len(texts) == 2
    assert "Overeenkomst" in texts[0]
    assert "Handtekeningen" in texts[1]


def test_the_attachment_travels_the_way_pdf_a_3_wants():
    root = reader(sealed().content).root
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert str(names[0]) == "spoor.json"
    (file,) = [root["/AF"][0]]
    assert file["/AFRelationship"] == "/Supplement"
    assert str(file["/Desc"]) == "Het spoor"
    assert file["/EF"]["/F"].data == b'{"gebeurtenissen": []}'
    assert file["/EF"]["/F"]["/Subtype"] == "/application/json"


def test_attachments_of_the_version_stay_and_the_names_stay_sorted():
    from weasyprint import HTML, Attachment

    html = '<html lang="nl"><title>V</title><h1>V</h1></html>'
    annex = Attachment(string="x", name="zz.txt", created=datetime(2026, 1, 1), modified=datetime(2026, 1, 1))  # noqa: DTZ001
    content = HTML(string=html).write_pdf(pdf_variant="pdf/a-3a", attachments=[annex])
    result = seal_it(content)
    root = reader(result.content).root
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert [str(names[0]), str(names[2])] == ["spoor.json", "zz.txt"]
    assert len({str(one) for one in root["/AF"]}) == 2  # WeasyPrint names the annex once for each page


def test_two_attachments_with_one_name_are_refused():
    one = seal.Attachment("spoor.json", b"{}", datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(seal.SealError):
        seal_it(attachments=[one, one])


@pytest.mark.parametrize("wanted", ["B-B", "B-T", "B-LT", "B-LTA"])
def test_10_the_level_that_was_wanted_is_read_from_the_result(settings, wanted):
    """Requirement 10: wanted and reached are both told, and reached is what the file shows."""
    settings.SEAL_LEVEL = wanted
    result = seal_it()
    assert result.wanted == wanted
    assert result.reached >= Level(wanted)
    assert bool(reader(result.content).embedded_timestamp_signatures) == (wanted == "B-LTA")


@pytest.mark.parametrize("wanted", ["B-T", "B-LT", "B-LTA"])
def test_10_without_a_time_stamping_service_there_is_no_lower_level(settings, wanted):
    """Requirement 10: no silent downgrade."""
    settings.SEAL_LEVEL, settings.SEAL_TSA_URL = wanted, ""
    with pytest.raises(seal.NotReachedError):
        seal_it()


def test_10_a_result_of_a_lower_level_is_an_error(settings, monkeypatch):
    """Requirement 10: whatever the reason, a file of a lower level than wanted is not given out."""
    from zenderen.lib.seal import sealing

    settings.SEAL_LEVEL = "B-B"
    lower = seal_it()
    with pytest.raises(seal.NotReachedError):
        sealing._proven(lower.content, begins_with=document(), wanted=Level.B_LTA)


def test_10_a_dead_time_stamping_service_is_loud_and_can_heal(settings):
    """Requirement 10: no file, an error of its own kind, and the next try succeeds."""
    alive, settings.SEAL_TSA_URL = settings.SEAL_TSA_URL, "http://127.0.0.1:1/"
    with pytest.raises(seal.TimestampError):
        seal_it()
    settings.SEAL_TSA_URL = alive
    assert seal_it().reached == Level.B_LTA


def test_levels_have_an_order():
    levels = [Level.NONE, Level.B_B, Level.B_T, Level.B_LT, Level.B_LTA]
    assert sorted(levels, key=lambda level: level.rank) == levels
    assert Level.B_LT < Level.B_LTA
    assert Level.B_LTA >= "B-T"
    assert not Level.B_B > "B-LT"


def test_the_same_input_gives_the_same_structure():
    """Only what cryptography and time make different differs."""
    one, two = (reader(seal_it().content) for _ in range(2))
    for path in ("/Pages", "/StructTreeRoot", "/Names"):
        assert str(one.root[path]) == str(two.root[path])
    assert one.trailer["/Size"] == two.trailer["/Size"]


def test_it_works_in_a_thread_that_has_a_loop():
    async def inside():
        return seal.verify(sealed().content)

    assert asyncio.run(inside()).is_good


def test_importing_the_package_does_not_load_pyhanko():
    code = (
        "import sys, django; django.setup(); import zenderen.lib.seal, zenderen.urls; "
        "sys.exit(any(name.partition('.')[0] in ('pyhanko', 'pyhanko_certvalidator') for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


# --- Keys -----------------------------------------------------------------------------------------------------------


def test_9_a_wrong_passphrase_is_told_in_plain_words(settings):
    """Requirement 9: pyHanko itself would go on with nothing."""
    settings.SEAL_PASSPHRASE = "something else"
    with pytest.raises(seal.SealKeyError, match=r"(?i)wachtwoord|passphrase"):
        seal_it()


def test_9_no_key_and_no_file_are_told(settings, tmp_path):
    """Requirement 9."""
    for path in ("", str(tmp_path / "none.p12")):
        settings.SEAL_PKCS12 = path
        with pytest.raises(seal.SealKeyError):
            seal_it()


def test_9_an_expired_certificate_does_not_seal(tmp_path):
    """Requirement 9: without a validation context pyHanko would."""
    begins = datetime.now(UTC) - timedelta(days=400)
    with authority(tmp_path / "pki", begins=begins, seal_days=365), pytest.raises(seal.SealKeyError):
        seal_it()


def test_9_a_revoked_certificate_does_not_seal(tmp_path):
    """Requirement 9: known from a list that no certificate names, which 'hard-fail' would not look at."""
    revoked = datetime.now(UTC) - timedelta(minutes=5)
    with authority(tmp_path / "pki", revoked=revoked), pytest.raises(seal.SealKeyError):
        seal_it()


def test_9_a_chain_with_a_gap_does_not_seal(tmp_path):
    """Requirement 9: the certificate of the issuer is missing."""
    with authority(tmp_path / "pki", chain=False), pytest.raises(seal.SealKeyError, match="TEST uitgever"):
        seal_it()


def test_9_the_gap_can_be_filled_by_a_file(tmp_path, settings):
    """Requirement 9: SEAL_CHAIN."""
    with authority(tmp_path / "pki", chain=False) as pki:
        settings.SEAL_CHAIN = [str(pki.folder / "issuing.pem")]
        assert seal_it().verdict.is_good


def test_9_without_a_list_of_the_revoked_nothing_is_sealed(settings):
    """Requirement 9: 'require' means that each certificate needs a proof."""
    settings.SEAL_CRLS = []
    with pytest.raises(seal.SealKeyError):
        seal_it()


def test_an_elliptic_key_is_refused_as_it_would_make_it_pdf_2(tmp_path):
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    with authority(tmp_path / "pki", seal_key=key), pytest.raises(seal.SealKeyError, match="RSA"):
        seal_it()


def test_the_key_is_loaded_once_and_again_when_its_file_changes(tmp_path):
    from zenderen.lib.seal import keys

    with authority(tmp_path / "pki") as pki:
        first = keys.load()
        assert keys.load() is first
        pki.make()
        with authority(tmp_path / "pki"):
            assert keys.load() is not first


def test_a_sheet_that_is_no_pdf_is_refused():
    with pytest.raises(seal.SealError):
        seal_it(sheet=b"no pdf")
    with pytest.raises(seal.SealError):
        seal_it(b"no pdf")


# --- What the settings are worth ------------------------------------------------------------------------------------


def found(code):
    return next(finding for finding in seal.status() if finding.code == code)


def test_9_all_is_well_in_a_test_run():
    """Requirement 9: key, lists and time-stamping service, each with its end."""
    assert {finding.severity for finding in seal.status()} == {"ok"}
    assert {finding.code for finding in seal.status()} == {"key", "revocation", "timestamps"}


@pytest.mark.parametrize(
    ("days", "severity"), [(400, "ok"), (89, "warning"), (29, "warning"), (6, "warning"), (-1, "error")]
)
def test_9_the_end_of_a_certificate_is_announced(tmp_path, days, severity):
    """Requirement 9: warnings at 90, 30 and 7 days."""
    begins = datetime.now(UTC) - timedelta(days=700) + timedelta(hours=12)
    length = 700 + days
    with authority(tmp_path / "pki", begins=begins, seal_days=length, tsa_days=length):
        assert found("key").severity == severity
        assert found("timestamps").severity == severity
        if severity == "warning":
            assert str(days) in found("key").text


def test_9_a_wrong_passphrase_a_gap_and_a_dead_service_are_found(tmp_path, settings):
    """Requirement 9."""
    settings.SEAL_TSA_URL = "http://127.0.0.1:1/"
    assert found("timestamps").severity == "error"
    settings.SEAL_TSA_URL = ""
    assert found("timestamps").severity == "error"
    settings.SEAL_LEVEL = "B-B"
    assert found("timestamps").severity == "warning"
    with authority(tmp_path / "pki", chain=False):
        assert found("key").severity == "error"
    settings.SEAL_PASSPHRASE = "something else"
    assert found("key").severity == "error"


def test_9_a_revoked_key_is_found(tmp_path):
    """Requirement 9."""
    with authority(tmp_path / "pki", revoked=datetime.now(UTC) - timedelta(days=1)):
        assert found("key").severity == "error"


def test_9_a_list_of_the_revoked_that_grows_old_is_found(tmp_path, settings):
    """Requirement 9: where lists come from files."""
    with authority(tmp_path / "pki", crl_days=20):
        assert found("revocation").severity == "warning"
        settings.SEAL_CRLS = [str(tmp_path / "none.crl")]
        assert found("revocation").severity == "error"


def test_9_check_deploy_says_so(settings):
    """Requirement 9: `manage.py check --deploy`."""
    from zenderen.lib.seal.checks import seal_is_ready

    assert seal_is_ready() == []
    settings.SEAL_PASSPHRASE = "something else"
    settings.SEAL_LEVEL = "B-B"
    assert [(message.id, message.is_serious()) for message in seal_is_ready()] == [
        ("seal.E_key", True),
        ("seal.W_timestamps", False),
    ]


def test_9_the_last_answer_is_remembered_for_pages(db):
    """Requirement 9: a page waits for no service."""
    assert seal.last_status() == (None, [])
    seal.remember_status()
    moment, findings = seal.last_status()
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=5)
    assert {finding.severity for finding in findings} == {"ok"}


# --- Evidence -------------------------------------------------------------------------------------------------------


def test_the_parts_for_who_verifies_without_us():
    evidence = seal.evidence(sealed().content)
    assert evidence.cms in bytes.fromhex(re.search(rb"/Contents <([0-9a-fA-F]+)>", sealed().content)[1].decode())
    assert len(evidence.timestamps) == 2
    assert len(evidence.certificates) == 3
    assert len(evidence.crls) == 2
    assert evidence.signed.startswith(document())
    with pytest.raises(ValueError, match="no seal"):
        seal.evidence(document())


def test_13_openssl_says_the_same(tmp_path):
    """Requirement 13: `openssl cms -verify -cades` on the extracted signature and the bytes that it covers."""
    evidence = seal.evidence(sealed().content)
    (tmp_path / "seal.cms").write_bytes(evidence.cms)
    (tmp_path / "signed.bin").write_bytes(evidence.signed)
    (tmp_path / "roots.pem").write_bytes(seal.trust_pem() + seal.crls_pem())
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "seal.cms"]
    command += ["-content", "signed.bin", "-out", "/dev/null", "-CAfile", "roots.pem"]

    def ask(*more):
        return subprocess.run([*command, *more], cwd=tmp_path, capture_output=True, text=True, check=False)

    answer = ask("-crl_check_all")
    assert answer.returncode == 0, answer.stderr
    assert "CAdES Verification successful" in answer.stderr
    (tmp_path / "signed.bin").write_bytes(evidence.signed[:-1] + b"x")
    assert ask().returncode != 0


def test_13_poppler_says_the_same(tmp_path):
    """Requirement 13: poppler's `pdfsig`, with what it does not know listed.

    It knows neither document timestamps (it calls them "unknown", not verified) nor difference analysis.
    """
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed().content)
    asked = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    first, second = asked.stdout.split("Signature #")[1:]
    assert "Signature Type: ETSI.CAdES.detached" in first
    assert "Signature is Valid." in first
    assert "TEST zegel van het netwerk" in first
    assert "Not total document signed" in first  # the archive timestamp came after it
    assert "Total document signed" in second
    assert "Signature has not yet been verified" in second


def test_13_of_level_b_lt_poppler_sees_the_whole_document_signed(tmp_path, settings):
    """Requirement 13."""
    settings.SEAL_LEVEL = "B-LT"
    path = tmp_path / "sealed.pdf"
    path.write_bytes(seal_it().content)
    asked = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert "- Total document signed" in asked
    assert "Signature is Valid." in asked


# --- A long life ----------------------------------------------------------------------------------------------------


def test_25_the_archive_timestamp_is_renewed_before_it_ends(tmp_path):
    """Requirement 25: +400 days, day by day sealed, renewed and verified, past the end of every first certificate."""
    now = datetime.now(UTC)
    with authority(tmp_path / "pki", seal_days=300, tsa_days=365) as pki:
        first = seal_it()
        assert (first.archive_until - now).days in (364, 365)
        with travel(now + timedelta(days=340)):
            assert seal.verify(first.content).is_good  # the seal's own certificate has ended by now
            pki.new_tsa(days=365)
            second = seal.renew(first.content)
            assert second.content.startswith(first.content)
            assert second.reached == Level.B_LTA
        with travel(now + timedelta(days=400)):
            refused = seal.verify(first.content, sha256=first.sha256)
            assert codes(refused) == ["expired"]
            verdict = seal.verify(second.content, sha256=second.sha256, begins_with=document())
            assert verdict.is_good
            assert verdict.sealed_at == first.verdict.sealed_at
            assert (verdict.archive_until - now).days in (704, 705)


def test_25_what_has_ended_cannot_be_renewed(tmp_path):
    """Requirement 25: a chain that was broken once cannot be mended quietly."""
    with authority(tmp_path / "pki", tsa_days=100) as pki:
        first = seal_it()
        with travel(datetime.now(UTC) + timedelta(days=120)):
            pki.new_tsa(days=100)
            with pytest.raises(seal.NotProvenError):
                seal.renew(first.content)


def test_25_a_file_at_an_earlier_moment():
    """Requirement 25: the verdict can be asked for a moment."""
    assert seal.verify(sealed().content, moment=datetime.now(UTC) + timedelta(days=400)).is_good
    assert codes(seal.verify(sealed().content, moment=datetime.now(UTC) + timedelta(days=4000))) == ["expired"]


def test_a_key_on_a_device_without_the_package_is_told(settings):
    """The extra "pkcs11" is not installed here; with SoftHSM it was tried by hand, see docs/operations.md."""
    settings.SEAL_PKCS11_MODULE = "/usr/lib/none.so"
    with pytest.raises(seal.SealKeyError, match="python-pkcs11"):
        seal_it()
