"""A person's own saved answers (the diary): show a result again, show the trend, erase one or all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from screening.app import saving
from screening.app.context import AppContext
from screening.conversation.talk import Talk
from screening.conversation.user_interface import UserInterface, WentBack
from screening.engine.results import conclude
from screening.errors import ContentError, NotKept
from screening.records.client_file import Client, Sitting
from screening.reports.counselor_words import OWN
from screening.reports.headline import Headlines
from screening.reports.trend import all_trends
from screening.reports.trend_report import TrendReports
from screening.system.process import Code, write_stderr
from screening.text import shown_path

if TYPE_CHECKING:
    from screening.records.store import RecordStore
    from screening.reports.document import Document

FORM = "past-month"  # the form that is written for repeated use


def menu(context: AppContext, ui: UserInterface) -> int:
    """The menu of the diary. Without a diary, offer to begin one."""
    talk = context.talk(ui)
    begins = not saving.has_store(context, "diary")
    if begins:
        talk.new_page()
        talk.tell("diary-none")
        if talk.key(talk.prompt("diary-begin"), "yes-or-no", "yes", "no", "back", "stop") != "yes":
            return Code.DONE
    with saving.store(context, talk, "diary") as records:
        diary = _Diary(context, talk, records)
        if begins:
            diary.answer()
        return diary.run()


class _Diary:
    """The open diary."""

    def __init__(self, context: AppContext, talk: Talk, records: RecordStore) -> None:
        self.context, self.talk, self.records = context, talk, records
        self.person: Client = records.person()
        saving.move_to_saved(context.place, records.sittings(self.person))
        self.reports = TrendReports(context.result_reports, prefix=OWN)

    def run(self) -> int:
        """Ask what to do until the person is done."""
        actions: dict[str, Callable[[], bool]] = {
            "answer": self.answer, "trend": self.trend, "again": self.look, "delete": self.delete,
            "passphrase": self.passphrase, "erase": self.erase,
        }  # fmt: skip
        rows = [(name, self.context.words.say(f"diary-{name}")) for name in actions]
        while True:
            title = self.context.words.say("diary-title", count=len(self.sittings))
            chosen = self.talk.pick(rows, title, done="done")
            try:
                if chosen == "done" or actions[chosen]():
                    return Code.DONE
            except (NotKept, ContentError) as error:
                if chosen == "erase":
                    raise
                self.talk.tell_text(str(error))

    @property
    def sittings(self) -> tuple[Sitting, ...]:
        """All saved sittings, oldest first."""
        return self.records.sittings(self.person)

    def answer(self) -> bool:
        """Continue the unfinished sitting or begin its questionnaire again; without one, answer the past 30 days."""
        last = saving.unfinished(self.records, self.person)
        name = last.questionnaire.id if last is not None else FORM
        name = name if name in self.context.library.names else ""  # a person's own file: the store has its text
        sitting = saving.sitting_for(self.context, self.talk, self.records, self.person, last, name)
        if sitting is not None:
            saving.sit(self.talk, self.records, self.person, sitting, name)
        return False

    def trend(self) -> bool:
        """Show each form's scores over time, once there are two entries that can be compared."""
        trends = all_trends(self.sittings)
        if any(trend.changes for trend in trends):
            self.talk.show(self.reports.trend(trends))
        else:
            few = "own-trend-unlike" if len(self.sittings) > 1 else "own-trend-few"
            self.talk.tell(few if self.sittings else "diary-empty")
        return False

    def look(self) -> bool:
        """Show one result again."""
        sitting = self._pick("diary-which")
        if sitting is not None:

            def made() -> Document:
                return self.talk.result_reports.result(conclude(sitting.interview, self.context.directory))

            self.talk.show(made(), anew=made)
        return False

    def delete(self) -> bool:
        """Erase one entry, for good."""
        sitting = self._pick("diary-which-erase")
        if sitting is not None and saving.typed_word(self.talk, self._row(sitting), word=saving.DELETE):
            self.records.erase_sitting(self.person, sitting.number)
            self.talk.tell("deleted")
        return False

    def _pick(self, title: str) -> Sitting | None:
        sittings = self.sittings
        if not sittings:
            self.talk.tell("diary-empty")
            return None
        rows = [(str(sitting.number), self._row(sitting)) for sitting in reversed(sittings)]
        chosen = self.talk.pick(rows, self.context.words.say(title), done="done")
        return next((sitting for sitting in sittings if str(sitting.number) == chosen), None)

    def _row(self, sitting: Sitting) -> str:
        answered, total = sitting.interview.answered, len(sitting.interview.path)
        row = self.context.words.say(
            "diary-row", number=sitting.number, when=sitting.began.shown, title=sitting.questionnaire.title
        )
        subject = "" if self.talk.ui.hides else self._subject(sitting)  # it is an answer
        if subject:
            row = self.context.words.say("diary-row-subject", row=row, subject=subject)
        if not sitting.finished:
            row = self.context.words.say("diary-row-open", row=row, answered=answered, total=total)
        return row

    def _subject(self, sitting: Sitting) -> str:
        result = conclude(sitting.interview, self.context.directory)
        return Headlines(self.context.words).subject(result)

    def passphrase(self) -> bool:
        """Change the passphrase, or go back."""
        with suppress(WentBack):
            saving.change_passphrase(self.talk, self.records)
        return False

    def erase(self) -> bool:
        """Erase the whole diary and its file. True if it was erased."""
        if not saving.typed_word(self.talk, *listed([self.context.paths["diary"]])):
            return False
        self.records.close()
        delete_stores(self.context, ["diary"])
        self.talk.tell("erased-all")
        self.talk.tell("erase-beyond")
        return True


# Erasing files, without a passphrase.


def files_of(context: AppContext, which: list[str]) -> list[Path]:
    """The existing files of these stores or settings."""
    from screening.records import store_files

    return [path for name in which for path in store_files.all_files(context.paths[name])]


def listed(paths: list[Path]) -> list[str]:
    """Each file that would go in a line of its own, and what would stay of it under another name."""
    from screening.records import store_files

    return [*(f"  {shown_path(path)}" for path in paths), *filter(None, map(store_files.linked, paths))]


def delete_stores(context: AppContext, which: list[str]) -> None:
    """Remove the files, and the program's own folder if it is empty then.

    Raises RecordLocked, and then nothing was removed; NotKept where some of them stay.
    """
    from screening.records import store_files

    folder = context.paths["diary"].parent
    with store_files.alone(folder), ExitStack() as locks:
        for name in which:
            locks.enter_context(store_files.exclusive(context.paths[name]))
        store_files.remove_files(files_of(context, which), folder)
    if not context.settings.folder:  # a folder that was set is the person's own
        with suppress(OSError):
            folder.rmdir()


def erase(context: AppContext, ui: UserInterface | None, *, everything: bool, dry_run: bool) -> int:
    """Erase what was saved: the diary, and with `everything` the records of clients and the settings too."""
    which = ["diary", "clients", "settings"] if everything else ["diary"]
    paths = files_of(context, which)
    said = [context.words.say("erase-would" if paths else "erase-nothing"), *listed(paths)]
    if ui is None or dry_run:
        write_stderr("\n".join(said))
        return Code.DONE
    talk = context.talk(ui)
    for line in said:
        talk.tell_text(line)
    if not paths:
        return Code.DONE
    if saving.typed_word(talk):
        delete_stores(context, which)
        talk.tell("erased-all")
        talk.tell("erase-beyond")
    return Code.DONE
