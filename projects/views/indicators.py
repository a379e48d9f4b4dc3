"""Indicators of a project or a theme, what was measured, and its line over time."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateformat import format as as_words
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.forms.indicators import IndicatorForm, MeasurementForm
from projects.models import Indicator, Measurement, Project
from projects.views.common import person
from themes.models import Theme
from zenderen.lib import charts, csvfile
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted


@login_not_required
@object_view(Project)
def indicator_list(request: HttpRequest, project: Project) -> HttpResponse:
    """What is measured in a project, each with its last value and its line."""
    context = {"project": project, "may_change": "change_project" in granted(request.user, project)}
    return render(request, "projects/indicator_list.html", context | _shown(project.indicators.with_values()))


@login_not_required
@object_view(Theme)
def theme_indicators(request: HttpRequest, theme: Theme) -> HttpResponse:
    """What is measured in a theme as a whole."""
    context = {"theme": theme, "may_change": "change_theme" in granted(request.user, theme)}
    return render(request, "projects/indicator_theme.html", context | _shown(theme.indicators.with_values()))


def _shown(indicators: Iterable[Indicator]) -> dict[str, Any]:
    return {"indicators": [(indicator, _chart(indicator)) for indicator in indicators]}


@object_view(Project, "change_project")
def indicator_add(request: HttpRequest, project: Project) -> HttpResponse:
    """A new indicator of a project."""
    return _add(request, Indicator(project=project), project)


@object_view(Theme, "change_theme")
def theme_indicator_add(request: HttpRequest, theme: Theme) -> HttpResponse:
    """A new indicator of a theme."""
    return _add(request, Indicator(theme=theme), theme)


def _add(request: HttpRequest, indicator: Indicator, subject: Project | Theme) -> HttpResponse:
    form = IndicatorForm(posted(request), instance=indicator)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("The indicator was added. Now note what was measured."))
        return redirect(indicator)
    return render(request, "projects/indicator_form.html", {"form": form, "subject": subject})


@login_not_required
@object_view(lambda user: Indicator.objects.visible_to(user).for_page())
def indicator_detail(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    """What exactly is counted, and how it went: as a line and as a table."""
    context = {
        "indicator": indicator,
        "chart": _chart(indicator),
        "rows": [(row, _label(row), _verdict(indicator, row)) for row in reversed(indicator.values)],  # type: ignore[attr-defined]
        "may_change": indicator.may_be_changed_by(request.user),
    }
    return render(request, "projects/indicator_detail.html", context)


@login_not_required
@object_view(lambda user: Indicator.objects.visible_to(user).for_page())
def indicator_export(request: HttpRequest, indicator: Indicator) -> HttpResponseBase:
    """What was measured as a CSV file; an empty period says that it was not."""
    heads = [_("Last day of the period"), _("Period"), _("Value"), _("Unit"), _("Remark"), _("Target"), _("Source")]
    rows = (
        [
            row.on,
            row.label,
            charts.number(row.value) or _("not measured"),
            indicator.unit,
            row.note,
            charts.number(indicator.target),
            indicator.source,
        ]
        for row in indicator.values  # type: ignore[attr-defined]
    )
    return csvfile.send(slugify(indicator.name), heads, rows)


@object_view(lambda user: Indicator.objects.visible_to(user).for_page())
def indicator_edit(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    """Change what is counted."""
    form = IndicatorForm(posted(request), instance=_allowed(request, indicator))
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(indicator)
    return render(request, "projects/indicator_form.html", {"form": form, "indicator": indicator})


@object_view(lambda user: Indicator.objects.visible_to(user).for_page())
def measurement_add(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    """Note what was measured, or that it was not."""
    row = Measurement(indicator=_allowed(request, indicator), entered_by=person(request))
    return _measurement(request, row)


@object_view(lambda user: Indicator.objects.visible_to(user).for_page())
def measurement_edit(request: HttpRequest, indicator: Indicator, key: int) -> HttpResponse:
    """Change what was noted."""
    return _measurement(request, get_object_or_404(_allowed(request, indicator).measurements, pk=key))


def _measurement(request: HttpRequest, row: Measurement) -> HttpResponse:
    form = MeasurementForm(posted(request), instance=row)
    if request.method == "POST" and form.save_valid():
        said = charts.number(form.instance.value) or _("not measured")
        messages.success(request, _("Noted: %(value)s.") % {"value": f"{said} {row.indicator.unit}".strip()})
        return redirect(row.indicator)
    return render(request, "projects/measurement_form.html", {"form": form, "row": row, "indicator": row.indicator})


@require_POST
@object_view(lambda user: Indicator.objects.visible_to(user).for_page())
def measurement_remove(request: HttpRequest, indicator: Indicator, key: int) -> HttpResponse:
    """Take away what was noted by mistake."""
    get_object_or_404(_allowed(request, indicator).measurements, pk=key).delete()
    messages.success(request, _("The measurement was removed."))
    return redirect(indicator)


def _allowed(request: HttpRequest, indicator: Indicator) -> Indicator:
    if not indicator.may_be_changed_by(request.user):
        raise PermissionDenied
    return indicator


def _label(row: Measurement) -> str:
    return row.label or as_words(row.on, _("j M Y"))  # in Dutch months have no capital


def _verdict(indicator: Indicator, row: Measurement) -> bool | None:
    return None if row.value is None else indicator.is_reached_by(row.value)


def _chart(indicator: Indicator) -> SafeString | str:
    """The values as a line; "" when there are none at all."""
    rows: list[Measurement] = indicator.values  # type: ignore[attr-defined]
    if not rows:
        return ""
    values = [None if row.value is None else float(row.value) for row in rows]
    told = [f"{_label(row)}: {charts.number(row.value) or _('not measured')}" for row in rows]
    return charts.line(
        [_label(row) for row in rows],
        [charts.Series(indicator.name, values)],
        title=f"{indicator.name} ({indicator.unit})" if indicator.unit else indicator.name,
        description="; ".join(told),
        places=[row.on.toordinal() for row in rows],
        target=None if indicator.target is None else float(indicator.target),
    )
