"""The public library: load a questionnaire, take it or score answers, and get guidance.

Every function checks the answers that it is given: see `score`.
"""

from __future__ import annotations

from functools import lru_cache

from screening.engine import scoring
from screening.engine.accepting import GivenAnswers, checked
from screening.engine.directory import Directory
from screening.engine.evaluation import Evaluation
from screening.engine.interview import Interview, Move, start
from screening.engine.results import Result, conclude, concluded
from screening.engine.scoring import ScaleScore
from screening.errors import AnswerNotAccepted, AnswersError, ContentError, MoveNotAllowed, Problem, ScreeningError
from screening.loading.library import Library, questions_folder
from screening.loading.regions import directory, region
from screening.model.answers import Chosen, Declined, Entered
from screening.model.content import ANYWHERE
from screening.model.questionnaire import CriticalItem, Outcome, Questionnaire

__all__ = [
    "AnswerNotAccepted",
    "AnswersError",
    "Chosen",
    "ContentError",
    "Declined",
    "Entered",
    "Interview",
    "Move",
    "MoveNotAllowed",
    "Problem",
    "Result",
    "ScaleScore",
    "ScreeningError",
    "advise",
    "critical",
    "load",
    "outcomes",
    "score",
    "start",
]


def load(name: str) -> Questionnaire:
    """The questionnaire with this name, or in this file (a `/` in it, or .yaml at its end).

    Raises KeyError for an unknown name, ContentError with the problems of a faulty file.
    """
    return Library(questions_folder()).load(name)


def score(questionnaire: Questionnaire, answers: GivenAnswers) -> tuple[ScaleScore, ...]:
    """Each scale's score on these answers, in the order of the file; empty where the file says there are none.

    `answers` maps item ids to answers (`Chosen`, `Entered`, `Declined`) or to plain values as in the JSON contract: a
    code, a list of codes, a whole number, a text, None for declined. An item that is left out is unanswered. Raises
    AnswersError, which names every id that is not an item or has an answer that the item does not take, and no value.

        (total,) = score(load("./evening.yaml"), {"drinking": "weekly", "hopeless": None})
        total.value  # the score, or None while `total.span` has more than one total
    """
    return scoring.score(_evaluation(questionnaire, answers))


def critical(questionnaire: Questionnaire, answers: GivenAnswers) -> tuple[CriticalItem, ...]:
    """The critical items that these answers set off, in the order of the file. Raises AnswersError: see `score`."""
    return scoring.critical(_evaluation(questionnaire, answers))


def outcomes(questionnaire: Questionnaire, answers: GivenAnswers) -> tuple[Outcome, ...]:
    """The outcomes that are still possible: one where nothing is open. Raises AnswersError: see `score`."""
    return scoring.outcomes(_evaluation(questionnaire, answers))


def advise(
    taken: Interview | Questionnaire, answers: GivenAnswers | None = None, *, region_code: str = ANYWHERE
) -> Result:
    """Scores, guidance and people to talk to in a region such as `CA-AB`: of an interview, or of a questionnaire's
    answers.

    Raises KeyError for an unknown region, AnswersError as `score` does, and TypeError where an interview comes with
    answers or a questionnaire comes without.
    """
    if isinstance(taken, Interview) == (answers is not None):
        raise TypeError("pass an interview alone, or a questionnaire with answers")
    if isinstance(taken, Interview):
        return conclude(taken, _directory(region_code))
    return concluded(taken, checked(taken, {} if answers is None else answers), _directory(region_code))


def _evaluation(questionnaire: Questionnaire, answers: GivenAnswers) -> Evaluation:
    """The answers, checked; an answer to an item that is not asked does not count."""
    return Evaluation(questionnaire, checked(questionnaire, answers))


@lru_cache(maxsize=16)
def _directory(region_code: str) -> Directory:
    """The guidance texts and contacts of a region. Raises KeyError for an unknown one."""
    library = Library(questions_folder())
    place = region(library, region_code, "none" if region_code == ANYWHERE else "flag")
    if place is None:
        raise KeyError(region_code)
    return directory(library, place)
