"""The words in which each room writes its lines of the role × URL matrix (``tests/<app>/matrix.py``)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

# Everybody the matrix asks about; "visitor" is nobody signed in.
ROLES = (
    "visitor",
    "outsider",
    "adviser",
    "member",
    "executive",
    "executive2",
    "project_manager",
    "support",
    "steering_member",
    "chair",
    "coordinator",
    "manager",
    "administrator",
)


class Line(NamedTuple):
    """What each role gets at one address; ``others`` counts for the roles not named.

    ``kwargs`` and ``data`` take the world (people and objects) and give URL arguments and POST data.
    """

    method: str
    others: int
    expected: dict[str, int] = {}
    kwargs: Callable[[SimpleNamespace], dict[str, Any]] = lambda world: {}
    data: Callable[[SimpleNamespace], dict[str, Any]] = lambda world: {}


def public(**extra: Any) -> Line:
    """A page for everybody."""
    return Line("get", 200, **extra)


def signed_in(**extra: Any) -> Line:
    """A page for everybody with an account; visitors go to the sign-in page."""
    return Line("get", 200, {"visitor": 302}, **extra)


def only(*names: str, method: str = "get", allowed: int = 200, others: int = 403, **extra: Any) -> Line:
    """A page for these roles only: ``others`` get 403 (or 404 where it must not even exist), visitors sign in."""
    return Line(method, others, {"visitor": 302, **dict.fromkeys(names, allowed)}, **extra)
