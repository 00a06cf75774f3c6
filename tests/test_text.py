"""Text that is fit to print: nothing that a terminal would obey, and lines that fit."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from screening.text import clean, first_unsafe, lookalike, width, wrap

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HEART = "\u2764\ufe0f"
FLAG = "\U0001f1e8\U0001f1e6"
WAVE = "\U0001f44b\U0001f3fd"

SCRIPTS = {
    "English": "How often did drinking keep you from duties at work, school or home?",
    "Chinese": "在过去的十二个月里，你有多少次没有做到别人正常期望你做的事情？请选择一个答案。",
    "Japanese": "過去12か月の間に、飲酒のために普段のことができなかったことがどのくらいありましたか。",
    "Korean": "지난 12개월 동안 술 때문에 해야 할 일을 하지 못한 적이 얼마나 자주 있었습니까?",
    "Arabic": "كَمْ مَرَّةً خِلَالَ السَّنَةِ الْمَاضِيَةِ فَشِلْتَ فِي الْقِيَامِ بِمَا هُوَ مُتَوَقَّعٌ مِنْكَ؟",
    "Hebrew": "כַּמָּה פְּעָמִים בַּשָּׁנָה הָאַחֲרוֹנָה לֹא עָשִׂיתָ אֶת מַה שֶּׁהָיָה מְצֻפֶּה מִמְּךָ?",
    "Devanagari": "पिछले बारह महीनों में कितनी बार आप अपने काम, स्कूल या घर की ज़िम्मेदारियाँ नहीं निभा पाए?",
    "combining": " ".join(["e\u0301a\u0300o\u0302\u0323", "n\u0303u\u0308", "x\u0336y\u0336z\u0336"] * 8),
    "ZWJ": f"{FAMILY} {FAMILY * 3} and {HEART * 15} and {FLAG * 12} and {WAVE * 9}",
    "one word": "Donaudampfschifffahrtsgesellschaftskapitän" * 7,
}


# Width.


def test_letters_that_need_no_table_are_as_wide_as_the_table_says() -> None:
    for code in [*range(0x20, 0x300), *range(0x2000, 0x2070)]:
        assert width(chr(code)) == max(wcswidth(chr(code)), 0)


# Cleaning.


@pytest.mark.parametrize(
    "sequence",
    [
        pytest.param("\x1b[31m", id="colour"),
        pytest.param("\x1b[2J\x1b[1;1H", id="clear and move"),
        pytest.param("\x9b31m", id="colour, one byte"),
        pytest.param("\x1b[?1049h", id="alternate screen"),
        pytest.param("\x1b[1 q", id="cursor shape"),
        pytest.param("\x1b]0;a title\x07", id="window title"),
        pytest.param("\x1b]52;c;c2VjcmV0\x1b\\", id="clipboard"),
        pytest.param("\x1b]8;;https://example.org\x1b\\", id="link"),
        pytest.param("\x9d0;a title\x9c", id="window title, one byte"),
        pytest.param("\x1bP1$r0m\x1b\\", id="device control"),
        pytest.param("\x1b_an application\x1b\\", id="application"),
        pytest.param("\x1bc", id="reset"),
        pytest.param("\x1b(0", id="line drawing"),
        pytest.param("\x1b#8", id="fill the screen"),
        pytest.param("\x07\x08\x00\x7f", id="controls"),
        pytest.param("\u202e\u2066\u200e\ufeff", id="directions"),
        pytest.param("\u2028\u2029", id="separators"),
        pytest.param("\U000e0041\U000e007f", id="tag characters"),
        pytest.param("\ud800", id="half of a pair"),
    ],
)
def test_what_a_terminal_would_obey_leaves_no_debris(sequence: str) -> None:
    assert clean(f"one{sequence} two") == "one two"


@pytest.mark.parametrize("sequence", ["\x1b[31", "\x1b[", "\x1b[1;2;", "\x9b12", "\x1b]0;a title", "\x1bPq", "\x1b"])
def test_a_sequence_cut_off_at_the_end_leaves_no_debris(sequence: str) -> None:
    assert clean(f"one{sequence}") == "one"


@pytest.mark.parametrize("kept", [FAMILY, HEART, FLAG, "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "क्\u200dष"])
def test_joiners_stay_because_emoji_and_scripts_need_them(kept: str) -> None:
    assert clean(kept) == unicodedata.normalize("NFC", kept)


def test_text_is_composed() -> None:
    assert clean("caf\u0065\u0301") == "caf\u00e9"


@pytest.mark.parametrize(("lines", "expected"), [(False, "one two three"), (True, "one\ntwo three")])
def test_a_tab_is_a_blank_and_a_line_break_is_too_unless_lines_are_wanted(lines: bool, expected: str) -> None:
    assert clean("one\r\ntwo\tthree", lines=lines) == expected


@given(st.text())
def test_clean_text_holds_nothing_unsafe(text: str) -> None:
    assert first_unsafe(clean(text)) is None


PIECES = st.sampled_from(
    ["\x1b", "[", "]", "3", "m", ";", "\x07", "\\", "\x9b", "\x9c", "P", "\n", "é", "e\u0301", "\u202e"]
)


@given(st.lists(PIECES).map("".join))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_letters_digits_and_signs_are_only_composed(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fine", None),
        ("a\x1b[0m", (1, "U+001B")),
        ("\u202eb", (0, "U+202E")),
        ("\U000e0041", (0, "U+E0041")),
        ("\t\n", None),
    ],
)
def test_the_first_unsafe_character_is_named_by_place_and_code_point(text: str, found: tuple[int, str] | None) -> None:
    assert first_unsafe(text) == found


# Widths.


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("漢字", 4), ("e\u0301", 1), (FAMILY, 2), (HEART, 2), (FLAG, 2), ("\x1b", 0), ("שָׁלוֹם", 4)],
)
def test_a_width_is_what_a_terminal_gives(text: str, columns: int) -> None:
    assert width(text) == columns


# Wrapping.


@pytest.mark.parametrize("columns", [20, 21, 33, 40, 63, 80, 120, 200])
@pytest.mark.parametrize("script", SCRIPTS)
def test_no_line_is_wider_than_the_window(script: str, columns: int) -> None:
    lines = wrap(SCRIPTS[script], columns, "  3. ", "     ")
    assert [line for line in lines if width(line) > columns] == []


@pytest.mark.parametrize("columns", [20, 21, 33, 40, 63, 80, 120, 200])
@pytest.mark.parametrize("script", SCRIPTS)
def test_no_character_is_lost_or_moved(script: str, columns: int) -> None:
    lines = wrap(SCRIPTS[script], columns)
    assert "".join("".join(lines).split()) == "".join(SCRIPTS[script].split())


WORDS = st.lists(
    st.sampled_from(["a", "word", "漢字漢字", "ि", "e\u0301", FAMILY, HEART, FLAG, WAVE, "\u200d"]), max_size=40
)


@given(st.lists(WORDS.map("".join), max_size=6).map(" ".join), st.integers(20, 60))
def test_any_mixture_of_scripts_fits(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert [line for line in lines if width(line) > columns] == []
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("cluster", [FAMILY, HEART, FLAG, WAVE, "e\u0301", "कि"])
def test_what_is_read_as_one_character_is_never_cut(cluster: str) -> None:
    lines = wrap(cluster * 30, 21)
    assert [line for line in lines if line.replace(cluster, "")] == []


def test_lines_break_between_words() -> None:
    assert wrap("one two three four", 9) == ["one two", "three", "four"]


def test_a_word_longer_than_the_line_breaks_at_the_edge() -> None:
    assert wrap("a " + "x" * 12 + " b", 5) == ["a", "xxxxx", "xxxxx", "xx b"]
    assert wrap("a " + "x" * 12 + " b", 5, cut=False) == ["a", "x" * 12, "b"]


def test_the_first_line_has_its_own_indent() -> None:
    assert wrap("one two three", 9, "1. ", "   ") == ["1. one", "   two", "   three"]


def test_without_another_every_line_has_the_same_indent() -> None:
    assert wrap("one two", 6, "  ") == ["  one", "  two"]


def test_nothing_is_one_empty_line() -> None:
    assert wrap("", 20, "> ") == ["> "]


@pytest.mark.parametrize(("text", "lines"), [("漢字", ["漢", "字"]), ("ab", ["a", "b"])])
def test_a_window_too_narrow_for_anything_still_gets_a_character_a_line(text: str, lines: list[str]) -> None:
    assert wrap(text, 1) == lines


def test_a_flood_of_marks_on_one_letter_stays_on_one_line() -> None:
    assert wrap("a" + "\u0301" * 500, 20) == ["a" + "\u0301" * 500]


@pytest.mark.parametrize(
    ("one", "other"),
    [("all", "aII"), ("full", "fuII"), ("Yes", "yes."), ("\u0430ll", "all"), ("a\u3164b", "ab")],
)
def test_texts_that_people_cannot_tell_apart_look_alike(one: str, other: str) -> None:
    assert lookalike(one) == lookalike(other)


@pytest.mark.parametrize(("one", "other"), [("mail", "mall"), ("BIT", "BLT"), ("If", "lf"), ("+", "-")])
def test_texts_that_people_can_tell_apart_do_not(one: str, other: str) -> None:
    assert lookalike(one) != lookalike(other)
