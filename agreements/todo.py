"""What agreements ask of somebody now."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Agreement, Party
from network import todo
from network.models import User
from network.todo import Todo
from zenderen.lib.access import global_permissions


@todo.provider
def signatures(user: User) -> Iterator[Todo]:
    """Agreements that wait for this executive's signature."""
    words, kind = _("Sign “%(title)s” for %(organisation)s"), str(Agreement._meta.verbose_name)
    base = reverse("agreements:agreement_list")
    columns = ("version__agreement", "version__agreement__title", "organisation__name")
    for agreement, title, organisation in Party.objects.signable_by(user).values_list(*columns):
        yield Todo(words % {"title": title, "organisation": organisation}, f"{base}{agreement}/", kind=kind)


@todo.provider
def documents(user: User) -> Iterator[Todo]:
    """Signed agreements whose document could not be made yet, for who looks after agreements."""
    if "agreements.open_agreement" not in global_permissions(user):
        return
    for agreement in Agreement.objects.filter(status=Agreement.Status.SEALING_FAILED):
        title = _("The document of “%(title)s” could not be made yet") % {"title": agreement.title}
        yield Todo(title, agreement.get_absolute_url(), kind=str(Agreement._meta.verbose_name))
