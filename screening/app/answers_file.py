"""Read a file of answers, as `check --answers` and `client import` take it: our own JSON, or a FHIR response."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from screening.conversation.json_lines import MAX_BYTES, read_answers
from screening.engine.results import Result
from screening.errors import AnswersError
from screening.loading.library import Library
from screening.loading.ordinary_file import NotOrdinary, bytes_of
from screening.model.answers import Answers
from screening.model.questionnaire import Questionnaire

_OF_FHIR = '"resourceType"'  # inside a text of JSON there would be a backslash before the second mark

_SEVERAL = "questionnaire: several have the address that the response names: {names}. Say which: --questionnaire NAME."
_NONE = (
    "questionnaire: none here has the address that the response names. Adopt or import its questionnaire first, or say "
    "which one it answers: --questionnaire NAME."
)


@dataclass(frozen=True, slots=True)
class FileAnswers:
    """The answers of a file. A FHIR response may also have totals, and say of questions why there is no answer."""

    answers: Answers
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    absent: tuple[str, ...] = ()

    def unused(self, result: Result) -> list[str]:
        """The items whose answers no question asks for, so that they count for nothing in the result."""
        return [item for item in self.answers if item not in result.answers]

    def remarks(self, result: Result) -> Iterator[tuple[str, dict[str, str]]]:
        """What is to be told beside what the answers come to: the name of each sentence, and what stands in it."""
        from screening.interchange.fhir.answers import differing

        if unused := self.unused(result):
            yield "answers-unused", {"items": ", ".join(unused)}
        if self.absent:
            yield "response-absent", {"items": ", ".join(self.absent)}
        for title, there, low, high in differing(result, self.totals) if self.totals else ():
            key = "response-total" if low == high else "response-total-open"
            yield key, {"title": title, "there": f"{there:f}", "low": f"{low:f}", "high": f"{high:f}"}


def answers_in(questionnaire: Questionnaire, text: str) -> FileAnswers:
    """The answers in the text of a file. Raises AnswersError with every problem, by ids and not by values."""
    if _OF_FHIR not in text:
        return FileAnswers(read_answers(questionnaire, text))
    from screening.interchange.fhir import answers as fhir_answers
    from screening.interchange.fhir.codes import FhirNames

    found = fhir_answers.read(fhir_answers.response_in(text.encode()), FhirNames(questionnaire))
    return FileAnswers(found.answers, found.totals, found.absent)


def questionnaire_named(text: str, library: Library) -> str:
    """The name of the questionnaire that the text of a file says it answers: by its name, or in FHIR by an address that
    one has, or had where it was taken from. Raises AnswersError where it says none, or where it could be several.
    """
    name = _by_address(text, library) if _OF_FHIR in text else _key(text)
    if not name:
        raise AnswersError(('The key "questionnaire" is missing. Write it, or say --questionnaire NAME.',))
    return name


def _by_address(text: str, library: Library) -> str:
    from screening.interchange.fhir import answers as fhir_answers
    from screening.interchange.fhir.codes import FhirNames

    response = fhir_answers.response_in(text.encode())
    if not (named := fhir_answers.questionnaire_of(response)):
        return ""
    taken_over = {*library.published, *library.own.questionnaires}
    listed = [name for name in library.all_names if name == named or name in taken_over]
    found = {
        name: FhirNames(one)
        for name, one in library.catalogue(listed).items()
        if isinstance(one, Questionnaire) and fhir_answers.is_for(response, FhirNames(one))
    }
    same = [name for name, names in found.items() if fhir_answers.is_for_version(response, names)] or list(found)
    if len(same) != 1:
        raise AnswersError((_SEVERAL.format(names=", ".join(same)) if same else _NONE,))
    return same[0]


def _key(text: str) -> str:
    try:
        name = json.loads(text)["questionnaire"]
    except (ValueError, RecursionError, TypeError, KeyError):
        return ""
    return name if isinstance(name, str) else ""


def answers_text(path: str, *, may_be_input: bool = False) -> str:
    """The text of the file; with `may_be_input`, `-` is standard input. Raises AnswersError, and quotes nothing."""
    try:
        data = _input() if may_be_input and path == "-" else bytes_of(Path(path).expanduser(), MAX_BYTES)
        if len(data) > MAX_BYTES:
            raise AnswersError(("The file of answers is too large.",))
        return data.decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError, NotOrdinary, RuntimeError):  # RuntimeError: no such home folder
        raise AnswersError(("The file of answers is not a regular file, or it does not exist.",)) from None
    except (OSError, UnicodeDecodeError, AttributeError) as error:
        raise AnswersError((f"The answers cannot be read ({type(error).__name__}).",)) from None


def _input() -> bytes:
    return sys.stdin.buffer.read(MAX_BYTES + 1)
