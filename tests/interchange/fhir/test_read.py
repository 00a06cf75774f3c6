"""What a FHIR questionnaire comes to: whole, with named losses, or refused; never something else in silence."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from screening.interchange.fhir.read import read
from screening.interchange.remarks import REFUSING, Verdict
from screening.interchange.taken import Wishes
from tests.interchange.fhir.made import (
    HL7,
    SDC,
    WISHES,
    Json,
    choice,
    coding,
    item,
    kinds,
    loaded,
    option,
    ordinal,
    questionnaire,
    taken,
    total_of,
    when,
)

ENABLED = f"{SDC}sdc-questionnaire-enableWhenExpression"
LOST = ("broken", "refused", "changed", "dropped")


# Items.


def test_each_kind_of_question_that_is_held_here_is_taken_whole() -> None:
    found = taken(
        item("group", "group", item=[choice("one", "a", "b"), choice("several", "a", "b", repeats=True)]),
        item("yes", "boolean"),
        item("note", "display"),
        item("line", "string"),
        item("lines", "text"),
        item("count", "integer"),
    )
    assert (found.verdict, kinds(found, *LOST)) == (Verdict.WHOLE, [])
    types = [(one.id, one.type, one.was) for one in loaded(found).items]
    assert types == [
        ("group", "note", "group"),
        ("one", "choice", None),
        ("several", "choices", None),
        ("yes", "choice", "boolean"),
        ("note", "note", None),
        ("line", "text", None),
        ("lines", "text", "text"),
        ("count", "number", None),
    ]


def test_names_of_the_file_stand_beside_ours_and_the_same_file_gives_the_same_names() -> None:
    links = ["/44250-9", "A B", "a_b", "7b1d9f5e-27a0-4c2e-9f36-000000000001", "x" * 40, "x" * 41, "ok"]
    items = [item(link) for link in links]
    items[3]["code"] = [coding("sleep-1")]
    found = loaded(taken(*items))
    ids = ["44250-9", "a-b", "a-b-2", "sleep-1", "x" * 32, "x" * 30 + "-2", "ok"]
    assert [one.id for one in found.items] == ids
    assert [one.link or one.id for one in found.items] == links
    assert [one.id for one in loaded(taken(*items)).items] == ids
    assert [(one.system, one.code) for one in found.items[3].coding] == [("http://example.org/codes", "sleep-1")]


def test_codes_of_options_keep_their_system_and_their_own_writing() -> None:
    found = loaded(taken(item("a", "choice", answerOption=[option("LA6568-5"), option("la6568-5")])))
    codes = [(one.code, one.coding.code if one.coding else None) for one in found.items[0].options]
    assert codes == [("la6568-5-2", "LA6568-5"), ("la6568-5", "la6568-5")]


def test_a_name_of_the_file_that_can_stand_here_goes_to_nobody_else() -> None:
    numbered = item("n", "choice", answerOption=[{"valueInteger": one} for one in (-3, -1, 1, 3)])
    found = loaded(taken(numbered, item("A.1"), item("a-1")))
    assert [one.code for one in found.items[0].options] == ["minus-3", "minus-1", "1", "3"]
    assert [(one.id, one.link) for one in found.items[1:]] == [("a-1-2", "A.1"), ("a-1", None)]


def test_help_is_shown_when_a_person_asks_why_and_a_text_inside_a_question_before_it() -> None:
    control = {"url": f"{HL7}questionnaire-itemControl", "valueCodeableConcept": {"coding": [coding("help")]}}
    inner = [item("h", "display", extension=[control]), item("t", "display")]
    found = taken(choice("a", "x", "y", item=inner), item("b"))
    rows = loaded(found).items
    assert [(one.id, one.type) for one in rows] == [("t", "note"), ("a", "choice"), ("b", "text")]
    assert rows[1].why == "About h?"
    assert found.verdict is Verdict.WHOLE


def test_a_text_after_the_last_question_is_a_loss() -> None:
    assert kinds(taken(item("a"), item("end", "display")), *LOST) == ["text-at-end"]


def test_an_open_choice_becomes_an_option_and_a_line_that_is_asked_where_it_was_chosen() -> None:
    options = [option("a"), option("other")]
    found = taken(item("where", "open-choice", answerOption=options))
    one, line = loaded(found).items
    assert found.verdict is Verdict.WHOLE
    assert [option.code for option in one.options] == ["a", "other", "own-answer"]
    assert (one.was, line.was, line.id) == ("open-choice", "own-answer", "where-other")
    assert line.only_if is not None
    chosen, declined = line.only_if.leaves
    assert (chosen.item, chosen.is_, declined.item, declined.declined) == ("where", ("own-answer",), "where", False)


FIVE: Json = {"url": f"{HL7}questionnaire-minOccurs", "valueInteger": 5}


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (item("a", "dateTime"), "time-of-day"),
        (item("a", "attachment"), "attachment"),
        (item("a", "string", repeats=True), "asked-once"),
        (item("a", "group", repeats=True, item=[item("b")]), "asked-once"),
        (item("a", "string", initial=[{"valueString": "x"}]), "initial"),
        (item("a", "string", extension=[{"url": f"{HL7}regex", "valueString": "(a+)+$"}]), "text-format"),
        (item("a", "url"), "text-format"),
        (item("a", "integer", extension=[{"url": f"{HL7}minValue", "valueDecimal": 1.5}]), "bound-unread"),
        (
            choice(
                "a", "x", "y", repeats=True, extension=[{"url": f"{HL7}questionnaire-minOccurs", "valueInteger": 5}]
            ),
            "bound-unread",
        ),
        (item("a", "string", extension=[{"url": f"{HL7}questionnaire-constraint"}]), "constraint"),
        (item("a", "string", _text={"extension": [{"url": f"{HL7}cqf-expression"}]}), "computed-words"),
        (item("a", "string", extension=[{"url": f"{SDC}sdc-questionnaire-itemMedia"}]), "picture"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_person_would_miss_is_a_named_loss(one: Json, kind: str) -> None:
    found = taken(one, item("last"))
    assert (found.verdict, kinds(found, *LOST)) == (Verdict.LOSSES, [kind])
    assert loaded(found).questions


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (item("a", "string", required=True), "required"),
        (item("a", "string", readOnly=True), "read-only"),
        (item("a", "string", extension=[{"url": f"{HL7}questionnaire-hidden", "valueBoolean": True}]), "hidden"),
        (item("a", "string", extension=[{"url": f"{SDC}sdc-questionnaire-initialExpression"}]), "filled-from-record"),
        (item("a", "string", extension=[{"url": "http://example.org/x/odd"}]), "unknown-extension"),
        (item("a", "string", odd=1), "unknown-element"),
        (item("a", "decimal", text="Total score"), "total-entered"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_nobody_could_see_or_answer_is_only_noted(one: Json, kind: str) -> None:
    found = taken(one, item("last"))
    assert (found.verdict, kind in kinds(found, "noted")) == (Verdict.WHOLE, True)


@pytest.mark.parametrize(
    ("items", "kind"),
    [
        ([{"linkId": "a", "type": "string"}], "no-words"),
        ([item("a", "choice")], "no-options"),
        ([choice("a", "x")], "one-option"),
        ([choice("a", *map(str, range(21)))], "many-options"),
        ([item("a", "choice", answerValueSet="http://example.org/vs")], "value-set"),
        ([item("a", "choice", extension=[{"url": f"{SDC}sdc-questionnaire-answerExpression"}])], "options-computed"),
        ([item("a", "choice", answerOption=[{"valueReference": {}}, option("b")])], "option-type"),
        ([item("a", "choice", answerOption=[option("b"), option("b")])], "option-twice"),
        ([item("a", "attachment", required=True)], "attachment-needed"),
        ([item("a", "question")], "type"),
        ([item("a"), item("a")], "link-twice"),
        ([{"type": "string", "text": "Words"}], "link-missing"),
        ([item("a", "string", modifierExtension=[{"url": "http://example.org/not"}])], "modifier-extension"),
        ([item("a", "string", hidden=True)], "not-fhir"),
        ([item("a", "string", extension=[{"url": ENABLED}])], "condition-computed"),
        ([item("a", "string", readOnly=True)], "nothing-left"),
        ([item("a", "string", required="yes")], "malformed"),
        ([], "nothing-to-ask"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_would_change_who_is_asked_what_or_what_an_answer_means_is_refused(items: list[Json], kind: str) -> None:
    found = taken(*items)
    assert (found.verdict, found.tree) == (Verdict.REFUSED, None)
    assert kind in kinds(found, *REFUSING)


def test_an_item_is_left_out_where_the_person_says_so() -> None:
    found = taken(item("a", "reference", required=True), item("b"), wishes=replace(WISHES, without=frozenset({"a"})))
    assert kinds(found, *LOST) == ["left-out"]
    assert [one.id for one in loaded(found).items] == ["b"]


def unit(code: str, display: str = "") -> Json:
    system = "http://unitsofmeasure.org"
    return {"url": f"{HL7}questionnaire-unit", "valueCoding": {"system": system, "code": code, "display": display}}


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (item("a", "decimal"), (None, 2, None)),
        (item("a", "decimal", extension=[{"url": f"{HL7}maxDecimalPlaces", "valueInteger": 1}]), (None, 1, None)),
        (item("a", "decimal", extension=[unit("d/wk", "d/wk")]), (None, 2, "days a week")),
        (item("a", "integer", extension=[unit("cm", "cm")]), (None, 0, "cm")),
        (item("a", "quantity", extension=[unit("kg")]), ("quantity", 2, "kg")),
    ],
)
def test_a_number_keeps_its_decimals_and_its_unit(one: Json, expected: tuple[object, ...]) -> None:
    found = taken(one)
    (read,) = loaded(found).items
    assert (found.verdict, read.type, (read.was, read.decimals, read.unit)) == (Verdict.WHOLE, "number", expected)


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (item("a", "quantity"), "units"),
        (item("a", "quantity", extension=[unit("kg"), unit("[lb_av]", "pounds")]), "units"),
        (item("a", "decimal", extension=[{"url": f"{HL7}maxDecimalPlaces", "valueInteger": 4}]), "decimals"),
        (item("a", "decimal", extension=[unit("x", "a very long unit of measure")]), "unit"),
    ],
)
def test_a_number_that_cannot_be_held_is_a_named_loss(one: Json, kind: str) -> None:
    assert kinds(taken(one), *LOST) == [kind]


# Points. Pitfalls 1 and 14 of reading other people's files.

PLACES: dict[str, Json] = {
    "R4": {"extension": [ordinal(2)], "valueCoding": coding("x")},
    "in the Coding": {"valueCoding": {**coding("x"), "extension": [ordinal(2)]}},
    "STU3": {"valueCoding": {**coding("x"), "extension": [ordinal(2, f"{HL7}questionnaire-ordinalValue")]}},
    "R5": {"extension": [ordinal(2, f"{HL7}itemWeight")], "valueCoding": coding("x")},
    "Argonaut": {
        "extension": [ordinal(2, "http://fhir.org/guides/argonaut-questionnaire/StructureDefinition/extension-score")],
        "valueCoding": coding("x"),
    },
}


@pytest.mark.parametrize("place", PLACES)
def test_points_are_read_from_each_place_where_they_stand(place: str) -> None:
    found = loaded(taken(item("a", "choice", answerOption=[PLACES[place], option("y", 0)])))
    assert [one.score for one in found.items[0].options] == [2, 0]


def test_points_in_two_places_that_differ_are_refused_and_those_that_agree_are_not() -> None:
    for second, expected in ((2, []), (3, ["points-differ"])):
        one = {"extension": [ordinal(2)], "valueCoding": {**coding("x"), "extension": [ordinal(second)]}}
        assert kinds(taken(item("a", "choice", answerOption=[one, option("y", 0)])), *LOST) == expected


@pytest.mark.parametrize("points", ["a", "NA", True, 1e9, 0.00001])
def test_points_that_are_no_number_here_are_refused(points: object) -> None:
    assert kinds(taken(item("a", "choice", answerOption=[option("x", points), option("y")])), *LOST) == [
        "points-not-number"
    ]


def test_points_alone_are_no_total_until_the_person_names_one() -> None:
    items = [choice("a", "x", "y", points=True), choice("/b", "x", "y", points=True)]
    found = taken(*items)
    assert (loaded(found).scales, "total-points" in kinds(found)) == ((), True)
    named = loaded(taken(*items, wishes=replace(WISHES, totals={"Sum": ("a", "/b")})))
    assert [(one.id, one.sum_of) for one in named.scales] == [("sum", ("a", "b"))]
    refused = taken(*items, wishes=replace(WISHES, totals={"Sum": ("a", "/b", "c")}))
    assert [(one.kind, one.what.rpartition(": ")[2]) for one in refused.remarks[:1]] == [("total-unknown", "c.")]


def test_a_total_that_a_person_names_as_one_of_the_file_is_called_gets_another_id() -> None:
    items = [choice("a", "x", "y", points=True), choice("b", "x", "y", points=True), total_of("a", "b")]
    named = loaded(taken(*items, wishes=replace(WISHES, totals={"total": ("a",)})))
    assert [(one.id, one.sum_of) for one in named.scales] == [("total", ("a", "b")), ("total-2", ("a",))]


@pytest.mark.parametrize(
    ("type_", "formula", "hinted"),
    [
        ("decimal", "{a} * {b}", True),
        ("integer", "%resource.item.answer.value.weight().avg()", True),
        ("string", "{a} & {b}", False),
        ("decimal", "{a} * 2", False),
        ("integer", "today() - {day}", False),
        ("decimal", "{words} + {day}", False),
    ],
)
def test_how_items_of_a_total_are_named_is_told_where_it_may_be_one(type_: str, formula: str, hinted: bool) -> None:
    items = [*(choice(link, "x", "y", points=True) for link in "ab"), item("day", "date"), item("words")]
    links = {one: f"%resource.item.where(linkId = '{one}').answer.value" for one in ("a", "b", "day", "words")}
    value = {"language": "text/fhirpath", "expression": formula.format(**links)}
    extension = [{"url": f"{SDC}sdc-questionnaire-calculatedExpression", "valueExpression": value}]
    found = taken(*items, item("t", type_, extension=extension))
    assert ["--total t=a,b,c" in one.mend for one in found.remarks if one.kind == "computed"] == [hinted]


TOTAL = item("/t-1", "integer", text="The total score", code=[coding("t")])
FORMULA: Json = {"language": "text/fhirpath", "expression": "1 + 1"}
COMPUTED: Json = {"url": f"{SDC}sdc-questionnaire-calculatedExpression", "valueExpression": FORMULA}


@pytest.mark.parametrize("name", ["/t-1", "t-1"])
@pytest.mark.parametrize("total", [TOTAL, {**TOTAL, "extension": [COMPUTED]}], ids=["filled in", "computed"])
def test_a_total_of_the_file_that_the_person_names_becomes_the_scale_in_its_place(total: Json, name: str) -> None:
    items = [*(choice(link, "x", "y", points=True) for link in "ab"), total]
    found = taken(*items, wishes=replace(WISHES, totals={name: ("a", "b")}))
    assert (kinds(found), loaded(found).entered_totals) == (["total-named"], ())
    (scale,) = loaded(found).scales
    assert (scale.id, scale.link, scale.title, scale.was) == ("t-1", "/t-1", "The total score", "integer")
    assert ([one.code for one in scale.coding], scale.sum_of) == (["t"], ("a", "b"))


def test_an_item_that_is_left_out_is_named_as_the_file_does_or_in_our_form_and_a_slip_is_told() -> None:
    some = [item("A.1"), item("b")]
    assert [row.id for row in loaded(taken(*some, wishes=replace(WISHES, without=frozenset({"a-1"})))).items] == ["b"]
    found = taken(*some, wishes=replace(WISHES, without=frozenset({"A.1", "nope"})))
    assert kinds(found, "refused") == ["without-unknown"]


# Totals.


def total(expression: str, link: str = "total", **more: object) -> Json:
    value = {"language": "text/fhirpath", "expression": expression}
    extension = {"url": f"{SDC}sdc-questionnaire-calculatedExpression", "valueExpression": value}
    return item(link, "decimal", readOnly=True, extension=[extension], **more)


BOUND: Json = {"url": f"{HL7}maxValue", "valueInteger": 9}


def answer(link: str) -> str:
    return f"%resource.item.where(linkId='{link}').answer.value"


NUMBERED = item("n", "integer", extension=[BOUND | {"url": f"{HL7}minValue"}, BOUND])
SCORED = [choice("a", "x", "y", "z", points=True), choice("b", "x", "y", "z", points=True), NUMBERED]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"iif({answer('a')}.code = 'y', 1, iif({answer('a')}.code = 'z', 2, 0)) + {answer('n')}", ["a", "n"]),
        (f"({answer('a')}.ordinal() + {answer('n')}) * 1", ["a", "n"]),
        (f"{answer('a')}.ordinal() + {answer('b')}.ordinal()", ["a", "b"]),
        ("%resource.item.where(linkId='a' or linkId='b').answer.value.ordinal().sum()", ["a", "b"]),
        ("%resource.repeat(item).answer.value.weight().sum()", ["a", "b"]),
    ],
)
def test_a_plain_total_is_taken_as_a_scale(expression: str, expected: list[str]) -> None:
    found = taken(*SCORED, total(expression))
    assert kinds(found, *LOST) == ["total-taken"]
    assert found.tree is not None
    assert found.tree["scales"] == [{"id": "total", "link": "total", "title": "About total?", "sum-of": expected}]


def variable(name: str, expression: str) -> Json:
    value = {"name": name, "language": "text/fhirpath", "expression": expression}
    return {"url": f"{HL7}variable", "valueExpression": value}


def test_a_total_that_is_blank_while_a_question_of_it_is_not_asked_is_a_named_loss() -> None:
    sometimes = choice("b", "x", "y", points=True, enableWhen=[when("a", "=", answerCoding=coding("x"))])
    asked = choice("a", "x", "y", points=True)
    kinds_ = kinds(taken(asked, sometimes, total_of("a", "b")), *LOST)
    assert kinds_ == ["total-taken", "total-unasked"]
    assert kinds(taken(asked, choice("b", "x", "y", points=True), total_of("a", "b")), *LOST) == ["total-taken"]


def test_a_total_that_nobody_fills_in_is_known_by_its_name() -> None:
    found = taken(choice("a", "x", "y"), item("t", "decimal", text="Total score", readOnly=True))
    assert "total-entered" in kinds(found, "noted")


@pytest.mark.parametrize("word", ["or", "and"])
def test_the_total_that_the_form_builder_of_nlm_writes_is_taken(word: str) -> None:
    """Each answer is looked up in a variable, and whether any is given, or all, in another."""
    look_up = (
        "%questionnaire.item.where(linkId = '{0}').answerOption.where(valueCoding.code=%resource.item"
        ".where(linkId = '{0}').answer.valueCoding.code).extension.where(url=%scoreExt).valueDecimal"
    )
    variables = [variable("scoreExt", f"'{HL7}ordinalValue'")]
    variables += [variable(f"{link}_value", look_up.format(link)) for link in "ab"]
    variables += [variable("answered", f"%a_value.exists() {word} %b_value.exists()")]
    made = total("iif(%answered, iif(%a_value.exists(), %a_value, 0) + iif(%b_value.exists(), %b_value, 0), {})")
    extension = made["extension"]
    assert isinstance(extension, list)
    found = taken(*SCORED, {**made, "extension": [*variables, *extension]})
    assert kinds(found, *LOST) == ["total-taken"]
    assert [one.sum_of for one in loaded(found).scales] == [("a", "b")]


def test_a_total_over_named_points_is_taken_and_points_the_other_way_round_are_reversed() -> None:
    turned = f"iif({answer('a')}.code = 'x', 2, iif({answer('a')}.code = 'y', 1, 0)) + {answer('b')}.ordinal()"
    found = loaded(taken(*SCORED, total(turned)))
    assert [(one.sum_of, one.reversed) for one in found.scales] == [(("a", "b"), ("a",))]


@pytest.mark.parametrize(
    "expression",
    [
        f"{answer('a')}.ordinal() * 2 + {answer('b')}.ordinal()",
        f"iif({answer('a')}.code = 'y', 5, 0) + {answer('b')}.ordinal()",
        f"iif({answer('a')}.code = 'z', 2, 0) + iif({answer('a')}.code = 'z', 2, 0)",
        "today() - @2020-01-01",
        f"{answer('n')} / 2.54",
        "(" * 1000,
        f"{answer('nowhere')} + {answer('n')}",
    ],
)
def test_any_other_formula_is_left_out_by_name_and_never_run(expression: str) -> None:
    found = taken(*SCORED, total(expression))
    assert kinds(found, *LOST) == ["computed"]
    assert loaded(found).scales == ()


def test_points_of_the_first_answer_alone_are_no_total_of_several_answers() -> None:
    """There only the first that is named counts, and here the points of all are added."""
    several = choice("a", "x", "y", "z", points=True, repeats=True)
    steps = [
        f"iif({answer('a')}.code.where($this = '{code}').exists(), {worth}, " for code, worth in (("y", 1), ("z", 2))
    ]
    assert kinds(taken(several, total("".join(steps) + "0))")), *LOST) == ["computed"]
    each = " + ".join(f"{step}0)" for step in steps)
    assert kinds(taken(several, total(each)), *LOST) == ["total-taken"]


def test_a_condition_on_what_is_computed_is_refused() -> None:
    test = when("total", ">", answerDecimal=3)
    assert kinds(taken(*SCORED, total("today()"), item("more", enableWhen=[test])), *REFUSING) == ["condition-left-out"]


# Conditions.


def condition(test: Json | list[Json], *before: Json, **more: object) -> object:
    """The condition of an item after these, as our file has it; else the kinds that refuse it."""
    tests = test if isinstance(test, list) else [test]
    found = taken(*before, {**item("then", enableWhen=tests), **more})
    if found.tree is None:
        return kinds(found, *REFUSING)
    rows = found.tree["items"]
    assert isinstance(rows, list)
    assert loaded(found).by_id["then"].only_if is not None
    return rows[-1]["only-if"]


CHOICE, NUMBER, YES = choice("c", "x", "y"), item("n", "integer"), item("q", "boolean")


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (when("c", "=", answerCoding=coding("x")), {"item": "c", "is": "x"}),
        (when("c", "=", answerCoding={"code": "x"}), {"item": "c", "is": "x"}),
        (when("c", "!=", answerCoding=coding("x")), {"item": "c", "is-not": "x"}),
        (when("c", "exists", answerBoolean=True), {"item": "c", "answered": "yes"}),
        (when("c", "exists", answerBoolean=False), {"item": "c", "answered": "no"}),
        (when("q", "=", answerBoolean=True), {"item": "q", "is": "yes"}),
        (when("q", "=", answerBoolean=False), {"item": "q", "is": "no"}),
        (when("n", ">=", answerInteger=3), {"item": "n", "at-least": "3"}),
        (when("n", ">", answerInteger=3), {"item": "n", "at-least": "4"}),
        (when("n", "<", answerInteger=3), {"item": "n", "at-most": "2"}),
        (when("n", "=", answerInteger=3), {"all": [{"item": "n", "at-least": "3"}, {"item": "n", "at-most": "3"}]}),
        (
            when("n", "!=", answerInteger=3),
            {"any": [{"item": "n", "at-most": "2"}, {"item": "n", "at-least": "4"}, {"item": "n", "answered": "no"}]},
        ),
    ],
)
def test_a_condition_becomes_ours(test: Json, expected: object) -> None:
    assert condition(test, CHOICE, NUMBER, YES) == expected


def test_a_condition_on_a_number_with_decimals_steps_by_its_last_decimal() -> None:
    weight = item("w", "decimal", extension=[{"url": f"{HL7}maxDecimalPlaces", "valueInteger": 1}])
    assert condition(when("w", ">", answerDecimal=2.5), weight) == {"item": "w", "at-least": "2.6"}
    assert condition(when("w", ">=", answerDecimal=2.5), weight) == {"item": "w", "at-least": "2.5"}
    assert condition(when("w", ">", answerDecimal=2.55), weight) == ["condition-test"]


def test_several_conditions_are_joined_as_the_file_says_and_refused_where_it_does_not() -> None:
    tests = [when("c", "=", answerCoding=coding("x")), when("q", "=", answerBoolean=True)]
    parts = [{"item": "c", "is": "x"}, {"item": "q", "is": "yes"}]
    assert condition(tests, CHOICE, YES, enableBehavior="any") == {"any": parts}
    assert condition(tests, CHOICE, YES, enableBehavior="all") == {"all": parts}
    assert condition(tests, CHOICE, YES) == ["condition-all-any"]


def test_the_condition_of_a_group_holds_for_each_item_in_it_at_any_depth() -> None:
    inner = item("g2", "group", item=[item("deep", enableWhen=[when("q", "=", answerBoolean=True)])])
    group = item("g", "group", enableWhen=[when("c", "=", answerCoding=coding("x"))], item=[item("flat"), inner])
    found = loaded(taken(CHOICE, YES, group))
    outer = {one.id: one.only_if for one in found.items if one.only_if}
    assert [(test.item, test.is_) for test in outer["flat"].leaves] == [("c", ("x",))]
    assert [(test.item, test.is_) for test in outer["deep"].leaves] == [("c", ("x",)), ("q", ("yes",))]


@pytest.mark.parametrize(
    "one",
    [
        item("a", text="x" * 4_001),
        item("a", "choice", answerOption=[{"valueCoding": coding("x" * 4_001)}, option("y")]),
        {**total_of("b"), "linkId": "x" * 4_001},
    ],
    ids=["question", "option", "total"],
)
def test_a_text_that_no_file_of_ours_can_hold_refuses_the_file(one: Json) -> None:
    assert kinds(taken(choice("b", "x", "y", points=True), one), *REFUSING) == ["words-long"]


@pytest.mark.parametrize(
    ("test", "kind"),
    [
        (when("nowhere", "=", answerString="x"), "condition-no-item"),
        (when("after", "exists", answerBoolean=True), "condition-later"),
        (when("then", "exists", answerBoolean=True), "condition-later"),
        (when("g", "exists", answerBoolean=True), "condition-no-answer"),
        (when("s", "=", answerString="x"), "condition-test"),
        (when("c", ">", answerCoding=coding("x")), "condition-test"),
        (when("c", "=", answerCoding=coding("z")), "condition-no-option"),
        (when("c", "=", answerCoding=coding("x", system="http://example.org/other")), "condition-no-option"),
        (when("n", "=", answerDecimal=2.5), "condition-test"),
        (when("n", "=", answerQuantity={"value": 2}), "condition-test"),
        (when("h", "=", answerString="x"), "condition-left-out"),
        (when("c", "like", answerCoding=coding("x")), "condition-shape"),
        (when("c", "exists"), "condition-shape"),
        (when("n", "=", answerInteger=None), "condition-test"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_condition_that_cannot_be_kept_refuses_the_file(test: Json, kind: str) -> None:
    hidden = item("h", readOnly=True)
    before = [item("g", "group"), item("s"), CHOICE, NUMBER, hidden]
    found = taken(*before, item("then", enableWhen=[test]), item("after"))
    assert kinds(found, *REFUSING) == [kind]


def test_who_declines_the_question_that_others_hang_on_is_cautioned_about() -> None:
    found = taken(CHOICE, item("then", enableWhen=[when("c", "exists", answerBoolean=True)]))
    assert (found.verdict, kinds(found, "caution")) == (Verdict.WHOLE, ["exists-chain"])


def test_enable_behavior_without_enable_when_is_ignored() -> None:  # it stands in a file of LOINC
    assert taken(item("a", enableBehavior="any")).verdict is Verdict.WHOLE


# Value sets.

VALUES = {
    "resourceType": "ValueSet",
    "id": "how-often",
    "url": "http://example.org/vs",
    "compose": {"include": [{"system": "http://example.org/codes", "concept": [{"code": "x"}, {"code": "y"}]}]},
}
SYSTEM = {
    "resourceType": "CodeSystem",
    "url": "http://example.org/codes",
    "concept": [{"code": "x", "display": "X", "concept": [{"code": "y", "display": "Y"}]}],
}
BY_SYSTEM = {**VALUES, "compose": {"include": [{"system": "http://example.org/codes"}]}}
BY_RULE = {**VALUES, "compose": {"include": [{"system": "http://example.org/codes", "filter": [{}]}]}}
EXPANDED = {**VALUES, "compose": {}, "expansion": {"contains": [{"code": "x", "contains": [{"code": "y"}]}]}}


@pytest.mark.parametrize(
    ("name", "contained", "beside"),
    [
        ("#how-often", [VALUES], []),
        ("http://example.org/vs", [VALUES], []),
        ("http://example.org/vs|3", [], [VALUES]),
        ("http://example.org/vs", [], [{"resourceType": "Bundle", "entry": [{"resource": VALUES}]}]),
        ("http://example.org/vs", [], [BY_SYSTEM, SYSTEM]),
        ("#how-often", [EXPANDED], []),
    ],
)
def test_the_codes_of_a_value_set_are_options(name: str, contained: list[Json], beside: list[Json]) -> None:
    document = questionnaire(item("a", "choice", answerValueSet=name), contained=contained)
    found = read(json.dumps(document).encode(), WISHES, tuple(json.dumps(one).encode() for one in beside))
    assert [one.code for one in loaded(found).items[0].options] == ["x", "y"]


def test_a_value_set_by_a_rule_is_no_list_and_two_of_hl7_are_known() -> None:
    assert kinds(taken(item("a", "choice", answerValueSet="#how-often"), contained=[BY_RULE]), *LOST) == ["value-set"]
    found = loaded(taken(item("a", "choice", answerValueSet="http://hl7.org/fhir/ValueSet/yesnodontknow")))
    assert [one.text for one in found.items[0].options] == ["Yes", "No", "Don't know"]


# Releases.


def test_stu3_says_options_conditions_and_values_in_its_own_way() -> None:
    options = [{"valueCoding": coding("x")}, {"valueString": "Y"}]
    found = taken(
        item("c", "choice", option=options),
        item("q", "boolean"),
        item("then", enableWhen=[{"question": "c", "hasAnswer": True}, {"question": "q", "answerBoolean": True}]),
        item("v", "choice", options={"reference": "#how-often"}, initialCoding=coding("x")),
        contained=[VALUES],
    )
    assert (found.release, kinds(found, *LOST)) == ("3.0.2", ["initial"])
    only_if = loaded(found).by_id["then"].only_if
    assert only_if is not None
    assert [test.item for test in only_if.any or ()] == ["c", "q"]


def test_an_answer_of_r5_that_is_none_of_its_options_and_no_text_is_a_named_loss() -> None:
    options: list[Json] = [{"valueInteger": 1}, {"valueInteger": 2}]
    found = taken(item("a", "integer", answerOption=options, answerConstraint="optionsOrType"))
    assert kinds(found, *LOST) == ["open-typed"]
    options = [{"valueString": "x"}, {"valueString": "y"}]
    assert kinds(taken(item("a", answerOption=options, answerConstraint="optionsOrType")), *LOST) == []


@pytest.mark.parametrize(("many", "decimals", "halves"), [(2, 0, True), (4, 1, True), (2, 1, False), (3, 0, False)])
def test_a_mean_that_can_lie_midway_between_two_numbers_is_cautioned_about(
    many: int, decimals: int, halves: bool
) -> None:
    asked = [choice(f"q{n}", "x", "y", points=True) for n in range(many)]
    added = " + ".join(f"%resource.item.where(linkId='q{n}').answer.value.ordinal()" for n in range(many))
    value = {"language": "text/fhirpath", "expression": f"(({added}) / {many}).round({decimals})"}
    mean = {**total_of("q0"), "extension": [{**COMPUTED, "valueExpression": value}]}
    assert ("mean-halves" in kinds(taken(*asked, mean), "caution")) == halves


def test_r5_says_choices_in_its_own_way() -> None:
    options = [option("x"), option("y")]
    found = taken(
        item("c", "coding", answerOption=options),
        item("o", "coding", answerOption=options, answerConstraint="optionsOrString"),
        item("s", "string", answerOption=[{"valueString": "One"}, {"valueString": "Two"}]),
    )
    assert (found.release, found.verdict) == ("5.0.0", Verdict.WHOLE)
    assert [(one.id, one.was) for one in loaded(found).questions] == [
        ("c", None), ("o", "open-choice"), ("o-other", "own-answer"), ("s", None),
    ]  # fmt: skip


def test_dstu2_and_what_is_no_questionnaire_are_refused_by_name() -> None:
    assert kinds(taken(group={"title": "x"})) == ["old-release"]
    assert kinds(read(b'{"resourceType": "Patient"}', WISHES)) == ["not-questionnaire"]
    assert kinds(read(b"[1]", WISHES)) == ["not-questionnaire"]
    two = {"resourceType": "Bundle", "entry": [{"resource": questionnaire()}, {"resource": questionnaire()}]}
    assert kinds(read(json.dumps(two).encode(), WISHES)) == ["many-questionnaires"]


# The head of the file.


def test_without_a_licence_nothing_is_taken_until_the_person_states_one() -> None:
    found = taken(item("a"), copyright="")
    assert kinds(found, *LOST) == ["licence"]
    stated = loaded(taken(item("a"), copyright="", wishes=Wishes(licence="Ours")))
    assert (stated.source.licence, stated.source.citation) == ("Ours", "An evening")


def test_a_copyright_notice_stands_word_for_word_and_one_that_restricts_is_cautioned_about() -> None:
    found = taken(item("a"), copyright="© A B. All rights reserved.")
    assert (kinds(found, "caution"), loaded(found).source.licence) == (["copyright"], "© A B. All rights reserved.")
    stated = taken(item("a"), copyright="© A B. All rights reserved.", wishes=replace(WISHES, licence="Ours"))
    assert (kinds(stated, "caution"), loaded(stated).source.licence) == (
        ["licence-kept", "copyright"],
        "© A B. All rights reserved.",
    )


@pytest.mark.parametrize(
    ("more", "version"),
    [
        ({"version": "2.1"}, "2.1"),
        ({"version": "draft", "date": "2024-08-06"}, "0.2024.0806"),
        ({"version": "2.0-ballot", "date": "2024"}, "0.2024.0000"),
    ],
)
def test_the_version_is_that_of_the_file_or_made_from_its_date(more: Json, version: str) -> None:
    assert (
        loaded(read(json.dumps({**questionnaire(item("a")), "version": "", **more}).encode(), WISHES)).version
        == version
    )


def test_what_the_file_does_not_say_is_not_made_up() -> None:
    found = taken(item("a"), wishes=Wishes())
    read = loaded(found)
    assert (read.recall, read.audience) == ("not said", "not said")
    assert kinds(found, "noted") == ["not-said"]


def test_where_nothing_says_how_many_decimals_there_are_two_are_taken_and_that_is_noted() -> None:
    found = taken(item("a", "decimal"))
    assert (found.verdict, kinds(found), loaded(found).items[0].decimals) == (Verdict.WHOLE, ["decimals-unsaid"], 2)
