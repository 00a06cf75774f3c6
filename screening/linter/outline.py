"""Print a questionnaire as an outline: what is asked when, what is added up, its critical items."""

from __future__ import annotations

from collections.abc import Iterator

from screening.engine import condition_words
from screening.engine.arithmetic import rounding_of
from screening.engine.ranges.attainable import reach
from screening.engine.table_words import tables_in_words
from screening.engine.written_numbers import number
from screening.model.conditions import Condition
from screening.model.fields import NoScore
from screening.model.questionnaire import GuidanceRule, Item, Option, Questionnaire
from screening.model.scales import Band, CutOff, Scale

_KINDS = {"sum_of": "sum of", "mean_of": "mean of", "max_of": "highest of", "count_of": "count of"}


def in_words(condition: Condition) -> str:
    """The condition in ids and codes, such as `drinking is not never and count is at least 2`."""
    return condition_words.in_words(condition, lambda test: test.item or test.scale or "", lambda _, code: code)


def outline(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The lines, each indented under what it depends on. The questionnaire must have passed its checks."""
    return tuple(_lines(questionnaire))


def _lines(questionnaire: Questionnaire) -> Iterator[str]:
    yield f"{questionnaire.title} ({questionnaire.id} {questionnaire.version}, {questionnaire.language})"
    yield ""
    depths = _depths(questionnaire)
    for item in questionnaire.items:
        indent = "  " * (depths[item.id] + 1)
        yield from (f"{indent}{line}" for line in _item(item))
    for heading, lines in _parts(questionnaire):
        if lines:
            yield from ("", heading, *(f"  {line}" for line in lines))


def _depths(questionnaire: Questionnaire) -> dict[str, int]:
    """How many conditions stand one above the other over each item."""
    depths: dict[str, int] = {}
    for item in questionnaire.items:
        read = [leaf.item for leaf in item.only_if.leaves if leaf.item] if item.only_if else []
        depths[item.id] = 1 + max((depths[name] for name in read), default=0) if item.only_if else 0
    return depths


def _item(item: Item) -> Iterator[str]:
    kind = "" if item.type == "choice" else f" ({item.type})"
    yield f"{item.id}{kind}: {item.ask}"
    if item.only_if:
        yield f"  only if {in_words(item.only_if)}"
    if item.options:
        yield f"  {' | '.join(map(_option, item.options))}"
    elif item.earliest or item.latest or item.precision:
        yield f"  {_days(item)}"
    elif item.least is not None or item.most is not None or item.decimals or item.unit:
        yield f"  {_bounds(item)}"


def _option(option: Option) -> str:
    if option.score is None:
        return option.code
    return f"{option.code} {option.score.value if isinstance(option.score, NoScore) else option.score}"


def _days(item: Item) -> str:
    part = f" (at least the {item.precision})" if item.precision else ""
    return f"from {item.earliest or 'any'} to {item.latest or 'any'}{part}"


def _bounds(item: Item) -> str:
    if item.type == "text":
        return f"at most {item.most} characters"
    least, most = ("any" if bound is None else bound for bound in (item.least, item.most))
    steps = f" in steps of {item.step}" if item.decimals else ""
    return f"from {least} to {most}{steps}{f' ({item.unit})' if item.unit else ''}"


def _parts(questionnaire: Questionnaire) -> Iterator[tuple[str, list[str]]]:
    yield "Scales", [line for scale in questionnaire.scales for line in _scale(questionnaire, scale)]
    yield "No scores", [f"if {in_words(rule.if_)}" for rule in questionnaire.no_scores_if]
    yield (
        "Critical items",
        [
            f"{critical_item.id} ({critical_item.show}): if {in_words(critical_item.if_)}"
            for critical_item in questionnaire.critical_items
        ],
    )
    yield "Look first", [f"{rule.id}: if {in_words(rule.if_)}" for rule in questionnaire.look_first]
    yield (
        "Outcomes, the first that holds",
        [f"{outcome.id}: if {in_words(outcome.if_)}" for outcome in questionnaire.outcomes],
    )
    yield "Guidance", list(map(_guidance, questionnaire.guidance))


def _guidance(rule: GuidanceRule) -> str:
    when = f"if {in_words(rule.if_)}" if rule.if_ else "always"
    return f"{', '.join(rule.show)}: {when}"


def _scale(questionnaire: Questionnaire, scale: Scale) -> Iterator[str]:
    whole = reach(questionnaire, scale).span
    yield f"{scale.id}: {scale.title}, {number(whole.low)} to {number(whole.high)}"
    if scale.only_if:
        yield f"  only if {in_words(scale.only_if)}"
    yield from (f"  {line}" for line in _made_of(scale))
    rounding = rounding_of(questionnaire, scale)
    if rounding:
        first = ", before bands and cut-offs" if scale.round_first else ""
        yield f"  rounded {rounding} to {scale.decimals} decimals{first}"
    if scale.missing.then:
        yield f"  up to {scale.missing.allow} missing: {scale.missing.then}"
    if scale.bands_if:
        yield f"  bands only if {in_words(scale.bands_if)}"
    yield from map(_band, scale.bands)
    for one in scale.band_sets:
        yield f"  bands of {one.id}: {one.title} ({one.source})"
        yield from (f"  {_band(band)}" for band in one.bands)
    yield from map(_cut_off, scale.cut_offs)


def _made_of(scale: Scale) -> Iterator[str]:
    """Its parts with what changes their points, or its criteria with their conditions."""
    yield f"{_KINDS[scale.kind]} {', '.join(scale.parts or (one.id for one in scale.count_of or ()))}"
    yield from (f"  {one.id}: if {in_words(one.if_)}" for one in scale.count_of or ())
    if scale.times != 1:
        yield f"times {scale.times}"
    if scale.reversed:
        yield f"reversed: {', '.join(scale.reversed)}"
    yield from (f"points of {', '.join(names)}: {table}" for table, names in tables_in_words(scale).items())


def _band(band: Band) -> str:
    return f"  {band.from_} to {band.to} {band.id}: {band.title}"


def _cut_off(cut_off: CutOff) -> str:
    group = f", if {in_words(cut_off.if_)}" if cut_off.if_ else ""
    side = "more" if cut_off.at is not None else "fewer"
    title = f": {cut_off.title}" if cut_off.title else ""
    return f"  cut-off {cut_off.limit} or {side}{group}{title} ({cut_off.source})"
