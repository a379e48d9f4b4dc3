"""Pilot, evaluation, adjustment: what was found in a project, and the lessons for others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from network.forms.lessons import LessonForm
from network.models import Lesson
from projects import actions
from projects.forms.evaluations import EvaluationForm
from projects.models import Evaluation, Project
from projects.views.common import person
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted


@login_not_required
@object_view(Project)
def evaluation_list(request: HttpRequest, project: Project) -> HttpResponse:
    """What was looked at, what was found and what changed; the last one first."""
    lessons = Prefetch("lessons", Lesson.objects.visible_to(request.user), to_attr="shown")
    evaluations = project.evaluations.select_related("written_by").prefetch_related(lessons)
    may_change = "change_project" in granted(request.user, project)
    context = {"project": project, "evaluations": evaluations, "may_change": may_change}
    return render(request, "projects/evaluation_list.html", context)


@object_view(Project, "change_project")
def evaluation_add(request: HttpRequest, project: Project) -> HttpResponse:
    """Write down what was found."""
    return _edit(request, Evaluation(project=project, written_by=person(request)))


@object_view(Project, "change_project")
def evaluation_edit(request: HttpRequest, project: Project, key: int) -> HttpResponse:
    """Change what was written."""
    return _edit(request, get_object_or_404(project.evaluations, pk=key))


def _edit(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    form = EvaluationForm(posted(request), instance=evaluation)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved. Is there a lesson in it for others?"))
        return redirect(form.instance)
    context = {"form": form, "evaluation": evaluation, "project": evaluation.project}
    return render(request, "projects/evaluation_form.html", context)


@object_view(Project, "change_project")
def evaluation_lesson(request: HttpRequest, project: Project, key: int) -> HttpResponse:
    """Write a lesson for others, from what was found."""
    row = get_object_or_404(project.evaluations, pk=key)
    initial = {"situation": project.summary, "learned_on": row.evaluated_on, "classification": project.classification}
    form = LessonForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        lesson = actions.write_lesson(row.pk, form.save(commit=False), by=person(request))
        messages.success(request, _("The lesson stands in the knowledge bank."))
        return redirect(lesson)
    context = {"form": form, "evaluation": row, "project": project}
    return render(request, "projects/evaluation_lesson.html", context)
