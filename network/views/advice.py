"""Asking advisory councils about a document, what they advise, and what was done with it."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_safe

from network.actions import library as actions
from network.forms.library import AdviceForm, AnswerForm, AskForm
from network.models import AdviceRequest, Document, User
from network.views.library import form_page, tells_what_happened
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

PER_PAGE = 25


def _requests(user: User) -> object:
    return AdviceRequest.objects.visible_to(user).for_list().select_related("responded_by", "asked_by")


@require_safe
def advice_list(request: HttpRequest) -> HttpResponse:
    """What councils were asked: for them, for who asked, and for the network."""
    rows = AdviceRequest.objects.visible_to(request.user).for_list()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "what": npgettext("counted", "question", "questions", page.paginator.count)}
    return render(request, "network/advice_list.html", context)


@require_safe
@object_view(_requests)
def advice_detail(request: HttpRequest, advice: AdviceRequest) -> HttpResponse:
    """One question with its proof of reading, the advice, and what was done with it."""
    context = {
        "advice": advice,
        "may_give": not advice.is_given and AdviceRequest.objects.asked_of(request.user).filter(pk=advice.pk).exists(),
        "may_answer": advice.is_given
        and not advice.responded_at
        and "change_document" in granted(request.user, advice.document),
    }
    return render(request, "network/advice_detail.html", context)


@object_view(Document, "change_document")
@tells_what_happened
def advice_ask(request: HttpRequest, document: Document) -> HttpResponse:
    """Ask a council about a document."""
    form = AskForm(posted(request), document=document)
    if request.method == "POST" and form.is_valid():
        asked = actions.ask_advice(document, **form.cleaned_data, by=cast(User, request.user))
        messages.success(request, _("%(body)s was asked and gets an e-mail.") % {"body": asked.body})
        return redirect(f"{document.get_absolute_url()}#adviezen")
    return form_page(request, document, form, _("Ask a council for advice"), submit=_("Ask for advice"), draft=True)


@object_view(_requests)
def advice_give(request: HttpRequest, advice: AdviceRequest) -> HttpResponse:
    """Give the advice of one's council."""
    if not AdviceRequest.objects.asked_of(request.user).filter(pk=advice.pk).exists():
        raise PermissionDenied
    form = AdviceForm(posted(request))
    try:
        if request.method == "POST" and form.is_valid():
            actions.give_advice(advice, text=form.cleaned_data["text"], by=cast(User, request.user))
            messages.success(request, _("The advice of %(body)s was recorded.") % {"body": advice.body})
            return redirect(advice)
        if advice.is_given:
            raise IllegalStep(_("The advice of this council was given already."))
    except IllegalStep as refusal:
        messages.warning(request, str(refusal))
        return redirect(advice)
    title = _("Advice of %(body)s") % {"body": advice.body}
    more = {"submit": _("Give the advice"), "draft": True, "advice": advice}
    return form_page(request, advice.document, form, title, **more)


@object_view(_requests)
def advice_answer(request: HttpRequest, advice: AdviceRequest) -> HttpResponse:
    """Say what was done with the advice."""
    if "change_document" not in granted(request.user, advice.document):
        raise PermissionDenied
    form = AnswerForm(posted(request))
    try:
        if request.method == "POST" and form.is_valid():
            actions.answer_advice(advice, response=form.cleaned_data["response"], by=cast(User, request.user))
            messages.success(request, _("Your answer was recorded; who gave the advice gets an e-mail."))
            return redirect(advice)
        if advice.responded_at or not advice.is_given:
            raise IllegalStep(_("This advice was answered already, or there is none yet."))
    except IllegalStep as refusal:
        messages.warning(request, str(refusal))
        return redirect(advice)
    title = _("What was done with the advice of %(body)s") % {"body": advice.body}
    return form_page(request, advice.document, form, title, draft=True, advice=advice)
