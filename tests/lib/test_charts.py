"""Charts read as SVG: what is drawn, what is left open, and what is told to who does not see it."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.utils import translation

from zenderen.lib import charts
from zenderen.lib.charts import Cell, Series


def drawn(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - our own


def all_of(svg, css):
    return [element for element in drawn(svg).iter() if css in element.get("class", "").split()]


def texts(svg):
    return ["".join(element.itertext()) for element in drawn(svg).iter("text")]


def line(values, **extra):
    labels = [f"K{number}" for number in range(1, len(values) + 1)]
    return charts.line(labels, [Series("Waarde", values)], title="Wachttijd", description="In weken", **extra)


def test_title_and_description_name_the_picture():
    svg = drawn(line([1, 2]))
    assert svg.get("role") == "img"
    parts = {part.get("id"): part.text for part in svg if part.tag in ("title", "desc")}
    assert [parts[name] for name in svg.get("aria-labelledby").split()] == ["Wachttijd", "In weken"]


def test_what_was_not_measured_is_a_gap_and_never_a_point():
    svg = line([10, None, 30, 40])
    [path] = all_of(svg, "chart-stroke")
    assert path.get("d").count("M") == 2
    assert path.get("d").count("L") == 1
    marks = [mark.find("title").text for mark in all_of(svg, "chart-mark")]
    assert marks == ["K1: 10", "K3: 30", "K4: 40"]
    assert len(all_of(svg, "chart-gap")) == 1
    assert "niet gemeten" in texts(svg)
    assert "0" not in [mark.split(": ")[1] for mark in marks]


def test_neighbouring_gaps_are_named_once_and_all_gaps_draw_no_line_and_no_scale():
    assert texts(line([1, None, None, 4, None])).count("niet gemeten") == 2
    empty = line([None, None])
    assert [path.get("d") for path in all_of(empty, "chart-stroke")] == [""]
    assert not all_of(empty, "chart-mark")
    assert set(texts(empty)) == {"", "niet gemeten", "K1", "K2"}


def test_zero_is_a_value():
    svg = line([0, 5])
    assert len(all_of(svg, "chart-mark")) == 2
    assert not all_of(svg, "chart-gap")


def test_target_lies_at_its_value_and_inside_the_picture():
    svg = line([10, 20], target=35.5)
    [target] = all_of(svg, "chart-target")
    assert "doel 35,5" in texts(svg)
    height = float(re.match(r"M[\d.]+ ([\d.]+)H", target.get("d"))[1])
    marks = [float(re.match(r"M[\d.]+ ([\d.]+)", mark.get("d"))[1]) for mark in all_of(svg, "chart-mark")]
    assert 0 < height < min(marks)
    assert not all_of(line([10, 20]), "chart-target")


@pytest.mark.parametrize(
    ("values", "extra", "ticks"),
    [
        ([3, 18], {}, ["0", "5", "10", "15", "20"]),
        ([80, 95], {}, ["80", "85", "90", "95"]),
        ([0.1, 0.4], {}, ["0", "0,1", "0,2", "0,3", "0,4"]),
        ([-4, 4], {}, ["-4", "-2", "0", "2", "4"]),
        ([7], {}, ["6", "8"]),
        ([2, 3], {"low": 0, "high": 4}, ["0", "1", "2", "3", "4"]),
        ([2, 3], {"low": 0, "high": 5}, ["0", "1", "2", "3", "4", "5"]),
        ([12000, 45000], {}, ["0", "20.000", "40.000", "60.000"]),
    ],
)
def test_scale_has_round_numbers_around_all_values(values, extra, ticks):
    labels = [f"K{number}" for number in range(1, len(values) + 1)]
    assert [text for text in texts(line(values, **extra)) if text not in labels] == ticks


def test_places_follow_the_calendar_and_labels_never_overlap():
    days = [0, 10, 20, 100]
    labels = ["januari 2027", "februari 2027", "maart 2027", "december 2027"]
    svg = charts.line(labels, [Series("a", [1, 2, 3, 4])], title="t", description="d", places=days)
    marks = [float(re.match(r"M([\d.]+)", mark.get("d"))[1]) for mark in all_of(svg, "chart-mark")]
    assert marks[3] - marks[2] == pytest.approx(8 * (marks[1] - marks[0]), rel=0.02)
    shown = [(float(e.get("x")), e.text) for e in drawn(svg).iter("text") if e.text in labels]
    assert shown[-1][1] == "december 2027"
    for (x, left), (y, right) in pairwise(shown):
        assert y - x > (len(left) + len(right)) / 2 * charts.SIGN


def test_series_differ_in_more_than_colour_and_have_a_legend():
    svg = charts.line(["1", "2"], [Series("Wij", [1, 2]), Series("Regio", [2, 1])], title="t", description="d")
    kinds = {path.get("class") for path in all_of(svg, "chart-stroke")}
    assert kinds == {"chart-stroke chart-stroke-0", "chart-stroke chart-stroke-1"}
    shapes = {re.sub(r"[\d.-]+", "", mark.get("d")) for mark in all_of(svg, "chart-mark")}
    assert len(shapes) == 2
    assert {"Wij", "Regio"} <= set(texts(svg))


def test_radar_leaves_an_axis_without_score_open_and_says_so():
    axes = ["Urgentie", "Strategie", "Actoren", "Regelruimte", "Infrastructuur"]
    svg = charts.radar(axes, [Series("nu", [1, 2, 3, None, 4])], highest=4, title="t", description="d")
    assert not all_of(svg, "chart-area")
    assert len(all_of(svg, "chart-mark")) == 4
    assert "Regelruimte: niet gemeten" in texts(svg)
    full = charts.radar(axes, [Series("nu", [1, 2, 3, 0, 4])], highest=4, title="t", description="d")
    assert len(all_of(full, "chart-area")) == 1
    assert len(all_of(full, "chart-mark")) == 5


def test_bars_give_each_value_in_words_and_none_where_nothing_was_measured():
    series = [Series("Belang", [5, 4]), Series("Tevredenheid", [2.5, None])]
    svg = charts.bars(["MST", "ZGT"], series, highest=5, title="t", description="d")
    bars = [bar for bar in all_of(svg, "chart-bar") if bar.find("title") is not None]
    assert [bar.find("title").text for bar in bars] == ["Belang, MST: 5", "Tevredenheid, MST: 2,5", "Belang, ZGT: 4"]
    widths = [float(bar.get("width")) for bar in bars]
    assert widths[0] == pytest.approx(2 * widths[1], rel=0.01)
    assert "niet gemeten" in texts(svg)


def test_strip_has_an_icon_and_words_for_each_cell():
    cells = [Cell("on_course", "Op koers", "jan"), Cell("outdated", "Niet bijgewerkt", "feb")]
    svg = charts.strip(cells, title="t", description="d")
    assert [cell.find("title").text for cell in all_of(svg, "chart-cell")] == ["jan: Op koers", "feb: Niet bijgewerkt"]
    assert [use.get("href").rpartition("#")[2] for use in drawn(svg).iter("use")] == ["on_course", "outdated"]


def test_words_of_others_are_escaped_and_nothing_is_inline():
    name = "<script>alert(1)</script>"
    for svg in (
        charts.line([name], [Series(name, [1])], title=name, description=name),
        charts.radar([name] * 3, [Series(name, [1, 2, None])] * 2, highest=4, title=name, description=name),
        charts.bars([name], [Series(name, [1]), Series(name, [None])], title=name, description=name, unit=name),
        charts.strip([Cell("on_course", name, name)], title=name, description=name),
    ):
        assert "<script" not in svg
        assert "style=" not in svg
        assert drawn(svg).find("title").text == name


def test_numbers_are_written_as_people_here_do():
    assert [charts.number(value) for value in (None, 0, 12.5, 3.0, 1234.567)] == ["", "0", "12,5", "3", "1.234,57"]
    with translation.override("en"):
        assert charts.number(1234.5) == "1,234.5"
