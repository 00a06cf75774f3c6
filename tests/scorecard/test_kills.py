"""Score card 14: killed at random moments, hundreds of times. What was acknowledged is there, and the rest is whole.

An answer counts as acknowledged once the next question was asked for. The process that is killed answers with the
program's own talk and store; only the user interface is ours, so that no time goes into drawing. The last test kills
the whole program in a terminal.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import NoReturn

from screening.app.context import AppContext
from screening.cli import commands
from screening.cli.running import now
from screening.conversation.user_interface import PersonLeft, Prompt
from screening.errors import RecordLocked
from screening.formats.render import Line
from screening.model.answers import Entered
from screening.records.client_file import AuditAction
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import PAGE, Key
from screening.records.schema import STEPS
from screening.records.store import RecordStore
from screening.system.settings import Settings
from tests.scorecard.asking import PLAIN, Place, answer, made_up
from tests.scorecard.saving import (
    LIBRARY,
    PASSPHRASE,
    SAY,
    answered_now,
    assert_private,
    assert_saved,
    begin_saving,
    diary,
    folder,
    go_on,
    opened,
    prepared,
    sittings,
)

MANY = 100  # kills: from here on every way in which it can end must have been seen
CHAIN = 10  # kills of one store before a new one is begun
NEWER = "nine okapi jigsaw brunch"
TWELVE = "".join(
    f"  - {{id: item-{number}, type: number, ask: Which number is it?, least: 0, most: 9999999}}\n"
    for number in range(1, 13)
)
QUIZ = f"""\
questionnaire: numbers
version: 1.0
title: Twelve numbers
language: en
recall: today
audience: tests
source: {{citation: Invented for tests, licence: CC0-1.0}}
items:
{TWELVE}"""
AGAIN = SAY("after-again")  # once more, for ever


@dataclass
class Hand:
    """A user interface that answers each question with the next number, and tells by a pipe what was acknowledged."""

    log: int
    next: int

    columns, rows, glyphs, pauses, scrolls, hides = 200, 50, None, False, True, False

    def show(self, lines: Iterable[Line]) -> None:
        """Nothing is drawn."""

    show_result = show

    def ask(self, prompt: Prompt) -> str:
        """What is asked for now acknowledges what was given before."""
        words = prompt.forms[0]
        if prompt.rows and AGAIN not in prompt.rows:
            return "1"  # the place, before the store is opened; and to go on where it stopped
        os.write(self.log, f"{self.next - 1}\n".encode())
        if prompt.rows:
            return str(prompt.rows.index(AGAIN) + 1)
        if words == SAY("review-prompt"):
            return ""
        assert words.startswith("0-9999999")
        self.next += 1
        return str(self.next - 1)

    def ask_secret(self, prompt: str) -> str:  # noqa: ARG002
        """The passphrase."""
        return PASSPHRASE

    aside = nullcontext

    def new_page(self) -> None:
        """Nothing is drawn."""

    clear = forget_typed = close = new_page
    leave_behind = show

    def leave(self) -> NoReturn:
        """Never."""
        raise PersonLeft


def context(where: Path) -> AppContext:
    """What the program lays out for a command, with its records in this folder."""
    found = AppContext.open("", {"LANG": "C.UTF-8"}, now)
    return replace(found, settings=Settings(folder=str(where)))


@dataclass
class Victim:
    """A process that does some work until it is killed, and a pipe with what it told until then."""

    pid: int
    pipe: int
    heard: bytes = b""

    @classmethod
    def of(cls, work: Callable[[int], object]) -> Victim:
        """Begin it. The work gets the end of the pipe that it tells through."""
        pipe, log = os.pipe()
        pid = os.fork()
        if pid == 0:  # nothing of the test may run here
            try:
                os.close(pipe)
                work(log)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        os.close(log)
        return cls(pid, pipe)

    def wait(self) -> None:
        """Wait until it has told something."""
        self.heard += os.read(self.pipe, 65536)
        assert self.heard, "it ended by itself"

    def kill(self) -> list[int]:
        """Kill it; the numbers that it told, all of them read only now."""
        os.kill(self.pid, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]) == -signal.SIGKILL
        while more := os.read(self.pipe, 65536):
            self.heard += more
        os.close(self.pipe)
        return [int(line) for line in self.heard.split()]


def after(seconds: float) -> None:
    """Let this moment come. Not a wait for anything: the moment is what is tried."""
    time.sleep(seconds)


# An ordinary sitting.


def stored(store: Path, key: Key) -> list[int]:
    """The numbers in a copy of the store as it was left, in their order. All of it is read and found whole."""
    copy = store.parent.parent / "copy"
    shutil.copytree(store.parent, copy)
    copy.chmod(0o700)
    try:
        with closing(RecordStore(EncryptedStore.unlock(copy / store.name, key, STEPS), LIBRARY, now, "")) as records:
            assert records.store.faults() == []
            assert records.broken() == []
            found = [
                said.answer.value
                for sitting in records.sittings(records.person())
                for said in sitting.interview.said.values()
                if isinstance(said.answer, Entered)
            ]
            records.note_down(AuditAction.UNLOCKED)
            assert_private(*copy.iterdir())
        assert [one.name for one in copy.iterdir()] == [store.name]
        return [int(one) for one in found]
    finally:
        shutil.rmtree(copy)


def test_case_14_killed_again_and_again_no_acknowledged_answer_is_lost(place: Place, kills: int) -> None:
    """Case 14, L2: each time the store is readable, and after the next start there is no temporary file."""
    chance = Random(14)
    quiz = made_up(place.work, QUIZ)
    hot = 0
    for chain in range(kills // CHAIN):
        store = prepared(place.home / f"chain-{chain}" / "records" / "diary.store", name=str(quiz))
        with opened(store) as records:
            key = records.store.key
        table, given = context(store.parent), {0}
        for _ in range(CHAIN):
            first = max(given) + 1
            victim = Victim.of(
                lambda log, first=first, table=table: commands.check(  # type: ignore[misc]
                    table, Hand(log, first), str(quiz), begun="save"
                )
            )
            if chance.random() < 0.25:
                after(chance.random() * 0.25)  # while it opens the store, and mends what the last kill left
            else:
                victim.wait()
                after(chance.random() * 0.04)
            told = victim.kill()
            acknowledged = set(range(first, max(told, default=0) + 1))
            hot += os.path.getsize(f"{store}-journal") > 0 if os.path.exists(f"{store}-journal") else 0
            numbers = stored(store, key)
            assert numbers == sorted(set(numbers))
            assert (acknowledged | given) - {0} <= set(numbers)
            assert len(set(numbers) - acknowledged - given) <= 1
            given |= set(numbers)
        with opened(store) as records:
            assert records.store.faults() == []
        assert [one.name for one in store.parent.iterdir()] == ["diary.store"]
    assert hot > kills // 20  # or the moments were not such as to try anything


# Another passphrase.


def test_case_14_killed_again_and_again_while_the_passphrase_changes(place: Place, kills: int, tmp_path: Path) -> None:
    """Case 14: either the old one or the new one opens it, with every row, and nothing is left beside it."""
    chance = Random(41)
    first = prepared(tmp_path / "prepared" / "diary.store", answers=5)
    with opened(first) as records:
        person = records.person()
        for _ in range(600):
            records.write_note(person, "x" * 2000)
        rows = everything(records)
        old = records.store.key
    new = Key.of(NEWER, old.salt)
    took = how_long(first, tmp_path / "tried")
    found = {"old": 0, "new": 0, "hot": 0}
    for turn in range(kills):
        shutil.copytree(first.parent, folder(place), copy_function=shutil.copyfile)
        folder(place).chmod(0o700)
        diary(place).chmod(0o600)
        victim = Victim.of(changing(diary(place)))
        victim.wait()
        after(chance.uniform(0.3, 1.15) * took)
        told = victim.kill()
        journal = diary(place).with_name("diary.store-journal")
        found["hot"] += journal.exists() and journal.stat().st_size > 0
        which = opens(diary(place), {"old": old, "new": new} if turn % 2 else {"new": new, "old": old}, rows)
        assert which == "new" or told == [1]
        found[which] += 1
        assert [one.name for one in folder(place).iterdir()] == ["diary.store"]
        assert_private(diary(place), folder(place))
        shutil.rmtree(folder(place))
    assert kills < MANY or min(found.values()) > 0, found


def changing(store: Path) -> Callable[[int], None]:
    """Work that tells 1 once the store is open, and 2 once it is under the newer passphrase."""

    def work(log: int) -> None:
        records = RecordStore.open(store, PASSPHRASE, LIBRARY, now, "")
        os.write(log, b"1\n")
        records.change_passphrase(NEWER)
        os.write(log, b"2\n")
        while True:
            time.sleep(1)

    return work


def how_long(first: Path, tried: Path) -> float:
    """How long such a change takes here."""
    shutil.copytree(first.parent, tried)
    victim = Victim.of(changing(tried / first.name))
    victim.wait()
    began = time.monotonic()
    while b"2" not in victim.heard:
        victim.wait()
    took = time.monotonic() - began
    victim.kill()
    return took


def opens(store: Path, keys: dict[str, Key], rows: list[tuple[object, ...]]) -> str:
    """The one of these keys that opens the store, with all rows in it. The others do not, and spoil nothing."""
    right = []
    for name, key in keys.items():
        try:
            box = EncryptedStore.unlock(store, key, STEPS)
        except RecordLocked:
            continue
        right.append(name)
        with closing(RecordStore(box, LIBRARY, now, "")) as records:
            assert records.store.faults() == []
            assert records.broken() == []
            assert everything(records) == rows
            records.note_down(AuditAction.UNLOCKED)
    assert len(right) == 1
    return right[0]


def everything(records: RecordStore) -> list[tuple[object, ...]]:
    """All that is kept about people."""
    tables = ("held", "client", "sitting", "event", "note")
    return [row for table in tables for row in records.store.rows(f"select * from {table}")]


# A store that is just being made, and one from which something is erased.


def test_case_14_killed_while_the_store_is_made_the_next_start_makes_or_opens_it(place: Place, kills: int) -> None:
    """Case 14, L2: there is no store yet, or a whole one under this passphrase; nothing is left beside it."""
    chance, quiz = Random(7), made_up(place.work, QUIZ)
    table, made = context(folder(place)), 0
    for _ in range(kills // 8):
        victim = Victim.of(lambda log: commands.check(table, Hand(log, 1), str(quiz), begun="save"))
        after(chance.random() * 0.5)
        told = victim.kill()
        exists = diary(place).exists()
        made += exists
        assert exists or not told
        if not exists:
            prepared(diary(place), name=str(quiz))
        found = sittings(diary(place))
        assert not exists or sum(len(one.interview.said) for one in found) >= max(told, default=0)
        with opened(diary(place)):
            pass
        assert [one.name for one in folder(place).iterdir()] == ["diary.store"]
        shutil.rmtree(place.home / ".local")
    assert kills < MANY or 0 < made < kills // 8


def test_case_14_killed_while_a_sitting_is_erased_the_next_start_ends_what_was_begun(place: Place, kills: int) -> None:
    """Case 14: the sitting is there with every answer, or it is gone from every page."""
    chance = Random(39)
    gone = 0
    first = prepared(place.work / "prepared" / "diary.store", answers=6)

    def erasing(log: int) -> None:
        records = RecordStore.open(diary(place), PASSPHRASE, LIBRARY, now, "")
        os.write(log, b"1\n")
        records.erase_sitting(records.person(), 1)
        os.write(log, b"2\n")
        time.sleep(60)

    for _ in range(kills // 5):
        shutil.copytree(first.parent, folder(place))
        victim = Victim.of(erasing)
        victim.wait()
        after(chance.random() * 0.02)
        told = victim.kill()
        with opened(diary(place)) as records:
            found = records.sittings(records.person())
            assert records.store.faults() == []
            assert records.broken() == []
            assert [len(one.interview.said) for one in found] == ([6] if found else [])
            assert not found or told == [1]
            held = records.store.rows("select count(*) from held") + records.store.rows("select count(*) from meta")
            assert held == ([(1,), (1,)] if found else [(0,), (1,)])  # nothing is due any more
            assert records.store.rows("pragma page_count") == [(diary(place).stat().st_size // PAGE,)]
        gone += not found
        assert [one.name for one in folder(place).iterdir()] == ["diary.store"]
        shutil.rmtree(place.home / ".local")
    assert kills < MANY or gone > 0


# The whole program.


def test_case_14_the_whole_program_killed_in_a_terminal_loses_no_answer(place: Place) -> None:
    """Case 14: at the first question and the next ones, with an answer on its way or not; each run goes on."""
    chance, answered = Random(5), 0
    while answered < 10:
        with place.ask(*PLAIN) as terminal:
            go_on(terminal, answered) if answered else begin_saving(terminal)
            if not answered:
                answer(terminal, 3)
                answered = 2
            else:
                terminal.line("1")
                terminal.wait_for(f"Question {answered + 2} of 12", "x leave:")
                answered += 1
            terminal.line("1")  # this one is on its way
            after(chance.random() * 0.005)
            terminal.signal(signal.SIGKILL)
            terminal.ended()
        counted = answered_now(place)
        assert counted in (answered, answered + 1)
        assert_saved(place)
        answered = counted
