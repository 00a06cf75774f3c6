"""Write scales as computed items of FHIR, which are blank while anything that they depend on is missing. Pure."""

from __future__ import annotations

from screening.interchange.fhir.codes import FhirNames, Json
from screening.interchange.fhir.extensions import COMPUTED, UNIT
from screening.interchange.fhir.formulas_out import FhirPath
from screening.model.scales import Scale


def total_item(scale: Scale, names: FhirNames) -> Json:
    """The item that holds a total. Only for a scale that `is_written`."""
    value = {"language": "text/fhirpath", "expression": FhirPath(names).shown(scale)}
    unit = {"system": "http://unitsofmeasure.org", "code": "{score}", "display": "points"}
    extensions = [{"url": COMPUTED[0], "valueExpression": value}, {"url": UNIT[0], "valueCoding": unit}]
    return {
        "extension": extensions,
        "linkId": names.total(scale),
        "text": scale.title,
        **({"code": codes} if (codes := names.total_codes(scale)) else {}),
        "type": names.total_type(scale),
        "readOnly": True,
    }
