"""What partners do once an agreement is in force: accede, give notice, renew, end it, and say what they think of it."""

import datetime
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import dateformat, timezone, translation
from django.utils.translation import gettext as _

from agreements import endings, roles, starting_texts
from agreements.actions.refusals import Overtaken
from agreements.actions.versions import new_version
from agreements.models import (
    Agreement,
    Article,
    AuditEvent,
    Notice,
    NoticePart,
    Participant,
    Party,
    Review,
    ReviewScore,
    Testimonial,
    Version,
)
from agreements.models.signing_rules import SigningRule, counted
from network.models import Membership, Organisation, User
from zenderen.jobs import mail

Event = AuditEvent.Event
Status = Agreement.Status
Scores = dict[str, tuple[int, str]]  # principle → score and note


def check_in_force(agreement: Agreement) -> Version:
    """The version in force; raises Overtaken when there is none, or none any more."""
    if agreement.in_force is None or agreement.is_ended:
        raise Overtaken(_("This agreement is not in force."))
    return agreement.in_force


# --- Renewal and accession ------------------------------------------------------------------------------------------


@transaction.atomic
def renew(agreement: Agreement, *, by: User, reason: str, **dates: datetime.date | None) -> Version:
    """Begin a new version with these dates (``effective_on``, ``ends_on``, ``renews_on``); raises Overtaken."""
    check_in_force(Agreement.objects.lock(agreement.pk))
    draft = new_version(agreement, by=by, reason=reason)
    for name, day in dates.items():
        setattr(draft, name, day)
    draft.save(update_fields=[*dates])
    return draft


def can_accede(agreement: Agreement) -> Any:
    """The partners that are no party to what is in force and for which no accession was begun."""
    if agreement.kind == Agreement.Kind.ACCESSION:
        return Organisation.objects.none()
    begun = agreement.accessions.exclude(status__in=[Status.DECLINED, Status.WITHDRAWN, Status.ENDED])
    taken = Party.objects.filter(version__agreement__in=begun) | Party.objects.filter(version=agreement.in_force_id)
    return Organisation.objects.can_sign().exclude(pk__in=taken.values("organisation"))


@transaction.atomic
def begin_accession(agreement: Agreement, *, organisation: Organisation, by: User) -> Agreement:
    """A draft by which one more partner takes on what the others agreed; it alone signs. Raises Overtaken."""
    agreement = Agreement.objects.lock(agreement.pk)
    version = check_in_force(agreement)
    if agreement.status != Status.IN_FORCE or not can_accede(agreement).filter(pk=organisation.pk).exists():
        raise Overtaken(_("%(organisation)s cannot accede now.") % {"organisation": organisation})
    text = starting_texts.get(starting_texts.ACCESSION)
    with translation.override("nl"):
        since = dateformat.format(version.effective_on or timezone.localdate(_in_force_since(version)), "j F Y")
    words = {"agreement": agreement.title, "partner": organisation.name, "since": since}
    accession = Agreement.objects.create(
        title=f"{starting_texts.fill(text.title, words)} – {organisation.label}"[:200],
        kind=Agreement.Kind.ACCESSION,
        parent=agreement,
        project=agreement.project,
    )
    draft = Version.objects.create(agreement=accession, ends_on=version.ends_on, notice_months=version.notice_months)
    for number, (title, body) in enumerate(text.articles, start=1):
        Article.objects.create(version=draft, number=number, title=title, body=starting_texts.fill(body, words))
    Party.objects.create(
        version=draft, organisation=organisation, role=text.role, responsibilities=text.responsibilities
    )
    accession.log(Event.CREATED, by=by, on_behalf_of=organisation, parent=agreement.pk)
    agreement.log(Event.ACCESSION, by=by, on_behalf_of=organisation, agreement=accession.pk)
    for part in agreement.participants.filter(role=Participant.Role.SECRETARY):
        Participant.objects.create(agreement=accession, user=part.user, role=part.role)
    roles.refresh(accession)
    return accession


def _in_force_since(version: Version) -> datetime.datetime:
    document = version.document
    return document.made_at if document else timezone.now()


# --- Notice and end -------------------------------------------------------------------------------------------------


def last_day(version: Version, today: datetime.date | None = None) -> datetime.date:
    """The last day as a party of who gives notice today."""
    return endings.add_months(today or timezone.localdate(), version.notice_months)


def led_parties(agreement: Agreement, user: User) -> Any:
    """The parties of what is in force of which this user is an executive and that gave no notice."""
    gone = Notice.objects.filter(agreement=agreement).values("organisation")
    led = Organisation.objects.led_by(user)
    return Party.objects.filter(version=agreement.in_force_id, organisation__in=led).exclude(organisation__in=gone)


class Together(NamedTuple):
    """Who must give notice for a party, by its signing rule, and who did so already."""

    needed: int
    able: list[User]
    parts: list[NoticePart]


def together(agreement: Agreement, party: Party) -> Together:
    """By the rule by which it signed; where a named executive left office, any two of the present ones."""
    terms = Membership.objects.current().filter(role=Membership.Role.EXECUTIVE, organisation=party.organisation_id)
    executives = User.objects.filter(is_active=True, pk__in=terms.values("user")).order_by("pk")
    named = [each for each in executives if str(each.pk) in party.named_keys]
    able = named if len(named) == len(party.named_keys) > 0 else list(executives)
    keys = {each.pk for each in able}
    waiting = NoticePart.objects.waiting().filter(agreement=agreement, organisation=party.organisation_id)
    return Together(party.needed, able, [part for part in waiting if part.given_by_id in keys])


@transaction.atomic
def give_notice(
    agreement: Agreement, *, organisation: Organisation, by: User, reason: str, ends_on: datetime.date, factor: str
) -> Notice | None:
    """Leave the agreement after its notice period; ``ends_on`` is the last day that was shown. Raises Overtaken.

    None where others must give notice too before it counts: they are asked.
    """
    agreement = Agreement.objects.lock(agreement.pk)
    version = check_in_force(agreement)
    party = Party.objects.filter(version=version, organisation=organisation).first()
    if party is None or by not in (rule := together(agreement, party)).able:
        raise PermissionDenied
    if Notice.objects.filter(agreement=agreement, organisation=organisation).exists():
        raise Overtaken(_("%(organisation)s gave notice already.") % {"organisation": organisation})
    if ends_on != last_day(version):
        raise Overtaken(_("A new day has begun, or the agreement was changed: see first what the last day is now."))
    part = NoticePart(agreement=agreement, organisation=organisation, given_by=by, factor=factor, reason=reason)
    if rule.needed > 1 and not _is_last(part, rule):
        return None
    notice = Notice.objects.create(
        agreement=agreement,
        organisation=organisation,
        given_by=by,
        given_by_name=str(by),
        factor=factor,
        reason=reason,
        ends_on=ends_on,
    )
    agreement.log(
        Event.NOTICE,
        by=by,
        on_behalf_of=organisation,
        version=version.number,
        ends_on=ends_on.isoformat(),
        reason=reason,
        factor=factor,
        notice=notice.pk,
    )
    context = {"agreement": agreement, "notice": notice, "organisation": organisation.name}
    mail.send("agreements/notice", to=endings.in_the_circle(agreement), context=context, key=f"notice {notice.pk}")
    return notice


def _is_last(part: NoticePart, rule: Together) -> bool:
    """Keep what this executive does; whether now all did who must. The others are asked when not."""
    agreement, by = part.agreement, part.given_by
    if any(each.given_by_id == by.pk for each in rule.parts):
        raise Overtaken(_("You gave notice already. It counts when a colleague who must sign with you does so too."))
    part.given_by_name = str(by)
    part.save()
    data = {"reason": part.reason, "factor": part.factor, "notice_part": part.pk}
    agreement.log(Event.NOTICE_PART, by=by, on_behalf_of=part.organisation, **data)
    parts = [*rule.parts, part]
    if counted(SigningRule.JOINT, set(), [each.hand for each in parts]) >= rule.needed:
        return True
    gave = {each.given_by_id for each in parts}
    asked = [each for each in rule.able if each.pk not in gave]
    context = {"agreement": agreement, "part": part, "organisation": part.organisation}
    mail.send("agreements/notice_asked", to=asked, context=context, key=f"notice part {part.pk}")
    return False


@transaction.atomic
def terminate(agreement: Agreement, *, by: User, reason: str) -> None:
    """End the agreement today, for all, and with it every accession to it; raises Overtaken."""
    agreement = Agreement.objects.lock(agreement.pk)
    check_in_force(agreement)
    if agreement.status != Status.IN_FORCE:
        raise Overtaken(_("A new version is on its way. Withdraw that one first."))
    endings.end(agreement, reason=reason, by=by)


# --- Testimonials ---------------------------------------------------------------------------------------------------


@transaction.atomic
def testify(agreement: Agreement, *, organisation: Organisation, text: str, by: User) -> Testimonial:
    """Publish what an executive says, who agreed to that; raises Overtaken when they said something before."""
    agreement = Agreement.objects.lock(agreement.pk)
    check_in_force(agreement)
    if not speaking_for(agreement, by).filter(pk=organisation.pk).exists():
        raise PermissionDenied
    if Testimonial.objects.shown().filter(agreement=agreement, author=by).exists():
        raise Overtaken(_("What you said before is still shown. Withdraw it first."))
    return Testimonial.objects.create(
        agreement=agreement,
        organisation=organisation,
        author=by,
        author_name=str(by),
        author_position=by.position,
        text=text,
    )


def speaking_for(agreement: Agreement, user: User) -> Any:
    """The organisations of which this user is an executive and that take part in what is in force."""
    accessions = agreement.accessions.filter(status=Status.IN_FORCE).values("in_force")
    in_force = Q(version=agreement.in_force_id) | Q(version__in=accessions)
    taking_part = Party.objects.filter(in_force).values("organisation")
    return Organisation.objects.led_by(user).filter(pk__in=taking_part)


@transaction.atomic
def withdraw_testimonial(testimonial: Testimonial) -> None:
    """Show it to nobody any more, from now on; doing so twice changes nothing."""
    testimonial = Testimonial.objects.lock(testimonial.pk)
    if testimonial.consent_withdrawn_at is None:
        testimonial.consent_withdrawn_at = timezone.now()
        testimonial.save(update_fields=["consent_withdrawn_at"])


# --- The yearly review ----------------------------------------------------------------------------------------------


def announce_review(review: Review) -> None:
    """Ask the executives of all partners; in the transaction that opens the review."""
    partners = Organisation.objects.can_sign().values("pk")
    terms = Membership.objects.current().filter(role=Membership.Role.EXECUTIVE, organisation__in=partners)
    executives = User.objects.filter(is_active=True, pk__in=terms.values("user")).order_by("pk")
    mail.send("agreements/review", to=executives, context={"review": review}, key=f"review {review.pk}")


@transaction.atomic
def answer_review(review: Review, *, organisation: Organisation, scores: Scores, seen: str, by: User) -> None:
    """Write down the scores of one partner, until the review closes.

    ``seen`` is the ``stamp`` of the answers that were shown; raises Overtaken when a colleague saved others since.
    """
    review = Review.objects.lock(review.pk)
    if not review.is_open:
        raise Overtaken(_("This review has closed. Your answers were not recorded."))
    if not Membership.objects.current().filter(user=by, organisation=organisation).exists():
        raise PermissionDenied
    rows = {row.principle: row for row in ReviewScore.objects.filter(review=review, organisation=organisation)}
    if stamp(rows.values()) != seen:
        raise Overtaken(_("A colleague has answered since. See what was filled in, then send yours if it differs."))
    now = timezone.now()
    for principle, (score, note) in scores.items():
        row = rows.get(principle) or ReviewScore(review=review, organisation=organisation, principle=principle)
        if row.pk and (row.score, row.note) == (score, note):
            continue
        fields = {"score": score, "note": note, "given_by": by, "given_by_name": str(by), "given_at": now}
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(**({"update_fields": [*fields]} if row.pk else {"force_insert": True}))


def stamp(rows: Any) -> str:
    """Which answers these are: changes with each of them."""
    return max((row.given_at.isoformat() for row in rows), default="")
