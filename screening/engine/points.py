"""Work out the points of a reply, by itself and in a scale: a span where something is missing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from screening.model.answers import Chosen, Entered, Gap, Private, Reply
from screening.model.fields import MAX_NUMBER, NoScore
from screening.model.questionnaire import Item, Option
from screening.model.scales import PointsRange, PointsTable, Scale

ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, repr=False)
class Span(Private):
    """Every total still possible. One number when nothing is open: then, and only then, it is a score."""

    low: Decimal
    high: Decimal

    @property
    def value(self) -> Decimal | None:
        """The number, or nothing while more than one is possible. Never a guess."""
        return self.low if self.low == self.high else None

    def times(self, factor: Decimal) -> Span:
        """Both ends multiplied by a factor above 0."""
        return Span(self.low * factor, self.high * factor)

    def or_(self, other: Span) -> Span:
        """The span that holds both."""
        return Span(min(self.low, other.low), max(self.high, other.high))


NOTHING = Span(ZERO, ZERO)
NO_SCORE = Decimal("-Infinity")  # the low end of a `max-of` that may come to have no score at all


def points(score: Decimal | NoScore | None) -> Decimal:
    """The score as a number; what carries no points counts 0."""
    return score if isinstance(score, Decimal) else ZERO


def left_out(item: Item, reply: Reply) -> bool:
    """Whether the question is not asked, or was answered "does not apply", which counts the same."""
    if isinstance(reply, Chosen):
        return any(item.by_code[code].score is NoScore.NOT_ASKED for code in reply.codes)
    return reply is Gap.NOT_ASKED


def not_sure(item: Item, reply: Reply) -> bool:
    """Whether the answer was "not sure", which counts like a declined one."""
    return isinstance(reply, Chosen) and any(item.by_code[code].score is NoScore.UNKNOWN for code in reply.codes)


def may_not_apply(item: Item) -> bool:
    """Whether the item has an answer such as "does not apply"."""
    return any(option.score is NoScore.NOT_ASKED for option in item.options)


def worth(item: Item, reply: Reply) -> Span:
    """The points of a reply: one number, or the item's whole range where the answer is not known."""
    if left_out(item, reply):
        return NOTHING
    if not_sure(item, reply):
        return item_range(item)
    match reply:
        case Chosen(codes=codes):
            total = sum((points(item.by_code[code].score) for code in codes), ZERO)
            return Span(total, total)
        case Entered(value=int() | Decimal() as value):
            return Span(Decimal(value), Decimal(value))
        case _:
            return item_range(item)


def item_range(item: Item) -> Span:
    """The lowest and highest points that an answer to the item can have; "does not apply" has 0."""
    whole = scored_range(item)
    return whole.or_(NOTHING) if may_not_apply(item) else whole


def scored_range(item: Item) -> Span:
    """The lowest and highest points on the item's own scale: "not sure" and "does not apply" are not on it."""
    if item.type == "number":
        least, most = bounds(item)
        return Span(Decimal(least), Decimal(most))
    scored = [option for option in item.options if not isinstance(option.score, NoScore)]
    if item.type == "choices":
        return _choices_range(item, scored)
    scores = [points(option.score) for option in scored]
    return Span(min(scores, default=ZERO), max(scores, default=ZERO))


def bounds(item: Item) -> tuple[int, int]:
    """The lowest and highest number that may be entered."""
    return -MAX_NUMBER if item.least is None else item.least, MAX_NUMBER if item.most is None else item.most


def _choices_range(item: Item, scored: list[Option]) -> Span:
    alone = [points(option.score) for option in scored if option.exclusive]
    together = sorted(points(option.score) for option in scored if not option.exclusive)
    counts = range(fewest(item), min(item.most or len(together), len(together)) + 1)
    sums = [sum(part, ZERO) for n in counts for part in (together[:n], together[len(together) - n :])]
    return Span(min(alone + sums, default=ZERO), max(alone + sums, default=ZERO))


def fewest(item: Item) -> int:
    """How many options must be chosen at least. Choosing none is no answer: `1` unless the file says more."""
    return max(item.least or 1, 1)


# In a scale.


def scored(scale: Scale, item: Item) -> Item:
    """The item with the points that its options have in the scale: their own, or those of a table by code."""
    table = scale.points.get(item.id) if scale.points else None
    return item if table is None or table.ranges else _by_code(table, item)


@lru_cache(maxsize=1024)
def _by_code(table: PointsTable, item: Item) -> Item:
    options = [option.model_copy(update={"score": _score(table, option)}) for option in item.options]
    return Item.model_construct(**{**dict(item), "options": tuple(options)})


def _score(table: PointsTable, option: Option) -> Decimal | NoScore:
    if option.score is NoScore.UNKNOWN or option.code in table.codes:
        return table.codes.get(option.code, NoScore.UNKNOWN)
    if option.score is NoScore.NOT_ASKED:
        return NoScore.NOT_ASKED if table.skipped is None else table.skipped
    return ZERO


def counts(scale: Scale, item: Item, reply: Reply) -> bool:
    """Whether the reply counts in the scale at all. What is not asked does not, unless a table gives it points."""
    if not scale.points:
        return not left_out(item, reply)
    table = scale.points.get(item.id)
    return not left_out(scored(scale, item), reply) or (table is not None and table.skipped is not None)


def may_be_left_out(scale: Scale, item: Item) -> bool:
    """Whether there is an answer to the item that does not count in the scale, such as "does not apply"."""
    return may_not_apply(scored(scale, item))


def share(scale: Scale, item: Item, reply: Reply) -> Span:
    """What one reply adds to a scale: lowest + highest - score where it is reverse-keyed, or as its table says.

    Not asked adds 0 either way, unless a table gives it points. A range that is not known is the same range reversed.
    """
    if scale.points and item.id in scale.points:
        return _tabled(scale.points[item.id], scored(scale, item), reply)
    span = worth(item, reply)
    if item.id not in scale.turned or span.value is None or left_out(item, reply):
        return span
    whole = scored_range(item)
    turned = whole.low + whole.high - span.low
    return Span(turned, turned)


def _tabled(table: PointsTable, item: Item, reply: Reply) -> Span:
    if reply is Gap.NOT_ASKED:
        skipped = table.skipped or ZERO
        return Span(skipped, skipped)
    span = worth(item, reply)
    return of_ranges(table, span.low, span.high) if table.ranges else span


def of_ranges(table: PointsTable, low: Decimal, high: Decimal) -> Span:
    """The lowest and the highest that the ranges say for the numbers from `low` to `high`; they meet each of them."""
    rows = in_order(table)
    first = bisect_right(rows, low, key=lambda row: row.from_) - 1
    end = bisect_right(rows, high, key=lambda row: row.from_)
    found = [row.is_ for row in rows[max(first, 0) : max(end, 1)]]
    return Span(min(found), max(found))


@lru_cache(maxsize=1024)
def in_order(table: PointsTable) -> tuple[PointsRange, ...]:
    """The rows of the table, the lowest first."""
    return tuple(sorted(table.ranges, key=lambda row: row.from_))


def part(scale: Scale, item: Item, reply: Reply, *, asked: bool = True) -> Span:
    """What one reply brings to the total: its share, without a low end where a `max-of` may come to leave it out.

    `asked` is whether it is certain that the item is asked.
    """
    span = share(scale, item, reply)
    if not asked:
        span = without(scale, span, share(scale, item, Gap.NOT_ASKED) if counts(scale, item, Gap.NOT_ASKED) else None)
    known = isinstance(reply, Chosen | Entered) and not not_sure(item, reply)
    if scale.max_of is None or known or not may_be_left_out(scale, item):
        return span
    return Span(NO_SCORE, span.high)


def without(scale: Scale, span: Span, skipped: Span | None = None) -> Span:
    """The span of a part that may come to be left out: then it is worth `skipped`, or nothing.

    Nothing adds 0 to a sum; in a `max-of` there may then be no score at all.
    """
    if skipped is not None:
        return span.or_(skipped)
    return span.or_(NOTHING) if scale.max_of is None else Span(NO_SCORE, span.high)


def joined(scale: Scale, spans: Iterable[Span]) -> Span | None:
    """The spans added up, or the highest of them for a `max-of`; nothing where there is none."""
    given = tuple(spans)
    if not given:
        return None
    lows, highs = [span.low for span in given], [span.high for span in given]
    return Span(max(lows), max(highs)) if scale.max_of is not None else Span(sum(lows, ZERO), sum(highs, ZERO))
