"""Background work of the ground floor."""

import datetime

from celery import shared_task
from django.utils import timezone

from network import roles
from network.models import EmailedCode, FactorTry

KEPT = datetime.timedelta(days=1)  # far longer than any proof counts


@shared_task(name="network.refresh_terms")
def refresh_terms() -> None:
    """Terms that began or ended take effect without anybody doing anything."""
    roles.refresh_all()


@shared_task(name="network.forget_proofs")
def forget_proofs() -> None:
    """Codes and tries say nothing any more once they are old; what was signed keeps how it was proved."""
    before = timezone.now() - KEPT
    EmailedCode.objects.filter(sent_at__lt=before).delete()
    FactorTry.objects.filter(tried_at__lt=before).delete()
