"""A condition: one item or scale and one test, or a group of conditions. Frozen."""

from __future__ import annotations

from functools import cached_property

from screening.model.fields import Content, CopyId, OneOrMore, Text, YesNo

TESTS = ("is_", "is_not", "at_least", "at_most", "answered", "declined")  # of a condition


class Condition(Content):
    """One item or scale and one test; or a group of conditions under `all` or `any`.

    `is`, `is-not`: the item's answer is (not) one of these codes. `at-least`, `at-most`: of an item by the
    scores of its options (the operand is an option code, or a number for a number), of a scale by points.
    `answered`, `declined`: yes or no.
    """

    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    item: CopyId | None = None
    scale: CopyId | None = None
    is_: OneOrMore | None = None
    is_not: OneOrMore | None = None
    at_least: Text | None = None
    at_most: Text | None = None
    answered: YesNo | None = None
    declined: YesNo | None = None

    @cached_property
    def tests(self) -> tuple[str, ...]:
        """The names of the tests that are given; a sound condition on an item or scale has one."""
        return tuple(name for name in TESTS if getattr(self, name) is not None)

    @cached_property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions of a group; empty for a test."""
        return self.all or self.any or ()

    @cached_property
    def leaves(self) -> tuple[Condition, ...]:
        """Every test in this condition, in the order of the file."""
        return tuple(leaf for part in self.parts for leaf in part.leaves) if self.parts else (self,)
