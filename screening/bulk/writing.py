"""Write rows of scores as CSV or as lines of JSON. Pure: rows come in and lines come out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

Row = Sequence[object]


class _Line:
    """What the writer of CSV writes into: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(header: Row, rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a CSV file, the names of the columns first. Nothing is an empty cell."""
    writer = csv.writer(_Line(), lineterminator="\n")
    yield str(writer.writerow(header))
    for row in rows:
        yield str(writer.writerow([table_text(cell) for cell in row]))


def table_text(cell: object) -> object:
    """The cell as a table of texts has it: points as a decimal number, a mapping or a list as JSON."""
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict | list | bool) else cell


def ndjson_lines(header: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """A JSON object in each line, with a key for each column; null where there is nothing."""
    for row in rows:
        cells = {name: plain(cell) for name, cell in zip(header, row, strict=True)}
        yield json.dumps(cells, ensure_ascii=False, separators=(",", ":")) + "\n"


def plain(cell: object) -> object:
    """The cell as JSON has it: points as a number."""
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell
