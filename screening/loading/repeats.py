"""Write out the repeats of a questionnaire: for each code a copy of the items and scales, before the file is checked.

The copies of the items stand right after the item that has the codes, those of the scales before the scales of the
file. Where the shape of a repeat is wrong it is left as it stands, and the schema says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from screening.errors import Problem
from screening.loading.answer_lists import with_lists
from screening.loading.copies import NAMING, Copy
from screening.loading.messages import sentence
from screening.loading.name_mistakes import range_of
from screening.loading.nodes import below, entries, entries_of, id_of, text_at, texts
from screening.loading.refusals import refusal
from screening.loading.yaml_reader import MAX_ENTRIES, MAX_VALUES, Node
from screening.text import hint

# Keys that would say the same of each copy, and could be true of one at most, or are names of the whole file.
_OF_ITEM = ("words-if-declined", "loinc", "link", "coding", "unit-coding", "was")
_OF_SCALE = ("loinc", "link", "coding", "was", "formula")
_OF_OPTION = ("words",)
_BRACES = re.compile(r"\{\s*([\w-]+)\s*\}")


@dataclass(frozen=True, slots=True)
class _Repeat:
    """A repeat of which the shape is right: the item, its codes, what stands for a code, and what is repeated."""

    node: Node
    of: Node
    codes: list[Node]
    name: Node
    items: list[Node]
    scales: list[Node]

    @property
    def size(self) -> int:
        """How many values its copies have."""
        return len(self.codes) * sum(piece.size for piece in (*self.items, *self.scales))

    @property
    def texts(self) -> Iterator[tuple[str, Node]]:
        """What stands in it, with the key of each text."""
        for piece in (*self.items, *self.scales):
            yield from texts(piece)

    @property
    def known(self) -> tuple[frozenset[str], frozenset[str]]:
        """The ids of its items, and of its scales."""
        items, scales = (frozenset(map(id_of, pieces)) for pieces in (self.items, self.scales))
        return items, scales


def with_repeats(root: Node, name: str) -> tuple[Node, list[Problem]]:
    """The tree with the copies in it, and what is wrong with the repeats. One that is wrong has no copies.

    Raises ContentError where the copies take the file beyond its limits.
    """
    repeats = [found for node in entries(root, "repeat") if (found := _read(node)) is not None]
    if not repeats or not isinstance(root.value, dict):
        return root, []
    _within_limits(root, repeats, name)
    slips = {id(one): list(_slips(root, one)) for one in repeats}
    sound = [one for one in repeats if not slips[id(one)]]
    told = [Problem(name, at.line, at.column, *text) for found in slips.values() for at, text in found]
    return (_written_out(root, sound) if sound else root), told


def with_repeats_and_lists(root: Node, name: str) -> tuple[Node, list[Problem]]:
    """The tree with the copies and the answer lists in its items, and what is wrong with those. Raises ContentError."""
    written_out, problems = with_repeats(root, name)
    found, unlisted = with_lists(written_out, name)
    return found, [*problems, *unlisted]


def _written_out(root: Node, repeats: list[_Repeat]) -> Node:
    assert isinstance(root.value, dict)
    items, scales, values = list[Node](), list[Node](), dict(root.value)
    for item in entries(root, "items"):
        items.append(item)
        for one in repeats:
            if one.of.value == id_of(item):
                items += (copy.item(piece) for copy in _copies(root, one, item) for piece in one.items)
                scales += (copy.scale(piece) for copy in _copies(root, one, item) for piece in one.scales)
    values["items"] = replace(values["items"], value=items)
    if scales:
        written = values.get("scales", repeats[0].node)
        values["scales"] = replace(written, value=[*scales, *entries(root, "scales")])
    return replace(root, value=values)


def _copies(root: Node, repeat: _Repeat, item: Node) -> Iterator[Copy]:
    options = {str(text_at(option, "code")): option for option in _options(root, item)}
    name = str(repeat.name.value)
    for code in repeat.codes:
        option = options[str(code.value)]
        yield Copy(repeat.of, code, name, _words(option, name) or str(code.value), *repeat.known)


# What is wrong with them.

_Slip = tuple[Node, tuple[str, str]]  # the place, and what is said


def _within_limits(root: Node, repeats: list[_Repeat], name: str) -> None:
    count = {"questions": len(entries(root, "items")), "scales": len(entries(root, "scales")), "values": root.size}
    for one in repeats:
        more = {"questions": len(one.items), "scales": len(one.scales)}
        count = {what: held + len(one.codes) * more[what] if what in more else held for what, held in count.items()}
        count["values"] += one.size
        for what, held in count.items():
            most = MAX_VALUES if what == "values" else MAX_ENTRIES
            if held > most:
                facts = {"count": f"{held:,}", "what": what, "most": f"{most:,}"}
                place = (one.node.line, one.node.column)
                raise refusal(name, [Problem(name, *place, *sentence("repeat-too-large", **facts))])


def _slips(root: Node, repeat: _Repeat) -> Iterator[_Slip]:
    item = next((one for one in entries(root, "items") if id_of(one) == repeat.of.value), None)
    if item is None:
        yield repeat.of, _unknown(root, str(repeat.of.value))
    elif text_at(item, "type") != "choices":
        yield repeat.of, sentence("repeat-for", item=repeat.of.value)
    else:
        yield from _wrong_codes(root, repeat, item)
    yield from _never_repeated(repeat)
    yield from _wrong_braces(root, repeat)
    yield from _wrong_names(root, repeat)


def _unknown(root: Node, name: str) -> tuple[str, str]:
    if "." in name:
        return sentence("repeat-inside", name=name)
    return sentence("unknown-item", name=name, hint=partial(hint, name, map(id_of, entries(root, "items"))))


def _wrong_codes(root: Node, repeat: _Repeat, item: Node) -> Iterator[_Slip]:
    options = {str(text_at(option, "code")): option for option in _options(root, item)}
    name, seen = str(repeat.name.value), set[object]()
    for code in repeat.codes:
        text = str(code.value)
        if text not in options:
            facts = {"name": text, "item": repeat.of.value, "hint": partial(hint, text, options)}
            yield code, sentence("unknown-code", **facts)
        elif text in seen:
            yield code, sentence("repeat-twice", name=text)
        elif _words(options[text], name) is None:
            yield code, sentence("repeat-typed", name=text, word=name)
        seen.add(text)
    if name in options:
        yield repeat.name, sentence("repeat-as", name=name, item=repeat.of.value)


def _never_repeated(repeat: _Repeat) -> Iterator[_Slip]:
    """Keys that a copy cannot have."""
    options = [option for item in repeat.items for option in entries(item, "options")]
    for pieces, keys in ((repeat.items, _OF_ITEM), (options, _OF_OPTION), (repeat.scales, _OF_SCALE)):
        for piece in pieces:
            for key in keys:
                if (held := below(piece, key)) is not None:
                    yield held, sentence("repeat-key", key=key)


def _wrong_braces(root: Node, repeat: _Repeat) -> Iterator[_Slip]:
    """What stands in braces and is neither the words of the option nor those that another item gives."""
    known = {str(repeat.name.value), *_given(root)}
    for _, text in repeat.texts:
        for found in _BRACES.finditer(str(text.value)):
            if found[0] not in {f"{{{word}}}" for word in known}:
                facts = {"word": found[1], "hint": partial(hint, found[1], known, "Remove the brackets.")}
                yield text, sentence("repeat-words", **facts)


def _wrong_names(root: Node, repeat: _Repeat) -> Iterator[_Slip]:
    """Names that lead to nothing in the repeat and nothing outside: told here, where a copy would be meant."""
    items, scales = (
        {**dict.fromkeys(map(id_of, entries(repeat.node, key))), **dict.fromkeys(map(id_of, entries(root, key)))}
        for key in ("items", "scales")
    )
    for key, node in repeat.texts:
        name = str(node.value)
        known = {"item": items, "scale": scales}.get(key, items | scales)
        if key in NAMING and "." not in name and name not in known and re.fullmatch("[a-z0-9-]+", name):
            yield node, _no_such(key, name, list(known))


def _no_such(key: str, name: str, known: list[str]) -> tuple[str, str]:
    if names := range_of(name, known):
        return sentence("name-range", value=name, names=names)
    return sentence("unknown-scale" if key == "scale" else "unknown-item", name=name, hint=partial(hint, name, known))


def _given(root: Node) -> Iterator[str]:
    """The names of the words that answers give to later questions."""
    lists = below(root, "answer-lists")
    listed = lists.value.values() if lists is not None and isinstance(lists.value, dict) else ()
    items = entries(root, "items")
    options = [option for one in listed for option in entries_of(one)]
    options += (option for item in items for option in entries(item, "options"))
    for held in (
        *(below(option, "words") for option in options),
        *(below(item, "words-if-declined") for item in items),
    ):
        yield from held.value if held is not None and isinstance(held.value, dict) else ()


# Reading the tree, whatever stands in it.


def _read(node: Node) -> _Repeat | None:
    """The repeat; nothing where its shape is wrong."""
    holder, name = below(node, "for"), below(node, "as")
    of, codes = (below(holder, "item"), below(holder, "is")) if holder is not None else (None, None)
    items = entries(node, "items")
    if of is None or codes is None or name is None or not items:
        return None
    listed = codes.value if isinstance(codes.value, list) else [codes]
    if not all(isinstance(one.value, str) for one in (of, name, *listed)):
        return None
    return _Repeat(node, of, listed, name, items, entries(node, "scales"))


def _options(root: Node, item: Node) -> list[Node]:
    """The options of an item, from its answer list where it names one."""
    options, lists = below(item, "options"), below(root, "answer-lists")
    if options is None or not isinstance(options.value, str):
        return entries(item, "options")
    return entries(lists, options.value) if lists is not None else []


def _words(option: Node, name: str) -> str | None:
    """The words of an option: its own for this name, or its text; nothing where the person types them."""
    held = below(option, "words")
    given = below(held, name) if held is not None else None
    if given is None:
        return text_at(option, "text") or ""
    if isinstance(given.value, str):
        return given.value
    return None if below(given, "from") is not None else text_at(given, "text")
