"""The shipped content loads and passes its own linter, and the manual for authors tells the truth."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from screening.conversation.json_lines import read_answers
from screening.linter import Report, lint, lint_shared
from screening.linter.reading_level import words
from screening.loading.library import Library, questions_folder
from screening.model import codings, conditions, content, questionnaire, repeats, scales
from screening.model.fields import Content
from tests.evaluated import score

ROOT = Path(__file__).parent.parent.parent
AUTHORING = ROOT / "docs" / "authoring.md"
LIBRARY = Library(questions_folder())
TODAY = "2026-11-26"


@lru_cache(maxsize=8)
def linted(name: str) -> Report:
    return lint(LIBRARY, name, TODAY)


def test_every_file_of_the_folder_is_read_by_something() -> None:
    folders = ("guidance", "contacts", "interface", "published")
    known = {f"{name}.yaml" for name in (*LIBRARY.names, "sources", "topics", "regions", "wording")}
    known |= {name for folder in folders for name in LIBRARY.files(folder)}
    assert {str(path.relative_to(LIBRARY.folder)) for path in LIBRARY.folder.rglob("*.yaml")} == known


@pytest.mark.parametrize("name", LIBRARY.names)
def test_a_shipped_questionnaire_has_no_finding(name: str) -> None:
    assert list(map(str, linted(name).findings)) == []


def test_what_stands_beside_the_questionnaires_has_no_finding_on_the_day_it_was_checked() -> None:
    """R-2: no text has a word to avoid. A-16: none is harder to read than grade 8, nor than 6 without a reason."""
    assert list(map(str, lint_shared(LIBRARY, TODAY).findings)) == []


def test_age_alone_never_makes_an_error() -> None:
    """Continuous integration warns when contacts grow old, and does not fail."""
    later = lint_shared(LIBRARY, "2099-01-01")
    assert {finding.id for finding in later.findings} == {"contact-old"}
    assert not later.has_errors


@pytest.mark.parametrize("name", LIBRARY.names)
def test_every_question_keeps_to_the_form_of_q_4(name: str) -> None:
    """Q-4, counted apart from the linter: 200 characters, 20 words a sentence, 2 to 7 ratings, 14 names at most."""
    for item in LIBRARY.load(name).questions:
        assert len(item.ask) <= 200
        assert max(len(sentence.split()) for sentence in re.split(r"(?<=[.?!]) ", item.ask)) <= 20
        assert item.ask.count("?") <= 1
        scored = [option for option in item.options if isinstance(option.score, Decimal)]
        assert len(scored) <= 7
        assert len(item.options) <= 14


def test_every_word_that_the_requirements_forbid_is_in_the_wording_file() -> None:
    """R-2, and the table of words that put the person first."""
    held = {phrase for entry in LIBRARY.wording.avoid for phrase in entry.avoid}
    forbidden = """positive; negative; pass; fail; you are; you have; diagnosed; normal; safe; detects; accurate;
        clinically proven; no problem; all clear; congratulations; addict; user; junkie; abuser; alcoholic; drunk;
        drug abuse; drug habit; drug problem; clean; dirty; former addict; reformed addict; opioid replacement;
        opioid substitution; relapse; addicted baby; problem gambler; commit suicide; denial; non-compliant; failed"""
    assert {phrase.strip() for phrase in forbidden.split(";")} - held == set()


# The manual for authors.


def blocks(language: str) -> list[str]:
    text = AUTHORING.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def written(folder: Path, text: str) -> str:
    path = folder / "evening-drinks.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_example_of_the_manual_has_no_finding(tmp_path: Path) -> None:
    report = lint(LIBRARY, written(tmp_path, blocks("yaml")[0]), TODAY)
    assert list(map(str, report.findings)) == []
    assert "  total: Evening points, 0 to 6" in report.outline


def test_the_answers_of_the_manual_come_to_what_it_says(tmp_path: Path) -> None:
    loaded = LIBRARY.load(written(tmp_path, blocks("yaml")[0]))
    (answers,) = blocks("json")
    (total,) = score(loaded, read_answers(loaded, answers))
    assert (str(total.span.low), str(total.span.high), total.value) == ("2", "5", None)
    assert total.band is not None
    assert total.band.id == "some"
    assert "from 2 to 5 points. Both ends lie in the band `some`" in AUTHORING.read_text(encoding="utf-8")


@pytest.mark.parametrize("piece", blocks("yaml")[1:], ids=lambda piece: piece.split("\n")[1].strip(" -"))
def test_each_piece_of_the_manual_can_be_added_to_the_example(piece: str, tmp_path: Path) -> None:
    text = blocks("yaml")[0]
    for key, body in re.findall(r"^([a-z-]+):\n((?:[ #].*\n)+)", piece, re.MULTILINE):
        begin = f"\n{key}:\n"
        text = text.replace(begin, begin + body) if begin in text and key == "examples" else _added(text, key, body)
    findings = lint(LIBRARY, written(tmp_path, text), TODAY).findings
    # A piece that brings outcomes has no examples of its own: those of the file do not name any.
    assert [str(one) for one in findings if one.severity == "error" and one.id != "example-outcome"] == []


def _added(text: str, key: str, body: str) -> str:
    """The text with the body at the end of a section, which is made where there is none."""
    section = re.search(rf"^{key}:\n(?:[ #].*\n)*", text, re.MULTILINE)
    return text.replace(section[0], section[0] + body) if section else f"{text}\n{key}:\n{body}"


TABLES: dict[str, type[Content]] = {
    "The file": questionnaire.Questionnaire,
    "Source": questionnaire.Source,
    "Item": questionnaire.Item,
    "Repeat": repeats.Repeat,
    "Answer option": questionnaire.Option,
    "Code of another system": codings.Coding,
    "Entered total": questionnaire.EnteredTotal,
    "Group": questionnaire.Group,
    "Words": questionnaire.Words,
    "Condition": conditions.Condition,
    "Scale": scales.Scale,
    "Criterion": scales.Criterion,
    "Band": scales.Band,
    "Set of bands": scales.BandSet,
    "Row of points": scales.PointsRange,
    "Cut-off": scales.CutOff,
    "Missing": scales.Missing,
    "Reliability": scales.Reliability,
    "No scores": questionnaire.NoScores,
    "Critical item": questionnaire.CriticalItem,
    "Look first": questionnaire.LookFirst,
    "Outcome": questionnaire.Outcome,
    "Headline": questionnaire.Headline,
    "Guidance rule": questionnaire.GuidanceRule,
    "Example": questionnaire.Expected,
    "Guidance text": content.GuidanceText,
    "Translation": content.Translation,
}


@pytest.mark.parametrize("heading", TABLES)
def test_the_tables_of_keys_hold_every_key_of_the_models(heading: str) -> None:
    text = AUTHORING.read_text(encoding="utf-8")
    (table,) = re.findall(rf"^### {heading}\n\n((?:\|.*\n)+)", text, re.MULTILINE)
    rows = re.findall(r"^\| `([a-z-]+)` \| (yes|no) \|", table, re.MULTILINE)
    fields = TABLES[heading].model_fields.values()
    assert rows == [(str(field.alias), "yes" if field.is_required() else "no") for field in fields]


def test_every_piece_that_a_questionnaire_can_hold_has_a_table() -> None:
    modules = (questionnaire, repeats, scales, conditions, codings)
    named = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    pieces = {one for one in named if issubclass(one, Content)} - {
        Content,
        scales.PointsTable,
        repeats.RepeatFor,  # the row of `for` says it
    }
    assert pieces == {one for one in TABLES.values() if one.__module__ in {module.__name__ for module in modules}}


def test_the_limits_that_the_manual_names_are_those_of_the_program() -> None:
    from screening.linter import forms
    from screening.loading import answer_lists, checks, refusals, total_checks, yaml_reader

    text = " ".join(AUTHORING.read_text(encoding="utf-8").split())
    assert f"{yaml_reader.MAX_BYTES:,} bytes and {yaml_reader.MAX_VALUES:,} values" in text
    assert f"{yaml_reader.MAX_DEPTH} levels of nesting, {yaml_reader.MAX_SCALAR:,} characters for a value" in text
    assert f"{yaml_reader.MAX_ENTRIES:,} entries for a list, {answer_lists.MAX_LISTED:,} values for all" in text
    assert f"{checks.MAX_OPTIONS} options for an item, {total_checks.MAX_CHAIN} scales in a chain" in text
    assert f"{refusals.MAX_PROBLEMS} errors and {refusals.MAX_PROBLEMS} warnings" in text
    assert f"at most {forms.MOST_RATINGS} ratings and {forms.MOST_NAMES} names" in text
    assert f"at most {forms.MOST_CHARACTERS} characters, sentences of at most {forms.MOST_WORDS} words" in text


def test_the_manual_itself_avoids_the_words_and_stays_readable() -> None:
    from screening.linter.language import avoided
    from screening.linter.passages import Passage
    from screening.linter.reading_level import grade

    text = re.sub(r"^```.*?^```", "", AUTHORING.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^\|.*$|`", "", text, flags=re.MULTILINE)
    found = [mark.facts["phrase"] for mark in avoided([Passage((), text, "manual")], LIBRARY.wording)]
    assert found == []
    assert len(words(text)) > 1000
    assert grade(text) <= 8
