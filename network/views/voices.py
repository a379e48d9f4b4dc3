"""What people said: wishes and worries, goals of residents, how many took part, and who was spoken to."""

from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import F, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.forms.voices import ConversationForm, ParticipationFigureForm, RankedListForm, ResidentGoalForm
from network.models import Audience, Conversation, ParticipationFigure, RankedItem, RankedList, ResidentGoal
from zenderen.lib.access import AnyUser, global_permissions, permission_view
from zenderen.lib.forms import EditForm, posted

FEW = 6  # projects that are named at one wish or goal
CHANGES = "network.change_rankedlist"


class Answer(NamedTuple):
    """The projects that answer a wish or a goal, of those that this person may see."""

    number: int
    first: list[Any]

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.number - len(self.first)


@login_not_required
def voice_list(request: HttpRequest) -> HttpResponse:
    """What each audience said, and which projects answer it."""
    wishes, goals = _answers(RankedItem, request.user), _answers(ResidentGoal, request.user)
    rows = list(ResidentGoal.objects.all())
    context = {
        "audiences": list(_by_audience(wishes)),
        "goals": [(goal, goals.get(goal.pk)) for goal in rows],
        "sources": sorted({goal.source for goal in rows}),
        "figures": ParticipationFigure.objects.prefetch_related("conversations"),
        "conversations": Conversation.objects.filter(figure=None),
        "may_edit": CHANGES in global_permissions(request.user),
    }
    return render(request, "network/voice_list.html", context)


def _answers(model: type[Model], user: AnyUser) -> dict[int, Answer]:
    """Wish or goal (its key) → the projects that answer it; projects live upstairs and are asked through the link."""
    link = cast(Any, model._meta.get_field("projects"))
    column = link.remote_field.name
    projects: Any = link.related_model._default_manager.visible_to(user).filter(**{f"{column}__isnull": False})
    first, levels = projects.first_by(column, most=FEW), projects.levels_by(column)
    return {key: Answer(sum(levels[key,].values()), few) for (key,), few in first.items()}


def _by_audience(answers: dict[int, Answer]) -> Iterable[tuple[Audience, list[tuple[RankedList, list[Any]]]]]:
    """Audience and its lists, the latest first, each with its places and what answers them."""
    latest_first = (F("collected_on").desc(nulls_last=True), "kind", "-pk")
    lists = list(RankedList.objects.order_by(*latest_first).prefetch_related("items"))
    for audience in Audience:
        own = [each for each in lists if each.audience == audience]
        if own:
            yield audience, [(one, [(item, answers.get(item.pk)) for item in one.items.all()]) for one in own]


# --- Editing: the same three pages for each kind --------------------------------------------------------------------


class Kind(NamedTuple):
    """Something that is written here, and the words about it."""

    form: type[EditForm]
    rows: QuerySet[Any]
    add: Any
    edit: Any
    remove: Any
    consequence: Any
    place: str


LINKS_GO = gettext_lazy("The projects stay. They no longer say that they answer it.")
KINDS = {
    "lijsten": Kind(
        RankedListForm,
        RankedList.objects.all(),
        gettext_lazy("Add wishes or worries"),
        gettext_lazy("Edit wishes or worries"),
        gettext_lazy("Remove this list?"),
        LINKS_GO,
        "#lijsten",
    ),
    "doelen": Kind(
        ResidentGoalForm,
        ResidentGoal.objects.all(),
        gettext_lazy("Add a goal"),
        gettext_lazy("Edit goal"),
        gettext_lazy("Remove this goal?"),
        LINKS_GO,
        "#doelen",
    ),
    "cijfers": Kind(
        ParticipationFigureForm,
        ParticipationFigure.objects.all(),
        gettext_lazy("Add a figure"),
        gettext_lazy("Edit figure"),
        gettext_lazy("Remove this figure?"),
        gettext_lazy("The groups that are counted in it stay."),
        "#cijfers",
    ),
    "gesprekken": Kind(
        ConversationForm,
        Conversation.objects.all(),
        gettext_lazy("Add a group that was spoken to"),
        gettext_lazy("Edit group that was spoken to"),
        gettext_lazy("Remove this group?"),
        "",
        "#gesprekken",
    ),
}


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


@permission_view(CHANGES)
def voice_add(request: HttpRequest, kind: str) -> HttpResponse:
    """A list, a goal, a figure or a group more."""
    what = _kind(kind)
    return _edit(request, what, what.form(posted(request)), str(what.add))


@permission_view(CHANGES)
def voice_edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Change it, or go on to remove it."""
    what = _kind(kind)
    row = get_object_or_404(what.rows.all(), pk=pk)
    return _edit(request, what, what.form(posted(request), instance=row), str(what.edit), row=row, kind=kind)


def _edit(request: HttpRequest, what: Kind, form: EditForm, title: str, **extra: Any) -> HttpResponse:
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(_back(what))
    return render(request, "network/voice_form.html", {"form": form, "title": title, "back": _back(what), **extra})


def _back(what: Kind) -> str:
    return f"{reverse('network:voice_list')}{what.place}"


@permission_view(CHANGES)
def voice_remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take it off the page, after a question."""
    what = _kind(kind)
    row = get_object_or_404(what.rows.all(), pk=pk)
    if request.method == "POST":
        row.delete()
        messages.success(request, _("Removed."))
        return redirect(_back(what))
    context = {
        "form": forms.Form(),
        "title": str(row),
        "question": what.remove,
        "consequence": what.consequence,
        "submit": _("Remove"),
        "cancel": _back(what),
    }
    return render(request, "components/confirm.html", context)
