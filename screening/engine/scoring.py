"""Score answers: scale scores with the share of each item, bands, cut-offs, outcomes, critical items.

A score is a span. Declined and open items widen it; what is not asked counts 0; unanswered never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from screening.engine.ranges.attainable import reach
from screening.engine.rules import (
    NOTHING,
    Span,
    Truth,
    all_of,
    compare_total,
    criterion_span,
    evaluate,
    joined,
    left_out,
    meets,
    part,
    scaled,
    share,
)
from screening.model.answers import Answers, Chosen, Declined, Gap, Private, Reply, state
from screening.model.questionnaire import Band, Condition, CriticalItem, CutOff, Item, Outcome, Questionnaire, Scale

REVERSED = "reversed"  # the rule of a share whose item is reverse-keyed


@dataclass(frozen=True, slots=True, repr=False)
class Share(Private):
    """What one item or criterion adds to a scale.

    `state` is answered, declined, not-asked or unanswered; `rule` is the reason that the file gives, if any.
    """

    id: str
    span: Span
    state: str
    rule: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Prorated(Private):
    """The answered items stretched to the whole scale. Never a score: it stands beside the span, with its source."""

    value: Decimal
    answered: int
    of: int
    source: str


@dataclass(frozen=True, slots=True, repr=False)
class ScaleScore(Private):
    """One scale read from one set of answers, with each item's share, so that it can explain itself.

    `bands` are those that the span touches, lowest first; `bands_absent` says why there are none where the file
    has some. `cut_offs` pairs each published threshold with whether it is met: True, False, or None where the
    span lies on both sides or the group is not known. A threshold for another group is left out.
    """

    scale: Scale
    span: Span
    reach: Span
    shares: tuple[Share, ...]
    bands: tuple[Band, ...] = ()
    bands_absent: str | None = None
    cut_offs: tuple[tuple[CutOff, bool | None], ...] = ()
    prorated: Prorated | None = None

    @property
    def value(self) -> Decimal | None:
        """The score, where only one total is possible; otherwise nothing. Never a guess."""
        return self.span.value

    @property
    def band(self) -> Band | None:
        """The band that holds the whole span. It can be certain before the score is."""
        return self.bands[0] if len(self.bands) == 1 else None


class Evaluation(Private):
    """One set of answers read against one questionnaire; each thing is worked out once, when it is asked for."""

    __slots__ = ("_asked", "_tables", "_totals", "answers", "questionnaire")

    def __init__(self, questionnaire: Questionnaire, answers: Answers) -> None:
        self.questionnaire = questionnaire
        self.answers = answers
        self._asked: dict[str, Truth] = {}
        self._totals: dict[str, tuple[Span | None, bool]] = {}
        self._tables = _tables(questionnaire)

    def asked(self, item: Item) -> Truth:
        """YES, NO, or OPEN while it hangs on an open question. Where a decline hides it, the question is asked."""
        if item.only_if is None:
            return Truth.YES
        if item.id not in self._asked:
            self._settle(item)
        return self._asked[item.id]

    def _settle(self, last: Item) -> None:
        """Work out, in the order of the file, which items are asked: a long chain of conditions needs no deep stack."""
        while last.id not in self._asked:
            item = self.questionnaire.conditional[len(self._asked)]
            found = self.holds(item.only_if) if item.only_if is not None else Truth.YES
            self._asked[item.id] = Truth.YES if found is Truth.DECLINED else found

    def reply(self, item: Item) -> Reply:
        """The answer, or the gap in its place. While it is open whether the item is asked, so is its reply."""
        asked = Truth.YES if item.only_if is None else self.asked(item)
        if asked is Truth.NO:
            return Gap.NOT_ASKED
        return self.answers.get(item.id, Gap.OPEN) if asked is Truth.YES else Gap.OPEN

    def holds(self, condition: Condition) -> Truth:
        """The truth of a condition on these answers."""
        return evaluate(condition, self._leaf)

    def _leaf(self, leaf: Condition) -> Truth:
        if leaf.item is not None:
            item = self.questionnaire.by_id[leaf.item]
            return meets(leaf, item, self.reply(item))
        scale = self.questionnaire.scale_by_id[leaf.scale or ""]
        span, open_ = self.total(scale)
        found = compare_total(scale, leaf, span, Truth.OPEN if open_ else Truth.DECLINED)
        return found if scale.only_if is None else all_of((self.holds(scale.only_if), found))

    def total(self, scale: Scale) -> tuple[Span | None, bool]:
        """The total before it is clipped or averaged, and whether an open question still bears on it."""
        if scale.id not in self._totals:
            spans, open_ = self._criteria(scale) if scale.count_of is not None else self._items(scale)
            self._totals[scale.id] = joined(scale, spans), open_
        return self._totals[scale.id]

    def _items(self, scale: Scale) -> tuple[list[Span], bool]:
        items = [self.questionnaire.by_id[item] for item in scale.items]
        replies = [(item, self.reply(item)) for item in items]
        counted = (reply for reply in replies if scale.max_of is None or not left_out(*reply))
        spans = [self._part(scale, item, reply) for item, reply in counted]
        return spans, any(reply is Gap.OPEN for _, reply in replies)

    def _part(self, scale: Scale, item: Item, reply: Reply) -> Span:
        if scale.max_of is None:
            return self.share(scale, item, reply).span
        return part(scale, item, reply, asked=self.asked(item) is not Truth.OPEN)

    def _criteria(self, scale: Scale) -> tuple[list[Span], bool]:
        found = [self.holds(criterion.if_) for criterion in scale.count_of or ()]
        return [criterion_span(one) for one in found], Truth.OPEN in found

    def share(self, scale: Scale, item: Item, reply: Reply) -> Share:
        """What the reply adds to the scale. It may still add nothing while it is open whether it is asked."""
        found = _share(scale, item, reply)
        if reply is Gap.OPEN and self.asked(item) is Truth.OPEN:
            wider = Span(min(found.span.low, NOTHING.low), max(found.span.high, NOTHING.high))
            return Share(item.id, wider, found.state, found.rule)
        return found

    def shares(self, scale: Scale) -> list[Share]:
        """What each item adds to the scale, in the order of the file."""
        answers, found = self.answers, []
        for item, name, always, table in self._tables[scale.id]:
            reply = answers.get(name, Gap.OPEN) if always else self.reply(item)
            known = table.get(reply.codes) if reply.__class__ is Chosen else None
            found.append(known or self.share(scale, item, reply))
        return found


def _share(scale: Scale, item: Item, reply: Reply) -> Share:
    rule = REVERSED if item.id in scale.reversed else None
    return Share(item.id, share(scale, item, reply), state(reply), rule)


_Row = tuple[Item, str, bool, dict[tuple[str, ...], Share]]


@lru_cache(maxsize=64)
def _tables(questionnaire: Questionnaire) -> dict[str, tuple[_Row, ...]]:
    """What scoring needs of each item of each scale, worked out once: whether it is always asked, and the share of
    each single option by its code."""
    return {
        scale.id: tuple(_row(scale, questionnaire.by_id[item]) for item in scale.items)
        for scale in questionnaire.scales
    }


def _row(scale: Scale, item: Item) -> _Row:
    return item, item.id, item.only_if is None, _options(scale, item)


def _options(scale: Scale, item: Item) -> dict[tuple[str, ...], Share]:
    return {(option.code,): _share(scale, item, Chosen(option.code)) for option in item.options}


def score(evaluation: Evaluation) -> tuple[ScaleScore, ...]:
    """Every scale that has a score, in the order of the file.

    A `max-of` of which nothing is asked has none, nor has a scale whose `only-if` does not hold: `not_scored` gives
    the reason. Empty where the file says that no scores may stand (`no-scores-if`), as `scores_absent` explains.
    """
    if scores_absent(evaluation):
        return ()
    scales = [scale for scale in evaluation.questionnaire.scales if _applies(evaluation, scale)]
    scores = (_scale_score(evaluation, scale) for scale in scales)
    return tuple(one for one in scores if one is not None)


def not_scored(evaluation: Evaluation) -> tuple[Scale, ...]:
    """The scales whose `only-if` does not hold: each says why in its `no_score_because`. Empty without any scores."""
    if scores_absent(evaluation):
        return ()
    return tuple(scale for scale in evaluation.questionnaire.scales if not _applies(evaluation, scale))


def _applies(evaluation: Evaluation, scale: Scale) -> bool:
    return scale.only_if is None or evaluation.holds(scale.only_if) is not Truth.NO


def scores_absent(evaluation: Evaluation) -> str | None:
    """Why there are no scores at all, in the file's words; nothing where there are."""
    rules = evaluation.questionnaire.no_scores_if
    return next((rule.because for rule in rules if evaluation.holds(rule.if_) is Truth.YES), None)


def critical(evaluation: Evaluation) -> tuple[CriticalItem, ...]:
    """The critical items that these answers set off, in the order of the file, whatever the score."""
    return tuple(item for item in evaluation.questionnaire.critical_items if _fires(evaluation, item))


def _fires(evaluation: Evaluation, item: CriticalItem) -> bool:
    truth = evaluation.holds(item.if_)
    return truth is Truth.YES or (truth is Truth.DECLINED and item.or_declined)


def outcomes(evaluation: Evaluation) -> tuple[Outcome, ...]:
    """The outcomes still possible, in the order of the file: one where nothing is open. Empty without scores."""
    possible: list[Outcome] = []
    for outcome in () if scores_absent(evaluation) else evaluation.questionnaire.outcomes:
        truth = evaluation.holds(outcome.if_)
        if truth is not Truth.NO:
            possible.append(outcome)
        if truth is Truth.YES:
            break
    return tuple(possible)


def _scale_score(evaluation: Evaluation, scale: Scale) -> ScaleScore | None:
    shares = _criterion_shares(evaluation, scale) if scale.count_of is not None else evaluation.shares(scale)
    total = evaluation.total(scale)[0] if scale.max_of is not None else joined(scale, [one.span for one in shares])
    reached = reach(evaluation.questionnaire, scale)
    if total is None or not reached.bits:
        return None
    whole = reached.span
    span = Span(max(scaled(scale, total.low), whole.low), min(scaled(scale, total.high), whole.high))
    bands, absent = _bands(evaluation, scale, span)
    cut_offs = _cut_offs(evaluation, scale, span)
    return ScaleScore(scale, span, whole, tuple(shares), bands, absent, cut_offs, _prorated(evaluation, scale, shares))


def _criterion_shares(evaluation: Evaluation, scale: Scale) -> list[Share]:
    shares = []
    for criterion in scale.count_of or ():
        truth = evaluation.holds(criterion.if_)
        shares.append(
            Share(
                criterion.id,
                criterion_span(truth),
                _criterion_state(evaluation, criterion.if_, truth),
                criterion.because,
            )
        )
    return shares


def _criterion_state(evaluation: Evaluation, condition: Condition, found: Truth) -> str:
    if found is Truth.OPEN:
        return Gap.OPEN.value
    if found is Truth.DECLINED:
        return state(Declined())
    items = [evaluation.questionnaire.by_id[leaf.item] for leaf in condition.leaves if leaf.item]
    skipped = bool(items) and all(evaluation.reply(item) is Gap.NOT_ASKED for item in items)
    return Gap.NOT_ASKED.value if skipped else "answered"


def _bands(evaluation: Evaluation, scale: Scale, span: Span) -> tuple[tuple[Band, ...], str | None]:
    if scale.bands and scale.bands_if is not None and evaluation.holds(scale.bands_if) is not Truth.YES:
        return (), scale.no_bands_because
    touched = [band for band in scale.bands if band.from_ <= span.high and span.low <= band.to]
    return tuple(sorted(touched, key=lambda band: band.from_) if len(touched) > 1 else touched), None


def _cut_offs(evaluation: Evaluation, scale: Scale, span: Span) -> tuple[tuple[CutOff, bool | None], ...]:
    found = []
    for cut_off in scale.cut_offs:
        group = Truth.YES if cut_off.if_ is None else evaluation.holds(cut_off.if_)
        if group is not Truth.NO:
            found.append((cut_off, _met(cut_off, span) if group is Truth.YES else None))
    return tuple(found)


def _met(cut_off: CutOff, span: Span) -> bool | None:
    """Whether the threshold is met; None where the span lies on both sides of it."""
    if cut_off.at is not None:
        sure, never = span.low >= cut_off.limit, span.high < cut_off.limit
    else:
        sure, never = span.high <= cut_off.limit, span.low > cut_off.limit
    return True if sure else False if never else None


def _prorated(evaluation: Evaluation, scale: Scale, shares: list[Share]) -> Prorated | None:
    """The answered items stretched to all that were asked: for declined items only, and never for a count."""
    rule = scale.missing
    if rule.then != "prorate":
        return None
    items = [evaluation.questionnaire.by_id[one.id] for one in shares]
    asked = [one for one, item in zip(shares, items, strict=True) if not left_out(item, evaluation.reply(item))]
    answered = [one for one in asked if one.state == "answered" and one.span.value is not None]
    missing = len(asked) - len(answered)
    if not answered or not 0 < missing <= (rule.allow or 0) or any(one.state == Gap.OPEN.value for one in asked):
        return None
    total = sum((one.span.low for one in answered), Decimal(0)) * len(asked) / len(answered)
    value = round(scaled(scale, total), scale.decimals)
    return Prorated(value, len(answered), len(asked), rule.source or "")
