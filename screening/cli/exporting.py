"""`screening export`, and answers as FHIR: what is ours in the formats of other programs, and what is lost by that."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING

from screening.app.context import AppContext, UsageError
from screening.cli.output import put_json, save_file, target_path
from screening.interchange import report
from screening.interchange.fhir import write as fhir_write
from screening.interchange.fhir.codes import BASE, FhirNames
from screening.interchange.fhir.observation import bundle
from screening.interchange.fhir.response import Sent
from screening.interchange.file_formats import FORMATS, REDCAP, XLSFORM, FileFormat, misfits
from screening.interchange.redcap import write as redcap_write
from screening.interchange.remarks import Remark
from screening.interchange.xlsform import sheets
from screening.interchange.xlsform import write as xlsform_write
from screening.model.content import Translation
from screening.system.process import Code, write_stderr, write_stdout

if TYPE_CHECKING:
    from screening.cli.output import FhirOutput
    from screening.engine.results import Result
    from screening.model.questionnaire import Questionnaire


def send(context: AppContext, name: str, to: str, wanted: str, url: str, *, as_json: bool, force: bool) -> int:
    """Write a questionnaire in another format, and print the report: beside a file on standard output, else on standard
    error.
    """
    if as_json and to == "-":
        raise UsageError("With --json the report is printed, so the questionnaire needs a file: --to FILE.")
    format_ = FORMATS[wanted]
    _check_ending(to, format_)
    if odd := "\n".join(misfits(format_, {"--url": url})):
        raise UsageError(odd)
    if url and not re.fullmatch(r"(https?://|urn:)[^\s<>\"]{1,200}", url):
        raise UsageError("--url wants the beginning of an address, such as https://example.org/forms.")
    content, remarks = _written(context.questionnaire(name), context.translations(name), format_, url)
    lines, told = list(report.written_lines(remarks)), report.written_json(remarks, format_.reported_as)
    if content is None:
        put_json(told) if as_json else write_stderr("\n".join(lines))
        return Code.CONTENT
    if isinstance(content, str) and to == "-":
        write_stdout(content)
        write_stderr("\n".join(lines))
        return Code.DONE
    target = target_path(to)
    save_file(target, content, force=force)
    put_json(told) if as_json else context.print_rows(lines)
    write_stderr(context.saved(target, is_blank=True))
    return Code.DONE


def _check_ending(to: str, format_: FileFormat) -> None:
    """Raise UsageError where the name of the file says another format, and NoWorkbooks where none can be made."""
    ending = format_.ending
    if target_path(to).suffix != ending and (to != "-" or format_ is XLSFORM):
        raise UsageError(f"{format_.ending_because} and needs a file that ends in {ending}: --to form{ending}.")
    if format_ is XLSFORM:
        sheets.ready()


def _written(
    questionnaire: Questionnaire, translations: tuple[Translation, ...], format_: FileFormat, url: str
) -> tuple[str | bytes | None, tuple[Remark, ...]]:
    """What stands in the file, or nothing where it cannot be written, and what there is to say."""
    if format_ is XLSFORM:
        form = xlsform_write.write(questionnaire, translations)
        return sheets.as_workbook(form.sheets) if form.sheets is not None else None, form.remarks
    if format_ is REDCAP:
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
    target = target_path(wanted.to)
    save_file(target, text, force=force)
    write_stderr(context.saved(target))
    return Code.DONE


def checked_subject(reference: str) -> None:
    """Raise UsageError for a text that is no reference in FHIR; an empty one names nobody."""
    if reference and not re.fullmatch(r"[^\s<>\"]{1,200}", reference):
        raise UsageError("--subject wants a reference, such as Patient/12.")
