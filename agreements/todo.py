"""What agreements ask of somebody now."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Advice, Agreement, Comment, Party, Version
from network import todo
from network.models import User
from network.todo import Todo
from zenderen.lib.access import global_permissions, permitted


@todo.provider
def signatures(user: User) -> Iterator[Todo]:
    """Agreements that wait for this executive's signature."""
    words, kind = _("Sign “%(title)s” for %(organisation)s"), str(Agreement._meta.verbose_name)
    base = reverse("agreements:agreement_list")
    columns = ("version__agreement", "version__agreement__title", "organisation__name")
    for agreement, title, organisation in Party.objects.signable_by(user).values_list(*columns):
        yield Todo(words % {"title": title, "organisation": organisation}, f"{base}{agreement}/", kind=kind)


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
        version_words = {"title": version.agreement.title, "n": version.unanswered}
        address = reverse("agreements:consultation", args=[version.agreement_id, version.number])
        if version.unanswered:
            words = ngettext(
                "Answer %(n)s comment or advice on “%(title)s”",
                "Answer %(n)s comments and advices on “%(title)s”",
                version.unanswered,
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
