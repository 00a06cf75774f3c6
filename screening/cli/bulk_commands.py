"""Commands for many answers at once: score a table, and make up a table to try it on."""

from __future__ import annotations

import csv
import itertools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import TextIO

from screening.app.context import AppContext, UsageError
from screening.bulk.cells import CellRules
from screening.bulk.columns import TableError, listed
from screening.bulk.responses import BadRow, Table, from_csv, from_ndjson
from screening.bulk.scored_rows import result_cells, result_columns
from screening.bulk.simulation import Gaps, cell, simulated
from screening.bulk.writing import Row, csv_lines, ndjson_lines
from screening.cli.output import progress
from screening.engine.scoring import Evaluation
from screening.loading.ordinary_file import NotOrdinary
from screening.model.questionnaire import Questionnaire
from screening.system import files
from screening.system.process import CannotWrite, Code, write_stderr, write_stdout
from screening.text import shown_path

ROW = "row"  # the first column: the number of the row in the table that was read
NDJSON = (".ndjson", ".jsonl")
TOLD = 10_000  # rows between two messages on progress
LINES = 1000  # that are written at once
MOST_COLUMNS = 100_000  # characters of a file that names columns
MOST_BAD = 100_000  # bad rows that a report lists


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to become of a table: where the scores go, and how its cells are read."""

    to: str = "-"
    columns: str = ""
    rules: CellRules = field(default_factory=CellRules)
    force: bool = False


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the scores go, and where the bad rows are listed: None for standard output and standard error."""

    scores: Path | None
    bad_rows: Path | None

    @classmethod
    def of(cls, context: AppContext, wanted: Wanted) -> _Places:
        """Raises CannotWrite where the report on bad rows has no place: it may be needed, once all is scored."""
        scores = _place(context, wanted.to)
        bad_rows = scores and scores.with_name(f"{scores.stem}.bad-rows.csv")
        if bad_rows is not None and os.path.lexists(bad_rows) and not wanted.force:
            raise CannotWrite(f"{shown_path(bad_rows)} exists. Choose another name. Or use --force to replace it.")
        return cls(scores, bad_rows)


def _place(context: AppContext, to: str) -> Path | None:
    return None if to == "-" else context.free_path(to)


@dataclass(slots=True)
class _Tally:
    """What was counted while the rows went by."""

    scored: int = 0
    bad: int = 0
    problems: list[BadRow] = field(default_factory=list)


def score(context: AppContext, name: str, path: str, wanted: Wanted) -> int:
    """Score each row of a table. Rows that cannot be read are listed in a file beside the scores.

    Raises UsageError and TableError where the table as a whole cannot be read, NotSaved where it cannot be written.
    """
    questionnaire = context.questionnaire(name)
    named = _names_of(wanted.columns)
    places, tally = _Places.of(context, wanted), _Tally()
    with _opened(path) as lines:
        table = _table(questionnaire, lines, wanted.rules, named)
        header = (ROW, *table.passed, *result_columns(questionnaire))
        if twice := sorted({one for one in header if header.count(one) > 1}):
            raise TableError(f"The table has columns named as the results are: {listed(twice)}. Give them other names.")
        if table.missing:
            write_stderr(f"The table has no column for {listed(table.missing)}. These are unanswered in each row.")
        with progress() as told:
            rows = _scored(questionnaire, table, tally, told)
            as_lines = ndjson_lines if wanted.to.endswith(NDJSON) else csv_lines
            _write(places.scores, as_lines(header, rows), force=wanted.force)
    return _told(places, tally, force=wanted.force)


def _table(questionnaire: Questionnaire, lines: Iterable[str], rules: CellRules, named: dict[str, str]) -> Table:
    """The table, as JSON in lines where it begins so, and as CSV otherwise."""
    rest = iter(lines)
    first = next(rest, "")
    every = itertools.chain([first] if first else [], rest)
    if first.lstrip("\ufeff").startswith("{"):
        return from_ndjson(questionnaire, every)
    return from_csv(questionnaire, every, rules, named)


def _scored(questionnaire: Questionnaire, table: Table, tally: _Tally, told: Callable[[str], None]) -> Iterator[Row]:
    """The rows of scores; what is bad is counted and left out."""
    for number, response in enumerate(table.responses):
        if number % TOLD == 0:
            told(f"{number:,} rows")
        if response.problems:
            tally.bad += 1
            tally.problems += response.problems[: MOST_BAD - len(tally.problems)]
            continue
        tally.scored += 1
        yield (response.row, *response.passed, *result_cells(Evaluation(questionnaire, response.answers)))


def _told(places: _Places, tally: _Tally, *, force: bool) -> int:
    """Say what was done, and write the report on bad rows."""
    write_stderr(f"Rows scored: {tally.scored:,}.")
    if not tally.bad:
        return Code.DONE
    lines = csv_lines(("row", "column", "reason"), map(astuple, tally.problems))
    if places.bad_rows is None:
        write_stderr("".join(lines).rstrip())
    else:
        _write(places.bad_rows, lines, force=force)
    where = "above" if places.bad_rows is None else f"in {shown_path(places.bad_rows)}"
    write_stderr(f"Rows that could not be read: {tally.bad:,}. They are listed {where}.")
    return Code.ROWS_LEFT_OUT


def _names_of(path: str) -> dict[str, str]:
    """Which column is which item, from a file with a line for each: the name of the column, a comma, the id."""
    if not path:
        return {}
    try:
        text = files.text_of(Path(path).expanduser(), MOST_COLUMNS)
    except (OSError, ValueError, RuntimeError):
        raise UsageError(f"{shown_path(path)} cannot be read as a short text file. Give another file.") from None
    rows = [row for row in csv.reader(text.splitlines()) if row]
    if any(len(row) != 2 for row in rows):
        raise UsageError("--columns: each line needs the name of a column, a comma and the id of an item.")
    return dict(rows)


@contextmanager
def _opened(path: str) -> Iterator[TextIO]:
    """The table as text. A byte that is no UTF-8 spoils only its cell."""
    if path == "-":
        if sys.stdin is None:
            raise UsageError("Standard input is closed. Give a file.")
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape", newline="")  # type: ignore[union-attr]
        yield sys.stdin
        return
    try:
        place = Path(path).expanduser()
        if not place.is_file():
            raise NotOrdinary
        file = place.open(encoding="utf-8", errors="surrogateescape", newline="")
    except (OSError, ValueError, RuntimeError):
        raise UsageError(f"{shown_path(path)} cannot be read. Give a file with a table, or - for input.") from None
    with file:
        yield file


def _write(to: Path | None, lines: Iterable[str], *, force: bool) -> None:
    """Write the lines to standard output or to a new file, which is complete or absent."""
    pieces = ("".join(some).encode("utf-8", "surrogateescape") for some in _some_at_once(lines))
    if to is None:
        for piece in pieces:
            write_stdout(piece)
        return
    try:
        files.save(to, pieces, force=force)
    except files.Exists as error:
        raise CannotWrite(f"{error} Or use --force to replace it.") from None


def _some_at_once(lines: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(lines)
    while some := list(itertools.islice(rest, LINES)):
        yield some


# A table to try it on.


def simulate(context: AppContext, name: str, count: int, seed: int, gaps: Gaps, wanted: Wanted) -> int:
    """Write a table of made-up answers. Raises UsageError for a number that makes no table."""
    if count < 1 or min(gaps.unanswered, gaps.declined) < 0 or gaps.unanswered + gaps.declined > 1:
        raise UsageError("--n wants a number from 1 on; --unanswered and --declined-share together at most 1.")
    questionnaire = context.questionnaire(name)
    items = [item.id for item in questionnaire.questions]
    word = wanted.rules.declined or "declined"
    made = itertools.islice(simulated(questionnaire, seed, gaps), count)
    with progress() as told:

        def rows() -> Iterator[Row]:
            for number, answers in enumerate(made, 1):
                if number % TOLD == 0:
                    told(f"{number:,} rows")
                yield (number, *(cell(answers.get(item), word) for item in items))

        _write(_place(context, wanted.to), csv_lines(("id", *items), rows()), force=wanted.force)
    return Code.DONE
