"""What agreements ask of somebody now."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from agreements.models import Agreement, Party
from network import todo
from network.models import User
from network.todo import Todo
from zenderen.lib.access import global_permissions


@todo.provider
def signatures(user: User) -> Iterator[Todo]:
    """Agreements that wait for this executive's signature."""
    for party in Party.objects.signable_by(user).select_related("organisation", "version__agreement"):
        agreement = party.version.agreement
        title = _("Sign “%(title)s” for %(organisation)s") % {
            "title": agreement.title,
            "organisation": party.organisation,
        }
        yield Todo(title, agreement.get_absolute_url(), kind=str(Agreement._meta.verbose_name))


@todo.provider
def documents(user: User) -> Iterator[Todo]:
    """Signed agreements whose document could not be made yet, for who looks after agreements."""
    if "agreements.open_agreement" not in global_permissions(user):
        return
    for agreement in Agreement.objects.filter(status=Agreement.Status.SEALING_FAILED):
        title = _("The document of “%(title)s” could not be made yet") % {"title": agreement.title}
        yield Todo(title, agreement.get_absolute_url(), kind=str(Agreement._meta.verbose_name))
