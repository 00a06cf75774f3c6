"""The replies that the cells of a column stand for, numbered, so that a rule is asked once for each of them.

Pure, and with polars: a column of cells becomes a column of numbers, and a rule a table by these numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import polars as pl

from screening.bulk.cells import BadCell, Read
from screening.model.answers import Answer, Declined, Entered, Gap, Reply
from screening.model.questionnaire import Item

T = TypeVar("T")
# The first numbers of each column.
OPEN, NOT_ASKED, UNSURE, DECLINED = range(4)  # UNSURE: open, and whether it is asked is open as well
FIRST: tuple[Reply, ...] = (Gap.OPEN, Gap.NOT_ASKED, Gap.OPEN, Declined())
ANY_TEXT = Entered("text")  # no rule reads what a text says
MOST = 10_000  # cells of a column that are remembered; then it begins anew


@dataclass(slots=True)
class Replies:
    """The replies to one item that were met so far, by their numbers."""

    item: Item
    read: Read
    met: list[Reply] = field(default_factory=lambda: list(FIRST))
    _cells: dict[str, int] = field(default_factory=dict)
    _answers: dict[Answer, int] = field(default_factory=dict)
    _tables: dict[object, list[Any]] = field(default_factory=dict)

    def numbers(self, cells: pl.Series) -> tuple[pl.Series, dict[str, BadCell]]:
        """The number of the reply in each cell, and why the item does not take some cells: their number is null."""
        if len(self._cells) > MOST:
            self.met, self._cells, self._answers, self._tables = list(FIRST), {}, {}, {}
        found, reasons = self._known(cells), dict[str, BadCell]()
        if not found.null_count():
            return found, reasons
        for cell in cells.filter(found.is_null()).unique():
            try:
                self._cells[cell] = self._number(self.read(cell))
            except BadCell as slip:
                reasons[cell] = slip
        return self._known(cells), reasons

    def _known(self, cells: pl.Series) -> pl.Series:
        numbers = pl.Series(self._cells.values(), dtype=pl.UInt32)
        return cells.replace_strict([*self._cells], numbers, default=None, return_dtype=pl.UInt32)

    def _number(self, answer: Answer | None) -> int:
        if answer is None or isinstance(answer, Declined):
            return OPEN if answer is None else DECLINED
        met = ANY_TEXT if self.item.type == "text" else answer
        if met not in self._answers:
            self._answers[met] = len(self.met)
            self.met.append(met)
        return self._answers[met]

    def table(self, key: object, rule: Callable[[Reply, bool], T]) -> list[T]:
        """What a rule says of each reply, by its number. The rule gets the reply, and whether it is sure to be asked.

        It is asked once for each reply; `key` names it.
        """
        table = self._tables.setdefault(key, [])
        for number in range(len(table), len(self.met)):
            table.append(rule(self.met[number], number != UNSURE))
        return table
