"""The totals and conditions that are written, worked out by an engine of FHIRPath that is not ours.

It never invents a number: where our total is a range theirs is blank, and where every answer is given they are equal.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given

from screening.engine.results import Result
from screening.interchange.fhir.codes import FhirNames
from screening.interchange.fhir.expressions import literal, unquoted
from screening.interchange.fhir.response import Sent, response
from screening.interchange.fhir.write import write
from screening.interchange.formulas_out import items_of as items_behind
from screening.model.answers import Answer, Gap
from screening.model.conditions import Condition
from screening.model.fields import NoScore
from screening.model.questionnaire import Questionnaire
from tests.conftest import one_in
from tests.generated import answered
from tests.interchange.fhir.oracles import Json, items_of
from tests.interchange.sittings import SHIPPED, result, shipped_or_worded, sitting

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    fhirpathpy = pytest.importorskip("fhirpathpy")
    R4 = pytest.importorskip("fhirpathpy.models").models["r4"]

COMPUTED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
ENABLED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"


def evaluated(expression: str, resource: Json) -> list[object]:
    """What the expression gives on a response."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found: list[object] = compiled(expression)(resource, {"resource": resource})
    return found


@cache
def compiled(expression: str) -> Callable[[Json, Json], list[object]]:
    """The expression, taken apart once: that is most of the work."""
    found: Callable[[Json, Json], list[object]] = fhirpathpy.compile(expression, R4)
    return found


def expressions(questionnaire: Json, url: str) -> dict[str, str]:
    """The formulas of one kind, by the linkId of the item that has it."""
    found = dict[str, str]()
    for item in items_of(questionnaire):
        extensions = item.get("extension", [])
        assert isinstance(extensions, list)
        for one in extensions:
            if one["url"] == url:
                found[str(item["linkId"])] = one["valueExpression"]["expression"]
    return found


def sent(found: Result) -> Json:
    """The answers as they leave, with each total that they come to there, so that conditions can look at it."""
    names = FhirNames(found.questionnaire)
    resource = response(Sent(found, names, "2026-11-22T10:00:00Z", everything=True))
    items = resource["item"]
    assert isinstance(items, list)
    totals = {names.total(scale) for scale in found.questionnaire.scales}
    resource["item"] = [item for item in items if item["linkId"] not in totals]
    return resource


def compare(questionnaire: Questionnaire, found: Result) -> list[str]:
    """Where the two engines differ: totals, and which questions are asked."""
    written, names = write(questionnaire).resource, FhirNames(questionnaire)
    assert written is not None
    resource, told = sent(found), list[str]()
    formulas = expressions(written, COMPUTED)
    complete = not found.having("declined") and not found.having("unanswered")
    for score in found.scores:
        formula = formulas.get(names.total(score.scale))
        if formula is None:
            continue
        theirs = evaluated(formula, resource)
        if theirs:
            items = resource["item"]
            assert isinstance(items, list)
            items.append({"linkId": names.total(score.scale), "answer": [{"valueDecimal": theirs[0]}]})
        ours = [] if found.scores_absent or score.value is None else [score.value]
        same = [Decimal(str(one)) for one in theirs] == ours
        unsure = any(share.state == "answered" and share.span.value is None for share in score.shares)
        if not (same if complete and not unsure else same or not theirs):
            told.append(f"{score.scale.id}: {theirs} for {score.span.low} to {score.span.high}")
    return told + asked_elsewhere(questionnaire, found, resource, expressions(written, ENABLED)) if complete else told


def waits(leaf: Condition, names: FhirNames) -> bool:
    """Whether the test is blank there where an answer is "not sure"."""
    scale = names.questionnaire.scale_by_id.get(leaf.scale or "")
    if scale is None:
        return False
    read = list(items_behind(scale, names.questionnaire))
    unsure = [item for item in read if any(option.score is NoScore.UNKNOWN for option in item.options)]
    of_several = any(item.type == "choices" for item in unsure)
    return bool(unsure) and (of_several or (scale.count_of is not None and leaf.at_most is not None))


def asked_elsewhere(questionnaire: Questionnaire, found: Result, resource: Json, formulas: dict[str, str]) -> list[str]:
    """The questions that a formula asks and ours does not, or the other way round.

    What depends on a total waits there until the total stands, where "not sure" cannot be counted in a test of it.
    """
    names, told = FhirNames(questionnaire), list[str]()
    for item in questionnaire.questions:
        formula = formulas.get(names.links[item.id])
        if formula is not None and item.only_if and not any(waits(leaf, names) for leaf in item.only_if.leaves):
            asked = found.replies[item.id] is not Gap.NOT_ASKED
            if evaluated(formula, resource) != [asked]:
                told.append(f"{item.id}: asked is {asked}")
    return told


@pytest.mark.parametrize("name", one_in(3, SHIPPED))
def test_cli31_fhirpath_totals_equal_ours_or_are_blank(name: str) -> None:
    questionnaire = shipped_or_worded(name)
    for gaps in (0.0, 0.15):
        assert compare(questionnaire, sitting(questionnaire, 0, gaps)) == []


@pytest.mark.long
@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("gaps", [0.0, 0.15])
def test_cli31_fhirpath_totals_equal_ours_or_are_blank_in_sixty_sittings(name: str, gaps: float) -> None:
    questionnaire = shipped_or_worded(name)
    for seed in range(100, 160 if name in ("signs", "past-month") else 110):
        assert compare(questionnaire, sitting(questionnaire, seed, gaps)) == []


@given(answered())
def test_the_totals_of_any_questionnaire_there_are_ours_or_blank(
    drawn: tuple[Questionnaire, dict[str, Answer]],
) -> None:
    questionnaire, answers = drawn
    if write(questionnaire).resource is not None:
        assert compare(questionnaire, result(questionnaire, answers)) == []


@pytest.mark.parametrize("text", ["it's", "a\\b", "'"])
def test_a_text_in_a_formula_is_itself(text: str) -> None:
    assert evaluated(literal(text), {}) == [text]
    assert unquoted(literal(text)[1:-1]) == text
