"""Read a table as responses, one at a time: each with its answers, or with what is wrong in its row. Pure.

Lines come in and responses come out, so that a table of any size is never whole in memory.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter

from screening.bulk.cells import BadCell, CellRules, Read
from screening.bulk.columns import Columns, TableError, match
from screening.bulk.ticks import Ticks, mark
from screening.engine.accepting import collected
from screening.model.answers import Answer, Answers, Private
from screening.model.questionnaire import Questionnaire

SEPARATORS = ",;\t"
ANSWERS = "answers"  # the key of a line of JSON
NO_OBJECT = "This is no JSON object with `answers`."
MOST_KEYS = 1000  # of lines of JSON: each becomes a column
MOST_HEADER_LINES = 1_000  # over which names in quotes may run
_IN_QUOTES = re.compile(r'(?:(?<=[,;\t])|\A)"(?:[^"]|"")*"')
_OPEN = re.compile(r'(?:(?<=[,;\t])|\A)"')
Cell = Callable[[list[str]], str]  # what takes a cell from those of a row


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be scored: its number, the column (empty for the whole row), and the reason.

    Rows of CSV count as in a spreadsheet, from 2; lines of JSON and rows of Parquet from 1.
    """

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Response(Private):
    """One row: its number, what passes through, and its answers; or, in their place, what is wrong with it."""

    row: int
    passed: tuple[object, ...]
    answers: Answers
    problems: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The columns that pass through, the ids of the items that no column is for, and the responses.

    Lines of JSON and of FHIR have no columns, so `missing` is empty for them.
    """

    passed: tuple[str, ...]
    missing: tuple[str, ...]
    responses: Iterator[Response]


# CSV.


def from_csv(questionnaire: Questionnaire, lines: Iterable[str], rules: CellRules, named: Mapping[str, str]) -> Table:
    """The responses in lines of CSV; commas, semicolons or tabs stand between its cells. Raises TableError."""
    rest = iter(lines)
    header, separator = header_in(rest)
    columns = match(questionnaire, header, named)
    reading = _reading(columns, header, rules)
    found = _numbered(csv.reader(rest, delimiter=separator))
    return Table(columns.passed, columns.without(questionnaire), (reading.response(row, cells) for row, cells in found))


def header_in(lines: Iterator[str]) -> tuple[list[str], str]:
    """The names of the columns, and what stands between cells; the lines go on below it. A name in quotes may have line
    breaks. Raises TableError where a quote stays open.
    """
    text, bare = "", '"'
    for line in itertools.islice(lines, MOST_HEADER_LINES):
        text += line if text else line.removeprefix("\ufeff")
        bare = _IN_QUOTES.sub("", text)
        if not _OPEN.search(bare):
            break
    if text and _OPEN.search(bare):
        raise TableError("The first line opens a quote that does not close. Close it, or remove it.")
    separator = max(SEPARATORS, key=bare.count)
    return next(csv.reader([text], delimiter=separator), []), separator


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is read from a row of CSV: how many cells it has, those that pass through, those that hold answers."""

    width: int
    passed: tuple[int, ...]
    items: tuple[tuple[Cell, str, str, Read], ...]  # where, the name of the column, the id of the item, how

    def response(self, row: int, cells: list[str] | str) -> Response:
        if isinstance(cells, str):
            return _bad(row, cells)
        if len(cells) != self.width:
            return Response(row, (), {}, (odd_row(row, len(cells), self.width),))
        answers, problems = dict[str, Answer](), list[BadRow]()
        for cell, name, id_, read in self.items:
            try:
                if (answer := read(cell(cells))) is not None:
                    answers[id_] = answer
            except BadCell as slip:
                problems += (BadRow(row, *one) for one in slip.at(name))
        return Response(row, tuple(cells[at] for at in self.passed), answers, tuple(problems))


def _reading(columns: Columns, header: list[str], rules: CellRules) -> _Reading:
    read = rules.readers(columns)
    items = [(itemgetter(header.index(name)), name, item.id, read[item.id]) for name, item in columns.items]
    ticked = [(_marks(header, one), one.name, one.item.id, read[one.item.id]) for one in columns.ticks]
    return _Reading(len(header), tuple(map(header.index, columns.passed)), (*items, *ticked))


def _marks(header: list[str], ticks: Ticks) -> Cell:
    """What puts the marks of the columns of an item in one cell."""
    places = [header.index(tick.column) for tick in ticks.columns]
    return lambda cells: "".join(mark(cells[at]) for at in places)


def odd_row(row: int, cells: int, width: int) -> BadRow:
    """That a row has so many cells, and the first line another number of them."""
    return BadRow(row, "", f"It has {cells} cells, and the first line has {width}.")


def _bad(row: int, reason: str) -> Response:
    """A row that cannot be read at all."""
    return Response(row, (), {}, (BadRow(row, "", reason),))


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | str]]:
    """The rows below the header with their numbers; a sentence in place of a row that is no CSV. Empty lines go."""
    row = 1
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield row, "This is no row of CSV: a quote is missing, or a cell is too long."
            continue
        if cells:
            yield row, cells


# JSON, one document in each line.


class _BadLine(Exception):
    """A line that is no response. The message says why, and quotes nothing but names that the questionnaire has."""


def keys_in(questionnaire: Questionnaire, lines: Iterable[str]) -> tuple[str, ...]:
    """The keys beside `answers` that some line has, for `from_ndjson`. Raises TableError where they are too many."""
    keys = dict[str, None]()
    for line in lines:
        with suppress(_BadLine):
            keys |= dict.fromkeys(_object(questionnaire, line))
        if len(keys) > MOST_KEYS:
            raise TableError(f"The lines have more than {MOST_KEYS:,} different keys. Leave out those of one line.")
    return tuple(key for key in keys if key != ANSWERS)


def from_ndjson(questionnaire: Questionnaire, lines: Iterable[str], keys: tuple[str, ...] | None = None) -> Table:
    """The responses in lines of JSON, each with `answers` as in an answers file; its other keys pass through.

    `keys` are those of all lines. Without them a line may have no key that the first one lacks.
    """
    rest = iter(enumerate(lines, 1))
    first = next(rest, None)
    if first is None:
        raise TableError("The file is empty. Each line must be a JSON object with `answers`.")
    try:
        begin = _object(questionnaire, first[1])
    except _BadLine as slip:
        raise TableError(
            f'Line 1: {slip} Each line must be one such as {{"id": 1, "answers": {{"q1": "never"}}}}. '
            "A QuestionnaireResponse of FHIR must stand on one line as well."
        ) from None
    passed = tuple(key for key in begin if key != ANSWERS) if keys is None else keys

    def responses() -> Iterator[Response]:
        yield _from_object(questionnaire, *first, passed)
        for row, line in rest:
            if line.strip():
                yield _from_object(questionnaire, row, line, passed)

    return Table(passed, (), responses())


def _object(questionnaire: Questionnaire, line: str) -> dict[str, object]:
    """The object in a line, with its answers. Raises _BadLine."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = Counter(name for name, _ in pairs)
            known = [f"`{one}`" for one in (ANSWERS, *questionnaire.by_id) if names[one] > 1]
            raise _BadLine(f"{', '.join(known) or 'A key that is not known'}: it stands twice.")
        return found

    try:
        found = json.loads(line.removeprefix("\ufeff"), object_pairs_hook=once, parse_constant=_never)
    except (ValueError, RecursionError):
        raise _BadLine(NO_OBJECT) from None
    if not isinstance(found, dict) or not isinstance(found.get(ANSWERS), dict):
        raise _BadLine(NO_OBJECT)
    return found


def _never(_: str) -> object:
    """What is no number in JSON, such as NaN."""
    raise ValueError


def _from_object(questionnaire: Questionnaire, row: int, line: str, keys: tuple[str, ...]) -> Response:
    try:
        found = _object(questionnaire, line)
    except _BadLine as slip:
        return _bad(row, str(slip))
    if {*found} - {*keys, ANSWERS}:
        return _bad(row, "It has a key that the first line lacks. Only a file may have such lines, and no other input.")
    given = found[ANSWERS]
    answers, problems = collected(questionnaire, given if isinstance(given, dict) else {})
    return Response(
        row, tuple(found.get(key) for key in keys), answers, tuple(BadRow(row, "", one) for one in problems)
    )
