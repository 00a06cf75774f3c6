"""Check texts for words to avoid and for their reading grade."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from screening.engine.own_words import NAME
from screening.linter.findings import Issue, issue
from screening.linter.passages import Passage
from screening.linter.reading_level import grade, words
from screening.model.content import Wording
from screening.model.questionnaire import Questionnaire

LONG = 60  # words from which on the grade of a single text means something
SENTENCE = 4  # words from which on a question is one
AIM, LIMIT = 6, 8  # grades


def avoided(passages: Iterable[Passage], wording: Wording) -> Iterator[Issue]:
    """Every phrase to avoid that stands in one of the texts, once for each text."""
    for passage in passages:
        text = _without(passage.text.replace("\u2019", "'"), wording.proper_names, any_case=False)
        folded = text.casefold()
        for entry in wording.avoid:
            for phrase in entry.avoid:
                if _longest_word(phrase) in folded and _stands(phrase, text, entry.fine_in):
                    facts = {"because": entry.because, "say": entry.say}
                    yield issue(passage.loc, "avoid", passage.about, phrase=phrase, **facts)


@lru_cache(maxsize=1024)
def _longest_word(phrase: str) -> str:
    """What the text of a passage must have in it, which is quickly seen, before the phrase can stand there."""
    return max(phrase.casefold().split(), key=len)


def _stands(phrase: str, text: str, fine_in: Iterable[str]) -> bool:
    return bool(_pattern(phrase, any_case=True).search(_without(text, fine_in, any_case=True)))


def _without(text: str, phrases: Iterable[str], *, any_case: bool) -> str:
    for phrase in phrases:
        text = _pattern(phrase, any_case=any_case).sub(" - ", text)
    return text


@lru_cache(maxsize=1024)
def _pattern(phrase: str, *, any_case: bool) -> re.Pattern[str]:
    """The phrase as whole words, over line breaks too."""
    inside = r"\s+".join(map(re.escape, phrase.split()))
    return re.compile(rf"(?<!\w){inside}(?!\w)", re.IGNORECASE if any_case else 0)


def hard_texts(passages: Iterable[Passage]) -> Iterator[Issue]:
    """The texts of 60 words and more that are hard to read."""
    for passage in passages:
        if len(words(passage.text)) >= LONG:
            yield from _graded(passage, "This text reads")


def hard_questions(questionnaire: Questionnaire) -> Iterator[Issue]:
    """Whether the questions, read one after the other, are hard to read. A word or two is no sentence to be graded."""
    asks = "\n\n".join(item.ask for item in questionnaire.questions if len(words(item.ask)) >= SENTENCE)
    passage = Passage(("items",), NAME.sub(r"\1", asks), f"{questionnaire.id}.items")
    yield from _graded(passage, "The questions together read")


def _graded(passage: Passage, subject: str) -> Iterator[Issue]:
    reached = round(grade(passage.text), 1)
    kind, most = ("reading-too-high", LIMIT) if reached > LIMIT else ("reading-high", AIM)
    if reached > most:
        yield issue(passage.loc, kind, passage.about, subject=subject, grade=reached, most=most)
