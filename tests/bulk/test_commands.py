"""CLI-20: `screening score` and `screening simulate` as scripts use them: what goes where, with which exit code."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest

from screening.system.process import Code
from tests.conftest import one_in
from tests.contracts import run


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_made_up_table_is_scored_whole(tmp_path: Path) -> None:
    made = run("simulate", "past-month", "--n", "20", "--seed", "3", "--to", "made.csv", home=tmp_path)
    assert (made.returncode, made.stdout, made.stderr.decode().strip()) == (Code.DONE, b"", "Rows made up: 20.")
    done = run("score", "past-month", "made.csv", "--to", "scores.csv", home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.decode().strip()) == (Code.DONE, b"", "Rows scored: 20.")
    scored = rows(tmp_path / "scores.csv")
    assert [row["id"] for row in scored] == [str(number) for number in range(1, 21)]
    assert stat.S_IMODE((tmp_path / "scores.csv").stat().st_mode) == 0o600


def test_bad_rows_are_listed_beside_the_scores_without_what_stood_in_them(tmp_path: Path) -> None:
    table = "case,using,safety\n1,alcohol,no\n2,my secret,no\n3,alcohol,secret\n4,alcohol\n"
    (tmp_path / "table.csv").write_text(table)
    done = run("score", "past-month", "table.csv", "--to", "scores.csv", home=tmp_path)
    assert done.returncode == Code.ROWS_LEFT_OUT
    assert [row["case"] for row in rows(tmp_path / "scores.csv")] == ["1"]
    listed = rows(tmp_path / "scores.bad-rows.csv")
    assert [(row["row"], row["column"]) for row in listed] == [("3", "using"), ("4", "safety"), ("5", "")]
    assert b"scores.bad-rows.csv" in done.stderr
    assert "secret" not in str(listed) + done.stderr.decode()


def test_scores_go_to_standard_output_and_bad_rows_are_told(tmp_path: Path) -> None:
    done = run("score", "past-month", "-", home=tmp_path, text="using\nalcohol\nnothing\n")
    assert done.returncode == Code.ROWS_LEFT_OUT
    assert len(done.stdout.splitlines()) == 2
    assert b"3,using," in done.stderr


def test_lines_of_json_in_and_out(tmp_path: Path) -> None:
    line = '{"id": 7, "answers": {"using": "gambling"}}\n'
    assert run("score", "past-month", "-", "--to", "s.ndjson", home=tmp_path, text=line).returncode == Code.DONE
    assert '"id":7' in (tmp_path / "s.ndjson").read_text()


def test_lines_of_json_in_a_file_need_not_have_the_same_keys(tmp_path: Path) -> None:
    lines = '{"answers": {"using": "gambling"}}\n{"site": "north", "answers": {}}\n'
    (tmp_path / "t.ndjson").write_text(lines)
    done = run("score", "past-month", "t.ndjson", "--to", "s.csv", home=tmp_path)
    assert (done.returncode, [row["site"] for row in rows(tmp_path / "s.csv")]) == (Code.DONE, ["", "north"])
    done = run("score", "past-month", "-", home=tmp_path, text=lines)
    assert (done.returncode, b"Only a file may have such lines" in done.stderr) == (Code.ROWS_LEFT_OUT, True)


def test_columns_with_other_names_are_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("v1,using\nv2,safety\n")
    done = run("score", "past-month", "-", "--columns", "names.csv", home=tmp_path, text="v1,v2\nalcohol,no\n")
    assert (done.returncode, len(done.stdout.splitlines())) == (Code.DONE, 2)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("column,item\nv1,Using\nv2, safety\n", ""),
        ("v1,using\nv1,safety\nv2,urgent\n", "--columns: `v1` has more than one line. Each column is for one item."),
        ("v1,using\nv2,USING\n", "More than one column is for `using`. Give each item one column."),
    ],
    ids=["heading", "two-items", "two-columns"],
)
def test_a_file_of_names_may_have_a_heading_and_says_each_thing_once(tmp_path: Path, names: str, told: str) -> None:
    (tmp_path / "names.csv").write_text(names)
    done = run("score", "past-month", "-", "--columns", "names.csv", home=tmp_path, text="v1,v2\nalcohol,no\n")
    assert (done.returncode, told in done.stderr.decode()) == (Code.USAGE if told else Code.DONE, True)


def test_a_table_that_does_not_fit_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    for text, told in (
        ("a,b\n1,2\n", "No column is an item"),
        ("", "No column is an item"),
    ):
        done = run("score", "past-month", "-", "--to", "s.csv", home=tmp_path, text=text)
        assert (done.returncode, told in done.stderr.decode()) == (Code.USAGE, True)
        assert not (tmp_path / "s.csv").exists()
    done = run("score", "past-month", "missing.csv", home=tmp_path)
    assert (done.returncode, b"missing.csv cannot be read" in done.stderr) == (Code.USAGE, True)


def test_a_column_that_is_named_as_a_result_passes_through_under_another_name(tmp_path: Path) -> None:
    """CLI-20: such as a total that REDCap exports beside the answers; from a file in frames, and one row at a time."""
    table = "using,row,critical,given_row\nalcohol,8,x,y\n"
    line = '{"row": "8", "critical": "x", "given_row": "y", "answers": {"using": "alcohol"}}\n'
    (tmp_path / "t.csv").write_text(table)
    for source, text, to in (("t.csv", "", "a.csv"), ("-", table, "b.csv"), ("-", line, "c.csv")):
        done = run("score", "past-month", source, "--to", to, home=tmp_path, text=text)
        assert (done.returncode, b"`row`, `critical`. They pass" in done.stderr) == (Code.DONE, True)
        assert b"through as `given_given_row`, `given_critical`." in done.stderr
        (row,) = rows(tmp_path / to)
        assert (row["given_given_row"], row["given_critical"], row["given_row"]) == ("8", "x", "y")
        assert (row["row"], row["critical"]) == ("1" if text == line else "2", "")


def test_no_file_is_replaced_unasked(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("mine")
    done = run("score", "past-month", "-", "--to", "s.csv", home=tmp_path, text="using\nalcohol\n")
    assert (done.returncode, (tmp_path / "s.csv").read_text()) == (Code.CANNOT_WRITE, "mine")
    done = run("score", "past-month", "-", "--to", "s.csv", "--force", home=tmp_path, text="using\nalcohol\n")
    assert done.returncode == Code.DONE


def test_bytes_that_are_no_text_pass_through_or_spoil_their_cell(tmp_path: Path) -> None:
    done = run("score", "past-month", "-", home=tmp_path, text=b"name,using\nJos\xe9,alcohol\nx,\xff\n")
    assert done.returncode == Code.ROWS_LEFT_OUT
    assert b"Jos\xe9" in done.stdout


def test_what_makes_no_table_is_refused(tmp_path: Path) -> None:
    shares = (("--unanswered", "0.7", "--declined-share", "0.7"), ("--declined-share", "-1"), ("--unanswered", "nan"))
    for arguments in (("--n", "0"), *shares, ("--declined-share", "nan"), ("--unanswered", "inf")):
        assert run("simulate", "signs", *arguments, home=tmp_path).returncode == Code.USAGE


def test_a_word_for_declined_that_is_an_answer_makes_no_table(tmp_path: Path) -> None:
    told = b"`yes` is an answer to `safety`, "
    done = run("simulate", "past-month", "--declined", "yes", "--to", "t.csv", home=tmp_path)
    assert (done.returncode, told in done.stderr) == (Code.USAGE, True)
    table = "using,safety\nalcohol,yes\n"
    (tmp_path / "t.csv").write_text(table)
    for source in ("-", "t.csv"):
        done = run("score", "past-month", source, "--declined", "yes", "--to", "s.csv", home=tmp_path, text=table)
        assert (done.returncode, b"`yes` is an answer to `safety`" in done.stderr) == (Code.USAGE, True)


def test_scores_take_no_name_of_the_diary_and_have_room_for_the_bad_rows(tmp_path: Path) -> None:
    """CLI-20: what stands in the way of either file is told before anything is scored."""
    store = tmp_path / ".local" / "share" / "screening" / "diary.store-journal"
    store.parent.mkdir(parents=True)
    done = run("score", "past-month", "-", "--to", str(store), home=tmp_path, text="using\nalcohol\n")
    assert (done.returncode, store.exists()) == (Code.CANNOT_WRITE, False)
    (tmp_path / "s.bad-rows.csv").write_text("mine")
    done = run("score", "past-month", "-", "--to", "s.csv", home=tmp_path, text="using\nalcohol\nnothing\n")
    assert (done.returncode, b"s.bad-rows.csv exists" in done.stderr) == (Code.CANNOT_WRITE, True)
    assert not (tmp_path / "s.csv").exists()


@pytest.mark.parametrize("ending", one_in(2, ["ndjson", "jsonl", "parquet"]))
def test_a_made_up_table_is_what_its_name_says_and_scores_the_same(tmp_path: Path, ending: str) -> None:
    more = ("--n", "40", "--unanswered", "0.1", "--declined-share", "0.1")
    for name in ("made.csv", f"made.{ending}"):
        assert run("simulate", "past-month", *more, "--to", name, home=tmp_path).returncode == Code.DONE
        assert run("score", "past-month", name, "--to", f"{name}.csv", home=tmp_path).returncode == Code.DONE
    first, second = (rows(tmp_path / f"made.{one}.csv") for one in ("csv", ending))
    assert [{**row, "row": ""} for row in first] == [{**row, "row": ""} for row in second]


def test_a_made_up_table_that_is_called_parquet_is_parquet(tmp_path: Path) -> None:
    assert run("simulate", "past-month", "--n", "2", "--to", "made.parquet", home=tmp_path).returncode == Code.DONE
    assert (tmp_path / "made.parquet").read_bytes()[:4] == b"PAR1"


@pytest.mark.parametrize("source", ["t.csv", "-"])
def test_a_first_line_with_a_line_break_in_a_name_is_read_whole(tmp_path: Path, source: str) -> None:
    """In frames and one row at a time; a file of names can have such a name too."""
    table = '"the\nsite","what\nis it",safety\nnorth,alcohol,no\n"so\nuth",nothing,no\n'
    (tmp_path / "t.csv").write_text(table)
    (tmp_path / "names.csv").write_text('column,item\n"what\nis it",using\n')
    more = ("--columns", "names.csv", "--to", "s.csv")
    done = run("score", "past-month", source, *more, home=tmp_path, text=table)
    assert (done.returncode, b"no column for" in done.stderr) == (Code.ROWS_LEFT_OUT, True)
    assert b"`safety`" not in done.stderr
    (row,) = rows(tmp_path / "s.csv")
    assert (row["row"], row["the\nsite"]) == ("2", "north")
    assert [one["row"] for one in rows(tmp_path / "s.bad-rows.csv")] == ["3"]


@pytest.mark.parametrize("to", ["", "scores.xlsx", "scores.json", "scores"])
def test_a_table_whose_name_says_no_kind_is_refused(tmp_path: Path, to: str) -> None:
    for command in (("score", "past-month", "-"), ("simulate", "past-month")):
        done = run(*command, "--to", to, home=tmp_path, text="using\nalcohol\n")
        assert (done.returncode, b"A table ends in .csv, .ndjson" in done.stderr) == (Code.USAGE, True)


def test_what_is_read_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("using\nalcohol\n")
    (tmp_path / "x.bad-rows.csv").write_text("using\nalcohol\n")
    for table, to in (("t.csv", "t.csv"), ("t.csv", "./t.csv"), ("x.bad-rows.csv", "x.csv")):
        done = run("score", "past-month", table, "--to", to, "--force", home=tmp_path)
        assert (done.returncode, b"would be written too" in done.stderr) == (Code.USAGE, True)
    assert (tmp_path / "t.csv").read_text() == (tmp_path / "x.bad-rows.csv").read_text() == "using\nalcohol\n"


def test_bytes_that_are_no_text_have_no_place_in_parquet_or_json(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"name,using\nx,alcohol\nJos\xe9,alcohol\n")
    for to in ("s.parquet", "s.ndjson"):
        done = run("score", "past-month", "t.csv", "--to", to, home=tmp_path)
        assert (done.returncode, b"Row 3 is not written in UTF-8" in done.stderr) == (Code.USAGE, True)
        assert not (tmp_path / to).exists()


def test_a_list_of_bad_rows_that_is_no_longer_true_is_removed_and_another_file_is_not(tmp_path: Path) -> None:
    run("score", "past-month", "-", "--to", "s.csv", home=tmp_path, text="using\nnothing\n")
    done = run("score", "past-month", "-", "--to", "s.csv", "--force", home=tmp_path, text="using\nalcohol\n")
    assert (done.returncode, (tmp_path / "s.bad-rows.csv").exists()) == (Code.DONE, False)
    (tmp_path / "s.bad-rows.csv").write_text("mine")
    run("score", "past-month", "-", "--to", "s.csv", "--force", home=tmp_path, text="using\nalcohol\n")
    assert (tmp_path / "s.bad-rows.csv").read_text() == "mine"
