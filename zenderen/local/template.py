"""A database with every migration applied and nothing else, for the tests to copy: migrating takes half a minute."""

import fcntl
import gc
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from zenderen.local.processes import StartError
from zenderen.local.servers import Server, postgres_binaries
from zenderen.local.state import ROOT, TESTS, State, write_new

MIGRATED = "migrated"
KEPT = ROOT / "var" / TESTS  # whatever ZENDEREN_STATE says: what is in it depends on the code alone


def offer_migrated(state: State, server: Server) -> None:
    """Make the database MIGRATED on this server, from the dump that was kept if the migrations are still the same."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {MIGRATED}")
    binaries = postgres_binaries(state.home)
    State(ROOT / "var").claim()
    KEPT.mkdir(exist_ok=True)
    with (KEPT / f"{MIGRATED}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of runs that begin together one migrates, and the others wait for its dump
        known = fingerprint(ROOT)
        dump = KEPT / f"{MIGRATED}-{known}.sql"
        text = dump.read_bytes() if dump.exists() else None
        if text is None:
            print("Applying all migrations, once; the next test runs copy the result.", flush=True)
            for old in KEPT.glob(f"{MIGRATED}-*.sql"):
                old.unlink()
            migrate = [sys.executable, "-m", "zenderen.local", "migrate"]
            _run(migrate, {"DATABASE_URL": database_url(server.url, MIGRATED)})
            if fingerprint(ROOT) == known:  # nobody wrote a migration meanwhile
                write_new(dump, _run([str(binaries / "pg_dump")], _connection(server)).decode())
    if text is not None:
        careful = ["--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        psql = [str(binaries / "psql"), *careful, "--quiet", f"--output={os.devnull}"]
        _run(psql, _connection(server), given=text)


def migrate() -> None:
    """Bring the database up to date; django.setup() came before.

    Each step makes thousands of models and throws them away: looking for garbage less often takes a third off the time.
    """
    from django.core.management import call_command

    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 20)
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        gc.set_threshold(*usual)


def fingerprint(root: Path) -> str:
    """Of all that makes an empty database what it is: our migrations, and the versions of the packages with theirs."""
    found = hashlib.sha256((root / "uv.lock").read_bytes())
    for path in sorted(root.glob("[!.]*/**/migrations/*.py")):
        found.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def database_url(url: str, name: str) -> str:
    """Another database on the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _connection(server: Server) -> dict[str, str]:
    """For PostgreSQL's own programs; the password must not stand in the list of processes."""
    url = urlsplit(server.url)
    assert url.hostname
    return {
        "PGHOST": url.hostname,
        "PGPORT": str(url.port),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": MIGRATED,
    }


def _run(argv: list[str], environment: dict[str, str], *, given: bytes | None = None) -> bytes:
    done = subprocess.run(argv, cwd=ROOT, env=os.environ | environment, input=given, capture_output=True, check=False)
    if done.returncode != 0:
        raise StartError(f"{argv[0]} failed.\n{done.stderr.decode()}")
    return done.stdout
