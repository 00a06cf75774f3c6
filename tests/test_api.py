"""The library: what `import screening` gives, and that answers are checked wherever they come in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

import screening
from screening import api
from tests.conftest import questionnaire

PRIVATE = "zz-canary"
HABITS = """\
items:
  - {id: how-often, ask: How often?, options: how-often}
  - {id: which, type: choices, ask: Which?, options: how-often}
  - {id: days, type: number, ask: How many days?, least: 0, most: 7}
  - {id: words, type: text, ask: In which words?, most: 20}
scales:
  - {id: total, title: Total, sum-of: [how-often, days]}
critical-items:
  - {id: daily, if: {item: how-often, is: daily}, guidance: []}
"""
TAKES_ANSWERS = [screening.score, screening.critical, screening.outcomes, screening.advise]


def test_every_public_name_is_there_and_listed() -> None:
    assert all(getattr(screening, name) is not None for name in screening.__all__)
    assert set(dir(screening)) == set(screening.__all__) == {*api.__all__, "__version__"}


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import screening; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "['screening']" or "typing" not in done.stdout


def test_plain_values_and_answers_score_alike() -> None:
    plain = {"how-often": "daily", "which": ["never", "daily"], "days": 3, "words": None}
    typed = {
        "how-often": screening.Chosen("daily"),
        "which": screening.Chosen("never", "daily"),
        "days": screening.Entered(3),
        "words": screening.Declined(),
    }
    habits = questionnaire(HABITS)
    (one,), (other,) = screening.score(habits, plain), screening.score(habits, typed)
    assert one.value == other.value == Decimal(6)
    assert [item.id for item in screening.critical(habits, plain)] == ["daily"]
    assert (screening.advise(habits, plain).status, screening.advise(habits, {}).status) == ("completed", "in-progress")


@pytest.mark.parametrize("function", TAKES_ANSWERS, ids=lambda function: function.__name__)
@pytest.mark.parametrize(
    ("answers", "named"),
    [
        ({"how-offen": "daily"}, "Answer 1"),
        ({"how-often": PRIVATE}, "how-often"),
        ({"how-often": 3}, "how-often"),
        ({"days": True}, "days"),
        ({"days": 8}, "days"),
        ({"which": [PRIVATE]}, "which"),
        ({"words": "x" * 21}, "words"),
        ({"days": screening.Chosen("daily")}, "days"),
        ({"how-often": screening.Chosen(PRIVATE)}, "how-often"),
        ({"how-often": object()}, "how-often"),
        ({"which": screening.Chosen("daily", [PRIVATE])}, "which"),  # type: ignore[arg-type]
        ({"how_often": "daily"}, "Answer 1"),
    ],
)
def test_an_unknown_id_a_missing_code_and_a_wrong_type_are_refused_by_id_and_without_the_value(
    function: Callable[..., object], answers: Mapping[str, object], named: str
) -> None:
    with pytest.raises(screening.AnswersError) as refused:
        function(questionnaire(HABITS), answers)
    (problem,) = refused.value.problems
    assert problem.startswith(f"{named}: ")
    assert PRIVATE not in str(refused.value)


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(screening.AnswersError) as refused:
        screening.score(questionnaire(HABITS), {"how-offen": "daily", "days": 9, "which": "never"})
    assert [problem.split(":")[0] for problem in refused.value.problems] == ["Answer 1", "days"]


def test_more_problems_than_a_page_holds_are_all_named() -> None:
    with pytest.raises(screening.AnswersError) as refused:
        screening.score(questionnaire(HABITS), {f"no-{number}": "daily" for number in range(60)})
    assert len(refused.value.problems) == 60


@pytest.mark.parametrize("function", TAKES_ANSWERS, ids=lambda function: function.__name__)
@pytest.mark.parametrize("answers", [[], 7, "daily", [("days", 7)]])
def test_what_is_no_mapping_is_refused(function: Callable[..., object], answers: object) -> None:
    with pytest.raises(screening.AnswersError, match="not a mapping"):
        function(questionnaire(HABITS), answers)


@pytest.mark.parametrize("name", ["\x1b[2Jdays", "x" * 4000, f"my answer is {PRIVATE}", ""])
def test_an_id_that_is_no_id_is_not_repeated(name: str) -> None:
    with pytest.raises(screening.AnswersError) as refused:
        screening.score(questionnaire(HABITS), {name: "daily"})
    assert str(refused.value).startswith("Answer 1: there is no such item.")
    assert not name or name not in str(refused.value)


def test_an_interview_says_what_an_answer_is() -> None:
    with pytest.raises(TypeError, match=r"Chosen\(code, \.\.\.\)") as refused:
        screening.start(questionnaire(HABITS)).answer(PRIVATE)  # type: ignore[arg-type]
    assert PRIVATE not in str(refused.value)


def test_advice_takes_an_interview_or_a_questionnaire_with_answers() -> None:
    habits = questionnaire(HABITS)
    assert screening.advise(screening.start(habits)).having("unanswered")
    with pytest.raises(TypeError):
        screening.advise(habits)
    with pytest.raises(TypeError):
        screening.advise(screening.start(habits), {})
    with pytest.raises(KeyError):
        screening.advise(habits, {}, region_code="XX")


def test_no_repr_shows_points_states_or_answers() -> None:
    habits = questionnaire(HABITS)
    interview = screening.start(habits).answer(screening.Chosen("daily"))
    (score,) = screening.score(habits, {"how-often": "daily", "days": 7})
    private = [
        interview,
        interview.evaluation,
        score,
        score.span,
        *score.shares,
        screening.advise(interview),
        *interview.said.values(),
    ]
    for value in (*private, *interview.answers.values()):
        assert repr(value) == f"{type(value).__name__}(...)"
