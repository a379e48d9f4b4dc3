"""What each partner arranges in its own way, and what was made the same; for the network only."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from network.forms.arrangements import ArrangementForm, ArrangementTermForm
from network.models import Arrangement, ArrangementTerm
from zenderen.lib.access import global_permissions, permission_view
from zenderen.lib.forms import EditForm, posted

READS = "network.view_internal"
CHANGES = "network.change_arrangement"
PER_PAGE = 25


@permission_view(READS)
def arrangement_list(request: HttpRequest) -> HttpResponse:
    """All of them: what still differs first."""
    rows = Arrangement.objects.annotate(partners=Count("terms")).order_by("outcome", "subject")
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_edit": CHANGES in global_permissions(request.user),
    }
    return render(request, "network/arrangement_list.html", context)


@permission_view(READS)
def arrangement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How each partner arranges it, and what it became."""
    arrangement = get_object_or_404(Arrangement, pk=pk)
    context = {
        "arrangement": arrangement,
        "terms": arrangement.terms.select_related("organisation"),
        "may_edit": CHANGES in global_permissions(request.user),
    }
    return render(request, "network/arrangement_detail.html", context)


@permission_view(CHANGES)
def arrangement_add(request: HttpRequest) -> HttpResponse:
    """Something that partners arrange differently; who arranges it how comes after."""
    return _edit(request, ArrangementForm(posted(request)), _("Add an arrangement"))


@permission_view(CHANGES)
def arrangement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is about, and what it became for all."""
    arrangement = get_object_or_404(Arrangement, pk=pk)
    form = ArrangementForm(posted(request), instance=arrangement)
    return _edit(request, form, _("Edit arrangement"), arrangement=arrangement)


@permission_view(CHANGES)
def term_add(request: HttpRequest, pk: int) -> HttpResponse:
    """How one more partner arranges it."""
    arrangement = get_object_or_404(Arrangement, pk=pk)
    form = ArrangementTermForm(posted(request), instance=ArrangementTerm(arrangement=arrangement))
    return _edit(request, form, _("Add a partner"), arrangement=arrangement)


@permission_view(CHANGES)
def term_edit(request: HttpRequest, pk: int, term: int) -> HttpResponse:
    """How a partner arranges it now."""
    row = _term(pk, term)
    form = ArrangementTermForm(posted(request), instance=row)
    return _edit(request, form, str(row.organisation), arrangement=row.arrangement, term=row)


def _edit(request: HttpRequest, form: EditForm, title: str, **context: Any) -> HttpResponse:
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(context.get("arrangement") or form.instance)
    return render(request, "network/arrangement_form.html", {"form": form, "title": title, **context})


def _term(pk: int, term: int) -> ArrangementTerm:
    rows = ArrangementTerm.objects.select_related("arrangement", "organisation")
    return get_object_or_404(rows, arrangement=pk, pk=term)


@permission_view(CHANGES)
def arrangement_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it away with what was written of each partner, after a question."""
    arrangement = get_object_or_404(Arrangement, pk=pk)
    question = _("Remove this arrangement, with what was written of each partner?")
    return _remove(request, arrangement, question, "network:arrangement_list", arrangement.get_absolute_url())


@permission_view(CHANGES)
def term_remove(request: HttpRequest, pk: int, term: int) -> HttpResponse:
    """This partner stands in it no more, after a question."""
    row = _term(pk, term)
    back = row.arrangement.get_absolute_url()
    return _remove(request, row, _("Remove this partner from the arrangement?"), back, back)


def _remove(request: HttpRequest, row: Any, question: str, after: str, cancel: str) -> HttpResponse:
    if request.method == "POST":
        row.delete()
        messages.success(request, _("Removed."))
        return redirect(after)
    context = {"form": forms.Form(), "title": str(row), "question": question, "submit": _("Remove"), "cancel": cancel}
    return render(request, "components/confirm.html", context)
