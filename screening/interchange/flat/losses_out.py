"""Decide what of a questionnaire a form as a table can say, and name the rest: a decline is a blank there. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from screening.interchange.computable_out import is_tested, why_not
from screening.interchange.flat.names import FlatNames
from screening.interchange.formulas_out import Ends, Language, asked_if, ends, is_summed_up, leaves_behind
from screening.interchange.losses_out import beside, kept_here, words_of_others
from screening.interchange.remarks import Remark, remark
from screening.model.conditions import Condition
from screening.model.questionnaire import Item, Option, Questionnaire
from screening.model.scales import Scale


def in_places(questionnaire: Questionnaire) -> Iterator[Item | Scale]:
    """What is written: the items, and each total after the last item that it reads."""
    due = [scale for scale in questionnaire.scales if is_computed(scale, questionnaire)]
    for place, item in enumerate(questionnaire.items):
        if not is_left_out(item, questionnaire):
            yield item
        yield from (scale for scale in due if questionnaire.last_read[scale.id] == place)


def total_formulas(scale: Scale, names: FlatNames, language: Language) -> Iterator[tuple[str, str]]:
    """The name and the formula of a total, then those of totals that only conditions look at. Raises TooLong."""
    yield names.totals[scale.id], language.shown(scale)
    for unsure in _ends_read(scale, names.questionnaire):
        yield names.counted(scale, unsure), language.counted(scale, unsure)


def _ends_read(scale: Scale, questionnaire: Questionnaire) -> list[Ends]:
    """What "not sure" is worth in the tests of this total, each once; none where they look at the total itself."""
    if not is_summed_up(scale, questionnaire):
        return []
    conditions = [test for item in questionnaire.items if (test := asked_if(item)) is not None]
    conditions += (rule.if_ for rule in questionnaire.no_scores_if)
    leaves = [leaf for condition in conditions for leaf in condition.leaves]
    leaves += (leaf for one in questionnaire.scales if is_computed(one, questionnaire) for leaf in one.leaves)
    return list(dict.fromkeys(ends(scale, leaf, questionnaire) for leaf in leaves if leaf.scale == scale.id))


def tested_total(leaf: Condition, names: FlatNames) -> str:
    """The name of the total that a test looks at: of one for conditions, where the total may be blank and it is not."""
    scale = names.questionnaire.scale_by_id[leaf.scale or ""]
    if is_summed_up(scale, names.questionnaire):
        return names.counted(scale, ends(scale, leaf, names.questionnaire))
    return names.totals[scale.id]


def is_computed(scale: Scale, questionnaire: Questionnaire) -> bool:
    """Whether the scale can be worked out there."""
    return not why_not_computed(scale, questionnaire)


def why_not_computed(scale: Scale, questionnaire: Questionnaire) -> str:
    """Why it cannot be worked out there, as where it depends on whether a question was declined; empty where it can."""
    leaves = [*scale.leaves, *(leaf for rule in questionnaire.no_scores_if for leaf in rule.if_.leaves)]
    leaves += leaves_behind(tuple(leaves), questionnaire)
    if any(_is_unsaid(leaf, questionnaire) for leaf in leaves):
        return "it depends on whether a question was declined, or on a time of day"
    return why_not(scale, questionnaire)


def _is_unsaid(leaf: Condition, questionnaire: Questionnaire) -> bool:
    """Whether a test asks what cannot be asked there: whether a question was declined, or a time of day."""
    return leaf.declined is not None or _is_of_time(leaf, questionnaire)


def _is_of_time(leaf: Condition, questionnaire: Questionnaire) -> bool:
    return leaf.answered is None and leaf.item is not None and questionnaire.by_id[leaf.item].type == "time"


def _can_test(leaf: Condition, questionnaire: Questionnaire) -> bool:
    """Whether a test of a total comes out there as here."""
    scale = questionnaire.scale_by_id[leaf.scale or ""]
    return is_computed(scale, questionnaire) and is_tested(leaf, questionnaire)


def is_left_out(item: Item, questionnaire: Questionnaire) -> bool:
    """Whether it is a text for cases that cannot be told from others there. A question refuses the whole."""
    return item.type == "note" and not _can_be_asked(item, questionnaire)


def _can_be_asked(item: Item, questionnaire: Questionnaire) -> bool:
    """Whether it can be said there when it is asked."""
    if any(_is_unsaid(leaf, questionnaire) for leaf in _leaves(item)):
        return False
    return all(leaf.scale is None or _can_test(leaf, questionnaire) for leaf in _leaves(item))


def _leaves(item: Item) -> tuple[Condition, ...]:
    test = asked_if(item)
    return test.leaves if test is not None else ()


def points(option: Option) -> str:
    """The points of the option, or `unknown` or `not-asked`; empty where it has none."""
    return f"{option.score:f}" if isinstance(option.score, Decimal) else str(option.score or "")


# What there is to say.


def said(names: FlatNames) -> Iterator[Remark]:
    """What has no place in a form as a table, whatever its format."""
    questionnaire = names.questionnaire
    for item in questionnaire.items:
        yield from _said_of_item(item, names)
    for scale in questionnaire.scales:
        if why := why_not_computed(scale, questionnaire):
            yield remark("out-scale", scale.id, what=scale.id, why=why)
            continue
        yield remark("out-unanswered", names.totals[scale.id])
        yield from beside(scale, names.totals[scale.id])
    yield from kept_here(questionnaire)
    yield remark("out-blank")


def _said_of_item(item: Item, names: FlatNames) -> Iterator[Remark]:
    name = names.fields[item.id]
    yield from words_of_others(item, names.questionnaire, name)
    if item.type == "date" and item.precision != "day":
        yield remark("out-whole-day", name)
    if item.unit:
        yield remark("unit", name, what=item.unit)
    if is_left_out(item, names.questionnaire):
        yield remark("out-note", name)
    elif any(leaf.declined is not None for leaf in _leaves(item)):
        yield remark("out-declined", name)
    elif any(_is_of_time(leaf, names.questionnaire) for leaf in _leaves(item)):
        yield remark("out-time", name)
    elif not _can_be_asked(item, names.questionnaire):
        yield remark("out-condition-scale", name)
    elif any(leaf.scale for leaf in _leaves(item)):
        yield remark("out-on-total", name)
