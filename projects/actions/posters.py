"""Posters and sets of posters are looked at first, then made."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import Classification, Conference, Organisation, User
from projects.models import Poster, PosterSet, Project
from projects.models.poster_data import Subject, content_of
from themes.models import Theme
from zenderen.jobs.actions import enqueue
from zenderen.lib import files

PROOFS_FOR = timedelta(days=1)  # what nobody ordered is thrown away after it


class NotPublicError(Exception):
    """Something on the sheet is not public (any more); the text is shown to people."""

    def __init__(self) -> None:
        super().__init__(_("Only what is public stands on a poster: it hangs where everybody walks."))


@transaction.atomic
def make_poster(subject: Subject, size: str, *, by: User, language: str = "", is_proof: bool = False) -> Poster:
    """Write down what stands on the poster now, and ask the worker for the file, or for a proof to look at."""
    if isinstance(subject, Project) and subject.classification != Classification.PUBLIC:
        raise NotPublicError
    poster = _write_down(subject, size, by=by, language=language or settings.LANGUAGE_CODE, is_proof=is_proof)
    enqueue("projects.poster", subject=poster, by=by)
    _throw_away_old_proofs()
    return poster


@transaction.atomic
def order_poster(poster_id: int, *, by: User) -> Poster:
    """Have the file made of what was looked at; once, however often it is asked."""
    poster = Poster.objects.lock(poster_id)
    if poster.is_proof:
        _check_public(poster.projects.all())
        poster.is_proof = False
        poster.save(update_fields=["is_proof"])
        enqueue("projects.poster", subject=poster, by=by)
    return poster


@transaction.atomic
def make_set(
    size: str, *, by: User, conference: Conference | None = None, language: str = "", is_proof: bool = False
) -> PosterSet:
    """Write down what stands on the posters of all themes now, and ask the worker for them or for proofs."""
    language, now = language or settings.LANGUAGE_CODE, timezone.now()
    fields = {"size": size, "language": language, "data_at": now, "is_proof": is_proof}
    made = PosterSet.objects.create(conference=conference, created_by=by, **fields)
    for theme in Theme.objects.select_related("steering_group"):
        _write_down(theme, size, by=by, language=language, is_proof=is_proof, part_of=made, now=now)
    enqueue("projects.poster_set", subject=made, by=by)
    _throw_away_old_proofs()
    return made


@transaction.atomic
def order_set(set_id: int, *, by: User) -> PosterSet:
    """Have the files made of what was looked at; once, however often it is asked."""
    made = PosterSet.objects.lock(set_id)
    if made.is_proof:
        _check_public(Project.objects.filter(posters__set=made))
        made.is_proof = False
        made.save(update_fields=["is_proof"])
        for poster in made.posters.lock_all():
            poster.is_proof = False
            poster.save(update_fields=["is_proof"])
        enqueue("projects.poster_set", subject=made, by=by)
    return made


def _write_down(
    subject: Subject,
    size: str,
    *,
    by: User,
    language: str,
    is_proof: bool,
    part_of: PosterSet | None = None,
    now: datetime | None = None,
) -> Poster:
    data, projects = content_of(subject)
    poster = Poster.objects.create(
        kind=data["kind"], size=size, language=language, set=part_of, data=data, data_at=now or timezone.now(),
        created_by=by, is_proof=is_proof,
        theme=subject if isinstance(subject, Theme) else None,
        project=subject if isinstance(subject, Project) else None,
        organisation=subject if isinstance(subject, Organisation) else None,
    )  # fmt: skip
    poster.projects.set(projects)
    return poster


def _check_public(projects: QuerySet[Project]) -> None:
    if projects.exclude(classification=Classification.PUBLIC).exists():
        raise NotPublicError


def _throw_away_old_proofs() -> None:
    old = {"is_proof": True, "data_at__lt": timezone.now() - PROOFS_FOR}
    posters = list(Poster.objects.filter(**old).lock_all())
    pictures = [str(poster.preview.name) for poster in posters if poster.preview]
    Poster.objects.filter(pk__in=[poster.pk for poster in posters]).delete()
    PosterSet.objects.filter(**old).delete()
    for picture in pictures:
        transaction.on_commit(partial(files.remove, picture))
