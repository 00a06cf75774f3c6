"""The command that brings the wording of a published instrument into the person's own folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from screening.app.context import AppContext, UsageError
from screening.cli.authors import own_file
from screening.loading import yaml_reader
from screening.loading.adopting import Adopted, MatchedItem, adopt
from screening.model.content import Interface
from screening.system import files
from screening.system.process import Code, write_stderr
from screening.text import shown_path


def adopt_file(context: AppContext, file: str, *, sure: bool) -> int:
    """Show how the wording in a file matches its instrument, and once somebody says yes put it into the own folder.

    Raises ContentError where it does not match, UsageError where nobody can say yes, NotSaved where there is a file
    already.
    """
    name = shown_path(Path(file).name)
    found = adopt(context.library, yaml_reader.text_of(Path(file), name), name)
    context.print_rows(_matched(found, context.words))
    if not sure and not _agreed(context.words):
        write_stderr(context.words.say("adopt-not"))
        return Code.DONE
    target = own_file(context, found.instrument.id)
    files.save(target, found.text)
    write_stderr(context.words.say("adopt-saved", path=shown_path(target), name=found.instrument.id))
    return Code.DONE


def _agreed(words: Interface) -> bool:
    """Whether the person says that each option stands beside its points."""
    if sys.stdin is None or sys.stderr is None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("Look at what matched. If it is right, run it again with --yes.")
    write_stderr(words.say("adopt-prompt"))
    return sys.stdin.readline(100).strip().lower() in ("y", "yes")


def _matched(found: Adopted, words: Interface) -> Iterator[str]:
    """Whose words these are, and each item and option beside what it was matched with."""
    yield words.say("adopt-title", title=found.instrument.title)
    yield words.say("borrowed", citation=found.wording.source.citation, licence=found.wording.source.licence)
    yield words.say("adopt-terms", holder=found.instrument.rights.holder, terms=found.instrument.rights.terms)
    for at, one in enumerate(found.items, 1):
        yield ""
        yield from one.notes
        yield words.say("adopt-item", number=at, id=one.item.id, by=one.by, ask=one.ask)
        yield from _options(one, words)
    yield ""
    if found.left_out:
        yield words.say("adopt-left-out", keys=", ".join(found.left_out))


def _options(matched: MatchedItem, words: Interface) -> Iterator[str]:
    for one in matched.options:
        points = "-" if one.option.score is None else one.option.score
        yield words.say("adopt-option", code=one.option.code, points=points, by=one.by, text=one.text)
