"""What other people say FHIR is: HL7's own schema, the published invariants of a questionnaire, and FHIRPath."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import jsonschema_rs

Json = dict[str, object]

MAY_HAVE_OPTIONS = (
    "choice", "open-choice", "decimal", "integer", "date", "dateTime", "time", "string", "quantity",
)  # fmt: skip
SCHEMA = Path(__file__).parent / "fhir-r4.schema.json"


@lru_cache
def _validator(resource: str) -> jsonschema_rs.Draft6Validator:
    whole = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema_rs.Draft6Validator(
        {"$schema": whole["$schema"], "$ref": f"#/definitions/{resource}", "definitions": whole["definitions"]}
    )


def schema_faults(resource: Json) -> list[str]:
    """What HL7's schema has against the resource."""
    found = _validator(str(resource["resourceType"])).iter_errors(resource)
    return [f"{error.instance_path}: {error.message[:200]}" for error in found]


def items_of(resource: Json) -> Iterator[Json]:
    """Every item of a questionnaire or a response, inside answers too."""
    for key in ("item", "answer"):
        inner = resource.get(key, [])
        assert isinstance(inner, list)
        for one in inner:
            if key == "item":
                yield one
            yield from items_of(one)


def broken_invariants(questionnaire: Json) -> list[str]:
    """The invariants que-1 to que-13 of R4 that do not hold: http://hl7.org/fhir/R4/questionnaire.html#invs."""
    items = list(items_of(questionnaire))
    links = [item["linkId"] for item in items]
    found = [] if len(links) == len(set(links)) else ["que-2"]
    for item in items:
        found += [f"{name} {item['linkId']}" for name, holds in _invariants(item).items() if not holds]
    return found


def _invariants(item: Json) -> dict[str, bool]:
    type_ = item["type"]
    conditions = item.get("enableWhen", [])
    assert isinstance(conditions, list)
    return {
        "que-1": ("item" in item) if type_ == "group" else (type_ != "display" or "item" not in item),
        "que-3": type_ != "display" or "code" not in item,
        "que-4": not ("answerOption" in item and "answerValueSet" in item),
        "que-5": type_ in MAY_HAVE_OPTIONS or not ("answerOption" in item or "answerValueSet" in item),
        "que-6": type_ != "display" or not ("required" in item or "repeats" in item),
        "que-7": all("answerBoolean" in one for one in conditions if one["operator"] == "exists"),
        "que-8": type_ not in ("group", "display") or "initial" not in item,
        "que-9": type_ != "display" or "readOnly" not in item,
        "que-10": "maxLength" not in item or type_ in ("boolean", "decimal", "integer", "string", "text", "url"),
        "que-11": "answerOption" not in item or "initial" not in item,
        "que-12": len(conditions) < 2 or "enableBehavior" in item,
        "que-13": item.get("repeats") is True or "initial" not in item,
    }
