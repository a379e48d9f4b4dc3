"""Requirement 24: the evidence package proves an agreement without this portal, and every tampering with it shows."""

import ast
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from agreements import evidence, tasks
from agreements.actions.evidence import ask_evidence
from agreements.evidence import controleer
from agreements.models import AuditEvent, SignedDocument
from tests.lib.sealing import authority, document
from zenderen.jobs.models import Job
from zenderen.lib import files, seal

pytestmark = pytest.mark.django_db
OPENSSL = Path(shutil.which("openssl") or "/usr/bin/openssl")
KEPT = {}  # the package of the first test that asked for it: making one takes seconds


def page(agreement):
    return f"/overeenkomsten/{agreement.pk}/bewijs/"


@pytest.fixture(autouse=True)
def _seals(monkeypatch):
    def render(version):
        with version.file.open("rb") as file:
            content = file.read()
        trail = json.dumps(AuditEvent.objects.trail(version.agreement), ensure_ascii=False).encode()
        return seal.seal(
            content,
            sheet=document("Handtekeningen"),
            attachments=[seal.Attachment("audit.json", trail, timezone.now())],
        ).content

    monkeypatch.setattr(tasks, "render", render)


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


def test_24_the_script_needs_python_3_9_and_its_standard_library_only(package):
    """Requirement 24: it imports nothing that Python does not bring, and speaks no newer dialect."""
    tree = ast.parse(package["controleer.py"], feature_version=(3, 9))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


# --- Tampering: the list of files fits again each time, so only what lies deeper can tell ------------------------------


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
        lambda package: {**package, "bezegeld/v1-uitgave1.pdf": package["versies/v1.pdf"]},
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
