"""Tables of sittings as files: the scores or the answers of one client or of all, and the codebook beside them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from screening.app.context import AppContext
from screening.formats.answers_csv import AnswerRow, answer_rows_of
from screening.formats.codebook_csv import codebook_csv
from screening.formats.scores_csv import ScoreRow, rows_of
from screening.formats.sitting_cells import table_csv
from screening.records.client_file import Sitting
from screening.system import files
from screening.text import shown_path

if TYPE_CHECKING:
    from screening.records.store import RecordStore

SCORES, ANSWERS = "scores", "answers"
KINDS = {SCORES: (ScoreRow, rows_of), ANSWERS: (AnswerRow, answer_rows_of)}
OF_ALL = {SCORES: "table", ANSWERS: "table-answers"}  # what the audit trail calls a table of all clients


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its codebook as CSV, and how many rows it has."""

    csv: str
    codebook: str
    rows: int


def made(context: AppContext, kind: str, sittings: Iterable[tuple[str, Sitting]]) -> Table:
    """The table of SCORES or ANSWERS of these sittings, each with its client's code.

    With the setting `csv = "excel"` both begin with a byte order mark.
    """
    listed = tuple(sittings)
    row, of_sitting = KINDS[kind]
    rows = [one for code, sitting in listed for one in of_sitting(code, sitting)]
    mark = context.settings.csv == "excel"
    forms = (sitting.questionnaire for _, sitting in listed)
    return Table(table_csv(row, rows, mark=mark), codebook_csv(row, forms, context.words, mark=mark), len(rows))


def every_sitting(records: RecordStore) -> Iterator[tuple[str, Sitting]]:
    """Each sitting of every client, with the client's code."""
    return ((client.code, sitting) for client in records.clients() for sitting in records.sittings(client))


def save(table: Table, path: Path, *, force: bool = False) -> Path:
    """Save a table, and its codebook beside it: the path of the codebook. Raises NotSaved.

    Where one of the two is there already, neither is written, unless `force` replaces both.
    """
    beside = path.with_name(f"{path.stem}-codebook{path.suffix}")
    if not force and os.path.lexists(beside):
        raise files.Exists(f"{shown_path(beside)} exists. Choose another name.")
    files.save(path, table.csv, force=force)
    files.save(beside, table.codebook, force=force)
    return beside
