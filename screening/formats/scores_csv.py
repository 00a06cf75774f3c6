"""Export scores as CSV for a spreadsheet: one row for each scale of each sitting. Pure.

It has no answers, no typed words and no subject. Text that a spreadsheet could run as a formula is made plain text.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace
from decimal import Decimal
from io import StringIO

from screening.engine import scoring
from screening.engine.scoring import ScaleScore
from screening.model.answers import Gap, Private
from screening.records.client_file import Sitting
from screening.text import clean

# The characters that make a cell a formula, also after invisible characters (OWASP, CSV Injection).
_RUNS = re.compile(r"[\s\u200b-\u200d]*[=+\-@|%]")

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True, repr=False)
class Row(Private):
    """One scale of one sitting, in the order of the columns. A sitting whose questionnaire gives no scores has one row
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
    evaluation = sitting.interview.evaluation
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
    if absent := scoring.scores_absent(evaluation):
        yield replace(row, no_scores_because=absent)
    yield from (_with_score(row, score) for score in scoring.score(evaluation))


def _with_score(row: Row, score: ScaleScore) -> Row:
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
    """A cell as text: a number as digits, so that it stays a number; text so that it is never a formula."""
    match value:
        case None:
            return ""
        case str():
            return defused(value)
        case _:
            return f"{value:f}" if isinstance(value, Decimal) else str(value)


def defused(text: str) -> str:
    """The text, cleaned, with a `'` before each line that a spreadsheet could take for a formula."""
    return "\n".join(";".join(map(_part_defused, line.split(";"))) for line in clean(text, lines=True).split("\n"))


def _part_defused(part: str) -> str:
    """A part between semicolons: in some countries a spreadsheet splits cells at them."""
    return f"'{part}" if _is_formula(part) else part


def _is_formula(line: str) -> bool:
    """Whether a spreadsheet would run the line; full-width characters count as their ASCII forms."""
    return _RUNS.match(unicodedata.normalize("NFKC", line)) is not None
