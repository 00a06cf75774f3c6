"""CLI-31: a questionnaire as FHIR: as HL7's schema and invariants want it, and the same when it comes back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from screening.errors import ContentError
from screening.interchange.fhir.answers import read as answers_of
from screening.interchange.fhir.codes import FhirNames
from screening.interchange.fhir.formulas_out import FhirPath
from screening.interchange.fhir.read import read
from screening.interchange.fhir.response import Sent, response
from screening.interchange.fhir.write import Written, write
from screening.interchange.json_values import mappings
from screening.interchange.remarks import Verdict
from screening.interchange.taken import Taken
from screening.model.answers import Answer, Chosen, Declined, Entered
from screening.model.questionnaire import Questionnaire
from screening.model.scales import Scale
from tests.conftest import one_in, shipped
from tests.conftest import questionnaire as made
from tests.generated import questionnaires
from tests.interchange.fhir.made import (
    HL7,
    WISHES,
    Json,
    choice,
    coding,
    item,
    kinds,
    loaded,
    option,
    ordinal,
    taken,
    total_of,
    when,
)
from tests.interchange.fhir.oracles import broken_invariants, items_of, schema_faults
from tests.interchange.same import same_item, same_scale
from tests.interchange.sittings import SHIPPED, result, shipped_or_worded
from tests.interchange.small import BEYOND, SCALE, small, with_condition


def can_be_written(questionnaire: Questionnaire) -> bool:
    """Whether nothing in it depends on a scale that FHIR cannot compute."""
    return write(questionnaire).resource is not None


def written(questionnaire: Questionnaire) -> Json:
    found = write(questionnaire).resource
    assert found is not None
    return found


def back(questionnaire: Questionnaire) -> Taken:
    return read(json.dumps(written(questionnaire)).encode(), WISHES)


def said(found: Written) -> list[str]:
    return list(dict.fromkeys(one.kind for one in found.remarks))


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_is_written_as_hl7_wants_it(name: str) -> None:
    resource = written(shipped_or_worded(name))
    assert (schema_faults(resource), broken_invariants(resource)) == ([], [])


@given(questionnaires().filter(can_be_written))
def test_whatever_is_written_is_as_hl7_wants_it(questionnaire: Questionnaire) -> None:
    resource = written(questionnaire)
    assert (schema_faults(resource), broken_invariants(resource)) == ([], [])


# Round trips: written, then read again.


def computed(questionnaire: Questionnaire) -> list[Scale]:
    dropped = {one.where for one in write(questionnaire).remarks if one.kind == "out-scale"}
    return [scale for scale in questionnaire.scales if scale.id not in dropped]


@pytest.mark.parametrize("name", one_in(3, SHIPPED))
def test_what_is_shipped_comes_back_with_its_items_options_points_conditions_and_scales(name: str) -> None:
    first = shipped_or_worded(name)
    found = back(first)
    assert found.verdict is Verdict.WHOLE
    second = loaded(found)
    assert as_items(first) == as_items(second)
    assert [same_scale(one, first) for one in computed(first)] == sorted_like(first, second)


def as_items(questionnaire: Questionnaire) -> list[object]:
    return [same_item(one, questionnaire, computed(questionnaire)) for one in questionnaire.items]


def sorted_like(first: Questionnaire, second: Questionnaire) -> list[object]:
    return [same_scale(second.scale_by_id[one.id], second) for one in computed(first) if one.id in second.scale_by_id]


def is_told_apart(questionnaire: Questionnaire) -> bool:
    """Whether nothing in it has two forms that mean the same: a count of one code is a sum of points 0 and 1."""
    return not any(scale.count_of for scale in questionnaire.scales)


@given(questionnaires().filter(can_be_written))
def test_whatever_is_written_comes_back_the_same(first: Questionnaire) -> None:
    found = back(first)
    if "condition-computed" in kinds(found, "refused"):  # a test that no answer meets has no plain form
        assert any("false" in json.dumps(one) for one in items_of(written(first)))
        return
    second = loaded(found)
    assert as_items(first)[: len(second.items)] == as_items(second)
    assert all(one.type == "note" for one in first.items[len(second.items) :])  # nothing would show them
    if is_told_apart(first):
        assert [same_scale(one, first) for one in computed(first)] == sorted_like(first, second)


def test_linkids_types_and_codes_of_another_file_go_back_as_they_were() -> None:
    control = {"url": f"{HL7}questionnaire-itemControl", "valueCodeableConcept": {"coding": [coding("help")]}}
    inner = [
        choice("/g/1", "X", "Y", points=True, code=[coding("c-1")]),
        item("/g/2", "boolean", item=[item("/g/2/a", "text")]),
        item("/g/3", "open-choice", repeats=True, answerOption=[{"valueCoding": coding("Z")}]),
    ]
    first = [
        item("/g", "group", item=inner, code=[coding("group")]),
        total_of("/g/1"),
        item("/n", "integer", item=[item("/n-help", "display", extension=[control])]),
        item("/d", "display", enableWhen=[when("/g/1", "=", answerCoding=coding("X"))]),
        item("/s", "string", enableWhen=[when("/g/2", "=", answerBoolean=True)]),
    ]
    again = written(loaded(taken(*first)))
    assert outline(again) == outline({"item": first})


def test_groups_without_words_go_back_as_they_were_and_answers_stand_in_them() -> None:
    inner = {**item("g2", "group", item=[item("b"), item("c")]), "text": ""}
    outer = {**item("g1", "group", item=[item("a"), inner, item("d")]), "text": ""}
    within = item("n", "group", item=[{**item("g3", "group", item=[item("e")]), "text": ""}])
    first = [without_text(outer), without_text(within), item("last")]
    form = loaded(taken(*first, url="http://example.org/q"))
    resource = written(form)
    assert (outline(resource), resource["url"]) == (outline({"item": first}), "http://example.org/q")
    assert outline(written(loaded(back(form)))) == outline(resource)
    given: dict[str, Answer] = {one: Entered("x") for one in ("b", "d", "e", "last")}
    there = response(Sent(result(form, given), FhirNames(form), "2026-11-22T10:00:00Z", everything=True))
    held: list[object] = [("g1", [("g2", [("b", [])]), ("d", [])]), ("n", [("g3", [("e", [])])]), ("last", [])]
    assert nested(there) == held


def without_text(one: Json) -> Json:
    """The item, and those in it, without texts that are empty."""
    kept = {key: value for key, value in one.items() if key != "text" or value}
    inner_ = [without_text(two) for two in mappings(one, "item")]
    return {**kept, "item": inner_} if inner_ else kept


def nested(holder: Json) -> list[object]:
    return [(one["linkId"], nested(one)) for one in mappings(holder, "item")]


def test_a_total_that_somebody_fills_in_there_is_not_asked_here_and_goes_back_to_its_place() -> None:
    control = {"url": f"{HL7}questionnaire-itemControl", "valueCodeableConcept": {"coding": [coding("help")]}}
    help_ = item("/t-help", "display", extension=[control])
    entered = item("/t", "decimal", text="Total score", code=[coding("t-1")], item=[help_])
    last = item("/e", "integer", text="A total score")
    first = [
        item("/g", "group", item=[choice("/g/a", "X", "Y"), entered]),
        item("/b"),
        item("/h", "group", item=[last]),
    ]
    read = loaded(taken(*first, choice("/c", "X", "Y")))
    assert [one.link for one in read.questions] == ["/g/a", "/b", "/c"]
    assert outline(written(read)) == outline({"item": [*first, choice("/c", "X", "Y")]})


@pytest.mark.parametrize(
    "place",
    ["items: [{id: a, ask: A, type: text, inside: b}", "entered-totals: [{link: t, was: decimal, ask: T, before: b}"],
)
def test_a_place_that_is_not_there_is_told(place: str) -> None:
    with pytest.raises(ContentError) as caught:
        made(("" if "items" in place else "items: [{id: a, ask: A, type: text}]\n") + place + "]\n")
    assert [one.what for one in caught.value.problems] == ["There is no question `b`."]


def conditions(one: Json) -> list[Json]:
    found = one.get("enableWhen", [])
    assert isinstance(found, list)
    return found


def without_display(test: Json) -> Json:
    """The condition without the words of an answer, which nobody compares."""
    answer = test.get("answerCoding")
    return test | {"answerCoding": {**answer, "display": ""}} if isinstance(answer, dict) else test


def codes(one: Json) -> list[Json]:
    found = one.get("code", [])
    assert isinstance(found, list)
    return found


def outline(holder: Json) -> list[object]:
    """Each item with its type, codes, options and what stands in it."""
    inner = holder.get("item", [])
    assert isinstance(inner, list)
    return [
        (
            one["linkId"],
            one["type"],
            one.get("text"),
            [(two["system"], two["code"]) for two in codes(one)],
            [(two["valueCoding"]["system"], two["valueCoding"]["code"]) for two in one.get("answerOption", [])],
            [without_display(two) for two in conditions(one)],
            outline(one),
        )
        for one in inner
    ]


# What has no place there is named.


@pytest.mark.parametrize(("rule", "kind"), BEYOND)
def test_what_a_scale_says_beyond_a_sum_is_named(rule: str, kind: str) -> None:
    assert kind in said(write(small(SCALE % rule)))


def test_a_condition_on_what_cannot_be_computed_there_is_refused() -> None:
    found = write(with_condition("scale: s, at-least: 1"))
    assert (found.resource, "out-condition-scale" in said(found)) == (None, True)


def test_a_condition_without_a_plain_form_is_an_expression_and_said_so() -> None:
    items = (
        "  - {id: c, ask: 'C?', type: text, only-if: {any: [{item: a, is: yes}, "
        "{all: [{item: a, is: no}, {item: b, is: yes}]}]}}\n"
    )
    found = write(small("", items))
    assert said(found) == ["out-condition"]
    assert found.resource is not None
    assert "sdc-questionnaire-enableWhenExpression" in json.dumps(found.resource)
    assert 'enableWhen"' not in json.dumps(found.resource)


@pytest.mark.parametrize("code", ["T1", "@1", "@T1", "it's 1", "\\1", "\\u0031", "true", "'1'"])
def test_whatever_a_code_or_a_link_begins_with_a_formula_names_this_one_and_no_other(code: str) -> None:
    link = f"link {code}"
    asked = choice(link, "1", "yes", code), choice("b", "1", "yes", code, points=True), total_of("b")
    inner = item("c", enableBehavior="any", enableWhen=[is_answer(link, "1"), when("b", "exists", answerBoolean=True)])
    group = item("g", "group", enableWhen=[is_answer(link, code)], item=[inner])
    found = loaded(taken(*asked, group))
    assert "sdc-questionnaire-enableWhenExpression" in json.dumps(written(found))
    came_back = loaded(back(found))
    items, again = ([same_item(one, file, file.scales) for one in file.items] for file in (found, came_back))
    assert items == again
    scales, again = ([same_scale(one, file) for one in file.scales] for file in (found, came_back))
    assert scales == again


def is_answer(link: str, code: str) -> Json:
    return when(link, "=", answerCoding=coding(code))


def test_a_questionnaire_of_ours_never_gets_codes_of_another_instrument() -> None:
    systems = {str(two["valueCoding"]["system"]) for one in items_of(written(shipped("signs"))) for two in options(one)}
    assert all(system.startswith("urn:screening:CodeSystem:signs.") for system in systems)


def options(one: Json) -> list[dict[str, Json]]:
    found = one.get("answerOption", [])
    assert isinstance(found, list)
    return found


def test_addresses_begin_as_the_person_says() -> None:
    resource = write(shipped("past-month"), "https://example.org/forms").resource
    assert resource is not None
    assert resource["url"] == "https://example.org/forms/Questionnaire/past-month"
    assert "urn:screening" not in json.dumps(resource)


def test_the_id_that_a_person_gives_stands_before_the_name_in_the_file() -> None:
    resource = json.dumps(written(shipped("past-month"))).encode()
    named = read(resource, replace(WISHES, name="mine"))
    assert named.tree is not None
    assert (named.tree["questionnaire"], loaded(back(shipped("past-month"))).id) == ("mine", "pastmonth")


# Under which address.


def test_what_goes_out_as_it_was_has_the_address_of_its_origin() -> None:
    written_ = written(loaded(taken(choice("a", "x", "y"), url="http://example.org/q")))
    assert (written_["url"], "derivedFrom" in written_) == ("http://example.org/q", False)


# What an option can be that is no code, two of each.
VALUES: dict[str, list[Json]] = {
    "integer": [{"valueInteger": -1}, {"valueInteger": 1}],
    "date": [{"valueDate": "2020-01-31"}, {"valueDate": "2021"}],
    "time": [{"valueTime": "10:00:00"}, {"valueTime": "22:30:00"}],
    "string": [{"valueString": "Now  and then"}, {"valueString": "Don't know"}],
}


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("more", [{}, {"repeats": True}], ids=["one", "several"])
@pytest.mark.parametrize("is_choice", [True, False], ids=["of a choice", "of its own type"])
def test_options_that_are_no_codes_go_out_as_they_were(kind: str, more: Json, is_choice: bool) -> None:
    one = item("a", "choice" if is_choice else kind, answerOption=VALUES[kind], **more)
    asked = item("b", maxLength=99, enableWhen=[when("a", "=", **answer_of(VALUES[kind][0]))])
    first = loaded(taken(one, asked, url="http://example.org/q"))
    written_ = written(first)
    assert (written_["url"], FhirNames(first).canonical) == ("http://example.org/q", "http://example.org/q|1.0")
    assert list(items_of(written_)) == [one, asked]
    assert (schema_faults(written_), broken_invariants(written_)) == ([], [])


def answer_of(option: Json) -> Json:
    return {f"answer{key.removeprefix('value')}": value for key, value in option.items()}


@pytest.mark.parametrize("kind", ["integer", "date", "time"])
def test_points_of_options_that_are_no_codes_come_back_from_a_total(kind: str) -> None:
    options = [{"extension": [ordinal(place)], **one} for place, one in enumerate(VALUES[kind])]
    items = [item(name, kind, answerOption=options) for name in "ab"]
    first = loaded(taken(*items, wishes=replace(WISHES, totals={"sum": ("a", "b")})))
    second = loaded(back(first))
    assert [one.sum_of for one in second.scales] == [("a", "b")]
    assert as_items(first) == as_items(second)


def test_options_of_several_kinds_go_out_as_they_were_and_a_formula_finds_each() -> None:
    options = [{"valueInteger": 1}, {"valueCoding": coding("x")}, {"valueString": "Rarely"}]
    first = loaded(taken(item("a", "choice", answerOption=options)))
    (found,) = items_of(written(first))
    assert (found["type"], found["answerOption"]) == ("choice", options)
    formula = FhirPath(FhirNames(first)).chosen(first.by_id["a"], ("1", "x", "rarely"))
    values = "%resource.item.where(linkId = 'a').answer.value"
    assert (
        formula
        == f"({values}.code.where($this = 'x').exists() or {values}.where($this = 1 or $this = 'Rarely').exists())"
    )


def test_a_value_that_is_none_of_its_kind_is_a_code() -> None:
    options = (
        "[{code: a, text: A, was: integer, coding: {code: x}}, {code: b, text: B, was: integer, coding: {code: 1}}]"
    )
    (found,) = items_of(written(made(f"items: [{{id: a, ask: A, options: {options}}}]\n")))
    options_ = found["answerOption"]
    assert isinstance(options_, list)
    assert (found["type"], [*options_[0]], options_[1]) == ("choice", ["valueCoding"], {"valueInteger": 1})


def test_what_goes_out_with_codes_of_ours_has_an_address_of_ours_and_names_its_origin() -> None:
    options: list[Json] = [{"valueCoding": {"code": one, "display": one}} for one in "xy"]
    first = loaded(taken(item("a", "choice", answerOption=options), url="http://example.org/q"))
    written_ = written(first)
    assert (written_["url"], written_["derivedFrom"]) == (FhirNames(first).url, ["http://example.org/q"])
    assert FhirNames(first).url != "http://example.org/q"
    assert FhirNames(first).canonical.startswith(FhirNames(first).url)
    assert schema_faults(written_) == []


def with_named_total() -> Questionnaire:
    """What comes of a file with a total that somebody fills in, for which the person named the items."""
    total = item("/t", "integer", text="The total score", code=[coding("t")])
    items = [*(choice(name, "x", "y", points=True) for name in "ab"), total]
    wishes = replace(WISHES, totals={"/t": ("a", "b")})
    return loaded(taken(*items, wishes=wishes, url="http://example.org/q"))


def test_a_total_that_was_named_goes_out_with_its_linkid_words_codes_and_type_at_an_address_of_ours() -> None:
    written_ = written(with_named_total())
    total = list(items_of(written_))[-1]
    found = {key: total[key] for key in ("linkId", "text", "type", "readOnly")}
    assert found == {"linkId": "/t", "text": "The total score", "type": "integer", "readOnly": True}
    assert total["code"] == [{"system": "http://example.org/codes", "code": "t"}]
    assert [one["linkId"] for one in items_of(written_)] == ["a", "b", "/t"]
    assert (written_["derivedFrom"], schema_faults(written_)) == (["http://example.org/q"], [])
    again = loaded(back(with_named_total())).scales
    assert [(one.link, one.was, len(one.coding)) for one in again] == [("/t", "integer", 1)]


def test_a_total_that_the_origin_does_not_have_gives_the_whole_an_address_of_ours() -> None:
    wishes = replace(WISHES, totals={"sum": ("a", "b")})
    two = [choice(name, "x", "y", points=True) for name in "ab"]
    first = loaded(taken(*two, wishes=wishes, url="http://example.org/q"))
    assert written(first)["derivedFrom"] == ["http://example.org/q"]
    assert FhirNames(first).canonical.partition("|")[0] == "http://example.org/q"  # its answers fit the origin


def test_the_code_of_a_unit_goes_out_again_and_answers_may_name_it() -> None:
    unit = {
        "url": f"{HL7}questionnaire-unit",
        "valueCoding": {"system": "http://ucum", "code": "kg", "display": "kilo"},
    }
    form = loaded(taken(item("w", "quantity", extension=[unit])))
    assert unit in mappings(mappings(written(form), "item")[0], "extension")
    there = response(Sent(result(form, {"w": Entered(70)}), FhirNames(form), "2026-11-22T10:00:00Z", everything=True))
    answer = {"value": 70, "unit": "kilo", "system": "http://ucum", "code": "kg"}
    assert mappings(there, "item")[0]["answer"] == [{"valueQuantity": answer}]
    for quantity in ({"value": 70, "code": "kg"}, {"value": 70, "unit": "kg", "code": "kg"}, {"value": 70}):
        held: Json = {"linkId": "w", "answer": [{"valueQuantity": quantity}]}
        assert answers_of({"status": "completed", "item": [held]}, FhirNames(form)).answers == {"w": Entered(70)}


def test_a_total_that_can_have_decimals_is_no_integer_there_and_that_is_told() -> None:
    halves = item("a", "choice", answerOption=[option("x", 0.5), option("y", 2)])
    wishes = replace(WISHES, totals={"/t": ("a",)})
    found = write(loaded(taken(halves, item("/t", "integer", text="The total score"), wishes=wishes)))
    assert "out-total-decimals" in said(found)
    assert found.resource is not None
    assert list(items_of(found.resource))[-1]["type"] == "decimal"


def test_what_is_asked_once_here_stands_beside_a_question_with_several_answers_at_an_address_of_ours() -> None:
    inner = [choice(name, "x", "y", points=True) for name in ("p", "q")]
    test = when("p", "=", answerCoding=coding("x"))
    holder = choice("h", "1", "2", repeats=True, item=[inner[0], item("g", "group", item=[inner[1]])])
    items = [item("top", "group", item=[holder]), item("d", enableWhen=[test])]
    as_there = written(loaded(taken(*items, url="http://example.org/q")))
    assert (as_there["url"], inside(as_there, "p")) == ("http://example.org/q", "h")
    with_total = loaded(taken(*items, wishes=replace(WISHES, totals={"t": ("p", "q")}), url="http://example.org/q"))
    ours = written(with_total)
    assert ours["url"] != "http://example.org/q"
    assert {name: inside(ours, name) for name in ("p", "g", "q")} == {"p": "top", "g": "top", "q": "top"}
    given: dict[str, Answer] = {"h": Chosen("1"), "p": Chosen("y"), "q": Chosen("y"), "d": Declined()}
    there = response(Sent(result(with_total, given), FhirNames(with_total), "2026-11-22T10:00:00Z"))
    assert there["questionnaire"] == "http://example.org/q|1.0"  # so its answers stand as they do there
    (top,) = (one for one in mappings(there, "item") if one["linkId"] == "top")
    (asked,) = mappings(mappings(top, "item")[0], "answer")
    assert [one["linkId"] for one in mappings(asked, "item")] == ["p", "g"]


def inside(resource: Json, link: str) -> object:
    """The linkId of what an item stands in."""
    return next(one["linkId"] for one in items_of(resource) if link in [two["linkId"] for two in inner_of(one)])


def inner_of(one: Json) -> list[Json]:
    found = one.get("item", [])
    assert isinstance(found, list)
    return found
