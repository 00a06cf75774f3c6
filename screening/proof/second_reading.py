"""A second, slow reading of a questionnaire file, straight from its YAML. It shares no code with the engine.

It knows complete answers only: each question that is asked has one, and none is skipped. Where the engine works out
what is still possible, this one adds up. A key that it does not know stops it, so that nothing is proven by leaving it
out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import yaml

from screening.proof import second_dates
from screening.proof.second_repeats import written_out

Number = int | Fraction
Way = str | int | tuple[str, ...]  # of answering an item: a code, a number, several codes
Given = Mapping[str, Way]  # the answers by item
# A scale with its value, its bands (of a set `SET: BAND`), and which of its cut-offs are met. No value, or None beside
# a cut-off, is a range.
Row = tuple[str, Number | Decimal | None, tuple[str, ...], tuple[bool | None, ...]]
Reading = tuple[tuple[Row, ...], tuple[str, ...], str | None]  # scales, critical items, outcome

MOST_WAYS = 4_000  # of answering one item: more are never tried one by one
WORDS = "words"  # the answer to a question for words: it has no points
_SCALE = {
    "id", "title", "only-if", "no-score-because", "in-words", "sum-of", "mean-of", "max-of", "count-of", "reversed",
    "points", "times", "missing", "decimals", "round", "round-first", "bands", "bands-if", "no-bands-because",
    "band-sets", "cut-offs", "reliability", "higher", "picture", "loinc",
}  # fmt: skip
_ITEM = {
    "id", "type", "ask", "label", "harm", "why", "recall", "options", "only-if", "least", "most", "words-if-declined",
    "hand-out", "once", "loinc", "unit", "earliest", "latest", "precision",
}  # fmt: skip
_TESTS = {"is", "is-not", "at-least", "at-most", "answered", "declined"}


class NotRead(Exception):
    """The file says something that this reading does not know. The message names it."""


class SecondReading:
    """One file, read for scoring. `items` are the ids of its questions in order."""

    def __init__(self, text: str) -> None:
        self.file: dict[str, Any] = written_out(yaml.load(text, Loader=yaml.CBaseLoader))
        self.questions = [item for item in self.file["items"] if item.get("type") != "note"]
        self.items = [item["id"] for item in self.questions]
        self.by_id = {item["id"]: item for item in self.questions}
        self.scales = {scale["id"]: scale for scale in self.file.get("scales", [])}
        known = ((self.scales, _SCALE), (self.by_id, _ITEM))
        unknown = [
            f"{key} of {name}" for pieces, keys in known for name in pieces for key in pieces[name].keys() - keys
        ]
        if unknown:
            raise NotRead(", ".join(unknown))
        self._ways: dict[str, Sequence[Way]] = {}
        self.points = {name: self._points_of(item) for name, item in self.by_id.items()}
        self.ends = {name: self._ends(name) for scale in self.scales.values() for name in scale.get("reversed", [])}
        self.criteria = {one["id"]: one for one in self.file.get("criteria", [])}

    # The answers that there are.

    def options(self, item: dict[str, Any]) -> list[dict[str, Any]]:
        """The options of an item, from its answer list where it names one."""
        listed = item.get("options", [])
        found: list[dict[str, Any]] = self.file["answer-lists"][listed] if isinstance(listed, str) else listed
        return found

    def count(self, name: str) -> int:
        """How many ways there are to answer an item."""
        item = self.by_id[name]
        if item.get("type") == "number":
            return int(item["most"]) - int(item["least"]) + 1
        return len(self.ways(name))

    def ways(self, name: str) -> Sequence[Way]:
        """Every way to answer an item. "Not sure", which counts as no answer, is left out."""
        if name not in self._ways:
            self._ways[name] = self._found_ways(self.by_id[name])
        return self._ways[name]

    def _found_ways(self, item: dict[str, Any]) -> Sequence[Way]:
        kind = item.get("type", "choice")
        if kind == "number":
            return range(int(item["least"]), int(item["most"]) + 1)
        if kind == "text":
            return (WORDS,)
        if kind in second_dates.DATED:
            return second_dates.ways(self.file, item)
        known = [one for one in self.options(item) if one.get("score") != "unknown"]
        if kind == "choice":
            return tuple(one["code"] for one in known)
        return tuple(self._sets(item, known))

    def _sets(self, item: dict[str, Any], known: list[dict[str, Any]]) -> list[tuple[str, ...]]:
        alone = [(one["code"],) for one in known if one.get("exclusive") == "yes"]
        together = [one["code"] for one in known if one.get("exclusive") != "yes"]
        least, most = max(int(item.get("least", 1)), 1), int(item.get("most", len(together)))
        sizes = range(least, min(most, len(together)) + 1)
        found = [*alone, *(chosen for size in sizes for chosen in combinations(together, size))]
        if len(found) > MOST_WAYS:
            raise NotRead(f"the {len(found)} ways to answer {item['id']}")
        return found

    # What is asked, and what conditions say.

    def asked(self, name: str, given: Given) -> bool:
        """Whether an item is asked after these answers to the items above it."""
        condition = self.by_id[name].get("only-if")
        return condition is None or self.holds(condition, given)

    def holds(self, condition: dict[str, Any], given: Given) -> bool:
        """Whether a condition holds. What is not asked has no answer: only `is-not` holds for it."""
        if "all" in condition:
            return all(self.holds(part, given) for part in condition["all"])
        if "any" in condition:
            return any(self.holds(part, given) for part in condition["any"])
        (test,) = _TESTS & condition.keys()
        if "scale" in condition:
            value = self.read_value(condition["scale"], given)
            return value is not None and _compared(test, value, _number(condition[test]))
        answer = given.get(condition["item"])
        if test in ("answered", "declined"):
            return bool(condition[test] == "yes") == (answer is not None and test == "answered")
        wanted = condition[test]
        if test in ("is", "is-not"):
            codes = answer if isinstance(answer, tuple) else (answer,)
            found = any(code in ([wanted] if isinstance(wanted, str) else wanted) for code in codes if code is not None)
            return found == (test == "is")
        if self.by_id[condition["item"]].get("type") in second_dates.DATED:
            return answer is not None and second_dates.is_met(test, str(answer), wanted)
        worth = self._worth(condition["item"], answer)
        return worth is not None and _compared(test, worth, self._limit(condition["item"], wanted))

    def _limit(self, name: str, wanted: str) -> Number:
        if self.by_id[name].get("type") == "number":
            return _number(wanted)
        limit = self.points[name][wanted]
        assert limit is not None
        return limit

    # Points.

    def _points_of(self, item: dict[str, Any]) -> dict[str, Number | None]:
        """The points of each option; None for one that counts as not asked. An option without points counts 0."""
        found: dict[str, Number | None] = {}
        for one in self.options(item):
            score = one.get("score", "0")
            found[one["code"]] = None if score in ("not-asked", "unknown") else _number(score)
        return found

    def _worth(self, name: str, answer: object, table: Mapping[str, str] | None = None) -> Number | None:
        """The points of an answer, its own or of a table by code; None where it is not asked or does not apply."""
        if answer is None or answer == WORDS:
            return None
        if isinstance(answer, int):
            return answer
        codes = answer if isinstance(answer, tuple) else (str(answer),)
        worth = [self._of_code(name, code, table) for code in codes]
        return None if None in worth else sum(one for one in worth if one is not None)

    def _of_code(self, name: str, code: str, table: Mapping[str, str] | None) -> Number | None:
        if table is None:
            return self.points[name][code]
        if code in table:
            return _number(table[code])
        return None if self.points[name][code] is None else 0

    def _ends(self, name: str) -> Number:
        item = self.by_id[name]
        if item.get("type") == "number":
            return int(item["least"]) + int(item["most"])
        worth = [self._worth(name, way) for way in self.ways(name)]
        known = [one for one in worth if one is not None]
        return min(known) + max(known)

    def parts(self, scale: dict[str, Any]) -> list[str]:
        """The ids that a scale adds up, averages or compares: of items, or of scales above it."""
        return scale.get("sum-of") or scale.get("mean-of") or scale.get("max-of") or []

    def _part(self, scale: dict[str, Any], name: str, given: Given) -> Number | None:
        """What one part is worth in a scale; None where it is left out."""
        table = scale.get("points", {}).get(name)
        if isinstance(table, list):
            whole = given.get(name) if name in self.by_id else self.read_value(name, given)
            assert not isinstance(whole, str | tuple)
            return None if whole is None else next(_number(row["is"]) for row in table if _within(row, whole))
        if name not in self.by_id:
            return self.read_value(name, given)
        worth = self._worth(name, given.get(name), table)
        if worth is None:
            return _number(table["not-asked"]) if table and "not-asked" in table else None
        return self.ends[name] - worth if name in scale.get("reversed", []) else worth

    def exact_value(self, name: str, given: Given) -> Number | None:
        """The score of a scale before it is rounded; None where it has none."""
        scale = self.scales[name]
        if "only-if" in scale and not self.holds(scale["only-if"], given):
            return None
        if "count-of" in scale:
            counted = (self.criteria[one] if isinstance(one, str) else one for one in scale["count-of"])
            return sum(self.holds(one["if"], given) for one in counted)
        worth = [self._part(scale, part, given) for part in self.parts(scale)]
        known = [one for one in worth if one is not None]
        if "max-of" in scale and not known:
            return None
        total = (max(known) if "max-of" in scale else sum(known)) * _number(scale.get("times", "1"))
        return Fraction(total) / len(worth) if "mean-of" in scale else total

    def read_value(self, name: str, given: Given) -> Number | None:
        """The score that bands, cut-offs, tables and conditions read: exact, unless the scale is rounded first."""
        return self.value(name, given) if self._rounds_first(name) else self.exact_value(name, given)

    def value(self, name: str, given: Given) -> Number | None:
        """The score of a scale as it is shown; None where it has none."""
        scale, value = self.scales[name], self.exact_value(name, given)
        rounds = "round" in scale or "mean-of" in scale or self._rounds_first(name) or self._fractions(name)
        if value is None or not rounds:
            return value
        return _rounded(Fraction(value), int(scale.get("decimals", "2")), scale.get("round", "half-up"))

    def _rounds_first(self, name: str) -> bool:
        found: bool = self.scales[name].get("round-first") == "yes"
        return found

    def _fractions(self, name: str) -> bool:
        """Whether a mean stands behind the scale, so that it can come to a third or a seventh."""
        scale = self.scales[name]
        direct = (one for one in self.parts(scale) if one not in self.by_id and one not in scale.get("points", {}))
        behind = any(self._fractions(one) for one in direct if not self._rounds_first(one))
        return behind or len(scale.get("mean-of", [])) > 1

    # The whole.

    def read(self, given: Given) -> Reading:
        """All that these answers come to: each scale with its bands and cut-offs, critical items, the outcome."""
        hidden = any(self.holds(one["if"], given) for one in self.file.get("no-scores-if", []))
        rows = [] if hidden else [self._row(name, given) for name in self.scales]
        critical = tuple(one["id"] for one in self.file.get("critical-items", []) if self.holds(one["if"], given))
        outcomes = () if hidden else self.file.get("outcomes", ())
        outcome = next((one["id"] for one in outcomes if self.holds(one["if"], given)), None)
        return tuple(row for row in rows if row[1] is not None), critical, outcome

    def _row(self, name: str, given: Given) -> Row:
        scale, value = self.scales[name], self.read_value(name, given)
        if value is None:
            return name, None, (), ()
        bands = scale.get("bands", ())
        if "bands-if" in scale and not self.holds(scale["bands-if"], given):
            bands = ()
        held = [one["id"] for one in bands if _within(one, value)]
        for further in scale.get("band-sets", ()):
            held += [f"{further['id']}: {one['id']}" for one in further["bands"] if _within(one, value)]
        groups = (one for one in scale.get("cut-offs", ()) if "if" not in one or self.holds(one["if"], given))
        return name, self.value(name, given), tuple(held), tuple(_is_met(one, value) for one in groups)


def _within(row: Mapping[str, Any], value: Number) -> bool:
    return _number(row["from"]) <= value <= _number(row["to"])


def _is_met(cut_off: Mapping[str, str], value: Number) -> bool:
    return value >= _number(cut_off["at"]) if "at" in cut_off else value <= _number(cut_off["at-most"])


def _compared(test: str, value: Number, limit: Number) -> bool:
    return value >= limit if test == "at-least" else value <= limit


_NUMBERS: dict[str, Number] = {}


def _number(text: str) -> Number:
    """The number that a text of the file stands for, exactly."""
    if text not in _NUMBERS:
        exact = Fraction(text)
        _NUMBERS[text] = exact.numerator if exact.denominator == 1 else exact
    return _NUMBERS[text]


def _rounded(value: Fraction, decimals: int, half: str) -> Fraction:
    """Rounded to so many decimals; a half away from 0, or to the even digit."""
    scaled = value * 10**decimals
    way = ROUND_HALF_EVEN if half == "half-even" else ROUND_HALF_UP
    whole = (Decimal(scaled.numerator) / Decimal(scaled.denominator)).quantize(Decimal(1), way)
    return Fraction(int(whole), 10**decimals)
