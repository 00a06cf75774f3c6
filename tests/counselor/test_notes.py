"""Notes of several lines, about a sitting or the client, that can be struck; none that was begun is lost."""

from __future__ import annotations

from contextlib import suppress

import pytest

from screening.conversation.user_interface import EndOfInput, PersonLeft
from screening.loading.library import Library
from screening.records.client_file import MAX_NOTE
from tests.counselors import Room, Step, content, do, prepared


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(content(tmp_path_factory.mktemp("content") / "questions"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, library: Library) -> bytes:
    return prepared(tmp_path_factory.mktemp("made") / "own" / "clients.store", library).read_bytes()


@pytest.fixture
def room(tmp_path_factory: pytest.TempPathFactory, library: Library, store: bytes) -> Room:
    """A room in which notes are on."""
    room = Room(tmp_path_factory.mktemp("room"), library, settings={"notes": "on"})
    room.path.parent.mkdir(mode=0o700)
    room.path.write_bytes(store)
    room.path.chmod(0o600)
    return room


WRITE = (do("note"), "1")
CLIENT, SITTING = "1", "2"


def test_a_note_has_several_lines_and_belongs_to_the_client_or_to_a_sitting(room: Room) -> None:
    room.with_amber(*WRITE, CLIENT, "Came late.", "Left early.", "", *WRITE, SITTING, "Was tired.", "", "d", "d")
    found = [(one.text, one.sitting, one.initials) for one in room.file().notes]
    assert found == [("Came late.\nLeft early.", None, "KT"), ("Was tired.", 1, "KT")]


def test_a_struck_note_can_still_be_read_and_is_not_struck_twice(room: Room) -> None:
    room.with_amber(*WRITE, CLIENT, "Came late.", "", "d", "d")
    seen = room.with_amber(do("note"), "2", "1", "n", do("note"), "2", "1", "y", do("note"), "d", "d", "d")
    assert "struck on 2026-11-22 12:00 by KT, and no longer valid:" in seen.everything
    assert "2. Strike a note" not in seen.everything.rpartition("no longer valid:")[2]
    (note,) = room.file().notes
    assert (note.text, note.struck_by) == ("Came late.", "KT")


@pytest.mark.parametrize("end", [EndOfInput(), PersonLeft(), KeyboardInterrupt()], ids=lambda end: type(end).__name__)
def test_a_note_that_was_begun_is_there_when_the_counselor_comes_back(room: Room, end: Step) -> None:
    """However the window went; and it is no note until it is saved."""
    with suppress(PersonLeft, KeyboardInterrupt):
        room.with_amber(*WRITE, SITTING, "Came late.", "Left early.", end)
    assert room.file().notes == ()
    seen = room.with_amber(do("note"), "Was tired.", "", "d", "d")
    assert "You began a note and did not finish it." in seen.everything
    assert [(one.text, one.sitting) for one in room.file().notes] == [("Came late.\nLeft early.\nWas tired.", 1)]


def test_a_line_that_does_not_fit_is_told_and_the_rest_stays(room: Room) -> None:
    seen = room.with_amber(*WRITE, CLIENT, "a" * (MAX_NOTE - 4), "bbbb", "bbb", "", "d", "d")
    assert "That line was not saved" in seen.everything
    (note,) = room.file().notes
    assert note.text == "a" * (MAX_NOTE - 4) + "\nbbb"


def test_an_empty_note_is_none(room: Room) -> None:
    room.with_amber(*WRITE, CLIENT, "", *WRITE, "d", "d", "d")
    assert room.file().notes == ()
