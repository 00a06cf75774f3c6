"""The sittings of a client as FHIR, for a script: the answers and scores of each, and nobody's name in it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from screening.engine.results import Result
from screening.interchange.fhir.codes import FhirNames, Json
from screening.interchange.fhir.observation import bundle
from screening.interchange.fhir.response import Sent
from screening.records.client_file import ClientFile


def sittings_as_fhir(
    file: ClientFile, results: Mapping[int, Result], now: str, *, everything: bool
) -> tuple[Json, bool]:
    """Every sitting that counts, in their order, as one Bundle, and whether answers are left out of it.

    A sitting that a correction has replaced is left out. Without `everything`, typed words, dates and answers about
    safety are left out. Each is dated with the day that its answers belong to.
    """
    sent = [
        Sent(results[one.number], FhirNames(one.questionnaire), one.date, "", everything)
        for one in file.sittings
        if one.counts
    ]
    return bundle(sent, now, lambda: str(uuid.uuid4())), any(one.hides_answers for one in sent)
