"""Say which scales a formula of another format can work out as our engine does: sums, means and counts. Pure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from screening.engine.arithmetic import rounded
from screening.model.conditions import Condition
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Scale


@lru_cache(maxsize=1024)
def is_written(scale: Scale, questionnaire: Questionnaire) -> bool:
    """Whether the scale is a sum, a mean or a count that a formula can say as our engine works it out."""
    by_id = questionnaire.by_id
    if scale.max_of is not None or scale.points or not all(name in by_id for name in scale.parts):
        return False
    items = [by_id[name] for name in scale.parts]
    if any(item.type == "choices" and item.id in scale.reversed for item in items):
        return False
    return _rounds_alike(scale, items) and all(is_tested(leaf, questionnaire) for leaf in scale.leaves if leaf.scale)


def _rounds_alike(scale: Scale, items: list[Item]) -> bool:
    """Whether rounding by any rule gives the same: no score ends in half of its last decimal, or none is rounded."""
    if scale.mean_of is None:
        return scale.round is None and not scale.round_first
    scores = [one.score for item in items for one in item.options]
    whole = all(score is None or (isinstance(score, Decimal) and score % 1 == 0) for score in scores)
    whole = whole and not any(item.decimals for item in items)
    return whole and scale.times == 1 and len(items) % 2 ** (scale.decimals + 1) != 0


def is_tested(leaf: Condition, questionnaire: Questionnaire) -> bool:
    """Whether a test of a total comes out there as here, where a mean is compared before it is rounded."""
    scale = questionnaire.scale_by_id[leaf.scale or ""]
    if not is_written(scale, questionnaire):
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
