"""A questionnaire: items, options, conditions, scales, bands, critical items. Frozen, validated on loading.

The models say which keys a file may hold and which type each has; every scalar arrives as text, because the
schema decides types, not YAML. What no single line can show (references, bands over the attainable range) is
proven in `checks`. No file is read here.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

TESTS = ("is_", "is_not", "at_least", "at_most", "answered", "declined")  # of a condition
SCALE_KINDS = ("sum_of", "mean_of", "max_of", "count_of")  # of a scale
MAX_TEXT = 200  # characters of a typed answer, unless the item says less
MAX_UNIT = 20  # characters
MAX_NUMBER = 9_999_999  # of a typed number, either side of 0, unless the item says less


def _refuse(kind: str) -> PydanticCustomError:
    """An error that carries only its kind: the sentence that people read stands in `sentences`."""
    return PydanticCustomError(kind, "{kind}", {"kind": kind})


def matching(kind: str, pattern: str) -> BeforeValidator:
    """A scalar that matches the whole pattern (`fullmatch`: `$` would let a trailing line break through)."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: object) -> object:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise _refuse(kind)
        return value

    return BeforeValidator(check)


def _whole(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,7}", value):
        raise _refuse("whole")
    return int(value)


def _item_decimals(value: object) -> object:
    if value not in ("0", "1", "2"):
        raise _refuse("item-decimals")
    return int(str(value))


def _decimal(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,5}(\.[0-9]{1,4})?", value):
        raise _refuse("decimal")
    return Decimal(value)


def _score(value: object) -> object:
    if value in tuple(NoScore):
        return NoScore(str(value))
    try:
        return _decimal(value)
    except PydanticCustomError:
        raise _refuse("score") from None


def _yes_no(value: object) -> object:
    if value not in ("yes", "no"):
        raise _refuse("yes-no")
    return value == "yes"


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _in_words(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


def _missing_rule(value: object) -> object:
    if value == "none-allowed":
        return {}
    if isinstance(value, str):
        raise _refuse("missing-rule")
    return value


class NoScore(StrEnum):
    """An answer without points: "not sure" counts like declined, "does not apply" like not asked."""

    UNKNOWN = "unknown"
    NOT_ASKED = "not-asked"


Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Id = Annotated[str, matching("id", "[a-z0-9][a-z0-9-]{0,31}")]
Date = Annotated[str, matching("date", r"[0-9]{4}-[0-9]{2}-[0-9]{2}")]
Language = Annotated[str, matching("language", r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")]
Loinc = Annotated[str, matching("loinc", "[0-9]{1,7}-[0-9]|LA[0-9]{1,7}-[0-9]|LL[0-9]{1,7}-[0-9]")]
Version = Annotated[str, matching("version", r"[0-9]{1,4}(\.[0-9]{1,4}){1,2}")]
Whole = Annotated[int, BeforeValidator(_whole)]
Number = Annotated[Decimal, BeforeValidator(_decimal)]
Score = Annotated[Decimal | NoScore, BeforeValidator(_score)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
OneOrMore = Annotated[tuple[Text, ...], BeforeValidator(_one_or_more)]
Ids = Annotated[tuple[Id, ...], Field(min_length=1)]
Administration = Literal["self", "read-aloud", "entered"]


class Content(BaseModel):
    """A frozen piece of a file. In the file a key is written with hyphens: `only-if`, `at-least`."""

    model_config = ConfigDict(
        defer_build=True,  # building them all takes longer than a bare start, and most commands need few
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
    )

    # A loaded piece is one thing, told apart by identity: comparing and hashing every line of it would cost more
    # than scoring. (`__hash__ = object.__hash__` would be replaced by pydantic.)
    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


class Condition(Content):
    """One item or scale and one test; or a group of conditions under `all` or `any`.

    `is`, `is-not`: the item's answer is (not) one of these codes. `at-least`, `at-most`: of an item by the
    scores of its options (the operand is an option code, or a number for a number), of a scale by points.
    `answered`, `declined`: yes or no.
    """

    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    item: Id | None = None
    scale: Id | None = None
    is_: OneOrMore | None = None
    is_not: OneOrMore | None = None
    at_least: Text | None = None
    at_most: Text | None = None
    answered: YesNo | None = None
    declined: YesNo | None = None

    @cached_property
    def tests(self) -> tuple[str, ...]:
        """The names of the tests that are given; a sound condition on an item or scale has one."""
        return tuple(name for name in TESTS if getattr(self, name) is not None)

    @cached_property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions of a group; empty for a test."""
        return self.all or self.any or ()

    @cached_property
    def leaves(self) -> tuple[Condition, ...]:
        """Every test in this condition, in the order of the file."""
        return tuple(leaf for part in self.parts for leaf in part.leaves) if self.parts else (self,)


class Words(Content):
    """Words of the person's own subject: given (`text`), or from a typed answer (`from`), or `else`.

    With both, `text` is a phrase in which the id of the typed answer stands in braces: `using it ({using-own})`.
    """

    text: Text | None = None
    from_: Id | None = None
    else_: Text | None = None


class Option(Content):
    """One answer option: its code, its score and its words on one line, so that they cannot drift apart.

    `loinc` are the answer codes of LOINC that mean the same, those of earlier editions included.
    """

    code: Id
    text: Text
    score: Score | None = None
    loinc: Annotated[tuple[Loinc, ...], BeforeValidator(_one_or_more)] = ()
    exclusive: YesNo = False
    words: dict[Id, Annotated[Words, BeforeValidator(_in_words)]] = Field(default_factory=dict)


class Item(Content):
    """One question, or a note that is shown with the next one. Its `id` is the linkId of FHIR.

    `label` names it in a few words, for lists and tables. `harm` says what has happened where the answer is above the
    lowest option: a result names it at any count. An item that is asked `once` is about the person: it is not asked
    again when the same person answers about something else. `least` and `most` bound a number, count the options to
    choose, or (most) the characters of a text. A number may have so many `decimals`; its `unit` is said after it.
    """

    id: Id
    type: Literal["choice", "choices", "number", "text", "note"] = "choice"
    ask: Text
    label: Text | None = None
    harm: Text | None = None
    why: Text | None = None
    recall: Text | None = None
    options: tuple[Option, ...] = ()
    only_if: Condition | None = None
    least: Whole | None = None
    most: Whole | None = None
    decimals: Annotated[int, BeforeValidator(_item_decimals)] = 0
    unit: Annotated[str, StringConstraints(min_length=1, max_length=MAX_UNIT)] | None = None
    words_if_declined: dict[Id, Text] = Field(default_factory=dict)
    hand_out: YesNo = True
    once: YesNo = False
    loinc: Loinc | None = None

    @property
    def name(self) -> str:
        """What lists and tables call it: its label, or the whole question where it has none."""
        return self.label or self.ask

    @cached_property
    def step(self) -> Decimal:
        """How far a number that is entered is from the next one: 1, 0.1 or 0.01."""
        return Decimal(1).scaleb(-self.decimals)

    @cached_property
    def by_code(self) -> dict[str, Option]:
        """The options by their codes."""
        return {option.code: option for option in self.options}


class Band(Content):
    """A range of points with a name. `from` and `to` belong to it. `says` is a sentence with it for the headline."""

    id: Id
    from_: Number
    to: Number
    title: Text
    says: Text | None = None
    guidance: tuple[Id, ...] = ()


class CutOff(Content):
    """A published screening threshold, in the group that `if` describes: met from `at` points on, or up to `at-most`.

    A sound one has one of the two.
    """

    at: Number | None = None
    at_most: Number | None = None
    title: Text | None = None
    if_: Condition | None = None
    source: Text

    @property
    def limit(self) -> Decimal:
        """The points of the threshold, whichever side of it is meant."""
        return next((limit for limit in (self.at, self.at_most) if limit is not None), Decimal(0))


class Criterion(Content):
    """One thing to count: 1 where the condition holds. `because` says why this answer counts."""

    id: Id
    if_: Condition
    because: Text


class Missing(Content):
    """What a scale does about declined answers. Without `then` none are allowed and no figure is made up."""

    allow: Whole | None = None
    then: Literal["prorate"] | None = None
    source: Text | None = None


class Reliability(Content):
    """Published figures that tell change from chance: test-retest r, standard deviation, and where they stand."""

    r: Number
    sd: Number
    source: Text


class Scale(Content):
    """What answers add up to: a sum, a mean, a maximum, or a count of criteria.

    `higher` says what more points mean over time: worse, or better. Where `only-if` does not hold the scale has no
    score, and `no-score-because` says why. `in-words: highest` names it by its highest answer. `times` multiplies what
    the items come to.
    """

    id: Id
    title: Text
    only_if: Condition | None = None
    no_score_because: Text | None = None
    in_words: Literal["highest"] | None = None
    sum_of: Ids | None = None
    mean_of: Ids | None = None
    max_of: Ids | None = None
    count_of: Annotated[tuple[Criterion, ...], Field(min_length=1)] | None = None
    reversed: tuple[Id, ...] = ()
    times: Number = Decimal(1)
    missing: Annotated[Missing, BeforeValidator(_missing_rule)] = Missing()
    decimals: Whole = 2
    bands: tuple[Band, ...] = ()
    bands_if: Condition | None = None
    no_bands_because: Text | None = None
    cut_offs: tuple[CutOff, ...] = ()
    reliability: Reliability | None = None
    higher: Literal["worse", "better"] = "worse"
    picture: YesNo = True
    loinc: Loinc | None = None

    @cached_property
    def kind(self) -> str:
        """The name of the one rule that is given: sum_of, mean_of, max_of or count_of."""
        return next(kind for kind in SCALE_KINDS if getattr(self, kind) is not None)

    @cached_property
    def leaves(self) -> tuple[Condition, ...]:
        """Every test that decides its total or whether it stands."""
        conditions = [criterion.if_ for criterion in self.count_of or ()] + ([self.only_if] if self.only_if else [])
        return tuple(leaf for condition in conditions for leaf in condition.leaves)

    @cached_property
    def items(self) -> tuple[str, ...]:
        """The ids of the items that are added, averaged or compared; empty for a count."""
        return self.sum_of or self.mean_of or self.max_of or ()


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
    scale: Id | None = None
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
    """Whose questionnaire this is and under which licence. A file without a licence does not load."""

    citation: Text
    licence: Text
    link: Text | None = None


class Expected(Content):
    """A worked example: read by people, run by the linter. `expect` is points and, after a space, the band."""

    name: Text
    answers: dict[Id, Annotated[str | tuple[Text, ...], BeforeValidator(lambda value: value)]]
    expect: dict[Id, Text] = Field(default_factory=dict)
    outcome: Id | None = None
    critical: tuple[Id, ...] = ()


class Questionnaire(Content):
    """One questionnaire, whole, as `library.load` gives it: past this door nobody meets a raw mapping.

    `recall_days` is the length of `recall`: sittings closer together than that look at some of the same days.
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
    minutes: Text | None = None
    administration: tuple[Administration, ...] = ("self",)
    answer_lists: dict[Id, tuple[Option, ...]] = Field(default_factory=dict)
    items: tuple[Item, ...]
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

    @property
    def id(self) -> str:
        """Its name in commands, records and FHIR; never reused."""
        return self.questionnaire

    @property
    def has_wording(self) -> bool:
        """Whether it holds the words of its questions. Without them it can be scored, and never asked."""
        return True

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """The items by their ids, notes included."""
        return {item.id: item for item in self.items}

    @cached_property
    def scale_by_id(self) -> dict[str, Scale]:
        """The scales by their ids."""
        return {scale.id: scale for scale in self.scales}

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each item stands, counted from 0."""
        return {item.id: index for index, item in enumerate(self.items)}

    @cached_property
    def scale_position(self) -> dict[str, int]:
        """Where each scale stands, counted from 0."""
        return {scale.id: index for index, scale in enumerate(self.scales)}

    @cached_property
    def last_read(self) -> dict[str, int]:
        """The place of the last item that each scale reads, through scales above it too; -1 where it reads none."""
        places: dict[str, int] = {}
        for scale in self.scales:
            read = [self.position.get(name, -1) for name in scale.items]
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
