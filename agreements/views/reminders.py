"""Until when the parties can sign, and reminding them."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from agreements import actions
from agreements.forms import DeadlinesForm
from agreements.models import Agreement
from agreements.views.common import tells_what_happened
from network.models import User
from zenderen.lib.access import object_view
from zenderen.lib.forms import posted


@object_view(Agreement, "open_agreement")
@tells_what_happened
def deadlines(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Give parties that have not signed yet another last day."""
    if not agreement.is_signing:
        raise actions.Overtaken(_("The agreement is no longer open for signing."))
    form = DeadlinesForm(posted(request), version=agreement.version)
    if request.method == "POST" and form.is_valid():
        moved = len(actions.move_deadlines(agreement, days=form.days, by=cast(User, request.user)))
        said = ngettext(
            "%(n)s deadline was moved; who is asked to sign gets an e-mail.",
            "%(n)s deadlines were moved; who is asked to sign gets an e-mail.",
            moved,
        )
        messages.success(request, said % {"n": moved})
        return redirect(f"{agreement.get_absolute_url()}#handtekeningen")
    return render(request, "agreements/deadlines_form.html", {"form": form, "agreement": agreement})


@require_POST
@object_view(Agreement, "open_agreement")
@tells_what_happened
def remind(request: HttpRequest, agreement: Agreement, party: int) -> HttpResponse:
    """Remind who can sign for one party, now."""
    row = get_object_or_404(agreement.version.parties.select_related("organisation"), pk=party)
    actions.remind_now(agreement, party=row.pk, by=cast(User, request.user))
    messages.success(request, _("Who can sign for %(party)s gets a reminder by e-mail.") % {"party": row})
    return redirect(f"{agreement.get_absolute_url()}#handtekeningen")
