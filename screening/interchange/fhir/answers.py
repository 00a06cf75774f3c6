"""Read a FHIR QuestionnaireResponse as answers, with our states kept apart. Pure.

Computed items are not taken: every total is worked out here, and where the file says another one, that is told. What
is wrong is named by ids of the questionnaire or by places in the file, never by what stands there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from screening.engine.accepting import collected, for_another
from screening.engine.results import Result
from screening.errors import AnswersError
from screening.interchange.fhir.codes import BASE, LOINC, OWN_SYSTEM, FhirNames, Json, is_boolean
from screening.interchange.fhir.extensions import ABSENT
from screening.interchange.fhir.response import ABSENT_CODES
from screening.interchange.json_values import Malformed, NotJson, mapping, mappings, parsed, text
from screening.interchange.remarks import remark
from screening.model.answers import Answers
from screening.model.instrument import Instrument
from screening.model.questionnaire import Item, Option

_DECLINED = "asked-declined"
_READ = ("completed", "amended", "in-progress", "stopped")  # `entered-in-error` says that none of it holds
_MOST = 20  # problems that are named
_MODIFIED = "{where}: an extension or a rule changes what it means, in a way that is not known here."


@dataclass(frozen=True, slots=True)
class Response:
    """The answers of a response, the totals that stand in it by scale, and the questions that it gives no answer to
    for some other reason than that the person declined.
    """

    answers: Answers
    totals: dict[str, Decimal]
    absent: tuple[str, ...]


@dataclass
class _Found:
    """What is found on the way through the items."""

    given: dict[str, object] = field(default_factory=dict)
    totals: dict[str, Decimal] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def response_in(data: bytes) -> Json:
    """The one QuestionnaireResponse of a document, which may be a Bundle. Raises AnswersError."""
    try:
        document = parsed(data)
        found = [_with_address(one) for one in _responses(document if isinstance(document, dict) else {})]
    except NotJson as error:
        raise AnswersError((remark(error.kind, "", **error.facts).what,)) from None
    except Malformed as error:
        raise AnswersError((what_is_malformed(error),)) from None
    if len(found) != 1:
        raise AnswersError((f"One QuestionnaireResponse is wanted, and there are {len(found)}.",))
    return found[0]


def what_is_malformed(error: Malformed) -> str:
    """What to say of an element that is of another kind than FHIR has there."""
    return remark("malformed", key=error.key, wanted=error.wanted).what


def _responses(document: Json) -> Iterator[Json]:
    inner = mappings(document, "entry") if document.get("resourceType") == "Bundle" else ()
    for one in (document, *(mapping(entry, "resource") for entry in inner)):
        if one.get("resourceType") == "QuestionnaireResponse":
            yield one


def _with_address(response: Json) -> Json:
    """The response with the address of its questionnaire as a text, which in STU3 is a reference."""
    if isinstance(response.get("questionnaire"), dict):
        return response | {"questionnaire": text(mapping(response, "questionnaire"), "reference")}
    text(response, "questionnaire")
    return response


def questionnaire_of(response: Json) -> str:
    """The name after the last mark of the address of its questionnaire; empty where it names none."""
    return text(response, "questionnaire").partition("|")[0].replace(":", "/").rpartition("/")[2]


def read(response: Json, names: FhirNames) -> Response:
    """The answers of a response to the questionnaire with these names. Raises AnswersError with every problem; of
    answers to another questionnaire only that.
    """
    found = _Found()
    try:
        if text(response, "questionnaire") and not is_for(response, names):
            raise AnswersError((for_another(names.questionnaire),))
        found.problems += _about(response, names)
        for place, holder in enumerate(_items(response), 1):
            _take(holder, place, names, found)
    except Malformed as error:
        found.problems.append(what_is_malformed(error))
    answers, slips = collected(names.questionnaire, found.given, _MOST)
    problems = [*found.problems, *slips]
    if problems:
        raise AnswersError(tuple(problems[:_MOST]))
    return Response(answers, found.totals, tuple(found.absent))


def differing(result: Result, totals: Mapping[str, Decimal]) -> Iterator[tuple[str, Decimal, Decimal, Decimal]]:
    """Each scale of which the file has another total: its title, the total there, the lowest and highest here."""
    for score in result.scores:
        there = totals.get(score.scale.id)
        if there is not None and there != score.value:
            yield score.scale.title, there, score.span.low, score.span.high


# Whose answers these are.


def _about(response: Json, names: FhirNames) -> Iterator[str]:
    questionnaire = names.questionnaire
    if not is_for_version(response, names):
        yield f"version: these answers are for another version than {questionnaire.version}."
    if mappings(response, "modifierExtension") or "implicitRules" in response:
        yield _MODIFIED.format(where="The response")
    if text(response, "status") not in _READ:
        yield f"status: it must be one of {', '.join(_READ)}."


def is_for(response: Json, names: FhirNames) -> bool:
    """Whether the response names an address of the questionnaire."""
    url = text(response, "questionnaire").partition("|")[0]
    return any(_is_address(url, known) for known in _addresses(names))


def is_for_version(response: Json, names: FhirNames) -> bool:
    """Whether the response names no other version than that of the questionnaire; a version that was made is none."""
    version = text(response, "questionnaire").partition("|")[2]
    return not version or "|" not in names.canonical or version == names.questionnaire.version


def _addresses(names: FhirNames) -> Iterator[str]:
    """The addresses of the questionnaire: that of its origin, ours, and that of LOINC for its panel.

    Ours may have any beginning where it goes out under one of ours: then nobody knows which one was given.
    """
    own = names.questionnaire.id
    yield from [names.origin] if names.origin else []
    yield from (names.url, f"{BASE}:Questionnaire:{own}")
    if names.url != names.origin:
        yield from (f"/Questionnaire/{own}", f":Questionnaire:{own}")
    panel = names.questionnaire.loinc if isinstance(names.questionnaire, Instrument) else None
    if panel:
        yield from (f"{LOINC}/q/{panel}", f"/Questionnaire/{panel}")


def _is_address(url: str, known: str) -> bool:
    return url.endswith(known) if known[0] in "/:" else url == known


# Items.


def _items(holder: Json) -> Iterator[Json]:
    """Every item, those in answers too."""
    for item in mappings(holder, "item"):
        yield item
        yield from _items(item)
        for answer in mappings(item, "answer"):
            yield from _items(answer)


def _take(holder: Json, place: int, names: FhirNames, found: _Found) -> None:
    """Take one item of the response."""
    link = text(holder, "linkId")
    given = mappings(holder, "answer")
    if any(mappings(one, "modifierExtension") for one in (holder, *given)):
        found.problems.append(_MODIFIED.format(where=f"Item {place} of the response"))
    if given and link in found.seen:
        found.problems.append(f"Item {place} of the response: it stands there a second time, and is asked once here.")
    found.seen.add(link)
    if (scale := names.by_total.get(link)) is not None:
        value = next((value for one in given if isinstance(value := _amount(one), int | Decimal)), None)
        if value is not None:
            found.totals[scale.id] = Decimal(value)
        return
    item = names.by_link.get(link)
    if item is None:
        if given and link not in names.not_asked:
            found.problems.append(f"Item {place} of the response: there is no such item in {names.questionnaire.id}.")
    elif item.type != "note":
        _take_answer(holder, item, given, names, found)


def _take_answer(holder: Json, item: Item, given: tuple[Json, ...], names: FhirNames, found: _Found) -> None:
    options = [one for one in given if _option(one, item, names) is not None]
    others = [one for one in given if one not in options]
    reasons = [reason for one in (holder, *others) for reason in _reasons(one)]
    values = [one for one in given if one in options or (_value(one)[0] and not list(_reasons(one)))]
    if reasons and values:
        found.problems.append(f"{item.id}: it has an answer, and a reason why it has none.")
    elif _DECLINED in reasons:
        found.given[item.id] = None
    elif reasons:
        found.absent.append(item.id)
    elif values:
        answers = [_answer(one, item, names, found) for one in values]
        found.given[item.id] = answers if item.type == "choices" else answers[0]
        if len(answers) > 1 and item.type != "choices":
            found.problems.append(f"{item.id}: it has {len(answers)} answers, and takes one.")


def _reasons(holder: Json) -> Iterator[str]:
    """Why there is no answer: on the item, the answer, its coding or its value, or as a coding of those reasons."""
    key, value = _value(holder)
    coding = value if isinstance(value, dict) else {}
    if key == "valueCoding" and text(coding, "system") == ABSENT_CODES:
        yield text(coding, "code")
    beside = [mapping(holder, name) for name in holder if name.startswith("_value")]
    for one in (holder, coding, *beside):
        for extension in mappings(one, "extension"):
            if text(extension, "url") == ABSENT:
                yield text(extension, "valueCode")


def _value(answer: Json) -> tuple[str, object]:
    """The key of the value of an answer, and the value; empty where it has none."""
    return next(((key, value) for key, value in answer.items() if key.startswith("value")), ("", None))


def _amount(answer: Json) -> object:
    """The value of an answer; of a quantity its number."""
    value = _value(answer)[1]
    return value.get("value") if isinstance(value, dict) and "comparator" not in value else value


# Answers.


def _answer(answer: Json, item: Item, names: FhirNames, found: _Found) -> object:
    """What `check --answers` takes for the answer; what is of no use there is left to it to refuse."""
    key, value = _value(answer)
    if sum(one.startswith("value") for one in answer) > 1:
        found.problems.append(f"{item.id}: one answer has two values.")
    if key == "valueQuantity" and isinstance(value, dict):
        if "comparator" in value:
            found.problems.append(f"{item.id}: a number is wanted, and not that it is below or above one.")
        units = set(filter(None, (text(value, "unit"), text(value, "code"))))
        known = {item.unit, item.unit_coding.code if item.unit_coding is not None else None}
        if item.unit and units and units.isdisjoint(known):
            found.problems.append(f"{item.id}: it is in another unit than {item.unit}.")
        return value.get("value")
    if item.type == "date" and isinstance(value, str):
        return value.partition("T")[0]  # of a date with a time only the date is asked
    if item.type not in ("choice", "choices"):
        return value
    if is_boolean(item) and isinstance(value, bool):
        return "yes" if value else "no"
    option = _option(answer, item, names)
    line = names.own_answers.get(item.id)
    if line is not None and option is None and key == "valueString":
        if line.id in found.given:
            found.problems.append(f"{item.id}: it has several answers that are none of its options, and takes one.")
        found.given[line.id] = value
        return item.options[-1].code
    if line is not None and option is item.options[-1] and _DECLINED in _reasons(answer):
        found.given[line.id] = None
    return option.code if option is not None else False  # false is no code of any option


def _option(answer: Json, item: Item, names: FhirNames) -> Option | None:
    """The option that the answer is: just as it stands there, by its value alone, or by its code here. None where
    several fit.
    """
    key, value = _value(answer)
    for fits in (_is_just, _is_option):
        if found := [one for one in item.options if fits(one, item, key, value, names)]:
            return found[0] if len(found) == 1 else None
    return _by_our_code(item, value, names)


def _is_just(option: Option, item: Item, key: str, value: object, names: FhirNames) -> bool:
    """Whether the answer is the option with its kind and its code system, which it may lack where the option does."""
    kind, known = names.value(item, option)
    if key != f"value{kind}" or not (isinstance(value, dict) and isinstance(known, dict)):
        return key == f"value{kind}" and value == known
    lacks_system = option.coding is None or option.coding.system is None
    system = text(value, "system") or (str(known["system"]) if lacks_system else "")
    return (system, text(value, "code")) == (known["system"], known["code"])


def _is_option(option: Option, item: Item, key: str, value: object, names: FhirNames) -> bool:
    kind, known = names.value(item, option)
    if kind != "Coding" and key == f"value{kind}":
        return value == known
    if key == "valueCoding" and isinstance(value, dict):
        code, system = text(value, "code"), text(value, "system")
        if system == LOINC and code in option.loinc:
            return True
        coding = names.option(item, option)
        return code == coding["code"] and _is_system(system, str(coding.get("system", "")), item, names)
    if key == "valueString":
        return option.coding is None and value == option.text
    return option.coding is not None and option.coding.system is None and option.coding.code == str(value)


def _by_our_code(item: Item, value: object, names: FhirNames) -> Option | None:
    """The option by the code that it has here, where the codes that it has elsewhere are not those of the response."""
    if not isinstance(value, dict) or not _is_system(text(value, "system"), names.system(item.id), item, names):
        return None
    return item.by_code.get(text(value, "code"))


def _is_system(given: str, known: str, item: Item, names: FhirNames) -> bool:
    """Whether the code system is the one of the item: of ours any beginning may stand before it."""
    own = f"{names.questionnaire.id}.{item.id}"
    is_ours = known == names.system(item.id) and given.endswith((f"{OWN_SYSTEM}/{own}", f"{OWN_SYSTEM}:{own}"))
    return not given or given == known or is_ours
