"""Write the scores of one sitting as FHIR R4 Observations, and all of it as a Bundle. Pure.

A total that is a range has no value there: it has a reason, and its lowest and highest total as components, since a
Range would read as a measured interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from screening.engine.scoring import ScaleScore
from screening.interchange.fhir.codes import LOINC, Json
from screening.interchange.fhir.extensions import ABSENT_CODES
from screening.interchange.fhir.response import Sent, response
from screening.model.fields import json_number
from screening.model.scales import Band, Scale

_CATEGORY = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}


def bundle(sent: Iterable[Sent], timestamp: str, new_id: Callable[[], str]) -> Json:
    """Each response, with an Observation after it for each scale that has a score. `new_id` gives a UUID each time."""
    found = [entry for one in sent for entry in _entries(one, new_id)]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": timestamp, "entry": found}


def _entries(sent: Sent, new_id: Callable[[], str]) -> Iterator[Json]:
    answers = f"urn:uuid:{new_id()}"
    yield {"fullUrl": answers, "resource": response(sent)}
    for one in () if sent.result.scores_absent else sent.result.scores:
        yield {"fullUrl": f"urn:uuid:{new_id()}", "resource": observation(sent, one, answers)}


def observation(sent: Sent, score: ScaleScore, answers: str) -> Json:
    """One score, derived from the response with this address."""
    found: Json = {
        "resourceType": "Observation",
        "status": "preliminary" if _is_open(score) else "final",
        "category": [{"coding": [_CATEGORY]}],
        "code": {"coding": [_code(sent, score.scale)], "text": score.scale.title},
        **({"subject": {"reference": sent.subject}} if sent.subject else {}),
        "effectiveDateTime": sent.authored,
        **_value(sent, score),
    }
    if score.band is not None:
        found["interpretation"] = [_band(sent, score.scale, score.band)]
    found["method"] = {"text": f"{sent.result.questionnaire.title}, version {sent.result.questionnaire.version}"}
    if score.scale.bands:
        found["referenceRange"] = [_range(one) for one in score.scale.bands]
    return {**found, "derivedFrom": [{"reference": answers}]}


def _is_open(score: ScaleScore) -> bool:
    """Whether an open question still bears on it."""
    return any(share.state == "unanswered" for share in score.shares)


def _code(sent: Sent, scale: Scale) -> Json:
    if scale.loinc:
        return {"system": LOINC, "code": scale.loinc}
    return {"system": sent.names.system("scales"), "code": scale.id, "display": scale.title}


def _value(sent: Sent, score: ScaleScore) -> Json:
    if score.value is not None:
        return {"valueQuantity": _points(score.value)}
    reason = "temp-unknown" if _is_open(score) else "asked-declined"
    ends = (("lowest", "Lowest possible total", score.span.low), ("highest", "Highest possible total", score.span.high))
    system = sent.names.system("ends-of-a-range")
    return {
        "dataAbsentReason": {"coding": [{"system": ABSENT_CODES, "code": reason}]},
        "component": [
            {"code": {"coding": [{"system": system, "code": code}], "text": said}, "valueQuantity": _points(end)}
            for code, said, end in ends
        ],
    }


def _points(value: Decimal) -> Json:
    return {"value": json_number(value), "unit": "points", "system": "http://unitsofmeasure.org", "code": "{score}"}


def _band(sent: Sent, scale: Scale, band: Band) -> Json:
    system = sent.names.system(f"{scale.id}.bands")
    return {"coding": [{"system": system, "code": band.id, "display": band.title}], "text": band.title}


def _range(band: Band) -> Json:
    return {"low": _points(band.from_), "high": _points(band.to), "text": band.title}
