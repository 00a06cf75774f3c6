"""A second writing out of the repeats of a file, for the second reading. It shares no code with `loading`.

Only what scoring reads is made anew: ids, conditions and parts. Words stay as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_LISTS = ("sum-of", "mean-of", "max-of", "reversed")


def written_out(file: dict[str, Any]) -> dict[str, Any]:
    """The file with a copy of the repeated items and scales for each code, and without `repeat`."""
    found = {key: value for key, value in file.items() if key != "repeat"}
    for repeat in reversed(file.get("repeat", [])):
        code_of = [_Names(repeat, code) for code in _listed(repeat["for"]["is"])]
        at = [item["id"] for item in found["items"]].index(repeat["for"]["item"]) + 1
        items = [names.item(item) for names in code_of for item in repeat["items"]]
        found["items"] = [*found["items"][:at], *items, *found["items"][at:]]
    scales = [scale for repeat in file.get("repeat", []) for scale in _scales(repeat)]
    if scales:
        found["scales"] = [*scales, *file.get("scales", [])]
    return found


def _scales(repeat: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for code in _listed(repeat["for"]["is"]):
        names = _Names(repeat, code)
        yield from (names.scale(scale) for scale in repeat.get("scales", []))


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


class _Names:
    """What names mean in the copy for one code."""

    def __init__(self, repeat: dict[str, Any], code: str) -> None:
        self.of, self.code, self.each = repeat["for"]["item"], code, repeat["as"]
        self.items = {item["id"] for item in repeat["items"]}
        self.scales = {scale["id"] for scale in repeat.get("scales", [])}

    def item(self, item: dict[str, Any]) -> dict[str, Any]:
        chosen: dict[str, Any] = {"item": self.of, "is": self.code}
        parts = [chosen, self.condition(item["only-if"])] if "only-if" in item else [chosen]
        return {**item, "id": f"{self.code}.{item['id']}", "only-if": {"all": parts}}

    def scale(self, scale: dict[str, Any]) -> dict[str, Any]:
        found = {**scale, "id": f"{self.code}.{scale['id']}"}
        both = self.items | self.scales
        found |= {key: [self.name(one, both) for one in scale[key]] for key in _LISTS if key in scale}
        found |= {key: self.condition(scale[key]) for key in ("only-if", "bands-if") if key in scale}
        if "points" in scale:
            found["points"] = {self.name(one, both): table for one, table in scale["points"].items()}
        for key in ("count-of", "cut-offs"):
            if key in scale:
                found[key] = [self._with_condition(one) for one in scale[key]]
        return found

    def _with_condition(self, piece: str | dict[str, Any]) -> str | dict[str, Any]:
        """A criterion or a cut-off; a criterion that is named stands outside."""
        if isinstance(piece, str) or "if" not in piece:
            return piece
        return {**piece, "if": self.condition(piece["if"])}

    def condition(self, condition: dict[str, Any]) -> dict[str, Any]:
        for group in ("all", "any"):
            if group in condition:
                return {group: [self.condition(part) for part in condition[group]]}
        found = dict(condition)
        if "scale" in condition:
            found["scale"] = self.name(condition["scale"], self.scales)
            return found
        found["item"] = self.name(condition["item"], self.items)
        for test in ("is", "is-not"):
            if condition["item"] == self.of and test in condition:
                found[test] = [self.code if code == self.each else code for code in _listed(condition[test])]
        return found

    def name(self, name: str, own: set[str]) -> str:
        """The name as it is outside the copy; `own` are those that mean something in it."""
        if name.startswith(f"{self.each}."):
            return f"{self.code}.{name.removeprefix(f'{self.each}.')}"
        return f"{self.code}.{name}" if name in own else name
