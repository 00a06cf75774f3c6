"""People who answer at random, and in the end finish: the same steps as lines typed and as moves sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from screening.engine.accepting import answer_from_value
from screening.engine.interview import Interview, Status, start
from screening.errors import AnswerNotAccepted
from screening.model.answers import Answer, Chosen, Declined, Entered
from screening.model.questionnaire import Item, Questionnaire


@dataclass(frozen=True)
class Step:
    """One thing that a person does: the lines that they type, and the move that a program sends."""

    typed: tuple[str, ...]
    move: dict[str, object]
    at_review: bool = False


def sitting(questionnaire: Questionnaire, seed: int, whims: int = 12) -> Iterator[Step]:
    """A person who answers at random, goes back, changes, keeps and skips, and in the end finishes.

    `whims` is how often this person may go back or change something.
    """
    chance = Random(seed)
    interview = start(questionnaire)
    while interview.status is Status.IN_PROGRESS:
        if interview.alerts:
            yield Step(("g",) * _screens(interview), {"go_on": True})
            interview = interview.go_on()
        elif interview.item is None and whims and chance.random() < 0.7:
            whims -= 1
            number = chance.randrange(len(interview.path))
            yield Step((str(number + 1),), {"go_to": interview.path[number].id}, at_review=True)
            interview = interview.go_to(interview.path[number].id)
        elif interview.item is None:
            yield Step(("",), {"submit": True}, at_review=True)
            interview = interview.submit()
        elif interview.answers and whims and chance.random() < 0.15 and "back" in interview.moves:
            whims -= 1
            yield Step(("b",), {"back": True})
            interview = interview.back()
        elif interview.standing is not None and chance.random() < 0.4:
            yield Step(("k",), _move(interview.standing))
            interview = interview.keep()
        elif interview.item is not None:
            answer, line = _answer(chance, interview.item)
            try:
                after = interview.answer(answer)
            except AnswerNotAccepted:
                continue
            sure = ("y",) if interview.would_drop(answer) else ()
            yield Step((line, *sure), _move(answer))
            interview = after


def lines_for(questionnaire: Questionnaire, given: Mapping[str, object]) -> Iterator[str]:
    """What is typed, up to the review, by somebody with these answers: None or none at all is a skip."""
    interview = start(questionnaire)
    while interview.alerts or interview.item is not None:
        if interview.alerts:
            yield from ("g",) * _screens(interview)
            interview = interview.go_on()
            continue
        item = interview.item
        assert item is not None
        value = given.get(item.id)
        if value is None:
            yield "s"
            interview = interview.decline()
            continue
        numbers = {option.code: number for number, option in enumerate(item.options, 1)}
        codes = value if isinstance(value, list) else [value]
        yield " ".join(str(numbers[str(code)]) for code in codes) if numbers else str(value)
        interview = interview.answer(answer_from_value(item, value))


def _screens(interview: Interview) -> int:
    """How many screens the alerts take: those that stand alone come first."""
    return len({one.stop_first for one in interview.alerts})


def _answer(chance: Random, item: Item) -> tuple[Answer, str]:
    """An answer and the line that gives it."""
    if chance.random() < 0.15:
        return Declined(), "s"
    match item.type:
        case "number":
            value = chance.randint(item.least or 0, item.most or 9)
            return Entered(value), str(value)
        case "text":
            return Entered(text := chance.choice(["taking kratom", "Größe 世界", "{using} again"])), text
        case "choices":
            numbers = chance.sample(range(len(item.options)), chance.randint(1, 2))
            return Chosen(*(item.options[one].code for one in numbers)), ", ".join(str(one + 1) for one in numbers)
    number = chance.randrange(len(item.options))
    return Chosen(item.options[number].code), str(number + 1)


def _move(answer: Answer) -> dict[str, object]:
    match answer:
        case Chosen(codes=codes):
            return {"answer": codes[0] if len(codes) == 1 else list(codes)}
        case Entered(value=value):
            return {"answer": value}
    return {"decline": True}
