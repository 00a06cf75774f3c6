"""Write the codebook of a table as CSV: each column, and what each id and code in it means. Pure.

It stands beside the table, holds nothing of a client, and covers the versions of the questionnaires that the table has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from screening.engine.look_first import title_of
from screening.formats.answers_csv import AnswerRow
from screening.formats.csv_cells import Cell, csv_text
from screening.formats.sitting_cells import SittingRow, columns_of
from screening.model.content import Interface
from screening.model.questionnaire import Administration, Option, Questionnaire
from screening.reports.wording import blank, number

COLUMNS = ("column", "questionnaire", "version", "of", "value", "meaning", "points")
STATES = ("answered", "declined", "not-asked", "unanswered")
STATUSES = ("completed", "stopped", "in-progress")

Entry = tuple[Cell, ...]


def codebook_csv(
    kind: type[SittingRow], forms: Iterable[Questionnaire], words: Interface, *, mark: bool = False
) -> str:
    """The codebook of a table with rows of this kind, made from sittings with these questionnaires.

    `of` is the question or the scale that a value belongs to. `mark` as in `csv_text`.
    """
    each_once = {(form.id, form.version): form for form in forms}.values()
    rows = [*_columns(kind, words), *(row for form in each_once for row in _form(form))]
    rows += (row for form in each_once for row in (_answers(form) if kind is AnswerRow else _scores(form, words)))
    return csv_text(COLUMNS, rows, mark=mark)


def _columns(kind: type[SittingRow], words: Interface) -> Iterator[Entry]:
    """Each column, and the values that are the same for every questionnaire."""
    fixed = {"administration": ("way", get_args(Administration)), "status": ("status", STATUSES)}
    fixed |= {"state": ("value", STATES)}
    for name in columns_of(kind):
        yield (name, "", "", "", "", words.say(f"column-{name.replace('_', '-')}"), None)
        sentence, values = fixed.get(name, ("", ()))
        yield from ((name, "", "", "", value, words.say(f"{sentence}-{value}").rstrip("."), None) for value in values)


def _form(form: Questionnaire) -> Iterator[Entry]:
    """The questionnaire, what it can be about, and what is looked at first."""
    yield _entry("questionnaire", form, "", form.id, form.title)
    for item in form.questions:
        yield from (_entry("subject", form, item.id, one.code, one.text) for one in item.options if one.words)
    flags = [(one.id, title_of(one)) for one in form.critical_items]
    flags += [(one.id, one.title) for one in form.look_first]
    yield from (_entry("look_first", form, "", id_, title) for id_, title in flags)


def _scores(form: Questionnaire, words: Interface) -> Iterator[Entry]:
    for scale in form.scales:
        yield _entry("scale", form, "", scale.id, scale.title)
        for band in scale.bands:
            said = words.say("band-name", title=band.title, low=number(band.from_), high=number(band.to))
            yield _entry("bands", form, scale.id, band.id, said)


def _answers(form: Questionnaire) -> Iterator[Entry]:
    for item in form.questions:
        yield _entry("item", form, "", item.id, blank(form, item.ask))
        yield from (_entry("codes", form, item.id, one.code, blank(form, one.text), one) for one in item.options)


def _entry(column: str, form: Questionnaire, of: str, value: str, meaning: str, option: Option | None = None) -> Entry:
    points = option.score if option is not None and not isinstance(option.score, str) else None
    return (column, form.id, form.version, of, value, meaning, points)
