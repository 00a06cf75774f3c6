"""Write `only-if` of a scale into every condition that tests the scale, so that a walk needs to know of tests alone.

A test of a scale comes out as `all` of the scale's `only-if` and the comparison, as `scoring` has it.
"""

from __future__ import annotations

from functools import lru_cache

from screening.model.conditions import Condition
from screening.model.questionnaire import Questionnaire
from screening.model.scales import Scale


@lru_cache(maxsize=64)
def expanded(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with every `only-if` and every criterion written out; itself if no scale has one."""
    if all(scale.only_if is None for scale in questionnaire.scales):
        return questionnaire
    values = {name: getattr(questionnaire, name) for name in type(questionnaire).model_fields}
    values["items"] = tuple(
        item if item.only_if is None else item.model_copy(update={"only_if": in_full(questionnaire, item.only_if)})
        for item in questionnaire.items
    )
    values["scales"] = tuple(_scale(questionnaire, scale) for scale in questionnaire.scales)
    return Questionnaire.model_construct(**values)


def _scale(questionnaire: Questionnaire, scale: Scale) -> Scale:
    values: dict[str, object] = {}
    if scale.only_if is not None:
        values["only_if"] = in_full(questionnaire, scale.only_if)
    if scale.count_of is not None:
        values["count_of"] = tuple(
            criterion.model_copy(update={"if_": in_full(questionnaire, criterion.if_)}) for criterion in scale.count_of
        )
    return Scale.model_construct(**{**dict(scale), **values}) if values else scale


@lru_cache(maxsize=4096)
def in_full(questionnaire: Questionnaire, condition: Condition) -> Condition:
    """The condition with the `only-if` of each scale that it tests; itself if there is none."""
    if condition.parts:
        parts = tuple(in_full(questionnaire, part) for part in condition.parts)
        if parts == condition.parts:
            return condition
        return (
            Condition.model_construct(all=parts) if condition.all is not None else Condition.model_construct(any=parts)
        )
    scale = questionnaire.scale_by_id.get(condition.scale or "")
    if scale is None or scale.only_if is None:
        return condition
    return Condition.model_construct(all=(in_full(questionnaire, scale.only_if), condition))
