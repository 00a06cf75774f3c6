"""Turn the total of a scale into points of the scales that have it as a part, while ranges are worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from screening.engine.arithmetic import arithmetics
from screening.engine.points import NO_SCORE, NOTHING, Span, counts, share, without
from screening.engine.ranges.contributions import Contributions
from screening.engine.ranges.handed import handed_on, looked_up
from screening.engine.ranges.points import NO_POINTS, stretch
from screening.engine.ranges.reached import AttainableTotals
from screening.engine.ranges.replies import Effect
from screening.engine.ranges.running import Ends, RunningTotal
from screening.engine.ranges.steps import Hand, Settle
from screening.engine.rules import Truth
from screening.model.answers import Gap
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Scale

Reached = Callable[[Scale], AttainableTotals]


class Handing:
    """What the scales that are parts of others hand on to running totals and to the total that is wanted."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        totals: Mapping[str, RunningTotal],
        wanted: Contributions,
        reached: Reached,
    ) -> None:
        self._arithmetics = arithmetics(questionnaire)
        self._totals = totals
        self._wanted = wanted
        self._reached = reached

    def effect(self, step: Hand, ends: Ends | None, applies: Truth, running: Iterable[RunningTotal]) -> Effect:
        """What happens where the scale has this total, and `applies` says whether it has a score."""
        reached = self._reached(step.scale)
        total = None
        if ends is not None and applies is not Truth.NO and reached.bits:
            total = self._totals[Settle(step.scale, step.resolved).name].total(ends)
        spans = ((one, self._added(one.added, step.scale, total, applies)) for one in running)
        shares = {one.name: one.share(span) for one, span in spans if span is not None}
        if not step.resolved or f"={step.scale.id}" not in self._wanted.by_id:
            return Effect({}, shares)
        span = self._added(self._wanted, step.scale, total, applies)
        return Effect({}, shares, NO_POINTS if span is None else stretch(span))

    def _added(self, added: Contributions, inner: Scale, total: Span | None, applies: Truth) -> Span | None:
        """What the total of the inner scale adds; nothing where it leaves a `max-of` as it is."""
        if total is None:
            return None if added.is_highest else NOTHING
        low = high = Decimal(0)
        for one in added.by_id[f"={inner.id}"]:
            outer = self._arithmetics[one.within.id]
            span = handed_on(outer, self._arithmetics[inner.id], self._reached(inner), total)
            if applies is not Truth.YES or total.low == NO_SCORE:
                span = without(one.within, span)
            low, high = low + span.low * one.factor, high + span.high * one.factor
        return Span(low, high)

    def extremes(self, step: Hand, running: Iterable[RunningTotal]) -> tuple[Effect, ...]:
        """The least and the most that can be handed on, and nothing."""
        spans = [(one, self.extreme(one.added, step.scale)) for one in running]
        wanted = step.resolved and f"={step.scale.id}" in self._wanted.by_id
        points = stretch(self.extreme(self._wanted, step.scale)) if wanted else NO_POINTS
        least = {one.name: one.share(Span(span.low, span.low)) for one, span in spans}
        most = {one.name: one.share(Span(span.high, span.high)) for one, span in spans}
        return Effect({}, least, points), Effect({}, most, points)

    def extreme(self, added: Contributions, inner: Scale) -> Span:
        """From the least to the most that the scale may add, nothing included where that adds 0."""
        low = high = Decimal(0)
        for one in added.by_id[f"={inner.id}"]:
            span = self._handed(one.within, inner)
            span = span if added.is_highest else span.or_(NOTHING)
            low, high = low + span.low * one.factor, high + span.high * one.factor
        return Span(low, high)

    def _handed(self, within: Scale, inner: Scale) -> Span:
        """From the least to the most that any total of the inner scale hands on."""
        reached, outer = self._reached(inner), self._arithmetics[within.id]
        table = within.points.get(inner.id)
        if table is None or not reached.bits:
            return handed_on(outer, self._arithmetics[inner.id], reached, reached.totals) if table is None else NOTHING
        worth = looked_up(table, self._arithmetics[inner.id], reached)[1]
        return Span(min(worth) * outer.common, max(worth) * outer.common)

    @property
    def lowest(self) -> Decimal:
        """The least that anything can bring to a wanted `max-of`."""
        return min(self._lows(), default=Decimal(0))

    def _lows(self) -> Iterator[Decimal]:
        for one in self._wanted.added:
            if isinstance(one.what, Scale):
                yield self.extreme(self._wanted, one.what).low
            elif isinstance(one.what, Item):
                yield share(one.within, one.what, Gap.OPEN).low * one.factor
                if counts(one.within, one.what, Gap.NOT_ASKED):
                    yield share(one.within, one.what, Gap.NOT_ASKED).low * one.factor
