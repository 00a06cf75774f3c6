"""Say which scales a formula of another format can work out as our engine does: sums, means and counts. Pure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from screening.engine.arithmetic import rounded
from screening.interchange.mean_grids import grid_of, may_tie
from screening.model.conditions import Condition
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Scale


def is_written(scale: Scale, questionnaire: Questionnaire) -> bool:
    """Whether the scale is a sum, a mean or a count that a formula can say as our engine works it out."""
    return not why_not(scale, questionnaire)


@lru_cache(maxsize=1024)
def why_not(scale: Scale, questionnaire: Questionnaire) -> str:
    """Why no formula can say the scale as our engine works it out; empty where one can."""
    by_id = questionnaire.by_id
    if scale.max_of is not None:
        return "it is the highest of its parts"
    if scale.points:
        return "its parts count by a table of points"
    if not all(name in by_id for name in scale.parts):
        return "it is made of other scales"
    items = [by_id[name] for name in scale.parts]
    if any(item.type == "choices" and item.id in scale.reversed for item in items):
        return "it reverses a question with several answers"
    if not all(is_tested(leaf, questionnaire) for leaf in scale.leaves if leaf.scale):
        return "it depends on a scale that cannot be worked out there"
    return _why_not_rounded(scale, items)


def _why_not_rounded(scale: Scale, items: list[Item]) -> str:
    """Why rounding may come out otherwise there; empty where it cannot, since no mean lies between two numbers."""
    if scale.mean_of is None:
        return "its total is rounded" if scale.round is not None or scale.round_first else ""
    if scale.times != 1:
        return "its mean is multiplied"
    if may_tie(scale, items):
        return "its mean can lie midway between two numbers, which programs round each in its own way"
    return ""


def is_tested(leaf: Condition, questionnaire: Questionnaire) -> bool:
    """Whether a test of a total comes out there as here, where a mean is compared before it is rounded."""
    scale = questionnaire.scale_by_id[leaf.scale or ""]
    if not is_written(scale, questionnaire):
        return False
    if scale.mean_of is None or scale.round_first:
        return True
    limit, many = Fraction(leaf.at_least or leaf.at_most or 0), len(scale.parts)
    sums = list(grid_of(scale, [questionnaire.by_id[name] for name in scale.parts]).near(limit * many))
    means = [one / many for one in sums]
    shown = [Fraction(rounded(Decimal(one.numerator) / one.denominator, scale.decimals, scale.round)) for one in means]
    at_least = leaf.at_least is not None
    return all(
        (mean >= limit) == (said >= limit) if at_least else (mean <= limit) == (said <= limit)
        for mean, said in zip(means, shown, strict=True)
    )
