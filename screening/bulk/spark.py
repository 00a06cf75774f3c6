"""Score a Spark table that is too large for one machine: each executor runs the plan on the batches that it has.

Python on each executor needs `screening[spark]`, in the same version. Rows have no number in Spark: the columns that
pass through, such as the number of a case, tell which row is which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.types import DataType, DoubleType, LongType, StringType, StructField, StructType

from screening.bulk.cells import CellRules
from screening.bulk.columns import Columns, TableError, listed, match
from screening.bulk.frame_text import as_text
from screening.bulk.plan import Plan, result_schema
from screening.bulk.responses import BadRow
from screening.bulk.scored_rows import ROW, number_column
from screening.model.questionnaire import Questionnaire

COLUMN, REASON = "column", "reason"
TYPES: dict[type[pl.DataType], tuple[pa.DataType, DataType]] = {
    pl.Int64: (pa.int64(), LongType()),
    pl.Float64: (pa.float64(), DoubleType()),
    pl.String: (pa.string(), StringType()),
}
Batches = Iterator[pa.RecordBatch]


def score(
    questionnaire: Questionnaire,
    table: DataFrame,
    rules: CellRules | None = None,
    named: Mapping[str, str] | None = None,
) -> DataFrame:
    """The columns that pass through, as they are, then the scores of each row that can be read; nothing runs yet.

    `named` maps names of columns to ids of items. Raises TableError. An executor raises TooManyPoints where points
    are too large to be added in whole numbers.
    """
    work = _Work.of(questionnaire, table, rules, named)
    return _mapped(table, work, work.scores, _results(questionnaire))


def bad_rows(
    questionnaire: Questionnaire,
    table: DataFrame,
    rules: CellRules | None = None,
    named: Mapping[str, str] | None = None,
) -> DataFrame:
    """The rows that `score` leaves out: what passes through, and the column and the reason of each fault.

    What stood in the cell is not repeated. Raises TableError.
    """
    work = _Work.of(questionnaire, table, rules, named)
    return _mapped(table, work, work.faults, {COLUMN: pl.String, REASON: pl.String})


@dataclass(frozen=True, slots=True)
class _Work:
    """What an executor needs to make its plan, and the columns that go past it."""

    questionnaire: Questionnaire
    columns: Columns
    passed: tuple[str, ...]
    rules: CellRules

    @classmethod
    def of(
        cls,
        questionnaire: Questionnaire,
        table: DataFrame,
        rules: CellRules | None,
        named: Mapping[str, str] | None,
    ) -> _Work:
        """Raises TableError: the header, or points that do not tell the options apart, are found here and not later."""
        columns = match(questionnaire, table.columns, named or {})
        taken = {ROW, COLUMN, REASON, *_results(questionnaire)}
        if twice := sorted(taken & {*columns.passed}):
            raise TableError(f"The table has columns named as the results are: {listed(twice)}. Give them other names.")
        work = cls(questionnaire, replace(columns, passed=()), columns.passed, rules or CellRules())
        work.plan()
        return work

    def plan(self) -> Plan:
        return Plan.of(self.questionnaire, self.columns, self.rules)

    def frame(self, batch: pa.RecordBatch) -> pl.DataFrame:
        """The answers in a batch as text, with the place of each row in it."""
        items = self.columns.answers
        table = pa.Table.from_batches([batch.select([*items])])
        frame = pl.DataFrame(pl.from_arrow(table))
        return frame.select(as_text(name, frame.schema[name]) for name in items).with_row_index(number_column(items))

    def scores(self, batches: Batches) -> Batches:
        """The results of each batch, on an executor."""
        plan, results = self.plan(), _results(self.questionnaire)
        for batch in batches:
            found, _ = plan.score(self.frame(batch))
            columns = [found[name].to_arrow().cast(TYPES[dtype][0]) for name, dtype in results.items()]
            yield self._beside(batch, found[ROW].to_list(), [*results], columns)

    def faults(self, batches: Batches) -> Batches:
        """What is wrong in each batch, on an executor."""
        plan = self.plan()
        for batch in batches:
            _, bad = plan.score(self.frame(batch))
            yield self._beside(batch, [one.row for one in bad], [COLUMN, REASON], _texts(bad))

    def _beside(
        self, batch: pa.RecordBatch, rows: Sequence[int], names: Sequence[str], columns: Iterable[pa.Array]
    ) -> pa.RecordBatch:
        """Columns beside what passes through in these rows of the batch."""
        passed = batch.select([*self.passed]).take(pa.array(rows, pa.int64()))
        return pa.RecordBatch.from_arrays([*passed.columns, *columns], names=[*self.passed, *names])


def _texts(bad: Sequence[BadRow]) -> list[pa.Array]:
    return [pa.array(cells, pa.string()) for cells in ([one.column for one in bad], [one.reason for one in bad])]


def _results(questionnaire: Questionnaire) -> dict[str, type[pl.DataType]]:
    """The columns of scores with their types; rows have no number."""
    return {name: dtype for name, dtype in result_schema(questionnaire, ()).items() if name != ROW}


def _mapped(
    table: DataFrame, work: _Work, on_batches: Callable[[Batches], Batches], added: Mapping[str, type[pl.DataType]]
) -> DataFrame:
    """The table with each of its parts mapped on the executors."""
    passed = [table.schema[name] for name in work.passed]
    fields = [StructField(name, TYPES[dtype][1]) for name, dtype in added.items()]
    return table.mapInArrow(partial(_run, on_batches), StructType([*passed, *fields]))


def _run(on_batches: Callable[[Batches], Batches], batches: Batches) -> Batches:
    """`mapInArrow` looks at the name and the signature of a function, which a method of a value does not have."""
    return on_batches(batches)
