"""Export answers as CSV: one row for each question of each sitting. Pure. Typed words are not in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from screening.formats.sitting_cells import SittingCells, SittingRow, cells_of, table_csv
from screening.model.answers import Chosen, Entered, Reply, state
from screening.model.questionnaire import Item
from screening.records.client_file import Sitting
from screening.reports.wording import blank


@dataclass(frozen=True, slots=True, repr=False)
class AnswerRow(SittingRow):
    """One question of one sitting. `state` is answered, declined, not-asked or unanswered.

    `codes` are those of the chosen options, with blanks between them. `number` is a number that was entered. `points`
    are those that the file gives the chosen options, before a scale reverses or multiplies them; empty where an option
    has none.
    """

    item: str = ""
    label: str = ""
    state: str = ""
    codes: str = ""
    number: Decimal | None = None
    points: Decimal | None = None


def answer_rows_of(code: str, sitting: Sitting) -> Iterator[AnswerRow]:
    """The rows of one sitting of the client with this code, in the order of the questions."""
    of, form, evaluation = cells_of(code, sitting), sitting.questionnaire, sitting.interview.evaluation
    return (_row(of, item, blank(form, item.label or ""), evaluation.reply(item)) for item in form.questions)


def _row(of: SittingCells, item: Item, label: str, reply: Reply) -> AnswerRow:
    codes = reply.codes if isinstance(reply, Chosen) else ()
    entered = reply.value if isinstance(reply, Entered) else None
    return AnswerRow(
        of,
        item=item.id,
        label=label,
        state=state(reply),
        codes=" ".join(codes),
        number=Decimal(entered) if item.type == "number" and entered is not None else None,
        points=_points(item, codes),
    )


def _points(item: Item, codes: Iterable[str]) -> Decimal | None:
    found = [item.by_code[code].score for code in codes]
    points = [score for score in found if isinstance(score, Decimal)]
    return sum(points, Decimal(0)) if points and len(points) == len(found) else None


def answers_csv(rows: Iterable[AnswerRow], *, mark: bool = False) -> str:
    """The rows as a CSV file with a line of column names; with `mark` a byte order mark stands before them."""
    return table_csv(AnswerRow, rows, mark=mark)
