"""Check a questionnaire as a whole before it loads: references, shapes that no single key shows, bands.

Pure: it reads a questionnaire and gives faults with the place in the file. Everything is checked; nothing is mended.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from screening.engine.dates import is_within, written
from screening.loading import scale_checks
from screening.loading.faults import Fault, Loc, fault, unknown
from screening.loading.name_mistakes import unknown_code, unknown_item
from screening.loading.total_checks import totals
from screening.model.conditions import Condition
from screening.model.questionnaire import Item, Option, Questionnaire

MAX_OPTIONS = 20


def faults(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Everything wrong with the questionnaire, in the order of the checks, each when it is asked for.

    Bands are checked only once all references are sound: a total cannot be computed before.
    """
    found: Iterator[Fault] = chain(
        _recall(questionnaire),
        _repeated(questionnaire),
        _items(questionnaire),
        _conditions(questionnaire),
        scale_checks.faults(questionnaire),
        _headlines(questionnaire),
    )
    first = next(found, None)
    if first is None:
        found = totals(questionnaire, (condition for _, condition, _ in conditions(questionnaire)))
    yield from found if first is None else chain((first,), found)


def _recall(questionnaire: Questionnaire) -> Iterator[Fault]:
    if questionnaire.recall_days is not None and questionnaire.recall_days < 1:
        yield fault(("recall-days",), "recall-days")


def _repeated(questionnaire: Questionnaire) -> Iterator[Fault]:
    groups: list[tuple[str, Loc, list[str]]] = [
        ("items", ("items",), [item.id for item in questionnaire.items]),
        ("scales", ("scales",), [scale.id for scale in questionnaire.scales]),
        ("criteria", ("criteria",), [criterion.id for criterion in questionnaire.criteria]),
        ("critical items", ("critical-items",), [critical_item.id for critical_item in questionnaire.critical_items]),
        ("look-first", ("look-first",), [rule.id for rule in questionnaire.look_first]),
        ("outcomes", ("outcomes",), [outcome.id for outcome in questionnaire.outcomes]),
    ]
    for index, item in enumerate(questionnaire.items):
        groups.append(("options", ("items", index, "options"), [option.code for option in item.options]))
    for index, scale in enumerate(questionnaire.scales):
        groups.append(("bands", ("scales", index, "bands"), [band.id for band in scale.bands]))
        criteria = [criterion.id for criterion in scale.count_of or ()]
        groups.append(("criteria", ("scales", index, "count-of"), criteria))
        groups.append(("sets of bands", ("scales", index, "band-sets"), [one.id for one in scale.band_sets]))
        for place, one in enumerate(scale.band_sets):
            ids = [band.id for band in one.bands]
            groups.append(("bands", ("scales", index, "band-sets", place, "bands"), ids))
    for holder, loc, names in groups:
        seen: set[str] = set()
        for index, name in enumerate(names):
            if name in seen:
                yield fault((*loc, index), "repeated-id", name=name, holder=holder)
            seen.add(name)


# Items.


def _items(questionnaire: Questionnaire) -> Iterator[Fault]:
    if not questionnaire.questions:
        yield fault(("items",), "no-questions")
    for index, item in enumerate(questionnaire.items):
        yield from _options(("items", index), item)
        yield from _bounds(("items", index), item)
        if item.harm and (item.type != "choice" or any(option.score is None for option in item.options)):
            yield fault(("items", index, "harm"), "harm-unscored", item=item.id)
        for place, option in enumerate(item.options):
            yield from _words(questionnaire, ("items", index, "options", place, "words"), option)
    yield from _places(questionnaire)
    yield from _groups(questionnaire)


def _groups(questionnaire: Questionnaire) -> Iterator[Fault]:
    """What stands in a group without words names one that is there, and a group one that stands before it."""
    links = [group.link for group in questionnaire.groups]
    for index, group in enumerate(questionnaire.groups):
        if group.inside is not None and group.inside not in questionnaire.position:
            yield unknown_item(questionnaire, ("groups", index, "inside"), group.inside, questionnaire.position)
        if group.group is not None and group.group not in links[:index]:
            yield unknown(("groups", index, "group"), "group", group.group, links[:index])
    named = {("items", index): item.group for index, item in enumerate(questionnaire.items)}
    named |= {("entered-totals", index): total.group for index, total in enumerate(questionnaire.entered_totals)}
    for loc, name in named.items():
        if name is not None and name not in links:
            yield unknown((*loc, "group"), "group", name, links)


def _places(questionnaire: Questionnaire) -> Iterator[Fault]:
    """What stands inside something, or before it, names an item that is there."""
    position = questionnaire.position
    for index, item in enumerate(questionnaire.items):
        if item.inside is not None and position.get(item.inside, index) >= index:
            yield unknown_item(questionnaire, ("items", index, "inside"), item.inside, position)
    for index, total in enumerate(questionnaire.entered_totals):
        for key, name in (("inside", total.inside), ("before", total.before)):
            if name is not None and name not in position:
                yield unknown_item(questionnaire, ("entered-totals", index, key), name, position)


def _options(loc: Loc, item: Item) -> Iterator[Fault]:
    if item.type not in ("choice", "choices"):
        if item.options:
            yield fault(loc, "options-unused", type=item.type)
    elif not item.options:
        yield fault(loc, "no-options", item=item.id)
    elif len(item.options) < 2:
        yield fault(loc, "few-options", item=item.id)
    elif len(item.options) > MAX_OPTIONS:
        yield fault(loc, "too-many-options", item=item.id, count=len(item.options), most=MAX_OPTIONS)


def _bounds(loc: Loc, item: Item) -> Iterator[Fault]:
    given = [bound for bound in (item.least, item.most) if bound is not None]
    if given and (item.type in ("choice", "note") or item.is_dated):
        yield fault(loc, "bounds-unused", item=item.id, type=item.type)
    elif len(given) == 2 and given[0] > given[1]:
        yield fault(loc, "bounds", item=item.id)
    elif item.type != "number" and (item.decimals or item.unit):
        yield fault(loc, "decimals-unused", item=item.id, type=item.type)
    elif item.is_dated:
        yield from _dates(loc, item)
    elif item.earliest or item.latest or item.precision:
        yield fault(loc, "dates-unused", item=item.id, type=item.type)
    elif item.type == "choices" and any(not 0 <= bound <= len(item.options) for bound in given):
        yield fault(loc, "too-many-to-choose", item=item.id)


def _dates(loc: Loc, item: Item) -> Iterator[Fault]:
    """The bounds of a date or a time, each as it is kept."""
    bounds = {key: bound for key, bound in (("earliest", item.earliest), ("latest", item.latest)) if bound is not None}
    wrong = [key for key, bound in bounds.items() if written(item.type, bound) != bound]
    for key in wrong:
        yield fault((*loc, key), f"{item.type}-form")
    if item.type == "time" and item.precision is not None:
        yield fault((*loc, "precision"), "precision-unused", item=item.id)
    if not wrong and len(bounds) == 2 and not is_within(item, bounds["earliest"]):
        yield fault(loc, "dates-crossed", item=item.id)


def _words(questionnaire: Questionnaire, loc: Loc, option: Option) -> Iterator[Fault]:
    for name, words in option.words.items():
        source = questionnaire.by_id.get(words.from_) if words.from_ else None
        if words.from_ and (source is None or source.type != "text"):
            yield fault((*loc, name, "from"), "words-from", name=words.from_)
        elif words.from_ and words.text and f"{{{words.from_}}}" not in words.text:
            yield fault((*loc, name, "text"), "words-phrase", name=words.from_)


# Conditions, wherever they stand.


def conditions(questionnaire: Questionnaire) -> Iterator[tuple[Loc, Condition, int]]:
    """Every condition with its place, and how many items stand before it: a condition looks only at those."""
    everything = len(questionnaire.items)
    for index, item in enumerate(questionnaire.items):
        if item.only_if:
            yield ("items", index, "only-if"), item.only_if, index
    counted = {criterion.id for scale in questionnaire.scales for criterion in scale.count_of or ()}
    for index, criterion in enumerate(questionnaire.criteria):
        if criterion.id not in counted:
            yield ("criteria", index, "if"), criterion.if_, everything
    for index, scale in enumerate(questionnaire.scales):
        for place, criterion in enumerate(scale.count_of or ()):
            yield ("scales", index, "count-of", place, "if"), criterion.if_, everything
        for place, cut_off in enumerate(scale.cut_offs):
            if cut_off.if_:
                yield ("scales", index, "cut-offs", place, "if"), cut_off.if_, everything
        if scale.bands_if:
            yield ("scales", index, "bands-if"), scale.bands_if, everything
        if scale.only_if:
            yield ("scales", index, "only-if"), scale.only_if, everything
    holders: list[tuple[str, int, Condition | None]] = [
        *(("no-scores-if", index, one.if_) for index, one in enumerate(questionnaire.no_scores_if)),
        *(("critical-items", index, one.if_) for index, one in enumerate(questionnaire.critical_items)),
        *(("look-first", index, one.if_) for index, one in enumerate(questionnaire.look_first)),
        *(("outcomes", index, one.if_) for index, one in enumerate(questionnaire.outcomes)),
        *(("headline", index, one.if_) for index, one in enumerate(questionnaire.headline)),
        *(("guidance", index, one.if_) for index, one in enumerate(questionnaire.guidance)),
    ]
    for key, index, condition in holders:
        if condition:
            yield (key, index, "if"), condition, everything


def _conditions(questionnaire: Questionnaire) -> Iterator[Fault]:
    for loc, condition, before in conditions(questionnaire):
        yield from _condition(questionnaire, loc, condition, before)


def _condition(questionnaire: Questionnaire, loc: Loc, condition: Condition, before: int) -> Iterator[Fault]:
    given = [name for name in ("all", "any", "item", "scale") if getattr(condition, name) is not None]
    group = given in (["all"], ["any"])
    if len(given) != 1 or (group and not condition.parts):
        yield fault(loc, "condition-shape")
    elif len(condition.tests) != (0 if group else 1):
        yield fault(loc, "condition-tests")
    elif condition.item is not None:
        yield from _item_test(questionnaire, loc, condition, before)
    elif condition.scale is not None:
        yield from _scale_test(questionnaire, loc, condition, before)
    for index, part in enumerate(condition.parts):
        yield from _condition(questionnaire, (*loc, given[0], index), part, before)


def _item_test(questionnaire: Questionnaire, loc: Loc, test: Condition, before: int) -> Iterator[Fault]:
    item = questionnaire.by_id.get(test.item or "")
    if item is None or item.type == "note":
        yield unknown_item(questionnaire, (*loc, "item"), test.item or "")
    elif questionnaire.position[item.id] >= before:
        yield fault((*loc, "item"), "not-earlier", name=item.id)
    elif test.answered is None and test.declined is None:
        yield from _operand(loc, test, item)


def _operand(loc: Loc, test: Condition, item: Item) -> Iterator[Fault]:
    compared = test.at_least or test.at_most
    if item.type == "text":
        yield fault(loc, "text-test", item=item.id)
    elif item.is_dated:
        if compared is None or written(item.type, compared) != compared:
            yield fault(loc, f"{item.type}-test", item=item.id)
    elif item.type == "number":
        if compared is None or not _is_number(compared) or Decimal(compared) % item.step:
            yield fault(loc, "number-test", item=item.id, example=("3", "3.5", "3.25")[item.decimals])
    else:
        for code in (compared,) if compared else (*(test.is_ or ()), *(test.is_not or ())):
            if code not in item.by_code:
                yield unknown_code(loc, item, code)
            elif compared and not isinstance(item.by_code[code].score, Decimal):
                yield fault(loc, "no-score-to-compare", name=code, item=item.id)


def _scale_test(questionnaire: Questionnaire, loc: Loc, test: Condition, before: int) -> Iterator[Fault]:
    scale = questionnaire.scale_by_id.get(test.scale or "")
    if scale is None:
        yield unknown((*loc, "scale"), "scale", test.scale or "", questionnaire.scale_by_id)
        return
    compared = test.at_least or test.at_most
    if compared is None:
        yield fault(loc, "scale-test")
    elif not _is_number(compared):
        yield fault(loc, "scale-operand", value=compared)
    if (
        loc[0] == "scales"
        and loc[2] in ("count-of", "only-if")
        and questionnaire.scale_position[scale.id] >= int(loc[1])
    ):
        yield fault((*loc, "scale"), "scale-order", name=scale.id)
    if before < len(questionnaire.items) and questionnaire.last_read[scale.id] >= before:
        yield fault((*loc, "scale"), "not-complete", name=scale.id)


def _is_number(text: str) -> bool:
    whole, _, part = text.removeprefix("-").partition(".")
    return text.isascii() and whole.isdecimal() and (part.isdecimal() or not part) and not text.endswith(".")


# Headlines.


def _headlines(questionnaire: Questionnaire) -> Iterator[Fault]:
    for index, headline in enumerate(questionnaire.headline):
        loc: Loc = ("headline", index)
        if (headline.text is None) == (headline.scale is None) or (headline.scale and not headline.other):
            yield fault(loc, "headline-shape")
        elif headline.scale and headline.scale not in questionnaire.scale_by_id:
            yield unknown((*loc, "scale"), "scale", headline.scale, questionnaire.scale_by_id)
