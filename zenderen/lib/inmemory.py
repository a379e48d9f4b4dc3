"""Uploads that are only looked at: they never touch a disk."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class InMemory(FileUploadHandler):
    """Keeps files of at most ``limit`` bytes together in memory; of what is larger only the size is known.

    Set it before anything reads the POST data: ``request.upload_handlers = [InMemory(limit=…)]``.
    """

    def __init__(self, *, limit: int) -> None:
        super().__init__()
        self.limit, self.kept, self.content = limit, 0, bytearray()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start with nothing."""
        super().new_file(*args, **kwargs)
        self.content = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep this piece as long as there is room."""
        self.kept += len(raw_data)
        if self.kept <= self.limit:
            self.content += raw_data
        else:
            self.content = bytearray()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file; one that was too large has its size and no content."""
        return InMemoryUploadedFile(
            BytesIO(self.content), self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
