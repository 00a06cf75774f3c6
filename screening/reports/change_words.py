"""Cautions on a comparison, and the change between two scores, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from screening.reports.comparison_cautions import Caution, Doubt
from screening.reports.counselor_words import CounselorWords
from screening.reports.document import (
    Block,
    Bullets,
    Paragraph,
)
from screening.reports.reliable_change import Change, ChangeKind, Unknown, Z
from screening.reports.scale_points import Point
from screening.reports.wording import number


@dataclass(frozen=True)
class ChangeWords(CounselorWords):
    """The base of the documents that compare sittings."""

    def cautions(self, cautions: Iterable[Caution]) -> Iterator[Block]:
        """What makes a comparison doubtful, as a list; nothing without any."""
        yield from self.doubts(map(self.caution, cautions))

    def doubts(self, said: Iterable[str]) -> Iterator[Block]:
        """Sentences of cautions, as a list; nothing without any."""
        if items := tuple(said):
            yield Paragraph(self.say("trend-cautions"), strong=True)
            yield Bullets(items)

    def caution(self, caution: Caution) -> str:
        """A caution as a sentence."""
        sittings = ", ".join(map(str, caution.sittings))
        facts = self._facts(caution)
        return self.say(f"doubt-{caution.doubt}", count=len(caution.sittings), sittings=sittings, facts=facts).strip()

    def _facts(self, caution: Caution) -> str:
        match caution.doubt:
            case Doubt.WAY | Doubt.NOT_MEANT:
                return "; ".join(map(self.way_in_words, caution.facts))
            case Doubt.SUBJECT:
                return ", ".join(fact or self.say("doubt-subject-none") for fact in caution.facts)
            case Doubt.NO_SCORES:
                return " ".join(caution.facts)
            case _:
                return ", ".join(caution.facts)

    def change(self, change: Change) -> str:
        """Two scores with what can be said about their change, and the figures behind it."""
        return " ".join(self._change(change))

    def size(self, change: Change) -> Iterator[str]:
        """What can be said about the size of a change, without the sentence on the two scores."""
        return islice(self._change(change), 1, None)

    def _change(self, change: Change) -> Iterator[str]:
        """What can be said about two scores, and the figures behind it."""
        ends = {"before": self.points(change.earlier), "after": self.points(change.later)}
        yield self.say("change-pair", earlier=change.earlier.date, later=change.later.date, **ends)
        if change.reason not in (None, Unknown.NO_FIGURES):
            yield self.say(f"change-because-{change.reason}")
        yield from self._size(change)

    def _size(self, change: Change) -> Iterator[str]:
        if change.difference is None or change.least is None or change.figures is None:
            yield self.say(f"change-{ChangeKind.UNKNOWN}")
            return
        sizes = {"difference": number(abs(change.difference)), "least": number(change.least)}
        yield self.say(f"change-{change.kind}", **sizes)
        figures = {"r": number(change.figures.r), "sd": number(change.figures.sd), "z": Z}
        yield self.say("change-figures", source=change.figures.source, **figures)

    def difference(self, change: Change | None) -> str:
        """The difference of two scores with its sign, such as `-8`.

        That it is not known where one is a range or missing, the scale has changed, or they are about two subjects.
        """
        found = _difference(change.earlier, change.later) if change else None
        return self.say("report-not-known") if found is None else f"{'+' if found > 0 else ''}{number(found)}"

    def points(self, point: Point) -> str:
        """The score in points, or why there is none."""
        if point.scale is None:
            return self.say("trend-point-no-scale", version=point.version)
        if point.span is None or point.reach is None:
            return (point.absent or self.say("trend-point-none")).rstrip(".")
        of = number(point.reach.high)
        if point.value is not None:
            return self.say("points", value=number(point.value), of=of)
        return self.say("points-between", low=number(point.span.low), high=number(point.span.high), of=of)


def _difference(earlier: Point, later: Point) -> Decimal | None:
    alike = (earlier.shape, earlier.subject) == (later.shape, later.subject)
    return later.value - earlier.value if alike and later.value is not None and earlier.value is not None else None
