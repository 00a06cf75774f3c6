"""A condition as it stands in our file, and what it may look at. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from screening.engine.dates import LAST_DAY, PRECISIONS, SECONDS, at, precision, span, written
from screening.interchange.options import NO_OPTIONS, Options, has_points
from screening.model.fields import MAX_NUMBER

Test = dict[str, object]  # a condition as it stands in our file


@dataclass(frozen=True, slots=True)
class Target:
    """What a condition may look at: the item in our file, its place there, and how it is answered.

    `left-out`: an item that is not asked here. `heading`: a group or a text, which has no answer.
    """

    link: str
    id: str
    place: int
    kind: Literal["choice", "choices", "number", "date", "time", "text", "scale", "left-out", "heading"]
    options: Options = NO_OPTIONS
    decimals: int = 0
    whole: int | None = None  # the least and the most of a number together, where it has both
    called: str = "text"  # the type in the words of the file
    formula: str = ""  # of a total
    declines: frozenset[str] = frozenset()  # codes there with which somebody declines

    @property
    def is_dated(self) -> bool:
        """Whether it is answered by a date or a time."""
        return self.kind in ("date", "time")

    @property
    def is_answered(self) -> bool:
        """Whether a person answers it."""
        return self.kind not in ("scale", "left-out", "heading")

    @property
    def can_be_added(self) -> bool:
        """Whether its answers have points, or are numbers with bounds."""
        return (self.kind == "number" and self.whole is not None) or any(map(has_points, self.options.rows))


def named_codes(value: object) -> tuple[str, ...]:
    """One code, or a list of them, as they stand in a condition; none where nothing stands there."""
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),) if value is not None else ()


def first_item(test: Test) -> str:
    """The id of the first item or scale that a condition tests."""
    inner = test.get("all") or test.get("any")
    return first_item(inner[0]) if isinstance(inner, list) else str(test.get("item") or test.get("scale"))


def of_own_answer(choice: str, code: str) -> Test:
    """When the line for an answer of one's own is asked: where its option was chosen, and nobody declined to choose."""
    return {"all": [{"item": choice, "is": code}, {"item": choice, "declined": "no"}]}


def joined(group: str, parts: list[Test]) -> Test | None:
    """The conditions as one; nothing where there are none. A group inside a group of its kind is opened."""
    opened = list[Test]()
    for part in parts:
        inner = part.get(group)
        opened += inner if isinstance(inner, list) else [part]
    unique = [one for place, one in enumerate(opened) if one not in opened[:place]]
    return {group: unique} if len(unique) > 1 else unique[0] if unique else None


def negated(test: Test | None) -> Test | None:
    """The opposite of a condition; nothing where it cannot be said."""
    if test is None:
        return None
    for group, other in (("all", "any"), ("any", "all")):
        inner = test.get(group)
        if isinstance(inner, list):
            parts = [negated(one) for one in inner]
            return {other: parts} if None not in parts else None
    opposite = {"is": "is-not", "is-not": "is"}
    found = {opposite.get(key, key): value for key, value in test.items()}
    if "answered" in found:
        found["answered"] = "no" if found["answered"] == "yes" else "yes"
    return found if "is" in found or "is-not" in found or "answered" in found else None


def bounded(target: Target, operator: str, value: Decimal) -> Test | None:
    """The test of a number or a total by bounds; nothing where it cannot be said with them."""
    if abs(value) >= MAX_NUMBER:
        return None
    step = Decimal(1).scaleb(-target.decimals)
    holder = "scale" if target.kind == "scale" else "item"
    if holder == "item" and value % step:
        return None
    bounds = (("at-least", value), ("at-most", value), ("at-least", value + step), ("at-most", value - step))
    least, most, above, below = (_bound(holder, target.id, bound, limit) for bound, limit in bounds)
    tests: dict[str, Test] = {">=": least, "<=": most, "=": {"all": [least, most]}}
    if holder == "item":  # `!=` holds in FHIR where there is no answer, too
        unequal: Test = {"any": [below, above, {"item": target.id, "answered": "no"}]}
        tests |= {">": above, "<": below, "!=": unequal}
    return tests.get(operator)


def of_day(target: Target, operator: str, value: str) -> Test | None:
    """The test of a date or a time by bounds; nothing where the value is none, or says less than a day."""
    found = written(target.kind, value)
    if found is None or (target.kind == "date" and precision(found) != PRECISIONS[-1]):
        return None
    day = int(span(target.kind, found).low)
    if not 1 < day < (LAST_DAY if target.kind == "date" else SECONDS - 1):
        return None
    bounds = (("at-least", day), ("at-most", day), ("at-least", day + 1), ("at-most", day - 1))
    least, most, above, below = (Test({"item": target.id, bound: at(target.kind, one)}) for bound, one in bounds)
    unequal: Test = {"any": [below, above, {"item": target.id, "answered": "no"}]}
    tests: dict[str, Test] = {">=": least, "<=": most, ">": above, "<": below, "=": {"all": [least, most]}}
    return (tests | {"!=": unequal}).get(operator)


def _bound(holder: str, name: str, bound: str, value: Decimal) -> Test:
    return {holder: name, bound: f"{value.normalize():f}"}
