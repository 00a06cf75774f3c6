"""Read a questionnaire that a store held before rounding could be written down, so that no stored score changes."""

from __future__ import annotations

from typing import TypeVar

from screening.model.questionnaire import Questionnaire
from screening.model.scales import Missing, Scale

Asked = TypeVar("Asked", bound=Questionnaire)


def as_before(questionnaire: Asked) -> Asked:
    """The same where nothing is rounded. Means and figures for missing answers were rounded half-even, and bands,
    cut-offs and conditions read the rounded mean."""
    scales = tuple(map(_scale, questionnaire.scales))
    return type(questionnaire).model_construct(**{**dict(questionnaire), "scales": scales})


def _scale(scale: Scale) -> Scale:
    values = dict(scale)
    if scale.mean_of is not None:
        values |= {"round": scale.round or "half-even", "round_first": scale.round_first or scale.round is None}
    if scale.missing.then is not None and scale.missing.round is None:
        values["missing"] = Missing.model_construct(**{**dict(scale.missing), "round": "half-even"})
    return Scale.model_construct(**values)
