"""Files that only views hand out: below MEDIA_ROOT, without a public address, complete or absent."""

import hashlib
import logging
import mimetypes
import os
import secrets
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

logger = logging.getLogger(__name__)

# What a browser may show in its own window; everything else is only ever saved.
SHOWN = {"application/pdf", "image/png", "image/jpeg"}
PARTIAL = ".partial"
PARTIAL_AFTER = 3600  # seconds after which a partial file was certainly left by a process that died


class PrivateStorage(FileSystemStorage):
    """Writes a file whole or not at all; the same name is replaced."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o640, directory_permissions_mode=0o750, allow_overwrite=True)

    def url(self, name: str | None) -> str:
        """There is none: files go through a view that asks who wants them (``download``)."""
        raise ValueError(f"{name} has no address of its own")

    def _save(self, name: str, content: "File[Any]") -> str:
        target = Path(self.path(name))
        partial = self._partial_folder() / f"{target.name[:100]}.{secrets.token_hex(8)}"
        self._make_folder(target.parent)
        try:
            with partial.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk.encode() if isinstance(chunk, str) else chunk)
                file.flush()
                os.fchmod(file.fileno(), 0o640)
                os.fsync(file.fileno())
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # so that the new name, too, survives a power cut
        finally:
            os.close(folder)
        return str(name).replace("\\", "/")

    def _partial_folder(self) -> Path:
        folder = Path(self.base_location) / PARTIAL
        self._make_folder(folder)
        for left in folder.iterdir():
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > PARTIAL_AFTER:
                    left.unlink()
        return folder

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir()
            folder.chmod(0o750)


def store(name: str, content: bytes) -> str:
    """Write ``content`` under exactly this name, replacing what was there; the name to put in a FileField."""
    return default_storage.save(name, ContentFile(content))


def beginning_with(prefix: str) -> list[str]:
    """The names of stored files that begin with this; the last slash in it ends a folder."""
    folder, _slash, start = prefix.rpartition("/")
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    return [f"{folder}/{name}" for name in sorted(names) if name.startswith(start)]


def remove(name: str) -> None:
    """Delete a stored file that nothing names."""
    default_storage.delete(name)


def sha256(content: "bytes | File[Any]") -> str:
    """The SHA-256 of bytes or of a stored file, in hexadecimal."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def download(field: FieldFile, filename: str, *, inline: bool = False) -> FileResponse:
    """The stored file as a response under ``filename``; 404 when there is none.

    ``inline`` shows it in the browser if it is of a kind that cannot carry a script of its own.
    """
    if not field.name:
        raise Http404
    return download_name(field.name, filename, inline=inline)


def download_name(name: str, filename: str, *, inline: bool = False) -> FileResponse:
    """The same for a file that no row names."""
    try:
        file = default_storage.open(name, "rb")
    except FileNotFoundError as missing:
        logger.exception("The file %s was asked for and does not exist", name)
        raise Http404 from missing
    return _response(file, filename, inline=inline)


def download_bytes(content: bytes, filename: str, *, inline: bool = False) -> FileResponse:
    """The same for what was made for this one reader and is kept nowhere."""
    return _response(BytesIO(content), filename, inline=inline)


def _response(file: "File[Any] | BytesIO", filename: str, *, inline: bool) -> FileResponse:
    kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    shown = inline and kind in SHOWN
    response = FileResponse(file, as_attachment=not shown, filename=filename, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
