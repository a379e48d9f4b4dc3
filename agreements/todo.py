"""What agreements ask of somebody now."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from agreements.models import Agreement, Party
from network import todo
from network.models import User
from network.todo import Todo


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
