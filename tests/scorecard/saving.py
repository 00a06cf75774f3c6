"""How the score card saves: the passphrase, what stands on disk afterwards, and faults put in front of the program."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pytest

from screening.engine.interview import Status
from screening.loading.library import Library, questions_folder
from screening.records.client_file import Sitting
from screening.records.store import RecordStore
from screening.records.timestamps import Timestamp
from tests.scorecard.asking import PLAIN, QUIZ, Place, words
from tests.terminals import PROGRAM, Terminal, assert_left_well, files_in, until

PASSPHRASE = "zebu quince plinth vortex"
NOTE = "zz-canary"  # an answer in words of one's own
STRANGER = 65534  # a user who is not root, to try as where root may do everything

NOW = Timestamp("2026-11-22T12:00:00Z", 0)
LIBRARY = Library(questions_folder())
SAY = LIBRARY.interface().say
KEPT = SAY("stopped-kept")
NEW, AGAIN, ASKED = (f"{SAY(prompt)} " for prompt in ("passphrase-new", "passphrase-again", "passphrase-open"))
FULL = SAY("not-kept-prompt")
ANSWERED = "of up to 12 questions are answered."


# The folder and the store in it.


def folder(place: Place) -> Path:
    """Where records are kept."""
    return place.home / ".local" / "share" / "screening"


def diary(place: Place) -> Path:
    """The store of the person at the terminal."""
    return folder(place) / "diary.store"


def assert_saved(place: Place, *others: Path, passphrase: str = PASSPHRASE) -> None:
    """The diary and these files are there and nothing else, private at every level, and nothing said stands in it."""
    found = files_in(*place.folders)
    levels = [folder(place), *folder(place).parents][:3]
    assert sorted(found) == sorted([diary(place), *levels, *others])
    assert_private(*found)
    for secret in (passphrase, NOTE, "robin", "garden"):
        assert secret.encode() not in diary(place).read_bytes()


def assert_private(*paths: Path) -> None:
    """Folders have mode 0700 and files 0600."""
    for path in paths:
        assert stat.S_IMODE(path.lstat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def saved_well(place: Place, terminal: Terminal, code: int, *others: Path) -> None:
    """What every case asserts at its end, where answers were saved."""
    assert_left_well(terminal, code)
    assert PASSPHRASE not in terminal.text
    assert_saved(place, *others)


# Typing.


def begin_saving(
    terminal: Terminal, passphrase: str = PASSPHRASE, *, before: str = "Question 1 of 12", after: str = "x leave:"
) -> None:
    """Past the first screen with `s`, a new passphrase, and to the first question."""
    choose(terminal, passphrase)
    terminal.wait_for("Saved in", before, after)


def choose(terminal: Terminal, passphrase: str = PASSPHRASE) -> None:
    """Past the first screen with `s`, and a new passphrase typed twice."""
    terminal.wait_for("x leave:")
    terminal.line("save")
    terminal.wait_for(NEW)
    terminal.line(passphrase)
    terminal.wait_for(AGAIN)
    terminal.line(passphrase)


def unlock(terminal: Terminal, passphrase: str = PASSPHRASE) -> None:
    """Past the first screen with `s`, and the passphrase of an existing store."""
    terminal.wait_for("x leave:")
    terminal.line("save")
    terminal.wait_for(ASKED)
    terminal.line(passphrase)


def go_on(terminal: Terminal, answered: int, passphrase: str = PASSPHRASE) -> None:
    """Go on where so many questions are answered, in plain lines."""
    unlock(terminal, passphrase)
    told(terminal, f"{answered} {ANSWERED}")
    terminal.wait_for("x leave:")
    terminal.line("1")
    terminal.wait_for(f"Question {answered + 1} of 12", "x leave:")


def answered_now(place: Place) -> int:
    """How many answers the next start offers to go on with; it ends with `x`."""
    with place.ask(*PLAIN) as terminal:
        unlock(terminal)
        told(terminal, ANSWERED)
        terminal.wait_for("x leave:")
        found = re.search(rf"(\d+) {ANSWERED}", words(terminal))
        terminal.line("x")
        saved_well(place, terminal, 0)
    assert found is not None
    return int(found[1])


def told(terminal: Terminal, text: str) -> None:
    """Wait until this was said since the last thing that was waited for, wherever its lines are broken."""
    until(lambda: text in words(terminal, terminal.since) or (terminal.read(0.02) and False), f"{text!r} was said")


# Looking into the store without the program.


def initials(path: Path) -> str:
    """Whose they are: a counselor's for the cabinet, nobody's for the diary."""
    return "AB" if path.name == "clients.store" else ""


@contextmanager
def opened(path: Path, passphrase: str = PASSPHRASE) -> Iterator[RecordStore]:
    """The store, open."""
    records = RecordStore.open(path, passphrase, LIBRARY, lambda: NOW, initials(path))
    try:
        yield records
    finally:
        records.close()


def sittings(path: Path, passphrase: str = PASSPHRASE) -> tuple[Sitting, ...]:
    """What is in the diary. The file is looked at as a copy, so that looking leaves no trace in it."""
    copy = path.parent.parent / "looked-at"
    shutil.copytree(path.parent, copy)
    copy.chmod(0o700)
    try:
        with opened(copy / path.name, passphrase) as records:
            assert records.broken() == []
            assert records.store.faults() == []
            return records.sittings(records.person())
    finally:
        shutil.rmtree(copy)


def prepared(path: Path, passphrase: str = PASSPHRASE, *, answers: int = 0, name: str = str(QUIZ)) -> Path:
    """A diary with one sitting that was begun, with so many answers of `1`."""
    from screening.model.answers import Chosen, Entered
    from screening.records.sitting_events import events_between

    records = RecordStore.create(path, passphrase, LIBRARY, lambda: NOW, initials(path))
    try:
        person = records.person()
        sitting = records.begin(person, name)
        interview = sitting.interview
        for _ in range(answers):
            assert interview.item is not None
            item = interview.item
            said = Chosen(item.options[0].code) if item.options else Entered(1 if item.type == "number" else NOTE)
            after = interview.answer(said)
            records.keep(person, sitting.number, events_between(interview, after))
            interview = after
        assert interview.status is Status.IN_PROGRESS
    finally:
        records.close()
    return path


# Faults and other users.


def in_front(folder: Path, code: str) -> dict[str, str]:
    """The environment in which this code runs before the program: a module that Python imports by itself."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(code)
    return {"PYTHONPATH": str(folder)}


def clock(utc: str, offset: int = 0) -> str:
    """Code that sets the clock of the program."""
    return (
        "import screening.cli.running\nfrom screening.records.timestamps import Timestamp\n"
        f"screening.cli.running.now = lambda: Timestamp({utc!r}, {offset})\n"
    )


def as_stranger() -> list[str]:
    """How a command is begun as a user whom modes and owners bind. Skips where root cannot become one."""
    if os.geteuid() != 0:
        return []
    if not _can_become_stranger():
        pytest.skip("setpriv cannot be used here, or the program cannot be read by others")
    return _stranger()


def _stranger() -> list[str]:
    return ["setpriv", f"--reuid={STRANGER}", f"--regid={STRANGER}", "--clear-groups", "--"]


@lru_cache
def _can_become_stranger() -> bool:
    if shutil.which("setpriv") is None:
        return False
    done = subprocess.run([*_stranger(), PROGRAM, "--version"], capture_output=True, check=False)
    return done.returncode == 0


def give_away(*paths: Path) -> None:
    """Make these the stranger's own, and all that stands in them, where root acts as one."""
    if os.geteuid() == 0:
        for path in [*paths, *files_in(*paths)]:
            os.chown(path, STRANGER, STRANGER, follow_symlinks=False)


def content(place: Path) -> dict[str, str]:
    """What a folder holds: each path with the bytes of the file, or where the link leads."""
    return {
        str(one): os.readlink(one) if one.is_symlink() else one.read_bytes().hex() if one.is_file() else ""
        for one in files_in(place)
    }
