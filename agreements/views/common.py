"""What the pages of agreements share."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from agreements import actions
from agreements.models import Agreement, Version
from zenderen.lib.access import granted
from zenderen.lib.forms import EditForm
from zenderen.lib.states import IllegalStep

P = ParamSpec("P")


def tells_what_happened(
    view: Callable[Concatenate[HttpRequest, Agreement, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """An act that came too late ends on a page (409) that says what happened and what to do next."""

    @wraps(view)
    def wrapper(request: HttpRequest, agreement: Agreement, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, agreement, *args, **kwargs)
        except IllegalStep as refusal:
            agreement.refresh_from_db()
            context = {"agreement": agreement, "lines": agreement.version.lines, "refusal": refusal}
            return render(request, "agreements/agreement_overtaken.html", context, status=409)

    return wrapper


def saved(form: EditForm, agreement: Agreement) -> bool:
    """Save a part of a draft; when it is no draft any more, the form says so and keeps what was typed."""
    try:
        return actions.change_draft(agreement, form.save_valid)
    except IllegalStep as refusal:
        form.full_clean()
        form.add_error(None, str(refusal))
        return False


def version_or_404(request: HttpRequest, agreement: Agreement, number: int) -> Version:
    """The version of this number, if this person may see it."""
    version = get_object_or_404(agreement.versions_for(granted(request.user, agreement)), number=number)
    version.agreement = agreement
    return version


def confirm(request: HttpRequest, agreement: Agreement, question: str, submit: str) -> HttpResponse:
    """A page that asks before something is removed from a draft."""
    context: dict[str, Any] = {"title": question, "question": agreement.title, "submit": submit, "form": forms.Form()}
    return render(request, "components/confirm.html", {**context, "cancel": agreement.get_absolute_url()})
