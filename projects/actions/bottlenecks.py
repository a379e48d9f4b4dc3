"""What happens to bottlenecks: reported, raised, lowered, handed on, solved, back again."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from network.models import Classification, Organisation, User
from projects.models import Bottleneck, BottleneckStep, Project
from themes.models import Theme
from zenderen.jobs import mail
from zenderen.lib.states import IllegalStep


@transaction.atomic
def report_bottleneck(
    *,
    title: str,
    about: str,
    by: User,
    project: Project | None = None,
    theme: Theme | None = None,
    organisation: Organisation | None = None,
    classification: str = Classification.INTERNAL,
) -> Bottleneck:
    """Note what hinders, on the floor and with whoever is nearest to it; they get a message.

    With a project its theme follows from that. Nearest is who runs the project, else the chair of the theme, else the
    network manager.
    """
    bottleneck = Bottleneck(
        title=title,
        about=about,
        project=project,
        theme=None if project else theme,
        organisation=organisation,
        classification=classification,
        reported_by=by,
    )
    bottleneck.holder = bottleneck.nearest(bottleneck.level)
    bottleneck.save()
    step = _note(bottleneck, by=by, reason="")
    _tell(bottleneck, step, bottleneck.asked_at(bottleneck.level))
    return bottleneck


@transaction.atomic
def move_bottleneck(pk: int, act: str, *, edition: int, by: User, reason: str, holder: str = "") -> Bottleneck:
    """Raise, lower, hand on, solve or reopen it, with the reason; those who are asked next get a message.

    Raises IllegalStep where that cannot be done now, and when somebody else moved it since ``edition``.
    """
    bottleneck = Bottleneck.objects.lock(pk)
    if bottleneck.edition != edition:
        raise IllegalStep(_("Somebody else changed this bottleneck meanwhile. Look how it stands now."))
    level, chosen = bottleneck.level, Bottleneck.Act(act)
    if not holder:
        moves = chosen in (Bottleneck.Act.RAISE, Bottleneck.Act.LOWER) and chosen in bottleneck.acts
        holder = bottleneck.nearest(bottleneck.level_after(chosen)) if moves else bottleneck.holder
    bottleneck.take(chosen, holder=holder)
    step = _note(bottleneck, by=by, reason=reason)
    comes = bottleneck.level != level or chosen == Bottleneck.Act.REOPEN
    _tell(bottleneck, step, bottleneck.asked_at(bottleneck.level) if comes else ())
    return bottleneck


def _note(bottleneck: Bottleneck, *, by: User, reason: str) -> BottleneckStep:
    return BottleneckStep.objects.create(
        bottleneck=bottleneck,
        status=bottleneck.status,
        level=bottleneck.level,
        holder=bottleneck.holder,
        reason=reason,
        by=by,
    )


def _tell(bottleneck: Bottleneck, step: BottleneckStep, asked: Iterable[User]) -> None:
    """Those who are asked now, who reported it and who runs its project; nobody who may not see it."""
    runs = (bottleneck.project.manager, bottleneck.project.deputy) if bottleneck.project else ()
    others = {person for person in (bottleneck.reported_by, *runs) if person and person.is_active}
    for person in (others | set(asked)) - {step.by}:
        if Bottleneck.objects.visible_to(person).filter(pk=bottleneck.pk).exists():
            is_asked = person in set(asked)
            context = {"bottleneck": bottleneck, "step": step, "is_asked": is_asked}
            mail.send("bottleneck_moved", to=person, context=context, by=step.by)
