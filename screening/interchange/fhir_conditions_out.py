"""Write conditions of ours as FHIR has them: as `enableWhen` where that can say it, else as an expression. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from screening.interchange import fhir_expressions as expressions
from screening.interchange.fhir_codes import FhirNames, Json, is_boolean
from screening.interchange.fhir_extensions import ENABLED
from screening.model.conditions import Condition
from screening.model.fields import NoScore
from screening.model.questionnaire import Item
from screening.model.scales import Scale

NEVER = "false"


def enabled(condition: Condition, names: FhirNames) -> Json:
    """The keys that enable an item: `enableWhen` with its behaviour, or the extension with an expression."""
    plain = _plain(condition, names)
    if plain is None:
        value = {"language": "text/fhirpath", "expression": expression(condition, names)}
        return {"extension": [{"url": ENABLED[0], "valueExpression": value}]}
    group, tests = plain
    return {"enableWhen": tests, **({"enableBehavior": group} if len(tests) > 1 else {})}


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
        link = names.total(names.questionnaire.scale_by_id[leaf.scale])
        return "all", [_bound(leaf, link, "answerDecimal")]
    item = names.questionnaire.by_id[leaf.item or ""]
    link = names.links[item.id]
    if leaf.declined is not None:
        return None
    if leaf.answered is not None:
        return "all", [{"question": link, "operator": "exists", "answerBoolean": leaf.answered}]
    if item.type == "number":
        return "all", [_bound(leaf, link, f"answer{names.number_type(item).capitalize()}")]
    codes, operator = compared(leaf, item), "!=" if leaf.is_not is not None else "="
    tests = [{"question": link, "operator": operator, **_answer(item, code, names)} for code in codes]
    return ("all" if leaf.is_not is not None else "any", tests) if tests else None


def _bound(leaf: Condition, link: str, key: str) -> Json:
    limit = Decimal(leaf.at_least or leaf.at_most or "0")
    value: object = int(limit) if limit == limit.to_integral_value() else float(limit)
    return {"question": link, "operator": ">=" if leaf.at_least is not None else "<=", key: value}


def _answer(item: Item, code: str, names: FhirNames) -> Json:
    if is_boolean(item):
        return {"answerBoolean": code == "yes"}
    return {"answerCoding": names.option(item, item.by_code[code])}


def compared(leaf: Condition, item: Item) -> tuple[str, ...]:
    """The codes that a test on a choice names; of an order all those that meet it.

    "Not sure" leaves it open whether an order is met. Whether an item is asked is then yes, so it is among them.
    """
    if (named := leaf.is_ or leaf.is_not) is not None:
        return named
    limit = item.by_code[leaf.at_least or leaf.at_most or ""].score
    assert isinstance(limit, Decimal)
    return tuple(one.code for one in item.options if _meets(one.score, limit, at_least=leaf.at_least is not None))


def _meets(score: Decimal | NoScore | None, limit: Decimal, *, at_least: bool) -> bool:
    if not isinstance(score, Decimal):
        return score is NoScore.UNKNOWN
    return score >= limit if at_least else score <= limit


# Expressions.


def expression(condition: Condition, names: FhirNames) -> str:
    """The condition as an expression that is true or false."""
    if condition.parts:
        group = "all" if condition.all is not None else "any"
        return expressions.joined(group, (expression(part, names) for part in condition.parts))
    if condition.scale is not None:
        total = names.total(names.questionnaire.scale_by_id[condition.scale])
        return _order(condition, expressions.answer(total, names.tree))
    item = names.questionnaire.by_id[condition.item or ""]
    return _of_item(condition, item, names)


def _of_item(leaf: Condition, item: Item, names: FhirNames) -> str:
    values = names.values(item)
    if leaf.declined is not None:
        declined = expressions.declined(names.links[item.id], names.tree)
        return f"{declined}.{'exists' if leaf.declined else 'empty'}()"
    if leaf.answered is not None:
        return f"{values}.{'exists' if leaf.answered else 'empty'}()"
    if item.type == "number":
        return _order(leaf, values)
    codes = compared(leaf, item)
    if not codes:
        return NEVER
    known = codes if is_boolean(item) else tuple(names.code(item, code) for code in codes)
    found = expressions.among(values, known, truths=is_boolean(item))
    return f"{found}.{'empty' if leaf.is_not is not None else 'exists'}()"


def _order(leaf: Condition, values: str) -> str:
    order = ">=" if leaf.at_least is not None else "<="
    return f"{values}.where($this {order} {leaf.at_least or leaf.at_most}).exists()"


def items_read(condition: Condition, names: FhirNames) -> Iterator[Item]:
    """Every item that the condition looks at, by itself or through a total."""
    questionnaire = names.questionnaire
    for leaf in condition.leaves:
        if leaf.item is not None:
            yield questionnaire.by_id[leaf.item]
        else:
            yield from items_of(questionnaire.scale_by_id[leaf.scale or ""], names)


def items_of(scale: Scale, names: FhirNames) -> Iterator[Item]:
    """Every item that a total is made of, or that decides whether it stands."""
    yield from (names.questionnaire.by_id[name] for name in scale.parts)
    for leaf in scale.leaves:
        yield from items_read(leaf, names)
