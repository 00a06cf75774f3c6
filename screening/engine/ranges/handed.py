"""Look up the points that a scale gives to one that has it as a part: its score, or what a table says of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal
from functools import lru_cache

from screening.engine.arithmetic import Arithmetic
from screening.engine.points import Span, in_order
from screening.engine.ranges.reached import AttainableTotals
from screening.model.scales import PointsTable


def handed_on(outer: Arithmetic, inner: Arithmetic, reached: AttainableTotals | None, total: Span) -> Span:
    """What a total of the inner scale adds to the total of the outer one.

    `reached` are the totals that the inner one can have; nothing where it only adds up, and nothing has to be kept to
    what can be reached.
    """
    if reached is None:
        factor = outer.factor(inner)
        return Span(total.low * factor, total.high * factor)
    kept = Span(max(total.low, reached.totals.low), min(total.high, reached.totals.high))
    table = outer.scale.points.get(inner.scale.id)
    if table is None:
        return Span(outer.handed(inner, kept.low), outer.handed(inner, kept.high))
    found = _between(table, inner, reached, kept)
    return Span(found.low * outer.common, found.high * outer.common)


def _between(table: PointsTable, inner: Arithmetic, reached: AttainableTotals, total: Span) -> Span:
    """The lowest and the highest that the table says of each total that can be reached between the ends."""
    totals, worth = looked_up(table, inner, reached)
    found = worth[bisect_left(totals, total.low) : bisect_right(totals, total.high)]
    return Span(min(found), max(found))


@lru_cache(maxsize=256)
def looked_up(table: PointsTable, inner: Arithmetic, reached: AttainableTotals) -> tuple[list[Decimal], list[Decimal]]:
    """Each total that can be reached, lowest first, and beside it what the table says of it."""
    rows, totals = in_order(table), list(reached.raw())
    begins = [inner.limit(row.from_) for row in rows]
    return totals, [rows[max(bisect_right(begins, inner.read(total)) - 1, 0)].is_ for total in totals]
