"""Compare one client's sittings: scores over time, cautions on comparing them, and reliable change.

Pure, and without sentences: the values have ids and facts, and `change_report` puts them into words. A change is named
only if the scale's file has published figures and both sittings were taken alike; otherwise it could be chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import chain, pairwise
from math import gcd

from screening.engine import scoring
from screening.engine.interview import Status
from screening.engine.points import Span
from screening.engine.ranges.attainable import reach
from screening.model.answers import Answers, Entered, Gap, Private, Reply, state
from screening.model.fields import Administration
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Band, Reliability, Scale
from screening.records.client_file import Sitting
from screening.records.timestamps import days_between
from screening.reports.wording import before_value, blank, subject_of

Z = Decimal("1.96")  # normal distribution: 95 in 100 changes by chance alone are smaller
FINEST = 10_000  # steps in one point: scores have at most four decimals


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


@dataclass(frozen=True, slots=True, repr=False)
class Subject(Private):
    """What a sitting is about. Equal if the options and the typed words are, whatever the wording of the file."""

    codes: tuple[tuple[str, str], ...]
    typed: tuple[str, ...]
    title: str = field(compare=False)
    known: bool = field(compare=False, default=True)  # False if the question was left out: the subject may differ


@dataclass(frozen=True, slots=True, repr=False)
class Point(Private):
    """One sitting on one scale. Without `span` there is no score: `absent` says why, where the file has a reason.

    `scale` is the scale of this sitting's version, or None where the version lacks it; `step` is the smallest
    difference between two of its totals. `bands` are those that the span touches. `answered` of the `asked` questions
    have an answer; declined ones have none.
    """

    sitting: int
    date: str
    version: str
    source_hash: str  # hash of the questionnaire's text: a file can be edited without a new version
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
        """The score if only one total is possible, otherwise None."""
        return self.span.value if self.span else None

    @property
    def way(self) -> str:
        """How it was taken: the administration, with `-paper` for answers from a paper form."""
        return f"{self.administration}-paper" if self.paper else self.administration

    @property
    def shape(self) -> tuple[object, ...]:
        """The range and the bands of the scale; empty without one. A chart can only show scores of the same shape."""
        if self.reach is None or self.scale is None:
            return ()
        bands = tuple((band.from_, band.to, band.title) for band in self.scale.bands)
        return (self.reach.low, self.reach.high, bands)


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


@dataclass(frozen=True, slots=True, repr=False)
class Trend(Private):
    """One scale over the sittings with one questionnaire, oldest first. `scale` is that of the latest version."""

    questionnaire: Questionnaire
    scale: Scale
    points: tuple[Point, ...]
    cautions: tuple[Caution, ...]

    @property
    def pictures(self) -> tuple[tuple[Point, ...], ...]:
        """The points of each chart: all of them, or those of each version if the scale has changed."""
        scored = [point for point in self.points if point.span]
        shapes = {point.shape for point in scored}
        groups: dict[object, list[Point]] = {}
        for point in scored:
            groups.setdefault((point.version, point.shape) if len(shapes) > 1 else None, []).append(point)
        return tuple(map(tuple, groups.values()))

    @property
    def changes(self) -> tuple[Change, ...]:
        """The last score against the previous one, and against the first one; none with a single score."""
        scored = [point for point in self.points if point.span]
        baselines = dict.fromkeys([*scored[-2:-1], *scored[:-1][:1]])
        return tuple(change(earlier, scored[-1], scored[-1].scale or self.scale) for earlier in baselines)


@dataclass(frozen=True, slots=True, repr=False)
class Side(Private):
    """One question with the reply in one sitting. `item` is None where the version lacks the question."""

    item: Item | None
    name: str
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
    """The sittings with this questionnaire that count, by the day to which the answers belong.

    One in which nothing was answered is left out: it says nothing about any score.
    """
    valid = (one for one in sittings if one.counts and one.interview.answered and one.questionnaire.id == questionnaire)
    return tuple(sorted(valid, key=lambda sitting: (sitting.date, sitting.number)))


def point(sitting: Sitting, scale_id: str) -> Point:
    """The score of a sitting on the scale with this id."""
    evaluation, questionnaire = sitting.interview.evaluation, sitting.questionnaire
    scale = questionnaire.scale_by_id.get(scale_id)
    score = next((score for score in scoring.score(evaluation) if score.scale.id == scale_id), None)
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
        subject=subject(questionnaire, evaluation.answers),
        recall=_recall_periods(questionnaire, scale),
        recall_days=questionnaire.recall_days,
        answered=sum(state(evaluation.reply(item)) == "answered" for item in asked),
        asked=len(asked),
        scale=scale,
        reach=reach(questionnaire, scale).span if scale else None,
        step=_step(questionnaire, scale) if scale and scale.reliability else Decimal(1),
        span=score.span if score else None,
        bands=score.bands if score else (),
        absent=scoring.scores_absent(evaluation),
    )


def subject(questionnaire: Questionnaire, answers: Answers) -> Subject:
    """What the answers are about, with the words that the person typed for it."""
    chosen = subject_of(questionnaire, answers)
    sources = dict.fromkeys(words.from_ for _, option in chosen for words in option.words.values() if words.from_)
    typed = [str(answer.value) for name in sources if isinstance(answer := answers.get(name), Entered)]
    title = ", ".join(option.text for _, option in chosen) + (f" ({', '.join(typed)})" if typed else "")
    codes = tuple((item.id, option.code) for item, option in chosen)
    asked = any(option.words for item in questionnaire.questions for option in item.options)
    return Subject(codes, tuple(text.casefold() for text in typed), title, bool(codes) or not asked)


def _recall_periods(questionnaire: Questionnaire, scale: Scale | None) -> tuple[str, ...]:
    """The recall periods of the questionnaire and of the scale's questions, in words."""
    leaves = (leaf for criterion in (scale.count_of or () if scale else ()) for leaf in criterion.if_.leaves)
    ids = dict.fromkeys(
        [*(questionnaire.items_of[scale.id] if scale else ()), *(leaf.item for leaf in leaves if leaf.item)]
    )
    items = (questionnaire.by_id[item] for item in ids)
    return tuple(dict.fromkeys([questionnaire.recall, *(item.recall for item in items if item.recall)]))


def _step(questionnaire: Questionnaire, scale: Scale) -> Decimal:
    """The largest number of which all differences between possible totals are multiples."""
    values = [int(value * FINEST) for value in reach(questionnaire, scale).values()]
    return Decimal(gcd(*(later - earlier for earlier, later in pairwise(values))) or FINEST) / FINEST


# A trend.


def series(sittings: Iterable[Sitting], questionnaire: str) -> tuple[tuple[Sitting, ...], ...]:
    """The valid sittings with this questionnaire that may stand in one picture, oldest first.

    Where the first number of the version differs, questions or rules have changed their meaning: those sittings are a
    series of their own, and no change is worked out between two series.
    """
    found: dict[str, list[Sitting]] = {}
    for sitting in in_order(sittings, questionnaire):
        found.setdefault(first_number(sitting.questionnaire), []).append(sitting)
    return tuple(map(tuple, found.values()))


def first_number(questionnaire: Questionnaire) -> str:
    """The part of the version before the first dot."""
    return questionnaire.version.partition(".")[0]


def trend(sittings: Sequence[Sitting], questionnaire: str, scale: str) -> Trend | None:
    """The scale over the last series of one client; None where no sitting of it has the scale."""
    ordered = next(reversed(series(sittings, questionnaire)), ())
    with_scale = [sitting for sitting in ordered if scale in sitting.questionnaire.scale_by_id]
    if not with_scale:
        return None
    points = tuple(point(sitting, scale) for sitting in ordered)
    latest = with_scale[-1].questionnaire
    return Trend(latest, latest.scale_by_id[scale], points, cautions(points))


def trends(sittings: Sequence[Sitting], questionnaire: str) -> tuple[Trend, ...]:
    """For each series the scales of its latest version that have a chart, then those that only older ones have."""
    return tuple(chain.from_iterable(_trends(group, questionnaire) for group in series(sittings, questionnaire)))


def _trends(group: Sequence[Sitting], questionnaire: str) -> Iterable[Trend]:
    ids = dict.fromkeys(
        scale.id for sitting in reversed(group) for scale in sitting.questionnaire.scales if scale.picture
    )
    return filter(None, (trend(group, questionnaire, scale) for scale in ids))


def all_trends(sittings: Sequence[Sitting]) -> tuple[Trend, ...]:
    """The trends of every questionnaire, in the order in which they were first answered."""
    names = dict.fromkeys(sitting.questionnaire.id for sitting in sittings)
    return tuple(chain.from_iterable(trends(sittings, name) for name in names))


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


# Change.


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


def sitting_before(sittings: Iterable[Sitting], sitting: Sitting) -> Sitting | None:
    """The last sitting before this one that it can be compared with: the same questionnaire and first number of the
    version, about the same subject, with at least one answer. None where there is none.
    """
    form = sitting.questionnaire
    about = subject(form, sitting.interview.evaluation.answers)
    earlier = None
    for one in in_order(sittings, form.id):
        if (one.date, one.number) >= (sitting.date, sitting.number):
            break
        same = subject(one.questionnaire, one.interview.evaluation.answers) == about
        if same and first_number(one.questionnaire) == first_number(form) and one.interview.answers:
            earlier = one
    return earlier


# Two sittings side by side.


def compare(first: Sitting, second: Sitting) -> Comparison:
    """Compare two sittings, in any order. Raises ValueError if their questionnaires differ."""
    if first.questionnaire.id != second.questionnaire.id:
        raise ValueError("sittings with two questionnaires cannot be compared")
    earlier, later = sorted((first, second), key=lambda sitting: (sitting.date, sitting.number))
    changes = tuple(
        change(point(earlier, scale.id), point(later, scale.id), scale) for scale in _all_scales(earlier, later)
    )
    all_cautions = dict.fromkeys(caution for each in changes for caution in cautions((each.earlier, each.later)))
    return Comparison(earlier, later, changes, tuple(_answers(earlier, later)), tuple(all_cautions))


def _all_scales(earlier: Sitting, later: Sitting) -> list[Scale]:
    known = later.questionnaire.scale_by_id
    older = (scale for scale in earlier.questionnaire.scales if scale.id not in known)
    return [scale for scale in (*later.questionnaire.scales, *older) if scale.picture]


def _answers(earlier: Sitting, later: Sitting) -> Iterable[tuple[Side, Side]]:
    ids = dict.fromkeys(item.id for sitting in (later, earlier) for item in sitting.questionnaire.questions)
    sides = ((_side(earlier, item), _side(later, item)) for item in ids)
    return (pair for pair in sides if pair[0].reply != pair[1].reply)


def _side(sitting: Sitting, item_id: str) -> Side:
    item = sitting.questionnaire.by_id.get(item_id)
    if item is None:
        return Side(None, "", Gap.NOT_ASKED)
    name = before_value(blank(sitting.questionnaire, item.name, sitting.interview.words))
    return Side(item, name, sitting.interview.evaluation.reply(item))
