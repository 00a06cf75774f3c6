"""A second, slow reading of the scoring rules, written from their description and sharing no code with the engine.

Where the engine computes, this one tries everything out: every answer that an item can have, every way through the
file. It is meant for questionnaires of a few items.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations, product

from screening.model.answers import Answer, Answers, Chosen, Declined, Entered
from screening.model.conditions import Condition
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Scale

YES, NO, OPEN, DECLINED = "yes", "no", "open", "declined"
SKIPPED = "not asked"
WAITING = "not answered yet"
Reply = Answer | str

ENDLESS = float("-inf")


@lru_cache(maxsize=4096)
def every_answer(item: Item) -> tuple[Answer, ...]:
    """All that can be answered, declining apart. One text stands for all."""
    if item.type == "choice":
        return tuple(Chosen(option.code) for option in item.options)
    if item.type == "number":
        assert item.least is not None
        assert item.most is not None
        each = 10**item.decimals
        return tuple(Entered(Decimal(part) / each) for part in range(item.least * each, item.most * each + 1))
    if item.type == "date":
        return tuple(map(Entered, (*_days(item), *dict.fromkeys(day[:7] for day in _days(item)), _days(item)[0][:4])))
    if item.type == "text":
        return (Entered("words"),)
    return tuple(Chosen(*codes) for codes in _every_set(item))


def _days(item: Item) -> list[str]:
    first, last = date.fromisoformat(item.earliest or ""), date.fromisoformat(item.latest or "")
    return [str(first + timedelta(by)) for by in range((last - first).days + 1)]


def _every_set(item: Item) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(item.options) + 1):
        for options in combinations(item.options, size):
            alone = any(option.exclusive for option in options)
            enough = (item.least or 1) <= size <= (item.most or len(item.options))
            if (alone and size == 1) or (not alone and enough):
                yield tuple(option.code for option in options)


@lru_cache(maxsize=4096)
def _scores(item: Item, answer: Chosen) -> list[Decimal | str | None]:
    return [next(option.score for option in item.options if option.code == code) for code in answer.codes]


def does_not_apply(item: Item, reply: Reply) -> bool:
    """Not asked, or answered with an option that says as much."""
    return reply == SKIPPED or (isinstance(reply, Chosen) and "not-asked" in _scores(item, reply))


def is_unknown(item: Item, reply: Reply) -> bool:
    """Declined, or answered "not sure"."""
    return isinstance(reply, Declined) or (isinstance(reply, Chosen) and "unknown" in _scores(item, reply))


@lru_cache(maxsize=4096)
def points(item: Item, answer: Answer) -> Decimal:
    """What a known answer is worth."""
    if isinstance(answer, Entered):
        return Decimal(answer.value)
    assert isinstance(answer, Chosen)
    return sum((score for score in _scores(item, answer) if isinstance(score, Decimal)), Decimal(0))


@lru_cache(maxsize=4096)
def _known(item: Item) -> list[Answer]:
    return [one for one in every_answer(item) if not is_unknown(item, one)]


def _on_the_scale(item: Item) -> list[Decimal]:
    """The points of every known answer that does apply: the lowest and the highest are the ends of the item."""
    return [points(item, one) for one in _known(item) if not does_not_apply(item, one)]


# What a part is worth in a scale.


def _row(scale: Scale, name: str, number: Fraction) -> Fraction:
    (found,) = [row.is_ for row in scale.points[name].ranges if row.from_ <= number <= row.to]
    return Fraction(found)


def _code(scale: Scale, item: Item, code: str) -> Fraction | None:
    """The points of one option by the table of the scale; nothing where it says that the question does not apply."""
    table = scale.points[item.id].codes
    option = next(option for option in item.options if option.code == code)
    if code in table:
        return Fraction(table[code])
    if option.score == "not-asked":
        return Fraction(table["not-asked"]) if "not-asked" in table else None
    return Fraction(0)


@lru_cache(maxsize=16384)
def in_scale(scale: Scale, item: Item, reply: Reply) -> Fraction | None:
    """What a known reply adds to a scale; nothing where it does not count."""
    if item.id in scale.points:
        if reply == SKIPPED:
            skipped = scale.points[item.id].codes.get("not-asked")
            return None if skipped is None else Fraction(skipped)
        if isinstance(reply, Entered):
            return _row(scale, item.id, Fraction(reply.value))
        assert isinstance(reply, Chosen)
        found = [_code(scale, item, code) for code in reply.codes]
        return None if None in found else sum((one for one in found if one is not None), Fraction(0))
    if does_not_apply(item, reply):
        return None
    assert not isinstance(reply, str)
    worth = Fraction(points(item, reply))
    if item.id not in scale.reversed:
        return worth
    ends = [Fraction(one) for one in _on_the_scale(item)]
    return min(ends) + max(ends) - worth


# From a total to a score.


def rounded(value: Fraction, decimals: int, half: str | None) -> Fraction:
    """The value with so many decimals; a half goes away from 0 unless it is to go to the even one."""
    moved = value * 10**decimals
    if half == "half-even":
        return Fraction(round(moved), 10**decimals)
    whole = math.floor(abs(moved) + Fraction(1, 2))
    return Fraction(whole if moved >= 0 else -whole, 10**decimals)


@dataclass(frozen=True)
class Total:
    """A score between two ends, exact; `low` is endless where there may come to be no score at all."""

    low: Fraction | float
    high: Fraction
    open: bool


Meant = dict[str, tuple[Reply, Reply, Reply]]  # the reply, what may have been said instead, and what it may have meant


@dataclass(frozen=True)
class Oracle:
    """One questionnaire with one set of answers."""

    questionnaire: Questionnaire
    answers: Answers
    known_replies: dict[str, Reply] | None = None

    # What is asked.

    @cached_property
    def replies(self) -> dict[str, Reply]:
        """The reply to every item, worked out from the first to the last."""
        if self.known_replies is not None:
            return self.known_replies
        found: dict[str, Reply] = {}
        for item in self.questionnaire.items:
            asked = self.asked(item, found)
            given = self.answers.get(item.id, WAITING)
            found[item.id] = {NO: SKIPPED, YES: given, OPEN: WAITING}[asked]
        return found

    def asked(self, item: Item, earlier: dict[str, Reply]) -> str:
        """yes, no or open; what depends on a declined answer is asked."""
        if item.only_if is None:
            return YES
        found = self.truth(item.only_if, earlier)
        return YES if found == DECLINED else found

    # Conditions.

    def truth(self, condition: Condition, replies: dict[str, Reply]) -> str:
        """yes, no, open or declined."""
        if condition.all is not None:
            parts = [self.truth(part, replies) for part in condition.all]
            return next((one for one in (NO, OPEN, DECLINED) if one in parts), YES)
        if condition.any is not None:
            parts = [self.truth(part, replies) for part in condition.any]
            return next((one for one in (YES, OPEN, DECLINED) if one in parts), NO)
        if condition.scale is not None:
            return self._scale_truth(condition, replies)
        assert condition.item is not None
        item = self.questionnaire.by_id[condition.item]
        return self._item_truth(condition, item, replies[item.id])

    def _item_truth(self, test: Condition, item: Item, reply: Reply) -> str:
        if reply == WAITING:
            return OPEN
        if test.declined is not None:
            return _yes_no(isinstance(reply, Declined) == test.declined)
        if test.answered is not None:
            return _yes_no(isinstance(reply, Chosen | Entered) == test.answered)
        if isinstance(reply, Declined):
            return DECLINED
        codes = set(reply.codes) if isinstance(reply, Chosen) else set()
        if test.is_ is not None:
            return _yes_no(bool(codes & set(test.is_)))
        if test.is_not is not None:
            return _yes_no(not codes & set(test.is_not))
        if does_not_apply(item, reply):
            return NO
        if is_unknown(item, reply):
            return DECLINED
        assert not isinstance(reply, str)
        operand = test.at_least or test.at_most or ""
        if item.type == "date":
            return self._date_truth(test, item, reply, operand)
        limit = Decimal(operand) if item.type == "number" else points(item, Chosen(operand))
        worth = points(item, reply)
        return _yes_no(worth >= limit if test.at_least is not None else worth <= limit)

    def _date_truth(self, test: Condition, item: Item, reply: Reply, operand: str) -> str:
        """Of a month or a year each day that it may be is looked at."""
        assert isinstance(reply, Entered)
        days = [day[: len(operand)] for day in _days(item) if day.startswith(str(reply.value))]
        met = {day >= operand if test.at_least is not None else day <= operand for day in days}
        return _yes_no(met.pop()) if len(met) == 1 else DECLINED

    def _scale_truth(self, test: Condition, replies: dict[str, Reply]) -> str:
        scale = self._scale(test.scale)
        compared = self._compared(scale, test, replies)
        if scale.only_if is None:
            return compared
        parts = (self.truth(scale.only_if, replies), compared)
        return next((one for one in (NO, OPEN, DECLINED) if one in parts), YES)

    def _scale(self, name: str | None) -> Scale:
        return next(one for one in self.questionnaire.scales if one.id == name)

    def _compared(self, scale: Scale, test: Condition, replies: dict[str, Reply]) -> str:
        total = self.total(scale, replies)
        if total is None:
            return NO
        found = [
            self._meets(scale, test, value) and not (test.at_most is not None and value == ENDLESS)
            for value in (total.low, total.high)
        ]
        anything = test.at_most is not None and total.low == ENDLESS  # none at all included
        if all(found) or not (any(found) or anything):
            return _yes_no(all(found))
        return OPEN if total.open else DECLINED

    def _meets(self, scale: Scale, test: Condition, value: Fraction | float) -> bool:
        limit = Fraction(test.at_least or test.at_most or "")
        read = self.read(scale, value) if isinstance(value, Fraction) else value
        return read >= limit if test.at_least is not None else read <= limit

    # Totals.

    def total(self, scale: Scale, replies: dict[str, Reply]) -> Total | None:
        """The score before it is kept to what can be reached; nothing for a `max-of` of which nothing is asked."""
        if scale.count_of is not None:
            found = [self.truth(criterion.if_, replies) for criterion in scale.count_of]
            sure = sum(one == YES for one in found)
            return Total(Fraction(sure), Fraction(sure + sum(one in (OPEN, DECLINED) for one in found)), OPEN in found)
        each = [self._part(scale, name, replies) for name in self._names(scale)]
        parts = [part for part in each if part is not None]
        open_ = any(part.open for part in parts)
        times = Fraction(scale.times)
        if scale.max_of is None:
            by = times / (len(self._names(scale)) if scale.mean_of is not None else 1)
            low = sum((Fraction(part.low) for part in parts), Fraction(0))
            return Total(low * by, sum((part.high for part in parts), Fraction(0)) * by, open_)
        if not parts:
            return None
        low_end = max(part.low for part in parts)
        low_end = low_end * times if isinstance(low_end, Fraction) else low_end
        return Total(low_end, max(part.high for part in parts) * times, open_)

    def _names(self, scale: Scale) -> tuple[str, ...]:
        return scale.sum_of or scale.mean_of or scale.max_of or ()

    def _part(self, scale: Scale, name: str, replies: dict[str, Reply]) -> Total | None:
        if name in self.questionnaire.by_id:
            return self._item_part(scale, self.questionnaire.by_id[name], replies)
        return self._scale_part(scale, self._scale(name), replies)

    def _item_part(self, scale: Scale, item: Item, replies: dict[str, Reply]) -> Total | None:
        """The lowest and highest that one item may add; nothing where it is left out."""
        reply = replies[item.id]
        if reply != WAITING and not is_unknown(item, reply):
            worth = in_scale(scale, item, reply)
            return None if worth is None else Total(worth, worth, False)
        each = [in_scale(scale, item, one) for one in _known(item)]
        if self.asked(item, replies) == OPEN:
            each.append(in_scale(scale, item, SKIPPED))
        return self._between(scale, each, reply == WAITING)

    def _between(self, scale: Scale, each: list[Fraction | None], open_: bool) -> Total:
        """From the least to the most of these; what does not count adds 0, or leaves a maximum without an end."""
        values = [one for one in each if one is not None]
        if len(values) < len(each):
            if scale.max_of is not None:
                return Total(ENDLESS, max(values), open_)
            values.append(Fraction(0))
        return Total(min(values), max(values), open_)

    def _scale_part(self, scale: Scale, inner: Scale, replies: dict[str, Reply]) -> Total | None:
        """What another scale adds: its score or what the table says; nothing where it has none."""
        applies = YES if inner.only_if is None else self.truth(inner.only_if, replies)
        total = self.total(inner, replies)
        if applies == NO or total is None:
            return None
        if self._only_adds(scale, inner):
            return total
        every = exactly_attainable(self.questionnaire, inner)
        if not every:
            return None
        low, high = max(total.low, min(every)), min(total.high, max(every))
        if inner.id in scale.points:
            values = [self.handed(scale, inner, one) for one in every if low <= one <= high]
        else:
            values = [self.handed(scale, inner, Fraction(end)) for end in (low, high)]
        listed: list[Fraction | None] = [*values]
        if applies != YES or total.low == ENDLESS:
            listed.append(None)
        return self._between(scale, listed, total.open or applies == OPEN)

    def _only_adds(self, scale: Scale, inner: Scale) -> bool:
        plain = inner.only_if is None and not inner.round_first and inner.id not in scale.points
        return plain and "max_of" not in (scale.kind, inner.kind)

    def handed(self, scale: Scale, inner: Scale, value: Fraction) -> Fraction:
        """What a score of the inner scale is worth in the outer one."""
        read = self.read(inner, value)
        return _row(scale, inner.id, read) if inner.id in scale.points else read

    def read(self, scale: Scale, value: Fraction) -> Fraction:
        """The score as bands and conditions read it."""
        return rounded(value, scale.decimals, scale.round) if scale.round_first else value

    def shown(self, scale: Scale, value: Fraction) -> Decimal:
        """The score as it is shown."""
        found = self._shown(scale, value)
        return Decimal(found.numerator) / Decimal(found.denominator)

    def _shown(self, scale: Scale, value: Fraction) -> Fraction:
        is_rounded = scale.round is not None or scale.mean_of is not None or scale.round_first
        if is_rounded or self._has_fractions(scale):
            return rounded(value, scale.decimals, scale.round)
        return value

    def _has_fractions(self, scale: Scale) -> bool:
        if scale.mean_of is not None and len(scale.mean_of) > 1:
            return True
        inner = [self._scale(name) for name in self._names(scale) if name not in self.questionnaire.by_id]
        return any(self._has_fractions(one) for one in inner if one.id not in scale.points and not one.round_first)

    # Scores.

    def span(self, scale: Scale) -> tuple[Decimal, Decimal] | None:
        """The two ends of the score as it is shown, kept to what can be reached."""
        total = self.total(scale, self.replies)
        reached = exactly_attainable(self.questionnaire, scale)
        if total is None or not reached or not self.applies(scale):
            return None
        low, high = max(total.low, min(reached)), min(total.high, max(reached))
        return self.shown(scale, Fraction(low)), self.shown(scale, Fraction(high))

    def applies(self, scale: Scale) -> bool:
        """Whether its `only-if` holds, or may hold."""
        return scale.only_if is None or self.truth(scale.only_if, self.replies) != NO

    # Every answer that a declined one may stand for.

    def totals(self, scale: Scale) -> set[Decimal]:
        """Every score that these answers allow, where nothing is open, as it is shown.

        Each unknown answer is taken for each known one.
        """
        names = reads(self.questionnaire)[scale.id]
        found = resolved_totals(self.questionnaire, scale, tuple(self.replies[name] for name in names))
        return {self.shown(scale, value) for value in found}

    def resolved(self, scale: Scale, meant: Meant) -> Fraction | None:
        """The score where every answer is known; nothing where there is none."""
        if scale.count_of is not None:
            return Fraction(sum(self.resolved_truth(criterion.if_, meant) for criterion in scale.count_of))
        each = [self._resolved_part(scale, name, meant) for name in self._names(scale)]
        values, times = [one for one in each if one is not None], Fraction(scale.times)
        if scale.max_of is not None:
            return max(values) * times if values else None
        return sum(values, Fraction(0)) * times / (len(each) if scale.mean_of is not None else 1)

    def _resolved_part(self, scale: Scale, name: str, meant: Meant) -> Fraction | None:
        if name in self.questionnaire.by_id:
            return in_scale(scale, self.questionnaire.by_id[name], meant[name][2])
        inner = self._scale(name)
        if inner.only_if is not None and not self.resolved_truth(inner.only_if, meant):
            return None
        value = self.resolved(inner, meant)
        return None if value is None else self.handed(scale, inner, value)

    def resolved_truth(self, condition: Condition, meant: Meant) -> bool:
        """Whether the condition holds where every answer is known."""
        if condition.all is not None:
            return all(self.resolved_truth(part, meant) for part in condition.all)
        if condition.any is not None:
            return any(self.resolved_truth(part, meant) for part in condition.any)
        if condition.scale is not None:
            scale = self._scale(condition.scale)
            value = self.resolved(scale, meant)
            stands = scale.only_if is None or self.resolved_truth(scale.only_if, meant)
            return stands and value is not None and self._meets(scale, condition, value)
        item = self.questionnaire.by_id[condition.item or ""]
        reply, said, meaning = meant[item.id]
        if condition.declined is not None or condition.answered is not None:
            return self._item_truth(condition, item, reply) == YES
        found = self._item_truth(condition, item, said)
        return (self._item_truth(condition, item, meaning) if found == DECLINED else found) == YES


def _meanings(item: Item, reply: Reply) -> list[tuple[Reply, Reply, Reply]]:
    """The reply with each answer that may be meant by it."""
    said = every_answer(item) if isinstance(reply, Declined) else (reply,)
    found: list[tuple[Reply, Reply, Reply]] = []
    for one in said:
        found += [(reply, one, meant) for meant in _meant_by(item, one)]
    return found


def _meant_by(item: Item, reply: Reply) -> list[Reply]:
    """Each answer that may be meant: any known one by "not sure", any of its days by a month."""
    if item.type == "date" and isinstance(reply, Entered):
        return [Entered(day) for day in _days(item) if day.startswith(str(reply.value))]
    unknown = not isinstance(reply, str) and is_unknown(item, reply)
    return [*_known(item)] if unknown else [reply]


@lru_cache(maxsize=64)
def reads(questionnaire: Questionnaire) -> dict[str, tuple[str, ...]]:
    """The items that each scale reads, through scales too."""
    found: dict[str, tuple[str, ...]] = {}
    whole: dict[str, tuple[str, ...]] = {}  # with its own `only-if`
    for scale in questionnaire.scales:
        names = scale.sum_of or scale.mean_of or scale.max_of or ()
        listed = [(name,) if name in questionnaire.by_id else whole[name] for name in names]
        leaves = [leaf for one in scale.count_of or () for leaf in one.if_.leaves]
        listed += [(leaf.item,) if leaf.item else whole[leaf.scale or ""] for leaf in leaves]
        found[scale.id] = tuple(dict.fromkeys(name for each in listed for name in each))
        gate = [
            (leaf.item,) if leaf.item else whole[leaf.scale or ""]
            for leaf in (scale.only_if.leaves if scale.only_if else ())
        ]
        whole[scale.id] = tuple(dict.fromkeys([*found[scale.id], *(name for each in gate for name in each)]))
    return found


@lru_cache(maxsize=65536)
def resolved_totals(questionnaire: Questionnaire, scale: Scale, replies: tuple[Reply, ...]) -> frozenset[Fraction]:
    """Every score that replies to the items that the scale reads allow."""
    names = reads(questionnaire)[scale.id]
    bare = Oracle(questionnaire, {})
    meanings = [_meanings(questionnaire.by_id[name], reply) for name, reply in zip(names, replies, strict=True)]
    found = (bare.resolved(scale, dict(zip(names, meant, strict=True))) for meant in product(*meanings))
    return frozenset(value for value in found if value is not None)


def _yes_no(value: bool) -> str:
    return YES if value else NO


def complete_ways(questionnaire: Questionnaire) -> Iterator[Oracle]:
    """Every way through the file from the first question to the last, declining included."""
    for found in _ways(questionnaire, len(questionnaire.items)):
        yield Oracle(questionnaire, {item: one for item, one in found.items() if not isinstance(one, str)}, found)


def _ways(questionnaire: Questionnaire, end: int) -> Iterator[dict[str, Reply]]:
    """Every way through the items before the end."""

    def onward(position: int, replies: dict[str, Reply]) -> Iterator[dict[str, Reply]]:
        if position == end:
            yield replies
            return
        item = questionnaire.items[position]
        asked = item.type != "note" and bare.asked(item, replies) != NO
        for reply in (*every_answer(item), Declined()) if asked else (SKIPPED,):
            yield from onward(position + 1, {**replies, item.id: reply})

    bare = Oracle(questionnaire, {})
    yield from onward(0, {})


@lru_cache(maxsize=512)
def exactly_attainable(questionnaire: Questionnaire, scale: Scale) -> frozenset[Fraction]:
    """Every score that the scale can have, exact, by walking every way through the items that it reads."""
    names = reads(questionnaire)[scale.id]
    end = max((questionnaire.position[name] for name in names), default=-1) + 1
    each = {tuple(replies[name] for name in names) for replies in _ways(questionnaire, end)}
    return frozenset(value for replies in each for value in resolved_totals(questionnaire, scale, replies))


def attainable(questionnaire: Questionnaire) -> dict[str, set[Decimal]]:
    """Every score that each scale can have, as it is shown."""
    bare = Oracle(questionnaire, {})
    return {
        scale.id: {bare.shown(scale, value) for value in exactly_attainable(questionnaire, scale)}
        for scale in questionnaire.scales
    }
