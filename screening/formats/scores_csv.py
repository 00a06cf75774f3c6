"""Scores as a table for a spreadsheet: a row for each scale of each sitting. Pure.

No answers, no typed words, no subject. A cell of text that a spreadsheet could run as a formula is made plain text.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace
from decimal import Decimal
from io import StringIO

from screening.engine.scoring import ScaleScore, score, scores_absent
from screening.model.answers import Gap, Private
from screening.records.client_file import Sitting
from screening.text import clean

# What makes a formula of a cell, behind anything that no eye sees (OWASP, CSV Injection).
_RUNS = re.compile(r"[\s\u200b-\u200d]*[=+\-@|%]")

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True, repr=False)
class Row(Private):
    """One scale of one sitting, in the order of the columns. Where no scores may stand, the sitting has one row
    without a scale, and `no_scores_because` says why.

    `total` counts the questions of the scale that were asked, `answered` those of them that have an answer.
    """

    client: str
    sitting: int
    day: str
    questionnaire: str
    version: str
    administration: str
    interpreter: str
    status: str
    corrects: int | None = None
    corrected_by: int | None = None
    scale: str = ""
    scale_title: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    value: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    bands: str = ""
    answered: int | None = None
    total: int | None = None
    no_scores_because: str = ""


def rows_of(code: str, sitting: Sitting) -> Iterator[Row]:
    """The rows of one sitting of the client with this code."""
    reading = sitting.interview.evaluation
    row = Row(
        client=code,
        sitting=sitting.number,
        day=sitting.date,
        questionnaire=sitting.questionnaire.id,
        version=sitting.questionnaire.version,
        administration=sitting.administration,
        interpreter="yes" if sitting.interpreter else "no",
        status=sitting.interview.status.value,
        corrects=sitting.corrects,
        corrected_by=sitting.corrected_by,
    )
    if absent := scores_absent(reading):
        yield replace(row, no_scores_because=absent)
    yield from (_scored(row, score) for score in score(reading))


def _scored(row: Row, score: ScaleScore) -> Row:
    asked = [share for share in score.shares if share.state != Gap.NOT_ASKED.value]
    return replace(
        row,
        scale=score.scale.id,
        scale_title=score.scale.title,
        low=score.span.low,
        high=score.span.high,
        value=score.value,
        minimum=score.reach.low,
        maximum=score.reach.high,
        bands=" ".join(band.id for band in score.bands),
        answered=sum(share.state == "answered" for share in asked),
        total=len(asked),
    )


def scores_csv(rows: Iterable[Row]) -> str:
    """The rows as a CSV file with a line of column names (RFC 4180)."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(field.name for field in fields(Row))
    writer.writerows([_cell(cell) for cell in astuple(row)] for row in rows)
    return out.getvalue()


def _cell(value: Cell) -> str:
    """A cell as it is written: a number as digits, so that it stays one; text so that it is never more than text."""
    match value:
        case None:
            return ""
        case str():
            return defused(value)
        case _:
            return f"{value:f}" if isinstance(value, Decimal) else str(value)


def defused(text: str) -> str:
    """The text, cleaned, with a `'` in front of each line that a spreadsheet could take for a formula."""
    return "\n".join(";".join(map(_defused, line.split(";"))) for line in clean(text, lines=True).split("\n"))


def _defused(part: str) -> str:
    """A part of a line: in some places a spreadsheet takes the semicolon for the end of a cell."""
    return f"'{part}" if _runs(part) else part


def _runs(line: str) -> bool:
    """Whether a spreadsheet would run the line; signs in full width count as their plain ones."""
    return _RUNS.match(unicodedata.normalize("NFKC", line)) is not None
