"""How demo content gets in: whole chapters, each once, through the portal's own actions."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from django.db import models, transaction
from simple_history.signals import pre_create_historical_record

from network.models import Organisation, User
from zenderen.jobs.models import Job

REASON = "demo"


class Chapter(NamedTuple):
    """A part of the demo: loaded as a whole or not at all, and never over what somebody changed since."""

    title: str
    is_there: Callable[[], bool]
    load: Callable[[], None]


@transaction.atomic
def load(chapter: Chapter) -> bool:
    """Load a chapter that is not there yet; whether it had to."""
    if chapter.is_there():
        return False
    with _history_says_demo():
        chapter.load()
    return True


def content(name: str) -> dict[str, Any]:
    """What stands in ``content/<name>.toml``, read afresh."""
    return tomllib.loads((Path(__file__).parent / "content" / f"{name}.toml").read_text())


def organisation(name: str) -> Organisation:
    """An organisation of the demo."""
    return Organisation.objects.get(name=name)


def person(email: str) -> User:
    """Somebody of the demo."""
    return User.objects.get(email=email)


@contextmanager
def in_the_past() -> Iterator[None]:
    """What happens inside lies before today: nobody gets mail about it now."""
    before = set(_mails().values_list("pk", flat=True))
    yield
    _mails().exclude(pk__in=before).delete()


def _mails() -> models.QuerySet[Job]:
    return Job.objects.filter(kind="jobs.mail")


@contextmanager
def _history_says_demo() -> Iterator[None]:
    def note(sender: Any, history_instance: Any, **kwargs: Any) -> None:
        history_instance.history_change_reason = REASON

    pre_create_historical_record.connect(note)
    try:
        yield
    finally:
        pre_create_historical_record.disconnect(note)
