"""The state folder: all that a demo, a development run or a test run keeps, and the lock of who is using it."""

import fcntl
import json
import os
import pwd
import secrets
import shutil
import stat
import tempfile
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MARK = "made-by-zenderen"
LOCK = "lock"
TESTS = "test"
HOMES = Path("/var/tmp")  # noqa: S108 -- mkdtemp makes names in it that nobody can foresee


class StateError(Exception):
    """The state folder cannot be used; the message says why and what to do."""


def state_dir() -> Path:
    return Path(os.environ.get("ZENDEREN_STATE") or ROOT / "var").resolve()


class StateBusyError(StateError):
    """Another process is using the state folder."""


class State:
    """A folder of ours. Opening it takes its lock; the lock ends with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    def open(self) -> None:
        self.claim()
        lock = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 1000).decode() or "another process"
            os.close(lock)
            raise StateBusyError(
                f"{self.path} is in use by {holder}. Stop that first, or choose another folder and port: "
                "ZENDEREN_STATE=/tmp/second PORT=8001 make demo"
            ) from None
        self._lock = lock
        self.describe(f"process {os.getpid()}")

    def close(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def describe(self, holder: str) -> None:
        """What the next one reads who finds the folder taken."""
        assert self._lock is not None
        os.truncate(self._lock, 0)
        os.pwrite(self._lock, holder.encode(), 0)

    @cached_property
    def home(self) -> "Home":
        return Home(self.path)

    def claim(self) -> None:
        """Take an empty or new folder, or one that we made; never one with somebody else's things in it."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark = self.path / MARK
        if mark.exists():
            return
        if self.path != ROOT / "var" and any(self.path.iterdir()) and not mark.exists():
            raise StateError(f"{self.path} holds things that the portal did not make. Name an empty or new folder.")
        mark.write_text("The portal keeps its demo here. `make demo-reset` removes it.\n")

    def secret(self, name: str) -> str:
        """A random text that is made once and kept here, readable by its owner only."""
        path = self.path / f"{name}.secret"
        if not path.exists():
            write_new(path, secrets.token_urlsafe(48))
        return path.read_text()

    def log(self, name: str) -> Path:
        folder = self.path / "log"
        folder.mkdir(exist_ok=True)
        return folder / f"{name}.log"

    def empty(self) -> None:
        """Remove everything that the portal made here; the lock must be held. Test runs clean up after themselves."""
        self.home.remove()
        del self.home
        for path in self.path.iterdir():
            if path.name in (MARK, LOCK, TESTS):
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


class Home:
    """Where the private servers keep their data, and as whom they run.

    An ordinary user keeps it in the state folder. PostgreSQL refuses to run as root, and an unprivileged user may not
    be able to enter the state folder (a checkout below /root): then both servers live in a folder of their own that
    only root can change, with the data in folders that only the unprivileged user can enter. The state folder
    remembers which one it was.
    """

    def __init__(self, state: Path) -> None:
        self.state = state
        self.user = unprivileged_user() if os.geteuid() == 0 else None
        if self.user is not None:
            self.path = self._outside()
        else:
            self.path = state / "servers"
            self.path.mkdir(exist_ok=True, mode=0o700)

    def _outside(self) -> Path:
        record = self.state / "servers.json"
        if record.exists():
            path = Path(json.loads(record.read_text())["path"])
            if self._is_ours(path):
                (path / "state").write_text(str(self.state))
                return path
        remove_forgotten(HOMES)
        path = Path(tempfile.mkdtemp(prefix="zenderen-", dir=HOMES))
        path.chmod(0o755)
        (path / "state").write_text(str(self.state))
        record.write_text(json.dumps({"path": str(path)}))
        return path

    def _is_ours(self, path: Path) -> bool:
        """Root's own real folder, and not the one of the state folder that this one was copied from."""
        try:
            found = path.lstat()
            owner = Path((path / "state").read_text())
        except OSError:
            return False
        return only_root_changes(found) and (owner == self.state or not (owner / "servers.json").exists())

    def folder(self, name: str) -> Path:
        """A folder in here that only the servers' user can enter."""
        path = self.path / name
        if not path.exists():
            path.mkdir(mode=0o700)
            if self.user is not None:
                os.chown(path, self.user.pw_uid, self.user.pw_gid)
        return path

    def file(self, name: str, text: str) -> Path:
        """A file in here that only the servers' user can read; replaced if it exists."""
        path = self.path / name
        path.unlink(missing_ok=True)
        write_new(path, text)
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        return path

    def remove(self) -> None:
        if self.path.exists():
            shutil.rmtree(self.path)
        (self.state / "servers.json").unlink(missing_ok=True)


def only_root_changes(found: os.stat_result) -> bool:
    """A real folder, and not one that somebody else put there for us to fall into."""
    return stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022


def remove_forgotten(homes: Path) -> None:
    """Servers' folders whose state folder lay in the place for temporary things and was cleared away with them."""
    for path in homes.glob("zenderen-*"):
        try:
            owner = Path((path / "state").read_text())
        except OSError:
            continue  # not finished yet, or gone by now
        temporary = owner.is_relative_to(tempfile.gettempdir())
        if temporary and not owner.exists() and only_root_changes(path.lstat()):
            shutil.rmtree(path, ignore_errors=True)


def unprivileged_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        if user.pw_uid != 0:
            return user
    raise StateError("PostgreSQL does not run as root and this machine has no user `postgres` or `nobody`.")


def write_new(path: Path, text: str) -> None:
    """Write a file that did not exist and that only its owner can read; complete or absent."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    partial.rename(path)
