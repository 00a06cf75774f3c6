"""Make names of ours from those of another format: the same file gives the same names. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

LONGEST = 32
_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){1,2}", re.ASCII)
_COPY = re.compile("[a-z0-9][a-z0-9-]{0,31}[.][a-z0-9][a-z0-9-]{0,31}")  # of an item that was repeated
# Names that say nothing to a reader: numbers alone, and those that a program made up.
_OPAQUE = re.compile(r"[0-9]{1,12}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{20,}")
_MINUS = re.compile(r"\s*[-\u2212](?=[0-9])")  # of a number below 0


def slug(text: str) -> str:
    """The text in small letters, digits and hyphens, at most 32; empty where nothing of it can stand in a name.

    A number below 0 begins with `minus`: 1 is never the name of -1.
    """
    minus = _MINUS.match(text)
    signed = f"minus-{text[minus.end() :]}" if minus else text
    plain = unicodedata.normalize("NFKD", signed).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")


def is_opaque(name: str) -> bool:
    """Whether the name is a bare number or was made by a program, so that another one is better."""
    return _OPAQUE.fullmatch(name.strip("/")) is not None


class Names:
    """The names of one kind that are given out in a file, each once.

    `kept` are names of the file. One that can stand here as it is goes to nobody else: where the code of the file is 3,
    nothing else is called 3 here.
    """

    def __init__(self, kept: Iterable[str] = ()) -> None:
        self._kept = frozenset(name for name in kept if slug(name) == name)
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def give_ours(self, wanted: str) -> str:
        """A name that our own file had and that nothing has yet, as it was; else one like it."""
        if _COPY.fullmatch(wanted) is None or wanted in self._taken:
            return self.give(wanted)
        self._taken.add(wanted)
        return wanted

    def give_code(self, wanted: str) -> str:
        """A code like the wanted one. A bare number is the code of no option whose own code is another one."""
        base = slug(wanted)
        return self.give(f"option-{base}" if base.isdigit() and base != wanted else wanted, "option")

    def give(self, wanted: str, otherwise: str = "item") -> str:
        """A name like the wanted one that is not in use yet."""
        base = slug(wanted) or otherwise
        name, count = base, self._counts.get(base, 1)
        while name in self._taken or (name in self._kept and name != wanted):
            count += 1
            name = f"{base[: LONGEST - len(str(count)) - 1].rstrip('-')}-{count}"
        self._counts[base] = count
        self._taken.add(name)
        return name


def free_name(wanted: str, taken: Collection[str], mark: str = "_") -> str:
    """The wanted name, with a number behind it where it is taken. `taken` are names in small letters."""
    name, count = wanted, 1
    while name.casefold() in taken:
        count += 1
        name = f"{wanted}{mark}{count}"
    return name


def unknown(wanted: Iterable[str], known: Iterable[str]) -> str:
    """The wanted names that are neither names of the file nor their slugs, joined by commas; empty if all are known."""
    names = {one for name in known for one in (name, slug(name))}
    return ", ".join(sorted(one for one in wanted if one not in names))


def made_version(digest: str) -> str:
    """A version for a file that has none of its own, made from its digest."""
    return f"0.0.{int(digest[:8], 16) % 10_000}"


def is_version(version: str) -> bool:
    """Whether it is a version that a file of ours can have."""
    return _VERSION.fullmatch(version) is not None
