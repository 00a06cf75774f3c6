"""Read a JSON document from another program: within limits, and each value as the type that its key needs. Pure."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import chain

from screening.text import clean

Json = dict[str, object]

MAX_BYTES = 5_000_000
MAX_VALUES = 100_000
MAX_DEPTH = 32  # each level of groups takes two
MAX_DIGITS = 40  # of one number
_HALF = re.compile("[\ud800-\udfff]")


class NotJson(Exception):
    """The text is no JSON that is read here. `kind` is the kind of remark that says why."""

    def __init__(self, kind: str, **facts: object) -> None:
        super().__init__(kind)
        self.kind, self.facts = kind, facts


class Malformed(Exception):
    """A value is of another type than its key needs. `where` is its place, `wanted` the type in words."""

    def __init__(self, where: str, key: str, wanted: str) -> None:
        super().__init__(key)
        self.where, self.key, self.wanted = where, key, wanted


def parsed(data: bytes) -> object:
    """The document. Numbers with a point are Decimal. Raises NotJson."""
    if len(data) > MAX_BYTES:
        raise NotJson("too-large", most=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotJson("not-utf-8") from None
    try:
        document: object = json.loads(
            text, object_pairs_hook=_once, parse_constant=_never, parse_float=_decimal, parse_int=_whole
        )
    except NotJson:
        raise
    except (ValueError, RecursionError) as error:
        raise NotJson("not-json", line=getattr(error, "lineno", 0)) from None
    _check(document)
    return document


def _once(pairs: list[tuple[str, object]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise NotJson("repeated-key", key=next(key for key in keys if keys.count(key) > 1))
    return found


def _never(_: str) -> object:
    raise NotJson("not-a-number")


def _decimal(text: str) -> Decimal:
    number = Decimal(text) if len(text) <= MAX_DIGITS else Decimal("Infinity")
    if not number.is_finite() or abs(number.adjusted()) > MAX_DIGITS:
        raise NotJson("not-a-number")
    return number


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise NotJson("not-a-number")
    return int(text)


def _check(document: object) -> None:
    """Refuse a document that is nested too deeply, holds too much, or has half a character in it."""
    level, count, depth = [document], 1, 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise NotJson("too-deep", most=MAX_DEPTH)
        texts = chain((one for one in level if isinstance(one, str)), *(one for one in level if isinstance(one, dict)))
        if _HALF.search("".join(texts)):
            raise NotJson("half-character")
        mappings = (one.values() for one in level if isinstance(one, dict))
        level = list(chain(*mappings, *(one for one in level if isinstance(one, list))))
        count += len(level)
        if count > MAX_VALUES:
            raise NotJson("too-many", most=MAX_VALUES)


# Values, each by its type. An absent key gives nothing; a value of another type raises Malformed.


def text(holder: Json, key: str, where: str = "") -> str:
    """A text without anything that may not reach a terminal, with its line breaks; empty where there is none."""
    value = holder.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed(where, key, "a text")
    return clean(value.replace("\r\n", "\n").replace("\r", "\n"), lines=True).strip()


def flag(holder: Json, key: str, where: str = "") -> bool:
    """A true or false; false where there is none."""
    value = holder.get(key, False)
    if not isinstance(value, bool):
        raise Malformed(where, key, "true or false")
    return value


def number(holder: Json, key: str, where: str = "") -> Decimal | None:
    """A number; nothing where there is none."""
    value = holder.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Malformed(where, key, "a number")
    return Decimal(value)


def mapping(holder: Json, key: str, where: str = "") -> Json:
    """An object; an empty one where there is none."""
    value = holder.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Malformed(where, key, "an object")
    return value


def mappings(holder: Json, key: str, where: str = "") -> tuple[Json, ...]:
    """A list of objects; an empty one where there is none."""
    value = holder.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Malformed(where, key, "a list of objects")
    return tuple(value)
