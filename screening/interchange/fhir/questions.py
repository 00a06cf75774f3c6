"""Turn one question of FHIR into the keys of our item: its type, bounds and options, and what is lost by that. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from screening.engine.dates import written
from screening.interchange.fhir import extensions
from screening.interchange.fhir.elements import Element
from screening.interchange.fhir.options import options_of
from screening.interchange.fhir.value_sets import ValueSets
from screening.interchange.json_values import Json, flag, mapping, mappings, number, text
from screening.interchange.limits import LONG_TEXT, LONGEST, MAX_DECIMALS
from screening.interchange.options import NO_OPTIONS, AnswerWords, Options, yes_no
from screening.interchange.remarks import Remark, remark
from screening.model.fields import MAX_NUMBER, MAX_UNIT

# Units of UCUM (https://ucum.org) whose codes are no words.
_SAID = {"{#}": "times", "{#}/a": "times a year", "{score}": "points", "d/wk": "days a week", "min/d": "minutes a day"}

Kind = Literal["choice", "choices", "number", "date", "time", "text"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a question is read with: the value sets, and the words of answers in the language of the file."""

    sets: ValueSets
    words: AnswerWords


@dataclass(frozen=True, slots=True)
class Question:
    """What a question comes to: keys of our item beside id and words, its options, and what there is to say."""

    kind: Kind
    keys: dict[str, object]
    options: Options = NO_OPTIONS
    remarks: tuple[Remark, ...] = ()
    decimals: int = 0
    is_open: bool = False  # another answer may be typed


def question(element: Element, around: Surroundings) -> Question | Remark:
    """The question of an element, or the remark that refuses it."""
    type_ = "choice" if element.type != "open-choice" and _has_options(element.item) else element.type
    read = _TYPES.get(type_)
    if read is None:
        return remark("type", element.link, what=element.type)
    found = read(element, around)
    said = (*found.remarks, *_about(element, found))
    return Question(found.kind, found.keys, found.options, said, found.decimals, found.is_open)


def _has_options(item: Json) -> bool:
    return "answerOption" in item or "answerValueSet" in item


def _boolean(_: Element, around: Surroundings) -> Question:
    return Question("choice", {"was": "boolean"}, yes_no(around.words))


def _choice(element: Element, around: Surroundings) -> Question:
    item, link = element.item, element.link
    options = options_of(item, link, around.sets)
    several = flag(item, "repeats", link)
    keys: dict[str, object] = {"type": "choices"} if several else {}
    if several:
        keys |= _bounds(item, link, extensions.FEWEST, extensions.OFTENEST, most=len(options.rows))
    is_open = element.type == "open-choice" and bool(options.rows)
    if is_open:
        keys["was"] = "open-choice"
    elif element.type not in ("choice", "open-choice", "coding"):
        keys["was"] = element.type
    said = (*options.remarks, *((remark("open-choice", link),) if is_open else ()))
    if is_open and (typed := text(item, "answerConstraint", link)):
        said = (*said, remark("open-typed", link, what=typed))
    if several and "least" not in keys and list(_numbers(item, link, extensions.FEWEST)):
        said = (*said, remark("bound-unread", link))
    return Question("choices" if several else "choice", keys, options, said, is_open=is_open)


def _text(element: Element, _: Surroundings) -> Question:
    item, link = element.item, element.link
    length = number(item, "maxLength", link)
    said = list[Remark]()
    keys: dict[str, object] = {"type": "text"}
    if element.type != "string":
        keys["was"] = element.type
    if length is not None and length >= 1:
        keys["most"] = str(min(int(length), LONGEST))
    elif element.type == "text":
        keys["most"] = str(LONG_TEXT)
    if length is not None and length > LONGEST:
        said.append(remark("text-length", link, what=LONGEST))
    if element.type == "url":
        said.append(remark("text-format", link, what="a web address"))
    for one in extensions.of(item, extensions.FORMAT, link):
        said.append(remark("text-format", link, what=text(one, "url", link).rpartition("/")[2]))
    return Question("text", keys, remarks=tuple(said))


def _date(element: Element, _: Surroundings) -> Question:
    """A date or a time, with its bounds. Of a date with a time only the date is asked."""
    kind: Kind = "time" if element.type == "time" else "date"
    keys: dict[str, object] = {"type": kind}
    said = list[Remark]()
    if element.type == "dateTime":
        keys["was"] = element.type
        said.append(remark("time-of-day", element.link))
    for key, urls in (("earliest", extensions.LEAST), ("latest", extensions.MOST)):
        for one in extensions.of(element.item, urls, element.link):
            if (bound := written(kind, str(extensions.value(one)).partition("T")[0])) is not None:
                keys[key] = bound
            else:
                said.append(remark("bound-unread", element.link))
    return Question(kind, keys, remarks=tuple(said))


def _number(element: Element, around: Surroundings) -> Question:
    """A number: whole, or with at most two decimals; with the words of its unit, where it has one."""
    item, link = element.item, element.link
    units = _units(item, link)
    if element.type == "quantity" and (len(units) != 1 or extensions.of(item, extensions.UNIT_OPTION, link)):
        return _line(element, around)
    keys: dict[str, object] = {"type": "number"}
    if element.type == "quantity":
        keys["was"] = element.type
    decimals, said = _decimals(element)
    keys |= _bounds(item, link, extensions.LEAST, extensions.MOST)
    if decimals:
        keys["decimals"] = str(decimals)
    unit, coding = units[0] if units else ("", None)
    if 0 < len(unit) <= MAX_UNIT:
        keys |= {"unit": unit, **({"unit-coding": coding} if coding else {})}
    elif unit:
        said.append(remark("unit", link, what=unit))
    return Question("number", keys, remarks=(*said, *_unread_bounds(item, link, keys)), decimals=decimals)


def _decimals(element: Element) -> tuple[int, list[Remark]]:
    """How many decimals are taken, and what is lost where there may be more."""
    if element.type == "integer":
        return 0, []
    given = [extensions.value(one) for one in extensions.of(element.item, extensions.DECIMALS, element.link)]
    wanted = next((value for value in given if isinstance(value, int) and value >= 0), MAX_DECIMALS)
    if not given:
        return MAX_DECIMALS, [remark("decimals-unsaid", element.link)]
    said = [remark("decimals", element.link, what=wanted)] if wanted > MAX_DECIMALS else []
    return min(wanted, MAX_DECIMALS), said


def _units(item: Json, link: str) -> list[tuple[str, dict[str, object] | None]]:
    """The words of each unit, as a person says them where they are known, and its code in the file if it has one."""
    found = list[tuple[str, dict[str, object] | None]]()
    for one in (extensions.value(one) for one in extensions.of(item, extensions.UNIT, link)):
        coding = one if isinstance(one, dict) else {}
        shown, code = text(coding, "display", link), text(coding, "code", link)
        system = {"system": text(coding, "system", link)} if text(coding, "system", link) else {}
        if shown or code:
            found.append((_SAID.get(code, shown or code), {**system, "code": code} if code else None))
    return found


def _line(element: Element, _: Surroundings) -> Question:
    """A number with a choice of units, or with none: no type of ours."""
    keys: dict[str, object] = {"type": "text", "was": element.type, "most": "40"}
    return Question("text", keys, remarks=(remark("units", element.link),))


_TYPES: dict[str, Callable[[Element, Surroundings], Question]] = {
    "boolean": _boolean,
    "choice": _choice,
    "open-choice": _choice,
    "coding": _choice,
    "string": _text,
    "text": _text,
    "url": _text,
    "date": _date,
    "dateTime": _date,
    "time": _date,
    "integer": _number,
    "decimal": _number,
    "quantity": _number,
}


def _bounds(
    item: Json, link: str, least: tuple[str, ...], most_of: tuple[str, ...], most: int = MAX_NUMBER
) -> dict[str, object]:
    """`least` and `most` where the file has whole ones that can be held here."""
    keys = dict[str, object]()
    for key, urls in (("least", least), ("most", most_of)):
        for value in _numbers(item, link, urls):
            if value is not None and abs(value) <= most and value % 1 == 0:
                keys[key] = str(int(value))
    return keys


def _unread_bounds(item: Json, link: str, keys: dict[str, object]) -> Iterator[Remark]:
    for key, urls in (("least", extensions.LEAST), ("most", extensions.MOST)):
        for value in _numbers(item, link, urls):
            if key not in keys:
                is_wide = value is not None and abs(value) > MAX_NUMBER
                yield remark("bounds" if is_wide else "bound-unread", link)


def _numbers(item: Json, link: str, urls: tuple[str, ...]) -> Iterator[Decimal | None]:
    """The values of these extensions as numbers; nothing in place of one that is none."""
    for one in extensions.of(item, urls, link):
        value = extensions.value(one)
        value = value.get("value") if isinstance(value, dict) else value
        yield Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _about(element: Element, question: Question) -> Iterator[Remark]:
    """What the file says about the question beyond its type, and what is lost of it here."""
    item, link = element.item, element.link
    if "initial" in item or any(one.get("initialSelected") for one in mappings(item, "answerOption", link)):
        yield remark("initial", link)
    if extensions.of(item, extensions.FROM_RECORD, link):
        yield remark("filled-from-record", link)
    if extensions.of(item, extensions.CONSTRAINT, link):
        yield remark("constraint", link)
    if extensions.of(item, extensions.PICTURE, link):
        yield remark("picture", link)
    if extensions.of(mapping(item, "_text", link), extensions.COMPUTED_WORDS, link):
        yield remark("computed-words", link)
    if question.kind != "choices" and flag(item, "repeats", link):
        yield remark("asked-once", link)
    looks = sorted(extensions.controls(item, link))
    if looks:
        yield remark("looks", link, what=", ".join(looks))
