"""Commands for many answers at once: score a table, and make up a table to try it on."""

from __future__ import annotations

import csv
import io
import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from screening.app.context import AppContext, UsageError
from screening.bulk.cells import CellRules
from screening.bulk.columns import TableError, listed
from screening.bulk.scored_rows import ROW, names_beside, result_columns
from screening.bulk.simulation import Gaps, answer_lines, cell, simulated
from screening.bulk.writing import NDJSON, PARQUET, Row, csv_lines, ndjson_lines
from screening.cli import table_rows
from screening.cli.output import progress, save_file
from screening.cli.table_tally import TOLD, Tally
from screening.model.answers import Answers
from screening.model.questionnaire import Questionnaire
from screening.system import files
from screening.system.process import CannotWrite, Code, write_stderr, write_stdout
from screening.text import shown_path

T = TypeVar("T")
ENDINGS = (".csv", *NDJSON, PARQUET)  # of tables that are written
BAD_ROWS = ("row", "column", "reason")  # the columns of the list
LINES = 1000  # that are written at once
HEADING = ["column", "item"]  # a line that a file that names columns may begin with
MOST_COLUMNS = 100_000  # characters of a file that names columns


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
    """Where a table goes; None for standard output. Raises UsageError where its name does not say which kind it is."""
    if to == "-":
        return None
    place = context.free_path(to) if to else None
    if place is None or place.suffix not in ENDINGS:
        raise UsageError(f"A table ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}: --to scores.csv")
    return place


def score(context: AppContext, name: str, path: str, wanted: Wanted) -> int:
    """Score each row of a table. Rows that cannot be read are listed in a file beside the scores.

    Raises UsageError and TableError where the table as a whole cannot be read, NotSaved where it cannot be written.
    """
    questionnaire = context.questionnaire(name)
    named = _names_of(wanted.columns, questionnaire)
    _check_parquet(path, wanted.to)
    places = _Places.of(context, wanted)
    _check_apart(places, path, wanted.columns)
    with progress() as told:
        tally = Tally(told)
        done = places.scores is not None and _by_frames(questionnaire, path, wanted, named, places.scores, tally)
        if not done:
            tally = Tally(told)
            _by_rows(questionnaire, path, wanted, named, places.scores, tally)
    return _told(places, tally, force=wanted.force)


def _check_apart(places: _Places, *sources: str) -> None:
    """Raises UsageError where what is written would take the place of what is read."""
    given = [Path(one).expanduser() for one in sources if one not in ("", "-")]
    for to in (places.scores, places.bad_rows):
        if to is not None and to.exists() and any(one.exists() and one.samefile(to) for one in given):
            raise UsageError(f"{shown_path(to)} is read, and would be written too. Choose another name for --to.")


def _check_parquet(path: str, to: str) -> None:
    """Raises UsageError where Parquet is wanted and cannot be read or written here."""
    if not any(one.endswith(PARQUET) for one in (path, to)):
        return
    if find_spec("polars") is None:
        raise UsageError("Parquet needs one more package. Install it: pip install 'screening[bulk]'")
    if to == "-":
        raise UsageError("The scores of a Parquet file go into a file: --to scores.csv")


def _by_frames(
    questionnaire: Questionnaire, path: str, wanted: Wanted, named: dict[str, str], to: Path, tally: Tally
) -> bool:
    """Score whole frames at a time; False where that cannot be done: without polars, or where rows are not whole."""
    source = Path(path).expanduser()
    if path == "-" or find_spec("polars") is None or not source.is_file():
        return False
    from screening.bulk.frame import TooManyPoints
    from screening.cli import table_frames

    if (table := table_frames.FrameTable.of(source)) is None:
        return False
    plan, frames = table_frames.planned(questionnaire, table, wanted.rules, named)
    _tell_columns(questionnaire, plan.columns.passed, plan.columns.without(questionnaire))
    results = table_frames.scored(plan, frames, tally)
    try:
        save_file(to, partial(table_frames.write, plan.schema(), results, to.suffix), force=wanted.force)
    except TooManyPoints:
        return False
    return True


def _by_rows(
    questionnaire: Questionnaire, path: str, wanted: Wanted, named: dict[str, str], to: Path | None, tally: Tally
) -> None:
    with table_rows.opened(path) as lines:
        table = table_rows.table_in(questionnaire, lines, wanted.rules, named)
        passed = _tell_columns(questionnaire, table.passed, table.missing)
        rows = table_rows.scored(questionnaire, table, tally)
        if to is not None and to.suffix == PARQUET:
            from screening.cli import table_frames

            schema, frames = table_frames.of_rows(questionnaire, passed, _in_utf8(rows))
            save_file(to, partial(table_frames.write, schema, frames, PARQUET), force=wanted.force)
            return
        is_ndjson = to is not None and to.suffix in NDJSON
        as_lines, rows = (ndjson_lines, _in_utf8(rows)) if is_ndjson else (csv_lines, rows)
        _write(to, as_lines((ROW, *passed, *result_columns(questionnaire)), rows), force=wanted.force)


def _in_utf8(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows. Raises TableError at one with bytes that are no UTF-8: only CSV can hand these on as they are."""
    for row in rows:
        try:
            "".join(one for one in row if isinstance(one, str)).encode("utf-8")
        except UnicodeEncodeError:
            raise TableError(
                f"Row {row[0]} is not written in UTF-8. Save the table again with the encoding UTF-8, or write the "
                "scores as CSV: --to scores.csv"
            ) from None
        yield row


def _tell_columns(questionnaire: Questionnaire, passed: tuple[str, ...], missing: tuple[str, ...]) -> tuple[str, ...]:
    """The names that passing columns have beside the results. Say which are other ones, and what has no column."""
    beside = names_beside(questionnaire, passed)
    if other := [name for name in passed if beside[name] != name]:
        new = listed([beside[name] for name in other])
        write_stderr(f"The table has columns named as results are: {listed(other)}. They pass through as {new}.")
    if missing:
        write_stderr(f"The table has no column for {listed(missing)}. These are unanswered in each row.")
    return (*beside.values(),)


def _told(places: _Places, tally: Tally, *, force: bool) -> int:
    """Say what was done, and write the report on bad rows."""
    write_stderr(f"Rows scored: {tally.scored:,}.")
    if not tally.bad:
        _remove_list(places.bad_rows)
        return Code.DONE
    lines = csv_lines(BAD_ROWS, map(astuple, tally.problems))
    if places.bad_rows is None:
        write_stderr("".join(lines).rstrip())
    else:
        _write(places.bad_rows, lines, force=force)
    where = "above" if places.bad_rows is None else f"in {shown_path(places.bad_rows)}"
    write_stderr(f"Rows that could not be read: {tally.bad:,}. They are listed {where}.")
    return Code.ROWS_LEFT_OUT


def _remove_list(bad_rows: Path | None) -> None:
    """Remove the list of bad rows of an earlier run, which --force let the scores replace: none is bad now."""
    if bad_rows is None or not bad_rows.is_file():
        return
    with bad_rows.open("rb") as file:
        is_list = file.readline(MOST_COLUMNS).strip() == ",".join(BAD_ROWS).encode()
    if is_list:
        bad_rows.unlink()
        write_stderr(f"{shown_path(bad_rows)} was removed: no row is bad now.")


def _names_of(path: str, questionnaire: Questionnaire) -> dict[str, str]:
    """Which column is which item, from a file with a line for each: the name of the column, a comma, the id.

    A first line `column,item` is a heading, unless `item` is an item. Raises UsageError.
    """
    if not path:
        return {}
    try:
        text = files.text_of(Path(path).expanduser(), MOST_COLUMNS)
    except (OSError, ValueError, RuntimeError):
        raise UsageError(f"{shown_path(path)} cannot be read as a short text file. Give another file.") from None
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    if any(len(row) != 2 for row in rows):
        raise UsageError("--columns: each line needs the name of a column, a comma and the id of an item.")
    if rows[:1] == [HEADING] and HEADING[1] not in questionnaire.by_id:
        rows = rows[1:]
    if twice := [column for column, count in Counter(column for column, _ in rows).items() if count > 1]:
        raise UsageError(f"--columns: {listed(twice)} has more than one line. Each column is for one item.")
    return dict(rows)


def _write(to: Path | None, lines: Iterable[str], *, force: bool) -> None:
    """Write the lines to standard output or to a new file, which is complete or absent."""
    pieces = ("".join(some).encode("utf-8", "surrogateescape") for some in _some_at_once(lines))
    if to is None:
        for piece in pieces:
            write_stdout(piece)
        return
    save_file(to, pieces, force=force)


def _some_at_once(lines: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(lines)
    while some := list(itertools.islice(rest, LINES)):
        yield some


# A table to try it on.


def simulate(context: AppContext, name: str, count: int, seed: int, gaps: Gaps, wanted: Wanted) -> int:
    """Write a table of made-up answers. Raises UsageError for a number that makes no table, and TableError for a word
    that does not tell a decline from an answer.
    """
    if count < 1 or not all(0 <= share <= 1 for share in (gaps.unanswered, gaps.declined, sum(astuple(gaps)))):
        raise UsageError("--n wants a number from 1 on; --unanswered and --declined-share together at most 1.")
    questionnaire = context.questionnaire(name)
    if problems := [*wanted.rules.misused(questionnaire.questions)]:
        raise TableError(*problems)
    made = itertools.islice(simulated(questionnaire, seed, gaps), count)
    to = _place(context, wanted.to)
    with progress() as told:
        _made(questionnaire, _counted(made, told), to, wanted)
    write_stderr(f"Rows made up: {count:,}.")
    return Code.DONE


def _counted(made: Iterable[T], told: Callable[[str], None]) -> Iterator[T]:
    """What was made, and how much of it so far is told."""
    for number, one in enumerate(made, 1):
        if number % TOLD == 0:
            told(f"{number:,} rows")
        yield one


def _made(questionnaire: Questionnaire, made: Iterable[Answers], to: Path | None, wanted: Wanted) -> None:
    """Write made-up answers as the ending of the file says."""
    if to is not None and to.suffix in NDJSON:
        _write(to, answer_lines(made), force=wanted.force)
        return
    items, word = [item.id for item in questionnaire.questions], wanted.rules.declined or "declined"
    rows = ((at, *(cell(answers.get(item), word) for item in items)) for at, answers in enumerate(made, 1))
    if to is None or to.suffix != PARQUET:
        _write(to, csv_lines(("id", *items), rows), force=wanted.force)
        return
    _check_parquet("", wanted.to)
    from screening.cli import table_frames

    schema, frames = table_frames.of_texts(("id", *items), rows)
    save_file(to, partial(table_frames.write, schema, frames, PARQUET), force=wanted.force)
