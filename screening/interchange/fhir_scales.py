"""Turn a total that FHIR computes into a scale of ours, where its items stand here with the same points. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from screening.interchange.fhir_conditions import Target
from screening.interchange.fhir_options import Options
from screening.interchange.fhir_totals import Term, Total

Row = dict[str, object]


def scale_row(total: Total, id_: str, title: str, targets: Mapping[str, Target]) -> Row | None:
    """The scale as it stands in our file; nothing where an item is not asked here or has other points."""
    terms = total.terms or tuple(Term(link) for link, target in targets.items() if target.options.have_points)
    ids, reversed_ = list[str](), list[str]()
    for term in terms:
        target = targets.get(term.link)
        way = _way(term, target) if target is not None else None
        if target is None or way is None:
            return None
        ids.append(target.id)
        reversed_ += [target.id] if way == "reversed" else []
    return row(id_, title, ids, reversed_, mean=bool(total.mean_of), times=total.times) if ids else None


def row(
    id_: str, title: str, ids: Iterable[str], reversed_: Iterable[str] = (), *, mean: bool = False, times: Decimal
) -> Row:
    """A scale as it stands in our file."""
    found: Row = {"id": id_, "title": title, "mean-of" if mean else "sum-of": list(ids)}
    if turned := list(reversed_):
        found["reversed"] = turned
    if times != 1:
        found["times"] = f"{times:f}"
    return found


def _way(term: Term, target: Target) -> str | None:
    """Whether the points in the sum are those of the options, or those reversed; nothing where they are neither."""
    if target.kind == "number" and not term.points:
        return "plain"
    if target.kind not in ("choice", "choices") or not target.options.have_points:
        return None
    if not term.points:
        return "plain"
    counted = _points_by_code(term, target.options)
    own = {str(one["code"]): Decimal(str(one["score"])) for one in target.options.rows}
    if counted == own:
        return "plain"
    whole = min(own.values()) + max(own.values())
    return "reversed" if counted == {code: whole - points for code, points in own.items()} else None


def _points_by_code(term: Term, options: Options) -> dict[str, Decimal]:
    """The points that the sum gives, by our codes; 0 for an option that it does not name."""
    given = dict(term.points)
    return {code: given.pop(key.value, Decimal(0)) for key, code in options.codes.items()} if given else {}
