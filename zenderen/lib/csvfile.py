"""CSV as Dutch Excel reads and writes it: ``;``, a byte order mark, and no cell that a spreadsheet would execute."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from tempfile import TemporaryFile
from typing import NamedTuple, TextIO

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

MAX_BYTES = 1_000_000
MAX_ROWS = 2_000
MAX_CELL = 5_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Problem(NamedTuple):
    """Something that is wrong in a file; row and column as its maker counts them, row 1 being the heads."""

    row: int
    column: str
    text: str


class CsvError(Exception):
    """The file cannot be used; ``problems`` names everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.text for problem in problems))
        self.problems = list(problems)


class Row(NamedTuple):
    """One row: its number in the file and its cells by the name of their column."""

    number: int
    cells: dict[str, str]


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252 as older Excel writes it."""
    if len(data) > MAX_BYTES:
        raise CsvError([Problem(0, "", _("The file is larger than 1 MB."))])
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text or text.startswith("PK\x03\x04") or "\ufffd" in text:
        raise CsvError([Problem(0, "", _("This is not a text file. Save the list as CSV and try again."))])
    return text


def read(text: str, columns: Mapping[str, Sequence[str]], *, required: Iterable[str] = ()) -> list[Row]:
    """The rows of a CSV text; raises CsvError that names every problem.

    ``columns``: name → the heads by which it may be called (any capitals). Empty rows are skipped.
    """
    text = text.removeprefix("\ufeff")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count) if any(mark in first for mark in ";,\t") else ";"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    problems: list[Problem] = []
    rows: list[Row] = []
    names: list[str] | None = None
    number = 0  # as a spreadsheet counts: a cell with line breaks is still one row
    try:
        for number, cells in enumerate(reader, 1):
            if not any(cell.strip() for cell in cells):
                continue
            if names is None:
                names = _heads(cells, columns, required)
            else:
                rows.append(_row(number, cells, names, problems))
            if len(rows) > MAX_ROWS:
                raise CsvError([Problem(number, "", _("The list has more than 2,000 rows."))])
    except csv.Error as error:
        problems.append(Problem(number + 1, "", _("This row cannot be read: %(why)s.") % {"why": error}))
    if names is None:
        problems.append(Problem(0, "", _("The list is empty.")))
    elif not rows and not problems:
        problems.append(Problem(0, "", _("The list has column headings but no rows.")))
    if problems:
        raise CsvError(problems)
    return rows


def _heads(cells: list[str], columns: Mapping[str, Sequence[str]], required: Iterable[str]) -> list[str]:
    by_head = {head.casefold(): name for name, heads in columns.items() for head in (*heads, name)}
    names, problems = [], []
    for cell in cells:
        head = cell.strip()
        name = by_head.get(head.casefold(), "")
        if head and not name:
            problems.append(Problem(1, head, _("Unknown column. Use these: %(heads)s.") % {"heads": _known(columns)}))
        elif name and name in names:
            problems.append(Problem(1, head, _("This column is there twice.")))
        names.append(name)
    for name in required:
        if name not in names:
            problems.append(Problem(1, columns[name][0], _("This column is missing.")))
    if problems:
        raise CsvError(problems)
    return names


def _known(columns: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(heads[0] for heads in columns.values())


def _row(number: int, cells: list[str], names: list[str], problems: list[Problem]) -> Row:
    if any(cell.strip() for cell in cells[len(names) :]):
        problems.append(Problem(number, "", _("This row has more cells than there are columns.")))
    for name, cell in zip(names, cells, strict=False):
        if len(cell) > MAX_CELL:
            problems.append(Problem(number, name, _("This cell is too long.")))
        elif any(ord(sign) < 32 and sign not in "\n\r\t" for sign in cell):
            problems.append(Problem(number, name, _("This cell has characters that cannot be shown.")))
    padded = [*cells, *[""] * (len(names) - len(cells))]
    return Row(number, {name: cell.strip() for name, cell in zip(names, padded, strict=False) if name})


def safe(value: object) -> str:
    """The cell as text that no spreadsheet takes for a formula; numbers keep their sign."""
    text = "" if value is None else str(value)
    if text.startswith(FORMULA) and not _is_number(text):
        return f"'{text}"
    return text


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).replace(",", "", 1).isdecimal()


def write(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file that Dutch Excel opens with a double click."""
    out = io.StringIO(newline="")
    _write(out, heads, rows)
    return out.getvalue().encode("utf-8-sig")


def download(name: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The same as an attachment called ``name``.csv."""
    return HttpResponse(
        write(heads, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def send(name: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> FileResponse:
    """The same for a list that may be long: written to disk row by row and sent from there."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    _write(text, heads, rows)
    text.flush()
    text.detach()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.csv", content_type="text/csv; charset=utf-8")


def _write(out: TextIO, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    writer = csv.writer(out, delimiter=";")
    writer.writerow([safe(head) for head in heads])
    writer.writerows([safe(cell) for cell in row] for row in rows)
