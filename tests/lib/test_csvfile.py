"""CSV as Dutch Excel writes it, every problem named, and no cell that a spreadsheet would execute."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenderen.lib.csvfile import MAX_BYTES, CsvError, decode, download, read, safe, write

COLUMNS = {"name": ["Naam"], "place": ["Plaats", "Woonplaats"]}


def problems(text, **extra):
    with pytest.raises(CsvError) as caught:
        read(text, COLUMNS, **extra)
    return [(problem.row, problem.column) for problem in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_of_any_excel(encoding):
    assert decode("Naam;Plaats\nCoöperatie;’t Loo".encode(encoding)) == "Naam;Plaats\nCoöperatie;’t Loo"


@pytest.mark.parametrize("data", [b"PK\x03\x04rest", b"a\0b", b"\x81\x8d", b"x" * (MAX_BYTES + 1)])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(CsvError):
        decode(data)


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_delimiter_is_found(mark):
    rows = read(f"Naam{mark}Plaats\r\nEen{mark}Almelo\r\n", COLUMNS)
    assert [(row.number, row.cells) for row in rows] == [(2, {"name": "Een", "place": "Almelo"})]


def test_heads_in_any_order_and_capitals_and_rows_as_a_spreadsheet_counts_them():
    rows = read('WOONPLAATS;naam\n\nAlmelo;"Twee\nregels"\n;;\nBorne;Drie\n', COLUMNS, required=["name"])
    assert [(row.number, row.cells["name"], row.cells["place"]) for row in rows] == [
        (3, "Twee\nregels", "Almelo"),
        (5, "Drie", "Borne"),
    ]


def test_short_rows_are_filled_up():
    (row,) = read("Naam;Plaats\nEen\n", COLUMNS)
    assert row.cells == {"name": "Een", "place": ""}


def test_every_problem_is_named():
    heads = problems("Naam;Naam;Leeftijd\nEen;x;3\n", required=["place"])
    assert heads == [(1, "Naam"), (1, "Leeftijd"), (1, "Plaats")]

    assert problems("Naam;Plaats\nEen;Almelo;te veel\nTwee;\x07\n") == [(2, ""), (3, "place")]
    assert problems(f"Naam\n{'x' * 6000}\n") == [(2, "name")]
    assert problems("") == [(0, "")]
    assert problems("Naam;Plaats\n") == [(0, "")]
    assert problems('Naam\n"open einde\n') == [(2, "")]
    assert problems("Naam\n" + "x\n" * 2001) == [(2002, "")]


@pytest.mark.parametrize("cell", ["=1+1", "+SOM(A1)", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"])
def test_formulas_become_text(cell):
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-3", "+31", "-1,5", "3.14", "a=b", "Naam", ""])
def test_numbers_and_words_stay(cell):
    assert safe(cell) == cell


def test_file_opens_in_dutch_excel():
    data = write(["Naam", "Bedrag"], [["Coöperatie", -3], ["=1", None]])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == "Naam;Bedrag\r\nCoöperatie;-3\r\n'=1;\r\n"


def test_download_is_an_attachment():
    response = download("lijst", ["Naam"], [["Een"]])
    assert response["Content-Disposition"] == 'attachment; filename="lijst.csv"'


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), min_size=1, max_size=5))
def test_no_written_cell_is_ever_a_formula(rows):
    text = write(["a", "b"], rows).decode("utf-8-sig")
    for row in list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]:
        for cell in row:
            assert not cell.startswith(("=", "@")) and (not cell.startswith(("+", "-")) or safe(cell) == cell)


@given(st.text(max_size=200))
def test_reading_never_fails_otherwise(text):
    try:
        read(text, COLUMNS)
    except CsvError as error:
        assert error.problems
