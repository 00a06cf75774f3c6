"""Put the words of a questionnaire in other languages into what is written as FHIR. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from screening.interchange.fhir import extensions
from screening.interchange.fhir.codes import FhirNames, Json
from screening.interchange.json_values import mapping, mappings
from screening.interchange.translations_out import Spoken
from screening.model.questionnaire import Item

OF_ITEM = ("ask", "label", "why", "unit")  # the texts of an item that have a place
OF_WHOLE = ("title", "about")


def with_translations(resource: Json, names: FhirNames, languages: tuple[Spoken, ...]) -> Json:
    """The resource with the extension `translation` beside each text that has words in another language."""
    if not languages:
        return resource
    made = _marked(resource, "title", languages, "title")
    if "description" in made:
        made = _marked(made, "description", languages, "about")
    return {**made, "item": [_item(one, names, languages) for one in mappings(resource, "item")]}


def _marked(holder: Json, key: str, languages: tuple[Spoken, ...], id_: str) -> Json:
    """The holder with the words of one text beside it."""
    said = [_extension(one.language, one.texts[id_]) for one in languages if id_ in one.texts]
    return {**holder, f"_{key}": {"extension": said}} if said else holder


def _extension(language: str, words: str) -> Json:
    parts: list[Json] = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": words}]
    return {"extension": parts, "url": extensions.TRANSLATION}


def _item(found: Json, names: FhirNames, languages: tuple[Spoken, ...]) -> Json:
    """One item, and all in it."""
    link = str(found["linkId"])
    item, scale = names.by_link.get(link), names.by_total.get(link)
    if item is not None:
        found = _of_item(_marked(found, "text", languages, f"items.{item.id}.ask"), item, languages)
    elif scale is not None:
        found = _marked(found, "text", languages, f"scales.{scale.id}.title")
    elif (helped := names.by_help.get(link)) is not None:
        found = _marked(found, "text", languages, f"items.{helped.id}.why")
    inner = [_item(one, names, languages) for one in mappings(found, "item")]
    return {**found, "item": inner} if inner else found


def _of_item(found: Json, item: Item, languages: tuple[Spoken, ...]) -> Json:
    """An item with the words of its options, its label and its unit."""
    made = dict(found)
    if "answerOption" in found:
        made["answerOption"] = list(_options(found, item, languages))
    if "extension" in found:
        made["extension"] = [_of_extension(one, item, languages) for one in mappings(found, "extension")]
    return made


def _options(found: Json, item: Item, languages: tuple[Spoken, ...]) -> Iterator[Json]:
    for option, one in zip(item.options, mappings(found, "answerOption"), strict=False):  # that of one's own is last
        id_ = f"items.{item.id}.options.{option.code}.text"
        if "valueCoding" in one:
            yield {**one, "valueCoding": _marked(mapping(one, "valueCoding"), "display", languages, id_)}
        else:
            yield _marked(one, "valueString", languages, id_) if "valueString" in one else one


def _of_extension(one: Json, item: Item, languages: tuple[Spoken, ...]) -> Json:
    if one["url"] == extensions.LABEL:
        return _marked(one, "valueString", languages, f"items.{item.id}.label")
    if one["url"] in extensions.UNIT:
        unit = _marked(mapping(one, "valueCoding"), "display", languages, f"items.{item.id}.unit")
        return {**one, "valueCoding": unit}
    return one
