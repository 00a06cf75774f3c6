"""A window at which nobody types lets go of the records, loses nothing that was typed, and hands none to a shell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from screening.conversation.user_interface import EndOfInput
from screening.counselor import menu, restoring
from screening.errors import RecordLocked
from screening.records.client_file import AuditAction
from screening.records.store import RecordStore
from screening.system.process import Code, IdleTimeout
from tests.counselor.test_menu import ALOUD
from tests.counselors import AMBER, PASSPHRASE, UNLOCK, WRONG, Room, do, main


@pytest.fixture(autouse=True)
def notes_on(room: Room) -> None:
    """Notes are on."""
    room.settings["notes"] = "on"


def colleague(room: Room) -> RecordStore:
    """A colleague opens the records. Raises RecordLocked where the window still holds them."""
    return RecordStore.open(room.path, PASSPHRASE, room.library, room.context.clock, "CD")


def works(room: Room) -> Callable[[], str]:
    """A step: a colleague opens the records and closes them, and then the passphrase is typed."""

    def step() -> str:
        colleague(room).close()
        return PASSPHRASE

    return step


def idle(typed: str) -> IdleTimeout:
    """Nobody types for long, with this in the line."""
    timeout = IdleTimeout()
    timeout.typed = typed
    return timeout


# The store is let go of.


def test_a_locked_window_lets_a_colleague_work_and_says_so_afterwards(room: Room) -> None:
    seen = room.with_amber(IdleTimeout(), works(room), "d")
    assert seen.code == Code.DONE
    assert "Somebody has worked with the records since this window was locked" in seen.everything
    assert "Client records. What would you like to do?" in seen.windows[-1]
    with room.records() as records:
        assert [one.initials for one in records.trail() if one.what is AuditAction.UNLOCKED] == ["KT", "CD", "KT"]
        assert records.broken() == []


def test_while_a_colleague_works_the_window_stays_locked(room: Room) -> None:
    held: list[RecordStore] = []

    def opens() -> str:
        held.append(colleague(room))
        return PASSPHRASE

    def closes() -> str:
        held[0].close()
        return PASSPHRASE

    seen = room.with_amber(IdleTimeout(), opens, PASSPHRASE, closes, "d")
    assert seen.everything.count("A colleague is working with the records now.") == 2
    assert seen.code == Code.DONE


def test_wrong_passphrases_at_the_lock_are_in_the_trail(room: Room) -> None:
    room.with_amber(IdleTimeout(), WRONG, WRONG, PASSPHRASE, "d", "d")
    with room.records() as records:
        whats = [one.what for one in records.trail()][-3:]
    assert whats == [AuditAction.WRONG, AuditAction.WRONG, AuditAction.UNLOCKED]


def test_no_key_is_kept_while_it_is_locked(room: Room) -> None:
    records = colleague(room)
    records.let_go()
    assert (records.store.key.secret, records.store.is_closed) == (b"", True)
    assert records.open_again(PASSPHRASE)
    records.close()


def test_a_store_that_is_gone_while_it_is_locked_is_told(room: Room) -> None:
    def removed() -> str:
        room.path.unlink()
        return PASSPHRASE

    with pytest.raises(RecordLocked, match="There are no records at"):
        room.with_amber(IdleTimeout(), removed)


def test_a_sitting_in_progress_keeps_the_store_and_goes_on_where_it_was(room: Room) -> None:
    """A colleague is told that the records are open; nothing of the sitting is asked again."""
    refused: list[str] = []

    def tries() -> str:
        try:
            colleague(room).close()
        except RecordLocked as error:
            refused.append(str(error))
        return PASSPHRASE

    seen = room.with_amber(*ALOUD, "1", IdleTimeout(), tries, "1", "1", "", EndOfInput())
    assert len(refused) == 1
    assert "The sitting is still open, so no one else can use the records." in seen.everything
    assert room.file().sittings[-1].finished
    assert [event.about for _, event in room.file().sittings[-1].events if event.said] == ["robin", "finch", "heron"]


def test_a_correction_in_progress_goes_on_where_it_was(room: Room) -> None:
    steps = (do("correct"), "1", "Slip", "2026-11-02", "1", IdleTimeout(), PASSPHRASE, "")
    room.with_amber(*steps, EndOfInput())
    assert [(one.date, one.finished) for one in room.file().sittings] == [("2026-11-20", True), ("2026-11-02", True)]


# What was typed.


def test_a_half_written_note_is_there_after_the_lock(room: Room) -> None:
    """The line that was not finished too."""
    write = (do("note"), "1", "1", "Came late.", idle("Left ear"))
    room.with_amber(*write, PASSPHRASE, do("note"), "and was tired.", "", "d", "d")
    assert [one.text for one in room.file().notes] == ["Came late.\nLeft ear\nand was tired."]


def test_a_line_of_a_note_is_kept_where_it_was_the_first(room: Room) -> None:
    room.with_amber(do("note"), "1", "1", idle("Left ear"), PASSPHRASE, do("note"), "", "d", "d")
    assert [one.text for one in room.file().notes] == ["Left ear"]


@pytest.mark.parametrize("before", [(), ("kt",), ("kt", WRONG)], ids=len)
def test_before_the_records_are_open_the_program_asks_anew_and_never_ends(room: Room, before: tuple[str, ...]) -> None:
    """T-14: what is typed next, such as a passphrase, would go to the shell and its history."""
    seen = room.run(menu.menu, *before, IdleTimeout(), IdleTimeout(), *UNLOCK, "d")
    assert seen.code == Code.DONE
    assert "What would you like to do?" in seen.everything


def test_a_restore_asks_anew_too_and_holds_nothing_meanwhile(room: Room) -> None:
    copy = room.page("copy.store")
    room.work(main("backup"), str(copy), "d")

    def opens() -> str:
        colleague(room).close()
        return "kt"

    steps = ("kt", str(copy), PASSPHRASE, IdleTimeout(), opens, str(copy), PASSPHRASE, "restore")
    assert room.run(restoring.restore, *steps).code == Code.DONE
    assert AMBER in room.file().client.code
