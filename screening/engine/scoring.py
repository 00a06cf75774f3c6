"""Score answers: scale scores with the share of each item, bands, cut-offs, outcomes, critical items.

A score is a span. Declined and open items widen it; what is not asked counts 0; unanswered never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from screening.engine.arithmetic import Arithmetic, added_up, arithmetics
from screening.engine.points import NO_SCORE, NOTHING, Span, counts, joined, part, share, without
from screening.engine.ranges.attainable import reach
from screening.engine.ranges.handed import handed_on
from screening.engine.rules import Truth, all_of, criterion_span, evaluate, meets
from screening.model.answers import Answers, Chosen, Declined, Gap, Private, Reply, state
from screening.model.conditions import Condition
from screening.model.questionnaire import CriticalItem, Item, Outcome, Questionnaire
from screening.model.scales import Band, BandSet, CutOff, Rounding, Scale

REVERSED = "reversed"  # the rule of a share whose item is reverse-keyed
TABLED = "table"  # the rule of a share that a table of the scale gives


@dataclass(frozen=True, slots=True, repr=False)
class Share(Private):
    """What one item or criterion adds to a scale.

    `state` is answered, declined, not-asked or unanswered; `rule` is the reason that the file gives, if any. `part`
    says what the id names.
    """

    id: str
    span: Span
    state: str
    rule: str | None = None
    part: Literal["item", "scale", "criterion"] = "item"


@dataclass(frozen=True, slots=True, repr=False)
class Prorated(Private):
    """What the scale comes to by its published rule for missing answers: `prorate`, or `zero`.

    Never a score: it stands beside the span, with its source. `half` says how it was rounded.
    """

    value: Decimal
    answered: int
    of: int
    source: str
    rule: str = "prorate"
    half: Rounding = "half-up"


@dataclass(frozen=True, slots=True, repr=False)
class ScaleScore(Private):
    """One scale read from one set of answers, with each item's share, so that it can explain itself.

    `bands` are those that the span touches, lowest first; `bands_absent` says why there are none where the file
    has some. `cut_offs` pairs each published threshold with whether it is met: True, False, or None where the
    span lies on both sides or the group is not known. A threshold for another group is left out. `band_sets` pairs
    each further set of bands with those of its bands that the span touches.
    """

    scale: Scale
    span: Span
    reach: Span
    shares: tuple[Share, ...]
    bands: tuple[Band, ...] = ()
    bands_absent: str | None = None
    cut_offs: tuple[tuple[CutOff, bool | None], ...] = ()
    prorated: Prorated | None = None
    band_sets: tuple[tuple[BandSet, tuple[Band, ...]], ...] = ()

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

    __slots__ = ("_asked", "_tables", "_totals", "answers", "arithmetic", "questionnaire")

    def __init__(self, questionnaire: Questionnaire, answers: Answers) -> None:
        self.questionnaire = questionnaire
        self.answers = answers
        self._asked: dict[str, Truth] = {}
        self._totals: dict[str, tuple[Span | None, bool]] = {}
        self._tables = _tables(questionnaire)
        self.arithmetic = arithmetics(questionnaire)

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
        found = self._compared(scale, leaf)
        return found if scale.only_if is None else all_of((self.holds(scale.only_if), found))

    def _compared(self, scale: Scale, leaf: Condition) -> Truth:
        """`at-least` or `at-most` on the total of a scale; a scale without a score meets neither."""
        total, open_ = self.total(scale)
        if total is None:
            return Truth.NO
        doubt = Truth.OPEN if open_ else Truth.DECLINED
        found = self.arithmetic[scale.id].meets(leaf, total, doubt)
        return doubt if found is Truth.YES and total.low == NO_SCORE else found

    def total(self, scale: Scale) -> tuple[Span | None, bool]:
        """The total before it is clipped or averaged, and whether an open question still bears on it."""
        if scale.id not in self._totals:
            spans, open_ = self._criteria(scale) if scale.count_of is not None else self._parts(scale)
            self._totals[scale.id] = joined(scale, spans), open_
        return self._totals[scale.id]

    def _parts(self, scale: Scale) -> tuple[list[Span], bool]:
        found = [self._item(scale, self.questionnaire.by_id[name]) for name in self.questionnaire.own_items[scale.id]]
        found += [self.scale_part(scale, part) for part in self.questionnaire.part_scales[scale.id]]
        spans = [span for span, _ in found if span is not None]
        return spans or ([NOTHING] if scale.max_of is None else []), any(open_ for _, open_ in found)

    def _item(self, scale: Scale, item: Item) -> tuple[Span | None, bool]:
        reply = self.reply(item)
        if scale.max_of is not None and not counts(scale, item, reply):
            return None, False
        span = part(scale, item, reply, asked=self.asked(item) is not Truth.OPEN)
        return self.arithmetic[scale.id].of_item(span), reply is Gap.OPEN

    def scale_part(self, scale: Scale, inner: Scale) -> tuple[Span | None, bool]:
        """What a scale that is a part of another brings to its total; nothing where it has no score.

        Second, whether an open question still bears on it.
        """
        applies = Truth.YES if inner.only_if is None else self.holds(inner.only_if)
        total, open_ = self.total(inner)
        reached = None if added_up(scale, inner) else reach(self.questionnaire, inner)
        if applies is Truth.NO or total is None or (reached is not None and not reached.bits):
            return None, False
        span = handed_on(self.arithmetic[scale.id], self.arithmetic[inner.id], reached, total)
        if applies is not Truth.YES or total.low == NO_SCORE:
            span = without(scale, span)
        return span, open_ or applies is Truth.OPEN

    def _criteria(self, scale: Scale) -> tuple[list[Span], bool]:
        found = [self.holds(criterion.if_) for criterion in scale.count_of or ()]
        return [criterion_span(one) for one in found], Truth.OPEN in found

    def share(self, scale: Scale, item: Item, reply: Reply) -> Share:
        """What the reply adds to the scale. It may still add nothing while it is open whether it is asked."""
        found = _share(scale, item, reply)
        if reply is Gap.OPEN and self.asked(item) is Truth.OPEN:
            return Share(item.id, found.span.or_(share(scale, item, Gap.NOT_ASKED)), found.state, found.rule)
        return found

    def shares(self, scale: Scale) -> list[Share]:
        """What each part adds to the scale: its items, and after them the scales among its parts."""
        answers, found = self.answers, []
        for item, name, always, table in self._tables[scale.id]:
            reply = answers.get(name, Gap.OPEN) if always else self.reply(item)
            known = table.get(reply.codes) if reply.__class__ is Chosen else None
            found.append(known or self.share(scale, item, reply))
        found += (self._scale_share(scale, inner) for inner in self.questionnaire.part_scales[scale.id])
        return found

    def _scale_share(self, scale: Scale, inner: Scale) -> Share:
        """What a scale adds, as it is shown: rounded as its own score is."""
        span, open_ = self.scale_part(scale, inner)
        if span is not None and span.low == NO_SCORE:
            span = Span(min(span.high, NOTHING.low), span.high)
        rule = TABLED if inner.id in scale.points else None
        if span is None:
            return Share(inner.id, NOTHING, Gap.NOT_ASKED.value, rule, "scale")
        shown = self.arithmetic[scale.id].shown_share(self.arithmetic[inner.id], span)
        known = "answered" if span.value is not None else state(Gap.OPEN if open_ else Declined())
        return Share(inner.id, shown, known, rule, "scale")


def _share(scale: Scale, item: Item, reply: Reply) -> Share:
    rule = REVERSED if item.id in scale.turned else TABLED if item.id in scale.points else None
    return Share(item.id, share(scale, item, reply), state(reply), rule)


_Row = tuple[Item, str, bool, dict[tuple[str, ...], Share]]


@lru_cache(maxsize=64)
def _tables(questionnaire: Questionnaire) -> dict[str, tuple[_Row, ...]]:
    """What scoring needs of each item of each scale, worked out once: whether it is always asked, and the share of
    each single option by its code."""
    return {
        scale.id: tuple(_row(scale, questionnaire.by_id[item]) for item in questionnaire.own_items[scale.id])
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
    total = _total(evaluation, scale, shares)
    reached = reach(evaluation.questionnaire, scale)
    if total is None or not reached.bits:
        return None
    arithmetic, whole = evaluation.arithmetic[scale.id], reached.totals
    kept = Span(max(total.low, whole.low), min(total.high, whole.high))
    span = Span(arithmetic.score(kept.low), arithmetic.score(kept.high))
    bands, absent = _bands(evaluation, scale, kept)
    return ScaleScore(
        scale,
        span,
        reached.span,
        tuple(shares),
        bands,
        absent,
        _cut_offs(evaluation, scale, kept),
        _prorated(evaluation, scale, shares),
        tuple((one, _touched(arithmetic, one.bands, kept)) for one in scale.band_sets),
    )


def _total(evaluation: Evaluation, scale: Scale, shares: list[Share]) -> Span | None:
    """The shares added up, where they are all that a total is made of."""
    if scale.max_of is not None or evaluation.questionnaire.part_scales[scale.id]:
        return evaluation.total(scale)[0]
    return joined(scale, [one.span for one in shares])


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
                "criterion",
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


def _bands(evaluation: Evaluation, scale: Scale, total: Span) -> tuple[tuple[Band, ...], str | None]:
    if scale.bands and scale.bands_if is not None and evaluation.holds(scale.bands_if) is not Truth.YES:
        return (), scale.no_bands_because
    return _touched(evaluation.arithmetic[scale.id], scale.bands, total), None


def _touched(arithmetic: Arithmetic, bands: tuple[Band, ...], total: Span) -> tuple[Band, ...]:
    """The bands that the total may lie in, lowest first."""
    touched = [band for band in bands if arithmetic.touches(band, total)]
    return tuple(sorted(touched, key=lambda band: band.from_) if len(touched) > 1 else touched)


def _cut_offs(evaluation: Evaluation, scale: Scale, total: Span) -> tuple[tuple[CutOff, bool | None], ...]:
    found = []
    for cut_off in scale.cut_offs:
        group = Truth.YES if cut_off.if_ is None else evaluation.holds(cut_off.if_)
        if group is not Truth.NO:
            met = evaluation.arithmetic[scale.id].met(cut_off, total) if group is Truth.YES else None
            found.append((cut_off, met))
    return tuple(found)


def _prorated(evaluation: Evaluation, scale: Scale, shares: list[Share]) -> Prorated | None:
    """What the answered items come to by the rule: for declined items only, and never for a count."""
    rule = scale.missing
    if rule.then is None:
        return None
    items = [evaluation.questionnaire.by_id[one.id] for one in shares]
    asked = [one for one, item in zip(shares, items, strict=True) if counts(scale, item, evaluation.reply(item))]
    answered = [one for one in asked if one.state == "answered" and one.span.value is not None]
    missing = len(asked) - len(answered)
    if not answered or not 0 < missing <= (rule.allow or 0) or any(one.state == Gap.OPEN.value for one in asked):
        return None
    total = sum((one.span.low for one in answered), Decimal(0))
    arithmetic, half = evaluation.arithmetic[scale.id], rule.round or scale.round or "half-up"
    stretched = Fraction(len(asked), len(answered)) if rule.then == "prorate" else Fraction(1)
    value = arithmetic.rounded(total, stretched, half)
    return Prorated(value, len(answered), len(asked), rule.source or "", rule.then, half)
