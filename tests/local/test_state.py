"""The state folder: whose it is, who is using it, and that nothing else is ever removed."""

import os
import shutil
import stat

import pytest

from tests.local.conftest import opened
from zenderen.local.state import LOCK, MARK, Home, State, StateBusyError, StateError, remove_forgotten

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user keeps its servers in the state folder")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_one_at_a_time(state):
    state.describe("the portal at http://localhost:8000/ (process 1)")
    with pytest.raises(StateBusyError, match="http://localhost:8000/"):
        State(state.path).open()


def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(StateError, match="Name an empty or new folder"):
        State(tmp_path).open()
    assert names(tmp_path) == ["thesis.odt"]


def test_emptying_keeps_the_lock_and_the_test_runs_and_follows_no_link(state, tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_text("")
    (state.path / "media").symlink_to(tmp_path / "precious")
    (state.path / "mail").mkdir()
    (state.path / "test").mkdir()
    state.empty()
    assert names(state.path) == [LOCK, MARK, "test"]
    assert (tmp_path / "precious" / "file").exists()


def test_a_secret_is_made_once_for_its_owner_only(state):
    assert state.secret("key") == state.secret("key")
    assert stat.S_IMODE((state.path / "key.secret").stat().st_mode) == 0o600


@as_root
def test_root_keeps_servers_outside_and_finds_them_again(state):
    home = state.home.path
    assert not home.is_relative_to(state.path)
    assert Home(state.path).path == home
    state.empty()
    assert not home.exists()


@as_root
def test_a_copied_state_folder_gets_servers_of_its_own(state, tmp_path):
    home = state.home.path
    shutil.copytree(state.path, tmp_path / "copy")
    with opened(tmp_path / "copy") as copy:
        assert copy.home.path != home
    assert home.exists()


@as_root
def test_a_moved_state_folder_keeps_its_servers(state, tmp_path):
    home = state.home.path
    state.path.rename(tmp_path / "moved")
    assert Home(tmp_path / "moved").path == home
    (tmp_path / "moved").rename(state.path)


@as_root
def test_a_folder_that_others_can_change_is_not_taken_for_ours(state):
    home = state.home.path
    home.chmod(0o777)
    other = Home(state.path)
    assert other.path != home
    other.remove()
    home.chmod(0o755)


@as_root
def test_what_a_vanished_temporary_state_left_is_removed(tmp_path):
    def home(name, owner):
        path = tmp_path / f"zenderen-{name}"
        path.mkdir()
        (path / "state").write_text(str(owner))

    (tmp_path / "living").mkdir()
    home("living", tmp_path / "living")
    home("vanished", tmp_path / "vanished")
    home("elsewhere", "/mnt/a-disk-that-is-not-mounted-now/var")
    (tmp_path / "zenderen-unfinished").mkdir()

    remove_forgotten(tmp_path)

    assert names(tmp_path) == ["living", "zenderen-elsewhere", "zenderen-living", "zenderen-unfinished"]
