"""The Dutch catalogue: bring it up to date with the code, compile it, or say what is wrong with it."""

import os
import shutil
import subprocess
import tempfile
from contextlib import chdir
from pathlib import Path

import polib

from zenderen.local.state import ROOT

CATALOGUE = Path("locale") / "nl" / "LC_MESSAGES" / "django.po"
NO_SOURCE = (".venv", ".git", "var", "tests", "bench", "static", "*.egg-info", "__pycache__", ".*_cache")
# Fixed, so that two people who update the catalogue differ in their words only.
METADATA = {
    "Project-Id-Version": "zenderen",
    "Language": "nl",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def compile_changed() -> None:
    """Compile the catalogue if its source is newer; msgfmt also refuses a wrong placeholder."""
    source = ROOT / CATALOGUE
    target = source.with_suffix(".mo")
    if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
        return
    partial = target.with_suffix(f".{os.getpid()}")
    try:
        subprocess.run(["msgfmt", "--check-format", "-o", partial, source], check=True)
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)


def update() -> None:
    """Take over what the code says now; new texts are left empty, for a person to translate."""
    _fresh().save(str(ROOT / CATALOGUE))
    compile_changed()
    for problem in problems():
        print(problem)


def problems() -> list[str]:
    """What keeps a visitor from reading every page in Dutch, one line each."""
    kept = {_key(entry): entry for entry in polib.pofile(str(ROOT / CATALOGUE))}
    used = {_key(entry): entry for entry in _fresh()}
    found = [
        f"not in the catalogue: {entry.msgid!r} ({_where(entry)})" for key, entry in used.items() if key not in kept
    ]
    for key, entry in kept.items():
        if key not in used:
            found.append(f"no longer in the code: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"marked fuzzy: {entry.msgid!r}")
        elif not entry.translated():
            found.append(f"not translated: {entry.msgid!r} ({_where(used[key])})")
    return found


def _fresh() -> polib.POFile:
    """The catalogue as makemessages would leave it, made in a copy of the sources so that nothing here changes."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings

    assert settings.configured
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "sources"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NO_SOURCE))
        (copy / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
        with chdir(copy), override_settings(LOCALE_PATHS=[copy / "locale"]):
            options = {"no_wrap": True, "add_location": "file", "no_obsolete": True, "verbosity": 0}
            call_command("makemessages", locale=["nl"], **options)
        catalogue = polib.pofile(str(copy / CATALOGUE), wrapwidth=0)
    for entry in catalogue:
        if entry.fuzzy:  # gettext's guess from a similar text; a person has to write it
            entry.fuzzy = False
            entry.msgstr, entry.previous_msgid = "", None
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
    catalogue.metadata = METADATA
    catalogue.sort(key=lambda entry: entry.msgid)
    return catalogue


def _key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def _where(entry: polib.POEntry) -> str:
    return ", ".join(place for place, _line in entry.occurrences[:2])
