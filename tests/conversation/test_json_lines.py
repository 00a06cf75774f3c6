"""The contract for scripts: answers from a file, the result as JSON, the conversation in JSON Lines, their schemas."""

from __future__ import annotations

import copy
import io
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from screening.conversation.json_lines import MAX_LINE, converse, lines_of, read_answers
from screening.engine.accepting import answer_from_value
from screening.engine.results import Result, concluded
from screening.errors import AnswersError
from screening.formats.result_json import Json, dumps, result_json
from screening.model.answers import Answers, Chosen, Declined, Entered
from screening.model.fields import json_number as plain
from screening.model.questionnaire import Questionnaire
from tests.conftest import one_in, questionnaire, shipped
from tests.contracts import NAMES, faults, run, schema, validator
from tests.people import HIGH, RULERS, SIGNS, everybody, monthly, place, result_of, said, words
from tests.terminals import PROGRAM, environment, needs

Parsed = Any  # a JSON document as it is read back
CANARY = "zzcanaryzz"
ABOUT = {"answer": "alcohol"}  # the first answer that signs asks for
TOGETHER = "these options cannot be chosen together, or they are too many or too few."
DRINKS = """
items:
  - {id: how-often, ask: "How often?", options: how-often}
  - {id: sex, ask: "What is your sex?", options: [{code: female, text: Female}, {code: male, text: Male}]}
  - {id: age, type: number, ask: "How old are you?", least: 0, most: 120}
  - {id: why, type: text, ask: "Why?", most: 20}
  - {id: which, type: choices, ask: "Which?", options: [{code: beer, text: Beer}, {code: wine, text: Wine}, {code: none, text: None, exclusive: yes}]}
  - {id: more, ask: "More?", options: yes-no, only-if: {item: how-often, is-not: never}}
scales:
  - id: total
    title: Total
    sum-of: [how-often, more]
    missing: {allow: 1, then: prorate, source: "Invented, p. 4"}
    cut-offs:
      - {at: 2, title: The line for all, source: "Invented, p. 1"}
      - {at: 3, title: The line for women, source: "Invented, p. 2", if: {item: sex, is: female}}
      - {at: 1, source: "Invented, p. 3", if: {all: [{item: age, at-least: "65"}, {item: sex, is-not: [male]}]}}
"""  # noqa: E501


def drinks() -> Questionnaire:
    """A made-up questionnaire with every type of item, cut-offs for groups, and a rule for skipped answers."""
    return questionnaire(DRINKS)


def read(answers: object, of: Questionnaire | None = None) -> Answers:
    """The answers of a document that holds these."""
    return read_answers(of or drinks(), json.dumps({"answers": answers}))


def refused(text: str, of: Questionnaire | None = None) -> tuple[str, ...]:
    """What a document is refused for."""
    with pytest.raises(AnswersError) as caught:
        read_answers(of or drinks(), text)
    return caught.value.problems


def as_json(result: Result, *, why: bool = True) -> Parsed:
    """The result as a script reads it."""
    return json.loads(dumps(result_json(result, words(), why=why)))


def scored(**answers: object) -> Parsed:
    """The result of the made-up questionnaire."""
    return as_json(concluded(drinks(), read(answers), place("CA")))


# The schemas.


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_sound_and_says_what_it_is_for(name: str) -> None:
    found = schema(name)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["$id"] == f"urn:screening:schema:{name}"
    assert found["title"]
    assert found["description"]
    assert validator(name).is_valid(None) is False


def test_every_result_keeps_the_schema() -> None:
    """CLI-2."""
    for told in everybody():
        found = as_json(told.result)
        assert not faults("result", found), told


def test_a_result_with_cut_offs_and_a_prorated_figure_keeps_the_schema() -> None:
    answers = {"how-often": "weekly", "more": None, "sex": "female", "age": 70, "which": ["beer"]}
    assert faults("result", scored(**answers)) == []


def paths_of(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every key and every entry in a document."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield (*path, key)
            yield from paths_of(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from paths_of(below, (*path, index))


def without(document: Parsed, path: tuple[str | int, ...]) -> Parsed:
    """The document without the key at the end of the path."""
    found = copy.deepcopy(document)
    here = found
    for step in path[:-1]:
        here = here[step]
    del here[path[-1]]
    return found


def with_other(document: Parsed, path: tuple[str | int, ...], value: object) -> Parsed:
    """The document with another value at the path."""
    found = copy.deepcopy(document)
    here = found
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return found


def test_a_result_that_lacks_any_key_fails_the_schema() -> None:
    """All but those which --no-why leaves out."""
    optional = ("why", "harms", "in_words", "times", "rounded")
    found = scored(**{"how-often": "weekly", "more": None, "sex": "female", "age": 70})
    keys = [path for path in paths_of(found) if isinstance(path[-1], str) and path[-1] not in optional]
    assert len(keys) > 100
    assert [path for path in keys if not faults("result", without(found, path))] == []


def test_a_result_with_anything_of_a_wrong_type_fails_the_schema() -> None:
    found = scored(**{"how-often": "weekly", "more": None, "sex": "female", "age": 70})
    keys = [path for path in paths_of(found) if isinstance(path[-1], str)]
    assert [path for path in keys if not faults("result", with_other(found, path, {"wrong": 1}))] == []


def test_a_result_without_scores_must_have_none() -> None:
    found = as_json(result_of(said(adult="no")))
    assert faults("result", found) == []
    assert faults("result", {**found, "outcomes": [{"id": "x", "title": "x"}]})


@pytest.mark.parametrize("name", ["signs", "past-month"])
def test_the_answers_of_every_example_keep_the_schema_and_are_read(name: str) -> None:
    for example in shipped(name).examples:
        document = {"questionnaire": name, "answers": example.answers}
        assert faults("answers", json.loads(json.dumps(document))) == []
        assert set(read_answers(shipped(name), json.dumps(document))) == set(example.answers)


@pytest.mark.parametrize(
    "wrong",
    [
        [], {}, {"answers": []}, {"answers": {"a": [1.5]}}, {"answers": {"a": True}}, {"answers": {"a": {"b": 1}}},
        {"answers": {"a": ["x", "x"]}}, {"answers": {"a": []}}, {"answers": {"A b": "x"}},
        {"answers": {}, "more": 1}, {"answers": {}, "questionnaire": 1},
    ],
)  # fmt: skip
def test_what_no_questionnaire_could_accept_fails_the_schema_and_is_refused(wrong: object) -> None:
    assert faults("answers", wrong)
    refused(json.dumps(wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"decline": False},
        {"answer": [1.5]},
        {"answer": True},
        {"go_to": 1},
        {"back": True, "stop": True},
        {"no": 1},
    ],
)
def test_a_line_that_is_not_one_move_fails_the_schema(wrong: object) -> None:
    assert faults("jsonl-in", wrong)


# Answers from a file.


def test_null_is_declined_and_an_absent_item_is_unanswered() -> None:
    found = scored(**{"how-often": None})
    assert found["declined"] == ["how-often"]
    assert found["unanswered"] == ["sex", "age", "why", "which", "more"]
    assert found["status"] == "in-progress"


def test_every_type_of_answer_is_read() -> None:
    answers = {"how-often": "never", "age": 3, "why": "a text", "which": ["wine", "beer"], "sex": None}
    assert read(answers) == {
        "how-often": Chosen("never"),
        "age": Entered(3),
        "why": Entered("a text"),
        "which": Chosen("beer", "wine"),
        "sex": Declined(),
    }


def test_one_code_is_enough_where_several_may_be_chosen() -> None:
    assert read({"which": "beer"}) == {"which": Chosen("beer")}


def test_a_number_with_a_zero_behind_the_point_is_whole() -> None:
    assert read({"age": 3.0}) == {"age": Entered(3)}


def test_an_answer_to_an_item_that_is_not_asked_is_accepted_does_not_count_and_is_named() -> None:
    found = scored(**{"how-often": "never", "more": "yes"})
    assert (found["ignored"], found["not_asked"]) == (["more"], ["more"])
    assert found["scores"][0]["high"] == 0


def test_eleven_of_twelve_answers_and_three_mistakes_are_all_told_with_ids_and_no_values() -> None:
    """Score card 8."""
    rest = ", ".join(f'"{item}": "never"' for item in SIGNS if item not in ("legal", "mind", "tolerance"))
    text = f'{{"answers": {{{rest}, "cravings": "{CANARY}", "legal": "never", "legal": "{CANARY}", "mind": "often"}}}}'
    assert refused(text, shipped("signs")) == (
        "legal: it stands twice.",
        f"Answer {len(SIGNS) - 2}: there is no such item. Did you mean `craving`?",
        "legal: one of the item's option codes is wanted, or null.",
        "mind: one of the item's option codes is wanted, or null.",
    )


def test_another_questionnaire_is_refused_with_that_alone() -> None:
    text = json.dumps({"questionnaire": "evening", "version": "9.9", "answers": {"x": 1, "y": 2}})
    assert refused(text) == ("questionnaire: these answers are for another questionnaire than made-up.",)


def test_another_version_is_refused() -> None:
    text = json.dumps({"questionnaire": "made-up", "version": "9.9", "answers": {}})
    assert refused(text) == ("version: these answers are for another version than 1.0.",)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"age": 121}, "age: a whole number from 0 to 120 is wanted, or null."),
        ({"age": "3"}, "age: a whole number from 0 to 120 is wanted, or null."),
        ({"age": 3.5}, "age: a whole number from 0 to 120 is wanted, or null."),
        ({"age": True}, "age: a whole number from 0 to 120 is wanted, or null."),
        ({"age": 10**40}, "age: a whole number from 0 to 120 is wanted, or null."),
        ({"age": 1e300}, "age: a whole number from 0 to 120 is wanted, or null."),
        ({"why": ""}, "why: a text of at most 20 characters is wanted, or null."),
        ({"why": "x" * 21}, "why: a text of at most 20 characters is wanted, or null."),
        ({"which": ["none", "beer"]}, f"which: {TOGETHER}"),
        ({"which": []}, "which: a list of the item's option codes is wanted, or null."),
        ({"which": ["beer", 1]}, "which: a list of the item's option codes is wanted, or null."),
        ({"which": ["beer", "beer"]}, "which: a list of the item's option codes is wanted, or null."),
        ({"sex": ["female"]}, "sex: one of the item's option codes is wanted, or null."),
        ({"sex": {"code": "female"}}, "sex: one of the item's option codes is wanted, or null."),
        ({"sex": "FEMALE"}, "sex: one of the item's option codes is wanted, or null."),
    ],
)  # fmt: skip
def test_an_answer_that_the_item_does_not_have_is_told_with_what_is_wanted(answer: Json, told: str) -> None:
    assert refused(json.dumps({"answers": answer})) == (told,)


WEIGHT = 'items: [{id: weight, type: number, least: 0, most: 200, decimals: 1, unit: kg, ask: "How heavy?"}]'


@pytest.mark.parametrize(("given", "value"), [("72.5", 72.5), ("72.50", 72.5), ("72.0", 72), ("72", 72), ("0.1", 0.1)])
def test_a_number_with_decimals_is_read_and_given_back_as_it_is(given: str, value: float) -> None:
    back = talk({"answer": json.loads(given)}, {"stop": True}, of=questionnaire(WEIGHT))
    assert (back[1]["ask"]["decimals"], back[1]["ask"]["unit"]) == (1, "kg")
    answer = back[2]["review"]["answers"][0]
    assert (answer["answer"], answer["shown"]) == ({"value": value}, f"{value} kg")
    assert [faults("jsonl-out", line) for line in back] == [[]] * len(back)


@pytest.mark.parametrize("given", ["72.55", "200.1", "0.30000000000000004", '"72.5"', "1e999", "1e-7"])
def test_a_number_with_more_decimals_than_the_item_has_is_refused_with_what_is_wanted(given: str) -> None:
    wanted = "weight: a number from 0 to 200 with at most 1 decimal is wanted, or null."
    assert refused(f'{{"answers": {{"weight": {given}}}}}', questionnaire(WEIGHT)) == (wanted,)


def test_a_number_without_bounds_names_those_that_every_number_has() -> None:
    free = questionnaire('items: [{id: how-many, type: number, ask: "How many?"}]')
    wanted = "how-many: a whole number from -9999999 to 9999999 is wanted, or null."
    assert refused('{"answers": {"how-many": 10000000}}', free) == (wanted,)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "This is not valid JSON at line 1."),
        ('{"answers":\n {"sex": }}', "This is not valid JSON at line 2."),
        ('{"answers": {"age": NaN}}', "This is not valid JSON."),
        ('{"answers": {"age": -Infinity}}', "This is not valid JSON."),
        ("[" * 100_000, "This is not valid JSON."),
        ('{"answers": {"age": ' + "9" * 5_000 + "}}", "This is not valid JSON."),
        ("null", "The answers are not a JSON object."),
        ('"text"', "The answers are not a JSON object."),
        ("{}", 'The key "answers" is missing, or it is not an object.'),
    ],
)
def test_what_is_not_a_document_is_refused_in_one_sentence(text: str, told: str) -> None:
    assert refused(text) == (told,)


def test_a_mistaken_key_that_may_hold_anything_is_not_repeated() -> None:
    """An id in small letters may be a private sentence too."""
    names = ("my private words", "ünïcode", "\ud800", "x" * 33, "", "a\nb", "i-am-john-smith-and-i-drink")
    places = range(1, len(names) + 1)
    assert refused(json.dumps({"answers": dict.fromkeys(names, 1), **dict.fromkeys(names, 1)})) == (
        *(f"Key {place + 1} of the document: there is no such key." for place in places),
        *(f"Answer {place}: there is no such item. Check the spelling." for place in places),
    )


def test_a_mistaken_key_that_stands_twice_is_not_repeated() -> None:
    pairs = ", ".join([f'"{CANARY}": 1'] * 2)
    assert refused(f'{{"answers": {{{pairs}}}}}')[0] == "A key that is not known: it stands twice."


def test_of_many_mistakes_the_first_fifty_are_told() -> None:
    assert told_first(refused(json.dumps({"answers": {f"no-{n}": 1 for n in range(200_000)}})))
    assert len(refused(json.dumps({"answers": {f"no-{n}": 1 for n in range(50)}}))) == 50


def told_first(problems: tuple[str, ...]) -> bool:
    """Whether these are fifty problems, and after them that there are more."""
    return len(problems) == 51 and problems[-1].startswith("There are more problems than these.")


def test_many_keys_that_stand_twice_do_not_take_long_to_find() -> None:
    """A square number of comparisons would take hours here."""
    keys = ", ".join(f'"no-{n}": 1' for n in range(100_000))
    assert told_first(refused(f'{{"answers": {{{keys}, {keys}}}}}'))


def test_typed_text_is_cleaned_before_it_is_kept() -> None:
    assert read({"why": "\x1b[31mred\ud800\u202e\x00"}) == {"why": Entered("red")}


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda below: some.lists(below, max_size=3) | some.dictionaries(some.text(max_size=8), below, max_size=3),
    max_leaves=8,
)
items = some.sampled_from(["how-often", "sex", "age", "why", "which", "more", "note", "x"])
codes = some.sampled_from(["never", "female", "beer", "none", "yes", CANARY])


@given(some.dictionaries(items, anything | codes | some.lists(codes | anything, max_size=3)))
def test_any_answers_are_read_or_refused_and_never_repeated(answers: dict[str, object]) -> None:
    told = ""
    try:
        found = read_answers(drinks(), json.dumps({"answers": answers}))
    except AnswersError as error:
        found, told = {}, str(error)
    assert bool(found) == (bool(answers) and not told)
    assert CANARY not in told
    assert faults("result", as_json(concluded(drinks(), found, place("CA")))) == []


@given(some.text() | some.text(alphabet='{}[]",:0123456789enulatrf \n'))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert refused(text)


# The result as JSON.


def test_the_keys_of_a_result_stand_in_the_order_of_the_contract() -> None:
    """CLI-2."""
    found = scored(**{"how-often": "weekly", "more": None, "sex": "female", "age": 70})
    assert list(found) == [
        "schema_version", "questionnaire", "status", "summary", "harms", "scores", "scores_absent", "no_scores",
        "outcomes", "critical", "declined", "not_asked", "unanswered", "ignored", "guidance", "contacts", "place",
        "intended_use",
    ]  # fmt: skip
    (score,) = found["scores"]
    assert list(score) == [
        "id", "title", "low", "high", "value", "minimum", "maximum", "bands", "bands_absent", "cut_offs", "prorated",
        "band_sets", "times", "rounded", "in_words", "why",
    ]  # fmt: skip
    assert list(score["cut_offs"][0]) == ["at", "title", "source", "for", "met"]
    assert list(score["why"][0]) == ["item", "part", "state", "low", "high", "rule"]
    assert list(found["contacts"][0]) == [
        "id", "name", "ways", "hours", "for", "note", "subjects", "serves", "languages", "region", "kind",
        "last_checked", "source", "status",
    ]  # fmt: skip
    assert list(found["questionnaire"]) == ["id", "version", "language", "recall"]


def test_a_cut_off_says_for_whom_it_is_in_the_words_of_the_questions() -> None:
    (score,) = scored(**{"how-often": "weekly", "more": "no", "sex": "female", "age": 70})["scores"]
    assert [(one["for"], one["met"]) for one in score["cut_offs"]] == [
        ("everyone", True),
        ("What is your sex? Female", False),
        ("How old are you? at least 65, and What is your sex? not Male", True),
    ]


def test_a_cut_off_of_another_group_is_left_out_and_of_an_unknown_group_it_is_open() -> None:
    (score,) = scored(**{"how-often": "daily", "sex": "male", "age": 20})["scores"]
    assert [one["for"] for one in score["cut_offs"]] == ["everyone"]
    (score,) = scored(**{"how-often": "daily", "sex": None, "age": 20})["scores"]
    assert [one["met"] for one in score["cut_offs"]] == [True, None]


def test_a_prorated_figure_stands_beside_the_span_and_is_no_value() -> None:
    (score,) = scored(**{"how-often": "weekly", "more": None})["scores"]
    assert (score["low"], score["high"], score["value"]) == (2, 3, None)
    assert score["prorated"] == {
        "value": 4,
        "answered": 1,
        "of": 2,
        "rule": "prorate",
        "rounded": "half-up",
        "source": "Invented, p. 4",
    }


def test_why_tells_each_items_share_and_can_be_left_out() -> None:
    result = concluded(drinks(), read({"how-often": "weekly", "more": None}), place("CA"))
    (score,) = as_json(result)["scores"]
    assert score["why"] == [
        {"item": "how-often", "part": "item", "state": "answered", "low": 2, "high": 2, "rule": None},
        {"item": "more", "part": "item", "state": "declined", "low": 0, "high": 1, "rule": None},
    ]
    (bare,) = as_json(result, why=False)["scores"]
    assert "why" not in bare


def test_answers_are_not_echoed_outside_why() -> None:
    """Whom a contact is for is said of the contact, not of the person."""
    found = as_json(result_of(said("other-drug", HIGH, using_own=CANARY, prescribed="more")), why=False)
    text = dumps({key: told for key, told in found.items() if key != "contacts"})
    assert CANARY not in dumps(found)
    assert [code for code in ('"daily"', '"more"', '"other-drug"') if code in text] == []


def test_a_critical_item_names_the_questions_that_set_it_off() -> None:
    found = as_json(result_of(said(safety="not-sure", urgent=["overdose", "unsafe"])))
    assert [(one["id"], one["because"]) for one in found["critical"]] == [
        ("overdose", ["urgent"]),
        ("self-harm", ["safety"]),
        ("unsafe", ["urgent"]),
    ]
    assert all(one["title"] for one in found["critical"])


def test_every_band_that_the_span_touches_is_listed_from_the_lowest() -> None:
    """R-6."""
    found = as_json(result_of(said(level="never", **dict.fromkeys(("craving", "cut_down", "duties")))))
    (count,) = [one for one in found["scores"] if one["id"] == "count"]
    assert (count["low"], count["high"], count["value"]) == (0, 3, None)
    assert [band["id"] for band in count["bands"]] == ["few", "some"]


def test_points_are_plain_json_numbers() -> None:
    assert (plain(Decimal("4.00")), plain(Decimal("2.50")), plain(Decimal("0"))) == (4, 2.5, 0)
    assert isinstance(plain(Decimal("4.00")), int)


def test_the_place_tells_how_it_is_known_and_has_no_region_where_it_is_not() -> None:
    """R-12."""
    for code, origin, region in (("GB", "locale", "GB"), ("CA-SK", "flag", "CA-SK"), ("ZZ", "none", None)):
        result = concluded(shipped("signs"), read(said(), shipped("signs")), place(code, origin=origin))
        assert as_json(result)["place"] == {"region": region, "from": origin}


# The conversation in JSON Lines.


def talk(*lines: object, of: Questionnaire | None = None, code: str = "CA-AB") -> list[Parsed]:
    """What comes back, the first two lines and the result included. Text and bytes are sent as they are."""
    sent = [line if isinstance(line, bytes) or line is None else dumps(line).encode() for line in lines]
    back: list[Parsed] = []
    converse(of or shipped("signs"), place(code), words(), iter(sent), back.append)
    return back


def kinds(back: list[Parsed]) -> list[str]:
    """The kind of each line: its first key."""
    return [next(iter(line)) for line in back]


def test_the_first_line_says_what_this_is_and_the_second_asks() -> None:
    start, ask, _ = talk()
    assert list(start["start"]) == ["schema_version", "questionnaire", "items", "intended_use"]
    assert start["start"]["items"] == [item.id for item in shipped("signs").questions]
    assert ask["ask"]["id"] == "using"
    assert (ask["moves"], ask["progress"]) == (["answer", "decline", "stop"], [0, 24])


def test_the_end_of_input_is_a_stop() -> None:
    back = talk(ABOUT)
    assert kinds(back) == ["start", "ask", "ask", "result"]
    assert back[-1]["result"]["status"] == "stopped"


def whole(given: Json) -> list[Parsed]:
    """The lines of a whole conversation that gives these answers, alerts acknowledged."""
    lines: list[object] = []
    while True:
        *_, last, _ = talk(*lines)
        match last:
            case {"ask": {"id": str(item)}}:
                lines.append({"answer": given[item]})
            case {"alert": _}:
                lines.append({"go_on": True})
            case {"review": _}:
                return talk(*lines, {"submit": True})


def test_a_whole_conversation_gives_the_same_result_as_a_file() -> None:
    given = said("opioids", HIGH, safety="yes", urgent=["unsafe"], prescribed="more")
    asked = {item: answer for item, answer in given.items() if item != "using-own"}
    assert whole(given)[-1] == {"result": as_json(result_of(asked))}


def test_every_line_of_a_conversation_keeps_the_schema() -> None:
    back = [
        *whole(said("other-drug", "monthly", safety=None, urgent=["overdose", "pregnant"], prescribed="not-sure")),
        *talk(b"x", None, {"answer": "x"}, {"back": True}, {"answer": "no"}, {"go_to": "safety"}),
    ]
    assert set(kinds(back)) == {"start", "ask", "alert", "review", "error", "result"}
    assert [line for line in back if faults("jsonl-out", line)] == []


def test_a_line_of_a_conversation_that_lacks_any_key_fails_the_schema() -> None:
    back = whole(said("other-drug", urgent="unsafe"))
    seen = {next(iter(line)): line for line in back if "result" not in line}
    keys = [(line, path) for line in seen.values() for path in paths_of(line) if isinstance(path[-1], str)]
    assert [path for line, path in keys if not faults("jsonl-out", without(line, path))] == []


def test_an_alert_speaks_at_once_and_waits_for_go_on_or_stop() -> None:
    """R-4."""
    back = talk(ABOUT, {"answer": "yes"}, {"answer": "none"}, {"decline": True}, {"go_on": True}, {"stop": True})
    assert kinds(back) == ["start", "ask", "ask", "alert", "error", "error", "ask", "result"]
    (alert,) = back[3]["alert"]
    assert list(alert) == ["id", "text", "contacts", "guidance", "because", "stop_first"]
    assert (alert["id"], alert["because"], back[3]["moves"]) == ("self-harm", ["safety"], ["go_on", "stop"])
    assert [one["id"] for one in alert["contacts"]] == ["ca-911", "ca-988"]


def test_a_possible_overdose_says_that_stopping_comes_first() -> None:
    back = talk(ABOUT, {"answer": "no"}, {"answer": ["unsafe", "overdose"]})
    assert [(one["id"], one["stop_first"]) for one in back[4]["alert"]] == [
        ("overdose", True),
        ("unsafe", False),
    ]


@pytest.mark.parametrize(
    ("line", "code", "text"),
    [
        ({"answer": "nope"}, "not-accepted", "One of the item's option codes is wanted, or null."),
        ({"answer": 1}, "not-accepted", "One of the item's option codes is wanted, or null."),
        ({"answer": ["no"]}, "not-accepted", "One of the item's option codes is wanted, or null."),
        ({"submit": True}, "move-not-allowed", "Submit is not possible now."),
        ({"back": True}, "move-not-allowed", "Back is not possible now."),
        ({"go_to": "adult"}, "move-not-allowed", "Go_to is not possible now."),
        ({"go_to": 7}, "move-not-allowed", "The moves now are: answer, decline, stop."),
        ({"decline": False}, "move-not-allowed", "The moves now are: answer, decline, stop."),
        ({"__class__": True}, "move-not-allowed", "The moves now are: answer, decline, stop."),
        ({"critical": True}, "move-not-allowed", "The moves now are: answer, decline, stop."),
        ({}, "not-json", 'One move is wanted, such as {"answer": "monthly"}.'),
        ({"back": True, "stop": True}, "not-json", 'One move is wanted, such as {"answer": "monthly"}.'),
        ("stop", "not-json", 'One move is wanted, such as {"answer": "monthly"}.'),
        (b"", "not-json", "This line is not JSON."),
        (b"end", "not-json", "This line is not JSON."),
        (b"\xff\xfe", "not-json", "This line is not JSON."),
        (b'{"answer": "\xff"}', "not-json", "This line is not JSON."),
        (b'{"answer": NaN}', "not-json", "This line is not JSON."),
        (b'{"answer": "no", "answer": "no"}', "not-json", "This line is not JSON."),
        (b"[" * 100_000, "not-json", "This line is not JSON."),
        (None, "too-long", "A line has at most 1000000 bytes."),
    ],
)  # fmt: skip
def test_a_line_that_is_no_move_gets_one_error_and_nothing_moves(line: object, code: str, text: str) -> None:
    back = talk(line, ABOUT)
    assert back[2] == {"error": {"code": code, "text": text}}
    assert kinds(back) == ["start", "ask", "error", "ask", "result"]
    assert back[3]["ask"]["id"] == "safety"


def test_a_byte_order_mark_before_a_line_is_read_over() -> None:
    assert kinds(talk(b'\xef\xbb\xbf{"answer": "alcohol"}'))[2] == "ask"


def test_going_back_shows_the_standing_answer() -> None:
    back = talk(ABOUT, {"answer": "no"}, {"back": True}, {"decline": True}, {"go_on": True}, {"back": True})
    assert back[4]["ask"]["answer"] == {"value": "no"}
    assert back[-2]["ask"]["answer"] == {"value": None}


def test_a_question_comes_in_the_persons_words_with_all_that_a_mouth_needs() -> None:
    answers = [{"answer": given} for given in ("other-drug", " {using} ", "no", "none", "yes", "yes", "not-prescribed")]
    back = talk(*answers)
    assert back[-2]["ask"] == {
        "id": "more-than-meant",
        "text": "In the past 12 months, how often did you use more {using}, or for longer, than you meant to?",
        "label": "More than you meant",
        "notes": [],
        "why": "Going past your own limit can be a sign of losing control.",
        "kind": "choice",
        "options": [{"code": one.code, "text": one.text} for one in shipped("signs").by_id["craving"].options],
        "exclusive": [],
        "minimum": None,
        "maximum": None,
        "decimals": None,
        "unit": None,
        "earliest": None,
        "latest": None,
        "precision": None,
        "max_length": None,
        "answer": None,
    }


def test_notes_travel_with_the_question_that_follows_them() -> None:
    asks = [line["ask"] for line in whole(said("alcohol", "monthly")) if "ask" in line]
    assert [(ask["id"], bool(ask["notes"])) for ask in asks][-4:] == [
        ("legal", False),
        ("importance", True),
        ("confidence", False),
        ("readiness", False),
    ]
    assert (asks[-1]["minimum"], asks[-1]["maximum"]) == (0, 10)


def test_a_question_says_what_may_be_answered() -> None:
    asks = {line["ask"]["id"]: line["ask"] for line in whole(said("other-drug")) if "ask" in line}
    assert asks["using-own"]["max_length"] == 40
    assert (asks["urgent"]["minimum"], asks["urgent"]["maximum"], asks["urgent"]["exclusive"]) == (1, 5, ["none"])


def test_before_scoring_all_answers_are_shown_and_can_be_changed() -> None:
    """Q-9."""
    given = [{"answer": one} for one in ("someone-else", "none", "yes")]
    back = talk(*given, {"go_to": "adult"}, {"answer": "no"}, {"submit": True})
    assert kinds(back)[-4:] == ["review", "ask", "review", "result"]
    before, after = (line["review"]["answers"] for line in back if "review" in line)
    assert before[0] == {
        "id": "using",
        "text": "What is this about?",
        "label": "What it is about",
        "state": "answered",
        "answer": {"value": "someone-else"},
        "shown": "I'm worried about someone else",
    }
    assert [one["shown"] for one in (before[2], after[2])] == ["Yes", "No"]
    assert back[-1]["result"]["scores_absent"].startswith("There are no points")


robot_values: some.SearchStrategy[object] = some.sampled_from(
    ["no", "yes", "none", ["none"], ["overdose", "unsafe"], "alcohol", "other-drug", "someone-else", "never", "daily",
     "my own words", "as-directed", 0, 10, 11, None, True, {}, ["none", "unsafe"], 1.5]
)  # fmt: skip
robot_moves = some.one_of(
    robot_values.map(lambda value: {"answer": value}),
    some.sampled_from(["decline", "back", "go_on", "submit", "stop"]).map(lambda move: {move: True}),
    some.sampled_from(["safety", "adult", "using", "craving", "nothing"]).map(lambda item: {"go_to": item}),
).map(lambda move: dumps(move).encode())
robot_lines = some.one_of(robot_moves, robot_moves, robot_moves, some.none(), some.binary(max_size=6))


@given(some.lists(robot_lines, max_size=60))
def test_whatever_is_sent_every_line_gets_exactly_one_line_back(sent: list[bytes | None]) -> None:
    back: list[Parsed] = []
    rest = iter(sent)
    converse(shipped("signs"), place("CA"), words(), rest, back.append)
    unread = len(list(rest))
    by_end = back[-1]["result"]["status"] == "stopped" and sent[-1 - unread :][:1] != [b'{"stop": true}']
    assert len(back) == 2 + len(sent) - unread + by_end
    assert kinds(back).count("result") == 1
    assert [line for line in back if faults("jsonl-out", line)] == []


@given(some.lists(robot_lines, max_size=40))
def test_after_an_error_nothing_has_moved(sent: list[bytes | None]) -> None:
    refused_lines = {index for index, line in enumerate(talk(*sent)[2:-1]) if "error" in line}
    kept = [line for index, line in enumerate(sent) if index not in refused_lines]
    assert talk(*sent)[-1] == talk(*kept)[-1]


# Lines of a stream.


def test_lines_come_without_their_ends_the_last_one_too() -> None:
    assert list(lines_of(io.BytesIO(b"a\r\nb\n\nc"))) == [b"a", b"b", b"", b"c"]


@pytest.mark.parametrize(
    ("line", "is_read"),
    [
        (b"x" * MAX_LINE, True),
        (b"x" * MAX_LINE + b"\n", True),
        (b"x" * MAX_LINE + b"\r\n", True),
        (b"x" * (MAX_LINE + 1), False),
        (b"x" * (MAX_LINE + 1) + b"\n", False),
        (b"x" * (2 * MAX_LINE + 1) + b"\n", False),
        (b"x" * (3 * MAX_LINE) + b"\n", False),
    ],
    ids=lambda value: f"{len(value)}-bytes" if isinstance(value, bytes) else "",
)
def test_a_line_that_is_too_long_is_one_line_and_the_next_is_read(line: bytes, is_read: bool) -> None:
    ended = line if line.endswith(b"\n") else line + b"\n"
    assert list(lines_of(io.BytesIO(ended + b"next\n"))) == [ended.rstrip() if is_read else None, b"next"]
    assert list(lines_of(io.BytesIO(line))) == [line.rstrip() if is_read else None]


# The program itself.


def test_a_file_of_answers_gives_one_json_document_and_nothing_on_stderr(tmp_path: Path) -> None:
    """CLI-1, CLI-2."""
    file = tmp_path / "answers.json"
    file.write_text(dumps({"questionnaire": "signs", "answers": said("gambling", "monthly")}), encoding="utf-8")
    done = run("check", "signs", "--answers", str(file), "--json", "--region", "GB", home=tmp_path)
    assert (done.returncode, done.stderr, done.stdout.count(b"\n")) == (0, b"", 1)
    assert faults("result", json.loads(done.stdout)) == []


def test_answers_come_from_standard_input_too(tmp_path: Path) -> None:
    """CLI-17."""
    text = dumps({"answers": monthly(level="weekly")})
    done = run("check", "past-month", "--answers", "-", "--json", home=tmp_path, text="\ufeff" + text)
    assert json.loads(done.stdout)["status"] == "completed"


def test_open_answers_are_in_progress_and_complete_makes_them_an_error(tmp_path: Path) -> None:
    some_given = dumps({"answers": {item: one for item, one in said().items() if item not in ("mind", "body")}})
    done = run("check", "--answers", "-", "--json", home=tmp_path, text=some_given)
    assert (done.returncode, json.loads(done.stdout)["status"]) == (0, "in-progress")
    done = run("check", "--answers", "-", "--json", "--complete", home=tmp_path, text=some_given)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"body: no answer.\nmind: no answer.\n"


@pytest.mark.parametrize(
    "text",
    one_in(2, [b"\xff\xfe", b"", b"[" * 100_000, b'{"answers": {"safety": "zzcanaryzz"}}', b" " * 4_000_001,
               b'{"answers": 1}']),
    ids=["not-utf-8", "empty", "deep", "unknown-code", "too-large", "wrong-shape"],
)  # fmt: skip
def test_what_cannot_be_read_is_exit_2_without_any_value(tmp_path: Path, text: bytes) -> None:
    done = run("check", "--answers", "-", "--json", home=tmp_path, text=text)
    assert (done.returncode, done.stdout) == (2, b"")
    assert 1 <= done.stderr.count(b"\n") <= 3
    assert CANARY.encode() not in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("path", ["missing.json", "folder", "/dev/zero", "pipe"])
def test_a_file_of_answers_must_be_a_regular_file(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    done = run("check", "--answers", path, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"The file of answers is not a regular file, or it does not exist.\n"


def test_the_conversation_needs_no_terminal_and_a_stop_is_exit_4(tmp_path: Path) -> None:
    """CLI-3, CLI-6."""
    done = run("check", "--jsonl", home=tmp_path, text='{"answer": "alcohol"}\n{"stop": true}\n{"answer": "no"}\n')
    assert (done.returncode, done.stderr) == (4, b"")
    assert kinds([json.loads(line) for line in done.stdout.splitlines()]) == ["start", "ask", "ask", "result"]


def test_a_finished_conversation_is_exit_0(tmp_path: Path) -> None:
    given = ["someone-else", *(said()[item] for item in ("urgent", "adult"))]
    lines = [*({"answer": one} for one in given), {"submit": True}]
    done = run("check", "--jsonl", "--no-why", home=tmp_path, text="\n".join(map(dumps, lines)))
    assert done.returncode == 0
    assert faults("jsonl-out", json.loads(done.stdout.splitlines()[-1])) == []


def test_each_line_is_answered_before_the_next_is_sent(tmp_path: Path) -> None:
    """A program on the other side waits for each line."""
    command = [PROGRAM, "check", "--jsonl"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(tmp_path)
    ) as conversation:
        assert conversation.stdin
        assert conversation.stdout
        assert b"start" in conversation.stdout.readline()
        for item in ("using", "safety", "urgent", "adult"):
            assert json.loads(conversation.stdout.readline())["ask"]["id"] == item
            conversation.stdin.write(dumps({"answer": said("alcohol")[item]}).encode() + b"\n")
            conversation.stdin.flush()
        assert json.loads(conversation.stdout.readline())["ask"]["id"] == "past-year"
        conversation.stdin.close()
        assert json.loads(conversation.stdout.readline())["result"]["status"] == "stopped"


def test_a_closed_standard_input_is_exit_7_for_a_conversation_and_2_for_a_file(tmp_path: Path) -> None:
    for way, code in (("--jsonl", 7), ("--answers -", 2)):
        done = subprocess.run(
            ["sh", "-c", f'"{PROGRAM}" check {way} <&-'], capture_output=True, env=environment(tmp_path), check=False
        )
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (code, b"", 1)


@pytest.mark.parametrize("way", ["--jsonl", "--answers - --json"])
def test_a_closed_or_full_standard_output_is_exit_8(tmp_path: Path, way: str) -> None:
    """Score card 17."""
    for target in (">&-", ">/dev/full"):
        done = subprocess.run(
            ["sh", "-c", f'"{PROGRAM}" check {way} {target}'],
            input=dumps({"answers": said()}).encode(),
            capture_output=True,
            env=environment(tmp_path),
            check=False,
        )
        assert (done.returncode, done.stderr.count(b"\n")) == (8, 1)


@pytest.mark.parametrize("way", [["--jsonl"], ["--answers", "-", "--json"], ["--answers", "-"]])
def test_a_reader_that_goes_away_is_exit_141_and_silent(tmp_path: Path, way: list[str]) -> None:
    """CLI-8."""
    with subprocess.Popen(
        [PROGRAM, "check", *way],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
        preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN),
    ) as gone:
        assert gone.stdin
        assert gone.stdout
        assert gone.stderr
        gone.stdout.close()
        gone.stdin.write(dumps({"answers": {"using": "alcohol"}}).encode())
        gone.stdin.close()
        assert (gone.wait(60), gone.stderr.read()) == (141, b"")


@pytest.mark.parametrize(("name", "value"), [("LC_ALL", "C"), ("PYTHONIOENCODING", "ascii"), ("LANG", "fr_FR.cp1252")])
def test_json_is_utf_8_whatever_the_locale_says(tmp_path: Path, name: str, value: str) -> None:
    """CLI-2, A-13."""
    file = tmp_path / "evening.yaml"
    file.write_text(
        'questionnaire: evening\nversion: 1.0\ntitle: "晚上 مساء 🌙"\nlanguage: en\nrecall: today\naudience: tests\n'
        'source: {citation: Invented, licence: CC0-1.0}\nitems:\n  - {id: a, ask: "?", options: '
        '[{code: b, text: "\u05e2\u05e8\u05d1"}, {code: c, text: c}]}\n',
        encoding="utf-8",
    )
    done = run("check", str(file), "--jsonl", home=tmp_path, told={name: value})
    start, ask, _ = (json.loads(line) for line in done.stdout.decode("utf-8").splitlines())
    assert start["start"]["questionnaire"]["title"] == "晚上 مساء 🌙"
    assert ask["ask"]["options"][0]["text"] == "\u05e2\u05e8\u05d1"


def test_a_run_from_a_file_opens_nothing_for_writing_and_no_socket(tmp_path: Path) -> None:
    """Q-2, CLI-18."""
    needs("strace")
    (tmp_path / "home").mkdir()
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-qq", "-e", "trace=open,openat,creat,socket", "-o", str(trace), PROGRAM]
    done = subprocess.run(
        [*command, "check", "--answers", "-", "--json"],
        input=dumps({"answers": said()}).encode(),
        capture_output=True,
        env=environment(tmp_path / "home"),
        check=True,
    )
    assert done.stdout
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    assert len(lines) > 100
    assert [line for line in lines if "socket(" in line or "O_CREAT" in line] == []
    assert [line for line in lines if ("O_WRONLY" in line or "O_RDWR" in line) and "/dev/" not in line] == []


# What other commands print as JSON.


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["list", "--json"], "list"),
        (["contacts", "--json"], "contacts"),
        (["contacts", "--json", "--region", "CA-AB"], "contacts"),
        (["lint", "--json"], "lint"),
    ],
)
def test_what_other_commands_print_keeps_its_schema_too(tmp_path: Path, arguments: list[str], name: str) -> None:
    done = run(*arguments, home=tmp_path)
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr, faults(name, found)) == (0, b"", [])
    lacking = [path for path in paths_of(found) if isinstance(path[-1], str)]
    assert [path for path in lacking if not faults(name, without(found, path))] == []


def test_a_file_with_faults_is_told_as_json_that_keeps_the_schema(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("questionnaire: wrong\nitems: 3\n", encoding="utf-8")
    done = run("lint", "wrong.yaml", "--json", home=tmp_path)
    (found,) = json.loads(done.stdout)
    assert (done.returncode, faults("lint", [found])) == (6, [])
    assert {one["severity"] for one in found["findings"]} == {"error"}


def test_answer_of_reads_rulers_as_numbers() -> None:
    item = shipped("signs").by_id["importance"]
    assert answer_from_value(item, RULERS["importance"]) == Entered(7)
