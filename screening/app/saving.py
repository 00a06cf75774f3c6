"""Saving answers: the passphrase, the store behind it, going on later. The store is imported only once it is opened.

Nothing is decided here about what is asked: a sitting is kept event by event, whoever answers.
"""

from __future__ import annotations

import errno
import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from screening.app.context import AppContext
from screening.conversation.talk import Ending, SaveTarget, Talk
from screening.conversation.user_interface import EndOfInput
from screening.engine.results import Result
from screening.errors import RecordLocked
from screening.records.client_file import OLD_DAYS, Client, Sitting
from screening.records.sitting_events import Event, EventKind, resumed
from screening.records.timestamps import days_between
from screening.system import files
from screening.system.process import unseen

if TYPE_CHECKING:
    from screening.records.store import RecordStore

TRIES = 3
GO_ON, RESTART, ERASE = "go-on", "restart", "erase"
WORD = "erase"


@contextmanager
def store(context: AppContext, talk: Talk, which: str, *, by: str = "") -> Iterator[RecordStore]:
    """The store of the diary or of the clients, open; made where there is none yet.

    Raises RecordLocked after three wrong passphrases, or at once where another window has it open.
    """
    from screening.records import store_files

    path = context.paths[which]
    records = _unlocked(context, talk, which, by) if store_files.exists(path) else _made(context, talk, which, by)
    try:
        with something_saved():
            if records.clock_went_back():
                talk.tell("clock-back")
            yield records
    finally:
        records.close()


class EndedWhileSaved(Exception):
    """A conversation ended by `cause` after something was saved: its exit code and last line say so."""

    def __init__(self, cause: EndOfInput | KeyboardInterrupt | OSError) -> None:
        super().__init__()
        self.cause = cause


@contextmanager
def something_saved() -> Iterator[None]:
    """Inside, the end of input, Ctrl-C and a window that is closed raise EndedWhileSaved."""
    try:
        yield
    except (EndOfInput, KeyboardInterrupt, OSError) as cause:
        if isinstance(cause, OSError) and cause.errno != errno.EIO:
            raise
        raise EndedWhileSaved(cause) from None


def has_store(context: AppContext, which: str) -> bool:
    """Whether anything was saved there."""
    from screening.records import store_files

    return store_files.exists(context.paths[which])


def _made(context: AppContext, talk: Talk, which: str, by: str) -> RecordStore:
    from screening.records.store import RecordStore

    path = context.paths[which]
    files.private_folder(path.parent)  # before a passphrase is asked for in vain
    talk.tell("keep-about-clients" if which == "clients" else "keep-about")
    records = RecordStore.create(path, new_passphrase(talk), context.library, context.clock, by)
    talk.tell("kept-at", path=path)
    if files.is_synced(path):
        talk.tell("synced", path=path.parent)
    return records


def _unlocked(context: AppContext, talk: Talk, which: str, by: str) -> RecordStore:
    from screening.records import store_files
    from screening.records.store import RecordStore

    path = context.paths[which]
    store_files.check_before_opening(path)
    with unseen():  # also what is typed while the key is worked out
        for _ in range(TRIES - 1):
            try:
                return RecordStore.open(path, passphrase(talk), context.library, context.clock, by)
            except RecordLocked as error:
                if store_files.is_open(path):
                    raise
                talk.tell_text(str(error))
        return RecordStore.open(path, passphrase(talk), context.library, context.clock, by)


def passphrase(talk: Talk, prompt: str = "passphrase-prompt") -> str:
    """What was typed, unseen, where it could be a passphrase at all. Raises PersonLeft."""
    from screening.records import encrypted_file

    while True:
        typed = talk.ask_secret(prompt)
        if typed.strip().lower() == "x":  # too short for a passphrase, and the way out everywhere
            talk.ui.leave()
        if typed:
            return typed
        talk.tell("passphrase-empty", least=encrypted_file.LEAST)


def new_passphrase(talk: Talk) -> str:
    """A passphrase that was typed twice, its characters composed. Raises PersonLeft."""
    from screening.records import encrypted_file

    talk.tell("passphrase-about", least=encrypted_file.LEAST)
    while True:
        typed = unicodedata.normalize("NFC", passphrase(talk, "passphrase-new"))
        if len(typed) < encrypted_file.LEAST:
            talk.tell("passphrase-short", least=encrypted_file.LEAST)
        elif len(typed) > encrypted_file.MOST or "\N{REPLACEMENT CHARACTER}" in typed:
            talk.tell("passphrase-long", most=encrypted_file.MOST)
        elif typed != unicodedata.normalize("NFC", talk.ask_secret("passphrase-again")):
            talk.tell("passphrase-differs")
        else:
            return typed


def change_passphrase(talk: Talk, records: RecordStore) -> bool:
    """Ask for the passphrase once more, then for a new one. False where the first was not the right one."""
    if not records.store.fits(passphrase(talk, "passphrase-old")):
        talk.tell("passphrase-wrong")
        return False
    records.change_passphrase(new_passphrase(talk))
    talk.tell("passphrase-changed")
    return True


# One sitting, kept.


def unfinished(records: RecordStore, client: Client, name: str = "") -> Sitting | None:
    """The last sitting of a client, if it was not finished; with a name, of this questionnaire."""
    sittings = [sitting for sitting in records.sittings(client) if not name or sitting.questionnaire.id == name]
    last = sittings[-1] if sittings else None
    return last if last is not None and not last.finished else None


def sitting_for(
    context: AppContext, talk: Talk, records: RecordStore, client: Client, earlier: Sitting | None, name: str
) -> Sitting | None:
    """The sitting to answer now: the unfinished one, if the person wants to go on with it, or a new one.

    Nothing where it was erased, or the person is done.
    """
    if earlier is None:
        return records.begin(client, name)
    chosen = go_on(context, talk, earlier, done="done")
    if chosen == GO_ON:
        return earlier
    if chosen == ERASE and typed_word(talk):
        records.erase_sitting(client, earlier.number)
        talk.tell("erased")
    return records.begin(client, name) if chosen == RESTART else None


def typed_word(talk: Talk) -> bool:
    """Whether the person typed the word that erases. Anything else keeps everything."""
    if talk.ask("erase-prompt").strip().lower() == WORD:
        return True
    talk.tell("erase-not")
    return False


def go_on(context: AppContext, talk: Talk, earlier: Sitting, heading: str = "", done: str = "") -> str:
    """What to do with an unfinished sitting: GO_ON, RESTART or ERASE; `done` where the person wants none of them."""
    answered, total = earlier.interview.progress
    days = days_between(earlier.changed.day, context.today)
    facts = {"when": earlier.changed.shown, "answered": answered, "total": total}
    today = earlier.changed.day == context.today  # neither, where the clock went back
    talk.tell("resume-about" if days else "resume-today" if today else "resume-when", count=days, **facts)
    if days > OLD_DAYS:
        talk.tell("resume-old", days=OLD_DAYS)
    if _changed(context, earlier):
        talk.tell("resume-changed")
    rows = [(one, context.words.say(f"resume-{one}")) for one in (GO_ON, RESTART, ERASE)]
    return talk.pick(rows, heading, done)


def _changed(context: AppContext, earlier: Sitting) -> bool:
    """Whether the file has changed since (L19). The record holds what it was."""
    name = earlier.questionnaire.id
    if name not in context.library.names:
        return False
    now = hashlib.sha256(context.library.source(name).encode("utf-8")).hexdigest()
    return now != earlier.source_hash


def sit(talk: Talk, records: RecordStore, client: Client, sitting: Sitting, name: str) -> tuple[Ending, Result | None]:
    """One sitting, asked from where it stands and kept as it goes, and new ones as often as the person wants."""
    while True:
        saving_talk = replace(talk, target=save_target(records, client, sitting))
        ending, result, again = saving_talk.sit(resumed(sitting.interview))
        if not again:
            return ending, result
        sitting = records.begin(client, name)


def save_target(records: RecordStore, client: Client, sitting: Sitting) -> SaveTarget:
    """Where a talk saves what happens from now on in this sitting."""
    from screening.records.store import keeper

    target = keeper(records, client, sitting.number)
    if sitting.events:
        target([Event(EventKind.RESUMED)])
    return target


def run(context: AppContext, talk: Talk, name: str) -> tuple[Ending, Result | None]:
    """A questionnaire, asked and saved in the diary."""
    with store(context, talk, "diary") as records:
        person = records.person()
        earlier = unfinished(records, person, context.questionnaire(name).id)
        sitting = sitting_for(context, talk, records, person, earlier, name)
        return sit(talk, records, person, sitting, name) if sitting is not None else (Ending.DONE, None)
