"""A plan that scores frames of responses: made once from a questionnaire, for any number of frames. Pure; polars.

Its results are those of `scored_rows` for each response by itself, and have the same columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from screening.bulk.cells import BadCell, CellRules, unread
from screening.bulk.columns import Columns
from screening.bulk.frame import NO, REFUSED, YES, FrameEvaluation
from screening.bulk.replies import DECLINED, NOT_ASKED, OPEN, Replies
from screening.bulk.responses import BadRow
from screening.bulk.scored_rows import (
    BETWEEN,
    CRITICAL,
    MET,
    ROW,
    band_column,
    cut_off_columns,
    names_beside,
    number_column,
    set_column,
)
from screening.bulk.scored_rows import DECLINED as DECLINED_IDS
from screening.bulk.scored_rows import UNANSWERED as OPEN_IDS
from screening.bulk.ticks import Ticks, mark
from screening.engine.arithmetic import Arithmetic, arithmetics
from screening.engine.points import Span
from screening.engine.ranges.attainable import reach
from screening.engine.ranges.reached import AttainableTotals
from screening.model.conditions import Condition
from screening.model.questionnaire import Questionnaire
from screening.model.scales import Band, Scale


@dataclass(frozen=True, slots=True)
class Plan:
    """What reads and scores the frames of one table: its columns are text, and `number_column` numbers them."""

    questionnaire: Questionnaire
    columns: Columns
    replies: dict[str, Replies]

    @classmethod
    def of(cls, questionnaire: Questionnaire, columns: Columns, rules: CellRules) -> Plan:
        """The plan for a table with these columns. Raises TableError, as `CellRules.readers` does."""
        readers = rules.readers(columns)
        replies = {item.id: Replies(item, readers.get(item.id, unread)) for item in questionnaire.questions}
        return cls(questionnaire, columns, replies)

    def schema(self) -> dict[str, type[pl.DataType]]:
        """The names and types of the columns that `score` gives."""
        return result_schema(self.questionnaire, self._passed().values())

    def _number(self) -> str:
        return number_column((*self.columns.answers, *self.columns.passed))

    def _passed(self) -> dict[str, str]:
        return names_beside(self.questionnaire, self.columns.passed)

    def score(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[BadRow]]:
        """The results of the rows that can be read, and what is wrong with the others."""
        read = [(name, item.id, frame[name].fill_null("")) for name, item in self.columns.items]
        read += [(one.name, one.item.id, _marks(frame, one)) for one in self.columns.ticks]
        rows, numbers, bad = frame[self._number()], dict[str, pl.Series](), list[BadRow]()
        for name, id_, cells in read:
            numbers[id_], reasons = self.replies[id_].numbers(cells)
            bad += _bad(name, rows.filter(numbers[id_].is_null()), cells.filter(numbers[id_].is_null()), reasons)
        if bad:
            good = pl.select(pl.all_horizontal(*(column.is_not_null() for column in numbers.values()))).to_series()
            frame = frame.filter(good)
            numbers = {id_: column.filter(good) for id_, column in numbers.items()}
        evaluation = FrameEvaluation(self.questionnaire, self.replies, numbers, frame.height)
        results = [*score_columns(evaluation), critical_column(evaluation), *missing_columns(evaluation)]
        names = {self._number(): ROW} | self._passed()
        found = frame.select(pl.col(name).alias(beside) for name, beside in names.items()).with_columns(results)
        return found, sorted(bad, key=lambda one: one.row)


def _marks(frame: pl.DataFrame, ticks: Ticks) -> pl.Series:
    """The marks of the columns of an item in each row, in one cell."""
    columns = [frame[tick.column].fill_null("") for tick in ticks.columns]
    each = [one.replace_strict({cell: mark(cell) for cell in one.unique()}, return_dtype=pl.String) for one in columns]
    return pl.select(pl.concat_str(*each)).to_series()


def _bad(name: str, rows: pl.Series, cells: pl.Series, reasons: dict[str, BadCell]) -> Iterator[BadRow]:
    for row, cell in zip(rows, cells, strict=True):
        yield from (BadRow(row, *one) for one in reasons[cell].at(name))


def score_columns(evaluation: FrameEvaluation) -> Iterator[pl.Series]:
    """The columns of each scale: value, lowest and highest, bands, cut-offs; null where it has no score."""
    absent = [evaluation.holds(rule.if_) == YES for rule in evaluation.questionnaire.no_scores_if]
    for scale in evaluation.questionnaire.scales:
        hidden = absent if scale.only_if is None else [*absent, evaluation.holds(scale.only_if) == NO]
        for column in _scale_columns(evaluation, scale):
            yield _unless(hidden, column)


def critical_column(evaluation: FrameEvaluation) -> pl.Series:
    """The ids of the critical items that were set off in each row."""
    found = evaluation.questionnaire.critical_items
    return _ids(evaluation, CRITICAL, {one.id: _fires(evaluation.holds(one.if_), one.or_declined) for one in found})


def missing_columns(evaluation: FrameEvaluation) -> tuple[pl.Series, pl.Series]:
    """The ids of the questions without an answer in each row, and of those that were declined: see `scored_rows`."""
    items = evaluation.questionnaire.questions
    may_be = {item.id: evaluation.number(item) != NOT_ASKED for item in items}
    given = {item.id: evaluation.given(item) for item in items}
    return (
        _ids(evaluation, OPEN_IDS, {id_: (one == OPEN) & may_be[id_] for id_, one in given.items()}),
        _ids(evaluation, DECLINED_IDS, {id_: (one == DECLINED) & may_be[id_] for id_, one in given.items()}),
    )


def _fires(held: pl.Series, or_declined: bool) -> pl.Series:
    return (held == YES) | (held == REFUSED) if or_declined else held == YES


def _unless(hidden: list[pl.Series], column: pl.Series) -> pl.Series:
    if not any(one.any() for one in hidden):
        return column
    return pl.select(pl.when(~pl.any_horizontal(*hidden)).then(column).alias(column.name)).to_series()


def _ids(evaluation: FrameEvaluation, name: str, chosen: dict[str, pl.Series]) -> pl.Series:
    """The ids that are chosen in each row, in one cell; null where none is."""
    some = {id_: column for id_, column in chosen.items() if column.any()}
    if not some:
        return pl.Series(name, [None], dtype=pl.String).new_from_index(0, evaluation.height)
    words = [pl.when(column).then(pl.lit(id_)) for id_, column in some.items()]
    joined = pl.concat_str(words, separator=BETWEEN, ignore_nulls=True)
    return pl.select(pl.when(joined != "").then(joined).alias(name)).to_series()


def result_schema(questionnaire: Questionnaire, passed: Iterable[str]) -> dict[str, type[pl.DataType]]:
    """The names and types of the columns of results: the number of the row, what passes through, the scores."""
    return {ROW: pl.UInt32, **dict.fromkeys(passed, pl.String), **dict(_schema(questionnaire))}


# One scale.


def _schema(questionnaire: Questionnaire) -> Iterator[tuple[str, type[pl.DataType]]]:
    for scale in questionnaire.scales:
        points = pl.Int64 if _is_whole(questionnaire, scale) else pl.Float64
        yield from ((f"{scale.id}{end}", points) for end in ("", "_low", "_high"))
        yield from (
            (name, pl.String) for name in (*(name for name, _, _ in _band_sets(scale)), *cut_off_columns(scale))
        )
    yield from ((name, pl.String) for name in (CRITICAL, OPEN_IDS, DECLINED_IDS))


def _band_sets(scale: Scale) -> list[tuple[str, tuple[Band, ...], Condition | None]]:
    """Each column of bands with its bands and whom they are for."""
    found = [(band_column(scale), scale.bands, scale.bands_if)] if scale.bands else []
    return found + [(set_column(scale, one), one.bands, None) for one in scale.band_sets]


def _is_whole(questionnaire: Questionnaire, scale: Scale) -> bool:
    """Whether each score of the scale is a whole number."""
    reached, arithmetic = reach(questionnaire, scale), arithmetics(questionnaire)[scale.id]
    if arithmetic.is_rounded:
        return scale.decimals == 0
    steps = (reached.unit * scale.times, reached.offset * reached.unit * scale.times)
    return all(step == step.to_integral_value() for step in steps)


def _scale_columns(evaluation: FrameEvaluation, scale: Scale) -> list[pl.Series]:
    questionnaire, total = evaluation.questionnaire, evaluation.total(scale)
    read = _Read(scale, arithmetics(questionnaire)[scale.id], reach(questionnaire, scale))
    points = pl.Int64 if _is_whole(questionnaire, scale) else pl.Float64
    low, high, *words = total.each(lambda spans: read.columns(spans, points))
    value = pl.select(pl.when(low == high).then(low).alias(scale.id)).to_series()
    conditions = [condition for _, _, condition in _band_sets(scale)]
    conditions += [cut_off.if_ for cut_off in scale.cut_offs]
    return [value, low, high, *(_where(evaluation, one, word) for one, word in zip(conditions, words, strict=True))]


def _where(evaluation: FrameEvaluation, condition: Condition | None, column: pl.Series) -> pl.Series:
    """The column where the condition holds, and nothing elsewhere."""
    if condition is None:
        return column
    return pl.select(pl.when(evaluation.holds(condition) == YES).then(column).alias(column.name)).to_series()


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read from the totals of a scale: its score, band and cut-offs, as for one response."""

    scale: Scale
    arithmetic: Arithmetic
    reached: AttainableTotals

    def columns(self, totals: list[Span], points: type[pl.DataType]) -> list[pl.Series]:
        """A column for the lowest score, the highest, the bands and each cut-off."""
        whole = self.reached.totals
        kept = [Span(max(one.low, whole.low), min(one.high, whole.high)) for one in totals]
        number = int if points is pl.Int64 else float
        ends = [
            [number(self.arithmetic.score(end)) for end in side]
            for side in ((s.low for s in kept), (s.high for s in kept))
        ]
        found = [
            pl.Series(f"{self.scale.id}_low", ends[0], dtype=points),
            pl.Series(f"{self.scale.id}_high", ends[1], dtype=points),
        ]
        for name, bands, _ in _band_sets(self.scale):
            found.append(pl.Series(name, [self._touched(bands, one) for one in kept], dtype=pl.String))
        for name, cut_off in zip(cut_off_columns(self.scale), self.scale.cut_offs, strict=True):
            found.append(pl.Series(name, [MET[self.arithmetic.met(cut_off, one)] for one in kept], dtype=pl.String))
        if not self.reached.bits:
            return [one.clear(len(one)) for one in found]
        return found

    def _touched(self, bands: tuple[Band, ...], total: Span) -> str | None:
        touched = [band for band in bands if self.arithmetic.touches(band, total)]
        return BETWEEN.join(band.id for band in sorted(touched, key=lambda band: band.from_)) or None
