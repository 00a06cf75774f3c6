"""Save answers: ask for the passphrase, open or create the store, resume a sitting.

A sitting is saved event by event. The store's modules are imported only when a store is opened.
"""

from __future__ import annotations

import errno
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from screening.app.context import AppContext
from screening.app.passphrases import weakness
from screening.conversation.place import Place
from screening.conversation.result_menu import Saved
from screening.conversation.talk import Ending, Sat, SaveTarget, Talk
from screening.conversation.typed_input import key_of
from screening.conversation.user_interface import EndOfInput, WentBack
from screening.engine.interview import Interview, Status
from screening.errors import ContentError, NotKept, RecordLocked
from screening.records.client_file import OLD_DAYS, Client, Sitting
from screening.records.sitting_events import Event, EventKind, events_between, resumed
from screening.records.timestamps import days_between
from screening.system import files
from screening.system.process import unseen

if TYPE_CHECKING:
    from screening.records.store import RecordStore

TRIES = 3
GO_ON, RESTART, DELETE = "go-on", "restart", "delete"
ERASE = "erase"  # the word for all of it; DELETE is the one for an entry


@contextmanager
def store(context: AppContext, talk: Talk, which: str, *, initials: str = "") -> Iterator[RecordStore]:
    """The open store of the diary or of the clients; created if there is none yet.

    Raises RecordLocked after three wrong passphrases, or at once where another window has it open; WentBack where the
    person would rather not give one; NotKept where nothing can be saved.
    """
    require_store()
    from screening.records import store_files
    from screening.records.connection import require_encryption

    require_encryption()  # before a passphrase is asked for in vain
    path = context.paths[which]
    records = (
        _open(context, talk, which, initials) if store_files.exists(path) else _create(context, talk, which, initials)
    )
    with something_saved(records):  # also while it is closed: a second Ctrl-C comes then
        try:
            for remark in records.store.remarks:
                talk.tell_text(remark)
            if records.unnoted:
                talk.tell("unnoted-trail" if initials else "unnoted")
            for problem in context.library.own_problems:  # nothing of it keeps anybody from the rest
                talk.tell_text(str(problem))
            if records.clock_went_back():
                talk.tell("clock-back")
            yield records
        finally:
            records.close()


def require_store() -> None:
    """Raise NotKept where the package that a store needs is missing, or is not for this system."""
    try:
        import apsw  # noqa: F401
    except ImportError:
        raise NotKept(
            "Nothing can be saved: the package apsw-sqlite3mc is missing, or does not work on this system. "
            "To mend it: pip install --force-reinstall apsw-sqlite3mc"
        ) from None


class EndedWhileSaved(Exception):
    """A conversation ended by `cause` after something was saved: its exit code and last line say so.

    `of_clients`: in their records, not in a person's own diary.
    """

    def __init__(self, cause: EndOfInput | KeyboardInterrupt | OSError, *, of_clients: bool = False) -> None:
        super().__init__()
        self.cause, self.of_clients = cause, of_clients


@contextmanager
def something_saved(records: RecordStore | None = None) -> Iterator[None]:
    """Inside, the end of input, Ctrl-C and a window that is closed raise EndedWhileSaved.

    Unless the store is not in its place any more: what was saved in it is gone.
    """
    try:
        yield
    except (EndOfInput, KeyboardInterrupt, OSError) as cause:
        if isinstance(cause, OSError) and cause.errno != errno.EIO:
            raise
        if records is not None and not records.store.in_place:
            raise
        raise EndedWhileSaved(cause, of_clients=records is not None and records.initials != "") from None


def has_store(context: AppContext, which: str) -> bool:
    """Whether anything was saved there."""
    from screening.records import store_files

    return store_files.exists(context.paths[which])


def _create(context: AppContext, talk: Talk, which: str, initials: str) -> RecordStore:
    from screening.records.store import RecordStore

    path = context.paths[which]
    files.private_folder(path.parent)  # before a passphrase is asked for in vain
    chosen = new_passphrase(talk, "keep-about-clients" if which == "clients" else "keep-about")
    records = RecordStore.create(path, chosen, context.library, context.clock, initials)
    talk.tell("kept-at", path=path)
    if files.is_synced(path):
        talk.tell("synced", path=path.parent)
    return records


def _open(context: AppContext, talk: Talk, which: str, initials: str) -> RecordStore:
    from screening.records import store_files
    from screening.records.store import RecordStore

    path = context.paths[which]
    store_files.check_before_opening(path)
    if which == "diary":
        talk.new_page()
        talk.tell_strong("menu-diary")
    failed = 0
    with unseen():  # also what is typed while the key is worked out
        while True:
            typed = passphrase(talk, "passphrase-open")
            try:
                return RecordStore.open(path, typed, context.library, context.clock, initials, failed=failed)
            except RecordLocked as error:
                failed += 1
                if str(error) != store_files.LOCKED or failed == TRIES:
                    raise
                talk.tell_text(str(error))


def passphrase(talk: Talk, prompt: str = "passphrase-prompt") -> str:
    """The passphrase that was typed, not shown and not empty. Raises PersonLeft, and WentBack.

    A key is too short for a passphrase, so `x` and `b` are what they are everywhere.
    """
    from screening.records import encrypted_file

    while True:
        typed = talk.ask_secret(prompt)
        key = key_of(typed)
        if key == "leave":
            talk.ui.leave()
        if key == "back":
            raise WentBack
        if typed:
            return typed
        talk.tell("passphrase-empty", least=encrypted_file.LEAST)


def new_passphrase(talk: Talk, about: str, advice: str = "passphrase-about") -> str:
    """A new passphrase, typed twice, in Unicode form NFC. Raises PersonLeft, and WentBack.

    It is asked on a page of its own, which says first what it is `about`, then some `advice`: the ids of sentences.
    """
    from screening.records import encrypted_file

    talk.new_page()
    talk.tell(about)
    talk.tell_text("")
    talk.tell(advice, least=encrypted_file.LEAST)
    while True:
        typed = unicodedata.normalize("NFC", passphrase(talk, "passphrase-new"))
        if len(typed) < encrypted_file.LEAST:
            talk.tell("passphrase-short", least=encrypted_file.LEAST)
        elif len(typed) > encrypted_file.MOST or "\N{REPLACEMENT CHARACTER}" in typed:
            talk.tell("passphrase-long", most=encrypted_file.MOST)
        elif reason := weakness(typed):
            talk.tell(reason)
        elif typed != unicodedata.normalize("NFC", passphrase(talk, "passphrase-again")):
            talk.tell("passphrase-differs")
        else:
            return typed


def change_passphrase(talk: Talk, records: RecordStore) -> bool:
    """Ask for the current passphrase, then for a new one. False if the current one was wrong. Raises WentBack."""
    talk.new_page()
    talk.tell_strong("main-passphrase")
    if not records.fits(passphrase(talk, "passphrase-old")):
        talk.tell("passphrase-wrong")
        return False
    records.change_passphrase(new_passphrase(talk, "main-passphrase"))
    talk.tell("passphrase-changed")
    return True


# One sitting.


def unfinished(records: RecordStore, client: Client, name: str = "") -> Sitting | None:
    """The client's last sitting (with this questionnaire, if named) if it is unfinished, else None."""
    sittings = [sitting for sitting in records.sittings(client) if not name or sitting.questionnaire.id == name]
    last = sittings[-1] if sittings else None
    return last if last is not None and not last.finished else None


def sitting_for(
    context: AppContext, talk: Talk, records: RecordStore, client: Client, earlier: Sitting | None, name: str
) -> Sitting | None:
    """The sitting to answer now: the unfinished one, if the person wants to go on with it, or a new one.

    `name` is a questionnaire or a file; empty where only the store still has the text of the earlier one. None if it
    was erased, or if the person is done.
    """
    if earlier is None:
        return records.begin(client, name)
    chosen = go_on(context, talk, earlier, name, done="done")
    if chosen == GO_ON:
        return earlier
    if chosen == DELETE and typed_word(talk, word=DELETE):
        records.erase_sitting(client, earlier.number)
        talk.tell("deleted")
    return _begin(records, client, earlier, name) if chosen == RESTART else None


def _begin(records: RecordStore, client: Client, earlier: Sitting, name: str) -> Sitting:
    return records.begin(client, name) if name else records.begin_again(client, earlier)


def typed_word(talk: Talk, *what: str, word: str = ERASE) -> bool:
    """Whether the person typed the word, ERASE or DELETE, after what would go. For anything else nothing goes."""
    for line in (talk.words.say(f"{word}-would"), *what) if what else ():
        talk.tell_text(line)
    if talk.ask(f"{word}-prompt").strip().lower() == word:
        return True
    talk.tell(f"{word}-not")
    return False


def go_on(context: AppContext, talk: Talk, earlier: Sitting, name: str, heading: str = "", done: str = "") -> str:
    """What to do with an unfinished sitting: GO_ON, RESTART or DELETE; `done` where the person wants none of them.

    `name` as in `sitting_for`.
    """
    answered, total = earlier.interview.answered, len(earlier.interview.path)
    days = days_between(earlier.changed.day, context.today)
    facts = {"when": earlier.changed.shown, "answered": answered, "total": total}
    today = earlier.changed.day == context.today  # neither holds if the clock went back
    talk.tell("resume-about" if days else "resume-today" if today else "resume-when", count=days, **facts)
    if days > OLD_DAYS:
        talk.tell("resume-old", days=OLD_DAYS)
    if name and _source_changed(context, earlier, name):
        talk.tell("resume-changed")
    rows = [(action, context.words.say(f"resume-{action}")) for action in (GO_ON, RESTART, DELETE)]
    return talk.pick(rows, heading, done)


def _source_changed(context: AppContext, earlier: Sitting, name: str) -> bool:
    """Whether the questionnaire's file has changed since (L19). The store has the earlier text."""
    try:
        now = context.library.source(name)
    except ContentError:  # it cannot be read now
        return True
    return hashlib.sha256(now.encode("utf-8")).hexdigest() != earlier.source_hash


def sit(talk: Talk, records: RecordStore, client: Client, sitting: Sitting, name: str) -> Sat:
    """Ask the rest of a sitting, saving each step, then new sittings as often as the person wants.

    `name` as in `sitting_for`.
    """
    while True:
        saving_talk = replace(talk, target=save_target(records, client, sitting, talk.place))
        sat = saving_talk.sit(resumed(sitting.interview))
        if sat.next is None:
            return sat
        talk, sitting = replace(talk, known=sat.next), _begin(records, client, sitting, name)


def save_target(records: RecordStore, client: Client, sitting: Sitting, place: Place) -> SaveTarget:
    """The target to which a talk saves the next events of this sitting, and where the person said they are."""
    from screening.records.store import keeper

    keep = keeper(records, client, sitting.number)
    if sitting.events:
        keep([Event(EventKind.RESUMED)])
    known = place.region.code

    def target(events: Iterable[Event]) -> None:
        nonlocal known
        moved = place.region.code != known  # only the person moves it
        keep([*events, *([Event(EventKind.PLACED, place.region.code)] if moved else [])])
        known = place.region.code

    if place.region.origin in ("person", "flag"):
        keep([Event(EventKind.PLACED, known)])
    return target


def move_to_saved(place: Place, sittings: Iterable[Sitting]) -> None:
    """Take the place that was saved last, unless this run was told another."""
    codes = [event.about for sitting in sittings for _, event in sitting.events if event.kind is EventKind.PLACED]
    if codes and place.region.origin in ("none", "locale"):
        place.move(codes[-1], "saved")


def run(context: AppContext, talk: Talk, name: str) -> Sat:
    """Ask a questionnaire and save it in the diary."""
    with store(context, talk, "diary") as records:
        person = records.person()
        move_to_saved(talk.place, records.sittings(person))
        earlier = unfinished(records, person, context.questionnaire(name).id)
        sitting = sitting_for(context, talk, records, person, earlier, name)
        sat = sit(talk, records, person, sitting, name) if sitting is not None else Sat(Ending.DONE)
        return sat if records.store.in_place else replace(sat, saved=Saved.NOTHING)


def save_stopped(context: AppContext, name: str, talk: Talk, interview: Interview) -> None:
    """Save what was answered so far in the diary, to go on with if it is not finished. Raises as `store` does."""
    with store(context, talk, "diary") as records:
        person = records.person()
        target = save_target(records, person, records.begin(person, name), talk.place)
        target(events_between(Interview(interview.questionnaire), replace(interview, looking_at=None, alerts=())))
        if interview.status is Status.IN_PROGRESS:
            target([Event(EventKind.STOPPED)])
