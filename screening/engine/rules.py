"""Whether a condition holds. The answer is honest where something is missing: then it is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum

from screening.engine import dates
from screening.engine.points import NOTHING, ONE, ZERO, Span, left_out, not_sure, points, worth
from screening.model.answers import Chosen, Declined, Entered, Gap, Reply
from screening.model.conditions import Condition
from screening.model.questionnaire import Item


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

    What depends on an open question is OPEN; DECLINED means that answering every open one would not settle it.
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
    return compare(condition, _compared(item, reply), operand(condition, item), Truth.DECLINED)


def _compared(item: Item, reply: Reply) -> Span:
    """What an order looks at: the points of a reply, a number, or the days that a date can be."""
    if item.is_dated and isinstance(reply, Entered):
        return dates.meant(item, str(reply.value))
    return worth(item, reply)


def operand(condition: Condition, item: Item | None) -> Decimal:
    """The number that `at-least` or `at-most` names: a number, a day, or the score of an option of the item."""
    if item is not None and item.is_dated:
        return dates.limit(condition, item.type)
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


def criterion_span(holds: Truth) -> Span:
    """A criterion is worth 1 where it holds, 0 where it does not, and the span 0-1 while that is unknown."""
    known = holds.known
    return Span(ZERO, ONE) if known is None else Span(ONE, ONE) if known else NOTHING
