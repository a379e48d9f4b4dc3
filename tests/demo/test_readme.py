"""What the README promises about settings and commands is what the code reads."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_settings_table_agrees_with_the_code():
    settings = re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "zenderen/settings.py").read_text())
    server = re.findall(r"os\.environ\.get\([\"']([A-Z_]+)", (ROOT / "zenderen/gunicorn.py").read_text())
    table = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)
    assert len(table) == len(set(table))
    assert set(table) == {*settings, *server}


def test_every_command_named_exists():
    targets = set(re.findall(r"^([a-z-]+): ##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+(?:-[a-z]+)?)`", README)) <= targets
    assert {"demo", "test"} <= targets


def test_links_and_pictures_are_there():
    for text in (README, (ROOT / "README.nl.md").read_text()):
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert target.startswith("http") or (ROOT / target).exists(), target


def test_map_of_the_code_names_real_folders():
    listed = re.search(r"```\n(agreements/.*?)```", README, re.DOTALL)[1]
    for line in listed.splitlines():
        for name in re.findall(r"^((?:[a-z/]+/ ?)+)", line):
            assert all((ROOT / part).is_dir() for part in name.split())
