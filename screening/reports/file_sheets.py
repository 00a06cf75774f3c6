"""The common part of reports for a clinic's file: what stands on every sheet, and where it is signed. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from screening.reports.counselor_words import CounselorWords
from screening.reports.document import Clinic, Document, Paragraph, Section, Sheet, WritingLines


@dataclass(frozen=True)
class FileSheets(CounselorWords):
    """The base of reports for the file. `by` are the initials of whoever makes them, empty where nobody is named."""

    clinic: Clinic = field(default_factory=Clinic)
    by: str = ""

    def filed(self, document: Document, code: str, about: str) -> Document:
        """The document on sheets that name the clinic, the client, what it is `about`, and who made it when."""
        made = self.say("sheet-made" if self.by else "sheet-made-unsigned", day=self.result_reports.today, by=self.by)
        head = (self.clinic.name, self.say("client-heading", code=code))
        number = self.say("sheet-number", page="{page}", pages="{pages}")
        return replace(document, sheet=Sheet("file", tuple(filter(None, head)), f"{about} {made}", number))

    def sign(self) -> Section:
        """A line to sign, and the intended use."""
        labels = tuple(self.say(f"report-sign-{name}") for name in ("by", "date"))
        use = Paragraph(self.say("intended-use"))
        return Section("sign", self.say("report-sign"), (WritingLines(labels), use))
