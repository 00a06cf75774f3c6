"""A questionnaire as data keeps its schema, whatever its file says."""

from __future__ import annotations

import json
from pathlib import Path

from screening.formats.questionnaire_json import questionnaire_json
from screening.loading.library import Library
from tests.conftest import HEADING
from tests.contracts import faults

ITEMS = """
items:
  - {id: weight, type: number, least: 0, most: 200, decimals: 1, unit: kg, label: Weight, ask: How heavy?}
  - {id: days, type: number, ask: How many days?}
  - {id: last, type: date, ask: When?, latest: 2026-11, precision: month}
scales:
  - {id: total, title: Total, sum-of: [weight]}
"""


def test_fixed_words_and_numbers_with_decimals_keep_the_schema(tmp_path: Path) -> None:
    """CLI-2."""
    path = tmp_path / "made-up.yaml"
    path.write_text(HEADING.replace("licence: CC0-1.0}", "licence: CC0-1.0, wording: fixed}") + ITEMS, encoding="utf-8")
    found = json.loads(json.dumps(questionnaire_json(Library(tmp_path).load(str(path)))))
    assert faults("questionnaire", found) == []
    assert found["source"]["wording"] == "fixed"
    assert [(item["decimals"], item["unit"]) for item in found["items"][:2]] == [(1, "kg"), (0, None)]
    dated = found["items"][2]
    assert (dated["type"], dated["earliest"], dated["latest"], dated["precision"]) == ("date", None, "2026-11", "month")
