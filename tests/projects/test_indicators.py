"""Indicators: what was measured, what was not, and how both are shown."""

import csv
import datetime
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.models import Indicator, Measurement
from tests.projects.register import make_indicator, make_measurement

NEW = {
    "name": "Ritten in de nacht",
    "definition": "Elke rit tussen 23 en 7 uur.",
    "source": "Registratie van de huisartsenpost",
    "period": "elk kwartaal",
    "better": "down",
}


def page_of(project):
    return f"/projecten/{project.slug}/meetpunten/"


def svg(response):
    return re.search(r"<svg class=\"chart .*?</svg>", response.content.decode(), re.DOTALL)[0]


def test_an_indicator_is_added_with_its_definition_and_source(as_user, project_manager, public_project, client):
    someone = as_user(project_manager)
    assert "Er wordt nog niets gemeten" in someone.get(page_of(public_project)).content.decode()
    data = {**NEW, "target": "12,5", "target_on": "2027-12-31", "unit": "ritten"}
    response = someone.post(f"{page_of(public_project)}nieuw/", data)
    indicator = Indicator.objects.get()
    assert response.url == indicator.get_absolute_url()
    assert (indicator.project, float(indicator.target)) == (public_project, 12.5)
    page = client.get(indicator.get_absolute_url()).content.decode()
    for words in (NEW["definition"], NEW["source"], "12,5 ritten", "Minder is beter", "Niet gemeten"):
        assert words in page


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"definition": ""}, "definition"),
        ({"source": ""}, "source"),
        ({"period": ""}, "period"),
        ({"target_on": "2027-12-31"}, "target"),
        ({"target": "veel"}, "target"),
    ],
)
def test_no_indicator_without_definition_source_and_period(fields, wrong, as_user, manager, public_project):
    response = as_user(manager).post(f"{page_of(public_project)}nieuw/", {**NEW, **fields})
    assert wrong in response.context["form"].errors
    assert not Indicator.objects.exists()


def test_the_chair_measures_the_theme_and_everybody_reads_it(as_user, chair, theme, client):
    as_user(chair).post(f"/themas/{theme.slug}/meetpunten/nieuw/", NEW)
    indicator = Indicator.objects.get()
    assert (indicator.theme, indicator.project) == (theme, None)
    assert NEW["name"] in client.get(f"/themas/{theme.slug}/meetpunten/").content.decode()
    assert f"/themas/{theme.slug}/meetpunten/" in client.get(theme.get_absolute_url()).content.decode()


# --- Measurements ---------------------------------------------------------------------------------------------------


def note(client, indicator, **fields):
    return client.post(f"{indicator.get_absolute_url()}metingen/nieuw/", {"on": "2026-03-31", **fields})


def test_not_measured_is_kept_as_such_and_never_becomes_zero(as_user, project_manager, public_project):
    indicator, someone = make_indicator(project=public_project), as_user(project_manager)
    note(someone, indicator, value="12,5", label="eerste kwartaal")
    note(someone, indicator, on="2026-06-30", note="Het systeem lag stil.")
    note(someone, indicator, on="2026-09-30", value="0")
    assert [row.value for row in indicator.measurements.all()] == [12.5, None, 0]
    assert {row.entered_by for row in indicator.measurements.all()} == {project_manager}
    response = someone.get(indicator.get_absolute_url())
    rows = re.findall(r"<tr>.*?</tr>", response.content.decode(), re.DOTALL)
    assert [("niet gemeten" in row, "Het systeem lag stil." in row) for row in rows[1:]] == [
        (False, False),
        (True, True),
        (False, False),
    ]
    picture = svg(response)
    assert picture.count("chart-mark") == 4  # two marks, each with two classes
    assert "chart-gap" in picture
    assert "30 juni 2026: niet gemeten" not in picture
    assert "30 jun 2026: niet gemeten" in picture
    assert "Laatst gemeten: 0 %" in response.content.decode()


def test_a_project_where_the_last_period_was_not_measured_says_so_first(client, public_project):
    indicator = make_indicator(project=public_project)
    make_measurement(indicator, 12)
    make_measurement(indicator, None, on="2026-06-30", note="Geen tijd.")
    page = client.get(page_of(public_project)).content.decode()
    assert page.index("Niet gemeten") < page.index('<svg class="chart')
    assert "Geen tijd." in page


@pytest.mark.parametrize(
    ("better", "value", "reached"), [("up", 80, "ja"), ("up", 79, "nee"), ("down", 80, "ja"), ("down", 81, "nee")]
)
def test_target_is_drawn_and_said(better, value, reached, client, public_project):
    indicator = make_indicator(project=public_project, better=better, target=80)
    make_measurement(indicator, value)
    response = client.get(indicator.get_absolute_url())
    assert "chart-target" in svg(response)
    assert f">{reached}<" in response.content.decode()


@pytest.mark.parametrize("fields", [{"on": "2999-01-01"}, {"on": ""}, {"value": "veel"}, {"on": "2026-03-31"}])
def test_a_measurement_that_cannot_be_is_refused(fields, as_user, manager, public_project):
    indicator = make_indicator(project=public_project)
    make_measurement(indicator, 1)
    assert note(as_user(manager), indicator, **{"on": "2026-01-01", **fields}).context["form"].errors
    assert Measurement.objects.count() == 1


def test_a_measurement_is_changed_and_removed_by_who_runs_the_project(as_user, project_manager, public_project, chair):
    indicator = make_indicator(project=public_project)
    row = make_measurement(indicator, 1)
    address = f"{indicator.get_absolute_url()}metingen/{row.pk}/"
    someone = as_user(project_manager)
    assert someone.post(address, {"on": "2026-03-31", "value": "", "edition": 1}).status_code == 302
    row.refresh_from_db()
    assert row.value is None
    late = someone.post(address, {"on": "2026-03-31", "value": "7", "edition": 1})
    assert late.context["form"].conflict
    assert as_user(chair).post(f"{address}weg/").status_code == 403
    assert someone.post(f"{address}weg/").status_code == 302
    assert not indicator.measurements.exists()
    other = make_indicator(project=public_project)
    assert someone.get(f"{other.get_absolute_url()}metingen/{row.pk}/").status_code == 404


# --- Who sees it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [None, "outsider", "adviser", "executive2", "administrator"])
def test_indicators_of_a_confidential_project_are_nowhere_for_strangers(person, request, as_user, project):
    indicator = make_indicator(project=project, name="Geheim meetpunt")
    someone = as_user(request.getfixturevalue(person) if person else None)
    for page in (indicator.get_absolute_url(), f"{indicator.get_absolute_url()}export/", page_of(project)):
        assert someone.get(page).status_code == 404
    theme = f"/themas/{project.theme.slug}/"
    for page in (theme, f"{theme}meetpunten/"):
        assert "Geheim meetpunt" not in someone.get(page).content.decode()


def test_export_says_what_was_not_measured_and_executes_nothing(client, public_project):
    indicator = make_indicator(project=public_project, source="=HYPERLINK(evil)")
    make_measurement(indicator, 12.5)
    make_measurement(indicator, None, on="2026-06-30")
    response = client.get(f"{indicator.get_absolute_url()}export/")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert [row[2] for row in rows] == ["Waarde", "12,5", "niet gemeten"]
    assert rows[1][6] == "'=HYPERLINK(evil)"


@pytest.mark.parametrize("which", ["list", "detail", "theme"])
def test_pages_cost_the_same_however_long(which, client, public_project, theme):
    indicator = make_indicator(project=public_project)
    pages = {
        "list": page_of(public_project),
        "detail": indicator.get_absolute_url(),
        "theme": f"/themas/{theme.slug}/meetpunten/",
    }

    def add(number):
        on = timezone.localdate() - datetime.timedelta(days=number)
        make_measurement(indicator, number, on=on)
        for each in (make_indicator(project=public_project), make_indicator(theme=theme)):
            make_measurement(each, number, on=on)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(pages[which])
        return len(captured)

    add(1)
    queries()
    once = queries()
    add(2)
    add(3)
    assert queries() == once
