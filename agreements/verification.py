"""What this portal can say to anybody about a document, by its hash, by the code in it, or both.

The database is asked the same whether anything is known or not, and nothing is told that the document itself does not
hold, but for what became of it.
"""

import logging
import re
import time
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, SignedDocument, Version
from zenderen.lib import files, seal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

logger = logging.getLogger(__name__)

# Stands in the identifier of each PDF: as text when it was made, in hexadecimal once it was sealed.
MARKER = "zenderen-verify:"
PLAIN = re.compile(MARKER.encode() + rb"([A-Za-z0-9-]{8,40})")
CODED = re.compile(MARKER.encode().hex().encode() + rb"((?:[0-9a-f]{2}){8,40})", re.IGNORECASE)
SEAL_SECONDS = 3600  # how long the full check of a seal counts


class State(StrEnum):
    """The possible answers."""

    AUTHENTIC = "authentic"
    PENDING = "pending"
    CHANGED = "changed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"
    UNCOMPARED = "uncompared"

    @property
    def word(self) -> "_StrPromise":
        """The answer in a word or two."""
        return LOOKS[self][1]

    @property
    def meaning(self) -> "_StrPromise":
        """What it means, in general."""
        return LOOKS[self][2]

    @property
    def colour(self) -> str:
        """ok, warn, bad or off."""
        return LOOKS[self][0]

    @property
    def icon(self) -> str:
        """Its drawing."""
        return f"verdict_{self}"


LOOKS = {
    State.AUTHENTIC: (
        "ok",
        gettext_lazy("Authentic"),
        gettext_lazy("Byte for byte the document that the network made, and it is in force."),
    ),
    State.PENDING: (
        "warn",
        gettext_lazy("Authentic, but not yet signed by everybody"),
        gettext_lazy("Byte for byte the text that was laid before the parties; it binds nobody yet."),
    ),
    State.CHANGED: (
        "bad",
        gettext_lazy("Changed"),
        gettext_lazy("The code is ours, but the file is not the one that we made."),
    ),
    State.SUPERSEDED: (
        "warn",
        gettext_lazy("Replaced"),
        gettext_lazy("It was real and in force, and a newer version took its place."),
    ),
    State.WITHDRAWN: (
        "bad",
        gettext_lazy("Withdrawn"),
        gettext_lazy("We made it, but it never came into force, or it has ended."),
    ),
    State.UNKNOWN: (
        "off",
        gettext_lazy("Unknown"),
        gettext_lazy("We know neither the file nor the code."),
    ),
    State.UNCOMPARED: (
        "off",
        gettext_lazy("The code is ours; your file was not compared"),
        gettext_lazy("A code can be copied onto another document: only the file itself tells."),
    ),
}
ANSWERS = tuple(state for state in State if state != State.UNCOMPARED)


class Fate(StrEnum):
    """What became of a version."""

    SIGNING = "signing"
    SEALING = "sealing"
    COMING = "coming"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    LAPSED = "lapsed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


FATES: dict[str, tuple[State, "_StrPromise"]] = {
    Fate.SIGNING: (State.PENDING, gettext_lazy("Not everybody has signed it yet, so it binds nobody.")),
    Fate.SEALING: (State.PENDING, gettext_lazy("Everybody has signed it; the sealed document is being made.")),
    Fate.COMING: (State.AUTHENTIC, gettext_lazy("It takes effect on %(effective_on)s.")),
    Fate.IN_FORCE: (State.AUTHENTIC, gettext_lazy("It is in force.")),
    Fate.SUPERSEDED: (State.SUPERSEDED, gettext_lazy("It is no longer in force: version %(current)s took its place.")),
    Fate.LAPSED: (
        State.WITHDRAWN,
        gettext_lazy("It never came into force: the text was changed before all had signed."),
    ),
    Fate.DECLINED: (State.WITHDRAWN, gettext_lazy("It never came into force: not every party agreed to it.")),
    Fate.WITHDRAWN: (State.WITHDRAWN, gettext_lazy("It never came into force: the network took it back.")),
    Fate.ENDED: (State.WITHDRAWN, gettext_lazy("It is no longer in force: the agreement has ended.")),
}


@dataclass(frozen=True)
class Verdict:
    """The answer about one document; without ``sha256`` only a code was asked about."""

    sha256: str = ""
    version: Version | None = None
    document: SignedDocument | None = None
    is_exact: bool = False
    is_newest: bool = True
    seal: "seal.Verdict | None" = None

    @property
    def state(self) -> State:
        """Which of the answers it is."""
        if self.version is None:
            return State.UNKNOWN
        if self.sha256 and not self.is_exact:
            return State.CHANGED
        state = FATES[self.fate][0]
        good = state in (State.AUTHENTIC, State.PENDING)
        return State.UNCOMPARED if good and not self.sha256 else state

    @property
    def word(self) -> str:
        """The answer in a few words."""
        if self.state == State.SUPERSEDED and self.current:
            return _("Replaced by v%(current)s") % {"current": self.current}
        if self.state == State.PENDING and self.fate == Fate.SEALING:
            return _("Authentic, but not sealed yet")
        return str(self.state.word)

    @property
    def what(self) -> str:
        """What the file or the code is, and what became of it."""
        return " ".join(sentence % self._names for sentence in (self._subject, self._fate) if sentence)

    @property
    def fate(self) -> Fate:
        """What became of the version."""
        assert self.version
        return fate_of(self.version)

    @property
    def current(self) -> int | None:
        """The number of the version that took its place."""
        in_force = self.version.agreement.in_force if self.version else None
        return in_force.number if in_force else None

    @property
    def _names(self) -> dict[str, object]:
        day = self.version.effective_on if self.version else None
        return {
            "network": settings.NETWORK_NAME,
            "current": self.current,
            "effective_on": date_format(day, "j F Y") if day else "",
        }

    @property
    def _subject(self) -> str:
        if self.version is None:
            return _("We know neither this file nor a code in it.") if self.sha256 else _("We do not know this code.")
        if not self.sha256:
            return _("This code belongs to a document of %(network)s.")
        if not self.is_exact:
            return _(
                "The code is that of a document of %(network)s, but this is not the file that we made: something in "
                "it was changed, or another program saved or printed it again."
            )
        if self.document:
            return _("This file is, byte for byte, the document that %(network)s sealed.")
        return _("This file is, byte for byte, the text that was laid before the parties, without their signatures.")

    @property
    def _fate(self) -> str:
        return "" if self.state in (State.UNKNOWN, State.CHANGED) else str(FATES[self.fate][1])

    @property
    def note(self) -> str:
        """Something that is good to know besides."""
        if self.version and not self.sha256:
            return _("Your file or paper was not compared with it.")
        if self.document and not self.is_newest:
            return _("There is a newer edition of this document with a newer timestamp. What it says is the same.")
        return ""

    @property
    def next(self) -> str:
        """What the visitor does with this answer."""
        match self.state:
            case State.AUTHENTIC if self.document:
                return _("Nothing. Keep the file as it is: saving it in another program changes it.")
            case State.AUTHENTIC:
                return _("Ask for the sealed document: that one also holds the signatures.")
            case State.PENDING:
                return _("Do not rely on it yet. Ask for the sealed document later.")
            case State.CHANGED:
                return _("Do not rely on it. Ask whoever gave it to you for the original file.")
            case State.SUPERSEDED:
                return _("Ask whoever gave it to you for version %(current)s.") % self._names
            case State.WITHDRAWN:
                return _("Do not rely on it. Ask the network what is in force now.")
            case State.UNCOMPARED:
                return _("Choose your file below. Only then do you know whether it is the real one.")
        if self.sha256:
            return _("Is a code printed on it? Type it below. If not, ask whoever gave it to you where it comes from.")
        return _("Compare the code with the one on the document, letter by letter, and type it once more.")

    @property
    def title(self) -> str:
        """The title, as the document itself has it."""
        return str(self.version.content["title"]) if self.version else ""

    @property
    def sealed_at(self) -> datetime | None:
        """When it was sealed; only for who has the sealed file itself."""
        return self.document.sealed_at if self.document else None


def look_up(*, sha256: str = "", code: str = "") -> Verdict:
    """The answer about a file (by its hash and the code in it) or about a code alone."""
    documents = SignedDocument.objects.select_related("version__agreement__in_force")
    versions = Version.objects.exclude(sha256="").select_related("agreement__in_force")
    document = documents.filter(sha256=sha256 or "-").first()
    text = versions.filter(sha256=sha256 or "-").first()
    coded = versions.filter(code=plain(code) or "-").first()
    version = document.version if document else text or coded
    newest = SignedDocument.objects.filter(version=version.pk if version else 0).order_by("-edition").first()
    return Verdict(
        sha256=sha256,
        version=version,
        document=document,
        is_exact=bool(document or text),
        is_newest=document == newest,
        seal=seal_of(str(document.file), document.sha256, int(time.time() // SEAL_SECONDS)) if document else None,
    )


def fate_of(version: Version) -> Fate:
    """What became of a version that was opened for signing; of its days it is the calendar's."""
    agreement, today = version.agreement, timezone.localdate()
    if version.ended_as:
        return Fate(version.ended_as)
    if agreement.in_force_id != version.pk:
        sealing = (Agreement.Status.SEALING, Agreement.Status.SEALING_FAILED)
        return Fate.SEALING if agreement.status in sealing else Fate.SIGNING
    if agreement.is_ended or (version.ends_on and version.ends_on < today):
        return Fate.ENDED
    return Fate.COMING if version.effective_on and version.effective_on > today else Fate.IN_FORCE


@lru_cache(64)
def seal_of(name: str, sha256: str, period: int) -> "seal.Verdict | None":
    """The full check of the seal on a stored file, at most once in each period; None when the file is gone."""
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except FileNotFoundError:
        logger.exception("The sealed document %s is missing", name)
        return None
    return seal.verify(content, sha256=sha256)


def plain(code: str) -> str:
    """A code as it is kept: hyphens, spaces and small letters are how people write it down."""
    return re.sub(r"[^0-9A-Z]", "", code.upper())


def code_in(content: bytes) -> str:
    """The verification code that a PDF carries; empty when there is none."""
    if found := PLAIN.search(content):
        return found[1].decode()
    if found := CODED.search(content):
        return bytes.fromhex(found[1].decode()).decode("ascii", "replace")
    return ""


def fingerprints() -> list[str]:
    """The SHA-256 of each root certificate that seals go back to; empty where none is set up."""
    try:
        pem = seal.trust_pem().decode()
    except seal.SealError:
        logger.exception("The root certificates cannot be read")
        return []
    blocks = re.findall(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", pem, re.DOTALL)
    return [files.sha256(b64decode(block)) for block in blocks]
