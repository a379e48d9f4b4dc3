"""Hand-overs: the list, each one, waiving and reading."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_POST

from network.actions.handovers import give_handover, read_handover, waive_handover
from network.forms.handovers import HandOverFilter, HandOverForm, WaiveForm
from network.models import HandOver, User
from zenderen.lib.access import global_permissions, object_view, permission_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

PER_PAGE = 25


def handover_list(request: HttpRequest) -> HttpResponse:
    """What this person gives and gets; all of them for who administers seats."""
    rows = HandOver.objects.visible_to(request.user).for_list()
    chosen = HandOverFilter(request.GET, queryset=rows)
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    what = npgettext("counted", "hand-over", "hand-overs", page.paginator.count)
    return render(request, "network/handover_list.html", {"filter": chosen, "page": page, "what": what})


@object_view(lambda user: HandOver.objects.visible_to(user).for_list())
def handover_detail(request: HttpRequest, handover: HandOver) -> HttpResponse:
    """Written by who leaves while it is open; read by who comes after once it was given."""
    user = _person(request)
    manages = "network.change_seat" in global_permissions(user)
    if not handover.is_open or not (manages or handover.giver_id == user.pk):
        return render(request, "network/handover_detail.html", {"handover": handover, "manages": manages})
    form = HandOverForm(posted(request), instance=handover, manages=manages)
    if request.method == "POST" and form.save_valid():
        if "give" in request.POST:
            _attempt(request, lambda: give_handover(handover.pk, by=user), _("The hand-over was given."))
        else:
            messages.success(request, _("The draft was saved. Who comes after does not read it yet."))
        return redirect(handover)
    return render(request, "network/handover_edit.html", {"handover": handover, "form": form, "manages": manages})


@permission_view("network.change_seat")
@object_view(HandOver)
def handover_waive(request: HttpRequest, handover: HandOver) -> HttpResponse:
    """Nothing needs to be handed over, and why."""
    form = WaiveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        user = _person(request)
        _attempt(
            request, lambda: waive_handover(handover.pk, by=user, **form.cleaned_data), _("The hand-over was waived.")
        )
        return redirect(handover)
    context = {
        "form": form,
        "title": _("No hand-over needed"),
        "question": f"{handover.place}: {handover.giver}",
        "consequence": _("What was written so far stays with it. The reason is kept."),
        "submit": _("Waive the hand-over"),
        "cancel": handover.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@require_POST
@object_view(HandOver)
def handover_read(request: HttpRequest, handover: HandOver) -> HttpResponse:
    """Who comes after says that they have read it."""
    if handover.receiver_id != request.user.pk:
        raise PermissionDenied
    user = _person(request)
    _attempt(request, lambda: read_handover(handover.pk, by=user), _("Noted that you have read it."))
    return redirect(handover)


def _attempt(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    try:
        act()
    except IllegalStep as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
