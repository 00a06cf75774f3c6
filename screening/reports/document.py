"""A document as data: sections of blocks, for any format. No text is made here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `strong` where it carries the one thing to read."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short paragraphs."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactWay:
    """A way to reach a contact: what it is called, what to type or dial, and a link where there is one."""

    words: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Somebody to turn to."""

    name: str
    ways: tuple[ContactWay, ...]
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """Points on their range. `words` says the same without a picture; low and high differ where it is open."""

    label: str
    words: str
    low: Decimal
    high: Decimal
    minimum: Decimal
    maximum: Decimal
    marks: tuple[Decimal, ...] = ()  # where a new band begins

    def share(self, value: Decimal) -> float:
        """Where a value stands on the range, from 0 to 1."""
        whole = self.maximum - self.minimum
        return float((value - self.minimum) / whole) if whole else 0.0


@dataclass(frozen=True, slots=True)
class BandRange:
    """A band on the ground of a picture. `low` and `high` belong to it."""

    low: Decimal
    high: Decimal
    title: str


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """Where one sitting stands, with the words that say the same. Without a span there is nothing to draw."""

    label: str
    words: str
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ScaleChart:
    """One scale over several sittings, oldest first, on the ground of its bands.

    Nothing stands between two marks: nobody asked in between. `about` says how the picture is read where it
    stands alone, as in a file of its own.
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
    """One part of a result, short enough to be read in one go."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A result, or anything else to read, as sections in their order."""

    title: str
    language: str
    sections: tuple[Section, ...]
