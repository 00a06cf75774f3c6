"""What FHIR asks for each of several answers is a `repeat` here, where a repeat can say the same."""

from __future__ import annotations

import json

import pytest

from screening.interchange.fhir.codes import FhirNames
from screening.interchange.fhir.write import write
from screening.interchange.json_values import mappings
from screening.interchange.taken import Taken
from tests.interchange.fhir.made import Json, choice, coding, item, loaded, option, taken, when
from tests.interchange.fhir.oracles import items_of

INNER = (item("c/s"), item("c/g", "group", item=[choice("c/n", "often", "never")]))
MANY = [*(item(f"n{n}", "display") for n in range(9)), choice("c/n", "often", "never")]


def test_what_is_asked_for_each_of_several_answers_there_is_a_repeat() -> None:
    found = taken(choice("c", "x", "y", repeats=True, item=[*INNER]))
    assert lost(found) == [("c", "asked-for-each")]
    made = loaded(found)
    copies = [f"{code}.{name}" for code in "xy" for name in ("answer", "c-s", "c-g", "c-n")]
    assert [one.id for one in made.items] == ["c", *copies]
    assert made.by_id["y.answer"].ask == "Answer y"
    assert made.by_id["y.c-n"].name == "Answer y: About c/n?"
    assert not FhirNames(made).answers_origin
    assert not lost(taken(choice("c", "x", "y", item=[*INNER])))


def test_copies_stand_where_the_question_stands_that_they_are_about() -> None:
    within = [choice("c", "answer", "y", repeats=True, item=[item("c/s")]), item("after")]
    made = loaded(taken(item("g", "group", item=within)))
    assert {one.id: one.inside for one in made.items} == {
        "g": None, "c": "g", "answer.answer": "g", "answer.c-s": "g", "y.answer": "g", "y.c-s": "g", "after": "g",
    }  # fmt: skip
    resource = write(made).resource
    assert resource is not None
    assert [one["linkId"] for one in items_of(resource)] == ["g", *(one.id for one in made.items[1:])]
    assert 'linkId": "after"' in json.dumps(mappings(resource, "item")[0])
    assert made.repeat[0].as_ != "answer"


def lost(found: Taken) -> list[tuple[str, str]]:
    """The losses: where, and their kinds."""
    return [
        (one.where, one.kind) for one in found.remarks if one.severity in ("broken", "refused", "changed", "dropped")
    ]


def _read_from_outside() -> list[Json]:
    test = when("c/n", "=", answerCoding=coding("often"))
    return [choice("c", "x", "y", repeats=True, item=[*INNER]), item("d", enableWhen=[test])]


@pytest.mark.parametrize(
    "items",
    [
        pytest.param(_read_from_outside(), id="a condition outside reads one of them"),
        pytest.param(
            [{**choice("c", "x", "y", repeats=True, item=[*INNER]), "type": "open-choice"}], id="an answer of one's own"
        ),
        pytest.param([choice("c", "x", "y", repeats=True, item=[item("c/s", text="A {x}?"), INNER[1]])], id="brackets"),
        pytest.param(
            [
                choice(
                    "c", *(f"c{n}" for n in range(20)), repeats=True, item=[INNER[0], item("c/g", "group", item=MANY)]
                )
            ],
            id="too many copies",
        ),
    ],
)
def test_what_no_repeat_can_say_is_asked_once_and_that_is_a_named_loss(items: list[Json]) -> None:
    found = taken(*items)
    assert [one.where for one in found.remarks if one.kind == "asked-once-of-several"] == ["c/s", "c/n"]
    assert not loaded(found).repeat


def test_of_several_answers_within_one_of_several_only_the_outer_ones_are_asked_about() -> None:
    inner = choice("c/c", "x", "y", repeats=True, item=[item("c/c/s")])
    found = taken(choice("c", "x", "y", repeats=True, item=[inner]))
    assert sorted(lost(found)) == [("c", "asked-for-each"), ("c/c/s", "asked-once-of-several")]
    assert [one.id for one in loaded(found).items if one.id.endswith("c-c-s")] == ["x.c-c-s", "y.c-c-s"]


def test_a_condition_inside_means_the_same_copy_and_one_on_the_question_itself_stays() -> None:
    inner = [
        choice("c/n", "often", "never"),
        item("c/s", enableWhen=[when("c/n", "=", answerCoding=coding("often"))]),
        item("c/x", enableWhen=[when("c", "=", answerCoding=coding("x"))]),
    ]
    made = loaded(taken(choice("c", "x", "y", repeats=True, item=inner)))
    gated = {one.id: one.only_if for one in made.items if one.only_if is not None}
    assert [leaf.item for leaf in gated["y.c-s"].leaves] == ["c", "y.c-n"]
    assert [(leaf.item, leaf.is_) for leaf in gated["y.c-x"].leaves] == [("c", ("y",)), ("c", ("x",))]


def translated(words: str) -> Json:
    """The extension that holds French words."""
    parts = [{"url": "lang", "valueCode": "fr"}, {"url": "content", "valueString": words}]
    return {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation", "extension": parts}]}


def test_words_in_another_language_go_to_each_copy() -> None:
    options = [option("x"), option("y")]
    options[0]["valueCoding"] = {**coding("x"), "_display": translated("Bière")}
    inner = item("c/s", _text=translated("Combien ?"))
    found = taken(item("c", "choice", repeats=True, answerOption=options, item=[inner]))
    (draft,) = found.drafts
    texts = draft.tree["texts"]
    assert isinstance(texts, dict)
    assert {id_: one["text"] for id_, one in texts.items()} == {
        "items.c.options.x.text": "Bière",
        "items.x.answer.ask": "Bière",
        "items.x.c-s.ask": "Combien ?",
        "items.x.c-s.label": "Bière: Combien ?",
        "items.y.c-s.ask": "Combien ?",
    }
    assert texts["items.x.c-s.label"]["original"] == loaded(found).by_id["x.c-s"].label
