"""Find the questionnaire in a FHIR document, and write one of STU3 or R5 in the shape of R4. Pure.

R4B is R4 for a questionnaire. The release is known by what is in the file, because no element names it: STU3 has
`option` and `options`, R5 the types `coding` and `question` and `answerConstraint`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening.interchange.json_values import Json, Malformed, flag, mapping, mappings, text
from screening.interchange.remarks import Remark, remark

STU3, R4, R5 = "3.0.2", "4.0.1", "5.0.0"
_STU3_ONLY = {"option", "options"}
_R5_ONLY = {"answerConstraint", "disabledDisplay"}


@dataclass(frozen=True, slots=True)
class Found:
    """A questionnaire in the shape of R4, the release that it was written in, and the value sets that came with it."""

    questionnaire: Json
    release: str
    resources: tuple[Json, ...]


def found(document: object) -> Found | Remark:
    """The one questionnaire of the document, or the remark that says why there is none."""
    if not isinstance(document, dict):
        return remark("not-questionnaire")
    resources = tuple(_resources(document))
    questionnaires = [one for one in resources if one.get("resourceType") == "Questionnaire"]
    if not questionnaires:
        return remark("not-questionnaire")
    if len(questionnaires) > 1:
        return remark("many-questionnaires", count=len(questionnaires))
    questionnaire = questionnaires[0]
    if "group" in questionnaire:
        return remark("old-release")
    release = _release(questionnaire)
    if release == STU3:
        questionnaire = {**questionnaire, "item": [_from_stu3(one) for one in mappings(questionnaire, "item")]}
    if release == R5:
        questionnaire = {**questionnaire, "item": [_from_r5(one) for one in mappings(questionnaire, "item")]}
    others = tuple(one for one in resources if one.get("resourceType") != "Questionnaire")
    return Found(questionnaire, release, others)


def _resources(document: Json) -> Iterator[Json]:
    """The resource itself, or those of a Bundle."""
    if document.get("resourceType") != "Bundle":
        yield document
        return
    for entry in mappings(document, "entry"):
        if resource := mapping(entry, "resource"):
            yield resource


def all_items(items: tuple[Json, ...]) -> Iterator[Json]:
    """Every item of the tree, in the order of the file."""
    for item in items:
        yield item
        yield from all_items(mappings(item, "item", link_of(item)))


def link_of(item: Json) -> str:
    """The linkId as it can be shown; empty where there is none."""
    return text(item, "linkId")


def _release(questionnaire: Json) -> str:
    for item in all_items(mappings(questionnaire, "item")):
        conditions = mappings(item, "enableWhen", link_of(item))
        if not _STU3_ONLY.isdisjoint(item) or any("hasAnswer" in one or "operator" not in one for one in conditions):
            return STU3
        if not _R5_ONLY.isdisjoint(item) or item.get("type") in ("coding", "question"):
            return R5
    return R4


def _from_stu3(item: Json) -> Json:
    """In STU3 several conditions are joined by "or", and a test is `hasAnswer` or an equal answer."""
    link = link_of(item)
    changed: Json = {key: value for key, value in item.items() if key not in ("option", "options")}
    if "option" in item:
        changed["answerOption"] = list(mappings(item, "option", link))
    if "options" in item:
        changed["answerValueSet"] = text(mapping(item, "options", link), "reference", link)
    if "enableWhen" in item:
        changed["enableWhen"] = [_condition(one, link) for one in mappings(item, "enableWhen", link)]
        changed.setdefault("enableBehavior", "any")
    initial = [(key, value) for key, value in item.items() if key.startswith("initial") and key != "initial"]
    if initial:
        changed["initial"] = [{"value" + key.removeprefix("initial"): value} for key, value in initial]
    if "item" in item:
        changed["item"] = [_from_stu3(one) for one in mappings(item, "item", link)]
    return changed


def _condition(condition: Json, link: str) -> Json:
    if "operator" in condition:
        return condition
    if "hasAnswer" in condition:
        answered = flag(condition, "hasAnswer", link)
        return {"question": condition.get("question"), "operator": "exists", "answerBoolean": answered}
    return {**condition, "operator": "="}


def _from_r5(item: Json) -> Json:
    """In R5 whether other answers may be typed is a key of its own, and any type may have options."""
    link = link_of(item)
    changed: Json = {key: value for key, value in item.items() if key != "answerConstraint"}
    constraint = text(item, "answerConstraint", link) or "optionsOnly"
    if constraint not in ("optionsOnly", "optionsOrString", "optionsOrType"):
        raise Malformed(link, "answerConstraint", "optionsOnly, optionsOrString or optionsOrType")
    has_options = "answerOption" in item or "answerValueSet" in item
    if item.get("type") == "coding" or has_options:
        changed["type"] = "choice" if constraint == "optionsOnly" else "open-choice"
        if constraint == "optionsOrType" and item.get("type") not in ("coding", "string", "text"):
            changed["answerConstraint"] = item["type"]  # R4 has no key for it
    if "item" in item:
        changed["item"] = [_from_r5(one) for one in mappings(item, "item", link)]
    return changed
