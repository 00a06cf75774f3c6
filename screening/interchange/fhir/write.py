"""Write a questionnaire of ours as a FHIR R4 Questionnaire, and say what has no place there. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from screening.engine.own_words import fill_words
from screening.interchange.computable_out import is_tested, is_written, why_not
from screening.interchange.fhir import dates_out, extensions
from screening.interchange.fhir.codes import BASE, FhirNames, Json, coding_json, is_boolean
from screening.interchange.fhir.conditions_out import enabled, is_plain
from screening.interchange.fhir.totals_out import total_item
from screening.interchange.fhir.translations_out import OF_ITEM, OF_WHOLE, with_translations
from screening.interchange.formulas_out import TooLong
from screening.interchange.json_values import mappings
from screening.interchange.losses_out import about, beside, kept_here, stand_ins, words_of_others
from screening.interchange.remarks import Remark, in_order, remark
from screening.interchange.translations_out import spoken
from screening.model.conditions import Condition
from screening.model.content import Translation
from screening.model.fields import MAX_TEXT
from screening.model.questionnaire import EnteredTotal, Group, Item, Option, Questionnaire
from screening.model.scales import Scale

HELP = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help", "display": "Help-Button"}
_TEXTS = ("string", "text", "date", "dateTime", "time", "url")  # types that a line of text may have had


@dataclass(frozen=True, slots=True)
class Written:
    """The resource, or nothing where it cannot be written, and what there is to say."""

    resource: Json | None
    remarks: tuple[Remark, ...]


def write(questionnaire: Questionnaire, base: str = BASE, translations: tuple[Translation, ...] = ()) -> Written:
    """The questionnaire as FHIR. `base` begins the addresses of what has none of its own."""
    if not questionnaire.has_wording:
        return Written(None, (remark("out-wordless"),))
    names, scales = FhirNames(questionnaire, base), questionnaire.scale_by_id
    languages, told = spoken(questionnaire, translations, OF_ITEM, OF_WHOLE)
    remarks = (*_remarks(names), *told)
    if any(one.kind == "out-condition-scale" for one in remarks):
        return Written(None, in_order(remarks))
    source = questionnaire.source
    try:
        items = _tree(names)
    except TooLong as error:
        return Written(None, in_order((*remarks, remark("out-too-long", names.total(scales[error.scale])))))
    resource: Json = {
        "resourceType": "Questionnaire",
        "url": names.url,
        **({"derivedFrom": [names.origin]} if names.origin and names.origin != names.url else {}),
        "version": questionnaire.version,
        "name": "Q" * questionnaire.id[0].isdigit() + "".join(map(str.capitalize, questionnaire.id.split("-"))),
        "title": questionnaire.title,
        "status": "active",
        "language": questionnaire.language,
        **({"description": questionnaire.about} if questionnaire.about else {}),
        **({"purpose": purpose} if (purpose := about(questionnaire)) else {}),
        "copyright": source.licence if source.wording else f"{source.citation} {source.licence}",
        **({"code": names.codes} if names.codes else {}),
        "item": items,
    }
    return Written(with_translations(resource, names, languages), in_order(remarks))


# Items.


def _tree(names: FhirNames) -> list[Json]:
    """The items, each inside the group or question that it stood in, and each total after the last item it reads."""
    questionnaire = names.questionnaire
    top, open_ = list[Json](), list[tuple[str, Json]]()
    due = [scale for scale in questionnaire.scales if is_written(scale, names.questionnaire)]
    for place, item in enumerate(questionnaire.items):
        _put_entered(top, open_, item.id, names)
        _close(open_, _holders(item, names))
        if not open_:
            top += _due(due, place, names)
        if (own := _item(item, names)) is None:
            continue
        _open_groups(top, open_, _holders(item, names), names)
        _put(open_[-1][1] if open_ else top, own)
        open_.append((names.links[item.id], own))
    _put_entered(top, open_, None, names)
    top += _due(due, len(questionnaire.items), names)
    return _without_empty_groups(top)


def _holders(held: Item | EnteredTotal, names: FhirNames) -> list[str]:
    """The linkIds of what something stands in, the nearest first."""
    return names.holders(held, as_there=names.url == names.origin)


def _close(open_: list[tuple[str, Json]], holders: list[str]) -> None:
    """Close what is open, up to something that the next one stands in."""
    while open_ and open_[-1][0] not in holders:
        open_.pop()


def _open_groups(top: list[Json], open_: list[tuple[str, Json]], holders: list[str], names: FhirNames) -> None:
    """Open the groups without words that the next one stands in, each once."""
    for link in reversed(holders):
        is_open = any(one == link for one, _ in open_)
        if link in names.groups and not is_open and not any(_holds(one, link) for one in top):
            own: Json = {"linkId": link, **_codes(names.groups[link]), "type": "group"}
            _put(open_[-1][1] if open_ else top, own)
            open_.append((link, own))


def _holds(item: Json, link: str) -> bool:
    return item["linkId"] == link or any(_holds(one, link) for one in mappings(item, "item"))


def _codes(held: Group | EnteredTotal) -> Json:
    return {"code": [coding_json(coding) for coding in held.coding]} if held.coding else {}


def _put_entered(top: list[Json], open_: list[tuple[str, Json]], before: str | None, names: FhirNames) -> None:
    """Put the totals that somebody fills in there before this item, or at the end."""
    for one in names.questionnaire.entered_totals:
        if one.before == before:
            _close(open_, _holders(one, names))
            _open_groups(top, open_, _holders(one, names), names)
            own = {"linkId": one.link, "text": one.ask, **_codes(one), "type": one.was}
            _put(open_[-1][1] if open_ else top, own | _help(one.link, one.why, names))


def _put(holder: list[Json] | Json, item: Json) -> None:
    if isinstance(holder, list):
        holder.append(item)
    else:
        inner = holder.setdefault("item", [])
        assert isinstance(inner, list)
        inner.append(item)


def _due(due: list[Scale], place: int, names: FhirNames) -> Iterator[Json]:
    """The totals of which every item stands before this place, taken from those that are due."""
    for scale in [one for one in due if names.questionnaire.last_read[one.id] < place]:
        due.remove(scale)
        yield total_item(scale, names)


def _without_empty_groups(items: list[Json]) -> list[Json]:
    """A group must hold items: a heading that stands alone is a text."""
    for item in items:
        if item["type"] == "group" and "item" not in item:
            item["type"] = "display"
    return items


def _item(item: Item, names: FhirNames) -> Json | None:
    """One item; nothing for the line of an open choice, which is a part of it there."""
    if item.was == "own-answer":
        return None
    link = names.links[item.id]
    found: Json = {"linkId": link, "text": fill_words(item.ask, stand_ins(names.questionnaire, item))}
    codes = names.item_codes(item)
    if codes and (item.type != "note" or item.was == "group"):  # a display has no code in FHIR
        found["code"] = codes
    condition = enabled(item.only_if, names) if item.only_if is not None else {}
    by_formula = condition.pop("extension", [])
    found |= _typed(item, names) | condition
    found |= _help(link, item.why, names)
    more = [*_extensions(item), *(by_formula if isinstance(by_formula, list) else [])]
    return {"extension": more, **found} if more else found


def _help(link: str, why: str | None, names: FhirNames) -> Json:
    """The text that a person may ask for, as an item inside its question."""
    control = {"url": extensions.CONTROL, "valueCodeableConcept": {"coding": [HELP]}}
    if not why:
        return {}
    return {"item": [{"extension": [control], "linkId": names.helps[link], "text": why, "type": "display"}]}


def _typed(item: Item, names: FhirNames) -> Json:
    """The type, and what goes with it."""
    if item.type == "note":
        return {"type": "group"} if item.was == "group" else {"type": "display"}
    if item.type == "number":
        return {"type": names.number_type(item)}
    if item.is_dated:
        return {"type": dates_out.type_of(item)}
    if item.type == "text":
        type_ = item.was if item.was in _TEXTS else "string"
        found: Json = {"type": type_}
        return found | {"maxLength": item.most or MAX_TEXT} if type_ in ("string", "text", "url") else found
    if is_boolean(item):
        return {"type": "boolean"}
    is_open = item.was == "open-choice"
    options = item.options[:-1] if is_open else item.options
    several: Json = {"repeats": True} if item.type == "choices" else {}
    found_options = [_option(item, option, names) for option in options]
    return {"type": names.choice_type(item), **several, "answerOption": found_options}


def _option(item: Item, option: Option, names: FhirNames) -> Json:
    words = fill_words(option.text, stand_ins(names.questionnaire, item))
    more: list[Json] = []
    if isinstance(option.score, Decimal):
        more.append({"url": extensions.POINTS[0], "valueDecimal": _plain(option.score)})
    if option.exclusive:
        more.append({"url": extensions.EXCLUSIVE[0], "valueBoolean": True})
    found: Json = {"extension": more} if more else {}
    kind, value = names.value(item, option)
    return {**found, f"value{kind}": {**value, "display": words} if isinstance(value, dict) else value}


def _extensions(item: Item) -> Iterator[Json]:
    if item.label:
        yield {"url": extensions.LABEL, "valueString": item.label}
    if item.type == "number":
        if item.least is not None:
            yield {"url": extensions.LEAST[0], "valueInteger": item.least}
        if item.most is not None:
            yield {"url": extensions.MOST[0], "valueInteger": item.most}
        if item.unit:
            coded = coding_json(item.unit_coding) if item.unit_coding is not None else {}
            yield {"url": extensions.UNIT[0], "valueCoding": {**coded, "display": item.unit}}
        if item.decimals:
            yield {"url": extensions.DECIMALS[0], "valueInteger": item.decimals}
    if item.is_dated:
        urls = (extensions.LEAST[0], extensions.MOST[0])
        for url, bound in zip(urls, (item.earliest, item.latest), strict=True):
            if bound is not None:
                yield {"url": url, **dates_out.value(item, bound)}
    if item.type == "choices":
        if item.least is not None:
            yield {"url": extensions.FEWEST[0], "valueInteger": item.least}
        if item.most is not None:
            yield {"url": extensions.OFTENEST[0], "valueInteger": item.most}


# What there is to say.


def _remarks(names: FhirNames) -> Iterator[Remark]:
    questionnaire = names.questionnaire
    for item in questionnaire.items:
        yield from _item_remarks(item, names)
    for scale in questionnaire.scales:
        if why := why_not(scale, questionnaire):
            yield remark("out-scale", scale.id, what=scale.id, why=why)
            continue
        yield remark("out-unanswered", names.total(scale))
        if scale.was == "integer" != names.total_type(scale):
            yield remark("out-total-decimals", names.total(scale))
        yield from beside(scale, names.total(scale))
    yield from kept_here(questionnaire)


def _item_remarks(item: Item, names: FhirNames) -> Iterator[Remark]:
    link = names.links[item.id]
    if item.was == "own-answer":
        return
    yield from words_of_others(item, names.questionnaire, link)
    if item.only_if is None:
        return
    if any(_is_unwritten(leaf, names) for leaf in item.only_if.leaves):
        yield remark("out-condition-scale", link)
        return
    if any(leaf.scale for leaf in item.only_if.leaves):
        yield remark("out-on-total", link)
    if not is_plain(item.only_if, names):
        yield remark("out-condition", link)


def _is_unwritten(leaf: Condition, names: FhirNames) -> bool:
    return leaf.scale is not None and not is_tested(leaf, names.questionnaire)


def _plain(value: Decimal) -> int | float:
    """A number of points as a plain JSON number."""
    return int(value) if value == value.to_integral_value() else float(value)
