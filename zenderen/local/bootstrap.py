"""Make a fresh machine ready: the virtual environment, the locked packages, the system's libraries, a browser.

Run by the machine's own python3 and so made of the standard library alone. What is missing from the system is
installed by apt where root or sudo can do that without asking; otherwise this stops with the one line to type.

    python3 -I zenderen/local/bootstrap.py [--tests] [--browser]
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "ready.json"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"

# What WeasyPrint opens, and the Debian package that brings it.
LIBRARIES = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
PROGRAMS = {"msgfmt": "gettext", "xgettext": "gettext"}
# What the tests ask for a second opinion about a sealed document.
TEST_PROGRAMS = {"pdfsig": "poppler-utils", "openssl": "openssl"}
# What judges the pages beside the browser: programs of npm, installed by the npm that the virtual environment has.
CHECKERS = ROOT / "zenderen" / "local" / "checkers"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class StopError(Exception):
    """The set-up cannot go on; the message ends in the one line to type."""


def main() -> int:
    browser, tests = "--browser" in sys.argv[1:], "--tests" in sys.argv[1:]
    if sys.version_info < (3, 11):  # noqa: UP036 -- this file meets whatever python3 the machine has
        return _with_newer_python()
    try:
        with _alone():
            if not _is_ready(browser=browser, tests=tests):
                _make_ready(browser=browser, tests=tests)
    except StopError as stop:
        print(f"\n{stop}\n", file=sys.stderr)
        return 1
    return 0


def _with_newer_python() -> int:
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found:
            os.execv(found, [found, "-I", *sys.argv])  # noqa: S606
    print(f"This is Python {sys.version.split()[0]}; the portal needs 3.11 or newer: PYTHON=python3.12 make …")
    return 1


@contextmanager
def _alone() -> Iterator[None]:
    """Hold this for as long as the set-up takes: a second one waits, and then finds it done."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work here; waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def say(text: str) -> None:
    print(f"→ {text}", flush=True)


# --- Is there anything to do? ---------------------------------------------------------------------------------------


def _fingerprint() -> dict[str, str]:
    """What the virtual environment was made from, and where: its programs hold its place in their first line."""
    content = b"".join((ROOT / name).read_bytes() for name in ("uv.lock", "pyproject.toml"))
    return {"place": str(VENV), "lock": hashlib.sha256(content).hexdigest()}


def _is_ready(*, browser: bool, tests: bool = False) -> bool:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    if {name: stamp.get(name) for name in ("place", "lock")} != _fingerprint() or not _python_works():
        return False
    if missing_from_system() or (tests and missing_for_tests()):
        return False
    return not browser or (find_browser() is not None and _has_checkers())


def _has_checkers() -> bool:
    """Node.js, and the packages that the lock file names now; setting up without a browser takes the first away."""
    installed = checkers_folder() / "package-lock.json"
    if not (VENV / "bin" / "node").exists() or not installed.exists():
        return False
    return installed.read_bytes() == (CHECKERS / "package-lock.json").read_bytes()


def checkers_folder() -> Path:
    """Where the packages of npm are; its node_modules holds them."""
    return VENV / "checkers"


def _python_works() -> bool:
    """It starts, and is still of the version whose packages lie beside it."""
    question = "import os, site, sys; sys.exit(not os.path.isdir(site.getsitepackages()[0]))"
    try:
        return subprocess.run([PYTHON, "-I", "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def missing_from_system() -> list[str]:
    """Debian packages to install, found by trying what they bring."""
    missing = _without(PROGRAMS)
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return list(dict.fromkeys(missing))


def missing_for_tests() -> list[str]:
    """Debian packages that only the tests need."""
    return _without(TEST_PROGRAMS)


def _without(programs: dict[str, str]) -> list[str]:
    return [package for program, package in programs.items() if shutil.which(program) is None]


def find_browser() -> str | None:
    """A Chromium that is there already: named by CHROMIUM, the system's, or Playwright's own download."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in BROWSERS:
        found = shutil.which(name)
        if found and not _is_snap_stub(found):
            return found
    store = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    downloads = sorted(store.glob("chromium-*/chrome-linux*/chrome"))
    return str(downloads[-1]) if downloads else None


def _is_snap_stub(path: str) -> bool:
    """On Ubuntu `chromium-browser` is a shell script that only asks for the snap, or the snap itself."""
    real = Path(path).resolve()
    if "snap" in real.parts or real.name == "snap":
        return True
    return real.stat().st_size < 100_000 and b"snap" in real.read_bytes()


# --- Doing it -------------------------------------------------------------------------------------------------------


def _make_ready(*, browser: bool, tests: bool = False) -> None:
    # Only a complete set-up leaves a stamp; the browser is no part of it, as `make demo` does without.
    STAMP.unlink(missing_ok=True)
    # All that apt brings at once: who has to ask an administrator has to ask once.
    missing = missing_from_system() + (missing_for_tests() if tests else [])
    if not _environment_is_good():
        missing += _missing_for_environment()
    if browser and find_browser() is None and not _is_ubuntu():
        missing.append("chromium")
    _install_from_apt(missing)
    if not _environment_is_good():
        say(f"Making a virtual environment in {VENV}")
        _run([sys.executable, "-I", "-m", "venv", "--clear", str(VENV)])
    _install_packages(checkers=browser)
    if browser and not _has_checkers():
        _install_checkers()
    if browser and find_browser() is None:
        _download_browser()
    still_missing = missing_from_system()
    if still_missing:
        raise StopError(f"These are installed and still cannot be used: {' '.join(still_missing)}.")
    STAMP.write_text(json.dumps(_fingerprint()))


def _environment_is_good() -> bool:
    return _python_works() and _lies_where_it_was_made()


def _missing_for_environment() -> list[str]:
    """Debian and Ubuntu keep the making of virtual environments in a package of its own."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        own = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        return [own if _apt_knows(own) else "python3-venv"]
    return []


def _lies_where_it_was_made() -> bool:
    """A moved or copied checkout brings programs whose first line names the old place: those are made anew."""
    try:
        settings = (VENV / "pyvenv.cfg").read_text()
    except OSError:
        return False
    return any(line.startswith("command") and line.endswith(f" {VENV}") for line in settings.splitlines())


def _install_packages(*, checkers: bool) -> None:
    wanted, hashes = _locked("uv")
    if _uv_version() != wanted:
        say(f"Installing uv {wanted}, which installs the rest")
        _run([str(PYTHON), "-I", "-m", "ensurepip", "--upgrade"], quiet=True)
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirement:
            requirement.write(f"uv=={wanted} " + " ".join(f"--hash={value}" for value in hashes) + "\n")
            requirement.flush()
            options = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--quiet"]
            _run([str(PYTHON), "-I", "-m", "pip", "install", *options, "-r", requirement.name])
    say("Installing the Python packages of uv.lock (the first time takes a minute)")
    environment = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONHOME")}
    environment |= {
        "UV_PROJECT_ENVIRONMENT": str(VENV),
        "UV_PYTHON": str(PYTHON),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "1",  # the machine's own certificates, so that a company's proxy is trusted as elsewhere
    }
    groups = ["--group", "checkers"] if checkers else []
    _run([str(UV), "sync", "--locked", "--no-progress", *groups], env=environment, leave_out=" + ")


def _install_checkers() -> None:
    """A copy of the lock file stays beside them: it stands for an installation that was finished."""
    say("Installing the Nu checker and Lighthouse, which judge the pages")
    folder = checkers_folder()
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(CHECKERS / name, folder / name)
    environment = os.environ | {"PATH": f"{VENV / 'bin'}:{os.environ['PATH']}"}
    if CERTIFICATES.exists():  # the machine's own, as for uv
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(CERTIFICATES))
    options = ["--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        _run([str(VENV / "bin" / "npm"), "ci", *options, "--prefix", str(folder)], env=environment, quiet=True)
    except StopError:
        (folder / "package-lock.json").unlink()
        raise


def _uv_version() -> str | None:
    try:
        answer = subprocess.run([UV, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    return answer.split()[1] if answer.startswith("uv ") else None


def _locked(package: str) -> tuple[str, list[str]]:
    """Version and hashes of a package as uv.lock has them."""
    import tomllib

    with (ROOT / "uv.lock").open("rb") as file:
        packages = tomllib.load(file)["package"]
    found = next(one for one in packages if one["name"] == package)
    return found["version"], [wheel["hash"] for wheel in found["wheels"]]


# --- apt ------------------------------------------------------------------------------------------------------------


def _as_root() -> list[str] | None:
    """What to put before a command to run it as root without being asked anything; None if that is impossible."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def _install_from_apt(packages: list[str]) -> None:
    if not packages:
        return
    install = ["install", "-y", "--no-install-recommends", *packages]
    line = f"sudo apt-get update && sudo apt-get {' '.join(install)}"
    if shutil.which("apt-get") is None:
        raise StopError(f"These are missing (Debian's names); install them and start again: {' '.join(packages)}")
    root = _as_root()
    if root is None:
        raise StopError(
            f"Some of the system's packages are missing, and installing them takes an administrator:\n\n    {line}"
        )
    say(f"Installing {', '.join(packages)}")
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"]
    _run([*apt, "update"], quiet=True, hint=line)
    _run([*apt, *install], quiet=True, hint=line)


def _apt_knows(package: str) -> bool:
    if shutil.which("apt-cache") is None:
        return False
    return subprocess.run(["apt-cache", "show", package], capture_output=True, check=False).returncode == 0


def _download_browser() -> None:
    """Debian has Chromium itself; Ubuntu's package only points at a snap, so there it is Playwright's download."""
    playwright = str(VENV / "bin" / "playwright")
    if not _is_ubuntu():
        raise StopError("Chromium was installed and still cannot be found. BROWSER=0 make test leaves the browser out.")
    if _as_root() is None:
        line = f"sudo {playwright} install-deps chromium && {playwright} install chromium"
        raise StopError(f"The tests in a browser need Chromium:\n\n    {line}")
    say("Downloading Chromium for the tests in a browser")
    _run([playwright, "install", "--with-deps", "chromium"])
    if find_browser() is None:
        raise StopError("Chromium could not be installed. BROWSER=0 make test leaves the browser out.")


def _is_ubuntu() -> bool:
    """Ubuntu itself or one of its children."""
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return False
    return any(line.startswith(("ID=", "ID_LIKE=")) and "ubuntu" in line for line in lines)


def _run(
    argv: list[str], *, env: dict[str, str] | None = None, quiet: bool = False, leave_out: str = "", hint: str = ""
) -> None:
    """Run it; what it says is shown line by line, or with ``quiet`` only if it fails."""
    said = []
    with subprocess.Popen(
        argv,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if not quiet and not (leave_out and line.startswith(leave_out)):
                print(f"  {line}", end="", flush=True)
    if process.returncode != 0:
        shown = "".join(said) + "\n" if quiet else ""
        raise StopError(f"{shown}This failed: {' '.join(argv)}" + (f"\nTry it yourself:\n\n    {hint}" if hint else ""))


if __name__ == "__main__":
    sys.exit(main())
