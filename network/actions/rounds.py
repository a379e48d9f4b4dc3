"""Input rounds: what phones send in, what the facilitator makes of it, and the actions that follow."""

import datetime
import hashlib
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from network.actions.followup import agree
from network.models import Action, Contribution, InputRound, Insight, Stage, User
from network.models.rounds import own_code
from zenderen.lib.models import one_at_a_time
from zenderen.lib.states import IllegalStep

Standing = Contribution.Standing


@transaction.atomic
def move_round(round_id: int, stage: Stage) -> InputRound:
    """Open, close or open again; raises IllegalStep."""
    row = InputRound.objects.lock(round_id)
    if stage == Stage.OPEN and not row.questions.exists():
        raise IllegalStep(_("A round needs a question before it can open."))
    row.move_to(stage)
    return row


@transaction.atomic
def contribute(round_id: int, *, device: str, key: str, texts: Mapping[int, str], audience: str) -> None:
    """Keep what one phone brings in: question → text. The same form sent again changes nothing.

    The same form with other words is another contribution: nothing that was typed gets lost. Raises IllegalStep
    when the round has closed or this phone has brought in the most that it may.
    """
    row = _open(round_id)
    one_at_a_time(device)
    own = list(Contribution.objects.of_round(round_id).filter(device=device))
    known = {(each.question_id, each.key) for each in own}
    keys = {question: _key(key, text) for question, text in texts.items()}
    new = {question: text for question, text in texts.items() if (question, keys[question]) not in known}
    if any(sum(each.question_id == question for each in own) >= row.most for question in new):
        raise IllegalStep(_("You have brought in the most that one phone can for this question."))
    code, audience = (own[0].code, audience or own[0].audience) if own else (own_code(), audience)
    Contribution.objects.bulk_create(
        Contribution(
            question_id=question, text=text, audience=audience, standing=row.first_standing, device=device,
            key=keys[question], code=code,
        )
        for question, text in new.items()
    )  # fmt: skip


@transaction.atomic
def reword(contribution_id: int, *, device: str, text: str) -> None:
    """Other words for what this phone brought in; where somebody looks first, they look again."""
    row, contribution = _own(contribution_id, device)
    if contribution.text == text:
        return
    hidden = contribution.standing == Standing.HIDDEN
    contribution.text, contribution.standing = text, Standing.WAITING if hidden else row.first_standing
    contribution.save(update_fields=["text", "standing"])


@transaction.atomic
def take_back(contribution_id: int, *, device: str) -> None:
    """Take away what this phone brought in, as long as the round is open."""
    _own(contribution_id, device)[1].delete()


def _key(form: str, text: str) -> str:
    return hashlib.sha256(f"{form} {text}".encode()).hexdigest()[:36]


def _open(round_id: int) -> InputRound:
    row = InputRound.objects.hold(round_id)
    if not row.is_open:
        raise IllegalStep(_("This round is closed: nothing can be brought in or changed any more."))
    return row


def _own(contribution_id: int, device: str) -> tuple[InputRound, Contribution]:
    mine = Contribution.objects.filter(device=device)
    row = _open(mine.values_list("question__round", flat=True).get(pk=contribution_id))
    return row, mine.lock(contribution_id)


# --- The facilitator ------------------------------------------------------------------------------------------------


def judge(row: InputRound, contributions: Collection[int], standing: Contribution.Standing) -> int:
    """Show these on the screen, or do not; how many changed."""
    chosen = Contribution.objects.of_round(row.pk).filter(pk__in=contributions).exclude(standing=standing)
    return chosen.update(standing=standing)


@transaction.atomic
def merge(row: InputRound, contributions: Collection[int], *, into: Insight | None, title: str) -> Insight:
    """Let an insight, or a new one with this title, stand for these contributions; what waited is shown then."""
    InputRound.objects.lock(row.pk)  # new insights get their place one after another
    insight = into or Insight.objects.create(round=row, title=title, order=row.insights.count())
    chosen = Contribution.objects.of_round(row.pk).filter(pk__in=contributions)
    chosen.filter(standing=Standing.WAITING).update(standing=Standing.SHOWN)
    chosen.update(insight=insight)
    return insight


def loosen(row: InputRound, contributions: Collection[int]) -> int:
    """Take these out of their insight; how many."""
    chosen = Contribution.objects.of_round(row.pk).filter(pk__in=contributions)
    return chosen.exclude(insight=None).update(insight=None)


@transaction.atomic
def follow_up(
    insight_id: int, *, title: str, owner: User, due_on: datetime.date, classification: str, by: User
) -> Action:
    """Agree on an action that follows from an insight; who brought something in can follow a public one."""
    insight = Insight.objects.lock(insight_id)
    action = agree(title=title, owner=owner, due_on=due_on, by=by, classification=classification)
    insight.actions.add(action)
    return action
