"""Convert a questionnaire to JSON: items, codes, points, scales. The contract is the JSON Schema in `docs/schemas`."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel

from screening.formats.result_json import SCHEMA_VERSION, Json, about_json
from screening.model.conditions import Condition
from screening.model.fields import NoScore, json_number
from screening.model.instrument import Instrument
from screening.model.questionnaire import Item, Option, Questionnaire
from screening.model.scales import PointsTable, Scale


def questionnaire_json(questionnaire: Questionnaire) -> Json:
    """The structure of a questionnaire. Words of questions and options are there only where the file holds them."""
    worded = questionnaire.has_wording
    return {
        "schema_version": SCHEMA_VERSION,
        "questionnaire": about_json(questionnaire),
        "title": questionnaire.title,
        "audience": questionnaire.audience,
        "administration": list(questionnaire.administration),
        "source": _fields(questionnaire.source),
        "wording": worded,
        **(_rights(questionnaire) if isinstance(questionnaire, Instrument) else {}),
        "items": [_item(item, at, worded=worded) for at, item in enumerate(questionnaire.questions, 1)],
        "scales": [_scale(scale) for scale in questionnaire.scales],
        "critical_items": [
            {"id": one.id, "title": one.title, "if": _condition(one.if_)} for one in questionnaire.critical_items
        ],
        "outcomes": [{"id": one.id, "title": one.title, "if": _condition(one.if_)} for one in questionnaire.outcomes],
    }


def instrument_json(instrument: Instrument) -> Json:
    """What an instrument is for and by whom, and who holds the rights to its words on which terms."""
    return {"for": instrument.use.for_, "by": instrument.use.by, **_fields(instrument.rights)}


def _rights(instrument: Instrument) -> Json:
    return {
        "loinc": instrument.loinc,
        "use": _fields(instrument.use),
        "rights": _fields(instrument.rights),
        "references": [_fields(one) for one in instrument.references],
        "lacks": list(instrument.lacks),
    }


def _item(item: Item, number: int, *, worded: bool) -> Json:
    return {
        "number": number,
        "id": item.id,
        "label": item.label,
        "type": item.type,
        "loinc": item.loinc,
        **({"ask": item.ask} if worded else {}),
        "options": [_option(option, at, worded=worded) for at, option in enumerate(item.options, 1)],
        **(_number(item) if item.type == "number" else _dated(item) if item.is_dated else {}),
        "only_if": None if item.only_if is None else _condition(item.only_if),
    }


def _number(item: Item) -> Json:
    return {"least": item.least, "most": item.most, "decimals": item.decimals, "unit": item.unit}


def _dated(item: Item) -> Json:
    return {"earliest": item.earliest, "latest": item.latest, "precision": item.precision}


def _option(option: Option, number: int, *, worded: bool) -> Json:
    return {
        "number": number,
        "code": option.code,
        "points": _value(option.score),
        "loinc": list(option.loinc),
        **({"text": option.text} if worded else {}),
    }


def _scale(scale: Scale) -> Json:
    found = _fields(scale)
    found["kind"] = scale.kind
    found["of"] = found.pop(scale.kind)
    return found


def _condition(condition: Condition) -> Json:
    return _fields(condition)


def _fields(piece: BaseModel) -> Json:
    """What the file says in a piece of it, by its keys; what it leaves out is left out."""
    names = ((name, field.alias or name) for name, field in type(piece).model_fields.items())
    given = ((alias, getattr(piece, name)) for name, alias in names if name in piece.model_fields_set)
    return {alias.replace("-", "_"): _value(value) for alias, value in given}


def _value(value: object) -> object:
    match value:
        case NoScore():
            return value.value
        case Decimal():
            return json_number(value)
        case PointsTable():  # as the file has it
            return _value(value.ranges or value.codes)
        case BaseModel():
            return _fields(value)
        case tuple() | list():
            return [_value(one) for one in value]
        case dict():
            return {key: _value(one) for key, one in value.items()}
    return value
