"""The author's compiler: what a questionnaire, and what stands beside it, must prove before people answer it.

Nothing is printed and no clock is read. A file that does not load gives its problems as findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from screening.errors import ContentError
from screening.linter import examples, forms, language, possible
from screening.linter.findings import (
    WORDING,
    Finding,
    Issue,
    Report,
    findings_for,
    in_order,
    issue,
    refused,
    unknown_name,
)
from screening.linter.outline import outline
from screening.linter.passages import Passage, of_questionnaire
from screening.linter.shared import Shared, idle, known_subjects, older_than_a_year, same_language
from screening.linter.translations import original_of, translation
from screening.linter.traps import traps, unseen
from screening.loading.copy_marks import of_every_copy, told_once
from screening.loading.library import Library, ParsedFile
from screening.model.content import Wording
from screening.model.instrument import Instrument
from screening.model.questionnaire import Questionnaire
from screening.text import shown_path

__all__ = ["Finding", "Report", "lint", "lint_own", "lint_shared"]


def lint(library: Library, name_or_path: str, today: str) -> Report:
    """What there is to say about a questionnaire and its translations, and the outline of its flow.

    The questionnaire is named as for `Library.load`; KeyError for a name that the library does not have. The path of
    a translation gives the findings on that alone. `today` is year-month-day.
    """
    path, name = library.where(name_or_path)
    original = original_of(path)
    try:
        if original is not None:
            return Report(in_order(translation(library, library.read(original, shown_path(original.name)), path)))
        page = library.read(path, name)
        marks = told_once(page.root, _marks(library, page, today))
        findings = list(findings_for(page, marks, library.wording))
    except ContentError as error:
        return Report(in_order(refused(error)))
    findings += (one for beside in library.translations(path) for one in translation(library, page, beside))
    return Report(in_order(findings), outline(page.content))


def lint_shared(library: Library, today: str) -> Report:
    """What there is to say about guidance, topics, sources, regions, contacts, the program's words and the wording."""
    try:
        wording = library.page(Wording, "wording.yaml")
    except ContentError as error:
        return Report(in_order(refused(error)))
    shared = Shared(library, today)
    findings = list(shared.findings())
    try:
        seen = [issue for name in library.all_names for issue in _texts(library, library.read(*library.where(name)))]
    except ContentError:
        return Report(in_order(findings))  # while a questionnaire does not load nobody knows what it makes use of
    return Report(in_order([*findings, *findings_for(wording, idle(wording.content, [*seen, *shared.seen]))]))


def lint_own(library: Library, today: str) -> Report:
    """What there is to say about the guidance, topics, sources, contacts and exceptions in folders of one's own."""
    shared = Shared(library, today)
    findings = list(shared.own_findings())
    seen = list(shared.seen)
    for name in library.own.questionnaires:
        with suppress(ContentError):  # told where it is checked by itself
            seen += _texts(library, library.read(*library.where(name)))
    for path in library.own.files("wording"):
        with suppress(ContentError):
            wording = library.page(Wording, shown_path(path), path)
            findings += findings_for(wording, idle(wording.content, seen))
    return Report(in_order(findings))


def _marks(library: Library, page: ParsedFile[Questionnaire], today: str) -> Iterator[Issue]:
    questionnaire = page.content
    yield from _texts(library, page)
    yield from _sources(library, questionnaire, today)
    yield from _subject(library, questionnaire)
    yield from forms.own_words(questionnaire)
    yield from forms.shared_texts(questionnaire, library.guidance)
    yield from possible.too_wide(questionnaire)
    yield from possible.impossible(questionnaire)
    yield from _examples(page)


def _examples(page: ParsedFile[Questionnaire]) -> Iterator[Issue]:
    """What is wrong with the examples. A band needs one in one of the copies of its scale."""
    found = list(examples.run(page.content))
    yield from (one for one in found if one.kind != examples.NOT_SHOWN)
    yield from of_every_copy(page.root, (one for one in found if one.kind == examples.NOT_SHOWN))


def _texts(library: Library, page: ParsedFile[Questionnaire]) -> Iterator[Issue]:
    """What the list of exceptions may permit. What only other words could mend is a warning where they are fixed."""
    questionnaire = page.content
    for one in _all_texts(library, page):
        softer = questionnaire.has_fixed_wording and one.kind in WORDING
        yield replace(one, severity="warning") if softer else one


def _all_texts(library: Library, page: ParsedFile[Questionnaire]) -> Iterator[Issue]:
    questionnaire = page.content
    passages = list(of_questionnaire(page))
    yield from _style(library, questionnaire, passages)
    yield from unseen(passages)
    yield from traps(questionnaire)
    yield from forms.skipped_is_not(questionnaire)
    yield from possible.unreached(questionnaire)


def _style(library: Library, questionnaire: Questionnaire, passages: list[Passage]) -> Iterator[Issue]:
    """What keeps texts and questions from being kind and easy to read."""
    if same_language(questionnaire.language, library.wording.language):
        yield from language.avoided(passages, library.wording)
        yield from language.hard_texts(passages)
        yield from language.hard_questions(questionnaire) if questionnaire.has_wording else ()
    yield from forms.question_forms(questionnaire)


def _subject(library: Library, questionnaire: Questionnaire) -> Iterator[Issue]:
    """A subject that no questionnaire tells apart: nobody in the contacts is there for it."""
    if questionnaire.subject is not None and questionnaire.subject not in (known := known_subjects(library)):
        yield unknown_name(("subject",), "subject", questionnaire.subject, known)


def _sources(library: Library, questionnaire: Questionnaire, today: str) -> Iterator[Issue]:
    for index, one in enumerate(questionnaire.references if isinstance(questionnaire, Instrument) else ()):
        if older_than_a_year(one.last_checked, today):
            yield issue(("references", index, "last-checked"), "source-old", name=one.id, day=one.last_checked)
    for index, name in enumerate(questionnaire.method_sources):
        source = library.sources.get(name)
        if source is None:
            yield unknown_name(("method-sources", index), "source", name, library.sources)
        elif older_than_a_year(source.last_checked, today):
            yield issue(("method-sources", index), "source-old", name=name, day=source.last_checked)
