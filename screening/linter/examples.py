"""Run the worked examples of a questionnaire, and report those that the engine does not confirm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from screening.engine.accepting import accept
from screening.engine.evaluation import Evaluation
from screening.engine.interview import given
from screening.engine.scoring import ScaleScore, critical, outcomes, score
from screening.engine.written_numbers import number_in
from screening.errors import AnswerNotAccepted
from screening.linter.findings import Issue, issue, unknown_name
from screening.loading.checks import conditions
from screening.loading.name_mistakes import unknown_code
from screening.loading.yaml_reader import Loc
from screening.model.answers import Answer, Chosen, Declined, Entered
from screening.model.questionnaire import Expected, Item, Questionnaire
from screening.model.scales import Band, Scale

MOST_SHOWN = 7  # bands that each need an example
MAX_WORK = 200_000  # items and tests, of all examples together
NOT_SHOWN = "band-without-example"  # the kind of what is said of such a band
DECLINED = "declined"  # what an example writes for "prefer not to say"
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_EXPECT = re.compile(rf"({_NUMBER})(?: to ({_NUMBER}))?((?: [a-z0-9-]+(?:/[a-z0-9-]+)?)*)")


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
        shown |= {(scale, name) for scale, one in wanted if one is not None for name in one.alone}
    for index, scale in enumerate(questionnaire.scales):
        yield from _not_shown(("scales", index, "bands"), scale, scale.bands, shown)
        for place, one in enumerate(scale.band_sets):
            yield from _not_shown(("scales", index, "band-sets", place, "bands"), scale, one.bands, shown, f"{one.id}/")


def _not_shown(
    loc: Loc, scale: Scale, bands: tuple[Band, ...], shown: set[tuple[str, str]], prefix: str = ""
) -> Iterator[Issue]:
    """The bands that need an example and have none; `prefix` is their set, as an example writes it."""
    for place, band in enumerate(bands):
        if band in _to_show(bands) and (scale.id, prefix + band.id) not in shown:
            yield issue((*loc, place), NOT_SHOWN, band=prefix + band.id, scale=scale.id)


def _to_show(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    """The bands that need an example: each of them, or of a long table the lowest and the highest."""
    if len(bands) <= MOST_SHOWN:
        return bands
    ordered = sorted(bands, key=lambda band: band.from_)
    return ordered[0], ordered[-1]


def _work(questionnaire: Questionnaire) -> int:
    """How much there is to work out for one set of answers: items, and what scales and conditions read of them."""
    read = sum(len(scale.parts) for scale in questionnaire.scales)
    tests = sum(len(condition.leaves) for _, condition, _ in conditions(questionnaire))
    return len(questionnaire.items) + read + tests


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Points and bands as an example writes them: `3 raised`, or `2 to 4 low raised` where something is missing.

    A band of one of several sets has the set before it: `3 manual/raised`.
    """

    low: Decimal
    high: Decimal
    bands: tuple[str, ...]

    def __str__(self) -> str:
        low, high = (f"{end.normalize():f}" for end in (self.low, self.high))
        return " ".join([low if low == high else f"{low} to {high}", *self.bands])

    @property
    def sets(self) -> tuple[str, ...]:
        """The sets of which it names a band, in its order; empty text stands for the scale's own bands."""
        return tuple(dict.fromkeys(map(_set_of, self.bands)))

    @property
    def alone(self) -> tuple[str, ...]:
        """The bands that are the only one of their set: an example shows them."""
        sets = [_set_of(name) for name in self.bands]
        return tuple(name for name in self.bands if sets.count(_set_of(name)) == 1)


def _set_of(band: str) -> str:
    return band.rpartition("/")[0]


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
        found = unknown_code(loc, item, code)
        yield Issue(loc, found.kind, found.facts)
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
    wanted = _wanted(text)
    if wanted is None:
        yield issue(loc, "example-expect", value=text)
        return
    found = _Wanted(score.span.low, score.span.high, tuple(_found_bands(score, wanted.sets)))
    known = [band.id for band in score.scale.bands]
    known += [f"{one.id}/{band.id}" for one in score.scale.band_sets for band in one.bands]
    astray = [name for name in wanted.bands if name not in known]
    for name in astray:
        yield unknown_name(loc, "band", name, known, scale=score.scale.id)
    if not astray and wanted != found:
        yield issue(loc, "example-score", scale=score.scale.id, expected=text, found=found)


def _found_bands(score: ScaleScore, sets: tuple[str, ...]) -> Iterator[str]:
    """The scale's own bands that were found, and those of the sets that the example names, in its order."""
    found = {one.id: [f"{one.id}/{band.id}" for band in bands] for one, bands in score.band_sets}
    yield from (band.id for band in score.bands)
    for name in sets:
        yield from found.get(name, ())


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
