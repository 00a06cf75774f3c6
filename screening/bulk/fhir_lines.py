"""Read lines of FHIR as responses: a QuestionnaireResponse in each, as a server exports them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from screening.bulk.responses import BadRow, Response, Table
from screening.errors import AnswersError
from screening.interchange.fhir.answers import read, response_in, what_is_malformed
from screening.interchange.fhir.codes import FhirNames, Json
from screening.interchange.json_values import Malformed, mapping, text
from screening.model.questionnaire import Questionnaire

PASSED = ("id", "subject", "authored")  # whose answers these are, and when they were given


def from_fhir(questionnaire: Questionnaire, lines: Iterable[str]) -> Table:
    """The responses; `id`, `subject` and `authored` pass through. A total that stands in a response is not taken."""
    names = FhirNames(questionnaire)
    return Table(PASSED, (), (_response(names, row, line) for row, line in enumerate(lines, 1) if line.strip()))


def _response(names: FhirNames, row: int, line: str) -> Response:
    try:
        held = response_in(line.encode("utf-8", "surrogateescape"))
        return Response(row, _passed(held), read(held, names).answers)
    except AnswersError as error:
        problems = error.problems
    except Malformed as error:
        problems = (what_is_malformed(error),)
    return Response(row, (), {}, tuple(BadRow(row, "", one) for one in problems))


def _passed(held: Json) -> tuple[object, ...]:
    subject = mapping(held, "subject")
    of = text(subject, "reference") or text(mapping(subject, "identifier"), "value")
    return (text(held, "id") or None, of or None, text(held, "authored") or None)
