"""Documents: of our own files only, tagged, and the same bytes for the same input."""

import os
import re
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from django.template import TemplateDoesNotExist

from zenderen.lib import pdf
from zenderen.lib.pdf import PdfError

WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
REFUSED = [
    "http://127.0.0.1:9/x.png",
    "https://elders.example/x.png",
    "//elders.example/x.png",
    "file:///etc/passwd",
    "/etc/passwd",
    "../../../etc/passwd",
    "/static/../zenderen/settings.py",
    "/static/%2e%2e/zenderen/settings.py",
    "/static/css/../../manage.py",
    "/static//etc/passwd",
    "/static/img/none.svg",
    "/static/img/",
    "/media/agreements/1/signed.pdf",
    "ftp://127.0.0.1/x",
    "data:text/html,<b>x</b>",
    "data:text/css,p{color:red}",
    "data:,x",
]
SVG = (
    "<img alt='x' src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' "
    "xmlns:xlink='http://www.w3.org/1999/xlink' width='9' height='9'>"
    "<image width='5' height='5' xlink:href='{}'/></svg>\">"
)
PNG_DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
SVG_DOT = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>"
PLACES = {
    "image": '<img alt="x" src="{}">',
    "stylesheet": '<link rel="stylesheet" href="{}">',
    "import": '<style>@import url("{}");</style>',
    "font": '<style>@font-face {{ font-family: x; src: url("{}") }}</style>',
    "background": '<style>p {{ background: url("{}") }}</style>',
    "bullet": '<style>li {{ list-style-image: url("{}") }}</style><ul><li>x</ul>',
    "object": '<object data="{}"></object>',
    "embed": '<embed src="{}">',
    "attachment": '<link rel="attachment" href="{}">',
    "image in an image": SVG,
}


def _document(body, *, title="Overeenkomst", lang="nl"):
    return f'<!DOCTYPE html><html lang="{lang}"><head><title>{title}</title></head><body>{body}</body></html>'


def _make(body="<h1>Kop</h1><p>Tekst</p>", **options):
    return pdf.from_html(_document(body), created=WHEN, **options)


def _insides(content):
    """The PDF's objects as text, unpacked."""
    parts = [content]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            parts.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


@pytest.mark.parametrize("address", REFUSED)
@pytest.mark.parametrize("place", PLACES)
def test_document_gets_our_own_static_files_and_nothing_else(place, address):
    with pytest.raises(PdfError):
        _make(PLACES[place].format(address) + "<p>x</p>")


def test_own_static_files_and_small_inline_images_are_let_in():
    images = "".join(f'<img alt="x" src="{address}">' for address in ("/static/img/mark.svg", PNG_DOT, SVG_DOT))
    assert _make(images) != _make("")


def test_broken_image_is_an_error_not_a_gap():
    with pytest.raises(PdfError, match="image"):
        _make('<img alt="x" src="data:image/png;base64,AAAA">')


def test_too_large_inline_image_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "INLINE_MAX", 10)
    with pytest.raises(PdfError):
        _make('<img alt="x" src="data:image/png;base64,AAAAAAAAAAAAAAAA">')


@pytest.mark.parametrize("options", [{"title": ""}, {"lang": ""}])
def test_document_without_title_or_language_is_refused(options):
    with pytest.raises(PdfError, match="title or no language"):
        pdf.from_html(_document("<p>x</p>", **options), created=WHEN)


def test_document_is_tagged_titled_and_in_its_language():
    content = _make("<h1>Kop</h1><table><thead><tr><th>Partij</th></tr></thead><tr><td>Een</td></tr></table>")
    insides = _insides(content)
    assert b"/Marked true" in insides
    assert b"/Lang (nl)" in insides
    for tag in (b"/H1", b"/Table", b"/TH"):
        assert tag in insides
    assert b"pdfuaid" in insides
    with pypdfium2.PdfDocument(content) as document:
        assert document.get_metadata_value("Title") == "Overeenkomst"
        assert document.get_metadata_value("CreationDate") == "D:20260102030405Z"


def test_typefaces_are_embedded_and_ours():
    insides = _insides(_make("<h1>Kop</h1><p>Tekst <b>vet</b> <i>schuin</i></p>"))
    names = set(re.findall(rb"/BaseFont ?/[A-Z]{6}\+([A-Za-z-]+)", insides))
    assert {name.split(b"-")[0] for name in names} == {b"Figtree", b"Atkinson"}
    assert b"/FontFile" in insides


def test_same_input_is_the_same_bytes_also_in_another_process():
    html = _document("<h1>Kop</h1><p>Tekst <b>vet</b></p><img alt='x' src='/static/img/mark.svg'>")
    here = [pdf.from_html(html, created=WHEN, identifier="v1") for _time in range(2)]
    code = (
        "import sys, django; django.setup(); from zenderen.lib import pdf; from datetime import datetime, UTC\n"
        "html = sys.stdin.read()\n"
        "sys.stdout.buffer.write(pdf.from_html(html, created=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),"
        "identifier='v1'))"
    )
    root = Path(pdf.__file__).parent.parent.parent
    other = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        input=html.encode(),
        capture_output=True,
        cwd=root,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "zenderen.settings", "DEBUG": "1"},
        check=True,
    ).stdout
    assert here[0] == here[1] == other


def test_dates_and_identifier_come_from_the_data():
    assert _make(identifier="v1") != _make(identifier="v2")
    assert _make() != pdf.from_html(_document("<h1>Kop</h1><p>Tekst</p>"), created=datetime(2026, 1, 3, tzinfo=UTC))
    assert "SOURCE_DATE_EPOCH" not in os.environ


def test_stylesheet_is_parsed_once_per_process():
    _make()
    before = pdf._stylesheet.cache_info()
    _make()
    after = pdf._stylesheet.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 1)
    assert pdf._engine().fonts is pdf._engine().fonts


def test_unknown_stylesheet_is_an_error():
    with pytest.raises(PdfError):
        _make(stylesheets=("css/none.css",))


def test_template_is_rendered_in_the_language_of_the_document(settings, tmp_path):
    (tmp_path / "try.html").write_text(
        '{% extends "pdf/base.html" %}{% block title %}{% translate "Save" %}{% endblock %}'
        "{% block content %}<h1>{{ what }}</h1>{% endblock %}"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    titles = {}
    for language in ("nl", "en"):
        content = pdf.render("try.html", {"what": "X"}, created=WHEN, language=language)
        with pypdfium2.PdfDocument(content) as document:
            titles[language] = document.get_metadata_value("Title").strip()
        assert f"/Lang ({language})".encode() in _insides(content)
    assert titles == {"nl": "Opslaan", "en": "Save"}


def test_unknown_template_is_an_error():
    with pytest.raises(TemplateDoesNotExist):
        pdf.render("pdf/none.html", {}, created=WHEN)
