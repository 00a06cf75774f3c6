"""Validate a tree of text against the models, and report the faults of form in the words of `messages`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from screening.errors import ContentError, Problem
from screening.loading.messages import sentence
from screening.loading.name_mistakes import id_mistake
from screening.loading.refusals import MAX_PROBLEMS, refusal
from screening.loading.yaml_reader import Loc, Node
from screening.model.fields import Content
from screening.text import close, hint

Model = TypeVar("Model", bound=Content)

MAX_SLIPS = 5_000  # looked at, of all that pydantic refused

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
    "too_short": "list-empty",
    "string_too_long": "text-too-long",
    "literal_error": "one-of",
}

# What an author calls the pieces of a file, where the name of the model will not do.
_CALLED = {
    "CutOff": "a cut-off",
    "Expected": "an example",
    "NoScores": "`no-scores-if`",
    "GuidanceRule": "a guidance rule",
    "Missing": "`missing`",
    "Words": "`words`",
    "Item": "an item",
    "Option": "an answer option",
    "Outcome": "an outcome",
    "CriticalItem": "a critical item",
    "LookFirst": "an entry of `look-first`",
    "SourceEntry": "a source",
    "GuidanceText": "a guidance text",
    "RegionEntry": "a region",
    "AvoidedPhrase": "an entry of `avoid`",
    "Permitted": "an exception",
    "TranslatedText": "a translated text",
    "Forms": "a sentence of the program",
    "RepeatFor": "`for` of a repeat",
}

# What to add, where the name of a missing key does not say it.
_ADD = {
    "licence": "Say who may use the words, and how, such as `CC0-1.0`. A file without a licence does not load.",
    "source": "Say whose words or numbers these are.",
    "because": "Say why in one sentence.",
    "version": "Write two or three numbers with points between them, such as 1.0.",
    "code": "Add it: the short name under which the answer is kept.",
    "id": "Add it: the name that other parts of the file use.",
    "as": "Add it: the name that stands for each of the codes, such as `substance`.",
    "if": "Say when: a condition such as `{item: drinking, is: daily}`.",
}


def validate(model: type[Model], node: Node, name: str) -> Model:
    """The content of the tree. Raises ContentError with the faults of its form: keys, types, values."""
    if not isinstance(node.value, dict):
        raise ContentError((Problem(name, node.line, node.column, *sentence("not-a-mapping")),))
    try:
        return model.model_validate(node.plain())
    except ValidationError as error:
        slips = _slips(node, error.errors(include_url=False, include_context=True, include_input=False))
    told = (_problem(model, node, name, slip) for slip in _without_followers(node, slips))
    raise refusal(name, told)


@dataclass(frozen=True, slots=True)
class _Slip:
    """One thing that pydantic refused: the kind of our sentence, and the place in the tree."""

    kind: str
    loc: Loc
    in_key: bool  # the name of the key is what is wrong, not its value
    most: object
    choices: tuple[str, ...]


def _slips(root: Node, details: list[ErrorDetails]) -> list[_Slip]:
    """One slip for each place: of several shapes that a value could have had, the first is named."""
    found: dict[Loc, _Slip] = {}
    for detail in islice(details, MAX_SLIPS):
        kind = _KINDS.get(detail["type"], detail["type"])
        loc, context = _in_tree(root, detail["loc"], kind == "missing-key"), detail.get("ctx", {})
        choices = tuple(str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", "))
        slip = _Slip(kind, loc, detail["loc"][-1:] == ("[key]",), context.get("max_length", ""), choices)
        found.setdefault(loc, slip)
    return list(found.values())


def _without_followers(root: Node, slips: list[_Slip]) -> Iterator[_Slip]:
    """The slips by their places in the file, without those that only follow from another.

    A list is empty because an entry fell out of it; a key is missing because it stands there mistyped.
    """
    holders = {slip.loc[:end] for slip in slips for end in range(len(slip.loc))}
    mistyped: dict[Loc, list[str]] = defaultdict(list)
    for slip in slips:
        if slip.kind == "unknown-key" and len(mistyped[slip.loc[:-1]]) < MAX_PROBLEMS:
            mistyped[slip.loc[:-1]].append(str(slip.loc[-1]))
    places = {slip: root.at(slip.loc) for slip in slips}
    for slip in sorted(slips, key=lambda one: (places[one].line, places[one].column)):
        key, beside = slip.loc[-1:], mistyped.get(slip.loc[:-1], [])
        if slip.kind == "list-empty" and slip.loc in holders:
            continue
        if slip.kind == "missing-key" and any(close(name, map(str, key)) for name in beside):
            continue
        yield slip


def _in_tree(root: Node, loc: Loc, missing: bool) -> Loc:
    """The place without pydantic's own steps, which name the shapes that a value may have."""
    node, kept = root, list[str | int]()
    for step in loc[:-1] if missing else loc:
        below = node.at((step,))
        if below is not node:
            kept.append(step)
            node = below
    return (*kept, *loc[-1:]) if missing else tuple(kept)


def _problem(model: type[Content], root: Node, name: str, slip: _Slip) -> Problem:
    node, holder = root.at(slip.loc), _holder(model, slip.loc[:-1])
    key = next((str(step) for step in reversed(slip.loc) if isinstance(step, str)), name)
    value = key if slip.in_key else node.value if isinstance(node.value, str) else ""
    facts = {
        "key": key,
        "value": value,
        "holder": _called(holder, slip.loc[:-1]),
        "hint": partial(_what_to_do, slip.kind, key, holder),
        "most": slip.most,
        "choices": ", ".join(slip.choices),
    }
    kind = "text-empty" if node.value == "" else slip.kind
    if kind == "id" and not slip.in_key:
        kind, more = id_mistake(node.value)
        facts |= more
    return Problem(name, node.line, node.column, *sentence(kind, **facts))


def _what_to_do(kind: str, key: str, holder: type[BaseModel] | None) -> str:
    return _ADD.get(key, "Add it.") if kind == "missing-key" else hint(key, _keys(holder), "Remove it.")


# What the pieces of a file are called.


def _keys(holder: type[BaseModel] | None) -> list[str]:
    return [str(field.alias) for field in holder.model_fields.values()] if holder else []


def _called(holder: type[BaseModel] | None, loc: Loc) -> str:
    if not any(isinstance(step, str) for step in loc):
        return "the file"
    return _CALLED.get(holder.__name__, f"a {holder.__name__.lower()}") if holder else f"`{loc[-1]}`"


def _holder(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model in which the value at `loc` is a field."""
    here: type[BaseModel] | None = model
    for step in loc:
        if isinstance(step, str) and here is not None:
            field = next((model_field for model_field in here.model_fields.values() if model_field.alias == step), None)
            here = next(_models(field.annotation), None) if field else here
    return here


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
