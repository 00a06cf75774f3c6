"""How fast tables are scored: whole frames by the plan, beside a total that is written by hand in polars.

    python -m benchmarks.bulk [ROWS]

The table has ROWS rows of the AUDIT (a million, if nothing is said), made up once and repeated with a row number, as
Parquet. Each way runs in a process of its own, which reads the table and writes Parquet; its peak of memory is told.
Then the parts of the plan are timed apart, on one frame.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from screening.bulk.cells import CellRules
from screening.bulk.columns import match
from screening.bulk.frame import FrameEvaluation
from screening.bulk.plan import Plan, critical_column, missing_columns, score_columns
from screening.bulk.simulation import Gaps, cell, simulated
from screening.cli import table_frames
from screening.cli.table_tally import Tally
from screening.loading.library import Library, questions_folder
from screening.model.questionnaire import Questionnaire

ROWS, MADE = 1_000_000, 20_000
RULES = CellRules(declined="declined")
LESS = 1024 if sys.platform == "linux" else 1  # of what the system gives as memory to a byte


def main() -> None:
    """Measure and print; with the name of a way, only this way, for the process that measures."""
    match sys.argv[1:]:
        case [way, source, to]:
            WAYS[way](Path(source), Path(to))
            print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * LESS))
        case rest:
            compare(int(rest[0]) if rest else ROWS)


def compare(rows: int) -> None:
    """Each way on the same table, and the parts of the plan."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "audit.parquet"
        make(source, rows)
        print(f"{rows:,} rows, polars {pl.__version__}\n")
        first = 0.0
        for way in WAYS:
            began = time.perf_counter()
            command = [sys.executable, "-m", "benchmarks.bulk", way, str(source), str(Path(folder) / "out.parquet")]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            took = time.perf_counter() - began
            first = first or took
            print(f"{way:34} {took:8.2f} s {took / first:6.2f} of the first {int(done.stdout) / 1e6:8.0f} MB at most")
        parts(source)


def audit() -> Questionnaire:
    """The AUDIT, as it comes with the program."""
    return Library(questions_folder()).load("audit")


def make(to: Path, rows: int) -> None:
    """A table of made-up answers with a few gaps, repeated."""
    form = audit()
    made = [*islice(simulated(form, 1, Gaps(0.02, 0.02)), min(MADE, rows))]
    once = pl.DataFrame(
        {item.id: [cell(answers.get(item.id), "declined") for answers in made] for item in form.questions}
    )

    def frames() -> Iterator[pl.DataFrame]:
        for begin in range(0, rows, once.height):
            part = once.head(rows - begin)
            yield part.select(pl.int_range(begin, begin + part.height).cast(pl.String).alias("id"), pl.all())

    schema = dict.fromkeys(["id", *once.columns], pl.String)
    with to.open("wb") as file:
        table_frames.write(schema, frames(), ".parquet", file)


# The ways.


def by_hand(source: Path, to: Path) -> None:
    """Lowest, highest and value of the total, as somebody would write it who knows the AUDIT."""
    ends = []
    for end in (0, 1):
        points = []
        for item in audit().questions:
            scores = {option.code: int(str(option.score)) for option in item.options}
            gap = (min(scores.values()), max(scores.values()))[end]
            points.append(pl.col(item.id).replace_strict(scores, default=gap, return_dtype=pl.Int64).fill_null(gap))
        ends.append(pl.sum_horizontal(points).alias(("low", "high")[end]))
    value = pl.when(pl.col("low") == pl.col("high")).then(pl.col("low")).alias("value")
    pl.scan_parquet(source).select("id", *ends).with_columns(value).sink_parquet(to)


def by_plan(source: Path, to: Path, form: Questionnaire) -> None:
    """The results of the plan, with the number of each row and what passes through."""
    table = table_frames.FrameTable.of(source)
    assert table is not None
    plan, frames = table_frames.planned(form, table, RULES, {})
    with to.open("wb") as file:
        results = table_frames.scored(plan, frames, Tally(lambda _: None))
        table_frames.write(plan.schema(), results, ".parquet", file)


def totals_only(source: Path, to: Path) -> None:
    """The plan for the same questionnaire without bands, cut-offs and critical items."""
    form = audit()
    bare = [scale.model_copy(update={"bands": (), "cut_offs": ()}) for scale in form.scales[:1]]
    by_plan(source, to, form.model_copy(update={"scales": tuple(bare), "critical_items": ()}))


WAYS: dict[str, Callable[[Path, Path], None]] = {
    "total by hand": by_hand,
    "total by the plan, and what is missing": totals_only,
    "all columns by the plan": lambda source, to: by_plan(source, to, audit()),
}


def parts(source: Path) -> None:
    """The parts of the plan on one frame, which is in memory."""
    form = audit()
    frame = pl.read_parquet(source, n_rows=table_frames.ROWS).with_row_index("row")
    plan = Plan.of(form, match(form, frame.columns[1:], {}), RULES)
    plan.score(frame)  # the rules are asked once for each reply, whatever comes later
    began = time.perf_counter()
    numbers = {
        item.id: plan.replies[item.id].numbers(frame[name].fill_null(""))[0] for name, item in plan.columns.items
    }
    told = {"reading cells": time.perf_counter() - began}
    evaluation = FrameEvaluation(form, plan.replies, numbers, frame.height)
    steps: dict[str, Callable[[], object]] = {
        "totals": lambda: [evaluation.total(scale) for scale in form.scales],
        "scores, bands, cut-offs": lambda: [*score_columns(evaluation)],
        "critical items": lambda: critical_column(evaluation),
        "what is missing": lambda: missing_columns(evaluation),
    }
    for name, step in steps.items():
        began = time.perf_counter()
        step()
        told[name] = time.perf_counter() - began
    whole = sum(told.values())
    print(f"\nParts, on {frame.height:,} rows")
    for name, took in told.items():
        print(f"{name:34} {1000 * took:8.1f} ms {100 * took / whole:5.0f} %")


if __name__ == "__main__":
    main()
