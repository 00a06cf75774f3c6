"""The formats of other programs in which questionnaires come in and go out, and the options that each takes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One format: what it and one file of it are called, how its files end, and the options that are for it.

    `reported_as` is its name in a report on what is written, `ending_because` begins the sentence about its ending.
    """

    id: str
    reported_as: str
    plural: str
    one: str
    ending: str
    ending_because: str
    options: frozenset[str]


FHIR = FileFormat(
    id="fhir",
    reported_as="fhir-4.0.1",
    plural="FHIR",
    one="FHIR",
    ending=".json",
    ending_because="FHIR is JSON",
    options=frozenset({"--value-set", "--url"}),
)
REDCAP = FileFormat(
    id="redcap",
    reported_as="redcap",
    plural="REDCap",
    one="a data dictionary of REDCap",
    ending=".csv",
    ending_because="A data dictionary of REDCap is CSV",
    options=frozenset({"--form", "--declined"}),
)
XLSFORM = FileFormat(
    id="xlsform",
    reported_as="xlsform",
    plural="XLSForms",
    one="an XLSForm",
    ending=".xlsx",
    ending_because="An XLSForm is a workbook",
    options=frozenset({"--language", "--declined"}),
)
FORMATS = {one.id: one for one in (FHIR, REDCAP, XLSFORM)}


def misfits(format_: FileFormat, given: Mapping[str, object]) -> Iterator[str]:
    """A sentence for each option that is given and is for files of other formats."""
    for option in (one for one in given if given[one] and one not in format_.options):
        fits = " and ".join(one.plural for one in FORMATS.values() if option in one.options)
        yield f"{option} is for {fits}, and this is {format_.one}. Leave it out."
