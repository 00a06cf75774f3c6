"""Score tables of any size with polars: read in parts, scored by a plan, written while they are read.

A CSV file with quotes in which some row has more or fewer cells than the first is not for it: polars would fill it up.
The program does without this module where polars is not installed.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, Literal

import polars as pl
from polars.io.plugins import register_io_source

from screening.bulk.cells import CellRules
from screening.bulk.columns import TableError, match
from screening.bulk.frame_text import as_text
from screening.bulk.plan import Plan, result_schema
from screening.bulk.responses import BadRow, header_in, odd_row
from screening.bulk.scored_rows import number_column
from screening.bulk.writing import NDJSON, PARQUET, Row, plain, table_text
from screening.cli.table_tally import Tally
from screening.model.questionnaire import Questionnaire

ROWS = 50_000  # that are scored at once
MOST_HEADER = 1_000_000  # characters of a line of the header
Schema = Mapping[str, type[pl.DataType]]
Frames = Iterable[pl.DataFrame]
ReadFrames = Iterable[tuple[pl.DataFrame, Sequence[BadRow]]]  # rows, and those among them that are none
_LINE = "line"


@dataclass(frozen=True, slots=True)
class FrameTable:
    """A table that can be read in frames: the names of its columns, and its rows for the items in some of them."""

    header: list[str]
    frames: Callable[[Sequence[str]], ReadFrames]

    @classmethod
    def of(cls, path: Path) -> FrameTable | None:
        """The table in a Parquet file, or in a CSV file that is regular; None otherwise. Raises TableError."""
        try:
            with path.open("rb") as file:
                is_parquet = file.read(4) == b"PAR1"
            if is_parquet:
                return cls(pl.scan_parquet(path).collect_schema().names(), lambda items: parquet_frames(path, items))
        except pl.exceptions.PolarsError:
            raise TableError("This Parquet file cannot be read. Write it again, or give the table as CSV.") from None
        return _csv_table(path)


def _csv_table(path: Path) -> FrameTable | None:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, separator = header_in(iter(partial(file.readline, MOST_HEADER), ""))
    except UnicodeDecodeError:
        return None
    if not header or header[0].startswith("{"):
        return None
    frames = csv_frames(path, separator, header)
    return None if frames is None else FrameTable(header, lambda _: frames)


def planned(
    questionnaire: Questionnaire, table: FrameTable, rules: CellRules, named: Mapping[str, str]
) -> tuple[Plan, ReadFrames]:
    """The plan for a table, and its rows. Raises TableError."""
    plan = Plan.of(questionnaire, match(questionnaire, table.header, named), rules)
    return plan, table.frames(plan.columns.answers)


def scored(plan: Plan, frames: ReadFrames, tally: Tally) -> Frames:
    """The results of each frame; what is bad is counted and left out. Raises TooManyPoints."""
    for frame, odd in frames:
        found, bad = plan.score(frame)
        problems = sorted((*odd, *bad), key=attrgetter("row")) if odd else bad
        tally.add(found.height, frame.height - found.height + len(odd), problems)
        yield found


def of_rows(questionnaire: Questionnaire, passed: Sequence[str], rows: Iterable[Row]) -> tuple[Schema, Frames]:
    """Rows that were scored one at a time as frames, with their columns. What passes through becomes text."""
    schema = result_schema(questionnaire, passed)
    texts = range(1, 1 + len(passed))

    def frames() -> Frames:
        rest = iter(rows)
        while some := [*islice(rest, ROWS)]:
            cells = [[_text(one) if place in texts else plain(one) for place, one in enumerate(row)] for row in some]
            yield pl.DataFrame(cells, schema=dict(schema), orient="row")

    return schema, frames()


def of_texts(header: Sequence[str], rows: Iterable[Row]) -> tuple[Schema, Frames]:
    """Rows of texts as frames, with their columns. An empty text is nothing."""
    schema = dict.fromkeys(header, pl.String)

    def frames() -> Frames:
        rest = iter(rows)
        while some := [*islice(rest, ROWS)]:
            yield pl.DataFrame([[str(one) or None for one in row] for row in some], schema=dict(schema), orient="row")

    return schema, frames()


def _text(cell: object) -> str | None:
    return None if cell is None else str(table_text(cell))


# Writing.


def write(schema: Schema, frames: Frames, ending: str, file: BinaryIO) -> None:
    """Write frames as Parquet, lines of JSON or, with any other ending, CSV. Raises OSError, and what `frames` does."""
    raised = list[BaseException]()

    def source(
        columns: list[str] | None, _predicate: object, _rows: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        try:
            for frame in frames:
                yield frame if columns is None else frame.select(columns)
        except BaseException as error:  # polars would tell it in its own words
            raised.append(error)
            raise

    lazy = register_io_source(source, schema=dict(schema), is_pure=False)
    try:
        _sink(lazy, schema, ending, file)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise raised[0] if raised else _of_the_system(error) from None
    if raised:
        raise raised[0]


def _of_the_system(error: Exception) -> OSError:
    """What kept polars from writing, in the words of the system where it has a number there: the disk is full."""
    number = re.search(r"\(os error ([0-9]{1,5})\)", str(error))
    if number is not None:
        return OSError(int(number[1]), os.strerror(int(number[1])))
    return OSError(None, str(error).partition("\n")[0])


def _sink(lazy: pl.LazyFrame, schema: Schema, ending: str, file: BinaryIO) -> None:
    if ending == PARQUET:
        lazy.sink_parquet(file)
    elif ending in NDJSON:
        lazy.sink_ndjson(file)
    else:
        # 2.0 is written as 2, as in the rows that are scored one at a time.
        points = [name for name, dtype in schema.items() if dtype is pl.Float64]
        lazy.with_columns(pl.col(points).cast(pl.String).str.strip_suffix(".0")).sink_csv(file)


def _numbered(lazy: pl.LazyFrame, first: int) -> Frames:
    """The rows in parts, with their numbers from `first` on. To number them in polars reads far ahead: more memory."""
    for frame in lazy.collect_batches(chunk_size=ROWS):
        yield frame.with_row_index(number_column(frame.columns), offset=first)
        first += frame.height


# Parquet.


def parquet_frames(path: Path, items: Sequence[str]) -> ReadFrames:
    """The rows in parts; the columns in `items` as text: a list with `;` between, whole numbers without a point."""
    lazy = pl.scan_parquet(path)
    schema = lazy.collect_schema()
    texts = [as_text(name, schema[name]) for name in items]
    passed = [pl.col(name).cast(pl.String) for name in schema if name not in items]
    return ((frame.with_columns(*texts, *passed), ()) for frame in _numbered(lazy, 1))


# CSV.


def csv_frames(path: Path, separator: str, header: Sequence[str]) -> ReadFrames | None:
    """The rows in parts, all cells as text; None where a row has a quote and is no row of CSV, or has more or fewer
    cells than the header.
    """
    lines = _lines(path, separator, len(header))
    if lines == "odd":
        return _odd_frames(path, separator, header)
    if lines == "quoted" and not _is_regular(path, separator, len(header)):
        return None
    lazy = pl.scan_csv(
        path,
        separator=separator,
        infer_schema=False,
        quote_char=None if lines == "plain" else '"',
        new_columns=[*header],
        truncate_ragged_lines=False,
    )
    return ((frame, ()) for frame in _numbered(lazy, 2))


def _lines(path: Path, separator: str, width: int) -> Literal["plain", "odd", "quoted"]:
    """Whether the file has quotes, or is no UTF-8; else whether each line has as many cells as there are columns."""
    line, cells = _line_and_cells(separator)
    odd = (cells != width) | (line == "")
    try:
        kinds = _as_lines(path).select(
            line.str.contains('"', literal=True).any().alias("quoted"), odd.any().alias("odd")
        )
        found = kinds.collect(engine="streaming").row(0, named=True)
    except pl.exceptions.PolarsError:
        return "quoted"
    return "quoted" if found["quoted"] else "odd" if found["odd"] else "plain"


def _as_lines(path: Path, skipped: int = 0) -> pl.LazyFrame:
    return pl.scan_csv(
        path,
        separator="\x1e",
        quote_char=None,
        has_header=False,
        infer_schema=False,
        new_columns=[_LINE],
        skip_lines=skipped,
    )


def _line_and_cells(separator: str) -> tuple[pl.Expr, pl.Expr]:
    """A line, and how many cells it has."""
    line = pl.col(_LINE).fill_null("").str.strip_suffix("\r")
    return line, line.str.count_matches(separator, literal=True) + 1


def _odd_frames(path: Path, separator: str, header: Sequence[str]) -> ReadFrames:
    """The rows of a file without quotes, and those that have more or fewer cells. Empty lines go."""
    line, cells = _line_and_cells(separator)
    for frame in _numbered(_as_lines(path, 1), 2):
        number = frame.columns[0]
        seen = frame.filter(line != "").with_columns(line, cells.alias("cells"))
        odd = seen.filter(pl.col("cells") != len(header))
        bad = [odd_row(at, many, len(header)) for at, many in zip(odd[number], odd["cells"], strict=True)]
        whole = seen.filter(pl.col("cells") == len(header))
        split = whole[_LINE].str.split_exact(separator, len(header) - 1).struct.rename_fields([*header]).struct.unnest()
        given = split.with_columns(pl.when(pl.all() != "").then(pl.all()))
        yield given.insert_column(0, whole[number].alias(number_column(header))), bad


def _is_regular(path: Path, separator: str, width: int) -> bool:
    """The same for a file with quotes."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return all(len(row) == width for row in csv.reader(file, delimiter=separator, strict=True))
    except (csv.Error, UnicodeDecodeError):
        return False
