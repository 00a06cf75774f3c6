"""Scores of raw answers for tests: as `screening.engine.scoring`, from a questionnaire and unchecked answers."""

from __future__ import annotations

from screening.engine import scoring
from screening.engine.evaluation import Evaluation
from screening.engine.scoring import ScaleScore
from screening.model.answers import Answers
from screening.model.conditions import Condition
from screening.model.questionnaire import CriticalItem, Item, Outcome, Questionnaire


def score(questionnaire: Questionnaire, answers: Answers) -> tuple[ScaleScore, ...]:
    """Every scale."""
    return scoring.score(Evaluation(questionnaire, answers))


def scores_absent(questionnaire: Questionnaire, answers: Answers) -> str | None:
    """Why there are no scores."""
    return scoring.scores_absent(Evaluation(questionnaire, answers))


def critical(questionnaire: Questionnaire, answers: Answers) -> tuple[CriticalItem, ...]:
    """The critical items."""
    return scoring.critical(Evaluation(questionnaire, answers))


def outcomes(questionnaire: Questionnaire, answers: Answers) -> tuple[Outcome, ...]:
    """The outcomes still possible."""
    return scoring.outcomes(Evaluation(questionnaire, answers))


def holds(questionnaire: Questionnaire, answers: Answers, condition: Condition) -> bool | None:
    """Whether the condition holds; None while that is not known."""
    return Evaluation(questionnaire, answers).holds(condition).known


def is_asked(questionnaire: Questionnaire, answers: Answers, item: Item) -> bool | None:
    """Whether the item is asked; None while that is not known."""
    return Evaluation(questionnaire, answers).asked(item).known
