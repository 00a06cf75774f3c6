"""A questionnaire: items, options, conditions, scales, bands, critical items. Frozen, validated on loading.

The models say which keys a file may hold and which type each has; every scalar arrives as text, because the
schema decides types, not YAML. What no single line can show (references, bands over the attainable range) is
proven in `checks`. No file is read here.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from screening.model.codings import Coding
from screening.model.conditions import Condition
from screening.model.fields import (
    Administration,
    Content,
    CopyId,
    Id,
    ItemDecimals,
    Language,
    Loinc,
    LoincCodes,
    Score,
    Text,
    Unit,
    Version,
    Whole,
    YesNo,
)
from screening.model.repeats import Repeat
from screening.model.scales import Criterion, Scale


def _in_words(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class Words(Content):
    """Words of the person's own subject: given (`text`), or from a typed answer (`from`), or `else`.

    With both, `text` is a phrase in which the id of the typed answer stands in braces: `using it ({using-own})`.
    """

    text: Text | None = None
    from_: Id | None = None
    else_: Text | None = None


NOT_SAID = "not said"  # the recall or audience in a file that was taken over, where that does not say it

ItemType = Literal["choice", "choices", "number", "date", "time", "text", "note"]


class Option(Content):
    """One answer option: its code, its score and its words on one line, so that they cannot drift apart.

    `loinc` are the answer codes of LOINC that mean the same, those of earlier editions included. `coding` is its code
    in a file of another format that it was taken from. `was` says what it is there where it is no code: then its value
    stands in `coding`, or is `text`.
    """

    code: Id
    text: Text
    score: Score | None = None
    loinc: LoincCodes = ()
    exclusive: YesNo = False
    words: dict[Id, Annotated[Words, BeforeValidator(_in_words)]] = Field(default_factory=dict)
    coding: Coding | None = None
    was: Literal["integer", "date", "time", "string"] | None = None


class Item(Content):
    """One question, or a note that is shown with the next one. Its `id` is the linkId of FHIR.

    `label` names it in a few words, for lists and tables. `harm` says what has happened where the answer is above the
    lowest option: a result names it at any count. An item that is asked `once` is about the person: it is not asked
    again when the same person answers about something else. `least` and `most` bound a number, count the options to
    choose, or (most) the characters of a text. A number may have so many `decimals`; its `unit` is said after it.
    `earliest` and `latest` bound a date or a time; a date says at least the `precision`: the year, month or day.
    `link`, `coding` and `was` are its linkId, codes and type in a file of another format that it was taken from, and
    `inside` the note or question that it stood in there, so that it can go back as it was.
    """

    id: CopyId
    type: ItemType = "choice"
    ask: Text
    label: Text | None = None
    harm: Text | None = None
    why: Text | None = None
    recall: Text | None = None
    options: tuple[Option, ...] = ()
    only_if: Condition | None = None
    least: Whole | None = None
    most: Whole | None = None
    decimals: ItemDecimals = 0
    unit: Unit | None = None
    unit_coding: Coding | None = None
    earliest: Text | None = None
    latest: Text | None = None
    precision: Literal["year", "month", "day"] | None = None
    words_if_declined: dict[Id, Text] = Field(default_factory=dict)
    hand_out: YesNo = True
    once: YesNo = False
    loinc: Loinc | None = None
    link: Text | None = None
    coding: tuple[Coding, ...] = ()
    was: Text | None = None
    inside: CopyId | None = None
    group: Text | None = None

    @property
    def name(self) -> str:
        """What lists and tables call it: its label, or the whole question where it has none."""
        return self.label or self.ask

    @property
    def is_dated(self) -> bool:
        """Whether it is answered by a date or a time."""
        return self.type in ("date", "time")

    @cached_property
    def step(self) -> Decimal:
        """How far a number that is entered is from the next one: 1, 0.1 or 0.01."""
        return Decimal(1).scaleb(-self.decimals)

    @cached_property
    def by_code(self) -> dict[str, Option]:
        """The options by their codes."""
        return {option.code: option for option in self.options}


class Group(Content):
    """A group of a file of another format that has no words: nobody sees it here, and it goes back as it was.

    `inside` is the note or question that it stood in, `group` another group without words inside that.
    """

    link: Text
    coding: tuple[Coding, ...] = ()
    inside: CopyId | None = None
    group: Text | None = None


class EnteredTotal(Content):
    """A total that somebody fills in, in a file of another format: nobody is asked it here, and it goes back as it was.

    It stands `before` that item, or behind all; `inside` is the note or question that it stood in, `group` a group
    without words inside that.
    """

    link: Text
    was: Text
    ask: Text
    coding: tuple[Coding, ...] = ()
    why: Text | None = None
    inside: CopyId | None = None
    group: Text | None = None
    before: CopyId | None = None


class CriticalItem(Content):
    """An answer that speaks at once, whatever the score. `or-declined`: also where a decline hides it.

    `stop-first`: its card stands alone on the screen, and stopping is the first thing offered.
    """

    id: Id
    title: Text | None = None
    if_: Condition
    show: Literal["at-once", "with-results"] = "at-once"
    or_declined: YesNo = False
    stop_first: YesNo = False
    guidance: tuple[Id, ...]


class LookFirst(Content):
    """An answer that whoever works with the person sees before the scores, beside the critical items. The person does
    not see it.
    """

    id: Id
    title: Text
    if_: Condition


class Outcome(Content):
    """One of several readings of the whole; the first whose condition holds is the one."""

    id: Id
    if_: Condition
    title: Text
    guidance: tuple[Id, ...] = ()


class GuidanceRule(Content):
    """Texts to show, and when. Without `if` they are always shown."""

    show: tuple[Id, ...]
    if_: Condition | None = None


class Headline(Content):
    """The first sentence of a result, where its condition holds; of several the first.

    A `text` stands by itself. With a `scale`, `{value}` is its score: `none` for 0, `one` for 1, `other` for the
    rest, `between` where two of its bands are possible, with `{low}` and `{high}`, and `open` where more are, with
    `{skipped}`. A sentence of the band follows.
    """

    if_: Condition | None = None
    text: Text | None = None
    scale: CopyId | None = None
    none: Text | None = None
    one: Text | None = None
    other: Text | None = None
    between: Text | None = None
    open: Text | None = None


class NoScores(Content):
    """When no score may stand anywhere, and the sentence that says why."""

    if_: Condition
    because: Text


class Source(Content):
    """Whose questionnaire this is and under which licence. A file without a licence does not load.

    `file` and `format` name what it was taken from, `left-out` its items that nobody is asked here. `wording: fixed`:
    the words are published and may not be changed, so what the linter finds in them is told and not refused.
    """

    citation: Text
    licence: Text
    link: Text | None = None
    wording: Literal["fixed"] | None = None
    file: Text | None = None
    format: Text | None = None
    left_out: tuple[Text, ...] = ()


class Expected(Content):
    """A worked example: read by people, run by the linter. `expect` is points and, after a space, the band."""

    name: Text
    answers: dict[CopyId, Annotated[str | tuple[Text, ...], BeforeValidator(lambda value: value)]]
    expect: dict[CopyId, Text] = Field(default_factory=dict)
    outcome: Id | None = None
    critical: tuple[Id, ...] = ()


class Questionnaire(Content):
    """One questionnaire, whole, as `library.load` gives it: no other module sees a raw mapping.

    `recall_days` is the length of `recall`: sittings closer together than that look at some of the same days.
    `subject` is what it is about where no question asks that: help lines are chosen for it.
    `replaces`: in a folder of one's own it stands in the place of the packaged questionnaire with this id.
    """

    questionnaire: Id
    replaces: YesNo = False
    version: Version
    title: Text
    language: Language
    recall: Text
    recall_days: Whole | None = None
    audience: Text
    source: Source
    about: Text | None = None
    subject: Id | None = None
    minutes: Text | None = None
    administration: tuple[Administration, ...] = ("self",)
    answer_lists: dict[Id, tuple[Option, ...]] = Field(default_factory=dict)
    items: tuple[Item, ...]
    repeat: tuple[Repeat, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    scales: tuple[Scale, ...] = ()
    no_scores_if: tuple[NoScores, ...] = ()
    critical_items: tuple[CriticalItem, ...] = ()
    look_first: tuple[LookFirst, ...] = ()
    outcomes_title: Text | None = None
    outcomes: tuple[Outcome, ...] = ()
    headline: tuple[Headline, ...] = ()
    guidance: tuple[GuidanceRule, ...] = ()
    method: tuple[Text, ...] = ()
    method_sources: tuple[Id, ...] = ()
    examples: tuple[Expected, ...] = ()
    coding: tuple[Coding, ...] = ()
    entered_totals: tuple[EnteredTotal, ...] = ()
    groups: tuple[Group, ...] = ()

    @property
    def id(self) -> str:
        """Its name in commands, records and FHIR; never reused."""
        return self.questionnaire

    @property
    def said_recall(self) -> str:
        """Which time it asks about; empty where the file that it was taken from does not say it."""
        return "" if self.recall == NOT_SAID else self.recall

    @property
    def said_audience(self) -> str:
        """Whom it is for; empty where the file that it was taken from does not say it."""
        return "" if self.audience == NOT_SAID else self.audience

    @property
    def has_fixed_wording(self) -> bool:
        """Whether its words are published and may not be changed."""
        return self.source.wording == "fixed"

    @property
    def has_wording(self) -> bool:
        """Whether it holds the words of its questions. Without them it can be scored, and never asked."""
        return True

    @property
    def has_borrowed_words(self) -> bool:
        """Whether it holds words of others, which are never shown without saying whose they are and on which terms."""
        return False

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """The items by their ids, notes included."""
        return {item.id: item for item in self.items}

    @cached_property
    def scale_by_id(self) -> dict[str, Scale]:
        """The scales by their ids."""
        return {scale.id: scale for scale in self.scales}

    @cached_property
    def dated(self) -> frozenset[str]:
        """The ids of the items that are answered by a date or a time."""
        return frozenset(item.id for item in self.items if item.is_dated)

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each item stands, counted from 0."""
        return {item.id: index for index, item in enumerate(self.items)}

    @cached_property
    def scale_position(self) -> dict[str, int]:
        """Where each scale stands, counted from 0."""
        return {scale.id: index for index, scale in enumerate(self.scales)}

    @cached_property
    def own_items(self) -> dict[str, tuple[str, ...]]:
        """The ids of the items among the parts of each scale. An id that an item and a scale have means the item."""
        return {scale.id: tuple(name for name in scale.parts if name in self.by_id) for scale in self.scales}

    @cached_property
    def part_scales(self) -> dict[str, tuple[Scale, ...]]:
        """The scales among the parts of each scale."""
        return {
            scale.id: tuple(self.scale_by_id[name] for name in scale.parts if name not in self.by_id)
            for scale in self.scales
        }

    @cached_property
    def items_of(self) -> dict[str, tuple[str, ...]]:
        """The ids of the items that each scale adds up, those of scales among its parts included; none for a count."""
        found: dict[str, tuple[str, ...]] = {}
        counted: dict[str, tuple[str, ...]] = {}
        for scale in self.scales:
            listed = [
                (name,) if name in self.by_id else found.get(name) or counted.get(name, ()) for name in scale.parts
            ]
            found[scale.id] = tuple(dict.fromkeys(item for names in listed for item in names))
            counted[scale.id] = tuple(leaf.item for leaf in scale.leaves if leaf.item)
        return found

    @cached_property
    def last_read(self) -> dict[str, int]:
        """The place of the last item that each scale reads, through scales above it too; -1 where it reads none."""
        places: dict[str, int] = {}
        for scale in self.scales:
            read = [self.position.get(name, places.get(name, -1)) for name in scale.parts]
            read += (
                self.position.get(leaf.item, -1) if leaf.item else places.get(leaf.scale or "", -1)
                for leaf in scale.leaves
            )
            places[scale.id] = max(read, default=-1)
        return places

    @cached_property
    def conditional(self) -> tuple[Item, ...]:
        """The items and notes that have an `only-if`, in the order of the file."""
        return tuple(item for item in self.items if item.only_if is not None)

    @cached_property
    def questions(self) -> tuple[Item, ...]:
        """The items that are asked; notes have no position of their own."""
        return tuple(item for item in self.items if item.type != "note")
