"""Saved PDF pages: tagged and whole, one sheet for a hand-out, and nothing in them that was read as markup."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.formats import pdf
from screening.formats.pdf import STAND_IN, page, undrawn
from screening.formats.render import html_page, markdown, plain_text
from screening.formats.result_json import Json
from screening.reports.blank_form import BlankForms
from screening.reports.document import (
    BandRange,
    Bar,
    Bars,
    Block,
    Bullets,
    ChartPoint,
    ContactCard,
    ContactList,
    ContactWay,
    Document,
    Facts,
    Heading,
    Paragraph,
    ScaleChart,
    Section,
    Table,
    WritingLines,
)
from screening.text import clean, first_unsafe
from tests.conftest import one_in, shipped
from tests.contracts import run
from tests.formats.test_html import fullest
from tests.people import HIGH, TODAY, blocks, library, result_of, result_reports, said, words
from tests.terminals import PROGRAM, Terminal, environment, needs, until

HOSTILE = '#eval("1") $x$ *b* _i_ <l> @ref [x] \\ #import "@preview/x:1.0.0" = h // c /* d */ `raw` ~ -- "q" {{ 7 }}'
REGIONS = ("CA", "CA-AB", "US", "GB", "ZZ")
BROKEN = "The package that makes a PDF does not work here. Save the page as .html instead."
INSTALL = "A PDF needs one more package. Install it: pip install 'screening[pdf]'\n"
COURSE = ScaleChart(
    "The course of a scale", "Filled: one score.", Decimal(0), Decimal(20),
    (BandRange(Decimal(0), Decimal(7), "Low"), BandRange(Decimal(8), Decimal(20), "High")),
    (ChartPoint("2026-01-05", "3 points", Decimal(3), Decimal(3)), ChartPoint("2026-02-05", "no score"),
     ChartPoint("2026-03-05", "between 8 and 12 points", Decimal(8), Decimal(12))),
)  # fmt: skip


def made(document: Document, country: str = "CA", *, unshown: str = "") -> bytes:
    """The document as the program makes it."""
    return page(document, library().template("page.typ"), TODAY, country=country, unshown=unshown)


def one(*found: Block) -> Document:
    """A document of these blocks."""
    return Document("A title", "en", (Section("only", "A section", found),))


def hand_out(code: str, given: Json, name: str = "signs", *, answers: bool = False) -> Document:
    """The hand-out of somebody in a region."""
    return result_reports(code).hand_out(result_of(given, name, code), answers=answers)


def told(command: str, data: bytes, *arguments: str, folder: Path) -> str:
    """What a tool of poppler says about the PDF."""
    needs(command)
    path = folder / "page.pdf"
    path.write_bytes(data)
    output = ["-"] if command == "pdftotext" else []
    done = subprocess.run([command, *arguments, str(path), *output], capture_output=True, text=True, check=True)
    return done.stdout


def about(data: bytes, folder: Path) -> dict[str, str]:
    """The facts of a PDF by their names."""
    lines = told("pdfinfo", data, folder=folder).splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def read(data: bytes, folder: Path) -> str:
    """What a screen reader reads, in the order of the tags."""
    lines = told("pdfinfo", data, "-struct-text", folder=folder).splitlines()
    return " ".join(line.strip()[1:-1] for line in lines if line.strip().startswith('"'))


def squeezed(text: str) -> str:
    """The text without what the breaking of lines changes."""
    return re.sub(r"[\s\u2010-]", "", text)


def texts(document: Document) -> list[str]:
    """Every text of a document in its order."""
    found = [document.title]
    for section in document.sections:
        found += [section.title, *(text for block in section.blocks for text in of_block(block))]
    return [text for text in found if text]


def of_block(block: Block) -> list[str]:
    """Every text of a block in its order."""
    match block:
        case Heading(text) | Paragraph(text):
            return [text]
        case Bullets(items):
            return list(items)
        case ContactCard():
            return [block.name, *(way.words for way in block.ways), *block.details]
        case ContactList(contacts):
            return [f"{contact.name}:{contact.in_a_line}" for contact in contacts]
        case Bar():
            return [f"{block.label}: {block.words}"]
        case Bars(bars):
            return [text for bar in bars for text in (f"{bar.label}:", bar.words)]
        case Table(headings, rows):
            return [cell for row in (headings, *rows) for cell in row]
        case Facts(rows):
            return [text for row in rows for text in row]
        case WritingLines(labels):
            return list(labels)
        case ScaleChart():
            return [block.title, *(f"{mark.label}: {mark.words}" for mark in block.points)]


# Tagged.


@pytest.mark.parametrize(
    "document", [hand_out("CA-AB", said("opioids", HIGH)), BlankForms(result_reports().words).form(shipped("signs"))]
)
def test_a17_a_pdf_is_tagged_and_has_its_title_and_its_language(document: Document, tmp_path: Path) -> None:
    """A-17."""
    data = made(document)
    found = about(data, tmp_path)
    assert (found["Tagged"], found["Title"], found["JavaScript"]) == ("yes", document.title, "no")
    assert b"/Lang(en)" in data
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data


def test_a17_headings_are_headings_and_never_skip_a_level(tmp_path: Path) -> None:
    """A-17."""
    for document in (hand_out("CA", said("alcohol", HIGH)), BlankForms(result_reports().words).form(shipped("signs"))):
        tree = told("pdfinfo", made(document), "-struct-text", folder=tmp_path)
        levels = [int(level) for level in re.findall(r"^ *H(\d) ", tree, re.MULTILINE)]
        assert (levels[0], levels.count(1)) == (1, 1)
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
        wanted = sum(isinstance(block, Heading | ContactCard) for block in blocks(document))
        assert len(levels) == 1 + wanted + sum(bool(section.title) for section in document.sections)


def test_a17_lists_are_lists_and_links_are_links(tmp_path: Path) -> None:
    """A-17, T-29."""
    document = hand_out("CA-AB", said("opioids", HIGH))
    data = made(document)
    tree = told("pdfinfo", data, "-struct-text", folder=tmp_path)
    people = [block for block in blocks(document) if isinstance(block, ContactCard)]
    lists = len(people) + sum(isinstance(block, Bullets) for block in blocks(document))
    assert len(re.findall(r"^ *L \(block\)", tree, re.MULTILINE)) == lists
    links = {way.link for person in people for way in person.ways if way.link}
    assert {link.decode() for link in re.findall(rb"/URI\(([^)]*)\)", data)} == links
    assert all(link.startswith(("https://", "tel:", "sms:", "mailto:")) for link in links)


def test_a10_a_picture_has_words_in_its_place(tmp_path: Path) -> None:
    """A-10."""
    bar = Bar("Health", "between 1 and 3 of 5 points", Decimal(1), Decimal(3), Decimal(0), Decimal(5), (Decimal(2),))
    data = made(one(bar, COURSE))
    assert b"/Alt(Health: between 1 and 3 of 5 points)" in data
    assert len(re.findall(rb"/Alt\(", data)) == 2
    assert b"2026-03-05: between 8 and 12 points" in data
    assert told("pdfinfo", data, "-struct", folder=tmp_path).count("Figure") == 2


def test_a_range_without_width_and_a_course_of_one_sitting_are_drawn() -> None:
    nothing = Decimal(0)
    bar = Bar("x", "0 of 0 points", nothing, nothing, nothing, nothing)
    assert made(one(bar, ScaleChart("x", "", nothing, nothing, (), (ChartPoint("2026-01-05", "0", nothing, nothing),))))


# Whole.


@pytest.mark.parametrize("code", one_in(3, REGIONS))
def test_r11_the_text_of_a_hand_out_is_whole_and_in_order(code: str, tmp_path: Path) -> None:
    """R-11."""
    document = hand_out(code, said("opioids", HIGH, craving=None), answers=True)
    left = squeezed(read(made(document, code[:2]), tmp_path))
    for text in texts(document):
        before, found, left = left.partition(squeezed(text))
        assert found == squeezed(text), text
        assert set(before) <= {"•"}, text


@pytest.mark.parametrize("code", REGIONS)
def test_r11_the_fullest_hand_out_is_one_page_on_the_paper_of_its_country(code: str, tmp_path: Path) -> None:
    """R-11."""
    found = about(made(hand_out(code, fullest().given, fullest().name), code[:2]), tmp_path)
    assert found["Pages"] == "1"
    assert ("letter" in found["Page size"], "A4" in found["Page size"]) == (
        code[:2] in ("CA", "US"),
        code in ("GB", "ZZ"),
    )


def test_a_long_page_has_as_many_sheets_as_it_needs_and_numbers_them(tmp_path: Path) -> None:
    data = made(BlankForms(result_reports().words).form(shipped("signs")))
    sheets = int(about(data, tmp_path)["Pages"])
    assert sheets > 1
    assert f"{sheets}/{sheets}" in squeezed(told("pdftotext", data, folder=tmp_path))


def test_the_same_page_on_the_same_day_is_the_same_file() -> None:
    document = hand_out("CA", said("alcohol", HIGH))
    assert made(document) == made(document)


def test_no_font_of_the_machine_is_used(tmp_path: Path) -> None:
    lines = told("pdffonts", made(one(Paragraph("Words, слова, λόγια"), COURSE)), folder=tmp_path).splitlines()[2:]
    assert lines
    assert all("+Libertinus" in line or "+NewCM" in line or "+DejaVuSansMono" in line for line in lines)


def test_nothing_typed_stands_in_a_pdf(tmp_path: Path) -> None:
    """R-11."""
    answered = said("other-drug", HIGH, using_own="zzcanaryzz", prescribed="more")
    data = made(hand_out("CA", answered, answers=True))
    assert "zzcanaryzz" not in read(data, tmp_path)
    assert b"zzcanaryzz" not in data


# Never markup.


def test_hostile_words_are_shown_as_they_stand(tmp_path: Path) -> None:
    """Score card 29: data is never read as markup."""
    person = ContactCard(HOSTILE, (ContactWay(HOSTILE, "https://example.org"),), (HOSTILE,))
    bar = Bar(HOSTILE, HOSTILE, Decimal(1), Decimal(1), Decimal(0), Decimal(1))
    first = (Heading(HOSTILE), Paragraph(HOSTILE, strong=True), Bullets((HOSTILE, "- x")), person)
    sections = (Section("first", HOSTILE, first), Section("second", "", (Heading(HOSTILE), bar)))
    document = Document(HOSTILE, "en", sections)
    data = made(document)
    assert squeezed(read(data, tmp_path)).count(squeezed(HOSTILE)) == 11
    assert squeezed(told("pdftotext", data, folder=tmp_path)).count(squeezed(HOSTILE)) == 11


def test_hostile_words_in_a_course_are_shown_as_they_stand(tmp_path: Path) -> None:
    point = Decimal(1)
    marks = (ChartPoint("</text><image href='/etc/passwd'/>", HOSTILE, point, point),)
    course = ScaleChart(HOSTILE, HOSTILE, Decimal(0), point, (BandRange(Decimal(0), point, HOSTILE),), marks)
    shown = squeezed(told("pdftotext", made(one(course)), folder=tmp_path))
    assert shown.count(squeezed(HOSTILE)) >= 2
    assert "passwd" in shown


# Letters.


@pytest.mark.parametrize("text", ["Привет", "ελληνικά", "Français, Türkçe, Tiếng Việt", "Ĝis"])
def test_letters_that_the_fonts_have_are_drawn(text: str, tmp_path: Path) -> None:
    assert text in told("pdftotext", made(one(Paragraph(text))), folder=tmp_path)


@pytest.mark.parametrize("text", ["你好", "日本語", "한국어", "😀👩\u200d👧", "ไทย", "\U0010fffd"])
def test_letters_without_a_font_have_a_stand_in_and_the_page_says_so(text: str, tmp_path: Path) -> None:
    data = made(one(Paragraph(f"before {text} after")), unshown=f"{STAND_IN} stands for a letter.")
    shown = " ".join(told("pdftotext", data, folder=tmp_path).split())
    assert f"{STAND_IN} stands for a letter." in shown
    assert re.search(rf"before .*{STAND_IN}.* after", shown)


def test_where_all_letters_are_drawn_nothing_is_said_about_them(tmp_path: Path) -> None:
    data = made(one(Paragraph("all")), unshown="Some are missing.")
    assert "missing" not in told("pdftotext", data, folder=tmp_path)


def test_letters_that_a_diagnostic_names_are_found() -> None:
    told = (
        'error: the text `"你"` could not be displayed with font `"X"`\n the text `"\\u{301}x"` could not be displayed'
    )
    assert undrawn(told) == {"你", "\u0301"}
    assert undrawn(f'the text `"{STAND_IN}"` could not be displayed') == set()
    assert undrawn("error: something else") == set()


def test_what_cannot_be_drawn_at_all_is_told_in_one_sentence() -> None:
    with pytest.raises(pdf.NoPdf, match=r"Save it as \.html instead\."):
        page(one(Paragraph("x")), "#panic()", TODAY)


# What typst cannot bear.

EMOJI, FAMILY, FLAG = (
    "\U0001f44d\U0001f3fd",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "\U0001f3f3\ufe0f\u200d\U0001f308",
)
# These words end typst 0.15: they change direction in the middle of an emoji, and are broken between two lines.
DEADLY = (
    f"דגאגב{FAMILY}ג{FLAG}ד\u200dא{EMOJI}{FLAG}{FAMILY}{EMOJI}\U0001f469\U0001f308ב\U0001f308דד\U0001f3fd{FAMILY}א"
    f"{FAMILY}{EMOJI} {EMOJI}ב\U0001f3fd\u200d{FAMILY}א\u200d"
)
PIECES = [
    *'אבגד مرحبا\u064b\u200d\u0301 a1ไ你क्षि\u202e\u2067\U000e0061\u1160\x1b[<#\\"',
    EMOJI,
    FAMILY,
    FLAG,
    "\U0001f1e8",
]
# What an installed package may do: it was built for another system, panics, or ends the process with words of its own.
FAULTS = {
    "cannot be loaded": "raise ImportError('wrong ELF class')",
    "panics": "class PanicException(BaseException): ...\nclass TypstError(Exception): ...\n"
    "def compile(*_, **__): raise PanicException('zzcanaryzz')",
    "aborts": "import os\nclass TypstError(Exception): ...\n"
    "def compile(*_, **__):\n    os.write(2, b'zzcanaryzz')\n    os.abort()",
}


@pytest.fixture(params=FAULTS)
def faulty(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with a package of that name that has such a fault."""
    folder = tmp_path / "faulty"
    folder.mkdir()
    (folder / "typst.py").write_text(FAULTS[request.param])
    return folder


def test_words_that_end_typst_are_drawn_without_their_pictures(tmp_path: Path) -> None:
    """T-10: a counselor gets the page, whatever a client has typed."""
    data = made(one(Paragraph(DEADLY), Paragraph("the end")), unshown=f"{STAND_IN} stands for a letter.")
    shown = " ".join(told("pdftotext", data, folder=tmp_path).split())
    assert re.search(rf"{STAND_IN}.* the end {STAND_IN} stands for a letter\.", shown)


@settings(max_examples=settings().max_examples // 5)
@given(st.lists(st.sampled_from(PIECES), min_size=10, max_size=120).map("".join))
def test_whatever_is_typed_there_is_a_page_of_each_format(typed: str) -> None:
    """T-10, T-24: directions mixed, emoji, marks that join, pieces of markup."""
    words = clean(typed)
    document = one(Heading(words), Paragraph(words), Bullets((words, f"a {words}")), COURSE)
    assert made(document)[:5] == b"%PDF-"
    for text in (plain_text(document), markdown(document), html_page(document, library().template("page.html"))):
        assert first_unsafe(text.replace("\n", "")) is None


def test_a_package_that_does_not_work_is_one_sentence(tmp_path: Path, faulty: Path) -> None:
    """T-10: before anything is asked or written, and nothing of the fault is shown."""
    told = {"PYTHONPATH": str(faulty)}
    done = run("check", "--answers", "-", "--save", "page.pdf", home=tmp_path, text='{"answers": {}}', told=told)
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", f"{BROKEN}\n".encode())
    assert not (tmp_path / "page.pdf").exists()


def test_a_page_is_made_where_the_current_folder_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    pdf.ready()
    assert made(one(Paragraph("x")))[:5] == b"%PDF-"


def test_where_no_process_can_be_started_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(pdf.NoPdf, match=r"^The package that makes a PDF does not work here\."):
        pdf.ready()
    with pytest.raises(pdf.NoPdf, match=r"Save it as \.html instead\."):
        made(one(Paragraph("x")))


# Through the program.


def test_the_program_saves_a_pdf_for_its_owner_alone(tmp_path: Path) -> None:
    """R-11, T-7."""
    done = run("check", "--answers", "-", "--save", "page.pdf", "--region", "US", home=tmp_path, text='{"answers": {}}')
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"Saved to page.pdf. Other people who use this computer could find it there.\n"
    path = tmp_path / "page.pdf"
    assert path.read_bytes()[:5] == b"%PDF-"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("arguments", [("--save", "-", "--format", "pdf"), ("--format", "pdf")], ids=" ".join)
def test_a_pdf_on_standard_output_is_bytes_whatever_the_locale(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """CLI-17."""
    done = run("show", "signs", *arguments, home=tmp_path, told={"LANG": "C", "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr, done.stdout[:5]) == (0, b"", b"%PDF-")
    assert about(done.stdout, tmp_path)["Tagged"] == "yes"


def test_a_pdf_is_not_poured_into_a_window(tmp_path: Path) -> None:
    with Terminal([PROGRAM, "show", "--format", "pdf"], environment(tmp_path), tmp_path) as window:
        until(lambda: not window.read(0.1) and window.process.poll() is not None, "the end")
        assert window.process.returncode == 2
        assert "A PDF cannot be read in this window." in window.text
        assert "%PDF" not in window.text


WITHOUT = "import sys; sys.modules['typst'] = None; from screening.cli.main import run; run(sys.argv[1:])"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--answers", "-", "--save", "page.pdf"),
        ("check", "--answers", "-", "--save", "page", "--format", "pdf"),
        ("show", "signs", "--save", "page.pdf"),
        ("show", "signs", "--format", "pdf"),
    ],
    ids=" ".join,
)
def test_without_the_extra_one_line_says_how_to_install_it(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, *arguments],
        input='{"answers": {}}',
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", INSTALL)
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_nothing_is_asked_first(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITHOUT, "check", "--save", "page.pdf", "--plain"]
    with Terminal(command, environment(tmp_path), tmp_path) as window:
        until(lambda: not window.read(0.1) and window.process.poll() is not None, "the end")
        assert window.text.replace("\r\n", "\n") == INSTALL
        assert window.process.returncode == 2


def test_without_the_extra_every_other_format_works(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITHOUT, "show", "signs", "--save", "page.html"]
    assert (
        subprocess.run(command, env=environment(tmp_path), cwd=tmp_path, capture_output=True, check=False).returncode
        == 0
    )


def test_the_sentence_about_letters_shows_the_stand_in() -> None:
    assert STAND_IN in words().say("pdf-unshown")
