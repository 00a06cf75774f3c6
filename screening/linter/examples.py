"""Run the worked examples of a questionnaire, and report those that the engine does not confirm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from screening.engine.accepting import accept
from screening.engine.interview import given
from screening.engine.scoring import Evaluation, ScaleScore, critical, outcomes, score
from screening.engine.written_numbers import number_in
from screening.errors import AnswerNotAccepted
from screening.linter.findings import Issue, issue, unknown_name
from screening.loading.checks import conditions
from screening.loading.yaml_reader import Loc
from screening.model.answers import Answer, Chosen, Declined, Entered
from screening.model.questionnaire import Expected, Item, Questionnaire

MAX_WORK = 200_000  # items and tests, of all examples together
DECLINED = "declined"  # what an example writes for "prefer not to say"
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_EXPECT = re.compile(rf"({_NUMBER})(?: to ({_NUMBER}))?((?: [a-z0-9-]+)*)")


def run(questionnaire: Questionnaire) -> Iterator[Issue]:
    """What each example expects and does not get, and each band that no example reaches."""
    shown: set[tuple[str, str]] = set()
    each = _work(questionnaire)
    for index, example in enumerate(questionnaire.examples):
        if index * each > MAX_WORK:
            yield issue(("examples", index), "examples-too-many", count=index)
            break
        slips = list(_answers_wrong(questionnaire, ("examples", index, "answers"), example))
        yield from slips
        if not slips:
            reading = _reading(questionnaire, example)
            yield from _not_asked(questionnaire, ("examples", index, "answers"), example, reading)
            yield from _differs(questionnaire, ("examples", index), example, reading)
        wanted = ((scale, _wanted(text)) for scale, text in example.expect.items())
        shown |= {(scale, one.bands[0]) for scale, one in wanted if one is not None and len(one.bands) == 1}
    for index, scale in enumerate(questionnaire.scales):
        for place, band in enumerate(scale.bands):
            if (scale.id, band.id) not in shown:
                yield issue(("scales", index, "bands", place), "band-without-example", band=band.id, scale=scale.id)


def _work(questionnaire: Questionnaire) -> int:
    """How much there is to work out for one set of answers: items, and what scales and conditions read of them."""
    read = sum(len(scale.items) for scale in questionnaire.scales)
    tests = sum(len(condition.leaves) for _, condition, _ in conditions(questionnaire))
    return len(questionnaire.items) + read + tests


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Points and bands as an example writes them: `3 raised`, or `2 to 4 low raised` where something is missing."""

    low: Decimal
    high: Decimal
    bands: tuple[str, ...]

    def __str__(self) -> str:
        low, high = (f"{end.normalize():f}" for end in (self.low, self.high))
        return " ".join([low if low == high else f"{low} to {high}", *self.bands])


def _wanted(text: str) -> _Wanted | None:
    match = _EXPECT.fullmatch(text)
    if match is None:
        return None
    return _Wanted(Decimal(match[1]), Decimal(match[2] or match[1]), tuple(match[3].split()))


def answer_of(item: Item, written: str | tuple[str, ...]) -> Answer:
    """The answer that an example writes. Raises AnswerNotAccepted for one that nobody could give."""
    if written == DECLINED and DECLINED not in item.by_code:
        return Declined()
    if item.type in ("choice", "choices"):
        return accept(item, Chosen(*((written,) if isinstance(written, str) else written)))
    value = number_in(item, written) if isinstance(written, str) and item.type == "number" else written
    if value is None or isinstance(value, tuple):
        raise AnswerNotAccepted(f"not-{item.type}")
    return accept(item, Entered(value))


def _answers_wrong(questionnaire: Questionnaire, loc: Loc, example: Expected) -> Iterator[Issue]:
    for name, written in example.answers.items():
        item = questionnaire.by_id.get(name)
        if item is None or item.type == "note":
            known = [question.id for question in questionnaire.questions]
            yield unknown_name((*loc, name), "item", name, known)
        else:
            yield from _answer_wrong((*loc, name), item, written)


def _answer_wrong(loc: Loc, item: Item, written: str | tuple[str, ...]) -> Iterator[Issue]:
    codes = () if written == DECLINED or not item.options else (written,) if isinstance(written, str) else written
    astray = [code for code in codes if code not in item.by_code]
    for code in astray:
        yield unknown_name(loc, "code", code, item.by_code, item=item.id)
    try:
        if not astray:
            answer_of(item, written)
    except AnswerNotAccepted:
        yield issue(loc, "example-answer", item=item.id)


def _reading(questionnaire: Questionnaire, example: Expected) -> Evaluation:
    answers = {name: answer_of(questionnaire.by_id[name], written) for name, written in example.answers.items()}
    return given(questionnaire, answers).evaluation


def _not_asked(questionnaire: Questionnaire, loc: Loc, example: Expected, reading: Evaluation) -> Iterator[Issue]:
    for name in example.answers:
        if reading.asked(questionnaire.by_id[name]).known is False:
            yield issue((*loc, name), "example-not-asked", item=name)


def _differs(questionnaire: Questionnaire, loc: Loc, example: Expected, reading: Evaluation) -> Iterator[Issue]:
    scores = {score.scale.id: score for score in score(reading)}
    for name, text in example.expect.items():
        place = (*loc, "expect", name)
        if name not in questionnaire.scale_by_id:
            yield unknown_name(place, "scale", name, questionnaire.scale_by_id)
        elif name not in scores:
            yield issue(place, "example-no-score", scale=name)
        else:
            yield from _score_differs(place, text, scores[name])
    yield from _outcome_differs(questionnaire, loc, example, reading)
    yield from _critical_differs(questionnaire, loc, example, reading)


def _score_differs(loc: Loc, text: str, score: ScaleScore) -> Iterator[Issue]:
    wanted, found = _wanted(text), _Wanted(score.span.low, score.span.high, tuple(band.id for band in score.bands))
    if wanted is None:
        yield issue(loc, "example-expect", value=text)
        return
    known = [band.id for band in score.scale.bands]
    astray = [name for name in wanted.bands if name not in known]
    for name in astray:
        yield unknown_name(loc, "band", name, known, scale=score.scale.id)
    if not astray and wanted != found:
        yield issue(loc, "example-score", scale=score.scale.id, expected=text, found=found)


def _outcome_differs(questionnaire: Questionnaire, loc: Loc, example: Expected, reading: Evaluation) -> Iterator[Issue]:
    known = [outcome.id for outcome in questionnaire.outcomes]
    found = [outcome.id for outcome in outcomes(reading)]
    if example.outcome is not None and example.outcome not in known:
        yield unknown_name((*loc, "outcome"), "outcome", example.outcome, known)
    elif [example.outcome] != found and (example.outcome is not None or len(found) == 1):
        expected = f"`{example.outcome}`" if example.outcome else "none"
        yield issue((*loc, "outcome"), "example-outcome", expected=expected, found=_listed(found))


def _critical_differs(
    questionnaire: Questionnaire, loc: Loc, example: Expected, reading: Evaluation
) -> Iterator[Issue]:
    known = [critical_item.id for critical_item in questionnaire.critical_items]
    astray = [name for name in example.critical if name not in known]
    for name in astray:
        yield unknown_name((*loc, "critical"), "critical", name, known)
    found = [critical_item.id for critical_item in critical(reading)]
    if not astray and set(found) != set(example.critical):
        yield issue((*loc, "critical"), "example-critical", expected=_listed(example.critical), found=_listed(found))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
