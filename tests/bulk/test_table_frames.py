"""Whole tables are read in parts with polars and written while they are read, with the results of one at a time."""

from __future__ import annotations

import csv
import errno
import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, cast

import polars as pl
import pytest

from screening.bulk.responses import from_csv
from screening.bulk.scored_rows import ROW, result_columns
from screening.bulk.writing import csv_lines
from screening.cli import table_frames
from screening.cli.table_frames import FrameTable, csv_frames, parquet_frames
from screening.cli.table_tally import Tally
from screening.model.questionnaire import Questionnaire
from screening.system.process import Code
from tests.bulk.test_plan import RULES, one_at_a_time, table_of
from tests.conftest import one_in, questionnaire, shipped
from tests.contracts import run

ANY = questionnaire("items: [{id: a, ask: Anything, type: text}]")
READERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    ".csv": pl.read_csv,
    ".parquet": pl.read_parquet,
    ".ndjson": pl.read_ndjson,
}


def files_of(form: Questionnaire, folder: Path) -> None:
    """A table as CSV and as Parquet, with a column that passes through and bad rows."""
    table, header = table_of(form, 3, 500, spoiled=True)
    header, table = ["case", *header], [[f"c{number}", *row] for number, row in enumerate(table)]
    (folder / "table.csv").write_text("".join(csv_lines(header, table)))
    pl.read_csv(folder / "table.csv", infer_schema=False).write_parquet(folder / "table.parquet")


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".ndjson"])
@pytest.mark.parametrize("source", one_in(2, [".csv", ".parquet"]))
def test_a_file_is_scored_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, ending: str) -> None:
    monkeypatch.setattr(table_frames, "ROWS", 64)
    form = shipped("past-month")
    files_of(form, tmp_path)
    table = FrameTable.of(tmp_path / f"table{source}")
    assert table is not None
    told = list[str]()
    tally = Tally(told.append)
    plan, frames = table_frames.planned(form, table, RULES, {})
    with (tmp_path / "out").open("wb") as file:
        table_frames.write(plan.schema(), table_frames.scored(plan, frames, tally), ending, file)
    read = READERS[ending](tmp_path / "out")
    header, *rows = csv.reader((tmp_path / "table.csv").read_text().splitlines())
    expected, bad = one_at_a_time(form, rows, header)
    first = 2 if source == ".csv" else 1
    assert (tally.scored, read.height, tally.scored + tally.bad) == (len(expected), len(expected), 500)
    assert [(one.row - first, one.column) for one in tally.problems] == [(one.row - 2, one.column) for one in bad]
    plain = [[float(one) if isinstance(one, Decimal) else one for one in row] for row in expected]
    assert [[*row] for row in read.select(result_columns(form)).rows()] == plain
    assert read.columns[:2] == [ROW, "case"]


@pytest.mark.parametrize(
    ("text", "regular"),
    [
        ("a,b\n1,2\n", True), ('a,b\n1,"2,3"\n', True), ("a,b\n1\n3,4", True), ("a,b\n1,2,3\n", True),
        ('a,b\n1,"2\n', False), ("a,b\n1,2\n,\n3,4", True), ("a,b\n1,2\n\n3,4", True), ("a,b\r\n1,2\r\n", True),
        ("\ufeffa,b\n1,2\n", True), ("a,b\n", True), ('a,"b"\n1,2\n', True), ('a,b\n"1"\n3,4', False),
        ("a,b\r\n1\r\n\r\n3, \r\n,,\r\n,4", True), ("\ufeffa,b\n1\n2,3\n", True),
    ],
    ids=[
        "plain", "quotes", "short", "long", "open-quote", "empty-cells", "blank-line", "windows", "bom", "no-rows",
        "quoted-header", "short-with-quotes", "windows-and-odd", "bom-and-odd",
    ],
)  # fmt: skip
def test_only_a_table_that_is_plain_or_whole_is_read_by_polars_and_its_odd_rows_are_told(
    tmp_path: Path, text: str, regular: bool
) -> None:
    (tmp_path / "t.csv").write_bytes(text.encode())
    table = FrameTable.of(tmp_path / "t.csv")
    assert (table is not None) is regular
    if table is not None:
        frames = [*table.frames(())]
        responses = [*from_csv(ANY, text.splitlines(keepends=True), RULES, {}).responses]
        rows = [row for frame, _ in frames for row in frame.rows()]
        assert [(row[0], row[2] or "") for row in rows] == [(one.row, *one.passed) for one in responses if one.passed]
        assert [bad for _, odd in frames for bad in odd] == [bad for one in responses for bad in one.problems]


def test_what_is_no_text_is_not_read_by_polars(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"a,b\nJos\xe9,2\n")
    assert csv_frames(tmp_path / "t.csv", ",", ["a", "b"]) is None
    assert FrameTable.of(tmp_path / "t.csv") is None


def test_numbers_in_parquet_are_read_as_they_would_be_written(tmp_path: Path) -> None:
    frame = pl.DataFrame({"n": [1.0, None, 2.5], "i": [1, None, 2], "s": [["a", "b"], None, []]})
    frame.write_parquet(tmp_path / "t.parquet")
    ((read, _),) = parquet_frames(tmp_path / "t.parquet", ["n", "i", "s"])
    assert read.rows() == [(1, "1", "1", "a;b"), (2, None, None, None), (3, "2.5", "2", "")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("ending", [".csv", ".ndjson", ".parquet"])
def test_what_keeps_a_table_from_being_written_is_told_in_the_words_of_the_system(ending: str) -> None:
    frame = pl.DataFrame({"a": [str(number) for number in range(50_000)]})
    with pytest.raises(OSError, match="Errno") as full, Path("/dev/full").open("wb", buffering=0) as file:
        table_frames.write({"a": pl.String}, [frame], ending, cast("BinaryIO", file))
    assert (full.value.errno, full.value.strerror) == (errno.ENOSPC, os.strerror(errno.ENOSPC))


# Through the program.


def test_the_same_table_has_the_same_scores_in_every_way(tmp_path: Path) -> None:
    """CLI-20: from a stream one row at a time, from a file in frames; Parquet out."""
    form = shipped("past-month")
    files_of(form, tmp_path)
    text = (tmp_path / "table.csv").read_text()
    lines = text.splitlines(keepends=True)
    odd = "".join([*lines[:3], "odd,row\n", *lines[3:9], "\n", *lines[9:], "\n", "c1\n"])
    (tmp_path / "odd.csv").write_text(odd)
    tables = (("table.csv", "fast.csv"), ("odd.csv", "odd-fast.csv"), ("table.parquet", "whole.parquet"))
    for table, to in (*tables, ("-", "one.csv"), ("-", "odd-one.csv")):
        given = odd if to == "odd-one.csv" else text
        done = run("score", "past-month", table, "--to", to, home=tmp_path, text=given if table == "-" else "")
        assert done.returncode == Code.ROWS_LEFT_OUT
    for name in ("", "odd-"):
        for ending in ("csv", "bad-rows.csv"):
            assert (tmp_path / f"{name}fast.{ending}").read_text() == (tmp_path / f"{name}one.{ending}").read_text()
    whole = pl.read_parquet(tmp_path / "whole.parquet").drop("row")
    assert whole.equals(pl.read_csv(tmp_path / "fast.csv", schema_overrides=whole.schema).drop("row"))


def test_lines_of_json_become_parquet(tmp_path: Path) -> None:
    more = {"answers": {"using": "gambling"}, "seen": {"at": [1, 2]}}
    lines = [json.dumps({"id": number, **more}) for number in (7, 8)]
    (tmp_path / "t.ndjson").write_text("\n".join(lines))
    done = run("score", "past-month", "t.ndjson", "--to", "t.parquet", home=tmp_path)
    assert (done.returncode, done.stderr) == (Code.DONE, b"Rows scored: 2.\n")
    written = pl.read_parquet(tmp_path / "t.parquet")
    assert (written["id"].to_list(), written["seen"].to_list()) == (["7", "8"], ['{"at": [1, 2]}'] * 2)


def test_a_parquet_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"PAR1 and nothing more")
    done = run("score", "past-month", "t.parquet", "--to", "s.csv", home=tmp_path)
    assert (done.returncode, b"This Parquet file cannot be read." in done.stderr) == (Code.USAGE, True)
    assert not (tmp_path / "s.csv").exists()
    assert b"--to scores.csv" in run("score", "past-month", "t.parquet", home=tmp_path).stderr


def test_without_polars_a_table_is_scored_one_row_at_a_time_and_parquet_is_refused(tmp_path: Path) -> None:
    """The same scores, and what to install."""
    files_of(shipped("past-month"), tmp_path)
    (tmp_path / "none").mkdir()
    hide = "import sys\nsys.modules['polars'] = None\n"
    (tmp_path / "none" / "sitecustomize.py").write_text(hide)
    told = {"PYTHONPATH": str(tmp_path / "none")}
    for to in ("with.csv", "without.csv"):
        run("score", "past-month", "table.csv", "--to", to, home=tmp_path, told=told if to == "without.csv" else {})
    assert (tmp_path / "with.csv").read_text() == (tmp_path / "without.csv").read_text()
    done = run("score", "past-month", "table.parquet", home=tmp_path, told=told)
    assert (done.returncode, b"screening[bulk]" in done.stderr) == (Code.USAGE, True)
