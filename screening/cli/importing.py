"""`screening import`: a questionnaire in the format of another program as one of ours, and what is lost by that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from screening.app.context import AppContext, UsageError
from screening.app.foreign_files import ForeignFile, bytes_at, checked_by_loading
from screening.cli.output import as_cannot_write, can_ask, put_json, save_file, target_path
from screening.interchange import report
from screening.interchange.fhir.codes import LOINC
from screening.interchange.file_formats import misfits
from screening.interchange.names import slug
from screening.interchange.remarks import Verdict, in_order, remark
from screening.interchange.taken import Taken, Wishes
from screening.interchange.yaml_text import Tree, yaml_text
from screening.linter.translations import original_of
from screening.loading.own_content import ENDINGS
from screening.model.instrument import Instrument
from screening.system import files
from screening.system.process import Code, write_stderr
from screening.text import clean, shown_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from screening.interchange.drafts import Draft

SAID = ("licence", "citation", "recall", "audience", "language")  # what a person may say of a file


def take(
    context: AppContext,
    path: str,
    to: str,
    wishes: Wishes,
    value_sets: Iterable[str],
    *,
    form: str,
    accepts: bool,
    as_json: bool,
    force: bool,
) -> int:
    """Read a file of another format, print the report, and write it as a questionnaire of ours where that is wanted."""
    target = _target(to)
    if target is not None:
        wishes = replace(wishes, name=wishes.name or slug(target.stem))
    taken = _with_published(context, _read(context, path, wishes, tuple(map(bytes_at, value_sets)), form))
    put_json(report.as_json(taken)) if as_json else context.print_rows(report.lines(taken))
    if taken.tree is None:
        return Code.CONTENT
    if target is None:
        return Code.DONE
    if taken.verdict is Verdict.LOSSES and not (accepts or _is_accepted()):
        write_stderr("Nothing was written. To take it with these losses, add --accept-losses.")
        return Code.CONTENT
    return _write(context, taken, target, force=force)


def _read(context: AppContext, path: str, wishes: Wishes, value_sets: tuple[bytes, ...], form: str) -> Taken:
    """What the file comes to, refused where it would not load. Raises UsageError for an option of another format."""
    file = ForeignFile.at(path)
    given = {"--form": form, "--language": wishes.language, "--declined": wishes.declined, "--value-set": value_sets}
    if file.format is not None and (odd := "\n".join(misfits(file.format, given))):
        raise UsageError(odd)
    return checked_by_loading(context.library, file.read(wishes, value_sets, form))


def wishes_of(
    said: Mapping[str, str], without: Iterable[str], totals: Iterable[str], declined: Iterable[str]
) -> Wishes:
    """What the person says on the command line, by name. Raises UsageError where a total is not `ID=a,b,c`."""
    named = dict[str, tuple[str, ...]]()
    for one in totals:
        name, _, listed = one.partition("=")
        items = tuple(item.strip() for item in listed.split(",") if item.strip())
        if not (slug(name) and items):
            raise UsageError("--total wants a name and its questions, such as --total total=sleep,appetite.")
        named[clean(name).strip()] = items
    licence, citation, recall, audience, language = (clean(said[name]).strip() for name in SAID)
    return Wishes(
        licence=licence,
        citation=citation,
        recall=recall,
        audience=audience,
        language=language,
        without=frozenset(without),
        totals=named,
        declined=frozenset(declined),
    )


def _target(to: str) -> Path | None:
    if not to:
        return None
    target = target_path(to)
    if target.suffix not in ENDINGS:
        raise UsageError("The file needs a name that ends in .yaml, such as forms/evening-check.yaml.")
    if (original := original_of(target)) is not None:
        better = f"{target.stem.replace('.', '-')}{target.suffix}"
        raise UsageError(
            f"{shown_path(target)} would be a translation of {shown_path(original.name)}, by the dot in its name. "
            f"Give it another name, such as {shown_path(better)}."
        )
    return target


def _with_published(context: AppContext, taken: Taken) -> Taken:
    """The same, with a remark for each published instrument that it may be."""
    if taken.tree is None:
        return taken
    known = [remark("published", name=name) for name in _published(context, taken.tree)]
    return replace(taken, remarks=in_order((*taken.remarks, *known)))


def _published(context: AppContext, tree: Tree) -> Iterator[str]:
    """The published instruments whose code the questionnaire has."""
    codings = tree.get("coding", ())
    assert isinstance(codings, list | tuple)
    codes = {one["code"] for one in codings if one.get("system") == LOINC}
    packaged = context.library.packaged
    for name in packaged.published if codes else ():
        if isinstance(one := packaged.load(name), Instrument) and one.loinc in codes:
            yield name


def _is_accepted() -> bool:
    """Whether the person at the terminal says yes to the losses; nobody is asked elsewhere."""
    if not can_ask():
        return False
    try:
        return typer.confirm("Take it with these losses?", err=True)
    except typer.Abort:
        return False


def _write(context: AppContext, taken: Taken, target: Path, *, force: bool) -> int:
    """Write the questionnaire, and its drafts beside it; nothing where one of the files is there and may not be
    replaced.
    """
    assert taken.tree is not None
    content = {target: yaml_text(taken.tree, report.lines(taken))}
    for one in taken.drafts:
        content[_draft_path(target, one)] = yaml_text(one.tree, report.draft_lines(one))
    with as_cannot_write():
        for path in content:
            files.check(path, force=force)
    for path, text in content.items():
        save_file(path, text, force=force)
        write_stderr(context.saved(path, is_blank=True))
    write_stderr(context.words.say("import-next", path=shown_path(target)))
    return Code.DONE


def _draft_path(target: Path, draft: Draft) -> Path:
    """Beside the questionnaire, named after it and the language."""
    return target.with_name(f"{target.stem}.{draft.language}{target.suffix}")
