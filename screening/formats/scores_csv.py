"""Export scores as CSV: one row for each scale of each sitting. Pure. It has no answers and no typed words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from screening.engine import scoring
from screening.engine.scoring import ScaleScore
from screening.formats.sitting_cells import SittingCells, SittingRow, cells_of, table_csv
from screening.model.answers import Gap
from screening.records.client_file import Sitting


@dataclass(frozen=True, slots=True, repr=False)
class ScoreRow(SittingRow):
    """One scale of one sitting. A sitting whose questionnaire gives no scores has one row without a scale, and
    `no_scores_because` says why.

    `total` counts the questions of the scale that were asked, `answered` those of them that have an answer.
    """

    scale: str = ""
    scale_title: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    value: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    bands: str = ""
    answered: int | None = None
    total: int | None = None
    no_scores_because: str = ""


def rows_of(code: str, sitting: Sitting) -> Iterator[ScoreRow]:
    """The rows of one sitting of the client with this code."""
    evaluation, of = sitting.interview.evaluation, cells_of(code, sitting)
    if absent := scoring.scores_absent(evaluation):
        yield ScoreRow(of, no_scores_because=absent)
    yield from (_row(of, score) for score in scoring.score(evaluation))


def _row(of: SittingCells, score: ScaleScore) -> ScoreRow:
    asked = [share for share in score.shares if share.state != Gap.NOT_ASKED.value]
    return ScoreRow(
        of,
        scale=score.scale.id,
        scale_title=score.scale.title,
        low=score.span.low,
        high=score.span.high,
        value=score.value,
        minimum=score.reach.low,
        maximum=score.reach.high,
        bands=" ".join(band.id for band in score.bands),
        answered=sum(share.state == "answered" for share in asked),
        total=len(asked),
    )


def scores_csv(rows: Iterable[ScoreRow], *, mark: bool = False) -> str:
    """The rows as a CSV file with a line of column names; with `mark` a byte order mark stands before them."""
    return table_csv(ScoreRow, rows, mark=mark)
