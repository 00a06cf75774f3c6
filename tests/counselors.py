"""A counselor and a person at work: a user interface follows a script, over a real store in its own folder."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from screening.app import diary, saving
from screening.app.context import AppContext
from screening.conversation.user_interface import EndOfInput, UserInterface
from screening.counselor import menu
from screening.counselor.session import Session
from screening.engine.interview import Interview
from screening.formats.render import Line
from screening.loading.library import Library, questions_folder
from screening.loading.regions import region
from screening.model.answers import Chosen
from screening.records import client_codes
from screening.records.client_file import AuditAction, Client, ClientFile, Sitting
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
from screening.records.schema import STEPS
from screening.records.sitting_events import events_between
from screening.records.store import RecordStore
from screening.records.timestamps import Timestamp
from screening.system.settings import Settings
from tests.conversation.test_talk import Script

PASSPHRASE = "maple river stone"
UNLOCK = ("kt", PASSPHRASE)
WRONG = "wrong horse battery"
NOON = Timestamp("2026-11-22T12:00:00Z", 0)
AMBER, BIRCH = client_codes.with_check("amber"), client_codes.with_check("birch")
CONSENT = "Your counsellor would like to ask you some questions"

# Two short questionnaires. The first has the name of the form that a diary asks; the second is for paper only.
SHORT = """\
questionnaire: past-month
version: 1.0
title: Birds of the month
language: en
recall: the past 30 days
audience: tests
administration: [self, read-aloud]
source: {citation: Invented, licence: CC0-1.0}
answer-lists:
  often:
    - {code: never, score: 0, text: Never}
    - {code: some, score: 1, text: Some days}
    - {code: most, score: 2, text: Most days}
items:
  - {id: robin, ask: "In the past 30 days, how often was the robin there?", why: It is a bird., options: often}
  - {id: finch, ask: "In the past 30 days, how often was the finch there?", why: It is a bird., options: often}
  - {id: heron, ask: "In the past 30 days, how often was the heron there?", why: It is a bird., options: often}
scales:
  - {id: birds, title: Birds, sum-of: [robin, finch], missing: none-allowed}
critical-items:
  - {id: heron-there, title: A heron, if: {item: heron, is: most}, show: at-once, guidance: [crisis-now]}
"""
PAPER = (
    SHORT.replace("past-month", "paper-form").replace("[self, read-aloud]", "[entered]").replace("Birds of", "Form of")
)

Step = str | BaseException | Callable[[], str]


class Person(Script):
    """Says the lines of a script; a step may be something that happens instead, or work that gives the line."""

    def __init__(self, *steps: Step, plain: bool = False) -> None:
        super().__init__(plain=plain)
        self.steps = iter(steps)
        self.code: int | None = None  # what the command ended with; nothing where the script ended first
        self.secrets: list[str] = []
        self.windows: list[list[str]] = [[]]  # what stands in the window now comes last

    def show(self, lines: Iterable[Line]) -> None:
        """Remember them, and that they are in the window."""
        shown = list(lines)
        super().show(shown)
        self.windows[-1] += [line.text for line in shown]

    def show_result(self, lines: Iterable[Line]) -> None:
        """The same."""
        shown = list(lines)
        super().show_result(shown)
        self.windows[-1] += [line.text for line in shown]

    def _typed(self, prompt: str) -> str:
        """The next step of the script."""
        self.prompts.append(prompt)
        self.events.append("ask")
        self.windows[-1].append(prompt)
        for step in self.steps:
            if isinstance(step, BaseException):
                raise step
            return step if isinstance(step, str) else step()
        raise EndOfInput

    def ask_secret(self, prompt: str) -> str:
        """The next step too. What was asked for unseen is remembered apart."""
        self.secrets.append(prompt)
        return self._typed(prompt)

    def clear(self) -> None:
        """Begin a window."""
        super().clear()
        self.windows.append([])

    @property
    def everything(self) -> str:
        """All that was ever shown, one blank between the words."""
        return " ".join(" ".join(line for window in self.windows for line in window).split())


def content(folder: Path) -> Path:
    """All shipped words in this folder, and the two short questionnaires in place of the shipped ones."""
    shutil.copytree(questions_folder(), folder, ignore=shutil.ignore_patterns("signs.yaml", "past-month.yaml"))
    (folder / "past-month.yaml").write_text(SHORT)
    (folder / "paper-form.yaml").write_text(PAPER)
    return folder


@dataclass
class Room:
    """A folder for the records, a clock that can be set, and what a counselor's settings say."""

    root: Path
    library: Library
    now: Timestamp = NOON
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def context(self) -> AppContext:
        """One run of the program."""
        where = region(self.library, "CA")
        assert where is not None
        settings = Settings(folder=str(self.root / "own"), **self.settings)
        return AppContext(self.library, settings, where, {}, lambda: self.now)

    @property
    def path(self) -> Path:
        """The store of the clients."""
        return self.root / "own" / "clients.store"

    @property
    def diary(self) -> Path:
        """The store of a person."""
        return self.root / "own" / "diary.store"

    def page(self, name: str) -> Path:
        """A file that is saved."""
        return self.root / name

    # At work.

    def work(self, *steps: Step, plain: bool = False) -> Person:
        """The counselor's menu after the passphrase, until the script or the counselor ends it."""

        def work(context: AppContext, ui: UserInterface) -> int:
            box = EncryptedStore.unlock(self.path, _key(self.path.read_bytes()[:16]), STEPS)
            session = Session(context, context.talk(ui), RecordStore(box, self.library, context.clock, "KT"))
            try:
                session.records.note_down(AuditAction.UNLOCKED)
                return session.guarded(menu.at_work)
            finally:
                session.records.close()

        return self.run(work, *steps, plain=plain)

    def with_amber(self, *steps: Step) -> Person:
        """The menu of one client."""
        return self.work(main("open"), AMBER, *steps)

    def run(self, what: Callable[[AppContext, UserInterface], int], *steps: Step, plain: bool = False) -> Person:
        """A command, until it or the script ends."""
        person = Person(*steps, plain=plain)
        try:
            person.code = what(self.context, person)
        except EndOfInput:
            pass
        except saving.EndedWhileSaved as ended:
            if not isinstance(ended.cause, EndOfInput):
                raise ended.cause from None
        return person

    def own(self, *steps: Step) -> Person:
        """`screening diary`."""
        return self.run(diary.menu, *steps)

    # Looking into the store without the program.

    @contextmanager
    def records(self, path: Path | None = None) -> Iterator[RecordStore]:
        """A copy of the store, open: also while the program has it open itself."""
        copy = self.root / "copy" / "a.store"
        copy.parent.mkdir(mode=0o700)
        shutil.copy(path or self.path, copy)
        box = EncryptedStore.unlock(copy, _key(copy.read_bytes()[:16]), STEPS)
        try:
            yield RecordStore(box, self.library, lambda: self.now, "")
        finally:
            box.close()
            shutil.rmtree(copy.parent)

    @contextmanager
    def writing(self) -> Iterator[RecordStore]:
        """The store itself, open to make what a test begins with."""
        box = EncryptedStore.unlock(self.path, _key(self.path.read_bytes()[:16]), STEPS)
        try:
            yield RecordStore(box, self.library, lambda: self.now, "KT")
        finally:
            box.close()

    def file(self, code: str = AMBER) -> ClientFile:
        """What is kept about a client."""
        with self.records() as records:
            client = records.client(code)
            assert client is not None
            return records.file(client)

    def saved(self) -> tuple[Sitting, ...]:
        """What is in the diary."""
        with self.records(path=self.diary) as records:
            return records.sittings(records.person())


@lru_cache
def _key(salt: bytes) -> Key:
    """To work one out takes a while."""
    return Key.of(PASSPHRASE, salt)


def prepared(path: Path, library: Library) -> Path:
    """A store with two clients, the first with a sitting that was finished two days ago."""
    earlier = Timestamp("2026-11-20T09:00:00Z", 0)
    records = RecordStore.create(path, PASSPHRASE, library, lambda: earlier, "CD")
    client = records.add(AMBER)
    records.add(BIRCH)
    records.decide(client, library.guidance["consent"].text)
    sitting = records.begin(client, "past-month")
    taken(records, client, sitting.number, sitting.interview, "some", "some", "never")
    records.close()
    return path


def taken(records: RecordStore, client: Client, number: int, before: Interview, *said: str) -> None:
    """Answer the questions in a sitting, and finish it where none is open."""
    for code in said:
        after = before.answer(Chosen(code))
        records.keep(client, number, events_between(before, after))
        before = after
    if before.item is None:
        records.keep(client, number, events_between(before, before.submit()))


def main(name: str) -> str:
    """The number of a row of the main menu."""
    return _row(name, ["new", "open", *menu.STORE_ACTIONS])


def do(name: str) -> str:
    """The number of a row of a client's menu."""
    return _row(name, [*menu.CLIENT_ACTIONS, "erase"])


def _row(name: str, names: list[str]) -> str:
    return str(names.index(name) + 1)


def mode(path: Path) -> int:
    """The rights on a file."""
    return stat.S_IMODE(os.stat(path).st_mode)
