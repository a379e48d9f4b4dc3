"""A hall of phones against a real web server of which a process is killed in the middle."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from bench import hall
from tests import factories

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parent.parent.parent
PHONES, WITHIN = 40, 6.0


@pytest.fixture
def server(settings, tmp_path):
    """Gunicorn with two processes on the database of this test: its port and its number."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {
        **os.environ,
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": database,
        "DEBUG": "1",  # static files as they lie there: nothing is collected for this test
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SECRET_KEY": settings.SECRET_KEY,
        "SITE_URL": f"http://localhost:{port}",
        "WEB_CONCURRENCY": "2",
    }
    log = (tmp_path / "web.log").open("wb")
    command = [sys.executable, "-W", "ignore", "-m", "gunicorn", "-c", "zenderen/gunicorn.py", "zenderen.wsgi"]
    web = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/healthz/", timeout=5):
                break
        except OSError:
            assert time.monotonic() < deadline, (tmp_path / "web.log").read_text()
            time.sleep(0.2)
    yield port, web.pid
    web.terminate()
    web.wait(30)
    log.close()


def test_nothing_is_lost_or_doubled_when_a_web_process_is_killed(server):
    port, master = server
    prepared = hall.prepare(with_session=False)
    client = Client()
    client.force_login(factories.AppointmentFactory().user)
    prepared["session"] = client.cookies["sessionid"].value
    measured = hall.measure(port, prepared, master, phones=PHONES, within=WITHIN)
    assert hall.found() == hall.expected(PHONES)
    assert measured.again >= 2 * PHONES // hall.LOSES
    assert measured.shown[-1][1] == PHONES
