"""CLI-32: answers and scores as FHIR: our four states kept apart, and no number that we would not print ourselves."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given

from screening.engine.results import Result
from screening.interchange.fhir.answers import read
from screening.interchange.fhir.codes import FhirNames
from screening.interchange.fhir.observation import bundle
from screening.interchange.fhir.response import Sent, response
from screening.model.answers import Answer, Chosen, Entered
from screening.model.questionnaire import Questionnaire
from tests.conftest import SKIP, answers, shipped
from tests.conftest import questionnaire as made
from tests.contracts import run
from tests.generated import answered
from tests.interchange.fhir.made import WISHES, Json, choice, coding, item, loaded, taken
from tests.interchange.fhir.oracles import items_of, schema_faults
from tests.interchange.sittings import result, sitting

WHEN = "2026-11-22T10:00:00Z"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def sent(found: Result, *, everything: bool = True, subject: str = "") -> Sent:
    return Sent(found, FhirNames(found.questionnaire), WHEN, subject, everything)


def answer_items(found: Result, *, everything: bool = True) -> dict[str, Json]:
    return {str(one["linkId"]): one for one in items_of(response(sent(found, everything=everything)))}


def observations(found: Result) -> list[Json]:
    ids = count()
    entries = bundle([sent(found)], WHEN, lambda: f"00000000-0000-4000-8000-{next(ids):012}")["entry"]
    assert isinstance(entries, list)
    return [entry["resource"] for entry in entries[1:]]


ITEMS = """
items:
  - {id: a, ask: "A?", options: yes-no}
  - {id: b, ask: "B?", options: yes-no, only-if: {item: a, is: yes}}
  - {id: c, ask: "C?", options: unsure}
  - {id: n, ask: "N?", type: number, least: 0, most: 9}
  - {id: t, ask: "T?", type: text}
  - {id: m, ask: "M?", type: choices, options: how-often}
scales:
  - id: points
    title: Points
    sum-of: [a, b, n]
    bands: [{id: few, from: 0, to: 2, title: Few}, {id: many, from: 3, to: 11, title: Many}]
"""


def test_the_four_states_are_kept_apart() -> None:
    found = result(made(ITEMS), answers(a="no", c="not-sure", n=SKIP, t=Entered("hello")))
    items = answer_items(found)
    assert items["a"]["answer"] == [{"valueCoding": coding_of("a", "no", "No")}]
    assert "b" not in items  # not asked
    assert items["c"]["answer"] == [{"valueCoding": coding_of("c", "not-sure", "Not sure")}]  # an answer of its own
    assert items["n"] == {"linkId": "n", "extension": [{"url": ABSENT, "valueCode": "asked-declined"}]}
    assert "m" not in items  # not answered
    assert response(sent(found))["status"] == "in-progress"


def coding_of(of: str, code: str, display: str) -> Json:
    return {"system": f"urn:screening:CodeSystem:made-up.{of}", "code": code, "display": display}


def test_a_finished_sitting_is_completed_and_holds_its_totals() -> None:
    found = result(made(ITEMS), answers(a="yes", b="yes", c="no", n=3, t=Entered("x"), m=("never", "daily")))
    items = answer_items(found)
    assert response(sent(found))["status"] == "completed"
    assert items["total-points"]["answer"] == [{"valueDecimal": 5}]
    assert len(items["m"]["answer"]) == 2  # type: ignore[arg-type]


def test_a_score_is_an_observation_with_its_band_and_ranges() -> None:
    (points,) = observations(result(made(ITEMS), answers(a="yes", b="yes", c="no", n=3, t=Entered("x"), m=("never",))))
    assert (points["status"], points["valueQuantity"]) == (
        "final",
        {"value": 5, "unit": "points", "system": "http://unitsofmeasure.org", "code": "{score}"},
    )
    assert [one["text"] for one in points["interpretation"]] == ["Many"]  # type: ignore[attr-defined]
    assert [one["text"] for one in points["referenceRange"]] == ["Few", "Many"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("given", "status", "reason"),
    [
        (answers(a="no", c="no", n=SKIP, t=Entered("x"), m=("never",)), "final", "asked-declined"),
        (answers(a="no"), "preliminary", "temp-unknown"),
    ],
)
def test_a_total_that_is_a_range_has_no_value_and_says_why(given: dict[str, Answer], status: str, reason: str) -> None:
    (points,) = observations(result(made(ITEMS), given))
    assert "valueQuantity" not in points
    assert points["status"] == status
    assert points["dataAbsentReason"]["coding"][0]["code"] == reason  # type: ignore[index]
    ends = [one["valueQuantity"]["value"] for one in points["component"]]  # type: ignore[attr-defined]
    assert ends == [0, 9]


def test_where_no_scores_stand_there_is_no_observation() -> None:
    found = result(shipped("signs"), answers(using="alcohol", safety="no", urgent=("none",), adult="no"))
    assert found.scores_absent
    assert observations(found) == []


def test_what_is_private_leaves_only_where_the_person_says_so() -> None:
    given = answers(
        using="other-drug", using_own=Entered("my own words"), safety="yes", urgent=("none",), adult="yes",
        past_year="yes", danger="daily",
    )  # fmt: skip
    found = result(shipped("signs"), given)
    everything, some = answer_items(found), answer_items(found, everything=False)
    for link in ("using-own", "safety", "danger"):
        assert "answer" in everything[link]
        assert some[link] == {"linkId": link, "extension": [{"url": ABSENT, "valueCode": "masked"}]}
    assert "my own words" not in json.dumps(some)


@given(answered())
def test_whatever_leaves_is_as_hl7_wants_it(drawn: tuple[Questionnaire, dict[str, Answer]]) -> None:
    found = result(*drawn)
    ids = count()
    assert schema_faults(bundle([sent(found, subject="Patient/1")], WHEN, lambda: f"{next(ids):036}")) == []


@pytest.mark.parametrize("name", ["signs", "past-month"])
def test_an_observation_has_a_value_exactly_where_we_print_one(name: str) -> None:
    for seed in range(20):
        found = sitting(shipped(name), seed, 0.1)
        ours = [] if found.scores_absent else [score.value for score in found.scores]
        theirs = [one.get("valueQuantity", {}).get("value") for one in observations(found)]  # type: ignore[attr-defined]
        assert theirs == [None if value is None else float(value) for value in ours]


def test_answers_to_a_file_from_elsewhere_stand_where_its_items_stood() -> None:
    """In groups, and in the answer that a question depends on; an answer of one's own is its words."""
    inner = [choice("/g/1", "X", "Y", item=[item("/g/1/a", "boolean")]), item("/g/2", "date")]
    where = item("/w", "open-choice", answerOption=[{"valueCoding": coding("Z")}])
    read = loaded(taken(item("/g", "group", item=inner), where))
    ids = {one.link: one.id for one in read.items}
    given: dict[str, Answer] = {ids["/g/1"]: Chosen("y"), ids["/g/1/a"]: Chosen("yes")}
    given |= {ids["/g/2"]: Entered("2026-11-22")}
    given |= answers(w="other", w_other=Entered("Soup"))
    items = {str(one["linkId"]): one for one in items_of(response(sent(result(read, given))))}
    (chosen,) = answers_of(items["/g/1"])
    assert chosen["valueCoding"] == coding("Y")
    assert chosen["item"] == [{"linkId": "/g/1/a", "answer": [{"valueBoolean": True}]}]
    assert answers_of(items["/g/2"]) == [{"valueDate": "2026-11-22"}]
    assert answers_of(items["/w"]) == [{"valueString": "Soup"}]
    assert [one["linkId"] for one in response(sent(result(read, given)))["item"]] == ["/g", "/w"]  # type: ignore[attr-defined]


def answers_of(one: Json) -> list[Json]:
    found = one["answer"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("type_", ["integer", "decimal", "quantity"])
def test_a_total_leaves_as_the_type_that_it_was_and_a_differing_one_is_told(type_: str) -> None:
    total = item("/t", type_, text="The total score")
    wishes = replace(WISHES, totals={"/t": ("a", "b")})
    first = loaded(taken(*(choice(name, "x", "y", points=True) for name in "ab"), total, wishes=wishes))
    found = result(first, dict.fromkeys("ab", Chosen("y")))
    value: object = {"value": 2} if type_ == "quantity" else 2
    sent_ = response(sent(found))
    assert answers_of(answer_items(found)["/t"]) == [{f"value{type_.capitalize()}": value}]
    assert read(sent_, FhirNames(first)).totals == {"t": Decimal(2)}


def test_a_number_leaves_as_the_type_that_it_was() -> None:
    kilograms = {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit", "valueCoding": {"display": "kg"}}
    read = loaded(taken(item("w", "quantity", extension=[kilograms]), item("d", "decimal"), item("i", "integer")))
    given: dict[str, Answer] = {"w": Entered(Decimal("70.5")), "d": Entered(3), "i": Entered(3)}
    items = {str(one["linkId"]): one for one in items_of(response(sent(result(read, given))))}
    assert answers_of(items["w"]) == [{"valueQuantity": {"value": 70.5, "unit": "kg"}}]
    assert (answers_of(items["d"]), answers_of(items["i"])) == ([{"valueDecimal": 3}], [{"valueInteger": 3}])


# The command.

GIVEN = json.dumps(
    {"answers": {"using": "alcohol", "safety": "no", "urgent": ["none"], "adult": "yes", "craving": "daily"}}
)


def test_the_command_writes_a_bundle_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    done = run("check", "past-month", "--answers", "-", "--as", "fhir", home=tmp_path, text=GIVEN)
    found = json.loads(done.stdout)
    assert (done.returncode, schema_faults(found)) == (0, [])
    assert found["entry"][0]["resource"]["resourceType"] == "QuestionnaireResponse"
    assert "--all adds them" in done.stderr.decode()
    assert "subject" not in done.stdout.decode()


def test_the_command_writes_to_a_private_file_about_the_one_who_is_named(tmp_path: Path) -> None:
    target = tmp_path / "answers.json"
    more = ("--to", str(target), "--all", "--subject", "Patient/12")
    done = run("check", "past-month", "--answers", "-", "--as", "fhir", *more, home=tmp_path, text=GIVEN)
    found = json.loads(target.read_text(encoding="utf-8"))
    assert (done.returncode, done.stdout) == (0, b"")
    assert all(entry["resource"]["subject"] == {"reference": "Patient/12"} for entry in found["entry"])
    assert target.stat().st_mode & 0o777 == 0o600
    again = run("check", "past-month", "--answers", "-", "--as", "fhir", *more, home=tmp_path, text=GIVEN)
    assert again.returncode == 8


@pytest.mark.parametrize(
    "arguments",
    [
        ("--as", "fhir"),
        ("--answers", "-", "--to", "x.json"),
        ("--answers", "-", "--as", "fhir", "--json"),
        ("--answers", "-", "--as", "hl7"),
        ("--answers", "-", "--as", "fhir", "--subject", "a b"),
    ],
)
def test_what_does_not_go_together_is_told(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run("check", "past-month", *arguments, home=tmp_path, text=GIVEN)
    assert (done.returncode, done.stdout) == (2, b"")
