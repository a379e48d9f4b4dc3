"""An empty database with every migration applied, for the tests to copy: migrating takes half a minute each time."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from zenderen.local.processes import StartError
from zenderen.local.servers import Server, postgres_binaries
from zenderen.local.state import ROOT, State, write_new

MIGRATED = "migrated"


def offer_migrated(state: State, server: Server, dumps: Path) -> None:
    """Make the database MIGRATED on this server, from the dump in ``dumps`` if the migrations are still the same."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {MIGRATED}")
    binaries = postgres_binaries(state.home)
    dump = dumps / f"{MIGRATED}-{fingerprint(ROOT)}.sql"
    try:
        text = dump.read_bytes()
    except FileNotFoundError:
        print("Applying all migrations, once; the next test runs copy the result.", flush=True)
        _run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            DATABASE_URL=database_url(server.url, MIGRATED),
        )
        text = _run([binaries / "pg_dump"], **_connection(server))
        for old in dumps.glob(f"{MIGRATED}-*.sql"):
            old.unlink(missing_ok=True)
        write_new(dump, text.decode())
    else:
        _run(
            [binaries / "psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull],
            given=text,
            **_connection(server),
        )


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


def _run(argv: list[str | Path], *, given: bytes | None = None, **environment: str) -> bytes:
    done = subprocess.run(
        argv, cwd=ROOT, env={**os.environ, **environment}, input=given, capture_output=True, check=False
    )
    if done.returncode != 0:
        raise StartError(f"{argv[0]} failed.\n{done.stderr.decode()}")
    return done.stdout
