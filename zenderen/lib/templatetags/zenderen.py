"""Tags and filters that every template has."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, cast

from django import forms, template
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import dateformat, timezone
from django.utils.dateparse import parse_date
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from zenderen.lib import charts
from zenderen.lib import richtext as _richtext
from zenderen.lib.access import granted as _granted
from zenderen.lib.forms import words_of_choice

register = template.Library()


@register.simple_tag(takes_context=True)
def granted(context: template.Context, obj: Model) -> frozenset[str]:
    """``{% granted project as may %}``: the codenames that this page's user holds on the object."""
    return _granted(context["request"].user, obj)


@register.filter
def richtext(text: str) -> SafeString:
    """Light markup (Markdown) as safe HTML; headings start at h3, under a section of the page."""
    return _richtext.render(text, top=3)


@register.filter
def illustrated(text: str, top: int = 3) -> SafeString:
    """The same with the pictures of the site, which stand in public texts alone: print and seal know no address."""
    return _richtext.render(text, top=top, pictures=True)


# --- Where am I -----------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, name: str, label: str) -> str:
    """A menu item that knows whether it is this page ("page") or the room that the page is in ("true")."""
    request: HttpRequest | None = context.get("request")
    here = request.path if request else ""
    address = _address(name, get_script_prefix())
    current = "page" if here == address else "true" if here.startswith(address) else ""
    return _nav_item(address, str(label), current)


# Every page has a dozen of them and they never change: together half of what the frame would cost.
@lru_cache
def _address(name: str, prefix: str) -> str:
    return reverse(name)


@lru_cache
def _nav_item(address: str, label: str, current: str) -> SafeString:
    mark = format_html(' aria-current="{}"', current) if current else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', address, mark, label)


@register.simple_tag(takes_context=True)
def part_link(context: template.Context, name: str, label: str, *keys: Any) -> str:
    """The same for a page of one thing: ``{% part_link "projects:partner_list" _("Partners") project.slug %}``."""
    here, address = context["request"].path, reverse(name, args=keys)
    current = "page" if here == address else "true" if here.startswith(address) else ""
    mark = format_html(' aria-current="{}"', current) if current else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', address, mark, label)


@register.simple_tag
def breadcrumbs(*labels_and_addresses: str) -> str:
    """``{% breadcrumbs _("Projects") list_url project.name project_url %}``: the way here, without the page itself."""
    pairs = zip(labels_and_addresses[1::2], labels_and_addresses[::2], strict=True)
    items = format_html_join("", '<li><a href="{}">{}</a></li>', pairs)
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol class="crumbs-list">{}</ol></nav>', _("You are in"), items
    )


# --- How it stands --------------------------------------------------------------------------------------------------

STATUS_WORDS = {
    "on_course": gettext_lazy("On course"),
    "attention": gettext_lazy("Needs attention"),
    "off_course": gettext_lazy("Off course"),
    "outdated": gettext_lazy("Not updated"),
}
TREND_WORDS = {
    "up": (gettext_lazy("Improved"), gettext_lazy("Improved since %(day)s")),
    "same": (gettext_lazy("Unchanged"), gettext_lazy("Unchanged since %(day)s")),
    "down": (gettext_lazy("Worsened"), gettext_lazy("Worsened since %(day)s")),
}


@register.simple_tag
def icon(name: str) -> str:
    """A drawing from img/icons.svg, silent for screen readers: a word always stands beside it."""
    return _icon(name, _sprite())


@cache
def _sprite() -> str:
    """Its address is put together once: a list asks for it in every row."""
    return static("img/icons.svg")


@lru_cache
def _icon(name: str, sprite: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)


@register.simple_tag
def status(level: str) -> str:
    """One of the four levels of STATUS_WORDS as icon, word and colour."""
    return _status(str(level), _sprite(), get_language() or "")


@lru_cache
def _status(level: str, sprite: str, language: str) -> SafeString:
    return format_html(
        '<span class="status status-{}">{}{}</span>', level, _icon(level, sprite), STATUS_WORDS.get(level, level)
    )


@register.simple_tag
def levels(numbers: Iterable[tuple[str, int]]) -> SafeString:
    """How many there are of each of these levels, as a list; nothing for none."""
    items = format_html_join("", "<li><b>{}</b> {}</li>", ((number, status(level)) for level, number in numbers))
    return format_html('<ul class="levels">{}</ul>', items) if items else items


@register.simple_tag
def trend(direction: str, since: date | None = None) -> str:
    """``up``, ``same`` or ``down`` in words, with the day since when it is so."""
    alone, dated = TREND_WORDS[str(direction)]
    words = dated % {"day": _day(since, get_language() or "")[1]} if since else alone
    return format_html('<span class="trend">{}{}</span>', icon(direction), words)


@register.filter
def measure(value: float | None) -> str:
    """A measured number without needless decimals, as people here write it; nothing for None."""
    return charts.number(value)


# --- When -----------------------------------------------------------------------------------------------------------
# Written out once per day and language: a table of fifty rows spends most of its time on the built-in |date.


@register.filter
def day(value: date | datetime | str | None) -> str:
    """``14 oktober 2015`` in a time element, also of a day as JSON has it; nothing for None."""
    if isinstance(value, str):  # a template gives "" for what it does not know
        value = parse_date(value)
    if not value:
        return ""
    return _day_element(_date(value), get_language() or "")


@register.filter
def moment(value: datetime | None) -> str:
    """``14 oktober 2015, 13:05`` in a time element; nothing for None."""
    if not value:
        return ""
    local = timezone.localtime(value)
    words = _day(local.date(), get_language() or "")[1]
    return format_html('<time datetime="{}">{}, {}</time>', local.isoformat("T", "minutes"), words, f"{local:%H:%M}")


@register.filter
def ago(value: date | datetime | str | None) -> str:
    """``3 dagen geleden``: the age in its largest whole unit."""
    if not value or isinstance(value, str):
        return ""
    days = (timezone.localdate() - _date(value)).days
    if days < 1:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < 14:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    if days < 61:
        return ngettext("%(n)s week ago", "%(n)s weeks ago", days // 7) % {"n": days // 7}
    if days < 365:
        return ngettext("%(n)s month ago", "%(n)s months ago", days // 30) % {"n": days // 30}
    return ngettext("%(n)s year ago", "%(n)s years ago", days // 365) % {"n": days // 365}


@register.filter
def lasting(days: int) -> str:
    """How long something took: whole days, weeks or months, as ``ago`` counts them."""
    if days < 14:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if days < 61:
        return ngettext("%(n)s week", "%(n)s weeks", days // 7) % {"n": days // 7}
    return ngettext("%(n)s month", "%(n)s months", days // 30) % {"n": days // 30}


def _date(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@lru_cache(4096)
def _day_element(value: date, language: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', *_day(value, language))


@lru_cache(4096)
def _day(value: date, language: str) -> tuple[str, str]:
    return value.isoformat(), dateformat.format(value, "j F Y")


# --- Lists ----------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def sort_header(context: template.Context, field: str, label: str, css: str = "") -> str:
    """A column head that sorts by ``?sort=field``, and backwards when it already does."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    order = {field: "ascending", f"-{field}": "descending"}.get(now, "")
    query["sort"] = f"-{field}" if now == field else field
    query.pop("page", None)
    aria = format_html(' aria-sort="{}"', order) if order else ""
    mark = icon(order) if order else ""
    css = format_html(' class="{}"', css) if css else ""
    return format_html('<th scope="col"{}{}><a href="?{}">{}{}</a></th>', aria, css, query.urlencode(), label, mark)


@register.simple_tag(takes_context=True)
def active_filters(context: template.Context, filters: Any) -> list[tuple[str, str, str]]:
    """Label, value in words and the address without it, for each choice of a filter set (or filter form)."""
    form: forms.BaseForm = getattr(filters, "form", filters)
    form.is_valid()
    found = []
    for field in form.visible_fields():
        value = getattr(form, "cleaned_data", {}).get(field.name)
        words = _words(field.field, value)
        if field.name == "sort" or not words:
            continue
        query = context["request"].GET.copy()
        for name in (field.html_name, "page"):
            query.pop(name, None)
        found.append((str(field.label), words, f"?{query.urlencode()}"))
    return found


@register.filter
def has_filters(filters: Any) -> bool:
    """Whether there is anything to choose beside the search words."""
    return bool(_choices(filters))


@register.filter
def has_choice(filters: Any) -> bool:
    """Whether anything beside the search words is chosen, so that the filters must be in sight."""
    return any(field.form.data.get(field.html_name) for field in _choices(filters))


def _choices(filters: Any) -> list[forms.BoundField]:
    form: forms.BaseForm = getattr(filters, "form", filters)
    return [field for field in form.visible_fields() if field.name not in {"q", "sort"}]


@register.filter
def select_options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The options of a select, written out at once: as a template three hundred partners cost as much as a page."""
    parts = []
    for group, options, _index in groups:
        inside = "".join(map(_option, options))
        parts.append(f'<optgroup label="{conditional_escape(group)}">{inside}</optgroup>' if group else inside)
    return mark_safe("".join(parts))  # noqa: S308 - every value in it was escaped


def _option(option: dict[str, Any]) -> str:
    marks = " selected" if option["selected"] else ""
    marks += " disabled" if option["attrs"].get("disabled") else ""
    label = words_of_choice(option["value"], option["label"])
    return f'<option value="{escape(option["value"])}"{marks}>{conditional_escape(label)}</option>'


@register.filter
def page_range(paginator: "Paginator[Any]", number: int) -> Iterable[int]:
    """Page numbers around ``number``, with 0 for a gap."""
    return (page if isinstance(page, int) else 0 for page in paginator.get_elided_page_range(number, on_each_side=1))


def _words(field: forms.Field, value: Any) -> str:
    """A cleaned filter value as a person reads it; empty when nothing was chosen."""
    if value in (None, "", False):
        return ""
    if value is True:
        return _("yes")
    if isinstance(field, forms.ModelChoiceField) and isinstance(value, Model):
        return str(field.label_from_instance(value))
    if isinstance(value, QuerySet | list | tuple):
        return ", ".join(_words(field, item) for item in value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(_flat(cast(Iterable[Any], field.choices))).get(str(value), value))
    return _day(_date(value), get_language() or "")[1] if isinstance(value, date) else str(value)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(key), label
