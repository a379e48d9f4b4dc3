#!/usr/bin/env python3
"""Controleert dit bewijspakket, zonder internet: python3 -I controleer.py

Nodig: Python 3.9 of nieuwer (alleen de standaardbibliotheek) en het programma openssl.

  python3 -I controleer.py                     controleer alles in de map van dit bestand
  python3 -I controleer.py --wortel wortel.pem vertrouw dit wortelcertificaat in plaats van dat in het pakket
  python3 -I controleer.py --bewaar map        bewaar wat uit de zegels is gehaald, om zelf met openssl na te gaan

Sluit af met 0 als alles klopt, anders met 1.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

INDEX = "inhoud.json"
FIRST = "0" * 64  # what the first row of the audit trail has for the hash of the row before it
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # OIDs, as DER
TIMESTAMP_TOKEN = bytes.fromhex("060b2a864886f70d010910020e")
DIGESTS = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
REASONS = (r"Verify error: ?([^\n]+)", r"depth lookup: ?([^\n]+)", r":error:[0-9A-F]+:[^:\n]*:[^:\n]*:([^:\n]+)")
UNREADABLE = (KeyError, IndexError, TypeError, ValueError, AttributeError, OSError, RecursionError)


class Wrong(Exception):
    """Something does not hold; the text says what, in Dutch."""


def need(condition: object, text: str) -> None:
    """Wrong with this text unless the condition holds."""
    if not condition:
        raise Wrong(text)


class Report:
    """Prints what holds and what does not, and counts the latter."""

    def __init__(self) -> None:
        self.wrong = 0

    def title(self, text: str) -> None:
        sys.stdout.write(f"\n{text}\n")

    def note(self, text: str) -> None:
        sys.stdout.write(f"  LET OP  {text}\n")

    def check(self, function: Callable[..., str | None], *args: Any) -> bool:
        """Whether this check holds; it returns the sentence for then (or prints its own), or raises Wrong."""
        try:
            said = function(*args)
        except Wrong as error:
            return self._bad(str(error))
        except UNREADABLE as error:
            return self._bad(f"Dit is niet te lezen zoals het hoort ({type(error).__name__}: {error}).")
        if said:
            sys.stdout.write(f"  GOED  {said}\n")
        return True

    def _bad(self, text: str) -> bool:
        self.wrong += 1
        sys.stdout.write(f"  FOUT  {text}\n")
        return False


def sha256(content: bytes) -> str:
    """The SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def canonical(fields: dict[str, Any]) -> bytes:
    """JSON with sorted names, without spaces, as UTF-8: the form over which every hash of a row is taken."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def written(moment: datetime) -> str:
    """A moment as people read it."""
    return moment.strftime("%d-%m-%Y %H:%M:%S UTC")


# --- The files of the package ----------------------------------------------------------------------------------------


class Package:
    """The folder that the ZIP was unpacked in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.index: dict[str, Any] = self.json(INDEX)

    def read(self, name: str) -> bytes:
        """The content of one file; nothing outside the folder."""
        path = (self.folder / name).resolve()
        need(self.folder in path.parents, f"{name} ligt buiten de map.")
        need(path.is_file(), f"{name} ontbreekt.")
        return path.read_bytes()

    def json(self, name: str) -> Any:
        """The content of a JSON file."""
        return json.loads(self.read(name).decode("utf-8"))

    def check_file(self, name: str) -> str:
        """It has the hash that the index gives."""
        need(sha256(self.read(name)) == self.index["files"][name], f"{name} is veranderd.")
        return name

    def check_no_others(self, allowed: Path | None) -> str:
        """Nothing was put beside the files of the package."""
        there = {path for path in self.folder.rglob("*") if path.is_file()}
        if allowed:
            there = {path for path in there if allowed.resolve() not in path.parents}
        names = {path.relative_to(self.folder).as_posix() for path in there}
        others = sorted(names - set(self.index["files"]) - {INDEX})
        need(not others, f"Deze bestanden horen niet in het pakket: {', '.join(others)}.")
        return "Er zijn geen andere bestanden bij."


# --- The audit trail -------------------------------------------------------------------------------------------------


def check_trail(trail: dict[str, Any]) -> str:
    """Each row holds the hash of the row before, and its own hash is over all that is in it."""
    previous = FIRST
    for number, event in enumerate(trail["events"], start=1):
        fields = {name: value for name, value in event.items() if name != "hash"}
        where = f"Regel {number} van het logboek ({event['event']}, {event['at']})"
        need(event["sequence"] == number, f"{where} heeft niet het volgende nummer: er is een regel weg of bij.")
        need(event["previous_hash"] == previous, f"{where} sluit niet aan op de regel ervoor.")
        need(sha256(canonical(fields)) == event["hash"], f"{where} is veranderd.")
        need(event["agreement"] == trail["agreement"], f"{where} hoort bij een andere overeenkomst.")
        previous = event["hash"]
    need(len(trail["events"]) == trail["length"], "Het logboek is niet zo lang als het hoort te zijn.")
    need(previous == trail["head"], "De laatste regel van het logboek is niet de regel die het laatst geschreven is.")
    return f"De {len(trail['events'])} regels van het logboek vormen een gesloten keten."


def check_attached_trail(content: bytes, trail: dict[str, Any]) -> str:
    """The trail that was sealed with the document is the beginning of the trail in the package."""
    attached = attached_trail(content)
    if attached is None:
        raise Wrong("In de bezegelde PDF zit geen logboek.")
    check_trail(attached)
    length = len(attached["events"])
    need(attached["agreement"] == trail["agreement"], "Het logboek in de PDF is van een andere overeenkomst.")
    need(
        trail["events"][:length] == attached["events"],
        "Het logboek in het pakket is anders dan het logboek dat in de PDF bezegeld is.",
    )
    return f"De eerste {length} regels van het logboek zijn met het document bezegeld."


def attached_trail(content: bytes) -> dict[str, Any] | None:
    """The audit trail among the files embedded in a PDF, the last one added; None if there is none."""
    found = None
    for text in streams_in(content):
        if text[:1] == b"{" and b"zenderen-audit/1" in text:
            found = json.loads(text.decode("utf-8"))
    return found


def streams_in(content: bytes) -> Iterator[bytes]:
    """What the streams of a PDF hold, unpacked."""
    for match in re.finditer(rb"stream\r?\n", content):
        try:
            yield zlib.decompressobj().decompress(content[match.end() : content.find(b"endobj", match.end())])
        except zlib.error:
            continue  # not packed, or packed in another way: no file that was attached


# --- The signatures of people ----------------------------------------------------------------------------------------


def records_in(event: dict[str, Any]) -> list[str]:
    """The hashes of the signatures that this row of the trail is about."""
    data = event["data"]
    return [*([data["record"]] if "record" in data else []), *data.get("records", [])]


def check_signature(
    signature: dict[str, Any], versions: dict[int, dict[str, Any]], trail: dict[str, Any], papers: set[str]
) -> str:
    """It is on the hash of the version, and the trail says the same."""
    record, digest = signature["record"], signature["record_sha256"]
    version = versions[signature["version"]]
    who = f"{record['typed_name']}, namens {record['party']}"
    need(sha256(canonical(record)) == digest, f"{who}: de handtekening is veranderd.")
    need(record["version_sha256"] == version["sha256"], f"{who}: getekend voor een andere tekst.")
    logged = [event for event in trail["events"] if digest in records_in(event)]
    need(len(logged) == 1, f"{who}: het logboek kent deze handtekening niet.")
    need(logged[0]["data"]["sha256"] == version["sha256"], f"{who}: het logboek noemt een andere tekst.")
    scan = record["scan_sha256"]
    need(not scan or scan in papers, f"{who}: de scan van de handtekening op papier ontbreekt.")
    return f"{who}: getekend voor versie {version['number']}, op {record['signed_at']}."


def check_all_are_here(signatures: list[dict[str, Any]], trail: dict[str, Any]) -> str:
    """No signature that the trail knows was left out."""
    here = {signature["record_sha256"] for signature in signatures}
    logged = {record for event in trail["events"] for record in records_in(event)}
    need(logged <= here, "Het logboek noemt een handtekening die niet in het pakket zit.")
    return f"Alle {len(logged)} handtekeningen uit het logboek zitten in het pakket."


# --- DER, as far as seals need it ------------------------------------------------------------------------------------


class Part(NamedTuple):
    """One element: its tag, where it begins, where its content begins and where it ends."""

    tag: int
    begin: int
    start: int
    end: int


def part_at(data: bytes, at: int) -> Part:
    """The element that begins there."""
    length, start = data[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        need(0 < size <= 4, "Een zegel is geen geldige DER.")
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
    need(start + length <= len(data), "Een zegel is afgebroken.")
    return Part(data[at], at, start, start + length)


def inside(data: bytes, part: Part) -> list[Part]:
    """The elements in an element."""
    found, at = [], part.start
    while at < part.end:
        found.append(part_at(data, at))
        at = found[-1].end
    return found


def whole(data: bytes, part: Part) -> bytes:
    """An element with its tag and length."""
    return data[part.begin : part.end]


def value(data: bytes, part: Part) -> bytes:
    """The content of an element."""
    return data[part.start : part.end]


def moment_of(data: bytes, part: Part) -> datetime:
    """The moment in a UTCTime or GeneralizedTime."""
    text = value(data, part).decode("ascii").rstrip("Z").split(".")[0]
    if part.tag == 0x17:
        text = ("19" if text[:2] >= "50" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)  # noqa: UP017 - Python 3.9 has no datetime.UTC


def signed_data(cms: bytes) -> list[Part]:
    """The parts of the SignedData in a CMS message."""
    kind, content = inside(cms, part_at(cms, 0))
    need(whole(cms, kind) == SIGNED_DATA, "Een zegel is geen CMS-handtekening.")
    return inside(cms, inside(cms, content)[0])


def timestamps_on(cms: bytes) -> list[tuple[bytes, bytes]]:
    """(token, what it stamps) for each timestamp on a signature itself."""
    signers = inside(cms, signed_data(cms)[-1])
    need(len(signers) == 1, "Een zegel heeft niet precies een ondertekenaar.")
    fields = inside(cms, signers[0])
    signature = next(field for field in fields if field.tag == 0x04)
    found = []
    for attributes in (field for field in fields if field.tag == 0xA1):
        for attribute in inside(cms, attributes):
            kind, values = inside(cms, attribute)
            if whole(cms, kind) == TIMESTAMP_TOKEN:
                found += [(whole(cms, token), value(cms, signature)) for token in inside(cms, values)]
    return found


def stamped(token: bytes) -> tuple[str, bytes, datetime]:
    """What a timestamp token says: the name of its digest, the digest, the moment."""
    content = inside(token, signed_data(token)[2])[1]
    info = inside(token, inside(token, inside(token, content)[0])[0])
    algorithm, digest = inside(token, info[2])
    name = DIGESTS.get(value(token, inside(token, algorithm)[0]))
    if name is None:
        raise Wrong("Een tijdstempel gebruikt een onbekende hash.")
    return name, value(token, digest), moment_of(token, info[4])


def pem_blocks(content: bytes, kind: bytes) -> list[bytes]:
    """The DER of each block of this kind in a PEM file."""
    found = re.findall(rb"-----BEGIN %b-----(.*?)-----END %b-----" % (kind, kind), content, re.DOTALL)
    return [base64.b64decode(block) for block in found]


def pem_of(der: bytes, kind: bytes) -> bytes:
    """One block of a PEM file."""
    return b"-----BEGIN %b-----\n%b-----END %b-----\n" % (kind, base64.encodebytes(der), kind)


def serial_and_issuer(certificate: bytes) -> tuple[bytes, bytes]:
    """Whom a certificate is from, and its number."""
    fields = inside(certificate, inside(certificate, part_at(certificate, 0))[0])
    fields = fields[1:] if fields[0].tag == 0xA0 else fields  # without the version
    return value(certificate, fields[0]), whole(certificate, fields[2])


class RevocationList:
    """What one list says."""

    def __init__(self, der: bytes) -> None:
        self.der = der
        fields = inside(der, inside(der, part_at(der, 0))[0])
        self.fields = fields[1:] if fields[0].tag == 0x02 else fields  # without the version
        self.issuer = whole(der, self.fields[1])

    def since(self, serial: bytes) -> datetime | None:
        """Since when this certificate is revoked; None when the list does not name it."""
        for part in (field for field in self.fields[3:] if field.tag == 0x30):
            for row in inside(self.der, part):
                number, moment = inside(self.der, row)[:2]
                if value(self.der, number) == serial:
                    return moment_of(self.der, moment)
        return None


# --- The seal --------------------------------------------------------------------------------------------------------


class Mark:
    """A seal or a timestamp in a PDF: what it covers and its CMS."""

    def __init__(self, content: bytes, numbers: list[int], kind: str) -> None:
        start, length, second, rest = numbers
        gap = content[length:second]
        need(start == 0 and gap[:1] == b"<" and gap[-1:] == b">", "Een zegel in de PDF is beschadigd.")
        need(re.fullmatch(rb"[0-9A-Fa-f]*", gap[1:-1]), "Een zegel in de PDF bevat iets anders dan een zegel.")
        need(second + rest <= len(content), "De PDF is afgebroken.")
        raw = bytes.fromhex(gap[1:-1].decode("ascii"))
        self.cms = whole(raw, part_at(raw, 0))
        need(not raw[len(self.cms) :].strip(b"\0"), "Achter een zegel in de PDF staat iets dat er niet hoort.")
        self.covered = content[:length] + content[second : second + rest]
        self.end = second + rest
        self.is_timestamp = kind == "ETSI.RFC3161"


def marks_of(content: bytes) -> list[Mark]:
    """All seals and timestamps of a PDF, in the order in which they were added."""
    found = []
    for match in re.finditer(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", content):
        around = content[content.rfind(b" obj", 0, match.start()) : content.find(b"endobj", match.end())]
        kind = re.search(rb"/SubFilter\s*/([A-Za-z0-9.]+)", around)
        if kind is None:
            raise Wrong("Een zegel in de PDF zegt niet van welke soort het is.")
        found.append(Mark(content, [int(number) for number in match.groups()], kind.group(1).decode("ascii")))
    return sorted(found, key=lambda mark: mark.end)


def check_coverage(content: bytes, marks: list[Mark], signed: int) -> str:
    """One seal, then only timestamps, and the last of them covers the whole file."""
    need(marks and not marks[0].is_timestamp, "De PDF heeft geen zegel.")
    need(all(mark.is_timestamp for mark in marks[1:]), "De PDF heeft meer dan een zegel.")
    need(marks[0].end > signed, "Het zegel gaat niet over de hele ondertekende tekst.")
    need(marks[-1].end == len(content), "Na het laatste zegel is iets aan de PDF toegevoegd.")
    return f"Het zegel{' met zijn tijdstempels' if marks[1:] else ''} gaat over het hele bestand."


class Openssl:
    """Asks openssl, with the certificates of the package in one folder."""

    def __init__(self, package: Package, folder: Path, root: Path | None) -> None:
        program = shutil.which("openssl")
        if program is None:
            raise Wrong("Het programma openssl is er niet: de zegels zijn niet nagekeken.")
        self.program, self.folder = program, folder
        self.roots = self.write("wortels.pem", root.read_bytes() if root else package.read("certificaten/wortels.pem"))
        self.chain = self.write("keten.pem", package.read("certificaten/keten.pem"))
        lists = package.read("certificaten/intrekkingen.pem")
        self.lists = [RevocationList(der) for der in pem_blocks(lists, b"X509 CRL")]
        self.answers = sorted((package.folder / "certificaten").glob("antwoord-*.der"))
        self.trust: list[str | Path] = ["-CAfile", self.roots, "-untrusted", self.chain]

    def write(self, name: str, content: bytes) -> Path:
        """A file for openssl to read."""
        path = self.folder / name
        path.write_bytes(content)
        return path

    def run(self, *arguments: str | Path) -> str:
        """What openssl said; Wrong when it refused."""
        command = [self.program, *(str(argument) for argument in arguments)]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
        reasons = [reason for pattern in REASONS for reason in re.findall(pattern, said)]
        need(done.returncode == 0, f"openssl zegt nee: {reasons[0] if reasons else said[-200:]}")
        return said

    def at(self, moment: datetime) -> list[str]:
        """The option to judge certificates at that moment."""
        return ["-purpose", "any", "-attime", str(int(moment.timestamp()))]

    def seal(self, name: str, mark: Mark, moment: datetime) -> str:
        """The CMS signature of the seal, with the chain of its certificate at the moment of sealing."""
        cms, covered = self.write(f"{name}.cms", mark.cms), self.write(f"{name}.bin", mark.covered)
        files: list[str | Path] = ["-in", cms, "-content", covered, "-CAfile", self.roots, "-certfile", self.chain]
        kept: list[str | Path] = ["-signer", self.folder / f"{name}.pem", "-out", self.folder / f"{name}.uit"]
        self.run("cms", "-verify", "-cades", "-binary", "-inform", "DER", *files, *self.at(moment), *kept)
        return "Het zegel klopt met de bytes van het document (openssl cms -verify -cades)."

    def timestamp(self, name: str, token: bytes, data: bytes) -> datetime:
        """A timestamp token is on this data, and its certificate is of a trusted authority."""
        digest, said, moment = stamped(token)
        need(hashlib.new(digest, data).digest() == said, "Een tijdstempel hoort bij iets anders.")
        path = self.write(f"{name}.tst", token)
        self.run(
            *("ts", "-verify", "-token_in", "-in", path, "-digest", said.hex(), *self.trust),
            *("-attime", str(int(moment.timestamp()))),
        )
        return moment

    def revocation(self, name: str, moments: list[datetime]) -> str:
        """The certificate of the seal was not revoked when it was used, says its issuer."""
        certificate = self.folder / f"{name}.pem"
        serial, issuer = serial_and_issuer(pem_blocks(certificate.read_bytes(), b"CERTIFICATE")[0])
        lists = [one for one in self.lists if one.issuer == issuer]
        for one in lists:
            since = one.since(serial)
            if since and since <= moments[0]:
                raise Wrong(f"Het certificaat van het zegel was ingetrokken op {written(since)}, voor het bezegelen.")
        problem = "er zit geen intrekkingslijst in het pakket."
        for number, one in enumerate(lists, start=1):
            path = self.write(f"{name}-lijst-{number}.pem", pem_of(one.der, b"X509 CRL"))
            for moment in moments:
                options = [*self.trust, "-CRLfile", path, "-crl_check", *self.at(moment)]
                try:
                    self.run("verify", *options, certificate)
                except Wrong as error:
                    problem = str(error)
                else:
                    return "Het certificaat van het zegel was niet ingetrokken (openssl verify -crl_check)."
        good = any(self.is_good(name, answer, certificate) for answer in self.answers)
        need(good, f"Of het certificaat van het zegel ingetrokken was, is niet na te gaan: {problem}")
        return "Het certificaat van het zegel was niet ingetrokken (openssl ocsp)."

    def is_good(self, name: str, answer: Path, certificate: Path) -> bool:
        """Whether an answer of the issuer that was kept (OCSP) says that the certificate was good."""
        known = self.chain.read_bytes() + self.roots.read_bytes()
        for number, der in enumerate(pem_blocks(known, b"CERTIFICATE"), start=1):
            issuer = self.write(f"{name}-uitgever-{number}.pem", pem_of(der, b"CERTIFICATE"))
            question: list[str | Path] = ["-respin", answer, "-issuer", issuer, "-cert", certificate]
            try:
                said = self.run("ocsp", *question, "-CAfile", self.roots, "-verify_other", self.chain)
            except Wrong:
                continue
            if "Response verify OK" in said and re.search(r"\.pem: good\b", said):
                return True
        return False


def check_seal(report: Report, openssl: Openssl, name: str, marks: list[Mark]) -> None:
    """The seal, the timestamps on it and on the document, and whether its certificate was revoked."""
    moments: list[datetime] = []

    def on_seal(place: int, token: bytes, signature: bytes) -> str:
        moments.append(openssl.timestamp(f"{name}-tijd-{place}", token, signature))
        return f"Tijdstempel op het zegel: bezegeld voor {written(moments[-1])} (openssl ts -verify)."

    def on_document(place: int, mark: Mark) -> str:
        moments.append(openssl.timestamp(f"{name}-archief-{place}", mark.cms, mark.covered))
        return f"Tijdstempel op het hele document van {written(moments[-1])} (openssl ts -verify)."

    stamps = timestamps_on(marks[0].cms)
    for place, (token, signature) in enumerate(stamps, start=1):
        report.check(on_seal, place, token, signature)
    for place, mark in enumerate(marks[1:], start=1):
        report.check(on_document, place, mark)
    if not stamps:
        report.note("Er staat geen tijdstempel op het zegel. Het is nagekeken op de tijd van vandaag.")
    moments = sorted(moments) or [datetime.now(timezone.utc)]  # noqa: UP017
    if report.check(openssl.seal, name, marks[0], moments[0]):
        report.check(openssl.revocation, name, moments)


# --- All of it -------------------------------------------------------------------------------------------------------


def check_version(
    report: Report, package: Package, openssl: Openssl | None, version: dict[str, Any], trail: dict[str, Any]
) -> None:
    """One text that was laid before the parties, with the sealed documents that were made of it."""
    text = package.read(version["file"])
    report.check(check_text, text, version)
    inside_text = {sha256(stream) for stream in streams_in(text)} if version["annexes"] else set()
    for name in version["annexes"]:
        report.check(check_annex, package, name, inside_text)
    before, what = text, "de ondertekende tekst"
    for edition in version["editions"]:
        report.title(f"Bezegelde PDF {edition}")
        content = package.read(edition)
        report.check(check_beginning, content, before, what)
        report.check(check_attached_trail, content, trail)
        report.check(check_marks, report, openssl, content, Path(edition).stem, len(text))
        before, what = content, "de uitgave ervoor"


def check_text(text: bytes, version: dict[str, Any]) -> str:
    """It has the hash that was signed."""
    need(sha256(text) == version["sha256"], f"{version['file']} heeft niet de SHA-256 die ondertekend is.")
    return f"De tekst {version['file']} heeft SHA-256 {version['sha256']}."


def check_annex(package: Package, name: str, inside_text: set[str]) -> str:
    """The same file travels inside the signed PDF."""
    need(sha256(package.read(name)) in inside_text, f"{name} zit niet in de ondertekende tekst.")
    return f"{name} zit zo ook in de ondertekende tekst."


def check_beginning(content: bytes, before: bytes, what: str) -> str:
    """What was signed stands in the sealed file, byte for byte."""
    need(content.startswith(before), f"De bezegelde PDF begint niet met precies de bytes van {what}.")
    need(len(content) > len(before), f"De bezegelde PDF is niets meer dan {what}.")
    return f"De bezegelde PDF begint met precies de bytes van {what}."


def check_marks(report: Report, openssl: Openssl | None, content: bytes, name: str, signed: int) -> None:
    """All seals and timestamps of one sealed PDF."""
    marks = marks_of(content)
    if report.check(check_coverage, content, marks, signed) and openssl:
        check_seal(report, openssl, name, marks)


def check_all(report: Report, chosen: argparse.Namespace, folder: Path) -> None:
    """Everything, in the order in which it builds on each other."""
    package = Package(chosen.map)
    report.title("Bestanden")
    for name in sorted(package.index["files"]):
        report.check(package.check_file, name)
    report.check(package.check_no_others, chosen.bewaar)

    report.title("Logboek")
    trail = package.json("audit.json")
    report.check(check_trail, trail)

    report.title("Handtekeningen")
    versions = {version["number"]: version for version in package.index["versions"]}
    signatures = package.json("handtekeningen.json")["signatures"]
    papers = {digest for name, digest in package.index["files"].items() if name.startswith("papier/")}
    for signature in signatures:
        report.check(check_signature, signature, versions, trail, papers)
    report.check(check_all_are_here, signatures, trail)

    sealed = any(version["editions"] for version in package.index["versions"])
    programs: list[Openssl] = []
    if sealed:
        report.check(lambda: programs.append(Openssl(package, folder, chosen.wortel)))
    for version in package.index["versions"]:
        report.title(f"Versie {version['number']}")
        report.check(check_version, report, package, programs[0] if programs else None, version, trail)
    if not sealed:
        report.note("Deze overeenkomst is (nog) niet bezegeld: er is geen zegel om na te kijken.")
        return

    report.title("Wie u hierbij vertrouwt")
    root = chosen.wortel.read_bytes() if chosen.wortel else package.read("certificaten/wortels.pem")
    for der in pem_blocks(root, b"CERTIFICATE"):
        report.note(f"Wortelcertificaat met SHA-256 {sha256(der)}")
    if not chosen.wortel:
        report.note("Dat zit in het pakket zelf. Vergelijk het met wat het netwerk bekendmaakt; zie LEESMIJ.txt.")


def main(arguments: list[str]) -> int:
    """0 when everything holds."""
    parser = argparse.ArgumentParser(description="Controleert dit bewijspakket.", allow_abbrev=False)
    parser.add_argument("map", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--wortel", type=Path, help="wortelcertificaat (PEM) dat u zelf vertrouwt")
    parser.add_argument("--bewaar", type=Path, help="map voor wat uit de zegels is gehaald")
    chosen = parser.parse_args(arguments)
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    report = Report()
    with tempfile.TemporaryDirectory() as own:
        folder = chosen.bewaar or Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        report.check(check_all, report, chosen, folder)
    if report.wrong:
        sys.stdout.write(f"\nUITKOMST: het pakket klopt NIET ({report.wrong} keer FOUT).\n")
        return 1
    sys.stdout.write("\nUITKOMST: alles klopt.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
