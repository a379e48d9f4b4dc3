"""Nothing that we start outlives us."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.local.conftest import processes_with
from zenderen.local.processes import Program, StartError
from zenderen.local.state import ROOT

STARTER = """
import sys, time
from pathlib import Path
from zenderen.local.processes import Program
program = Program("sleeper", ["sleep", sys.argv[1]], cwd=Path("/"))
program.start()
print("started", flush=True)
time.sleep(100)
"""


def until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_program_dies_with_its_killed_starter():
    mark = f"100.{os.getpid()}"
    starter = subprocess.Popen([sys.executable, "-c", STARTER, mark], cwd=ROOT, stdout=subprocess.PIPE)
    assert starter.stdout.readline() == b"started\n"
    assert any("sleep" in line.split()[1] for line in processes_with(mark))
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    starter.stdout.close()
    assert until(lambda: not processes_with(mark))


def test_stopping_ends_the_children_too(tmp_path):
    mark = f"101.{os.getpid()}"
    program = Program("family", ["sh", "-c", f"trap '' TERM; sleep {mark} & sleep {mark}"], cwd=tmp_path)
    program.start()
    assert until(lambda: len(processes_with(mark)) >= 3)
    program.stop(patience=0.2)
    assert until(lambda: not processes_with(mark))


def test_a_program_that_stops_at_once_says_why(tmp_path):
    log = tmp_path / "short.log"
    program = Program("short", ["sh", "-c", "echo no such luck; exit 3"], cwd=tmp_path, log=log)
    program.start()
    with pytest.raises(StartError, match=r"short stopped at once(.|\n)*no such luck"):
        program.wait_until(lambda: False, seconds=10)


def test_a_program_that_hangs_is_given_up(tmp_path):
    program = Program("hanging", ["sleep", "100"], cwd=tmp_path)
    program.start()
    with pytest.raises(StartError, match="not ready after 0 seconds"):
        program.wait_until(lambda: False, seconds=0.1)
    program.stop()
