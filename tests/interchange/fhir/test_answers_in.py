"""CLI-33: a QuestionnaireResponse as answers: the states kept apart, no total taken over, and nothing guessed."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from screening.errors import AnswersError
from screening.interchange.fhir.answers import Response, differing, questionnaire_of, read, response_in
from screening.interchange.fhir.codes import FhirNames
from screening.interchange.fhir.observation import bundle
from screening.interchange.fhir.response import Sent, response
from screening.model.answers import Answer, Chosen, Declined, Entered, Gap
from screening.model.questionnaire import Questionnaire
from tests.conftest import questionnaire as made
from tests.contracts import run
from tests.generated import answered
from tests.interchange.fhir.made import HL7, WISHES, Json, choice, coding, item, loaded, option, taken, total_of
from tests.interchange.sittings import LIBRARY, SHIPPED, result, shipped_or_worded, sitting
from tests.interchange.test_hostile_files import VALUES, places

ABSENT = f"{HL7}data-absent-reason"
REASONS = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
WHEN = "2026-11-22T10:00:00Z"


def sent(questionnaire: Questionnaire, answers: dict[str, Answer]) -> Json:
    return response(Sent(result(questionnaire, answers), FhirNames(questionnaire), WHEN, everything=True))


def holding(*items: Json, **more: object) -> Json:
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": list(items), **more}


def answer(link: str, *answers: Json, **more: object) -> Json:
    return {"linkId": link, **({"answer": list(answers)} if answers else {}), **more}


def problems(found: Json, questionnaire: Questionnaire) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        read(found, FhirNames(questionnaire))
    return list(caught.value.problems)


ITEMS = """
items:
  - {id: a, ask: "A?", options: yes-no}
  - {id: n, ask: "N?", type: number, least: 0, most: 9, unit: kg}
  - {id: m, ask: "M?", type: choices, options: how-often}
  - {id: t, ask: "T?", type: text}
scales:
  - {id: points, title: Points, sum-of: [a, n]}
"""
FORM = made(ITEMS)
TAKEN = """
items:
  - {id: sleep, ask: "A?", why: "Because.", options: yes-no}
  - {id: sleep-help, ask: "B?", options: yes-no}
  - {id: total-score, ask: "C?", options: yes-no}
scales:
  - {id: score, title: Score, sum-of: [sleep, sleep-help, total-score]}
"""
SWAPPED = """
items:
  - id: a
    ask: "A?"
    type: choice
    options:
      - {code: a, text: First, coding: {system: "http://example.org", code: b}}
      - {code: b, text: Second, coding: {system: "http://example.org", code: a}}
"""
YES: Json = {"valueCoding": {"system": "urn:screening:CodeSystem:made-up.a", "code": "yes"}}


# Round trips: written, then read again.


@settings(max_examples=settings().max_examples * 5 // 3)
@given(answered())
def test_cli33_answers_that_left_come_back_the_same(drawn: tuple[Questionnaire, dict[str, Answer]]) -> None:
    questionnaire, answers = drawn
    there = result(questionnaire, answers)
    back = read(sent(questionnaire, answers), FhirNames(questionnaire))
    again = result(questionnaire, dict(back.answers))
    assert (again.replies, again.status) == (there.replies, there.status)
    assert list(differing(again, back.totals)) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_answers_to_what_is_shipped_come_back_the_same(name: str) -> None:
    questionnaire = shipped_or_worded(name)
    for seed in range(3):
        there = sitting(questionnaire, seed, 0.15)
        document = bundle([Sent(there, FhirNames(questionnaire), WHEN, everything=True)], WHEN, lambda: "x")
        back = read(response_in(json.dumps(document).encode()), FhirNames(questionnaire))
        assert result(questionnaire, dict(back.answers)).replies == there.replies


@pytest.mark.parametrize("line", [Entered("Soup"), Declined()])
def test_an_answer_of_ones_own_comes_back_and_so_does_that_it_was_declined(line: Answer) -> None:
    form = loaded(taken(item("w", "open-choice", answerOption=[{"valueCoding": coding("x")}]), item("n")))
    given: dict[str, Answer] = {"w": Chosen("other"), "w-other": line, "n": Entered("x")}
    assert read(sent(form, given), FhirNames(form)).answers == given


def test_who_declines_an_open_choice_is_not_asked_for_an_answer_of_ones_own() -> None:
    form = loaded(taken(item("w", "open-choice", answerOption=[{"valueCoding": coding("x")}])))
    there = result(form, {"w": Declined()})
    assert (there.status, there.replies["w-other"]) == ("completed", Gap.NOT_ASKED)


def test_a_reason_for_no_answer_that_is_an_option_of_the_question_is_that_option() -> None:
    unknown = coding("asked-unknown", system=REASONS)
    options = [*(option(code) for code in "xy"), {"valueCoding": unknown}]
    form = loaded(taken(*(item(link, "choice", answerOption=options, repeats=link == "b") for link in "ab")))
    both = answer("b", {"valueCoding": coding("x")}, {"valueCoding": unknown})
    found = read(holding(answer("a", {"valueCoding": unknown}), both), FhirNames(form))
    assert found.answers == {"a": Chosen("asked-unknown"), "b": Chosen("x", "asked-unknown")}
    declined: Json = {"valueCoding": coding("asked-declined", system=REASONS)}
    assert read(holding(answer("a", declined)), FhirNames(form)).answers == {"a": Declined()}


def test_of_options_that_share_a_value_the_one_of_that_kind_and_system_is_chosen_and_none_where_several_fit() -> None:
    systems: list[Json] = [{"valueCoding": coding("1", system=f"http://example.org/{one}")} for one in "ab"]
    kinds_: list[Json] = [{"valueInteger": 1}, {"valueString": "1"}, {"valueCoding": {"code": "1", "display": "one"}}]
    form = loaded(taken(item("m", "choice", answerOption=kinds_), item("s", "choice", answerOption=systems)))
    names = FhirNames(form)
    for one, option_ in zip(kinds_, form.items[0].options, strict=True):
        assert read(holding(answer("m", one)), names).answers == {"m": Chosen(option_.code)}
    for one, option_ in zip(systems, form.items[1].options, strict=True):
        assert read(holding(answer("s", one)), names).answers == {"s": Chosen(option_.code)}
    with pytest.raises(AnswersError, match="s: one of the item's option codes"):
        read(holding(answer("s", {"valueCoding": {"code": "1"}})), names)


def test_answers_that_hold_what_the_import_left_out_come_in_without_it_and_what_holds_no_answer_says_nothing() -> None:
    hidden = item("old", "string", readOnly=True)
    form = loaded(taken(item("a", "boolean"), hidden, item("pic", "attachment")))
    more = answer("old", {"valueString": "x"}), answer("pic", {"valueAttachment": {}}), answer("odd")
    assert read(holding(answer("a", {"valueBoolean": True}), *more), FhirNames(form)).answers == {"a": Chosen("yes")}
    with pytest.raises(AnswersError, match="there is no such item"):
        read(holding(answer("odd", {"valueString": "x"})), FhirNames(form))


def test_answers_to_a_file_from_elsewhere_come_back_from_where_its_items_stood() -> None:
    inner = [choice("/g/1", "X", "Y", item=[item("/g/1/a", "boolean")]), item("/g/2", "decimal")]
    where = item("/w", "open-choice", answerOption=[{"valueCoding": coding("Z")}, {"valueString": "Soup"}])
    form = loaded(
        taken(
            item("/g", "group", item=inner),
            where,
            item("/i", "choice", answerOption=[{"valueInteger": 1}, {"valueInteger": 2}]),
        )
    )
    nested: Json = {"valueCoding": coding("Y"), "item": [answer("/g/1/a", {"valueBoolean": True})]}
    group: Json = {"linkId": "/g", "item": [answer("/g/1", nested), answer("/g/2", {"valueDecimal": 2.5})]}
    found = read(
        parsed(holding(group, answer("/w", {"valueString": "Bread"}), answer("/i", {"valueInteger": 2}))),
        FhirNames(form),
    )
    ids = {one.link or one.id: one.id for one in form.items}
    assert found.answers == {
        ids["/g/1"]: Chosen("y"),
        ids["/g/1/a"]: Chosen("yes"),
        ids["/g/2"]: Entered(Decimal("2.5")),
        "w": Chosen("other"),
        "w-other": Entered("Bread"),
        "i": Chosen("2"),
    }
    assert read(holding(answer("/w", {"valueString": "Soup"})), FhirNames(form)).answers == {"w": Chosen("soup")}


def test_linkids_of_ours_stand_once_where_names_of_totals_and_help_texts_are_taken() -> None:
    form = made(TAKEN)
    names = FhirNames(form)
    links = [*names.links.values(), *names.totals.values(), *names.helps.values()]
    assert len(set(links)) == len(links) == 5
    given: dict[str, Answer] = {"sleep": Chosen("yes"), "sleep-help": Chosen("no"), "total-score": Chosen("yes")}
    assert read(sent(form, given), names).answers == given


def parsed(document: Json) -> Json:
    return response_in(json.dumps(document).encode())


# Declined, and other reasons.

DECLINED: Json = {"url": ABSENT, "valueCode": "asked-declined"}
WAYS: dict[str, Json] = {
    "on the item": answer("a", extension=[DECLINED]),
    "on the answer": answer("a", {"extension": [DECLINED]}),
    "on the coding": answer("a", {"valueCoding": {"extension": [DECLINED]}}),
    "on the value": answer("a", {"_valueString": {"extension": [DECLINED]}}),
    "as a coding": answer("a", {"valueCoding": {"system": REASONS, "code": "asked-declined"}}),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_of_the_five_ways_to_say_declined_is_read(way: str) -> None:
    assert read(holding(WAYS[way]), FhirNames(FORM)).answers == {"a": Declined()}


def test_an_item_that_is_absent_or_empty_is_not_answered_and_never_declined() -> None:
    assert read(holding(answer("n")), FhirNames(FORM)).answers == {}


def test_of_answers_to_another_questionnaire_only_that_is_told() -> None:
    found = holding(answer("x", YES), answer("y", YES), questionnaire="http://example.org/other|9.9")
    told = "questionnaire: these answers are for another questionnaire than made-up."
    assert problems(found, FORM) == [told]


def test_another_reason_leaves_the_question_open_and_is_told() -> None:
    found = read(holding(answer("a", extension=[{"url": ABSENT, "valueCode": "masked"}])), FhirNames(FORM))
    assert (found.answers, found.absent) == ({}, ("a",))


# Totals.


def told(found: Response) -> list[str]:
    (one,) = differing(result(FORM, dict(found.answers)), found.totals)
    return list(map(str, one))


def test_a_total_of_the_file_is_worked_out_again_and_one_that_differs_is_told() -> None:
    """A form of NLM shows 5 after three of nine answers: here the total is a range."""
    total = answer("total-points", {"valueDecimal": 5})
    whole = read(holding(answer("a", YES), answer("n", {"valueInteger": 3}), total), FhirNames(FORM))
    assert told(whole) == ["Points", "5", "4", "4"]
    part = read(holding(answer("n", {"valueInteger": 3}), total), FhirNames(FORM))
    assert told(part) == ["Points", "5", "3", "4"]


def test_a_total_of_an_imported_file_is_known_by_its_own_linkid() -> None:
    form = loaded(
        taken(choice("a", "x", "y", points=True), choice("b", "x", "y", points=True), total_of("a", "b", link="/t"))
    )
    found = read(holding(answer("/t", {"valueDecimal": 2})), FhirNames(form))
    assert found.totals == {form.scales[0].id: 2}


# What is refused.


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (holding(questionnaire="http://example.org/other"), "questionnaire: these answers are for another"),
        (holding(questionnaire="urn:screening:Questionnaire:made-up|9.9"), "version: these answers are for another"),
        (holding(questionnaire="urn:screening:Questionnaire:made-up|v1"), "version: these answers are for another"),
        (holding(status="entered-in-error"), "status: it must be one of"),
        (holding(answer("secret", YES)), "Item 1 of the response: there is no such item in made-up."),
        (holding(answer("a", YES), answer("a", YES)), "Item 2 of the response: it stands there a second time"),
        (holding(answer("a"), answer("a"), answer("odd", YES)), "Item 3 of the response: there is no such item"),
        (holding(answer("a", YES, YES)), "a: it has 2 answers, and takes one."),
        (holding(answer("a", {"valueCoding": {"code": "secret"}})), "a: "),
        (holding(answer("a", {"valueCoding": {"system": "http://loinc.org", "code": "yes"}})), "a: "),
        (holding(answer("a", {"valueInteger": 1})), "a: "),
        (holding(answer("n", {"valueInteger": 77})), "n: "),
        (holding(answer("n", {"valueQuantity": {"value": 5, "unit": "lb"}})), "n: it is in another unit than kg."),
        (holding(answer("n", {"valueQuantity": {"value": 5, "comparator": "<"}})), "n: a number is wanted"),
        (holding(answer("n", {"valueInteger": 5, "valueString": "7"})), "n: one answer has two values."),
        (holding(answer("a", YES, extension=[DECLINED])), "a: it has an answer, and a reason why it has none."),
        (holding(answer("t", {"valueReference": {}})), "t: "),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_name_and_no_answer_is_quoted(found: Json, problem: str) -> None:
    told = problems(found, FORM)
    assert told[0].startswith(problem)
    assert "secret" not in " ".join(told)
    assert "77" not in " ".join(told)


def test_a_decimal_of_zero_is_a_number_as_any_other() -> None:
    """US Core asks how often somebody drinks as a decimal, and its example answers 0."""
    form = loaded(taken(item("/68517-2", "decimal"), wishes=WISHES))
    found = read(parsed(holding(answer("/68517-2", {"valueDecimal": 0}))), FhirNames(form))
    assert list(found.answers.values()) == [Entered(0)]


@pytest.mark.parametrize("system", ["", "urn:screening:CodeSystem:audit.q1", "https://x.org/CodeSystem/audit.q1"])
def test_our_own_codes_are_known_beside_those_of_loinc(system: str) -> None:
    audit = FhirNames(LIBRARY.load("audit"))
    given = answer("q1", {"valueCoding": {"system": system, "code": "b"}})
    assert read(holding(given), audit).answers == {"q1": Chosen("b")}
    given = answer("q1", {"valueCoding": {"system": "http://loinc.org", "code": "b"}})
    assert problems(holding(given), audit.questionnaire)[0].startswith("q1: ")


def test_a_code_of_another_format_comes_before_our_own() -> None:
    """Here `b` is the code of the first option elsewhere, and of the second one here."""
    form = made(SWAPPED)
    given = answer("a", {"valueCoding": {"code": "b"}})
    assert read(holding(given), FhirNames(form)).answers == {"a": Chosen("a")}
    given = answer("a", {"valueCoding": {"code": "b", "system": FhirNames(form).system("a")}})
    assert read(holding(given), FhirNames(form)).answers == {"a": Chosen("b")}


@pytest.mark.parametrize("points", [1, 3])
def test_points_that_no_option_of_the_audit_has_are_refused(points: int) -> None:
    """Items 9 and 10 of the AUDIT have 0, 2 and 4 points, and files answer them with 1 and 3."""
    audit = LIBRARY.load("audit")
    assert problems(holding(answer("q9", {"valueInteger": points})), audit)[0].startswith("q9: ")


def test_options_are_known_by_any_code_of_loinc_that_the_instrument_has() -> None:
    phq = LIBRARY.load("phq-9")
    one = phq.by_id["q1"].options[1]
    for code in one.loinc:
        given = answer("q1", {"valueCoding": {"system": "http://loinc.org", "code": code}})
        assert read(holding(given, questionnaire="http://loinc.org/q/44249-1"), FhirNames(phq)).answers == {
            "q1": Chosen(one.code)
        }


@pytest.mark.parametrize("seed", range(200))
def test_a_mutated_response_is_read_or_refused_and_nothing_else_happens(seed: int) -> None:
    chance = random.Random(seed)
    given: dict[str, Answer] = {"a": Chosen("yes"), "n": Entered(3), "m": Chosen("daily"), "t": Declined()}
    document = json.loads(json.dumps(sent(FORM, given)))
    for _ in range(chance.randint(1, 4)):
        holder, key = chance.choice(places(document))
        if isinstance(holder, dict):
            holder[str(key)] = deepcopy(chance.choice(VALUES))
        elif isinstance(holder, list) and isinstance(key, int) and key < len(holder):
            holder[key] = deepcopy(chance.choice(VALUES))
    with suppress(AnswersError):
        response = response_in(json.dumps(document).encode())
        assert isinstance(questionnaire_of(response), str)
        assert isinstance(read(response, FhirNames(FORM)), Response)


# The commands.


def test_the_command_takes_a_bundle_of_its_own_and_gives_the_same_result(tmp_path: Path) -> None:
    ours = json.dumps(
        {"answers": {"using": "alcohol", "safety": "no", "urgent": ["none"], "adult": "yes", "craving": None}}
    )
    fhir = run("check", "past-month", "--answers", "-", "--as", "fhir", "--all", home=tmp_path, text=ours)
    first = run("check", "past-month", "--answers", "-", "--json", home=tmp_path, text=ours)
    again = run("check", "past-month", "--answers", "-", "--json", home=tmp_path, text=fhir.stdout.decode())
    assert (again.returncode, again.stderr) == (0, b"")
    assert json.loads(again.stdout) == json.loads(first.stdout)


@pytest.mark.parametrize(
    ("found", "where"),
    [
        (holding(answer("a", YES), modifierExtension=[{"url": "http://example.org/not"}]), "The response"),
        (holding(answer("a", YES), implicitRules="http://example.org/rules"), "The response"),
        (holding(answer("a", YES, modifierExtension=[{"url": "http://example.org/not"}])), "Item 1 of the response"),
        (holding(answer("a", {**YES, "modifierExtension": [{"url": "http://e.org"}]})), "Item 1 of the response"),
    ],
)
def test_what_changes_the_meaning_in_an_unknown_way_refuses(found: Json, where: str) -> None:
    assert problems(found, FORM) == [
        f"{where}: an extension or a rule changes what it means, in a way that is not known here."
    ]


def test_the_command_tells_another_total_and_refuses_another_questionnaire(tmp_path: Path) -> None:
    total = answer("total-two-and-three", {"valueDecimal": 8})
    found = run("check", "audit", "--answers", "-", home=tmp_path, text=json.dumps(holding(total)))
    assert found.returncode == 0
    assert "The sum of items 2 and 3: the file says 8. Here answers are missing, and it may be 0 to 8." in " ".join(
        found.stderr.decode().split()
    )
    other = json.dumps(holding(questionnaire="http://example.org/x"))
    assert run("check", "audit", "--answers", "-", home=tmp_path, text=other).returncode == 2


def test_answers_that_were_not_used_are_named_and_never_lost_without_a_word(tmp_path: Path) -> None:
    """CLI-33: what depends on an answer that is missing, or that says no, is told; as JSON it stands there."""
    answers: Json = {"adult": "yes", "craving": "weekly"}
    (tmp_path / "a.json").write_text(json.dumps({"answers": answers}), encoding="utf-8")
    done = run("check", "past-month", "--answers", "a.json", home=tmp_path)
    assert "were not used: craving." in " ".join(done.stderr.decode().split())
    told = run("check", "past-month", "--answers", "a.json", "--json", home=tmp_path)
    assert (told.stderr, json.loads(told.stdout)["ignored"]) == (b"", ["craving"])


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        ("Integer", [-1, 1], "minus-1"),
        ("Date", ["2020-01-31", "2021"], "2020-01-31"),
        ("Time", ["10:00:00", "22:30:00"], "10-00-00"),
        ("String", ["Now  and then", "Never"], "now-and-then"),
    ],
)
def test_an_answer_that_is_no_code_comes_in_and_leaves_as_it_is_there(
    kind: str, options: list[object], code: str
) -> None:
    key = f"value{kind}"
    first = loaded(taken(item("a", kind.lower(), answerOption=[{key: one} for one in options])))
    given: dict[str, Answer] = {"a": Chosen(code)}
    assert read(holding(answer("a", {key: options[0]})), FhirNames(first)).answers == given
    assert sent(first, given)["item"] == [answer("a", {key: options[0]})]
    assert read(sent(first, given), FhirNames(first)).answers == given
    other = "valueDecimal" if kind == "String" else "valueString"
    assert problems(holding(answer("a", {other: 7 if kind == "String" else "seven"})), first)
