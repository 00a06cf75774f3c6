"""List every text that people read, with its place and its id. Citations and proper names are left out.

An id is the way through the file, with names in place of positions: `items.safety.ask`,
`answer-lists.how-often.never.text`. Exceptions and translations name texts by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening.loading.library import ParsedFile
from screening.loading.yaml_reader import Loc
from screening.model.content import Contacts, Guidance, Interface, Topics
from screening.model.instrument import Instrument
from screening.model.questionnaire import Content, Item, Option, Questionnaire, Scale


@dataclass(frozen=True, slots=True)
class Passage:
    """One text, and its place in the file. `about` is its id in the list of exceptions."""

    loc: Loc
    text: str
    about: str


def name_of(content: Content, loc: Loc) -> str:
    """The place in words: the keys on the way, and for each entry of a list its id, its code, or its number."""
    here: object = content
    parts: list[str] = []
    for step in loc:
        here = _below(here, step)
        if step in ("all", "any"):
            break
        parts.append(step if isinstance(step, str) else _entry(here, step))
    return ".".join(parts)


def _below(here: object, step: str | int) -> object:
    if isinstance(here, tuple) and isinstance(step, int):
        return here[step]
    if isinstance(here, dict):
        return here.get(step)
    fields = type(here).model_fields if isinstance(here, Content) else {}
    name = next((name for name, one in fields.items() if one.alias == step), "")
    return getattr(here, name, None)


def _entry(entry: object, position: int) -> str:
    given = (getattr(entry, name, None) for name in ("id", "code"))
    shown = getattr(entry, "show", None)
    first = shown[0] if isinstance(shown, tuple) and shown else None
    return str(next(filter(None, (*given, first)), position + 1))


def of_questionnaire(page: ParsedFile[Questionnaire]) -> Iterator[Passage]:
    """The texts of a questionnaire in the order of the file; those of an answer list once."""
    questionnaire = page.content
    for loc, text in _of_questionnaire(page):
        if text is not None:
            yield Passage(loc, text, f"{questionnaire.id}.{name_of(questionnaire, loc)}")


def _of_questionnaire(page: ParsedFile[Questionnaire]) -> Iterator[tuple[Loc, str | None]]:
    questionnaire = page.content
    listed = {id(page.root.at(("answer-lists", name))) for name in questionnaire.answer_lists}
    for key in ("title", "recall", "audience", "about", "minutes"):
        yield (key,), getattr(questionnaire, key)
    for name, options in questionnaire.answer_lists.items():
        yield from _options(("answer-lists", name), options)
    for index, item in enumerate(questionnaire.items):
        from_list = id(page.root.at(("items", index, "options"))) in listed  # these texts stand in the list
        yield from _item(("items", index), item, () if from_list else item.options)
    for index, scale in enumerate(questionnaire.scales):
        yield from _scale(("scales", index), scale)
    yield from _readings(questionnaire)
    if isinstance(questionnaire, Instrument):
        yield ("use", "for"), questionnaire.use.for_
        yield ("use", "by"), questionnaire.use.by
        for index, text in enumerate(questionnaire.lacks):
            yield ("lacks", index), text
    for index, text in enumerate(questionnaire.method):
        yield ("method", index), text


def _item(loc: Loc, item: Item, options: tuple[Option, ...]) -> Iterator[tuple[Loc, str | None]]:
    for key in ("ask", "label", "harm", "why", "recall", "unit"):
        yield (*loc, key), getattr(item, key)
    yield from _options((*loc, "options"), options)
    for name, words in item.words_if_declined.items():
        yield (*loc, "words-if-declined", name), words


def _options(loc: Loc, options: tuple[Option, ...]) -> Iterator[tuple[Loc, str | None]]:
    for index, option in enumerate(options):
        yield (*loc, index, "text"), option.text
        for name, words in option.words.items():
            yield (*loc, index, "words", name), words.text
            yield (*loc, index, "words", name, "else"), words.else_


def _scale(loc: Loc, scale: Scale) -> Iterator[tuple[Loc, str | None]]:
    yield (*loc, "title"), scale.title
    yield (*loc, "no-bands-because"), scale.no_bands_because
    yield (*loc, "no-score-because"), scale.no_score_because
    for index, criterion in enumerate(scale.count_of or ()):
        yield (*loc, "count-of", index, "because"), criterion.because
    for index, band in enumerate(scale.bands):
        yield (*loc, "bands", index, "title"), band.title
        yield (*loc, "bands", index, "says"), band.says
    for index, cut_off in enumerate(scale.cut_offs):
        yield (*loc, "cut-offs", index, "title"), cut_off.title


def _readings(questionnaire: Questionnaire) -> Iterator[tuple[Loc, str | None]]:
    for index, rule in enumerate(questionnaire.no_scores_if):
        yield ("no-scores-if", index, "because"), rule.because
    for index, critical in enumerate(questionnaire.critical_items):
        yield ("critical-items", index, "title"), critical.title
    for index, first in enumerate(questionnaire.look_first):
        yield ("look-first", index, "title"), first.title
    yield ("outcomes-title",), questionnaire.outcomes_title
    for index, outcome in enumerate(questionnaire.outcomes):
        yield ("outcomes", index, "title"), outcome.title
    for index, headline in enumerate(questionnaire.headline):
        for key in ("text", "none", "one", "other", "between", "open"):
            yield ("headline", index, key), getattr(headline, key)


def of_guidance(file: Guidance) -> Iterator[Passage]:
    """The texts of a file of guidance, with their titles."""
    for index, text in enumerate(file.texts):
        yield Passage(("texts", index, "title"), text.title, f"guidance.{text.id}.title")
        yield Passage(("texts", index, "text"), text.text, f"guidance.{text.id}.text")
        if text.short is not None:
            yield Passage(("texts", index, "short"), text.short, f"guidance.{text.id}.short")


def of_topics(file: Topics) -> Iterator[Passage]:
    """The titles and summaries of the topics."""
    for index, topic in enumerate(file.topics):
        yield Passage(("topics", index, "title"), topic.title, f"topics.{topic.id}.title")
        yield Passage(("topics", index, "summary"), topic.summary, f"topics.{topic.id}.summary")


def of_contacts(file: Contacts) -> Iterator[Passage]:
    """What a file of contacts says in its own words. The name of a contact is a proper name."""
    for index, one in enumerate(file.contacts):
        for key, text in (("for", one.for_), ("hours", one.hours), ("brief", one.brief), ("note", one.note)):
            if text is not None:
                yield Passage(("contacts", index, key), text, f"contacts.{one.id}.{key}")


def of_interface(file: Interface) -> Iterator[Passage]:
    """The program's own sentences, in all their forms."""
    for name, forms in file.words.items():
        plain = forms.one is None
        yield Passage(("words", name, *(() if plain else ("other",))), forms.other, f"interface.{name}")
        if forms.one is not None:
            yield Passage(("words", name, "one"), forms.one, f"interface.{name}")
