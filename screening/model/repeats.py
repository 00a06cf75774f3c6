"""Items and scales that a file writes once for several answers, as they stand in it. Frozen."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from screening.model.fields import Content, CopyId, Id, OneOrMoreIds


class RepeatFor(Content):
    """What a repeat is for: an item with several answers that is asked before, and which of its codes."""

    item: CopyId
    is_: OneOrMoreIds


class Repeat(Content):
    """Items and scales that are written once, as they stand in the file: of each code of an item they have a copy.

    `as` stands for the code in ids and conditions, and in braces for the words of its option. The copies are among the
    items and scales of the questionnaire.
    """

    for_: RepeatFor
    as_: Id
    items: Annotated[tuple[dict[str, object], ...], Field(min_length=1)]
    scales: tuple[dict[str, object], ...] = ()
