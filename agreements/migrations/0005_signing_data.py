"""What stood before gets its place in the new fields, while no trigger watches (from 0004 to 0007)."""

from django.db import migrations
from django.utils import timezone

from agreements.models.versions import new_code


def fill(apps, editor):
    Agreement, Version = apps.get_model("agreements", "Agreement"), apps.get_model("agreements", "Version")
    Signature, AuditEvent = apps.get_model("agreements", "Signature"), apps.get_model("agreements", "AuditEvent")
    for version in Version.objects.select_related("agreement"):
        agreement = version.agreement
        version.code, version.frozen_at = new_code(), version.opened_at
        version.effective_on, version.ends_on = agreement.effective_on, agreement.ends_on
        if agreement.status in ("declined", "withdrawn"):
            version.ended_as, version.ended_at = agreement.status, agreement.closed_at or timezone.now()
            version.ended_reason = agreement.closing_reason
        version.save()
        if agreement.status == "in_force":
            agreement.in_force = version
        last = AuditEvent.objects.filter(agreement=agreement).order_by("-sequence").first()
        if last:
            agreement.trail_length, agreement.trail_hash = last.sequence, last.hash
        agreement.save()
    for signature in Signature.objects.all():
        signature.principal_id = signature.user_id
        signature.save()


def empty(apps, editor):
    Agreement, Version = apps.get_model("agreements", "Agreement"), apps.get_model("agreements", "Version")
    for version in Version.objects.select_related("agreement").order_by("number"):
        agreement = version.agreement
        agreement.effective_on, agreement.ends_on, agreement.in_force = version.effective_on, version.ends_on, None
        agreement.save()


class Migration(migrations.Migration):
    dependencies = [("agreements", "0004_signing_fields")]

    operations = [migrations.RunPython(fill, empty)]
