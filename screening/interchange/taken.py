"""What a person asks of a file that is taken over, and what it comes to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from screening.interchange.drafts import Draft
from screening.interchange.remarks import Remark, Verdict, verdict
from screening.interchange.yaml_text import Tree


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person says where the file does not, and what is to be left out or added up.

    `name` is the id that the questionnaire is to have. `totals` are scales by id, each with ids or linkIds of items.
    `declined` are codes of options that say that somebody declines.
    """

    name: str = ""
    licence: str = ""
    citation: str = ""
    recall: str = ""
    audience: str = ""
    without: frozenset[str] = frozenset()
    totals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = ""
    declined: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file comes to: the keys of a file of ours (none where it is refused), and the remarks in their order.

    `drafts` are the translations that come along, each of them a file of its own.
    """

    tree: Tree | None
    remarks: tuple[Remark, ...]
    release: str = ""
    drafts: tuple[Draft, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Whole, with losses, or refused."""
        return verdict(self.remarks)
