"""Spark gives the scores of one response at a time, on two executors and also after one of them is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from screening.bulk.cells import CellRules
from screening.bulk.columns import TableError
from screening.bulk.scored_rows import result_columns
from screening.model.questionnaire import Questionnaire
from tests.bulk.test_plan import RULES, one_at_a_time, table_of
from tests.conftest import questionnaire, shipped

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default")]  # Spark has warnings of its own
ROWS, PARTS = 600, 6
HERE = "127.0.0.1"


@pytest.fixture(scope="module")
def cluster() -> Iterator[SparkSession]:
    """Spark with two executors, each a process of its own, on this machine."""
    pytest.importorskip("pyspark")
    from pyspark.sql import SparkSession

    os.environ.update(
        SPARK_LOCAL_IP=HERE, SPARK_LOCAL_HOSTNAME="localhost", PYSPARK_PYTHON=sys.executable, PYTHONPATH=os.getcwd()
    )
    told = {
        "spark.ui.enabled": "false",
        "spark.driver.host": HERE,
        "spark.driver.bindAddress": HERE,
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "100",
    }
    builder = SparkSession.builder.master("local-cluster[2,1,1024]")
    for name, value in told.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def answers_of(
    form: Questionnaire, folder: Path, cluster: SparkSession
) -> tuple[DataFrame, list[list[str]], list[str]]:
    """A Parquet file of answers with a number for each case and some bad rows, in parts; and the same as cells."""
    table, header = table_of(form, 3, ROWS, spoiled=True)
    frame = pl.DataFrame(table, schema=dict.fromkeys(header, pl.String), orient="row").with_row_index("case")
    frame.with_columns(pl.col("case").cast(pl.Int64)).write_parquet(folder / "table.parquet")
    return cluster.read.parquet(str(folder / "table.parquet")).repartition(PARTS), table, header


def expected_of(
    form: Questionnaire, table: list[list[str]], header: list[str]
) -> tuple[list[list[object]], set[object]]:
    """The rows of scores by the number of the case, and the faults, from one response at a time."""
    rows, bad = one_at_a_time(form, table, header)
    left = {one.row for one in bad}
    cases = [case for case in range(len(table)) if case + 2 not in left]
    plain = [[float(one) if isinstance(one, Decimal) else one for one in row] for row in rows]
    return [[case, *row] for case, row in zip(cases, plain, strict=True)], {
        (one.row - 2, one.column, one.reason) for one in bad
    }


@pytest.mark.parametrize("name", ["past-month", "audit"])
def test_a_parquet_file_has_the_scores_of_one_response_at_a_time(
    tmp_path: Path, cluster: SparkSession, name: str
) -> None:
    from screening.bulk import spark

    form = shipped(name)
    answers, table, header = answers_of(form, tmp_path, cluster)
    scores = spark.score(form, answers, RULES).sort("case")
    rows, faults = expected_of(form, table, header)
    assert scores.columns == ["case", *result_columns(form)]
    assert [[*row] for row in scores.collect()] == rows
    assert {tuple(row) for row in spark.bad_rows(form, answers, RULES).collect()} == faults


def test_the_scores_are_the_same_after_an_executor_is_lost(tmp_path: Path, cluster: SparkSession) -> None:
    """The first task that gets here kills the process of the executor that runs it: its parent's parent."""
    from screening.bulk import spark

    form, once = shipped("past-month"), str(tmp_path / "killed")

    def lost(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        try:
            os.close(os.open(once, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            yield from batches
            return
        executor = subprocess.check_output(["ps", "-o", "ppid=", "-p", str(os.getppid())])
        os.kill(int(executor), 9)
        yield from batches

    answers, table, header = answers_of(form, tmp_path, cluster)
    scores = spark.score(form, answers.mapInArrow(lost, answers.schema), RULES).sort("case").collect()
    assert os.path.exists(once)
    assert [[*row] for row in scores] == expected_of(form, table, header)[0]


def test_numbers_lists_and_what_passes_through_keep_their_types(cluster: SparkSession) -> None:
    from screening.bulk import spark

    form = questionnaire(
        "items:\n- {id: n, ask: How many?, type: number, least: 0, most: 9}\n"
        "- {id: s, ask: Which?, type: choices, options: [{code: a, score: 1, text: A}, {code: b, score: 2, text: B}]}\n"
        "scales: [{id: t, title: T, sum-of: [n, s]}]"
    )
    rows = [({"k": 1}, 3.0, ["a", "b"]), (None, None, ["b"]), ({}, 2.5, [])]
    table = cluster.createDataFrame(rows, "extra map<string,int>, n double, s array<string>")
    scored = spark.score(form, table, RULES)
    assert [(row.extra, row.t_low, row.t_high) for row in scored.collect()] == [({"k": 1}, 6, 6), (None, 2, 11)]
    assert [(row.extra, row.column) for row in spark.bad_rows(form, table, RULES).collect()] == [({}, "n")]


def test_each_option_may_have_a_column(cluster: SparkSession) -> None:
    from screening.bulk import spark

    form = questionnaire(
        "items: [{id: s, ask: Which?, type: choices,"
        " options: [{code: a, score: 1, text: A}, {code: b, score: 2, text: B}]}]\n"
        "scales: [{id: t, title: T, sum-of: [s]}]"
    )
    table = cluster.createDataFrame([("x", 1, 1), ("y", None, 0), ("z", 2, 1)], "row_ string, s___1 int, s___2 int")
    scored = spark.score(form, table, RULES).collect()
    assert [(row.row_, row.t, row.unanswered) for row in scored] == [("x", 3, None), ("y", None, "s")]
    assert [(row.row_, row.column) for row in spark.bad_rows(form, table, RULES).collect()] == [("z", "s___1")]


def test_a_column_that_has_the_name_of_a_result_is_refused_before_anything_runs(cluster: SparkSession) -> None:
    from screening.bulk import spark

    form = shipped("past-month")
    with pytest.raises(TableError, match="`critical`"):
        spark.score(form, cluster.createDataFrame([("x", "y")], "using string, critical string"), RULES)


def test_columns_without_a_name_are_refused_and_blanks_around_the_word_for_declined_count_for_nothing(
    cluster: SparkSession,
) -> None:
    from screening.bulk import spark

    form = shipped("past-month")
    with pytest.raises(TableError, match="2 columns without a name"):
        spark.score(form, cluster.createDataFrame([("alcohol", "", "")], ["using", "", " "]), RULES)
    table = cluster.createDataFrame(
        [("north", "alcohol", "x "), ("south", "nothing", "no")], ["a\nb", "using", "safety"]
    )
    scored = spark.score(form, table, CellRules(declined=" x ")).collect()
    assert [(row["a\nb"], "safety" in row.declined.split(";")) for row in scored] == [("north", True)]
