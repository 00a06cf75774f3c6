"""CLI-31: what is written, in the program of others that reads it: the same questions shown, and the same totals.

With gaps a total there may be blank, and it is never another number than ours.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from screening.engine.results import Result
from screening.interchange.computable_out import is_written
from screening.interchange.fhir.codes import FhirNames, is_boolean
from screening.interchange.fhir.write import write
from screening.interchange.formulas_out import items_of, unsure_codes
from screening.model.answers import Chosen, Entered, Gap
from screening.model.questionnaire import Item, Questionnaire
from tests.conftest import questionnaire as made
from tests.interchange.sittings import LIBRARY, SHIPPED, shipped_or_worded, sitting
from tests.interchange.test_dates import COUNTED, ITEMS
from tests.interop.lforms import Json, in_lforms, needs_lforms

pytestmark = pytest.mark.interop

MANY = ("signs", "past-month", "audit", "phq-9", "assist", "pgsi")
FEWER = 10  # sittings, at most, of each other questionnaire
AT_ONCE = 10  # sittings in one browser


def some_at_once(name: str, request: pytest.FixtureRequest) -> list[range]:
    """The seeds of the sittings that are tried, in groups for one browser each."""
    wanted = int(request.config.getoption("--sittings"))
    last = wanted if name in MANY else min(wanted, FEWER)
    return [range(first, min(first + AT_ONCE, last)) for first in range(0, last, AT_ONCE)]


def values(found: Result) -> Json:
    """What is answered, by linkId: codes of a choice, true or false, a number, a text."""
    names = FhirNames(found.questionnaire)
    asked = ((item, found.replies[item.id]) for item in found.questionnaire.questions)
    return {
        names.links[item.id]: value(item, reply, names) for item, reply in asked if isinstance(reply, Chosen | Entered)
    }


def value(item: Item, reply: Chosen | Entered, names: FhirNames) -> object:
    if isinstance(reply, Entered):
        return float(reply.value) if isinstance(reply.value, Decimal) else reply.value
    if is_boolean(item):
        return reply.codes == ("yes",)
    return [names.code(item, code) for code in reply.codes]


def in_both(questionnaire: Questionnaire, seeds: range, gaps: float, folder: Path) -> list[tuple[Result, Json]]:
    """Each sitting with what LHC-Forms makes of it."""
    written = write(questionnaire).resource
    assert written is not None
    found = [sitting(questionnaire, seed, gaps) for seed in seeds]
    return list(zip(found, in_lforms(written, [values(one) for one in found], folder), strict=True))


def shown_differently(ours: Result, theirs: Json) -> list[str]:
    """The questions that are asked here and not shown there, or the other way round."""
    names, shown = FhirNames(ours.questionnaire), theirs["shown"]
    assert isinstance(shown, list)
    asked = {item.id: ours.replies[item.id] is not Gap.NOT_ASKED for item in ours.questionnaire.questions}
    return [name for name, is_asked in asked.items() if is_asked is not (names.links[name] in shown)]


def totals(ours: Result, theirs: Json) -> list[tuple[str, Decimal | None, Decimal | None]]:
    """Each total that is worked out there, beside ours: nothing where it is blank, a range, or has no score."""
    names, found = FhirNames(ours.questionnaire), theirs["totals"]
    assert isinstance(found, dict)
    own = {score.scale.id: score.value for score in ours.scores}
    scales = [scale for scale in ours.questionnaire.scales if is_written(scale, ours.questionnaire)]
    there = {scale.id: found.get(names.total(scale)) for scale in scales}
    return [(name, own.get(name), None if said is None else Decimal(str(said))) for name, said in there.items()]


def is_unsure(ours: Result, scale: str) -> bool:
    """Whether an answer that the total looks at is "not sure": a total there is blank then, and may be sure here."""
    form = ours.questionnaire
    read = {item.id: item for item in items_of(form.scale_by_id[scale], form)}
    replies = ((item, ours.replies[name]) for name, item in read.items())
    return any(isinstance(reply, Chosen) and {*reply.codes} & {*unsure_codes(item)} for item, reply in replies)


@pytest.mark.parametrize("name", SHIPPED)
def test_in_whole_sittings_the_same_is_shown_and_the_totals_are_equal(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    needs_lforms()
    for seeds in some_at_once(name, request):
        for ours, theirs in in_both(shipped_or_worded(name), seeds, 0.0, tmp_path):
            assert shown_differently(ours, theirs) == []
            found = [one for one in totals(ours, theirs) if one[1] != one[2]]
            assert [one for one in found if one[2] is not None or not is_unsure(ours, one[0])] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_with_gaps_no_number_is_invented(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    needs_lforms()
    for seeds in some_at_once(name, request):
        for ours, theirs in in_both(shipped_or_worded(name), seeds, 0.15, tmp_path):
            assert [one for one in totals(ours, theirs) if one[2] is not None and one[1] != one[2]] == []


def test_dates_are_compared_as_ours_are(tmp_path: Path) -> None:
    needs_lforms()
    dated = made(ITEMS % "" + COUNTED)
    for ours, theirs in in_both(dated, range(12), 0.0, tmp_path):
        assert shown_differently(ours, theirs) == []
        assert [one for one in totals(ours, theirs) if one[1] != one[2]] == []


def test_a_difference_would_be_seen(tmp_path: Path) -> None:
    """The check itself is checked, on a file in which a condition is left out."""
    needs_lforms()
    questionnaire = LIBRARY.load("past-month")
    written = json.loads(json.dumps(write(questionnaire).resource))
    (hidden,) = [one for one in written["item"] if one["linkId"] == "prescribed"]
    del hidden["enableWhen"]
    found = sitting(questionnaire, 1)
    assert found.replies["prescribed"] is Gap.NOT_ASKED
    (theirs,) = in_lforms(written, [values(found)], tmp_path)
    assert shown_differently(found, theirs) == ["prescribed"]
