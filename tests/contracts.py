"""The published JSON Schemas, and the program run without a terminal."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import jsonschema_rs

from tests.terminals import PROGRAM, environment

SCHEMAS = Path(__file__).parent.parent / "docs" / "schemas"
NAMES = (
    "answers", "client", "client-scripts", "contacts", "export", "import", "jsonl-in", "jsonl-out", "lint", "list",
    "questionnaire",
    "result",
)  # fmt: skip


def schema(name: str) -> dict[str, object]:
    """A schema as it is published."""
    found: dict[str, object] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=16)
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """A schema as a validator that knows the others."""
    resources = [(f"urn:screening:schema:{one}", schema(one)) for one in NAMES]
    registry = jsonschema_rs.Registry(resources, draft=jsonschema_rs.Draft202012)
    return jsonschema_rs.Draft202012Validator(schema(name), registry=registry)


def faults(name: str, document: object) -> list[str]:
    """What the schema has against the document."""
    return [f"{error.instance_path}: {error.message}" for error in validator(name).iter_errors(document)]


def run(
    *arguments: str, home: Path, text: str | bytes = b"", told: Mapping[str, str | None] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The program, run in its home to its end without a terminal. `told` is said of its surroundings."""
    data = text.encode() if isinstance(text, str) else text
    return subprocess.run(
        [PROGRAM, *arguments],
        input=data,
        capture_output=True,
        env=environment(home, **(told or {})),
        cwd=home,
        timeout=120,
        check=False,
    )
