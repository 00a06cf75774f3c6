"""Write a table of points in one line, for outlines and reports. Pure."""

from __future__ import annotations

from screening.engine.points import in_order
from screening.engine.written_numbers import number
from screening.model.scales import PointsRange, PointsTable, Scale


def tables_in_words(scale: Scale) -> dict[str, list[str]]:
    """Each different table of the scale in one line, with the ids of the parts that share it."""
    found: dict[str, list[str]] = {}
    for name, table in scale.points.items():
        found.setdefault(table_in_words(table), []).append(name)
    return found


def table_in_words(table: PointsTable) -> str:
    """Each code or range with its points: `no 0, yes 2`, or `0 to 4: 1, 5: 2.5`. Ranges come lowest first."""
    codes = (f"{code} {number(points)}" for code, points in table.codes.items())
    return ", ".join((*codes, *map(_row, in_order(table))))


def _row(row: PointsRange) -> str:
    low, high = number(row.from_), number(row.to)
    return f"{low if low == high else f'{low} to {high}'}: {number(row.is_)}"
