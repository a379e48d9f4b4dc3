"""What a text of the site said before: who changed what and when, and putting it back."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network.actions import stories as actions
from network.models import Ambition, Conference, FuturePicture, NewsItem, Page, Phase
from zenderen.lib import difference
from zenderen.lib.access import global_permissions

PER_PAGE = 25


class Kind(NamedTuple):
    """A kind of text: its model, its short and its long fields, and the page with its form."""

    model: Any
    short: tuple[str, ...]
    long: tuple[str, ...]
    form: str
    key: str


# The word in the address: /beheer/versies/nieuws/3/
KINDS = {
    "teksten": Kind(Page, ("title",), ("body",), "network:page_edit", "key"),
    "ambities": Kind(Ambition, ("name",), ("about",), "network:ambition_edit", "slug"),
    "fasen": Kind(Phase, ("title", "period"), ("body",), "network:phase_edit", "pk"),
    "toekomstbeelden": Kind(
        FuturePicture, ("title", "source"), ("text",), "network:futurepicture_edit", "audience"
    ),
    "nieuws": Kind(NewsItem, ("title", "byline", "introduction"), ("body",), "network:news_edit", "slug"),
    "conferenties": Kind(
        Conference, ("name", "when", "place", "attendance"), ("summary", "body"), "network:conference_edit", "slug"
    ),
}  # fmt: skip


class Change(NamedTuple):
    """A field in which a version differs from the one before."""

    label: str
    shown: SafeString


def versions_of(row: Any) -> str:
    """The address of the earlier versions of a text; empty while there are none."""
    kind = next(word for word, kind in KINDS.items() if kind.model is type(row))
    return reverse("network:version_list", args=[kind, row.pk]) if row.pk else ""


def _text(request: HttpRequest, kind: str, pk: int) -> tuple[Kind, Any]:
    if kind not in KINDS:
        raise Http404
    found = KINDS[kind]
    if f"network.change_{found.model._meta.model_name}" not in global_permissions(request.user):
        raise PermissionDenied
    return found, get_object_or_404(found.model, pk=pk)


def _form(kind: Kind, row: Any) -> str:
    return reverse(kind.form, args=[getattr(row, kind.key)])


def version_list(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """All versions of a text, the newest first."""
    found, row = _text(request, kind, pk)
    page = Paginator(row.history.select_related("history_user"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"kind": kind, "row": row, "page": page, "form_url": _form(found, row), "newest": page.paginator.count}
    return render(request, "network/version_list.html", context)


def version_detail(request: HttpRequest, kind: str, pk: int, version: int) -> HttpResponse:
    """One version: what it changed, and the whole text as it was."""
    found, row = _text(request, kind, pk)
    then = get_object_or_404(row.history.select_related("history_user"), pk=version)
    before = row.history.filter(pk__lt=then.pk).order_by("-pk").first()
    context = {
        "kind": kind,
        "row": row,
        "then": then,
        "number": row.history.filter(pk__lte=then.pk).count(),
        "is_first": before is None,
        "changes": list(_changes(found, before, then)) if before else [],
        "short": [(_label(found, name), getattr(then, name)) for name in found.short if getattr(then, name)],
        "long": [(_label(found, name), getattr(then, name)) for name in found.long if getattr(then, name)],
        "is_now": not any(getattr(row, name) != getattr(then, name) for name in found.short + found.long),
        "form_url": _form(found, row),
    }
    return render(request, "network/version_detail.html", context)


def _label(kind: Kind, name: str) -> str:
    label = str(kind.model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _changes(kind: Kind, before: Any, then: Any) -> Any:
    for name in kind.short + kind.long:
        old, new = getattr(before, name), getattr(then, name)
        if old != new:
            yield Change(_label(kind, name), (difference.html if name in kind.long else difference.inline)(old, new))


@require_POST
def version_restore(request: HttpRequest, kind: str, pk: int, version: int) -> HttpResponse:
    """Make the text what it was in this version; what it says now stays a version."""
    found, row = _text(request, kind, pk)
    get_object_or_404(row.history, pk=version)
    try:
        changed = actions.restore(found.model, row.pk, version=version, fields=found.short + found.long)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        said = _("The earlier text stands there again.") if changed else _("This is what stands there already.")
        messages.success(request, said)
    return redirect("network:version_list", kind, row.pk)
