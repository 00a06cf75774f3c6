"""Reasons to be careful when the scores of sittings are compared. Pure, and without sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from screening.engine.interview import Status
from screening.records.timestamps import days_between
from screening.reports.scale_points import Point


class Doubt(StrEnum):
    """A reason to be careful when sittings are compared."""

    VERSION = "version"
    SHAPE = "shape"  # the range or the bands of the scale differ between versions
    RECALL = "recall"
    SUBJECT = "subject"
    WAY = "way"
    INTERPRETER = "interpreter"
    NOT_MEANT = "not-meant"
    UNFINISHED = "unfinished"
    NO_SCORES = "no-scores"
    CLOSE = "close"  # their recall periods overlap


@dataclass(frozen=True, slots=True)
class Caution:
    """A doubt, the numbers of its sittings, and what differs, in words of the file or as ids."""

    doubt: Doubt
    sittings: tuple[int, ...]
    facts: tuple[str, ...] = ()


def cautions(points: Sequence[Point]) -> tuple[Caution, ...]:
    """All cautions on comparing these points, in a fixed order."""
    some_interpreted = len({point.interpreter for point in points}) > 1
    possible = [
        _differing(Doubt.VERSION, points, lambda point: point.version),
        _differing(
            Doubt.SHAPE,
            [point for point in points if point.scale],
            lambda point: point.shape,
            lambda point: point.version,
        ),
        _differing(
            Doubt.RECALL, points, lambda point: (point.recall, point.recall_days), lambda point: ", ".join(point.recall)
        ),
        _differing(Doubt.SUBJECT, points, lambda point: point.subject, lambda point: point.subject.title),
        _differing(Doubt.WAY, points, lambda point: point.way),
        _matching(Doubt.INTERPRETER, points if some_interpreted else (), lambda point: point.interpreter),
        _matching(Doubt.NOT_MEANT, points, lambda point: not point.meant_for, lambda point: point.way),
        _matching(Doubt.UNFINISHED, points, lambda point: point.status is not Status.COMPLETED),
        _matching(Doubt.NO_SCORES, points, lambda point: point.absent is not None, lambda point: point.absent or ""),
        *_overlapping(points),
    ]
    return tuple(caution for caution in possible if caution is not None)


def _differing(
    doubt: Doubt,
    points: Sequence[Point],
    aspect: Callable[[Point], object],
    shown: Callable[[Point], str] | None = None,
) -> Caution | None:
    """A caution on all points if they differ in this aspect, otherwise None."""
    if len({aspect(point) for point in points}) < 2:
        return None
    facts = dict.fromkeys(str((shown or aspect)(point)) for point in points)
    return Caution(doubt, tuple(point.sitting for point in points), tuple(facts))


def _matching(
    doubt: Doubt,
    points: Sequence[Point],
    test: Callable[[Point], bool],
    shown: Callable[[Point], str] | None = None,
) -> Caution | None:
    """A caution on the points that pass the test; None where there are none."""
    concerned = [point for point in points if test(point)]
    if not concerned:
        return None
    facts = tuple(dict.fromkeys(shown(point) for point in concerned)) if shown else ()
    return Caution(doubt, tuple(point.sitting for point in concerned), facts)


def _overlapping(points: Sequence[Point]) -> Iterable[Caution]:
    """A caution on each run of sittings whose recall periods overlap, with their lengths in days."""
    runs: list[list[Point]] = []
    for earlier, later in pairwise(points):
        if _overlap(earlier, later):
            if not runs or runs[-1][-1] is not earlier:
                runs.append([earlier])
            runs[-1].append(later)
    for run in runs:
        days = dict.fromkeys(str(point.recall_days) for point in run[1:])
        yield Caution(Doubt.CLOSE, tuple(point.sitting for point in run), tuple(days))


def _overlap(earlier: Point, later: Point) -> bool:
    return later.recall_days is not None and days_between(earlier.date, later.date) < later.recall_days
