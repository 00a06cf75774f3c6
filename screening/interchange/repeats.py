"""Write what FHIR asks for each of several answers as a `repeat` of ours, where our file can say the same. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from screening.interchange.names import Names, free_name
from screening.interchange.remarks import Remark, remark
from screening.interchange.yaml_text import Tree, rows

Nested = Mapping[str, tuple[str, ...]]  # by the id of an item, the questions with several answers that it stands in

_PLACE = ("inside", "group")
_MOST_COPIES = 200  # of one repeat: far below what a file of ours may hold
_LONGEST_LABEL = 200
_NAMES_THERE = ("link", "coding", "was", *_PLACE)  # a copy has none: each would have the same
_BRACES = re.compile(r"\{\s*[\w-]+\s*\}")


def with_repeats(tree: Tree, nested: Nested, names: Names) -> tuple[Tree, tuple[Remark, ...]]:
    """The file with its repeats, and what there is to say.

    What anything outside reads stays as it is, and is asked once: a repeat has no one answer that could be read.
    """
    made, said = dict(tree), list[Remark]()
    for holder in dict.fromkeys(holders[0] for holders in nested.values()):
        inner = {id_ for id_, holders in nested.items() if holders[0] == holder}
        repeat = _repeat(made, holder, inner, names)
        for row in rows(tree, "items"):
            is_asked = row["id"] in inner and row.get("type") != "note" and row.get("was") != "own-answer"
            if is_asked and (repeat is None or len(nested[str(row["id"])]) > 1):
                said.append(remark("asked-once-of-several", _link(row)))
        if repeat is not None:
            made["items"] = [row for row in rows(made, "items") if row["id"] not in inner]
            made["repeat"] = [*rows(made, "repeat"), repeat]
            said += (remark("asked-for-each", _link(row)) for row in rows(tree, "items") if row["id"] == holder)
    return made, tuple(said)


def _link(row: Tree) -> str:
    return str(row.get("link", row["id"]))


def _repeat(tree: Tree, holder: str, inner: set[str], names: Names) -> Tree | None:
    """The repeat; nothing where the items are read from outside, or copies of them would not be the same."""
    by_id = {str(row["id"]): row for row in rows(tree, "items")}
    of, repeated = by_id[holder], [row for id_, row in by_id.items() if id_ in inner]
    codes = [str(option["code"]) for option in rows(of, "options")]
    outside = [row.get("only-if") for id_, row in by_id.items() if id_ not in inner]
    read = set(_texts([*outside, *rows(tree, "scales"), *rows(tree, "entered-totals")]))
    too_many = len(codes) * len(repeated) > _MOST_COPIES
    if read & inner or too_many or of.get("was") == "open-choice" or any(map(_BRACES.search, _texts(repeated))):
        return None
    stands_for_it = free_name("answer", {code.casefold() for code in codes}, "-")
    about: Tree = {"id": names.give("answer"), "type": "note", "ask": f"{{{stands_for_it}}}"}
    where: Tree = {key: of[key] for key in _PLACE if key in of}  # copies stand beside what they are about
    copied = [about, *(_copied(row, stands_for_it) for row in repeated)]
    items: list[Tree] = [row | where for row in copied]
    return {"for": {"item": holder, "is": codes}, "as": stands_for_it, "items": items}


def _texts(value: object) -> Iterator[str]:
    """Every text in it."""
    if isinstance(value, str):
        yield value
    held: Iterable[object] = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in held:
        yield from _texts(one)


def _copied(row: Tree, stands_for_it: str) -> Tree:
    """An item of the repeat: lists name it by the answer that it is about."""
    kept = {key: value for key, value in row.items() if key not in _NAMES_THERE}
    label = f"{{{stands_for_it}}}: {row.get('label', row['ask'])}"
    return kept if row.get("type") == "note" or len(label) > _LONGEST_LABEL else {**kept, "label": label}


# Their words in other languages.


def with_words_of_copies(tree: Tree, words: Mapping[str, str]) -> dict[str, str]:
    """The words of one language by the ids of their texts, with those of each copy."""
    found = dict(words)
    for repeat, of, code in _copies(tree):
        answer = words.get(f"items.{of}.options.{code}.text", "")
        for row in rows(repeat, "items"):
            own, copy = f"items.{row['id']}.", f"items.{code}.{row['id']}."
            found |= {copy + id_.removeprefix(own): one for id_, one in words.items() if id_.startswith(own)}
            called = words.get(f"{own}label", words.get(f"{own}ask"))
            if answer and row.get("type") == "note" and row["ask"] == f"{{{repeat['as']}}}":
                found[f"{copy}ask"] = answer
            elif answer and called and "label" in row:
                found[f"{copy}label"] = f"{answer}: {called}"
    return found


def copied_rows(tree: Tree) -> Iterator[Tree]:
    """Each copy as an item of its own, with its id and its words."""
    options = {row["id"]: rows(row, "options") for row in rows(tree, "items")}
    for repeat, of, code in _copies(tree):
        words = next(str(one["text"]) for one in options[of] if one["code"] == code)
        for row in rows(repeat, "items"):
            said: Tree = {
                key: str(row[key]).replace(f"{{{repeat['as']}}}", words) for key in ("ask", "label") if key in row
            }
            yield {**row, **said, "id": f"{code}.{row['id']}"}


def _copies(tree: Tree) -> Iterator[tuple[Tree, str, str]]:
    """Each repeat with the item that it is for, and each of its codes."""
    for repeat in rows(tree, "repeat"):
        for_ = repeat["for"]
        assert isinstance(for_, dict)
        yield from ((repeat, for_["item"], code) for code in for_["is"])
