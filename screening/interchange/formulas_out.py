"""Write conditions and totals of ours as formulas of another format, each of which may stand in the other. Pure.

A sum counts what is missing as nothing there. So each total stands in a guard: every item that feeds it, and every
item that decides whether one of those is asked, is answered or not asked. A `Language` says how one writes it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

from screening.engine.points import item_range
from screening.interchange.brackets import joined
from screening.model.conditions import Condition
from screening.model.fields import NoScore
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Scale

Ends = Literal["blank", "lowest", "highest"]  # what a total is where an answer is "not sure"
LONGEST = 100_000  # characters of one formula, mostly: a condition on a total holds all that the total depends on


class TooLong(Exception):
    """A formula has more characters than its format takes. `scale` is what it works out."""

    def __init__(self, scale: str) -> None:
        super().__init__(scale)
        self.scale = scale


class Language(ABC):
    """How one format writes tests, points and sums of one questionnaire."""

    longest = LONGEST
    nothing = "''"  # what a total is where it does not stand

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire

    @abstractmethod
    def of_item(self, leaf: Condition, item: Item) -> str:
        """One test of an item."""

    @abstractmethod
    def of_total(self, leaf: Condition) -> str:
        """One test of a total."""

    @abstractmethod
    def opposite(self, condition: Condition) -> str:
        """That the condition does not hold."""

    @abstractmethod
    def answered(self, item: Item) -> str:
        """That the item is answered."""

    @abstractmethod
    def chosen(self, item: Item, codes: tuple[str, ...]) -> str:
        """That one of these options is the answer, or among the answers."""

    @abstractmethod
    def chosen_none(self, item: Item, codes: tuple[str, ...]) -> str:
        """That none of these options is the answer."""

    @abstractmethod
    def either(self, test: str, then: str, otherwise: str) -> str:
        """The one where the test holds, else the other."""

    @abstractmethod
    def entered(self, item: Item, whole: int | None) -> str:
        """The number that was entered, or the whole less that number."""

    @abstractmethod
    def added(self, scale: Scale, terms: list[str]) -> str:
        """The terms added up, and what they come to in this scale: a mean, or multiplied."""

    # What is written with these.

    def by_code(self, item: Item, points: dict[str, Decimal]) -> list[str]:
        """The points of the answer to a choice, as what is added: each option that is not named has none.

        Those of each option by itself; one after another where only one can be the answer.
        """
        worth = [(self.chosen(item, (code,)), f"{points_:f}") for code, points_ in points.items()]
        if item.type == "choices":
            return [self.either(test, points_, "0") for test, points_ in worth]
        chain = "0"
        for test, points_ in reversed(worth):
            chain = self.either(test, points_, chain)
        return [chain]

    def expression(self, condition: Condition) -> str:
        """The condition as a test that holds or not."""
        if condition.parts:
            group = "all" if condition.all is not None else "any"
            return joined(group, map(self.expression, condition.parts))
        if condition.scale is not None:
            return self.of_total(condition)
        return self.of_item(condition, self.questionnaire.by_id[condition.item or ""])

    def shown(self, scale: Scale) -> str:
        """The total: a number; or nothing, where something is missing or no scores may stand. Raises TooLong."""
        return self._total(scale, [rule.if_ for rule in self.questionnaire.no_scores_if], "blank")

    def counted(self, scale: Scale, unsure: Ends) -> str:
        """The total that conditions look at: it stands where no scores may be shown, too. Raises TooLong."""
        return self._total(scale, [], unsure)

    def _total(self, scale: Scale, absent: list[Condition], unsure: Ends) -> str:
        total = self.added(scale, list(self._terms(scale, unsure)))
        found = self.either(self._guard(scale, absent, unsure), total, self.nothing)
        if len(found) > self.longest:
            raise TooLong(scale.id)
        return found

    def _terms(self, scale: Scale, unsure: Ends) -> Iterator[str]:
        for one in scale.count_of or ():
            yield self.either(self.expression(one.if_), "1", "0")
        for name in scale.parts:
            yield from self._points(self.questionnaire.by_id[name], unsure, reverse=name in scale.reversed)

    def _points(self, item: Item, unsure: Ends, *, reverse: bool) -> Iterable[str]:
        if item.type == "number":
            return [self.entered(item, (item.least or 0) + (item.most or 0) if reverse else None)]
        scores = {option.code: option.score for option in item.options if isinstance(option.score, Decimal)}
        if reverse and scores:
            whole = min(scores.values()) + max(scores.values())
            scores = {code: whole - score for code, score in scores.items()}
        if unsure != "blank":
            span = item_range(item)
            scores |= dict.fromkeys(unsure_codes(item), span.high if unsure == "highest" else span.low)
        return self.by_code(item, scores)

    def _guard(self, scale: Scale, absent: list[Condition], unsure: Ends) -> str:
        """That nothing is missing, that no answer is "not sure" unless that is counted, and that a score stands."""
        read = list(items_of(scale, self.questionnaire))
        read += (item for condition in absent for item in items_read(condition, self.questionnaire))
        tests = list(self._complete(read))
        if unsure == "blank":
            tests += (self.chosen_none(item, unsure_codes(item)) for item in dict.fromkeys(read) if unsure_codes(item))
        own = [self.expression(scale.only_if)] if scale.only_if is not None else []
        answered = {self.answered(item) for item in read}
        for test in (*own, *map(self.opposite, absent)):
            # By itself it would be one of those that nothing is missing. Said twice it reads as a condition.
            tests.append(f"({test} and {test})" if test in answered else test)
        return joined("all", tests)

    def _complete(self, read: Iterable[Item]) -> Iterator[str]:
        """For each item that is read, and each that decides whether one is asked: it is answered, or not asked."""
        waiting, seen = list(read), set[str]()
        while waiting:
            item = waiting.pop(0)
            if item.id in seen:
                continue
            seen.add(item.id)
            if (test := asked_if(item)) is None:
                yield self.answered(item)
            else:
                waiting += items_read(test, self.questionnaire)
                yield joined("any", (self.answered(item), self.opposite(test)))


def asked_if(item: Item) -> Condition | None:
    """The condition of an item as other formats need it: what `is` an answer was not declined, so that is not said."""
    test = item.only_if
    if test is None or test.all is None:
        return test
    answered = {one.item for one in test.all if one.is_ is not None}
    kept = tuple(one for one in test.all if one.declined is not False or one.item not in answered)
    return kept[0] if len(kept) == 1 else test if kept == test.all else Condition(all=kept)


def items_read(condition: Condition, questionnaire: Questionnaire) -> Iterator[Item]:
    """Every item that the condition looks at, by itself or through a total."""
    for leaf in (*condition.leaves, *leaves_behind(condition.leaves, questionnaire)):
        yield from _items_at(leaf, questionnaire)


def items_of(scale: Scale, questionnaire: Questionnaire) -> Iterator[Item]:
    """Every item that a total is made of, or that decides whether it stands."""
    yield from (questionnaire.by_id[name] for name in scale.parts)
    for leaf in scale.leaves:
        yield from items_read(leaf, questionnaire)


def leaves_behind(leaves: Iterable[Condition], questionnaire: Questionnaire) -> Iterator[Condition]:
    """Every test that the totals depend on at which these tests look; each total once."""
    waiting, seen = [leaf.scale for leaf in leaves if leaf.scale is not None], set[str]()
    while waiting:
        if (name := waiting.pop(0)) not in seen:
            seen.add(name)
            yield from questionnaire.scale_by_id[name].leaves
            waiting += (leaf.scale for leaf in questionnaire.scale_by_id[name].leaves if leaf.scale is not None)


def _items_at(leaf: Condition, questionnaire: Questionnaire) -> Iterator[Item]:
    """The item of a test, or those that are added up in the total of one."""
    if leaf.item is not None:
        yield questionnaire.by_id[leaf.item]
    else:
        yield from (questionnaire.by_id[name] for name in questionnaire.scale_by_id[leaf.scale or ""].parts)


def unsure_codes(item: Item) -> tuple[str, ...]:
    """The options that say "not sure"."""
    return tuple(option.code for option in item.options if option.score is NoScore.UNKNOWN)


def compared(leaf: Condition, item: Item) -> tuple[str, ...]:
    """The codes that a test on a choice names; of an order all those that meet it.

    "Not sure" leaves it open whether an order is met. Whether an item is asked is then yes, so it is among them.
    """
    if (named := leaf.is_ or leaf.is_not) is not None:
        return named
    limit = item.by_code[leaf.at_least or leaf.at_most or ""].score
    assert isinstance(limit, Decimal)
    return tuple(one.code for one in item.options if _meets(one.score, limit, at_least=leaf.at_least is not None))


def sign(leaf: Condition) -> str:
    """The sign of an order: at least, or at most."""
    return ">=" if leaf.at_least is not None else "<="


def _meets(score: Decimal | NoScore | None, limit: Decimal, *, at_least: bool) -> bool:
    if not isinstance(score, Decimal):
        return score is NoScore.UNKNOWN
    return score >= limit if at_least else score <= limit


def is_summed_up(scale: Scale, questionnaire: Questionnaire) -> bool:
    """Whether the total can be blank with every question answered: no scores may stand, or an answer is "not sure"."""
    return bool(questionnaire.no_scores_if) or any(unsure_codes(item) for item in items_of(scale, questionnaire))


def ends(scale: Scale, leaf: Condition, questionnaire: Questionnaire) -> Ends:
    """What "not sure" is worth in a test: the most where it asks for at least so many, since then it may be met.

    Left blank where that cannot be said: of several choices, and of a count that asks for at most so many.
    """
    items = [questionnaire.by_id[name] for name in scale.parts]
    if any(item.type == "choices" and unsure_codes(item) for item in items):
        return "blank"
    if leaf.at_least is not None:
        return "highest"
    return "lowest" if scale.count_of is None else "blank"
