"""A form about something else than addiction, such as mood: nothing that the program says of its own names addiction,
and a total is never said in the words of one answer.
"""

from __future__ import annotations

import json
import re

import pytest

from screening.engine.results import Result
from screening.formats.render import plain_text
from screening.formats.result_json import result_json
from screening.reports.counselor_report import CounselorReports
from screening.reports.headline import Headlines
from screening.reports.result_report import ResultReports
from tests.conftest import questionnaire
from tests.people import TODAY, place, result_reports, words
from tests.reports.makers import concluded_of

DAYS = ", ".join(
    f"{{code: {code}, score: {score}, text: {text}}}"
    for score, (code, text) in enumerate(
        [("none", "No days"), ("few", "A few days"), ("most", "Most days"), ("all", "Every day")]
    )
)
ITEMS = [f"mood-{number}" for number in range(1, 10)]
MOOD = "\n".join(
    [
        "items:",
        *(f"  - {{id: {name}, ask: Statement {name[-1]}, options: [{DAYS}]}}" for name in ITEMS),
        "scales:",
        "  - id: total",
        "    title: Total",
        f"    sum-of: [{', '.join(ITEMS)}]",
        "    bands: [{id: low, from: 0, to: 9, title: Low}, {id: high, from: 10, to: 27, title: High}]",
        '    cut-offs: [{at: 10, source: "Invented, page 1"}]',
        "outcomes:",
        "  - {id: above, if: {scale: total, at-least: 10}, title: At or above ten}",
        "  - {id: below, if: {scale: total, at-most: 9}, title: Below ten}",
    ]
)
OURS = re.compile(r"addict|dependen|substance|\bdrugs?\b|drink|alcohol|\bsigns?\b", re.IGNORECASE)


def mood(**others: object) -> Result:
    """The lowest answer to every statement but the last."""
    return concluded_of(questionnaire(MOOD), {**dict.fromkeys(ITEMS, "none"), "mood-9": "all", **others})


def documents(result: Result) -> list[str]:
    """Everything that is said about the scores, without whom to call."""
    reports = ResultReports(words(), place("CA-AB"), result_reports().sources, TODAY)
    scores = reports.scores
    sections = [scores.numbers(result), scores.answers(result), scores.why(result), reports.method(result)]
    sections.append(CounselorReports(reports).result_pages.scores.numbers(result))
    texts = [text for section in sections for text in (section.title, *map(str, section.blocks))]
    return [*texts, *Headlines(words()).sentences(result)]


@pytest.mark.parametrize("answers", [{}, {"mood-9": None}], ids=["all answered", "one skipped"])
def test_nothing_about_the_scores_names_addiction(answers: dict[str, object]) -> None:
    assert [text for text in documents(mood(**answers)) if OURS.search(text)] == []


def test_a_total_is_said_in_points_and_not_in_the_words_of_one_answer() -> None:
    said = " ".join(documents(mood()))
    assert "3 of 27 points" in said
    assert "very day (3 of" not in said
    assert "up to" not in said
    assert '"in_words": null' in json.dumps(result_json(mood(), words()))


def test_the_page_to_take_away_names_no_addiction_but_in_whom_to_call() -> None:
    page = result_reports().hand_out(mood(), answers=True)
    parts = tuple(section for section in page.sections if section.id not in ("people", "foot"))
    assert not OURS.search(plain_text(type(page)(page.title, page.language, parts), 80))


def test_the_heading_above_outcomes_is_the_files_own_or_a_plain_one() -> None:
    numbers = result_reports().scores.numbers
    assert "What this looks like" in str(numbers(mood()).blocks)
    own = questionnaire(f"outcomes-title: Above or below ten\n{MOOD}")
    found = str(numbers(concluded_of(own, dict.fromkeys(ITEMS, "none"))).blocks)
    assert "Above or below ten" in found
    assert "What this looks like" not in found


def test_json_of_the_result_names_no_addiction_beside_texts_and_contacts() -> None:
    found = result_json(mood(), words())
    told = {key: value for key, value in found.items() if key not in ("guidance", "contacts")}
    assert not OURS.search(json.dumps(told))
