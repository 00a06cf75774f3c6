"""The first page of a result with its menu: what can be read, saved or done after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from screening.conversation.prompts import Prompts
from screening.conversation.screens import side_by_side, spread
from screening.conversation.typed_input import key_of, reason_of
from screening.engine.directory import Directory
from screening.engine.interview import Interview
from screening.engine.results import Result, conclude
from screening.errors import ScreeningError
from screening.formats.render import Line, section_lines
from screening.reports.counselor_words import TALK, in_place
from screening.reports.document import Document, Section
from screening.reports.result_report import ResultReports

AGAIN, DONE, STOP, SAVE, GO = "after-again", "done", "stop", "save", "go"  # how a result is left; GO: done, not saved
FIRST = "after-first"  # read its first page again
SavePage = Callable[[Document, str], str]


class Saved(Enum):
    """How much of an interview was saved."""

    NOTHING = ""
    PART = "-partly"  # the person went on without saving, for want of room
    ALL = "-kept"


def ending_id(id_: str, saved: Saved) -> str:
    """The id of the closing sentence that fits how much was saved."""
    return id_ + saved.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultMenu(Prompts):
    """Shows a result to one person. `save_page` saves a document under a name, and says where it went."""

    reports_for: Callable[[Directory], ResultReports]
    save_page: SavePage

    @property
    def can_save(self) -> bool:
        """Whether the answers are not being saved, and could be."""
        return False

    @property
    def result_reports(self) -> ResultReports:
        """What makes documents that are read in the talk, for the place where the person is."""
        reports = self.reports_for(self.directory)
        words = in_place(TALK, reports.words) if self.ui.pauses else reports.words
        return replace(reports, words=words, hides=self.ui.hides)

    def show_result(self, interview: Interview, saved: Saved) -> str:
        """Show the result on one page with its menu, as often as something was chosen: how it was left in the end.

        The contacts on it are those of the place where the person is by then.
        """
        page_saved, chosen = False, ""
        while True:
            chosen = self._chosen_below(interview, again=chosen not in ("", FIRST))
            if chosen in (AGAIN, STOP) or (chosen == SAVE and self.can_save):
                return chosen
            if chosen == DONE and self.can_save and not page_saved:
                return GO
            if chosen in ("after-leave", DONE):
                break
            if chosen == "after-save":
                page_saved = self._save(conclude(interview, self.directory)) or page_saved
            elif chosen not in (FIRST, SAVE):
                self._show_part(interview, chosen)
        if chosen == "after-leave":
            self._leave_behind(conclude(interview, self.directory))
        self.tell(ending_id("done-saved" if page_saved else "done", saved))
        return DONE

    def _show_part(self, interview: Interview, chosen: str) -> None:
        def made() -> Document:
            return self._parts(conclude(interview, self.directory))[chosen]

        self.show(made(), anew=made)

    def _parts(self, result: Result) -> dict[str, Document]:
        """What can be read after the first page, as far as there is something to read."""
        reports = self.result_reports
        parts = {
            "after-next": reports.next_steps(result),
            "after-helps": reports.helps(result),
            "after-people": reports.people(result),
            "after-worked-out": reports.worked_out(result),
        }
        hidden = ["after-worked-out"] if self.ui.hides else []
        return {id_: document for id_, document in parts.items() if document.sections and id_ not in hidden}

    def _chosen_below(self, interview: Interview, *, again: bool) -> str:
        """What was chosen below the first page. It is shown once where that stays: in lines, and in a file."""
        stays = ["after-leave"] if self.ui.pauses and not (self.ui.scrolls or self.ui.hides) else []
        ids = (*self._parts(conclude(interview, self.directory)), "after-save", AGAIN, *stays)
        rows = [(id_, self.words.say(id_)) for id_ in ids]
        free = self.ui.rows - 1 - len(side_by_side([words for _, words in rows], self.columns))

        def show() -> None:
            self._show_first(interview, free)

        fits = self._fits(self._first_page(interview), free)
        if not again or fits:
            show()
        else:  # it was read before
            self.ui.new_page()
        rows += [(FIRST, self.words.say(FIRST))] if self.ui.pauses and not (self.ui.scrolls or fits) else []
        self.ui.forget_typed()  # an Enter that was meant for the page before must not end this one
        return self.pick_here(rows, DONE, kind="after-prompt", inline=True, stop=STOP, redraw=show)

    def _first_page(self, interview: Interview) -> Document:
        return self.result_reports.page(conclude(interview, self.directory))

    def _fits(self, page: Document, free: int) -> bool:
        """Whether the page stays above its menu, in `free` lines."""
        lines = sum(map(len, map(self._section_lines, page.sections)))
        return self.ui.pauses and not self.ui.scrolls and lines <= free

    def _show_first(self, interview: Interview, free: int) -> None:
        """The first page. Where it does not fit the window together with the menu, it comes before that."""
        page = self._first_page(interview)
        if self._fits(page, free):
            self.ui.new_page()
            self.ui.show_result(spread([*map(self._section_lines, page.sections)], free))
        else:
            self.show(page, anew=lambda: self._first_page(interview))
            self.ui.new_page()

    def _section_lines(self, section: Section) -> list[Line]:
        return section_lines(section, self.columns, self.ui.glyphs)

    def _leave_behind(self, result: Result) -> None:
        """Let the first page stay in the window when the conversation is over, and no key is taken any more."""
        for section in self.reports_for(self.directory).page(result).sections:
            self.ui.leave_behind([*self._section_lines(section), Line("")])

    def _save(self, result: Result) -> bool:
        """Ask for a file name until the page is saved: True. False where the person goes back."""
        self.tell("save-about", day=self.result_reports.today)
        while (path := self.ask("save-prompt").strip()) and key_of(path) not in ("back", "stop"):
            try:
                self.tell_text(self.save_page(self.reports_for(self.directory).hand_out(result), path))
            except (OSError, ValueError, ScreeningError) as error:  # ValueError: a name that no file can have
                self.tell("not-saved", reason=reason_of(error))
            else:
                return True
        return False
