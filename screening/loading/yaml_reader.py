"""Read a YAML file as a tree in which every scalar is text and every value has its line and column.

Events are read, not nodes: composing nodes can crash the interpreter on deep input, and turns `no` into False and
`1.0` into a float. Anchors, aliases, tags, merge keys, second documents and repeated keys are refused; so are
characters that must never reach a terminal. Limits hold before anything is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from screening.errors import ContentError, Problem
from screening.loading import ordinary_file
from screening.loading.messages import sentence
from screening.loading.refusals import MAX_PROBLEMS, refusal
from screening.loading.yaml_mistakes import swallowed, trap, unreadable, valueless
from screening.text import first_unsafe

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_VALUES = 30_000  # the largest file that is shipped has a seventh of it
MAX_ENTRIES = 2_000  # of one list, or keys of one mapping
MAX_SCALAR = 20_000
MAX_DIRECTIVES = 10

Loc = tuple[str | int, ...]
if TYPE_CHECKING:
    import yaml


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place. `value` is text, a list of nodes, or a mapping from key to node."""

    value: str | list[Node] | dict[str, Node]
    line: int
    column: int

    def plain(self) -> object:
        """The value without places: text, lists and mappings."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return [node.plain() for node in self.value] if isinstance(self.value, list) else self.value

    @property
    def size(self) -> int:
        """How many values it holds, itself and each key included."""
        if isinstance(self.value, dict):
            return 1 + sum(1 + node.size for node in self.value.values())
        return 1 + (sum(node.size for node in self.value) if isinstance(self.value, list) else 0)

    def at(self, loc: Loc) -> Node:
        """The deepest node on the way to `loc`: where the value itself is missing, what should hold it."""
        node = self
        for step in loc:
            if isinstance(node.value, dict) and step in node.value:
                node = node.value[str(step)]
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
        return node


class Refused(Exception):
    """One reason to stop reading, with its place."""

    def __init__(self, kind: str, line: int = 0, column: int = 0, **facts: object) -> None:
        super().__init__(kind)
        self.kind, self.line, self.column, self.facts = kind, line, column, facts

    def problem(self, name: str) -> Problem:
        """The refusal in the author's words."""
        return Problem(name, self.line, self.column, *sentence(self.kind, **self.facts))


def read(path: Path, name: str) -> Node:
    """The file as a tree. Raises ContentError, in which the file is called `name`."""
    return tree(text_of(path, name), name)


def tree(text: str, name: str) -> Node:
    """The text of a file as a tree. Raises ContentError."""
    try:
        return parse(text, name)
    except Refused as refused:
        raise ContentError((refused.problem(name),)) from None


def text_of(path: Path, name: str) -> str:
    """The text of a file. Raises ContentError where it is no ordinary file, too large, or not UTF-8."""
    try:
        return _text(path)
    except Refused as refused:
        raise ContentError((refused.problem(name),)) from None


def _text(path: Path) -> str:
    try:
        content = ordinary_file.bytes_of(path, MAX_BYTES)
        if len(content) > MAX_BYTES:
            raise Refused("too-large", most=MAX_BYTES)
        return content.decode("utf-8")
    except ordinary_file.NotOrdinary:
        raise Refused("not-a-file") from None
    except UnicodeDecodeError:
        raise Refused("not-utf-8") from None
    except (OSError, ValueError):
        raise Refused("cannot-read") from None


def parse(text: str, name: str) -> Node:
    """The text of a file as a tree. Raises ContentError with every repeated key and every unsafe character."""
    import yaml  # only where YAML is read: packaged content has an index

    lines = f"{text}\n".replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    problems = list(islice(_unsafe_lines(lines, name), MAX_PROBLEMS + 1)) or list(_too_many_directives(lines, name))
    builder = _Builder(name, lines)
    if not problems:
        try:
            builder.build("\n".join(lines))
        except Refused as refused:
            problems += _new([refused.problem(name)], builder.problems)
        except yaml.YAMLError as error:
            problems += _syntax(error, lines, name, builder.problems)
        except _Enough:
            pass
    problems += builder.problems
    if problems or builder.root is None:
        raise refusal(name, problems)
    return builder.root


def _unsafe_lines(lines: list[str], name: str) -> Iterator[Problem]:
    for number, line in enumerate(lines, 1):
        if found := first_unsafe(line):
            yield Problem(name, number, found[0] + 1, *sentence("unsafe", code=found[1]))
        elif "\t" in line:
            yield Problem(name, number, line.index("\t") + 1, *sentence("yaml-tab"))
        elif never := unreadable(line):
            yield Problem(name, number, never[0] + 1, *sentence(never[1], **never[2]))


def _too_many_directives(lines: list[str], name: str) -> Iterator[Problem]:
    """The reader compares each line that begins with `%` with all before it."""
    found = [number for number, line in enumerate(lines, 1) if line.startswith("%")]
    for number in found[MAX_DIRECTIVES : MAX_DIRECTIVES + 1]:
        yield Problem(name, number, 1, *sentence("yaml-start", character="%"))


def _syntax(error: yaml.YAMLError, lines: list[str], name: str, known: list[Problem]) -> list[Problem]:
    """What the reader stumbled over; nothing where the row that it was in has been found wrong already."""
    found = trap(error, lines)
    mark = getattr(error, "context_mark", None)
    if mark and mark.line + 1 in {one.line for one in known}:
        return []
    return _new([Problem(name, *found.place, *sentence(found.kind, most=MAX_DEPTH, **found.facts))], known)


def _new(problems: list[Problem], known: list[Problem]) -> list[Problem]:
    """The problems on lines that have none so far: one slip on a line often makes the rest of it look wrong."""
    lines = {before.line for before in known}
    return [problem for problem in problems if problem.line not in lines]


class _Enough(Exception):
    """More problems than are told: reading on would only find others."""


class _Builder:
    """Builds the tree on a stack of its own: the depth of a file is a number here, not a depth of calls."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self.name = name
        self.lines = lines
        self.problems: list[Problem] = []
        self.count = 0
        self.stack: list[Node] = []
        self.keys: list[Node | None] = []  # the key that waits for its value, one for each open mapping
        self.root: Node | None = None

    def build(self, text: str) -> None:
        import yaml

        on: dict[type[yaml.Event], Callable[..., None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: lambda event: self._open(event, []),
            yaml.MappingStartEvent: lambda event: self._open(event, {}),
            yaml.SequenceEndEvent: self._close,
            yaml.MappingEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            on.get(type(event), self._nothing)(event)
        if self.root is None:
            raise Refused("empty")

    def _nothing(self, _: yaml.Event) -> None:
        pass

    def _document(self, event: yaml.Event) -> None:
        if self.root is not None:
            raise Refused("second-document", *_place(event))

    def _alias(self, event: yaml.Event) -> None:
        raise Refused("alias", *_place(event))

    def _open(self, event: yaml.CollectionStartEvent, value: list[Node] | dict[str, Node]) -> None:
        self._check(event)
        if len(self.stack) >= MAX_DEPTH:
            raise Refused("too-deep", *_place(event), most=MAX_DEPTH)
        node = Node(value, *_place(event))
        if self._waits_for_key():
            raise Refused("key-not-text", *_place(event))
        self._add(node)
        self.stack.append(node)
        self.keys.append(None)

    def _close(self, _: yaml.Event) -> None:
        self.stack.pop()
        self.keys.pop()

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._check(event)
        if len(event.value) > MAX_SCALAR:
            raise Refused("too-long", *_place(event), most=MAX_SCALAR)
        found = first_unsafe(event.value)
        if found:
            self._problem("unsafe", event, code=found[1])
        node = Node(event.value, *_place(event))
        if not event.style and self._before_comment(event) and swallowed(event.value):
            self._problem("hash", event)
        if self._waits_for_key():
            self.keys[-1] = node
        elif event.value or event.style:
            self._add(node)
        elif self.stack:
            self._without_value(event)

    def _before_comment(self, event: yaml.ScalarEvent) -> bool:
        """Whether ` #` follows the scalar on its line."""
        mark = event.end_mark
        return mark is not None and mark.line < len(self.lines) and self.lines[mark.line].startswith(" #", mark.column)

    def _without_value(self, event: yaml.ScalarEvent) -> None:
        key = self.keys[-1]
        if key is None:
            self._problem("no-entry", event)
            return
        line, column = _place(event)
        kind = valueless(str(key.value), self.lines[line - 1], key.column, column) if line else "no-value"
        self.keys[-1] = None
        self._tell(Problem(self.name, key.line, key.column, *sentence(kind, key=key.value)))

    def _check(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        self.count += 1
        if self.count > MAX_VALUES:
            raise Refused("too-many", *_place(event), most=MAX_VALUES)
        if event.anchor is not None:
            raise Refused("alias", *_place(event))
        if event.tag is not None:
            raise Refused("tag", *_place(event))

    def _waits_for_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.keys[-1] is None

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        holder = self.stack[-1].value
        if isinstance(holder, list):
            if len(holder) >= MAX_ENTRIES:
                raise Refused("too-many-entries", node.line, node.column, most=MAX_ENTRIES)
            holder.append(node)
        elif isinstance(holder, dict):
            self._put(holder, node)

    def _put(self, holder: dict[str, Node], node: Node) -> None:
        key = self.keys[-1]
        self.keys[-1] = None
        if key is None or not isinstance(key.value, str):
            return
        if key.value in holder:
            self._tell(Problem(self.name, key.line, key.column, *sentence("repeated-key", key=key.value)))
        elif len(holder) >= MAX_ENTRIES:
            raise Refused("too-many-entries", key.line, key.column, most=MAX_ENTRIES)
        else:
            holder[key.value] = node

    def _problem(self, kind: str, event: yaml.Event, **facts: object) -> None:
        self._tell(Problem(self.name, *_place(event), *sentence(kind, **facts)))

    def _tell(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) > MAX_PROBLEMS:
            raise _Enough


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)
