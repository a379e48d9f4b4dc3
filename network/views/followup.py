"""Actions: the list, each one, closing and changing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from network import actions
from network.forms.followup import ActionFilter, ActionForm, CloseActionForm
from network.models import Action
from zenderen.lib.access import object_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

PER_PAGE = 25


def action_list(request: HttpRequest) -> HttpResponse:
    """What was promised and by whom: open ones first, those due first at the top."""
    rows = Action.objects.visible_to(request.user).for_list()
    chosen = ActionFilter(request.GET, queryset=rows, request=request)
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    what = npgettext("counted", "action", "actions", page.paginator.count)
    return render(request, "network/action_list.html", {"filter": chosen, "page": page, "what": what})


@object_view(lambda user: Action.objects.visible_to(user).for_list())
def action_detail(request: HttpRequest, action: Action) -> HttpResponse:
    """One action, where it was agreed on, and what came of it."""
    return render(request, "network/action_detail.html", {"action": action})


@object_view(Action, "close_action")
def action_close(request: HttpRequest, action: Action) -> HttpResponse:
    """Close it with its outcome."""
    form = CloseActionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.close(action.pk, outcome=form.cleaned_data["outcome"])
        except IllegalStep as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("The action is closed."))
        return redirect(action)
    return render(request, "network/action_close.html", {"form": form, "row": action})


@object_view(Action, "change_action")
def action_edit(request: HttpRequest, action: Action) -> HttpResponse:
    """Change what was agreed, as long as it is open."""
    if action.done_on:
        messages.warning(request, _("This action was closed already."))
        return redirect(action)
    form = ActionForm(posted(request), instance=action)
    if request.method == "POST" and form.save_valid(then=actions.pass_on):
        messages.success(request, _("Saved."))
        return redirect(action)
    return render(request, "network/action_edit.html", {"form": form, "row": action})
