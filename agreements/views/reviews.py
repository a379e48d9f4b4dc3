"""The yearly review of the cooperation: opening it, answering it, and what came out."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements import actions, results
from agreements.forms import AnswerReviewForm, ReviewForm
from agreements.models import Review, ReviewScore
from agreements.models.principles import PRINCIPLES
from network.models import Membership, Organisation, User
from zenderen.lib import csvfile
from zenderen.lib.access import global_permissions, permission_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

SEES_ALL = {"agreements.open_agreement", "agreements.confirm_agreement"}  # network manager and coordination group


def _answers_for(user: User) -> list[Organisation]:
    """The partners for which this person may answer."""
    terms = Membership.objects.current().filter(user=user)
    return list(Organisation.objects.can_sign().filter(pk__in=terms.values("organisation")))


@require_safe
@permission_view("network.view_internal")
def review_list(request: HttpRequest) -> HttpResponse:
    """The years, and the principles that they are about."""
    may_open = "agreements.open_agreement" in global_permissions(request.user)
    reviews = results.with_counts(Review.objects.all())
    context = {"reviews": reviews, "principles": PRINCIPLES, "may_open": may_open}
    return render(request, "agreements/review_list.html", context)


@permission_view("agreements.open_agreement")
def review_add(request: HttpRequest) -> HttpResponse:
    """Open the review of a year; the executives of all partners are asked."""
    form = ReviewForm(posted(request), instance=Review(opened_by=cast(User, request.user)))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            review = form.save()
            actions.announce_review(review)
        messages.success(request, _("The review is open. The executives of all partners get an e-mail."))
        return redirect("agreements:review_detail", review.year)
    return render(request, "agreements/review_form.html", {"form": form})


@permission_view("agreements.open_agreement")
def review_edit(request: HttpRequest, year: int) -> HttpResponse:
    """Close it earlier or later."""
    review = get_object_or_404(Review, year=year)
    form = ReviewForm(posted(request), instance=review)
    if request.method == "POST" and form.is_valid():
        review.save(update_fields=["closes_on"])
        messages.success(request, _("Saved."))
        return redirect("agreements:review_detail", year)
    return render(request, "agreements/review_form.html", {"form": form, "review": Review.objects.get(year=year)})


@require_safe
@never_cache
@permission_view("network.view_internal")
def review_detail(request: HttpRequest, year: int) -> HttpResponse:
    """What partners answered: per principle for all, per partner for who may see that."""
    review, user = get_object_or_404(Review, year=year), cast(User, request.user)
    mine = _answers_for(user)
    held = global_permissions(user)
    outcome = results.of(review)
    context = {
        "review": review,
        "outcome": outcome,
        "rows": outcome.rows_for(None if SEES_ALL & held else {organisation.pk for organisation in mine}),
        "sees_all": bool(SEES_ALL & held),
        "mine": [(organisation, organisation.pk in outcome.answered) for organisation in mine],
        "may_open": "agreements.open_agreement" in held,
    }
    return render(request, "agreements/review_detail.html", context)


@never_cache
@permission_view("network.view_internal")
def review_answer(request: HttpRequest, year: int) -> HttpResponse:
    """Score the principles for one's own organisation."""
    review, user = get_object_or_404(Review, year=year), cast(User, request.user)
    organisations = _answers_for(user)
    named = request.GET.get("partner", "")
    organisation = next((each for each in organisations if not named or str(each.pk) == named), None)
    if organisation is None:
        raise PermissionDenied
    if not review.is_open:
        messages.info(request, _("This review has closed."))
        return redirect("agreements:review_detail", year)
    rows = list(ReviewScore.objects.filter(review=review, organisation=organisation))
    form = AnswerReviewForm(posted(request), rows=rows)
    if request.method == "POST" and _answered(form, review, organisation, by=user):
        messages.success(request, _("The answers of %(organisation)s were saved.") % {"organisation": organisation})
        return redirect("agreements:review_detail", year)
    last = max(rows, key=lambda row: row.given_at, default=None)
    context = {"form": form, "review": review, "organisation": organisation, "others": organisations, "last": last}
    return render(request, "agreements/review_answer.html", context)


def _answered(form: AnswerReviewForm, review: Review, organisation: Organisation, *, by: User) -> bool:
    """Save the answers; when a colleague was first, the form says so and sending it again is a choice."""
    if not form.is_valid():
        return False
    try:
        seen = form.cleaned_data["seen"]
        actions.answer_review(review, organisation=organisation, scores=form.scores, seen=seen, by=by)
    except IllegalStep as refusal:
        form.add_error(None, str(refusal))
        posted_data: Any = form.data
        data = posted_data.copy()
        data["seen"] = form.fields["seen"].initial
        form.data = data
        return False
    return True


@require_safe
@permission_view("network.view_internal")
def review_export(request: HttpRequest, year: int) -> HttpResponse:
    """The same as a CSV file: per principle, and the rows that this person may see."""
    review, user = get_object_or_404(Review, year=year), cast(User, request.user)
    outcome = results.of(review)
    sees_all = bool(SEES_ALL & global_permissions(user))
    rows = outcome.rows_for(None if sees_all else {organisation.pk for organisation in _answers_for(user)})
    heads = [_("Principle"), _("Mean"), _("Lowest"), _("Highest"), _("Answers")]
    names = [str(row["organisation"]) for row in rows]
    notes = [_("Note of %(organisation)s") % {"organisation": name} for name in names]
    table = [
        [line.title, line.mean_text, line.lowest, line.highest, line.answers]
        + [row["cells"][place].score if row["cells"][place] else "" for row in rows]
        + [row["cells"][place].note if row["cells"][place] else "" for row in rows]
        for place, line in enumerate(outcome.lines)
    ]
    return csvfile.download(_("review-%(year)s") % {"year": year}, [*heads, *names, *notes], table)
