"""Data types of documents: sections of blocks, which the formats turn into text, HTML, PDF or SVG."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, Literal, TypeVar

from screening.text import clean, width

BESIDE = 60  # the least columns of a window in which a list has labels, bars and words side by side
LONGEST_BAR, SHORTEST_BAR = 24, 8
LONGEST_NAME = 42  # columns of a contact's name in a list


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `strong` marks the most important one."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short paragraphs; with `boxes`, each has a box to tick on paper."""

    items: tuple[str, ...]
    boxes: bool = False


@dataclass(frozen=True, slots=True)
class ContactWay:
    """A way to reach a contact: a sentence with what to type or dial, and a link where there is one."""

    words: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A contact to call, write to or visit."""

    name: str
    ways: tuple[ContactWay, ...]
    details: tuple[str, ...] = ()

    @property
    def in_a_line(self) -> str:
        """The ways and details as they stand beside the name in a list."""
        return ", ".join((*(way.words for way in self.ways), *self.details))


@dataclass(frozen=True, slots=True)
class Bar:
    """A total on its range. `words` says the same in text. `low` and `high` differ if several totals are possible."""

    label: str
    words: str
    low: Decimal
    high: Decimal
    minimum: Decimal
    maximum: Decimal
    marks: tuple[Decimal, ...] = ()  # where a new band begins

    def share(self, value: Decimal) -> float:
        """The position of a value on the range, from 0 to 1."""
        whole = self.maximum - self.minimum
        return float((value - self.minimum) / whole) if whole else 0.0

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything certain to draw: a range, and less than all of it still possible."""
        return self.maximum > self.minimum and (self.low, self.high) != (self.minimum, self.maximum)


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars in a group, one line each where there is room. Only what is certain is drawn: the words say the rest."""

    bars: tuple[Bar, ...]

    @property
    def labels(self) -> int:
        """The columns of the labels, with the blanks after them."""
        return max((width(bar.label) for bar in self.bars), default=0) + 2

    def length(self, columns: int) -> int | None:
        """The columns of each bar between its label and its words; 0 if none is drawn; None if they need two lines."""
        free = columns - 2 - self.labels - max((width(bar.words) for bar in self.bars), default=0)
        if not any(bar.is_drawn for bar in self.bars):
            return 0 if free >= 0 and columns >= BESIDE else None
        return min(free - 2, LONGEST_BAR) if free - 2 >= SHORTEST_BAR and columns >= BESIDE else None


@dataclass(frozen=True, slots=True)
class ContactList:
    """Contacts in a group, one line each where there is room."""

    contacts: tuple[ContactCard, ...]

    @property
    def indent(self) -> int:
        """The column at which what stands beside the names begins; names that are too long for it are left out."""
        names = (width(contact.name) for contact in self.contacts)
        return max((name for name in names if name <= LONGEST_NAME), default=0) + 2

    def is_beside(self, contact: ContactCard, columns: int) -> bool:
        """Whether name and ways share a line of a window that wide; else the ways have lines of their own."""
        begins = max(width(contact.name) + 2, self.indent)
        return columns >= BESIDE and begins + width(contact.in_a_line) <= columns


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. A row has as many cells as there are headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Short facts, each a label and what is said under it."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WritingLines:
    """Lines to write on by hand, each after its label."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BandRange:
    """A band of a chart, from `low` to `high`, both included."""

    low: Decimal
    high: Decimal
    title: str


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """The total of one sitting, and the same in words. Without `low` and `high` nothing is drawn.

    `days` have passed since the one before, and `later` says so; the first of a chart has neither.
    """

    label: str
    words: str
    low: Decimal | None = None
    high: Decimal | None = None
    days: int = 0
    later: str = ""


@dataclass(frozen=True, slots=True)
class ScaleChart:
    """One scale over several sittings, oldest first and spaced by date, against its bands.

    Points are not joined by lines, because nobody asked in between. `about` explains how to read the chart where it
    is the only thing on a page or in a file.
    """

    title: str
    about: str
    minimum: Decimal
    maximum: Decimal
    bands: tuple[BandRange, ...]
    points: tuple[ChartPoint, ...]


Block = (
    Heading | Paragraph | Bullets | ContactCard | ContactList | Bar | Bars | Table | Facts | WritingLines | ScaleChart
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document, short enough to read without a break. In a `compact` one no empty line parts the blocks."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    compact: bool = False


@dataclass(frozen=True, slots=True)
class Clinic:
    """Whose pages these are, as the settings say; empty where they say nothing."""

    name: str = ""
    phone: str = ""


Layout = Literal["self", "file", "hand-out"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a document is laid out on paper, and what stands on each sheet of it.

    `self` is the page that a person saves: two columns on one sheet. `file` is for a clinic's file, `hand-out` for a
    client to take away: one column. `head` stands at the top of every sheet, from the left to the right, `foot` at its
    bottom beside the number of the sheet; what is not paper has both once, under the title.
    """

    layout: Layout = "self"
    head: tuple[str, ...] = ()
    foot: str = ""
    number: str = "{page} / {pages}"

    @property
    def line(self) -> str:
        """Head and foot in one line; empty where nothing stands on the sheets."""
        return " | ".join(filter(None, (*self.head, self.foot)))


@dataclass(frozen=True, slots=True)
class Document:
    """Anything to read, as sections in order."""

    title: str
    language: str
    sections: tuple[Section, ...]
    sheet: Sheet = field(default_factory=Sheet)


Piece = TypeVar("Piece")


def cleaned(piece: Piece) -> Piece:
    """A document, or a piece of it, without escape sequences, controls and direction overrides in any of its texts.

    What a counselor's files say reaches a page by other ways than questionnaires, in which such characters are refused.
    """
    whole: Any = piece
    if isinstance(whole, str):
        whole = clean(whole, lines=True)
    elif isinstance(whole, tuple):
        whole = tuple(map(cleaned, whole))
    elif is_dataclass(whole):
        whole = replace(whole, **{one.name: cleaned(getattr(whole, one.name)) for one in fields(whole)})  # type: ignore[type-var]
    found: Piece = whole
    return found
