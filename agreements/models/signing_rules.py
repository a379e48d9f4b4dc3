"""When a party counts as having signed: pure rules, without a database.

A signature counts for the ``principal`` (on whose authority it was given) and for the ``actor`` (whose hand gave it).
By power of attorney the two differ. Nobody's hand and nobody's authority counts twice: two executives who must sign
together are two people, whoever they authorise.
"""

from collections.abc import Iterable, Set
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class SigningRule(models.TextChoices):
    """Who must sign for a party."""

    SOLE = "sole", _("One executive signs")
    JOINT = "joint", _("Several executives sign together")
    NAMED = "named", _("Two named executives sign together")


class Hand(NamedTuple):
    """One signature: whose hand, on whose authority (keys of people; for ink on paper, their names)."""

    actor: str
    principal: str


def needed(rule: str, count: int) -> int:
    """How many signatures this rule asks for; ``count`` matters to JOINT alone."""
    return {SigningRule.SOLE: 1, SigningRule.NAMED: 2}.get(SigningRule(rule), count)


def counted(rule: str, named: Set[str], hands: Iterable[Hand]) -> int:
    """How many of these signatures count, each hand and each authority once."""
    actors: set[str] = set()
    principals: set[str] = set()
    for hand in hands:
        if hand.actor in actors or hand.principal in principals or not may_count(rule, named, hand.principal):
            continue
        actors.add(hand.actor)
        principals.add(hand.principal)
    return len(actors)


def may_count(rule: str, named: Set[str], principal: str) -> bool:
    """Whether a signature on this authority says anything for the party."""
    return rule != SigningRule.NAMED or principal in named


def holds(rule: str, count: int, named: Set[str], hands: Iterable[Hand]) -> bool:
    """Whether the party has signed."""
    return counted(rule, named, hands) >= needed(rule, count)
