"""Build the part of a counselor's page on what to look at first, with the answers and with who looked at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from screening.engine.interview import Interview
from screening.engine.look_first import Flag, look_first, title_of
from screening.model.answers import Gap
from screening.model.conditions import Condition
from screening.records.client_file import ClientFile, LookedAt, Sitting
from screening.records.raised_flags import RaisedFlag, flags_of
from screening.reports.counselor_words import CounselorWords
from screening.reports.document import Block, Bullets, Heading, Paragraph
from screening.reports.flag_lines import with_marks
from screening.reports.wording import before_value, blank, ended, group_in_words, texts


@dataclass(frozen=True)
class LookFirstReports(CounselorWords):
    """Builds the part on what to look at first."""

    def blocks(self, sitting: Sitting, marks: Iterable[LookedAt] = (), *, next_steps: bool = False) -> Iterator[Block]:
        """Each flag of a sitting with the answers that it comes from, then which of them somebody looked at.

        `marks` are those of the client. With `next_steps` what to ask next stands with the flag, for whoever sits with
        the client. One sentence where nothing is flagged.
        """
        flags = look_first(sitting.interview.evaluation)
        if not flags:
            yield Paragraph(self.say("case-first-none"))
        for flag in flags:
            yield Heading(flag.title)
            yield Bullets(tuple(self.reasons(sitting.interview, flag)))
            yield from self._next(flag) if next_steps else ()
        yield from self._marks(flags_of(sitting, marks))

    def _marks(self, flags: tuple[RaisedFlag, ...]) -> Iterator[Block]:
        """Which flags somebody looked at; that nobody has marked any, without naming them all a second time."""
        if flags and all(flag.stands for flag in flags):
            yield Paragraph(self.say("flags-all-stand", count=len(flags)))
        elif lines := tuple(with_marks(flags, self.result_pages.words)):
            yield Bullets(lines)

    def _next(self, flag: Flag) -> Iterator[Block]:
        """What to ask next about a flag, where there is a text on it: `talk-` and the id of the flag."""
        text = self.result_reports.directory.texts.get(f"talk-{flag.id}")
        if text is None:
            return
        yield from (Paragraph(text.title, strong=True), *texts(text))
        for source in filter(None, map(self.result_reports.sources.get, text.sources)):
            yield Paragraph(self.say("case-source", source=self.result_reports.cite(source)))

    def marks(self, file: ClientFile) -> Iterator[Block]:
        """Every mark that is saved about a client, oldest first, also those on answers that were changed later."""
        lines = tuple(self._mark(file, mark) for mark in file.looked_at)
        yield from [Bullets(lines)] if lines else []

    def _mark(self, file: ClientFile, mark: LookedAt) -> str:
        forms = [one.questionnaire for one in file.sittings if one.number == mark.sitting]
        known = {one.id: title_of(one) for form in forms for one in form.critical_items}
        known |= {one.id: one.title for form in forms for one in form.look_first}
        titles = "; ".join(known.get(name, name) for name in mark.flags)
        facts = {"when": mark.at.shown, "by": mark.initials, "number": mark.sitting, "done": ended(mark.text)}
        return self.say("history-looked-at-row", titles=titles, **facts)

    def reasons(self, interview: Interview, flag: Flag, *, short: bool = False) -> Iterator[str]:
        """What raised a flag: questions that were asked with their answers, or the points of a scale. Each once.

        `short`: a question by its label, where it has one.
        """
        said = (self._reason(interview, leaf, short=short) for leaf in flag.condition.leaves)
        return iter(dict.fromkeys(filter(None, said)))

    def _reason(self, interview: Interview, leaf: Condition, *, short: bool) -> str:
        item = interview.questionnaire.by_id.get(leaf.item or "")
        if item is None:
            return group_in_words(interview.questionnaire, leaf)
        reply = interview.evaluation.reply(item)
        if reply is Gap.NOT_ASKED:
            return ""
        asked = before_value(item.label) if short and item.label else item.ask
        question = blank(interview.questionnaire, asked, interview.words)
        return self.say("case-because", question=question, answer=self.answer_in_words(interview, item, reply))
