"""docs/requirements.md held against the tests and the content, and the other documents against what they name."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from screening.loading.library import Library, questions_folder
from screening.model.conditions import Condition
from screening.model.questionnaire import Questionnaire
from tests.conftest import shipped
from tools import generate

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
ID = re.compile(r"\b(?:Q|CLI|A|R|PUB|L)-\d+\b")
THREAT = re.compile(r"\bT-\d+\b")
ROW = re.compile(r"^\| ((?:Q|CLI|A|R|PUB|L)-\d+) \| (\w+) \| (.+) \|$", re.MULTILINE)
RULE = re.compile(r"^\| `([a-z-]+)` \| (\w+) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`((?:tests|docs|questions|screening)/[\w./-]+)`")
HEADINGS = ("**Context.**", "**Decision.**", "**What is given up.**")


@cache
def text(name: str) -> str:
    """A document."""
    return (ROOT / name).read_text(encoding="utf-8")


def marks() -> dict[str, str]:
    """Each requirement with its mark."""
    return {id_: mark for id_, mark, _ in ROW.findall(text("docs/requirements.md"))}


@cache
def other_tests() -> str:
    """The sources of all tests but this one."""
    paths = sorted((ROOT / "tests").rglob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path != Path(__file__))


def test_no_requirement_stands_twice() -> None:
    rows = [id_ for id_, _, _ in ROW.findall(text("docs/requirements.md"))]
    assert len(rows) == len(set(rows)) > 0


def test_every_mark_is_explained() -> None:
    explained = re.findall(r"^\| (\w+) \| [^|]+ \|$", text("docs/requirements.md"), re.MULTILINE)
    assert set(marks().values()) <= set(explained)


def test_every_requirement_that_is_done_is_named_in_a_test() -> None:
    named = set(ID.findall(other_tests()))
    assert " ".join(id_ for id_, mark in marks().items() if mark == "done" and id_ not in named) == ""


def test_every_requirement_that_a_test_names_stands_in_the_document() -> None:
    assert " ".join(sorted(set(ID.findall(other_tests())) - marks().keys())) == ""


def test_every_threat_that_a_test_names_stands_in_the_document() -> None:
    assert set(THREAT.findall(other_tests())) <= set(THREAT.findall(text("docs/threats.md")))


# The rules of `signs`, as the document tells them.


def counted_from(questionnaire: Questionnaire) -> dict[str, str]:
    """The lowest answer to each item that counts as a criterion."""
    scale = questionnaire.scale_by_id["count"]
    leaves = [leaf for criterion in scale.count_of or () for leaf in criterion.if_.leaves]
    return {leaf.item: leaf.at_least for leaf in leaves if leaf.item and leaf.at_least}


def test_the_document_tells_from_which_answer_each_criterion_counts() -> None:
    told = {item: how for item, _, how in RULE.findall(text("docs/requirements.md"))}
    told = {item: how.split(",")[0] for item, how in told.items() if how != "not counted"}
    assert told == counted_from(shipped("signs"))


def test_the_document_tells_the_items_of_each_sign_in_their_order() -> None:
    signs = shipped("signs")
    told = [(item, sign) for item, sign, _ in RULE.findall(text("docs/requirements.md"))]
    held = {item: scale.id for scale in signs.scales for item in scale.sum_of or ()}
    options = [item for item in signs.questions if any(option.score is not None for option in item.options)]
    assert told == [(item.id, held.get(item.id, "none")) for item in options]


def test_the_document_names_every_subject() -> None:
    subjects = re.search(r"^Subjects .*?every subject\.$", text("docs/requirements.md"), re.MULTILINE | re.DOTALL)
    assert subjects
    told = re.findall(r"`([a-z-]+)`", subjects[0])[1:]
    assert told == list(shipped("signs").by_id["using"].by_code)


def test_the_document_tells_the_bands_and_whom_they_are_for() -> None:
    count = shipped("signs").scale_by_id["count"]
    told = re.findall(r"(\d+)-(\d+) [a-z]", re.findall(r"- \*\*Bands\*\*.*", text("docs/requirements.md"))[0])
    assert [(Decimal(low), Decimal(high)) for low, high in told] == [(band.from_, band.to) for band in count.bands]
    assert isinstance(count.bands_if, Condition)


@pytest.mark.parametrize("name", ["signs", "past-month"])
def test_the_document_tells_the_points_of_each_answer(name: str) -> None:
    told = re.findall(r"`([a-z-]+)` (\d)", text("docs/requirements.md"))
    options = shipped(name).by_id["craving"].options
    assert [(option.code, str(option.score)) for option in options] in (told[:5], told[-5:])


def test_every_source_that_the_document_names_is_one_of_ours() -> None:
    section = text("docs/requirements.md").partition("## 5.")[2].partition("## 6.")[0]
    named = {name for name in re.findall(r"`([a-z0-9-]+)`", section) if name not in ("signs", "code")}
    assert named <= Library(questions_folder()).sources.keys()


# Documents that name files.


@pytest.mark.parametrize("path", sorted([*DOCS.rglob("*.md"), ROOT / "CONTRIBUTING.md"]), ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    named = NAMED.findall(path.read_text(encoding="utf-8"))
    assert " ".join(name for name in named if not (ROOT / name).exists()) == ""


@pytest.mark.parametrize("path", sorted((DOCS / "adr").glob("*.md")), ids=lambda path: path.name)
def test_a_decision_has_its_context_and_its_price(path: Path) -> None:
    found = path.read_text(encoding="utf-8")
    assert [found.count(heading) for heading in HEADINGS] == [1, 1, 1]
    assert re.match(rf"# {int(path.name[:4])}\. ", found)


def test_the_score_card_has_forty_cases() -> None:
    numbers = re.findall(r"^\| (\d+) \|", text("docs/scorecard.md"), re.MULTILINE)
    assert list(map(int, numbers)) == list(range(1, 41))


def test_the_score_card_says_where_each_case_is_tested() -> None:
    assert generate.scorecard(text("docs/scorecard.md")) == text("docs/scorecard.md")
