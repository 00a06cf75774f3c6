"""Write conditions and totals of ours as FHIRPath, each of which may stand in the other. Pure.

A sum in FHIRPath counts what is missing as nothing. So each total stands in a guard: every item that feeds it, and
every item that decides whether one of those is asked, is answered or not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

from screening.engine.points import item_range
from screening.interchange import fhir_expressions as expressions
from screening.interchange.fhir_codes import FhirNames, is_boolean
from screening.model.conditions import Condition
from screening.model.fields import NoScore
from screening.model.questionnaire import Item
from screening.model.scales import Scale

NEVER = "false"
Ends = Literal["blank", "lowest", "highest"]  # what a total is where an answer is "not sure"
LONGEST = 100_000  # characters of one formula: a condition on a total holds all that the total hangs on


class TooLong(Exception):
    """A formula has more than LONGEST characters. `scale` is what it works out."""

    def __init__(self, scale: str) -> None:
        super().__init__(scale)
        self.scale = scale


def compared(leaf: Condition, item: Item) -> tuple[str, ...]:
    """The codes that a test on a choice names; of an order all those that meet it.

    "Not sure" leaves it open whether an order is met. Whether an item is asked is then yes, so it is among them.
    """
    if (named := leaf.is_ or leaf.is_not) is not None:
        return named
    limit = item.by_code[leaf.at_least or leaf.at_most or ""].score
    assert isinstance(limit, Decimal)
    return tuple(one.code for one in item.options if _meets(one.score, limit, at_least=leaf.at_least is not None))


def _meets(score: Decimal | NoScore | None, limit: Decimal, *, at_least: bool) -> bool:
    if not isinstance(score, Decimal):
        return score is NoScore.UNKNOWN
    return score >= limit if at_least else score <= limit


# Conditions.


def expression(condition: Condition, names: FhirNames) -> str:
    """The condition as an expression that is true or false."""
    if condition.parts:
        group = "all" if condition.all is not None else "any"
        return expressions.joined(group, (expression(part, names) for part in condition.parts))
    if condition.scale is not None:
        return _order(condition, _total(condition, names))
    item = names.questionnaire.by_id[condition.item or ""]
    return _of_item(condition, item, names)


def _total(leaf: Condition, names: FhirNames) -> str:
    """What a test of a total looks at: its item, or the whole sum where that item may be blank and the test is not."""
    scale = names.questionnaire.scale_by_id[leaf.scale or ""]
    if is_summed_up(scale, names):
        return counted(scale, names, _ends(scale, leaf, names))
    return expressions.answer(names.total(scale), names.tree)


def is_summed_up(scale: Scale, names: FhirNames) -> bool:
    """Whether the total can be blank with every question answered: no scores may stand, or an answer is "not sure"."""
    return bool(names.questionnaire.no_scores_if) or any(_unsure(item) for item in items_of(scale, names))


def _ends(scale: Scale, leaf: Condition, names: FhirNames) -> Ends:
    """What "not sure" is worth in a test: the most where it asks for at least so many, since then it may be met.

    Left blank where that cannot be said: of several choices, and of a count that asks for at most so many.
    """
    items = [names.questionnaire.by_id[name] for name in scale.parts]
    if any(item.type == "choices" and _unsure(item) for item in items):
        return "blank"
    if leaf.at_least is not None:
        return "highest"
    return "lowest" if scale.count_of is None else "blank"


def _of_item(leaf: Condition, item: Item, names: FhirNames) -> str:
    values = names.values(item)
    if leaf.declined is not None:
        declined = expressions.declined(names.links[item.id], names.tree)
        return f"{declined}.{'exists' if leaf.declined else 'empty'}()"
    if leaf.answered is not None:
        return f"{values}.{'exists' if leaf.answered else 'empty'}()"
    if item.type == "number":
        return _order(leaf, values)
    codes = compared(leaf, item)
    if not codes:
        return NEVER
    known = codes if is_boolean(item) else tuple(names.code(item, code) for code in codes)
    found = expressions.among(values, known, truths=is_boolean(item))
    return f"{found}.{'empty' if leaf.is_not is not None else 'exists'}()"


def _order(leaf: Condition, values: str) -> str:
    order = ">=" if leaf.at_least is not None else "<="
    return f"{values}.where($this {order} {leaf.at_least or leaf.at_most}).exists()"


def items_read(condition: Condition, names: FhirNames) -> Iterator[Item]:
    """Every item that the condition looks at, by itself or through a total."""
    questionnaire = names.questionnaire
    for leaf in condition.leaves:
        if leaf.item is not None:
            yield questionnaire.by_id[leaf.item]
        else:
            yield from items_of(questionnaire.scale_by_id[leaf.scale or ""], names)


def items_of(scale: Scale, names: FhirNames) -> Iterator[Item]:
    """Every item that a total is made of, or that decides whether it stands."""
    yield from (names.questionnaire.by_id[name] for name in scale.parts)
    for leaf in scale.leaves:
        yield from items_read(leaf, names)


# Totals.


def shown(scale: Scale, names: FhirNames) -> str:
    """The total as an expression: a number; or empty, where something is missing or no scores may stand."""
    absent = [rule.if_ for rule in names.questionnaire.no_scores_if]
    return _guarded(scale, names, absent)


def counted(scale: Scale, names: FhirNames, unsure: Ends) -> str:
    """The total that conditions look at: it stands where no scores may be shown, too."""
    return _guarded(scale, names, [], unsure)


def _guarded(scale: Scale, names: FhirNames, absent: list[Condition], unsure: Ends = "blank") -> str:
    total = " + ".join(_terms(scale, names, unsure))
    if scale.mean_of is not None:
        total = f"(({total}) / {len(scale.parts)}).round({scale.decimals})"
    elif scale.times != 1:
        total = f"({total}) * {scale.times:f}"
    found = f"iif({_guard(scale, names, absent, unsure)}, {total}, {{}})"
    if len(found) > LONGEST:
        raise TooLong(scale.id)
    return found


# What is added.


def _terms(scale: Scale, names: FhirNames, unsure: Ends) -> list[str]:
    if scale.count_of is not None:
        return [f"iif({expression(one.if_, names)}, 1, 0)" for one in scale.count_of]
    terms = list[str]()
    for name in scale.parts:
        terms += _points(names.questionnaire.by_id[name], names, unsure, reverse=name in scale.reversed)
    return terms


def _points(item: Item, names: FhirNames, unsure: Ends, *, reverse: bool) -> Iterator[str]:
    values = names.values(item)
    if item.type == "number":
        worth = f"{(item.least or 0) + (item.most or 0)} - {values}" if reverse else values
        yield f"iif({values}.exists(), {worth}, 0)"
        return
    scores = {option.code: option.score for option in item.options if isinstance(option.score, Decimal)}
    if reverse and scores:
        whole = min(scores.values()) + max(scores.values())
        scores = {code: whole - score for code, score in scores.items()}
    if unsure != "blank":
        span = item_range(item)
        scores |= dict.fromkeys(_unsure(item), span.high if unsure == "highest" else span.low)
    if item.type == "choices":
        yield from (f"iif({_chosen(item, code, names=names)}, {points:f}, 0)" for code, points in scores.items())
        return
    chain = "0"
    for code, points in reversed(scores.items()):
        chain = f"iif({_chosen(item, code, names=names)}, {points:f}, {chain})"
    yield chain


def _chosen(item: Item, *codes: str, names: FhirNames) -> str:
    known = codes if is_boolean(item) else tuple(names.code(item, code) for code in codes)
    return f"{expressions.among(names.values(item), known, truths=is_boolean(item))}.exists()"


# When it stands.


def _guard(scale: Scale, names: FhirNames, absent: list[Condition], unsure: Ends) -> str:
    """That nothing is missing, that no answer is "not sure" unless that is counted, and that there is a score here."""
    read = list(items_of(scale, names))
    read += (item for condition in absent for item in items_read(condition, names))
    tests = list(_complete(read, names))
    if unsure == "blank":
        tests += (_sure(item, names) for item in dict.fromkeys(read) if _unsure(item))
    if scale.only_if is not None:
        tests.append(expression(scale.only_if, names))
    tests += (f"({expression(condition, names)}).not()" for condition in absent)
    return expressions.joined("all", tests)


def _complete(read: Iterable[Item], names: FhirNames) -> Iterator[str]:
    """For each item that is read, and each that decides whether one is asked: that it is answered, or not asked."""
    waiting, seen = list(read), set[str]()
    while waiting:
        item = waiting.pop(0)
        if item.id in seen:
            continue
        seen.add(item.id)
        answered = f"{names.values(item)}.exists()"
        if item.only_if is None:
            yield answered
        else:
            waiting += items_read(item.only_if, names)
            yield f"({answered} or ({expression(item.only_if, names)}).not())"


def _unsure(item: Item) -> tuple[str, ...]:
    return tuple(option.code for option in item.options if option.score is NoScore.UNKNOWN)


def _sure(item: Item, names: FhirNames) -> str:
    return _chosen(item, *_unsure(item), names=names).removesuffix("exists()") + "empty()"
