"""Find the words of a FHIR questionnaire in other languages, by the ids of the texts that they become. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from screening.interchange.drafts import language_code, own_words
from screening.interchange.fhir import extensions
from screening.interchange.fhir.elements import Element, spoken
from screening.interchange.fhir.items import Items, Row
from screening.interchange.fhir.releases import link_of
from screening.interchange.json_values import Json, mapping, text

Words = dict[str, str]  # by what the file calls the language


def said(head: Json, found: tuple[Element, ...], taken: Items) -> tuple[dict[str, Words], list[str]]:
    """The words by the id of their text, by language; and the languages of which the code cannot be used."""
    by_language = defaultdict[str, Words](dict)
    unread = list[str]()
    for id_, words in (*_of_head(head), *_of_items(found, taken), *_of_scales(found, taken)):
        for written, one in words.items():
            if code := language_code(written):
                by_language[code].setdefault(id_, one)
            else:
                unread.append(written[:40] or "a language without a name")
    for language, texts in by_language.items():
        by_language[language] = own_words(taken.rows, language) | texts
    return dict(by_language), list(dict.fromkeys(unread))


def _of_head(head: Json) -> Iterator[tuple[str, Words]]:
    for id_, key in (("title", "title"), ("about", "description")):
        if text(head, key):
            yield id_, extensions.translations(head, key)


def _of_items(found: tuple[Element, ...], taken: Items) -> Iterator[tuple[str, Words]]:
    rows = {str(row["id"]): row for row in taken.rows}
    for element in found:
        if (id_ := taken.ids.get(element.link)) in rows:
            for key, words in _of_item(element, rows[id_]):
                yield f"items.{id_}.{key}", words
            options = taken.targets[element.link].options.said
            yield from ((f"items.{id_}.options.{code}.text", words) for code, words in options.items())


def _of_item(element: Element, row: Row) -> Iterator[tuple[str, Words]]:
    item, link = element.item, element.link
    yield "ask", spoken(item, link)
    if "why" in row:
        yield "why", _joined([spoken(one, link_of(one)) for one in element.helpers])
    if "label" in row:
        yield "label", extensions.translations(extensions.of(item, extensions.LABEL, link)[0], "valueString", link)
    if "unit" in row:
        yield "unit", _of_unit(item, link, str(row["unit"]))


def _of_unit(item: Json, link: str, unit: str) -> Words:
    """The words of the unit, where it is shown as the file has it."""
    coding = mapping(extensions.of(item, extensions.UNIT, link)[0], "valueCoding", link)
    return extensions.translations(coding, "display", link) if text(coding, "display", link) == unit else {}


def _joined(parts: list[Words]) -> Words:
    """Several texts as one, in the languages that all of them have."""
    shared = [one for one in parts[0] if all(one in part for part in parts)] if parts else []
    return {language: " ".join(part[language] for part in parts) for language in shared}


def _of_scales(found: tuple[Element, ...], taken: Items) -> Iterator[tuple[str, Words]]:
    elements = {element.link: element for element in found}
    for row in taken.scales:
        element = elements.get(str(row.get("link", f"total-{row['id']}")))
        if element is not None and element.words:  # a total that the person named may stand nowhere in the file
            yield f"scales.{row['id']}.title", spoken(element.item, element.link)
