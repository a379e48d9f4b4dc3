"""The urgency pulse: its question is asked, and each partner answers."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import Organisation, Pulse, PulseAnswer, User
from network.tasks import PULSE_ASKED
from zenderen.jobs.actions import enqueue
from zenderen.lib.states import IllegalStep


def ask_pulse(pulse: Pulse, *, by: User) -> None:
    """Write to the partners when its first day has come already; otherwise the daily round does."""
    if pulse.is_open:
        enqueue(PULSE_ASKED, subject=pulse, by=by, key=f"pulse {pulse.pk} asked")


@transaction.atomic
def answer_pulse(pulse: Pulse, organisation: Organisation, *, score: int, note: str, by: User) -> PulseAnswer:
    """The answer of one partner: the last one counts; raises IllegalStep when the quarter was closed meanwhile."""
    Organisation.objects.lock(organisation.pk)
    pulse.refresh_from_db(fields=["opens_on", "closes_on"])
    if not pulse.is_open:
        raise IllegalStep(_("This question can no longer be answered."))
    said = {"score": score, "note": note, "answered_by": by, "answered_at": timezone.now()}
    answer = PulseAnswer.objects.filter(pulse=pulse, organisation=organisation).first()
    if answer is None:
        return PulseAnswer.objects.create(pulse=pulse, organisation=organisation, **said)
    for name, value in said.items():
        setattr(answer, name, value)
    answer.save(update_fields=[*said])
    return answer
