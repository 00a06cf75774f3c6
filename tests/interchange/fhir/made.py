"""Small FHIR questionnaires for tests, written as Python values, and what they come to."""

from __future__ import annotations

import json

from screening.interchange.fhir.read import read
from screening.interchange.taken import Taken, Wishes
from screening.interchange.yaml_text import yaml_text
from screening.loading.library import Library, questions_folder
from screening.model.questionnaire import Questionnaire

Json = dict[str, object]

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
LIBRARY = Library(questions_folder())
WISHES = Wishes(recall="the last week", audience="adults")


def item(link: str, type_: str = "string", **more: object) -> Json:
    """An item with some words."""
    return {"linkId": link, "type": type_, "text": f"About {link}?", **more}


def coding(code: str, display: str = "", system: str = "http://example.org/codes") -> Json:
    """A coding of a system of its own."""
    return {"system": system, "code": code, "display": display or f"Answer {code}"}


def option(code: str, points: object = None) -> Json:
    """An answer option, with points as R4 has them."""
    found: Json = {"valueCoding": coding(code)}
    return found if points is None else {"extension": [ordinal(points)], **found}


def ordinal(points: object, url: str = f"{HL7}ordinalValue") -> Json:
    """Points."""
    return {"url": url, "valueDecimal": points}


def choice(link: str, *codes: str, points: bool = False, **more: object) -> Json:
    """A choice of these codes, worth 0, 1, 2 where it has points."""
    options = [option(code, place if points else None) for place, code in enumerate(codes)]
    return item(link, "choice", answerOption=options, **more)


def when(question: str, operator: str, **answer: object) -> Json:
    """One condition."""
    return {"question": question, "operator": operator, **answer}


def questionnaire(*items: Json, **more: object) -> Json:
    """A questionnaire that says all that is wanted of it."""
    return {
        "resourceType": "Questionnaire",
        "status": "active",
        "version": "1.0",
        "title": "An evening",
        "copyright": "Free for everyone.",
        "item": list(items),
        **more,
    }


def taken(*items: Json, wishes: Wishes = WISHES, **more: object) -> Taken:
    """What the questionnaire comes to."""
    return read(json.dumps(questionnaire(*items, **more)).encode(), wishes)


def kinds(found: Taken, *severities: str) -> list[str]:
    """The kinds of the remarks, each once; only those of some severities where any are named."""
    wanted = [one.kind for one in found.remarks if not severities or one.severity in severities]
    return list(dict.fromkeys(wanted))


def loaded(found: Taken) -> Questionnaire:
    """The questionnaire as `loading` reads it. Raises ContentError."""
    assert found.tree is not None, found.remarks
    return LIBRARY.parse_stored(yaml_text(found.tree), "taken.yaml")


def total_of(*links: str, link: str = "total") -> Json:
    """A computed total of the points of these items."""
    terms = " + ".join(f"%resource.item.where(linkId='{one}').answer.value.ordinal()" for one in links)
    value = {"language": "text/fhirpath", "expression": terms}
    extension = {"url": f"{SDC}sdc-questionnaire-calculatedExpression", "valueExpression": value}
    return item(link, "decimal", readOnly=True, extension=[extension])


def in_languages(**words: str) -> Json:
    """What stands beside a text that has words in these languages."""
    return {"extension": [_translation(language, content) for language, content in words.items()]}


def _translation(language: str, content: str) -> Json:
    parts = [{"url": "lang", "valueCode": language.replace("_", "-")}, {"url": "content", "valueString": content}]
    return {"url": f"{HL7}translation", "extension": parts}
