"""CLI-20: lines of FHIR are scored as one response at a time, and what is wrong in one stops nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given

from screening.bulk.fhir_lines import PASSED, from_fhir
from screening.cli.table_rows import is_fhir
from screening.interchange.fhir.answers import read
from screening.interchange.fhir.codes import FhirNames
from screening.model.answers import Answer, Chosen
from screening.model.questionnaire import Questionnaire
from screening.system.process import Code
from tests.contracts import run
from tests.generated import answered
from tests.interchange.fhir.made import Json
from tests.interchange.fhir.test_answers_in import FORM, YES, answer, holding, sent

GOOD = json.dumps(holding(answer("a", YES)))


@given(answered())
def test_each_line_is_read_as_a_file_by_itself(drawn: tuple[Questionnaire, dict[str, Answer]]) -> None:
    questionnaire, answers = drawn
    held = sent(questionnaire, answers)
    (row,) = from_fhir(questionnaire, [json.dumps(held, default=float)]).responses
    assert (dict(row.answers), row.problems) == (dict(read(held, FhirNames(questionnaire)).answers), ())


def test_whose_answers_these_are_passes_through() -> None:
    given_at = {"id": "r1", "subject": {"reference": "Patient/7"}, "authored": "2026-11-02"}
    named = {"subject": {"identifier": {"value": "K-12"}}}
    lines = [json.dumps(holding(answer("a", YES)) | more) for more in (given_at, named)]
    table = from_fhir(FORM, ["\ufeff" + lines[0], "\n", lines[1]])
    assert is_fhir("\ufeff" + lines[0])
    assert table.passed == PASSED
    first, second = table.responses
    assert (first.row, first.passed, dict(first.answers)) == (
        1, ("r1", "Patient/7", "2026-11-02"), {"a": Chosen("yes")},
    )  # fmt: skip
    assert (second.row, second.passed) == (3, (None, "K-12", None))


BAD: dict[str, str] = {
    "another resource": json.dumps({"resourceType": "Patient"}),
    "no JSON": '{"resourceType": "QuestionnaireResponse", ',
    "no UTF-8": GOOD.replace("completed", "completed\udcff"),
    "of another questionnaire": json.dumps(holding() | {"questionnaire": "http://example.org/Questionnaire/other"}),
    "void": json.dumps(holding() | {"status": "entered-in-error"}),
    "a subject that is a text": json.dumps(holding() | {"subject": "7"}),
    "no such item": json.dumps(holding(answer("zz", YES))),
    "no such code": json.dumps(holding(answer("a", {"valueCoding": {"code": "secret"}}))),
}


@pytest.mark.parametrize("what", BAD)
def test_a_line_that_is_no_response_to_it_is_a_bad_row(what: str) -> None:
    rows = [*from_fhir(FORM, [GOOD, BAD[what], GOOD]).responses]
    assert [bool(one.problems) for one in rows] == [False, True, False]
    assert not any("secret" in problem.reason for problem in rows[1].problems)


def test_a_file_of_lines_is_scored_by_the_command(tmp_path: Path) -> None:
    """And its bad rows are told."""
    response: Json = {"resourceType": "QuestionnaireResponse", "status": "completed", "id": "r1"}
    items = [answer(f"q{number}", {"valueCoding": {"code": "yes"}}) for number in range(1, 5)]
    text = json.dumps(response | {"item": items}) + "\n" + json.dumps({"resourceType": "Patient"}) + "\n"
    done = run("score", "cage", "-", home=tmp_path, text=text)
    assert done.returncode == Code.ROWS_LEFT_OUT
    assert done.stdout.decode().splitlines()[0].startswith("row,id,subject,authored,")
    assert done.stdout.decode().splitlines()[1].startswith("1,r1,,,4,4,4,")
    assert b'2,,"One QuestionnaireResponse is wanted' in done.stderr
