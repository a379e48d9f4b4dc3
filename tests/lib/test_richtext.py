"""Markdown becomes plain, safe HTML."""

import pytest

from zenderen.lib.richtext import render


def test_paragraphs_lists_and_links():
    html = render("Eerste.\n\n- een\n- twee\n\nZie [de site](https://voorbeeld.example/a?b=1).")
    assert "<p>Eerste.</p>" in html
    assert "<li>een</li>" in html
    assert '<a href="https://voorbeeld.example/a?b=1" rel="noopener">de site</a>' in html


def test_headings_start_under_the_title_of_the_page():
    assert render("# Artikel 1\n\n## Lid 1") == "<h2>Artikel 1</h2>\n<h3>Lid 1</h3>\n"
    assert render("### Los", top=3) == "<h3>Los</h3>\n"
    assert render("# a\n\n###### b", top=4) == "<h4>a</h4>\n<h6>b</h6>\n"


def test_tables_name_their_columns():
    html = render("| Partij | Rol |\n|---|---|\n| MST | deelnemer |")
    assert '<th scope="col">Partij</th>' in html
    assert "<td>MST</td>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[klik](javascript:alert(1))",
        "[klik](data:text/html;base64,PHNjcmlwdD4=)",
        "[klik](vbscript:x)",
        "![beeld](https://elders.example/pixel.png)",
        "<a href='https://x.example' onclick='x()'>a</a>",
        "<style>body{display:none}</style>",
        "| a |\n|:-:|\n| <iframe src=//x> |",
    ],
)
def test_nothing_active_comes_through(hostile):
    html = render(hostile)
    for sign in ("<script", "<img", "<style", "<iframe", 'href="javascript', 'href="data', 'href="vbscript', "style="):
        assert sign not in html
    assert "onclick" not in html or "<a" not in html


def test_nothing_is_nothing():
    assert render("") == ""
