"""Pages of the themes, in URL order."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from themes import roles
from themes.forms.themes import NewThemeForm, ThemeForm
from themes.models import Decision, Meeting, Theme
from zenderen.lib.access import global_permissions, object_view, permission_view
from zenderen.lib.forms import posted

SHOWN = 20  # projects on the page of a theme; the list has them all
DOCUMENTS = 5  # the same of documents


@login_not_required
def theme_list(request: HttpRequest) -> HttpResponse:
    """The themes, each with its ambition and how its projects stand."""
    levels = Theme.visible_projects(request.user).by_theme()
    themes = [(theme, levels.get(theme.pk, {})) for theme in Theme.objects.visible_to(request.user)]
    counted = [(theme, sum(each.values()), [pair for pair in each.items() if pair[0]]) for theme, each in themes]
    may_add = "themes.add_theme" in global_permissions(request.user)
    return render(request, "themes/theme_list.html", {"themes": counted, "may_add": may_add})


@permission_view("themes.add_theme")
def theme_add(request: HttpRequest) -> HttpResponse:
    """A new theme together with its steering group; the seats come next."""
    form = NewThemeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        theme = form.save()
        messages.success(request, _("The theme and its steering group exist. Now fill the seats."))
        return redirect(theme)
    return render(request, "themes/theme_add.html", {"form": form})


@login_not_required
@object_view(lambda user: Theme.objects.visible_to(user).for_page())
def theme_detail(request: HttpRequest, theme: Theme) -> HttpResponse:
    """What the steering group wants, who sits in it, and how its projects stand."""
    projects = Theme.visible_projects(request.user).filter(theme=theme)
    posters = theme.posters.visible_to(request.user).newest()
    held = global_permissions(request.user)
    body = theme.steering_group
    context = {
        "theme": theme,
        "projects": projects.with_report()[:SHOWN],
        "posters": posters,
        "documents": theme.documents.visible_to(request.user)[:DOCUMENTS],
        "meetings": Meeting.objects.visible_to(request.user).filter(body=body).upcoming().select_related("body")[:3],
        "decisions": Decision.objects.visible_to(request.user).filter(body=body)[:5],
        "may_meet": roles.may_follow(request.user, body),
        "may_add_project": "projects.add_project" in held,
        "may_fill_seats": "network.change_body" in held,
    }
    return render(request, "themes/theme_detail.html", context)


@object_view(Theme, "change_theme")
def theme_edit(request: HttpRequest, theme: Theme) -> HttpResponse:
    """Change what a theme is about."""
    form = ThemeForm(posted(request), instance=theme)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(theme)
    return render(request, "themes/theme_edit.html", {"form": form, "theme": theme})
