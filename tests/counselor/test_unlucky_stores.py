"""A store that goes away, fills its disk or was spoilt while people work with it: told, and never called saved."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from screening.cli import commands
from screening.counselor import menu, restoring
from screening.errors import NotKept, RecordLocked
from screening.loading.library import Library, questions_folder
from screening.records.client_file import AuditAction
from screening.records.store_files import LOCKED
from screening.system.process import Code
from tests.counselor.test_menu import ALOUD
from tests.counselors import AMBER, PASSPHRASE, Person, Room, content, do, main, prepared
from tests.stores import connected

SAY = Library(questions_folder()).interface().say
WRONG = "wrong horse battery"
GONE = "was moved, removed or replaced while it was open."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(content(tmp_path_factory.mktemp("content") / "questions"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, library: Library) -> bytes:
    return prepared(tmp_path_factory.mktemp("made") / "own" / "clients.store", library).read_bytes()


@pytest.fixture
def bare(tmp_path: Path, library: Library) -> Room:
    """A room without a store."""
    return Room(tmp_path, library)


@pytest.fixture
def room(bare: Room, store: bytes) -> Room:
    """A room with a cabinet."""
    bare.path.parent.mkdir(mode=0o700)
    bare.path.write_bytes(store)
    bare.path.chmod(0o600)
    return bare


def then(happens: Callable[[], object], typed: str) -> Callable[[], str]:
    """A step: something happens, and then a line is typed."""

    def step() -> str:
        happens()
        return typed

    return step


def checked(room: Room, *steps: str | Callable[[], str]) -> Person:
    """`screening check past-month`, saved from the first page on."""
    return room.run(lambda context, ui: commands.check(context, ui, "past-month"), "save", *steps)


# A store that is gone.

WAYS: dict[str, Callable[[Room], object]] = {
    "removed": lambda room: room.diary.unlink(),
    "moved": lambda room: room.diary.rename(room.root / "elsewhere"),
    "folder moved": lambda room: room.diary.parent.rename(room.root / "elsewhere"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_store_that_goes_away_is_told_at_the_next_answer_with_the_three_choices(bare: Room, way: str) -> None:
    """L2, Q-10: nothing is called saved any more."""
    seen = checked(bare, PASSPHRASE, PASSPHRASE, "1", then(lambda: WAYS[way](bare), "1"), "t", "q")
    assert seen.everything.count(GONE) == 2
    assert seen.prompts[-1] == SAY("not-kept-prompt")
    assert SAY("stopped-partly") in seen.everything
    assert SAY("stopped-kept") not in seen.everything
    assert seen.code == Code.STOPPED


def test_who_goes_on_without_saving_finishes_and_is_told_that_not_all_is_saved(bare: Room) -> None:
    seen = checked(bare, PASSPHRASE, PASSPHRASE, "1", then(lambda: WAYS["removed"](bare), "1"), "g", "1", "", "")
    assert SAY("done-partly") in seen.everything
    assert (seen.code, seen.everything.count(GONE)) == (Code.DONE, 1)
    assert not bare.diary.exists()


def test_a_store_that_is_put_back_takes_the_answer_at_the_second_try(bare: Room) -> None:
    away = bare.root / "away"
    seen = checked(
        bare, PASSPHRASE, PASSPHRASE, "1", then(lambda: bare.diary.rename(away), "1"),
        then(lambda: away.rename(bare.diary), "t"), "q",
    )  # fmt: skip
    assert SAY("stopped-kept") in seen.everything
    assert seen.code == Code.STOPPED_SAVED
    assert len(bare.saved()[0].interview.said) == 2


@pytest.mark.parametrize("cause", [KeyboardInterrupt, EOFError])
def test_who_is_interrupted_after_the_store_went_is_not_told_that_it_is_saved(
    bare: Room, cause: type[BaseException]
) -> None:
    from screening.app import saving
    from screening.conversation.user_interface import EndOfInput

    end = EndOfInput() if cause is EOFError else cause()

    def remove() -> str:
        bare.diary.unlink()
        raise end

    person = Person("save", PASSPHRASE, PASSPHRASE, "1", remove)
    with pytest.raises(type(end)):
        commands.check(bare.context, person, "past-month")
    person = Person("save", PASSPHRASE, PASSPHRASE, "1", end)
    with pytest.raises(saving.EndedWhileSaved):
        commands.check(bare.context, person, "past-month")


def test_a_sitting_of_a_client_whose_store_goes_away_is_told_too(room: Room) -> None:
    seen = room.with_amber(*ALOUD, "1", then(room.path.unlink, "1"), "q", "d", "d")
    assert GONE in seen.everything
    assert SAY("stopped-kept") not in seen.everything


# No room.


@contextmanager
def no_room() -> Iterator[None]:
    """No file can grow."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def diary(bare: Room) -> Room:
    """A diary with one entry."""
    checked(bare, PASSPHRASE, PASSPHRASE, "1", "1", "1", "", "")
    assert len(bare.saved()) == 1
    return bare


def test_a_diary_on_a_full_disk_can_be_looked_at_and_erased(diary: Room) -> None:
    """L4: what cannot be done is told, and the menu comes back."""
    with no_room():
        seen = diary.own(PASSPHRASE, "3", "1", "", "1", "4", "1", "delete", "d")
    assert SAY("unnoted") in seen.everything
    assert "of 4 points" in " ".join([seen.everything, *seen.results])
    assert seen.everything.count("Not saved: the disk is full or cannot be written.") == 2
    assert (seen.code, SAY("deleted") in seen.everything) == (Code.DONE, False)
    assert len(diary.saved()) == 1
    with no_room():
        assert diary.own(PASSPHRASE, "6", "erase").code == Code.DONE
    assert not diary.diary.exists()


def test_a_cabinet_on_a_full_disk_can_be_looked_at_and_says_once_that_the_trail_does_not_show_it(room: Room) -> None:
    """L4."""
    with no_room():
        seen = room.run(menu.menu, "kt", PASSPHRASE, main("open"), AMBER, do("history"), do("history"), "d", "d")
    assert seen.code == Code.DONE
    assert seen.everything.count(SAY("unnoted-trail")) == 1
    assert seen.everything.count("No day is set") == 2
    with room.records() as records:
        assert AuditAction.VIEWED not in [entry.what for entry in records.trail()]
        assert records.broken() == []


def test_what_cannot_be_saved_on_a_full_disk_is_told_and_the_menus_come_back(room: Room) -> None:
    """L4: a sitting is not erased where that cannot be written; everything is."""
    full = "Not saved: the disk is full or cannot be written. What was saved before is still there."
    with no_room():
        seen = room.work(
            main("open"), AMBER, do("erase"), "1", "1", "erase", do("keep-until"), "2030-01-01", do("history"), "d",
            main("passphrase"), PASSPHRASE, WRONG, WRONG, main("erase"), "3", "erase",
        )  # fmt: skip
    assert seen.everything.count(full) == 3
    assert seen.everything.count("No day is set") == 1
    assert (seen.code, room.path.exists()) == (Code.DONE, False)


def test_a_cabinet_that_goes_away_is_not_left_in_silence(room: Room) -> None:
    """What is open can still be looked at, and saved elsewhere."""
    page = room.page("all.json")
    seen = room.work(
        then(room.path.unlink, main("open")),
        AMBER,
        do("keep-until"),
        "2030-01-01",
        do("export"),
        "1",
        str(page),
        "",
        "d",
        "d",
    )
    assert GONE in seen.everything
    assert SAY("unnoted-trail") in seen.everything
    assert (seen.code, "some" in page.read_text(encoding="utf-8")) == (Code.DONE, True)


def test_where_the_disk_fills_up_later_that_is_said_then(room: Room) -> None:
    limit = no_room()
    try:
        seen = room.with_amber(do("history"), then(limit.__enter__, do("history")), do("history"), "d", "d")
    finally:
        limit.__exit__(None, None, None)
    assert seen.everything.count(SAY("unnoted-trail")) == 1
    assert seen.everything.count("No day is set") == 3


# Copies and stores that are none.


@contextmanager
def other_tool(path: Path) -> Iterator[Callable[[str], object]]:
    """The store in the hands of somebody who knows its passphrase."""
    db = connected(path, f"key='{PASSPHRASE}'")
    yield lambda statement: db.execute(statement).fetchall()
    db.close()


@pytest.mark.parametrize(
    "change",
    ["create trigger t after insert on entry begin delete from client; end", "create view v as select 1",
     "pragma user_version=0", "delete from entry", "update entry set what = 'x'", "update event set body = '[]'",
     "update client set utc = 'x' where code like 'B%'"],
)  # fmt: skip
def test_a_copy_that_this_program_did_not_write_never_takes_the_place_of_the_store(room: Room, change: str) -> None:
    """T-17: exit 5 in one sentence, before the word is asked for; nothing is left beside the store."""
    copy = room.page("copy.store")
    copy.write_bytes(room.path.read_bytes())
    with other_tool(copy) as run:
        run(change)
    before = room.path.read_bytes()
    with pytest.raises(RecordLocked) as caught:
        room.run(restoring.restore, "kt", str(copy), PASSPHRASE, "restore")
    assert (str(caught.value), room.path.read_bytes()) == (LOCKED, before)
    assert [one.name for one in room.path.parent.iterdir()] == ["clients.store"]


def test_a_diary_in_the_place_of_a_cabinet_is_named_and_asked_for_once(diary: Room) -> None:
    """And the other way round; nothing is added to either."""
    for command, kind in ((menu.menu, "a diary"), (None, "client records")):
        if command is None:
            diary.diary.rename(diary.root / "mine")
            prepared(diary.diary, diary.library)
        else:
            diary.path.write_bytes(diary.diary.read_bytes())
        path = diary.diary if command is None else diary.path
        before = path.read_bytes()
        with pytest.raises(RecordLocked, match=f"holds {kind}, and this is the place of"):
            diary.run(menu.menu, "kt", PASSPHRASE) if command else diary.own(PASSPHRASE)
        assert path.read_bytes() == before


def test_a_store_of_a_newer_version_is_told_once_and_no_passphrase_is_asked_for_again(room: Room) -> None:
    with other_tool(room.path) as run:
        run("pragma user_version=99")
    with pytest.raises(RecordLocked, match="newer version"):
        room.run(menu.menu, "kt", PASSPHRASE)


def test_a_nameless_client_in_a_cabinet_keeps_no_backup_of_it_from_being_put_back(room: Room) -> None:
    """An earlier version added one where the cabinet was opened as a diary."""
    with room.records() as records:
        records.person()
        copy = room.page("copy.store")
        records.store.copy_to(copy)
    assert room.run(restoring.restore, "kt", str(copy), PASSPHRASE, "restore").code == Code.DONE


# Beside the store.


def test_before_an_erase_it_is_said_what_stays_under_another_name(diary: Room) -> None:
    """T-6."""
    other = diary.root / "other"
    other.hardlink_to(diary.diary)
    told = f"{diary.diary} has another name on this disk (a hard link). Erasing does not reach what stands there."
    seen = diary.own(PASSPHRASE, "6", "erase")
    everything = seen.everything.replace(" ", "")
    assert everything.count(told.replace(" ", "")) == 2  # at the opening too
    assert other.exists()


def test_a_page_never_takes_a_name_of_a_store(diary: Room) -> None:
    """Not even where it was said to replace a file."""
    before = diary.diary.read_bytes()
    page = diary.context.help_page("privacy")
    for name in ("diary.store", "diary.store-journal", "clients.store", ".diary.store.1.part"):
        with pytest.raises(NotKept, match="is one that the store itself uses"):
            diary.context.save(page, str(diary.diary.with_name(name)), format_="txt", force=True)
    assert diary.diary.read_bytes() == before
    assert [one.name for one in diary.diary.parent.iterdir()] == ["diary.store"]


@pytest.mark.parametrize("name", ["diary.store", "diary.store-journal", ".diary.store.1.part", "clients.store-journal"])
def test_a_copy_of_all_records_takes_no_name_of_the_diary_either(room: Room, name: str) -> None:
    """There the next opening of the diary would sweep it away, or take it for a journal."""
    seen = room.work(main("backup"), str(room.path.with_name(name)), "", "d")
    assert "is one that the store itself uses" in seen.everything
    assert [one.name for one in room.path.parent.iterdir()] == ["clients.store"]


def test_without_encryption_no_passphrase_is_asked_for(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-16: one sentence with the way to mend it, and no file."""
    monkeypatch.delattr(apsw, "mc_version")
    with pytest.raises(NotKept, match="cannot encrypt"):
        room.run(menu.menu, "kt")
    with pytest.raises(NotKept, match="cannot encrypt"):
        room.own("y")
    assert not room.diary.exists()
