"""Reliable change: what can be said about the change between two scores.

Pure. A change is named only if the scale's file has published figures and both sittings were taken alike; otherwise it
could be chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from screening.model.answers import Private
from screening.model.scales import Reliability, Scale
from screening.reports.scale_points import Point

Z = Decimal("1.96")  # normal distribution: 95 in 100 changes by chance alone are smaller


class ChangeKind(StrEnum):
    """How a score changed."""

    IMPROVED = "improved"
    WORSE = "worse"
    INDETERMINATE = "indeterminate"  # a change of this size can be chance alone
    UNKNOWN = "unknown"


class Unknown(StrEnum):
    """Why a change is unknown."""

    NO_FIGURES = "no-figures"
    NO_SCORE = "no-score"
    OPEN = "open"
    SHAPE = "shape"
    VERSION = "version"
    WAY = "way"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True, repr=False)
class Change(Private):
    """The change between two points. If it is unknown there is a reason, and no number that could mislead.

    `least` is the smallest change, in possible steps of the score, that is rarely due to chance alone.
    """

    kind: ChangeKind
    earlier: Point
    later: Point
    reason: Unknown | None = None
    difference: Decimal | None = None
    least: Decimal | None = None
    figures: Reliability | None = None


def change(earlier: Point, later: Point, scale: Scale) -> Change:
    """Reliable change by Jacobson and Truax (1991), if the scale's file has published figures that apply here."""
    reason = _unknown(earlier, later, scale)
    before, after, figures = earlier.value, later.value, scale.reliability
    if reason is not None or before is None or after is None or figures is None:
        return Change(ChangeKind.UNKNOWN, earlier, later, reason)
    difference, least = after - before, smallest(figures, later.step)
    kind = _kind(difference, least, scale)
    return Change(kind, earlier, later, None, difference, least, figures)


def _unknown(earlier: Point, later: Point, scale: Scale) -> Unknown | None:
    tests = {
        Unknown.NO_SCORE: earlier.span is None or later.span is None,
        Unknown.NO_FIGURES: scale.reliability is None,
        Unknown.VERSION: (earlier.version, earlier.source_hash) != (later.version, later.source_hash),
        Unknown.SHAPE: earlier.shape != later.shape,
        Unknown.WAY: (earlier.way, earlier.interpreter) != (later.way, later.interpreter)
        or not (earlier.meant_for and later.meant_for),
        Unknown.SUBJECT: earlier.subject != later.subject or not (earlier.subject.known and later.subject.known),
        Unknown.OPEN: earlier.value is None or later.value is None,
    }
    return next((reason for reason, is_met in tests.items() if is_met), None)


def threshold(figures: Reliability) -> Decimal:
    """z * SD * sqrt(2 * (1 - r)): a change larger than this is unlikely to be chance."""
    return Z * figures.sd * (2 * (1 - figures.r)).sqrt()


def smallest(figures: Reliability, step: Decimal) -> Decimal:
    """The smallest change in whole steps that is larger than the threshold."""
    return (threshold(figures) // step + 1) * step


def _kind(difference: Decimal, least: Decimal, scale: Scale) -> ChangeKind:
    if abs(difference) < least:
        return ChangeKind.INDETERMINATE
    return ChangeKind.IMPROVED if (difference > 0) == (scale.higher == "better") else ChangeKind.WORSE
