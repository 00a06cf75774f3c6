"""Enter a filled-in paper form: each option with its points, and the items by their numbers on the paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from screening.conversation.typed_input import whole
from screening.engine.interview import Interview
from screening.engine.points import share
from screening.model.answers import Chosen
from screening.model.content import Interface
from screening.model.fields import Content
from screening.model.questionnaire import Item, Option, Questionnaire
from screening.reports.wording import answer_in_words, number

Piece = TypeVar("Piece", bound=Content)


def with_points(interview: Interview, words: Interface) -> Interview:
    """The same sitting with the points of each option beside it, so that a slip of the hand is seen at once."""
    questionnaire = interview.questionnaire
    items = tuple(_copied(item, options=_pointed(questionnaire, item, words)) for item in questionnaire.items)
    return replace(interview, questionnaire=_copied(questionnaire, items=items))


def place_of(questionnaire: Questionnaire, item: Item) -> int:
    """The place of an item among all questions of the form, counted from 1, whatever the answers leave out."""
    return questionnaire.questions.index(item) + 1


def number_of(questionnaire: Questionnaire, item: Item, words: Interface) -> str:
    """The number of an item on the paper, such as `3` or `2a`: its place, unless a form without words says another."""
    if questionnaire.has_wording:
        return str(place_of(questionnaire, item))
    return item.ask.removeprefix(words.say("item-number", number="")).split()[0].rstrip(":")


def item_numbered(interview: Interview, typed: str, words: Interface) -> str | None:
    """The id of the item on the path with this number; None where there is none."""
    number = whole(typed)
    wanted = (typed.strip() if number is None else str(number)).casefold()
    numbers = ((number_of(interview.questionnaire, item, words), item.id) for item in interview.path)
    return next((name for one, name in numbers if one.casefold() == wanted), None)


def last_entered(interview: Interview, words: Interface) -> str:
    """The item before the one now with what was entered for it; empty where there is none."""
    now = interview.item
    before = [item for item in interview.path if item.id in interview.answers]
    if now is not None:
        place = interview.questionnaire.position
        before = [item for item in before if place[item.id] < place[now.id]]
    if not before:
        return ""
    answer = answer_in_words(before[-1], interview.answers[before[-1].id], words, interview.fill)
    return words.say("entry-last", item=interview.fill(before[-1].name), answer=answer)


def _pointed(questionnaire: Questionnaire, item: Item, words: Interface) -> tuple[Option, ...]:
    return tuple(_copied(option, text=_with_points(questionnaire, item, option, words)) for option in item.options)


def _with_points(questionnaire: Questionnaire, item: Item, option: Option, words: Interface) -> str:
    """The option and what it adds to the first scale that takes the item, after reversal."""
    scale = next((one for one in questionnaire.scales if item.id in one.parts), None)
    if scale is None:
        return option.text
    points = share(scale, item, Chosen(option.code)).value
    if points is None:
        return option.text
    return words.say("entry-option", count=1 if points == 1 else 2, option=option.text, points=number(points))


def _copied(piece: Piece, **changed: object) -> Piece:
    """A copy with some values changed, and nothing of what was worked out about the first one."""
    values = {name: getattr(piece, name) for name in type(piece).model_fields}
    return type(piece).model_construct(**{**values, **changed})
