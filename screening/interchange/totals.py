"""A total that a file of theirs computes, taken apart, and the scale of ours that it comes to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import lcm
from types import MappingProxyType

from screening.interchange.conditions import Target
from screening.interchange.options import Options, has_points

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Term:
    """One answer in a sum: its linkId, and its points by code. Without them: those of the options, or the number.

    `turned`: what a number is taken from, where more of it is less. `first`: only the first of the codes counts that is
    among the answers.
    """

    link: str
    points: tuple[tuple[str, Decimal], ...] = ()
    turned: int | None = None
    first: bool = False

    def has_place_for(self, other: Term) -> bool:
        """Whether both are points of options of one question, each of another option: then they are one term."""
        codes = [code for code, _ in (*self.points, *other.points)]
        return bool(self.points and other.points) and len(set(codes)) == len(codes)

    def with_points_of(self, other: Term) -> Term:
        """The term with the points of another as well."""
        return replace(self, points=(*self.points, *other.points), first=self.first or other.first)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum, a mean of so many, or a count of conditions. In FHIR a sum without terms is of every item that has points.

    `guard` are the tests that must all hold for it to stand; nothing is left of one that only asks for some answer.
    `gaps` are the questions without which it is blank, unless they are not asked. A sum is `strict` where any question
    without an answer makes it blank.
    """

    terms: tuple[Term, ...] = ()
    mean_of: int = 0
    decimals: int | None = None  # to which a mean is rounded
    times: Decimal = Decimal(1)
    counted: tuple[str, ...] = ()
    guard: tuple[str, ...] = ()
    gaps: frozenset[str] = frozenset()
    strict: bool = False


PLAIN = Total()


def sum_row(
    total: Total,
    id_: str,
    title: str,
    targets: Mapping[str, Target],
    unsure: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> Row | None:
    """The scale that a sum or a mean comes to; nothing where an item is not asked here or has other points.

    `unsure` are the codes that leave it blank, by linkId.
    """
    terms = total.terms or tuple(Term(link) for link, target in targets.items() if target.options.have_points)
    ids, reversed_ = list[str](), list[str]()
    for term in terms:
        target = targets.get(term.link)
        way = _way(term, target) if target is not None else None
        if target is None or way is None:
            return None
        ids.append(target.id)
        reversed_ += [target.id] if way == "reversed" else []
        fill_in(target.options, unsure.get(term.link, frozenset()), rest="not-asked")
    return row(id_, title, ids, reversed_, total) if ids else None


def rounding(total: Total, targets: Mapping[str, Target]) -> str | None:
    """The kind of what there is to say about how a mean is rounded; None where there is nothing.

    A mean of `n` points in steps of 1/`g` can lie midway between two numbers of `d` decimals where 2 to the power of
    `d` + 1 divides `g` times `n`.
    """
    if not total.mean_of:
        return None
    if total.decimals is None:
        return "mean-rounded"
    named = [targets[term.link] for term in total.terms if term.link in targets]
    points = [Fraction(str(one["score"])) for target in named for one in target.options.rows if has_points(one)]
    steps = lcm(*(one.denominator for one in points), *(10**target.decimals for target in named))
    return None if (steps * total.mean_of) % 2 ** (total.decimals + 1) else "mean-halves"


def fill_in(options: Options, unsure: frozenset[str], rest: str = "") -> None:
    """Say of the answers without points that they leave a total blank; of the rest how else they count."""
    for one in options.rows:
        if "score" not in one and (one["code"] in unsure or rest):
            one["score"] = "unknown" if one["code"] in unsure else rest


def row(id_: str, title: str, ids: Iterable[str], reversed_: Iterable[str] = (), total: Total = PLAIN) -> Row:
    """A scale as it stands in our file."""
    found: Row = {"id": id_, "title": title, "mean-of" if total.mean_of else "sum-of": list(ids)}
    if turned := list(reversed_):
        found["reversed"] = turned
    if total.times != 1:
        found["times"] = f"{total.times:f}"
    if total.decimals is not None:
        found["decimals"] = str(total.decimals)
    return found


def _way(term: Term, target: Target) -> str | None:
    """Whether the points in the sum are those of the options, or those reversed; nothing where they are neither."""
    if target.kind == "number" and not term.points and target.whole is not None:
        return "plain" if term.turned is None else "reversed" if term.turned == target.whole else None
    own = {str(one["code"]): Decimal(str(one["score"])) for one in target.options.rows if has_points(one)}
    if target.kind == "choices" and term.first:
        return None  # here the points of all answers are added
    if target.kind not in ("choice", "choices") or not own or (not term.points and not target.options.have_points):
        return None
    if not term.points:
        return "plain"
    counted = _points_by_code(term, target.options)
    if any(points for code, points in counted.items() if code not in own):
        return None
    counted = {code: points for code, points in counted.items() if code in own}
    if counted == own:
        return "plain"
    whole = min(own.values()) + max(own.values())
    return "reversed" if counted == {code: whole - points for code, points in own.items()} else None


def _points_by_code(term: Term, options: Options) -> dict[str, Decimal]:
    """The points that the sum gives, by our codes; 0 for an option that it does not name."""
    found = dict.fromkeys((str(one["code"]) for one in options.rows), Decimal(0))
    for named, points in term.points:
        if (code := options.code_named(named)) is not None:
            found[code] = points
    return found
