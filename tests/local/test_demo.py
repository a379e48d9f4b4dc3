"""`make demo` with its real gunicorn, worker and beat: up, found again, and gone without a trace."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest

from tests.local.conftest import processes_with
from zenderen.local.pytest_plugin import TEMPLATE
from zenderen.local.servers import free_port
from zenderen.local.state import ROOT

pytestmark = [pytest.mark.fault, pytest.mark.slow]
PATIENCE = 180  # for a machine that is busy with other things; nothing here measures speed


class Demo:
    """One demo on a state folder and a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        self.port = free_port()
        self.output = folder / "output.txt"
        self.process = None

    def command(self, command: str, **changed: str) -> subprocess.Popen:
        # What the test run set for itself would win over the demo's own servers.
        own = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL", "DJANGO_SETTINGS_MODULE", "ZENDEREN_TEST_SERVERS")
        environment = {name: value for name, value in os.environ.items() if name not in own}
        environment |= {"ZENDEREN_STATE": str(self.state), "PORT": str(self.port), **changed}
        with self.output.open("a") as output:
            argv = [sys.executable, "-m", "zenderen.local", command]
            return subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)

    def refused(self, command: str, **changed: str) -> str:
        """The output of a command that ends with an error."""
        before = len(self.output.read_text()) if self.output.exists() else 0
        assert self.command(command, **changed).wait(PATIENCE) == 1
        return self.output.read_text()[before:]

    def start(self) -> None:
        self.process = self.command("demo")
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.2)

    def answers(self, path: str = "/readyz/") -> bool:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def left(self) -> list[str]:
        """What still runs of it: the portal's programs have the state in their environment, the servers their home."""
        record = self.state / "servers.json"
        homes = [record.read_text().split('"')[3]] if record.exists() else []
        return [
            line for text in (f"ZENDEREN_STATE={self.state}", str(self.state), *homes) for line in processes_with(text)
        ]

    def number_of(self, what: str) -> int:
        (line, *_others) = [line for line in self.left() if what in line]
        return int(line.split()[0])

    def database(self) -> str:
        environment = Path(f"/proc/{self.number_of('gunicorn')}/environ").read_text().split("\0")
        return next(item for item in environment if item.startswith("DATABASE_URL=")).partition("=")[2]

    def reset(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        assert self.command("demo-reset").wait(60) == 0


@pytest.fixture
def demo(tmp_path):
    demo = Demo(tmp_path)
    yield demo
    demo.reset()


def until(condition, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def rows(url: str) -> list[int]:
    with psycopg.connect(url) as database:
        return [number for (number,) in database.execute("SELECT number FROM kept ORDER BY number")]


def test_demo_from_first_start_to_last_process(demo):
    demo.start()
    names = " ".join(demo.left())
    assert all(part in names for part in ("postgres", "valkey", "postbox", "gunicorn", "worker", "beat"))
    assert demo.answers("/")

    # Neither the same state nor the same port can be taken twice, and each refusal says what to do.
    assert f"http://localhost:{demo.port}/" in demo.refused("demo")
    assert "in use by" in demo.refused("demo-reset")
    other = str(demo.state.parent / "other")
    assert f"PORT={demo.port + 1} make demo" in demo.refused("demo", ZENDEREN_STATE=other)

    # A crashed program comes back by itself.
    web = demo.number_of("gunicorn")
    os.kill(web, signal.SIGKILL)
    until(lambda: demo.answers() and web != demo.number_of("gunicorn"))

    # Everything killed at once, as by a power cut: the next start finds what was stored.
    with psycopg.connect(demo.database()) as database:
        database.execute("CREATE TABLE kept (number int)")
        database.execute("INSERT INTO kept VALUES (1)")
    for line in demo.left():
        try:
            os.kill(int(line.split()[0]), signal.SIGKILL)
        except ProcessLookupError:
            continue
    demo.process.wait(60)
    until(lambda: not demo.left())
    demo.start()
    assert rows(demo.database()) == [1]

    # Only its starter killed: the others follow by themselves.
    demo.process.kill()
    demo.process.wait(60)
    until(lambda: not demo.left())
    demo.start()

    # Ctrl-C, and a second one from an impatient hand.
    demo.process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(60) == 0
    assert demo.left() == []
    assert "Everything has stopped." in demo.output.read_text()


def test_servers_of_ones_own_are_used_and_left_running(demo, request):
    """DATABASE_URL and REDIS_URL win: here they name the servers of this test run, which no demo may stop."""
    name = f"demo_{demo.port}"
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name} TEMPLATE {os.environ.get(TEMPLATE, 'template1')}")
    own = f"{url.rpartition('/')[0]}/{name}"
    demo.process = demo.command("demo", DATABASE_URL=own, REDIS_URL=os.environ["REDIS_URL"])
    until(lambda: demo.answers() or demo.process.poll() is not None)
    assert demo.process.poll() is None, demo.output.read_text()
    assert not any("postgres -D" in line or "valkey-server" in line for line in demo.left())
    demo.process.terminate()
    assert demo.process.wait(60) == 0
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(f"DROP DATABASE {name}")
