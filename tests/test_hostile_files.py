"""Every door at which a file comes in, and files that nobody should send: refused in plain Dutch, or harmless inside.

The doors are counted, so that a new one is tried as well; what was typed beside the file is never lost.
"""

import importlib
import pkgutil
import re
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from django import forms
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.lib.test_uploads import JS, huge_png, locked_pdf, pdf, picture
from tests.network.make_library import text_pdf
from tests.test_access import MATRIX, MODULES
from zenderen.lib import uploads
from zenderen.lib.uploads import MEGABYTE

TYPED = "Getypt naast het bestand"


class Door(NamedTuple):
    """An address that takes a file: who stands there, the name of the field, what else is typed, what it takes."""

    who: str
    field: str
    takes: set
    typed: str = ""
    form: str = ""


DOORS = {
    "network:document_add": Door("manager", "file", {"pdf"}, "title", "network.forms.library.NewDocumentForm"),
    "network:edition_add": Door("manager", "file", {"pdf"}, "", "network.forms.library.EditionForm"),
    "network:edition_replace": Door("manager", "file", {"pdf"}),
    "network:image_add": Door("manager", "upload", {"png", "jpg"}, "alt", "network.forms.news.NewImageForm"),
    "network:organisation_import": Door("manager", "file", {"csv"}, "", "network.forms.organisations.ImportForm"),
    "themes:paper_add": Door("chair", "file", {"pdf", "png", "jpg"}, "title", "themes.forms.meetings.PaperForm"),
    "agreements:annex_add": Door(
        "manager", "file", {"pdf", "png", "jpg"}, "title", "agreements.forms.drafting.AnnexForm"
    ),
    "agreements:mandate_give": Door(
        "executive", "document", {"pdf", "png", "jpg"}, "evidence", "agreements.forms.mandates.MandateForm"
    ),
    "agreements:scan_register": Door(
        "manager", "document", {"pdf", "png", "jpg"}, "", "agreements.forms.paper.ScanForm"
    ),
    "verification:verify": Door("visitor", "file", {"pdf"}, "", "agreements.forms.verification.FileForm"),
}


def bomb(packed=1, size=25):
    """Zeros, packed so that a few bytes become megabytes, more than the door of a test takes."""
    engine = zlib.compressobj(9)
    data = b"".join([*(engine.compress(bytes(MEGABYTE)) for _megabyte in range(size)), engine.flush()])
    for _time in range(packed - 1):
        data = zlib.compress(data, 9)
    names = b" ".join([b"/FlateDecode"] * packed)
    return pdf(b"", b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (len(data), names, data))


def zipped(name="word/document.xml", content=b"x" * 100):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def many_points():
    """A real picture of one bit for each of 64 million points, in a few kilobytes."""
    chunk = lambda name, body: struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))  # noqa: E731
    head = struct.pack(">IIBBBBB", 8000, 8000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1001) * 8000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def other(kind):
    out = BytesIO()
    Image.new("RGB", (8, 8), "navy").save(out, kind)
    return out.getvalue()


def action(kind, extra=b""):
    return pdf(b"/OpenAction << /S /%s %s >>" % (kind, extra))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(document.cookie)</script>"
XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

# Refused at every door that takes documents or pictures: name, content.
REFUSED = {
    "empty": ("leeg.pdf", b""),
    "empty picture": ("leeg.png", b""),
    "only spaces": ("wit.pdf", b" " * 200),
    "page of HTML as PDF": ("pagina.pdf", HTML),
    "page of HTML": ("pagina.html", HTML),
    "HTML in UTF-16": ("pagina.pdf", HTML.decode().encode("utf-16")),
    "HTML before a PDF": ("pagina.pdf", HTML + pdf()),
    "mail with parts": ("pagina.mht", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + HTML),
    "HTML application": ("hulp.hta", HTML),
    "SVG with a script": ("tekening.svg", SVG),
    "SVG as PNG": ("tekening.png", SVG),
    "SVG as PDF": ("tekening.pdf", SVG),
    "XML that reads files": ("lijst.xml", XXE),
    "XML as PDF": ("lijst.pdf", XXE),
    "script of a server": ("foto.php", b"<?php system($_GET['c']); ?>"),
    "script as picture": ("foto.jpg", b"<?php system($_GET['c']); ?>"),
    "setting of a server": (".htaccess", b"AddType application/x-httpd-php .jpg"),
    "program for Windows": ("hulp.exe", b"MZ" + bytes(200)),
    "program as PDF": ("factuur.pdf", b"MZ" + bytes(200)),
    "program for Linux": ("hulp.pdf", b"\x7fELF" + bytes(200)),
    "shell script": ("start.sh", b"#!/bin/sh\nrm -rf /\n"),
    "shortcut": ("lees.lnk", b"L\x00\x00\x00" + bytes(80)),
    "internet shortcut": ("lees.url", b"[InternetShortcut]\nURL=file:///etc/passwd\n"),
    "text for virus scanners": ("brief.pdf", EICAR),
    "ZIP": ("alles.zip", zipped()),
    "ZIP bomb": ("alles.zip", zipped("leeg", bytes(20 * MEGABYTE))),
    "ZIP as PDF": ("alles.pdf", zipped()),
    "ZIP as PNG": ("alles.png", zipped()),
    "Word": ("brief.docx", zipped()),
    "Word as PDF": ("brief.pdf", zipped()),
    "old Word": ("brief.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)),
    "RTF": ("brief.rtf", b"{\\rtf1\\ansi{\\object\\objocx}}"),
    "GIF": ("foto.gif", other("GIF")),
    "GIF as PNG": ("foto.png", other("GIF")),
    "BMP as JPEG": ("foto.jpg", other("BMP")),
    "TIFF as PNG": ("foto.png", other("TIFF")),
    "WebP as JPEG": ("foto.jpg", other("WEBP")),
    "icon": ("foto.ico", other("ICO")),
    "half a JPEG": ("foto.jpg", picture("JPEG", (300, 300))[:400]),
    "half a PNG": ("foto.png", picture("PNG", (300, 300))[:60]),
    "PNG of ten thousand million points": ("foto.png", huge_png()),
    "PNG of 64 million points": ("foto.png", many_points()),
    "PDF behind a password": ("geheim.pdf", locked_pdf()),
    "PDF with JavaScript": ("a.pdf", pdf(b"/OpenAction " + JS)),
    "PDF with JavaScript by reference": ("a.pdf", pdf(b"/OpenAction 4 0 R", JS)),
    "PDF with JavaScript in other letters": ("a.pdf", pdf(b"/OpenAction 4 0 R", b"<< /S /#4aava#53cript /#4aS (x) >>")),
    "PDF with JavaScript by name": ("a.pdf", pdf(b"/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", JS)),
    "PDF with JavaScript in a form": ("a.pdf", pdf(b"/AcroForm << /Fields [<< /AA << /K 4 0 R >> >>] >>", JS)),
    "PDF that starts a program": ("a.pdf", action(b"Launch", b"/F (cmd.exe)")),
    "PDF that starts a program afterwards": (
        *("a.pdf", pdf(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next [<< /S /Launch /F (x) >>] >>")),
    ),
    "PDF that starts one on closing": ("a.pdf", pdf(b"/AA << /WC 4 0 R >>", b"<< /S /Launch /F (cmd.exe) >>")),
    "PDF that sends": ("a.pdf", action(b"SubmitForm", b"/F (https://a.example)")),
    "PDF that imports": ("a.pdf", action(b"ImportData", b"/F (a.fdf)")),
    "PDF that opens another": ("a.pdf", action(b"GoToR", b"/F (\\\\\\\\a.example\\\\b) /D [0 /Fit]")),
    "PDF that opens one inside": ("a.pdf", action(b"GoToE", b"/D [0 /Fit]")),
    "PDF with a film": ("a.pdf", action(b"Rendition")),
    "PDF with rich media": ("a.pdf", pdf(b"/Extra 4 0 R", b"<< /RichMediaContent << >> >>")),
    "PDF with a form of XML": ("a.pdf", pdf(b"/AcroForm << /Fields [] /XFA (x) >>")),
    "PDF with a file inside": (
        *("a.pdf", pdf(b"/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>", b"<< /Type /Filespec /F (a.exe) >>")),
    ),
    "PDF that unfolds": ("a.pdf", bomb()),
    "PDF that unfolds twice": ("a.pdf", bomb(packed=2)),
    "half a PDF": ("a.pdf", pdf()[:60]),
    "PDF of one line": ("a.pdf", b"%PDF-1.7\n"),
    "PDF without pages": ("a.pdf", pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [] /Count 0")),
    "PDF whose pages go round": ("a.pdf", pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")),
    "PDF nested without end": ("a.pdf", pdf(b"/Deep " + b"[" * 60_000)),
    "PDF that is too large": ("groot.pdf", pdf() + b"\n" * (21 * MEGABYTE)),
    "two endings": ("begroting.pdf.exe", pdf()),
    "no ending": ("begroting", pdf()),
    "only an ending": (".pdf", pdf()),
    "a name nobody sees": ("\u200b.pdf", pdf()),
    "a name that is turned round": ("foto\u202egnp.exe", picture("PNG")),
    "another ending": ("foto.png", picture("JPEG")),
    "PDF as picture": ("foto.jpg", pdf()),
}

# Good files with a bad name or something in them that does nothing here: taken in where their kind is, and harmless.
NEUTRALISED = {
    "folders in the name": ("../../../etc/passwd.pdf", text_pdf("a"), "pdf"),
    "folders of Windows": ("C:\\Windows\\System32\\a.pdf", text_pdf("a"), "pdf"),
    "markup in the name": ("\"><img src=x onerror=alert(1)>.pdf", text_pdf("a"), "pdf"),
    "a line end in the name": ("a\r\nSet-Cookie: a=b.pdf", text_pdf("a"), "pdf"),
    "a long name": ("lang " * 60 + ".pdf", text_pdf("a"), "pdf"),
    "invisible signs": ("begro\u200bting\u202efdp.pdf", text_pdf("a"), "pdf"),
    "a ZIP behind a PDF": ("a.pdf", text_pdf("a") + zipped(), "pdf"),
    "a script behind a picture": ("foto.jpg", picture("JPEG") + b"<?php system('x'); ?>" + HTML, "jpg"),
    "folders before a picture": ("../../foto.png", picture("PNG"), "png"),
}  # fmt: skip


def _forms_with_files():
    for room in ("network", "themes", "projects", "agreements"):
        package = importlib.import_module(f"{room}.forms")
        for part in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{room}.forms.{part.name}")
            for name, form in vars(module).items():
                fields = getattr(form, "base_fields", {}) if isinstance(form, type) else {}
                if any(isinstance(field, forms.FileField) for field in fields.values()):
                    yield f"{form.__module__}.{name}"


def test_every_form_that_takes_a_file_is_a_door_here():
    assert set(_forms_with_files()) == {door.form for door in DOORS.values()} - {""}
    assert len(REFUSED) + len(NEUTRALISED) >= 60


@pytest.fixture
def doors(world, monkeypatch):
    """Each door as somebody who may stand there, with its address; what unfolds is refused a little sooner."""
    monkeypatch.setattr(uploads, "MOST_UNFOLDED", 20 * MEGABYTE)
    for each in MODULES:
        if hasattr(each, "extend"):
            each.extend(world)

    def at(name):
        client = Client()
        if DOORS[name].who != "visitor":
            client.force_login(world.people[DOORS[name].who])
        return client, reverse(name, kwargs=MATRIX[name].kwargs(world))

    return at


def _stored(settings):
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def _send(client, address, door, name, content):
    """Written out by hand: Django's own client would already take the folders out of the name."""
    cache.clear()  # visitors verify so many documents a minute
    name = name.replace("\\", "\\\\").replace('"', '\\"').replace("\r\n", "%0D%0A")
    parts = [f'name="{door.typed}"\r\n\r\n{TYPED}'.encode()] if door.typed else []
    parts.append(f'name="{door.field}"; filename="{name}"\r\n\r\n'.encode() + content)
    body = (
        b"".join(b"--grens\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--grens--\r\n"
    )
    return client.post(address, body, content_type="multipart/form-data; boundary=grens")


@pytest.mark.parametrize("name", DOORS)
def test_what_nobody_should_send_is_refused(name, doors, settings, subtests):
    client, address = doors(name)
    door, before = DOORS[name], _stored(settings)
    for what, (filename, content) in REFUSED.items():
        with subtests.test(what), transaction.atomic():
            response = _send(client, address, door, filename, content)
            page = response.content.decode()
            transaction.set_rollback(True)
            assert response.status_code in ((200, 413, 422) if name == "verification:verify" else (200,))
            assert "<script>alert" not in page
            assert _stored(settings) == before
            if name == "verification:verify":  # it judges what it gets, and says of none that it is ours
                verdict = response.context.get("verdict")
                assert verdict is None or verdict.version is None
                continue
            errors = response.context["form"].errors
            told = " ".join(str(error) for error in errors.get(door.field, errors.get("__all__", [])))
            assert re.search(r"\b(is|past|zijn|heeft|bevat|kies|ontbreekt|problemen?)\b", told, re.IGNORECASE), told
            assert not door.typed or TYPED in page


@pytest.mark.parametrize("name", DOORS)
def test_what_comes_in_is_harmless(name, doors, settings, subtests):
    client, address = doors(name)
    door = DOORS[name]
    for what, (filename, content, kind) in NEUTRALISED.items():
        with subtests.test(what), transaction.atomic():
            before = _stored(settings)
            response = _send(client, address, door, filename, content)
            transaction.set_rollback(True)
            assert response.status_code in (200, 302) or kind not in door.takes
            assert b"onerror=alert(1)>" not in response.content.replace(b"&gt;", b"")
            for path in _stored(settings) - before:
                assert re.fullmatch(r"[\w.-]+", path.name), path
                assert path.suffix in {".pdf", ".png", ".jpg"}
                path.unlink()
            if response.status_code == 200 and kind in door.takes and response.context.get("form"):
                assert door.field not in response.context["form"].errors
