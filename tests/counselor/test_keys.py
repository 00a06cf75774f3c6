"""A passphrase for each counselor, as two of them meet it: adding, a lost one, one who leaves, backups, scripts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from screening.app.context import AppContext
from screening.conversation.user_interface import UserInterface
from screening.counselor import keys, menu, restoring
from screening.counselor.session import Session, opened
from screening.errors import RecordLocked
from screening.records.client_file import AuditAction
from screening.records.store_files import key_sets_of
from screening.system.process import Code
from tests.counselor.test_scripts import BY, document, script
from tests.counselors import AMBER, PASSPHRASE, WRONG, Person, Room, do, main

CD, EF = "seven slow herons", "copper lantern field"
LIST, ADD, REMOVE = "1", "2", "3"


@pytest.fixture
def two(room: Room) -> Room:
    """The records with a key for KT and one for CD."""
    seen = unlocked(room, "kt", PASSPHRASE, main("key"), ADD, PASSPHRASE, "cd", CD, CD, "d")
    assert "CD can open the records now" in seen.everything
    return room


def unlocked(room: Room, *steps: str) -> Person:
    """`screening client`, from the initials on."""
    return room.run(menu.menu, *steps)


def trail(room: Room, by: str, passphrase: str) -> list[tuple[AuditAction, str, str]]:
    """What was done with keys, by whom, and whose they were."""
    found = list[tuple[AuditAction, str, str]]()

    def read(session: Session) -> int:
        found.extend((one.what, one.initials, one.form) for one in session.records.trail())
        return Code.DONE

    def work(context: AppContext, ui: UserInterface) -> int:
        with opened(context, ui) as session:
            return read(session)

    room.run(work, by, passphrase)
    return [one for one in found if one[0] in (AuditAction.KEY_ADDED, AuditAction.KEY_REMOVED)]


def test_a_colleague_gets_a_passphrase_of_their_own(two: Room) -> None:
    for by, passphrase in (("kt", PASSPHRASE), ("cd", CD)):
        assert unlocked(two, by, passphrase, "d").code == Code.DONE
        with pytest.raises(RecordLocked, match="could not be opened"):
            unlocked(two, by, WRONG, WRONG, WRONG)
    with pytest.raises(RecordLocked, match=r"There is no key for EF\. There is one for: CD, KT\."):
        unlocked(two, "ef", PASSPHRASE)
    added = [(AuditAction.KEY_ADDED, "KT", "KT"), (AuditAction.KEY_ADDED, "KT", "CD")]
    assert trail(two, "cd", CD) == added


def test_a_colleague_needs_another_passphrase_than_ones_own(room: Room) -> None:
    steps = (main("key"), ADD, PASSPHRASE, "cd", PASSPHRASE, PASSPHRASE, CD, CD, "d")
    seen = unlocked(room, "kt", PASSPHRASE, *steps)
    assert "Your colleague needs another one" in seen.everything
    assert unlocked(room, "cd", CD, "d").code == Code.DONE


def test_the_page_says_who_can_open_the_records(two: Room) -> None:
    seen = unlocked(two, "cd", CD, main("key"), LIST, "d")
    assert "CD, your own" in seen.everything
    assert "KT" in seen.everything


def test_before_a_second_one_has_a_key_it_is_said_that_there_is_one_passphrase(room: Room) -> None:
    seen = unlocked(room, "kt", PASSPHRASE, main("key"), LIST, main("key"), REMOVE, "d")
    assert "These records have one passphrase." in seen.everything
    assert "No colleague has a key." in seen.everything


def test_nothing_changes_without_ones_own_passphrase_or_on_the_way_back(two: Room) -> None:
    before = two.path.read_bytes()[:16]
    steps = (ADD, WRONG, main("key"), REMOVE, WRONG, main("key"), ADD, "b", main("key"), REMOVE, "b")
    more = (main("key"), ADD, PASSPHRASE, "cd", "1", "", main("key"), ADD, PASSPHRASE, "ef", "b")
    seen = unlocked(two, "kt", PASSPHRASE, main("key"), *steps, *more, main("key"), REMOVE, PASSPHRASE, "d", "d")
    assert seen.everything.count("That is not the passphrase.") == 2
    assert "CD has a passphrase already" in seen.everything
    assert (two.path.read_bytes()[:16], seen.code) == (before, Code.DONE)


def test_a_lost_passphrase_is_mended_by_a_colleague_and_one_who_leaves_is_kept_out(two: Room) -> None:
    lost = (main("key"), REMOVE, PASSPHRASE, "1", main("key"), ADD, PASSPHRASE, "cd", EF, EF, "d")
    assert "The records are under a new key." in unlocked(two, "kt", PASSPHRASE, *lost).everything
    with pytest.raises(RecordLocked, match="could not be opened"):
        unlocked(two, "cd", CD, CD, CD)
    unlocked(two, "cd", EF, main("key"), REMOVE, EF, "1", "d")
    with pytest.raises(RecordLocked, match="There is no key for KT"):
        unlocked(two, "kt", PASSPHRASE)
    assert trail(two, "cd", EF)[2:] == [
        (AuditAction.KEY_REMOVED, "KT", "CD"),
        (AuditAction.KEY_ADDED, "KT", "CD"),
        (AuditAction.KEY_REMOVED, "CD", "KT"),
    ]


def test_the_lock_and_the_change_of_a_passphrase_take_ones_own_only(two: Room) -> None:
    change = (main("passphrase"), PASSPHRASE, main("passphrase"), CD, EF, EF)
    assert "That is not the passphrase." in unlocked(two, "cd", CD, *change, "d").everything
    for by, passphrase in (("cd", EF), ("kt", PASSPHRASE)):
        assert unlocked(two, by, passphrase, "d").code == Code.DONE


def test_after_a_change_the_work_goes_on_in_the_same_window(two: Room) -> None:
    steps = (main("key"), ADD, PASSPHRASE, "ef", EF, EF, main("open"), AMBER, do("history"))
    seen = unlocked(two, "kt", PASSPHRASE, *steps, "d", "d", "d")
    assert "Birds of the month" in seen.everything
    assert "key was added" not in seen.everything  # no page of a client shows keys


def test_a_backup_is_restored_and_says_whose_keys_it_has(two: Room) -> None:
    copy = two.page("copy.store")
    unlocked(two, "kt", PASSPHRASE, main("backup"), str(copy), "", main("key"), REMOVE, PASSPHRASE, "1", "d")
    seen = two.run(restoring.restore, "cd", str(copy), CD, "restore")
    assert "that these had then: CD, KT." in seen.everything
    assert unlocked(two, "cd", CD, "d").code == Code.DONE


def test_a_backup_from_before_the_keys_still_restores(room: Room) -> None:
    copy = Path(shutil.copy(room.path, room.page("copy.store")))
    unlocked(room, "kt", PASSPHRASE, main("key"), ADD, PASSPHRASE, "cd", CD, CD, "d")
    assert "opens with the passphrases" not in room.run(restoring.restore, "cd", str(copy), PASSPHRASE, "").everything
    room.run(restoring.restore, "cd", str(copy), PASSPHRASE, "restore")
    assert unlocked(room, "ef", PASSPHRASE, "d").code == Code.DONE


def test_scripts_work_with_the_passphrase_of_their_initials(two: Room) -> None:
    copy = two.page("night.store")
    by_cd = ("--initials", "cd")
    found = document(script(two, "backup", "--to", str(copy), "--json", passphrase=CD.encode(), more=by_cd))
    assert found["file"] == str(copy)
    for more, passphrase in ((by_cd, CD), (BY, PASSPHRASE)):
        done = script(two, "check", str(copy), "--json", passphrase=passphrase.encode(), more=more)
        assert [one["whole"] for one in document(done)["files"]] == [True, True]  # type: ignore[attr-defined]
    assert script(two, "list", passphrase=CD.encode(), more=BY).returncode == Code.LOCKED
    done = script(two, "list", passphrase=CD.encode(), more=("--initials", "ef"))
    assert (done.returncode, b"There is no key for EF" in done.stderr) == (Code.LOCKED, True)


def test_erasing_everything_takes_the_key_files_too(two: Room) -> None:
    assert key_sets_of(two.path)
    unlocked(two, "kt", PASSPHRASE, main("erase"), "3", "erase")
    assert [*two.path.parent.iterdir()] == []


def test_the_commands_do_the_same(room: Room) -> None:
    def command(what: str) -> Callable[[AppContext, UserInterface], int]:
        def work(context: AppContext, ui: UserInterface) -> int:
            with opened(context, ui) as session:
                return session.guarded({"add": keys.add, "remove": keys.remove, "list": keys.listed}[what])

        return work

    room.run(command("add"), "kt", PASSPHRASE, PASSPHRASE, "cd", CD, CD)
    assert "CD, your own" in room.run(command("list"), "cd", CD).everything
    room.run(command("remove"), "cd", CD, CD, "1")
    assert "KT" not in room.run(command("list"), "cd", CD).everything.partition("Passphrases")[2]
