"""Asking partners and councils what they think of a text, and saying what was done with it."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from agreements import roles
from agreements.actions.refusals import NotReady, Overtaken
from agreements.models import Advice, Agreement, AuditEvent, Comment, Participant, Version
from network.models import Body, Membership, Seat, User
from zenderen.jobs import mail

Event = AuditEvent.Event
Status = Agreement.Status


def not_to_consult(version: Version) -> list[str]:
    """What must be put right before others are asked about this version; empty when nothing."""
    found = []
    if not version.articles.exists():
        found.append(_("There is no article yet."))
    if not version.parties.exists():
        found.append(_("There is no party yet."))
    return found


@transaction.atomic
def consult(agreement: Agreement, *, until: datetime.date, bodies: Iterable[Body], by: User) -> None:
    """Fix the text and ask the partners, and these councils, about it; raises NotReady or IllegalStep."""
    agreement, version = _locked(agreement)
    if not agreement.can_move_to(Status.CONSULTATION):
        raise Overtaken(_("The consultation was started, or the agreement opened or withdrawn meanwhile."))
    if found := not_to_consult(version):
        raise NotReady(found)
    version.consult(until=until)
    agreement.move_to(Status.CONSULTATION)
    agreement.log(Event.CONSULTED, by=by, version=version.number, until=until.isoformat())
    advices = [Advice.objects.create(version=version, body=body, asked_by=by, due_on=until) for body in bodies]
    roles.refresh(agreement)
    context = {"agreement": agreement, "version": version, "closes_on": until}
    mail.send("agreements/consultation_opened", to=partners_of(version), context=context)
    for advice in advices:
        _ask(advice, agreement, version)


@transaction.atomic
def extend_consultation(agreement: Agreement, *, until: datetime.date, bodies: Iterable[Body], by: User) -> None:
    """Give more time, and ask further councils; raises Overtaken once the consultation was closed."""
    agreement, version = _consulted(agreement)
    version.consult(until=until)
    agreement.log(Event.CONSULTED, by=by, version=version.number, until=until.isoformat())
    for advice in Advice.objects.filter(version=version, given_at=None).lock_all():
        advice.due_on = until
        advice.save(update_fields=["due_on"])
    known = set(version.advices.values_list("body", flat=True))
    for body in bodies:
        if body.pk not in known:
            _ask(Advice.objects.create(version=version, body=body, asked_by=by, due_on=until), agreement, version)
    roles.refresh(agreement)


@transaction.atomic
def close_consultation(agreement: Agreement, *, by: User) -> None:
    """Take no more comments; what was said can still be answered. Raises Overtaken."""
    agreement, version = _consulted(agreement)
    version.close_consultation()
    agreement.log(Event.CONSULTATION_CLOSED, by=by, version=version.number)


@transaction.atomic
def comment(version: Version, *, article: int | None, text: str, by: User) -> Comment:
    """Note what somebody says about an article, or about the whole; raises Overtaken when the time is over."""
    agreement = Agreement.objects.lock(version.agreement_id)
    version = Version.objects.get(pk=version.pk)
    version.agreement = agreement
    if not version.takes_comments:
        raise Overtaken(_("The time to comment is over. Your comment was not recorded."))
    return Comment.objects.create(
        version=version,
        article=article,
        text=text,
        author=by,
        author_name=str(by),
        on_behalf_of=speaks_for(by, version),
    )


@transaction.atomic
def answer_comment(comment: Comment, *, outcome: str, answer: str, by: User) -> None:
    """Say what was done with a comment, once; its author is told. Raises Overtaken."""
    comment = Comment.objects.lock(comment.pk)
    if comment.is_answered:
        raise Overtaken(_("This comment was answered already."))
    comment.settle(outcome, answer, by=by)
    version = comment.version
    context = {
        "agreement": version.agreement,
        "version": version,
        "comment": comment.pk,
        "text": comment.text,
        "outcome": comment.get_outcome_display(),
        "answer": answer,
    }
    author = User.objects.filter(pk__in=[comment.author_id], is_active=True)
    mail.send("agreements/comment_answered", to=author, context=context, key=f"comment {comment.pk}")


@transaction.atomic
def give_advice(advice: Advice, *, text: str, by: User) -> None:
    """Record the advice of a council, given by one who sits in it today; once. Raises Overtaken."""
    agreement = Agreement.objects.lock(advice.version.agreement_id)
    advice = Advice.objects.select_related("body", "version").lock(advice.pk)
    if not Seat.objects.current().filter(user=by, body=advice.body).exists():
        raise PermissionDenied
    if advice.is_given:
        raise Overtaken(
            _("The advice of %(body)s was given already, by %(name)s.")
            % {"body": advice.body, "name": advice.given_by_name}
        )
    if not agreement.is_consulted or not advice.version.is_consulted:
        raise Overtaken(_("The consultation was closed. Your advice was not recorded."))
    advice.give(text, by=by)


@transaction.atomic
def respond_to_advice(advice: Advice, *, response: str, by: User) -> None:
    """Say what was done with an advice, once; who gave it is told. Raises Overtaken."""
    advice = Advice.objects.select_related("body", "version__agreement").lock(advice.pk)
    if not advice.is_given:
        raise Overtaken(_("There is no advice yet to answer."))
    if advice.responded_at:
        raise Overtaken(_("This advice was answered already."))
    advice.respond(response, by=by)
    context = {"agreement": advice.version.agreement, "version": advice.version, "body": advice.body}
    giver = User.objects.filter(pk__in=[advice.given_by_id], is_active=True)
    key = f"advice {advice.pk}"
    mail.send("agreements/advice_answered", to=giver, context={**context, "response": response}, key=key)


def partners_of(version: Version) -> list[User]:
    """Everybody who belongs to one of the parties today, and the advisers of the agreement."""
    organisations = version.parties.values("organisation")
    members = Membership.objects.current().filter(organisation__in=organisations).values("user")
    advisers = version.agreement.participants.filter(role=Participant.Role.ADVISER).values("user")
    people = User.objects.filter(is_active=True)
    return list((people.filter(pk__in=members) | people.filter(pk__in=advisers)).distinct().order_by("pk"))


def speaks_for(user: User, version: Version) -> str:
    """On whose behalf somebody comments: their organisation among the parties, else their council; else nobody."""
    parties = version.parties.filter(
        organisation__in=Membership.objects.current().filter(user=user).values("organisation")
    )
    name = parties.values_list("organisation__name", flat=True).first()
    seats = Seat.objects.current().filter(user=user, body__in=version.advices.values("body"))
    return str(name or seats.values_list("body__name", flat=True).first() or "")


def _ask(advice: Advice, agreement: Agreement, version: Version) -> None:
    seats = Seat.objects.current().filter(body=advice.body)
    to = User.objects.filter(is_active=True, pk__in=seats.values("user")).order_by("pk")
    context = {"agreement": agreement, "version": version, "body": advice.body.name, "due_on": advice.due_on}
    mail.send("agreements/advice_asked", to=to, context=context)


def _locked(agreement: Agreement) -> tuple[Agreement, Version]:
    agreement = Agreement.objects.lock(agreement.pk)
    version = Version.objects.lock(agreement.version.pk)
    version.agreement = agreement
    return agreement, version


def _consulted(agreement: Agreement) -> tuple[Agreement, Version]:
    agreement, version = _locked(agreement)
    if not agreement.is_consulted or not version.is_consulted:
        raise Overtaken(_("This consultation was closed already."))
    return agreement, version
