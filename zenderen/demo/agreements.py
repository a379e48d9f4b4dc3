"""The agreements of the demo: a draft, one open for signing, one in force and one declined."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from agreements import actions
from agreements.models import Agreement, Article, Party
from agreements.tasks import VERSION_PDF
from network.actions import prove
from network.models import EmailedCode, User
from projects.models import Project
from zenderen.demo import accounts
from zenderen.demo.loading import Chapter, content, in_the_past, organisation, person
from zenderen.demo.projects import MARK
from zenderen.jobs import runs
from zenderen.jobs.models import Job


def load_agreements() -> None:
    """Drafted and opened by the network manager; signed or declined by executives of invented organisations only."""
    manager = person(accounts.NETWORK_MANAGER)
    for row in content("agreements")["agreement"]:
        agreement = _draft(row, by=manager)
        if "signs" in row or "declines" in row:
            with in_the_past():
                _play(agreement, row, by=manager)
        elif row.get("open"):
            _open(agreement, by=manager)


def _draft(row: dict[str, Any], *, by: User) -> Agreement:
    agreement = Agreement.objects.create(
        title=row["title"],
        kind=row["kind"],
        project=Project.objects.get(title=f"{row['project']} {MARK}") if "project" in row else None,
    )
    actions.start(agreement, by=by)
    version = agreement.version
    version.effective_on = _day(row["starts"]) if "starts" in row else None
    version.ends_on = _day(row["ends"]) if "ends" in row else None
    version.save(update_fields=["effective_on", "ends_on"])
    for number, (title, body) in enumerate(row["articles"], start=1):
        Article.objects.create(version=version, number=number, title=title, body=body.strip())
    for name, role, responsibilities in row["parties"]:
        Party.objects.create(
            version=version, organisation=organisation(name), role=role, responsibilities=responsibilities
        )
    return agreement


def _play(agreement: Agreement, row: dict[str, Any], *, by: User) -> None:
    agreement = _open(agreement, by=by)
    for email in row.get("signs", ()):
        _sign(agreement, by=person(email))
    if "declines" in row:
        email, reason = row["declines"]
        executive = person(email)
        actions.decline(agreement, party=_party(agreement, executive).pk, by=executive, reason=reason)


def _open(agreement: Agreement, *, by: User) -> Agreement:
    """Opened, with its document made on the spot: no worker runs yet."""
    actions.open_for_signing(agreement, by=by)
    runs.perform(Job.objects.get(kind=VERSION_PDF, key=agreement.version.code).pk)
    return Agreement.objects.get(pk=agreement.pk)


def _sign(agreement: Agreement, *, by: User) -> None:
    """As on the page: the whole text seen, a fresh code used up, the name typed."""
    party = _party(agreement, by)
    actions.note_viewing(agreement, party, by=by)
    code = EmailedCode(user=by)
    digits = EmailedCode.new_code()
    code.digest = code.digest_of(digits)
    code.save()
    actions.sign(
        agreement,
        party=party.pk,
        by=by,
        sha256=party.version.sha256,
        typed_name=by.name,
        factor=prove(by, code=digits),
    )


def _party(agreement: Agreement, executive: User) -> Party:
    return (
        Party.objects.signable_by(executive).select_related("version", "organisation").get(version__agreement=agreement)
    )


def _day(weeks: int) -> date:
    return timezone.localdate() + timedelta(weeks=weeks)


CHAPTERS = (
    Chapter("agreements: a draft, one to sign, one in force, one declined", Agreement.objects.exists, load_agreements),
)
