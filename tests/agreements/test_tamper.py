"""A published document that somebody changed is refused; all ways to do so stand in tests/lib/test_seal_tamper.py."""

import random

import pytest

from agreements.models import SignedDocument
from agreements.verification import State, look_up
from tests.lib.sealing import codes
from zenderen.lib import files, seal

CHANCE = random.Random(7)  # noqa: S311 - the same places each time, nothing secret


def test_12_a_changed_byte_anywhere_in_a_published_document_is_refused(sealed):
    """Requirement 12: by its hash, always; the public page knows such a file by its code and says "changed"."""
    document = SignedDocument.objects.get()
    with document.file.open("rb") as file:
        content = file.read()
    for place in CHANCE.sample(range(len(content)), 40):
        changed = bytearray(content)
        changed[place] ^= 1 << CHANCE.randrange(8)
        verdict = seal.verify(bytes(changed), sha256=document.sha256)
        assert "hash" in codes(verdict)
        found = look_up(sha256=files.sha256(bytes(changed)), code=sealed.version.code)
        assert found.state == State.CHANGED


@pytest.mark.parametrize("part", ["text", "cut", "appended"])
def test_12_a_part_or_more_than_the_document_is_not_the_document(sealed, part):
    """Requirement 12: the text without its signatures, a file cut short, and one with something behind it."""
    document = SignedDocument.objects.get()
    with document.file.open("rb") as file:
        content = file.read()
    with sealed.version.file.open("rb") as file:
        text = file.read()
    other = {"text": text, "cut": content[:-100], "appended": content + b"\n"}[part]
    verdict = seal.verify(other, sha256=document.sha256, begins_with=text)
    assert "hash" in codes(verdict)
    assert len(codes(verdict)) > 1
