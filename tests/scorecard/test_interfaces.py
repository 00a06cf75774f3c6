"""The terminal, plain lines and JSON Lines give the same response to the same answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from screening.loading.library import Library, questions_folder
from tests.scorecard.asking import PLAIN, QUIZ, TERMINAL, Place, asks
from tests.scorecard.sitting import Step, sitting
from tests.terminals import until

REVIEWED = "a number to change, x leave:"


def spoken(place: Place, ui: tuple[str, ...], quiz: str, steps: list[Step], out: Path) -> object:
    """What the program prints as JSON after a person has done all this at a terminal."""
    with open(out, "wb") as file, place.ask(*ui, "--json", "--region", "CA", quiz=quiz, stdout=file) as terminal:
        until(lambda: asks(terminal), "the first screen")
        terminal.line()
        for step in steps:
            if step.at_review:  # what is typed ahead of a review is thrown away
                terminal.wait_for("Check your answers", REVIEWED)
            for line in step.typed:
                terminal.line(line)
        place.left_well(terminal, 0)
    return json.loads(out.read_text(encoding="utf-8"))


@pytest.mark.parametrize("seed", [1, 2])
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
