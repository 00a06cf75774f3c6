"""Say what of a questionnaire has no place in the formats of others, alike whatever it is written as. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from screening.engine.own_words import NAME
from screening.interchange.formulas_out import TooLong
from screening.interchange.remarks import REFUSING, Remark, in_order, remark
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Scale

T = TypeVar("T")


def made(
    questionnaire: Questionnaire, remarks: Iterable[Remark], make: Callable[[], T], total_name: Callable[[str], str]
) -> tuple[T | None, tuple[Remark, ...]]:
    """What `make` writes, or None where the questionnaire cannot be written, and what there is to say.

    `remarks` are read only where there is wording. `total_name` gives the name there of the total of a scale.
    """
    if not questionnaire.has_wording:
        return None, (remark("out-wordless"),)
    found = in_order(tuple(remarks))
    if any(one.severity in REFUSING for one in found):
        return None, found
    try:
        return make(), found
    except TooLong as error:
        return None, in_order((*found, remark("out-too-long", total_name(error.scale))))


def about(questionnaire: Questionnaire) -> str:
    """Whom it is for, and which time it asks about; empty where it says neither."""
    audience, recall = questionnaire.said_audience, questionnaire.said_recall
    said = (f"For {audience}." if audience else "", f"It looks at {recall}." if recall else "")
    return " ".join(filter(None, said))


def stand_ins(questionnaire: Questionnaire, item: Item) -> dict[str, str]:
    """What stands for each `{name}` of an earlier answer: the words for who declined it."""
    found = dict[str, str]()
    for one in questionnaire.items[: questionnaire.position[item.id]]:
        found = {**one.words_if_declined, **found}
    return found


def words_of_others(item: Item, questionnaire: Questionnaire, where: str) -> Iterator[Remark]:
    """That words from an earlier answer stand in the item, if they do."""
    stands, texts = stand_ins(questionnaire, item), (item.ask, *(option.text for option in item.options))
    if words := [stands[name] for text in texts for name in NAME.findall(text) if name in stands]:
        yield remark("out-words", where, what=", ".join(f"`{one}`" for one in dict.fromkeys(words)))


def beside(scale: Scale, where: str) -> Iterator[Remark]:
    """What a scale says beyond its total."""
    rest = {
        "bands": bool(scale.bands or scale.band_sets),
        "cut-offs": bool(scale.cut_offs),
        "reliability": scale.reliability is not None,
        "the rule for missing answers": scale.missing.then is not None,
    }
    if kept := [word for word, there in rest.items() if there]:
        yield remark("out-beside", where, what=", ".join(kept))


def kept_here(questionnaire: Questionnaire) -> Iterator[Remark]:
    """What a questionnaire says beyond its questions and scales."""
    rest = {
        "critical items": questionnaire.critical_items,
        "what is looked at first": questionnaire.look_first,
        "outcomes": questionnaire.outcomes,
        "guidance": questionnaire.guidance,
        "the first sentence of a result": questionnaire.headline,
    }
    if kept := [word for word, there in rest.items() if there]:
        yield remark("out-guidance", what=", ".join(kept))
