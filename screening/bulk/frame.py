"""Read a frame of responses against a questionnaire: what `Evaluation` does for one response, for all of them at once.

Pure, and with polars. Each rule of the engine is asked once for each reply and for each total that occurs; only what
joins them, conditions and sums, is done here for whole columns. Totals are whole numbers: points times a power of ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

import polars as pl

from screening.bulk.replies import NOT_ASKED, OPEN, UNSURE, Replies
from screening.engine.arithmetic import added_up, arithmetics
from screening.engine.points import NO_SCORE, Span, counts, part, without
from screening.engine.ranges.attainable import reach
from screening.engine.ranges.handed import handed_on
from screening.engine.rules import Truth, criterion_span, meets
from screening.model.answers import Reply
from screening.model.conditions import Condition
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Scale

T = TypeVar("T")
# Truths as numbers: of all the least decides; of any the greatest, once OPEN and DECLINED have changed places.
TRUTHS = (Truth.NO, Truth.OPEN, Truth.DECLINED, Truth.YES)
NO, STILL_OPEN, REFUSED, YES = range(4)
SWAPPED = pl.Series([NO, REFUSED, STILL_OPEN, YES], dtype=pl.UInt8)
LEAST = -(1 << 60)  # stands for NO_SCORE
MOST = 1 << 52  # points times their unit: what is added stays far below what a column holds


class TooManyPoints(Exception):
    """Points of this size, or with so many decimals, cannot be added in whole numbers here."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The lowest and the highest total of a scale in each row, `unit` to a point; null where there is none.

    `open` says whether an open question still bears on it.
    """

    low: pl.Series
    high: pl.Series
    unit: int
    open: pl.Series

    def each(self, columns: Callable[[list[Span]], list[pl.Series]]) -> list[pl.Series]:
        """What rules say of the total in each row, a column for each rule; null where there is no total.

        `columns` gets each total that occurs, once, and gives the columns for these.
        """
        pairs = pl.DataFrame({"low of": self.low, "high of": self.high})
        distinct = pairs.unique().drop_nulls()
        found = columns([self._span(*pair) for pair in distinct.iter_rows()])
        joined = pairs.join(distinct.with_columns(found), on=["low of", "high of"], how="left", maintain_order="left")
        return [joined[one.name] for one in found]

    def spans(self, rule: Callable[[Span], Span]) -> tuple[pl.Series, pl.Series, int]:
        """The ends of what a rule makes of the total in each row, and how many units make a point."""
        units = list[int]()

        def columns(spans: list[Span]) -> list[pl.Series]:
            low, high, unit = columns_of(map(rule, spans))
            units.append(unit)
            return [low.alias("low"), high.alias("high")]

        low, high = self.each(columns)
        return low, high, units[0]

    def _span(self, low: int, high: int) -> Span:
        return Span(NO_SCORE if low == LEAST else Decimal(low) / self.unit, Decimal(high) / self.unit)

    def in_units(self, unit: int) -> tuple[pl.Series, pl.Series]:
        """Both ends with so many units to a point, a multiple of what they have."""
        factor = unit // self.unit
        return (self.low, self.high) if factor == 1 else (_times(self.low, factor), self.high * factor)


def _times(low: pl.Series, factor: int) -> pl.Series:
    return pl.select(pl.when(low == LEAST).then(LEAST).otherwise(low * factor)).to_series()


def columns_of(spans: Iterable[Span | None]) -> tuple[pl.Series, pl.Series, int]:
    """The ends of spans as whole numbers, and how many of these make a point. Raises TooManyPoints."""
    spans = [*spans]
    ends = [end for span in spans if span is not None for end in (span.low, span.high) if end.is_finite()]
    digits = max((-int(end.normalize().as_tuple().exponent) for end in ends), default=0)
    unit = 10 ** max(digits, 0)
    if any(abs(end) * unit > MOST for end in ends):
        raise TooManyPoints
    lows = [None if span is None else LEAST if span.low == NO_SCORE else int(span.low * unit) for span in spans]
    highs = [None if span is None else int(span.high * unit) for span in spans]
    return pl.Series(lows, dtype=pl.Int64), pl.Series(highs, dtype=pl.Int64), unit


@dataclass(slots=True)
class FrameEvaluation:
    """Responses read against one questionnaire; each thing is worked out once, when it is asked for.

    `columns` holds the number of the reply in each row for the items that have a column: see `Replies`.
    """

    questionnaire: Questionnaire
    replies: Mapping[str, Replies]
    columns: Mapping[str, pl.Series]
    height: int
    _asked: dict[str, pl.Series] = field(default_factory=dict)
    _numbers: dict[str, pl.Series] = field(default_factory=dict)
    _totals: dict[str, Totals] = field(default_factory=dict)

    def same(self, number: int, dtype: type[pl.DataType] = pl.UInt8) -> pl.Series:
        """A column that holds one number in each row."""
        return pl.Series([number], dtype=dtype).new_from_index(0, self.height)

    # Replies and conditions.

    def asked(self, item: Item) -> pl.Series | None:
        """NO, YES or STILL_OPEN in each row; None where it is always asked. A decline that hides it asks it."""
        if item.only_if is None:
            return None
        if item.id not in self._asked:
            held = self.holds(item.only_if)
            self._asked[item.id] = held.replace(REFUSED, YES)
        return self._asked[item.id]

    def given(self, item: Item) -> pl.Series:
        """The number of the reply in each row as the table has it, whatever is asked."""
        given = self.columns.get(item.id)
        return self.same(OPEN, pl.UInt32) if given is None else given

    def number(self, item: Item) -> pl.Series:
        """The number of the reply in each row, after what is asked and what is not."""
        if item.id not in self._numbers:
            given = self.given(item)
            asked = self.asked(item)
            if asked is not None:
                chosen = pl.when(asked == NO).then(NOT_ASKED).when(asked == STILL_OPEN).then(UNSURE).otherwise(given)
                given = pl.select(chosen.cast(pl.UInt32)).to_series()
            self._numbers[item.id] = given
        return self._numbers[item.id]

    def holds(self, condition: Condition) -> pl.Series:
        """The truth of a condition in each row, as its place in `TRUTHS`."""
        if not condition.parts:
            return self._leaf(condition)
        found = [self.holds(part) for part in condition.parts]
        return _all_of(found) if condition.all is not None else _any_of(found)

    def _leaf(self, leaf: Condition) -> pl.Series:
        if leaf.item is not None:
            item = self.questionnaire.by_id[leaf.item]
            table = self.replies[item.id].table(leaf, lambda reply, _: TRUTHS.index(meets(leaf, item, reply)))
            return pl.Series(table, dtype=pl.UInt8).gather(self.number(item))
        scale = self.questionnaire.scale_by_id[leaf.scale or ""]
        found = self._compared(scale, leaf)
        return found if scale.only_if is None else _all_of([self.holds(scale.only_if), found])

    def _compared(self, scale: Scale, leaf: Condition) -> pl.Series:
        arithmetic, total = arithmetics(self.questionnaire)[scale.id], self.total(scale)

        def rule(span: Span) -> int:
            found = arithmetic.meets(leaf, span, Truth.DECLINED)
            return TRUTHS.index(Truth.DECLINED if found is Truth.YES and span.low == NO_SCORE else found)

        (found,) = total.each(lambda spans: [pl.Series("found", [*map(rule, spans)], dtype=pl.UInt8)])
        found = found.fill_null(NO)
        return pl.select(pl.when((found == REFUSED) & total.open).then(STILL_OPEN).otherwise(found)).to_series()

    # Totals.

    def total(self, scale: Scale) -> Totals:
        """The totals of a scale before they are clipped and become scores."""
        if scale.id not in self._totals:
            self._totals[scale.id] = self._counted(scale) if scale.count_of is not None else self._joined(scale)
        return self._totals[scale.id]

    def _counted(self, scale: Scale) -> Totals:
        spans = [criterion_span(truth) for truth in TRUTHS]
        lows, highs, unit = columns_of(spans)
        held = [self.holds(criterion.if_) for criterion in scale.count_of or ()]
        low, high = (pl.sum_horizontal(*(ends.gather(one) for one in held)) for ends in (lows, highs))
        return Totals(*_ends(low, high), unit, _any_true([one == STILL_OPEN for one in held]))

    def _joined(self, scale: Scale) -> Totals:
        parts = [self._item(scale, self.questionnaire.by_id[id_]) for id_ in self.questionnaire.own_items[scale.id]]
        parts += [self._scale(scale, inner) for inner in self.questionnaire.part_scales[scale.id]]
        unit = max(one.unit for one in parts)
        ends = [one.in_units(unit) for one in parts]
        join = pl.sum_horizontal if scale.max_of is None else pl.max_horizontal
        low, high = (join(*side) for side in zip(*ends, strict=True))
        return Totals(*_ends(low, high), unit, _any_true([one.open for one in parts]))

    def _item(self, scale: Scale, item: Item) -> Totals:
        """What an item brings to the total, as `Evaluation` has it for one response."""
        arithmetic, number = arithmetics(self.questionnaire)[scale.id], self.number(item)

        def rule(reply: Reply, sure: bool) -> Span | None:
            if scale.max_of is not None and not counts(scale, item, reply):
                return None
            return arithmetic.of_item(part(scale, item, reply, asked=sure))

        lows, highs, unit = columns_of(self.replies[item.id].table(scale.id, rule))
        return Totals(lows.gather(number), highs.gather(number), unit, (number == OPEN) | (number == UNSURE))

    def _scale(self, outer: Scale, inner: Scale) -> Totals:
        """What a scale that is a part of another brings to its total."""
        total = self.total(inner)
        each = arithmetics(self.questionnaire)
        reached = None if added_up(outer, inner) else reach(self.questionnaire, inner)
        if reached is not None and not reached.bits:
            nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, self.height)
            return Totals(nothing, nothing, 1, self.same(NO) == YES)

        def less(span: Span) -> Span:
            return without(outer, handed_on(each[outer.id], each[inner.id], reached, span))

        def rule(span: Span) -> Span:
            return less(span) if span.low == NO_SCORE else handed_on(each[outer.id], each[inner.id], reached, span)

        sure = Totals(*total.spans(rule), total.open)
        if inner.only_if is None:
            return sure
        unsure = Totals(*total.spans(less), total.open)
        applies = self.holds(inner.only_if)
        unit = max(sure.unit, unsure.unit)
        ends = zip(sure.in_units(unit), unsure.in_units(unit), strict=True)
        low, high = (pl.when(applies == YES).then(one).when(applies != NO).then(other) for one, other in ends)
        lowest, highest = _ends(low, high)
        still = lowest.is_not_null() & (total.open | (applies == STILL_OPEN))
        return Totals(lowest, highest, unit, still)


def _ends(low: pl.Expr, high: pl.Expr) -> tuple[pl.Series, pl.Series]:
    found = pl.select(low.alias("low"), high.alias("high"))
    return found["low"], found["high"]


def _all_of(found: list[pl.Series]) -> pl.Series:
    return pl.select(pl.min_horizontal(*found)).to_series()


def _any_of(found: list[pl.Series]) -> pl.Series:
    return SWAPPED.gather(pl.select(pl.max_horizontal(*(SWAPPED.gather(one) for one in found))).to_series())


def _any_true(found: list[pl.Series]) -> pl.Series:
    return pl.select(pl.any_horizontal(*found)).to_series()
