"""Write scales as computed items of FHIR, which are blank while anything that they hang on is missing. Pure.

A sum in FHIRPath counts what is missing as nothing. So each total stands in a guard: every item that feeds it, and
every item that decides whether one of those is asked, is answered or not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from screening.engine.arithmetic import rounded
from screening.interchange import fhir_expressions as expressions
from screening.interchange.fhir_codes import FhirNames, Json, is_boolean
from screening.interchange.fhir_conditions_out import expression, items_of, items_read
from screening.interchange.fhir_extensions import COMPUTED, UNIT
from screening.model.conditions import Condition
from screening.model.fields import NoScore
from screening.model.questionnaire import Item, Option
from screening.model.scales import Scale


def total_item(scale: Scale, names: FhirNames) -> Json:
    """The item that holds a total. Only for a scale that `is_written`."""
    value = {"language": "text/fhirpath", "expression": total_expression(scale, names)}
    unit = {"system": "http://unitsofmeasure.org", "code": "{score}", "display": "points"}
    extensions = [{"url": COMPUTED[0], "valueExpression": value}, {"url": UNIT[0], "valueCoding": unit}]
    return {
        "extension": extensions,
        "linkId": names.total(scale),
        "text": scale.title,
        "type": "decimal",
        "readOnly": True,
    }


def is_written(scale: Scale, names: FhirNames) -> bool:
    """Whether the scale is a sum, a mean or a count that FHIRPath can say as our engine works it out."""
    by_id = names.questionnaire.by_id
    if scale.max_of is not None or scale.points or not all(name in by_id for name in scale.parts):
        return False
    items = [by_id[name] for name in scale.parts]
    if any(item.type == "choices" and item.id in scale.reversed for item in items):
        return False
    return _rounds_alike(scale, items) and all(is_tested(leaf, names) for leaf in scale.leaves if leaf.scale)


def _rounds_alike(scale: Scale, items: list[Item]) -> bool:
    """Whether rounding by any rule gives the same: no score ends in half of its last decimal, or none is rounded."""
    if scale.mean_of is None:
        return scale.round is None and not scale.round_first
    scores = [one.score for item in items for one in item.options]
    whole = all(score is None or (isinstance(score, Decimal) and score % 1 == 0) for score in scores)
    whole = whole and not any(item.decimals for item in items)
    return whole and scale.times == 1 and len(items) % 2 ** (scale.decimals + 1) != 0


def is_tested(leaf: Condition, names: FhirNames) -> bool:
    """Whether a test of a total comes out there as here, where a mean is compared before it is rounded."""
    scale = names.questionnaire.scale_by_id[leaf.scale or ""]
    if not is_written(scale, names):
        return False
    if scale.mean_of is None or scale.round_first:
        return True
    limit, many = Fraction(leaf.at_least or leaf.at_most or 0), len(scale.parts)
    sums = (ceil(limit * many) - 1, floor(limit * many), ceil(limit * many), floor(limit * many) + 1)
    means = [Fraction(one, many) for one in sums]
    shown = [Fraction(rounded(Decimal(one) / many, scale.decimals, scale.round)) for one in sums]
    at_least = leaf.at_least is not None
    return all(
        (mean >= limit) == (said >= limit) if at_least else (mean <= limit) == (said <= limit)
        for mean, said in zip(means, shown, strict=True)
    )


def total_expression(scale: Scale, names: FhirNames) -> str:
    """The total as an expression: a number, or empty."""
    total = " + ".join(_terms(scale, names))
    if scale.mean_of is not None:
        total = f"(({total}) / {len(scale.parts)}).round({scale.decimals})"
    elif scale.times != 1:
        total = f"({total}) * {scale.times:f}"
    return f"iif({_guard(scale, names)}, {total}, {{}})"


# What is added.


def _terms(scale: Scale, names: FhirNames) -> list[str]:
    if scale.count_of is not None:
        return [f"iif({expression(one.if_, names)}, 1, 0)" for one in scale.count_of]
    terms = list[str]()
    for name in scale.parts:
        terms += _points(names.questionnaire.by_id[name], names, reverse=name in scale.reversed)
    return terms


def _points(item: Item, names: FhirNames, *, reverse: bool) -> Iterator[str]:
    values = names.values(item)
    if item.type == "number":
        worth = f"{(item.least or 0) + (item.most or 0)} - {values}" if reverse else values
        yield f"iif({values}.exists(), {worth}, 0)"
        return
    scores = {option.code: option.score for option in item.options if isinstance(option.score, Decimal)}
    if reverse and scores:
        whole = min(scores.values()) + max(scores.values())
        scores = {code: whole - score for code, score in scores.items()}
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


def _guard(scale: Scale, names: FhirNames) -> str:
    """That nothing is missing, that no answer is "not sure", and that the scale has a score here."""
    absent = [rule.if_ for rule in names.questionnaire.no_scores_if]
    read = list(items_of(scale, names))
    read += (item for condition in absent for item in items_read(condition, names))
    tests = list(_complete(read, names))
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


def _unsure(item: Item) -> tuple[Option, ...]:
    return tuple(option for option in item.options if option.score is NoScore.UNKNOWN)


def _sure(item: Item, names: FhirNames) -> str:
    unsure = _chosen(item, *(option.code for option in _unsure(item)), names=names)
    return unsure.removesuffix("exists()") + "empty()"
