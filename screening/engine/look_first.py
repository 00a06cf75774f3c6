"""Find the answers that a counselor should see before the scores: critical ones, and those of `look-first`. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from screening.engine import scoring
from screening.engine.evaluation import Evaluation
from screening.engine.rules import Truth
from screening.model.answers import Private
from screening.model.conditions import Condition
from screening.model.questionnaire import CriticalItem


@dataclass(frozen=True, slots=True, repr=False)
class Flag(Private):
    """One thing to look at first. `id` and `title` are those of the questionnaire, `condition` is what was met.

    `critical`: the answer is a critical one, which comes before all others.
    """

    id: str
    title: str
    condition: Condition
    critical: bool = False


def look_first(evaluation: Evaluation) -> tuple[Flag, ...]:
    """The critical answers, then what the file lists under `look-first`, each in the order of the file.

    Only what the answers so far certainly mean, so the sitting may be unfinished. Empty where nothing is flagged.
    """
    flags = [Flag(one.id, title_of(one), one.if_, critical=True) for one in scoring.critical(evaluation)]
    rules = evaluation.questionnaire.look_first
    flags += (Flag(one.id, one.title, one.if_) for one in rules if evaluation.holds(one.if_) is Truth.YES)
    return tuple(flags)


def title_of(critical_item: CriticalItem) -> str:
    """The title of a critical item; its id with blanks where the file gives none."""
    return critical_item.title or critical_item.id.replace("-", " ")
