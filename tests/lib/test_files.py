"""Private files: complete or absent, one per name, handed out by views only."""

import stat
import threading
from types import SimpleNamespace

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import Http404

from zenderen.lib import files


def _everything(settings):
    return sorted(
        str(path.relative_to(settings.MEDIA_ROOT)) for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()
    )


def _field(name):
    return FieldFile(SimpleNamespace(), SimpleNamespace(storage=default_storage, attname="file"), name)


def test_same_name_is_replaced(settings):
    assert files.store("agreements/7/signed.pdf", b"first") == "agreements/7/signed.pdf"
    assert files.store("agreements/7/signed.pdf", b"second") == "agreements/7/signed.pdf"
    assert _everything(settings) == ["agreements/7/signed.pdf"]
    assert (settings.MEDIA_ROOT / "agreements/7/signed.pdf").read_bytes() == b"second"


def test_files_and_folders_are_closed_to_others(settings):
    files.store("agreements/7/signed.pdf", b"x")
    path = settings.MEDIA_ROOT / "agreements/7/signed.pdf"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in list(path.parents)[:3]} == {0o750}


def test_write_that_breaks_off_leaves_the_old_file_and_nothing_else(settings):
    files.store("poster.pdf", b"old")

    class Breaking(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half of the n"
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        default_storage.save("poster.pdf", Breaking(b""))
    assert _everything(settings) == ["poster.pdf"]
    assert (settings.MEDIA_ROOT / "poster.pdf").read_bytes() == b"old"


def test_reader_sees_one_whole_file_while_others_write(settings):
    contents = [bytes([65 + n]) * 300_000 for n in range(4)]
    files.store("poster.pdf", contents[0])
    barrier = threading.Barrier(4)

    def write(content):
        barrier.wait()
        for _time in range(10):
            files.store("poster.pdf", content)

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert (settings.MEDIA_ROOT / "poster.pdf").read_bytes() in contents
    for thread in threads:
        thread.join()
    assert _everything(settings) == ["poster.pdf"]


def test_what_a_killed_process_left_half_is_cleared_away_in_time(settings):
    import os

    files.store("a.pdf", b"x")
    left, recent = (settings.MEDIA_ROOT / files.PARTIAL / name for name in ("left", "recent"))
    left.write_bytes(b"half")
    recent.write_bytes(b"half")
    os.utime(left, (0, 0))
    files.store("b.pdf", b"x")
    assert (left.exists(), recent.exists()) == (False, True)


@pytest.mark.parametrize("name", ["../outside.pdf", "/etc/outside.pdf", "a/../../outside.pdf"])
def test_nothing_is_written_outside(name):
    with pytest.raises(SuspiciousFileOperation):
        files.store(name, b"x")


def test_stored_file_has_no_address():
    with pytest.raises(ValueError, match="no address"):
        default_storage.url(files.store("a.pdf", b"x"))


def test_sha256_is_the_same_for_bytes_and_file():
    name = files.store("a.pdf", b"content")
    assert files.sha256(b"content") == files.sha256(_field(name))
    assert files.sha256(b"content") == "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"


@pytest.mark.parametrize(
    ("filename", "inline", "disposition", "kind"),
    [
        ("Overeenkomst.pdf", False, 'attachment; filename="Overeenkomst.pdf"', "application/pdf"),
        ("Overeenkomst.pdf", True, 'inline; filename="Overeenkomst.pdf"', "application/pdf"),
        ("poster.png", True, 'inline; filename="poster.png"', "image/png"),
        ("logo.svg", True, 'attachment; filename="logo.svg"', "image/svg+xml"),
        ("pagina.html", True, 'attachment; filename="pagina.html"', "text/html"),
        ("ding.onbekend", True, 'attachment; filename="ding.onbekend"', "application/octet-stream"),
        ("één.pdf", False, "attachment; filename*=utf-8''%C3%A9%C3%A9n.pdf", "application/pdf"),
        ('a"\r\nb: c.pdf', False, "attachment; filename*=utf-8''a%22%0D%0Ab%3A%20c.pdf", "application/pdf"),
    ],
)
def test_download_says_what_it_is_and_runs_nothing(filename, inline, disposition, kind):
    response = files.download(_field(files.store("a.bin", b"content")), filename, inline=inline)
    assert b"".join(response.streaming_content) == b"content"
    response.file_to_stream.close()  # response.close() would tell Django that a request ended
    assert response.headers["Content-Disposition"] == disposition
    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Length"] == "7"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["", "never/written.pdf"])
def test_file_that_is_not_there_is_not_found(name, caplog):
    with pytest.raises(Http404):
        files.download(_field(name), "x.pdf")
