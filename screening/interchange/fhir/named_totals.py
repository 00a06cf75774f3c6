"""Make the totals that a person names into scales, each in the place of the item that it was in the file. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from screening.interchange.fhir.items import Items, Row
from screening.interchange.names import slug
from screening.interchange.remarks import Remark, remark
from screening.interchange.totals import row

_KEPT = ("link", "coding", "was")  # of the item, on the scale
_REPLACED = ("total-entered", "computed")  # what was said of an item that is now a scale


def add(taken: Items, totals: Mapping[str, tuple[str, ...]]) -> None:
    """Add a scale for each name, with the ids or linkIds of its items; say which names are no question."""
    by_link = {target.link: target.id for target in taken.targets.values() if target.id}
    ids = {str(row["id"]) for row in taken.rows}
    for name, named in totals.items():
        known = [one if one in ids else by_link.get(one, "") for one in named]
        if all(known):
            taken.scales.append(_scale(taken, name, known))
        else:
            missing = (one for one, id_ in zip(named, known, strict=True) if not id_)
            taken.remarks.append(remark("total-unknown", what=", ".join(missing)))


def _scale(taken: Items, name: str, items: Iterable[str]) -> Row:
    """The scale: under the linkId, words and codes of the item that it is in the file, where it is one."""
    there = _item(taken, name)
    if there is None:
        return row(taken.scale_names.give(slug(name) or "total"), name, items)
    id_ = taken.scale_names.give(slug(str(there["link"])) or "total")
    taken.entered = [(place, row) for place, row in taken.entered if row is not there]
    taken.uncounted = [row for row in taken.uncounted if row is not there]
    said = remark("total-named", str(there["link"]), id=id_)
    taken.remarks = [said if _is_of(one, there) else one for one in taken.remarks]
    kept = {key: there[key] for key in _KEPT if there.get(key, "decimal") != "decimal"}
    return {**row(id_, str(there["ask"]), items), **kept, "formula": "ours"}


def _item(taken: Items, name: str) -> Row | None:
    """The total of the file that nobody is asked and that is called so."""
    there = [row for _, row in taken.entered] + taken.uncounted
    exact = [row for row in there if row["link"] == name]
    return next(iter(exact or [row for row in there if slug(str(row["link"])) == slug(name)]), None)


def _is_of(one: Remark, there: Row) -> bool:
    return one.kind in _REPLACED and one.where == there["link"]
