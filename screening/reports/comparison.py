"""Two sittings side by side: every scale, and the questions whose answers differ. Pure, and without sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from screening.model.answers import Gap, Private, Reply
from screening.model.questionnaire import Item
from screening.model.scales import Scale
from screening.records.client_file import Sitting
from screening.reports.comparison_cautions import Caution, cautions
from screening.reports.reliable_change import Change, change
from screening.reports.scale_points import followed, point
from screening.reports.wording import before_value, blank


@dataclass(frozen=True, slots=True, repr=False)
class Side(Private):
    """One question with the reply in one sitting. `item` is None where the version lacks the question."""

    item: Item | None
    name: str
    reply: Reply


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Private):
    """Two sittings with one questionnaire: every scale, and the questions whose answers differ."""

    earlier: Sitting
    later: Sitting
    changes: tuple[Change, ...]
    answers: tuple[tuple[Side, Side], ...]
    cautions: tuple[Caution, ...]


def compare(first: Sitting, second: Sitting) -> Comparison:
    """Compare two sittings, in any order. Raises ValueError if their questionnaires differ."""
    if first.questionnaire.id != second.questionnaire.id:
        raise ValueError("sittings with two questionnaires cannot be compared")
    earlier, later = sorted((first, second), key=lambda sitting: (sitting.date, sitting.number))
    changes = tuple(
        change(point(earlier, scale.id), point(later, scale.id), scale) for scale in _all_scales(earlier, later)
    )
    all_cautions = dict.fromkeys(caution for each in changes for caution in cautions((each.earlier, each.later)))
    return Comparison(earlier, later, changes, tuple(_answers(earlier, later)), tuple(all_cautions))


def _all_scales(earlier: Sitting, later: Sitting) -> list[Scale]:
    known = later.questionnaire.scale_by_id
    older = (scale for scale in earlier.questionnaire.scales if scale.id not in known)
    return followed((*later.questionnaire.scales, *older))


def _answers(earlier: Sitting, later: Sitting) -> Iterable[tuple[Side, Side]]:
    ids = dict.fromkeys(item.id for sitting in (later, earlier) for item in sitting.questionnaire.questions)
    sides = ((_side(earlier, item), _side(later, item)) for item in ids)
    return (pair for pair in sides if pair[0].reply != pair[1].reply)


def _side(sitting: Sitting, item_id: str) -> Side:
    item = sitting.questionnaire.by_id.get(item_id)
    if item is None:
        return Side(None, "", Gap.NOT_ASKED)
    name = before_value(blank(sitting.questionnaire, item.name, sitting.interview.words))
    return Side(item, name, sitting.interview.evaluation.reply(item))
