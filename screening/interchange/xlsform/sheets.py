"""Read the sheets of a form as rows of text, from a workbook or from CSV; and write them as a workbook.

A workbook is opened in a process of its own, which may end as it likes: see `workbook_process`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from importlib.util import find_spec

from screening.errors import ScreeningError
from screening.interchange.remarks import Remark, remark
from screening.interchange.xlsform import workbook_process
from screening.text import clean

Rows = list[list[str]]
Sheets = dict[str, Rows]  # by their names in small letters

NAMES = ("survey", "choices", "settings")  # of the sheets that are read
MAX_BYTES = 2_000_000
MAX_VALUES = 100_000
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # how .xlsx and .xls begin
ENDINGS = (".xlsx", ".xls")
_HEADER = 4_000  # bytes in which the titles of the columns are looked for


class NoWorkbooks(ScreeningError):
    """Workbooks cannot be read or written here. The message says what to do."""


def ready() -> None:
    """Raise NoWorkbooks where the packages that read and write workbooks are not installed."""
    if find_spec("python_calamine") is None or find_spec("openpyxl") is None:
        raise NoWorkbooks("A workbook needs two more packages. Install them: pip install 'screening[xlsx]'")


def is_workbook(data: bytes) -> bool:
    """Whether the file begins as a workbook does."""
    return data.startswith(_WORKBOOKS)


def is_survey(data: bytes) -> bool:
    """Whether it is a CSV file with all sheets, or with the sheet `survey`: its titles are those of an XLSForm."""
    first = next(iter(_csv_rows(data[:_HEADER].decode("utf-8-sig", "replace").partition("\n")[0])), [])
    titles = [" ".join(one.split()).casefold() for one in first]
    is_sheet = "type" in titles and any(one.startswith(("name", "label")) for one in titles)
    return is_sheet or (titles[:1] == ["survey"] and not any(titles[1:]))


def of_workbook(data: bytes) -> Sheets | Remark:
    """The sheets of a workbook, or why it is not read. Raises NoWorkbooks."""
    if len(data) > MAX_BYTES:
        return remark("too-large", most=f"{MAX_BYTES:,}")
    ready()
    try:
        return _checked(workbook_process.rows(data, NAMES, MAX_VALUES))
    except workbook_process.Failed:
        return remark("workbook")


def of_csv(files: Mapping[str, bytes]) -> Sheets | Remark:
    """The sheets of a CSV file each, by the name of the file; a file named `survey` may hold them all."""
    if any(len(data) > MAX_BYTES for data in files.values()):
        return remark("too-large", most=f"{MAX_BYTES:,}")
    try:
        sheets = {name: _csv_rows(data.decode("utf-8-sig"), strict=True) for name, data in files.items()}
    except UnicodeDecodeError:
        return remark("not-utf-8")
    except csv.Error:
        return remark("not-csv")
    return _checked(_opened(sheets))


def _csv_rows(text: str, *, strict: bool = False) -> Rows:
    return list(csv.reader(io.StringIO(text, newline=""), strict=strict))


def _opened(sheets: Sheets) -> Sheets:
    """The sheets, those too that stand in one file: each below a row with its name, and one column to the right."""
    first = next((row for row in sheets.get("survey", []) if any(row)), [])
    if not first or first[0].strip().casefold() != "survey" or any(first[1:]):
        return sheets
    found, name = dict[str, Rows](), ""
    for row in sheets["survey"]:
        if row and row[0].strip():
            name = row[0].strip().casefold()
            found[name] = []
        elif name:
            found[name].append(row[1:])
    return found


def _checked(sheets: Sheets) -> Sheets | Remark:
    """The sheets with clean texts; a remark where they hold too many."""
    found = {name.casefold().strip(): [_cleaned(row) for row in rows] for name, rows in sheets.items()}
    if sum(1 for rows in found.values() for row in rows for cell in row if cell) > MAX_VALUES:
        return remark("too-many", most=f"{MAX_VALUES:,}")
    return found


def _cleaned(row: Iterable[str]) -> list[str]:
    """The cells up to the last that is filled."""
    cells = [clean(cell, lines=True).strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


# Written.


def as_workbook(sheets: Sheets) -> bytes:
    """The sheets as a workbook, every cell of which is a text. Raises NoWorkbooks."""
    ready()
    from openpyxl import Workbook  # perhaps not installed, and slow to import
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            cells = [WriteOnlyCell(sheet, text) for text in row]
            for cell in cells:
                cell.data_type = "s"  # a text, though it may begin as a formula does
            sheet.append(cells)
    book.properties.creator = "screening"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
