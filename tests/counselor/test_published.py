"""A published instrument in the cabinet: entered from a paper form, scored, and never asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.loading.library import Library
from tests.counselors import Person, Room, content, do, prepared

PAPER_ROW = "3"  # below the two questionnaires of the room


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """A store with two clients."""
    library = Library(content(tmp_path / "questions"))
    found = Room(tmp_path, library)
    prepared(found.path, library)
    found.path.chmod(0o600)
    return found


def row(room: Room, name: str) -> str:
    return str(room.library.published.index(name) + 1)


def gad(room: Room, *more: str) -> Person:
    """A GAD-7 of 3 November, entered: no interpreter, seven answers, the review."""
    return room.with_amber(do("sit"), PAPER_ROW, row(room, "gad-7"), "2026-11-03", "n", *["2"] * 7, *more)


def test_it_is_entered_from_a_paper_form_with_its_date_and_its_points(room: Room) -> None:
    """PUB-6: it is not asked how it is taken, since it can only be entered."""
    seen = gad(room, "", "d", "d")
    sitting = room.file().sittings[-1]
    assert (sitting.questionnaire.id, sitting.administration, sitting.finished) == ("gad-7", "entered", True)
    assert (sitting.date, sitting.paper) == ("2026-11-03", True)
    assert "3. option 3: 2 points" in seen.everything
    assert "The client answers alone, at this keyboard" not in seen.everything
    assert "GAD-7: 7 of 21 points" in seen.everything


def test_a_wrong_entry_is_put_right_before_it_is_scored_and_after(room: Room) -> None:
    """PUB-6."""
    seen = gad(room, "7", "4", "", "d", do("correct"), "2", "A slip of the pen", "", "1", "1", "", "d", "d")
    assert "7. Item 7: option 4: 3 points" in seen.everything
    first, second = room.file().sittings[-2:]
    assert (second.corrects, second.administration) == (first.number, "entered")
    assert [sitting.interview.answers["q1"].codes for sitting in (first, second)] == [("b",), ("a",)]  # type: ignore[union-attr]


def test_one_that_was_left_is_gone_on_with_by_its_numbers(room: Room) -> None:
    """PUB-6."""
    room.with_amber(do("sit"), PAPER_ROW, row(room, "audit"), "", "n", "5", "3", "q", "d", "d")
    seen = room.with_amber(do("resume"), "1", "1", "2", *["1"] * 5, "1", "1", "", "d", "d")
    sitting = room.file().sittings[-1]
    assert (sitting.questionnaire.id, sitting.finished) == ("audit", True)
    assert "Question 3 of 10" in seen.everything
