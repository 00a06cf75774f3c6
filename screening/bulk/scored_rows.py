"""The scores of one response as a row of a table. Pure.

For each scale: its value, empty while more than one total is possible; the lowest and highest total; the band, or all
that are possible, also of each further set of bands; a column for each cut-off. Then the critical items, and what has
no answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from screening.engine import scoring
from screening.engine.evaluation import Evaluation
from screening.engine.scoring import ScaleScore
from screening.model.answers import Declined, Gap
from screening.model.questionnaire import Questionnaire
from screening.model.scales import BandSet, CutOff, Scale

Cell = Decimal | str | None
MET = {True: "yes", False: "no", None: None}
CRITICAL, UNANSWERED, DECLINED = "critical", "unanswered", "declined"
BETWEEN = ";"  # between ids in one cell
ROW = "row"  # the first column: the number of the row in the table that was read
GIVEN = "given_"  # stands before the name of a column of the table that is named as a result


def result_columns(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The names of the columns, in the order in which `result_cells` gives them."""
    scales = (name for scale in questionnaire.scales for name in _scale_columns(scale))
    return (*scales, CRITICAL, UNANSWERED, DECLINED)


def number_column(header: Collection[str]) -> str:
    """The name of the column with the numbers of rows in frames of a table with these columns: `row` if it is free."""
    name = ROW
    while name in header:
        name += "_"
    return name


def names_beside(questionnaire: Questionnaire, passed: Sequence[str]) -> dict[str, str]:
    """The names that columns of the table have beside the results, by those that they have there: `given_t1` for `t1`
    where `t1` is the name of a result.
    """
    results, found = {ROW, *result_columns(questionnaire)}, dict[str, str]()
    taken = {*results, *passed}
    for name in passed:
        beside = name
        while beside in results or (beside != name and beside in taken):
            beside = GIVEN + beside
        taken.add(beside)
        found[name] = beside
    return found


def _scale_columns(scale: Scale) -> Iterator[str]:
    yield from (scale.id, f"{scale.id}_low", f"{scale.id}_high")
    if scale.bands:
        yield band_column(scale)
    yield from (set_column(scale, one) for one in scale.band_sets)
    yield from cut_off_columns(scale)


def band_column(scale: Scale) -> str:
    """The name of the column of its bands."""
    return f"{scale.id}_band"


def set_column(scale: Scale, bands: BandSet) -> str:
    """The name of the column of a further set of bands."""
    return f"{scale.id}_{bands.id}_band"


def cut_off_columns(scale: Scale) -> list[str]:
    """A name for each cut-off by its limit; where one has that name already, with its number as well."""
    names = list[str]()
    for number, cut_off in enumerate(scale.cut_offs, 1):
        name = f"{scale.id}_{_limit(cut_off)}"
        names.append(f"{name}_{number}" if name in names else name)
    return names


def _limit(cut_off: CutOff) -> str:
    side = "from" if cut_off.at is not None else "to"
    return f"{side}_{cut_off.limit.normalize():f}"


def result_cells(evaluation: Evaluation) -> tuple[Cell, ...]:
    """The cells of one response. All of a scale are empty where it has no score."""
    questionnaire = evaluation.questionnaire
    scored = {score.scale.id: score for score in scoring.score(evaluation)}
    scales = (cell for scale in questionnaire.scales for cell in _scale_cells(scale, scored.get(scale.id)))
    critical = BETWEEN.join(item.id for item in scoring.critical(evaluation))
    return (*scales, critical or None, *_without_answer(evaluation))


def _scale_cells(scale: Scale, score: ScaleScore | None) -> Iterator[Cell]:
    if score is None:
        yield from (None,) * len([*_scale_columns(scale)])
        return
    yield from (score.value, score.span.low, score.span.high)
    if scale.bands:
        yield BETWEEN.join(band.id for band in score.bands) or None
    yield from (BETWEEN.join(band.id for band in bands) or None for _, bands in score.band_sets)
    met = {id(cut_off): MET[met] for cut_off, met in score.cut_offs}
    yield from (met.get(id(cut_off)) for cut_off in scale.cut_offs)


def _without_answer(evaluation: Evaluation) -> tuple[Cell, Cell]:
    """The ids of the questions without an answer, and of those that were declined: of all that are asked or may be.

    Where that is open, an answer does not count, but the question has one.
    """
    replies = [(item.id, evaluation.reply(item)) for item in evaluation.questionnaire.questions]
    replies = [(id_, evaluation.answers.get(id_, reply) if reply is Gap.OPEN else reply) for id_, reply in replies]
    unanswered = BETWEEN.join(id_ for id_, reply in replies if reply is Gap.OPEN)
    declined = BETWEEN.join(id_ for id_, reply in replies if isinstance(reply, Declined))
    return unanswered or None, declined or None
