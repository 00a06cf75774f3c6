"""Check the form of questions: length, one thing at a time, options, the person's own words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from screening.engine.own_words import NAME, OWN_WORDS
from screening.linter.findings import Issue, issue
from screening.linter.outline import in_words
from screening.linter.passages import name_of
from screening.linter.reading_level import sentences, words
from screening.loading.checks import conditions
from screening.loading.library import guidance_used
from screening.loading.yaml_reader import Loc
from screening.model.conditions import Condition
from screening.model.content import GuidanceText
from screening.model.fields import NoScore
from screening.model.questionnaire import Item, Questionnaire, Words
from screening.text import hint

MOST_CHARACTERS = 200  # of a question (requirement Q-4)
MOST_WORDS = 20  # of a sentence of it
LONGEST_LABEL = 40  # characters: half of a window, so that the answer fits beside it
MOST_RATINGS = 7
MOST_NAMES = 14


def question_forms(questionnaire: Questionnaire) -> Iterator[Issue]:
    """What keeps a question from being short, single and answerable on a small screen."""
    longest = _longest_words(questionnaire)
    for index, item in enumerate(questionnaire.items):
        loc: Loc = ("items", index)
        about = f"{questionnaire.id}.items.{item.id}"
        if item.type != "note":
            yield from _question((*loc, "ask"), item.ask, longest, f"{about}.ask")
        if (count := len(item.label or "")) > LONGEST_LABEL:
            yield issue((*loc, "label"), "long-label", f"{about}.label", count=count, most=LONGEST_LABEL)
        yield from _choices((*loc, "options"), item, about)


def _question(loc: Loc, ask: str, longest: dict[str, int], about: str) -> Iterator[Issue]:
    count = len(ask) + sum(longest[name] - len(name) - 2 for name in NAME.findall(ask) if name in longest)
    if count > MOST_CHARACTERS:
        yield issue(loc, "long-question", about, count=count, most=MOST_CHARACTERS)
    worst = max((len(words(sentence)) for sentence in sentences(ask)), default=0)
    if worst > MOST_WORDS:
        yield issue(loc, "long-sentence", about, count=worst, most=MOST_WORDS)
    if ask.count("?") > 1 or re.search(r"\band/or\b", ask, re.IGNORECASE):
        yield issue(loc, "double-question", about)


def _longest_words(questionnaire: Questionnaire) -> dict[str, int]:
    """For each declared name the length of the longest words that can stand in its place."""
    longest: dict[str, int] = {}
    for item in questionnaire.items:
        given = [(name, _length(one)) for option in item.options for name, one in option.words.items()]
        for name, length in [*given, *((name, len(text)) for name, text in item.words_if_declined.items())]:
            longest[name] = max(length, longest.get(name, 0))
    return longest


def _length(one: Words) -> int:
    typed = len((one.text or "").replace(f"{{{one.from_}}}", "")) + OWN_WORDS if one.from_ else len(one.text or "")
    return max(typed, len(one.else_ or ""))


def _choices(loc: Loc, item: Item, about: str) -> Iterator[Issue]:
    """Ratings carry scores; names do not. An answer without points, such as "not sure", is not a rating."""
    ratings = sum(1 for option in item.options if option.score is not None and not isinstance(option.score, NoScore))
    if ratings > MOST_RATINGS and item.type == "choice":
        yield issue(loc, "many-ratings", about, count=ratings, most=MOST_RATINGS)
    elif len(item.options) > MOST_NAMES:
        yield issue(loc, "many-names", about, count=len(item.options), most=MOST_NAMES)


def skipped_is_not(questionnaire: Questionnaire) -> Iterator[Issue]:
    """Each `is-not` on an item that may not be asked: it holds there too, which is easily overlooked.

    Where the condition also says that the item is asked, nothing is overlooked.
    """
    for loc, condition, _ in conditions(questionnaire):
        held = _all_of(condition)
        for place, leaf in _leaves(loc, condition):
            item = questionnaire.by_id[leaf.item] if leaf.item and leaf.is_not else None
            if item is not None and item.only_if is not None and not _all_of(item.only_if) <= held:
                about = f"{questionnaire.id}.{name_of(questionnaire, loc)}"
                yield issue((*place, "is-not"), "is-not-skipped", about, item=item.id)


def _all_of(condition: Condition) -> frozenset[str]:
    """The conditions that must all hold for this one to hold, in words."""
    return frozenset(map(in_words, condition.all if condition.all is not None else (condition,)))


def _leaves(loc: Loc, condition: Condition) -> Iterator[tuple[Loc, Condition]]:
    if not condition.parts:
        yield loc, condition
    group = "all" if condition.all is not None else "any"
    for index, part in enumerate(condition.parts):
        yield from _leaves((*loc, group, index), part)


# The person's own words.


def own_words(questionnaire: Questionnaire) -> Iterator[Issue]:
    """Whether each `{name}` that a text uses is filled whatever the person answers."""
    yield from _declared(questionnaire)
    yield from _used(questionnaire)


def _declared(questionnaire: Questionnaire) -> Iterator[Issue]:
    """Each option of an item that gives words must give them all, and so must a decline."""
    for index, item in enumerate(questionnaire.items):
        loc: Loc = ("items", index)
        names = dict.fromkeys([*(name for option in item.options for name in option.words), *item.words_if_declined])
        taken = {one.as_ for one in questionnaire.repeat if one.for_.item == item.id}  # these words fill copies
        for name in (one for one in names if one not in taken):
            for place, option in enumerate(item.options):
                if name not in option.words:
                    yield issue((*loc, "options", place), "words-missing", name=option.code, item=item.id, word=name)
            if name not in item.words_if_declined:
                yield issue(loc, "words-declined", item=item.id, word=name)
        for place, option in enumerate(item.options):
            for name, one in option.words.items():
                if one.else_ is None and (one.from_ or one.text is None):
                    yield issue((*loc, "options", place, "words", name), "words-else")


def _used(questionnaire: Questionnaire) -> Iterator[Issue]:
    """Each name that a question uses must be filled by an item that is always answered before it."""
    fillers = _fillers(questionnaire)
    for index, item in enumerate(questionnaire.items):
        texts: list[tuple[Loc, str]] = [(("items", index, "ask"), item.ask)]
        texts += [(("items", index, "options", place, "text"), one.text) for place, one in enumerate(item.options)]
        for loc, text in texts:
            for name in dict.fromkeys(NAME.findall(text)):
                yield from _unfilled(questionnaire, loc, name, fillers)


def shared_texts(questionnaire: Questionnaire, texts: Mapping[str, GuidanceText]) -> Iterator[Issue]:
    """Each name in a guidance text that the questionnaire shows must be one that it declares: else braces are shown."""
    fillers = _fillers(questionnaire)
    for loc, id_ in guidance_used(questionnaire):
        text = texts[id_]
        for name in dict.fromkeys(NAME.findall(f"{text.title} {text.text} {text.short or ''}")):
            if name not in fillers:
                yield issue(loc, "text-undeclared", name=id_, word=name)


def _unfilled(questionnaire: Questionnaire, loc: Loc, name: str, fillers: dict[str, _Fillers]) -> Iterator[Issue]:
    if name not in fillers:
        yield issue(loc, "words-undeclared", word=name, hint=partial(hint, name, fillers, "Remove the brackets."))
        return
    filler, here = fillers[name], int(loc[1])
    first = questionnaire.items[filler.first].id
    if filler.first >= here:
        yield issue(loc, "words-early", word=name, item=first)
    elif filler.first_always >= here:
        yield issue(loc, "words-maybe", word=name, item=first)


@dataclass(frozen=True, slots=True)
class _Fillers:
    """The place of the first item that fills a name, and of the first that is always asked; beyond all if none is."""

    first: int
    first_always: int


def _fillers(questionnaire: Questionnaire) -> dict[str, _Fillers]:
    """Which items fill each name."""
    found: dict[str, _Fillers] = {}
    beyond = len(questionnaire.items)
    for index, item in enumerate(questionnaire.items):
        always = index if item.only_if is None else beyond
        for name in {name for option in item.options for name in option.words} | item.words_if_declined.keys():
            before = found.get(name, _Fillers(index, beyond))
            found[name] = _Fillers(before.first, min(before.first_always, always))
    return found
