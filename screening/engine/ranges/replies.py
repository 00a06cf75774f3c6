"""The effects of each reply to an item: on tests of it, on compared totals, on the scale's own total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from math import prod

from screening.engine.ranges.limits import TESTS_OF_A_REPLY, TooManyStates
from screening.engine.ranges.running import Ends, RunningTotal
from screening.engine.rules import (
    ONE,
    Truth,
    bounds,
    fewest,
    left_out,
    may_not_apply,
    meets,
    not_sure,
    operand,
    part,
    share,
)
from screening.model.answers import Chosen, Declined, Entered, Gap, Reply
from screening.model.questionnaire import Condition, Item, Scale

Ranges = frozenset[tuple[Decimal, Decimal]]  # points as unbroken ranges, each end belonging to it
NO_POINTS: Ranges = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What one event does: how tests come out, what running totals grow by, and points for the scale in question.

    `step` is how far points of one range are from each other.
    """

    truths: Mapping[str, Truth]
    shares: Mapping[str, Ends]
    points: Ranges = NO_POINTS
    step: Decimal = ONE

    @property
    def key(self) -> tuple[object, ...]:
        """Effects with the same key can be told apart only by how many points they bring."""
        return tuple(self.truths.items()), tuple(self.shares.items()), bool(self.points)


class Replies:
    """What can be replied to one item, as far as tests, running totals and the scale in question tell it apart.

    `most` is how many replies may be looked at, and `looked_at` how many were. One that many tests and running totals
    read counts as several.
    """

    def __init__(
        self, item: Item, scale: Scale, tests: Mapping[str, Condition], totals: list[RunningTotal], most: int
    ) -> None:
        self._item = item
        self._scale = scale
        self._tests = tests
        self._totals = totals
        self._most = most
        self._each = 1 + len(tests) // TESTS_OF_A_REPLY + len(totals)
        self.looked_at = 0

    def skipped(self) -> Effect:
        """What happens where the item is not asked."""
        return self._effect(Gap.NOT_ASKED)

    def asked(self) -> tuple[Effect, ...]:
        """One effect for all replies that later tests and totals cannot tell apart.

        A reply that adds nothing to a `max-of` stands apart: it leaves the total as it is. Raises TooManyStates.
        """
        sure = [reply for reply in self._choices() if not not_sure(self._item, reply)]
        doubtful = [Declined(), *(reply for reply in self._choices() if not_sure(self._item, reply))]
        known = [self._stretch(*ends) for ends in self._stretches()] + [self._effect(reply) for reply in sure]
        any_points = frozenset(pair for effect in known for pair in effect.points)
        unknown = [self._effect(reply) for reply in doubtful]
        effects = known + [replace(effect, points=any_points) for effect in unknown]
        if self._scale.max_of is not None and may_not_apply(self._item):
            effects += [replace(effect, points=NO_POINTS) for effect in unknown]
        return _merged(effects)

    def _effect(self, reply: Reply) -> Effect:
        self.looked_at += self._each
        if self.looked_at > self._most:
            raise TooManyStates((self._item.id,))
        truths = {name: meets(leaf, self._item, reply) for name, leaf in self._tests.items()}
        counting = [total for total in self._totals if self._counts(total.scale, reply)]
        shares = {total.scale.id: total.share(part(total.scale, self._item, reply)) for total in counting}
        return Effect(truths, shares, self._points(reply), self._item.step)

    def _counts(self, scale: Scale, reply: Reply) -> bool:
        """What is not asked counts 0 in a sum and is left out of a `max-of`."""
        return scale.max_of is None or not left_out(self._item, reply)

    def _points(self, reply: Reply) -> Ranges:
        if self._item.id not in self._scale.items or not self._counts(self._scale, reply):
            return NO_POINTS
        span = share(self._scale, self._item, reply)
        return frozenset([(span.low, span.high)])

    # Every answer that an item can have; one text stands for all texts.

    def _choices(self) -> Iterator[Reply]:
        """Every answer but a number."""
        match self._item.type:
            case "choice":
                yield from (Chosen(option.code) for option in self._item.options)
            case "choices":
                yield from (Chosen(option.code) for option in self._item.options if option.exclusive)
                yield from self._combinations()
            case "text":
                yield Entered("")

    def _combinations(self) -> Iterator[Chosen]:
        """What can be chosen together. Options of one score that no test names stand for one another."""
        item, leaves = self._item, self._tests.values()
        named = {code for leaf in leaves for code in (*(leaf.is_ or ()), *(leaf.is_not or ()))}
        groups: dict[tuple[object, str], list[str]] = defaultdict(list)
        for option in item.options:
            if not option.exclusive:
                groups[option.score, option.code if option.code in named else ""].append(option.code)
        if prod(len(codes) + 1 for codes in groups.values()) > self._most:
            raise TooManyStates((item.id,))
        for counts in product(*(range(len(codes) + 1) for codes in groups.values())):
            if fewest(item) <= sum(counts) <= (item.most or len(item.options)):
                chosen = (codes[:count] for codes, count in zip(groups.values(), counts, strict=True))
                yield Chosen(*(code for codes in chosen for code in codes))

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """The numbers that can be entered, in stretches that no test and no running total can tell apart. All are
        counted in steps of the item.
        """
        if self._item.type != "number":
            return
        least, most = (self._steps(Decimal(bound)) for bound in bounds(self._item))
        if self._totals:
            if most - least >= self._most:
                raise TooManyStates((self._item.id,))
            yield from ((number, number) for number in range(least, most + 1))
            return
        leaves = [leaf for leaf in self._tests.values() if leaf.at_least or leaf.at_most]
        limits = {self._steps(operand(leaf, self._item)) + (1 if leaf.at_most else 0) for leaf in leaves}
        begins = [least, *sorted(limit for limit in limits if least < limit <= most)]
        yield from zip(begins, [*(begin - 1 for begin in begins[1:]), most], strict=True)

    def _steps(self, number: Decimal) -> int:
        return int(number / self._item.step)

    def _stretch(self, first: int, last: int) -> Effect:
        effect, other = (self._effect(Entered(number * self._item.step)) for number in (first, last))
        ends = [end for pair in (*effect.points, *other.points) for end in pair]
        return replace(effect, points=frozenset([(min(ends), max(ends))]) if ends else NO_POINTS)


def _merged(effects: list[Effect]) -> tuple[Effect, ...]:
    points: dict[tuple[object, ...], set[tuple[Decimal, Decimal]]] = defaultdict(set)
    alike: dict[tuple[object, ...], Effect] = {}
    for effect in effects:
        points[effect.key] |= effect.points
        alike[effect.key] = effect
    return tuple(replace(effect, points=frozenset(points[key])) for key, effect in alike.items())
