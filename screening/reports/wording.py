"""Answers, conditions and numbers in words, for every document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from screening.engine.interview import Interview
from screening.engine.results import Result
from screening.model.answers import Answers, Chosen, Entered, Reply, state
from screening.model.content import GuidanceText, Interface
from screening.model.questionnaire import Condition, Item, Option, Questionnaire
from screening.reports.document import (
    Block,
    Bullets,
    Paragraph,
)


def answer_in_words(interview: Interview, item: Item, reply: Reply, words: Interface) -> str:
    """A reply as a person would say it back: the words of the options, what was typed, or why there is no answer."""
    match reply:
        case Chosen(codes=codes):
            return ", ".join(interview.fill(item.by_code[code].text) for code in codes)
        case Entered(value=value):
            return str(value)
        case _:
            return words.say(f"state-{state(reply)}")


_NAME = re.compile(r"\{([a-z0-9-]+)\}")


def subject_of(questionnaire: Questionnaire, answers: Answers) -> tuple[tuple[Item, Option], ...]:
    """The options chosen in the questions whose answers are put into the words of others: what it is all about."""
    return tuple(
        (item, option)
        for item in questionnaire.questions
        if isinstance(answer := answers.get(item.id), Chosen)
        for option in item.options
        if option.code in answer.codes and option.words
    )


def number(value: Decimal) -> str:
    """A number of points without needless zeros."""
    return f"{value.normalize():f}" if value else "0"


def blank(questionnaire: Questionnaire, text: str, words: Mapping[str, str] | None = None) -> str:
    """The text with lines to write on in place of the person's own words, where `words` has none for them; every
    other brace is literal.
    """
    declared = (name for item in questionnaire.questions for option in item.options for name in option.words)
    return _filled(text, {**dict.fromkeys(declared, "______"), **(words or {})})


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _NAME.sub(lambda found: words.get(found[1], found[0]), text)


def condition_in_words(questionnaire: Questionnaire, condition: Condition, numbers: Mapping[str, int | str]) -> str:
    """A condition in words, with questions by their numbers."""
    if condition.parts:
        return (" and " if condition.all else " or ").join(
            condition_in_words(questionnaire, part, numbers) for part in condition.parts
        )
    tests = {
        "is_": "is", "is_not": "is not", "at_least": "is at least", "at_most": "is at most",
        "answered": "is answered", "declined": "is skipped",
    }  # fmt: skip
    test = condition.tests[0]
    value = getattr(condition, test)
    if condition.scale:
        return f"{questionnaire.scale_by_id[condition.scale].title} {tests[test]} {value}"
    item = questionnaire.by_id[condition.item or ""]
    codes = value if isinstance(value, tuple) else (value,)
    named = " or ".join(item.by_code[code].text if code in item.by_code else str(code) for code in codes)
    said = (
        f"{tests[test]} {named}" if test not in ("answered", "declined") else f"{'' if value else 'not '}{tests[test]}"
    )
    return f"{numbers[item.id]} {said}"


def group_in_words(questionnaire: Questionnaire, condition: Condition) -> str:
    """The group that a condition describes, in the words of the questions: `Are you 18 or older? Yes`."""
    if condition.parts:
        return (", and " if condition.all else ", or ").join(
            group_in_words(questionnaire, part) for part in condition.parts
        )
    item = questionnaire.by_id.get(condition.item or "")
    said = condition_in_words(questionnaire, condition, {item.id: blank(questionnaire, item.ask)} if item else {})
    return said.replace("? is ", "? ", 1)


def untyped(result: Result) -> dict[str, str]:
    """The words of the subject without any that the person typed."""
    found = dict(result.words)
    for item in result.questionnaire.questions:
        for option in chosen_options(result, item.id):
            found |= {name: words.else_ or "" for name, words in option.words.items() if words.from_}
    return found


def fill(result: Result, text: str) -> str:
    """The text with the person's own words in it, and lines where none were given."""
    return blank(result.questionnaire, text, result.words)


def codes_of(result: Result, item: str) -> tuple[str, ...]:
    answer = result.answers.get(item)
    return answer.codes if isinstance(answer, Chosen) else ()


def chosen_options(result: Result, item: str) -> list[Option]:
    found = result.questionnaire.by_id.get(item)
    return [found.by_code[code] for code in codes_of(result, item)] if found else []


def texts(text: GuidanceText, *, strong: bool = False) -> list[Block]:
    """The paragraphs and bullets of a guidance text."""
    return listed(text.paragraphs, strong=strong)


def listed(paragraphs: Iterable[tuple[bool, str]], *, strong: bool = False) -> list[Block]:
    """Paragraphs, and lists of those that are marked as bullets."""
    blocks: list[Block] = []
    bullets: list[str] = []
    for bullet, paragraph in (*paragraphs, (False, "")):
        if bullet:
            bullets.append(paragraph)
            continue
        if bullets:
            blocks.append(Bullets(tuple(bullets)))
            bullets = []
        if paragraph:
            blocks.append(Paragraph(paragraph, strong))
    return blocks
