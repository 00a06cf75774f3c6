"""`screening import` and `screening export` as they stand on the command line: the options, and their help."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from screening.cli.running import open_context

Several = list[str] | None


class As(StrEnum):
    """The formats of other programs in which answers leave."""

    FHIR = "fhir"


class Form(StrEnum):
    """The formats of other programs in which questionnaires leave."""

    FHIR = "fhir"
    REDCAP = "redcap"
    XLSFORM = "xlsform"


About = Annotated[
    str, typer.Option("--subject", help="With --as: whom it is about, such as Patient/12.", metavar="REF")
]


def add_to(app: typer.Typer, end: str) -> None:
    """Add the commands to those of the program."""
    app.command("import", short_help="Take a questionnaire over from FHIR, REDCap or XLSForm.", epilog=end)(import_)
    app.command("export", short_help="Write a questionnaire as FHIR, REDCap or XLSForm.", epilog=end)(export)


def import_(
    file: Annotated[
        str,
        typer.Argument(
            help="A FHIR Questionnaire as JSON, a REDCap data dictionary, or an XLSForm: a workbook, or its sheets as "
            "CSV in a folder.",
            metavar="FILE",
        ),
    ],
    to: Annotated[str, typer.Option("--to", help="Write the questionnaire here.", metavar="FILE.yaml")] = "",
    licence: Annotated[str, typer.Option(help="Who may use the words, if FILE does not say.", metavar="TEXT")] = "",
    citation: Annotated[str, typer.Option(help="Whose questionnaire it is.", metavar="TEXT")] = "",
    recall: Annotated[str, typer.Option(help="Which time it asks about.", metavar="TEXT")] = "",
    audience: Annotated[str, typer.Option(help="Whom it is for.", metavar="TEXT")] = "",
    value_set: Annotated[
        Several, typer.Option("--value-set", help="A value set that a FHIR file names, as JSON.", metavar="FILE")
    ] = None,
    form: Annotated[str, typer.Option(help="Which form of a REDCap dictionary to take.", metavar="NAME")] = "",
    language: Annotated[str, typer.Option(help="Which language of an XLSForm to take.", metavar="NAME")] = "",
    without: Annotated[Several, typer.Option("--without", help="Leave this item out.", metavar="NAME")] = None,
    declined: Annotated[
        Several,
        typer.Option("--declined", help="The code of an option that means declined (REDCap, XLSForm).", metavar="CODE"),
    ] = None,
    total: Annotated[
        Several, typer.Option("--total", help="A scale that adds up these questions.", metavar="ID=a,b,c")
    ] = None,
    accept_losses: Annotated[bool, typer.Option("--accept-losses", help="Write it in spite of what is lost.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> int:
    """Example: screening import phq.json --to forms/phq.yaml

    Take a questionnaire over from FHIR, a form from a REDCap data dictionary, or an XLSForm: whole, or with losses that
    are named, or not at all. Without --to only the report is printed.
    """
    from screening.cli import importing

    said = {"licence": licence, "citation": citation, "recall": recall, "audience": audience, "language": language}
    wishes = importing.wishes_of(said, without or (), total or (), declined or ())
    return importing.take(
        open_context(),
        file,
        to,
        wishes,
        value_set or (),
        form=form,
        accepts=accept_losses,
        as_json=as_json,
        force=force,
    )


def export(
    name: Annotated[str, typer.Argument(help="A name from `screening list`, or a YAML file.", metavar="NAME|FILE")],
    to: Annotated[str, typer.Option("--to", help="Write here; - is standard output.", metavar="FILE")] = "-",
    wanted: Annotated[Form, typer.Option("--as", help="The format.")] = Form.FHIR,
    url: Annotated[str, typer.Option(help="How your addresses in FHIR begin.", metavar="URL")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> int:
    """Example: screening export past-month --to past-month.json

    Write a questionnaire as FHIR R4, as a data dictionary of REDCap, or as an XLSForm (a workbook), and say what has no
    place there.
    """
    from screening.cli import exporting

    return exporting.send(open_context(), name, to, wanted, url, as_json=as_json, force=force)
