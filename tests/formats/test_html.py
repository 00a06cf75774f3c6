"""Saved pages: sound HTML, nothing active in them, one printed page, and no fault found by axe in a real browser."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from functools import lru_cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from screening.formats.render import html_page, plain_text
from screening.formats.result_json import Json
from screening.reports.blank_form import BlankForms
from screening.reports.document import Bullets, ContactCard, ContactWay, Document, Heading, Paragraph, Section
from tests.conftest import one_in, questionnaire, shipped
from tests.people import HIGH, Told, everybody, library, result_of, result_reports, said
from tests.terminals import needs

AXE = Path(__file__).parent.parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
BROWSER = [
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
]  # fmt: skip
HOSTILE = '<script>alert(1)</script> "quoted" </style> [red]x[/nosuch] {{ 7 * 7 }} {0} $(id)'
REGIONS = ("CA", "CA-AB", "US", "GB", "NZ")
DRAWN = {"svg", "rect", "line"}
DARK = "(prefers-color-scheme: dark)"
TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "h3", "p", "strong", "ul", "li",
    "div", "span", "a", "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "header", "footer",
    *DRAWN,
}  # fmt: skip
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "id", "aria-labelledby", "class", "href", "scope"}


class Page(HTMLParser):
    """What a page holds: its tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def count(self, tag: str) -> int:
        """How often a tag stands."""
        return sum(name == tag for name, _ in self.tags)


def page(document: Document) -> str:
    """The document as the program saves it."""
    return html_page(document, library().template("page.html"))


def hand_out(code: str = "CA-AB", given: Json | None = None) -> str:
    """The hand-out of somebody with many signs in a region."""
    return page(result_reports(code).hand_out(result_of(given or said("opioids", HIGH, prescribed="more"), code=code)))


def result() -> str:
    """A result with everything that one can hold: cards, spans, each answer, contacts."""
    given = said("sedatives", HIGH, craving=None, safety="yes", urgent=["unsafe", "pregnant"], prescribed="as-directed")
    return page(result_reports().result(result_of(given), why=True))


def form() -> str:
    """The blank form of the self-check."""
    return page(BlankForms(result_reports().words).form(shipped("signs")))


@lru_cache(maxsize=1)
def fullest() -> Told:
    """Of everybody the one whose hand-out is the longest."""
    return max(everybody(), key=lambda one: len(plain_text(one.hand_out, 60).splitlines()))


def in_browser(folder: Path, *arguments: str) -> str:
    """What the browser prints."""
    command = [*BROWSER, f"--user-data-dir={folder / 'browser'}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def test_a17_a_page_has_its_language_one_heading_and_real_lists() -> None:
    """A-17."""
    found = Page(hand_out())
    assert dict(found.tags)["html"] == {"lang": "en"}
    assert found.count("h1") == 1
    assert found.count("h2") >= 3
    assert found.count("ul") > 3
    assert found.count("main") == 1


def test_a17_headings_never_skip_a_level() -> None:
    """A-17."""
    for text in (hand_out(), form()):
        levels = [int(tag[1]) for tag, _ in Page(text).tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_a_page_has_no_script_and_a_policy_that_allows_none() -> None:
    found = Page(hand_out())
    assert found.count("script") == found.count("iframe") == found.count("form") == 0
    policy = next(attrs["content"] for tag, attrs in found.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert not [name for _, attrs in found.tags for name in attrs if name.startswith("on") or name == "src"]


def test_links_lead_only_to_pages_phones_and_mail() -> None:
    links = [attrs["href"] or "" for tag, attrs in Page(hand_out()).tags if tag == "a"]
    assert links
    assert all(link.startswith(("https://", "tel:", "sms:", "mailto:")) for link in links)


def test_hostile_words_are_shown_as_they_stand() -> None:
    blocks = (
        Heading(HOSTILE),
        Paragraph(HOSTILE, strong=True),
        Bullets((HOSTILE,)),
        ContactCard(HOSTILE, (ContactWay(HOSTILE, "https://example.org"),), (HOSTILE,)),
    )
    found = Page(page(Document(HOSTILE, "en", (Section("first", HOSTILE, blocks),))))
    assert found.count("script") == 0
    assert found.words.count(HOSTILE) >= 7


def schemes(text: str) -> dict[str, dict[str, str]]:
    """The colours of a page by their names: light, dark, and on paper."""
    rules = re.findall(r":root \{([^}]*)\}", text)
    found = [dict(re.findall(r"--([a-z]+): (#[0-9a-f]+)", rule)) for rule in rules]
    return dict(zip(("light", "dark", "paper"), found, strict=True))


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a17_text_and_pictures_stand_out_in_the_light_in_the_dark_and_on_paper() -> None:
    """A-17: 4.5 for text, 3 for pictures."""
    found = schemes(hand_out())
    assert luminance(found["light"]["paper"]) > 0.9 > 0.05 > luminance(found["dark"]["paper"])
    assert found["paper"]["paper"] == "#fff"
    for colours in found.values():
        for ground in ("paper", "soft"):
            assert min(contrast(colours[name], colours[ground]) for name in ("ink", "quiet", "accent")) >= 4.5
        assert min(contrast(colours[name], colours["paper"]) for name in ("accent", "line")) >= 3


def test_a_page_has_one_accent_and_no_colour_but_those_of_its_schemes() -> None:
    text = hand_out()
    named = {colour for colours in schemes(text).values() for colour in colours.values()}
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", text)) <= named | {"#000", "#fff"}


def test_the_numbers_are_the_largest_thing_in_the_card_of_a_contact() -> None:
    sizes = re.findall(r"(?m)^  (\S[^{]*)\{[^}]*font-size: ([0-9.]+)rem", hand_out())
    by_rule = {rule.strip(): float(size) for rule, size in sizes}
    numbers = by_rule.pop('.person a[href^="tel:"], .person a[href^="sms:"]')
    assert numbers > max(size for rule, size in by_rule.items() if "person" in rule or rule in ("h3", ".details"))
    assert '<a href="tel:' in hand_out()


def test_a_bar_is_hidden_from_screen_readers_since_its_words_stand_beside_it() -> None:
    """A-10."""
    found = Page(result())
    pictures = [attrs for tag, attrs in found.tags if tag == "svg"]
    assert len(pictures) >= 5
    assert all(attrs["aria-hidden"] == "true" for attrs in pictures)
    assert "Loss of control: daily or almost daily (between 12 and 16 of 16 points" in found.words


def test_the_summary_stands_first_and_each_part_of_a_hand_out_under_a_heading_of_its_own() -> None:
    """L1: by headings alone nothing belongs to the part before it."""
    tags = [tag for tag, _ in Page(hand_out()).tags if tag in ("h1", "h2", "section")]
    assert tags[0] == "h1"
    assert tags[1:] == ["section", "h2"] * ((len(tags) - 1) // 2)


def test_hostile_words_of_a_questionnaire_reach_no_page_as_marks() -> None:
    """Score card 29, 38."""
    ask = HOSTILE.replace("'", "''")
    source = questionnaire(f"items: [{{id: one, ask: '{ask}', options: yes-no}}]")
    found = Page(page(BlankForms(result_reports().words).form(source)))
    assert HOSTILE in found.words
    assert {tag for tag, _ in found.tags} <= TAGS


def test_only_known_tags_and_attributes_stand_in_a_page() -> None:
    """T-29."""
    for text in (hand_out(), result(), form()):
        found = Page(text).tags
        assert {tag for tag, _ in found} <= TAGS
        assert {name for tag, attrs in found if tag not in DRAWN for name in attrs} <= ATTRIBUTES


def test_nothing_typed_stands_in_a_page() -> None:
    """R-11."""
    for answers in (False, True):
        given = said("other-drug", HIGH, using_own="zzcanaryzz", prescribed="more")
        assert "zzcanaryzz" not in page(result_reports().hand_out(result_of(given), answers=answers))


def pages_of(text: str, folder: Path, style: str = "") -> int:
    """How many pages the browser prints."""
    (folder / "page.html").write_text(text.replace("</style>", f"{style}</style>"), encoding="utf-8")
    made = folder / "page.pdf"
    in_browser(folder, "--no-pdf-header-footer", f"--print-to-pdf={made}", f"file://{folder}/page.html")
    told = subprocess.run(["pdfinfo", str(made)], capture_output=True, text=True, check=True).stdout
    match = re.search(r"^Pages:\s+(\d+)$", told, re.MULTILINE)
    assert match, told
    return int(match[1])


@pytest.mark.parametrize("code", one_in(3, REGIONS))
def test_r11_the_fullest_hand_out_prints_on_one_page(code: str, tmp_path: Path) -> None:
    """R-11: whoever declines nearly everything is told the most; on Letter paper, the shorter of the two."""
    needs("chromium")
    needs("pdfinfo")
    assert pages_of(hand_out(code, fullest().given), tmp_path) == 1


@pytest.mark.parametrize("using", ["alcohol", "opioids", "gambling"])
def test_r11_a_typical_hand_out_prints_on_one_page_of_a4(using: str, tmp_path: Path) -> None:
    """R-11."""
    needs("chromium")
    needs("pdfinfo")
    assert pages_of(hand_out("GB", said(using, "weekly")), tmp_path, "@page { size: A4; }") == 1


def axe(text: str, folder: Path) -> tuple[int, list[str]]:
    """How many rules of axe a page keeps, and which it breaks, in a copy that lets the script run."""
    needs("chromium")
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --prefix tests/axe")
    script = (
        f"<script>{AXE.read_text(encoding='utf-8')}</script><script>axe.run().then(found => {{"
        "const told = document.createElement('pre'); told.id = 'axe';"
        "told.textContent = JSON.stringify({passes: found.passes.length, violations: found.violations.map(v => v.id)});"
        "document.body.append(told);});</script>"
    )
    open_page = re.sub(r'<meta http-equiv="Content-Security-Policy".*?>', "", text)
    (folder / "page.html").write_text(open_page.replace("</body>", f"{script}</body>"), encoding="utf-8")
    dumped = in_browser(folder, "--virtual-time-budget=20000", "--dump-dom", f"file://{folder}/page.html")
    match = re.search(r'<pre id="axe">(.*?)</pre>', dumped, re.DOTALL)
    assert match, dumped[-500:]
    found = json.loads(match[1])
    return found["passes"], found["violations"]


@pytest.mark.parametrize("media", [DARK, "all"], ids=["light", "dark"])
@pytest.mark.parametrize("made", [hand_out, result, form])
def test_a17_axe_finds_nothing_in_a_real_browser(made: Callable[[], str], media: str, tmp_path: Path) -> None:
    """A-17: in the light and in the dark."""
    text = made()
    assert text.count(DARK) == 1
    passes, violations = axe(text.replace(DARK, media), tmp_path)
    assert passes > 10
    assert violations == []


def test_a17_axe_does_find_what_is_wrong(tmp_path: Path) -> None:
    """A-17: the check itself is checked, on a page with four faults."""
    faulty = hand_out().replace('<html lang="en">', "<html>").replace("<h1>", '<h1><img src="a.png"></h1><h4>')
    faulty = faulty.replace("</h1>", "</h4>", 1).replace("<main>", '<main><p style="color: #bbb">faint</p>')
    found = axe(faulty, tmp_path)[1]
    assert {"html-has-lang", "image-alt", "color-contrast"} <= set(found)


def test_a_saved_page_never_asks_the_network() -> None:
    """CLI-18: nothing in a page is loaded from anywhere."""
    for text in (hand_out(), result(), form()):
        loading = [(tag, name) for tag, attrs in Page(text).tags for name in attrs if name in ("src", "srcset", "data")]
        assert loading == []
        assert [tag for tag, attrs in Page(text).tags if tag == "link" or "url(" in str(attrs)] == []
        assert "@import" not in text
        assert "url(" not in text
