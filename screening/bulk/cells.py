"""Read the cell of a table as an answer. Pure.

An empty cell is an open question. A cell holds the code of an option or, where the table is in points, its points.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Literal

from screening.bulk.columns import Columns, TableError, listed
from screening.bulk.ticks import TICKED, Ticks, code_in_column
from screening.engine.accepting import accept, answer_from_value, wanted
from screening.engine.written_numbers import number_in
from screening.errors import AnswerNotAccepted
from screening.interchange.flat.names import is_other_number
from screening.model.answers import Answer, Chosen, Declined
from screening.model.questionnaire import Item, Option

Values = Literal["codes", "points"]
Read = Callable[[str], Answer | None]
_BETWEEN = re.compile(r"[;,|\s]+")  # what may stand between the codes of several choices: no code has one of these
_MIDNIGHT = re.compile(r"[ T]00:00:00(?:\.0+)?$")  # behind a date in tables whose dates all have a time
_TIME = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?$")


class BadCell(Exception):
    """A cell that the item does not take. The message says what is wanted, and never what stood there.

    `elsewhere` has the columns at fault, each with the reason, where the answer stands in several.
    """

    def __init__(self, reason: str = "", elsewhere: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(reason)
        self.elsewhere = elsewhere

    def at(self, column: str) -> tuple[tuple[str, str], ...]:
        """Each column at fault with the reason, for the column that was read."""
        return self.elsewhere or ((column, str(self)),)


@dataclass(frozen=True, slots=True)
class CellRules:
    """How the cells of a table are written: in codes or points, and the word that means declined, if any."""

    values: Values = "codes"
    declined: str | None = None

    def __post_init__(self) -> None:
        """Blanks around the word for declined are none of it, as those around a cell are none of that."""
        if self.declined is not None:
            object.__setattr__(self, "declined", self.declined.strip())

    def readers(self, columns: Columns) -> dict[str, Read]:
        """What reads the columns of each item, by its id. Raises TableError with every problem, as `reader` does."""
        problems, found = list[str](), dict[str, Read]()
        for _, item in columns.items:
            try:
                found[item.id] = self.reader(item)
            except TableError as error:
                problems += error.problems
        found |= {one.item.id: self.ticks_reader(one) for one in columns.ticks}
        problems += self.misused(item for _, item in columns.items)
        problems += self._refused(one.item.id for one in columns.ticks if self._is_ticked(one))
        if problems:
            raise TableError(*problems)
        return found

    def misused(self, items: Iterable[Item]) -> Iterator[str]:
        """That the word for declined is an answer to some of these items: nobody could tell which one was meant."""
        return self._refused(item.id for item in items if self._is_answer(item))

    def _refused(self, ids: Iterable[str]) -> Iterator[str]:
        if self.declined and (found := [*ids]):
            yield (
                f"{listed([self.declined])} is an answer to {listed(found)}, so it cannot mean declined. "
                "Give another word for that: --declined WORD."
            )

    def _is_answer(self, item: Item) -> bool:
        """Whether the item takes the word for declined; a text would take any."""
        if not self.declined or item.type == "text":
            return False
        try:
            self._read_as(item, self._points_of(item) if self.values == "points" else None, self.declined)
        except (BadCell, TableError):
            return False
        return True

    def _is_ticked(self, ticks: Ticks) -> bool:
        """Whether the word for declined is the code of an option in these columns."""
        codes = [one.code for one in ticks.columns if one.option is not None]
        return bool(self.declined) and code_in_column(self.declined or "") in codes

    def reader(self, item: Item) -> Read:
        """What reads the cells of the column for this item: an answer, or None for an empty cell.

        It raises BadCell. Raises TableError where points cannot tell the options of the item apart.
        """
        return partial(self._read, item, self._points_of(item) if self.values == "points" else None)

    def _read(self, item: Item, by_points: dict[Decimal, str] | None, cell: str) -> Answer | None:
        cell = cell.strip()
        if not cell:
            return None
        if cell == self.declined:
            return Declined()
        return self._read_as(item, by_points, cell)

    def _read_as(self, item: Item, by_points: dict[Decimal, str] | None, cell: str) -> Answer:
        """The answer in a cell that is not empty, and does not mean declined."""
        try:
            return answer_from_value(item, _plain(item, cell) if by_points is None else _code(by_points, cell))
        except AnswerNotAccepted as slip:
            raise BadCell(wanted(item, slip).replace(", or null", "")) from None

    def ticks_reader(self, ticks: Ticks) -> Read:
        """What reads the marks of the columns of an item, one for each: see `mark`. It raises BadCell."""
        return partial(self._read_ticks, ticks)

    def _read_ticks(self, ticks: Ticks, marks: str) -> Answer | None:
        if slips := (*ticks.slips(marks, code_in_column(self.declined or "")),):
            raise BadCell(elsewhere=slips)
        ticked = ticks.marked(marks, TICKED)
        codes = [one.option for one in ticked if one.option is not None]
        return Declined() if ticked and not codes else _chosen(ticks, codes)

    def _points_of(self, item: Item) -> dict[Decimal, str] | None:
        """The codes of the options by their points; None where the item is no choice, and a cell is read as it is."""
        if item.type != "choice":
            return None
        scored = [option for option in item.options if isinstance(option.score, Decimal)]
        found = {option.score: option.code for option in scored if isinstance(option.score, Decimal)}
        if len(found) < len(item.options):
            raise TableError(
                f"{item.id}: points do not tell all its options apart ({listed(_alike(item.options))}). "
                "Give codes instead: --values codes."
            )
        return found


def _alike(options: tuple[Option, ...]) -> list[str]:
    """The codes of the options that share their points with another one or have none."""
    scores = [option.score for option in options]
    return [one.code for one in options if not isinstance(one.score, Decimal) or scores.count(one.score) > 1]


def _code(by_points: dict[Decimal, str], cell: str) -> str:
    try:
        return by_points[Decimal(cell)]
    except (KeyError, InvalidOperation, TypeError):  # TypeError: sNaN has no hash
        raise BadCell(f"points of one of its options are wanted: {', '.join(map(str, by_points))}.") from None


def unread(_: str) -> Answer | None:
    """What reads the cells of an item that no column is for: there are none."""
    return None


def _chosen(ticks: Ticks, codes: list[str]) -> Answer | None:
    """The answer of these codes; None where nothing is ticked: to choose none is no answer."""
    try:
        return accept(ticks.item, Chosen(*codes)) if codes else None
    except AnswerNotAccepted as slip:
        raise BadCell(elsewhere=((ticks.name, wanted(ticks.item, slip)),)) from None


def _our_code(item: Item, code: str) -> str:
    """Our code for one that an option has in the file that it comes from; any other as it is.

    Empty for a number of ours where the option has another number there: nobody could tell which one was meant.
    """
    if found := next((one.code for one in item.options if one.coding and one.coding.code == code), ""):
        return found
    own = item.by_code.get(code)
    return "" if own is not None and is_other_number(own) else code


def _plain(item: Item, cell: str) -> object:
    """The cell as a plain value of the JSON contract."""
    match item.type:
        case "number":
            number = number_in(item, cell.removeprefix("+"))
            return cell if number is None else number
        case "choices":
            return [_our_code(item, code) for code in _BETWEEN.split(cell)]
        case "choice":
            return _our_code(item, cell)
        case "date":
            with_time = item.was is not None and item.was.casefold() == "datetime"  # in the form it was taken from
            return (_TIME if with_time else _MIDNIGHT).sub("", cell)
    return cell
