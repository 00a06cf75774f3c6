"""One sitting on one scale: its score, what it is about, and how it was taken. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from math import gcd

from screening.engine import scoring
from screening.engine.interview import Status
from screening.engine.points import Span
from screening.engine.ranges.attainable import reach
from screening.model.answers import Answers, Entered, Private, state
from screening.model.fields import Administration
from screening.model.questionnaire import Questionnaire
from screening.model.scales import Band, Scale
from screening.records.client_file import Sitting
from screening.reports.wording import subject_of

FINEST = 10_000  # steps in one point: scores have at most four decimals


@dataclass(frozen=True, slots=True, repr=False)
class Subject(Private):
    """What a sitting is about. Equal if the options and the typed words are, whatever the wording of the file."""

    codes: tuple[tuple[str, str], ...]
    typed: tuple[str, ...]
    title: str = field(compare=False)
    known: bool = field(compare=False, default=True)  # False if the question was left out: the subject may differ


@dataclass(frozen=True, slots=True, repr=False)
class Point(Private):
    """One sitting on one scale. Without `span` there is no score: `absent` says why, where the file has a reason.

    `scale` is the scale of this sitting's version, or None where the version lacks it; `step` is the smallest
    difference between two of its totals. `bands` are those that the span touches. `answered` of the `asked` questions
    have an answer; declined ones have none.
    """

    sitting: int
    date: str
    version: str
    source_hash: str  # hash of the questionnaire's text: a file can be edited without a new version
    administration: Administration
    meant_for: bool
    interpreter: bool
    paper: bool
    status: Status
    subject: Subject
    recall: tuple[str, ...]
    recall_days: int | None
    answered: int
    asked: int
    scale: Scale | None
    reach: Span | None
    step: Decimal
    span: Span | None
    bands: tuple[Band, ...]
    absent: str | None

    @property
    def value(self) -> Decimal | None:
        """The score if only one total is possible, otherwise None."""
        return self.span.value if self.span else None

    @property
    def way(self) -> str:
        """How it was taken: the administration, with `-paper` for answers from a paper form."""
        return f"{self.administration}-paper" if self.paper else self.administration

    @property
    def shape(self) -> tuple[object, ...]:
        """The range and the bands of the scale; empty without one. A chart can only show scores of the same shape."""
        if self.reach is None or self.scale is None:
            return ()
        bands = tuple((band.from_, band.to, band.title) for band in self.scale.bands)
        return (self.reach.low, self.reach.high, bands)


def point(sitting: Sitting, scale_id: str) -> Point:
    """The score of a sitting on the scale with this id."""
    evaluation, questionnaire = sitting.interview.evaluation, sitting.questionnaire
    scale = questionnaire.scale_by_id.get(scale_id)
    score = next((score for score in scoring.score(evaluation) if score.scale.id == scale_id), None)
    asked = sitting.interview.path
    return Point(
        sitting=sitting.number,
        date=sitting.date,
        version=questionnaire.version,
        source_hash=sitting.source_hash,
        administration=sitting.administration,
        meant_for=sitting.meant_for,
        interpreter=sitting.interpreter,
        paper=sitting.paper,
        status=sitting.interview.status,
        subject=subject(questionnaire, evaluation.answers),
        recall=_recall_periods(questionnaire, scale),
        recall_days=questionnaire.recall_days,
        answered=sum(state(evaluation.reply(item)) == "answered" for item in asked),
        asked=len(asked),
        scale=scale,
        reach=reach(questionnaire, scale).span if scale else None,
        step=_step(questionnaire, scale) if scale and scale.reliability else Decimal(1),
        span=score.span if score else None,
        bands=score.bands if score else (),
        absent=scoring.scores_absent(evaluation),
    )


def followed(scales: Iterable[Scale]) -> list[Scale]:
    """The scales that are followed over time, those with bands first."""
    return sorted((scale for scale in scales if scale.is_followed), key=lambda scale: not scale.bands)


def subject(questionnaire: Questionnaire, answers: Answers) -> Subject:
    """What the answers are about, with the words that the person typed for it."""
    chosen = subject_of(questionnaire, answers)
    sources = dict.fromkeys(words.from_ for _, option in chosen for words in option.words.values() if words.from_)
    typed = [str(answer.value) for name in sources if isinstance(answer := answers.get(name), Entered)]
    title = ", ".join(option.text for _, option in chosen) + (f" ({', '.join(typed)})" if typed else "")
    codes = tuple((item.id, option.code) for item, option in chosen)
    asked = any(option.words for item in questionnaire.questions for option in item.options)
    return Subject(codes, tuple(text.casefold() for text in typed), title, bool(codes) or not asked)


def _recall_periods(questionnaire: Questionnaire, scale: Scale | None) -> tuple[str, ...]:
    """The recall periods of the questionnaire and of the scale's questions, in words."""
    leaves = (leaf for criterion in (scale.count_of or () if scale else ()) for leaf in criterion.if_.leaves)
    ids = dict.fromkeys(
        [*(questionnaire.items_of[scale.id] if scale else ()), *(leaf.item for leaf in leaves if leaf.item)]
    )
    items = (questionnaire.by_id[item] for item in ids)
    return tuple(dict.fromkeys([questionnaire.recall, *(item.recall for item in items if item.recall)]))


def _step(questionnaire: Questionnaire, scale: Scale) -> Decimal:
    """The largest number of which all differences between possible totals are multiples."""
    values = [int(value * FINEST) for value in reach(questionnaire, scale).values()]
    return Decimal(gcd(*(later - earlier for earlier, later in pairwise(values))) or FINEST) / FINEST
