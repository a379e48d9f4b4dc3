"""Documents as tagged PDF, made of our own templates and static files and of nothing else."""

import hashlib
import logging
import mimetypes
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils import translation

from zenderen.lib.seal import Attachment

if TYPE_CHECKING:
    import weasyprint

HERE = "https://static.invalid"  # where documents think they are; nothing is ever asked of a network
INLINE = {"image/png", "image/jpeg", "image/svg+xml"}
INLINE_MAX = 2_000_000  # characters of a data: address; drawings, codes and scaled-down logos


class PdfError(Exception):
    """The document asks for something that it may not or cannot have; nothing was made."""


def render(
    template: str,
    context: dict[str, Any],
    *,
    created: datetime,
    identifier: str = "",
    stylesheets: Sequence[str] = ("css/pdf.css",),
    variant: str | None = "pdf/ua-1",
    language: str = "",
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The template as tagged PDF with embedded fonts; the same input gives the same bytes.

    ``created`` is the date of the data, not of the rendering. ``stylesheets`` name static files; relative addresses in
    them and ``{% static %}`` in the template work, inline ``data:`` images too; all else raises PdfError. ``language``
    is the document's own (default: the portal's), not that of who happens to ask for it. ``attachments`` are embedded:
    of the variants only pdf/a-3a has room for them.
    """
    known = {"site_url": settings.SITE_URL, "network_name": settings.NETWORK_NAME, **context}
    language = language or settings.LANGUAGE_CODE
    with translation.override(language):
        html = render_to_string(template, {**known, "language": language})
    return from_html(
        html,
        created=created,
        identifier=identifier,
        stylesheets=stylesheets,
        variant=variant,
        attachments=attachments,
    )


def from_html(
    html: str,
    *,
    created: datetime,
    identifier: str = "",
    stylesheets: Sequence[str] = ("css/pdf.css",),
    variant: str | None = "pdf/ua-1",
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The same for HTML that was written before, for example one frozen with a version."""
    engine = _engine()
    options = {
        "stylesheets": [_stylesheet(name, _changed(name)) for name in stylesheets],
        "pdf_identifier": (identifier or hashlib.sha256(html.encode()).hexdigest()).encode(),
        "pdf_variant": variant,
        "pdf_tags": True,
        "attachments": [_attached(one) for one in sorted(attachments, key=lambda one: one.name)],
    }
    with _loudly():
        source = engine.weasyprint.HTML(string=html, base_url=f"{HERE}/", url_fetcher=engine.fetcher)
        document = source.render(font_config=engine.fonts, **options)
        metadata = document.metadata
        if not metadata.title or not metadata.lang:
            raise PdfError("The document has no title or no language")
        metadata.created = metadata.modified = created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with _font_dates(created):
            content: bytes = document.write_pdf(**options)
    return content


def _attached(attachment: Attachment) -> "weasyprint.Attachment":
    moment = attachment.modified.astimezone(UTC)
    return _engine().weasyprint.Attachment(
        file_obj=BytesIO(attachment.content),
        name=attachment.name,
        description=attachment.description,
        created=moment,
        modified=moment,
        relationship=attachment.relationship,
    )


@cache
def _engine() -> SimpleNamespace:
    """WeasyPrint with one font configuration per process: each further one would stay in memory for ever."""
    import weasyprint  # takes a second: the worker loads it before it forks, the web needs it for a programme only
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
        """Our static files and small inline images; whatever else a document names, it stops the rendering."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                if url[5:].split(";")[0].split(",")[0].strip() not in INLINE or len(url) > INLINE_MAX:
                    raise PdfError(f"Not an image that may stand in a document: {url[:60]}")
                return super().fetch(url, headers)
            path = static_path(url)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return SimpleNamespace(weasyprint=weasyprint, fonts=FontConfiguration(), fetcher=OwnFilesOnly(fail_on_errors=True))


@contextmanager
def _font_dates(created: datetime) -> Iterator[None]:
    """The embedded subsets carry a date; fontTools takes it from here, or else from the clock."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(created.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def static_path(url: str) -> Path:
    """The static file behind an address in a document; PdfError for every other address."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if f"{parts.scheme}://{parts.netloc}" != HERE or not path.startswith(settings.STATIC_URL):
        raise PdfError(f"Not one of our own static files: {url[:200]}")
    name = path.removeprefix(settings.STATIC_URL)
    try:
        found = finders.find(name)
        if not found and staticfiles_storage.exists(name):  # a name that carries the hash of its content
            found = staticfiles_storage.path(name)
    except SuspiciousFileOperation as error:
        raise PdfError(f"Not one of our own static files: {url[:200]}") from error
    if not found or not Path(found).is_file():
        raise PdfError(f"There is no such static file: {url[:200]}")
    return Path(found)


def _static_url(name: str) -> str:
    return f"{HERE}{settings.STATIC_URL}{name}"


def _changed(name: str) -> int:
    """When a stylesheet was last edited, so that development sees the new one."""
    return static_path(_static_url(name)).stat().st_mtime_ns


@cache
def _stylesheet(name: str, changed: int) -> "weasyprint.CSS":
    """Parsed once per process, with the fonts that it names."""
    engine = _engine()
    url = _static_url(name)
    text = static_path(url).read_text(encoding="utf-8")
    with _loudly():
        return engine.weasyprint.CSS(string=text, base_url=url, url_fetcher=engine.fetcher, font_config=engine.fonts)


class _Errors(logging.Handler):
    """Collects what WeasyPrint would only have mentioned in its log."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _loudly() -> Iterator[None]:
    """A picture or font that cannot be had is an error, not a gap in a document."""
    from weasyprint.urls import FatalURLFetchingError  # loaded by now, see _engine

    errors = _Errors()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(errors)
    try:
        yield
    except FatalURLFetchingError as error:
        raise PdfError(str(error.__cause__ or error)) from error
    finally:
        logger.removeHandler(errors)
    if errors.messages:
        raise PdfError("; ".join(errors.messages))
