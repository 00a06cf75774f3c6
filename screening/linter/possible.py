"""Find what can never happen: items never asked, options never chosen, conditions that never hold.

By the same walk over the file that works out the totals of a scale: every way of answering and declining is
followed, and where that is too much it is said, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator

from screening.engine.points import fewest
from screening.engine.ranges.attainable import firsts, reach, truths
from screening.engine.ranges.limits import TooManyStates
from screening.engine.rules import Truth
from screening.linter.findings import Issue, issue
from screening.linter.outline import in_words
from screening.loading.checks import conditions
from screening.loading.yaml_reader import Loc
from screening.model.conditions import Condition
from screening.model.questionnaire import Item, Questionnaire
from screening.text import shortened

LONGEST_CONDITION = 300  # characters of it that a finding shows


def impossible(questionnaire: Questionnaire) -> Iterator[Issue]:
    """Items that are never asked, options that are never chosen, conditions that never hold."""
    for index, item in enumerate(questionnaire.items):
        for option in _unchoosable(item):
            yield issue(("items", index), "never-chosen", name=option, item=item.id)
    read = [(loc, condition) for loc, condition, _ in conditions(questionnaire) if loc[0] != "outcomes"]
    possible = truths(questionnaire, (condition for _, condition in read))
    for loc, condition in read:
        yield from _never(questionnaire, loc, condition, possible[condition])


def too_wide(questionnaire: Questionnaire) -> Iterator[Issue]:
    """Scales of which it cannot be said exactly what they reach."""
    for index, scale in enumerate(questionnaire.scales):
        found = reach(questionnaire, scale)
        if not found.is_exact:
            low, high = (f"{end.normalize():f}" for end in (found.span.low, found.span.high))
            items = ", ".join(found.items[:6])
            yield issue(("scales", index), "range-too-wide", scale=scale.id, items=items, low=low, high=high)


def _unchoosable(item: Item) -> Iterator[str]:
    """Options that no accepted answer holds: too few can be chosen beside them."""
    together = [option for option in item.options if not option.exclusive]
    if item.type == "choices" and fewest(item) > len(together):
        yield from (option.code for option in together)


def _never(
    questionnaire: Questionnaire, loc: Loc, condition: Condition, possible: frozenset[Truth] | TooManyStates
) -> Iterator[Issue]:
    if isinstance(possible, TooManyStates):
        yield _not_worked_out(loc, possible)
    elif Truth.YES not in possible:
        item = questionnaire.items[int(loc[1])].id if loc[0] == "items" else ""
        # Where a decline hides it whether an item is asked, it is asked.
        kind = "never-holds" if not item else "asked-if-declined" if Truth.DECLINED in possible else "never-asked"
        yield issue(loc, kind, item=item, condition=shortened(in_words(condition), LONGEST_CONDITION))


def unreached(questionnaire: Questionnaire) -> Iterator[Issue]:
    """Outcomes that no complete answers reach, and whether some answers reach none. Where no scores stand, none do."""
    if not questionnaire.outcomes:
        return
    absent = [rule.if_ for rule in questionnaire.no_scores_if]
    try:
        reached = firsts(questionnaire, [outcome.if_ for outcome in questionnaire.outcomes], unless=absent)
    except TooManyStates as tangled:
        yield _not_worked_out(("outcomes",), tangled)
        return
    for index, outcome in enumerate(questionnaire.outcomes):
        if index not in reached:
            yield issue(("outcomes", index), "outcome-unreached", name=outcome.id)
    if len(questionnaire.outcomes) in reached:
        yield issue(("outcomes",), "outcome-gap", f"{questionnaire.id}.outcomes")


def _not_worked_out(loc: Loc, tangled: TooManyStates) -> Issue:
    return issue(loc, "not-worked-out", items=", ".join(tangled.items[:6]))
