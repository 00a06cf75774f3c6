"""The answers before they are scored, as a table of short labels and answers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from screening.conversation.entering import number_of
from screening.engine.interview import Interview
from screening.formats.render import Line
from screening.model.answers import Gap, state
from screening.model.content import Interface
from screening.reports.wording import answer_in_words
from screening.text import width, wrap

GAP = "  "
WIDE = 72  # columns of a window in which two columns are readable


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer: the number of its question, the label or the question itself, and the answer in words."""

    number: str
    label: str
    answer: str


def entries_of(interview: Interview, words: Interface, *, hides: bool, entering: bool = False) -> Iterator[Entry]:
    """The questions that were asked, with their answers; `hides`: only whether there is one. `entering`: with the
    numbers that they have on paper.
    """
    for at, item in enumerate(interview.path, 1):
        number = number_of(interview.questionnaire, item, words) if entering else str(at)
        answer = interview.answers.get(item.id, Gap.OPEN)
        if hides:
            hidden = {"answered": "review-hidden", "declined": "sign-skipped"}.get(state(answer), "sign-open")
            shown = words.say(hidden)
        else:
            shown = answer_in_words(item, answer, words, interview.fill)
        yield Entry(number, interview.fill(item.name), shown)


def in_lines(entries: Sequence[Entry], columns: int) -> list[Line]:
    """An entry on each line, number, label and answer; what is too long for that goes on below."""
    return [Line(line) for entry in entries for line in wrap(_said(entry), columns, "", "    ")]


def in_table(entries: Sequence[Entry], columns: int) -> list[Line]:
    """The entries with labels and answers below each other: in two columns in a wide window, else in one, or in lines.

    Where questions have no label, no table would be readable: then they are in lines.
    """
    if columns >= WIDE and all(width(entry.label) <= columns // 2 - 5 for entry in entries):
        half, room = (len(entries) + 1) // 2, (columns - len(GAP)) // 2
        left, right = _column(entries[:half], room), _column(entries[half:], room)
        both = zip_longest(left, right, fillvalue="")
        return [Line(f"{one}{' ' * (room - width(one))}{GAP}{other}".rstrip()) for one, other in both]
    aligned = _column(entries, columns)
    if len(aligned) == len(entries) and max(map(width, aligned), default=0) <= columns:
        return [Line(row) for row in aligned]
    return in_lines(entries, columns)


def _column(entries: Sequence[Entry], room: int) -> list[str]:
    """The entries in lines of `room` columns, answers below each other; an answer without room below its label."""

    def fits(entry: Entry, wide: int) -> bool:
        return width(entry.label) <= wide and 5 + wide + len(GAP) + width(entry.answer) <= room

    wide = max(
        {width(entry.label) for entry in entries},
        key=lambda one: (sum(fits(entry, one) for entry in entries), -one),
        default=0,
    )
    rows: list[str] = []
    for entry in entries:
        start = f"{entry.number:>3}{GAP}{entry.label}"
        if fits(entry, wide):
            rows.append(f"{start}{' ' * (5 + wide - width(start))}{GAP}{entry.answer}")
        else:
            rows += [start, *wrap(entry.answer, room, " " * (5 + len(GAP)))]
    return rows


def _said(entry: Entry) -> str:
    """A question ends as a sentence does; a label is told apart from its answer."""
    end = "" if entry.label.endswith(("?", ".", "!")) else ":"
    return f"{entry.number}. {entry.label}{end} {entry.answer}"
