"""The plan for whole frames gives what scoring one response at a time gives."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import islice

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from screening.bulk.cells import CellRules
from screening.bulk.columns import match
from screening.bulk.plan import Plan
from screening.bulk.responses import BadRow, from_csv
from screening.bulk.scored_rows import ROW, result_cells, result_columns
from screening.bulk.simulation import Gaps, cell, simulated
from screening.bulk.writing import csv_lines
from screening.engine.evaluation import Evaluation
from screening.interchange.redcap.names import RedcapNames
from screening.loading.library import Library, questions_folder
from screening.model.questionnaire import Questionnaire
from tests.conftest import one_in, shipped
from tests.generated import questionnaires

RULES = CellRules(declined="declined")
SPOILED = "no such answer"
LIBRARY = Library(questions_folder())


def planned(
    form: Questionnaire, table: list[list[str]], header: list[str]
) -> tuple[list[tuple[object, ...]], list[BadRow]]:
    """The results of the plan, in the columns that one response has."""
    columns = {name: [row[place] for row in table] for place, name in enumerate(header)}
    frame = pl.DataFrame(
        {ROW: range(2, len(table) + 2), **columns}, schema={ROW: pl.UInt32, **dict.fromkeys(header, pl.String)}
    )
    plan = Plan.of(form, match(form, header, {}), RULES)
    found, bad = plan.score(frame)
    assert dict(found.schema) == plan.schema()
    return found.select(result_columns(form)).rows(), bad


def one_at_a_time(
    form: Questionnaire, table: list[list[str]], header: list[str]
) -> tuple[Sequence[tuple[object, ...]], list[BadRow]]:
    responses = [*from_csv(form, csv_lines(header, table), RULES, {}).responses]
    rows: list[tuple[object, ...]] = [
        result_cells(Evaluation(form, one.answers)) for one in responses if not one.problems
    ]
    return rows, [problem for one in responses for problem in one.problems]


def table_of(form: Questionnaire, seed: int, rows: int, *, spoiled: bool = False) -> tuple[list[list[str]], list[str]]:
    header = [item.id for item in form.questions]
    made = islice(simulated(form, seed, Gaps(0.15, 0.15)), rows)
    table = [[cell(answers.get(id_), "declined") for id_ in header] for answers in made]
    if spoiled:
        for number in range(0, rows, 3):
            table[number][number % len(header)] = SPOILED
    return [row for row in table if any(row)], header


def compare(form: Questionnaire, table: list[list[str]], header: list[str]) -> None:
    found, bad = planned(form, table, header)
    expected, problems = one_at_a_time(form, table, header)
    assert [[float(one) if isinstance(one, Decimal) else one for one in row] for row in expected] == [
        [*row] for row in found
    ]
    assert sorted(bad, key=str) == sorted(problems, key=str)


def ticked(form: Questionnaire, table: list[list[str]], header: list[str]) -> tuple[list[list[str]], list[str]]:
    """The table with a column for each option of the items with several choices, as REDCap has it."""
    names, wide = RedcapNames(form), list[list[str]]()
    for name, column in zip(header, zip(*table, strict=True), strict=True):
        item = form.by_id[name]
        if item.type != "choices":
            wide.append([name, *column])
            continue
        for our, theirs in {**names.codes(item), "declined": "declined"}.items():
            wide.append([f"{names.fields[name]}___{theirs}", *(tick(our, one) for one in column)])
    columns = [*zip(*wide, strict=True)]
    return [[*row] for row in columns[1:]], [*columns[0]]


def tick(code: str, cell: str) -> str:
    return str(int(code in cell.split(";"))) if cell and cell != SPOILED else cell


@given(questionnaires(), st.integers(0, 99))
def test_a_column_for_each_option_gives_what_codes_in_one_cell_give(form: Questionnaire, seed: int) -> None:
    table, header = table_of(form, seed, 12)
    assume(table)
    wide = ticked(form, table, header)
    compare(form, *wide)
    assert planned(form, *wide) == planned(form, table, header)


def test_the_plan_and_single_rows_report_the_same_bad_ticks() -> None:
    form = shipped("past-month")
    table, header = ticked(form, *table_of(form, 2, 40, spoiled=True))
    compare(form, table, header)
    place = header.index("urgent___1")
    for number, row in enumerate(table[:20]):
        row[place + number % 2] = "1?"[number % 2]
    compare(form, table, header)


def mixed(table: list[list[str]]) -> list[list[str]]:
    """The cells of each column in other rows: answers to what the skips leave out, or may leave out."""
    columns = [[*column] for column in zip(*table, strict=True)]
    turned = [column[place % len(column) :] + column[: place % len(column)] for place, column in enumerate(columns)]
    return [[*row] for row in zip(*turned, strict=True) if any(row)]


@given(questionnaires(), st.integers(0, 99))
@settings(max_examples=settings().max_examples * 5 // 2)
def test_made_up_questionnaires_are_scored_alike(form: Questionnaire, seed: int) -> None:
    table, header = table_of(form, seed, 12)
    assume(table)
    compare(form, table, header)
    compare(form, mixed(table), header)


@pytest.mark.parametrize("name", one_in(3, ["signs", "past-month", *LIBRARY.published]))
def test_shipped_questionnaires_are_scored_alike(name: str) -> None:
    form = LIBRARY.load(name)
    table, header = table_of(form, 1, 60)
    compare(form, table, header)
    compare(form, mixed(table), header)


def test_rows_that_cannot_be_read_are_the_same() -> None:
    compare(shipped("past-month"), *table_of(shipped("past-month"), 2, 40, spoiled=True))
