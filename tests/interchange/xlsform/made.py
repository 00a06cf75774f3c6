"""XLSForms for the tests: rows of a survey and of lists of choices, as sheets and as workbooks."""

from __future__ import annotations

import io
from collections.abc import Iterable

import openpyxl

from screening.interchange.taken import Taken, Wishes
from screening.interchange.xlsform import read as xlsform_read
from screening.interchange.xlsform.sheets import Rows, Sheets
from screening.interchange.yaml_text import Tree, yaml_text
from screening.loading.library import Library, questions_folder
from screening.model.questionnaire import Questionnaire

Cells = dict[str, str]
WISHES = Wishes(licence="Stated", recall="the past week", audience="adults")
NOTED = {"heading", "help", "required", "total-guarded", "looks", "metadata", "language-not-said", "open-choice"}
OFTEN = {"often": {"never": "Never", "some": "Some days", "most": "Most days"}}
NUMBERS = {"n": {"0": "Never", "1": "Some days", "2": "Most days"}}


def q(name: str, type_: str = "select_one often", label: str = "How often is it?", **cells: str) -> Cells:
    """One row of the survey."""
    return {"type": type_, "name": name, "label": label, **cells}


def table(rows: Iterable[Cells]) -> Rows:
    """The rows below a first row with every title that one of them has."""
    rows = list(rows)
    titles = list(dict.fromkeys(title for row in rows for title in row))
    return [titles, *([row.get(title, "") for title in titles] for row in rows)]


def choices(lists: dict[str, dict[str, str]]) -> list[Cells]:
    return [
        {"list_name": name, "name": code, "label": words}
        for name, options in lists.items()
        for code, words in options.items()
    ]


def form(*rows: Cells, lists: Iterable[Cells] | None = None, settings: Cells | None = None) -> Sheets:
    """A form with these rows. The lists `often` and `n` are there unless others are given."""
    listed = choices({**OFTEN, **NUMBERS}) if lists is None else list(lists)
    said = {"default_language": "English (en)", **(settings or {})}
    return {"survey": table(rows), "choices": table(listed), "settings": table([said])}


def read(*rows: Cells, lists: Iterable[Cells] | None = None, settings: Cells | None = None) -> Taken:
    return xlsform_read.read(form(*rows, lists=lists, settings=settings), "0" * 64, WISHES)


def kinds(found: Taken) -> list[str]:
    return [one.kind for one in found.remarks if one.kind not in NOTED]


def loaded(found: Taken) -> Questionnaire:
    """What is written is read by `loading`."""
    assert found.tree is not None, [(one.kind, one.where) for one in found.remarks]
    return Library(questions_folder()).parse_stored(yaml_text(found.tree), "made.yaml")


def items(found: Taken) -> list[Tree]:
    assert found.tree is not None, [(one.kind, one.where) for one in found.remarks]
    rows = found.tree["items"]
    assert isinstance(rows, list)
    return rows


def workbook(sheets: Sheets) -> bytes:
    """The sheets as a workbook of another program."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
