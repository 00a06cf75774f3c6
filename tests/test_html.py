"""Saved pages: sound HTML, nothing active in them, one printed page, and no fault found by axe in a real browser."""

from __future__ import annotations

import json
import re
import subprocess
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from screening.document import Bullets, Document, Heading, Paragraph, Person, Reach, Section
from screening.headless import concluded, read_answers
from screening.library import Library, questions_folder
from screening.regions import directory, region
from screening.render import html_page
from screening.report import Reporter

from .terminals import needs

ROOT = Path(__file__).parent.parent
AXE = Path(__file__).parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
BROWSER = [
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
]  # fmt: skip
HOSTILE = '<script>alert(1)</script> "quoted" </style> [red]x[/nosuch] {{ 7 * 7 }} {0} $(id)'
REGIONS = ("CA", "CA-AB", "US", "GB", "ZZ")


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
    return html_page(document, Library(questions_folder()).template("page.html"))


def hand_out(code: str = "CA-AB") -> str:
    """The hand-out of the example answers in a region."""
    library = Library(questions_folder())
    found = region(library, code)
    assert found is not None
    reporter = Reporter(library.interface(), directory(library, found), library.sources, "2026-11-22")
    signs = library.load("signs")
    text = (ROOT / "docs" / "example-answers.json").read_text(encoding="utf-8")
    return page(reporter.hand_out(concluded(signs, read_answers(signs, text), reporter.directory)))


def form() -> str:
    """The blank form of the self-check."""
    library = Library(questions_folder())
    found = region(library, "ZZ")
    assert found is not None
    reporter = Reporter(library.interface(), directory(library, found), library.sources, "2026-11-22")
    return page(reporter.form(library.load("signs")))


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
        Person(HOSTILE, (Reach(HOSTILE, "https://example.org"),), (HOSTILE,)),
    )
    found = Page(page(Document(HOSTILE, "en", (Section("first", HOSTILE, blocks),))))
    assert found.count("script") == 0
    assert found.words.count(HOSTILE) >= 7


@pytest.mark.parametrize("code", REGIONS)
def test_r11_a_hand_out_prints_on_one_page(code: str, tmp_path: Path) -> None:
    """R-11."""
    needs("chromium")
    needs("pdfinfo")
    (tmp_path / "page.html").write_text(hand_out(code), encoding="utf-8")
    made = tmp_path / "page.pdf"
    in_browser(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={made}", f"file://{tmp_path}/page.html")
    told = subprocess.run(["pdfinfo", str(made)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^Pages:\s+1$", told, re.MULTILINE), told


@pytest.mark.parametrize("text", [hand_out(), form()], ids=["hand-out", "form"])
def test_a17_axe_finds_nothing_in_a_real_browser(text: str, tmp_path: Path) -> None:
    """A-17."""
    needs("chromium")
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --prefix tests/axe")
    script = (
        f"<script>{AXE.read_text(encoding='utf-8')}</script><script>axe.run().then(found => {{"
        "const told = document.createElement('pre'); told.id = 'axe';"
        "told.textContent = JSON.stringify({passes: found.passes.length, violations: found.violations.map(v => v.id)});"
        "document.body.append(told);});</script>"
    )
    open_page = re.sub(r"<meta http-equiv=.*?>", "", text)
    (tmp_path / "page.html").write_text(open_page.replace("</body>", f"{script}</body>"), encoding="utf-8")
    dumped = in_browser(tmp_path, "--virtual-time-budget=20000", "--dump-dom", f"file://{tmp_path}/page.html")
    match = re.search(r'<pre id="axe">(.*?)</pre>', dumped, re.DOTALL)
    assert match, dumped[-500:]
    found = json.loads(match[1])
    assert found["passes"] > 10
    assert found["violations"] == []
