"""The set-up of a fresh machine, with stand-ins for the programs that would change this one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from zenderen.local import bootstrap
from zenderen.local.bootstrap import StopError
from zenderen.local.state import ROOT


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine of one's own: a PATH with nothing but what the test puts in it, which notes how it was called."""
    folder = tmp_path / "bin"
    folder.mkdir()
    calls = tmp_path / "calls"
    calls.write_text("")
    monkeypatch.setenv("PATH", str(folder))

    def put(name: str, script: str = "") -> Path:
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> {calls}\n{script}\n')
        program.chmod(0o755)
        return program

    put.calls = lambda: calls.read_text().splitlines()
    return put


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """The checkout's own places, moved to where the test may change them."""
    venv = tmp_path / "checkout" / ".venv"
    venv.mkdir(parents=True)
    monkeypatch.setattr(bootstrap, "VENV", venv)
    monkeypatch.setattr(bootstrap, "STAMP", venv / "ready.json")
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    return venv


def test_it_needs_the_standard_library_only():
    """A bare interpreter, without site-packages and without this checkout on its path, can load it."""
    code = f"import runpy; runpy.run_path({str(ROOT / 'zenderen/local/bootstrap.py')!r}, run_name='not main')"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


def test_nothing_to_do_is_seen_from_the_stamp(elsewhere):
    assert not bootstrap._is_ready(browser=False)
    (elsewhere / "ready.json").write_text(json.dumps(bootstrap._fingerprint()))
    assert bootstrap._is_ready(browser=False)


def test_a_changed_lock_file_or_another_place_is_something_to_do(elsewhere):
    for change in ({"lock": "older"}, {"place": "/home/before/the/move/.venv"}):
        (elsewhere / "ready.json").write_text(json.dumps({**bootstrap._fingerprint(), **change}))
        assert not bootstrap._is_ready(browser=False)


def test_a_moved_environment_is_made_anew(elsewhere):
    settings = elsewhere / "pyvenv.cfg"
    settings.write_text(f"home = /usr/bin\ncommand = /usr/bin/python3 -m venv {elsewhere}\n")
    assert bootstrap._lies_where_it_was_made()
    settings.write_text("home = /usr/bin\ncommand = /usr/bin/python3 -m venv /home/before/.venv\n")
    assert not bootstrap._lies_where_it_was_made()


def test_uv_is_the_locked_one():
    version, hashes = bootstrap._locked("uv")
    assert version.count(".") == 2
    assert all(value.startswith("sha256:") for value in hashes)


def test_root_installs_by_itself(machine, monkeypatch):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    machine("env", 'shift; exec "$@"')
    machine("apt-get")
    bootstrap._install_from_apt(["gettext"])
    assert [call for call in machine.calls() if call.startswith("apt-get")] == [
        "apt-get -o DPkg::Lock::Timeout=300 update",
        "apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends gettext",
    ]


def test_sudo_is_used_when_it_asks_nothing(machine, monkeypatch):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    machine("apt-get")
    machine("sudo")
    bootstrap._install_from_apt(["gettext"])
    assert machine.calls()[-1].startswith("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get")


def test_without_rights_it_stops_with_the_line_to_type(machine, monkeypatch):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    machine("apt-get")
    machine("sudo", "exit 1")
    with pytest.raises(StopError) as stopped:
        bootstrap._install_from_apt(["gettext", "libpango-1.0-0"])
    line = "    sudo apt-get update && sudo apt-get install -y --no-install-recommends gettext libpango-1.0-0"
    assert str(stopped.value).splitlines()[-1] == line


def test_what_apt_said_is_shown_when_it_failed(machine, monkeypatch):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    machine("env", 'shift; exec "$@"')
    machine("apt-get", "echo E: no network here; exit 100")
    with pytest.raises(StopError, match=r"E: no network here(.|\n)*Try it yourself"):
        bootstrap._install_from_apt(["gettext"])


def test_missing_libraries_and_programs_become_packages(machine, monkeypatch):
    def load(name):
        if name == "libpango-1.0.so.0":
            raise OSError(name)

    monkeypatch.setattr(bootstrap.ctypes, "CDLL", load)
    machine("msgfmt")
    assert bootstrap.missing_from_system() == ["gettext", "libpango-1.0-0"]


def test_only_the_tests_need_what_gives_a_second_opinion(machine):
    machine("openssl")
    assert bootstrap.missing_for_tests() == ["poppler-utils"]


def test_a_named_chromium_wins_and_a_snap_stub_is_none(machine, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("PLAYWRIGHT_BROWSERS_PATH", raising=False)
    machine("chromium-browser", "exec /snap/bin/chromium")
    assert bootstrap.find_browser() is None

    download = tmp_path / ".cache" / "ms-playwright" / "chromium-1200" / "chrome-linux" / "chrome"
    download.parent.mkdir(parents=True)
    download.write_text("")
    assert bootstrap.find_browser() == str(download)

    real = machine("chromium")
    assert bootstrap.find_browser() == str(real)

    named = machine("my-chromium")
    monkeypatch.setenv("CHROMIUM", str(named))
    assert bootstrap.find_browser() == str(named)


def test_a_browser_that_cannot_be_installed_says_how_to_go_on(machine, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    for ubuntu in (True, False):
        monkeypatch.setattr(bootstrap, "_is_ubuntu", lambda ubuntu=ubuntu: ubuntu)
        monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
        monkeypatch.setattr(bootstrap, "VENV", tmp_path)
        (tmp_path / "bin").mkdir(exist_ok=True)
        machine("playwright")
        with pytest.raises(StopError, match="BROWSER=0 make test"):
            bootstrap._download_browser()


def test_everything_from_apt_is_asked_for_in_one_line(machine, elsewhere, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap, "_is_ubuntu", lambda: False)
    monkeypatch.setattr(bootstrap, "missing_from_system", lambda: ["gettext"])
    monkeypatch.setattr(bootstrap, "_missing_for_environment", lambda: ["python3-venv"])
    machine("apt-get")
    with pytest.raises(StopError, match=r"gettext python3-venv chromium$"):
        bootstrap._make_ready(browser=True)


@pytest.fixture
def all_but_checkers(monkeypatch):
    monkeypatch.setattr(bootstrap, "missing_from_system", list)
    monkeypatch.setattr(bootstrap, "find_browser", lambda: "/usr/bin/chromium")


def test_the_checkers_are_installed_once(machine, elsewhere, all_but_checkers):
    (elsewhere / "ready.json").write_text(json.dumps(bootstrap._fingerprint()))
    (elsewhere / "bin").mkdir()
    assert not bootstrap._is_ready(browser=True)
    machine("npm").rename(elsewhere / "bin" / "npm")
    machine("node").rename(elsewhere / "bin" / "node")
    bootstrap._install_checkers()
    folder = elsewhere / "checkers"
    assert machine.calls() == [f"npm ci --ignore-scripts --no-audit --no-fund --prefix {folder}"]
    assert bootstrap._is_ready(browser=True)


def test_checkers_of_another_lock_file_or_without_node_are_installed_anew(machine, elsewhere, all_but_checkers):
    test_the_checkers_are_installed_once(machine, elsewhere, all_but_checkers)
    (elsewhere / "bin" / "node").rename(elsewhere / "bin" / "gone")
    assert not bootstrap._is_ready(browser=True)
    (elsewhere / "bin" / "gone").rename(elsewhere / "bin" / "node")
    (elsewhere / "checkers" / "package-lock.json").write_text("{}")
    assert not bootstrap._is_ready(browser=True)


def test_a_failed_installation_of_the_checkers_is_tried_again(machine, elsewhere, all_but_checkers):
    (elsewhere / "bin").mkdir()
    machine("npm", "exit 1").rename(elsewhere / "bin" / "npm")
    machine("node").rename(elsewhere / "bin" / "node")
    with pytest.raises(StopError, match="npm ci"):
        bootstrap._install_checkers()
    assert not bootstrap._has_checkers()
