"""CLI-30, CLI-31, CLI-34, CLI-37: dates and times are asked as such everywhere, with their bounds and tests."""

from __future__ import annotations

import pytest

from screening.interchange.fhir import answers as fhir_answers
from screening.interchange.fhir import write as fhir_write
from screening.interchange.fhir.codes import FhirNames
from screening.interchange.fhir.response import Sent, response
from screening.interchange.redcap import write as redcap_write
from screening.interchange.remarks import Remark, Severity, Verdict
from screening.interchange.xlsform import write as xlsform_write
from screening.model.answers import Answer, Declined, Entered
from screening.model.questionnaire import Item, Questionnaire
from tests.conftest import questionnaire as made
from tests.interchange.fhir.made import HL7, Json, item, loaded, taken, when
from tests.interchange.fhir.oracles import items_of, schema_faults
from tests.interchange.fhir.test_answers import WHEN, answer_items
from tests.interchange.redcap.test_read import field
from tests.interchange.redcap.test_read import read as from_redcap
from tests.interchange.sittings import result
from tests.interchange.xlsform.made import q
from tests.interchange.xlsform.made import read as from_xlsform

ITEMS = """
items:
  - {id: last, type: date, ask: "When?", earliest: 2023-03, latest: 2026%s}
  - {id: up, type: time, ask: "When up?", earliest: "05:00"}
  - {id: a, ask: "A?", options: yes-no, only-if: {item: last, at-least: 2024-05}}
  - {id: b, ask: "B?", options: yes-no, only-if: {item: last, at-most: 2024-02}}
"""
COUNTED = """
scales:
  - id: s
    title: S
    count-of:
      - {id: one, if: {item: last, at-least: 2024-05-10}, because: So}
      - {id: two, if: {all: [{item: last, at-most: 2026}, {item: a, is: yes}]}, because: So}
"""
DATES = made(ITEMS % "")
WHOLE = made(ITEMS % ", precision: day")


def keys(one: Item) -> tuple[object, ...]:
    return one.type, one.earliest, one.latest, one.precision


def asked_if(found: Questionnaire) -> list[object]:
    conditions = (one.only_if for one in found.items if one.only_if is not None)
    return [(one.item, one.at_least, one.at_most) for one in conditions]


def kinds(remarks: tuple[Remark, ...]) -> dict[str, str]:
    return {one.kind: one.where for one in remarks if one.severity not in (Severity.NOTED, Severity.CAUTION)}


# FHIR.


def bounded(name: str, kind: str, **bounds: str) -> Json:
    urls = {"least": f"{HL7}minValue", "most": f"{HL7}maxValue"}
    value = f"value{kind[0].upper()}{kind[1:]}"
    return item(name, kind, extension=[{"url": urls[key], value: bound} for key, bound in bounds.items()])


def test_a_date_and_a_time_of_fhir_are_taken_whole_with_their_bounds() -> None:
    found = taken(
        bounded("a", "date", least="2020-01-01", most="2026-05"),
        bounded("b", "time", least="07:30:00"),
        item("c", "date"),
    )
    assert found.verdict is Verdict.WHOLE
    assert [keys(one) for one in loaded(found).items] == [
        ("date", "2020-01-01", "2026-05", None), ("time", "07:30", None, None), ("date", None, None, None),
    ]  # fmt: skip


def test_of_a_date_with_a_time_only_the_date_is_asked_and_it_goes_back_as_what_it_was() -> None:
    found = taken(bounded("a", "dateTime", least="2020-01-01T10:00:00Z"))
    assert kinds(found.remarks) == {"time-of-day": "a"}
    first = loaded(found)
    assert (keys(first.items[0]), first.items[0].was) == (("date", "2020-01-01", None, None), "dateTime")
    resource = fhir_write.write(first).resource
    assert resource is not None
    assert [one["type"] for one in items_of(resource)] == ["dateTime"]
    assert answer_items(result(first, {"a": Entered("2026-05")}))["a"]["answer"] == [{"valueDateTime": "2026-05"}]


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        (">=", ("2024-05-01", None)),
        (">", ("2024-05-02", None)),
        ("<=", (None, "2024-05-01")),
        ("<", (None, "2024-04-30")),
    ],
)
def test_a_test_of_a_whole_day_is_a_bound_here(operator: str, expected: tuple[str | None, str | None]) -> None:
    asked = item("b", enableWhen=[when("a", operator, answerDate="2024-05-01")])
    assert asked_if(loaded(taken(item("a", "date"), asked))) == [("a", *expected)]


def test_a_test_of_one_day_is_two_bounds_and_of_every_other_day_what_lies_outside() -> None:
    equal = item("b", enableWhen=[when("a", "=", answerDate="2024-03-01")])
    unequal = item("c", enableWhen=[when("a", "!=", answerDate="2024-03-01")])
    only = [one.only_if for one in loaded(taken(item("a", "date"), equal, unequal)).items]
    assert only[1] is not None
    assert only[2] is not None
    assert [(one.at_least, one.at_most) for one in only[1].all or ()] == [("2024-03-01", None), (None, "2024-03-01")]
    outside = [(one.at_least, one.at_most, one.answered) for one in only[2].any or ()]
    assert outside == [(None, "2024-02-29", None), ("2024-03-02", None, None), (None, None, False)]


@pytest.mark.parametrize("value", ["2024", "2024-05", "soon"])
def test_a_test_of_less_than_a_day_means_nothing_certain_in_fhir_and_refuses(value: str) -> None:
    found = taken(item("a", "date"), item("b", enableWhen=[when("a", ">", answerDate=value)]))
    assert (found.verdict, [*kinds(found.remarks)]) == (Verdict.REFUSED, ["condition-test"])


def test_ours_goes_out_to_fhir_and_comes_back() -> None:
    written = fhir_write.write(DATES)
    assert written.resource is not None
    assert schema_faults(written.resource) == []
    again = loaded(taken(*written.resource["item"]))  # type: ignore[misc]
    assert [keys(one) for one in again.items] == [keys(one) for one in DATES.items]
    assert asked_if(again) == [("last", "2024-05-01", None), ("last", None, "2024-02-29")]


def test_answers_leave_as_dates_and_times_only_with_all_and_are_read_again() -> None:
    given: dict[str, Answer] = {"last": Entered("2024-05"), "up": Entered("07:30")}
    open_, kept = (answer_items(result(DATES, given), everything=one) for one in (True, False))
    assert (open_["last"]["answer"], open_["up"]["answer"]) == ([{"valueDate": "2024-05"}], [{"valueTime": "07:30:00"}])
    assert ["answer" in kept[name] for name in given] == [False, False]
    response_ = response(Sent(result(DATES, {**given, "a": Declined()}), FhirNames(DATES), WHEN, everything=True))
    assert dict(fhir_answers.read(response_, FhirNames(DATES)).answers) == {**given, "a": Declined()}


# Tables.


def test_a_date_of_redcap_is_taken_whole_with_its_bounds_and_tests_of_days_between() -> None:
    found = from_redcap(
        field("a", "text", "When?", validation="date_mdy", least="2020-01-01"),
        field("b", "text", "At?", validation="time"),
        field("c", branching_logic="([a] <> '' and datediff([a], '2024-05-01', 'd', true) <= 0)"),
        field("d", branching_logic='datediff([a], "2024-05-01", "d", "ymd", true) > 0'),
    )
    first = loaded(found)
    assert [keys(one) for one in first.items[:2]] == [("date", "2020-01-01", None, "day"), ("time", None, None, None)]
    assert asked_if(first) == [("a", "2024-05-01", None), ("a", None, "2024-04-30")]


@pytest.mark.parametrize("logic", ["[a] > '2024-05-01'", "datediff([a], 'today', 'd') > 0", "[b] > '07:00'"])
def test_another_test_of_a_date_there_refuses(logic: str) -> None:
    found = from_redcap(
        field("a", "text", "When?", validation="date_ymd"),
        field("b", "text", "At?", validation="time"),
        field("c", branching_logic=logic),
    )
    assert found.verdict is Verdict.REFUSED


def test_a_date_of_an_xlsform_is_taken_whole_with_its_bounds_and_tests() -> None:
    bounds = ". >= date('2020-01-01') and . <= date('2026-12-31')"
    found = from_xlsform(
        q("a", "date", "When?", constraint=bounds),
        q("b", "time", "At?"),
        q("m", "date", "Which month?", appearance="month-year no-calendar"),
        q("c", relevant="${a} >= date('2024-05-01')"),
        q("d", relevant="not(${a} >= date('2024-05-01'))"),
    )
    first = loaded(found)
    assert [keys(one) for one in first.items[:3]] == [
        ("date", "2020-01-01", "2026-12-31", "day"), ("time", None, None, None), ("date", None, None, "month"),
    ]  # fmt: skip
    outside = first.items[-1].only_if
    assert outside is not None
    assert [(one.at_most, one.answered) for one in outside.any or ()] == [("2024-04-30", None), (None, False)]


@pytest.mark.parametrize("write", [redcap_write.write, xlsform_write.write], ids=["redcap", "xlsform"])
def test_where_only_whole_days_can_be_entered_a_month_is_a_named_loss(write: object) -> None:
    assert "out-whole-day" in kinds(write(DATES).remarks)  # type: ignore[operator]
    assert "out-whole-day" not in kinds(write(WHOLE).remarks)  # type: ignore[operator]


@pytest.mark.parametrize("write", [redcap_write.write, xlsform_write.write], ids=["redcap", "xlsform"])
def test_a_question_that_hangs_on_a_time_of_day_cannot_be_written_there(write: object) -> None:
    late = made(ITEMS % "" + '  - {id: c, ask: "C?", options: yes-no, only-if: {item: up, at-least: "09:00"}}\n')
    assert kinds(write(late).remarks)["out-time"] == "c"  # type: ignore[operator]


def test_bounds_go_out_as_whole_days() -> None:
    table = redcap_write.write(WHOLE).text or ""
    assert "date_ymd,2023-03-01,2026-12-31" in table
    sheets = xlsform_write.write(WHOLE).sheets or {}
    cells = [cell for row in sheets["survey"] for cell in row]
    assert ". >= date('2023-03-01') and . <= date('2026-12-31')" in cells
    assert "${last} <= date('2024-02-29')" in cells
