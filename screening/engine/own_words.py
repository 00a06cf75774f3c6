"""The person's own words in questions: which `{names}` a questionnaire declares, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from screening.model.answers import Answers, Chosen, Declined, Entered
from screening.model.questionnaire import Item, Questionnaire, Words
from screening.text import clean

NAME = re.compile(r"\{([a-z0-9-]+)\}")  # in a text: what the person's own words are put in place of
OWN_WORDS = 40  # characters of a typed answer that are put into later questions


def own_words(questionnaire: Questionnaire, answers: Answers) -> dict[str, str]:
    """Every declared name with what it stands for. An item that is not yet answered declares nothing."""
    found: dict[str, str] = {}
    for item in _declaring(questionnaire):
        answer = answers.get(item.id)
        if isinstance(answer, Declined):
            found |= item.words_if_declined
        elif isinstance(answer, Chosen):
            for code in answer.codes:
                found |= {name: _own(words, answers) for name, words in item.by_code[code].words.items()}
    return found


def subjects(questionnaire: Questionnaire) -> dict[str, str]:
    """Every subject that can be chosen: the code of an option that brings words, and the id of its item."""
    listed = [(option, item) for item in _declaring(questionnaire) for option in item.options if option.words]
    return {option.code: item.id for option, item in reversed(listed)}


def _own(words: Words, answers: Answers) -> str:
    typed = answers.get(words.from_) if words.from_ else None
    if isinstance(typed, Entered):
        own = clean(str(typed.value))[:OWN_WORDS].strip()
        return fill_words(words.text, {words.from_ or "": own}) if words.text else own
    return (words.else_ if words.from_ else words.text) or ""


@lru_cache(maxsize=64)
def _declaring(questionnaire: Questionnaire) -> tuple[Item, ...]:
    """The items whose answers are put into the words of others."""
    return tuple(
        question
        for question in questionnaire.questions
        if question.words_if_declined or any(o.words for o in question.options)
    )


@lru_cache(maxsize=64)
def declared_names(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Every name that an option brings words for, in the order of the alphabet."""
    options = (option for item in _declaring(questionnaire) for option in item.options)
    return tuple(sorted({name for option in options for name in option.words}))


@lru_cache(maxsize=64)
def _names(questionnaire: Questionnaire) -> dict[str, tuple[str, ...]]:
    """The declared names that each item's question and options use."""
    declared = declared_names(questionnaire)
    return {
        item.id: tuple(name for name in declared if any(f"{{{name}}}" in text for text in texts_of(item)))
        for item in questionnaire.questions
    }


def texts_of(item: Item) -> tuple[str, ...]:
    """What the person reads before answering: the question and its options."""
    return (item.ask, *(option.text for option in item.options))


def words_in(questionnaire: Questionnaire, item: Item, answers: Answers) -> tuple[str, ...]:
    """What the names in an item's question and options stand for on these answers, in the order of the alphabet."""
    names = _names(questionnaire)[item.id]
    words = own_words(questionnaire, answers) if names else {}
    return tuple(words.get(name, "") for name in names)


def fill_words(text: str, words: Mapping[str, str]) -> str:
    """The text with what its `{names}` stand for; a name that is not known stays as it is written."""
    # In one pass, so that braces in the person's own words are never filled in their turn.
    return NAME.sub(lambda name: words.get(name[1], name[0]), text)
