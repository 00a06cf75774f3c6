"""Turn what enables a FHIR item into a condition of ours. Only closed shapes are read; no formula is run. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from screening.engine.dates import written
from screening.interchange.conditions import Target, Test, bounded, joined, of_day
from screening.interchange.fhir.options import key_of
from screening.interchange.fhir.totals import is_part_of
from screening.interchange.json_values import Json, mappings, text
from screening.interchange.options import Key
from screening.interchange.remarks import Remark, remark

_ORDERS = (">", "<", ">=", "<=")


def condition(
    element: Json, link: str, place: int, targets: Mapping[str, Target], links: frozenset[str]
) -> Test | list[Remark] | None:
    """The condition of an element that stands at this place; nothing where it has none; else why it is refused.

    `targets` are the elements before it, `links` the linkIds of the whole file.
    """
    tests = mappings(element, "enableWhen", link)
    behaviour = text(element, "enableBehavior", link)
    if len(tests) > 1 and behaviour not in ("all", "any"):
        return [remark("condition-all-any", link)]
    found = [_test(one, link, place, targets, links) for one in tests]
    refused = [one for one in found if isinstance(one, Remark)]
    if refused:
        return refused
    parts = [one for one in found if not isinstance(one, Remark)]
    return joined("any" if behaviour == "any" else "all", parts)


def tested(targets: Mapping[str, Target], place: int, link: str, kind: str, named: list[str]) -> Test | None:
    """One test of an expression of ours; nothing where it does not fit the item or the total that it looks at."""
    if kind.startswith("total-"):
        totals = (one for one in targets.values() if one.formula and is_part_of(link, one.formula))
        target, kind = next(totals, None), kind.removeprefix("total-")
    else:
        target = targets.get(link)
    if target is None or target.place >= place:
        return None
    if kind in ("answered", "unanswered") and target.is_answered:
        return {"item": target.id, "answered": "yes" if kind == "answered" else "no"}
    if kind in ("declined", "not-declined") and target.is_answered:
        return {"item": target.id, "declined": "yes" if kind == "declined" else "no"}
    if kind in ("at-least", "at-most") and target.is_dated:
        return {"item": target.id, kind: day} if (day := written(target.kind, named[0])) is not None else None
    if kind in ("at-least", "at-most") and target.kind in ("number", "scale"):
        return {"scale" if target.kind == "scale" else "item": target.id, kind: named[0]}
    if kind in ("is", "is-not") and target.kind in ("choice", "choices"):
        codes = [target.options.code_named(one) for one in named]
        found = [code for code in codes if code is not None]
        return {"item": target.id, kind: found if len(found) > 1 else found[0]} if found == codes and found else None
    return None


def _test(test: Json, link: str, place: int, targets: Mapping[str, Target], links: frozenset[str]) -> Test | Remark:
    name, operator = text(test, "question", link), text(test, "operator", link)
    target = targets.get(name)
    if target is None:
        return remark("condition-later", link) if name in links else remark("condition-no-item", link, what=name)
    if target.kind == "heading":
        return remark("condition-no-answer", link)
    if target.kind == "left-out":
        return remark("condition-left-out", link)
    if target.place >= place:
        return remark("condition-later", link)
    if operator == "exists" and target.kind != "scale":
        wanted = test.get("answerBoolean")
        if not isinstance(wanted, bool):
            return remark("condition-shape", link)
        return {"item": target.id, "answered": "yes" if wanted else "no"}
    key = key_of(test, "answer", link)
    if operator not in ("=", "!=", *_ORDERS):
        return remark("condition-shape", link)
    if key is None or target.kind == "text":
        return remark("condition-test", link, what=target.called)
    if target.is_dated:
        return of_day(target, operator, key.value) or remark("condition-test", link, what=target.called)
    if target.kind in ("number", "scale"):
        return _of_number(target, operator, key) or remark("condition-test", link, what=target.called)
    return _of_choice(target, operator, key, link)


def _of_choice(target: Target, operator: str, key: Key, link: str) -> Test | Remark:
    if operator in _ORDERS:
        return remark("condition-test", link, what=target.called)
    code = target.options.code_of(key)
    if code is None:
        typed = target.options.code_of(Key("Boolean", "", "True")) is None and key.kind == "String"
        return remark("condition-test", link, what=target.called) if typed else remark("condition-no-option", link)
    return {"item": target.id, "is" if operator == "=" else "is-not": code}


def _of_number(target: Target, operator: str, key: Key) -> Test | None:
    return bounded(target, operator, Decimal(key.value)) if key.kind in ("Integer", "Decimal") else None
