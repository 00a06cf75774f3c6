"""Build the page that a clinic gives to a client: the hand-out with the clinic's number and the next visit. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from screening.engine.results import Result
from screening.reports.document import (
    Block,
    Clinic,
    ContactCard,
    ContactWay,
    Document,
    Paragraph,
    Section,
    Sheet,
    WritingLines,
)
from screening.reports.result_report import ResultReports

_DIALLED = re.compile(r"\+?[\d\s().-]+")  # a number and nothing else, such as 403-555-0100


@dataclass(frozen=True, slots=True)
class HandOuts:
    """Builds hand-outs of a clinic. What the settings do not say is a line to write on."""

    result_reports: ResultReports
    clinic: Clinic

    def page(self, result: Result, next_visit: str = "") -> Document:
        """The hand-out, with the clinic after the headline, and without who wrote the questionnaire.

        `next_visit` is a day; empty where none is set. It names no client, as every hand-out.
        """
        whole = self.result_reports.hand_out(result)
        headline, *rest = (section for section in whole.sections if section.id != "foot")
        sections = (headline, self._clinic(next_visit), *rest, self._foot())
        number = self._say("sheet-number", page="{page}", pages="{pages}")
        head = tuple(filter(None, (self.clinic.name,)))
        return replace(whole, sections=sections, sheet=Sheet("hand-out", head, "", number))

    def _clinic(self, next_visit: str) -> Section:
        return Section("clinic", self._say("clinic-title"), tuple(self._how_to_reach(next_visit)))

    def _how_to_reach(self, next_visit: str) -> Iterator[Block]:
        """The clinic's number and the next visit; a line for what is not known."""
        known = bool(self.clinic.name or self.clinic.phone)
        if known:
            ways = (self._way(),) if self.clinic.phone else ()
            yield ContactCard(self.clinic.name or self._say("clinic-unnamed"), ways)
        if next_visit:
            yield Paragraph(self._say("next-visit", day=next_visit), strong=True)
        missing = {"clinic-line": not known, "next-visit-line": not next_visit}
        if lines := tuple(self._say(name) for name, is_missing in missing.items() if is_missing):
            yield WritingLines(lines)

    def _way(self) -> ContactWay:
        """The number as it is set; a link where it is a number and nothing else."""
        phone = self.clinic.phone
        link = f"tel:{re.sub(r'[^+0-9]', '', phone)}" if _DIALLED.fullmatch(phone) else None
        return ContactWay(self._say("clinic-call", number=phone), link)

    def _foot(self) -> Section:
        sentences = (self._say("intended-use"), self._say("hand-out-made", day=self.result_reports.today))
        return Section("foot", self._say("hand-out-title"), tuple(map(Paragraph, sentences)))

    def _say(self, name: str, /, **facts: object) -> str:
        return self.result_reports.words.say(name, **facts)
