"""A scale: what answers add up to, with its bands, cut-offs and rules. Frozen."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from screening.model.codings import Coding
from screening.model.conditions import Condition
from screening.model.fields import Content, CopyId, CopyIds, Id, Loinc, Number, Text, Whole, YesNo, refuse

NOT_ASKED = "not-asked"  # in a table of points, the name of "this question was not asked"
SCALE_KINDS = ("sum_of", "mean_of", "max_of", "count_of")  # of a scale


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


Rounding = Literal["half-up", "half-even"]


class BandSet(Content):
    """One of several published sets of bands on one scale, each with its source; they stand side by side."""

    id: Id
    title: Text
    source: Text
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]


class PointsRange(Content):
    """A row of a table: what the part is worth from one number or total to another. Both belong to it."""

    from_: Number
    to: Number
    is_: Number


class PointsTable(Content):
    """What one part of a scale is worth in it: by the codes of an item, or by ranges of a number or a total.

    A code that `codes` does not name is worth 0. `not-asked` stands for a question that was not asked. An answer that
    is declined or unknown is in no table: it stays a span.
    """

    codes: dict[Id, Number] = Field(default_factory=dict)
    ranges: tuple[PointsRange, ...] = ()

    @property
    def skipped(self) -> Decimal | None:
        """What the part is worth where it is not asked; nothing where the table does not say."""
        return self.codes.get(NOT_ASKED)


def _table(value: object) -> object:
    return {"ranges": value} if isinstance(value, list | tuple) else {"codes": value}


class Missing(Content):
    """What a scale does about declined answers. Without `then` none are allowed and no figure is made up.

    Up to `allow` of them: `prorate` stretches the others to the whole scale, `zero` counts each of them 0.
    """

    allow: Whole | None = None
    then: Literal["prorate", "zero"] | None = None
    round: Rounding | None = None
    source: Text | None = None


def _missing_rule(value: object) -> object:
    if value == "none-allowed":
        return {}
    if isinstance(value, str):
        raise refuse("missing-rule")
    return value


class Reliability(Content):
    """Published figures that tell change from chance: test-retest r, standard deviation, and where they stand."""

    r: Number
    sd: Number
    source: Text


class Scale(Content):
    """What its parts add up to: a sum, a mean, a maximum, or a count of criteria. A part is an item or a scale above.

    `points` says what a part is worth where that is not its own points. `higher` says what more points mean over time:
    worse, or better. Where `only-if` does not hold the scale has no score, and `no-score-because` says why. `in-words:
    highest` names it by its highest answer. `times` multiplies what the parts come to. The score is exact; it is shown
    rounded where `round` is given, and where it can be a fraction. Bands, cut-offs and conditions read the exact score,
    with `round-first` the rounded one. `link`, `coding` and `was` are the linkId, codes and type of the total in a file
    of another format that it was taken from. `formula: ours`: how it adds up does not stand there, and was said here.
    """

    id: CopyId
    title: Text
    only_if: Condition | None = None
    no_score_because: Text | None = None
    in_words: Literal["highest"] | None = None
    sum_of: CopyIds | None = None
    mean_of: CopyIds | None = None
    max_of: CopyIds | None = None
    count_of: Annotated[tuple[Criterion, ...], Field(min_length=1)] | None = None
    reversed: tuple[CopyId, ...] = ()
    points: dict[CopyId, Annotated[PointsTable, BeforeValidator(_table)]] = Field(default_factory=dict)
    times: Number = Decimal(1)
    missing: Annotated[Missing, BeforeValidator(_missing_rule)] = Missing()
    decimals: Whole = 2
    round: Rounding | None = None
    round_first: YesNo = False
    bands: tuple[Band, ...] = ()
    bands_if: Condition | None = None
    no_bands_because: Text | None = None
    band_sets: tuple[BandSet, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    reliability: Reliability | None = None
    higher: Literal["worse", "better"] = "worse"
    picture: YesNo = True
    loinc: Loinc | None = None
    link: Text | None = None
    coding: tuple[Coding, ...] = ()
    was: Text | None = None
    formula: Literal["ours"] | None = None

    @cached_property
    def kind(self) -> str:
        """The name of the one rule that is given: sum_of, mean_of, max_of or count_of."""
        return next(kind for kind in SCALE_KINDS if getattr(self, kind) is not None)

    @property
    def is_followed(self) -> bool:
        """Whether its scores are followed over time: it has bands, or a bar in the results."""
        return self.picture or bool(self.bands)

    @cached_property
    def turned(self) -> frozenset[str]:
        """The ids of the items whose points are reversed."""
        return frozenset(self.reversed)

    def changes_points_of(self, item: str) -> bool:
        """Whether the item with this id counts with other points than its own: reversed, or as a table says."""
        return item in self.points or item in self.turned

    @cached_property
    def leaves(self) -> tuple[Condition, ...]:
        """Every test that decides its total or whether it stands."""
        conditions = [criterion.if_ for criterion in self.count_of or ()] + ([self.only_if] if self.only_if else [])
        return tuple(leaf for condition in conditions for leaf in condition.leaves)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The ids of the items and scales that are added, averaged or compared; empty for a count."""
        return self.sum_of or self.mean_of or self.max_of or ()
