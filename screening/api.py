"""The library's face: what a program needs that is no single module's business."""

from __future__ import annotations

from screening.engine.interview import Interview
from screening.engine.results import Result, conclude
from screening.loading.library import Library, questions_folder
from screening.loading.regions import ANYWHERE, directory, region
from screening.model.questionnaire import Questionnaire


def load(name: str) -> Questionnaire:
    """The questionnaire with this name, or in this file (a `/` in it, or .yaml at its end).

    Raises KeyError for an unknown name, ContentError with every problem of a faulty file.
    """
    return Library(questions_folder()).load(name)


def advise(interview: Interview, region_code: str = ANYWHERE) -> Result:
    """What can be said about a sitting: scores, guidance, and people to talk to in a region such as `CA-AB`.

    Raises KeyError for an unknown region.
    """
    library = Library(questions_folder())
    found = region(library, region_code)
    if found is None:
        raise KeyError(region_code)
    return conclude(interview, directory(library, found))
