"""Score answers: scale scores with the share of each item, bands, cut-offs, outcomes, critical items.

A score is a span. Declined and open items widen it; what is not asked counts 0; unanswered never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from screening.engine.arithmetic import Arithmetic
from screening.engine.evaluation import Evaluation
from screening.engine.points import Span, counts, joined
from screening.engine.ranges.attainable import reach
from screening.engine.rules import Truth, criterion_span
from screening.engine.shares import Share
from screening.model.answers import Declined, Gap, Private, state
from screening.model.conditions import Condition
from screening.model.questionnaire import CriticalItem, Outcome
from screening.model.scales import Band, BandSet, CutOff, Rounding, Scale


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
