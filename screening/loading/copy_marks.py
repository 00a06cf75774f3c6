"""Tell what is wrong in a repeat once, and not for each of its copies. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from screening.loading.nodes import entries
from screening.loading.yaml_reader import Loc, Node

_PIECES = ("items", "scales")  # keys of a repeat, and of the file that its copies are in
_Place = tuple[int, int]


class Mark(Protocol):
    """Something to say about a place of a file: its kind, and the way to the place."""

    @property
    def loc(self) -> Loc: ...

    @property
    def kind(self) -> str: ...


Found = TypeVar("Found", bound=Mark)
_Spot = tuple[_Place, _Place, str, object]


def told_once(root: Node, marks: Iterable[Found]) -> Iterator[Found]:
    """The marks without those that only say of another copy what was said of the first."""
    written, seen = _written(root), set[_Spot]()
    for mark in marks:
        found = _spot(root, mark, written) if written else None
        if found is None or found not in seen:
            yield mark
        if found is not None:
            seen.add(found)


def of_every_copy(root: Node, marks: Iterable[Found]) -> Iterator[Found]:
    """The marks without those that are true of some copies and not of all."""
    written, listed = _written(root), list(marks)
    spots = [_spot(root, mark, written) for mark in listed]
    count = Counter(found for found in spots if found is not None)
    for mark, found in zip(listed, spots, strict=True):
        if found is None or count[found] >= written[found[0]]:
            yield mark


def _written(root: Node) -> Counter[_Place]:
    """Where each item and scale of a repeat is written, and how many copies it has."""
    pieces = (one for node in entries(root, "repeat") for key in _PIECES for one in entries(node, key))
    count = Counter({_place(one): 0 for one in pieces})
    count.update(place for key in _PIECES for one in entries(root, key) if (place := _place(one)) in count)
    return count


def _spot(root: Node, mark: Mark, written: Counter[_Place]) -> _Spot | None:
    """What the marks on all copies have in common; nothing for a mark on what is no copy."""
    entry = _place(root.at(mark.loc[:2]))
    if entry not in written or mark.loc[0] not in _PIECES:
        return None
    return entry, _place(root.at(mark.loc)), mark.kind, getattr(mark, "severity", None)


def _place(node: Node) -> _Place:
    return node.line, node.column
