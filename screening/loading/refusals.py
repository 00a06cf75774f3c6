"""Refuse a file with its first problems: a file that is wrong everywhere is told so in a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from screening.errors import ContentError, Problem
from screening.loading.messages import sentence

MAX_PROBLEMS = 50  # told at once; whoever mends these runs it again
_LOOKED_AT = 20 * MAX_PROBLEMS  # the same problem can come up for each item that uses an answer list


def refusal(name: str, problems: Iterable[Problem]) -> ContentError:
    """The first problems of the file called `name`, each once and by their places; after them whether there are more.

    Of an iterator no more is taken than is told, so that the others need not be put into words.
    """
    rest, told = iter(problems), dict[Problem, None]()
    for problem in islice(rest, _LOOKED_AT):
        if len(told) == MAX_PROBLEMS and problem not in told:
            return ContentError((*_by_place(told), _more(name)))
        told[problem] = None
    more = () if next(rest, None) is None else (_more(name),)
    return ContentError((*_by_place(told), *more))


def first_of_each(problems: Iterable[Problem]) -> list[Problem]:
    """The problems of several files, file by file: of each as many as one refusal tells."""
    by_file = defaultdict[str, list[Problem]](list)
    for problem in problems:
        by_file[problem.file].append(problem)
    return [told for file, found in by_file.items() for told in refusal(file, found).problems]


def _by_place(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.line, problem.column))


def _more(name: str) -> Problem:
    return Problem(name, 0, 0, *sentence("more-problems"))
