"""Polls: voting on a phone, the screen in the hall, and who leads it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from network import devices
from network.actions.polls import hide_result, move_poll, show_result, unvote, vote
from network.forms.polls import VOTE_FORMS, OneForm, PollForm, RankForm, SeveralForm
from network.models import Poll, Stage, Vote
from network.models.polls import Result
from network.views.harvest import joining
from zenderen.lib import charts, csvfile, xlsxfile
from zenderen.lib.access import global_permissions, permission_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

PER_PAGE = 20
PREPARES = "network.change_poll"


@login_not_required
def poll_list(request: HttpRequest) -> HttpResponse:
    """Polls of which everybody may see the result; all of them for who prepares them."""
    prepares = PREPARES in global_permissions(request.user)
    rows = Poll.objects.select_related("conference").annotate(voters=Count("votes")).order_by("-pk")
    if not prepares:
        rows = rows.filter(status=Stage.CLOSED).exclude(Q(results_shown_at=None) & Q(told_order=[]))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "network/poll_list.html", {"page": page, "prepares": prepares})


# --- Taking part ----------------------------------------------------------------------------------------------------


@login_not_required
@never_cache
def poll_vote(request: HttpRequest, code: str) -> HttpResponse:
    """Vote on a phone, see or change one's vote, and read the result once it is shown."""
    poll = get_object_or_404(Poll.objects.visible_to(request.user), code=code)
    if request.method == "POST":
        return _take_in(request, poll)
    own = _own(request, poll)
    form = _form(poll, None, own.choice if own else []) if poll.status != Stage.CLOSED else None
    return _vote_page(request, poll, form, own=own)


def _take_in(request: HttpRequest, poll: Poll) -> HttpResponse:
    key = devices.taking_part(request)
    form = _form(poll, request.POST, [])
    if form.is_valid():
        try:
            vote(poll.pk, device=devices.fingerprint(key, poll.code), choice=form.picked)
        except IllegalStep as refusal:
            form.add_error(None, str(refusal))
        else:
            return devices.remember(redirect(f"{poll.get_absolute_url()}#uw-stem"), key)
    return _vote_page(request, poll, form)


def _form(poll: Poll, data: Any, chosen: list[int]) -> OneForm | SeveralForm | RankForm:
    return VOTE_FORMS[poll.kind](data, options=list(poll.options.all()), chosen=chosen)


def _own(request: HttpRequest, poll: Poll) -> Vote | None:
    key = devices.key_of(request)
    return Vote.objects.filter(poll=poll, device=devices.fingerprint(key, poll.code)).first() if key else None


def _vote_page(request: HttpRequest, poll: Poll, form: Any, own: Vote | None = None) -> HttpResponse:
    context = {
        "poll": poll,
        "form": form,
        "own": own,
        "device": devices.offered(request),
        "prepares": PREPARES in global_permissions(request.user),
        **_shown(poll),
    }
    return render(request, "network/poll_vote.html", context)


@login_not_required
@require_POST
def poll_undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take the vote of this phone back; once more changes nothing, and a closed poll keeps what it has."""
    poll = get_object_or_404(Poll.objects.visible_to(request.user), code=code)
    if (own := _own(request, poll)) and poll.is_open:
        unvote(poll.pk, device=own.device)
    return redirect(poll)


def _shown(poll: Poll) -> dict[str, Any]:
    """The result with its drawing, when it may be seen."""
    if poll.told_order or poll.results_shown_at is None:
        return {}
    result = poll.result()
    return {"result": result, "chart": _chart(poll, result)}


def _chart(poll: Poll, result: Result) -> str:
    unit = _("points") if poll.kind == Poll.Kind.RANK else ""
    series = charts.Series(_("Points") if unit else _("Votes"), [line.score for line in result.lines])
    voters = ngettext("%(n)s person voted.", "%(n)s people voted.", result.voters) % {"n": result.voters}
    same = _("The table has the same numbers.")
    words = f"{voters} {same}"
    labels = [f"{line.place}. {line.option.text}" for line in result.lines]
    return charts.bars(labels, [series], title=poll.question, description=words)


# --- The screen in the hall -----------------------------------------------------------------------------------------


@require_safe
@never_cache
@permission_view(PREPARES)
def poll_screen(request: HttpRequest, code: str) -> HttpResponse:
    """How to join and how many voted; the bars only when they are shown. It renews itself."""
    poll = get_object_or_404(Poll, code=code)
    now = poll.votes.aggregate(number=Count("pk"), latest=Max("voted_at"))
    state = f"{now['number']}.{now['latest'] or ''}.{poll.status}.{poll.results_shown_at or ''}"
    if getattr(request, "htmx", None) and state == request.GET.get("gezien"):
        return HttpResponse(status=204)  # nothing new: the hall sees nothing move
    context = {
        "poll": poll,
        "options": poll.options.all(),
        "voters": now["number"],
        "state": state,
        **joining(poll.get_absolute_url()),
        **_shown(poll),
    }
    template = "network/_poll_screen.html" if getattr(request, "htmx", None) else "network/poll_screen.html"
    return render(request, template, context)


# --- Leading it -----------------------------------------------------------------------------------------------------


@permission_view("network.add_poll")
def poll_add(request: HttpRequest) -> HttpResponse:
    """A question with its answers."""
    form = PollForm(posted(request))
    if request.method == "POST" and form.save_valid(then=form.write_answers):
        messages.success(request, _("The poll is ready. Nobody sees it until you open it."))
        return redirect(form.instance)
    return render(request, "network/poll_form.html", {"form": form})


@permission_view(PREPARES)
def poll_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change it; the answers only before it opens."""
    poll = get_object_or_404(Poll, code=code)
    form = PollForm(posted(request), instance=poll)
    if request.method == "POST" and form.save_valid(then=form.write_answers):
        messages.success(request, _("Saved."))
        return redirect(poll)
    return render(request, "network/poll_form.html", {"form": form, "poll": poll})


@require_POST
@permission_view(PREPARES)
def poll_move(request: HttpRequest, code: str) -> HttpResponse:
    """Open or close it, show the result or hide it."""
    poll = get_object_or_404(Poll, code=code)
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "open": (lambda: move_poll(poll.pk, Stage.OPEN), _("The poll is open.")),
        "closed": (lambda: move_poll(poll.pk, Stage.CLOSED), _("The poll is closed.")),
        "show": (lambda: show_result(poll.pk), _("The result is shown.")),
        "hide": (lambda: hide_result(poll.pk), _("The result is hidden.")),
    }
    act, done = acts.get(request.POST.get("to", ""), (None, ""))
    if act:
        try:
            act()
        except IllegalStep as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, done)
    return redirect(poll)


@permission_view(PREPARES)
def poll_export(request: HttpRequest, code: str) -> HttpResponseBase:
    """The result as CSV or for a spreadsheet: answers with their numbers, nothing of single votes."""
    poll = get_object_or_404(Poll, code=code)
    result, ranks = poll.result(), poll.kind == Poll.Kind.RANK
    heads = [
        _("The answer"),
        _("Place"),
        _("Points") if ranks else _("Votes"),
        _("Mean place") if ranks else _("Share (%)"),
    ]
    rows = [
        [line.option.text, line.place, line.score, round(line.mean or 0, 2) if ranks else round(line.share, 1)]
        for line in result.lines
    ]
    download = xlsxfile.download if request.GET.get("als") == "xlsx" else csvfile.download
    return download(slugify(poll.question)[:40] or poll.code, heads, rows)
