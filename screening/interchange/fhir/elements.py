"""Walk the tree of a FHIR questionnaire: every element with what stands above it, and faults of the tree. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from screening.interchange.fhir import extensions
from screening.interchange.fhir.releases import link_of
from screening.interchange.json_values import Json, flag, mapping, mappings, text
from screening.interchange.remarks import Remark, remark

_KNOWN = {
    "id", "linkId", "definition", "code", "prefix", "text", "type", "enableWhen", "enableBehavior", "disabledDisplay",
    "required", "repeats", "readOnly", "maxLength", "answerConstraint", "answerOption", "answerValueSet", "initial",
    "item", "extension", "modifierExtension", "fhir_comments",
}  # fmt: skip
_AIDBOX = {"hidden", "itemControl", "enableWhenExpression", "calculatedExpression", "unit", "sliderStepValue"}
_HELP = {"help", "flyover"}
_MARKUP = ("rendering-xhtml", "rendering-markdown")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Element:
    """An item of the file, the elements that it stands in, and the help that belongs to it."""

    item: Json
    link: str
    type: str
    above: tuple[Element, ...] = ()
    is_hidden: bool = False
    helpers: tuple[Json, ...] = ()  # items inside it that hold help texts

    @property
    def help(self) -> tuple[str, ...]:
        """The help texts that belong to it."""
        return tuple(filter(None, (words(one, link_of(one)) for one in self.helpers)))

    @property
    def is_question(self) -> bool:
        """Whether it could be answered."""
        return self.type not in ("group", "display")

    @property
    def words(self) -> str:
        """Its words, from markup or from the name of its code where it has none of its own; else empty."""
        return words(self.item, self.link)


def elements(items: tuple[Json, ...], above: tuple[Element, ...] = ()) -> Iterator[Element]:
    """Every element in the order in which a person meets it. A help text is no element: it belongs to its question.

    A text inside a question is met before it, as long as no condition shows it.
    """
    for item in items:
        element = _element(item, above)
        inner = mappings(item, "item", element.link)
        beside = [one for one in inner if element.is_question and _is_beside(one)]
        helps = [one for one in beside if extensions.controls(one, element.link) & _HELP]
        yield from elements(tuple(one for one in beside if one not in helps), above)
        element = replace(element, helpers=tuple(helps))
        yield element
        yield from elements(tuple(one for one in inner if one not in beside), (*above, element))


def _element(item: Json, above: tuple[Element, ...]) -> Element:
    link = link_of(item)
    hidden = extensions.is_true(item, extensions.HIDDEN, link)
    hidden = hidden or any(one.is_hidden for one in above[-1:])
    return Element(item, link, text(item, "type", link), above, hidden)


def _is_beside(item: Json) -> bool:
    """Whether it is a text that stands with its question."""
    return item.get("type") == "display" and "enableWhen" not in item


def words(holder: Json, where: str) -> str:
    """The words of an item on one line; empty where it has none."""
    plain = text(holder, "text", where)
    if not plain:
        values = [extensions.value(one) for one in _marked(mapping(holder, "_text", where), where)]
        plain = next((_TAG.sub(" ", value) for value in values if isinstance(value, str)), "")
    if not plain:
        plain = next((say for code in mappings(holder, "code", where) if (say := text(code, "display", where))), "")
    return " ".join(plain.split())


def spoken(holder: Json, where: str) -> dict[str, str]:
    """The words of an item in other languages, by what the file calls the language."""
    if text(holder, "text", where) or any(_marked(mapping(holder, "_text", where), where)):
        return extensions.translations(holder, "text", where)
    named = (code for code in mappings(holder, "code", where) if text(code, "display", where))
    return next((extensions.translations(code, "display", where) for code in named), {})


def _marked(words: Json, where: str) -> Iterator[Json]:
    """The extensions with the words as markup."""
    for one in mappings(words, "extension", where):
        if text(one, "url", where).rpartition("/")[2] in _MARKUP:
            yield one


# Faults of the tree.


def faults(found: Iterable[Element]) -> Iterator[Remark]:
    """What is wrong with the elements as FHIR, and what is in them that FHIR does not know."""
    found = list(found)
    links = Counter(element.link for element in found)
    for element in found:
        if not element.link:
            yield remark("link-missing", element.words[:40])
        elif links[element.link] > 1:
            yield remark("link-twice", element.link)
        if not element.type:
            yield remark("type-missing", element.link)
        yield from _keys(element)


def _keys(element: Element) -> Iterator[Remark]:
    item, link = element.item, element.link
    if mappings(item, "modifierExtension", link):
        yield remark("modifier-extension", link)
    for key in item:
        plain = key.removeprefix("_")
        if plain in _AIDBOX:
            yield remark("not-fhir", link, key=plain)
        elif plain not in _KNOWN:
            yield remark("unknown-element", link, key=plain)
    for name in extensions.unknown(item, link):
        yield remark("unknown-extension", link, key=name)
    if flag(item, "required", link) and element.is_question:
        yield remark("required", link)
