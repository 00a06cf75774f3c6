"""Read how a question of an XLSForm is answered: its type, its options, and what its constraint lets through. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from typing import Literal

from screening.engine.dates import written
from screening.interchange.brackets import bare, split
from screening.interchange.limits import LONG_TEXT, LONGEST, MAX_DECIMALS, POINTS_OR_NONE
from screening.interchange.remarks import Remark, remark
from screening.interchange.xlsform.rows import Row
from screening.interchange.yaml_text import Tree
from screening.model.fields import MAX_NUMBER

Kind = Literal[
    "choice", "choices", "number", "date", "time", "text", "note", "group", "repeat", "end", "computed", "hidden",
    "metadata", "attached", "acknowledged", "elsewhere", "unknown",
]  # fmt: skip

_SELECT = re.compile(
    r"(?P<how>select[ _]?one|select1|select[ _]?multiple|select all that apply|add select one prompt using"
    r"|add select multiple prompt using)(?P<file>[ _]from[ _]file|[ _]external)?\s+(?:from\s+)?(?P<list>\S+)"
    r"(?P<open>\s+(?:or[ _]other|or specify other))?",
    re.IGNORECASE,
)
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("integer", "int", "decimal", "range"), "number"),
    **dict.fromkeys(("text", "string", "barcode", "phone number", "url"), "text"),
    **dict.fromkeys(("date", "datetime", "date time"), "date"),
    "time": "time",
    "note": "note",
    **dict.fromkeys(("begin group", "begin_group"), "group"),
    **dict.fromkeys(("begin repeat", "begin_repeat"), "repeat"),
    **dict.fromkeys(("end group", "end_group", "end repeat", "end_repeat"), "end"),
    "calculate": "computed",
    "hidden": "hidden",
    **dict.fromkeys(("acknowledge", "trigger"), "acknowledged"),
    **dict.fromkeys(
        (
            "start", "end", "today", "deviceid", "imei", "subscriberid", "simserial", "phonenumber", "username",
            "email", "audit", "background-audio", "start-geopoint", "start time", "end time", "device id",
            "subscriber id", "sim id", "get start time", "get end time", "get today", "get device id",
            "get subscriber id", "get sim id", "get phone number",
        ),
        "metadata",
    ),
    **dict.fromkeys(
        ("image", "photo", "audio", "video", "file", "geopoint", "gps", "location", "geotrace", "geoshape"), "attached"
    ),
}  # fmt: skip
_CHECKED = {"barcode": "a bar code", "phone number": "a phone number", "url": "a web address"}


@dataclass(frozen=True, slots=True)
class Type:
    """What a row is; of a choice also the name of its list, and whether another answer may be typed."""

    kind: Kind
    called: str
    list: str = ""
    is_open: bool = False


def type_of(written: str) -> Type:
    """The type as it stands in the column `type`. Names of lists keep their letters as they are."""
    called = " ".join(written.split())
    match = _SELECT.fullmatch(called)
    if match is None:
        return Type(_KINDS.get(called.casefold().removeprefix("uri:"), "unknown"), called.casefold())
    if match["file"]:
        return Type("elsewhere", called)
    how = match["how"].casefold()
    several = "multiple" in how or "all" in how
    return Type("choices" if several else "choice", how, match["list"], bool(match["open"]))


# Numbers and texts.


def answered(row: Row, type_: Type) -> tuple[Tree, list[Remark]]:
    """The keys of an item that is a number or a text, and what there is to say of it."""
    if type_.kind == "number":
        return _number(row, type_)
    if type_.kind in ("date", "time"):
        return _date(row, type_)
    keys: Tree = {"type": "text"}
    said = list[Remark]()
    if type_.called in _CHECKED:
        said.append(remark("text-format", row.name, what=_CHECKED[type_.called]))
    elif "multiline" in row["appearance"]:
        keys["most"] = str(LONG_TEXT)
    more, unread = constraint(row["constraint"], "text")
    said += (_unread(row, one) for one in unread)
    return keys | more, said


def _date(row: Row, type_: Type) -> tuple[Tree, list[Remark]]:
    """A date, by its month or its year where it looks so; or a time. Of a date with a time only the date is asked."""
    keys, said = Tree({"type": type_.kind}), list[Remark]()
    if type_.kind == "date":
        looks = {"month-year": "month", "year": "year"}
        keys["precision"] = next((said_ for look, said_ in looks.items() if look in row["appearance"].split()), "day")
    if type_.called not in ("date", "time"):
        said.append(remark("time-of-day", row.name))
        keys["was"] = "datetime"
    for part in _parts(row["constraint"]):
        match = _DAY_BOUND.fullmatch(part)
        if match is not None and type_.kind == "date" and written("date", match["day"]) == match["day"]:
            key, narrower = ("earliest", max) if match["sign"] == ">=" else ("latest", min)
            keys[key] = narrower(str(keys.get(key, match["day"])), match["day"])  # days compare as texts
        else:
            said.append(remark("bound-unread" if _BOUND.fullmatch(part) else "constraint", row.name))
    return keys, said


def _number(row: Row, type_: Type) -> tuple[Tree, list[Remark]]:
    keys: Tree = {"type": "number"}
    found, unread = constraint(row["constraint"], "decimal" if type_.called == "decimal" else "number")
    said = [_unread(row, one) for one in unread]
    if type_.called == "decimal":
        if "decimals" not in found:
            said.append(remark("decimals-unsaid", row.name))
        keys["decimals"] = str(MAX_DECIMALS)
    if type_.called == "range":
        found = {**_range(row["parameters"]), **found}
        if not {"least", "most"} <= found.keys():
            said.append(remark("bound-unread", row.name))
    return keys | found, said


def _range(parameters: str) -> Tree:
    """The bounds of a slider; none where it does not go by whole steps."""
    given = dict(re.findall(r"(start|end|step)\s*=\s*(-?[0-9.]+)", parameters))
    wanted = {"least": given.get("start", "1"), "most": given.get("end", "10")}
    whole = given.get("step", "1") == "1" and all(re.fullmatch("-?[0-9]{1,7}", one) for one in wanted.values())
    return dict(wanted) if whole else {}


def _unread(row: Row, what: str) -> Remark:
    if what.startswith("regex"):
        return remark("text-format", row.name, what="a pattern")
    return remark("bound-unread" if _BOUND.fullmatch(what) else "constraint", row.name)


# Constraints.

_BOUND = re.compile(
    r"(?P<of>\.|string-length\(\s*\.\s*\)|count-selected\(\s*\.\s*\))\s*(?P<sign>[<>]=?|=)\s*(?P<to>.+)"
)
_DAY_BOUND = re.compile(r"\.\s*(?P<sign>>=|<=)\s*date\(\s*'(?P<day>\d{4}-\d{2}-\d{2})'\s*\)")
_ALONE = (
    re.compile(r"not\(\s*selected\(\s*\.\s*,\s*'(?P<code>[^']+)'\s*\) and count-selected\(\s*\.\s*\)\s*>\s*1\s*\)"),
    re.compile(
        r"if\(\s*selected\(\s*\.\s*,\s*'(?P<code>[^']+)'\s*\),\s*count-selected\(\s*\.\s*\)\s*=\s*1,\s*true\(\)\s*\)"
    ),
    re.compile(r"count-selected\(\s*\.\s*\)\s*=\s*1 or not\(\s*selected\(\s*\.\s*,\s*'(?P<code>[^']+)'\s*\)\s*\)"),
)
_DECIMALS = re.compile(r"\.\s*=\s*round\(\s*\.\s*,\s*(?P<decimals>[0-2])\s*\)")
_OF = {"number": ".", "decimal": ".", "text": "string-length", "choices": "count-selected"}


def constraint(written: str, kind: str) -> tuple[Tree, list[str]]:
    """The keys that a constraint comes to (`alone` for the options that stand alone), and its parts that are not read.

    The kinds are `number`, `decimal`, `text`, `choices`, and any other, of which nothing is read.
    """
    keys, unread = Tree(), list[str]()
    for part in _parts(written):
        alone = next((match["code"] for one in _ALONE if (match := one.fullmatch(part))), None)
        if kind == "choices" and alone is not None:
            keys["alone"] = [*_listed(keys.get("alone")), alone]
        elif kind == "decimal" and (match := _DECIMALS.fullmatch(part)):
            keys["decimals"] = match["decimals"]
        elif bound := _bound(part, kind):
            key, value = bound
            ends = max if key == "least" else min
            keys[key] = str(ends(int(str(keys.get(key, value))), value))
        else:
            unread.append(part)
    return keys, unread


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _parts(written: str) -> Iterator[str]:
    """What must hold together, without the brackets around each."""
    text = bare(" ".join(written.split()))
    found = split(text, " and ")
    if len(found) > 1:
        for one in found:
            yield from _parts(one)
    elif text:
        yield text


def _bound(part: str, kind: str) -> tuple[str, int] | None:
    """A bound that our items have: `least` or `most`, and the number. Of whole numbers, above 3 is from 4 on."""
    match = _BOUND.fullmatch(part)
    if match is None or not match["of"].startswith(_OF.get(kind, "none")) or not _is_number(match["to"]):
        return None
    sign, limit = match["sign"], Decimal(match["to"].strip().strip("'"))
    if sign == "=" or (kind == "decimal" and (sign in "<>" or limit % 1)) or abs(limit) > MAX_NUMBER:
        return None
    if sign.startswith(">"):
        value = floor(limit) + 1 if sign == ">" else ceil(limit)
        return ("least", value) if kind != "text" else None
    value = ceil(limit) - 1 if sign == "<" else floor(limit)
    return ("most", min(value, LONGEST) if kind == "text" else value)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\s*'?-?[0-9]{1,12}(\.[0-9]{1,6})?'?\s*", text) is not None


# Options.


def points(options: Iterable[Row], where: str) -> Iterator[tuple[str, str] | Remark]:
    """The points of each option that has some in the column `score`, by its name; a remark where they are none."""
    for one in options:
        if one["score"] and not POINTS_OR_NONE.fullmatch(one["score"]):
            yield remark("points-not-number", where)
        elif one["score"]:
            yield one["name"], one["score"]
