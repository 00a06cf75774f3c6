"""Turn what enables a FHIR item into a condition of ours. Only closed shapes are read; no formula is run. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from screening.engine.dates import LAST_DAY, PRECISIONS, SECONDS, at, precision, span, written
from screening.interchange.fhir_options import NO_OPTIONS, Key, Options, has_points, key_of
from screening.interchange.fhir_totals import is_part_of
from screening.interchange.json_values import Json, mappings, text
from screening.interchange.remarks import Remark, remark
from screening.model.fields import MAX_NUMBER

Test = dict[str, object]  # a condition as it stands in our file
_ORDERS = (">", "<", ">=", "<=")


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


def condition(
    element: Json, link: str, place: int, targets: Mapping[str, Target], links: frozenset[str]
) -> Test | list[Remark] | None:
    """The condition of an element that stands at this place; nothing where it has none; else why it is refused.

    `targets` are the elements before it, `links` the linkIds of the whole file.
    """
    tests = mappings(element, "enableWhen", link)
    behaviour = text(element, "enableBehavior", link)
    if len(tests) > 1 and behaviour not in ("all", "any"):
        return [remark("condition-all-any", link)]
    found = [_test(one, link, place, targets, links) for one in tests]
    refused = [one for one in found if isinstance(one, Remark)]
    if refused:
        return refused
    parts = [one for one in found if not isinstance(one, Remark)]
    return joined("any" if behaviour == "any" else "all", parts)


def tested(targets: Mapping[str, Target], place: int, link: str, kind: str, named: list[str]) -> Test | None:
    """One test of an expression of ours; nothing where it does not fit the item or the total that it looks at."""
    if kind.startswith("total-"):
        totals = (one for one in targets.values() if one.formula and is_part_of(link, one.formula))
        target, kind = next(totals, None), kind.removeprefix("total-")
    else:
        target = targets.get(link)
    if target is None or target.place >= place:
        return None
    if kind in ("answered", "unanswered") and target.is_answered:
        return {"item": target.id, "answered": "yes" if kind == "answered" else "no"}
    if kind in ("declined", "not-declined") and target.is_answered:
        return {"item": target.id, "declined": "yes" if kind == "declined" else "no"}
    if kind in ("at-least", "at-most") and target.is_dated:
        return {"item": target.id, kind: day} if (day := written(target.kind, named[0])) is not None else None
    if kind in ("at-least", "at-most") and target.kind in ("number", "scale"):
        return {"scale" if target.kind == "scale" else "item": target.id, kind: named[0]}
    if kind in ("is", "is-not") and target.kind in ("choice", "choices"):
        codes = [target.options.code_named(one) for one in named]
        found = [code for code in codes if code is not None]
        return {"item": target.id, kind: found if len(found) > 1 else found[0]} if found == codes and found else None
    return None


def named_codes(value: object) -> tuple[str, ...]:
    """One code, or a list of them, as they stand in a condition; none where nothing stands there."""
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),) if value is not None else ()


def joined(group: str, parts: list[Test]) -> Test | None:
    """The conditions as one; nothing where there are none. A group inside a group of its kind is opened."""
    opened = list[Test]()
    for part in parts:
        inner = part.get(group)
        opened += inner if isinstance(inner, list) else [part]
    unique = [one for place, one in enumerate(opened) if one not in opened[:place]]
    return {group: unique} if len(unique) > 1 else unique[0] if unique else None


def _test(test: Json, link: str, place: int, targets: Mapping[str, Target], links: frozenset[str]) -> Test | Remark:
    name, operator = text(test, "question", link), text(test, "operator", link)
    target = targets.get(name)
    if target is None:
        return remark("condition-later", link) if name in links else remark("condition-no-item", link, what=name)
    if target.kind == "heading":
        return remark("condition-no-answer", link)
    if target.kind == "left-out":
        return remark("condition-left-out", link)
    if target.place >= place:
        return remark("condition-later", link)
    if operator == "exists" and target.kind != "scale":
        wanted = test.get("answerBoolean")
        if not isinstance(wanted, bool):
            return remark("condition-shape", link)
        return {"item": target.id, "answered": "yes" if wanted else "no"}
    key = key_of(test, "answer", link)
    if operator not in ("=", "!=", *_ORDERS):
        return remark("condition-shape", link)
    if key is None or target.kind == "text":
        return remark("condition-test", link, what=target.called)
    if target.is_dated:
        return of_day(target, operator, key.value) or remark("condition-test", link, what=target.called)
    if target.kind in ("number", "scale"):
        return _of_number(target, operator, key) or remark("condition-test", link, what=target.called)
    return _of_choice(target, operator, key, link)


def _of_choice(target: Target, operator: str, key: Key, link: str) -> Test | Remark:
    if operator in _ORDERS:
        return remark("condition-test", link, what=target.called)
    code = target.options.code_of(key)
    if code is None:
        typed = target.options.code_of(Key("Boolean", "", "True")) is None and key.kind == "String"
        return remark("condition-test", link, what=target.called) if typed else remark("condition-no-option", link)
    return {"item": target.id, "is" if operator == "=" else "is-not": code}


def _of_number(target: Target, operator: str, key: Key) -> Test | None:
    return bounded(target, operator, Decimal(key.value)) if key.kind in ("Integer", "Decimal") else None


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
