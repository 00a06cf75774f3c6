"""A questionnaire of two questions, to which tests of what is written add a scale or an item."""

from __future__ import annotations

from screening.model.questionnaire import Questionnaire
from tests.conftest import questionnaire as made

ITEMS = """
items:
  - {id: a, ask: "A?", options: yes-no}
  - {id: b, ask: "B?", options: yes-no}
%s
"""
SCALE = "scales:\n  - {id: s, title: S, %s}\n"
# What a scale says beyond a sum, and the kind of what is told about it.
BEYOND = [
    ("max-of: [a, b]", "out-scale"),
    ("sum-of: [a, b], bands: [{id: x, from: 0, to: 2, title: X}]", "out-beside"),
    ("sum-of: [a, b], cut-offs: [{at: 1, source: Somebody}]", "out-beside"),
]
# Where a decline leaves a blank: the same, and conditions that cannot be asked.
BEYOND_BLANKS = [*BEYOND, ("count-of: [{id: x, if: {item: a, declined: yes}, because: So}]", "out-scale")]
# Why a scale cannot be worked out elsewhere.
WHY_NOT = [
    ("max-of: [a, b]", "it is the highest of its parts"),
    ("sum-of: [a, b], points: {a: {'yes': 2}}", "its parts count by a table of points"),
    ("sum-of: [a, b], times: 0.5, round: half-up", "its total is rounded"),
    ("mean-of: [a, b], times: 2", "its mean is multiplied"),
    ("mean-of: [a, b], decimals: 0", "its mean can lie midway between two numbers"),
]
NOT_ASKED_THERE = [("item: a, declined: yes", "out-declined"), ("scale: s, at-least: 1", "out-condition-scale")]


def small(more: str, items: str = "") -> Questionnaire:
    """The two questions with more items, then with more of the file."""
    return made(ITEMS % (items + more))


def with_condition(test: str) -> Questionnaire:
    """A question that is asked where the test holds, and a scale that no formula can work out."""
    return small(SCALE % "max-of: [a, b]", f"  - {{id: c, ask: 'C?', type: text, only-if: {{{test}}}}}\n")
