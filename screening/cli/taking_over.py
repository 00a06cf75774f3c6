"""`screening import`: take a questionnaire over from another format, and say what is lost by that."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from screening.app.context import AppContext, UsageError
from screening.cli.output import put_json
from screening.errors import ContentError
from screening.interchange import report
from screening.interchange.fhir_read import Taken, Wishes, read
from screening.interchange.json_values import MAX_BYTES
from screening.interchange.names import slug
from screening.interchange.remarks import Verdict, in_order, remark
from screening.interchange.yaml_text import yaml_text
from screening.loading.ordinary_file import NotOrdinary, bytes_of
from screening.loading.own_content import ENDINGS
from screening.system import files
from screening.system.process import CannotWrite, Code, write_stderr
from screening.text import clean, shown_path

if TYPE_CHECKING:
    from collections.abc import Iterable


def take(
    context: AppContext,
    path: str,
    to: str,
    wishes: Wishes,
    value_sets: Iterable[str],
    *,
    accepts: bool,
    as_json: bool,
    force: bool,
) -> int:
    """Read a file of another format, print the report, and write it as a questionnaire of ours where that is wanted."""
    target = _target(to)
    if target is not None:
        wishes = replace(wishes, name=wishes.name or slug(target.stem))
    taken = _through_the_door(context, read(_bytes(path), wishes, tuple(map(_bytes, value_sets))))
    put_json(report.as_json(taken)) if as_json else context.print_rows(report.lines(taken))
    if taken.tree is None:
        return Code.CONTENT
    if target is None:
        return Code.DONE
    if taken.verdict is Verdict.LOSSES and not (accepts or _is_accepted()):
        write_stderr("Nothing was written. To take it with these losses, add --accept-losses.")
        return Code.CONTENT
    return _write(context, taken, target, force=force)


def wishes_of(
    licence: str, citation: str, recall: str, audience: str, without: Iterable[str], totals: Iterable[str]
) -> Wishes:
    """What the person says on the command line. Raises UsageError where a total is not `ID=a,b,c`."""
    named = dict[str, tuple[str, ...]]()
    for one in totals:
        name, _, listed = one.partition("=")
        items = tuple(item.strip() for item in listed.split(",") if item.strip())
        if not (slug(name) and items):
            raise UsageError("--total wants a name and its questions, such as --total total=sleep,appetite.")
        named[clean(name).strip()] = items
    said = {"licence": licence, "citation": citation, "recall": recall, "audience": audience}
    cleaned = {name: clean(text).strip() for name, text in said.items()}
    return Wishes(**cleaned, without=frozenset(without), totals=named)


def _target(to: str) -> Path | None:
    if not to:
        return None
    try:
        target = Path(to).expanduser()
    except RuntimeError:
        raise UsageError("There is no such home folder. Choose another name.") from None
    if target.suffix not in ENDINGS:
        raise UsageError("The file needs a name that ends in .yaml, such as forms/evening-check.yaml.")
    return target


def _bytes(path: str) -> bytes:
    """What is in the file, or a byte more than is taken of it. Raises UsageError."""
    shown = shown_path(path)
    try:
        return bytes_of(Path(path), MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError, NotOrdinary):
        raise UsageError(f"{shown} is not a regular file, or it does not exist.") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{shown} cannot be read ({type(error).__name__}).") from None


def _through_the_door(context: AppContext, taken: Taken) -> Taken:
    """The same, refused where what would be written would not load."""
    if taken.tree is None:
        return taken
    try:
        context.library.parse_stored(yaml_text(taken.tree), "it")
    except ContentError as error:
        said = tuple(remark("door", what=one.what, mend=one.mend) for one in error.problems)
        return Taken(None, in_order((*taken.remarks, *said)), taken.release)
    return taken


def _is_accepted() -> bool:
    """Whether the person at the terminal says yes to the losses; nobody is asked elsewhere."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        return False
    try:
        return typer.confirm("Take it with these losses?", err=True)
    except typer.Abort:
        return False


def _write(context: AppContext, taken: Taken, target: Path, *, force: bool) -> int:
    assert taken.tree is not None
    try:
        files.save(target, yaml_text(taken.tree, report.lines(taken)), force=force)
    except files.Exists as error:
        raise CannotWrite(f"{error} Or use --force to replace it.") from None
    except files.NotSaved as error:
        raise CannotWrite(str(error)) from None
    write_stderr(context.saved(target))
    write_stderr(context.words.say("import-next", path=shown_path(target)))
    return Code.DONE
