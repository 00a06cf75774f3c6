"""Score a table one response at a time: of any kind, from any source, without another package."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOBase
from pathlib import Path
from typing import TextIO

from screening.app.context import UsageError
from screening.bulk.cells import CellRules
from screening.bulk.responses import Table, from_csv, from_ndjson, keys_in
from screening.bulk.scored_rows import result_cells
from screening.bulk.writing import Row
from screening.cli.table_tally import Tally
from screening.engine.evaluation import Evaluation
from screening.loading.ordinary_file import NotOrdinary
from screening.model.questionnaire import Questionnaire
from screening.text import shown_path


@contextmanager
def opened(path: str) -> Iterator[TextIO]:
    """The table as text; `-` is standard input. A byte that is no UTF-8 spoils only its cell. Raises UsageError."""
    if path == "-":
        if sys.stdin is None:
            raise UsageError("Standard input is closed. Give a file.")
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape", newline="")  # type: ignore[union-attr]
        yield sys.stdin
        return
    try:
        place = Path(path).expanduser()
        if not place.is_file():
            raise NotOrdinary
        file = place.open(encoding="utf-8", errors="surrogateescape", newline="")
    except (OSError, ValueError, RuntimeError):
        raise UsageError(f"{shown_path(path)} cannot be read. Give a file with a table, or - for input.") from None
    with file:
        yield file


def table_in(questionnaire: Questionnaire, lines: Iterable[str], rules: CellRules, named: Mapping[str, str]) -> Table:
    """The table, as lines of FHIR or other JSON where it begins so, and as CSV otherwise. Raises TableError."""
    place = lines.tell() if isinstance(lines, TextIOBase) and lines.seekable() else None
    rest = iter(lines)
    first = next(rest, "")
    every = itertools.chain([first] if first else [], rest)
    if is_fhir(first):
        from screening.bulk.fhir_lines import from_fhir  # other tables have no need of it

        return from_fhir(questionnaire, every)
    if is_json(first):
        if not isinstance(lines, TextIOBase) or place is None:
            return from_ndjson(questionnaire, every)
        keys = keys_in(questionnaire, every)
        lines.seek(place)
        return from_ndjson(questionnaire, lines, keys)
    return from_csv(questionnaire, every, rules, named)


def is_json(first: str) -> bool:
    """Whether a table that begins with this line has its answers as JSON in lines."""
    return first.lstrip("\ufeff").startswith("{")


def is_fhir(first: str) -> bool:
    """Whether these are resources of FHIR."""
    return is_json(first) and '"resourceType"' in first


def scored(questionnaire: Questionnaire, table: Table, tally: Tally) -> Iterator[Row]:
    """The rows of scores; what is bad is counted and left out."""
    for response in table.responses:
        if response.problems:
            tally.add(0, 1, response.problems)
            continue
        tally.add(1)
        yield (response.row, *response.passed, *result_cells(Evaluation(questionnaire, response.answers)))
