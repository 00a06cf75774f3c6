"""Everything about one client as one JSON document: complete, in a fixed order, and by its schema."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from screening.engine.interview import RecordedAnswer
from screening.formats.client_json import client_json
from screening.formats.result_json import dumps, result_json
from screening.model.answers import Chosen, Entered
from screening.records.client_file import ClientFile
from screening.records.sitting_events import Event, EventKind, fold
from tests.clients import client_file, results, sitting
from tests.conftest import SKIP, answers, questionnaire, shipped
from tests.contracts import faults
from tests.conversation.test_json_lines import paths_of, with_other, without
from tests.people import HIGH, answered, said, words

Parsed = Any  # a JSON document as it is read back
MADE_UP = """
items:
  - {id: more, ask: "More?", options: yes-no}
  - {id: how-often, ask: "How often?", label: Often, options: how-often, only-if: {item: more, is: yes}}
  - {id: age, type: number, ask: "How old are you?"}
  - {id: why, type: text, ask: "Why?"}
scales: [{id: total, title: Total, sum-of: [more, how-often]}]
"""


def exported(file: ClientFile, notice: str = "") -> Parsed:
    """The document as a program reads it."""
    return json.loads(dumps(client_json(file, results(file), words(), notice)))


def full() -> ClientFile:
    """A client with two sittings of which the second corrects the first, and one that was left open."""
    of = questionnaire(MADE_UP)
    first = sitting(of, answers(more="yes", how_often="weekly", age=40, why=Entered("I say")), 1, corrected_by=2)
    second = sitting(of, answers(more="yes", how_often=SKIP, age=-1, why=SKIP), 2)
    third = sitting(of, answers(more="no"), 3, interpreter=True)
    return client_file([first, replace(second, corrects=1), third], keep_until="2033-01-01")


def test_a_client_keeps_the_schema() -> None:
    """CLI-2."""
    assert faults("client", exported(full(), "Do not pass this on.")) == []
    assert faults("client", exported(client_file([]))) == []


@pytest.mark.parametrize(
    "given", [said("opioids", HIGH, craving=None), said(adult="no"), {}], ids=["all", "no scores", "none"]
)
def test_a_client_with_a_real_sitting_keeps_the_schema(given: dict[str, object]) -> None:
    """CLI-2."""
    assert faults("client", exported(client_file([sitting(shipped("signs"), answered(given))]))) == []


def outside_results(document: Parsed) -> list[tuple[str | int, ...]]:
    """The way to every key but those of a result, which has a schema and tests of its own."""
    return [path for path in paths_of(document) if isinstance(path[-1], str) and "result" not in path[:-1]]


def test_a_client_that_lacks_any_key_fails_the_schema() -> None:
    """All but the notice, and but the items: how many there are is up to the questionnaire."""
    found = exported(full(), "Do not pass this on.")
    missing = [path for path in outside_results(found) if not faults("client", without(found, path))]
    assert [path for path in missing if path != ("notice",) and path[-2] != "answers"] == []


def test_a_client_with_anything_of_a_wrong_type_fails_the_schema() -> None:
    found = exported(full(), "Do not pass this on.")
    keys = outside_results(found)
    assert len(keys) > 100
    assert [path for path in keys if not faults("client", with_other(found, path, {"wrong": 1}))] == []


def test_the_keys_stand_in_a_fixed_order() -> None:
    """CLI-2."""
    found = exported(full(), "Do not pass this on.")
    assert list(found) == [
        "schema_version", "notice", "client", "consents", "sittings", "unreadable", "looked_at", "notes", "audit",
        "intended_use",
    ]  # fmt: skip
    assert list(found["sittings"][0]["answers"]) == ["more", "how-often", "age", "why"]
    assert dumps(client_json(full(), {}, words())) == dumps(client_json(full(), {}, words()))


def test_everything_about_the_client_is_there() -> None:
    found = exported(full())
    assert found["client"] == {
        "code": "MAPLE-7",
        "opened": {"utc": "2026-11-22T08:30:00Z", "offset": -420},
        "keep_until": "2033-01-01",
        "due": None,
    }
    assert [(one["version"], one["by"]) for one in found["consents"]] == [("1", "AB")]
    assert [(one["number"], one["text"]) for one in found["notes"]] == [(1, "Came with a friend.")]
    assert [(one["what"], one["sitting"]) for one in found["audit"]] == [
        ("client-added", None),
        ("sitting-completed", 1),
    ]


def test_the_random_number_and_the_seals_of_the_audit_trail_stay_in_the_store() -> None:
    text = dumps(client_json(full(), {}, words()))
    assert '"link"' not in text
    assert "71" not in text


def test_a_sitting_tells_how_it_was_taken_and_what_became_of_it() -> None:
    first, second, third = exported(full())["sittings"]
    assert (first["corrected_by"], second["corrects"], third["corrects"]) == (2, 1, None)
    assert [one["status"] for one in (first, second, third)] == ["completed", "completed", "in-progress"]
    assert (first["interpreter"], third["interpreter"], first["paper"], first["meant_for"]) == (
        False, True, False, True,
    )  # fmt: skip
    assert first["questionnaire"]["title"] == "Made up for a test"


def test_the_result_is_the_one_of_the_contract_with_each_answer_and_its_points() -> None:
    file = full()
    found = exported(file)["sittings"][0]["result"]
    assert found == json.loads(dumps(result_json(results(file)[1], words(), why=True)))
    assert found["scores"][0]["why"]


def test_without_a_result_there_is_null() -> None:
    document = json.loads(dumps(client_json(full(), {}, words())))
    assert [one["result"] for one in document["sittings"]] == [None, None, None]
    assert faults("client", document) == []


def test_an_answer_is_told_by_its_code_and_in_words() -> None:
    first, second, third = (one["answers"] for one in exported(full())["sittings"])
    asked = {"question": "How often?", "label": "Often"}
    told = {"state": "answered", "chosen": ["weekly"], "text": "Weekly", "counts": True}
    assert first["how-often"] == {**asked, **told}
    assert first["age"]["entered"] == 40
    assert first["why"]["entered"] == first["why"]["text"] == "I say"
    assert second["how-often"]["declined"] is True
    assert second["how-often"]["text"] == "skipped"
    assert third["how-often"] == {**asked, "state": "not-asked"}
    assert third["age"] == {"question": "How old are you?", "label": None, "state": "unanswered"}


def test_an_answer_that_no_longer_counts_is_kept_and_said_to_be_so() -> None:
    of = questionnaire(MADE_UP)
    events = [
        Event(EventKind.ANSWERED, "more", RecordedAnswer(Chosen("yes"), ())),
        Event(EventKind.ANSWERED, "how-often", RecordedAnswer(Chosen("daily"), ())),
        Event(EventKind.ANSWERED, "more", RecordedAnswer(Chosen("no"), ())),
    ]
    taken = replace(sitting(of, {}), interview=fold(of, events))
    found = exported(client_file([taken]))["sittings"][0]["answers"]["how-often"]
    assert (found["state"], found["chosen"], found["counts"]) == ("not-asked", ["daily"], False)
    assert faults("client", exported(client_file([taken]))) == []


def test_the_notice_is_there_only_where_there_is_one() -> None:
    assert exported(full(), "Do not pass this on.")["notice"] == "Do not pass this on."
    assert "notice" not in exported(full())
