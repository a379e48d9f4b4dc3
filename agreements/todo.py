"""What agreements ask of somebody now."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.actions import together
from agreements.endings import REMIND_BEFORE, add_months
from agreements.models import (
    Advice,
    Agreement,
    Comment,
    Notice,
    NoticePart,
    Party,
    Review,
    Scan,
    SignedDocument,
    Version,
)
from agreements.tasks import CHECKED
from network import todo
from network.models import Organisation, User
from network.todo import Todo
from zenderen.jobs.models import Job
from zenderen.lib.access import global_permissions, permitted

URGENT = timedelta(days=30)  # a renewal is tried daily from 90 days on


@todo.provider
def signatures(user: User) -> Iterator[Todo]:
    """Agreements that wait for this executive's signature."""
    words, kind = _("Sign “%(title)s” for %(organisation)s"), str(Agreement._meta.verbose_name)
    base = reverse("agreements:agreement_list")
    columns = ("version__agreement", "version__agreement__title", "organisation__name", "deadline_on")
    for agreement, title, organisation, due in Party.objects.signable_by(user).values_list(*columns):
        yield Todo(words % {"title": title, "organisation": organisation}, f"{base}{agreement}/", due, kind)


@todo.provider
def notices_to_join(user: User) -> Iterator[Todo]:
    """Notices that a colleague gave and that count when this executive gives notice too."""
    begun = NoticePart.objects.waiting().filter(organisation__in=Organisation.objects.led_by(user))
    for part in begun.exclude(given_by=user.pk).select_related("agreement__in_force", "organisation"):
        if part.agreement.in_force is None:
            continue
        party = Party.objects.filter(version=part.agreement.in_force, organisation=part.organisation).first()
        if party is None or user not in (rule := together(part.agreement, party)).able:
            continue
        if user.pk not in {each.given_by_id for each in rule.parts}:
            words = _("%(name)s gave notice of “%(title)s” for %(organisation)s: do you too?")
            said = {"name": part.given_by_name, "title": part.agreement.title, "organisation": part.organisation}
            address = reverse("agreements:notice_give", args=[part.agreement_id])
            until = timezone.localdate(part.given_at + NoticePart.COUNTS_FOR)
            yield Todo(words % said, f"{address}?partij={part.organisation_id}", until, _("Notice"))


@todo.provider
def scans(user: User) -> Iterator[Todo]:
    """Signatures on paper that somebody else registered and that nobody looked at yet."""
    if "agreements.confirm_agreement" not in global_permissions(user):
        return
    columns = ("pk", "party__version__agreement", "party__version__agreement__title", "party__organisation__name")
    for pk, agreement, title, organisation in (
        Scan.objects.waiting().exclude(registered_by=user.pk).values_list(*columns)
    ):
        words = _("Look at the scan of %(organisation)s under “%(title)s”") % {
            "organisation": organisation,
            "title": title,
        }
        yield Todo(words, reverse("agreements:scan_check", args=[agreement, pk]), kind=_("Signed on paper"))


@todo.provider
def deadlines(user: User) -> Iterator[Todo]:
    """Parties that did not sign in time, for who looks after agreements."""
    if "agreements.open_agreement" not in global_permissions(user):
        return
    columns = ("version__agreement", "version__agreement__title", "organisation__name", "deadline_on")
    for agreement, title, organisation, due in Party.objects.overdue().values_list(*columns):
        words = _("The deadline of %(organisation)s for “%(title)s” has passed")
        said = words % {"organisation": organisation, "title": title}
        yield Todo(said, reverse("agreements:deadlines", args=[agreement]), due, _("Deadline"))


@todo.provider
def changes(user: User) -> Iterator[Todo]:
    """Changes that somebody asks for instead of signing, for who prepares the text."""
    mine = Agreement.objects.filter(permitted(Agreement, user, "change_agreement"), status=Agreement.Status.SIGNING)
    asked = Comment.objects.unanswered().filter(
        kind=Comment.Kind.CHANGE, version__agreement__in=mine, version__ended_as=""
    )
    columns = ("pk", "version__agreement", "version__agreement__title", "author_name")
    for pk, agreement, title, author in asked.values_list(*columns):
        words = _("%(name)s asks for a change in “%(title)s”") % {"name": author, "title": title}
        yield Todo(words, reverse("agreements:comment_answer", args=[agreement, pk]), kind=_("Change asked for"))


@todo.provider
def consultations(user: User) -> Iterator[Todo]:
    """Texts on which this executive's organisation has not commented yet."""
    parties = Party.objects.filter(
        version__consulted_until__gte=timezone.localdate(),
        version__consultation_closed_at=None,
        version__ended_as="",
        version__agreement__status=Agreement.Status.CONSULTATION,
    ).represented_by(user)
    said = Comment.objects.filter(version=OuterRef("version"), on_behalf_of=OuterRef("organisation__name"))
    columns = ("version__agreement", "version__number", "version__agreement__title", "version__consulted_until")
    for agreement, number, title, until in parties.filter(~Exists(said)).values_list(*columns).distinct():
        address = reverse("agreements:consultation", args=[agreement, number])
        yield Todo(_("Comment on “%(title)s”") % {"title": title}, address, until, _("Consultation"))


@todo.provider
def advices(user: User) -> Iterator[Todo]:
    """Advice that a council in which this person sits was asked for and did not give yet."""
    columns = ("version__agreement", "version__number", "version__agreement__title", "body__name", "due_on")
    for agreement, number, title, body, due_on in Advice.objects.asked_of(user).values_list(*columns):
        words = _("Give the advice of %(body)s on “%(title)s”") % {"body": body, "title": title}
        yield Todo(words, reverse("agreements:consultation", args=[agreement, number]), due_on, _("Advice"))


@todo.provider
def answers(user: User) -> Iterator[Todo]:
    """Comments and advice that wait for an answer, and consultations past their day, for who prepares the text."""
    mine = Agreement.objects.filter(permitted(Agreement, user, "change_agreement"))
    versions = Version.objects.filter(agreement__in=mine, consulted_at__isnull=False, opened_at=None)
    for version in versions.waiting_for_answers().select_related("agreement").defer("text"):
        unanswered: int = version.unanswered  # type: ignore[attr-defined]
        version_words = {"title": version.agreement.title, "n": unanswered}
        address = reverse("agreements:consultation", args=[version.agreement_id, version.number])
        if unanswered:
            words = ngettext(
                "Answer %(n)s comment or advice on “%(title)s”",
                "Answer %(n)s comments and advices on “%(title)s”",
                unanswered,
            )
            yield Todo(words % version_words, address, kind=_("Consultation"))
        else:
            yield Todo(_("Close the consultation on “%(title)s”") % version_words, address, kind=_("Consultation"))


@todo.provider
def documents(user: User) -> Iterator[Todo]:
    """Signed agreements whose document could not be made yet, for who looks after agreements."""
    if "agreements.open_agreement" not in global_permissions(user):
        return
    for agreement in Agreement.objects.filter(status=Agreement.Status.SEALING_FAILED):
        title = _("The document of “%(title)s” could not be made yet") % {"title": agreement.title}
        yield Todo(title, agreement.get_absolute_url(), kind=str(Agreement._meta.verbose_name))


@todo.provider
def archive(user: User) -> Iterator[Todo]:
    """Archive timestamps that end soon and were not renewed in time, and stored documents that are not in order."""
    if "agreements.open_agreement" not in global_permissions(user):
        return
    for document in SignedDocument.objects.newest().ending_before(timezone.now() + URGENT):
        agreement = document.version.agreement
        words = _("The archive timestamp of “%(title)s” ends soon and was not renewed") % {"title": agreement.title}
        ends_on = timezone.localdate(document.archived_until)
        yield Todo(words, agreement.get_absolute_url(), ends_on, kind=str(Agreement._meta.verbose_name))
    checked = Job.objects.filter(kind=CHECKED).order_by("-created_at").first()
    if checked and checked.state == Job.State.FAILED:
        yield Todo(_("Stored documents are not in order"), reverse("jobs:job_list"), kind=_("Nightly check"))


@todo.provider
def renewals(user: User) -> Iterator[Todo]:
    """Agreements of which the renewal must be decided soon, and parties that leave, for who looks after agreements."""
    if "agreements.open_agreement" not in global_permissions(user):
        return
    today, kind = timezone.localdate(), str(Agreement._meta.verbose_name)
    in_force = Agreement.objects.filter(status=Agreement.Status.IN_FORCE)
    soon = in_force.filter(in_force__renews_on__lte=add_months(today, max(REMIND_BEFORE)))
    for agreement in soon.select_related("in_force"):
        words = _("Decide on the renewal of “%(title)s”") % {"title": agreement.title}
        yield Todo(
            words, agreement.get_absolute_url(), agreement.in_force.renews_on if agreement.in_force else None, kind
        )
    for notice in Notice.objects.filter(agreement__in=in_force, ends_on__gte=today).select_related("agreement"):
        words = _("A party leaves “%(title)s”: see to what that means") % {"title": notice.agreement.title}
        yield Todo(words, f"{notice.agreement.get_absolute_url()}#deelnemers", notice.ends_on, kind)


@todo.provider
def reviews(user: User) -> Iterator[Todo]:
    """The yearly review, as long as it is open and this executive's organisation has not answered."""
    review = Review.asked_on()
    if review is None:
        return
    led = Organisation.objects.can_sign().led_by(user).exclude(pk__in=review.scores.values("organisation"))
    for organisation in led:
        words = _("Fill in the review of %(year)s for %(organisation)s")
        address = f"{reverse('agreements:review_answer', args=[review.year])}?partner={organisation.pk}"
        title = words % {"year": review.year, "organisation": organisation}
        yield Todo(title, address, review.closes_on, _("Review of the cooperation"))
