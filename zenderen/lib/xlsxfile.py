"""A spreadsheet as every office program opens it: real dates, a head that stays in sight, and no cell that runs."""

import datetime
import re
from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # signs that XML cannot hold
WIDE, NARROW = 40, 16  # widths in signs, of the first column and of the others


def download(name: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> FileResponse:
    """The rows as ``name``.xlsx, written to disk row by row and sent from there, never whole in memory."""
    from openpyxl import Workbook  # slow to import, and few people ask for it
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "B2"
    for number in range(1, len(heads) + 1):
        sheet.column_dimensions[_letters(number)].width = WIDE if number == 1 else NARROW
    bold = Font(bold=True)
    sheet.append([_filled(WriteOnlyCell(sheet), head, font=bold) for head in heads])
    for row in rows:
        sheet.append([_filled(WriteOnlyCell(sheet), value) for value in row])
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=KIND)


def _filled(cell: Any, value: object, font: Any = None) -> Any:
    if isinstance(value, datetime.datetime):
        value = value.date()
    if value is None or isinstance(value, int | float | datetime.date):
        cell.value = value
        if isinstance(value, datetime.date):
            cell.number_format = "dd-mm-yyyy"
    else:
        cell.value = UNREADABLE.sub("", str(value))
        cell.data_type = "s"  # also what begins with “=”
    if font:
        cell.font = font
    return cell


def _letters(number: int) -> str:
    """A, B … Z, AA: the name of a column."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
