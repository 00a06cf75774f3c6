"""How a page is laid out on the screens of a window, and how a document is cut into pages. A-5, A-6."""

from __future__ import annotations

import pytest

from screening.conversation.pages import document_pages
from screening.conversation.screens import Page, Screen, screens
from screening.formats.render import Line
from screening.reports.document import Block, Bullets, ContactCard, ContactWay, Document, Heading, Paragraph, Section
from screening.text import width

QUESTION = (Line("Question 1 of 24"), Line(""), Line("Is any of this true for you, or for someone with you?", "strong"))
ROWS = tuple(f"Option {number}, {'of several words' if number % 2 else 'short'}" for number in range(1, 15))
SIZES = [(80, 24), (40, 12), (20, 6), (10, 3), (200, 50)]


def text(found: tuple[Screen, ...]) -> str:
    """All words of the screens, one blank between them."""
    return " ".join(" ".join(line.text for screen in found for line in screen.lines).split())


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_every_screen_fits_and_all_rows_are_there_whole_and_in_order(columns: int, rows: int) -> None:
    """A-5, A-6: no screen is longer than its room, no line wider than the window, each row on one screen."""
    found = screens(Page(QUESTION, ROWS, remarks=(Line("Please type a number."),)), columns, rows - 1)
    pages = [screen for screen in found if not screen.aside]
    assert all(len(screen.lines) <= rows - 1 for screen in found)
    assert all(width(line.text) <= columns for screen in found for line in screen.lines)
    on = [(screen.first, screen.last) for screen in pages if screen.last]
    numbers = [number for first, last in on for number in range(first, last + 1)]
    assert sorted(set(numbers)) == list(range(1, 15))
    assert numbers == sorted(numbers)
    assert len(numbers) == 14 or columns == 10  # there a row is longer than a screen
    assert QUESTION[2].text in text(tuple(pages)) if columns >= 20 else True


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 12)])
def test_the_question_stands_above_the_rows_on_every_screen_where_there_is_room(columns: int, rows: int) -> None:
    """M13: the question and the first rows are seen at 40 by 12."""
    found = screens(Page(QUESTION, ROWS), columns, rows - 1)
    assert found[0].first == 1
    assert all(screen.lines[0].text == "Question 1 of 24" for screen in found)
    assert (len(found) == 1) == (rows == 24)


@pytest.mark.parametrize(("columns", "rows"), [(20, 6), (10, 3)])
def test_where_there_is_no_room_the_question_has_screens_of_its_own(columns: int, rows: int) -> None:
    """A-6: then come the rows."""
    found = screens(Page(QUESTION, ROWS), columns, rows - 1)
    assert found[0].first == 0
    assert found[-1].last == 14
    assert text(found).startswith("Question 1 of 24 Is any of this true")


def test_a_long_remark_has_a_screen_of_its_own_and_a_short_one_stands_below() -> None:
    """The help lines are seen at once, and the page comes back after them."""
    long = tuple(Line(f"Line {number}") for number in range(20))
    found = screens(Page(QUESTION, ROWS[:5], remarks=long), 80, 20)
    assert [screen.aside for screen in found] == [True, False]
    assert found[1].lines[0].text == "Question 1 of 24"
    found = screens(Page(QUESTION, ROWS, remarks=long[:2]), 40, 11)
    assert not any(screen.aside for screen in found)
    assert all(screen.lines[-1].text == "Line 1" for screen in found)


def test_what_stands_below_the_rows_comes_after_them_on_a_screen_of_its_own_where_there_is_no_room() -> None:
    """The menu: its rows first, then what the program is not and whom to call."""
    below = ("This is for learning and for starting a talk.", "In danger, call 911.")
    one = screens(Page(QUESTION[:1], ROWS[:6], below=below), 80, 20)
    two = screens(Page(QUESTION[:1], ROWS[:6], below=below), 40, 9)
    assert len(one) == 1
    assert [screen.last for screen in two] == [6, 0]
    assert text(two).endswith("In danger, call 911.")


def test_what_is_urgent_stands_with_the_rows_where_the_rest_does_not_fit_there() -> None:
    """Next to the line that is typed, and again below with all of it; nowhere twice on one screen."""
    urgent = "In danger, call 911."
    below = ("This is for learning and for starting a talk.", f"{urgent}\nHere.")
    page = Page(QUESTION[:1], ROWS[:6], below=below, urgent=urgent)
    (one,) = screens(page, 80, 20)
    assert text((one,)).count(urgent) == 1
    first, second = screens(page, 40, 8)
    assert (first.lines[-1].text, first.first, first.last) == (urgent, 1, 6)
    assert text((second,)).endswith("In danger, call 911. Here.")
    assert text(screens(page, 40, 7)).count(urgent) == 1  # there is no room for it with the rows


def test_what_is_longer_than_a_page_leaves_no_page_with_a_line_or_two() -> None:
    found = document_pages(Document("Title", "en", (Section("one", "", (Bullets(("word",) * 21),)),)), 80, 10, None)
    assert [len(page) for page in found] == [7, 7, 7]


def test_a_document_is_cut_at_whole_blocks() -> None:
    """R-1: a heading stays with what follows it, a list with its sentence, a contact is never cut."""
    cards = [
        ContactCard(f"Line {number}", (ContactWay("Call 1"), ContactWay("Text 2")), ("Day.",)) for number in range(9)
    ]
    blocks: tuple[Block, ...] = (
        Heading("Who"),
        *cards,
        Paragraph("What you could say:"),
        Bullets(("one", "two", "three")),
    )
    pages = document_pages(Document("Made up", "en", (Section("one", "People", blocks),)), 40, 11, None)
    assert all(len(page) <= 11 for page in pages)
    texts = [[line.text for line in page] for page in pages]
    assert all(page[page.index(f"Line {number}") + 3 : page.index(f"Line {number}") + 4] == ["  Day."]
               for page in texts for number in range(9) if f"Line {number}" in page)  # fmt: skip
    assert [line for page in texts for line in page if line.startswith("Line")] == [
        f"Line {number}" for number in range(9)
    ]
    assert any(page[-4:] == ["What you could say:", "- one", "- two", "- three"] for page in texts)
    assert texts[0][:4] == ["People", "", "Who", "Line 0"]


def test_short_parts_share_a_page_and_one_that_does_not_fit_begins_its_own() -> None:
    """R-1: no screen with a title and one line, while the next one would have fitted below it."""
    short = [Section(name, name.title(), (Paragraph(f"About {name}."),)) for name in ("one", "two", "three")]
    longer = Section("long", "Long", (Bullets(("word",) * 6), Paragraph("End.")))
    pages = document_pages(Document("Made up", "en", (*short, longer)), 40, 12, None)
    assert [[line.text for line in page] for page in pages] == [
        ["One", "About one.", "", "Two", "About two.", "", "Three", "About three."],
        ["Long", *["- word"] * 6, "", "End."],
    ]


def test_a_block_longer_than_a_page_is_cut_where_the_page_ends() -> None:
    """A-6: at 10 by 3 too."""
    pages = document_pages(Document("Made up", "en", (Section("one", "", (Paragraph("word " * 40),)),)), 10, 3, None)
    assert all(len(page) <= 3 for page in pages)
    assert " ".join(line.text for page in pages for line in page).split() == ["word"] * 40


def test_a_remark_on_a_page_with_rows_side_by_side_comes_before_it_where_both_do_not_fit() -> None:
    """R-1: the page stays one screen, with all of its rows."""
    head = tuple(Line(f"Line {number}") for number in range(1, 20))
    rows = ("what helps", "save a page", "something else")
    remark = (Line("Saved to page.html."),)
    (one,) = screens(Page(head[:10], rows, inline=True, remarks=remark), 80, 21)
    assert one.lines[-1].text == "Saved to page.html."
    aside, page = screens(Page(head, rows, inline=True, remarks=remark), 80, 20)
    assert aside.aside
    assert [line.text for line in aside.lines] == ["Saved to page.html."]
    assert (page.first, page.last, len(page.lines)) == (1, 3, 20)
