"""The table of formats: what the command line offers, and which options fit which format."""

from __future__ import annotations

from screening.cli.interchange_commands import Form
from screening.interchange.file_formats import FHIR, FORMATS, REDCAP, misfits


def test_the_command_line_offers_each_format_of_the_table() -> None:
    assert [*FORMATS] == [str(one) for one in Form]


def test_an_option_of_other_formats_is_named_with_those_that_take_it() -> None:
    given = {"--form": "", "--declined": frozenset({"99"}), "--value-set": (b"{}",)}
    assert [*misfits(FHIR, given)] == ["--declined is for REDCap and XLSForms, and this is FHIR. Leave it out."]
    assert [*misfits(REDCAP, given)] == [
        "--value-set is for FHIR, and this is a data dictionary of REDCap. Leave it out."
    ]
