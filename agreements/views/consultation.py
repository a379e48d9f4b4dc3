"""Pages on which a text is talked about before it is signed, and on which its versions are compared."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agreements import actions
from agreements.comparison import compare
from agreements.forms import AdviceForm, AnswerForm, CommentForm, ConsultForm, ResponseForm
from agreements.models import Advice, Agreement, Comment, Version
from agreements.views.common import tells_what_happened, version_or_404
from network.models import User
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

# --- Versions -------------------------------------------------------------------------------------------------------


@require_safe
@object_view(Agreement)
def version_list(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """All versions with their state, and any two to compare."""
    versions = list(agreement.versions_for(granted(request.user, agreement)).with_counts().order_by("-number"))
    chosen = [version.number for version in versions]
    pair = [int(number) for number in request.GET.getlist("versie") if number.isdecimal() and int(number) in chosen]
    if len(set(pair)) == 2:
        return redirect("agreements:version_compare", agreement.pk, min(pair), max(pair))
    context = {"agreement": agreement, "versions": versions, "is_unclear": "versie" in request.GET}
    return render(request, "agreements/version_list.html", context)


@require_safe
@object_view(Agreement)
def version_detail(request: HttpRequest, agreement: Agreement, number: int) -> HttpResponse:
    """The whole text of one version, as it was."""
    version = version_or_404(request, agreement, number)
    actions.note_reading(agreement, version, by=cast(User, request.user))
    context = {"agreement": agreement, "version": version, "content": version.content, "lines": version.lines}
    return render(request, "agreements/version_detail.html", context)


@require_safe
@object_view(Agreement)
def version_compare(request: HttpRequest, agreement: Agreement, old: int, new: int) -> HttpResponse:
    """What differs between two versions, word by word."""
    before, after = version_or_404(request, agreement, old), version_or_404(request, agreement, new)
    actions.note_reading(agreement, after, by=cast(User, request.user))
    comparison = compare(before.content, after.content)
    context = {"agreement": agreement, "old": before, "new": after, "comparison": comparison}
    return render(request, "agreements/version_compare.html", context)


# --- Consultation ---------------------------------------------------------------------------------------------------


@object_view(Agreement, "open_agreement")
@tells_what_happened
def consultation_start(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Fix the text and ask the partners and councils about it; or give more time."""
    version, user = agreement.version, cast(User, request.user)
    if not agreement.is_draft and not version.is_consulted:
        raise actions.Overtaken(_("A consultation can no longer be started for this version."))
    problems = [] if version.is_frozen else actions.not_to_consult(version)
    form = ConsultForm(posted(request), version=version)
    if request.method == "POST" and not problems and form.is_valid():
        act = actions.extend_consultation if version.is_frozen else actions.consult
        act(agreement, until=form.cleaned_data["until"], bodies=form.councils, by=user)
        said = (
            _("The day was changed.")
            if version.is_frozen
            else _("The consultation has begun. The partners get an e-mail.")
        )
        messages.success(request, said)
        return redirect("agreements:consultation", agreement.pk, version.number)
    context = {"form": form, "agreement": agreement, "version": version, "problems": problems}
    return render(request, "agreements/consultation_start.html", context)


@require_POST
@object_view(Agreement, "open_agreement")
@tells_what_happened
def consultation_close(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Take no more comments."""
    number = agreement.version.number
    actions.close_consultation(agreement, by=cast(User, request.user))
    messages.success(request, _("The consultation was closed."))
    return redirect("agreements:consultation", agreement.pk, number)


@never_cache
@object_view(Agreement)
def consultation(request: HttpRequest, agreement: Agreement, number: int) -> HttpResponse:
    """The text with what was said of each article, and room to say more."""
    version = version_or_404(request, agreement, number)
    if version.consulted_at is None:
        return redirect(agreement)
    may = granted(request.user, agreement)
    form = _comment_form(request, version, may)
    if form and request.method == "POST" and _commented(form, version, by=cast(User, request.user)):
        messages.success(request, _("Your comment was added. You get an e-mail as soon as it is answered."))
        article = form.cleaned_data["article"]
        return redirect(f"{request.path}#{f'artikel-{article}' if article else 'geheel'}")
    actions.note_reading(agreement, version, by=cast(User, request.user))
    comments = list(version.comments.filter(kind=Comment.Kind.COMMENT))
    to_advise = Advice.objects.asked_of(cast(User, request.user)).filter(version=version)
    context = {
        "agreement": agreement,
        "version": version,
        "may": may,
        "may_comment": "comment_agreement" in may and version.takes_comments,
        "content": version.content,
        "lines": version.lines,
        "parts": _parts(version, comments, form),
        "comments": comments,
        "unanswered": sum(not comment.is_answered for comment in comments),
        "advices": version.advices.select_related("body"),
        "to_advise": set(to_advise.values_list("pk", flat=True)),
        "form": form,
    }
    return render(request, "agreements/consultation.html", context)


def _commented(form: CommentForm, version: Version, *, by: User) -> bool:
    """Record the comment; when the time is over the form says so and keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        actions.comment(version, by=by, **form.cleaned_data)
    except IllegalStep as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _comment_form(request: HttpRequest, version: Version, may: frozenset[str]) -> CommentForm | None:
    """What was posted (or kept from a session that had ended), in the form of the article that it is about."""
    data = posted(request)
    if data is None:
        return None
    if "comment_agreement" not in may:
        raise PermissionDenied
    named = data.get("article", "")
    return CommentForm(data, version=version, place=int(named) if named.isdecimal() else None)


def _parts(version: Version, comments: Iterable[Comment], bound: CommentForm | None) -> list[dict[str, Any]]:
    """Each article, then the whole: its text, what was said of it, and the form to say more."""
    by_article: dict[int | None, list[Comment]] = {}
    for comment in comments:
        by_article.setdefault(comment.article, []).append(comment)
    places = [*((article["number"], article) for article in version.content["articles"]), (None, None)]
    parts = []
    for number, article in places:
        form = bound if bound and bound.place == number else CommentForm(version=version, place=number)
        parts.append({"number": number, "article": article, "comments": by_article.get(number, []), "form": form})
    return parts


@object_view(Agreement, "change_agreement")
@tells_what_happened
def comment_answer(request: HttpRequest, agreement: Agreement, comment: int) -> HttpResponse:
    """Say what was done with a comment."""
    row = get_object_or_404(Comment.objects.select_related("version"), pk=comment, version__agreement=agreement)
    if row.is_answered:
        raise actions.Overtaken(_("This comment was answered already."))
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.answer_comment(row, by=cast(User, request.user), **form.cleaned_data)
        messages.success(request, _("The comment was answered; its author gets an e-mail."))
        return redirect(f"{_consultation(row.version)}#opmerking-{row.pk}")
    article = next((part for part in row.version.content["articles"] if part["number"] == row.article), None)
    context = {"form": form, "agreement": agreement, "comment": row, "article": article}
    return render(request, "agreements/comment_answer.html", context)


@object_view(Agreement, "comment_agreement")
@tells_what_happened
def advice_give(request: HttpRequest, agreement: Agreement, advice: int) -> HttpResponse:
    """Give the advice of a council in which one has a seat."""
    rows = Advice.objects.asked_of(cast(User, request.user)).select_related("body", "version")
    row = rows.filter(pk=advice, version__agreement=agreement).first()
    if row is None:
        raise _no_advice(request, agreement, advice)
    form = AdviceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.give_advice(row, text=form.cleaned_data["text"], by=cast(User, request.user))
        messages.success(request, _("The advice of %(body)s was recorded.") % {"body": row.body})
        return redirect(f"{_consultation(row.version)}#adviezen")
    return render(request, "agreements/advice_give.html", {"form": form, "agreement": agreement, "advice": row})


def _no_advice(request: HttpRequest, agreement: Agreement, pk: int) -> Exception:
    """Why this person is not asked for this advice: it is not theirs to give, or it is too late."""
    row = get_object_or_404(Advice.objects.select_related("body"), pk=pk, version__agreement=agreement)
    if not row.body.seats.current().filter(user=request.user.pk).exists():
        return PermissionDenied()
    return actions.Overtaken(_("The advice was given already, or the consultation was closed."))


@object_view(Agreement, "change_agreement")
@tells_what_happened
def advice_respond(request: HttpRequest, agreement: Agreement, advice: int) -> HttpResponse:
    """Say what was done with an advice."""
    rows = Advice.objects.select_related("body", "version")
    row = get_object_or_404(rows, pk=advice, version__agreement=agreement)
    if row.responded_at or not row.is_given:
        raise actions.Overtaken(_("This advice was answered already, or there is none yet."))
    form = ResponseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.respond_to_advice(row, response=form.cleaned_data["response"], by=cast(User, request.user))
        messages.success(request, _("Your answer was recorded; who gave the advice gets an e-mail."))
        return redirect(f"{_consultation(row.version)}#adviezen")
    return render(request, "agreements/advice_respond.html", {"form": form, "agreement": agreement, "advice": row})


def _consultation(version: Version) -> str:
    return reverse("agreements:consultation", args=[version.agreement_id, version.number])
