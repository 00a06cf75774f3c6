"""A filled-in paper form is entered by numbers, with the points beside each option, and put right in the review."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from screening.cli import entering
from screening.cli.output import NOTHING, OutputOptions
from screening.conversation.entering import item_numbered, with_points
from screening.engine.interview import entry
from screening.engine.scoring import score
from screening.model.answers import Chosen
from screening.system.process import Code
from tests.contracts import faults
from tests.conversation.flows import Home, Visitor, say
from tests.people import library, words

AUDIT = ("", "5", "3", "2", "2", "1", "1", "2", "1", "2", "3")  # start, then item by item


def entered(home: Path, *typed: str, name: str = "audit", wanted: OutputOptions = NOTHING) -> Visitor:
    """`screening check NAME --enter`."""
    return Home(home).run(
        lambda context, ui: entering.enter(context, ui, name, wanted), Visitor(*typed), region="CA-AB"
    )


def test_each_option_has_its_number_and_its_points_and_each_entry_is_said_back(tmp_path: Path) -> None:
    """PUB-5."""
    seen = entered(tmp_path, *AUDIT, "", "q")
    assert "Item 9 1. option 1: 0 points 2. option 2: 2 points 3. option 3: 4 points" in seen.everything
    assert "Question 3 of 10 Item 2: option 3: 2 points" in seen.everything
    assert seen.code == Code.DONE


def test_a_wrong_entry_is_put_right_in_the_review_by_the_number_on_the_paper(tmp_path: Path) -> None:
    """PUB-5: with items left out the numbers stay those of the paper."""
    seen = entered(tmp_path, "", "1", "2", "3", "9", "1", "", "q")
    assert "1. Item 1: option 1: 0 points 9. Item 9: option 2: 2 points 10. Item 10: option 3" in seen.everything
    assert "9. Item 9: option 1: 0 points 10. Item 10: option 3: 4 points" in seen.everything
    assert "AUDIT: 4 of 40" in seen.everything


def test_a_number_that_was_not_entered_changes_nothing(tmp_path: Path) -> None:
    seen = entered(tmp_path, "", "1", "2", "3", "4", "11", "", "q")
    assert seen.everything.count(say("review-again")) == 2
    assert "AUDIT: 6 of 40" in seen.everything


def test_the_result_has_the_competing_cut_offs_side_by_side_and_each_answer(tmp_path: Path) -> None:
    """PUB-5."""
    seen = entered(tmp_path, *AUDIT, "")
    assert "5 published cut-offs, side by side." in seen.everything
    for told in ("At or above the cut-off of 3.", "At or above the cut-off of 8.", "At or above the cut-off of 15."):
        assert told in seen.everything
    assert "Item 10 option 3 4" in seen.everything


def test_item_9_of_the_phq_9_shows_the_card_at_once(tmp_path: Path) -> None:
    """PUB-5: before item 10 is asked."""
    seen = entered(tmp_path, "", *["1"] * 8, "2", "", name="phq-9")
    title = library().guidance["crisis-now"].title
    assert title in seen.everything
    assert "Item 10" not in seen.everything.partition(title)[0]


def test_the_second_step_of_the_phq_2_is_entered_only_from_3_points_on(tmp_path: Path) -> None:
    """PUB-5."""
    short = entered(tmp_path, "", "2", "2", "", name="phq-2-9")
    assert "PHQ-2: 2 of 6" in short.everything
    assert "The second step was not taken" in short.everything
    assert "of 27" not in short.everything
    assert "Question 3 of 9" in entered(tmp_path, "", "3", "2", name="phq-2-9").everything


def test_a_reversed_item_shows_the_points_that_it_adds() -> None:
    interview = with_points(entry(library().load("dast-10")), words())
    texts = [[option.text for option in item.options] for item in interview.questionnaire.questions[1:3]]
    assert texts == [["option 1: 1 point", "option 2: 0 points"], ["option 1: 0 points", "option 2: 1 point"]]


def test_the_points_beside_the_options_change_no_score() -> None:
    plain = entry(library().load("audit"))
    pointed = with_points(plain, words())
    codes = ("e", "c", "b", "b", "a", "a", "b", "a", "c", "e")
    for code in codes:
        plain, pointed = plain.answer(Chosen(code)), pointed.answer(Chosen(code))
    totals = [[one.value for one in score(interview.evaluation)] for interview in (plain, pointed)]
    assert totals[0] == totals[1] == [3, 15]
    assert plain.said == pointed.said


@pytest.mark.parametrize(("typed", "item"), [("1", "q1"), ("2a", "q2a"), ("2A", "q2a"), ("2", None), ("3", None)])
def test_an_item_goes_by_the_number_that_it_has_on_the_paper(typed: str, item: str | None, tmp_path: Path) -> None:
    text = (library().folder / "published" / "gad-7.yaml").read_text(encoding="utf-8")
    rows = text[text.index("items:\n") : text.index("scales:\n")]
    items = "items:\n  - {id: q1, options: days}\n  - {id: q2a, label: 2a, options: days}\n\n"
    text = text.replace(rows, items).replace("sum-of: [q1, q2, q3, q4, q5, q6, q7]", "sum-of: [q1, q2a]")
    text = (
        text[: text.index("    bands:")] + "\nreferences:" + text.split("\nreferences:")[1].partition("\nexamples:")[0]
    )
    (tmp_path / "short.yaml").write_text(text, encoding="utf-8")
    found = library().read(tmp_path / "short.yaml", "short.yaml").content
    assert item_numbered(entry(found), typed, words()) == item


def test_a_form_whose_numbers_do_not_begin_at_1_is_put_right_by_its_own(tmp_path: Path) -> None:
    """PUB-5: the first item of the SOGS that counts is item 4; what stands beside an entry is what is typed."""
    seen = entered(tmp_path, "", "1", "1", "1", *["2"] * 17, "4", "3", "", name="sogs")
    assert "4. Item 4: option 1: 0 points 5. Item 5: option 1" in seen.everything
    assert "4. Item 4: option 3: 1 point 5. Item 5: option 1" in seen.everything
    assert "16i. Item 16i: option 2: 0 points" in seen.everything


def test_nothing_is_saved_but_the_page_that_is_wanted(tmp_path: Path) -> None:
    """PUB-5."""
    page = tmp_path / "page.txt"
    seen = entered(tmp_path, *AUDIT, "", wanted=replace(NOTHING, save=str(page)))
    assert seen.code == Code.DONE
    assert "AUDIT: 15 of 40" in page.read_text(encoding="utf-8")
    assert [path for path in tmp_path.rglob("*") if path != page] == []


def test_the_result_as_json_keeps_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entered(tmp_path, *AUDIT, "", wanted=replace(NOTHING, as_json=True))
    found = json.loads(capsys.readouterr().out)
    assert (faults("result", found), found["scores"][1]["value"]) == ([], 15)


@pytest.mark.parametrize("typed", [("q",), ("", "1", "q"), ("", "1", "2", "3", "q")])
def test_whoever_stops_gets_no_result(tmp_path: Path, typed: tuple[str, ...]) -> None:
    seen = entered(tmp_path, *typed)
    assert (seen.code, "AUDIT: " in seen.everything) == (Code.STOPPED, False)
