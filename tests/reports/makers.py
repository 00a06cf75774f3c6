"""Results of made-up questionnaires."""

from __future__ import annotations

import json
from collections.abc import Mapping

from screening.conversation.json_lines import read_answers
from screening.engine.results import Result, concluded
from screening.model.questionnaire import Questionnaire
from tests.people import place


def concluded_of(source: Questionnaire, answers: Mapping[str, object], code: str = "CA") -> Result:
    """What becomes of these answers in a region, given as a file gives them."""
    return concluded(source, read_answers(source, json.dumps({"answers": answers})), place(code))
