"""Write conditions of ours as FHIR has them: as `enableWhen` where that can say it, else as an expression. Pure."""

from __future__ import annotations

from decimal import Decimal

from screening.interchange.fhir.codes import FhirNames, Json, is_boolean
from screening.interchange.fhir.extensions import ENABLED
from screening.interchange.fhir.formulas_out import FhirPath
from screening.interchange.formulas_out import compared, is_summed_up, sign
from screening.model.conditions import Condition
from screening.model.fields import json_number
from screening.model.questionnaire import Item


def enabled(condition: Condition, names: FhirNames) -> Json:
    """The keys that enable an item: `enableWhen` with its behaviour, or the extension with an expression."""
    plain = _plain(condition, names)
    if plain is None:
        value = {"language": "text/fhirpath", "expression": FhirPath(names).expression(condition)}
        return {"extension": [{"url": ENABLED[0], "valueExpression": value}]}
    group, tests = plain
    return {"enableWhen": tests, **({"enableBehavior": group} if len(tests) > 1 else {})}


def is_plain(condition: Condition, names: FhirNames) -> bool:
    """Whether `enableWhen` can say it."""
    return _plain(condition, names) is not None


def _plain(condition: Condition, names: FhirNames) -> tuple[str, list[Json]] | None:
    """The tests and whether all or any must hold; nothing where one list cannot say it."""
    if not condition.parts:
        return _tests(condition, names)
    group, tests = "all" if condition.all is not None else "any", list[Json]()
    for part in condition.parts:
        inner = None if part.parts else _tests(part, names)
        if inner is None or (len(inner[1]) > 1 and inner[0] != group):
            return None
        tests += inner[1]
    return group, tests


def _tests(leaf: Condition, names: FhirNames) -> tuple[str, list[Json]] | None:
    """One test of ours as one list of theirs."""
    if leaf.scale is not None:
        scale = names.questionnaire.scale_by_id[leaf.scale]
        if is_summed_up(scale, names.questionnaire):
            return None
        link = names.total(scale)
        return "all", [_bound(leaf, link, "answerDecimal")]
    item = names.questionnaire.by_id[leaf.item or ""]
    link = names.links[item.id]
    if leaf.declined is not None:
        return None
    if leaf.answered is not None:
        return "all", [{"question": link, "operator": "exists", "answerBoolean": leaf.answered}]
    if item.is_dated:
        return None  # LHC-Forms, for one, never takes a date in `enableWhen` as met
    if item.type == "number":
        return "all", [_bound(leaf, link, f"answer{names.number_type(item).capitalize()}")]
    codes, operator = compared(leaf, item), "!=" if leaf.is_not is not None else "="
    tests = [{"question": link, "operator": operator, **_answer(item, code, names)} for code in codes]
    return ("all" if leaf.is_not is not None else "any", tests) if tests else None


def _bound(leaf: Condition, link: str, key: str) -> Json:
    limit = Decimal(leaf.at_least or leaf.at_most or "0")
    return {"question": link, "operator": sign(leaf), key: json_number(limit)}


def _answer(item: Item, code: str, names: FhirNames) -> Json:
    if is_boolean(item):
        return {"answerBoolean": code == "yes"}
    kind, value = names.value(item, item.by_code[code])
    return {f"answer{kind}": value}
