"""The demo's mail catcher takes real SMTP and leaves complete files."""

import smtplib
import stat
import sys
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest

from zenderen.local.demo import _taken
from zenderen.local.processes import Program
from zenderen.local.servers import free_port
from zenderen.local.state import ROOT


@pytest.fixture
def postbox(tmp_path):
    port = free_port()
    argv = [sys.executable, "-m", "zenderen.local.postbox", str(port), str(tmp_path / "mail")]
    program = Program("mail", argv, cwd=ROOT, log=tmp_path / "mail.log")
    program.start()
    program.wait_until(lambda: _taken(port), seconds=30)
    yield port, tmp_path / "mail"
    program.stop()
    assert program.process.returncode == 0


def test_mail_arrives_newest_last_by_name(postbox):
    port, folder = postbox
    for subject in ("Uw code", "Getekende overeenkomst — één"):
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, "portaal@localhost", "bestuurder@mst.example"
        message.set_content("Beste bestuurder, het café …")
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            client.send_message(message)
    files = sorted(folder.glob("*"))
    read = [BytesParser(policy=default).parsebytes(path.read_bytes()) for path in files]
    assert [message["Subject"] for message in read] == ["Uw code", "Getekende overeenkomst — één"]
    assert "het café …" in read[0].get_content()
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
