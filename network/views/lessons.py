"""The knowledge bank: what was learned here and elsewhere."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from network.forms.lessons import LessonFilter, LessonForm
from network.models import Lesson, User
from zenderen.lib.access import global_permissions, object_view, permission_view
from zenderen.lib.forms import posted

PER_PAGE = 20


@login_not_required
def lesson_list(request: HttpRequest) -> HttpResponse:
    """All lessons that this person may read, the latest first."""
    latest_first = (F("learned_on").desc(nulls_last=True), "title", "pk")
    chosen = LessonFilter(request, Lesson.objects.visible_to(request.user).order_by(*latest_first))
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "page": page,
        "what": npgettext("counted", "lesson", "lessons", page.paginator.count),
        "may_add": "network.add_lesson" in global_permissions(request.user),
        "query": request.GET.urlencode(),
    }
    return render(request, "network/lesson_list.html", context)


@permission_view("network.add_lesson")
def lesson_add(request: HttpRequest) -> HttpResponse:
    """A lesson of one's own or of another region."""
    assert isinstance(request.user, User)
    lesson = Lesson(written_by=request.user)
    form = LessonForm(posted(request), instance=lesson, initial={"learned_on": None}, user=request.user)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("The lesson stands in the knowledge bank."))
        return redirect(form.instance)
    return render(request, "network/lesson_form.html", {"form": form})


@login_not_required
@object_view(lambda user: Lesson.objects.visible_to(user).select_related("written_by"))
def lesson_detail(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """One lesson: what was tried, what was learned, what it means for others, and where it comes from."""
    context = {
        "lesson": lesson,
        "documents": lesson.documents.visible_to(request.user),
        "evaluations": lesson.evaluations.visible_to(request.user).select_related("project"),
        "may_change": lesson.may_be_changed_by(request.user),
    }
    return render(request, "network/lesson_detail.html", context)


@object_view(Lesson)
def lesson_edit(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Change a lesson: its writer or the network manager."""
    if not lesson.may_be_changed_by(request.user):
        raise PermissionDenied
    form = LessonForm(posted(request), instance=lesson, user=request.user)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(lesson)
    return render(request, "network/lesson_form.html", {"form": form, "lesson": lesson})
