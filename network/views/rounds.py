"""Input rounds as people take part in them: by a code, on their own phone, without an account."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from network import devices
from network.actions.rounds import contribute, reword, take_back
from network.forms.rounds import CodeForm, ContributeForm, FollowForm, RewordForm
from network.models import Action, Contribution, InputRound, Insight, Membership, Poll, Stage
from zenderen.lib.access import AnyUser, global_permissions
from zenderen.lib.states import IllegalStep

PER_PAGE = 20
CARDS = 60  # contributions on a page
PREPARES = "network.change_inputround"


@login_not_required
def input_list(request: HttpRequest) -> HttpResponse:
    """Where one types the code; below it what came of earlier rounds, and all of them for who prepares them."""
    prepares = PREPARES in global_permissions(request.user)
    form = CodeForm(request.GET or None) if "code" in request.GET else CodeForm()
    if form.is_bound and form.is_valid():
        if address := _leads_to(form.cleaned_data["code"], request.user):
            return redirect(address)
        form.add_error("code", _("Nothing has this code. Look once more at the screen or at your own note."))
    rows = InputRound.objects.all() if prepares else InputRound.objects.filter(status=Stage.CLOSED)
    rows = rows.select_related("conference").with_numbers()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "network/input_list.html", {"form": form, "page": page, "prepares": prepares})


def _leads_to(code: str, user: AnyUser) -> str:
    for model in (InputRound, Poll):
        if found := model.objects.visible_to(user).filter(code=code).first():
            return found.get_absolute_url()
    if Contribution.objects.filter(code=code).exists():
        return f"{reverse('network:input_follow')}?code={code}"
    return ""


@login_not_required
@never_cache
def input_answer(request: HttpRequest, code: str) -> HttpResponse:
    """The questions on a phone; once the round has closed, what came of it."""
    row = get_object_or_404(InputRound.objects.visible_to(request.user), code=code)
    if request.method == "POST":
        return _take_in(request, row)
    if row.status == Stage.CLOSED:
        return _outcome(request, row)
    own = list(_own(request, row).select_related("question"))
    full = {each.question_id for each in own if sum(e.question_id == each.question_id for e in own) >= row.most}
    questions = [question for question in row.questions.all() if question.pk not in full]
    form = ContributeForm(None, questions=questions, with_audience=not own)
    return _answer_page(request, row, form, own=own)


def _answer_page(request: HttpRequest, row: InputRound, form: ContributeForm, **more: Any) -> HttpResponse:
    prepares = PREPARES in global_permissions(request.user)
    context = {"round": row, "form": form, "device": devices.offered(request), "prepares": prepares, **more}
    return render(request, "network/input_answer.html", context)


def _take_in(request: HttpRequest, row: InputRound) -> HttpResponse:
    key = devices.taking_part(request)
    device = devices.fingerprint(key, row.code)
    form = ContributeForm(request.POST, questions=row.questions.all(), with_audience=True)
    if form.is_valid():
        said = {"key": form.cleaned_data["key"], "audience": form.cleaned_data["audience"]}
        try:
            contribute(row.pk, device=device, texts=form.texts, **said)
        except IllegalStep as refusal:
            form.add_error(None, str(refusal))
        else:
            return devices.remember(redirect(f"{row.get_absolute_url()}#uw-inbreng"), key)
    return _answer_page(request, row, form)


def _own(request: HttpRequest, row: InputRound) -> QuerySet[Contribution]:
    """What this phone brought in."""
    key = devices.key_of(request)
    device = devices.fingerprint(key, row.code) if key else ""
    return Contribution.objects.of_round(row.pk).filter(device=device) if key else Contribution.objects.none()


@login_not_required
@never_cache
def input_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Other words for something that this phone brought in."""
    row = get_object_or_404(InputRound.objects.visible_to(request.user), code=code)
    own = get_object_or_404(_own(request, row).select_related("question"), pk=pk)
    form = RewordForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        try:
            reword(own.pk, device=own.device, text=form.cleaned_data["text"])
        except IllegalStep as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{row.get_absolute_url()}#uw-inbreng")
    return render(request, "network/input_change.html", {"round": row, "own": own, "form": form})


@login_not_required
@require_POST
def input_take_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take it away; once more changes nothing, and a closed round keeps what it has."""
    row = get_object_or_404(InputRound.objects.visible_to(request.user), code=code)
    own = _own(request, row).filter(pk=pk).first()
    if own and row.is_open:
        take_back(own.pk, device=own.device)
    return redirect(f"{row.get_absolute_url()}#uw-inbreng")


# --- What became of it ----------------------------------------------------------------------------------------------


def _outcome(request: HttpRequest, row: InputRound) -> HttpResponse:
    """Insights with their actions, and everything that was brought in."""
    loose = Contribution.objects.of_round(row.pk).shown().select_related("question").order_by("question", "pk")
    context = {
        "round": row,
        "questions": row.questions.all(),
        "insights": _insights(request.user).filter(round=row),
        "page": Paginator(loose, CARDS).get_page(request.GET.get("page")),
        "prepares": PREPARES in global_permissions(request.user),
        "own": list(_own(request, row)[:1]),
    }
    return render(request, "network/input_outcome.html", context)


def _insights(user: AnyUser) -> QuerySet[Insight]:
    """With the actions that this reader may see, and what was brought in for them."""
    places = Prefetch("owner__memberships", Membership.objects.current().select_related("organisation"))
    actions = Action.objects.visible_to(user).select_related("owner").prefetch_related(places)
    said = Contribution.objects.shown().select_related("question")
    with_actions: Any = Prefetch("actions", actions, to_attr="seen")
    return Insight.objects.prefetch_related(with_actions, Prefetch("contributions", said, to_attr="said"))


@login_not_required
@never_cache
def input_follow(request: HttpRequest) -> HttpResponse:
    """What became of what somebody brought in, by the code that they got for it."""
    if "code" not in request.GET:
        return render(request, "network/input_follow.html", {"form": FollowForm()})
    form = FollowForm(request.GET)
    own = []
    if form.is_valid():
        rows = Contribution.objects.filter(code=form.cleaned_data["code"]).select_related("question__round")
        own = list(rows.prefetch_related(Prefetch("insight", _insights(request.user))))
        if not own:
            form.add_error("code", _("Nothing has this code. Look once more at the screen or at your own note."))
    return render(request, "network/input_follow.html", {"form": form, "own": own})
