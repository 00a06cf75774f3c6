"""`screening import` and `screening export`: questionnaires in other formats, both ways, and what is lost by that."""

from __future__ import annotations

import json
import re
import sys
import uuid
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from screening.app.context import AppContext, UsageError
from screening.cli.output import put_json
from screening.errors import ContentError
from screening.interchange import report
from screening.interchange.fhir import write as fhir_write
from screening.interchange.fhir.codes import BASE, LOINC, FhirNames
from screening.interchange.fhir.observation import bundle
from screening.interchange.fhir.read import read
from screening.interchange.fhir.response import Sent
from screening.interchange.json_values import MAX_BYTES
from screening.interchange.names import slug
from screening.interchange.redcap import dictionary as redcap_dictionary
from screening.interchange.redcap import read as redcap_read
from screening.interchange.redcap import write as redcap_write
from screening.interchange.remarks import Remark, Verdict, in_order, remark
from screening.interchange.taken import Taken, Wishes
from screening.interchange.xlsform import read as xlsform_read
from screening.interchange.xlsform import sheets
from screening.interchange.xlsform import write as xlsform_write
from screening.interchange.yaml_text import Tree, yaml_text
from screening.loading.ordinary_file import NotOrdinary, bytes_of
from screening.loading.own_content import ENDINGS
from screening.model.content import Translation
from screening.model.instrument import Instrument
from screening.system import files
from screening.system.process import CannotWrite, Code, write_stderr, write_stdout
from screening.text import clean, shown_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from screening.cli.output import FhirOutput
    from screening.engine.results import Result
    from screening.interchange.drafts import Draft
    from screening.model.questionnaire import Questionnaire

SAID = ("licence", "citation", "recall", "audience", "language")  # what a person may say of a file
_ENDINGS = {
    "fhir": (".json", "FHIR is JSON"),
    "redcap": (".csv", "A data dictionary of REDCap is CSV"),
    "xlsform": (".xlsx", "An XLSForm is a workbook"),
}
_FORMATS = {"fhir": "fhir-4.0.1", "redcap": "redcap", "xlsform": "xlsform"}  # what the report calls each
_CALLED = {  # in the plural or as a whole, and one file
    "fhir": ("FHIR", "FHIR"),
    "redcap": ("REDCap", "a data dictionary of REDCap"),
    "xlsform": ("XLSForms", "an XLSForm"),
}
_ONLY_FOR = {
    "--form": ("redcap",),
    "--language": ("xlsform",),
    "--declined": ("redcap", "xlsform"),
    "--value-set": ("fhir",),
    "--url": ("fhir",),
}


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
    taken = _checked_by_loading(context, _read(path, wishes, tuple(map(_bytes, value_sets)), form))
    put_json(report.as_json(taken)) if as_json else context.print_rows(report.lines(taken))
    if taken.tree is None:
        return Code.CONTENT
    if target is None:
        return Code.DONE
    if taken.verdict is Verdict.LOSSES and not (accepts or _is_accepted()):
        write_stderr("Nothing was written. To take it with these losses, add --accept-losses.")
        return Code.CONTENT
    return _write(context, taken, target, force=force)


def _read(path: str, wishes: Wishes, value_sets: tuple[bytes, ...], form: str) -> Taken:
    """Read the file by what is in it, whatever its name is; a folder by the names of the sheets in it."""
    is_folder = Path(path).is_dir()
    if is_folder and not (Path(path) / "survey.csv").is_file():
        raise UsageError(
            f"{shown_path(path)} is a folder without survey.csv. Give a file, or the folder of an XLSForm: "
            "survey.csv, choices.csv and settings.csv."
        )
    data = b"" if is_folder else _bytes(path)
    format_ = "xlsform" if is_folder else _format(data)
    if format_ == "fhir" and (kind := _other_kind(Path(path), data)):
        return Taken(None, (remark(kind),))
    said = {"--form": form, "--language": wishes.language, "--declined": wishes.declined, "--value-set": value_sets}
    _check_fit(format_, said)
    if format_ == "fhir":
        return read(data, wishes, value_sets)
    if format_ == "redcap":
        return redcap_read.read(data, wishes, form)
    if sheets.is_workbook(data):
        return xlsform_read.read(sheets.of_workbook(data), sha256(data).hexdigest(), wishes)
    return _read_sheets(_beside(Path(path)) if is_folder else {**_beside(Path(path).parent), "survey": data}, wishes)


def _format(data: bytes) -> str:
    """The format of a file by what is in it; FHIR where it is none of the others."""
    if redcap_dictionary.is_dictionary(data):
        return "redcap"
    return "xlsform" if sheets.is_workbook(data) or sheets.is_survey(data) else "fhir"


def _check_fit(format_: str, given: Mapping[str, object]) -> None:
    """Raise UsageError where an option is given that is for files of another format."""
    is_, odd = _CALLED[format_][1], [one for one in given if given[one] and format_ not in _ONLY_FOR[one]]
    if odd:
        fits = {one: " and ".join(_CALLED[format_][0] for format_ in _ONLY_FOR[one]) for one in odd}
        raise UsageError("\n".join(f"{one} is for {fits[one]}, and this is {is_}. Leave it out." for one in odd))


def _other_kind(path: Path, data: bytes) -> str:
    """The kind of remark that says what a file is that cannot be JSON; empty where it may be."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return ""
    if path.suffix.casefold() in sheets.ENDINGS:
        return "workbook"
    if b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "not-utf-8"
    return "no-format"


def _beside(folder: Path) -> dict[str, bytes]:
    """The sheets of a form in a folder, by their names."""
    found = {name: folder / f"{name}.csv" for name in sheets.NAMES}
    return {name: _bytes(str(path)) for name, path in found.items() if path.is_file()}


def _read_sheets(files: dict[str, bytes], wishes: Wishes) -> Taken:
    digest = sha256(b"".join(files[name] for name in sheets.NAMES if name in files)).hexdigest()
    return xlsform_read.read(sheets.of_csv(files), digest, wishes)


def send(context: AppContext, name: str, to: str, wanted: str, url: str, *, as_json: bool, force: bool) -> int:
    """Write a questionnaire in another format, and print the report: beside a file on standard output, else on standard
    error.
    """
    if as_json and to == "-":
        raise UsageError("With --json the report is printed, so the questionnaire needs a file: --to FILE.")
    _check_ending(to, wanted)
    _check_fit(wanted, {"--url": url})
    if url and not re.fullmatch(r"(https?://|urn:)[^\s<>\"]{1,200}", url):
        raise UsageError("--url wants the beginning of an address, such as https://example.org/forms.")
    content, remarks = _written(context.questionnaire(name), context.translations(name), wanted, url)
    lines, told = list(report.written_lines(remarks)), report.written_json(remarks, _FORMATS[wanted])
    if content is None:
        put_json(told) if as_json else write_stderr("\n".join(lines))
        return Code.CONTENT
    if isinstance(content, str) and to == "-":
        write_stdout(content)
        write_stderr("\n".join(lines))
        return Code.DONE
    target = _path(to)
    _save(target, content, force=force)
    put_json(told) if as_json else context.print_rows(lines)
    write_stderr(context.saved(target, is_blank=True))
    return Code.DONE


def _check_ending(to: str, wanted: str) -> None:
    """Raise UsageError where the name of the file says another format, and NoWorkbooks where none can be made."""
    ending, called = _ENDINGS[wanted]
    if _path(to).suffix != ending and (to != "-" or wanted == "xlsform"):
        raise UsageError(f"{called} and needs a file that ends in {ending}: --to form{ending}.")
    if wanted == "xlsform":
        sheets.ready()


def _written(
    questionnaire: Questionnaire, translations: tuple[Translation, ...], wanted: str, url: str
) -> tuple[str | bytes | None, tuple[Remark, ...]]:
    """What stands in the file, or nothing where it cannot be written, and what there is to say."""
    if wanted == "xlsform":
        form = xlsform_write.write(questionnaire, translations)
        return sheets.as_workbook(form.sheets) if form.sheets is not None else None, form.remarks
    if wanted == "redcap":
        dictionary = redcap_write.write(questionnaire, translations)
        return dictionary.text, dictionary.remarks
    found = fhir_write.write(questionnaire, url or BASE, translations)
    text = json.dumps(found.resource, ensure_ascii=False, indent=2) + "\n" if found.resource is not None else None
    return text, found.remarks


def send_answers(context: AppContext, result: Result, wanted: FhirOutput, *, everything: bool, force: bool) -> int:
    """Write the answers and scores of a result as a FHIR Bundle. Raises UsageError for an odd subject."""
    checked_subject(wanted.about)
    names = FhirNames(result.questionnaire)
    sent = Sent(result, names, context.clock().utc, wanted.about, everything)
    if sent.hides_answers:
        write_stderr(context.words.say("fhir-withheld"))
    text = json.dumps(bundle([sent], sent.authored, lambda: str(uuid.uuid4())), ensure_ascii=False, indent=2) + "\n"
    if wanted.to == "-":
        write_stdout(text)
        return Code.DONE
    target = _path(wanted.to)
    _save(target, text, force=force)
    write_stderr(context.saved(target))
    return Code.DONE


def checked_subject(reference: str) -> None:
    """Raise UsageError for a text that is no reference in FHIR; an empty one names nobody."""
    if reference and not re.fullmatch(r"[^\s<>\"]{1,200}", reference):
        raise UsageError("--subject wants a reference, such as Patient/12.")


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
    target = _path(to)
    if target.suffix not in ENDINGS:
        raise UsageError("The file needs a name that ends in .yaml, such as forms/evening-check.yaml.")
    return target


def _path(to: str) -> Path:
    try:
        return Path(to).expanduser()
    except RuntimeError:
        raise UsageError("There is no such home folder. Choose another name.") from None


def _bytes(path: str) -> bytes:
    """What is in the file, or a byte more than is taken of it. Raises UsageError."""
    shown = shown_path(path)
    try:
        return bytes_of(Path(path), MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError, NotOrdinary):
        raise UsageError(f"{shown} is not a regular file, or it does not exist.") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{shown} cannot be read ({type(error).__name__}).") from None


def _checked_by_loading(context: AppContext, taken: Taken) -> Taken:
    """The same, refused where what would be written would not load."""
    if taken.tree is None:
        return taken
    try:
        context.library.parse_stored(yaml_text(taken.tree), "it")
        for one in taken.drafts:
            context.library.parse(Translation, yaml_text(one.tree), one.language)
    except ContentError as error:
        said = tuple(remark("not-accepted", what=one.what, mend=one.mend) for one in error.problems)
        return Taken(None, in_order((*taken.remarks, *said)), taken.release)
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
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
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
    with _told():
        for path in content:
            files.check(path, force=force)
    for path, text in content.items():
        _save(path, text, force=force)
        write_stderr(context.saved(path, is_blank=True))
    write_stderr(context.words.say("import-next", path=shown_path(target)))
    return Code.DONE


def _draft_path(target: Path, draft: Draft) -> Path:
    """Beside the questionnaire, named after it and the language."""
    return target.with_name(f"{target.stem}.{draft.language}{target.suffix}")


def _save(target: Path, content: str | bytes, *, force: bool) -> None:
    with _told():
        files.save(target, content, force=force)


@contextmanager
def _told() -> Iterator[None]:
    """Raise CannotWrite where a file cannot be saved."""
    try:
        yield
    except files.Exists as error:
        raise CannotWrite(f"{error} Or use --force to replace it.") from None
    except files.NotSaved as error:
        raise CannotWrite(str(error)) from None
