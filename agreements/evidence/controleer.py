#!/usr/bin/env python3
"""Controleert dit bewijspakket, zonder internet: python3 controleer.py

Nodig: Python 3.9 of nieuwer (alleen de standaardbibliotheek) en het programma openssl.

  python3 controleer.py                     controleer alles in de map van dit bestand
  python3 controleer.py --wortel wortel.pem vertrouw dit wortelcertificaat in plaats van dat in het pakket
  python3 controleer.py --bewaar map        bewaar wat uit de zegels is gehaald, om zelf met openssl na te gaan

Sluit af met 0 als alles klopt, anders met 1.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from datetime import datetime, timezone
from pathlib import Path

NOT_LISTED = {"inhoud.json"}
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
TIMESTAMP_TOKEN = bytes.fromhex("060b2a864886f70d010910020e")
DIGESTS = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
FIRST = "0" * 64


class Wrong(Exception):
    """Something does not hold; the text says what, in Dutch."""


class Report:
    """Prints what holds and what does not, and remembers whether all held."""

    def __init__(self):
        self.wrong = 0

    def title(self, text):
        sys.stdout.write("\n" + text + "\n")

    def good(self, text):
        sys.stdout.write("  GOED  " + text + "\n")

    def note(self, text):
        sys.stdout.write("  LET OP  " + text + "\n")

    def bad(self, text):
        self.wrong += 1
        sys.stdout.write("  FOUT  " + text + "\n")

    def check(self, function, *args):
        """Run one check; it returns the sentence for when it holds, or raises Wrong."""
        try:
            said = function(*args)
        except Wrong as error:
            self.bad(str(error))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            self.bad("Dit is niet te lezen zoals het hoort (%s: %s)." % (type(error).__name__, error))
        except OSError as error:
            self.bad("Een bestand is niet te lezen: %s" % error)
        else:
            self.good(said)
            return True
        return False


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def canonical(fields):
    """JSON with sorted names, without spaces, as UTF-8: the form over which every hash of a row is taken."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def need(condition, text):
    if not condition:
        raise Wrong(text)


# --- The files of the package ----------------------------------------------------------------------------------------


class Package:
    """The folder that the ZIP was unpacked in."""

    def __init__(self, folder):
        self.folder = folder
        self.index = json.loads(self.read("inhoud.json").decode("utf-8"))

    def read(self, name):
        path = self.folder / name
        need(path.resolve().is_relative_to(self.folder.resolve()), "%s ligt buiten de map." % name)
        need(path.is_file(), "%s ontbreekt." % name)
        return path.read_bytes()

    def json(self, name):
        return json.loads(self.read(name).decode("utf-8"))

    def check_file(self, name):
        need(sha256(self.read(name)) == self.index["files"][name], "%s is veranderd." % name)
        return name

    def check_no_others(self):
        there = {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()}
        others = sorted(there - set(self.index["files"]) - NOT_LISTED)
        need(not others, "Deze bestanden horen niet in het pakket: %s." % ", ".join(others))
        return "Er zijn geen andere bestanden bij."


# --- The audit trail -------------------------------------------------------------------------------------------------


def check_trail(trail):
    """Each row holds the hash of the row before, and its own hash is over all that is in it."""
    previous = FIRST
    for number, event in enumerate(trail["events"], start=1):
        fields = {name: value for name, value in event.items() if name != "hash"}
        where = "Regel %s van het logboek (%s, %s)" % (event["sequence"], event["event"], event["at"])
        need(event["sequence"] == number, "%s heeft niet het volgende nummer: er is een regel weg of bij." % where)
        need(event["previous_hash"] == previous, "%s sluit niet aan op de regel ervoor." % where)
        need(sha256(canonical(fields)) == event["hash"], "%s is veranderd." % where)
        need(event["agreement"] == trail["agreement"], "%s hoort bij een andere overeenkomst." % where)
        previous = event["hash"]
    need(len(trail["events"]) == trail["length"], "Het logboek is niet zo lang als het hoort te zijn.")
    need(previous == trail["head"], "De laatste regel van het logboek is niet de laatste die geschreven is.")
    return "De %s regels van het logboek vormen een gesloten keten." % len(trail["events"])


def check_attached_trail(content, trail):
    """The trail that was sealed with the document is the beginning of the trail in the package."""
    attached = attached_trail(content)
    need(attached is not None, "In de bezegelde PDF zit geen logboek.")
    check_trail(attached)
    same = trail["events"][: len(attached["events"])] == attached["events"]
    need(same, "Het logboek in het pakket is anders dan het logboek dat in de PDF bezegeld is.")
    need(attached["agreement"] == trail["agreement"], "Het logboek in de PDF is van een andere overeenkomst.")
    return "De eerste %s regels van het logboek zijn met het document bezegeld." % len(attached["events"])


def attached_trail(content):
    """The JSON of the audit trail among the files embedded in a PDF; None if there is none."""
    for match in re.finditer(rb"stream\r?\n", content):
        try:
            found = zlib.decompressobj().decompress(content[match.end() :])
        except zlib.error:
            found = content[match.end() : content.find(b"endstream", match.end())]
        if found.lstrip()[:1] == b"{" and b"zenderen-audit/1" in found:
            return json.loads(found.decode("utf-8"))
    return None


# --- The signatures of people ----------------------------------------------------------------------------------------


def check_signature(signature, versions, trail):
    """It is on the hash of the version, and the trail says the same."""
    version = versions[signature["version"]]
    who = "%s, namens %s" % (signature["typed_name"], signature["on_behalf_of"])
    need(signature["version_sha256"] == version["sha256"], "%s: getekend voor een andere tekst." % who)
    logged = [event for event in trail["events"] if event["data"].get("record") == signature["record_sha256"]]
    need(logged, "%s: het logboek kent deze handtekening niet." % who)
    record = {name: value for name, value in signature["record"].items()}
    need(sha256(canonical(record)) == signature["record_sha256"], "%s: de handtekening is veranderd." % who)
    need(logged[0]["data"]["sha256"] == version["sha256"], "%s: het logboek noemt een andere tekst." % who)
    return "%s: getekend voor versie %s, op %s." % (who, version["number"], signature["signed_at"])


def check_all_signatures_are_here(signatures, trail):
    here = {signature["record_sha256"] for signature in signatures}
    logged = {event["data"]["record"] for event in trail["events"] if "record" in event["data"]}
    need(logged == here, "Het logboek noemt een handtekening die niet in het pakket zit.")
    return "Alle handtekeningen uit het logboek zitten in het pakket."


# --- The seal ---------------------------------------------------------------------------------------------------------


def tlv(data, at):
    """Tag, start of the content and end of the DER element that begins at ``at``."""
    tag, length, start = data[at], data[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        need(0 < size <= 4, "Het zegel is geen geldige DER.")
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
    need(start + length <= len(data), "Het zegel is afgebroken.")
    return tag, start, start + length


def parts(data, start, end):
    """(tag, begin, start of content, end) of each element between two places."""
    found = []
    while start < end:
        tag, content, stop = tlv(data, start)
        found.append((tag, start, content, stop))
        start = stop
    return found


def inside(data, part):
    return parts(data, part[2], part[3])


def signed_data(cms):
    """The parts of the SignedData in a CMS message."""
    outer = parts(cms, 0, len(cms))[0]
    kind, content = inside(cms, outer)
    need(cms[kind[1] : kind[3]] == SIGNED_DATA, "Het zegel is geen CMS-handtekening.")
    return inside(cms, inside(cms, content)[0])


def signer(cms):
    """The parts of its one SignerInfo."""
    infos = inside(cms, signed_data(cms)[-1])
    need(len(infos) == 1, "Het zegel heeft niet precies een ondertekenaar.")
    return inside(cms, infos[0])


def signature_timestamps(cms):
    """(token, what it stamps) for each timestamp on the seal itself."""
    info = signer(cms)
    signature = next(part for part in info if part[0] == 0x04)
    found = []
    for attributes in (part for part in info if part[0] == 0xA1):
        for attribute in inside(cms, attributes):
            kind, values = inside(cms, attribute)
            if cms[kind[1] : kind[3]] == TIMESTAMP_TOKEN:
                found += [cms[part[1] : part[3]] for part in inside(cms, values)]
    return [(token, cms[signature[2] : signature[3]]) for token in found]


def stamped(token):
    """What a timestamp token says: the name of its digest, the digest, the moment (UTC)."""
    content = inside(token, signed_data(token)[2])
    octets = inside(token, content[1])[0]
    info = inside(token, inside(token, octets)[0])
    algorithm, digest = inside(token, info[2])
    oid = inside(token, algorithm)[0]
    name = DIGESTS.get(token[oid[2] : oid[3]])
    need(name, "De tijdstempel gebruikt een onbekende hash.")
    text = token[info[4][2] : info[4][3]].decode("ascii").rstrip("Z").split(".")[0]
    moment = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)
    return name, token[digest[2] : digest[3]], moment


class Mark:
    """A signature or a timestamp in a PDF: what it covers and its CMS."""

    def __init__(self, content, numbers, kind):
        start, length, second, rest = numbers
        gap = content[length:second]
        need(start == 0 and gap[:1] == b"<" and gap[-1:] == b">", "Een zegel in de PDF is beschadigd.")
        need(re.fullmatch(rb"[0-9A-Fa-f\s]*", gap[1:-1]), "Een zegel in de PDF bevat iets anders dan een zegel.")
        need(second + rest <= len(content), "De PDF is afgebroken.")
        raw = bytes.fromhex(gap[1:-1].decode("ascii"))
        end = tlv(raw, 0)[2]
        need(not raw[end:].strip(b"\0"), "Achter een zegel in de PDF staat iets dat er niet hoort.")
        self.cms = raw[:end]
        self.covered = content[:length] + content[second : second + rest]
        self.end = second + rest
        self.is_timestamp = kind == "ETSI.RFC3161"


def marks_of(content):
    """All signatures and timestamps of a PDF, in the order in which they were added."""
    found = []
    for match in re.finditer(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", content):
        begin = content.rfind(b" obj", 0, match.start())
        around = content[begin : content.find(b"endobj", match.end())]
        kind = re.search(rb"/SubFilter\s*/([A-Za-z0-9.]+)", around)
        need(kind, "Een zegel in de PDF zegt niet van welke soort het is.")
        found.append(Mark(content, [int(number) for number in match.groups()], kind.group(1).decode("ascii")))
    return sorted(found, key=lambda mark: mark.end)


class Openssl:
    """Asks openssl, with the certificates of the package in files beside each other."""

    def __init__(self, package, folder, root):
        self.program = shutil.which("openssl")
        self.folder = folder
        self.roots = folder / "wortels.pem"
        self.roots.write_bytes(root.read_bytes() if root else package.read("certificaten/wortels.pem"))
        self.chain = folder / "keten.pem"
        self.chain.write_bytes(package.read("certificaten/keten.pem"))
        crls = package.folder / "certificaten" / "intrekkingen.pem"
        self.crls = folder / "intrekkingen.pem"
        self.crls.write_bytes(crls.read_bytes() if crls.is_file() else b"")

    def run(self, *arguments):
        """What openssl said; Wrong when it refused."""
        done = subprocess.run(  # noqa: S603
            [self.program, *[str(argument) for argument in arguments]],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
        reason = re.findall(r"(?:Verify error: ?|verify error:|error \d+ at \d+ depth lookup: ?|reason\()([^\n)]+)", said)
        need(done.returncode == 0, "openssl zegt nee: %s" % (reason[-1] if reason else said[-200:]))
        return said

    def seal(self, name, mark, moment):
        """The CMS signature of the seal, with the chain of its certificate at the moment of sealing."""
        cms, covered = self.folder / (name + ".cms"), self.folder / (name + ".bin")
        cms.write_bytes(mark.cms)
        covered.write_bytes(mark.covered)
        options = ["-verify", "-cades", "-binary", "-inform", "DER", "-in", cms, "-content", covered]
        options += ["-CAfile", self.roots, "-certfile", self.chain, "-purpose", "any"]
        options += ["-attime", int(moment.timestamp()), "-signer", self.folder / (name + ".pem")]
        self.run("cms", *options, "-out", self.folder / (name + ".uit"))
        return "Het zegel klopt met de bytes van het document (openssl cms -verify -cades)."

    def revocation(self, name, moment):
        """The certificate of the seal was not revoked, says a revocation list of its issuer."""
        need(self.crls.read_bytes().strip(), "Er zit geen intrekkingslijst in het pakket.")
        options = ["-CAfile", self.roots, "-untrusted", self.chain, "-CRLfile", self.crls, "-crl_check"]
        options += ["-purpose", "any", "-attime", int(moment.timestamp())]
        self.run("verify", *options, self.folder / (name + ".pem"))
        return "Het certificaat van het zegel was niet ingetrokken (openssl verify -crl_check)."

    def timestamp(self, name, token, data):
        """A timestamp token is on this data, and its certificate is of a trusted authority."""
        digest, said, moment = stamped(token)
        need(hashlib.new(digest, data).digest() == said, "De tijdstempel hoort bij iets anders.")
        path = self.folder / (name + ".tst")
        path.write_bytes(token)
        options = ["-verify", "-token_in", "-in", path, "-digest", said.hex()]
        options += ["-CAfile", self.roots, "-untrusted", self.chain, "-attime", int(moment.timestamp())]
        self.run("ts", *options)
        return moment


def check_begins_with(content, version, what):
    need(content.startswith(version), "De bezegelde PDF begint niet met precies de bytes van %s." % what)
    need(len(content) > len(version), "De bezegelde PDF is niets meer dan %s." % what)
    return "De bezegelde PDF begint met precies de bytes van %s." % what


def check_coverage(content, marks, at_least):
    need(marks, "De PDF heeft geen zegel.")
    need(not content[marks[-1].end :].strip(), "Na het laatste zegel is iets aan de PDF toegevoegd.")
    need(marks[0].end > at_least, "Het zegel gaat niet over de ondertekende tekst.")
    need(not marks[0].is_timestamp, "De PDF heeft geen zegel, alleen een tijdstempel.")
    seals = [mark for mark in marks if not mark.is_timestamp]
    need(len(seals) == 1, "De PDF heeft meer dan een zegel.")
    return "Het zegel%s gaat over het hele bestand." % (" met zijn tijdstempels" if len(marks) > 1 else "")


def check_seal(report, openssl, name, marks):
    """The seal, the timestamps on it and on the document, and the revocation list."""
    moments = []

    def signature_timestamp(place, token, signature):
        moments.append(openssl.timestamp("%s-tijd-%s" % (name, place), token, signature))
        return "Een onafhankelijke tijdstempel zegt: bezegeld voor %s." % written(moments[-1])

    def document_timestamp(place, mark):
        moments.append(openssl.timestamp("%s-archief-%s" % (name, place), mark.cms, mark.covered))
        return "Een tijdstempel over het hele document is van %s." % written(moments[-1])

    seal, stamps = marks[0], signature_timestamps(marks[0].cms)
    for place, (token, signature) in enumerate(stamps, start=1):
        report.check(signature_timestamp, place, token, signature)
    for place, mark in enumerate(marks[1:], start=1):
        report.check(document_timestamp, place, mark)
    now = datetime.now(timezone.utc)
    if not stamps:
        report.note("Er staat geen tijdstempel op het zegel: het is nagekeken op de tijd van vandaag.")
    if report.check(openssl.seal, name, seal, min(moments, default=now)):
        report.check(openssl.revocation, name, max(moments, default=now))


def written(moment):
    return moment.strftime("%d-%m-%Y %H:%M:%S UTC")


# --- All of it ----------------------------------------------------------------------------------------------------------


def check_version(report, package, openssl, version, trail):
    """One text that was laid before the parties, with the sealed documents that were made of it."""
    text = package.read(version["file"])

    def hash_is_right():
        need(sha256(text) == version["sha256"], "%s heeft niet de hash die getekend is." % version["file"])
        return "De tekst (%s) heeft SHA-256 %s." % (version["file"], version["sha256"])

    report.check(hash_is_right)
    before, what = text, "de ondertekende tekst"
    for edition in version["editions"]:
        content = package.read(edition["file"])
        report.title("Bezegelde PDF %s" % edition["file"])
        report.check(check_begins_with, content, before, what)
        report.check(check_attached_trail, content, trail)
        marks = []
        if report.check(lambda: marks.extend(marks_of(content)) or "De zegels in de PDF zijn leesbaar."):
            if report.check(check_coverage, content, marks, len(text)) and openssl:
                name = re.sub(r"[^A-Za-z0-9-]", "_", Path(edition["file"]).stem)
                report.check(lambda: check_seal(report, openssl, name, marks) or "Het zegel is nagekeken.")
        before, what = content, "de uitgave ervoor"


def check_all(report, package, folder, root):
    report.title("Bestanden")
    for name in sorted(package.index["files"]):
        report.check(package.check_file, name)
    report.check(package.check_no_others)

    report.title("Logboek")
    trail = package.json("audit.json")
    report.check(check_trail, trail)

    report.title("Handtekeningen")
    versions = {version["number"]: version for version in package.index["versions"]}
    signatures = package.json("handtekeningen.json")["signatures"]
    for signature in signatures:
        report.check(check_signature, signature, versions, trail)
    report.check(check_all_signatures_are_here, signatures, trail)

    openssl = Openssl(package, folder, root)
    if not openssl.program:
        report.bad("Het programma openssl is er niet: de zegels zijn niet nagekeken.")
    for version in package.index["versions"]:
        report.title("Versie %s" % version["number"])
        report.check(
            lambda version=version: check_version(
                report, package, openssl if openssl.program else None, version, trail
            )
            or "Versie %s is nagekeken." % version["number"]
        )
    show_roots(report, openssl, root)


def show_roots(report, openssl, root):
    report.title("Wie u hierbij vertrouwt")
    for block in re.findall(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", openssl.roots.read_bytes(), re.S):
        import base64

        report.note("Wortelcertificaat met SHA-256 %s" % sha256(base64.b64decode(block)))
    if not root:
        report.note("Het zit in het pakket zelf. Vergelijk het met wat het netwerk bekendmaakt; zie LEESMIJ.txt.")


def main(arguments):
    parser = argparse.ArgumentParser(description="Controleert dit bewijspakket.", allow_abbrev=False)
    parser.add_argument("map", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--wortel", type=Path, help="wortelcertificaat (PEM) dat u zelf vertrouwt")
    parser.add_argument("--bewaar", type=Path, help="map voor wat uit de zegels is gehaald")
    chosen = parser.parse_args(arguments)
    sys.stdout.reconfigure(errors="replace")
    report = Report()
    with tempfile.TemporaryDirectory() as own:
        folder = chosen.bewaar or Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        report.check(lambda: check_all(report, Package(chosen.map), folder, chosen.wortel) or "Het pakket is gelezen.")
    if report.wrong:
        sys.stdout.write("\nUITKOMST: het pakket klopt NIET (%s keer FOUT).\n" % report.wrong)
        return 1
    sys.stdout.write("\nUITKOMST: alles klopt.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
