"""Made-up sittings: answers that respect what is asked, some of them declined or left open."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from screening.engine.dates import at, ends
from screening.engine.interview import given
from screening.engine.points import bounds
from screening.engine.results import Result, concluded
from screening.loading.adopting import adopt
from screening.loading.library import Library, questions_folder
from screening.loading.regions import anywhere, directory
from screening.model.answers import Answer, Chosen, Declined, Entered
from screening.model.questionnaire import Item, Questionnaire
from tests.cli.test_adopting import text, wording

LIBRARY = Library(questions_folder())
DIRECTORY = directory(LIBRARY, anywhere(LIBRARY))
HERE = Path(__file__).parent


@cache
def shipped_or_worded(name: str) -> Questionnaire:
    """What comes with the program; a published instrument with words that the tests make up."""
    if name not in LIBRARY.published:
        return LIBRARY.load(name)
    return LIBRARY.parse_stored(adopt(LIBRARY, text(wording(name)), name).text, name)


SHIPPED = ("signs", "past-month", *LIBRARY.published)


def result(questionnaire: Questionnaire, answers: dict[str, Answer]) -> Result:
    """What the answers come to."""
    return concluded(questionnaire, answers, DIRECTORY)


def sitting(questionnaire: Questionnaire, seed: int, gaps: float = 0.0) -> Result:
    """A sitting in which each question that is asked is answered, or with this chance declined."""
    chance = random.Random(seed)
    answers = dict[str, Answer]()
    while (item := given(questionnaire, answers).item) is not None:
        answers[item.id] = Declined() if chance.random() < gaps else answer(item, chance)
    return result(questionnaire, answers)


def answer(item: Item, chance: random.Random) -> Answer:
    """Some answer that the item takes."""
    if item.type == "text":
        return Entered("in my own words")
    if item.is_dated:
        return Entered(at(item.type, chance.randint(*ends(item))))
    if item.type == "number":
        least, most = bounds(item)
        return Entered(chance.randint(max(least, -20), min(most, 20)))
    if item.type == "choice":
        return Chosen(chance.choice(item.options).code)
    together = [option.code for option in item.options if not option.exclusive]
    most = min(item.most or len(together), len(together))
    chosen = set(chance.sample(together, chance.randint(min(item.least or 1, most), most)))
    return Chosen(*(option.code for option in item.options if option.code in chosen))
