"""Whatever is done to a sealed file, our own verification refuses it.

What no signature can see, because no signature covers itself, and only the whole file's hash catches:

- the container of the last timestamp: the room that it does not fill (zeros), a capital letter in its hexadecimal
  digits, and what the token's own signature leaves out (its spare certificate, the number of its version);
- the last timestamp cut off as a whole: what is left is an honest file of a lower level.

Everything else is refused without the hash as well, by the digests, the coverage or the difference analysis.
"""

import random
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.lib.sealing import authority, codes, document, seal_it, sealed
from zenderen.lib import seal

FLIPS = 320
CHANCE = random.Random(20261122)  # noqa: S311 - the same places each time, nothing secret


def containers(content=None):
    """Where the hexadecimal room for each signature lies, as (start, end)."""
    found = re.finditer(rb"/Contents <([0-9a-fA-F]{2000,})>", content or sealed().content)
    return [match.span(1) for match in found]


def flipped(place, bit):
    content = bytearray(sealed().content)
    content[place] ^= 1 << bit
    return bytes(content)


def places():
    """Evenly over the file, and closely where a file says what it is made of."""
    content = sealed().content
    spread = [(place, CHANCE.randrange(8)) for place in range(0, len(content), len(content) // 260)]
    ranges = [match.start() for match in re.finditer(rb"/ByteRange|/Contents <|startxref|/Prev|%%EOF|/Root", content)]
    near = [(start + CHANCE.randrange(20), CHANCE.randrange(8)) for start in ranges]
    inside = [(CHANCE.randrange(start, end), CHANCE.randrange(7)) for start, end in containers() for _ in range(40)]
    return [*spread, *((min(place, len(content) - 1), bit) for place, bit in near), *inside]


def test_12_every_flipped_bit_is_refused():
    """Requirement 12: more than 300 places; with the hash all are refused, without it all but the listed ones."""
    found = places()
    assert len(found) >= FLIPS
    (start, end), unseen = containers()[-1], 0
    for place, bit in found:
        content = flipped(place, bit)
        assert "hash" in codes(seal.verify(content, sha256=sealed().sha256)), place
        if seal.verify(content).is_good:
            assert start <= place < end, (place, bit)
            unseen += 1
    assert 0 < unseen < 60


def test_12_the_padding_of_the_seal_itself_is_covered_by_the_archive_timestamp():
    """Requirement 12: the room of every signature but the last."""
    _start, end = containers()[0]
    assert sealed().content[end - 2 : end] == b"00"
    assert codes(seal.verify(flipped(end - 1, 0))) == ["broken"]


def test_12_the_padding_of_the_last_timestamp_is_caught_by_the_hash_alone():
    """Requirement 12: said in so many words, so that nobody leaves the hash away."""
    _start, end = containers()[-1]
    content = flipped(end - 1, 0)
    assert seal.verify(content).is_good
    assert codes(seal.verify(content, sha256=sealed().sha256)) == ["hash"]


def test_12_a_timestamp_cut_off_is_caught_by_the_hash_and_by_the_level():
    """Requirement 12: what is left is a whole file of a lower level."""
    ends = [match.end() for match in re.finditer(rb"%%EOF\n?", sealed().content)]
    shorter = sealed().content[: ends[-2]]
    verdict = seal.verify(shorter)
    assert (verdict.is_good, verdict.level) == (True, seal.Level.B_LT)
    assert codes(seal.verify(shorter, sha256=sealed().sha256)) == ["hash"]


@pytest.mark.parametrize("added", [b"\n", b" ", b"\0", b"%", b"%%EOF\n", b"x" * 5000, document()])
def test_12_bytes_appended_are_refused(added):
    """Requirement 12."""
    verdict = seal.verify(sealed().content + added)
    assert not verdict.is_good
    assert not verdict.covers_file


@pytest.mark.parametrize("added", [b"\n", b"junk\n", b"%PDF-1.7\n"])
def test_12_bytes_put_before_it_are_refused(added):
    """Requirement 12."""
    assert not seal.verify(added + sealed().content, begins_with=document()).is_good


def increment(change, content=None):
    writer = IncrementalPdfFileWriter(BytesIO(content or sealed().content))
    change(writer)
    writer.write_in_place()
    return writer.prev.stream.getvalue()


def stamped(writer):
    """A note over the first page, as a viewer would add it."""
    page = writer.root["/Pages"]["/Kids"][0]
    note = {"/Type": "/Annot", "/Subtype": "/FreeText", "/DA": "/Helv 12 Tf", "/F": 4}
    annotation = generic.DictionaryObject({pdf_name(key): value for key, value in note.items()})
    annotation[pdf_name("/Subtype")] = pdf_name("/FreeText")
    annotation[pdf_name("/Type")] = pdf_name("/Annot")
    annotation[pdf_name("/DA")] = generic.pdf_string("/Helv 12 Tf")
    annotation[pdf_name("/F")] = generic.NumberObject(4)
    annotation[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 50)))
    annotation[pdf_name("/Contents")] = generic.pdf_string("Geldig tot 2099")
    writer.register_annotation(page.container_ref, writer.add_object(annotation))


def swapped(writer):
    kids = writer.root["/Pages"]["/Kids"]
    kids.append(kids.pop(0))
    writer.update_container(kids)


def replaced(writer):
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.update_container(page)


def unsigned(writer):
    del writer.root["/AcroForm"]
    writer.update_root()


def unpermitted(writer):
    del writer.root["/Perms"]
    writer.update_root()


def attached(writer):
    from zenderen.lib.seal.appending import attach

    attach(writer, [seal.Attachment("extra.json", b"{}", datetime(2026, 1, 1, tzinfo=UTC))])


def retitled(writer):
    writer.trailer["/Info"][pdf_name("/Title")] = generic.pdf_string("Iets anders")
    writer.update_container(writer.trailer["/Info"])


CHANGES = [stamped, swapped, replaced, unsigned, unpermitted, attached, retitled]


@pytest.mark.parametrize("change", CHANGES)
def test_12_a_further_increment_is_refused(change):
    """Requirement 12: a stamp, a swapped or replaced page, a removed signature, another attachment or title."""
    content = increment(change)
    assert content.startswith(sealed().content)
    assert not seal.verify(content).is_good
    assert "hash" in codes(seal.verify(content, sha256=sealed().sha256))


@pytest.mark.parametrize("change", [stamped, swapped, replaced, attached])
def test_12_a_change_before_a_further_timestamp_is_refused_by_the_difference_analysis(change, settings, monkeypatch):
    """Requirement 12: a timestamp of somebody else over the change covers the whole file, and still it is refused."""
    from zenderen.lib.seal import verifying

    content = increment(change)
    good = seal.verify(sealed().content)
    with monkeypatch.context() as fooled:
        # The attacker's own portal: it renews whatever it is given.
        fooled.setattr(verifying, "verify", lambda *args, **kwargs: good)
        renewed = seal.renew(content).content
    verdict = seal.verify(renewed)
    assert codes(verdict) == ["changed"]
    assert (verdict.is_intact, verdict.covers_file, verdict.is_unchanged) == (True, True, False)


def test_12_a_removed_signature_is_no_seal():
    """Requirement 12: the text that was to be sealed, alone."""
    verdict = seal.verify(document())
    assert codes(verdict) == ["unsealed"]
    assert not verdict.is_sealed
    assert "beginning" not in codes(seal.verify(document(), begins_with=document()))


def test_12_a_seal_on_another_text_is_refused_by_its_beginning():
    """Requirement 12: an honest seal of ours, on something that the parties did not sign."""
    other = seal_it(document("Iets anders"))
    assert seal.verify(other.content).is_good
    assert codes(seal.verify(other.content, begins_with=document())) == ["beginning"]


def test_12_a_seal_moved_to_another_text_is_refused():
    """Requirement 12: the signature of one file in the room of that of another."""
    other = bytearray(seal_it(document("Iets anders")).content)
    (start, end), (ours_start, ours_end) = containers(bytes(other))[0], containers()[0]
    ours = sealed().content[ours_start:ours_end].rstrip(b"0")
    other[start:end] = ours.ljust(end - start, b"0")
    verdict = seal.verify(bytes(other))
    assert codes(verdict) == ["broken"]
    assert verdict.is_sealed


def test_12_a_seal_of_another_authority_is_refused(tmp_path):
    """Requirement 12: wrong root."""
    with authority(tmp_path / "pki"):
        foreign = seal_it()
        assert seal.verify(foreign.content).is_good
    verdict = seal.verify(foreign.content, sha256=foreign.sha256)
    assert not verdict.is_good
    assert verdict.is_intact
    assert not verdict.is_trusted


def test_12_a_seal_made_after_the_certificate_was_revoked_is_refused(tmp_path, settings):
    """Requirement 12: revoked. The list that says so came later, and the file itself holds an older one."""
    with authority(tmp_path / "pki") as pki:
        result = seal_it()
        pki.revoke(datetime.now(UTC) - timedelta(minutes=30))
        assert codes(seal.verify(result.content, sha256=result.sha256)) == ["revoked"]


def test_12_a_seal_made_before_the_certificate_was_revoked_stays_good(tmp_path):
    """Requirement 12: that is what the timestamps are for."""
    with authority(tmp_path / "pki") as pki:
        result = seal_it()
        pki.revoke(datetime.now(UTC) + timedelta(minutes=30))
        assert seal.verify(result.content, sha256=result.sha256).is_good


def test_12_a_seal_without_timestamps_ends_with_its_certificate(tmp_path, settings):
    """Requirement 12: expired."""
    settings.SEAL_LEVEL = "B-B"
    with authority(tmp_path / "pki", seal_days=10):
        result = seal_it()
        later = datetime.now(UTC) + timedelta(days=11)
        assert codes(seal.verify(result.content, moment=later)) == ["expired"]


def test_12_a_signature_of_somebody_else_on_top_is_refused(tmp_path):
    """Requirement 12: the seal allows no further signature."""
    from pyhanko.sign import signers

    from zenderen.lib.seal import keys, loops

    with authority(tmp_path / "pki"):
        writer = IncrementalPdfFileWriter(BytesIO(document("Elders")))
        metadata = signers.PdfSignatureMetadata(field_name="Iemand")
        output = BytesIO()
        signing = signers.PdfSigner(metadata, keys.load().signer)
        loops.run(lambda: signing.async_sign_pdf(writer, output=output))
    assert codes(seal.verify(output.getvalue())) == ["foreign"]


@pytest.mark.parametrize(
    "content", [b"", b"x", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", bytes(3000), b"<html></html>", document()[:-200]]
)
def test_garbage_is_a_verdict(content):
    verdict = seal.verify(content)
    assert not verdict.is_good
    assert verdict.level == seal.Level.NONE
    assert all(str(problem) for problem in verdict.problems)
