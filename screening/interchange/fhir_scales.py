"""Turn a total that FHIR computes into a scale of ours, where its items stand here with the same points. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from screening.interchange.brackets import split
from screening.interchange.fhir_conditions import Target, Test, joined, named_codes, tested
from screening.interchange.fhir_expressions import Tested, read
from screening.interchange.fhir_options import Options, has_points
from screening.interchange.fhir_totals import Term, Total
from screening.interchange.names import Names
from screening.interchange.unsure_tests import opened

Row = dict[str, object]

PLAIN = Total()
_AS_THERE = "So it is in the file that this was taken from."


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
        found = _sum_row(total, id_, title, targets, guard)
    for link in guard.unsure if found is not None else ():
        _fill_in(targets[link].options, guard.unsure[link])
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


def _count_row(tests: list[Test | None], id_: str, title: str) -> Row | None:
    criteria, names = list[Row](), Names()
    for found in tests:
        if found is None:
            return None
        criteria.append({"id": names.give(first_item(found), "criterion"), "if": found, "because": _AS_THERE})
    return {"id": id_, "title": title, "count-of": criteria}


def first_item(test: Test) -> str:
    """The id of the first item or scale that a condition tests."""
    inner = test.get("all") or test.get("any")
    return first_item(inner[0]) if isinstance(inner, list) else str(test.get("item") or test.get("scale"))


def _sum_row(total: Total, id_: str, title: str, targets: Mapping[str, Target], guard: Guard) -> Row | None:
    terms = total.terms or tuple(Term(link) for link, target in targets.items() if target.options.have_points)
    ids, reversed_ = list[str](), list[str]()
    for term in terms:
        target = targets.get(term.link)
        way = _way(term, target) if target is not None else None
        if target is None or way is None:
            return None
        ids.append(target.id)
        reversed_ += [target.id] if way == "reversed" else []
        _fill_in(target.options, guard.unsure.get(term.link, frozenset()), rest="not-asked")
    return row(id_, title, ids, reversed_, total) if ids else None


def _fill_in(options: Options, unsure: frozenset[str], rest: str = "") -> None:
    """Say of the answers without points that they leave a total blank; of the rest how else they count."""
    for one in options.rows:
        if "score" not in one and (one["code"] in unsure or rest):
            one["score"] = "unknown" if one["code"] in unsure else rest


def row(id_: str, title: str, ids: Iterable[str], reversed_: Iterable[str] = (), total: Total = PLAIN) -> Row:
    """A scale as it stands in our file."""
    found: Row = {"id": id_, "title": title, "mean-of" if total.mean_of else "sum-of": list(ids)}
    if turned := list(reversed_):
        found["reversed"] = turned
    if total.times != 1:
        found["times"] = f"{total.times:f}"
    if total.decimals is not None:
        found["decimals"] = str(total.decimals)
    return found


def _way(term: Term, target: Target) -> str | None:
    """Whether the points in the sum are those of the options, or those reversed; nothing where they are neither."""
    if target.kind == "number" and not term.points and target.whole is not None:
        return "plain" if term.turned is None else "reversed" if term.turned == target.whole else None
    own = {str(one["code"]): Decimal(str(one["score"])) for one in target.options.rows if has_points(one)}
    if target.kind == "choices" and term.first:
        return None  # here the points of all answers are added
    if target.kind not in ("choice", "choices") or not own or (not term.points and not target.options.have_points):
        return None
    if not term.points:
        return "plain"
    counted = _points_by_code(term, target.options)
    if any(points for code, points in counted.items() if code not in own):
        return None
    counted = {code: points for code, points in counted.items() if code in own}
    if counted == own:
        return "plain"
    whole = min(own.values()) + max(own.values())
    return "reversed" if counted == {code: whole - points for code, points in own.items()} else None


def _points_by_code(term: Term, options: Options) -> dict[str, Decimal]:
    """The points that the sum gives, by our codes; 0 for an option that it does not name."""
    found = dict.fromkeys((str(one["code"]) for one in options.rows), Decimal(0))
    for named, points in term.points:
        if (code := options.code_named(named)) is not None:
            found[code] = points
    return found
