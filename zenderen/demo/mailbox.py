"""The messages that the demo's own mail server put in a folder (``zenderen.local.postbox``), newest first."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

# The moment of arrival in nanoseconds, then some random letters: nothing in it can lead out of the folder.
KEY = re.compile(r"(\d{19})-[0-9a-f]{8}")
CODE = re.compile(r"\d{6}|[A-Z0-9]{3,4}(-[A-Z0-9]{3,4})+")


class Block(NamedTuple):
    """A piece of the text: a paragraph, or a line that holds nothing but a code."""

    text: str
    is_code: bool


class Letter(NamedTuple):
    """One message as the browser shows it; all of it is text from outside, to be escaped."""

    key: str
    arrived_at: datetime
    sender: str
    to: str
    subject: str
    blocks: list[Block]
    attachments: list[str]


def keys() -> list[str]:
    """The keys of all messages, the newest first."""
    names = (path.stem for path in _folder().glob("*.eml"))
    return sorted((name for name in names if KEY.fullmatch(name)), reverse=True)


def read(key: str) -> Letter | None:
    """One message; None when there is none (any more) or when the key is not a key at all."""
    named = KEY.fullmatch(key)
    if not named:
        return None
    try:
        message = message_from_bytes((_folder() / f"{key}.eml").read_bytes())
    except FileNotFoundError:
        return None
    parts = [part for part in message.walk() if not part.is_multipart()]
    texts = [part for part in parts if part.get_content_type() == "text/plain" and not part.get_filename()]
    return Letter(
        key=key,
        arrived_at=datetime.fromtimestamp(int(named[1]) // 10**9, UTC),
        sender=_header(message, "From"),
        to=_header(message, "To"),
        subject=_header(message, "Subject"),
        blocks=_blocks(_text(texts[0])) if texts else [],
        attachments=[name for part in parts if (name := part.get_filename())],
    )


def _folder() -> Path:
    return Path(settings.STATE_DIR / "mail")


def _header(message: "Message[str, str]", name: str) -> str:
    raw = str(message.get(name, ""))
    try:
        words = str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, UnicodeError):
        words = raw
    return " ".join(words.split())


def _text(part: "Message[str, str]") -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a character set that nobody knows
        return payload.decode("utf-8", "replace")


def _blocks(text: str) -> list[Block]:
    blocks = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        blocks.append(Block(paragraph.strip(), bool(CODE.fullmatch(paragraph.strip()))))
    return blocks
