"""The effects of each reply to an item: on tests of it, on compared totals, on the total that is wanted.

A declined answer is followed in two ways. What is asked depends on it as it is. The totals that can be reached take it
for each answer in turn: then tests in a criterion, and the points of a scale that is handed on, go with that answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import product
from math import prod

from screening.engine import dates
from screening.engine.points import ONE, bounds, fewest, not_sure
from screening.engine.ranges.contributions import Contributions, by_itself
from screening.engine.ranges.limits import MAX_STATES, OPTIONS_OF_A_REPLY, TESTS_OF_A_REPLY, TooManyStates
from screening.engine.ranges.points import NO_POINTS, Ranges, Stretch, stretch
from screening.engine.ranges.remaining import RESOLVED
from screening.engine.ranges.running import Ends, RunningTotal
from screening.engine.rules import Truth, meets, operand
from screening.model.answers import Chosen, Declined, Entered, Gap, Reply
from screening.model.conditions import Condition
from screening.model.questionnaire import Item


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What one event does: how tests come out, what running totals grow by, and points for the total that is wanted."""

    truths: Mapping[str, Truth]
    shares: Mapping[str, Ends]
    points: Ranges = NO_POINTS

    @property
    def key(self) -> tuple[object, ...]:
        """Effects with the same key can be told apart only by how many points they bring."""
        return tuple(self.truths.items()), tuple(self.shares.items()), bool(self.points)

    def and_(self, other: Effect) -> Effect:
        """Both at once; only one of them has points."""
        return Effect({**self.truths, **other.truths}, {**self.shares, **other.shares}, self.points or other.points)


class Replies:
    """What can be replied to one item, as far as tests, running totals and the wanted total tell it apart.

    `most` is how many replies may be looked at, and `looked_at` how many were. One that many tests and running totals
    read counts as several.
    """

    def __init__(
        self, item: Item, wanted: Contributions, tests: Mapping[str, Condition], totals: list[RunningTotal], most: int
    ) -> None:
        self._item = item
        self._wanted = wanted
        self._tests = {name: leaf for name, leaf in tests.items() if not name.startswith(RESOLVED)}
        self._resolved_tests = {name: leaf for name, leaf in tests.items() if name.startswith(RESOLVED)}
        self._totals = [total for total in totals if not total.resolved]
        self._resolved_totals = [total for total in totals if total.resolved]
        self._most = most
        together = len(item.options) if item.type == "choices" else 0
        self._each = 1 + len(tests) // TESTS_OF_A_REPLY + len(totals) + together // OPTIONS_OF_A_REPLY
        self.looked_at = 0

    @property
    def _leaves(self) -> tuple[Condition, ...]:
        """Every test of the item."""
        return *self._tests.values(), *self._resolved_tests.values()

    def skipped(self) -> Effect:
        """What happens where the item is not asked."""
        return self._seen(Gap.NOT_ASKED).and_(self._resolved(Gap.NOT_ASKED))

    def asked(self) -> tuple[Effect, ...]:
        """One effect for all replies that later tests and totals cannot tell apart.

        A reply that adds nothing to a `max-of` stands apart: it leaves the total as it is. Raises TooManyStates.
        """
        if not (self._tests or self._resolved_tests or self._totals or self._resolved_totals):
            return self._unread()
        choices = list(self._choices())
        sure = [reply for reply in choices if not not_sure(self._item, reply)]
        unsure = {reply: sure for reply in choices if not_sure(self._item, reply)} | self._parts_of_dates(sure)
        effects = [self._seen(reply).and_(self._resolved(reply)) for reply in sure]
        stretches = [self._stretch(*ends) for ends in self._stretches()]
        meant = [(reply, reply) for reply in sure]  # an answer, and one that may be meant by it
        meant += [(reply, one) for reply, others in unsure.items() for one in others]
        for reply, others in unsure.items():
            seen = self._seen(reply)
            effects += (seen.and_(one) for one in _merged(self._resolved(reply, other) for other in others))
        every = _merged([*(self._resolved(*pair) for pair in meant), *(self._only_resolved(one) for one in stretches)])
        declined = self._seen(Declined()).and_(Effect(self._of_declining(), {}))
        effects += stretches + [one.and_(declined) for one in every or (Effect({}, {}),)]
        return _merged(effects)

    def _unread(self) -> tuple[Effect, ...]:
        """The effects where nothing but the wanted total reads the item: declining brings what the answers bring."""
        added = self._wanted.by_id.get(self._item.id, ())
        if len(added) == 1 and self._item.type != "choices" and added[0].is_plain:
            self.looked_at += 1
            return _multiplied(_plain(self._item, self._wanted.is_highest), added[0].factor)
        return self.unread()

    def unread(self) -> tuple[Effect, ...]:
        """The same, reply by reply."""
        found = [self._points(reply) for reply in self._counted(self._choices()) if not not_sure(self._item, reply)]
        found += [effect.points for effect in (self._stretch(*ends) for ends in self._stretches())]
        return _merged(Effect({}, {}, points) for points in found or [NO_POINTS])

    def _counted(self, replies: Iterable[Reply]) -> Iterator[Reply]:
        for reply in replies:
            self._count()
            yield reply

    def _count(self) -> None:
        self.looked_at += self._each
        if self.looked_at > self._most:
            raise TooManyStates((self._item.id,))

    def _seen(self, reply: Reply) -> Effect:
        """What the reply does to tests and totals that take it as it is."""
        self._count()
        truths = {name: meets(leaf, self._item, reply) for name, leaf in self._tests.items()}
        return Effect(truths, self._shares(self._totals, reply))

    def _resolved(self, reply: Reply, meant: Reply | None = None) -> Effect:
        """What the reply does where another answer is `meant` by it, as far as it does not say."""
        if not self._resolved_tests and not self._resolved_totals:
            return Effect({}, {}, self._points(meant or reply))
        truths = {name: self._meant(leaf, reply, meant or reply) for name, leaf in self._resolved_tests.items()}
        return Effect(truths, self._shares(self._resolved_totals, meant or reply), self._points(meant or reply))

    def _meant(self, leaf: Condition, reply: Reply, meant: Reply) -> Truth:
        found = meets(leaf, self._item, reply)
        return meets(leaf, self._item, meant) if found is Truth.DECLINED else found

    def _only_resolved(self, effect: Effect) -> Effect:
        truths = {name: effect.truths[name] for name in self._resolved_tests}
        return Effect(truths, {total.name: effect.shares[total.name] for total in self._resolved_totals}, effect.points)

    def _of_declining(self) -> dict[str, Truth]:
        """How the tests come out that a declined answer settles, whatever is meant by it."""
        tests = self._resolved_tests.items()
        known = {name: meets(leaf, self._item, Declined()) for name, leaf in tests}
        return {name: found for name, found in known.items() if found is not Truth.DECLINED}

    def _shares(self, totals: Iterable[RunningTotal], reply: Reply) -> dict[str, Ends]:
        spans = ((total, total.added.of_item(self._item, reply)) for total in totals)
        return {total.name: total.share(span) for total, span in spans if span is not None}

    def _points(self, reply: Reply) -> Ranges:
        if self._item.id not in self._wanted.by_id:
            return NO_POINTS
        span = self._wanted.of_item(self._item, reply)
        return NO_POINTS if span is None else stretch(span)

    # Every answer that an item can have; one text stands for all texts.

    def _choices(self) -> Iterator[Reply]:
        """Every answer but a number."""
        match self._item.type:
            case "choice":
                yield from (Chosen(option.code) for option in self._item.options)
            case "choices":
                yield from (Chosen(option.code) for option in self._item.options if option.exclusive)
                yield from self._combinations()
            case "date" | "time":
                yield from (Entered(one) for one in dates.told_apart(self._item, self._leaves))
            case "text":
                yield Entered("")

    def _parts_of_dates(self, days: list[Reply]) -> dict[Reply, list[Reply]]:
        """The months and years that leave a test open, each with the days that may be meant by it."""
        if self._item.type != "date":
            return {}
        parts = dates.unsettled(self._item, self._leaves)
        return {Entered(part): [day for day in days if dates.is_among(day, part)] for part in parts}

    def _combinations(self) -> Iterator[Chosen]:
        """What can be chosen together. Options of one score that no test names stand for one another."""
        item, leaves = self._item, self._leaves
        named = {code for leaf in leaves for code in (*(leaf.is_ or ()), *(leaf.is_not or ()))}
        groups: dict[tuple[object, str], list[str]] = defaultdict(list)
        for option in item.options:
            if not option.exclusive:
                alone = option.code in named or self._is_tabled
                groups[option.score, option.code if alone else ""].append(option.code)
        if prod(len(codes) + 1 for codes in groups.values()) * self._each > self._most:
            raise TooManyStates((item.id,))
        for counts in product(*(range(len(codes) + 1) for codes in groups.values())):
            if fewest(item) <= sum(counts) <= (item.most or len(item.options)):
                chosen = (codes[:count] for codes, count in zip(groups.values(), counts, strict=True))
                yield Chosen(*(code for codes in chosen for code in codes))

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """The numbers that can be entered, in stretches that no test and no running total can tell apart.

        All are counted in steps of the item.
        """
        if self._item.type != "number":
            return
        least, most = (self._steps(Decimal(bound)) for bound in bounds(self._item))
        if self._totals or self._resolved_totals or self._is_uneven:
            if most - least >= self._most:
                raise TooManyStates((self._item.id,))
            yield from ((number, number) for number in range(least, most + 1))
            return
        leaves = [leaf for leaf in self._leaves if leaf.at_least or leaf.at_most]
        limits = {self._steps(operand(leaf, self._item)) + (1 if leaf.at_most else 0) for leaf in leaves}
        begins = [least, *sorted(limit for limit in limits if least < limit <= most)]
        yield from zip(begins, [*(begin - 1 for begin in begins[1:]), most], strict=True)

    def _steps(self, number: Decimal) -> int:
        return int(number / self._item.step)

    @property
    def _is_uneven(self) -> bool:
        """Whether each number may bring points that those beside it do not tell."""
        return self._item.id in self._wanted.by_id and self._wanted.step_of(self._item) is None

    @property
    def _is_tabled(self) -> bool:
        """Whether a table gives points to the codes of the item."""
        totals = (*self._totals, *self._resolved_totals)
        added = (self._wanted, *(total.added for total in totals))
        return any(self._item.id in one.within.points for each in added for one in each.by_id.get(self._item.id, ()))

    def _stretch(self, first: int, last: int) -> Effect:
        """The effect of the numbers from the first to the last."""
        numbers = [Entered(end * self._item.step) for end in (first, last)]
        ends = [self._seen(number).and_(self._resolved(number)) for number in numbers]
        if first == last or not ends[0].points:
            return ends[0]
        (low, _, _), (high, _, _) = (next(iter(effect.points)) for effect in ends)
        step = self._wanted.step_of(self._item)
        return replace(ends[0], points=frozenset([(min(low, high), max(low, high), step or high - low)]))


@lru_cache(maxsize=4096)
def _plain(item: Item, is_highest: bool) -> tuple[Effect, ...]:
    """What the answers to the item bring to any scale that takes its points as they are."""
    return Replies(item, by_itself(item, is_highest=is_highest), {}, [], MAX_STATES).unread()


def _multiplied(effects: tuple[Effect, ...], factor: Decimal) -> tuple[Effect, ...]:
    if factor == ONE:
        return effects
    return tuple(
        replace(effect, points=frozenset((low * factor, high * factor, by * factor) for low, high, by in effect.points))
        for effect in effects
    )


def _merged(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    points: dict[tuple[object, ...], set[Stretch]] = defaultdict(set)
    alike: dict[tuple[object, ...], Effect] = {}
    for effect in effects:
        points[effect.key] |= effect.points
        alike[effect.key] = effect
    return tuple(replace(effect, points=frozenset(points[key])) for key, effect in alike.items())
