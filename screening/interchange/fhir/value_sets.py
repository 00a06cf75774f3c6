"""The codes of the value sets that a questionnaire names: those in the file, those given beside it, a few of HL7. Pure.

A value set is used only where the file lists its codes. One that is made by a rule needs a server, and is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from screening.interchange.fhir.extensions import ABSENT_CODES
from screening.interchange.json_values import Json, mapping, mappings, text

_YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"
_GENDER = "http://hl7.org/fhir/administrative-gender"
# As FHIR R4B publishes them: http://hl7.org/fhir/R4B/valueset-yesnodontknow.html, valueset-administrative-gender.html
_BUILT_IN: dict[str, tuple[tuple[str, str, str], ...]] = {
    "http://hl7.org/fhir/ValueSet/yesnodontknow": (
        (_YES_NO, "Y", "Yes"),
        (_YES_NO, "N", "No"),
        (ABSENT_CODES, "asked-unknown", "Don't know"),
    ),
    "http://hl7.org/fhir/ValueSet/administrative-gender": (
        (_GENDER, "male", "Male"),
        (_GENDER, "female", "Female"),
        (_GENDER, "other", "Other"),
        (_GENDER, "unknown", "Unknown"),
    ),
}


class ValueSets:
    """Value sets and code systems by the addresses under which a questionnaire may name them."""

    def __init__(self, contained: Iterable[Json], beside: Iterable[Json]) -> None:
        self._sets: dict[str, Json] = {}
        self._systems: dict[str, Json] = {}
        for resource in beside:
            self._add(resource, text(resource, "url"))
        for resource in contained:
            self._add(resource, f"#{text(resource, 'id').removeprefix('#')}")
            self._add(resource, text(resource, "url"))

    def _add(self, resource: Json, name: str) -> None:
        kinds = {"ValueSet": self._sets, "CodeSystem": self._systems}
        known = kinds.get(text(resource, "resourceType"))
        if known is not None and name.strip("#"):
            known[name] = resource

    def codes(self, name: str) -> tuple[Json, ...] | None:
        """The codings of a value set, in their order; nothing where its codes are not listed anywhere here."""
        plain = name.partition("|")[0]
        value_set = self._sets.get(name) or self._sets.get(plain)
        if value_set is not None:
            return self._listed(value_set)
        codes = _BUILT_IN.get(plain, ())
        return tuple({"system": system, "code": code, "display": say} for system, code, say in codes) or None

    def _listed(self, value_set: Json) -> tuple[Json, ...] | None:
        if expansion := mappings(mapping(value_set, "expansion"), "contains"):
            return tuple(_expanded(expansion))
        compose = mapping(value_set, "compose")
        if "exclude" in compose:
            return None
        found = list[Json]()
        for include in mappings(compose, "include"):
            part = self._included(include)
            if part is None:
                return None
            found += part
        return tuple(found) or None

    def _included(self, include: Json) -> tuple[Json, ...] | None:
        system = text(include, "system")
        concepts = mappings(include, "concept")
        if "filter" in include or "valueSet" in include:
            return None
        if not concepts:
            concepts = tuple(_concepts(self._systems.get(system, {})))
        return tuple({"system": system, **one} for one in concepts) or None


def _expanded(contains: tuple[Json, ...]) -> Iterator[Json]:
    for one in contains:
        if one.get("abstract") is not True and "code" in one:
            yield one
        yield from _expanded(mappings(one, "contains"))


def _concepts(holder: Json) -> Iterator[Json]:
    """The concepts of a code system, and those under them."""
    for one in mappings(holder, "concept"):
        yield {key: value for key, value in one.items() if key != "concept"}
        yield from _concepts(one)
