"""Data types of documents: sections of blocks, which the formats turn into text, HTML, PDF or SVG."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


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
    """A list of short paragraphs."""

    items: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class BandRange:
    """A band of a chart, from `low` to `high`, both included."""

    low: Decimal
    high: Decimal
    title: str


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """The total of one sitting, and the same in words. Without `low` and `high` nothing is drawn."""

    label: str
    words: str
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ScaleChart:
    """One scale over several sittings, oldest first, against its bands.

    Points are not joined by lines, because nobody asked in between. `about` explains how to read the chart where it
    is the only thing on a page or in a file.
    """

    title: str
    about: str
    minimum: Decimal
    maximum: Decimal
    bands: tuple[BandRange, ...]
    points: tuple[ChartPoint, ...]


Block = Heading | Paragraph | Bullets | ContactCard | Bar | ScaleChart


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document, short enough to read without a break."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Anything to read, as sections in order."""

    title: str
    language: str
    sections: tuple[Section, ...]
