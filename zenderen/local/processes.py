"""Start a program so that it can never outlive us, and end it with everything that it started."""

import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class StartError(Exception):
    """A program did not come up; the message says which one, and why in its own last words."""


def _tied_to(parent: int, farewell: signal.Signals) -> Callable[[], None]:
    """For the new process: when its parent dies, even by SIGKILL, the kernel sends it this signal."""

    def tie() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, farewell)
        if os.getppid() != parent:
            os._exit(1)

    return tie


class Program:
    """One program of ours in a session of its own, so that Ctrl-C in the terminal reaches only its starter."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        cwd: Path,
        log: Path | None = None,
        env: Mapping[str, str] | None = None,
        user: pwd.struct_passwd | None = None,
        farewell: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.argv = [str(part) for part in argv]
        self.cwd = cwd
        self.log = log
        self.env = env
        self.user = user
        self.farewell = farewell
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        user = self.user
        afresh = os.O_TRUNC if self.process is None else 0  # its own restarts go on in the same file
        writing = os.O_WRONLY | os.O_CREAT | os.O_APPEND | afresh
        output = None if self.log is None else os.open(self.log, writing, 0o600)
        try:
            self.process = subprocess.Popen(
                self.argv,
                cwd=self.cwd,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=None if output is None else subprocess.STDOUT,
                start_new_session=True,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
                umask=0o077,
                # Only ever called from a process with one thread, the case in which this is safe.
                preexec_fn=_tied_to(os.getpid(), self.farewell),
            )
        finally:
            if output is not None:
                os.close(output)

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Return once ``ready`` says so; a program that ends or hangs before that is a StartError."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running:
                raise StartError(f"{self.name} stopped at once. {self.last_words()}")
            if time.monotonic() > deadline:
                raise StartError(f"{self.name} was not ready after {seconds:.0f} seconds. {self.last_words()}")
            time.sleep(0.05)

    def last_words(self) -> str:
        if self.log is None or not self.log.exists():
            return "What it said stands above."
        lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return "\n".join([f"The end of {self.log}:", *(f"    {line}" for line in lines)])

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.farewell)

    def stop(self, *, patience: float = 10) -> None:
        """Ask, wait, and then end whatever is left of it and of its children."""
        if self.process is None:
            return
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        with suppress(ProcessLookupError):  # its session may be empty by now, which is what we want
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def end_left_over(pid_file: Path, *, belongs: str, farewell: signal.Signals, patience: float = 15) -> None:
    """End a program that an earlier start left behind; ``belongs`` must stand in its command line.

    The number in a file of an earlier start may meanwhile belong to somebody else's process: that one is left alone.
    """
    try:
        pid = int(pid_file.read_text().split()[0])
        command_line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except (OSError, ValueError, IndexError):
        pid_file.unlink(missing_ok=True)
        return
    if belongs not in command_line:
        pid_file.unlink(missing_ok=True)
        return
    deadline = time.monotonic() + patience
    with suppress(ProcessLookupError):
        os.kill(pid, farewell)
        while time.monotonic() < deadline and not _is_gone(pid):
            time.sleep(0.05)
        if not _is_gone(pid):
            os.kill(pid, signal.SIGKILL)
    pid_file.unlink(missing_ok=True)


def _is_gone(pid: int) -> bool:
    """Gone, or a zombie that only its parent has yet to notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
