"""From one version of a questionnaire to the next: what was begun, held and compared under the earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from screening.app import saving
from screening.app.context import AppContext
from screening.conversation.talk import Talk
from screening.engine.interview import Interview, Status
from screening.engine.results import Result, conclude
from screening.formats.client_json import client_json
from screening.formats.render import html_page, markdown, plain_text
from screening.formats.result_json import result_json
from screening.formats.scores_csv import rows_of, scores_csv
from screening.loading.library import Library, questions_folder
from screening.model.answers import Answers, Chosen
from screening.model.questionnaire import Questionnaire
from screening.records.client_file import Sitting
from screening.records.sitting_events import events_between, resumed
from screening.records.store import RecordStore
from screening.records.timestamps import Timestamp
from screening.reports.comparison import compare
from screening.reports.comparison_report import ComparisonReports
from screening.reports.trend import series, trends
from screening.reports.trend_report import TrendReports
from tests import clients
from tests.conftest import shipped
from tests.people import answered, library, place, result_reports, said, words

PASSPHRASE = "correct horse battery"
EARLIER = Path(__file__).parent.parent / "versions" / "signs-1.0.yaml"


class LibraryBefore(Library):
    """The content as it was while the self-check had version 1.0."""

    def source(self, name: str) -> str:
        assert name == "signs"
        return EARLIER.read_text(encoding="utf-8")

    def load(self, name: str) -> Questionnaire:
        return self.parse_stored(self.source(name), "signs.yaml")


def before() -> Questionnaire:
    return LibraryBefore(questions_folder()).load("signs")


def answers_before(level: str = "monthly") -> Answers:
    """A whole response to 1.0, which asked for needing more as often as for the rest."""
    found = dict(answered({name: answer for name, answer in said(level=level).items() if name != "tolerance"}))
    return {**found, "tolerance": Chosen(level)}


def opened(path: Path, content: Library) -> RecordStore:
    make = RecordStore.open if path.exists() else RecordStore.create
    return make(path, PASSPHRASE, content, lambda: Timestamp("2026-11-20T09:00:00Z", 0), "")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a sitting that was begun under 1.0 and stopped after three questions."""
    path = tmp_path / "diary.store"
    records = opened(path, LibraryBefore(questions_folder()))
    person = records.person()
    sitting = records.begin(person, "signs")
    _answer(records, sitting, {"safety": "no", "urgent": "none", "adult": "yes"})
    records.close()
    return path


@pytest.fixture
def records(path: Path) -> Iterator[RecordStore]:
    """The same store, opened by the program of today."""
    store = opened(path, library())
    yield store
    store.close()


def _answer(records: RecordStore, sitting: Sitting, codes: dict[str, str]) -> Interview:
    interview = resumed(sitting.interview)
    while interview.item is not None and interview.item.id in codes:
        after = interview.answer(Chosen(codes[interview.item.id]))
        after = after.go_on() if after.alerts else after
        records.keep(records.person(), sitting.number, events_between(interview, after))
        interview = after
    return interview


# What was begun.


def test_a_sitting_goes_on_with_the_questions_that_it_was_begun_with(records: RecordStore) -> None:
    """L19."""
    (sitting,) = records.sittings(records.person())
    assert sitting.questionnaire.version == "1.0"
    assert sitting.interview.item is not None
    assert sitting.interview.item.id == "using"  # 1.0 asked about safety first
    rest = {**dict.fromkeys(before().by_id, "never"), "using": "alcohol", "past-year": "yes"}
    finished = _answer(records, sitting, rest).submit()
    assert finished.status is Status.COMPLETED
    assert finished.questionnaire.version == "1.0"


def test_what_is_begun_again_has_the_questions_of_today(records: RecordStore) -> None:
    again = records.begin(records.person(), "signs")
    assert (again.questionnaire.version, len(records.sittings(records.person()))) == ("2.0", 2)


def test_what_only_the_store_has_is_begun_again_with_its_own_questions(records: RecordStore) -> None:
    (sitting,) = records.sittings(records.person())
    again = records.begin_again(records.person(), sitting)
    assert (again.number, again.source_hash, dict(again.interview.said)) == (2, sitting.source_hash, {})
    assert again.questionnaire.version == "1.0"


class _Heard:
    """A talk that notes what it is told to say and answers with the first row."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def tell(self, text: str, **_: object) -> None:
        self.told.append(text)

    def pick(self, rows: list[tuple[str, str]], *_: str, **__: str) -> str:
        return rows[0][0]


def told(sitting: Sitting, name: str) -> list[str]:
    heard = _Heard()
    context = SimpleNamespace(library=library(), words=words(), today="2026-11-20")
    assert saving.go_on(cast(AppContext, context), cast(Talk, heard), sitting, name) == saving.GO_ON
    return heard.told


def test_one_is_told_that_the_questions_have_changed_since(records: RecordStore) -> None:
    """L19."""
    (sitting,) = records.sittings(records.person())
    assert "resume-changed" in told(sitting, "signs")
    assert "resume-changed" not in told(records.begin(records.person(), "signs"), "signs")


def test_one_is_told_too_where_a_file_of_ones_own_has_changed(records: RecordStore, tmp_path: Path) -> None:
    """L19."""
    own = tmp_path / "own.yaml"
    own.write_text(OWN, encoding="utf-8")
    sitting = records.begin(records.person(), str(own))
    assert "resume-changed" not in told(sitting, str(own))
    own.write_text(OWN.replace("Is it late?", "Is it very late?"), encoding="utf-8")
    assert "resume-changed" in told(sitting, str(own))
    assert "resume-changed" not in told(sitting, "")  # the diary does not know where the file is


OWN = """
questionnaire: own
version: 1.0
title: Invented
language: en
recall: now
audience: tests
source: {citation: Invented for a test, licence: CC0-1.0}
items:
  - {id: late, ask: Is it late?, options: [{code: yes, text: "Yes"}, {code: no, text: "No"}]}
"""


# What is held.


def sitting_of(questionnaire: Questionnaire, given_answers: Answers, number: int = 1) -> Sitting:
    return clients.sitting(questionnaire, given_answers, number)


def result_before(level: str = "monthly") -> Result:
    return conclude(sitting_of(before(), answers_before(level)).interview, place("CA-AB"))


def test_a_held_result_has_the_scores_and_words_of_its_own_version() -> None:
    found = result_before("less-than-monthly")
    scores = {one.scale.id: one.value for one in found.scores}
    assert scores["count"] == 5  # under 2.0 it would be 1
    assert {text.id for text in found.guidance} <= set(library().guidance)  # those that have gone are left out
    document = plain_text(result_reports().result(found))
    assert "Signs counted: 5 of 11. That is: Several of the signs counted." in document
    assert not set("{}") & set(document)


@pytest.mark.parametrize("level", ["never", "less-than-monthly", "daily"])
def test_a_held_result_can_be_shown_and_exported_in_every_format(level: str) -> None:
    found = result_before(level)
    template = (questions_folder() / "templates" / "page.html").read_text(encoding="utf-8")
    for document in (result_reports().result(found), result_reports().hand_out(found, answers=True)):
        assert document.sections
        for shown in (plain_text(document), markdown(document), html_page(document, template)):
            assert "Loss of control" in shown
    assert "'version': '1.0'" in str(result_json(found, words()))
    sitting = sitting_of(before(), answers_before(level))
    assert "1.0" in scores_csv(rows_of("MAPLE-7", sitting))
    file = clients.client_file([sitting, sitting_of(shipped("signs"), answered(said()), 2)])
    exported = client_json(file, clients.results(file), words())
    assert "'version': '1.0'" in str(exported)


def test_every_answer_of_a_held_sitting_still_has_its_words() -> None:
    found = result_before()
    assert {found.questionnaire.by_id[item].by_code["monthly"].text for item in ("craving", "tolerance")} == {"Monthly"}


# What is compared.


def both() -> list[Sitting]:
    return [
        sitting_of(before(), answers_before("daily"), 1),
        sitting_of(before(), answers_before("monthly"), 2),
        sitting_of(shipped("signs"), answered(said(level="monthly")), 3),
        sitting_of(shipped("signs"), answered(said(level="weekly")), 4),
    ]


def test_each_first_number_of_a_version_is_a_series_of_its_own() -> None:
    assert [[one.number for one in group] for group in series(both(), "signs")] == [[1, 2], [3, 4]]


def test_no_change_is_worked_out_between_two_series() -> None:
    pairs = {
        (change.earlier.version, change.later.version) for one in trends(both(), "signs") for change in one.changes
    }
    assert pairs == {("1.0", "1.0"), ("2.0", "2.0")}
    charts = [{point.version for point in points} for one in trends(both(), "signs") for points in one.pictures]
    assert {frozenset(versions) for versions in charts} == {frozenset({"1.0"}), frozenset({"2.0"})}


def test_the_page_on_change_says_that_two_series_stand_by_themselves() -> None:
    document = TrendReports(result_reports()).trend(trends(both(), "signs"))
    ids = [section.id for section in document.sections]
    assert len(ids) == len(set(ids))
    assert {"trend-signs-1", "trend-signs-2"} <= set(ids)
    shown = " ".join(plain_text(document).split())
    assert "Taken with version 1." in shown
    assert "Taken with version 2." in shown
    assert "no change between the two is worked out" in shown


def test_with_one_series_nothing_is_said_about_others() -> None:
    document = TrendReports(result_reports()).trend(trends(both()[2:], "signs"))
    assert "worked out" not in plain_text(document)
    assert document.sections[0].id == "trend-signs"


def test_two_sittings_side_by_side_have_no_change_across_versions() -> None:
    _, earlier, later, _ = both()
    comparison = compare(earlier, later)
    assert {change.difference for change in comparison.changes} == {None}
    assert any(str(caution.doubt) == "version" for caution in comparison.cautions)
    assert plain_text(ComparisonReports(result_reports()).compare(comparison))
