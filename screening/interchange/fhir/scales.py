"""Turn a total that FHIR computes into a scale of ours, where its items stand here with the same points. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from screening.interchange.brackets import split
from screening.interchange.conditions import Target, Test, first_item, joined, named_codes, negated
from screening.interchange.fhir.conditions import tested
from screening.interchange.fhir.expressions import Tested, read
from screening.interchange.names import Names
from screening.interchange.totals import Row, Total, fill_in, sum_row
from screening.interchange.unsure_tests import opened

_AS_THERE = "The form that this was taken from says so."


@dataclass(frozen=True, slots=True)
class Guard:
    """When a total stands: the answers that leave it blank, by linkId, and the conditions that must hold for it."""

    unsure: Mapping[str, frozenset[str]]
    tests: tuple[Test, ...]


def scale_row(total: Total, id_: str, title: str, targets: Mapping[str, Target], place: int) -> Row | None:
    """The scale as it stands in our file; nothing where an item is not asked here, has other points, or the total
    stands under conditions that are not read.
    """

    def test(link: str, kind: str, named: list[str]) -> Test | None:
        return tested(targets, place, link, kind, named)

    counted = [read(expression, test) for expression in total.counted]  # None for one that is not read
    guard = _guard(total.guard, counted, targets, test)
    if guard is None:
        return None
    unsure = {targets[link].id: codes for link, codes in guard.unsure.items()}
    options = {target.id: target.options.rows for target in targets.values()}
    if total.counted:
        tests = [None if one is None else opened(one, unsure, options) for one in counted]
        found = _count_row(tests, id_, title)
    else:
        found = sum_row(total, id_, title, targets, guard.unsure)
    for link in guard.unsure if found is not None else ():
        fill_in(targets[link].options, guard.unsure[link])
    if found is not None and (only_if := joined("all", list(guard.tests))) is not None:
        found |= {"only-if": only_if, "no-score-because": _AS_THERE}
    return found


def _guard(
    parts: Iterable[str], counts: Iterable[Test | None], targets: Mapping[str, Target], test: Tested
) -> Guard | None:
    """The guard of a total; nothing where a part of it is not of the shape that is written here."""
    unsure, tests = dict[str, frozenset[str]](), list[Test]()
    counted = frozenset(item for one in counts if one is not None for item in _items(one))
    for part in parts:
        if _is_gap(part, test):
            continue
        found = read(part, test) if not part.endswith(".not()") else negated(read(part.removesuffix(".not()"), test))
        if found is None:
            return None
        target = next((one for one in targets.values() if one.id == found.get("item")), None)
        codes = named_codes(found.get("is-not"))
        if target is not None and codes and _are_unsure(codes, target, counted):
            unsure[target.link] = frozenset(codes)
        elif found.get("answered") != "yes":
            tests.append(found)
    return Guard(unsure, tuple(tests))


def _are_unsure(codes: tuple[str, ...], target: Target, counted: frozenset[str]) -> bool:
    """Whether the answers say "not sure": they have no points, and others have some or are counted."""
    without = target.options.without_points
    is_read = target.id in counted or len(without) < len(target.options.rows)
    return is_read and all(code in without for code in codes)


def _items(test: Test) -> Iterator[str]:
    """The items that a condition tests."""
    for group in ("all", "any"):
        inner = test.get(group)
        for one in inner if isinstance(inner, list) else ():
            yield from _items(one)
    if "item" in test:
        yield str(test["item"])


def _is_gap(part: str, test: Tested) -> bool:
    """Whether it is `(X.exists() or (...).not())`: the item is answered, or not asked."""
    sides = split(part[1:-1], " or ")
    answered = read(sides[0], test) if len(sides) == 2 else None
    return answered is not None and answered.get("answered") == "yes" and sides[1].endswith(").not()")


def _count_row(tests: list[Test | None], id_: str, title: str) -> Row | None:
    criteria, names = list[Row](), Names()
    for found in tests:
        if found is None:
            return None
        criteria.append({"id": names.give(first_item(found), "criterion"), "if": found, "because": _AS_THERE})
    return {"id": id_, "title": title, "count-of": criteria}
