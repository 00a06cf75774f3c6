"""A counselor's working session: initials, the passphrase once, a lock when nobody types, a client by code.

The actions are in `sittings`, `paperwork` and `administration`; the menus in `menu`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screening.app import saving
from screening.app.context import AppContext
from screening.conversation.talk import Talk
from screening.conversation.user_interface import EndOfInput, UserInterface, WentBack
from screening.counselor import clinic_place
from screening.engine.results import Result, conclude
from screening.errors import ContentError, NotKept, RecordLocked
from screening.records import client_codes
from screening.records.client_codes import CodeNotAccepted
from screening.records.client_file import AuditAction, Client, Sitting, UnreadableSitting, newest_first
from screening.records.raised_flags import RaisedFlag, flags_among
from screening.records.store_files import BUSY, LOCKED
from screening.records.timestamps import EARLIEST, is_day
from screening.reports.client_card import ClientCards
from screening.reports.counselor_report import CounselorReports
from screening.reports.document import Document
from screening.system.process import Code, IdleTimeout, has_terminal, ignoring, unseen

if TYPE_CHECKING:
    from screening.records.store import RecordStore

NO_DAY = "none"
BACK = ("b", "back")


@dataclass(frozen=True)
class Session:
    """An open store of client records, with the context and the talk that the actions need."""

    context: AppContext
    talk: Talk
    records: RecordStore

    @property
    def cards(self) -> ClientCards:
        """Builds what stands above a client's menu."""
        return ClientCards(self.context.result_reports)

    @property
    def reports(self) -> CounselorReports:
        """Builds the counselor's pages."""
        return CounselorReports(self.context.result_reports)

    def say(self, id_: str, /, **facts: object) -> str:
        """A sentence of the program."""
        return self.context.words.say(id_, **facts)

    def result(self, sitting: Sitting) -> Result:
        """The result of a sitting."""
        return conclude(sitting.interview, self.context.directory)

    def results(self, sittings: tuple[Sitting, ...]) -> dict[int, Result]:
        """The result of each sitting, by its number."""
        return {sitting.number: self.result(sitting) for sitting in sittings}

    def flags(self, client: Client, *numbers: int) -> tuple[RaisedFlag, ...]:
        """What to look at first in the client's sittings, or in those with these numbers; the latest one first."""
        sittings = [one for one in self.records.sittings(client) if not numbers or one.number in numbers]
        return flags_among(sittings, self.records.looked_at(client))

    def heading(self, client: Client) -> str:
        """The heading of every screen that concerns this client (T-33)."""
        return self.say("client-heading", code=client.code)

    def show(self, document: Document, client: Client, sitting: int | None = None) -> None:
        """Show a page about a client, the code on each screen, and note the view in the audit trail."""
        self.note_down(AuditAction.VIEWED, client, sitting)
        self.talk.show(document, self.heading(client))

    def note_down(
        self, what: AuditAction, client: Client | None = None, sitting: int | None = None, **copy: str
    ) -> None:
        """As `AuditTrail.note_down`; where there is no room to add what was read, say so once."""
        told = self.records.unnoted
        self.records.note_down(what, client, sitting, **copy)
        if self.records.unnoted and not told:
            self.talk.tell("unnoted-trail")

    def attempt(self, action: Callable[[], object]) -> None:
        """Do something of a menu, unless the counselor goes back. Where that cannot be saved, or needs a file with a
        mistake in it, it is told why, and the menu can come back.
        """
        try:
            with suppress(WentBack):
                action()
        except (NotKept, ContentError) as error:
            if self.records.store.is_closed:  # by an erase
                raise
            self.talk.tell_text(str(error))

    # The lock.

    def guarded(self, action: Callable[[Session], int]) -> int:
        """Run the action. If nobody types for long, let go of the store, and start it again after the passphrase."""
        while True:
            try:
                return action(self)
            except WentBack:
                return Code.DONE
            except IdleTimeout:
                self.let_go()

    def let_go(self) -> bool:
        """Lock: clear the window, close the store so that a colleague can work, and forget its key.

        After the passphrase: whether nobody has worked with it meanwhile. Raises PersonLeft, EndOfInput, and
        RecordLocked where the store is not there any more.
        """
        self.records.let_go()
        self.talk.ui.clear()
        self.talk.tell("locked")
        with unseen():  # also what is typed while the key is worked out
            failed = 0
            while (same := self._opened_again(failed)) is None:
                failed += 1
        self.talk.ui.clear()
        if not same:
            self.talk.tell("locked-changed")
        return same

    def _opened_again(self, failed: int) -> bool | None:
        """Ask for the passphrase until one is typed: what `open_again` gives; None where it is wrong."""
        while True:
            try:
                return self.records.open_again(saving.passphrase(self.talk), failed=failed)
            except IdleTimeout:  # the screen is clear already
                continue
            except WentBack:  # there is no way back from the lock
                self.talk.tell("passphrase-wrong")
            except RecordLocked as error:
                if str(error) == LOCKED:
                    self.talk.tell("passphrase-wrong")
                    return None
                if str(error) != BUSY:
                    raise
                self.talk.tell("locked-busy")

    def lock_in_place(self) -> None:
        """Clear the window until the passphrase is typed, with the store open: a sitting goes on in it."""
        while not self._unlocked("locked-sitting", lambda: saving.passphrase(self.talk)):
            pass

    def hand_back(self) -> bool:
        """Lock with no other way out: the client is at the keyboard, not the counselor.

        False where it was interrupted and must be asked again. Raises EndOfInput where the window is gone.
        """
        with suppress(KeyboardInterrupt), ignoring("SIGINT"), unseen():
            try:
                return self._unlocked("hand-back", lambda: self.talk.ask_secret("passphrase-back"))
            except EndOfInput:
                if not has_terminal():
                    raise
        return False

    def _unlocked(self, message: str, ask_passphrase: Callable[[], str]) -> bool:
        """Whether the passphrase was typed; False where nobody types for long."""
        self.talk.ui.clear()
        self.talk.tell(message)
        with suppress(IdleTimeout), unseen():  # also what is typed while the key is worked out
            while True:
                with suppress(WentBack):  # there is no way back from the lock
                    if self.records.fits(ask_passphrase()):
                        self.talk.ui.clear()
                        return True
                    self.note_down(AuditAction.WRONG)
                self.talk.tell("passphrase-wrong")
        return False

    # Clients.

    def client(self) -> Client | None:
        """The client whose code is typed; nothing for Enter alone. A mistyped code opens nobody (Q-18)."""
        while typed := self.talk.ask("code-prompt").strip():
            try:
                client = self.records.client(client_codes.checked(typed))
            except CodeNotAccepted as slip:
                self.talk.tell(slip.reason)
                continue
            if client is not None:
                return client
            self.talk.tell("code-unknown")
        return None

    def day(
        self, prompt: str, default: str = "", *, earliest: str = EARLIEST, latest: str = "", about: str = "day"
    ) -> str:
        """A day that was typed, such as 2026-11-22; the default for Enter alone, and empty for the word none.

        One before `earliest` or after `latest` is refused, with the sentence for it of what it is `about`. Raises
        WentBack.
        """
        while typed := self.talk.ask(prompt).strip():
            if typed.lower() in BACK:
                raise WentBack
            if typed.lower() == NO_DAY:
                return ""
            if not is_day(typed):
                self.talk.tell("day-again")
            elif typed < earliest:
                self.talk.tell(f"{about}-early", day=earliest)
            elif latest and typed > latest:
                self.talk.tell(f"{about}-late", day=latest)
            else:
                return typed
        return default

    def sitting(self, client: Client, title: str, fits: Callable[[Sitting], bool]) -> Sitting | None:
        """One of the client's sittings that fit, picked from a list, newest first; nothing where there is none."""
        sittings = [sitting for sitting in self.records.sittings(client) if fits(sitting)]
        if not sittings:
            self.talk.tell("no-sitting", code=client.code)
            return None
        rows = [(str(sitting.number), self.row(sitting)) for sitting in newest_first(sittings)]
        chosen = self.talk.pick(rows, self.say(title, code=client.code), done="done")
        return next((sitting for sitting in sittings if str(sitting.number) == chosen), None)

    def closed_row(self, closed: UnreadableSitting) -> str:
        """A sitting that this version of the program cannot read, in one line."""
        return self.say("sitting-row", number=closed.number, day=closed.date, title=closed.name)

    def row(self, sitting: Sitting) -> str:
        """A sitting in one line."""
        answered, total = sitting.interview.answered, len(sitting.interview.path)
        kind = "sitting-row" if sitting.finished else "sitting-row-open"
        facts = {"number": sitting.number, "day": sitting.date, "title": sitting.questionnaire.title}
        return self.say(kind, answered=answered, total=total, **facts)


@contextmanager
def opened(context: AppContext, ui: UserInterface) -> Iterator[Session]:
    """Open the store: ask for initials, then the passphrase. Raises RecordLocked, NotKept, NotSaved, PersonLeft."""
    talk = context.talk(ui)
    made = not saving.has_store(context, "clients")
    with ExitStack() as stack:
        records = _entered(context, talk, stack)
        session = Session(context, talk, records)
        clinic_place.settle(talk, made=made)
        # T-21: the last entry shows its author whether an older store was put back.
        if (entry := records.before) is not None:
            talk.tell("last-entry", number=entry.number, when=entry.at.shown, by=entry.initials)
        yield session


def _entered(context: AppContext, talk: Talk, stack: ExitStack) -> RecordStore:
    """The open store. If nobody types for long, it is asked for anew: a program that ended would leave what is typed
    next, a passphrase, to the shell (T-14).
    """
    while True:
        try:
            return stack.enter_context(saving.store(context, talk, "clients", initials=initials(talk)))
        except IdleTimeout:
            talk.ui.clear()


def initials(talk: Talk) -> str:
    """The counselor's initials for the audit trail: two to four letters.

    Latin ones: others can be invisible, or look the same as those of a colleague.
    """
    while not (found := as_initials(talk.ask("initials-prompt"))):
        talk.tell("initials-again")
    return found


def as_initials(typed: str) -> str:
    """Initials as they are kept; empty for anything else."""
    found = unicodedata.normalize("NFKC", typed.strip().upper())
    latin = all(unicodedata.name(letter, "").startswith("LATIN CAPITAL") for letter in found)
    return found if 2 <= len(found) <= 4 and latin else ""
