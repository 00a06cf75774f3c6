"""Several choices with a column for each option, as REDCap exports a checkbox: `NAME___CODE`, 1 where ticked. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from screening.interchange.flat.names import is_other_number
from screening.interchange.redcap.names import RedcapNames
from screening.model.questionnaire import Item

BETWEEN = "___"  # between the name of the field and the code of the option
TICKED, NOT_TICKED, EMPTY, OTHER = "1", "0", " ", "?"  # what `mark` makes of a cell


@dataclass(frozen=True, slots=True)
class Tick:
    """The column of one option: its name, the code in it, and our code; None where no option has that code."""

    column: str
    code: str
    option: str | None


@dataclass(frozen=True, slots=True)
class Ticks:
    """The columns of one item: what their names begin with, and the names of those that are missing."""

    name: str
    item: Item
    columns: tuple[Tick, ...]
    missing: tuple[str, ...]

    def marked(self, marks: str, sign: str) -> list[Tick]:
        """The columns that have this mark."""
        return [tick for tick, one in zip(self.columns, marks, strict=True) if one == sign]

    def slips(self, marks: str, declining: str) -> Iterator[tuple[str, str]]:
        """Each column that is at fault, with the reason; `declining` is the code that means declined, if any."""
        ticked = self.marked(marks, TICKED)
        known = [one for one in ticked if one.option is not None]
        for one in self.marked(marks, OTHER):
            yield one.column, "1 is wanted where it is ticked, and 0 or nothing elsewhere."
        for one in ticked:
            if one.option is None and one.code != declining:
                yield one.column, f"{self.item.id} has no option with this code. If it means declined: --declined CODE."
            elif one.option is None and known:
                yield one.column, "An answer is ticked as well."


def field_in(column: str) -> str:
    """The name of the field in the name of such a column; empty in any other."""
    name, _, code = column.partition(BETWEEN)
    return name if code else ""


def ticks_in(header: Sequence[str], item_of: Callable[[str], Item | None], names: RedcapNames) -> Iterator[Ticks]:
    """The columns of each item with several choices that has some; `item_of` gives the item by the name of a field."""
    for field in dict.fromkeys(filter(None, map(field_in, header))):
        item = item_of(field)
        if item is not None and item.type == "choices":
            yield _ticks(field, item, [one for one in header if field_in(one) == field], names)


def _ticks(field: str, item: Item, columns: Sequence[str], names: RedcapNames) -> Ticks:
    codes = {column: code_in_column(column.partition(BETWEEN)[2]) for column in columns}

    def missing(options: dict[str, str]) -> list[str]:
        return [f"{field}{BETWEEN}{code}" for code in options if code not in codes.values()]

    options = min(_options(item, names), key=lambda one: len(missing(one)))  # the first of those that fit best
    ticks = tuple(Tick(column, code, options.get(code)) for column, code in codes.items())
    return Ticks(field, item, ticks, tuple(missing(options)))


def _options(item: Item, names: RedcapNames) -> Iterator[dict[str, str]]:
    """Our codes by those in the columns: as REDCap has them, as the file has that it is from, as they are here."""
    ours = {option.code: option.code for option in item.options}
    coded = {option.code: option.coding.code for option in item.options if option.coding is not None}
    has_others = any(map(is_other_number, item.options))  # then only those of its file tell which number is meant
    for theirs in (ours | coded,) if has_others else (names.codes(item), ours | coded, ours):
        found = {code_in_column(code): our for our, code in theirs.items()}
        if len(found) == len(ours):  # codes such as `a` and `A` are alike there
            yield found


def code_in_column(code: str) -> str:
    """The code as it stands in the name of a column: in small letters, with `_` for a sign."""
    return re.sub(r"\W", "_", code.casefold())


def mark(cell: str) -> str:
    """One sign for what stands in the cell of an option."""
    return {"1": TICKED, "0": NOT_TICKED, "": EMPTY}.get(cell.strip(), OTHER)
