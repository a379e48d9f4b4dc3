"""Files that are handed in: what they are is told by their content, and nothing that acts by itself gets in."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from zenderen.lib import uploads


def pdf(catalog=b"", *others):
    """A small PDF with these entries in its catalog and these further objects (numbered from 4)."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        *others,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + end % (size, table, size, len(out))


def locked_pdf():
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf())))
    writer.encrypt("eigenaar", "lezer")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind, size=(4, 4)):
    out = BytesIO()
    Image.new("RGB", size, "navy").save(out, kind)
    return out.getvalue()


def huge_png():
    """A few bytes that claim to be a picture of ten thousand million points."""
    chunk = lambda name, body: struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))  # noqa: E731
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def look(name, content):
    return uploads.look_into(SimpleUploadedFile(name, content), most=200_000)


@pytest.mark.parametrize(
    ("name", "content", "kind", "shown"),
    [
        ("Begroting 2027.pdf", pdf(), "pdf", "Begroting 2027"),
        ("Begroting.PDF", pdf(), "pdf", "Begroting"),
        ("plattegrond.png", picture("PNG"), "png", "plattegrond"),
        ("foto.jpeg", picture("JPEG"), "jpg", "foto"),
        ("virus.exe.pdf", pdf(), "pdf", "virus.exe"),
        ("begro\u200bting\u202efdp.pdf", pdf(), "pdf", "begrotingfdp"),
        ("  .pdf.pdf", pdf(), "pdf", "pdf"),
        ("lang " * 60 + ".pdf", pdf(), "pdf", None),
    ],
)
def test_what_is_taken_in(name, content, kind, shown):
    document = look(name, content)
    assert (document.kind, document.content) == (kind, content)
    assert shown is None or document.name == shown
    assert 0 < len(document.name) <= 150


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\Windows\\system.pdf", "/srv/x/y.pdf", "a/../b.pdf"])
def test_a_name_never_has_a_folder(name):
    assert not set("/\\") & set(uploads.shown_name(name))
    assert not set("/\\") & set(look(name, pdf()).name)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("leeg.pdf", b"", "leeg"),
        ("brief.docx", b"PK\x03\x04", "geen PDF"),
        ("pagina.pdf", b"<html><script>alert(1)</script>", "geen PDF"),
        ("tekening.svg", b"<svg onload='x'/>", "geen PDF"),
        ("begroting.pdf.exe", pdf(), "exe"),
        ("begroting", pdf(), "naam"),
        ("foto.png", picture("JPEG"), "png"),
        ("foto.jpg", picture("JPEG")[:300], "beschadigd"),
        ("foto.png", huge_png(), "beschadigd"),
        ("half.pdf", pdf()[:60], "beschadigd"),
        ("niets.pdf", b"%PDF-1.7\n", "beschadigd"),
        ("groot.pdf", pdf() + b"\n" * 200_000, "past"),
    ],
)
def test_what_is_refused_with_what_to_do(name, content, words):
    with pytest.raises(uploads.Refused, match=f"(?i){words}"):
        look(name, content)


def test_a_pdf_behind_a_password_is_refused():
    with pytest.raises(uploads.Refused, match="wachtwoord"):
        look("geheim.pdf", locked_pdf())


JS = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"/OpenAction " + JS),
        pdf(b"/OpenAction 4 0 R", JS),
        pdf(b"/OpenAction 4 0 R", b"<< /S /#4aava#53cript /#4aS (x) >>"),
        pdf(b"/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", JS),
        pdf(b"/AA << /WC 4 0 R >>", b"<< /S /Launch /F (cmd.exe) >>"),
        pdf(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next [<< /S /Launch /F (x) >>] >>"),
        pdf(b"/AcroForm << /Fields [] /XFA (x) >>"),
        pdf(b"/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>", b"<< /Type /Filespec /F (a.exe) >>"),
        pdf(b"/OpenAction << /S /SubmitForm /F (https://a.example) >>"),
        pdf(b"", b"<< /S /Launch /F (not reached from the catalog) >>"),
    ],
)
def test_a_pdf_that_acts_by_itself_is_refused(content):
    with pytest.raises(uploads.Refused, match="Druk"):
        look("bijlage.pdf", content)


def test_a_pdf_of_our_own_passes():
    from datetime import UTC, datetime

    from zenderen.lib.pdf import from_html

    links = "<a href='https://a.example'>a</a> <a href='#b'>b</a><p id=b>b"
    html = f"<html lang=nl><title>Bijlage</title><h1>Bijlage</h1><p>{links}"
    assert look("eigen.pdf", from_html(html, created=datetime(2027, 1, 1, tzinfo=UTC))).kind == "pdf"
