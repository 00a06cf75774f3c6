"""A table of responses: which column is which item, what a cell means, what becomes of a row that cannot be read."""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.bulk.cells import BadCell, CellRules, Values
from screening.bulk.columns import Columns, TableError, match
from screening.bulk.responses import BadRow, Response, from_csv, from_ndjson, keys_in
from screening.bulk.scored_rows import names_beside, result_cells, result_columns
from screening.bulk.simulation import Gaps, cell, simulated
from screening.bulk.writing import csv_lines, ndjson_lines
from screening.engine.evaluation import Evaluation
from screening.engine.rules import Truth
from screening.model.answers import Answer, Answers, Chosen, Declined, Entered
from screening.model.questionnaire import Questionnaire
from tests.conftest import questionnaire
from tests.evaluated import critical, score
from tests.generated import questionnaires

ITEMS = """
items:
  - {id: drink, ask: Do you drink, options: yes-no}
  - {id: days, ask: How many days, type: number, least: 0, most: 7, only-if: {item: drink, is: yes}}
  - {id: why, ask: Why, type: choices, options: [{code: taste, text: Taste}, {code: habit, text: Habit},
     {code: none, text: None, exclusive: yes}]}
scales:
  - id: total
    title: Total
    sum-of: [drink, days]
    bands: [{id: low, from: 0, to: 3, title: Low}, {id: high, from: 4, to: 8, title: High}]
    cut-offs: [{at: 4, source: invented}, {at-most: 1, source: invented}]
"""
FORM = questionnaire(ITEMS)


def read(*lines: str, rules: CellRules | None = None, named: dict[str, str] | None = None) -> list[Response]:
    found = from_csv(FORM, (f"{line}\n" for line in lines), rules or CellRules(declined="declined"), named or {})
    return list(found.responses)


def answers_of(*lines: str) -> list[dict[str, Answer]]:
    found = read(*lines)
    assert [one.problems for one in found] == [()] * len(found)
    return [dict(one.answers) for one in found]


# Columns.


def test_columns_are_found_by_id_in_capitals_too_and_the_others_pass_through() -> None:
    (row,) = read("case,DRINK,site", "7,yes,north")
    assert (row.row, row.passed, dict(row.answers)) == (2, ("7", "north"), {"drink": Chosen("yes")})


def test_columns_are_found_by_the_names_and_codes_of_other_formats_unless_two_items_share_them() -> None:
    elsewhere = ITEMS.replace("days, type: number", "days, type: number, link: Q/2, loinc: 68517-2")
    elsewhere = elsewhere.replace("id: drink,", "id: drink, link: days, coding: [{code: both}],")
    elsewhere = elsewhere.replace("id: why,", "id: why, coding: [{code: both}],")
    found = match(questionnaire(elsewhere), ["q/2", "both", "DAYS"], {"q/2": "why"})
    assert [(name, item.id) for name, item in found.items] == [("q/2", "why"), ("DAYS", "days")]
    assert found.passed == ("both",)
    by_code = match(questionnaire(elsewhere), ["68517-2"], {})
    assert [(name, item.id) for name, item in by_code.items] == [("68517-2", "days")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_name_in_quotes_may_have_line_breaks_and_separators(separator: str, end: str) -> None:
    header = ["drink", f"which{end}site, {end}or; town", "DAYS"]
    lines = csv_lines(header, [["yes", "north", "3"], ["no", "", ""]])
    text = "".join(lines).replace(",", separator).replace(f"site{separator}", "site,")
    found = from_csv(FORM, io.StringIO(text, newline=""), CellRules(), {})
    first, second = found.responses
    assert (found.passed, first.row, second.row) == ((header[1],), 2, 3)
    assert (dict(first.answers), first.passed) == ({"drink": Chosen("yes"), "days": Entered(3)}, ("north",))


def test_a_quote_that_stays_open_in_the_first_line_refuses_the_table() -> None:
    with pytest.raises(TableError, match="opens a quote that does not close"):
        read('drink,"days', "yes,3")


def test_a_quote_inside_a_name_opens_nothing() -> None:
    (row,) = read('drink,5" nail', "yes,x")
    assert (dict(row.answers), row.passed) == ({"drink": Chosen("yes")}, ("x",))


def test_blanks_around_the_word_for_declined_count_for_nothing() -> None:
    (row,) = read("drink,days", "x, x ", rules=CellRules(declined=" x "))
    assert dict(row.answers) == {"drink": Declined(), "days": Declined()}


def test_a_file_can_say_which_column_is_which_item() -> None:
    (row,) = read("case,v1", "7,yes", named={"v1": "drink"})
    assert dict(row.answers) == {"drink": Chosen("yes")}


@pytest.mark.parametrize(
    ("header", "named", "told"),
    [
        (["case", "site"], {}, "No column is an item"),
        (["drink", "drink"], {}, "names a column twice: `drink`"),
        (["drink", "days", "", " "], {}, "The first line has 2 columns without a name. Name or remove them."),
        (["drink", "Drink"], {}, "More than one column is for `drink`"),
        (["drink"], {"v1": "drink"}, "the table has no column `v1`"),
        (["v1"], {"v1": "drnk"}, "there is no item `drnk`. Did you mean `drink`?"),
    ],
    ids=["none", "twice", "nameless", "one-item-twice", "no-column", "no-item"],
)
def test_a_header_that_does_not_fit_is_refused(header: list[str], named: dict[str, str], told: str) -> None:
    with pytest.raises(TableError, match=re.escape(told)):
        match(FORM, header, named)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("drink,days\n".encode("utf-16"), "The table is not written in UTF-8."),
        ("drink,days\n".encode("utf-16-le"), "The table is not written in UTF-8."),
        (b"sep=;\ndrink;days\n", "The first line is `sep=`"),
        (b"PK\x03\x04\n", "This is a workbook."),
        (b"\xd0\xcf\x11\xe0\xa1\n", "This is a workbook."),
        (b"PAR1\n", "This is Parquet"),
    ],
    ids=["utf-16", "utf-16-without-mark", "sep", "xlsx", "xls", "parquet"],
)
def test_another_kind_of_file_is_told_as_such(table: bytes, told: str) -> None:
    with pytest.raises(TableError) as refused:
        from_csv(FORM, table.decode("utf-8", "surrogateescape").splitlines(keepends=True), CellRules(), {})
    assert str(refused.value).startswith(told)


def test_what_no_column_is_for_is_told() -> None:
    assert from_csv(FORM, ["drink\n"], CellRules(), {}).missing == ("days", "why")


# Cells.


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_commas_semicolons_and_tabs_are_read(separator: str) -> None:
    lines = [separator.join(("drink", "days", "case")), separator.join(("yes", "3", '"a, b; c"'))]
    assert answers_of(*lines) == [{"drink": Chosen("yes"), "days": Entered(3)}]


def test_an_empty_cell_is_open_and_a_word_means_declined() -> None:
    assert answers_of("drink,days", ",", "yes,declined", " yes ,  ") == [
        {},
        {"drink": Chosen("yes"), "days": Declined()},
        {"drink": Chosen("yes")},
    ]


@pytest.mark.parametrize("written", ["taste;habit", "habit taste", '"taste, habit"', "taste|habit"])
def test_several_choices_stand_in_one_cell(written: str) -> None:
    assert answers_of("drink,why", f"yes,{written}")[0]["why"] == Chosen("taste", "habit")


@pytest.mark.parametrize(
    ("line", "column", "told"),
    [
        ("maybe,", "drink", "one of the item's option codes is wanted."),
        ("yes,8", "days", "a whole number from 0 to 7 is wanted."),
        ("yes,1e1", "days", "a whole number from 0 to 7 is wanted."),
        ("yes,3,extra", "", "It has 3 cells, and the first line has 2."),
    ],
    ids=["code", "range", "number", "cells"],
)
def test_a_bad_row_is_named_with_its_column_and_stops_nothing(line: str, column: str, told: str) -> None:
    first, bad, last = read("drink,days", "yes,1", line, "no,")
    assert (first.problems, last.problems) == ((), ())
    assert bad.problems == (BadRow(3, column, told),)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("72.5", "72.5"), ('"72,5"', "72.5"), ("+72.50", "72.5"), ("72.0", "72"), ("72.5 kg", "72.5"), ('"1,234"', None)],
)
def test_a_number_with_decimals_stands_in_a_cell_as_it_is_typed(written: str, kept: str | None) -> None:
    form = questionnaire(
        "items: [{id: weight, type: number, least: 0, most: 2000, decimals: 1, unit: kg, ask: How heavy?}]"
    )
    (row,) = from_csv(form, ["weight\n", f"{written}\n"], CellRules(), {}).responses
    assert row.answers == ({"weight": Entered(Decimal(kept))} if kept else {})
    assert bool(row.problems) is (kept is None)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2026-05-17", "2026-05-17"),
        ("2026/5", "2026-05"),
        ("2026-05-17 00:00:00.000000", "2026-05-17"),
        ("2026-05-17 07:30:00", None),
        ("May", None),
    ],
)
def test_a_date_stands_in_a_cell_with_the_year_first(written: str, kept: str | None) -> None:
    form = questionnaire("items: [{id: last, type: date, ask: When?}]")
    (row,) = from_csv(form, ["last\n", f"{written}\n"], CellRules(), {}).responses
    assert row.answers == ({"last": Entered(kept)} if kept else {})
    wanted_ = "a date such as 2026 or 2026-05 or 2026-05-17 is wanted."
    assert [one.reason for one in row.problems] == ([] if kept else [wanted_])


def test_a_cell_holds_the_code_of_the_file_that_the_questionnaire_was_taken_from() -> None:
    options = "[{code: 3-2, coding: {code: '-3'}, text: Bad}, {code: '3', coding: {code: '3'}, text: Good}]"
    form = questionnaire(f"items: [{{id: mood, ask: How?, options: {options}}}]")
    rows = from_csv(form, ["mood\n", "-3\n", "3\n", "3-2\n"], CellRules(), {}).responses
    assert [dict(one.answers) for one in rows] == [{"mood": Chosen(code)} for code in ("3-2", "3", "3-2")]


@pytest.mark.parametrize("type_", ["choice", "choices"])
def test_a_number_of_ours_is_never_read_as_another_number_of_the_file(type_: str) -> None:
    """Files that were taken over earlier have our code 1 for a -1 of theirs."""
    options = "[{code: '1', coding: {code: '-1'}, text: Refused}, {code: '2', coding: {code: '2'}, text: Two}]"
    form = questionnaire(f"items: [{{id: mood, type: {type_}, ask: How?, options: {options}}}]")
    minus, one, two = from_csv(form, ["mood\n", "-1\n", "1\n", "2\n"], CellRules(), {}).responses
    assert (dict(minus.answers), dict(two.answers)) == ({"mood": Chosen("1")}, {"mood": Chosen("2")})
    assert [slip.column for slip in one.problems] == ["mood"]


@pytest.mark.parametrize(
    "cell",
    ["2026-05-17", "2026-05-17 07:30", "2026-05-17 07:30:59", "2026-05-17T07:30:00.000+02:00", "2026-05-17 00:00:00"],
)
def test_of_a_date_that_had_a_time_in_its_own_form_the_time_is_left_off(cell: str) -> None:
    form = questionnaire("items: [{id: last, type: date, precision: day, was: datetime, ask: When?}]")
    (row,) = from_csv(form, ["last\n", f"{cell}\n"], CellRules(), {}).responses
    assert row.answers == {"last": Entered("2026-05-17")}


def test_so_do_the_codes_of_several_choices_in_one_cell() -> None:
    options = "[{code: 3-2, coding: {code: '-3'}, text: Bad}, {code: '3', coding: {code: '3'}, text: Good}]"
    form = questionnaire(f"items: [{{id: mood, type: choices, ask: How?, options: {options}}}]")
    rows = from_csv(form, ["mood\n", "-3;3\n", "3\n"], CellRules(), {}).responses
    assert [dict(one.answers) for one in rows] == [{"mood": Chosen("3-2", "3")}, {"mood": Chosen("3")}]


def test_a_column_is_for_the_item_with_just_this_name_in_its_own_file() -> None:
    items = "[{id: a-1, link: A.1, type: number, ask: One?}, {id: a-1-2, link: A-1, type: number, ask: Two?}]"
    form = questionnaire(f"items: {items}")
    (row,) = from_csv(form, ["A.1,A-1\n", "1,2\n"], CellRules(), {}).responses
    assert row.answers == {"a-1": Entered(1), "a-1-2": Entered(2)}
    (row,) = from_csv(form, ["A-1\n", "2\n"], CellRules(), {}).responses
    assert row.answers == {"a-1-2": Entered(2)}


def test_every_bad_cell_of_a_row_is_named() -> None:
    (bad,) = read("drink,days", "maybe,9")
    assert [one.column for one in bad.problems] == ["drink", "days"]


def test_points_are_turned_into_codes() -> None:
    rules = CellRules("points")
    found = read("drink,days", "1,7", "0.0,", "2,1", rules=rules)
    assert [dict(one.answers) for one in found[:2]] == [
        {"drink": Chosen("yes"), "days": Entered(7)},
        {"drink": Chosen("no")},
    ]
    assert found[2].problems == (BadRow(4, "drink", "points of one of its options are wanted: 0, 1."),)


def test_points_that_two_options_share_are_refused_for_the_whole_table() -> None:
    form = questionnaire("""
items:
  - {id: drink, ask: Do you, options: [{code: no, score: 0, text: "No"}, {code: yes, score: 1, text: "Yes"},
     {code: often, score: 1, text: Often}]}
""")
    with pytest.raises(TableError, match="`yes`, `often`"):
        CellRules("points").reader(form.questions[0])


@pytest.mark.parametrize(
    ("word", "values", "found"),
    [
        ("yes", "codes", "`drink`"),
        ("7", "codes", "`days`"),
        ("habit", "codes", "`why`"),
        ("1.0", "points", "`drink`, `days`"),
        ("yes", "points", ""),
        ("8", "codes", ""),
        (None, "codes", ""),
    ],
)
def test_a_word_for_declined_that_is_an_answer_is_refused(word: str | None, values: Values, found: str) -> None:
    rules, columns = CellRules(values, word), match(FORM, ["drink", "days", "why"], {})
    if not found:
        assert [*rules.readers(columns)] == ["drink", "days", "why"]
        return
    with pytest.raises(TableError, match=f"`{word}` is an answer to {found}, so it cannot mean declined"):
        rules.readers(columns)
    assert [*rules.misused(FORM.questions)]


def test_every_item_that_cannot_be_read_is_named_at_once() -> None:
    form = questionnaire("items: [{id: a, ask: A, options: yes-no}, {id: b, ask: B, options: yes-no}]")
    several = [one.model_copy(update={"options": (*one.options, one.options[0])}) for one in form.questions]
    with pytest.raises(TableError) as refused:
        CellRules("points", "1").readers(Columns((("a", several[0]), ("b", several[1])), ()))
    assert [one[:2] for one in refused.value.problems] == ["a:", "b:"]


def test_what_is_no_number_is_no_points() -> None:
    with pytest.raises(BadCell, match="points of one of its options"):
        CellRules("points").reader(FORM.questions[0])("sNaN")


def test_no_message_quotes_a_cell() -> None:
    with pytest.raises(BadCell) as slip:
        CellRules().reader(FORM.questions[0])("my secret")
    assert "secret" not in str(slip.value)


# JSON in lines.


def test_lines_of_json_are_answers_files_whose_other_keys_pass_through() -> None:
    lines = [
        json.dumps({"id": 1, "answers": {"drink": "yes", "days": 2}}),
        json.dumps({"id": 2, "answers": {"drink": None}}),
    ]
    table = from_ndjson(FORM, lines)
    first, second = table.responses
    assert (table.passed, first.passed, dict(first.answers)) == (
        ("id",), (1,), {"drink": Chosen("yes"), "days": Entered(2)},
    )  # fmt: skip
    assert dict(second.answers) == {"drink": Declined()}


@pytest.mark.parametrize(
    "line",
    [
        '{"answers": {}, "answers": {}}',
        '{"answers": {"drink": "yes", "drink": "no"}}',
        '{"answers": {"days": NaN}}',
        "[1]",
        "{",
        '{"answers": []}',
        '{"answers": {}, "more": 1}',
        '{"answers": {"drink": "maybe"}}',
        "[" * 5000,
    ],
)
def test_a_line_that_is_no_response_is_a_bad_row(line: str) -> None:
    table = from_ndjson(FORM, ['{"answers": {}}', line, '{"answers": {}}'])
    assert [bool(one.problems) for one in table.responses] == [False, True, False]


def test_a_key_that_stands_twice_is_named_if_it_is_known() -> None:
    lines = ['{"answers": {"drink": "yes", "drink": "no"}}', '{"me": 1, "me": 2, "answers": {}}']
    (one,) = (row.problems[0] for row in from_ndjson(FORM, ['{"answers": {}}', lines[0]]).responses if row.problems)
    assert one == BadRow(2, "", "`drink`: it stands twice.")
    with pytest.raises(TableError, match=r"Line 1: A key that is not known: it stands twice\."):
        from_ndjson(FORM, lines[1:])


def test_keys_that_only_some_lines_have_pass_through_where_all_are_known() -> None:
    lines = ['\ufeff{"answers": {}}', '{"site": "x", "answers": {}}', "{", '{"answers": {}, "id": 3}']
    assert (keys := keys_in(FORM, lines)) == ("site", "id")
    assert [one.passed for one in from_ndjson(FORM, lines, keys).responses] == [
        (None, None),
        ("x", None),
        (),
        (None, 3),
    ]


def test_there_is_an_end_to_keys() -> None:
    with pytest.raises(TableError, match="more than 1,000 different keys"):
        keys_in(FORM, (f'{{"k{number}": 1, "answers": {{}}}}' for number in range(1001)))


# Results.


def results(answers: Answers) -> dict[str, object]:
    return dict(zip(result_columns(FORM), result_cells(Evaluation(FORM, answers)), strict=True))


def test_a_row_of_results_has_what_a_score_has() -> None:
    made = results({"drink": Chosen("yes")})
    assert (*made,) == (
        "total", "total_low", "total_high", "total_band", "total_from_4", "total_to_1", "critical", "unanswered",
        "declined",
    )  # fmt: skip
    assert made == {
        "total": None, "total_low": Decimal(1), "total_high": Decimal(8), "total_band": "low;high",
        "total_from_4": None, "total_to_1": None, "critical": None, "unanswered": "days;why", "declined": None,
    }  # fmt: skip


def test_a_question_with_an_answer_is_not_unanswered_while_it_is_open_whether_it_is_asked() -> None:
    """What depends on `drink` may be asked, so its answer does not count, and its total is open."""
    for answer, unanswered, declined in (
        (Entered(3), "drink;why", None), (Declined(), "drink;why", "days"), (None, "drink;days;why", None)
    ):  # fmt: skip
        made = results({} if answer is None else {"days": answer})
        assert (made["total_high"], made["unanswered"], made["declined"]) == (Decimal(8), unanswered, declined)
    made = results({"drink": Chosen("no"), "days": Declined()})
    assert (made["unanswered"], made["declined"]) == ("why", None)


def test_each_column_that_passes_through_has_its_own_name_beside_the_results() -> None:
    assert names_beside(FORM, ["case", "total", "row"]) == {"case": "case", "total": "given_total", "row": "given_row"}
    for names in (["total", "given_total", "row"], ["given_total", "total", "row"]):
        assert len({*names_beside(FORM, names).values()}) == 3
    assert names_beside(FORM, ["given_row", "row"]) == {"given_row": "given_row", "row": "given_given_row"}


def test_results_are_written_as_csv_and_as_lines_of_json() -> None:
    rows = [(2, None, Decimal("2.50"), "a,b", {"k": 1}), (3, "", Decimal("1E+1"), "c", True)]
    assert "".join(csv_lines("vwxyz", rows)) == 'v,w,x,y,z\n2,,2.5,"a,b","{""k"": 1}"\n3,,10,c,true\n'
    assert json.loads(next(ndjson_lines("vwxyz", rows))) == {
        "v": 2, "w": None, "x": 2.5, "y": "a,b", "z": {"k": 1},
    }  # fmt: skip


# Made-up answers, and the whole way.


@given(questionnaires(), st.integers(0, 9))
def test_made_up_answers_respect_the_skips(form: Questionnaire, seed: int) -> None:
    for answers in islice(simulated(form, seed, Gaps()), 3):
        evaluation = Evaluation(form, answers)
        asked = {item.id for item in form.questions if evaluation.asked(item) is Truth.YES}
        assert asked == {*answers}


@given(questionnaires(), st.integers(0, 9))
def test_each_row_has_what_scoring_one_at_a_time_gives(form: Questionnaire, seed: int) -> None:
    made = [*islice(simulated(form, seed, Gaps(0.2, 0.1)), 4)]
    ids = [item.id for item in form.questions]
    lines = csv_lines(ids, [[cell(answers.get(id_), "declined") for id_ in ids] for answers in made])
    rows = list(from_csv(form, lines, CellRules(declined="declined"), {}).responses)
    assert [dict(row.answers) for row in rows] == made
    header = result_columns(form)
    for row in rows:
        made_row = dict(zip(header, result_cells(Evaluation(form, row.answers)), strict=True))
        expected = {one.scale.id: one for one in score(form, row.answers)}
        for scale in form.scales:
            found = expected.get(scale.id)
            spans = (found.value, found.span.low, found.span.high) if found else (None, None, None)
            assert tuple(made_row[f"{scale.id}{end}"] for end in ("", "_low", "_high")) == spans
        assert made_row["critical"] == (";".join(one.id for one in critical(form, row.answers)) or None)


def test_the_same_seed_makes_the_same_answers() -> None:
    once, again, other = ([*islice(simulated(FORM, seed, Gaps(0.3)), 20)] for seed in (1, 1, 2))
    assert once == again != other


def test_a_quote_that_is_not_closed_is_a_bad_row() -> None:
    first, bad = read("drink,days", "no,", 'yes,"3', "no,")
    assert (first.problems, len(bad.problems)) == ((), 1)
