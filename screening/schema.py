"""From a tree of text to frozen content: the models decide the types, the sentences say what is wrong and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .errors import ContentError, Problem
from .names import hint
from .questionnaire import Content
from .sentences import SENTENCES, sentence
from .yaml_events import Loc, Node

Model = TypeVar("Model", bound=Content)

# Pydantic's kinds of error, and the sentence for each. Kinds of our own types are sentences already.
_KINDS = {
    "extra_forbidden": "unknown-key",
    "missing": "missing-key",
    "string_type": "want-text",
    "tuple_type": "want-list",
    "list_type": "want-list",
    "dict_type": "want-mapping",
    "model_type": "want-mapping",
    "string_too_short": "text-empty",
    "string_too_long": "text-too-long",
    "literal_error": "one-of",
}


def validate(model: type[Model], node: Node, name: str) -> tuple[Model | None, list[Problem]]:
    """The content, or nothing, with every problem found.

    A key that is not known is reported and left out, so that what else is wrong is found in the same run.
    """
    if not isinstance(node.value, dict):
        return None, [Problem(name, node.line, node.column, *sentence("not-a-mapping"))]
    try:
        return model.model_validate(node.plain()), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
    problems = list(dict.fromkeys(_problem(model, node, name, detail) for detail in details))
    extra = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    try:
        return model.model_validate(_without(node, extra).plain()) if extra else None, problems
    except ValidationError:
        return None, problems


def demand(model: type[Model], node: Node, name: str) -> Model:
    """The content. Raises ContentError with every problem."""
    content, problems = validate(model, node, name)
    if content is None or problems:
        raise ContentError(tuple(problems))
    return content


def _without(node: Node, locs: list[Loc]) -> Node:
    """The tree without the values at these places."""
    here = {loc[0] for loc in locs if len(loc) == 1}
    deeper = {step: [loc[1:] for loc in locs if len(loc) > 1 and loc[0] == step] for step in {loc[0] for loc in locs}}
    if isinstance(node.value, dict):
        kept = {key: _without(one, deeper.get(key, [])) for key, one in node.value.items() if key not in here}
        return replace(node, value=kept)
    if isinstance(node.value, list):
        return replace(node, value=[_without(one, deeper.get(index, [])) for index, one in enumerate(node.value)])
    return node


def _problem(model: type[Content], root: Node, name: str, detail: ErrorDetails) -> Problem:
    loc = tuple(step for step in detail["loc"])
    node = root.at(loc)
    kind = _KINDS.get(detail["type"], detail["type"] if detail["type"] in SENTENCES else "wrong-shape")
    value = node.value if isinstance(node.value, str) else ""
    holder = _holder(model, loc[:-1])
    key = next((str(step) for step in reversed(loc) if isinstance(step, str)), name)
    context = detail.get("ctx", {})
    facts = {
        "key": key,
        "value": value[:60],
        "holder": _called(holder, loc[:-1]),
        "hint": hint(str(loc[-1]) if loc else "", _keys(holder), "Remove it."),
        "most": context.get("max_length", ""),
        "choices": str(context.get("expected", "")).replace("'", "").replace(" or ", ", "),
    }
    return Problem(name, node.line, node.column, *sentence(kind, **facts))


def _keys(holder: type[BaseModel] | None) -> list[str]:
    return [str(field.alias) for field in holder.model_fields.values()] if holder else []


def _called(holder: type[BaseModel] | None, loc: Loc) -> str:
    steps = [str(step) for step in loc if isinstance(step, str)]
    if not steps:
        return "the file"
    word = {"items": "an item", "options": "an option", "answer-lists": "an answer list"}.get(steps[-1])
    return word or (f"a {_word(holder)}" if holder else f"`{steps[-1]}`")


def _word(holder: type[BaseModel]) -> str:
    letters = "".join(f" {one.lower()}" if one.isupper() else one for one in holder.__name__.rstrip("_"))
    return letters.strip()


def _holder(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model in which the value at `loc` is a field."""
    here: type[BaseModel] | None = model
    for step in loc:
        if isinstance(step, str) and here is not None:
            field = next((one for one in here.model_fields.values() if one.alias == step), None)
            here = next(_models(field.annotation), None) if field else here
    return here


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
