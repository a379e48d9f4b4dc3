"""What sealing and verifying give back, and what can go wrong, in words fit for the screen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Level(StrEnum):
    """How long a seal can be verified (ETSI EN 319 142): each level holds the one before it."""

    NONE = ""
    B_B = "B-B"  # the seal itself
    B_T = "B-T"  # with a timestamp of somebody else
    B_LT = "B-LT"  # with all that is needed to verify it, so that it outlives the certificates
    B_LTA = "B-LTA"  # with an archive timestamp over all that, which can be renewed for ever

    @property
    def rank(self) -> int:
        """0 for no seal at all, to 4."""
        return list(Level).index(self)

    def __lt__(self, other: str) -> bool:
        return self.rank < Level(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Level(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Level(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Level(other).rank


@dataclass(frozen=True)
class Attachment:
    """A file that travels inside the PDF; ``relationship`` as PDF/A-3 knows it (Data, Source, Supplement …)."""

    name: str
    content: bytes
    modified: datetime
    mime: str = "application/json"
    relationship: str = "Supplement"
    description: str = ""


@dataclass(frozen=True)
class Problem:
    """A reason to refuse a file; ``code`` for programs, ``text`` (lazy) for people."""

    code: str
    text: Any

    def __str__(self) -> str:
        return str(self.text)


PROBLEMS = {
    "hash": gettext_lazy("This is not the file that was stored: its SHA-256 differs."),
    "beginning": gettext_lazy("The file does not begin with the text that the parties signed."),
    "unreadable": gettext_lazy("This is not a PDF that can be read."),
    "unsealed": gettext_lazy("The file carries no seal."),
    "foreign": gettext_lazy("The file carries other signatures than the seal of the network."),
    "broken": gettext_lazy("The file was changed after it was sealed."),
    "uncovered": gettext_lazy("Something was added to the file after it was sealed."),
    "changed": gettext_lazy("The document was changed after it was sealed."),
    "untrusted": gettext_lazy("The seal was not made with a certificate that this portal trusts."),
    "revoked": gettext_lazy("The certificate of the seal was revoked before the document was sealed."),
    "expired": gettext_lazy("A certificate had expired at the moment for which it was needed."),
    "unknown_revocation": gettext_lazy("Whether the certificates were revoked cannot be found out."),
    "timestamp": gettext_lazy("A timestamp in the file cannot be trusted."),
}


@dataclass(frozen=True)
class Verdict:
    """What is true of a file; ``problems`` is empty exactly when all of it is well."""

    is_sealed: bool = False
    is_intact: bool = False
    covers_file: bool = False
    is_unchanged: bool = False
    is_trusted: bool = False
    is_test: bool = False
    level: Level = Level.NONE
    signer: str = ""
    sealed_at: datetime | None = None
    archive_until: datetime | None = None
    problems: Sequence[Problem] = field(default_factory=tuple)

    @property
    def is_good(self) -> bool:
        """Sealed, intact, covered, unchanged and trusted."""
        return not self.problems


@dataclass(frozen=True)
class Sealed:
    """A sealed file that was verified after it was made, with the level that was wanted and the one reached."""

    content: bytes
    sha256: str
    wanted: Level
    verdict: Verdict

    @property
    def reached(self) -> Level:
        """The level that the file has, read from the file itself."""
        return self.verdict.level

    @property
    def archive_until(self) -> datetime | None:
        """Until when its last timestamp can be verified."""
        return self.verdict.archive_until

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)


@dataclass(frozen=True)
class Evidence:
    """What is needed to prove a seal without this portal; no trust decision was made about any of it."""

    cms: bytes
    signed: bytes
    timestamps: Sequence[bytes]
    certificates: Sequence[bytes]
    crls: Sequence[bytes]
    ocsps: Sequence[bytes]


@dataclass(frozen=True)
class Finding:
    """Something about the key, the chain or the time-stamping service; severity ``ok``, ``warning`` or ``error``."""

    code: str
    severity: str
    text: str


class SealError(Exception):
    """No seal could be made; the text is fit for the screen."""


class SealKeyError(SealError):
    """The key, its passphrase or its chain is not in order."""


class NotReachedError(SealError):
    """The wanted level cannot be had with these settings, or was not reached."""


class TimestampError(SealError):
    """The time-stamping service does not answer or refuses; it may heal."""

    def __init__(self) -> None:
        super().__init__(_("The time-stamping service does not answer."))


class NotProvenError(SealError):
    """The file that was made does not pass our own verification; nothing was published."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        found = " ".join(str(problem) for problem in problems)
        super().__init__(_("The sealed document did not pass its own verification. %(found)s") % {"found": found})
        self.problems = problems
