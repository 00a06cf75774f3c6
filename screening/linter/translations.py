"""Check that a translation has every text of its questionnaire, and was made from the current wording.

What is missing or stale in a draft is a warning; a translation that says it was reviewed must be complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from screening.engine.own_words import NAME
from screening.errors import ContentError
from screening.linter.findings import Finding, Issue, Severity, findings_for, issue, refused, unknown_name
from screening.linter.passages import Passage, of_questionnaire
from screening.loading.library import Library, ParsedFile
from screening.model.content import TranslatedText, Translation
from screening.model.questionnaire import Questionnaire
from screening.text import shortened, shown_path

LONGEST = 80  # characters of an original that a finding shows


def original_of(path: Path) -> Path | None:
    """The file of the questionnaire that a file translates by its name; nothing where it translates none."""
    original = path.with_stem(path.stem.rpartition(".")[0] or path.stem)
    return original if original != path and original.is_file() else None


def translation(library: Library, page: ParsedFile[Questionnaire], path: Path) -> Iterator[Finding]:
    """The findings on the translation of the questionnaire in the file at `path`."""
    try:
        made = library.page(Translation, shown_path(path.name), path)
    except ContentError as error:
        yield from refused(error)
    else:
        yield from findings_for(made, _marks(page, made, path.stem.rpartition(".")[2]))


def _marks(page: ParsedFile[Questionnaire], translation: ParsedFile[Translation], named: str) -> Iterator[Issue]:
    yield from _about(page.content, translation.content, named)
    severity: Severity = "warning" if translation.content.status == "draft" else "error"
    originals = {_id(page.content, one): one.text for one in of_questionnaire(page)}
    for name, text in originals.items():
        if name not in translation.content.texts and any(map(str.isalpha, text)):  # a number is one in any language
            missing = issue(("texts",), "translation-missing", name=name, original=shortened(text, LONGEST))
            yield replace(missing, severity=severity)
    for name, made in translation.content.texts.items():
        if name not in originals:
            yield unknown_name(("texts", name), "text", name, originals)
        else:
            yield from _text(name, originals[name], made, severity)


def _about(questionnaire: Questionnaire, translation: Translation, named: str) -> Iterator[Issue]:
    if translation.questionnaire != questionnaire.id:
        yield issue(("questionnaire",), "translation-name", name=questionnaire.id)
    if translation.language != named or named == questionnaire.language:
        yield issue(("language",), "translation-language", name=named, language=translation.language)
    if translation.version != questionnaire.version:
        severity: Severity = "warning" if translation.status == "draft" else "error"
        other = issue(("version",), "translation-version", old=translation.version, new=questionnaire.version)
        yield replace(other, severity=severity)


def _text(name: str, original: str, made: TranslatedText, severity: Severity) -> Iterator[Issue]:
    if made.original.split() != original.split():
        stale = issue(("texts", name), "translation-stale", name=name, original=shortened(original, LONGEST))
        yield replace(stale, severity=severity)
    for word in dict.fromkeys(NAME.findall(made.original)):
        if f"{{{word}}}" not in made.text:
            yield issue(("texts", name), "translation-words", name=name, word=word)


def _id(questionnaire: Questionnaire, passage: Passage) -> str:
    return passage.about.removeprefix(f"{questionnaire.id}.")
