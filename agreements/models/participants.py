"""People beside the parties' own who have a part in an agreement."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.agreements import Agreement
from network.models import User


class Participant(models.Model):
    """Somebody with a personal part in one agreement."""

    class Role(models.TextChoices):
        """What they do; none of them signs."""

        SECRETARY = "secretary", _("Secretary: prepares the text, never signs")
        ADVISER = "adviser", _("Adviser: reads and comments")
        READER = "reader", _("Reader")

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="participants", editable=False, verbose_name=_("agreement")
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["role", "user__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "user"],
                name="agreements_participant_once",
                violation_error_message=_("This person has a part in the agreement already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
