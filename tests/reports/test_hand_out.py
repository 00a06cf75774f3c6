"""R-22: the hand-out of a clinic: its number and the next visit, one column that is easy to read, nothing about us."""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from screening.formats.render import html_page, markdown, plain_text
from screening.formats.result_json import Json
from screening.reports.document import Clinic, ContactCard, Document, Paragraph, WritingLines
from screening.reports.hand_out import HandOuts
from tests.formats.test_html import Page, axe, fullest, pages_of
from tests.formats.test_pdf import about, made, read, squeezed, texts
from tests.people import HIGH, TODAY, blocks, library, result_of, result_reports, said, words
from tests.terminals import needs

CLINIC = Clinic("River Street Clinic", "403-555-0100")


def page(found: Json, clinic: Clinic = CLINIC, visit: str = "2026-12-02", code: str = "CA-AB") -> Document:
    """The hand-out of somebody."""
    return HandOuts(result_reports(code), clinic).page(result_of(found, code=code), visit)


def html(document: Document) -> str:
    """The hand-out as a page."""
    return html_page(document, library().template("page.html"))


def test_the_clinic_stands_after_the_headline_with_a_number_to_dial_and_the_next_visit() -> None:
    found = page(said("alcohol", "weekly"))
    assert [section.id for section in found.sections][:3] == ["headline", "clinic", "people"]
    card, visit = blocks(found, "clinic")
    assert isinstance(card, ContactCard)
    assert (card.name, [(way.words, way.link) for way in card.ways]) == (
        "River Street Clinic", [("Call 403-555-0100", "tel:4035550100")],
    )  # fmt: skip
    assert visit == Paragraph("Your next visit: 2026-12-02.", strong=True)


@pytest.mark.parametrize(
    ("clinic", "visit", "lines"),
    [
        (CLINIC, "", ("Your next visit",)),
        (Clinic(), "", ("Clinic and phone", "Your next visit")),
        (Clinic(), "2026-12-02", ("Clinic and phone",)),
        (Clinic(phone="403-555-0100"), "2026-12-02", ()),
        (Clinic(name="River Street Clinic"), "2026-12-02", ()),
    ],
)
def test_what_the_settings_do_not_say_is_a_line_to_write_on(clinic: Clinic, visit: str, lines: tuple[str, ...]) -> None:
    found = [
        block for block in blocks(page(said("alcohol"), clinic, visit), "clinic") if isinstance(block, WritingLines)
    ]
    assert [one.labels for one in found] == ([lines] if lines else [])


@pytest.mark.parametrize("phone", ["403-555-0100 ext. 4", "ask at the desk", "javascript:alert(1)"])
def test_what_is_not_a_number_alone_is_no_link(phone: str) -> None:
    card = next(iter(blocks(page(said("alcohol"), Clinic("A", phone)), "clinic")))
    assert isinstance(card, ContactCard)
    assert [way.link for way in card.ways] == [None]
    assert phone in plain_text(page(said("alcohol"), Clinic("A", phone)))


def test_nothing_is_said_of_who_wrote_the_questionnaire_and_the_intended_use_is() -> None:
    found = page(said("alcohol", "weekly"))
    assert tuple(blocks(found, "foot")) == (
        Paragraph(words().say("intended-use")),
        Paragraph(f"Made on {TODAY}. Your name is not on this page."),
    )
    text = plain_text(found)
    for noise in ("Who wrote", "Licence", "version", "second-hand", "compared"):
        assert noise not in text


def test_everything_else_is_what_the_person_s_own_page_has() -> None:
    """R-11: no typed words and no private signs."""
    found = page(said("other-drug", HIGH, using_own="zzcanaryzz", prescribed="more"))
    own = result_reports().hand_out(result_of(said("other-drug", HIGH, using_own="zzcanaryzz", prescribed="more")))
    kept = [section for section in found.sections if section.id not in ("clinic", "foot")]
    assert kept == [section for section in own.sections if section.id != "foot"]
    assert "zzcanaryzz" not in plain_text(found)


@pytest.mark.parametrize("code", ["CA", "GB"])
def test_the_fullest_hand_out_of_a_clinic_has_room_on_one_sheet_printed_on_both_sides(
    code: str, tmp_path: Path
) -> None:
    document = HandOuts(result_reports(code), CLINIC).page(result_of(fullest().given, fullest().name, code))
    assert int(about(made(document, code), tmp_path)["Pages"]) <= 2
    needs("chromium")
    assert pages_of(html(document), tmp_path) <= 2


def test_its_words_are_at_least_11_points_large_and_stand_in_one_column(tmp_path: Path) -> None:
    needs("pdftohtml")
    (tmp_path / "page.pdf").write_bytes(made(page(said("alcohol", "weekly"))))
    command = ["pdftohtml", "-xml", "-zoom", "1", "-i", "-stdout", str(tmp_path / "page.pdf")]
    tree = ElementTree.fromstring(subprocess.run(command, capture_output=True, check=True).stdout)
    sizes = {font.attrib["id"]: int(font.attrib["size"]) for font in tree.iter("fontspec")}
    body = [line for line in tree.iter("text") if 50 < int(line.attrib["top"]) < 740]  # not what is on every sheet
    assert min(sizes[line.attrib["font"]] for line in body) >= 11
    assert [line for line in body if int(line.attrib["width"]) > 450]  # over the whole width of a sheet of 612 points


@pytest.mark.parametrize("format_", ["html", "pdf", "md", "txt"])
def test_every_format_says_the_same_in_the_same_order(format_: str, tmp_path: Path) -> None:
    document = page(said("opioids", HIGH, craving=None), visit="")
    shown = {
        "html": lambda: Page(html(document)).words,
        "pdf": lambda: read(made(document), tmp_path),
        "md": lambda: re.sub(r"[\\*|#]", "", markdown(document)),
        "txt": lambda: plain_text(document, 40).replace("#", "").replace(".....", ""),
    }[format_]()
    left = squeezed(shown)
    for part in texts(document):
        _, found, left = left.partition(squeezed(part))
        assert found, part


@pytest.mark.parametrize("visit", ["", "2026-12-02"])
def test_a17_axe_finds_nothing_on_a_hand_out_of_a_clinic(visit: str, tmp_path: Path) -> None:
    """A-17."""
    passes, violations = axe(html(page(said("alcohol", "weekly"), visit=visit)), tmp_path)
    assert passes > 10
    assert violations == []


def test_a_hand_out_names_no_client() -> None:
    assert "Client" not in plain_text(page(said("alcohol", "weekly")))
