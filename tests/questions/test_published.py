"""The published instruments: no wording, everything sourced, and each scored as its own examples say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from screening.engine.interview import entry, start
from screening.engine.results import concluded
from screening.errors import NoWording
from screening.linter import lint
from screening.loading.library import Library, questions_folder
from screening.loading.regions import directory, region
from screening.model.answers import Answer, Chosen
from screening.model.instrument import Instrument
from screening.model.questionnaire import Item, Option

LIBRARY = Library(questions_folder())
FILES = sorted((LIBRARY.folder / "published").glob("*.yaml"))
PLACE = region(LIBRARY, "CA-AB")
assert PLACE is not None
DIRECTORY = directory(LIBRARY, PLACE)
TODAY = "2026-11-26"
LOINC = re.compile(r"\d+-\d")
LINK = re.compile(r"https?://\S+")


def raw(path: Path) -> dict[str, object]:
    """The file as it is written, read without the program."""
    found: dict[str, object] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return found


def keys(value: object) -> Iterator[str]:
    """Every key in the value, at any depth."""
    if isinstance(value, dict):
        yield from value
        for one in value.values():
            yield from keys(one)
    elif isinstance(value, list):
        for one in value:
            yield from keys(one)


def texts(value: object) -> Iterator[str]:
    """Every scalar in the value, at any depth."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)
    else:
        yield str(value)


def instrument(path: Path) -> Instrument:
    loaded = LIBRARY.load(path.stem)
    assert isinstance(loaded, Instrument)
    return loaded


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_published_file_holds_a_word_of_a_question_or_an_option(path: Path) -> None:
    """PUB-1."""
    found = raw(path)
    assert found["wording"] == "none"
    assert {"ask", "text", "why", "harm", "words"} & set(keys(found)) == set()
    labels = [item.get("label", "") for item in found["items"]]  # type: ignore[attr-defined]
    assert [label for label in labels if len(label) > 24] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_published_file_has_no_finding_and_passes_its_own_examples(path: Path) -> None:
    """PUB-1: the linter runs the examples, and each band has one."""
    assert list(map(str, lint(LIBRARY, path.stem, TODAY).findings)) == []
    loaded = instrument(path)
    assert (loaded.id, bool(loaded.examples)) == (path.stem, True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_cut_off_missing_rule_and_reliability_names_a_source_that_was_opened(path: Path) -> None:
    """PUB-2: by an address that stands among the references of the file."""
    loaded = instrument(path)
    opened = {one.link for one in loaded.references}
    told = [cut_off.source for scale in loaded.scales for cut_off in scale.cut_offs]
    told += [scale.missing.source or "" for scale in loaded.scales if scale.missing.then]
    told += [scale.reliability.source for scale in loaded.scales if scale.reliability]
    assert [source for source in told if not {*LINK.findall(source)} & opened] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_not_found_is_named(path: Path) -> None:
    """PUB-2: an instrument without a missing rule, reliability or codes says so."""
    loaded, said = instrument(path), " ".join(instrument(path).lacks).lower()
    if not any(scale.missing.then for scale in loaded.scales):
        assert "missing answers" in said
    if not any(scale.reliability for scale in loaded.scales):
        assert "reliability" in said
    if loaded.loinc is None or any(item.loinc is None for item in loaded.questions):
        assert "loinc" in said


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_loinc_code_has_the_right_check_digit(path: Path) -> None:
    """A slip of the pen in a code is found: the last digit of a term's code is that of Luhn's rule."""
    found = raw(path)
    codes = [one for key in ("loinc", "items", "scales") for one in texts(found.get(key)) if LOINC.fullmatch(one)]
    assert [code for code in codes if not luhn(code.replace("-", ""))] == []


def luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def most(item: Item) -> Option:
    """The option with the most points."""
    return max(item.options, key=lambda option: option.score or 0)


WARNS = {
    **dict.fromkeys(("audit", "audit-c", "cage"), "stop-safely-alcohol"),
    **dict.fromkeys(("assist", "cage-aid", "crafft", "dast-10", "dudit", "sds", "taps"), "stop-safely-other"),
}
ABOUT = {
    "audit": "alcohol", "audit-c": "alcohol", "cage": "alcohol", "cudit-r": "cannabis", "ftnd": "nicotine",
    "igds9-sf": "gaming", "pgsi": "gambling", "sogs": "gambling",
}  # fmt: skip


@pytest.mark.parametrize("name", WARNS)
def test_whoever_scores_on_what_is_dangerous_to_stop_reads_so(name: str) -> None:
    """With the highest answer to every item: the warning, what to do next, and what the score cannot say."""
    form = LIBRARY.load(name)
    answers: dict[str, Answer] = {item.id: Chosen(most(item).code) for item in form.questions if item.options}
    shown = concluded(form, answers, DIRECTORY)
    assert WARNS[name] in [text.id for text in shown.guidance]
    assert shown.part("next")
    assert shown.part("limits")


@pytest.mark.parametrize("name", ABOUT)
def test_help_lines_fit_what_the_instrument_is_about(name: str) -> None:
    form = LIBRARY.load(name)
    answers: dict[str, Answer] = {item.id: Chosen(item.options[0].code) for item in form.questions if item.options}
    assert form.subject == ABOUT[name]
    contacts = concluded(form, answers, DIRECTORY).contacts
    others = {one.id for one in contacts if one.subjects and form.subject not in one.subjects}
    assert not others
    assert any(form.subject in one.subjects for one in contacts) == (name != "igds9-sf")  # no line there for gaming


def test_a_subject_that_nobody_tells_apart_is_a_finding(tmp_path: Path) -> None:
    text = (LIBRARY.folder / "published" / "cage.yaml").read_text(encoding="utf-8")
    (tmp_path / "cage.yaml").write_text(text.replace("subject: alcohol", "subject: alchohol"), encoding="utf-8")
    (finding,) = lint(LIBRARY, str(tmp_path / "cage.yaml"), TODAY).findings
    assert (finding.id, finding.severity) == ("unknown-subject", "error")
    assert "alcohol" in finding.text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_instrument_without_wording_cannot_be_asked_but_can_be_entered(path: Path) -> None:
    """PUB-3."""
    loaded = instrument(path)
    with pytest.raises(NoWording, match=rf"screening adopt FILE.*screening show {path.stem}"):
        start(loaded)
    first = entry(loaded).item
    assert first is not None
    assert re.fullmatch(r"Item \S.*", first.ask)
    assert [option.text for option in first.options][:2] in (["option 1", "option 2"], [])
