"""The picture of change over time: what it draws, that it fits, and that it says nothing that its words do not."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some
from wcwidth import wcswidth

from screening.formats.chart import chart_in_words, course_svg, drawing, letters, lines, row, ruler, spaces, stretches
from screening.formats.render import ASCII, BLOCKS, Glyphs, block_lines, html_page, markdown, plain_text
from screening.reports.document import BandRange, Bullets, ChartPoint, Document, Paragraph, ScaleChart, Section
from tests.formats.test_html import Page
from tests.people import library

WIDTHS = (20, 30, 40, 60, 80)
HOSTILE = "<script>alert(1)</script> \"quoted\" 'single' & ]]> \x1b[31m {{ 7 * 7 }} #|*"
SVG = "{http://www.w3.org/2000/svg}"
FIVE = Decimal(5)
SHAPES = {"svg", "title", "desc", "rect", "line", "circle", "text"}


def mark(day: str, low: int | None, high: int | None = None) -> ChartPoint:
    """A sitting with a score, a span, or neither."""
    if low is None:
        return ChartPoint(day, "no points")
    top = low if high is None else high
    words = f"{low} of 11 points" if low == top else f"between {low} and {top} of 11 points"
    return ChartPoint(day, words, Decimal(low), Decimal(top))


def course(*points: ChartPoint, bands: tuple[tuple[int, int], ...] = ((0, 1), (2, 3), (4, 5), (6, 11))) -> ScaleChart:
    """Scores of 0 to 11 on these bands."""
    ground = tuple(BandRange(Decimal(low), Decimal(high), f"Band {low} to {high}") for low, high in bands)
    return ScaleChart("Signs counted", "Oldest first.", Decimal(0), Decimal(11), ground, points)


THREE = course(mark("2026-01-10", 7), mark("2026-02-10", 1, 6), mark("2026-03-10", 2))


def shown(found: ScaleChart, columns: int, glyphs: Glyphs | None = ASCII) -> list[str]:
    """The picture as lines."""
    return [line.text for line in block_lines([found], columns, glyphs)]


def rows(found: ScaleChart, columns: int = 80) -> list[str]:
    """The drawn rows alone, without dates and words."""
    return [one[0] for line in shown(found, columns) if (one := re.search(r"[.#?|]{8,}", line))]


# In characters.


def test_a_picture_has_its_ground_its_dates_and_its_words() -> None:
    """A-10, R-5."""
    assert shown(THREE, 80) == [
        "Signs counted",
        "a: Band 0 to 1",
        "b: Band 2 to 3",
        "c: Band 4 to 5",
        "d: Band 6 to 11",
        "            a    b      c      d",
        "2026-01-10  ....|......|......|.....#.............  7 of 11 points",
        "2026-02-10  ..??|??????|??????|??.................  between 1 and 6 of 11 points",
        "2026-03-10  ....|.#....|......|...................  2 of 11 points",
    ]


def test_in_a_narrow_window_the_words_stand_above_each_row() -> None:
    """A-5."""
    assert shown(course(mark("2026-01-10", 7), bands=()), 20) == [
        "Signs counted",
        "2026-01-10: 7 of 11",
        "  points",
        "  ...........#......",
    ]


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("glyphs", [None, ASCII, BLOCKS], ids=["plain", "ascii", "blocks"])
@pytest.mark.parametrize("bands", [(), ((0, 11),), ((0, 1), (2, 3), (4, 11)), tuple((one, one) for one in range(12))])
def test_no_line_of_a_picture_is_wider_than_the_window(
    columns: int, glyphs: Glyphs | None, bands: tuple[tuple[int, int], ...]
) -> None:
    """A-5."""
    points = [*THREE.points, mark("2026-04-10 (12)", None), mark("2026-05-10", 0), mark("2026-06-10", 11)]
    found = shown(course(*points, bands=bands), columns, glyphs)
    assert max(map(wcswidth, found)) <= columns
    assert min(map(wcswidth, found)) >= 0


@given(some.integers(0, 11), some.integers(0, 11), some.integers(20, 80))
def test_a_span_is_drawn_as_a_span_and_a_score_as_one_mark(one: int, other: int, columns: int) -> None:
    """R-6."""
    low, high = sorted((one, other))
    (drawn,) = rows(course(mark("2026-01-10", low, high)), columns)
    bare = drawn.replace("|", "")
    if low == high:
        assert (bare.count("#"), bare.count("?")) == (1, 0)
    else:
        assert "#" not in bare
        assert re.fullmatch(r"\.*\?+\.*", bare)


@given(some.integers(0, 11), some.integers(20, 80))
def test_a_score_is_drawn_in_its_own_band_however_narrow_the_window(points: int, columns: int) -> None:
    (drawn,) = rows(course(mark("2026-01-10", points)), columns)
    band = next(index for index, (low, high) in enumerate(((0, 1), (2, 3), (4, 5), (6, 11))) if low <= points <= high)
    assert "#" in drawn.split("|")[band]


@given(some.integers(0, 11), some.integers(0, 11), some.integers(20, 80))
def test_more_points_never_stand_further_left(one: int, other: int, columns: int) -> None:
    low, high = sorted((one, other))
    first, second = rows(course(mark("2026-01-10", low), mark("2026-01-11", high)), columns)
    assert first.index("#") <= second.index("#")


def test_every_row_has_the_same_ground_and_no_line_runs_from_one_to_the_next() -> None:
    """R-10: nothing stands between two sittings."""
    drawn = rows(THREE)
    assert len({len(one) for one in drawn}) == 1
    assert len({tuple(place for place, cell in enumerate(one) if cell == "|") for one in drawn}) == 1
    assert len(drawn) == len(THREE.points)


def test_without_glyphs_there_is_no_picture_and_the_words_say_it_all() -> None:
    """A-11."""
    assert shown(THREE, 80, None) == ["Signs counted", *lines(THREE)]


def test_a_sitting_without_points_has_an_empty_row_and_its_words() -> None:
    assert shown(course(mark("2026-01-10", None), bands=()), 80)[-1] == f"2026-01-10  {'.' * 44}  no points"


def test_more_bands_than_characters_leave_the_words_alone() -> None:
    many = course(mark("2026-01-10", 3), bands=tuple((one, one) for one in range(12)))
    assert ruler(many, 20) is None
    assert shown(many, 20) == ["Signs counted", "2026-01-10: 3 of 11", "  points"]


def test_a_band_ends_halfway_to_the_next_one() -> None:
    found = [(float(part.low), float(part.high)) for part in stretches(THREE)]
    assert found == [(0, 1.5), (1.5, 3.5), (3.5, 5.5), (5.5, 11)]
    assert [(float(part.low), float(part.high)) for part in stretches(course(bands=()))] == [(0, 11)]


def test_a_scale_that_reaches_one_total_only_is_drawn_all_the_same() -> None:
    flat = ScaleChart(
        "T", "A", Decimal(3), Decimal(3), (), (ChartPoint("2026-01-10", "3 of 3", Decimal(3), Decimal(3)),)
    )
    assert rows(flat)[0].count("#") == 1
    assert ElementTree.fromstring(drawing(flat)).tag == f"{SVG}svg"


def test_a_letter_stands_above_the_beginning_of_its_band() -> None:
    ground = ruler(THREE, 40)
    assert ground is not None
    above = letters(THREE, ground)
    drawn = row(mark("", None), ground, full="#", open_="?", empty=".")
    assert [drawn[above.index(letter) - 1] for letter in "bcd"] == ["|", "|", "|"]


def dated(*gaps: int) -> ScaleChart:
    """Sittings so many days apart."""
    later = (ChartPoint(f"day {n}", "5 of 11", FIVE, FIVE, gap, f"{gap} days later") for n, gap in enumerate(gaps, 2))
    return course(ChartPoint("day 1", "5 of 11", FIVE, FIVE), *later)


def test_the_longer_the_time_the_wider_the_space_and_equal_times_have_none() -> None:
    assert spaces(dated(30, 30, 30), 9) == (0, 0, 0, 0)
    _, week, month, year = spaces(dated(7, 30, 365), 9)
    assert (week, week < month < year) == (0, True)
    assert sum(spaces(dated(7, 365, 365, 365), 2)) == pytest.approx(2)
    assert spaces(dated(), 9) == (0,)
    assert spaces(course(), 9) == ()


@given(some.lists(some.integers(0, 20_000), max_size=30), some.floats(0.5, 40))
def test_the_spaces_never_take_more_room_than_there_is_and_follow_the_times(gaps: list[int], most: float) -> None:
    found = spaces(dated(*gaps), most)
    assert len(found) == len(gaps) + 1
    assert min(found) >= 0
    assert sum(found) <= most + 1e-9
    by_time = [space for _, space in sorted(zip(gaps, found[1:], strict=True))]
    assert by_time == sorted(by_time)


def test_a_long_time_leaves_rows_empty_and_says_how_long_it_was() -> None:
    assert [line[:17] for line in shown(dated(7, 31, 212), 80)[6:]] == [
        "day 1  .....|....",
        "day 2  .....|....",
        "  :  31 days late",
        "day 3  .....|....",
        "  :",
        "  :",
        "  :  212 days lat",
        "day 4  .....|....",
    ]


def test_the_words_of_a_picture_say_the_time_between_two() -> None:
    """A-10."""
    assert lines(dated(31)) == ("day 1: 5 of 11", "day 2, 31 days later: 5 of 11")


# Saved.


def document(*found: ScaleChart, title: str = "Change") -> Document:
    """A document with pictures."""
    return Document("Title", "en", (Section("one", title, found),))


def test_a_saved_text_has_the_picture_in_ascii() -> None:
    """A-10."""
    text = plain_text(document(THREE))
    assert text.isascii()
    assert "2026-02-10  ..??|??????|??????|??.................  between 1 and 6 of 11 points" in text


def test_markdown_has_the_words_as_a_list() -> None:
    found = markdown(document(THREE))
    assert found.endswith("**Signs counted**\n\n" + "\n".join(f"- {line}" for line in lines(THREE)) + "\n")


def test_a_page_has_the_picture_with_its_words_in_it_and_below_it() -> None:
    """A-10, A-17."""
    found = Page(html_page(document(THREE, THREE), library().template("page.html")))
    pictures = [attrs for tag, attrs in found.tags if tag == "svg"]
    assert [(one["role"], one["aria-label"]) for one in pictures] == [("img", chart_in_words(THREE))] * 2
    assert all(found.words.count(line) == 2 * 2 for line in lines(THREE))  # in `desc`, and in the list
    assert not [attrs["id"] for _, attrs in found.tags if attrs.get("id") not in (None, "one")]


def test_headings_of_a_page_with_a_picture_never_skip_a_level() -> None:
    """A-17."""
    for title in ("Change", ""):
        found = Page(html_page(document(THREE, title=title), library().template("page.html")))
        levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


# As SVG.


def svg(found: ScaleChart) -> ElementTree.Element:
    """The picture, parsed."""
    return ElementTree.fromstring(course_svg(found).encode("utf-8"))


def found_in(picture: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    """The elements with this tag."""
    return picture.findall(f".//{SVG}{tag}")


def spans(picture: ElementTree.Element) -> list[ElementTree.Element]:
    """The bars of spans: boxes with a thick line."""
    return [one for one in found_in(picture, "rect") if one.get("stroke-width") == "3"]


def test_the_svg_says_in_words_all_that_it_shows() -> None:
    """A-8."""
    picture = svg(THREE)
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == chart_in_words(THREE)
    assert [one.text for one in found_in(picture, "title")] == ["Signs counted"]
    assert [one.text for one in found_in(picture, "desc")] == [chart_in_words(THREE)]
    for words in ("Signs counted", "b: Band 2 to 3", "2026-02-10: between 1 and 6 of 11 points"):
        assert words in chart_in_words(THREE)


def test_a_file_of_its_own_shows_its_title_and_how_it_is_read_and_a_page_says_both_itself() -> None:
    alone = [one.text for one in found_in(svg(THREE), "text")]
    inside = [one.text for one in found_in(ElementTree.fromstring(drawing(THREE)), "text")]
    assert alone == ["Signs counted", *inside, THREE.about]


def test_scores_are_dots_spans_are_bars_and_nothing_joins_them() -> None:
    """R-6, R-10."""
    picture = svg(THREE)
    assert len(found_in(picture, "circle")) == 2
    (bar,) = spans(picture)
    assert float(bar.get("height", "0")) > float(bar.get("width", "0"))
    slanted = [one for one in found_in(picture, "line") if one.get("y1") != one.get("y2")]
    assert slanted == []
    assert found_in(picture, "path") == found_in(picture, "polyline") == []


def test_more_points_stand_higher_and_each_score_in_its_band() -> None:
    picture = svg(course(*(mark(f"2026-01-{day:02}", day - 1) for day in range(1, 13))))
    heights = [float(one.get("cy", "0")) for one in found_in(picture, "circle")]
    assert heights == sorted(heights, reverse=True)
    boxes = [one for one in found_in(picture, "rect") if one.get("stroke-width") == "1"]
    ends = [(float(one.get("y", "0")), float(one.get("y", "0")) + float(one.get("height", "0"))) for one in boxes]
    counted = [sum(top < height < bottom for height in heights) for top, bottom in ends]
    assert counted == [2, 2, 2, 6]


def test_bands_are_told_apart_without_colour() -> None:
    """A-8: by a letter and by their dashes; only black, white and greys stand in the picture."""
    text = course_svg(THREE)
    colours = set(re.findall(r"#[0-9a-f]{6}", text))
    assert all(one[1:3] == one[3:5] == one[5:7] for one in colours)
    assert len({one.get("stroke-dasharray") for one in found_in(svg(THREE), "line")}) == 3  # the lowest is bare
    shown_letters = [one.text for one in found_in(svg(THREE), "text") if one.text in {"a", "b", "c", "d"}]
    assert shown_letters == ["a", "b", "c", "d"]


def test_every_day_stands_on_the_axis() -> None:
    for count in (1, 3, 20):
        days = [f"2026-{month:02}-15" for month in range(1, 13)] + [f"2027-{month:02}-15" for month in range(1, 9)]
        picture = svg(course(*(mark(day, 5) for day in days[:count])))
        assert [one.text for one in found_in(picture, "text") if one.text in days] == days[:count]
        wide = float(picture.get("width", "0"))
        assert all(0 < float(one.get("x", "0")) < wide for one in found_in(picture, "text"))


@pytest.mark.parametrize("gaps", [(7, 31, 212), (7, 7, 7, 31, 7, 7, 212, 7)])
def test_a_longer_time_is_a_wider_space_in_the_picture_and_its_days_stand_below(gaps: tuple[int, ...]) -> None:
    picture = svg(dated(*gaps))
    places = [float(one.get("cx", "0")) for one in found_in(picture, "circle")]
    spans_ = [round(later - earlier, 1) for earlier, later in pairwise(places)]
    assert [gap for _, gap in sorted(zip(spans_, gaps, strict=True))] == sorted(gaps)
    assert len(set(spans_)) == len(set(gaps))
    assert max(places) < float(picture.get("width", "0")) - 10
    below = " ".join(one.text or "" for one in found_in(picture, "text"))
    assert all(f"{gap} days later" in below for gap in gaps)


def test_nothing_active_and_nothing_from_outside_stands_in_the_svg() -> None:
    """T-29: hostile words stay words."""
    ground = (BandRange(Decimal(0), Decimal(11), HOSTILE),)
    point = ChartPoint(HOSTILE, HOSTILE, Decimal(3), Decimal(3))
    text = course_svg(ScaleChart(HOSTILE, HOSTILE, Decimal(0), Decimal(11), ground, (point,)))
    picture = ElementTree.fromstring(text.encode("utf-8"))
    assert {one.tag.removeprefix(SVG) for one in picture.iter()} <= SHAPES
    assert {name for one in picture.iter() for name in one.attrib if name.startswith("on") or "href" in name} == set()
    assert set(re.findall(r"https?://[^\"'<> )]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "url(" not in text
    assert "\x1b" not in text
    assert set(re.findall(r'font-family="([^"]+)"', text)) == {"sans-serif"}


@given(some.text(max_size=30))
def test_whatever_the_words_the_svg_is_well_formed(words: str) -> None:
    point = ChartPoint(words, words, Decimal(1), Decimal(4))
    found = ScaleChart(words, words, Decimal(0), Decimal(11), (BandRange(Decimal(0), Decimal(11), words),), (point,))
    assert svg(found).tag == f"{SVG}svg"


def test_a_picture_can_stand_among_other_blocks() -> None:
    text = plain_text(Document("T", "en", (Section("a", "", (Paragraph("before"), THREE, Bullets(("after",)))),)))
    assert "before\n\nSigns counted\n" in text
    assert "2 of 11 points\n\n- after\n" in text
