"""What people do with agreements: each act locks, checks and writes; mail and work leave after the commit."""

from agreements.actions.drafting import change_draft, move_article, new_version, remove_article, start
from agreements.actions.refusals import NotReady, Overtaken
from agreements.actions.signing import (
    decline,
    note_download,
    note_viewing,
    open_for_signing,
    problems,
    retract,
    sign,
    withdraw,
)

__all__ = [
    "NotReady",
    "Overtaken",
    "change_draft",
    "decline",
    "move_article",
    "new_version",
    "note_download",
    "note_viewing",
    "open_for_signing",
    "problems",
    "remove_article",
    "retract",
    "sign",
    "start",
    "withdraw",
]
