"""A second, slow reading of the scoring rules, written from their description and sharing no code with the engine.

Where the engine computes, this one tries everything out: every answer that an item can have, every way through the
file. It is meant for questionnaires of a few items.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property, lru_cache
from itertools import combinations, product

from screening.model.answers import Answer, Answers, Chosen, Declined, Entered
from screening.model.questionnaire import Condition, Criterion, Item, Questionnaire, Scale

YES, NO, OPEN, DECLINED = "yes", "no", "open", "declined"
SKIPPED = "not asked"
WAITING = "not answered yet"
Reply = Answer | str

ENDLESS = Decimal("-Infinity")


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
    if item.type == "text":
        return (Entered("words"),)
    return tuple(Chosen(*codes) for codes in _every_set(item))


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


@lru_cache(maxsize=16384)
def in_scale(scale: Scale, item: Item, answer: Answer) -> Decimal:
    """What a known answer adds to a scale."""
    if does_not_apply(item, answer):
        return Decimal(0)
    ends = _on_the_scale(item)
    worth = points(item, answer)
    return min(ends) + max(ends) - worth if item.id in scale.reversed else worth


def _round(scale: Scale, total: Decimal) -> Decimal:
    total = total * scale.times
    if scale.mean_of is None:
        return total
    return (total / len(scale.mean_of)).quantize(Decimal(1).scaleb(-scale.decimals), ROUND_HALF_EVEN)


@dataclass(frozen=True)
class Total:
    """A total between two ends; `low` is endless where there may come to be no score at all."""

    low: Decimal
    high: Decimal
    open: bool


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
        """yes, no or open; what hangs on a declined answer is asked."""
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
        limit = Decimal(operand) if item.type == "number" else points(item, Chosen(operand))
        worth = points(item, reply)
        return _yes_no(worth >= limit if test.at_least is not None else worth <= limit)

    def _scale_truth(self, test: Condition, replies: dict[str, Reply]) -> str:
        scale = next(one for one in self.questionnaire.scales if one.id == test.scale)
        compared = self._compared(scale, test, replies)
        if scale.only_if is None:
            return compared
        parts = (self.truth(scale.only_if, replies), compared)
        return next((one for one in (NO, OPEN, DECLINED) if one in parts), YES)

    def _compared(self, scale: Scale, test: Condition, replies: dict[str, Reply]) -> str:
        total = self.total(scale, replies)
        if total is None:
            return NO
        limit = Decimal(test.at_least or test.at_most or "")
        low = total.low if total.low == ENDLESS else _round(scale, total.low)
        found = [
            (value >= limit) if test.at_least is not None else (value <= limit) and value != ENDLESS
            for value in (low, _round(scale, total.high))
        ]
        anything = test.at_most is not None and low == ENDLESS  # none at all included
        if all(found) or not (any(found) or anything):
            return _yes_no(all(found))
        return OPEN if total.open else DECLINED

    # Totals.

    def total(self, scale: Scale, replies: dict[str, Reply]) -> Total | None:
        """The total before it is kept to what can be reached; nothing for a `max-of` of which nothing is asked."""
        if scale.count_of is not None:
            found = [self.truth(criterion.if_, replies) for criterion in scale.count_of]
            sure = sum(one == YES for one in found)
            return Total(Decimal(sure), Decimal(sure + sum(one in (OPEN, DECLINED) for one in found)), OPEN in found)
        parts = [self._part(scale, item, replies) for item in self._items(scale)]
        open_ = any(replies[item.id] == WAITING for item in self._items(scale))
        if scale.max_of is None:
            return Total(
                sum((p[0] for p in parts if p), Decimal(0)), sum((p[1] for p in parts if p), Decimal(0)), open_
            )
        counted = [part for part in parts if part is not None]
        if not counted:
            return None
        return Total(max(low for low, _ in counted), max(high for _, high in counted), open_)

    def _items(self, scale: Scale) -> list[Item]:
        names = scale.sum_of or scale.mean_of or scale.max_of or ()
        return [self.questionnaire.by_id[name] for name in names]

    def _part(self, scale: Scale, item: Item, replies: dict[str, Reply]) -> tuple[Decimal, Decimal] | None:
        """The lowest and highest that one item may add; nothing where it is left out."""
        reply = replies[item.id]
        if does_not_apply(item, reply):
            return None
        if reply != WAITING and not is_unknown(item, reply):
            assert not isinstance(reply, str)
            worth = in_scale(scale, item, reply)
            return worth, worth
        values = [in_scale(scale, item, one) for one in _known(item)]
        may_be_left_out = any(does_not_apply(item, one) for one in _known(item))
        if self.asked(item, replies) == OPEN:
            may_be_left_out = True
            values += [Decimal(0)] if scale.max_of is None else []
        return ENDLESS if scale.max_of is not None and may_be_left_out else min(values), max(values)

    # Scores.

    def span(self, scale: Scale) -> tuple[Decimal, Decimal] | None:
        """The two ends of the score, kept to what can be reached."""
        total = self.total(scale, self.replies)
        reached = attainable(self.questionnaire)[scale.id]
        if total is None or not reached or not self.applies(scale):
            return None
        low = total.low if total.low == ENDLESS else _round(scale, total.low)
        return max(low, min(reached)), min(_round(scale, total.high), max(reached))

    def applies(self, scale: Scale) -> bool:
        """Whether its `only-if` holds, or may hold."""
        return scale.only_if is None or self.truth(scale.only_if, self.replies) != NO

    def totals(self, scale: Scale) -> set[Decimal]:
        """Every total that these answers allow, where nothing is open: each unknown answer taken for each known one."""
        if scale.count_of is not None:
            return _counts([self._criterion(one) for one in scale.count_of])
        parts: list[list[Decimal | None]] = []
        for item in self._items(scale):
            reply = self.replies[item.id]
            assert reply != WAITING
            parts.append(_possible(scale, item, reply))
        found = set()
        for chosen in product(*parts):
            counted = [one for one in chosen if one is not None]
            if scale.max_of is None:
                found.add(_round(scale, sum(counted, Decimal(0))))
            elif counted:
                found.add(_round(scale, max(counted)))
        return found

    def _criterion(self, criterion: Criterion) -> str:
        return self.truth(criterion.if_, self.replies)


def _possible(scale: Scale, item: Item, reply: Reply) -> list[Decimal | None]:
    """What the reply may add, None for nothing at all."""
    if does_not_apply(item, reply):
        return [None]
    if is_unknown(item, reply):
        known = {None if does_not_apply(item, one) else in_scale(scale, item, one) for one in _known(item)}
        return list(known)
    assert not isinstance(reply, str)
    return [in_scale(scale, item, reply)]


def _counts(criteria: list[str]) -> set[Decimal]:
    sure = criteria.count(YES)
    return {Decimal(sure + extra) for extra in range(criteria.count(DECLINED) + 1)}


def _yes_no(value: bool) -> str:
    return YES if value else NO


def complete_ways(questionnaire: Questionnaire) -> Iterator[Oracle]:
    """Every way through the file from the first question to the last, declining included."""

    def onward(position: int, replies: dict[str, Reply]) -> Iterator[dict[str, Reply]]:
        if position == len(questionnaire.items):
            yield replies
            return
        item = questionnaire.items[position]
        asked = item.type != "note" and bare.asked(item, replies) != NO
        for reply in (*every_answer(item), Declined()) if asked else (SKIPPED,):
            yield from onward(position + 1, {**replies, item.id: reply})

    bare = Oracle(questionnaire, {})
    for found in onward(0, {}):
        yield Oracle(questionnaire, {item: one for item, one in found.items() if not isinstance(one, str)}, found)


_FOUND: dict[int, tuple[Questionnaire, dict[str, set[Decimal]]]] = {}  # the questionnaire is kept, so that ids last


def attainable(questionnaire: Questionnaire) -> dict[str, set[Decimal]]:
    """Every total that each scale can have, by walking every way through the file."""
    if id(questionnaire) not in _FOUND:
        found: dict[str, set[Decimal]] = {scale.id: set() for scale in questionnaire.scales}
        for read in complete_ways(questionnaire):
            for scale in questionnaire.scales:
                found[scale.id] |= read.totals(scale)
        _FOUND[id(questionnaire)] = questionnaire, found
    return _FOUND[id(questionnaire)][1]
