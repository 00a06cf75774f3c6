"""Look into the tree of a file before it is known to have the shape that it should have. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from screening.loading.yaml_reader import Node


def below(node: Node, key: str) -> Node | None:
    """What stands under the key; nothing where there is no such key, or the node is no mapping."""
    return node.value.get(key) if isinstance(node.value, dict) else None


def entries_of(node: Node) -> list[Node]:
    """The entries of a list; none of anything else."""
    return node.value if isinstance(node.value, list) else []


def entries(node: Node, key: str) -> list[Node]:
    """The entries of the list under the key; none where there is no list."""
    held = below(node, key)
    return entries_of(held) if held is not None else []


def text_at(node: Node, key: str) -> str | None:
    """The text under the key; nothing where there is none."""
    held = below(node, key)
    return held.value if held is not None and isinstance(held.value, str) else None


def id_of(node: Node) -> str:
    """Its id; empty where it has none."""
    return text_at(node, "id") or ""


def texts(node: Node, key: str = "") -> Iterator[tuple[str, Node]]:
    """Every text in it with the key that it stands under, directly or in a list. The keys themselves are left out."""
    if isinstance(node.value, str):
        yield key, node
    held = node.value.items() if isinstance(node.value, dict) else ((key, one) for one in entries_of(node))
    for name, one in held:
        yield from texts(one, name)
