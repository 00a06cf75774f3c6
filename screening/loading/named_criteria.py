"""Put the criteria that stand at the top of a questionnaire where counts name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from screening.errors import Problem
from screening.loading.messages import sentence
from screening.loading.refusals import MAX_PROBLEMS, refusal
from screening.loading.yaml_reader import Node
from screening.text import hint

MAX_NAMED = 50_000  # values of all criteria together, each as often as a count names it


def with_criteria(root: Node, name: str) -> tuple[Node, list[Problem]]:
    """The tree with each id under `count-of` replaced by the criterion, or left out where there is none of that id.

    Raises ContentError where that would make a small file large.
    """
    scales = root.value.get("scales") if isinstance(root.value, dict) else None
    if not isinstance(root.value, dict) or scales is None or not isinstance(scales.value, list):
        return root, []
    known = dict(_criteria(root.value.get("criteria")))
    problems, used, found = list[Problem](), 0, list[Node]()
    for scale in scales.value:
        used += sum(known[str(named.value)].size for named in _named(scale) if str(named.value) in known)
        if used > MAX_NAMED:
            problems.append(Problem(name, scale.line, scale.column, *sentence("criteria-too-large", most=MAX_NAMED)))
            raise refusal(name, problems)
        found.append(_with_criteria(scale, known, name, problems) if _named(scale) else scale)
    return replace(root, value={**root.value, "scales": replace(scales, value=found)}), problems


def _criteria(listed: Node | None) -> Iterator[tuple[str, Node]]:
    for criterion in listed.value if listed is not None and isinstance(listed.value, list) else ():
        named = criterion.value.get("id") if isinstance(criterion.value, dict) else None
        if named is not None and isinstance(named.value, str):
            yield named.value, criterion


def _named(scale: Node) -> list[Node]:
    """The entries of `count-of` that are ids."""
    counted = scale.value.get("count-of") if isinstance(scale.value, dict) else None
    listed = counted.value if counted is not None and isinstance(counted.value, list) else []
    return [node for node in listed if isinstance(node.value, str)]


def _with_criteria(scale: Node, known: dict[str, Node], name: str, problems: list[Problem]) -> Node:
    assert isinstance(scale.value, dict)
    counted = scale.value["count-of"]
    assert isinstance(counted.value, list)
    for node in _named(scale):
        if node.value not in known and len(problems) <= MAX_PROBLEMS:
            facts = {"name": node.value, "hint": partial(hint, str(node.value), known)}
            problems.append(Problem(name, node.line, node.column, *sentence("unknown-criterion", **facts)))
    resolved = [known.get(str(node.value), node) if isinstance(node.value, str) else node for node in counted.value]
    kept = [node for node in resolved if not isinstance(node.value, str)]
    others = {key: value for key, value in scale.value.items() if key != "count-of"}
    return replace(scale, value={**others, "count-of": replace(counted, value=kept)} if kept else others)
