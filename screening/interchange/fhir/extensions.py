"""The extensions of FHIR that are read, and those that only say how a question looks or where data come from. Pure."""

from __future__ import annotations

from screening.interchange.json_values import Json, mapping, mappings, text
from screening.text import clean

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"

# Where the points of an option may stand: R4, STU3 and before it, R5, and the Argonaut guide.
POINTS = (
    f"{HL7}ordinalValue",
    f"{HL7}questionnaire-ordinalValue",
    f"{HL7}valueset-ordinalValue",
    f"{HL7}codesystem-ordinalValue",
    f"{HL7}iso21090-CO-value",
    f"{HL7}itemWeight",
    "http://fhir.org/guides/argonaut-questionnaire/StructureDefinition/extension-score",
)
HIDDEN = (f"{HL7}questionnaire-hidden",)
CONTROL = f"{HL7}questionnaire-itemControl"
CATEGORY = f"{HL7}questionnaire-displayCategory"
UNIT = (f"{HL7}questionnaire-unit",)
UNIT_OPTION = (f"{HL7}questionnaire-unitOption", f"{HL7}questionnaire-unitValueSet", f"{SDC}sdc-questionnaire-unitOpen")
LEAST = (f"{HL7}minValue", f"{SDC}sdc-questionnaire-minQuantity")
MOST = (f"{HL7}maxValue", f"{SDC}sdc-questionnaire-maxQuantity")
DECIMALS = (f"{HL7}maxDecimalPlaces",)
FEWEST = (f"{HL7}questionnaire-minOccurs",)
OFTENEST = (f"{HL7}questionnaire-maxOccurs",)
EXCLUSIVE = (f"{HL7}questionnaire-optionExclusive",)
COMPUTED = (
    f"{SDC}sdc-questionnaire-calculatedExpression",
    f"{HL7}questionnaire-calculatedExpression",
    f"{HL7}cqf-calculatedValue",
)
ENABLED = (f"{SDC}sdc-questionnaire-enableWhenExpression", f"{HL7}questionnaire-enableWhenExpression")
COMPUTED_OPTIONS = (
    f"{SDC}sdc-questionnaire-answerExpression",
    f"{SDC}sdc-questionnaire-candidateExpression",
    f"{SDC}sdc-questionnaire-answerOptionsToggleExpression",
)
SERVICE = ("http://lhcforms.nlm.nih.gov/fhir/StructureDefinition/questionnaire-externallydefined",)
FROM_RECORD = (
    f"{SDC}sdc-questionnaire-initialExpression",
    f"{HL7}questionnaire-initialExpression",
    f"{SDC}sdc-questionnaire-itemPopulationContext",
)
FORMAT = (f"{HL7}regex", f"{HL7}minLength")
CONSTRAINT = (f"{HL7}questionnaire-constraint", f"{HL7}targetConstraint")
COMPUTED_WORDS = (f"{HL7}cqf-expression",)
PICTURE = (
    f"{SDC}sdc-questionnaire-itemMedia",
    f"{SDC}sdc-questionnaire-itemAnswerMedia",
)
TRANSLATION = f"{HL7}translation"
VARIABLE = f"{HL7}variable"
ABSENT = f"{HL7}data-absent-reason"
ABSENT_CODES = "http://terminology.hl7.org/CodeSystem/data-absent-reason"  # the code system of its values
LABEL = f"{SDC}sdc-questionnaire-shortText"

_READ = {
    *POINTS, *HIDDEN, CONTROL, CATEGORY, *UNIT, *UNIT_OPTION, *LEAST, *MOST, *DECIMALS, *FEWEST, *OFTENEST, *EXCLUSIVE,
    *COMPUTED, *ENABLED, *COMPUTED_OPTIONS, *SERVICE, *FROM_RECORD, *FORMAT, *CONSTRAINT, *COMPUTED_WORDS, *PICTURE,
    TRANSLATION, VARIABLE, LABEL,
}  # fmt: skip
# How it looks, and where answers go afterwards: nothing that a person is asked depends on these.
_LOOKS = (
    "choiceOrientation", "rendering", "collapsible", "columnCount", "width", "optionPrefix", "openLabel",
    "itemOrder", "sliderStepValue", "preferredTerminologyServer", "terminology-server", "designNote", "supportLink",
    "unitSupplementalSystem", "observationLinkPeriod", "observationExtract", "observation-extract", "Extract",
    "extract", "fhirType", "dataControl", "usageMode", "referenceResource", "referenceProfile", "referenceFilter",
    "maxSize", "mimeType", "lookupQuestionnaire", "launchContext", "answerRepeats", "isSubject",
    "displayName", "entryFormat", "cqf-library", "cqf-knowledgeCapability", "signatureRequired", "baseType", "TextArea",
    "additional-information", "note-info", "performerType", "keyboard", "definition-source", "conceptMap",
)  # fmt: skip


def of(holder: Json, urls: tuple[str, ...] | str, where: str = "") -> tuple[Json, ...]:
    """The extensions of the holder with one of these addresses."""
    wanted = (urls,) if isinstance(urls, str) else urls
    return tuple(one for one in mappings(holder, "extension", where) if text(one, "url", where) in wanted)


def value(extension: Json) -> object:
    """The value of an extension, of whatever type; nothing where it has none."""
    return next((value for key, value in extension.items() if key.startswith("value")), None)


def is_true(holder: Json, urls: tuple[str, ...], where: str = "") -> bool:
    """Whether the holder has one of these extensions with the value true."""
    return any(value(one) is True for one in of(holder, urls, where))


def translations(holder: Json, key: str, where: str = "") -> dict[str, str]:
    """The words of a text of the holder in other languages, on one line each, by what the file calls the language."""
    found = dict[str, str]()
    for one in of(mapping(holder, f"_{key}", where), TRANSLATION, where):
        parts = {text(part, "url", where): value(part) for part in mappings(one, "extension", where)}
        language, words = parts.get("lang"), parts.get("content")
        if isinstance(language, str) and isinstance(words, str) and words.strip():
            found.setdefault(clean(language).strip(), " ".join(clean(words, lines=True).split()))
    return found


def controls(item: Json, where: str) -> set[str]:
    """The codes of how an item is to be shown: `help`, `flyover`, `slider`."""
    found = set[str]()
    for one in of(item, (CONTROL, CATEGORY), where):
        concept = value(one)
        for coding in mappings(concept, "coding", where) if isinstance(concept, dict) else ():
            found.add(text(coding, "code", where).lower())
    return found


def unknown(holder: Json, where: str) -> list[str]:
    """The last parts of the addresses of extensions that are neither read nor known to be about looks."""
    urls = [text(one, "url", where) for one in mappings(holder, "extension", where)]
    return [
        url.rpartition("/")[2] or url
        for url in urls
        if url not in _READ and not any(part in url.rpartition("/")[2] for part in _LOOKS)
    ]
