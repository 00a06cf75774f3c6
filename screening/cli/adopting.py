"""The command that brings the wording of a published instrument into the person's own folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from screening.app.context import AppContext, UsageError
from screening.cli.authors import own_file
from screening.cli.output import can_ask
from screening.errors import ContentError
from screening.loading import yaml_reader
from screening.loading.adopting import Adopted, MatchedItem, adopt
from screening.loading.ordinary_file import NotOrdinary, bytes_of
from screening.model.content import Interface
from screening.model.instrument import Instrument
from screening.reports.wording import borrowed_from
from screening.system import files
from screening.system.process import CannotWrite, Code, write_stderr
from screening.text import clean, shown_path


def adopt_file(context: AppContext, file: str, scoring: str, licence: str, *, sure: bool) -> int:
    """Show how the wording in a file matches its instrument, and once somebody says yes put it into the own folder.

    `scoring` names the instrument of a FHIR file that does not say it by its code, `licence` who may use its words.
    Raises ContentError where it does not match, UsageError where nobody can say yes, CannotWrite where there is one
    already.
    """
    name = shown_path(Path(file).name)
    if Path(file).suffix.lower() == ".json":
        found = _from_fhir(context, Path(file), name, scoring, clean(licence).strip())
    elif scoring or licence:
        raise UsageError("--scoring and --licence are for FHIR: a file of YAML says both itself.")
    else:
        found = adopt(context.library, yaml_reader.text_of(Path(file), name), name)
    _check_place(context, found.instrument.id)
    context.print_rows(_matched(found, context.words))
    if not sure and not _agreed(context.words):
        write_stderr(context.words.say("adopt-not"))
        return Code.DONE
    target = own_file(context, found.instrument.id)
    files.save(target, found.text)
    write_stderr(context.words.say("adopt-saved", path=shown_path(target), name=found.instrument.id))
    return Code.DONE


def _check_place(context: AppContext, name: str) -> None:
    """Raise CannotWrite where there is a wording already."""
    target = context.own_folder / f"{name}.yaml"
    try:
        files.check(target)
    except files.NotSaved:
        raise CannotWrite(context.words.say("adopt-there", path=shown_path(target), name=name)) from None


def _from_fhir(context: AppContext, file: Path, name: str, scoring: str, licence: str) -> Adopted:
    """The wording of a FHIR questionnaire put together with its instrument."""
    from screening.app.foreign_files import not_regular
    from screening.interchange.fhir import wording as fhir_wording
    from screening.interchange.json_values import MAX_BYTES

    try:
        data = bytes_of(file, MAX_BYTES)
    except (OSError, NotOrdinary):
        raise not_regular(name) from None
    read, panels = fhir_wording.document(data, name)
    instrument = _instrument(context, scoring, panels)
    found = fhir_wording.wording(read, data, instrument, licence, name)
    try:
        adopted = adopt(context.library, found.text, name)
    except ContentError as error:
        raise found.placed(error, name) from None
    return replace(adopted, left_out=(*found.left_out, *adopted.left_out))


def _instrument(context: AppContext, scoring: str, panels: tuple[str, ...]) -> Instrument:
    """The instrument of this name; without one that of the code. Raises UsageError."""
    packaged = context.library.packaged
    known = [one for name in packaged.published if isinstance(one := packaged.load(name), Instrument)]
    found = [one for one in known if (one.id == scoring if scoring else one.loinc in panels)]
    if len(found) != 1:
        listed = "`screening list` shows them."
        if scoring:
            raise UsageError(f"There is no published instrument of that name. {listed}")
        raise UsageError(f"The file does not say which instrument it is. Say --scoring NAME. {listed}")
    return found[0]


def _agreed(words: Interface) -> bool:
    """Whether the person says that each option stands beside its points."""
    if not can_ask():
        raise UsageError("Look at what matched. If it is right, run it again with --yes.")
    write_stderr(words.say("adopt-prompt"))
    return sys.stdin.readline(100).strip().lower() in ("y", "yes")


def _matched(found: Adopted, words: Interface) -> Iterator[str]:
    """Whose words these are, and each item and option beside what it was matched with."""
    yield words.say("adopt-title", title=found.instrument.title)
    yield borrowed_from(found.wording.source, words)
    yield words.say("adopt-terms", holder=found.instrument.rights.holder, terms=found.instrument.rights.terms)
    for at, one in enumerate(found.items, 1):
        yield ""
        yield from (note.ask for note in one.notes)
        yield words.say("adopt-item", number=at, id=one.item.id, by=one.by, ask=one.ask)
        yield from _options(one, words)
    yield ""
    if found.left_out:
        yield words.say("adopt-left-out", keys=", ".join(found.left_out))


def _options(matched: MatchedItem, words: Interface) -> Iterator[str]:
    for one in matched.options:
        points = "-" if one.option.score is None else one.option.score
        yield words.say("adopt-option", code=one.option.code, points=points, by=one.by, text=one.text)
