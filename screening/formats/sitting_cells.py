"""The columns that every table of sittings begins with, and how its rows become CSV. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from screening.engine.look_first import look_first
from screening.engine.results import subject_codes
from screening.formats.csv_cells import csv_text
from screening.model.answers import Private
from screening.records.client_file import Sitting


@dataclass(frozen=True, slots=True, repr=False)
class SittingCells(Private):
    """What a row says of its sitting, in the order of the columns.

    `subject` and `look_first` are codes and ids of the file, with blanks between them: no typed words.
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
    subject: str = ""
    look_first: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class SittingRow(Private):
    """The base of a row: its sitting. A table adds columns as fields."""

    of: SittingCells


def cells_of(code: str, sitting: Sitting) -> SittingCells:
    """The cells of a sitting of the client with this code."""
    interview = sitting.interview
    return SittingCells(
        client=code,
        sitting=sitting.number,
        day=sitting.date,
        questionnaire=sitting.questionnaire.id,
        version=sitting.questionnaire.version,
        administration=sitting.administration,
        interpreter="yes" if sitting.interpreter else "no",
        status=interview.status.value,
        corrects=sitting.corrects,
        corrected_by=sitting.corrected_by,
        subject=" ".join(subject_codes(sitting.questionnaire, interview.answers)),
        look_first=" ".join(flag.id for flag in look_first(interview.evaluation)),
    )


def columns_of(kind: type[SittingRow]) -> tuple[str, ...]:
    """The names of the columns of a table with rows of this kind."""
    return tuple(field.name for field in (*fields(SittingCells), *fields(kind)[1:]))


def table_csv(kind: type[SittingRow], rows: Iterable[SittingRow], *, mark: bool = False) -> str:
    """The rows, all of this kind, as a CSV file; `mark` as in `csv_text`."""
    return csv_text(columns_of(kind), ((*astuple(row.of), *astuple(row)[1:]) for row in rows), mark=mark)
