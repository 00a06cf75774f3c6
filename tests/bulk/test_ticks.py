"""Several choices with a column for each option, as REDCap exports the checkboxes of a form."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import polars as pl
import pytest

from screening.bulk.cells import CellRules
from screening.bulk.columns import TableError, match
from screening.bulk.responses import Response, from_csv
from screening.model.answers import Answer, Chosen, Declined
from screening.model.questionnaire import Questionnaire
from screening.system.process import Code
from tests.conftest import questionnaire
from tests.contracts import run

OURS = questionnaire("""
items:
  - id: why-not
    type: choices
    ask: Why not?
    options: [{code: too-far, text: Too far}, {code: cost, text: Cost}, {code: none, text: None, exclusive: yes}]
""")
FROM_REDCAP = questionnaire("""
items:
  - id: b
    link: b
    type: choices
    ask: What?
    options:
      - {code: 3-2, coding: {code: '-3'}, text: Bad}
      - {code: '3', coding: {code: '3'}, text: Good}
      - {code: a, coding: {code: A.1}, text: Other}
  - {id: c, link: c, ask: Well?, options: yes-no}
""")


def read(form: Questionnaire, *lines: str, named: dict[str, str] | None = None) -> list[Response]:
    table = (f"{line}\n" for line in lines)
    return [*from_csv(form, table, CellRules(declined="99"), named or {}).responses]


def answers(form: Questionnaire, *lines: str, named: dict[str, str] | None = None) -> list[dict[str, Answer]]:
    found = read(form, *lines, named=named)
    assert [one.problems for one in found] == [()] * len(found)
    return [dict(one.answers) for one in found]


def problems(form: Questionnaire, *lines: str) -> list[tuple[str, str]]:
    return [(one.column, one.reason) for row in read(form, *lines) for one in row.problems]


def test_the_columns_of_a_raw_export_are_named_after_the_codes_of_the_file() -> None:
    assert answers(FROM_REDCAP, "b____3,b___3,b___a_1,c", "1,0,1,yes", "0,1,0,no", "1,,,") == [
        {"b": Chosen("3-2", "a"), "c": Chosen("yes")},
        {"b": Chosen("3"), "c": Chosen("no")},
        {"b": Chosen("3-2")},
    ]


def test_a_number_of_ours_is_no_column_where_the_form_has_another_number() -> None:
    options = "[{code: '1', coding: {code: '-1'}, text: Bad}, {code: '2', coding: {code: '2'}, text: Good}]"
    form = questionnaire(f"items: [{{id: b, link: b, type: choices, ask: What?, options: {options}}}]")
    assert answers(form, "b____1,b___2", "1,0") == [{"b": Chosen("1")}]
    with pytest.raises(TableError, match="`b____1`"):
        match(form, ["b___1", "b___2"], {})


def test_where_nothing_is_ticked_there_is_no_answer() -> None:
    assert answers(FROM_REDCAP, "b____3,b___3,b___a_1,c", ",,,no", "0,0,0,no") == [{"c": Chosen("no")}] * 2


@pytest.mark.parametrize("codes", [("1", "2", "3"), ("too_far", "cost", "none"), ("TOO-FAR", "Cost", "None")])
def test_our_own_form_has_the_codes_that_go_out_to_redcap_or_its_own(codes: tuple[str, ...]) -> None:
    header = ",".join(f"why_not___{code}" for code in codes)
    assert answers(OURS, header, "0,1,0", "1,1,0") == [
        {"why-not": Chosen("cost")},
        {"why-not": Chosen("too-far", "cost")},
    ]


def test_what_stands_before_the_codes_can_be_named_in_a_file() -> None:
    lines = ("v1___1,v1___2,v1___3", "0,0,1")
    assert answers(OURS, *lines, named={"v1": "why-not"}) == [{"why-not": Chosen("none")}]


def test_a_code_that_means_declined_has_a_column_too() -> None:
    header = "why_not___1,why_not___2,why_not___3,why_not___99,why_not___98"
    assert answers(OURS, header, "0,0,0,1,0", "1,0,0,0,0") == [{"why-not": Declined()}, {"why-not": Chosen("too-far")}]
    assert problems(OURS, header, "1,0,0,1,1") == [
        ("why_not___99", "An answer is ticked as well."),
        ("why_not___98", "why-not has no option with this code. If it means declined: --declined CODE."),
    ]


def test_a_word_for_declined_that_is_the_code_of_an_option_is_refused() -> None:
    with pytest.raises(TableError, match="`3` is an answer to `why-not`, so it cannot mean declined"):
        CellRules(declined="3").readers(match(OURS, ["why_not___1", "why_not___2", "why_not___3"], {}))


def test_a_cell_that_is_no_tick_is_named_with_its_column() -> None:
    ticked = "1 is wanted where it is ticked, and 0 or nothing elsewhere."
    assert problems(OURS, "why_not___1,why_not___2,why_not___3", "2,1,Checked") == [
        ("why_not___1", ticked),
        ("why_not___3", ticked),
    ]
    ((column, told),) = problems(OURS, "why_not___1,why_not___2,why_not___3", "1,0,1")
    assert (column, told.startswith("these options cannot be chosen together")) == ("why_not", True)


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (
            "why_not___1,why_not___2",
            "why-not: each of its options needs a column. The table has none named `why_not___3`.",
        ),
        ("why_not___1,why_not___2,why_not___3,why-not", "More than one column is for `why-not`."),
    ],
    ids=["missing", "both"],
)
def test_columns_that_do_not_fit_are_refused_by_name(header: str, told: str) -> None:
    with pytest.raises(TableError, match=re.escape(told)):
        match(OURS, header.split(","), {})


def test_such_a_name_for_another_kind_of_question_passes_through() -> None:
    found = match(FROM_REDCAP, ["c", "c___yes", "x___1"], {})
    assert (found.passed, found.ticks) == (("c___yes", "x___1"), ())


def test_a_form_comes_out_to_redcap_and_its_raw_export_back_for_scoring(tmp_path: Path) -> None:
    """CLI-20: from a file in frames, from standard input one row at a time, and from Parquet with whole numbers."""
    assert run("export", "past-month", "--as", "redcap", "--to", "form.csv", home=tmp_path).returncode == Code.DONE
    told = ("--licence", "Mine", "--recall", "the past month", "--audience", "adults", "--accept-losses")
    assert run("import", "form.csv", *told, "--to", "form.yaml", home=tmp_path).returncode == Code.DONE
    raw = "record_id,using,urgent___1,urgent___2,urgent___3,urgent___4,urgent___5\n1,1,0,1,1,0,0\n2,1,0,1,2,0,0\n"
    (tmp_path / "raw.csv").write_text(raw)
    pl.read_csv(tmp_path / "raw.csv").write_parquet(tmp_path / "raw.parquet")
    for table, to in (("raw.csv", "fast.csv"), ("-", "one.csv"), ("raw.parquet", "parquet.csv")):
        done = run("score", "form.yaml", table, "--to", to, home=tmp_path, text=raw)
        assert done.returncode == Code.ROWS_LEFT_OUT
        with (tmp_path / to).open(encoding="utf-8") as file:
            (row,) = csv.DictReader(file)
        assert (row["record_id"], "urgent" in row["unanswered"].split(";")) == ("1", False)
        assert ",urgent___3," in (tmp_path / to.replace(".csv", ".bad-rows.csv")).read_text()


DICTIONARY = """\
field_name,form_name,field_type,field_label,select_choices_or_calculations,text_validation_type_or_show_slider_number
record_id,eve,text,Record,,
mood,eve,radio,How is it?,"-1, Unknown | 1, Good",
kinds,eve,checkbox,Which?,"-1, None | 1, One",
day,eve,text,When was it?,,datetime_ymd
"""


def test_codes_below_0_and_times_of_a_raw_export_are_read_as_they_are_there(tmp_path: Path) -> None:
    """CLI-20: and in an answers file, which has codes of ours, a code of theirs is none."""
    (tmp_path / "d.csv").write_text(DICTIONARY)
    more = ("--licence", "Mine", "--accept-losses", "--to", "eve.yaml")
    told = run("import", "d.csv", *more, home=tmp_path).stdout.decode()
    assert "mood, kinds: the code `-1` is written `minus-1` here" in told
    raw = "record_id,mood,kinds____1,kinds___1,day\n1,-1,1,0,2026-05-17 07:30\n2,1,0,1,2026-05-17 07:30:12\n"
    (tmp_path / "raw.csv").write_text(raw)
    for table in ("raw.csv", "-"):
        done = run("score", "eve.yaml", table, home=tmp_path, text=raw)
        assert (done.returncode, done.stdout.splitlines()[1:]) == (Code.DONE, [b"2,1,,,", b"3,2,,,"])
        done = run("score", "eve.yaml", table, "--declined", "-1", home=tmp_path, text=raw)
        assert (done.returncode, b"`-1` is an answer to `mood`" in done.stderr) == (Code.USAGE, True)
    for code, exit_code in (("minus-1", Code.DONE), ("-1", Code.USAGE)):
        answers_ = json.dumps({"answers": {"mood": code}})
        assert run("check", "eve.yaml", "--answers", "-", home=tmp_path, text=answers_).returncode == exit_code
