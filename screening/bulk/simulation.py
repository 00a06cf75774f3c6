"""Made-up answers that respect the skips of a questionnaire, to try tables on. Pure: the numbers come from a seed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from screening.bulk.writing import plain
from screening.engine import dates
from screening.engine.accepting import accept
from screening.engine.evaluation import Evaluation
from screening.engine.points import bounds, fewest
from screening.engine.rules import Truth
from screening.model.answers import Answer, Answers, Chosen, Declined, Entered
from screening.model.questionnaire import Item, Questionnaire

WORD = "made up"  # the answer to a question that takes a text
MANY = 1000  # an open end of a number, or of dates in days, is this far away
_SOME_DAY = date(2023, 1, 1).toordinal()  # where neither end of a date is given


@dataclass(frozen=True, slots=True)
class Gaps:
    """How many of the questions that are asked have no answer, and how many are declined, as shares from 0 to 1."""

    unanswered: float = 0.0
    declined: float = 0.0


def simulated(questionnaire: Questionnaire, seed: int, gaps: Gaps) -> Iterator[dict[str, Answer]]:
    """Sets of answers without an end, the same ones for the same seed: each option is as likely as another."""
    chance = Random(seed)
    while True:
        answers = dict[str, Answer]()
        for item in questionnaire.questions:
            asked = item.only_if is None or Evaluation(questionnaire, answers).asked(item) is Truth.YES
            drawn = chance.random()
            if asked and drawn >= gaps.unanswered:
                declined = drawn < gaps.unanswered + gaps.declined
                answers[item.id] = Declined() if declined else _answer(item, chance)
        yield answers


def _answer(item: Item, chance: Random) -> Answer:
    match item.type:
        case "number":
            return accept(item, Entered(_number(item, chance)))
        case "date" | "time":
            return accept(item, Entered(dates.at(item.type, chance.randint(*_days(item)))))
        case "text":
            return accept(item, Entered(WORD[: item.most]))
        case "choices":
            return accept(item, Chosen(*_several(item, chance)))
    return Chosen(chance.choice(item.options).code)


def _number(item: Item, chance: Random) -> Decimal:
    """One of the numbers that the item takes, not further from 0 than need be where an end is open."""
    least, most = bounds(item)
    ends = max(least, min(0, most) - MANY), min(most, max(0, least) + MANY)
    return chance.randint(*(int(end / item.step) for end in ends)) * item.step


def _days(item: Item) -> tuple[int, int]:
    """The first and the last day to draw from, not more than `MANY` apart where an end is open; or all the times."""
    low, high = dates.ends(item)
    if item.type == "time" or (item.earliest and item.latest):
        return low, high
    if item.latest:
        return max(low, high - MANY), high
    low = low if item.earliest else _SOME_DAY
    return low, min(low + MANY, high)


def _several(item: Item, chance: Random) -> list[str]:
    """Codes that may be chosen together: one that stands alone, or as many others as the item takes."""
    alone = [option.code for option in item.options if option.exclusive]
    others = [option.code for option in item.options if not option.exclusive]
    if alone and (not others or chance.random() < len(alone) / len(item.options)):
        return [chance.choice(alone)]
    return chance.sample(others, chance.randint(fewest(item), min(item.most or len(others), len(others))))


def cell(answer: Answer | None, declined: str) -> str:
    """The cell that a table holds for an answer, in codes; empty for none."""
    match answer:
        case Chosen(codes=codes):
            return ";".join(codes)
        case Entered(value=value):
            return str(value)
        case Declined():
            return declined
    return ""


def answer_lines(made: Iterable[Answers]) -> Iterator[str]:
    """A line of JSON for each set of answers, as `score` reads it: null where a question is declined."""
    for number, answers in enumerate(made, 1):
        values = {name: _value(answer) for name, answer in answers.items()}
        yield json.dumps({"id": number, "answers": values}, ensure_ascii=False, separators=(",", ":")) + "\n"


def _value(answer: Answer) -> object:
    match answer:
        case Chosen(codes=(code,)):
            return code
        case Chosen(codes=codes):
            return list(codes)
        case Entered(value=value):
            return plain(value)
    return None
