"""Read the options of a FHIR choice: their codes, words and points, and what a condition may call each. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from screening.interchange.fhir import extensions
from screening.interchange.fhir.codes import VALUES, is_own
from screening.interchange.fhir.value_sets import ValueSets
from screening.interchange.json_values import Json, mapping, mappings, number, text
from screening.interchange.names import Names
from screening.interchange.options import Key, Options
from screening.interchange.remarks import Remark, remark
from screening.loading.checks import MAX_OPTIONS


def options_of(item: Json, where: str, sets: ValueSets) -> Options:
    """The options of an item, and what there is to say about them; none where that refuses the item."""
    elements = _elements(item, where, sets)
    if isinstance(elements, Remark):
        return Options((), remarks=(elements,))
    fewest = 1 if item.get("type") == "open-choice" else 2  # there the answer of one's own is another
    if not fewest <= len(elements) <= MAX_OPTIONS:
        kind = "no-options" if not elements else "one-option" if len(elements) == 1 else "many-options"
        return Options((), remarks=(remark(kind, where, count=len(elements), most=MAX_OPTIONS),))
    rows, codes, remarks = list[dict[str, object]](), dict[Key, str](), list[Remark]()
    said = dict[str, dict[str, str]]()
    keys = [key_of(element, "value", where) for element in elements]
    names = Names(key.value for key in keys if key is not None)
    for element, key in zip(elements, keys, strict=True):
        if key is None:
            remarks.append(remark("option-type", where, what=_kind(element)))
        elif key in codes:
            remarks.append(remark("option-twice", where, what=key.value))
        else:
            row = _row(element, key, names, where)
            remarks += _points(row, element, where)
            codes[key] = code = str(row["code"])
            said[code] = _said(element, where)
            rows.append(row)
    remarks += _without_words(elements, where)
    return Options(tuple(rows), codes, tuple(remarks), said)


def _without_words(elements: tuple[Json, ...], where: str) -> Iterator[Remark]:
    for element in elements:
        coding = mapping(element, "valueCoding", where)
        if coding and not text(coding, "display", where):
            yield remark("option-no-words", where, what=text(coding, "code", where))


def _elements(item: Json, where: str, sets: ValueSets) -> tuple[Json, ...] | Remark:
    """The options as `answerOption` has them, those of a value set too."""
    name = text(item, "answerValueSet", where)
    if extensions.of(item, extensions.COMPUTED_OPTIONS, where):
        return remark("options-computed", where)
    if extensions.of(item, extensions.SERVICE, where):
        return remark("options-by-service", where)
    if not name:
        return mappings(item, "answerOption", where)
    codes = sets.codes(name)
    return remark("value-set", where, what=name) if codes is None else tuple({"valueCoding": one} for one in codes)


def key_of(holder: Json, begins: str, where: str) -> Key | None:
    """The value of an option or a condition, whose key begins so; nothing where it is of a kind that is not read."""
    kind = _kind(holder, begins)
    name = f"{begins}{kind}"
    match kind:
        case "Coding":
            coding = mapping(holder, name, where)
            code = text(coding, "code", where) or text(coding, "display", where)
            return Key(kind, text(coding, "system", where), code) if code else None
        case "String" | "Date" | "DateTime" | "Time" | "Uri":
            return Key(kind, "", words) if (words := text(holder, name, where)) else None
        case "Integer" | "Decimal" if (value := number(holder, name, where)) is not None:
            return Key(kind, "", str(value))
        case "Boolean" if isinstance(holder[name], bool):
            return Key(kind, "", str(holder[name]))
    return None


def _kind(holder: Json, begins: str = "value") -> str:
    return next((key.removeprefix(begins) for key in holder if key.startswith(begins)), "nothing")


def _row(element: Json, key: Key, names: Names, where: str) -> dict[str, object]:
    coding = mapping(element, "valueCoding", where) if key.kind == "Coding" else {}
    words, foreign = " ".join(text(coding, "display", where).split()) or key.value, text(coding, "code", where)
    code = names.give(foreign or key.value, "option")
    row: dict[str, object] = {"code": code}
    if foreign and (key.system or code != foreign) and not (is_own(key.system) and code == foreign):
        row["coding"] = {"system": key.system, "code": foreign} if key.system else {"code": foreign}
    elif key.kind != "Coding" and (key.kind != "String" or key.value != words):
        row["coding"] = {"code": key.value}
    row["text"] = words
    if (was := key.kind.lower()) in VALUES:
        row["was"] = was
    if extensions.is_true(element, extensions.EXCLUSIVE, where):
        row["exclusive"] = "yes"
    return row


def _said(element: Json, where: str) -> dict[str, str]:
    """The words of an option in other languages."""
    coding = mapping(element, "valueCoding", where)
    holder, key = (coding, "display") if coding else (element, "valueString")
    return extensions.translations(holder, key, where) if text(holder, key, where) else {}


def _points(row: dict[str, object], element: Json, where: str) -> Iterator[Remark]:
    """Put the points of an option into its row; the remark where they are none, or differ."""
    holders = [element, mapping(element, "valueCoding", where), mapping(element, "_valueCoding", where)]
    given = [extensions.value(one) for at in holders for one in extensions.of(at, extensions.POINTS)]
    if not given:
        return
    points = {_as_points(one) for one in given}
    if None in points:
        yield remark("points-not-number", where)
    elif len(points) > 1:
        yield remark("points-differ", where)
    else:
        row["score"] = points.pop()


def _as_points(value: object) -> str | None:
    """The points as our files have them; nothing where they are no number, or one of too many digits."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= 100_000 or number != round(number, 4):
        return None
    plain = f"{number.normalize():f}"
    return "0" if plain == "-0" else plain
