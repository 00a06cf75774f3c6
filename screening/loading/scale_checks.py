"""Check each scale by itself: its kind, its parts, what they are worth, its rules. Pure, like `checks`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

from screening.loading.faults import Fault, Loc, fault
from screening.loading.name_mistakes import unknown_code, unknown_item
from screening.model.fields import NoScore
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import NOT_ASKED, SCALE_KINDS, PointsRange, PointsTable, Scale


def faults(questionnaire: Questionnaire) -> Iterator[Fault]:
    """What is wrong with the scales, but for their totals."""
    for index, scale in enumerate(questionnaire.scales):
        loc: Loc = ("scales", index)
        given = [kind for kind in SCALE_KINDS if getattr(scale, kind) is not None]
        if len(given) != 1:
            yield fault(loc, "scale-kind")
            continue
        yield from _parts(questionnaire, loc, scale)
        yield from _points(questionnaire, loc, scale)
        yield from _rules(loc, scale)
        yield from _missing(questionnaire, loc, scale)


# What it is made of.


def _parts(questionnaire: Questionnaire, loc: Loc, scale: Scale) -> Iterator[Fault]:
    key = scale.kind.replace("_", "-")
    seen: set[str] = set()
    for place, name in enumerate(scale.parts):
        here = (*loc, key, place)
        if name in questionnaire.by_id and questionnaire.by_id[name].type != "note":
            yield from _item_part(here, scale, questionnaire.by_id[name])
        elif name in questionnaire.scale_by_id and name not in questionnaire.by_id:
            yield from _scale_part(here, questionnaire, scale, questionnaire.scale_by_id[name])
        else:
            yield unknown_item(questionnaire, here, name, questionnaire.scale_by_id)
            continue
        if name in seen:
            yield fault(here, "listed-twice", item=name)
        seen.add(name)
    if scale.in_words and not any(questionnaire.by_id[name].options for name in seen if name in questionnaire.by_id):
        yield fault((*loc, "in-words"), "in-words")
    for place, name in enumerate(scale.reversed):
        if name not in seen or name not in questionnaire.by_id:
            yield fault((*loc, "reversed", place), "not-in-scale", item=name)
        elif name in scale.points:
            yield fault((*loc, "reversed", place), "points-reversed", item=name)


def _item_part(loc: Loc, scale: Scale, item: Item) -> Iterator[Fault]:
    table = scale.points.get(item.id)
    if scale.mean_of is not None and item.only_if is not None and (table is None or table.skipped is None):
        yield fault(loc, "mean-skips", item=item.id)
    if item.type == "number":
        if item.least is None or item.most is None:
            yield fault(loc, "no-bounds", item=item.id)
    elif item.type == "text" or item.is_dated or (table is None and _has_unscored(item)):
        yield fault(loc, "not-scored", item=item.id)


def _has_unscored(item: Item) -> bool:
    return any(option.score is None for option in item.options)


def _scale_part(loc: Loc, questionnaire: Questionnaire, scale: Scale, part: Scale) -> Iterator[Fault]:
    if questionnaire.scale_position[part.id] >= questionnaire.scale_position[scale.id]:
        yield fault(loc, "scale-order", name=part.id)
    elif scale.mean_of is not None and (part.only_if is not None or part.max_of is not None):
        yield fault(loc, "mean-without-score", scale=part.id)


# What its parts are worth.


def _points(questionnaire: Questionnaire, loc: Loc, scale: Scale) -> Iterator[Fault]:
    for name, table in scale.points.items():
        here = (*loc, "points", name)
        item = questionnaire.by_id.get(name)
        if name not in scale.parts:
            yield fault(here, "points-elsewhere", name=name)
        elif item is not None and item.options:
            yield from _by_code(here, table, item)
        elif not table.ranges:
            yield fault(here, "points-by-range", name=name)
        else:
            turned = list(_turned(here, table))
            yield from turned or _twice(here, table)
            if not turned and item is not None and item.least is not None and item.most is not None:
                yield from _numbers(here, table, item, item.least, item.most)


def _by_code(loc: Loc, table: PointsTable, item: Item) -> Iterator[Fault]:
    if not table.codes:
        yield fault(loc, "points-by-code", item=item.id)
    for code in table.codes:
        if code == NOT_ASKED and item.only_if is None and not any(_may_not_apply(item)):
            yield fault((*loc, code), "points-always-asked", item=item.id)
        elif code != NOT_ASKED and code not in item.by_code:
            yield unknown_code((*loc, code), item, code)
        elif code in item.by_code and item.by_code[code].score is NoScore.UNKNOWN:
            yield fault((*loc, code), "points-unknown", name=code, item=item.id)


def _may_not_apply(item: Item) -> Iterator[bool]:
    return (option.score is NoScore.NOT_ASKED for option in item.options)


def _turned(loc: Loc, table: PointsTable) -> Iterator[Fault]:
    for place, row in enumerate(table.ranges):
        if row.from_ > row.to:
            yield fault((*loc, place), "points-order")


def _twice(loc: Loc, table: PointsTable) -> Iterator[Fault]:
    for one, other in pairwise(sorted(enumerate(table.ranges), key=lambda row: row[1].from_)):
        if other[1].from_ <= one[1].to:
            yield fault((*loc, other[0]), "points-twice", value=other[1].from_)


def _numbers(loc: Loc, table: PointsTable, item: Item, least: int, most: int) -> Iterator[Fault]:
    """The first number that no row holds, and each row that holds no number."""
    rows = sorted(table.ranges, key=lambda row: row.from_)
    wanted = Decimal(least)
    for row in rows:
        first = _next(item, row.from_)
        if first > wanted:
            break
        wanted = max(wanted, _next(item, row.to + item.step / 2))
    if wanted <= most:
        yield fault(loc, "points-gap", name=item.id, value=wanted)
    for place, row in enumerate(table.ranges):
        if not _holds_number(item, row, least, most):
            yield fault((*loc, place), "points-unreached", name=item.id)


def _holds_number(item: Item, row: PointsRange, least: int, most: int) -> bool:
    first = max(_next(item, row.from_), Decimal(least))
    return first <= min(row.to, Decimal(most))


def _next(item: Item, value: Decimal) -> Decimal:
    """The lowest number that can be entered and is no lower than the value."""
    return (value / item.step).to_integral_value(ROUND_CEILING) * item.step


# Its rules.


def _rules(loc: Loc, scale: Scale) -> Iterator[Fault]:
    if scale.times <= 0:
        yield fault((*loc, "times"), "times")
    elif scale.times != 1 and scale.count_of is not None:
        yield fault((*loc, "times"), "times-count")
    for place, cut_off in enumerate(scale.cut_offs):
        if (cut_off.at is None) == (cut_off.at_most is None):
            yield fault((*loc, "cut-offs", place), "cut-off-shape")
    if not 0 <= scale.decimals <= 4:
        yield fault((*loc, "decimals"), "decimals")
    if scale.bands_if and not scale.bands:
        yield fault((*loc, "bands-if"), "bands-unused")
    if scale.bands_if and not scale.no_bands_because:
        yield fault((*loc, "bands-if"), "bands-reason")
    if scale.only_if and not scale.no_score_because:
        yield fault((*loc, "only-if"), "score-reason")
    if scale.reliability and not (0 <= scale.reliability.r <= 1 and scale.reliability.sd > 0):
        yield fault((*loc, "reliability"), "reliability")


def _missing(questionnaire: Questionnaire, loc: Loc, scale: Scale) -> Iterator[Fault]:
    if not scale.missing.then:
        return
    if scale.missing.allow is None or scale.missing.source is None:
        yield fault((*loc, "missing"), "prorate")
    if scale.kind in ("count_of", "max_of"):
        yield fault((*loc, "missing"), "prorate-count")
    elif any(name not in questionnaire.by_id for name in scale.parts):
        yield fault((*loc, "missing"), "prorate-scales")
