"""Score card 39: erasing everything needs a word and no passphrase, and says what it cannot reach."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from screening.records.encrypted_file import EncryptedStore
from screening.records.schema import STEPS
from screening.records.store_files import BUSY
from tests.scorecard.asking import PLAIN, Place, asks, words
from tests.scorecard.saving import NOTE, PASSPHRASE, SAY, answered_now, content, diary, folder, opened, prepared
from tests.terminals import PROGRAM, Terminal, assert_left_well, files_in, until

STALE = (
    "diary.store-journal",
    ".diary.store.before-1",
    ".diary.store.4711.part",
    ".diary.store.4711.part-journal",
    ".clients.store.4711.part",
)
BEYOND = SAY("erase-beyond")


@pytest.fixture
def kept(place: Place) -> list[Path]:
    """Everything that can be kept on a computer: a diary, records of clients, settings, and what a crash left."""
    prepared(diary(place), answers=5)
    prepared(folder(place) / "clients.store", answers=5)
    settings = place.home / ".config" / "screening" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('region = "CA"\n')
    for name in STALE:
        (folder(place) / name).write_bytes(b"left")
    return [path for path in files_in(place.home) if path.is_file()]


def listed(terminal: Terminal) -> None:
    """Wait for the list of files, and for the word to be asked for."""
    terminal.wait_for(SAY("erase-would"))
    until(lambda: asks(terminal) and "Enter to leave it:" in words(terminal), "the word")


@pytest.mark.parametrize("typed", ["", "yes", "y", "erase it", "eras", "x"])
def test_case_39_any_other_word_erases_nothing(place: Place, kept: list[Path], typed: str) -> None:
    """Case 39: exit 0, said, and each file as it was."""
    before = content(place.root)
    with place.open([PROGRAM, "erase", "--all"]) as terminal:
        listed(terminal)
        terminal.line(typed)
        assert_left_well(terminal, 0)
        assert SAY("erased-all") not in words(terminal)
        assert typed == "x" or words(terminal).endswith(SAY("erase-not"))
    assert content(place.root) == before
    assert len(kept) == 3 + len(STALE)


@pytest.mark.parametrize("typed", ["erase", " ERASE "])
def test_case_39_the_word_erases_everything_and_says_what_is_beyond_reach(
    place: Place, kept: list[Path], typed: str
) -> None:
    """Case 39, T-6: diary, clients, settings, journals and what a crash left; each was listed before."""
    with place.open([PROGRAM, "erase", "--all"], columns=200) as terminal:
        listed(terminal)
        shown = words(terminal).replace(" ", "")  # a long path goes on in the next line
        assert [path for path in kept if str(path) not in shown] == []
        terminal.line(typed)
        assert_left_well(terminal, 0)
        assert words(terminal).endswith(f"{SAY('erased-all')} {BEYOND}")
        assert PASSPHRASE not in terminal.text
    assert [path for path in files_in(place.home) if not path.is_dir()] == []
    assert not folder(place).exists()
    done = place.run("erase", "--all", "--dry-run")
    assert (done.returncode, done.stderr.strip()) == (0, SAY("erase-nothing"))


def test_case_39_without_all_the_records_of_clients_and_the_settings_stay(place: Place, kept: list[Path]) -> None:
    """Case 39: a person's own diary, and nothing of a counselor's."""
    with place.open([PROGRAM, "erase"], columns=200) as terminal:
        listed(terminal)
        assert "clients" not in terminal.text
        assert "settings" not in terminal.text
        terminal.line("erase")
        assert_left_well(terminal, 0)
    mine = [path for path in kept if "diary" in path.name]
    assert sorted(path for path in files_in(place.home) if path.is_file()) == sorted(set(kept) - set(mine))


@pytest.mark.parametrize("command", [["erase", "--dry-run"], ["erase", "--all", "--dry-run"]])
def test_case_39_a_dry_run_lists_and_erases_nothing(place: Place, kept: list[Path], command: list[str]) -> None:
    """Case 39: and it needs no terminal."""
    before = content(place.root)
    done = place.run(*command)
    assert (done.returncode, done.stdout) == (0, "")
    expected = [path for path in kept if "--all" in command or "diary" in path.name]
    assert sorted(done.stderr.split()[-len(expected) :]) == sorted(map(str, expected))
    assert content(place.root) == before


@pytest.mark.parametrize(("command", "title"), [("diary", "saved entr"), ("client", SAY("main-title"))])
def test_case_39_while_another_run_holds_records_nothing_goes(
    place: Place, kept: list[Path], command: str, title: str
) -> None:
    """Case 39, L7: exit 5 and each file as it was; once the other has ended it can be done."""
    with place.open([PROGRAM, command, *PLAIN]) as other:
        if command == "client":
            other.wait_for(SAY("initials-prompt"))
            other.line("ab")
        other.wait_for(SAY("passphrase-open"))
        other.line(PASSPHRASE)
        other.wait_for(title, "d done")
        before = content(place.root)
        assert set(map(str, kept)) & set(before)
        with place.open([PROGRAM, "erase", "--all"]) as terminal:
            listed(terminal)
            terminal.line("erase")
            assert_left_well(terminal, 5)
            assert words(terminal).endswith(BUSY)
            assert SAY("erased-all") not in words(terminal)
        assert content(place.root) == before
        other.signal(signal.SIGKILL)
        other.ended()
    with place.open([PROGRAM, "erase", "--all"]) as terminal:
        listed(terminal)
        terminal.line("erase")
        assert_left_well(terminal, 0)
    assert [path for path in files_in(place.home) if not path.is_dir()] == []


def test_case_39_what_a_crash_left_goes_even_where_no_store_is(place: Place) -> None:
    """Case 39, T-8: a temporary file alone is erased too."""
    folder(place).mkdir(parents=True, mode=0o700)
    (folder(place) / STALE[2]).write_bytes(b"left")
    with place.open([PROGRAM, "erase"]) as terminal:
        listed(terminal)
        terminal.line("erase")
        assert_left_well(terminal, 0)
    assert not folder(place).exists()


def test_case_39_what_a_crash_left_goes_with_the_next_start(place: Place) -> None:
    """T-8: swept by whoever opens the store, and the answers stay."""
    prepared(diary(place), answers=4)
    for name in (".diary.store.4711.part", ".diary.store.4711.part-journal", ".diary.store.12.part"):
        (folder(place) / name).write_bytes(b"left")
        (folder(place) / name).chmod(0o600)
    assert answered_now(place) == 4
    assert [path.name for path in folder(place).iterdir()] == ["diary.store"]


def test_case_39_erased_from_within_the_diary_it_is_gone_too(place: Place) -> None:
    """Case 39: the word, then no file and no folder is left."""
    prepared(diary(place), answers=5)
    with place.open([PROGRAM, "diary", *PLAIN]) as terminal:
        terminal.wait_for(SAY("passphrase-open"))
        terminal.line(PASSPHRASE)
        terminal.wait_for(f"6. {SAY('diary-erase')}", "d done")
        until(lambda: asks(terminal), "a choice")
        terminal.line("6")
        until(lambda: "Enter to leave it:" in words(terminal) or (terminal.read(0.02) and False), "the word")
        terminal.line("erase")
        terminal.wait_for(SAY("erased-all"))
        assert_left_well(terminal, 0)
        assert BEYOND in words(terminal)
    assert not folder(place).exists()


def test_case_39_one_sitting_that_was_taken_away_is_in_no_page_of_the_file(place: Place, tmp_path: Path) -> None:
    """Case 39: looked for in the pages as they are without the lock; what was locked could not show it."""
    prepared(diary(place), answers=6)
    assert NOTE.encode() in unlocked_pages(diary(place), tmp_path)
    with opened(diary(place)) as records:
        records.erase_sitting(records.person(), 1)
    assert NOTE.encode() not in unlocked_pages(diary(place), tmp_path)
    with place.ask(*PLAIN) as terminal:
        terminal.wait_for("x leave:")
        terminal.line("save")
        terminal.wait_for(SAY("passphrase-open"))
        terminal.line(PASSPHRASE)
        terminal.wait_for("Question 1 of 12", "x leave:")
        terminal.send("q\r\r")
        assert_left_well(terminal, 3)


def unlocked_pages(store: Path, folder: Path) -> bytes:
    """The bytes of a copy of the store whose lock was taken off."""
    copy = folder / "unlocked" / "copy.store"
    copy.parent.mkdir(mode=0o700, exist_ok=True)
    copy.write_bytes(store.read_bytes())
    box = EncryptedStore.open(copy, PASSPHRASE, STEPS)
    box.rows("pragma journal_mode=delete")
    box._db.pragma("rekey", "")
    box.close()
    found = copy.read_bytes()
    copy.unlink()
    assert found.startswith(b"SQLite format 3\0")
    return found
