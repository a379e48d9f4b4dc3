"""Requirement 24: the evidence package proves an agreement without this portal, and every tampering with it shows."""

import ast
import json
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from django.core.files.storage import default_storage
from django.utils import timezone

from agreements import actions, evidence, tasks
from agreements.actions.evidence import ask_evidence
from agreements.evidence import controleer
from agreements.models import SignedDocument
from network import roles
from tests.agreements import make
from tests.lib.sealing import authority, document
from zenderen.jobs.models import Job
from zenderen.lib import files, seal
from zenderen.local.pki import Pki

pytestmark = pytest.mark.django_db
OPENSSL = Path(shutil.which("openssl") or "/usr/bin/openssl")
KEPT = {}  # the package of the first test that asked for it: making one takes seconds


def page(agreement):
    return f"/overeenkomsten/{agreement.pk}/bewijs/"


def package_of(agreement, by, run_jobs):
    """The files of a package that was made as people have it made."""
    ask_evidence(agreement, by=by)
    run_jobs()
    job = Job.objects.latest_for(agreement, tasks.EVIDENCE)
    assert job.state == Job.State.READY, job.error_detail
    with default_storage.open(evidence.newest(agreement)) as file, zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def add_edition(agreement):
    """A newer archive timestamp, as the portal adds one before the last one ends."""
    first = agreement.in_force.document
    with first.file.open("rb") as file:
        renewed = seal.renew(file.read())
    name = files.store(f"{first.file.name}.2", renewed.content)
    sizes = {"size": renewed.size, "sha256": renewed.sha256}
    SignedDocument.objects.create(version=first.version, edition=first.edition + 1, file=name, **sizes)


@pytest.fixture
def package(request):
    """The package of a sealed agreement with two editions."""
    if not KEPT:
        sealed, manager, run_jobs = map(request.getfixturevalue, ("sealed", "manager", "run_jobs"))
        add_edition(sealed)
        KEPT.update(package_of(sealed, manager, run_jobs))
    return dict(KEPT)


def checked(package, folder, *arguments):
    """Exit code and words of the script, in an empty folder with nothing but openssl around it."""
    folder = folder / "leeg"
    for name, content in package.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    command = [sys.executable, "-I", "controleer.py", *arguments]
    environment = {"PATH": str(OPENSSL.parent)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=120, check=False)
    shutil.rmtree(folder)
    assert done.stderr == b""
    return done.returncode, done.stdout.decode()


def listed(package):
    """The package with its list of files made to fit again, as somebody who tampers would."""
    index = json.loads(package["inhoud.json"])
    index["files"] = {name: files.sha256(content) for name, content in package.items() if name != "inhoud.json"}
    return {**package, "inhoud.json": json.dumps(index).encode()}


def test_24_the_script_proves_the_package_in_an_empty_folder(package, tmp_path):
    """Requirement 24: openssl and Python's standard library alone, without a home, a locale or a network."""
    code, said = checked(package, tmp_path)
    assert (code, "FOUT" in said) == (0, False), said
    for sentence in (
        "De tekst versies/v1.pdf heeft SHA-256",
        "Bestuurder Een, namens Medisch Centrum Voorbeeld: getekend voor versie 1",
        "Alle 2 handtekeningen uit het logboek zitten in het pakket.",
        "begint met precies de bytes van de ondertekende tekst",
        "begint met precies de bytes van de uitgave ervoor",
        "met het document bezegeld",
        "openssl cms -verify -cades",
        "openssl ts -verify",
        "openssl verify -crl_check",
    ):
        assert sentence in said
    assert said.count("Tijdstempel op het hele document") == 3  # one on the first edition, two on the second
    assert said.endswith("UITKOMST: alles klopt.\n")


def test_24_a_stored_file_that_was_changed_shows(sealed, manager, run_jobs, tmp_path):
    """Requirement 24: the list holds the hashes of the day on which the files were stored, not those of today."""
    name = sealed.in_force.document.file.name
    with default_storage.open(name) as file:
        content = file.read()
    padding = content.rindex(b"0>", 0, content.rindex(b"/ByteRange")) if b"0>" in content else -2
    files.store(name, content[:padding] + b"1" + content[padding + 1 :])
    code, said = checked(package_of(sealed, manager, run_jobs), tmp_path)
    assert code == 1
    assert "bezegeld/v1-uitgave1.pdf is veranderd." in said


def test_24_the_script_needs_python_3_9_and_its_standard_library_only(package):
    """Requirement 24: it imports nothing that Python does not bring, and speaks no newer dialect."""
    tree = ast.parse(package["controleer.py"], feature_version=(3, 9))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


# --- Tampering: the list of files fits again each time, so only what lies deeper can tell ----------------------------


def changed(package, name, change):
    """The package with one JSON file changed in place."""
    value = json.loads(package[name])
    change(value)
    return {**package, name: json.dumps(value, ensure_ascii=False).encode()}


def trail(change):
    return lambda package: changed(package, "audit.json", lambda value: change(value["events"], value))


def signatures(change):
    return lambda package: changed(package, "handtekeningen.json", lambda value: change(value["signatures"]))


def chained(events, value):
    """Every hash computed anew, as somebody does who knows how."""
    previous = controleer.FIRST
    for number, event in enumerate(events, start=1):
        event.pop("hash", None)
        event |= {"sequence": number, "previous_hash": previous}
        previous = event["hash"] = controleer.sha256(controleer.canonical(event))
    value |= {"length": len(events), "head": previous}


def edited(events, value):
    events[2]["actor_name"] = "Iemand Anders"


def edited_and_chained(events, value):
    edited(events, value)
    chained(events, value)


def deleted(events, value):
    del events[3]


def inserted(events, value):
    events.insert(3, {**events[3]})


def reordered(events, value):
    events[2], events[3] = events[3], events[2]


def cut(events, value):
    del events[-1]


def cut_and_chained(events, value):
    del events[4:]
    chained(events, value)


def renamed(rows):
    rows[0]["record"]["typed_name"] = "Iemand Anders"


def renamed_with_hash(rows):
    renamed(rows)
    rows[0]["record_sha256"] = controleer.sha256(controleer.canonical(rows[0]["record"]))


def other_text(package):
    other = document("Een andere tekst")
    package = {**package, "versies/v1.pdf": other}
    return changed(package, "inhoud.json", lambda index: index["versions"][0].update(sha256=files.sha256(other)))


def other_text_everywhere(package):
    """The same byte in the text and in both sealed files, with the hash to match."""
    text = bytearray(package["versies/v1.pdf"])
    text[len(text) // 2] ^= 1
    package = {**package, "versies/v1.pdf": bytes(text)}
    for name in [name for name in package if name.startswith("bezegeld/")]:
        package[name] = bytes(text) + package[name][len(text) :]
    digest = files.sha256(bytes(text))
    return changed(package, "inhoud.json", lambda index: index["versions"][0].update(sha256=digest))


def last_edition(change):
    name = "bezegeld/v1-uitgave2.pdf"
    return lambda package: {**package, name: change(package[name])}


def without_seal(content):
    return content[: content.index(b"/ByteRange")] + b"\n%%EOF\n"


def without(*names):
    return lambda package: {name: content for name, content in package.items() if name not in names}


def no_list(package):
    return {**package, "certificaten/intrekkingen.pem": b""}


def other_roots(package):
    return {**package, "certificaten/wortels.pem": package["certificaten/keten.pem"][:900]}


DEEP = {
    "row edited": (trail(edited), ") is veranderd."),
    "row edited, all hashes anew": (trail(edited_and_chained), "anders dan het logboek dat in de PDF bezegeld is"),
    "row deleted": (trail(deleted), "Regel 4 van het logboek"),
    "row inserted": (trail(inserted), "Regel 5 van het logboek"),
    "rows reordered": (trail(reordered), "Regel 3 van het logboek"),
    "trail cut": (trail(cut), "niet zo lang als het hoort te zijn"),
    "trail cut, length to match": (trail(cut_and_chained), "anders dan het logboek dat in de PDF bezegeld is"),
    "other name": (
        signatures(renamed),
        "Iemand Anders, namens Medisch Centrum Voorbeeld: de handtekening is veranderd",
    ),
    "other name, hash to match": (signatures(renamed_with_hash), "het logboek kent deze handtekening niet"),
    "signature left out": (signatures(lambda rows: rows.pop()), "een handtekening die niet in het pakket zit"),
    "other text": (other_text, "getekend voor een andere tekst"),
    "other text in every file": (other_text_everywhere, "openssl zegt nee"),
    "byte in the sealed file": (last_edition(lambda pdf: pdf[:-3000] + b"?" + pdf[-2999:]), "FOUT"),
    "bytes behind it": (last_edition(lambda pdf: pdf + b"\n"), "Na het laatste zegel is iets aan de PDF toegevoegd"),
    "seal taken off": (last_edition(without_seal), "De PDF heeft geen zegel"),
    "text instead of the sealed file": (
        lambda package: package | {"bezegeld/v1-uitgave1.pdf": package["versies/v1.pdf"]},
        "is niets meer dan de ondertekende tekst",
    ),
    "file left out": (without("versies/v1.pdf"), "versies/v1.pdf ontbreekt"),
    "certificates left out": (without("certificaten/keten.pem"), "certificaten/keten.pem ontbreekt"),
    "revocation lists left out": (no_list, "er zit geen intrekkingslijst in het pakket"),
    "trail is no trail": (lambda package: {**package, "audit.json": b"[]"}, "niet te lezen zoals het hoort"),
}


@pytest.mark.parametrize("tampering", DEEP)
def test_24_tampering_is_found_even_when_the_list_of_files_fits(package, tmp_path, tampering):
    """Requirement 24: each kind of tampering is found, and said."""
    change, sentence = DEEP[tampering]
    code, said = checked(listed(change(package)), tmp_path)
    assert code == 1
    assert sentence in said, said
    assert "het pakket klopt NIET" in said


def test_24_a_byte_in_any_file_is_found(package, tmp_path):
    """Requirement 24: of every file in the package, the programme and the explanation included."""
    for name, content in package.items():
        place = len(content) // 2
        altered = {**package, name: content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]}
        if name == "controleer.py":
            altered[name] = content + b"# \n"
        code, said = checked(altered, tmp_path)
        assert code == 1, (name, said)


def test_24_a_file_beside_the_others_is_found(package, tmp_path):
    """Requirement 24."""
    code, said = checked({**package, "extra.txt": b"?"}, tmp_path)
    assert code == 1
    assert "Deze bestanden horen niet in het pakket: extra.txt." in said


def test_24_a_seal_of_somebody_else_is_refused(package, tmp_path):
    """Requirement 24: the same text and trail, sealed with a key of another authority."""
    text = package["versies/v1.pdf"]
    attached = json.dumps(controleer.attached_trail(package["bezegeld/v1-uitgave1.pdf"])).encode()
    with authority(tmp_path / "ander"):
        attachment = seal.Attachment("audit.json", attached, timezone.now())
        forged = seal.seal(text, sheet=document("Handtekeningen"), attachments=[attachment]).content
        other_root = seal.trust_pem()
    shutil.rmtree(tmp_path / "ander")
    index = json.loads(package["inhoud.json"])
    index["versions"][0]["editions"] = ["bezegeld/v1-uitgave1.pdf"]
    altered = without("bezegeld/v1-uitgave2.pdf")({**package, "bezegeld/v1-uitgave1.pdf": forged})
    code, said = checked(listed({**altered, "inhoud.json": json.dumps(index).encode()}), tmp_path)
    assert code == 1
    assert "openssl zegt nee: unable to get local issuer certificate" in said, said
    # Who trusts that authority is told otherwise: the trust is the reader's own choice.
    assert controleer.sha256(controleer.pem_blocks(other_root, b"CERTIFICATE")[0]) not in said


def test_24_the_reader_may_bring_the_root_that_they_trust(package, tmp_path):
    """Requirement 24: a root from elsewhere proves the package, another one does not."""
    mine = tmp_path / "mijn-wortel.pem"
    mine.write_bytes(package["certificaten/wortels.pem"])
    assert checked(package, tmp_path, "--wortel", str(mine))[0] == 0
    with authority(tmp_path / "ander", tsa=False):
        mine.write_bytes(seal.trust_pem())
    assert checked(package, tmp_path, "--wortel", str(mine))[0] == 1


def test_24_without_openssl_nothing_is_claimed(package, tmp_path, monkeypatch):
    """Requirement 24: what was not checked is not called good."""
    monkeypatch.setattr(sys.modules[__name__], "OPENSSL", tmp_path / "openssl")
    code, said = checked(package, tmp_path)
    assert code == 1
    assert "Het programma openssl is er niet" in said


def issuing(settings):
    """The authority of this test run, which says what was revoked."""
    return Pki(Path(settings.SEAL_ROOTS[0]).parent)._issuing()


def seal_certificate(package):
    """The certificate of the seal, as openssl names it."""
    content = package["bezegeld/v1-uitgave1.pdf"]
    found = [x509.load_der_x509_certificate(der) for der in seal.evidence(content).certificates]
    return next(one for one in found if "zegel" in one.subject.rfc4514_string())


def without_lists(package):
    """Only the answer of the issuer may tell."""
    return {**package, "certificaten/intrekkingen.pem": b""}


def with_list(package, settings, revoked):
    """With a list on which the certificate of the seal is revoked since that moment."""
    issuer, serial = issuing(settings), seal_certificate(package).serial_number
    row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(revoked).build()
    now = timezone.now()
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now - timedelta(days=1))
        .next_update(now + timedelta(days=1))
        .add_revoked_certificate(row)
        .sign(issuer.key, hashes.SHA256())
    )
    lists = made.public_bytes(serialization.Encoding.PEM)
    return {**package, "certificaten/intrekkingen.pem": package["certificaten/intrekkingen.pem"] + lists}


def with_answer(package, settings, status):
    """With an answer of the issuer (OCSP) about the certificate of the seal."""
    issuer, now = issuing(settings), timezone.now()
    revoked = now - timedelta(days=1) if status == ocsp.OCSPCertStatus.REVOKED else None
    answer = ocsp.OCSPResponseBuilder().add_response(
        cert=seal_certificate(package),
        issuer=issuer.certificate,
        algorithm=hashes.SHA1(),  # noqa: S303 - names the certificate; every OCSP server does so
        cert_status=status,
        this_update=now - timedelta(hours=1),
        next_update=now + timedelta(days=1),
        revocation_time=revoked,
        revocation_reason=None,
    )
    answer = answer.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
    signed = answer.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    return {**without_lists(package), "certificaten/antwoord-1.der": signed}


def test_24_a_certificate_revoked_before_the_sealing_is_refused_and_afterwards_not(package, settings, tmp_path):
    """Requirement 24: what a key did before it was lost stays good."""
    before = with_list(package, settings, timezone.now() - timedelta(days=30))
    code, said = checked(listed(before), tmp_path)
    assert code == 1
    assert "Het certificaat van het zegel was ingetrokken op" in said
    afterwards = with_list(package, settings, timezone.now() + timedelta(days=30))
    assert checked(listed(afterwards), tmp_path)[0] == 0


def test_24_an_answer_of_the_issuer_stands_for_a_list(package, settings, tmp_path):
    """Requirement 24: providers keep lists or give answers (OCSP); good is good and revoked is not."""
    code, said = checked(listed(with_answer(package, settings, ocsp.OCSPCertStatus.GOOD)), tmp_path)
    assert code == 0, said
    assert "openssl ocsp" in said
    code, said = checked(listed(with_answer(package, settings, ocsp.OCSPCertStatus.REVOKED)), tmp_path)
    assert code == 1
    assert "is niet na te gaan" in said


def test_24_the_commands_in_the_explanation_work(package, tmp_path):
    """Requirement 24: who trusts no script types them by hand."""
    folder = tmp_path / "leeg"
    for name, content in package.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    said = package["LEESMIJ.txt"].decode()
    keeping = re.search(r"python3 (-I controleer\.py --bewaar uitgepakt)", said)[1]
    assert (
        subprocess.run([sys.executable, *keeping.split()], cwd=folder, capture_output=True, check=False).returncode == 0
    )
    commands = re.findall(r"^    (openssl (?:.*\\\n)*.*)$", said, re.MULTILINE)
    assert len(commands) == 3  # two editions, and the hash of a file
    for command in commands:
        done = subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    assert files.sha256(package["versies/v1.pdf"]).encode() in done.stdout
    assert "LET OP: dit pakket is gemaakt met proefsleutels" in said


# --- Made and taken through the portal -------------------------------------------------------------------------------


def test_24_it_also_proves_after_the_accounts_are_deleted(sealed, executive, executive2, manager, run_jobs, tmp_path):
    """Requirement 24: who signed stays on record, by the name of that day."""
    for person in (executive, executive2):
        person.delete()
    code, said = checked(package_of(sealed, manager, run_jobs), tmp_path)
    assert code == 0, said
    assert "Bestuurder Een, namens Medisch Centrum Voorbeeld: getekend voor versie 1" in said


def test_24_an_agreement_that_was_never_sealed_has_evidence_too(signing, manager, run_jobs, tmp_path):
    """Requirement 24: of a declined agreement, what was laid before whom, and what they did."""
    code, said = checked(package_of(signing, manager, run_jobs), tmp_path)
    assert code == 0, said
    assert "er is geen zegel om na te kijken" in said
    assert "Wortelcertificaat" not in said


def test_asking_and_taking_stand_in_the_trail(as_user, sealed, executive, run_jobs):
    client = as_user(executive)
    assert "Pakket maken" in client.get(page(sealed)).content.decode()
    assert client.post(page(sealed)).status_code == 302
    assert "Bewijspakket" in client.get(page(sealed)).content.decode()
    run_jobs()
    shown = client.get(page(sealed)).content.decode()
    assert f"{page(sealed)}bestand/" in shown
    response = client.get(f"{page(sealed)}bestand/")
    assert response["Content-Disposition"].startswith("attachment")
    names = zipfile.ZipFile(BytesIO(response.getvalue())).namelist()
    assert {"LEESMIJ.txt", "controleer.py", "inhoud.json", "audit.json", "handtekeningen.json"} <= set(names)
    asked, taken = sealed.events.filter(actor=executive).order_by("-sequence")[:2][::-1]
    assert (asked.event, taken.event, taken.data["what"]) == ("evidence", "downloaded", "evidence")
    assert not client.get("/verifieren/").content.decode().count(sealed.title)


def test_only_the_newest_package_is_kept(sealed, manager, run_jobs):
    package_of(sealed, manager, run_jobs)
    first = evidence.newest(sealed)
    package_of(sealed, manager, run_jobs)
    assert evidence.newest(sealed) != first
    assert not default_storage.exists(first)


def test_the_same_request_gives_the_same_bytes(sealed, manager, run_jobs):
    package_of(sealed, manager, run_jobs)
    name = evidence.newest(sealed)
    with default_storage.open(name) as file:
        before = file.read()
    through = int(Path(name).stem)
    assert evidence.build(sealed, through=through, progress=lambda percent, step: None) == before


@pytest.mark.parametrize(
    ("who", "status"), [("manager", 200), ("executive2", 200), ("member", 403), ("coordinator", 403), ("outsider", 404)]
)
def test_who_may_have_the_evidence(request, as_user, sealed, who, status):
    client = as_user(request.getfixturevalue(who))
    assert client.get(page(sealed)).status_code == status
    assert client.get(f"{page(sealed)}bestand/", follow=True).status_code == status


def test_an_executive_who_left_may_no_longer_have_it(as_user, sealed, executive):
    executive.memberships.update(ends_on=timezone.localdate() - timedelta(days=1), role="member")
    roles.refresh_all()
    assert as_user(executive).get(page(sealed)).status_code in (403, 404)


def test_24_annexes_powers_of_attorney_and_paper_are_part_of_the_evidence(
    draft, manager, coordinator, member, executive, organisation, organisation2, run_jobs, tmp_path
):
    """Requirement 24: what else was signed, on whose authority, and the scan of what was signed in ink."""
    make.annex(draft, by=manager)
    actions.open_for_signing(draft, by=manager)
    run_jobs()
    draft.refresh_from_db()
    power = make.mandate(organisation, executive, member)
    make.sign(draft, organisation, member, mandate=power.pk)
    scan = make.scanned(draft, organisation2, manager)
    actions.confirm_scan(draft, scan=scan.pk, by=coordinator)
    run_jobs()
    package = package_of(draft, manager, run_jobs)
    code, said = checked(package, tmp_path)
    assert code == 0, said
    annex, paper = (next(name for name in package if name.startswith(f"{kind}/")) for kind in ("bijlagen", "papier"))
    assert f"{annex} zit zo ook in de ondertekende tekst." in said
    assert "Inkt Schrijver, namens Zorggroep Voorbeeld: getekend voor versie 1" in said

    def other_grantor(rows):
        rows[0]["record"]["mandate"]["grantor_name"] = "Iemand Anders"

    for altered, sentence in (
        ({**package, annex: b"%PDF-1.7 een andere begroting"}, f"{annex} zit niet in de ondertekende tekst."),
        (without(paper)(package), "de scan van de handtekening op papier ontbreekt"),
        ({**package, paper: b"een andere scan"}, "de scan van de handtekening op papier ontbreekt"),
        (signatures(other_grantor)(package), "de handtekening is veranderd"),
    ):
        code, said = checked(listed(altered), tmp_path)
        assert (code, sentence in said) == (1, True), said
