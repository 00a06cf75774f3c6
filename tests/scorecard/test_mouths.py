"""The terminal, plain lines and JSON Lines give the same response to the same answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from screening.errors import AnswerNotAccepted
from screening.interview import Interview, Status, start
from screening.library import Library, questions_folder
from screening.questionnaire import Item, Questionnaire
from screening.response import Answer, Chosen, Declined, Entered
from tests.terminals import until

from .asking import PLAIN, QUIZ, TERMINAL, Place, asks

REVIEWED = "number change, d done, x leave, ?:"


@dataclass(frozen=True)
class Step:
    """One thing that a person does: the lines that they type, and the move that a program sends."""

    typed: tuple[str, ...]
    move: dict[str, object]
    at_review: bool = False


def sitting(questionnaire: Questionnaire, seed: int) -> Iterator[Step]:
    """A person who answers at random, goes back, changes, keeps and skips, and in the end finishes."""
    chance = Random(seed)
    interview = start(questionnaire)
    whims = 12  # how often this person may go back or change something
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
            yield Step(("d",), {"submit": True}, at_review=True)
            interview = interview.submit()
        elif interview.answers and whims and chance.random() < 0.15 and "back" in interview.moves:
            whims -= 1
            yield Step(("b",), {"back": True})
            interview = interview.back()
        elif interview.standing is not None and chance.random() < 0.4:
            yield Step(("k",), _move(interview.standing))
            interview = interview.keep()
        else:
            answer, line = _answer(chance, interview.item)
            try:
                after = interview.answer(answer)
            except AnswerNotAccepted:
                continue
            sure = ("y",) if interview.would_drop(answer) else ()
            yield Step((line, *sure), _move(answer))
            interview = after


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


def spoken(place: Place, mouth: tuple[str, ...], quiz: str, steps: list[Step], out: Path) -> object:
    """What the program prints as JSON after a person has done all this at a terminal."""
    with open(out, "wb") as file, place.ask(*mouth, "--json", "--region", "CA", quiz=quiz, stdout=file) as terminal:
        until(lambda: asks(terminal), "the first screen")
        terminal.line()
        for step in steps:
            if step.at_review:  # what is typed ahead of a review is thrown away
                terminal.wait_for("Check your answers", REVIEWED)
            for line in step.typed:
                terminal.line(line)
        place.left_well(terminal, 0)
    return json.loads(out.read_text(encoding="utf-8"))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("quiz", [str(QUIZ), "signs"], ids=["birds", "signs"])
def test_the_same_answers_give_the_same_response_in_every_mouth(
    place: Place, tmp_path: Path, quiz: str, seed: int
) -> None:
    """CLI-2, Q-8, Q-9, Q-12: with going back, changing, keeping and skipping."""
    steps = list(sitting(Library(questions_folder()).load(quiz), seed))
    moves = "".join(f"{json.dumps(step.move)}\n" for step in steps)
    done = place.run("check", quiz, "--jsonl", "--region", "CA", stdin=moves.encode())
    assert done.returncode == 0
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert not [one for one in said if "error" in one]
    result = said[-1]["result"]
    assert result["status"] == "completed"
    assert spoken(place, PLAIN, quiz, steps, tmp_path / "plain") == result
    assert spoken(place, TERMINAL, quiz, steps, tmp_path / "terminal") == result
