"""Find words that set a trap for whoever answers: a number that means another option, a key, two that look the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from screening.linter.findings import Issue, issue
from screening.linter.passages import Passage
from screening.loading.yaml_reader import Loc
from screening.model.keys import KEY_OF, QUESTION_WORDS
from screening.model.questionnaire import Item, Questionnaire
from screening.text import is_seen, lookalike

_NUMBER = re.compile(r"[^\w\u2212\u2013-]*(\d{1,7})(?![.,]?\d)")


def traps(questionnaire: Questionnaire) -> Iterator[Issue]:
    """What a person types or reads that means something else than it seems to."""
    for index, item in enumerate(questionnaire.items):
        loc, about = ("items", index), f"{questionnaire.id}.items.{item.id}"
        yield from sorted(_numbers((*loc, "options"), item, about), key=lambda one: one.severity or "")[:1]
        yield from _keys((*loc, "options"), item, about)
        yield from _alike((*loc, "options"), [(one.code, one.text) for one in item.options], f"{about}.options")
        if item.type in ("text", "choices") and item.most is not None and item.most < 1:
            yield issue((*loc, "most"), "most-none", about, item=item.id, most=item.most)
    labels = [(item.id, item.label or "") for item in questionnaire.items]
    yield from _alike(("items",), labels, f"{questionnaire.id}.items", "label")
    for index, scale in enumerate(questionnaire.scales):
        bands = [(band.id, band.title) for band in scale.bands]
        yield from _alike(("scales", index, "bands"), bands, f"{questionnaire.id}.scales.{scale.id}.bands")
    outcomes = [(outcome.id, outcome.title) for outcome in questionnaire.outcomes]
    yield from _alike(("outcomes",), outcomes, f"{questionnaire.id}.outcomes")


def unseen(passages: Iterable[Passage]) -> Iterator[Issue]:
    """The texts of which nothing can be seen."""
    for passage in passages:
        if not is_seen(passage.text):
            yield issue(passage.loc, "text-unseen", passage.about)


def _numbers(loc: Loc, item: Item, about: str) -> Iterator[Issue]:
    """Options that begin with the number of another: a warning where words follow, since `3 or 4` may be published.

    One of an item is enough to mend by: an error before a warning.
    """
    for place, option in enumerate(item.options):
        begins = _NUMBER.match(option.text)
        number = int(begins[1]) if begins else 0
        if begins and 1 <= number <= len(item.options) and number != place + 1:
            other = item.options[number - 1].text
            found = issue(
                (*loc, place), "option-is-number", about, name=option.code, item=item.id, number=number, other=other
            )
            whole = not re.search(r"\w", option.text[begins.end() :])
            yield found if whole else replace(found, severity="warning")


def _keys(loc: Loc, item: Item, about: str) -> Iterator[Issue]:
    for place, option in enumerate(item.options):
        text = option.text.strip().casefold()
        for word in sorted({option.text.casefold(), option.code} & QUESTION_WORDS):
            yield issue(loc, "option-is-key", about, name=option.code, item=item.id, word=word)
        if len(text) == 1 and KEY_OF.get(text, option.code) != option.code:
            yield issue((*loc, place), "option-is-letter", about, name=option.code, item=item.id, word=text)


def _alike(loc: Loc, named: list[tuple[str, str]], about: str, *key: str) -> Iterator[Issue]:
    """Those whose words look like the words of one above; the words stand in the file under `key`, if it is given."""
    seen: dict[str, str] = {}
    for place, (name, text) in enumerate(named):
        shape = lookalike(text)
        if shape and shape in seen:
            yield issue((*loc, place, *key), "looks-alike", about, name=name, other=seen[shape])
        seen.setdefault(shape, name)
