"""Score tables of any size with polars: read in parts, scored by a plan, written while they are read.

A CSV file in which some row has more or fewer cells than the first, or a line is blank, is not for it: polars would
fill it up. The program does without this module where polars is not installed.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import polars as pl
from polars.io.plugins import register_io_source

from screening.bulk.cells import CellRules
from screening.bulk.columns import TableError, match
from screening.bulk.frame_text import as_text
from screening.bulk.plan import Plan, result_schema
from screening.bulk.responses import header_in
from screening.bulk.scored_rows import number_column
from screening.bulk.writing import Row, plain, table_text
from screening.cli.table_tally import Tally
from screening.model.questionnaire import Questionnaire

ROWS = 50_000  # that are scored at once
PARQUET = ".parquet"
MOST_HEADER = 1_000_000  # characters of a line of the header
Schema = Mapping[str, type[pl.DataType]]
Frames = Iterable[pl.DataFrame]


@dataclass(frozen=True, slots=True)
class FrameTable:
    """A table that can be read in frames: the names of its columns, and its rows for the items in some of them."""

    header: list[str]
    frames: Callable[[Sequence[str]], Frames]

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
) -> tuple[Plan, Frames]:
    """The plan for a table, and its rows. Raises TableError."""
    plan = Plan.of(questionnaire, match(questionnaire, table.header, named), rules)
    return plan, table.frames(plan.columns.answers)


def scored(plan: Plan, frames: Frames, tally: Tally) -> Frames:
    """The results of each frame; what is bad is counted and left out. Raises TooManyPoints."""
    for frame in frames:
        found, bad = plan.score(frame)
        tally.add(found.height, frame.height - found.height, bad)
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
    match ending:
        case ".parquet":
            lazy.sink_parquet(file)
        case ".ndjson" | ".jsonl":
            lazy.sink_ndjson(file)
        case _:
            # 2.0 is written as 2, as in the rows that are scored one at a time.
            points = [name for name, dtype in schema.items() if dtype is pl.Float64]
            lazy.with_columns(pl.col(points).cast(pl.String).str.strip_suffix(".0")).sink_csv(file)


def _numbered(lazy: pl.LazyFrame, first: int) -> Frames:
    """The rows in parts, with their numbers from `first` on. To number them in polars reads far ahead: more memory."""
    for frame in lazy.collect_batches(chunk_size=ROWS):
        yield frame.with_row_index(number_column(frame.columns), offset=first)
        first += frame.height


# Parquet.


def parquet_frames(path: Path, items: Sequence[str]) -> Frames:
    """The rows in parts; the columns in `items` as text: a list with `;` between, whole numbers without a point."""
    lazy = pl.scan_parquet(path)
    schema = lazy.collect_schema()
    texts = [as_text(name, schema[name]) for name in items]
    passed = [pl.col(name).cast(pl.String) for name in schema if name not in items]
    return (frame.with_columns(*texts, *passed) for frame in _numbered(lazy, 1))


# CSV.


def csv_frames(path: Path, separator: str, header: Sequence[str]) -> Frames | None:
    """The rows in parts, all cells as text; None where a row has more or fewer cells than the header."""
    if _is_plain(path, separator, len(header)):
        quote = None
    elif _is_regular(path, separator, len(header)):
        quote = '"'
    else:
        return None
    lazy = pl.scan_csv(
        path,
        separator=separator,
        infer_schema=False,
        quote_char=quote,
        new_columns=[*header],
        truncate_ragged_lines=False,
    )
    return _numbered(lazy, 2)


def _is_plain(path: Path, separator: str, width: int) -> bool:
    """Whether the file is UTF-8 without a quote in which each line has as many cells as there are columns."""
    lines = pl.scan_csv(path, separator="\x1e", quote_char=None, has_header=False, infer_schema=False)
    line = pl.first().fill_null("")
    cells = line.str.count_matches(separator, literal=True) + 1
    odd = (cells != width) | (line == "") | line.str.contains('"', literal=True)
    try:
        return not lines.select(odd.any()).collect(engine="streaming").item()
    except pl.exceptions.PolarsError:
        return False


def _is_regular(path: Path, separator: str, width: int) -> bool:
    """The same for a file with quotes."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return all(len(row) == width for row in csv.reader(file, delimiter=separator, strict=True))
    except (csv.Error, UnicodeDecodeError):
        return False
