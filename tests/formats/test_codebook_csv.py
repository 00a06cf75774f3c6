"""The codebook of a table: every column, every id and every code that can stand in it."""

from __future__ import annotations

import pytest

from screening.formats.answers_csv import AnswerRow, answer_rows_of, answers_csv
from screening.formats.codebook_csv import COLUMNS, codebook_csv
from screening.formats.scores_csv import ScoreRow, rows_of, scores_csv
from screening.formats.sitting_cells import SittingRow, columns_of
from screening.records.client_file import Sitting
from tests.clients import sitting
from tests.conftest import shipped
from tests.formats.test_scores_csv import parsed
from tests.people import answered, by_lot, monthly, words

KINDS = (ScoreRow, AnswerRow)
SAME_EVERYWHERE = ("administration", "status", "state")  # whatever the questionnaire
CODED = ("questionnaire", *SAME_EVERYWHERE, "subject", "look_first", "scale", "bands", "item", "codes")


def sittings() -> list[Sitting]:
    """Sittings of many people with two questionnaires."""
    taken = [sitting(shipped("signs"), answered(found), number) for number, found in enumerate(by_lot(40), 1)]
    return [*taken, sitting(shipped("past-month"), answered(monthly("alcohol", "weekly", safety="yes"), "past-month"))]


def book(kind: type[SittingRow]) -> list[dict[str, str]]:
    """The codebook of these sittings."""
    return parsed(codebook_csv(kind, (one.questionnaire for one in sittings()), words()))


@pytest.mark.parametrize("kind", KINDS)
def test_each_column_of_the_table_is_explained_once_and_in_its_order(kind: type[SittingRow]) -> None:
    explained = [row["column"] for row in book(kind) if not (row["value"] or row["questionnaire"])]
    assert explained == list(columns_of(kind))
    assert list(book(kind)[0]) == list(COLUMNS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_id_and_code_that_stands_in_the_table_stands_in_the_codebook(kind: type[SittingRow]) -> None:
    if kind is ScoreRow:
        table = parsed(scores_csv(row for one in sittings() for row in rows_of("A", one)))
    else:
        table = parsed(answers_csv(row for one in sittings() for row in answer_rows_of("A", one)))
    known = {(row["column"], row["questionnaire"], row["of"], row["value"]) for row in book(kind)}
    used = set()
    for row in table:
        for column in (name for name in CODED if name in row):
            form = "" if column in SAME_EVERYWHERE else row["questionnaire"]
            of = {"bands": row.get("scale", ""), "codes": row.get("item", ""), "subject": "using"}.get(column, "")
            used |= {(column, form, of, value) for value in row[column].split()}
    assert len(used) > 40
    assert used - known == set()


def test_an_option_has_its_words_and_its_points() -> None:
    rows = [row for row in book(AnswerRow) if row["column"] == "codes" and row["of"] == "craving"]
    assert [(row["value"], row["meaning"], row["points"]) for row in rows if row["questionnaire"] == "signs"] == [
        ("never", "Never", "0"), ("less-than-monthly", "Less than monthly", "1"), ("monthly", "Monthly", "2"),
        ("weekly", "Weekly", "3"), ("daily", "Daily or almost daily", "4"),
    ]  # fmt: skip


def test_two_versions_of_a_questionnaire_are_told_apart() -> None:
    form = shipped("past-month")
    other = form.model_copy(update={"version": "3.0"})
    rows = parsed(codebook_csv(ScoreRow, [form, other, form], words()))
    found = [row["version"] for row in rows if (row["column"], row["value"]) == ("scale", "control")]
    assert found == [form.version, "3.0"]
