"""A finished sitting put right: its day, its way, its answers, and why. What changes nothing makes nothing."""

from __future__ import annotations

import pytest

from screening.conversation.user_interface import PersonLeft
from screening.loading.library import Library
from screening.model.answers import Chosen
from screening.records.client_file import AuditAction
from tests.counselors import Room, content, do, prepared


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(content(tmp_path_factory.mktemp("content") / "questions"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, library: Library) -> bytes:
    return prepared(tmp_path_factory.mktemp("made") / "own" / "clients.store", library).read_bytes()


@pytest.fixture
def room(tmp_path_factory: pytest.TempPathFactory, library: Library, store: bytes) -> Room:
    room = Room(tmp_path_factory.mktemp("room"), library)
    room.path.parent.mkdir(mode=0o700)
    room.path.write_bytes(store)
    room.path.chmod(0o600)
    return room


CORRECT = (do("correct"), "1")


def test_day_and_way_are_put_right_with_a_reason(room: Room) -> None:
    seen = room.with_amber(*CORRECT, "Typed on another day", "2026-11-02", "2", "", "d", do("history"), "d", "d")
    earlier, later = room.file().sittings
    assert (later.date, later.administration, later.reason) == ("2026-11-02", "read-aloud", "Typed on another day")
    assert (earlier.date, earlier.administration, earlier.corrected_by) == ("2026-11-20", "self", 2)
    assert earlier.interview.answers == later.interview.answers
    assert "Reason: Typed on another day." in seen.everything
    began = [one for one in room.file().entries if one.what is AuditAction.CORRECTED]
    assert [one.reason for one in began] == ["Typed on another day"]


def test_a_correction_without_a_change_makes_nothing(room: Room) -> None:
    """Nor one whose answer is changed and changed back, nor one that is left before anything was changed."""
    seen = room.with_amber(*CORRECT, "Looked again", "", "1", "", "d", "d")
    assert "Client AMBER-2: nothing is different, so nothing was made." in seen.everything
    room.with_amber(*CORRECT, "Slip", "", "1", "1", "3", "1", "2", "", "d", "d")
    with pytest.raises(PersonLeft):
        room.with_amber(*CORRECT, "Looked again", "", "1", PersonLeft())
    assert [(one.number, one.stands) for one in room.file().sittings] == [(1, True)]


def test_without_a_reason_nothing_is_corrected(room: Room) -> None:
    room.with_amber(*CORRECT, "", "d", "d")
    assert len(room.file().sittings) == 1


@pytest.mark.parametrize("day", ["2026-02-31", "2026-11-23", "1026-11-01", "0001-01-01"])
def test_a_day_that_cannot_be_is_asked_again(room: Room, day: str) -> None:
    room.with_amber(*CORRECT, "Wrong day", day, "2026-11-03", "1", "", "d", "d")
    assert [one.date for one in room.file().sittings] == ["2026-11-20", "2026-11-03"]


def test_a_correction_that_was_left_goes_on_with_its_reason_and_is_not_asked_for_again(room: Room) -> None:
    with pytest.raises(PersonLeft):
        room.with_amber(*CORRECT, "Wrong answer", "", "1", "1", "3", PersonLeft())
    assert [one.stands for one in room.file().sittings] == [True, True]
    room.with_amber(*CORRECT, "", "d", "d")
    earlier, later = room.file().sittings
    assert (earlier.corrected_by, later.finished, later.reason) == (2, True, "Wrong answer")
    assert later.interview.answers["robin"] == Chosen("most")
