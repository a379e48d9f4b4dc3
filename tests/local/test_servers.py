"""The private servers: PostgreSQL and Valkey out of wheels, with nobody else's hands on them."""

import os
import signal
import stat
import time
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from django.db import connection

from tests.local.conftest import opened
from zenderen.local import servers
from zenderen.local.processes import StartError
from zenderen.local.servers import start_postgres, start_valkey
from zenderen.local.state import StateError


@pytest.fixture
def running(state):
    """Starts servers and ends them with the test."""
    programs = []

    def start(maker, of=state):
        server = maker(of)
        programs.append(server.program)
        return server

    yield start
    for program in programs:
        program.stop()


def rows(url: str) -> list:
    with psycopg.connect(url) as database:
        return [number for (number,) in database.execute("SELECT number FROM kept ORDER BY number")]


def ask(url: str, *command: str):
    with redis.Redis.from_url(url) as client:
        return client.execute_command(*command)


def test_database_knows_what_the_portal_needs(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS unaccent; CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT unaccent('Geïntegreerd'), lower('ÉÉN'), to_tsvector('dutch', 'zorgpaden')::text")
        assert cursor.fetchone() == ("Geintegreerd", "één", "'zorgpad':1")


@pytest.mark.slow
def test_data_is_found_again_after_a_stop_and_after_a_kill(state, running):
    first = running(start_postgres)
    with psycopg.connect(first.url) as database:
        database.execute("CREATE TABLE kept (number int)")
        database.execute("INSERT INTO kept VALUES (1)")
    first.program.stop()

    second = running(start_postgres)
    assert rows(second.url) == [1]
    with psycopg.connect(second.url) as database:
        database.execute("INSERT INTO kept VALUES (2)")
    second.program.process.send_signal(signal.SIGKILL)
    second.program.process.wait()

    third = running(start_postgres)
    assert rows(third.url) == [1, 2]


@pytest.mark.slow
def test_a_server_left_behind_is_ended_before_the_next_one_starts(state, running):
    left = running(start_postgres)
    queue = running(start_valkey)
    ask(queue.url, "SET", "kept", "1")
    time.sleep(1.2)  # appendfsync everysec

    again, queue_again = running(start_postgres), running(start_valkey)

    assert left.program.process.wait(10) == 0
    assert queue.program.process.wait(10) == 0
    with psycopg.connect(again.url) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)
    assert ask(queue_again.url, "GET", "kept") == b"1"


@pytest.mark.slow
def test_the_number_of_a_stale_pid_file_may_belong_to_somebody_else(state, running):
    first = running(start_postgres)
    first.program.stop()
    stale = state.home.path / "postgres" / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n0\n1\n\n127.0.0.1\n\n")

    second = running(start_postgres)

    assert second.program.running


@pytest.mark.slow
def test_two_states_live_side_by_side(state, running, tmp_path):
    with opened(tmp_path / "other") as other:
        one, two = running(start_postgres), running(start_postgres, other)
        with psycopg.connect(one.url) as database:
            database.execute("CREATE TABLE kept (number int)")
        with psycopg.connect(two.url) as database:
            assert database.execute("SELECT to_regclass('kept')").fetchone() == (None,)
        two.program.stop()


@pytest.mark.slow
def test_nobody_else_comes_in(state, running):
    postgres, valkey = running(start_postgres), running(start_valkey)
    guess = postgres.url.replace(urlsplit(postgres.url).password, "guessed")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(guess)
    with pytest.raises(redis.AuthenticationError):
        ask(f"redis://127.0.0.1:{urlsplit(valkey.url).port}", "PING")
    for secret in ("postgres.secret", "valkey.secret", "valkey.conf"):
        assert stat.S_IMODE((state.home.path / secret).stat().st_mode) == 0o600
    for program in (postgres.program, valkey.program):
        command = (f"/proc/{program.process.pid}/cmdline", f"/proc/{program.process.pid}/environ")
        for path in command:
            with open(path, "rb") as file:  # noqa: PTH123
                assert urlsplit(postgres.url).password.encode() not in file.read()


@pytest.mark.slow
def test_a_port_that_was_taken_meanwhile_is_given_up_for_another(state, running, tmp_path, monkeypatch):
    taken = running(start_valkey)
    ports = iter([urlsplit(taken.url).port, servers.free_port()])
    monkeypatch.setattr(servers, "free_port", lambda: next(ports))
    with opened(tmp_path / "other") as other:
        second = running(start_valkey, other)
        assert ask(second.url, "PING")
        second.program.stop()


def test_an_interrupted_initdb_starts_over(state, running, monkeypatch):
    data = state.home.folder("postgres")
    (data / "data.partial").mkdir()
    (data / "data.partial" / "half").write_text("")
    server = running(lambda state: start_postgres(state, throwaway=True))
    assert server.program.running


def test_data_of_another_version_says_what_to_do(state):
    data = state.home.folder("postgres") / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(StateError, match=r"made by PostgreSQL 12.*make demo-reset"):
        start_postgres(state)


def test_a_server_that_cannot_start_says_why(state):
    data = state.home.folder("postgres") / "data"
    data.mkdir(mode=0o700)
    (data / "PG_VERSION").write_text("18\n")
    with pytest.raises(StartError, match=r"postgres\.log"):
        start_postgres(state)
