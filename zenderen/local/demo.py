"""`make demo` and `make run`: the whole portal on this machine, in one terminal, until Ctrl-C."""

import hashlib
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from zenderen.local.pki import Pki
from zenderen.local.processes import Program, StartError
from zenderen.local.servers import free_port, start_postgres, start_tsa, start_valkey
from zenderen.local.state import ROOT, State, StateError, state_dir

PYTHON = sys.executable
SEAL = ("SEAL_CHAIN", "SEAL_PKCS11_MODULE")
ELSEWHERE = ("MEDIA_ROOT", "STATIC_ROOT", "BEHIND_PROXY", "DEFAULT_FROM_EMAIL", "NETWORK_NAME", *SEAL)
LONGEST_PAUSE = 30.0
STEADY = 60.0  # a program that ran this long starts with a clean slate


def start(*, development: bool) -> int:
    """Everything up, the address and the accounts on the screen, and everything down again at the end."""
    port = int(os.environ.get("PORT") or 8000)
    state = State(state_dir())
    try:
        state.open()
        if _taken(port):
            raise StateError(f"Port {port} is in use by another program. Choose another: PORT={port + 1} make demo")
        state.describe(f"the portal at http://localhost:{port}/ (process {os.getpid()})")
        with _all_stopped_at_the_end() as programs:
            _run(state, port, programs, development=development)
    except KeyboardInterrupt:
        print("Everything has stopped.", flush=True)
    except (StateError, StartError) as error:
        print(f"\n{error}\n", file=sys.stderr, flush=True)
        return 1
    return 0


def reset() -> int:
    state = State(state_dir())
    try:
        state.open()
    except StateError as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    state.empty()
    print(f"The demo's data in {state.path} is gone; `make demo` starts afresh.")
    if "DATABASE_URL" in os.environ:
        print("The database that DATABASE_URL names was left as it is: it is not the demo's to throw away.")
    return 0


def _run(state: State, port: int, programs: list[Program], *, development: bool) -> None:
    environment = _environment(state, port, programs, development=development)
    _say("Preparing the database, the pages and the demo")
    preparing = _program(state, "prepare", ["-m", "zenderen.local", "prepare", str(state.path)], environment)
    preparing.log = None  # its progress is for the screen
    programs.append(preparing)
    preparing.start()
    while preparing.running:
        time.sleep(0.05)
    if preparing.process is None or preparing.process.returncode != 0:
        raise StartError("The preparation failed; what it said stands above.")
    programs.remove(preparing)

    _say("Starting web, worker and beat")
    web = _program(state, "web", ["-m", "gunicorn", "-c", "zenderen/gunicorn.py", "zenderen.wsgi"], environment)
    celery = ["-m", "celery", "-A", "zenderen"]
    quick = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    worker = _program(state, "worker", [*celery, "worker", *quick], environment)
    beat = _program(state, "beat", [*celery, "beat", "--loglevel", "INFO"], environment)
    for program in (web, worker, beat):
        if development:
            program.log = None
        programs.append(program)
        program.start()
        if program is web:  # with the machine to itself the pages are there seconds earlier
            web.wait_until(lambda: _healthy(port), seconds=120)
    _greet(state, development=development)
    _keep_running(programs, _reloader(web, worker, beat) if development else _nothing)


def _environment(state: State, port: int, programs: list[Program], *, development: bool) -> dict[str, str]:
    """Start the servers that nobody named, and describe them the way production does: in the environment."""
    # What somebody set for another portal on this machine says nothing about this one.
    own = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    if own.get("DATABASE_URL"):
        _say("Using the database that DATABASE_URL names")
    else:
        _say("Starting a private PostgreSQL")
        postgres = start_postgres(state)
        programs.append(postgres.program)
        own["DATABASE_URL"] = postgres.url
    if own.get("REDIS_URL"):
        _say("Using the Redis that REDIS_URL names")
    else:
        _say("Starting a private Valkey")
        valkey = start_valkey(state)
        programs.append(valkey.program)
        own["REDIS_URL"] = valkey.url
    mail_port = free_port()
    arguments = ["-m", "zenderen.local.postbox", str(mail_port), str(state.path / "mail")]
    postbox = _program(state, "mail", arguments, own)
    programs.append(postbox)
    postbox.start()
    postbox.wait_until(lambda: _taken(mail_port), seconds=60)
    pki = Pki(state.path / "pki").ensure()
    tsa = start_tsa(state, pki)
    programs.append(tsa.program)
    own.setdefault("SECRET_KEY", state.secret("secret-key"))
    own.setdefault("WEB_CONCURRENCY", "2")
    own |= {
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEBUG": "1" if development else "0",
        "DJANGO_SETTINGS_MODULE": "zenderen.settings",
        # The demo's people do not exist: their mail goes to its own catcher, whatever else is configured.
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "SITE_URL": f"http://localhost:{port}",
        "ZENDEREN_DEMO": "1",
        "ZENDEREN_STATE": str(state.path),
        # Nor does a seal of the demo prove anything: it is the test authority's, and says so.
        **pki.environment(tsa.url),
    }
    return own


def _program(state: State, name: str, arguments: Sequence[str], environment: dict[str, str]) -> Program:
    return Program(name, [PYTHON, *arguments], cwd=ROOT, log=state.log(name), env=environment)


def prepare(state: Path) -> None:
    """What has to be done once before the portal can start; quick when it was done before."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    from zenderen.local.messages import compile_changed
    from zenderen.local.template import migrate

    compile_changed()
    django.setup()
    print("  bringing the database up to date", flush=True)
    migrate()
    if not settings.DEBUG:
        _collect_changed(state)
    call_command("load_demo")
    with (state / "summary.txt").open("w") as file:
        call_command("load_demo", "--summary", stdout=file)


def _collect_changed(state: Path) -> None:
    """Collect and compress the static files, unless they are the ones that were collected before: it takes seconds."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            found.update(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    stamp = state / "static.sha256"
    collected = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    if not (collected and stamp.exists() and stamp.read_text() == found.hexdigest()):
        print("  collecting style sheets, scripts and typefaces", flush=True)
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(found.hexdigest())


def _greet(state: State, *, development: bool) -> None:
    print("\nThe portal is ready.\n")
    print((state.path / "summary.txt").read_text())
    if not development:
        print(f"What the programs say stands in {state.path / 'log'}.")
    print("Ctrl-C stops everything.\n", flush=True)


# --- Keeping it up, and ending it -----------------------------------------------------------------------------------


@contextmanager
def _all_stopped_at_the_end() -> Iterator[list[Program]]:
    """However this ends, every program in the list is stopped, the last one started first."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, end)
    programs: list[Program] = []
    try:
        yield programs
    finally:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
        print("\nStopping …", flush=True)
        ours = [program for program in programs if program.argv[0] == PYTHON]
        for program in ours:
            program.ask_to_stop()
        for program in [*reversed(ours), *(program for program in reversed(programs) if program not in ours)]:
            program.stop()


def _keep_running(programs: Sequence[Program], each_second: Callable[[], None]) -> None:
    """Start again whatever stops by itself, with longer pauses if it keeps doing so."""
    due = dict.fromkeys((program.name for program in programs), 0.0)
    pause = dict.fromkeys(due, 0.5)
    started = dict.fromkeys(due, time.monotonic())
    while True:
        time.sleep(1)
        each_second()
        now = time.monotonic()
        for program in programs:
            name = program.name
            if program.running:
                if now - started[name] > STEADY:
                    pause[name] = 0.5
            elif due[name] == 0.0:
                due[name] = now + pause[name]
                pause[name] = min(pause[name] * 2, LONGEST_PAUSE)
                _say(f"{name} stopped; starting it again. {program.last_words()}")
            elif now >= due[name]:
                program.stop()  # its children, if any are left
                program.start()
                due[name], started[name] = 0.0, now


def _reloader(web: Program, worker: Program, beat: Program) -> Callable[[], None]:
    """Looks for changed code each second: new web workers, a new worker and a new beat."""
    seen = _code()

    def reload() -> None:
        nonlocal seen
        now = _code()
        if now == seen:
            return
        seen = now
        _say("The code changed: reloading")
        if web.process is not None and web.running:
            web.process.send_signal(signal.SIGHUP)
        for program in (worker, beat):
            program.stop(patience=5)
            program.start()

    return reload


def _code() -> dict[str, float]:
    rooms = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in (".venv", ".git", "var", "tests")]
    files = (path for room in rooms for kind in ("*.py", "*.html", "*.mo") for path in room.rglob(kind))
    return {str(path): path.stat().st_mtime for path in files}


def _nothing() -> None:
    """Outside development nothing is looked for."""


def _taken(port: int) -> bool:
    """Whether somebody answers there; `localhost` may mean either of the two addresses."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.settimeout(1)
                if probe.connect_ex((address, port)) == 0:
                    return True
        except OSError:  # a machine without this kind of address
            continue
    return False


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _say(text: str) -> None:
    print(f"→ {text}", flush=True)
