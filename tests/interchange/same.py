"""Items, conditions and scales in a form in which two that mean the same are equal, whatever they were written as."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from screening.model.answers import Answer, Entered
from screening.model.conditions import Condition
from screening.model.fields import NoScore
from screening.model.questionnaire import Item, Option, Questionnaire
from screening.model.scales import Scale

Naming = Callable[[Option], str]


def code_of(option: Option) -> str:
    """The code of an option, as an import of it names it: that of LOINC where it has one."""
    return option.loinc[0].lower() if option.loinc else option.code


def same_condition(condition: Condition | None, questionnaire: Questionnaire, name_of: Naming) -> object:
    """A condition in a form in which two that mean the same are equal: each code by itself, no group in its kind."""
    if condition is None:
        return None
    if condition.parts:
        group = "all" if condition.all is not None else "any"
        return flat(group, [same_condition(part, questionnaire, name_of) for part in condition.parts])
    name, test = condition.item or f"scale {condition.scale}", condition.tests[0]
    value = getattr(condition, test)
    of = questionnaire.by_id.get(condition.item or "")
    if test in ("at_least", "at_most") and of is not None and of.options:
        test, value = "is_", tuple(one.code for one in of.options if meets(one.score, of.by_code[value].score, test))
    if of is not None and of.type == "date" and isinstance(value, str):
        value = whole_day(value, test)
    if isinstance(value, tuple):
        value = tuple(name_of(of.by_code[code]) if of is not None else code for code in value)
        return flat("any" if test == "is_" else "all", [(name, test, code) for code in value])
    return (name, test, value)


def whole_day(value: str, test: str) -> str:
    """The first day of a month or a year for `at_least`, the last for `at_most`."""
    if test == "at_least":
        return value + "-01-01"[len(value) - 4 :]
    month = f"{value}-12" if len(value) == 4 else value
    return month if len(month) > 7 else f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}"


def is_whole(answers: Mapping[str, Answer]) -> bool:
    """Whether no date among the answers is a month or a year alone: those cannot be entered everywhere."""
    dates = [str(one.value) for one in answers.values() if isinstance(one, Entered)]
    return not any(re.fullmatch(r"\d{4}(-\d{2})?", one) for one in dates)


def meets(score: object, limit: object, test: str) -> bool:
    if isinstance(score, NoScore):
        return score is NoScore.UNKNOWN
    return score >= limit if test == "at_least" else score <= limit  # type: ignore[operator, no-any-return]


def flat(group: str, parts: list[object]) -> object:
    opened: list[object] = []
    for part in parts:
        opened += part[1] if isinstance(part, tuple) and part[0] == group else [part]
    unique = frozenset(opened)
    return next(iter(unique)) if len(unique) == 1 else (group, unique)


def same_item(one: Item, questionnaire: Questionnaire, scales: Iterable[Scale], name_of: Naming = code_of) -> object:
    """An item with its options, points and condition. `scales` are those that are written, too."""
    read = {name for scale in scales for name in scale.parts}
    options = [(name_of(two), points_of(two, one.id in read), two.exclusive) for two in one.options]
    return (one.id, one.type, options, one.least, same_condition(one.only_if, questionnaire, name_of))


def points_of(option: Option, is_read: bool) -> object:
    """The points; "not sure" and "does not apply" are told apart from no points only where a total needs it."""
    return None if isinstance(option.score, NoScore) and not is_read else option.score


def same_scale(scale: Scale, questionnaire: Questionnaire, name_of: Naming = code_of) -> object:
    """A scale with what it adds up, and the points of each part in it."""
    counted = [same_condition(one.if_, questionnaire, name_of) for one in scale.count_of or ()]
    points = [worth(questionnaire.by_id[name], reverse=name in scale.reversed) for name in scale.parts]
    return (scale.id, scale.title, scale.sum_of, scale.mean_of, scale.times, points, counted)


def worth(one: Item, *, reverse: bool) -> object:
    """The points of each option, or of the lowest number, as a scale counts them: the other way round if reversed."""
    if one.type == "number":
        return one.most if reverse else one.least
    scores = [option.score for option in one.options if isinstance(option.score, Decimal)]
    return [min(scores) + max(scores) - score for score in scores] if reverse else scores
