"""CLI-31, CLI-37, CLI-38: what went out and comes back gives the same answers the same scores, ranges and no others."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given

from screening.engine.points import Span
from screening.interchange.remarks import Verdict
from screening.model.answers import Answer, Chosen, Declined, Entered
from screening.model.questionnaire import Questionnaire
from tests.conftest import one_in
from tests.conftest import questionnaire as made
from tests.generated import answered
from tests.interchange.fhir import test_write as of_fhir
from tests.interchange.fhir.made import loaded
from tests.interchange.redcap import test_write as of_redcap
from tests.interchange.sittings import SHIPPED, result, shipped_or_worded, sitting
from tests.interchange.small import SCALE, WHY_NOT, small
from tests.interchange.xlsform import test_write as of_xlsform

FORMATS = {"fhir": of_fhir, "redcap": of_redcap, "xlsform": of_xlsform}
GUARDED = """
items:
  - {id: adult, ask: "18 or older?", options: [{code: "yes", text: "Yes"}, {code: "no", text: "No"}]}
  - {id: a, ask: "How often?", options: [{code: never, text: Never, score: 0}, {code: often, text: Often, score: 2}]}
  - id: b
    ask: "More?"
    options:
      - {code: "yes", text: "Yes", score: 1}
      - {code: "no", text: "No", score: 0}
      - {code: unsure, text: Not sure, score: unknown}
scales:
  - {id: total, title: T, sum-of: [a, b], only-if: {item: adult, is-not: "no"}, no-score-because: Not for them.}
  - id: many
    title: M
    count-of:
      - {id: c1, if: {item: a, is: often}, because: So}
      - {id: c2, if: {item: b, at-least: "yes"}, because: So}
"""
HALVES = """
items:
  - id: a
    ask: "How often?"
    options: [{code: never, text: N, score: 0}, {code: some, text: S, score: 1.5}, {code: often, text: O, score: 3}]
  - {id: b, ask: "More?", options: [{code: x, text: X, score: 0.1}, {code: y, text: Y, score: 2}]}
  - {id: n, ask: "How many?", type: number, least: 0, most: 9, decimals: 1}
scales:
  - {id: avg, title: Mean, mean-of: [a, b, n]}
"""


def back(name: str, first: Questionnaire) -> Questionnaire | None:
    """What comes back; nothing where it cannot be written, or holds a test that no answer meets."""
    format_ = FORMATS[name]
    found = format_.back(first) if format_.can_be_written(first) else None
    return None if found is None or found.verdict is Verdict.REFUSED else loaded(found)


def scores(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, Span]:
    return {one.scale.id: one.span for one in result(questionnaire, dict(answers)).scores}


def same_answers(first: Questionnaire, second: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers in the codes of the second: the options stand in the same order."""
    found = dict[str, Answer]()
    for name, answer in answers.items():
        ours, theirs = first.by_id[name], second.by_id[name]
        codes = dict(zip(ours.by_code, theirs.by_code, strict=True))
        found[name] = Chosen(*(codes[code] for code in answer.codes)) if isinstance(answer, Chosen) else answer
    return found


def differences(first: Questionnaire, second: Questionnaire | None, answers: Mapping[str, Answer]) -> list[str]:
    """The scales that come to something else. A figure for missing answers has no place in other formats."""
    if second is None:
        return []
    wanted = {one.id for one in first.scales if not one.missing.allow} & second.scale_by_id.keys()
    ours, theirs = scores(first, answers), scores(second, same_answers(first, second, answers))
    return [one for one in wanted if ours.get(one) != theirs.get(one)]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("number", ["0", "0.7", "9"])
@pytest.mark.parametrize("a", ["never", "some", "often"])
def test_a_mean_of_halves_and_decimals_goes_out_and_comes_back(name: str, a: str, number: str) -> None:
    first = made(HALVES)
    answers: dict[str, Answer] = {"a": Chosen(a), "b": Chosen("x"), "n": Entered(Decimal(number))}
    second = back(name, first)
    assert second is not None
    assert [one.mean_of for one in second.scales] == [("a", "b", "n")]
    assert differences(first, second, answers) == []


@pytest.mark.parametrize(("rule", "why"), WHY_NOT, ids=[why for _, why in WHY_NOT])
@pytest.mark.parametrize("name", FORMATS)
def test_why_a_scale_cannot_be_worked_out_elsewhere_is_told(name: str, rule: str, why: str) -> None:
    told = [one.what for one in FORMATS[name].write(small(SCALE % rule)).remarks if one.kind == "out-scale"]
    assert [why in one for one in told] == [True]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("b", ["yes", "no", "unsure"])
@pytest.mark.parametrize("adult", ["yes", "no"])
def test_not_sure_stays_open_and_a_total_for_some_stays_theirs(name: str, b: str, adult: str) -> None:
    answers = {"adult": Chosen(adult), "a": Chosen("often"), "b": Chosen(b)}
    second = back(name, made(GUARDED))
    assert second is not None
    assert differences(made(GUARDED), second, answers) == []


OPTIONS = "options: [{code: never, text: Never, score: 0}, {code: often, text: Often, score: 0}]"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "keys",
    [
        'count-of: [{id: k, if: {item: a, answered: "yes"}, because: So.}]',
        'count-of: [{id: k, if: {item: a, answered: "no"}, because: So.}]',
        'only-if: {item: a, answered: "yes"}, no-score-because: No., sum-of: [a]',
        'only-if: {item: t, answered: "yes"}, no-score-because: No., sum-of: [a]',
    ],
)
@pytest.mark.parametrize("answers", [{}, {"a": Declined(), "t": Declined()}, {"a": Chosen("never"), "t": Entered("x")}])
def test_whether_something_is_answered_stays_a_test_of_its_own(
    name: str, keys: str, answers: dict[str, Answer]
) -> None:
    asked = f'{{id: a, ask: "How often?", {OPTIONS}}}, {{id: t, type: text, ask: "Words?"}}'
    first = made(f"items: [{asked}]\nscales: [{{id: s, title: S, {keys}}}]")
    second = back(name, first)
    assert second is not None
    assert second.scales
    assert differences(first, second, answers) == []


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("form", one_in(3, SHIPPED))
def test_what_is_shipped_scores_the_same_after_the_way_back(name: str, form: str) -> None:
    first = shipped_or_worded(form)
    second = back(name, first)
    for seed in range(8):
        assert differences(first, second, sitting(first, seed, 0.1 * (seed % 2)).answers) == []


@pytest.mark.parametrize("name", FORMATS)
@given(drawn=answered())
def test_any_questionnaire_scores_the_same_after_the_way_back(
    name: str, drawn: tuple[Questionnaire, dict[str, Answer]]
) -> None:
    first, answers = drawn
    assert differences(first, back(name, first), answers) == []
