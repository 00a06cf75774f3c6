"""List what adds to the total of one scale: items, criteria, and scales with a score of their own.

A scale among the parts that only adds up is taken apart: what adds to it adds to the whole, multiplied by a factor.
So a sum of sums is one sum, and only scales with a table, a condition or a maximum have to be worked out before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from screening.engine.arithmetic import added_up, arithmetics
from screening.engine.points import ONE, ZERO, Span, counts, part, points, scored
from screening.model.answers import Reply
from screening.model.conditions import Condition
from screening.model.fields import NoScore
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Criterion, Scale


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """One thing that adds: an item, a criterion or a scale, in the scale that lists it, and what multiplies it."""

    what: Item | Criterion | Scale
    within: Scale
    factor: Decimal

    @property
    def is_plain(self) -> bool:
        """Whether it is an item whose points count in the scale as they are."""
        return isinstance(self.what, Item) and not self.within.changes_points_of(self.what.id)


class Contributions:
    """All that adds to the total of `scale`, or some of it. Points are whole multiples of `unit`.

    Some of it has the unit of the `whole`, so that their totals can be put together.
    """

    def __init__(
        self, questionnaire: Questionnaire, scale: Scale, added: Iterable[Added], whole: Contributions | None = None
    ) -> None:
        self._whole = whole
        self.questionnaire = questionnaire
        self.scale = scale
        self.added = tuple(added)
        self.is_highest = scale.max_of is not None

    @cached_property
    def by_id(self) -> dict[str, list[Added]]:
        """Items and scales by their ids; a scale has an `=` before it, since an item may have the same."""
        found: dict[str, list[Added]] = defaultdict(list)
        for one in self.added:
            if not isinstance(one.what, Criterion):
                found[one.what.id if isinstance(one.what, Item) else f"={one.what.id}"].append(one)
        return dict(found)

    @cached_property
    def by_criterion(self) -> dict[Criterion, Decimal]:
        """What each criterion adds where it holds."""
        return {one.what: one.factor for one in self.added if isinstance(one.what, Criterion)}

    @property
    def items(self) -> tuple[Item, ...]:
        """The items that add to it."""
        return tuple(dict.fromkeys(one.what for one in self.added if isinstance(one.what, Item)))

    @property
    def handed(self) -> tuple[Scale, ...]:
        """The scales that hand on a score of their own."""
        return tuple(dict.fromkeys(one.what for one in self.added if isinstance(one.what, Scale)))

    @property
    def criteria(self) -> tuple[tuple[Scale, Criterion], ...]:
        """The criteria that are counted, each in its scale."""
        return tuple((one.within, one.what) for one in self.added if isinstance(one.what, Criterion))

    @property
    def leaves(self) -> tuple[Condition, ...]:
        """Every test that decides whether a criterion is met."""
        return tuple(leaf for _, criterion in self.criteria for leaf in criterion.if_.leaves)

    def of_item(self, item: Item, reply: Reply) -> Span | None:
        """What a reply adds; nothing where it leaves a `max-of` as it is."""
        low = high = ZERO
        for one in self.by_id.get(item.id, ()):
            if self.is_highest and not counts(one.within, item, reply):
                return None
            span = part(one.within, item, reply)
            low, high = low + span.low * one.factor, high + span.high * one.factor
        return Span(low, high)

    def step_of(self, item: Item) -> Decimal | None:
        """By how much the points grow from one number to the next; nothing where they do not grow evenly."""
        found = self.by_id.get(item.id, [])
        uneven = len(found) != 1 or item.id in found[0].within.points
        return None if uneven else found[0].factor * item.step

    @cached_property
    def unit(self) -> Decimal:
        """The power of ten in which all points can be written."""
        if self._whole is not None:
            return self._whole.unit
        exponents = (exponent for one in self.added for exponent in self._exponents(one))
        return ONE.scaleb(min(exponents, default=0))

    def _exponents(self, one: Added) -> Iterator[int]:
        if isinstance(one.what, Scale):
            values = self._handed_values(one.what, one.within)
        elif isinstance(one.what, Item):
            values = _values(one.within, one.what)
        else:
            values = [ONE]
        yield from (min(_exponent(value * one.factor), 0) for value in values)

    def _handed_values(self, scale: Scale, within: Scale) -> list[Decimal]:
        """Numbers of which all that the scale hands on is a whole multiple."""
        known = arithmetics(self.questionnaire)
        common = known[within.id].common
        if scale.id in within.points:
            return [row.is_ * common for row in within.points[scale.id].ranges]
        if scale.round_first:
            return [ONE.scaleb(-scale.decimals) * common]
        return [contributions(self.questionnaire, scale).unit * known[within.id].factor(known[scale.id])]

    def steps(self, end: Decimal) -> int:
        """Points as a number of units."""
        return int(end / self.unit)

    def some(self, added: Iterable[Added]) -> Contributions:
        """The same total with only some of what adds to it."""
        return Contributions(self.questionnaire, self.scale, added, self)


def by_itself(item: Item, *, is_highest: bool) -> Contributions:
    """The total of a scale of that one item."""
    key = "max_of" if is_highest else "sum_of"
    scale = Scale.model_construct(id="", title="", **{key: (item.id,)})  # type: ignore[arg-type]
    questionnaire = Questionnaire.model_construct(items=(item,), scales=(scale,))
    return Contributions(questionnaire, scale, [Added(item, scale, ONE)])


def _values(scale: Scale, item: Item) -> list[Decimal]:
    table = scale.points.get(item.id)
    if table is not None and table.ranges:
        return [row.is_ for row in table.ranges]
    options = scored(scale, item).options
    values = [points(option.score) for option in options if not isinstance(option.score, NoScore)]
    skipped = [] if table is None or table.skipped is None else [table.skipped]
    return [*values, *skipped, item.step]


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int), "points are finite"
    return exponent


@lru_cache(maxsize=4096)
def contributions(questionnaire: Questionnaire, scale: Scale) -> Contributions:
    """What adds to the total of the scale."""
    return Contributions(questionnaire, scale, _added(questionnaire, scale))


def _added(questionnaire: Questionnaire, scale: Scale) -> list[Added]:
    """Scales that are taken apart may share items, and stand in each other: each thing is listed once, in all."""
    known = arithmetics(questionnaire)
    here = known[scale.id]
    found: dict[tuple[int, int], Added] = {}

    def add(what: Item | Criterion | Scale, within: Scale, factor: Decimal) -> None:
        before = found.get((id(what), id(within)))
        found[id(what), id(within)] = Added(what, within, factor + (before.factor if before else ZERO))

    for name in questionnaire.own_items[scale.id]:
        add(questionnaire.by_id[name], scale, Decimal(here.common))
    for criterion in scale.count_of or ():
        add(criterion, scale, ONE)
    for inner in questionnaire.part_scales[scale.id]:
        if not added_up(scale, inner):
            add(inner, scale, ONE)
            continue
        for one in contributions(questionnaire, inner).added:
            add(one.what, one.within, one.factor * here.factor(known[inner.id]))
    return list(found.values())
