"""From a tree of text to frozen content: the models decide the types, the sentences say what is wrong and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from screening.errors import ContentError, Problem
from screening.loading.messages import sentence
from screening.loading.yaml_reader import Loc, Node
from screening.model.questionnaire import Content
from screening.text import close, hint

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
    "SourceEntry": "a source",
    "GuidanceText": "a guidance text",
    "RegionEntry": "a region",
    "AvoidedPhrase": "an entry of `avoid`",
    "Permitted": "an exception",
    "TranslatedText": "a translated text",
    "Forms": "a sentence of the program",
}

# What to add, where the name of a missing key does not say it.
_ADD = {
    "licence": "Say who may use the words, and how, such as `CC0-1.0`. A file without a licence does not load.",
    "source": "Say whose words or numbers these are.",
    "because": "Say why in one sentence.",
    "version": "Write two or three numbers with points between them, such as 1.0.",
    "code": "Add it: the short name under which the answer is kept.",
    "id": "Add it: the name that other parts of the file use.",
    "if": "Say when: a condition such as `{item: drinking, is: daily}`.",
}

# A harmless value in place of one that could not be read, so that what else is wrong is found in the same run.
_STAND_INS = {
    "whole": "0",
    "decimal": "0",
    "score": "0",
    "yes-no": "no",
    "date": "2000-01-01",
    "language": "en",
    "region": "ZZ",
    "link": "https://example.org",
    "version": "1.0",
    "missing-rule": "none-allowed",
    "want-text": "0",
    "text-empty": "0",
    "text-too-long": "0",
    "missing-key": "0",
}
MADE_UP = "made-up--"  # how every name begins that was made up here


@dataclass(frozen=True)
class Checked(Generic[Model]):
    """What a tree holds, and every problem found, with its place in the tree.

    Where there are problems, `content` has stand-ins in their places; it is nothing where that is not possible.
    """

    content: Model | None
    problems: tuple[Problem, ...] = ()
    places: tuple[Loc, ...] = ()


def validate(model: type[Model], node: Node, name: str) -> Checked[Model]:
    """The content of the tree, checked against the model."""
    if not isinstance(node.value, dict):
        return Checked(None, (Problem(name, node.line, node.column, *sentence("not-a-mapping")),))
    try:
        return Checked(model.model_validate(node.plain()))
    except ValidationError as error:
        slips = _slips(node, error.errors(include_url=False, include_context=True))
    problems = tuple(_problem(model, node, name, slip) for slip in slips if not _follows(slip, slips))
    return Checked(_mended(model, node, slips), problems, tuple(slip.loc for slip in slips))


def demand(model: type[Model], node: Node, name: str) -> Model:
    """The content. Raises ContentError with every problem."""
    checked = validate(model, node, name)
    if checked.content is None or checked.problems:
        raise ContentError(checked.problems)
    return checked.content


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
    for detail in details:
        kind = _KINDS.get(detail["type"], detail["type"])
        loc, context = _in_tree(root, detail["loc"], kind == "missing-key"), detail.get("ctx", {})
        choices = tuple(str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", "))
        slip = _Slip(kind, loc, detail["loc"][-1:] == ("[key]",), context.get("max_length", ""), choices)
        found.setdefault(loc, slip)
    return list(found.values())


def _follows(slip: _Slip, others: list[_Slip]) -> bool:
    """Whether a slip only follows from another: a list that an entry fell out of, a key that stands there mistyped."""
    if slip.kind == "list-empty":
        return any(other.loc[: len(slip.loc)] == slip.loc != other.loc for other in others)
    mistyped = (one.loc for one in others if one.kind == "unknown-key" and one.loc[:-1] == slip.loc[:-1])
    return slip.kind == "missing-key" and any(close(str(loc[-1]), [str(slip.loc[-1])]) for loc in mistyped)


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
        "value": _shown(value),
        "holder": _called(holder, slip.loc[:-1]),
        "hint": _ADD.get(key, "Add it.") if slip.kind == "missing-key" else hint(key, _keys(holder), "Remove it."),
        "most": slip.most,
        "choices": ", ".join(slip.choices),
    }
    kind = "text-empty" if node.value == "" else slip.kind
    return Problem(name, node.line, node.column, *sentence(kind, **facts))


def _shown(value: str) -> str:
    """The value on one line, cut where it is long."""
    line = value.replace("\n", "\\n")
    return line if len(line) <= 60 else f"{line[:59]}…"


# What can be checked further although something is wrong.


def _mended(model: type[Model], node: Node, slips: list[_Slip]) -> Model | None:
    """The content with stand-ins for what could not be read; nothing where that is not possible."""
    for number, slip in enumerate(slips):
        node = _put(node, slip.loc, _stand_in(slip, number))
    try:
        return model.model_validate(node.plain())
    except ValidationError:
        return None


def _stand_in(slip: _Slip, number: int) -> Node | None:
    """A value in place of one that could not be read; nothing where the key is better left out."""
    if slip.in_key or slip.kind in ("unknown-key", "want-list", "want-mapping", "list-empty"):
        return None
    if slip.kind == "id" or slip.loc[-1:] in (("id",), ("code",)):
        return Node(f"{MADE_UP}{number}", 0, 0)
    return Node(slip.choices[0] if slip.kind == "one-of" else _STAND_INS[slip.kind], 0, 0)


def _put(node: Node, loc: Loc, new: Node | None) -> Node:
    """The tree with another value at the place; a key without a value is left out."""
    step, rest = loc[0], loc[1:]
    if isinstance(node.value, list) and isinstance(step, int):
        changed = (_put(one, rest, new) if rest else new or one for one in node.value[step : step + 1])
        return replace(node, value=[*node.value[:step], *changed, *node.value[step + 1 :]])
    if isinstance(node.value, dict):
        old = node.value.get(str(step))
        below = (_put(old, rest, new) if old else None) if rest else new
        kept = {key: one for key, one in node.value.items() if key != step}
        return replace(node, value={**kept, str(step): below} if below else kept)
    return node


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
            field = next((one for one in here.model_fields.values() if one.alias == step), None)
            here = next(_models(field.annotation), None) if field else here
    return here


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
