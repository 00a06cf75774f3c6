"""Compare one client's sittings: scores over time, what keeps them from being compared, what changed.

Pure, and without a sentence: what is found has ids and facts, and `reports` says it. A change is named only where the
scale's file holds published figures and both sittings are of one kind; otherwise nobody knows what chance does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from math import gcd

from screening.engine import scoring
from screening.engine.interview import Status
from screening.engine.ranges.attainable import reach
from screening.engine.rules import Span
from screening.model.answers import Answers, Entered, Gap, Private, Reply, state
from screening.model.questionnaire import Administration, Band, Item, Questionnaire, Reliability, Scale
from screening.records.client_file import Sitting
from screening.records.timestamps import days_between
from screening.reports.wording import blank, subject_of

Z = Decimal("1.96")  # of the normal distribution: 95 in 100 changes by chance alone are smaller
FINEST = 10_000  # scores have at most four decimals


class Doubt(StrEnum):
    """What keeps sittings from being compared as they stand."""

    VERSION = "version"
    SHAPE = "shape"  # the scale reaches other points, or has other bands, in one version than in another
    RECALL = "recall"
    SUBJECT = "subject"
    WAY = "way"
    INTERPRETER = "interpreter"
    NOT_MEANT = "not-meant"
    UNFINISHED = "unfinished"
    NO_SCORES = "no-scores"
    CLOSE = "close"  # both look at some of the same days


@dataclass(frozen=True, slots=True)
class Caution:
    """A doubt, the sittings that it is about by number, and what differs in words of the file or as ids."""

    doubt: Doubt
    sittings: tuple[int, ...]
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Subject(Private):
    """What a sitting looked at. Two are the same by the options and the words typed, however the file puts them."""

    codes: tuple[tuple[str, str], ...]
    typed: tuple[str, ...]
    title: str = field(compare=False)
    known: bool = field(compare=False, default=True)  # False where the question was left out: it may be another


@dataclass(frozen=True, slots=True, repr=False)
class Point(Private):
    """One sitting on one scale. Without `span` there is no score: `absent` says why, where the file has a reason.

    `scale` is the scale as this sitting's version has it, or nothing where that has none; `step` is the smallest
    difference between two of its totals. `bands` are those that the span touches. Of `asked` questions `answered` have
    an answer; declined ones have none.
    """

    sitting: int
    date: str
    version: str
    source_hash: str  # the hash of the questionnaire's text: a file can be edited without another version
    administration: Administration
    meant_for: bool
    interpreter: bool
    paper: bool
    status: Status
    subject: Subject
    recall: tuple[str, ...]
    recall_days: int | None
    answered: int
    asked: int
    scale: Scale | None
    reach: Span | None
    step: Decimal
    span: Span | None
    bands: tuple[Band, ...]
    absent: str | None

    @property
    def value(self) -> Decimal | None:
        """The score, where only one total is possible; nothing otherwise."""
        return self.span.value if self.span else None

    @property
    def way(self) -> str:
        """How it was taken: the administration, and whether from paper."""
        return f"{self.administration}-paper" if self.paper else self.administration

    @property
    def shape(self) -> tuple[object, ...]:
        """The ground on which the score stands. Only scores with the same one can stand in one picture."""
        if self.reach is None or self.scale is None:
            return ()
        bands = tuple((band.from_, band.to, band.title) for band in self.scale.bands)
        return (self.reach.low, self.reach.high, bands)


class ChangeKind(StrEnum):
    """What became of a score."""

    IMPROVED = "improved"
    WORSE = "worse"
    INDETERMINATE = "indeterminate"  # chance alone can make a change of this size
    UNKNOWN = "unknown"


class Unknown(StrEnum):
    """Why nothing can be said about a change."""

    NO_FIGURES = "no-figures"
    NO_SCORE = "no-score"
    OPEN = "open"
    SHAPE = "shape"
    VERSION = "version"
    WAY = "way"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True, repr=False)
class Change(Private):
    """What can be said about two points. Where it is unknown there is a reason, and no number that could mislead.

    `least` is the smallest change that chance alone would rarely make, in steps that the score can take.
    """

    kind: ChangeKind
    earlier: Point
    later: Point
    reason: Unknown | None = None
    difference: Decimal | None = None
    least: Decimal | None = None
    figures: Reliability | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Trend(Private):
    """One scale over the sittings with one questionnaire, oldest first. `scale` is as the latest version has it."""

    questionnaire: Questionnaire
    scale: Scale
    points: tuple[Point, ...]
    cautions: tuple[Caution, ...]

    @property
    def pictures(self) -> tuple[tuple[Point, ...], ...]:
        """The points that may share a picture: all of them, or those of each version where the scale has changed."""
        scored = [point for point in self.points if point.span]
        shapes = {point.shape for point in scored}
        groups: dict[object, list[Point]] = {}
        for point in scored:
            groups.setdefault((point.version, point.shape) if len(shapes) > 1 else None, []).append(point)
        return tuple(map(tuple, groups.values()))

    @property
    def changes(self) -> tuple[Change, ...]:
        """The last score against the one before, and against the first one; none with a single score."""
        scored = [point for point in self.points if point.span]
        before = dict.fromkeys([*scored[-2:-1], *scored[:-1][:1]])
        return tuple(change(earlier, scored[-1], scored[-1].scale or self.scale) for earlier in before)


@dataclass(frozen=True, slots=True, repr=False)
class Side(Private):
    """One question as one sitting had it: nothing where its version does not have it."""

    item: Item | None
    ask: str
    reply: Reply


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Private):
    """Two sittings with one questionnaire: every scale, and the questions whose answers differ."""

    earlier: Sitting
    later: Sitting
    changes: tuple[Change, ...]
    answers: tuple[tuple[Side, Side], ...]
    cautions: tuple[Caution, ...]


# Points.


def in_order(sittings: Iterable[Sitting], questionnaire: str) -> tuple[Sitting, ...]:
    """The sittings with this questionnaire that stand, by the day that the answers belong to.

    A correction that is not finished is left out: until then the sitting that it corrects stands.
    """
    standing = (
        sitting
        for sitting in sittings
        if sitting.stands
        and (sitting.finished or sitting.corrects is None)
        and sitting.questionnaire.id == questionnaire
    )
    return tuple(sorted(standing, key=lambda one: (one.date, one.number)))


def point(sitting: Sitting, scale: str) -> Point:
    """Where a sitting stands on the scale with this id."""
    reading, questionnaire = sitting.interview.evaluation, sitting.questionnaire
    found = questionnaire.scale_by_id.get(scale)
    score = next((one for one in scoring.score(reading) if one.scale.id == scale), None)
    asked = sitting.interview.path
    return Point(
        sitting=sitting.number,
        date=sitting.date,
        version=questionnaire.version,
        source_hash=sitting.source_hash,
        administration=sitting.administration,
        meant_for=sitting.meant_for,
        interpreter=sitting.interpreter,
        paper=sitting.paper,
        status=sitting.interview.status,
        subject=subject(questionnaire, reading.answers),
        recall=_windows(questionnaire, found),
        recall_days=questionnaire.recall_days,
        answered=sum(state(reading.reply(item)) == "answered" for item in asked),
        asked=len(asked),
        scale=found,
        reach=reach(questionnaire, found).span if found else None,
        step=_step(questionnaire, found) if found and found.reliability else Decimal(1),
        span=score.span if score else None,
        bands=score.bands if score else (),
        absent=scoring.scores_absent(reading),
    )


def subject(questionnaire: Questionnaire, answers: Answers) -> Subject:
    """What the answers are about, with what the person typed for it."""
    chosen = subject_of(questionnaire, answers)
    sources = dict.fromkeys(words.from_ for _, option in chosen for words in option.words.values() if words.from_)
    typed = [str(one.value) for name in sources if isinstance(one := answers.get(name), Entered)]
    title = ", ".join(option.text for _, option in chosen) + (f" ({', '.join(typed)})" if typed else "")
    codes = tuple((item.id, option.code) for item, option in chosen)
    asked = any(option.words for item in questionnaire.questions for option in item.options)
    return Subject(codes, tuple(text.casefold() for text in typed), title, bool(codes) or not asked)


def _windows(questionnaire: Questionnaire, scale: Scale | None) -> tuple[str, ...]:
    """The times that the scale's questions ask about."""
    leaves = (leaf for criterion in (scale.count_of or () if scale else ()) for leaf in criterion.if_.leaves)
    ids = dict.fromkeys([*(scale.items if scale else ()), *(leaf.item for leaf in leaves if leaf.item)])
    items = (questionnaire.by_id[item] for item in ids)
    return tuple(dict.fromkeys([questionnaire.recall, *(item.recall for item in items if item.recall)]))


def _step(questionnaire: Questionnaire, scale: Scale) -> Decimal:
    """The smallest difference of which all differences between totals are multiples."""
    values = [int(value * FINEST) for value in reach(questionnaire, scale).values()]
    return Decimal(gcd(*(later - earlier for earlier, later in pairwise(values))) or FINEST) / FINEST


# A trend.


def trend(sittings: Sequence[Sitting], questionnaire: str, scale: str) -> Trend | None:
    """The scale over the sittings of one client that stand; nothing where none of them has it."""
    listed = in_order(sittings, questionnaire)
    having = [one for one in listed if scale in one.questionnaire.scale_by_id]
    if not having:
        return None
    points = tuple(point(one, scale) for one in listed)
    latest = having[-1].questionnaire
    return Trend(latest, latest.scale_by_id[scale], points, cautions(points))


def trends(sittings: Sequence[Sitting], questionnaire: str) -> tuple[Trend, ...]:
    """Every scale of the latest version that is shown as a picture, then those that only older versions have."""
    listed = in_order(sittings, questionnaire)
    ids = dict.fromkeys(scale.id for one in reversed(listed) for scale in one.questionnaire.scales if scale.picture)
    found = (trend(sittings, questionnaire, scale) for scale in ids)
    return tuple(one for one in found if one is not None)


def all_trends(sittings: Sequence[Sitting]) -> tuple[Trend, ...]:
    """The trends of every questionnaire, in the order in which they were first answered."""
    names = dict.fromkeys(sitting.questionnaire.id for sitting in sittings)
    return tuple(found for name in names for found in trends(sittings, name))


def cautions(points: Sequence[Point]) -> tuple[Caution, ...]:
    """Everything to keep in mind before these points are compared, in a fixed order."""
    some_interpreted = len({one.interpreter for one in points}) > 1
    found = [
        _differing(Doubt.VERSION, points, lambda one: one.version),
        _differing(Doubt.SHAPE, [one for one in points if one.scale], lambda one: one.shape, lambda one: one.version),
        _differing(Doubt.RECALL, points, lambda one: (one.recall, one.recall_days), lambda one: ", ".join(one.recall)),
        _differing(Doubt.SUBJECT, points, lambda one: one.subject, lambda one: one.subject.title),
        _differing(Doubt.WAY, points, lambda one: one.way),
        _some(Doubt.INTERPRETER, points if some_interpreted else (), lambda one: one.interpreter),
        _some(Doubt.NOT_MEANT, points, lambda one: not one.meant_for, lambda one: one.way),
        _some(Doubt.UNFINISHED, points, lambda one: one.status is not Status.COMPLETED),
        _some(Doubt.NO_SCORES, points, lambda one: one.absent is not None, lambda one: one.absent or ""),
        *_close(points),
    ]
    return tuple(one for one in found if one is not None)


def _differing(
    doubt: Doubt,
    points: Sequence[Point],
    what: Callable[[Point], object],
    shown: Callable[[Point], str] | None = None,
) -> Caution | None:
    if len({what(one) for one in points}) < 2:
        return None
    facts = dict.fromkeys(str((shown or what)(one)) for one in points)
    return Caution(doubt, tuple(one.sitting for one in points), tuple(facts))


def _some(
    doubt: Doubt,
    points: Sequence[Point],
    test: Callable[[Point], bool],
    shown: Callable[[Point], str] | None = None,
) -> Caution | None:
    """The points for which the test holds."""
    found = [one for one in points if test(one)]
    if not found:
        return None
    facts = tuple(dict.fromkeys(shown(one) for one in found)) if shown else ()
    return Caution(doubt, tuple(one.sitting for one in found), facts)


def _close(points: Sequence[Point]) -> Iterable[Caution]:
    """Each run of sittings of which every one looks at days of the one before, with the days that it looks back."""
    runs: list[list[Point]] = []
    for earlier, later in pairwise(points):
        if _overlap(earlier, later):
            if not runs or runs[-1][-1] is not earlier:
                runs.append([earlier])
            runs[-1].append(later)
    for run in runs:
        days = dict.fromkeys(str(one.recall_days) for one in run[1:])
        yield Caution(Doubt.CLOSE, tuple(one.sitting for one in run), tuple(days))


def _overlap(earlier: Point, later: Point) -> bool:
    return later.recall_days is not None and days_between(earlier.date, later.date) < later.recall_days


# Change.


def change(earlier: Point, later: Point, scale: Scale) -> Change:
    """Reliable change by Jacobson and Truax (1991), where the scale's file has published figures that fit here."""
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
    return next((reason for reason, holds in tests.items() if holds), None)


def threshold(figures: Reliability) -> Decimal:
    """z * SD * sqrt(2 * (1 - r)): a change is told from chance where it is larger than this."""
    return Z * figures.sd * (2 * (1 - figures.r)).sqrt()


def smallest(figures: Reliability, step: Decimal) -> Decimal:
    """The smallest change in whole steps that is larger than the threshold."""
    return (threshold(figures) // step + 1) * step


def _kind(difference: Decimal, least: Decimal, scale: Scale) -> ChangeKind:
    if abs(difference) < least:
        return ChangeKind.INDETERMINATE
    return ChangeKind.IMPROVED if (difference > 0) == (scale.higher == "better") else ChangeKind.WORSE


# Two sittings side by side.


def compare(one: Sitting, other: Sitting) -> Comparison:
    """Two sittings, the earlier one first. Raises ValueError where they are not of one questionnaire."""
    if one.questionnaire.id != other.questionnaire.id:
        raise ValueError("sittings with two questionnaires cannot be compared")
    earlier, later = sorted((one, other), key=lambda sitting: (sitting.date, sitting.number))
    changes = tuple(
        change(point(earlier, scale.id), point(later, scale.id), scale) for scale in _all_scales(earlier, later)
    )
    found = dict.fromkeys(caution for each in changes for caution in cautions((each.earlier, each.later)))
    return Comparison(earlier, later, changes, tuple(_answers(earlier, later)), tuple(found))


def _all_scales(earlier: Sitting, later: Sitting) -> list[Scale]:
    known = later.questionnaire.scale_by_id
    older = (scale for scale in earlier.questionnaire.scales if scale.id not in known)
    return [scale for scale in (*later.questionnaire.scales, *older) if scale.picture]


def _answers(earlier: Sitting, later: Sitting) -> Iterable[tuple[Side, Side]]:
    ids = dict.fromkeys(item.id for one in (later, earlier) for item in one.questionnaire.questions)
    sides = ((_side(earlier, item), _side(later, item)) for item in ids)
    return (pair for pair in sides if pair[0].reply != pair[1].reply)


def _side(sitting: Sitting, name: str) -> Side:
    item = sitting.questionnaire.by_id.get(name)
    if item is None:
        return Side(None, "", Gap.NOT_ASKED)
    ask = blank(sitting.questionnaire, item.ask, sitting.interview.words)
    return Side(item, ask, sitting.interview.evaluation.reply(item))
