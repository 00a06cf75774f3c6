"""Make the copy of an item or a scale for one code of a repeat: ids of its own, the words of the option, its `only-if`.

A copy keeps the places of what it was made from: messages name the line that the author wrote. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from screening.loading.yaml_reader import Node

# Keys under which the names of items and scales stand: of a condition, and of a scale.
NAMING = frozenset({"item", "scale", "sum-of", "mean-of", "max-of", "reversed"})
_CODES = frozenset({"is", "is-not"})  # tests of a condition that name codes


@dataclass(frozen=True, slots=True)
class Copy:
    """One code that a repeat is for. Names among `items` and `scales` mean those of this copy.

    `of` is the item that has the code, `stands_for_it` what the repeat calls the code, `words` are those of its option.
    """

    of: Node
    code: Node
    stands_for_it: str
    words: str
    items: frozenset[str]
    scales: frozenset[str]

    def item(self, node: Node) -> Node:
        """The copy of an item, asked only where the code was chosen."""
        made = self._piece(node)
        if not isinstance(made.value, dict):
            return made
        return replace(made, value={**made.value, "only-if": self._gated(made.value.get("only-if"))})

    def scale(self, node: Node) -> Node:
        """The copy of a scale."""
        return self._piece(node)

    def _piece(self, node: Node) -> Node:
        made = self._value(node, "")
        if not isinstance(made.value, dict) or "id" not in made.value:
            return made
        named = made.value["id"]
        return replace(made, value={**made.value, "id": replace(named, value=f"{self.code.value}.{named.value}")})

    def _gated(self, own: Node | None) -> Node:
        """The condition that the code was chosen, and the item's own."""
        gate = replace(self.code, value={"item": self.of, "is": self.code})
        if own is None:
            return gate
        group = own.value.get("all") if isinstance(own.value, dict) and len(own.value) == 1 else None
        parts = group.value if group is not None and isinstance(group.value, list) else [own]
        return replace(own, value={"all": replace(own, value=[gate, *parts])})

    def _value(self, node: Node, key: str) -> Node:
        """The copy of what stands under the key."""
        if isinstance(node.value, str):
            return self._text(node, node.value, key)
        if isinstance(node.value, list):
            return replace(node, value=[self._value(one, key) for one in node.value])
        return replace(node, value=self._mapping(node.value, key))

    def _text(self, node: Node, text: str, key: str) -> Node:
        if key in NAMING:
            return replace(node, value=self._named(text, key))
        filled = text.replace(f"{{{self.stands_for_it}}}", self.words)
        return node if filled == text else replace(node, value=filled)

    def _mapping(self, values: dict[str, Node], key: str) -> dict[str, Node]:
        if key == "points":
            return {self._named(name, key): one for name, one in values.items()}
        made = {name: self._value(one, name) for name, one in values.items()}
        if "item" in values and values["item"].value == self.of.value:
            made |= {name: self._with_code(one) for name, one in made.items() if name in _CODES}
        return made

    def _named(self, name: str, key: str) -> str:
        """The name of an item or scale as it is outside: `often` and `substance.often` are `alcohol.often`."""
        stands, dot, rest = name.partition(".")
        if dot and stands == self.stands_for_it:
            return f"{self.code.value}.{rest}"
        meant = {"item": self.items, "scale": self.scales}.get(key, self.items | self.scales)
        return f"{self.code.value}.{name}" if name in meant else name

    def _with_code(self, node: Node) -> Node:
        """The codes of a test, with this one in the place of what stands for it."""
        if isinstance(node.value, list):
            return replace(node, value=[self._with_code(one) for one in node.value])
        return replace(node, value=self.code.value) if node.value == self.stands_for_it else node
