"""Turn one question of FHIR into the keys of our item: its type, bounds and options, and what is lost by that. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from screening.interchange import fhir_extensions as extensions
from screening.interchange import fhir_options
from screening.interchange.fhir_elements import Element
from screening.interchange.fhir_options import NO_OPTIONS, AnswerWords, Options
from screening.interchange.fhir_value_sets import ValueSets
from screening.interchange.json_values import Json, flag, mapping, mappings, number, text
from screening.interchange.remarks import Remark, remark

MAX_NUMBER = 9_999_999  # as the model has it
LONGEST = 4_000  # characters that can be typed at a prompt
LONG_TEXT = 2_000  # characters of a `text` that says no length of its own

Kind = Literal["choice", "choices", "number", "text"]


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
    return Question("choice", {"was": "boolean"}, fhir_options.yes_no(around.words))


def _choice(element: Element, around: Surroundings) -> Question:
    item, link = element.item, element.link
    options = fhir_options.read(item, link, around.sets)
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
    called = {"date": "date", "dateTime": "date with a time", "time": "time"}[element.type]
    said = (remark("date", element.link, what=called),)
    return Question("text", {"type": "text", "was": element.type, "most": "40"}, remarks=said)


def _whole(element: Element, _: Surroundings) -> Question:
    item, link = element.item, element.link
    keys: dict[str, object] = {"type": "number", **_bounds(item, link, extensions.LEAST, extensions.MOST)}
    return Question("number", keys, remarks=(*_unread_bounds(item, link, keys), *_unit(item, link)))


def _unit(item: Json, link: str) -> Iterator[Remark]:
    for words in _units(item, link)[:1]:
        yield remark("unit", link, what=words)


def _units(item: Json, link: str) -> list[str]:
    codings = [extensions.value(one) for one in extensions.of(item, extensions.UNIT, link)]
    return [text(one, "display", link) or text(one, "code", link) for one in codings if isinstance(one, dict)]


def _decimal(element: Element, _: Surroundings) -> Question:
    item, link = element.item, element.link
    several = extensions.of(item, extensions.UNIT_OPTION, link)
    alone = element.type == "decimal" or len(_units(item, link)) == 1
    said = remark("decimal", link) if alone and not several else remark("units", link)
    return Question("text", {"type": "text", "was": element.type, "most": "40"}, remarks=(said, *_unit(item, link)))


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
    "integer": _whole,
    "decimal": _decimal,
    "quantity": _decimal,
}


def _bounds(
    item: Json, link: str, least: tuple[str, ...], most_of: tuple[str, ...], most: int = MAX_NUMBER
) -> dict[str, object]:
    """`least` and `most` where the file has whole ones that can be held here."""
    keys = dict[str, object]()
    for key, urls in (("least", least), ("most", most_of)):
        for one in extensions.of(item, urls, link):
            value = extensions.value(one)
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= most:
                keys[key] = str(value)
    return keys


def _unread_bounds(item: Json, link: str, keys: dict[str, object]) -> Iterator[Remark]:
    for key, urls in (("least", extensions.LEAST), ("most", extensions.MOST)):
        for one in extensions.of(item, urls, link):
            value = extensions.value(one)
            if key not in keys:
                wide = isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAX_NUMBER
                yield remark("bounds" if wide else "bound-unread", link)


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
