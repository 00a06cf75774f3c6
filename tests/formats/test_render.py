"""Lines that fit the window, bars that never stand alone, Markdown without marks of others."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some
from markdown_it import MarkdownIt
from wcwidth import wcswidth

from screening.app.context import AppContext
from screening.formats.render import (
    ASCII,
    BLOCKS,
    Glyphs,
    block_lines,
    document_lines,
    drawn,
    markdown,
    plain_text,
    section_lines,
)
from screening.model.questionnaire import Questionnaire
from screening.records.timestamps import Timestamp
from screening.reports.blank_form import BlankForms
from screening.reports.document import (
    Bar,
    Bars,
    Block,
    Bullets,
    ContactCard,
    ContactList,
    ContactWay,
    Document,
    Facts,
    Heading,
    Paragraph,
    Section,
    Table,
    WritingLines,
)
from screening.text import clean
from tests.conftest import questionnaire, shipped
from tests.people import HIGH, LOW, library, page, result_of, result_reports, said

WIDTHS = (20, 21, 30, 40, 60, 79, 80, 81, 132, 200)
MARKDOWN = "\\`*_[]<>#|~"
CARD_29 = "[red]x[/nosuch] [link=file:///etc/passwd]y[/] :skull: {0} %s ${HOME} $(id)"
HTML_38 = "</style><script>alert(1)</script> \"quotes' javascript:alert(1) <img src=x onerror=alert(1)>"
SCRIPTS = (
    "今日はどのくらい飲みましたか", "هل شربت اليوم شيئا", "האם שתית היום משהו", "क्या आपने आज कुछ पिया",
    "e\u0301e\u0301e\u0301", "👩‍👩‍👧‍👦 👍🏽 🇨🇦", "x" * 300, "การดื่ม",
)  # fmt: skip


def bar(low: int, high: int, maximum: int = 16, marks: tuple[int, ...] = ()) -> Bar:
    """A bar from 0 up to a maximum."""
    found = tuple(map(Decimal, marks))
    return Bar("Sign", "words", Decimal(low), Decimal(high), Decimal(0), Decimal(maximum), found)


def texts_of(blocks: list[Block], columns: int = 80, glyphs: Glyphs | None = None) -> list[str]:
    """The blocks as text."""
    return [line.text for line in block_lines(blocks, columns, glyphs)]


# Bars.


def test_a_bar_stands_under_its_words() -> None:
    """A-10."""
    assert texts_of([bar(8, 8)], 24, ASCII) == ["Sign: words", "  ###########..........."]


def test_what_is_open_is_drawn_apart() -> None:
    assert drawn(bar(4, 12), 16, ASCII) == "####????????...."
    assert drawn(bar(4, 12), 16, BLOCKS) == "████▒▒▒▒▒▒▒▒░░░░"


def test_the_characters_of_a_bar_fall_back_to_ascii() -> None:
    """A-10."""
    assert (ASCII.full, ASCII.empty) == ("#", ".")
    assert all(one.isascii() for one in (ASCII.full, ASCII.open, ASCII.empty))


def test_without_glyphs_there_are_no_bars_and_the_words_say_it_all() -> None:
    """A-11."""
    assert texts_of([bar(8, 8)]) == ["Sign: words"]


def test_a_mark_stands_where_a_band_begins() -> None:
    assert drawn(bar(16, 16, 16, (4, 8)), 16, ASCII) == "####|####|########"


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("marks", [(), (2,), (2, 4, 6), tuple(range(1, 16))])
def test_a_bar_never_leaves_the_window(columns: int, marks: tuple[int, ...]) -> None:
    """A-5."""
    assert max(map(wcswidth, texts_of([bar(3, 9, 16, marks)], columns, BLOCKS))) <= columns


def test_a_bar_without_a_range_is_empty() -> None:
    assert drawn(bar(0, 0, 0), 8, ASCII) == "........"


@given(some.integers(0, 16), some.integers(0, 16), some.integers(1, 60))
def test_a_bar_is_as_long_as_it_should_be_whatever_it_shows(one: int, other: int, columns: int) -> None:
    low, high = sorted((one, other))
    found = drawn(bar(low, high), columns, ASCII)
    assert len(found) == columns
    assert found == "#" * found.count("#") + "?" * found.count("?") + "." * found.count(".")


# Lines.


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("glyphs", [None, ASCII, BLOCKS], ids=["plain", "ascii", "blocks"])
def test_no_line_of_a_result_is_wider_than_the_window_or_than_80_columns(columns: int, glyphs: Glyphs | None) -> None:
    """A-5."""
    people = [
        said("opioids", HIGH, safety="yes", urgent=["unsafe", "pregnant"], prescribed="more"),
        said(None, None, adult=None, past_year=None),
        said("someone-else"),
        said("gambling", "monthly", adult="no"),
    ]
    for given_ in people:
        document = result_reports().result(result_of(given_), why=True)
        lines = [line.text for part in document.sections for line in section_lines(part, columns, glyphs)]
        assert max(map(wcswidth, lines)) <= min(columns, 80)
        assert min(map(wcswidth, lines)) >= 0


@pytest.mark.parametrize("text", SCRIPTS, ids=range(len(SCRIPTS)))
def test_every_script_keeps_its_width_and_loses_no_character(text: str) -> None:
    """A-14."""
    blocks: list[Block] = [
        Heading(text), Paragraph(text), Bullets((text, text)), ContactCard(text, (ContactWay(text),), (text,)),
        Bar(text, text, Decimal(1), Decimal(2), Decimal(0), Decimal(4)),
    ]  # fmt: skip
    for columns in WIDTHS:
        lines = texts_of(blocks, columns, BLOCKS)
        assert max(map(wcswidth, lines)) <= columns
        assert "".join("".join(lines).split()).count("".join(text.split())) == 9


def test_a_word_that_fits_is_never_split() -> None:
    """A-5."""
    text = " ".join(["counselor"] * 30)
    for columns in range(9, 60):
        assert set(" ".join(texts_of([Paragraph(text)], columns)).split()) == {"counselor"}


def test_paragraphs_and_lists_stand_apart_and_a_list_close_to_its_paragraph() -> None:
    blocks: list[Block] = [
        Heading("H"),
        Paragraph("a"),
        Bullets(("b", "c")),
        Paragraph("d"),
        Heading("I"),
        Paragraph("e"),
    ]
    assert texts_of(blocks) == ["H", "a", "- b", "- c", "", "d", "", "I", "e"]


def test_a_heading_that_opens_a_part_stands_apart_from_its_title() -> None:
    part = Section("a", "Title", (Heading("H"), Paragraph("a")))
    assert [line.text for line in section_lines(part, 80, None)] == ["Title", "", "H", "a"]
    part = Section("a", "Title", (Paragraph("a"),))
    assert [line.text for line in section_lines(part, 80, None)] == ["Title", "a"]


def test_lines_know_what_they_are() -> None:
    """A-8: a style says nothing that the words do not."""
    blocks = (
        Heading("H"),
        Paragraph("a", strong=True),
        ContactCard("P", (ContactWay("Call 1"),), ("more",)),
        bar(1, 1),
    )
    found = section_lines(Section("a", "T", blocks), 80, ASCII)
    assert [line.style for line in found if line.text] == ["title", "heading", "strong", "strong", "", "", "", "bar"]


def test_a_person_has_a_line_for_each_way_and_the_rest_below() -> None:
    person = ContactCard("A line", (ContactWay("Call 1"), ContactWay("Web: https://a.org")), ("For all.", "Free."))
    assert texts_of([person]) == ["A line", "  Call 1", "  Web: https://a.org", "  For all. Free."]


# Plain text.


def test_plain_text_has_a_title_with_a_rule_of_its_width() -> None:
    found = plain_text(Document("晚上", "en", (Section("a", "T", (Paragraph("p"),)),)))
    assert found == "晚上\n====\n\nT\np\n"


def test_a_long_title_is_wrapped() -> None:
    lines = plain_text(Document("word " * 40, "en", ())).splitlines()
    assert max(map(len, lines)) <= 80
    assert set(lines[-1]) == {"="}


def test_no_line_of_a_saved_page_ends_in_blanks() -> None:
    text = page(said("sedatives", HIGH, prescribed="as-directed"))
    assert [line for line in text.splitlines() if line != line.rstrip()] == []
    assert text.isprintable() or set(text) & set("\x1b\r\x07\x08") == set()


def test_points_are_drawn_in_ascii_in_plain_text() -> None:
    """A-10."""
    text = plain_text(
        result_reports().result(
            result_of(
                said(
                    "cannabis",
                    level="weekly",
                    danger="never",
                    withdrawal="never",
                    cut_down="never",
                    prescribed="not-prescribed",
                )
            )
        )
    )
    assert "  Neglected responsibilities  ##################......  weekly\n" in text
    assert "█" not in text


# Markdown.


def test_markdown_has_headings_lists_and_people() -> None:
    document = Document(
        "Title",
        "en",
        (
            Section("a", "Part", (Heading("Inside"), Paragraph("one"), Paragraph("two", strong=True))),
            Section(
                "b", "", (Bullets(("x", "y")), ContactCard("P", (ContactWay("Call 1"),), ("For all.",)), bar(1, 1))
            ),
        ),
    )
    first = "# Title\n\n## Part\n\n### Inside\n\none\n\n**two**\n\n"
    assert markdown(document) == f"{first}- x\n- y\n\n**P**\n\n- Call 1\n- For all.\n\n- Sign: words\n"


@given(some.text(alphabet=MARKDOWN + "ab \n", max_size=30))
def test_marks_in_a_text_stay_what_they_are(text: str) -> None:
    found = markdown(Document("T", "en", (Section("a", "", (Paragraph(text),)),))).removeprefix("# T\n\n").rstrip("\n")
    assert "\n" not in found
    unescaped = [one for before, one in zip(" " + found, found, strict=False) if one in MARKDOWN and before != "\\"]
    assert [one for one in unescaped if one != "\\"] == []


def test_a_questionnaire_with_marks_in_its_texts_is_shown_literally_in_every_format() -> None:
    """Score card 29."""
    source: Questionnaire = questionnaire(f"items: [{{id: one, ask: '{CARD_29}', options: yes-no}}]")
    form = BlankForms(result_reports().words).form(source)
    assert CARD_29 in " ".join(plain_text(form).split())
    assert "\\[red\\]x\\[/nosuch\\]" in markdown(form)


def test_every_shipped_text_can_be_drawn_in_every_format() -> None:
    topics = [
        result_reports().learn(one.title, [library().guidance[text] for text in one.show]) for one in library().topics
    ]
    forms = [BlankForms(result_reports().words).form(shipped(name)) for name in library().names]
    for document in (
        *topics,
        *forms,
        result_reports().contacts.all_by_kind(),
        result_reports().result(result_of(said(level=LOW))),
    ):
        assert max(map(wcswidth, plain_text(document).splitlines())) <= 80
        assert markdown(document).startswith("# ")


# Lists of bars and contacts, tables.


def group(*words: str) -> Bars:
    """Bars with these words beside them."""
    made = tuple(
        Bar(f"Sign {n}", text, Decimal(4), Decimal(4), Decimal(0), Decimal(16)) for n, text in enumerate(words)
    )
    return Bars(made)


def test_bars_of_a_group_stand_in_columns_where_there_is_room() -> None:
    assert texts_of([group("up to weekly", "never")], 60, ASCII) == [
        "  Sign 0  ######..................  up to weekly",
        "  Sign 1  ######..................  never",
    ]
    assert texts_of([group("x" * 36, "y")], 60, ASCII) == [
        f"  Sign 0  ###.........  {'x' * 36}",
        "  Sign 1  ###.........  y",
    ]


@pytest.mark.parametrize(("columns", "words"), [(59, "never"), (60, "x" * 45)])
def test_bars_of_a_group_stand_below_their_words_where_there_is_none(columns: int, words: str) -> None:
    length = min(columns - 2, 24)
    assert texts_of([group(words)], columns, ASCII)[:2] == [f"Sign 0: {words}", "  " + "#" * 6 + "." * (length - 6)]


def test_without_glyphs_a_group_of_bars_is_words() -> None:
    assert texts_of([group("never", "daily")], 80, None) == ["Sign 0: never", "Sign 1: daily"]


def test_only_what_is_certain_is_drawn_in_a_group_and_a_little_is_never_nothing() -> None:
    some_ = Bar("A", "between", Decimal(1), Decimal(99), Decimal(0), Decimal(100))
    nothing = Bar("B", "skipped", Decimal(0), Decimal(100), Decimal(0), Decimal(100))
    words = Bar("C", "weekly", Decimal(0), Decimal(0), Decimal(0), Decimal(0))
    assert texts_of([Bars((some_, nothing, words))], 80, ASCII) == [
        "  A  #.......................  between",
        "  B                            skipped",
        "  C                            weekly",
    ]
    assert texts_of([Bars((words,))], 80, ASCII) == ["  C  weekly"]


def contact(name: str, *details: str) -> ContactCard:
    """A contact with one way."""
    return ContactCard(name, (ContactWay("Call 1"),), details)


def test_contacts_of_a_list_have_a_line_each_with_what_stands_beside_them_in_one_column() -> None:
    listed = ContactList((contact("Short", "any time", "free"), contact("A longer name")))
    assert texts_of([listed]) == ["Short          Call 1, any time, free", "A longer name  Call 1"]
    assert texts_of([listed], 40) == ["Short", "  Call 1, any time, free", "A longer name", "  Call 1"]


def test_a_contact_that_does_not_fit_beside_its_name_has_lines_of_its_own() -> None:
    listed = ContactList((contact("Short"), contact("n" * 70, "any time")))
    assert texts_of([listed]) == ["Short  Call 1", "n" * 70, "  Call 1, any time"]


TABLE = Table(("Question", "Answer", "Points"), (("Sleep", "never", "0"), ("How often is it so?", "daily", "3")))


def test_a_table_has_columns_where_there_is_room_and_lines_where_there_is_none() -> None:
    assert texts_of([TABLE]) == [
        "Question             Answer  Points",
        "Sleep                never   0",
        "How often is it so?  daily   3",
    ]
    assert texts_of([TABLE], 40) == ["Sleep: never, 0", "How often is it so? daily, 3"]


WIDE = Table(
    ("Scale", "Points", "Level", "2026-08-20", "Change"),
    (("Neglected responsibilities and more of them", "10 to 11 of 11", "Many signs (6 to 11)", "4 of 8", "not known"),),
)


def test_a_wide_table_breaks_its_widest_columns_between_words() -> None:
    assert texts_of([WIDE]) == [
        "Scale                Points          Level                 2026-08-20  Change",
        "Neglected            10 to 11 of 11  Many signs (6 to 11)  4 of 8      not known",
        "responsibilities",
        "and more of them",
    ]


def test_a_wide_table_in_a_narrow_window_says_each_heading_before_its_cell() -> None:
    assert " ".join(line.strip() for line in texts_of([WIDE], 40)) == (
        "Neglected responsibilities and more of them: Points: 10 to 11 of 11, Level: Many signs (6 to 11), "
        "2026-08-20: 4 of 8, Change: not known"
    )


def test_a_table_whose_words_have_no_room_beside_each_other_has_lines_too() -> None:
    found = texts_of([Table(("A", "B", "C"), (("x" * 30, "y" * 30, "z" * 30),))])
    assert [line.strip() for line in found] == [f"{'x' * 30}: {'y' * 30},", "z" * 30]


def test_facts_stand_beside_their_labels_or_after_them() -> None:
    facts = Facts((("Taken", "alone"), ("Recorded by", "AB")))
    assert texts_of([facts]) == ["Taken        alone", "Recorded by  AB"]
    assert texts_of([facts], 40) == ["Taken: alone", "Recorded by: AB"]
    assert markdown(Document("T", "en", (Section("a", "", (facts,)),))) == (
        "# T\n\n- **Taken:** alone\n- **Recorded by:** AB\n"
    )


def test_a_line_to_write_on_stands_after_its_label() -> None:
    assert texts_of([WritingLines(("Date",))]) == [f"Date: {'_' * 30}"]


@given(
    some.lists(some.tuples(some.text(max_size=90), some.text(max_size=90)), min_size=1, max_size=4),
    some.sampled_from(WIDTHS),
)
def test_a_table_never_leaves_the_window(cells: list[tuple[str, str]], columns: int) -> None:
    """A-5."""
    rows = tuple((clean(one), clean(other)) for one, other in cells)
    shown = [line.text for line in section_lines(Section("a", "", (Table(("One", "Two"), rows),)), columns, ASCII)]
    assert max(map(wcswidth, shown)) <= min(columns, 80)


def test_lists_and_tables_in_markdown() -> None:
    blocks = (group("never"), ContactList((contact("P", "free"),)), TABLE)
    assert markdown(Document("T", "en", (Section("a", "", blocks),))) == (
        "# T\n\n- Sign 0: never\n\n- **P**: Call 1, free\n\n"
        "| Question | Answer | Points |\n| --- | --- | --- |\n"
        "| Sleep | never | 0 |\n| How often is it so? | daily | 3 |\n"
    )


def test_a_compact_section_has_no_empty_lines() -> None:
    blocks = (Paragraph("a"), Paragraph("b"), ContactList((contact("P"),)))
    compact = Section("a", "T", blocks, compact=True)
    assert [line.text for line in section_lines(compact, 80, None)] == ["T", "a", "b", "P  Call 1"]
    document = Document("D", "en", (compact, Section("b", "", (Paragraph("c"),))))
    assert [line.text for line in document_lines(document, 80, None)] == ["T", "a", "b", "P  Call 1", "", "c"]


UPSET = "\x1b]0;title\x07\x1b[31mred\x9b0m \u202edne\u2066 \u2028\x00\U000e0041"


@pytest.mark.parametrize("format_", ["txt", "md", "html", "pdf"])
def test_no_page_holds_what_may_never_reach_a_screen(format_: str) -> None:
    """T-24: what a file of consent or a setting says is cleaned in every format and in every kind of block."""
    if format_ == "pdf":
        pytest.importorskip("typst")
    card = ContactCard(UPSET, (ContactWay(UPSET),), (UPSET,))
    blocks = (
        Heading(UPSET), Paragraph(f"before\n{UPSET}"), Bullets((UPSET,)), card, ContactList((card,)),
        Table((UPSET, "Points"), ((UPSET, "1"),)),
    )  # fmt: skip
    context = AppContext.open("CA", {}, lambda: Timestamp("2026-11-30T12:00:00Z", 0))
    made = context.made(Document(UPSET, "en", (Section("a", UPSET, blocks),)), format_)
    if isinstance(made, bytes):
        assert made.startswith(b"%PDF")
        return
    assert [one for one in made if clean(one, lines=True) != one] == []
    assert "red" in made


@pytest.mark.parametrize(
    "text",
    ["1. one", "12) two", "3.", "-----", "- one", "+ one", "&rlm;x &#x202e; R&D", "mine@example.org", "1.5 and -5"],
)
def test_a_text_becomes_no_list_no_rule_and_no_other_character_in_markdown(text: str) -> None:
    """Read back as CommonMark, in a paragraph and in a list, the text is what it was."""
    blocks = (Paragraph(text), Bullets((text,)))
    found = markdown(Document("T", "en", (Section("a", "", blocks),)))
    read = MarkdownIt("commonmark").parse(found)
    texts = ["".join(child.content for child in one.children or ()) for one in read if one.type == "inline"]
    assert texts == ["T", text, text]
    assert [one.type for one in read].count("list_item_open") == 1
    assert "hr" not in [one.type for one in read]


@pytest.mark.parametrize("address", ["https://a.example/b", "HTTP://a.example", "www.a.example", "ftp://a.example"])
def test_an_address_in_a_text_becomes_no_link_in_markdown(address: str) -> None:
    """GitHub makes links of bare addresses: what follows is told apart by a backslash that is not shown."""
    found = markdown(Document("T", "en", (Section("a", "", (Paragraph(f"see {address} now"),)),)))
    assert address not in found
    assert address in found.replace("\\", "")
