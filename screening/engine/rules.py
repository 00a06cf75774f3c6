"""The two basic rules: whether a condition holds, and how many points a reply is worth.

Both answer honestly where something is missing: a condition may be unknown, and points are a span.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum

from screening.model.answers import Chosen, Declined, Entered, Gap, Private, Reply
from screening.model.questionnaire import MAX_NUMBER, Condition, Item, NoScore, Option, Scale

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


NOTHING = Span(ZERO, ZERO)
NO_SCORE = Decimal("-Infinity")  # the low end of a `max-of` that may come to have no score at all


class Truth(Enum):
    """Kleene's logic with two kinds of unknown: a question may be open, or the person declined it."""

    NO = "no"
    YES = "yes"
    OPEN = "open"
    DECLINED = "declined"

    @property
    def known(self) -> bool | None:
        """True, False, or nothing while it is unknown."""
        return None if self in (Truth.OPEN, Truth.DECLINED) else self is Truth.YES


def truth(value: bool) -> Truth:
    """A plain yes or no as a Truth."""
    return Truth.YES if value else Truth.NO


def evaluate(condition: Condition, test: Callable[[Condition], Truth]) -> Truth:
    """The truth of a condition, given how each single test in it came out.

    What hangs on an open question is OPEN; DECLINED means that answering every open one would not settle it.
    """
    if not condition.parts:
        return test(condition)
    found = {evaluate(part, test) for part in condition.parts}
    return all_of(found) if condition.all is not None else _settled(Truth.YES, found)


def all_of(found: Iterable[Truth]) -> Truth:
    """Whether all of these hold."""
    return _settled(Truth.NO, set(found))


def _settled(deciding: Truth, found: set[Truth]) -> Truth:
    for unsettled in (deciding, Truth.OPEN, Truth.DECLINED):
        if unsettled in found:
            return unsettled
    return truth(deciding is Truth.NO)


def meets(condition: Condition, item: Item, reply: Reply) -> Truth:
    """How one test on an item comes out. Not asked makes `is-not` true, as `!=` does in FHIR R4 enableWhen."""
    if reply is Gap.OPEN:
        return Truth.OPEN
    if condition.answered is not None:
        return truth(isinstance(reply, Chosen | Entered) == condition.answered)
    if condition.declined is not None:
        return truth(isinstance(reply, Declined) == condition.declined)
    if isinstance(reply, Declined):
        return Truth.DECLINED
    codes = reply.codes if isinstance(reply, Chosen) else ()
    if condition.is_ is not None:
        return truth(any(code in condition.is_ for code in codes))
    if condition.is_not is not None:
        return truth(not any(code in condition.is_not for code in codes))
    return _compare_reply(condition, item, reply)


def _compare_reply(condition: Condition, item: Item, reply: Reply) -> Truth:
    if left_out(item, reply):
        return Truth.NO
    if not_sure(item, reply):
        return Truth.DECLINED
    return compare(condition, worth(item, reply), operand(condition, item), Truth.DECLINED)


def operand(condition: Condition, item: Item | None) -> Decimal:
    """The number that `at-least` or `at-most` names: a number, or the score of an option of the item."""
    named = condition.at_least or condition.at_most or ""
    if item is None or item.type == "number":
        return Decimal(named)
    return points(item.by_code[named].score)


def compare(condition: Condition, span: Span, limit: Decimal, doubt: Truth) -> Truth:
    """`at-least` or `at-most` on a span: `doubt` where the span lies on both sides of the limit."""
    if condition.at_least is not None:
        sure, never = span.low >= limit, span.high < limit
    else:
        sure, never = span.high <= limit, span.low > limit
    return Truth.YES if sure else Truth.NO if never else doubt


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
    return Span(min(whole.low, ZERO), max(whole.high, ZERO)) if may_not_apply(item) else whole


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


def share(scale: Scale, item: Item, reply: Reply) -> Span:
    """What one reply adds to a scale: lowest + highest - score where it is reverse-keyed.

    Not asked adds 0 either way, and a range that is not known is the same range reversed.
    """
    span = worth(item, reply)
    if item.id not in scale.reversed or span.value is None or left_out(item, reply):
        return span
    whole = scored_range(item)
    turned = whole.low + whole.high - span.low
    return Span(turned, turned)


def part(scale: Scale, item: Item, reply: Reply, *, asked: bool = True) -> Span:
    """What one reply brings to the total: its share, without a low end where a `max-of` may come to leave it out.

    `asked` is whether it is certain that the item is asked.
    """
    span = share(scale, item, reply)
    known = isinstance(reply, Chosen | Entered) and not not_sure(item, reply)
    if scale.max_of is None or known or (asked and not may_not_apply(item)):
        return span
    return Span(NO_SCORE, span.high)


def joined(scale: Scale, spans: Iterable[Span]) -> Span | None:
    """The spans added up, or the highest of them for a `max-of`; nothing where there is none."""
    given = tuple(spans)
    if not given:
        return None
    lows, highs = [span.low for span in given], [span.high for span in given]
    return Span(max(lows), max(highs)) if scale.max_of is not None else Span(sum(lows, ZERO), sum(highs, ZERO))


def scaled(scale: Scale, total: Decimal) -> Decimal:
    """The score that a total comes to: multiplied by `times`; for a `mean-of` divided by the number of its items and
    rounded half-even to its decimals."""
    multiplied = total if scale.times == ONE else total * scale.times
    if scale.mean_of is None:
        return multiplied
    return (multiplied / len(scale.mean_of)).quantize(ONE.scaleb(-scale.decimals), ROUND_HALF_EVEN)


def compare_total(scale: Scale, leaf: Condition, total: Span | None, doubt: Truth) -> Truth:
    """`at-least` or `at-most` on the total of a scale; a scale without a score meets neither."""
    if total is None:
        return Truth.NO
    comparison = compare(leaf, Span(scaled(scale, total.low), scaled(scale, total.high)), operand(leaf, None), doubt)
    return doubt if comparison is Truth.YES and total.low == NO_SCORE else comparison


def criterion_span(holds: Truth) -> Span:
    """A criterion is worth 1 where it holds, 0 where it does not, and the span 0-1 while that is unknown."""
    known = holds.known
    return Span(ZERO, ONE) if known is None else Span(ONE, ONE) if known else NOTHING
