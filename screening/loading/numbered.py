"""A questionnaire without wording: each question and each option is called by its number on the paper form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from screening.errors import Problem
from screening.loading.messages import sentence
from screening.loading.yaml_reader import Node
from screening.model.content import Interface

_OF_ITEM = ("ask", "why", "harm")  # keys that hold words of an instrument
_OF_OPTION = ("text",)


def is_without_wording(root: Node) -> bool:
    """Whether the file says that it holds no wording."""
    return isinstance(root.value, dict) and "wording" in root.value and root.value["wording"].value == "none"


def words_in(root: Node, name: str) -> Iterator[Problem]:
    """Every word that must not stand in such a file: it would be the instrument's own."""
    for holder, keys in ((item, _OF_ITEM) for item in _list(root, "items")):
        yield from _found(holder, keys, name)
    listed = [option for one in _lists(root).values() for option in _entries(one)]
    of_items = [option for item in _list(root, "items") for option in _list(item, "options")]
    for option in {id(one): one for one in (*listed, *of_items)}.values():
        yield from _found(option, _OF_OPTION, name)


def with_numbers(root: Node, words: Interface) -> Node:
    """The file with a number in the place of each text: that of its `label`, or where it stands among the questions."""
    known = _lists(root)
    numbered = {key: _options(one, words) for key, one in known.items()}
    same = {id(known[key]): one for key, one in numbered.items()}  # a list that items share stays one list
    values = _mapping(root)
    if "items" in values and isinstance(values["items"].value, list):
        items = [_item(item, at, words, same) for at, item in enumerate(values["items"].value, 1)]
        values["items"] = replace(values["items"], value=items)
    if known:
        values["answer-lists"] = replace(values["answer-lists"], value=numbered)
    return replace(root, value=values)


def _item(item: Node, at: int, words: Interface, same: dict[int, Node]) -> Node:
    if not isinstance(item.value, dict):
        return item
    values = _mapping(item)
    number = values["label"].value if "label" in values else at
    values["ask"] = replace(item, value=words.say("item-number", number=number))
    if "label" in values:
        values["label"] = values["ask"]
    if "options" in values:
        options = values["options"]
        values["options"] = same.get(id(options)) or _options(options, words)
    return replace(item, value=values)


def _options(options: Node, words: Interface) -> Node:
    if not isinstance(options.value, list):
        return options
    return replace(options, value=[_option(one, at, words) for at, one in enumerate(options.value, 1)])


def _option(option: Node, at: int, words: Interface) -> Node:
    if not isinstance(option.value, dict):
        return option
    text = replace(option, value=words.say("option-number", number=at))
    return replace(option, value={**option.value, "text": text})


def _found(holder: Node, keys: tuple[str, ...], name: str) -> Iterator[Problem]:
    for key in keys:
        if key in _mapping(holder):
            place = holder.at((key,))
            yield Problem(name, place.line, place.column, *sentence("wording-none", key=key))


def _mapping(node: Node) -> dict[str, Node]:
    return dict(node.value) if isinstance(node.value, dict) else {}


def _lists(root: Node) -> dict[str, Node]:
    lists = _mapping(root).get("answer-lists")
    return _mapping(lists) if lists else {}


def _list(node: Node, key: str) -> list[Node]:
    found = _mapping(node).get(key)
    return _entries(found) if found else []


def _entries(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else []
