"""Work out the share of each item, scale or criterion in a scale, with the reason that the file gives. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from screening.engine.points import Span, share
from screening.model.answers import Chosen, Private, Reply, state
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Scale

REVERSED = "reversed"  # the rule of a share whose item is reverse-keyed
TABLED = "table"  # the rule of a share that a table of the scale gives


@dataclass(frozen=True, slots=True, repr=False)
class Share(Private):
    """What one item or criterion adds to a scale.

    `state` is answered, declined, not-asked or unanswered; `rule` is the reason that the file gives, if any. `part`
    says what the id names.
    """

    id: str
    span: Span
    state: str
    rule: str | None = None
    part: Literal["item", "scale", "criterion"] = "item"


def share_of(scale: Scale, item: Item, reply: Reply) -> Share:
    """What the reply to an item adds to a scale."""
    rule = REVERSED if item.id in scale.turned else TABLED if item.id in scale.points else None
    return Share(item.id, share(scale, item, reply), state(reply), rule)


ItemRow = tuple[Item, str, bool, dict[tuple[str, ...], Share]]


@lru_cache(maxsize=64)
def share_tables(questionnaire: Questionnaire) -> dict[str, tuple[ItemRow, ...]]:
    """What scoring needs of each item of each scale, worked out once: whether it is always asked, and the share of
    each single option by its code."""
    return {
        scale.id: tuple(_row(scale, questionnaire.by_id[item]) for item in questionnaire.own_items[scale.id])
        for scale in questionnaire.scales
    }


def _row(scale: Scale, item: Item) -> ItemRow:
    return item, item.id, item.only_if is None, _options(scale, item)


def _options(scale: Scale, item: Item) -> dict[tuple[str, ...], Share]:
    return {(option.code,): share_of(scale, item, Chosen(option.code)) for option in item.options}
