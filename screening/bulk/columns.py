"""Which column of a table holds the answers to which item. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from screening.bulk.ticks import Ticks, field_in, ticks_in
from screening.errors import ScreeningError
from screening.interchange.redcap.names import RedcapNames
from screening.model.questionnaire import Item, Questionnaire
from screening.text import clean, hint

# How files that are no table begin, where a byte that is no UTF-8 is half of a surrogate pair.
WORKBOOKS = ("PK\x03\x04", "\udcd0\udccf\x11")
UTF_16 = ("\udcff\udcfe", "\udcfe\udcff")
SHOWN = 5  # names that a sentence lists before it says how many more there are


class TableError(ScreeningError):
    """The whole table is refused: its header, or a setting, does not fit the questionnaire. Holds every problem."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns with answers, each with its item, and the columns that pass through, in the order of the table.

    `ticks` are the items that have a column for each option.
    """

    items: tuple[tuple[str, Item], ...]
    passed: tuple[str, ...]
    ticks: tuple[Ticks, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """The names of all columns with answers."""
        return (*(name for name, _ in self.items), *(tick.column for one in self.ticks for tick in one.columns))

    def without(self, questionnaire: Questionnaire) -> tuple[str, ...]:
        """The ids of the items that no column is for: unanswered in every row."""
        held = {item.id for _, item in self.items} | {one.item.id for one in self.ticks}
        return tuple(item.id for item in questionnaire.questions if item.id not in held)


def match(questionnaire: Questionnaire, header: Sequence[str], named: Mapping[str, str]) -> Columns:
    """The columns of this header. A column is for the item whose `link` it is, letter by letter, whose id it has, in
    capitals or not, or that `named` gives.

    Where no item has either, the name that the item has in another format is looked for, and its codes there: its
    `link`, LOINC code or `coding`, and the name that REDCap has for it. `named` maps names of columns to ids, or what
    stands before `___` where each option has a column. Raises TableError.
    """
    problems = [*_faults(questionnaire, header, named)]
    if problems:
        raise TableError(*problems)
    ids = {item.id.casefold(): item for item in questionnaire.questions}
    links = {item.link: item for item in questionnaire.questions if item.link}
    known = _foreign(questionnaire) | ids

    def item_of(name: str) -> Item | None:
        if name in named:
            return ids[_id(named[name])]
        return links.get(name.strip()) or known.get(_id(name))

    items = tuple((name, item) for name in header if (item := item_of(name)) is not None)
    rest = [name for name in header if item_of(name) is None]
    ticks = tuple(ticks_in(rest, item_of, RedcapNames(questionnaire)))
    found = Columns(items, (), ticks)
    if problems := [*_misfits(found)]:
        raise TableError(*problems)
    if not found.answers:
        raise TableError(
            f"No column is an item of this questionnaire. The first line must name items: {listed([*ids])}. "
            "Or a file says which column is which: --columns FILE."
        )
    answers = {*found.answers}
    return replace(found, passed=tuple(name for name in rest if name not in answers))


def _id(typed: str) -> str:
    """An id as it is looked for, whatever its capitals."""
    return typed.strip().casefold()


def _no_table(header: Sequence[str]) -> str:
    """That this is another kind of file, by how it begins; empty where it may be a table."""
    first = header[0] if header else ""
    if first.startswith(WORKBOOKS):
        return "This is a workbook. Save the sheet as CSV in UTF-8, and give that file."
    if first.startswith("PAR1"):
        return "This is Parquet, which is read from a file only, and not from other input."
    if first.startswith(UTF_16) or any("\0" in name for name in header):
        return "The table is not written in UTF-8. Save it again as CSV in UTF-8: Unicode text of Excel is UTF-16."
    if first.casefold().startswith("sep="):
        return "The first line is `sep=`, which only Excel knows. Remove it: the first line must name the columns."
    return ""


def _misfits(found: Columns) -> Iterator[str]:
    """What is wrong with the columns of items together."""
    items = [item for _, item in found.items] + [one.item for one in found.ticks]
    twice = [item.id for item, count in Counter(items).items() if count > 1]
    if twice:
        yield f"More than one column is for {listed(twice)}. Give each item one column."
    for one in found.ticks:
        if one.missing:
            yield f"{one.item.id}: each of its options needs a column. The table has none named {listed(one.missing)}."


def _foreign(questionnaire: Questionnaire) -> dict[str, Item]:
    """The items by the names and codes that they have elsewhere; without those that two items share.

    A name that REDCap would have for an item is for this item where no item has it elsewhere.
    """
    names = [(name.casefold(), item) for item in questionnaire.questions for name in _names_elsewhere(item)]
    shared = Counter(name for name, _ in names)
    fields = {field: questionnaire.by_id[id_] for id_, field in RedcapNames(questionnaire).fields.items()}
    in_redcap = {name: item for name, item in fields.items() if item.type != "note" and name not in shared}
    return in_redcap | {name: item for name, item in names if shared[name] == 1}


def _names_elsewhere(item: Item) -> set[str]:
    return {name for name in (item.link, item.loinc, *(one.code for one in item.coding)) if name}


def _faults(questionnaire: Questionnaire, header: Sequence[str], named: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the header and the names by themselves."""
    if kind := _no_table(header):
        yield kind
        return
    if (nameless := sum(1 for name in header if not name.strip())) > 1:
        yield f"The first line has {nameless} columns without a name. Name or remove them."
    twice = [name for name, count in Counter(header).items() if count > 1 and name.strip()]
    if twice:
        yield f"The first line names a column twice: {listed(twice)}. Give each column its own name."
    ids = [item.id for item in questionnaire.questions]
    fields = {*header, *map(field_in, header)}
    for name, id_ in named.items():
        if name not in fields:
            yield f"--columns: the table has no column {listed([name])}. {hint(name, header)}".rstrip()
        if _id(id_) not in map(str.casefold, ids):
            yield f"--columns: there is no item {listed([id_])}. {hint(id_, ids)}".rstrip()


def listed(names: Sequence[str]) -> str:
    """The first names of a list as a sentence shows them, and how many more there are."""
    shown = ", ".join(f"`{clean(name)[:40]}`" for name in names[:SHOWN])
    more = len(names) - SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
