"""Write a table as CSV (RFC 4180). Pure. Text that a spreadsheet could run as a formula is made plain text."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO

from screening.text import clean

BYTE_ORDER_MARK = "\ufeff"  # by it a spreadsheet on Windows knows that the file is UTF-8

# The characters that make a cell a formula, also after invisible characters (OWASP, CSV Injection).
_RUNS = re.compile(r"[\s\u200b-\u200d]*[=+\-@|%]")

Cell = str | int | Decimal | None


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[Cell]], *, mark: bool = False) -> str:
    """The rows under a line of column names, None as an empty cell; with `mark` after a byte order mark."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(map(_text, row) for row in rows)
    return (BYTE_ORDER_MARK if mark else "") + out.getvalue()


def _text(value: Cell) -> str:
    """A cell as text: a number as digits, so that it stays a number; text so that it is never a formula."""
    match value:
        case None:
            return ""
        case str():
            return defused(value)
        case _:
            return f"{value:f}" if isinstance(value, Decimal) else str(value)


def defused(text: str) -> str:
    """The text, cleaned, with a `'` before each line that a spreadsheet could take for a formula."""
    return "\n".join(";".join(map(_part_defused, line.split(";"))) for line in clean(text, lines=True).split("\n"))


def undefused(text: str) -> str:
    """The text before it was defused."""
    return "\n".join(";".join(map(_part_as_it_was, line.split(";"))) for line in text.split("\n"))


def _part_as_it_was(part: str) -> str:
    return part[1:] if part.startswith("'") and _is_formula(part[1:]) else part


def _part_defused(part: str) -> str:
    """A part between semicolons: in some countries a spreadsheet splits cells at them."""
    return f"'{part}" if _is_formula(part) else part


def _is_formula(line: str) -> bool:
    """Whether a spreadsheet would run the line; full-width characters count as their ASCII forms."""
    return _RUNS.match(unicodedata.normalize("NFKC", line)) is not None
