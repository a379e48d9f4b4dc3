"""The tags and components that every page is made of, seen from the HTML they give."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from zenderen.lib.forms import Difference


class Report(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals op de poster")
    state = forms.ChoiceField(label="Stand", widget=forms.RadioSelect, choices=[("a", "Goed"), ("b", "Slecht")])
    note = forms.CharField(label="Toelichting", required=False)
    agree = forms.BooleanField(label="Gelezen")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class Filter(forms.Form):
    q = forms.CharField(label="Zoeken", required=False)
    theme = forms.ChoiceField(label="Thema", required=False, choices=[("", "Alle"), ("1", "Spoedzorg")])
    open = forms.BooleanField(label="Alleen open", required=False)
    sort = forms.CharField(label="Volgorde", required=False)


def html(source, query="", **context):
    request = RequestFactory().get(f"/projecten/?{query}")
    page = Context({"request": request, **context})
    page.request = request
    return Template(source).render(page)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_status_is_icon_word_and_colour_together():
    shown = html('{% status "attention" %}')
    assert "<svg" in shown and "Needs attention" in shown and "status-attention" in shown


def test_trend_says_since_when():
    assert "Improved since 3 March 2015" in html('{% trend "up" day %}', day=date(2015, 3, 3))
    assert "Unchanged<" in html('{% trend "same" %}')


def test_days_are_written_in_the_language_of_the_page():
    assert html("{{ day|day }}", day=date(2015, 10, 14)) == '<time datetime="2015-10-14">14 October 2015</time>'
    with translation.override("nl"):
        assert html("{{ day|day }}", day=date(2015, 10, 14)) == '<time datetime="2015-10-14">14 oktober 2015</time>'


def test_moments_are_in_the_time_of_the_network():
    shown = html("{{ at|moment }}", at=datetime(2015, 10, 14, 11, 5, tzinfo=UTC))
    assert ">14 October 2015, 13:05<" in shown


def test_a_day_is_a_day_in_the_network_not_in_greenwich():
    assert "15 October" in html("{{ at|day }}", at=datetime(2015, 10, 14, 22, 30, tzinfo=UTC))


@pytest.mark.parametrize("missing", [None, ""])
def test_no_date_gives_nothing(missing):
    assert html("{{ at|day }}{{ at|moment }}{{ at|ago }}", at=missing) == ""


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "2 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (60, "8 weeks ago"),
        (61, "2 months ago"),
        (364, "12 months ago"),
        (365, "1 year ago"),
        (800, "2 years ago"),
    ],
)
def test_age_is_said_in_its_largest_whole_unit(days, words):
    assert html("{{ at|ago }}", at=timezone.localdate() - timedelta(days=days)) == words


def test_sort_header_turns_round_and_keeps_the_filters_but_not_the_page():
    first = html('{% sort_header "name" "Naam" %}', "q=x&page=3")
    assert 'href="?q=x&amp;sort=name"' in first and "aria-sort" not in first
    second = html('{% sort_header "name" "Naam" %}', "q=x&sort=name")
    assert 'href="?q=x&amp;sort=-name"' in second and 'aria-sort="ascending"' in second
    assert 'aria-sort="descending"' in html('{% sort_header "name" "Naam" %}', "sort=-name")


def test_chips_name_what_was_chosen_and_how_to_remove_it():
    query = "q=triage&theme=1&open=on&sort=name&page=2"
    request = RequestFactory().get(f"/projecten/?{query}")
    shown = html(
        "{% active_filters form as chips %}"
        "{% for label, words, href in chips %}{{ label }}={{ words }} {{ href|safe }};{% endfor %}",
        query,
        form=Filter(request.GET),
    )
    assert "Thema=Spoedzorg ?q=triage&open=on&sort=name;" in shown
    assert "Alleen open=yes" in shown
    assert "Volgorde" not in shown


def test_an_unknown_choice_in_the_address_breaks_nothing():
    request = RequestFactory().get("/projecten/?theme=99")
    context = {"request": request, "filter": Filter(request.GET), "count": 0, "what": "projects"}
    assert "99" not in render_to_string("components/chosen.html", context)


def test_pages_keep_the_filters():
    page = Paginator(range(250), 10).page(7)
    shown = html('{% include "components/pagination.html" %}', "q=x&page=7", page=page)
    assert 'href="?q=x&amp;page=8"' in shown
    assert shown.count('aria-current="page"') == 1


def test_one_page_needs_no_pages():
    page = Paginator(range(3), 10).page(1)
    assert "<nav" not in html('{% include "components/pagination.html" %}', page=page)


def test_errors_stand_at_the_field_and_in_a_summary_that_takes_the_focus():
    shown = str(Report({"note": "blijft staan", "secret": "s"}))
    assert 'role="alert" tabindex="-1" autofocus' in shown
    assert 'href="#id_name"' in shown and 'href="#id_state_0"' in shown
    assert 'id="id_state_0"' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_helptext"' in shown and 'id="id_name_error"' in shown
    assert 'value="blijft staan"' in shown and 'name="secret" value="s"' in shown


def test_only_optional_fields_are_marked():
    shown = str(Report())
    assert shown.count("(optional)") == 1
    assert "errors-summary" not in shown


def test_a_conflict_shows_both_texts_and_no_second_summary():
    form = Report({"name": "Onze", "state": "a", "agree": "on"})
    form.conflict, form.conflict_by = [Difference("Naam", "Hun <b>", "Onze")], "Projectleider"
    form.add_error(None, "Iemand anders was eerder")
    shown = str(form)
    assert "Hun &lt;b&gt;" in shown and "Onze" in shown and "Projectleider saved this" in shown
    assert shown.count("errors-summary") == 1


def test_text_kept_over_an_ended_session_is_announced():
    kept = html('{% include "components/form.html" %}', form=Report({"name": "Bewaard"}))
    assert "Your session had ended" in kept and 'value="Bewaard"' in kept
    assert "Your session had ended" not in html('{% include "components/form.html" %}', form=Report())


def test_a_select_escapes_its_options_and_keeps_groups_and_the_choice():
    class Choice(forms.Form):
        kind = forms.ChoiceField(choices=[("", "–"), ('"x"', "<b>&"), ("A & B", [(1, "één"), (2, "twee")])])

    html = str(Choice({"kind": "2"})["kind"])
    assert '<option value="">–</option><option value="&quot;x&quot;">&lt;b&gt;&amp;</option>' in html
    group = '<optgroup label="A &amp; B"><option value="1">één</option><option value="2" selected>twee</option>'
    assert f"{group}</optgroup></select>" in html
