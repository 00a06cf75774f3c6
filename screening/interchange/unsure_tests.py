"""Conditions that count "not sure" with the answers that meet an order, as a total that is blank then may write them.

Here "not sure" leaves such a test open, so an order says it: `at-least` or `at-most`, by the points of options. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from screening.interchange.conditions import Test, joined, named_codes
from screening.interchange.options import has_points

Rows = Iterable[Mapping[str, object]]
Unsure = Mapping[str, frozenset[str]]  # the codes that say "not sure", by item


def opened(test: Test, unsure: Unsure, options: Mapping[str, Rows]) -> Test | None:
    """The condition in which "not sure" leaves open what it cannot tell; None where that has no form here."""
    for group in ("all", "any"):
        inner = test.get(group)
        if isinstance(inner, list):
            parts = [opened(one, unsure, options) for one in (_merged(inner) if group == "any" else inner)]
            return None if None in parts else joined(group, [one for one in parts if one is not None])
    item, codes = str(test.get("item")), frozenset(named_codes(test.get("is")))
    held = unsure.get(item, frozenset())
    return _order(item, codes - held, options.get(item, ())) if codes & held else test


def _merged(parts: list[Test]) -> list[Test]:
    """Tests of which one must hold, with those of one item as one."""
    by_item, others = dict[object, list[str]](), list[Test]()
    for one in parts:
        if one.keys() == {"item", "is"}:
            by_item.setdefault(one["item"], []).extend(named_codes(one["is"]))
        else:
            others.append(one)
    return [*({"item": item, "is": codes if len(codes) > 1 else codes[0]} for item, codes in by_item.items()), *others]


def _order(item: str, codes: frozenset[str], rows: Rows) -> Test | None:
    """The test by points that exactly these options meet, of those that have points."""
    scored = {str(one["code"]): Decimal(str(one["score"])) for one in rows if has_points(one)}
    for code in sorted(codes & scored.keys()):
        at_least = {one for one, points in scored.items() if points >= scored[code]}
        at_most = {one for one, points in scored.items() if points <= scored[code]}
        if at_least == codes:
            return {"item": item, "at-least": code}
        if at_most == codes:
            return {"item": item, "at-most": code}
    return None
