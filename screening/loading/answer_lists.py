"""Put the answer lists where the items of a questionnaire name them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from screening.errors import Problem
from screening.loading.messages import sentence
from screening.loading.refusals import MAX_PROBLEMS, refusal
from screening.loading.yaml_reader import Node
from screening.text import hint

MAX_LISTED = 50_000  # values of all answer lists together, each as often as an item uses it


def with_lists(root: Node, name: str) -> tuple[Node, list[Problem]]:
    """The tree with each `options: name` replaced by the answer list of that name, or left out where there is none.

    Raises ContentError where that would make a small file large.
    """
    asked = root.value.get("items") if isinstance(root.value, dict) else None
    if not isinstance(root.value, dict) or asked is None or not isinstance(asked.value, list):
        return root, []
    lists = _value(root, "answer-lists")
    known = lists if isinstance(lists, dict) else {}
    sizes, used, problems = {key: node.size for key, node in known.items()}, 0, list[Problem]()
    items: list[Node] = []
    for item in asked.value:
        wanted = _list_of(item)
        used += sizes.get(wanted, 0)
        if used > MAX_LISTED:
            problems.append(Problem(name, item.line, item.column, *sentence("lists-too-large", most=MAX_LISTED)))
            raise refusal(name, problems)
        items.append(_with_list(item, wanted, known, name, problems) if wanted else item)
    return replace(root, value={**root.value, "items": replace(asked, value=items)}), problems


def _list_of(item: Node) -> str:
    """The name of the answer list that the item uses; empty where it uses none."""
    options = _value(item, "options")
    return options if isinstance(options, str) else ""


def _with_list(item: Node, wanted: str, lists: dict[str, Node], name: str, problems: list[Problem]) -> Node:
    values = item.value if isinstance(item.value, dict) else {}
    kept = {key: value for key, value in values.items() if key != "options"}
    if wanted in lists:
        return replace(item, value={**kept, "options": lists[wanted]})
    facts = {"name": wanted, "hint": partial(hint, wanted, lists)}
    if len(problems) <= MAX_PROBLEMS:
        place = item.at(("options",))
        problems.append(Problem(name, place.line, place.column, *sentence("unknown-list", **facts)))
    return replace(item, value=kept)


def _value(node: Node, key: str) -> object:
    found = node.value.get(key) if isinstance(node.value, dict) else None
    return found.value if found else None
