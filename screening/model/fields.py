"""Check one value of a file: a text, an id, a number, a date; and the frozen piece that holds several of them.

Every scalar arrives as text, because the schema decides types, not YAML.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

MAX_TEXT = 200  # characters of a typed answer, unless the item says less
MAX_UNIT = 20  # characters
MAX_NUMBER = 9_999_999  # of a typed number, either side of 0, unless the item says less


def refuse(kind: str) -> PydanticCustomError:
    """An error that carries only its kind: the sentence that people read stands in `sentences`."""
    return PydanticCustomError(kind, "{kind}", {"kind": kind})


def matching(kind: str, pattern: str) -> BeforeValidator:
    """A scalar that matches the whole pattern (`fullmatch`: `$` would let a trailing line break through)."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: object) -> object:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise refuse(kind)
        return value

    return BeforeValidator(check)


def _whole(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,7}", value):
        raise refuse("whole")
    return int(value)


def _item_decimals(value: object) -> object:
    if value not in ("0", "1", "2"):
        raise refuse("item-decimals")
    return int(str(value))


def _decimal(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,5}(\.[0-9]{1,4})?", value):
        raise refuse("decimal")
    return Decimal(value)


def _score(value: object) -> object:
    if value in tuple(NoScore):
        return NoScore(str(value))
    try:
        return _decimal(value)
    except PydanticCustomError:
        raise refuse("score") from None


def _yes_no(value: object) -> object:
    if value not in ("yes", "no"):
        raise refuse("yes-no")
    return value == "yes"


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


def json_number(value: int | Decimal) -> int | float:
    """A number as JSON has it: a whole one without a point."""
    return int(value) if value == int(value) else float(value)


class NoScore(StrEnum):
    """An answer without points: "not sure" counts like declined, "does not apply" like not asked."""

    UNKNOWN = "unknown"
    NOT_ASKED = "not-asked"


Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
_ID = "[a-z0-9][a-z0-9-]{0,31}"
Id = Annotated[str, matching("id", _ID)]
# Of an item or a scale: an id, or that of a copy, which has the code that it is for before a dot: `alcohol.often`.
CopyId = Annotated[str, matching("id", rf"{_ID}(\.{_ID})?")]
Date = Annotated[str, matching("date", r"[0-9]{4}-[0-9]{2}-[0-9]{2}")]
Language = Annotated[str, matching("language", r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")]
Loinc = Annotated[str, matching("loinc", "[0-9]{1,7}-[0-9]|LA[0-9]{1,7}-[0-9]|LL[0-9]{1,7}-[0-9]")]
Version = Annotated[str, matching("version", r"[0-9]{1,4}(\.[0-9]{1,4}){1,2}")]
Whole = Annotated[int, BeforeValidator(_whole)]
Number = Annotated[Decimal, BeforeValidator(_decimal)]
Score = Annotated[Decimal | NoScore, BeforeValidator(_score)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
ItemDecimals = Annotated[int, BeforeValidator(_item_decimals)]
Unit = Annotated[str, StringConstraints(min_length=1, max_length=MAX_UNIT)]
LoincCodes = Annotated[tuple[Loinc, ...], BeforeValidator(_one_or_more)]
OneOrMore = Annotated[tuple[Text, ...], BeforeValidator(_one_or_more)]
Ids = Annotated[tuple[Id, ...], Field(min_length=1)]
CopyIds = Annotated[tuple[CopyId, ...], Field(min_length=1)]
OneOrMoreIds = Annotated[Ids, BeforeValidator(_one_or_more)]
Administration = Literal["self", "read-aloud", "entered"]


class Content(BaseModel):
    """A frozen piece of a file. In the file a key is written with hyphens: `only-if`, `at-least`."""

    model_config = ConfigDict(
        defer_build=True,  # building them all takes longer than a bare start, and most commands need few
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
    )

    # A loaded piece is one thing, told apart by identity: comparing and hashing every line of it would cost more
    # than scoring. (`__hash__ = object.__hash__` would be replaced by pydantic.)
    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other
