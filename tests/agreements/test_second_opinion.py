"""What others say of a document that this portal sealed: openssl and poppler, on the file as it was published."""

import subprocess

import pytest

from agreements.models import SignedDocument
from zenderen.lib import seal


@pytest.fixture
def content(sealed):
    """The published file of an agreement with its real text and signatures."""
    with SignedDocument.objects.get().file.open("rb") as file:
        return file.read()


def test_13_openssl_accepts_a_published_document(content, tmp_path):
    """Requirement 13: `openssl cms -verify -cades`, with the roots and lists of the portal and nothing else."""
    evidence = seal.evidence(content)
    (tmp_path / "seal.cms").write_bytes(evidence.cms)
    (tmp_path / "signed.bin").write_bytes(evidence.signed)
    (tmp_path / "trusted.pem").write_bytes(seal.trust_pem() + seal.crls_pem())
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "seal.cms", "-crl_check_all"]
    command += ["-content", "signed.bin", "-CAfile", "trusted.pem", "-out", "/dev/null"]
    asked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (asked.returncode, "CAdES Verification successful" in asked.stderr) == (0, True), asked.stderr


def test_13_poppler_accepts_a_published_document(content, tmp_path):
    """Requirement 13: `pdfsig`; it does not know document timestamps, so it calls ours unknown and not verified."""
    path = tmp_path / "overeenkomst.pdf"
    path.write_bytes(content)
    asked = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    first, second = asked.split("Signature #")[1:]
    assert "Signature is Valid." in first
    assert "Signature Type: ETSI.CAdES.detached" in first
    assert "Signature Type: unknown" in second
    assert "Total document signed" in second


def test_13_where_they_differ_from_us(content, tmp_path):
    """Requirement 13: poppler calls the seal valid under a stamp that came later; we refuse the file."""
    from tests.lib.test_seal_tamper import increment, stamped

    changed = increment(stamped, content)
    path = tmp_path / "gestempeld.pdf"
    path.write_bytes(changed)
    asked = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in asked
    assert "Not total document signed" in asked.split("Signature #")[2]
    assert not seal.verify(changed).is_good
