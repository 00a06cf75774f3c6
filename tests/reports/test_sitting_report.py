"""R-20: the report of one sitting for the file: its order, nothing twice, its sheets, the same in every format."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from screening.engine.interview import Status
from screening.engine.look_first import look_first
from screening.engine.results import conclude
from screening.formats.render import ASCII, html_page, markdown, plain_text, section_lines
from screening.formats.result_json import Json
from screening.records.client_file import LookedAt, Sitting
from screening.reports.document import Clinic, Document, Facts, Paragraph, Table, WritingLines
from screening.reports.sitting_report import SittingReports
from screening.reports.trend import sitting_before
from tests.conftest import answers, questionnaire
from tests.formats.test_html import Page, axe, in_browser
from tests.formats.test_pdf import about, made, read, squeezed, texts, told
from tests.people import TODAY, blocks, by_lot, library, monthly, place, result_reports, said, sentences, words
from tests.reports.test_counselor_report import NOTICE, sitting
from tests.reports.test_trend import FIGURES, made_up
from tests.reports.test_trend import sitting as made_up_sitting
from tests.terminals import needs

CLINIC = Clinic("River Street Clinic", "403-555-0100")
HOSTILE = '<b>Clinic</b> "quoted" </style> {{ 7 * 7 }} \\ #eval("1")'
URGENT = said("alcohol", "weekly", safety="yes", urgent=["unsafe", "pregnant"], legal=None, danger=None)


def report(one: Sitting, *earlier: Sitting, notice: str = "", clinic: Clinic = CLINIC) -> Document:
    """The report of a sitting, after these."""
    reports = SittingReports(result_reports(), clinic=clinic, by="CD")
    before = sitting_before((*earlier, one), one)
    return reports.report("KX7Q", one, conclude(one.interview, place("CA-AB")), before, notice=notice)


def of(found: Json, name: str = "signs", on: str = "2026-11-18", *, number: int = 2) -> Sitting:
    """A sitting with these answers."""
    return sitting(number, found, on, name)


@cache
def fullest() -> Document:
    """The report that is about the longest that there is: much to look at first, an earlier sitting, a notice."""
    return report(of(URGENT), of(said("alcohol", "monthly"), on="2026-05-02", number=1), notice=NOTICE)


def text(document: Document) -> str:
    """The report on one endless line."""
    return " ".join(plain_text(document).split())


def table(document: Document, section: str) -> Table:
    """The table of a section."""
    return next(block for block in blocks(document, section) if isinstance(block, Table))


def column(found: Table, heading: str) -> list[str]:
    """The cells under a heading."""
    return [row[found.headings.index(heading)] for row in found.rows]


# Its parts.


def test_the_summary_stands_first_then_what_to_look_at_first_scores_answers_method_and_a_line_to_sign() -> None:
    assert [one.id for one in fullest().sections] == [
        "summary", "first", "scores", "answers", "method", "sign", "notice",
    ]  # fmt: skip
    assert fullest().sections[-1].blocks == (Paragraph(NOTICE),)


def test_the_summary_says_what_came_up_what_it_was_about_and_how_it_was_taken() -> None:
    one = replace(of(URGENT), administration="entered", paper=True, interpreter=True, date="2026-11-02")
    (facts,) = (block for block in blocks(report(one), "summary") if isinstance(block, Facts))
    assert dict(facts.rows) == {
        "About": "Alcohol, the past 12 months",
        "Taken": "On 2026-11-02, with the answers entered by a counsellor, from a paper form. "
        "An interpreter took part. Entered on 2026-11-18.",
        "Answered": "20 of 22 questions, 2 skipped. Finished.",
        "Recorded by": "AB",
    }
    assert "Signs: between 10 and 11 of 11. That is: Many signs." in text(report(one))


@pytest.mark.parametrize("found", [URGENT, said("alcohol", adult="no"), said("alcohol"), {"safety": "no"}])
def test_what_is_to_be_looked_at_first_is_what_the_engine_says(found: Json) -> None:
    """R-4: with the answer that it comes from; and where there is nothing it does not reassure."""
    one = of(found)
    flags = look_first(one.interview.evaluation)
    document = report(one)
    if flags:
        assert column(table(document, "first"), "What") == [flag.title for flag in flags]
        assert all(column(table(document, "first"), "From the answer"))
    else:
        assert blocks(document, "first").__next__() == Paragraph(words().say("case-first-none"))


def test_a_mark_that_somebody_looked_stands_beside_it() -> None:
    """R-4."""
    one = of(URGENT)
    mark = LookedAt(one.number, ("self-harm",), one.changed, "CD", "Called the crisis team.")
    reports = SittingReports(result_reports(), clinic=CLINIC, by="CD")
    found = table(reports.report("KX7Q", one, conclude(one.interview, place("CA-AB")), marks=[mark]), "first")
    assert column(found, "From the answer")[0] == "Thoughts of hurting yourself: Yes, I have had such thoughts"
    seen, *others = column(found, "Looked at")
    assert seen == "CD, 2026-11-18: Called the crisis team."
    assert set(others) == {"not yet"}


def test_each_answer_stands_in_one_row_with_its_points_and_what_was_not_asked_is_named() -> None:
    """R-6."""
    one = of(URGENT)
    found = table(report(one), "answers")
    items = one.questionnaire.by_id
    assert column(found, "Question") == [items[item.id].label for item in one.interview.path]
    row = dict(zip(column(found, "Question"), found.rows, strict=True))
    assert row["A strong urge"] == ("A strong urge", "Weekly", "3")
    assert row["Trouble with the law"] == ("Trouble with the law", "preferred not to say", "0 to 4")
    assert "Not asked: Your word for it, Prescribed for you." in text(report(one))


def test_method_and_each_source_stand_once() -> None:
    found = text(fullest())
    assert found.count("How this was worked out") == 1
    cited = [library().sources[name] for name in of(URGENT).questionnaire.method_sources]
    assert cited
    assert [found.count(" ".join(source.citation.split())) for source in cited] == [1] * len(cited)


def test_a_score_has_its_points_its_level_and_the_signs_that_it_counts() -> None:
    found = table(report(of(URGENT)), "scores")
    assert found.headings == ("Scale", "Points", "Level")
    assert ("Signs", "10 to 11 of 11", "Many signs (6 to 11)") in found.rows
    told = text(report(of(URGENT)))
    assert "Used to it (dependence): counted are Needing more; Unwell without it." in told
    assert "Signs: it is open whether Risk of harm counts." in told


def test_scales_without_levels_have_no_column_for_them() -> None:
    assert table(report(of(monthly("alcohol", "weekly"), "past-month")), "scores").headings == ("Scale", "Points")


def test_a_cut_off_stands_below_the_table_with_its_source() -> None:
    scale = "sum-of: [one]\n    cut-offs: [{at: 10, source: Made up}]"
    found = report(made_up_sitting(1, answers(one=12, two="never"), source=made_up(scale=scale)))
    assert "Total: At or above the cut-off of 10. Source: Made up" in text(found)


def test_somebody_under_18_has_answers_and_the_reason_why_there_are_no_scores() -> None:
    """R-7."""
    one = of(said("alcohol", "weekly", adult="no"))
    document = report(one)
    assert "scores" not in [section.id for section in document.sections]
    (summary,) = (block.text for block in blocks(document, "summary") if isinstance(block, Paragraph))
    assert summary.startswith(f"{conclude(one.interview, place('CA-AB')).scores_absent} The client told of ")
    assert table(document, "answers").headings == ("Question", "Answer")


@pytest.mark.parametrize("status", [Status.STOPPED, Status.IN_PROGRESS])
def test_a_sitting_that_was_not_finished_has_a_report_that_says_so(status: Status) -> None:
    found = text(report(replace(sitting(1, {"safety": "yes"}, "2026-11-18", status=status))))
    assert "1 of " in found
    assert words().say(f"status-{status.value}") in found


def test_there_is_a_line_to_sign_and_the_intended_use() -> None:
    found = tuple(blocks(fullest(), "sign"))
    assert found == (WritingLines(("Name and signature", "Date")), Paragraph(words().say("intended-use")))


def test_no_report_speaks_to_the_client_or_has_a_hole_whoever_answers() -> None:
    for found in by_lot(40):
        document = report(of(found))
        assert [one for one in sentences(document) if "{" in one] == []
        summary = " ".join(block.text for block in blocks(document, "summary") if isinstance(block, Paragraph))
        assert not re.search(r"\byou\b", summary, re.IGNORECASE), summary


# Change since the last sitting.


def test_a_change_since_the_last_sitting_stands_beside_each_score() -> None:
    """R-10."""
    before, now = of(monthly("alcohol", "daily"), "past-month", "2026-08-20", number=1), monthly("alcohol", "weekly")
    found = table(report(of({**now, "legal": None}, "past-month"), before), "scores")
    assert found.headings == ("Scale", "Points", "2026-08-20", "Change")
    assert ("Loss of control", "8 of 16", "16 of 16", "-8") in found.rows
    assert ("Legal issues", "0 to 4 of 4", "4 of 4", "not known") in found.rows
    assert text(report(of(now, "past-month"), before)).count(words().say("changes-unknown")) == 1


def test_a_change_that_is_more_than_chance_is_said_with_its_figures() -> None:
    """R-10."""
    listed = [made_up_sitting(n, answers(one=value, two="never")) for n, value in enumerate((30, 10), 1)]
    found = text(report(listed[1], listed[0]))
    assert "Total: Changed by 20, for the better. Changes under 6 can happen by chance." in found
    assert words().say("changes-unknown") not in found
    assert FIGURES.split("'")[1] in found


def test_sittings_that_were_taken_in_two_ways_have_a_caution() -> None:
    """Q-17."""
    before = sitting(1, monthly("alcohol", "daily"), "2026-08-20", "past-month", way="read-aloud")
    found = text(report(of(monthly("alcohol", "weekly"), "past-month"), before))
    assert found.count("Taken in different ways: with the questions read aloud; alone at the keyboard.") == 1


OTHERS = {
    "another subject": of(monthly("opioids", "daily"), "past-month", "2026-08-20", number=1),
    "another questionnaire": of(said("alcohol", "daily"), "signs", "2026-08-20", number=1),
    "a later day": of(monthly("alcohol", "daily"), "past-month", "2026-12-20", number=1),
    "no answers": of({}, "past-month", "2026-08-20", number=1),
    "corrected": replace(of(monthly("alcohol"), "past-month", "2026-08-20", number=1), corrected_by=3),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_what_cannot_be_compared_is_not_the_sitting_before(other: Sitting) -> None:
    """R-10."""
    now = of(monthly("alcohol", "weekly"), "past-month")
    first = of(monthly("alcohol", "daily"), "past-month", "2026-07-20", number=4)
    assert sitting_before([other, now], now) is None
    assert sitting_before([first, other, now], now) is first


def test_another_version_that_counts_otherwise_is_not_the_sitting_before() -> None:
    one = made_up_sitting(1, answers(one=3, two="never"), source=made_up().model_copy(update={"version": "1.4"}))
    two = made_up_sitting(2, answers(one=3, two="never"), source=made_up().model_copy(update={"version": "2.0"}))
    assert sitting_before([one, two], two) is None


# Its sheets.


def test_every_sheet_of_a_pdf_names_client_clinic_sitting_day_and_which_of_how_many_it_is(tmp_path: Path) -> None:
    data = made(fullest())
    sheets = told("pdftotext", data, folder=tmp_path).split("\f")[:-1]
    for number, sheet in enumerate(sheets, 1):
        assert "River Street Clinic" in sheet
        assert "Client KX7Q" in sheet
        assert f"signs 2.0, sitting 2 of 2026-11-18. Made on {TODAY} by CD." in " ".join(sheet.split())
        assert f"Page {number} of {len(sheets)}" in sheet


def test_the_fullest_report_has_room_on_two_sheets(tmp_path: Path) -> None:
    assert about(made(fullest()), tmp_path)["Pages"] == "2"


def test_every_sheet_that_a_browser_prints_names_client_clinic_and_sitting(tmp_path: Path) -> None:
    needs("chromium")
    needs("pdftotext")
    (tmp_path / "page.html").write_text(html(fullest()), encoding="utf-8")
    printed = tmp_path / "printed.pdf"
    in_browser(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={printed}", f"file://{tmp_path}/page.html")
    sheets = told("pdftotext", printed.read_bytes(), folder=tmp_path).split("\f")[:-1]
    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, 1):
        for part in ("River Street Clinic", "Client KX7Q", "signs 2.0, sitting 2", f"Page {number} of {len(sheets)}"):
            assert part in sheet, (number, part)


def html(document: Document) -> str:
    """The report as a page."""
    return html_page(document, library().template("page.html"))


@pytest.mark.parametrize("format_", ["html", "pdf", "md", "txt"])
def test_every_format_says_the_same_in_the_same_order(format_: str, tmp_path: Path) -> None:
    document = fullest()
    shown = {
        "html": lambda: Page(html(document)).words,
        "pdf": lambda: read(made(document), tmp_path),
        "md": lambda: re.sub(r"[\\*|#]", "", markdown(document)),
        "txt": lambda: plain_text(document, 40),  # so narrow that the cells of a row stand one after the other
    }[format_]()
    left = squeezed(shown)
    headings = {name for block in blocks(document) if isinstance(block, Table) for name in block.headings}
    for part in texts(document) if format_ != "txt" else [part for part in texts(document) if part not in headings]:
        _, found, left = left.partition(squeezed(part))
        assert found, part


@pytest.mark.parametrize("document", [fullest(), report(of(monthly("alcohol"), "past-month"))])
def test_a17_axe_finds_nothing_on_a_report(document: Document, tmp_path: Path) -> None:
    """A-17."""
    passes, violations = axe(html(document), tmp_path)
    assert passes > 10
    assert violations == []


@pytest.mark.parametrize("columns", [20, 30, 40, 60, 80])
def test_no_line_of_a_report_is_wider_than_the_window(columns: int) -> None:
    """A-5."""
    for glyphs in (ASCII, None):
        lines = [line.text for part in fullest().sections for line in section_lines(part, columns, glyphs)]
        assert max(map(len, lines)) <= columns


def test_what_is_not_paper_has_head_and_foot_once_under_the_title() -> None:
    line = f"River Street Clinic | Client KX7Q | signs 2.0, sitting 2 of 2026-11-18. Made on {TODAY} by CD."
    assert text(fullest()).count(line) == 1
    assert plain_text(fullest(), 200).splitlines()[2] == line
    assert markdown(fullest()).split("\n\n")[1] == line.replace("|", "\\|")


def test_without_a_clinic_in_the_settings_the_client_stands_at_the_top() -> None:
    assert report(of(URGENT), clinic=Clinic()).sheet.head == ("Client KX7Q",)


def test_hostile_words_in_the_settings_are_shown_as_they_stand(tmp_path: Path) -> None:
    """Score card 29."""
    document = report(of(URGENT), clinic=Clinic(HOSTILE))
    page = Page(html(document))
    assert (HOSTILE in page.words, page.count("b")) == (True, 0)
    assert squeezed(HOSTILE) in squeezed(told("pdftotext", made(document), folder=tmp_path))


def test_the_number_of_a_sheet_cannot_leave_the_style_of_the_page() -> None:
    """T-29: it is the only text that stands in a style."""
    document = fullest()
    hostile = replace(document, sheet=replace(document.sheet, number='"; } </style><b>{page}</b> \\'))
    page = Page(html(hostile))
    assert page.count("b") == 0
    assert html(hostile).count("</style>") == 1


def test_a_questionnaire_without_scales_has_a_report_too() -> None:
    one = made_up_sitting(
        1, answers(one="daily"), source=questionnaire("items: [{id: one, ask: One?, options: how-often}]")
    )
    assert [part.id for part in report(one).sections] == ["summary", "first", "answers", "method", "sign"]
