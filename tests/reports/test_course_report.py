"""R-21: the report of the course: one table of all sittings, one chart for each scale, each kept whole."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from screening.engine.interview import Status
from screening.formats.render import ASCII, html_page, markdown, plain_text, section_lines
from screening.records.client_file import Sitting
from screening.reports.course_report import CourseReports
from screening.reports.document import Clinic, Document, Paragraph, ScaleChart, Table
from screening.reports.trend import all_trends
from tests.conftest import answers
from tests.formats.test_html import Page, axe, in_browser
from tests.formats.test_pdf import made, read, squeezed, told
from tests.people import TODAY, blocks, library, monthly, result_reports, said, words
from tests.reports.test_counselor_report import NOTICE, sitting
from tests.reports.test_trend import made_up
from tests.reports.test_trend import sitting as made_up_sitting
from tests.terminals import needs


def report(*sittings: Sitting, notice: str = "") -> Document:
    """The report of these sittings."""
    reports = CourseReports(result_reports(), clinic=Clinic("River Street Clinic"), by="CD")
    return reports.report("KX7Q", all_trends(sittings), notice=notice)


@cache
def year() -> tuple[Sitting, ...]:
    """A year of one client."""
    levels = (
        "daily",
        "daily",
        "several-a-week",
        "several-a-week",
        "weekly",
        "weekly",
        "once-or-twice",
        "once-or-twice",
    )
    months = [
        sitting(n, monthly("alcohol", level), f"2026-{n + 1:02}-15", "past-month") for n, level in enumerate(levels, 1)
    ]
    one = sitting(10, monthly("alcohol", "weekly", legal=None), "2026-10-20", "past-month", way="read-aloud")
    return (*months, one, sitting(11, said("alcohol", "weekly"), "2026-11-02"))


@cache
def of_a_year() -> Document:
    """The report of that year."""
    return report(*year(), notice=NOTICE)


def text(document: Document) -> str:
    """The report on one endless line."""
    return " ".join(plain_text(document).split())


def tables(document: Document) -> list[Table]:
    """The tables of a document."""
    return [block for block in blocks(document) if isinstance(block, Table)]


def charts(document: Document) -> list[ScaleChart]:
    """The charts of a document."""
    return [block for block in blocks(document) if isinstance(block, ScaleChart)]


def html(document: Document) -> str:
    """The report as a page."""
    return html_page(document, library().template("page.html"))


def test_a_questionnaire_has_one_table_with_a_row_for_each_sitting_and_a_column_for_each_scale() -> None:
    """R-10."""
    monthly_table, _ = tables(of_a_year())
    assert monthly_table.headings == (
        "Sitting", "Taken", "Answered", "Loss of control (of 16)", "Neglected responsibilities (of 8)",
        "Social and interpersonal (of 8)", "Legal issues (of 4)", "Health (of 12)",
    )  # fmt: skip
    assert monthly_table.rows[0] == ("1, 2026-02-15", "alone", "18 of 18", "16", "8", "8", "4", "12")
    assert monthly_table.rows[8] == ("10, 2026-10-20", "read aloud", "17 of 18", "8", "4", "4", "0 to 4", "6")
    assert len(monthly_table.rows) == 9 + 2


def test_the_change_since_the_one_before_and_since_the_first_stand_below_the_sittings() -> None:
    """R-10."""
    found = tables(of_a_year())[0].rows[-2:]
    assert found == (
        ("Change since the one before", "", "", "+4", "+2", "+2", "not known", "+3"),
        ("Change since the first", "", "", "-8", "-4", "-4", "not known", "-6"),
    )


def test_each_scale_has_one_chart_in_a_section_of_its_own() -> None:
    sections = [
        section for section in of_a_year().sections if any(isinstance(one, ScaleChart) for one in section.blocks)
    ]
    assert [len(section.blocks) for section in sections] == [1] * len(charts(of_a_year()))
    assert len({chart.title for chart in charts(of_a_year())}) == 5  # the year has one sitting with levels


def test_each_caution_is_said_once() -> None:
    """Q-17."""
    found = text(of_a_year())
    assert found.count("Taken in different ways: alone at the keyboard; with the questions read aloud.") == 1
    assert found.count(words().say("changes-unknown")) == 1


def test_what_is_known_about_a_change_is_said_with_its_figures() -> None:
    """R-10."""
    listed = [made_up_sitting(n, answers(one=value, two="never")) for n, value in enumerate((30, 10), 1)]
    assert "Total: From 2001-01-01 (30 of 40 points) to 2002-01-01 (10 of 40 points): Changed by 20" in text(
        report(*listed)
    )


def test_sittings_about_two_subjects_have_a_column_for_it_and_no_difference() -> None:
    """R-10."""
    about = enumerate((monthly(using, "weekly") for using in ("alcohol", "cannabis")), 1)
    listed = [sitting(n, found, f"2026-0{n}-15", "past-month") for n, found in about]
    (found,) = tables(report(*listed))
    assert [row[1] for row in found.rows] == ["Alcohol", "Cannabis", ""]
    assert set(found.rows[-1][4:]) == {"not known"}


def test_a_level_stands_beside_its_points_and_a_sitting_without_a_score_has_none() -> None:
    """R-7."""
    scale = (
        "sum-of: [one]\n    bands: [{id: low, title: Low, from: 0, to: 9}, {id: high, title: High, from: 10, to: 40}]"
    )
    form = made_up(scale=scale, figures="")
    listed = [made_up_sitting(1, answers(one=12, two="never"), source=form), made_up_sitting(2, {}, source=form)]
    (found,) = tables(report(*listed))
    assert found.rows[0][-1] == "12: High"


def test_a_sitting_that_was_not_finished_says_so_in_its_row() -> None:
    one = sitting(1, monthly("alcohol", "weekly"), "2026-01-15", "past-month", status=Status.STOPPED, interpreter=True)
    (found,) = tables(report(one))
    assert found.rows[0][1] == "alone, interpreter, not finished"
    assert words().say("trend-few") in text(report(one))


def test_every_sheet_names_client_clinic_days_and_which_of_how_many_it_is(tmp_path: Path) -> None:
    sheets = told("pdftotext", made(of_a_year()), folder=tmp_path).split("\f")[:-1]
    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, 1):
        for part in ("River Street Clinic", "Client KX7Q", f"Page {number} of {len(sheets)}"):
            assert part in sheet
        assert f"Sittings from 2026-02-15 to 2026-11-02. Made on {TODAY} by CD." in " ".join(sheet.split())


def torn(sheets: list[str]) -> list[int]:
    """The sheets on which there is a title without its chart, or a chart without its title."""
    titles = {chart.title for chart in charts(report(*year()[:9]))}
    found = []
    for number, sheet in enumerate(sheets, 1):
        drawn = sheet.count("2026-03-15") - sheet.count("2, 2026-03-15")  # the day stands in the table too
        if drawn != sum(sheet.count(title) for title in titles):
            found.append(number)
    return found


def test_the_title_of_a_chart_is_never_on_another_sheet_than_the_chart(tmp_path: Path) -> None:
    sheets = told("pdftotext", made(report(*year()[:9])), folder=tmp_path).split("\f")
    assert (len(sheets) > 2, torn(sheets)) == (True, [])


def test_the_title_of_a_chart_that_a_browser_prints_is_never_on_another_sheet(tmp_path: Path) -> None:
    needs("chromium")
    needs("pdftotext")
    (tmp_path / "page.html").write_text(html(report(*year()[:9])), encoding="utf-8")
    printed = tmp_path / "printed.pdf"
    in_browser(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={printed}", f"file://{tmp_path}/page.html")
    sheets = told("pdftotext", printed.read_bytes(), folder=tmp_path).split("\f")
    assert (len(sheets) > 2, torn(sheets)) == (True, [])


@pytest.mark.parametrize("format_", ["html", "pdf", "md", "txt"])
def test_every_format_says_the_same(format_: str, tmp_path: Path) -> None:
    shown = {
        "html": lambda: Page(html(of_a_year())).words,
        "pdf": lambda: read(made(of_a_year()), tmp_path),
        "md": lambda: re.sub(r"[\\*|#]", "", markdown(of_a_year())),
        "txt": lambda: plain_text(of_a_year(), 40),  # so narrow that the cells of a row stand one after the other
    }[format_]()
    left = squeezed(shown)
    told_of = [cell for table in tables(of_a_year()) for row in table.rows for cell in row]
    told_of += [block.text for block in blocks(of_a_year(), "sign", "notice") if isinstance(block, Paragraph)]
    told_of += [chart.title for chart in charts(of_a_year())]
    assert [part for part in told_of if squeezed(part) not in left] == []


def test_a17_axe_finds_nothing_on_the_report_of_a_course(tmp_path: Path) -> None:
    """A-17."""
    passes, violations = axe(html(of_a_year()), tmp_path)
    assert passes > 10
    assert violations == []


def test_a10_a_chart_has_its_words_in_the_place_of_the_picture() -> None:
    """A-10."""
    data = made(of_a_year())
    assert len(re.findall(rb"/Alt\(", data)) == len(charts(of_a_year()))


@pytest.mark.parametrize("columns", [20, 30, 40, 60, 80])
def test_no_line_of_the_report_is_wider_than_the_window(columns: int) -> None:
    """A-5."""
    for glyphs in (ASCII, None):
        lines = [line.text for part in of_a_year().sections for line in section_lines(part, columns, glyphs)]
        assert max(map(len, lines)) <= columns
