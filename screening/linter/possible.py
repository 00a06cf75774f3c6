"""What can happen at all: items that are asked, options that can be chosen, conditions that can hold, outcomes.

Exact, by the same walk over the file that works out the totals of a scale: every way of answering and declining is
followed, and where that is too much it is said, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator

from screening.engine.attainable import States, TooManyStates, _holds, _Walk
from screening.engine.rules import Truth, fewest
from screening.linter.findings import Issue, issue
from screening.linter.outline import in_words
from screening.loading.checks import conditions
from screening.loading.yaml_reader import Loc
from screening.model.questionnaire import Condition, Item, Questionnaire, Scale

_NO_SCALE = Scale.model_construct(id="", title="", sum_of=())


class _Watch(_Walk):
    """One pass over the items that matter to some conditions; used once. It adds up nothing."""

    def __init__(self, questionnaire: Questionnaire, watched: tuple[Condition, ...]) -> None:
        super().__init__(questionnaire, _NO_SCALE)
        self.watched = watched
        self.states: States = {((), ()): 1}
        for condition in watched:
            self._enlist(condition, len(questionnaire.items))
        while self.waiting:
            self._enlist_condition_of(self.waiting.pop())

    def _after_position(self, states: States, position: int) -> States:
        self.states = super()._after_position(states, position)
        return self.states

    def together(self) -> frozenset[tuple[Truth, ...]]:
        self.reach()
        return frozenset(tuple(_holds(one, dict(truths)) for one in self.watched) for truths, _ in self.states)


def together(questionnaire: Questionnaire, *watched: Condition) -> frozenset[tuple[Truth, ...]]:
    """Every way in which the conditions can come out together once each question is answered or declined.

    Raises TooManyStates where that cannot be worked out.
    """
    return _Watch(questionnaire, watched).together()


def impossible(questionnaire: Questionnaire) -> Iterator[Issue]:
    """Items that are never asked, options that are never chosen, conditions that never hold."""
    for index, item in enumerate(questionnaire.items):
        for option in _unchoosable(item):
            yield issue(("items", index), "never-chosen", name=option, item=item.id)
    for loc, condition, _ in conditions(questionnaire):
        if loc[0] != "outcomes":
            yield from _never(questionnaire, loc, condition)


def _unchoosable(item: Item) -> Iterator[str]:
    """Options that no accepted answer holds: too few can be chosen beside them."""
    together = [option for option in item.options if not option.exclusive]
    if item.type == "choices" and fewest(item) > len(together):
        yield from (option.code for option in together)


def _never(questionnaire: Questionnaire, loc: Loc, condition: Condition) -> Iterator[Issue]:
    try:
        found = {truth for (truth,) in together(questionnaire, condition)}
    except TooManyStates as tangled:
        yield issue(loc, "not-worked-out", items=", ".join(tangled.items[:6]))
        return
    if Truth.YES not in found:
        item = questionnaire.items[int(loc[1])].id if loc[0] == "items" else ""
        # Where a decline hides it whether an item is asked, it is asked.
        kind = "never-holds" if not item else "asked-if-declined" if Truth.DECLINED in found else "never-asked"
        yield issue(loc, kind, item=item, condition=in_words(condition))


def unreached(questionnaire: Questionnaire) -> Iterator[Issue]:
    """Outcomes that no complete answers reach, and whether some answers reach none. Where no scores stand, none do."""
    if not questionnaire.outcomes:
        return
    absent = tuple(rule.if_ for rule in questionnaire.no_scores_if)
    try:
        found = together(questionnaire, *absent, *(one.if_ for one in questionnaire.outcomes))
    except TooManyStates as tangled:
        yield issue(("outcomes",), "not-worked-out", items=", ".join(tangled.items[:6]))
        return
    firsts = {_first(truths[len(absent) :]) for truths in found if Truth.YES not in truths[: len(absent)]}
    for index, outcome in enumerate(questionnaire.outcomes):
        if index not in firsts:
            yield issue(("outcomes", index), "outcome-unreached", name=outcome.id)
    if len(questionnaire.outcomes) in firsts:
        yield issue(("outcomes",), "outcome-gap")


def _first(truths: tuple[Truth, ...]) -> int | None:
    """Which outcome holds; their number where none does; nothing where a decline leaves more than one possible."""
    settled = next((index for index, found in enumerate(truths) if found is not Truth.NO), len(truths))
    return settled if settled == len(truths) or truths[settled] is Truth.YES else None
