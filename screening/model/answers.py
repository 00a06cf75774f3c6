"""Answers: Chosen, Entered or Declined. An item that is absent has not been answered.

Answers are private: their `repr` hides them, so that no log and no traceback can show one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from math import isfinite


class Private:
    """What belongs to a person's answers. It prints as its type alone."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Chosen(Private):
    """The option chosen, or the options, by their codes in the order of the file."""

    codes: tuple[str, ...]

    def __init__(self, *codes: str) -> None:
        object.__setattr__(self, "codes", codes)


@dataclass(frozen=True, slots=True, repr=False)
class Entered(Private):
    """A number or a line of text, as the person entered it. A number with decimals is exact."""

    value: int | Decimal | str


@dataclass(frozen=True, slots=True, repr=False)
class Declined(Private):
    """The person preferred not to say. This is an answer of its own: not a no, not a zero, not a gap."""

    def __repr__(self) -> str:
        return "Declined()"


Answer = Chosen | Entered | Declined
Answers = Mapping[str, Answer]


def exact(value: float) -> Decimal:
    """The number that was written, of which a JSON reader made the nearest float. Raises ValueError for no number."""
    if not isfinite(value):
        raise ValueError("not a number")
    return Decimal(repr(value))


class Gap(Enum):
    """Why there is no answer: the rules of the file leave the question out, or it has not been answered yet."""

    NOT_ASKED = "not-asked"
    OPEN = "unanswered"


Reply = Answer | Gap


def state(reply: Reply) -> str:
    """The reply in one word of the JSON contract: answered, declined, not-asked or unanswered."""
    match reply:
        case Gap():
            return reply.value
        case Declined():
            return "declined"
        case _:
            return "answered"
