"""Turn the calculations of a form as a table that are plain totals into scales, if their answers are asked. Pure."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from screening.interchange.conditions import Target, Test, first_item, joined, named_codes
from screening.interchange.names import Names, slug
from screening.interchange.remarks import Remark, computed_value, remark
from screening.interchange.totals import Term, Total, rounding, sum_row
from screening.interchange.unsure_tests import opened
from screening.interchange.yaml_text import Tree, rows

TOTAL = "total_"  # how a total of ours begins there
ENDS = ("_lowest", "_highest", "_complete")  # of a total that conditions look at, where answers have no points
_ADDED = ("sum-of", "mean-of", "count-of", "reversed", "times")
_POINTS = re.compile(r"-?[0-9]{1,5}(\.[0-9]{1,4})?")
_NAMES = re.compile(r"[\[{]([A-Za-z][A-Za-z0-9_.-]*)[\](}]")  # of fields, in REDCap and XLSForms
_AS_THERE = "The form that this was taken from says so."


@dataclass
class Scales(ABC):
    """The scales so far. What a formula may name (`targets`), the items and the remarks grow elsewhere too."""

    targets: dict[str, Target]
    items: list[Tree]
    remarks: list[Remark]

    def __post_init__(self) -> None:
        """No scale yet."""
        self.rows = list[Tree]()
        self.names = Names()
        self.left_out = dict[str, str]()  # the titles of the calculations that are no plain total, by name
        self._by_id = dict[object, Tree]()

    @abstractmethod
    def totals(self, formula: str) -> Iterator[Total]:
        """What the formula may be, the likeliest first."""

    @abstractmethod
    def condition(self, text: str, name: str, place: int) -> Test | Remark | None:
        """A condition in a formula of this name, at this place."""

    def add(self, name: str, formula: str, title: str, own_id: str = "") -> None:
        """A calculation: a scale where it is a plain total of questions before it, else left out by name."""
        place = len(self.items)
        for found in self.totals(formula):
            scale = self._scale(found, name, title or name, place)
            if scale is None:
                continue
            own = self.again(name)
            if own is None or not self._is_same(scale, own):
                own = self._put(scale, name, own_id, found)
            self.targets[name] = Target(name, own, place - 1, "scale", called="total")
            return
        self.left_out[name] = title or name
        added = [one for one in set(_NAMES.findall(formula)) if self._named(one) is not None]
        may_be_total = len(added) > 1 and "concat" not in formula
        self.remarks.append(computed_value(name, slug(name) or "total", may_be_total=may_be_total))

    def again(self, name: str) -> str | None:
        """The scale that is worked out again under another name, for conditions only."""
        for end in ENDS:
            target = self.targets.get(name.removesuffix(end)) if name.endswith(end) else None
            if target is not None and target.kind == "scale":
                return target.id
        return None

    def _is_same(self, scale: Tree, own: str) -> bool:
        """Whether it adds up the same as the scale with this id; when each of them stands may differ."""
        other = next(one for one in self.rows if one["id"] == own)
        return all(_added(scale, key) == _added(other, key) for key in _ADDED)

    def _put(self, scale: Tree, name: str, own_id: str, found: Total) -> str:
        id_ = self.names.give_ours(own_id or slug(name.removeprefix(TOTAL)) or "total")
        own = {"id": id_} if name == f"{TOTAL}{id_.replace('-', '_')}" else {"id": id_, "link": name}
        self.rows.append({**scale, **own})
        kind = "total-guarded" if self._is_guarded(found) else "total-taken"
        self.remarks.append(remark(kind, name, id=id_))
        if kind == "total-taken" and found.strict:
            self.remarks.append(remark("total-unasked", name))
        if (how := rounding(found, self.targets)) is not None:
            self.remarks.append(remark(how, name))
        if any(self.targets[one.link].declines for one in found.terms):
            self.remarks.append(remark("total-declines", name))
        return id_

    def _is_guarded(self, found: Total) -> bool:
        """Whether it is blank while an answer is missing, and stands where a question is not asked."""
        if found.counted or not found.strict:
            return bool(found.gaps) and {one.link for one in found.terms} <= found.gaps
        asked = {self.targets[one.link].id for one in found.terms}
        always = all("only-if" not in row for row in self.items if row["id"] in asked)
        return always or {one.link for one in found.terms} <= found.gaps

    def _scale(self, found: Total, name: str, title: str, place: int) -> Tree | None:
        """The scale; None where a part of the total is not asked here, or has other points."""
        tests = [self.condition(one, name, place) for one in found.guard]
        read = [one for one in tests if one is not None and not isinstance(one, Remark)]
        only_if = joined("all", [one for one in read if not self.is_unsure(one)])
        targets = self.targets
        if len(read) < len(tests) or any(one not in targets for one in found.gaps):
            return None
        terms = [self.worth(one, targets.get(one.link)) for one in found.terms]
        scale = self._count(found, name, title, place) if found.counted else self._sum(found, terms, title)
        if scale is not None and only_if is not None:
            scale |= {"only-if": only_if, "no-score-because": _AS_THERE}
        return scale

    def is_unsure(self, test: Test) -> bool:
        """Whether the test only keeps answers without points out of the total, which they leave open here too."""
        parts = test.get("all")
        if isinstance(parts, list):
            return all(map(self.is_unsure, parts))
        row = self._item(test.get("item"))
        codes = named_codes(test.get("is-not"))
        unsure = {one["code"] for one in rows(row or {}, "options") if one.get("score") == "unknown"}
        return bool(codes) and unsure.issuperset(codes)

    def _item(self, id_: object) -> Tree | None:
        """The item with this id."""
        if len(self._by_id) < len(self.items):
            self._by_id = {one["id"]: one for one in self.items}
        return self._by_id.get(id_)

    def _count(self, found: Total, name: str, title: str, place: int) -> Tree | None:
        criteria, names = list[Tree](), Names()
        options = {str(one["id"]): rows(one, "options") for one in self.items}
        unsure = {
            item: frozenset(str(one["code"]) for one in listed if one.get("score") == "unknown")
            for item, listed in options.items()
        }
        for one in found.counted:
            read = self.condition(one, name, place)
            test = None if read is None or isinstance(read, Remark) else opened(read, unsure, options)
            if test is None:
                return None
            id_ = names.give(first_item(test), "criterion")
            criteria.append({"id": id_, "if": test, "because": _AS_THERE})
        return {"id": "", "title": title, "count-of": criteria}

    def _sum(self, found: Total, terms: list[Term | None], title: str) -> Tree | None:
        known = tuple(one for one in terms if one is not None)
        if len(known) < len(terms):
            return None
        scored = {one.link: self._scored(one, self.targets[one.link]) for one in known}
        found_row = sum_row(replace(found, terms=known), "", title, {**self.targets, **scored})
        if found_row is not None and found.mean_of and any(map(self._may_be_skipped, known)):
            return None
        if found_row is not None:
            for target in scored.values():
                self._keep_points(target)
        return found_row

    def _may_be_skipped(self, term: Term) -> bool:
        """Whether the question is not always asked: no mean of ours has such a one."""
        return "only-if" in (self._item(self.targets[term.link].id) or {})

    def worth(self, term: Term, target: Target | None) -> Term | None:
        """The term with its points: those that it has, or the options' names where these are numbers.

        A question for a number needs none. None where the answers cannot be added up.
        """
        if target is None or target.kind not in ("choice", "choices", "number") or not target.id:
            return None
        if target.kind == "number":
            return term if target.whole is not None else None
        if term.points:
            unsure = {one["code"] for one in target.options.rows if one.get("score") == "unknown"}
            kept = [one for one in term.points if one[0] not in target.declines]
            return replace(term, points=tuple(one for one in kept if target.options.code_named(one[0]) not in unsure))
        names = [key.value for key in target.options.codes]
        if target.kind == "choices" or not all(_POINTS.fullmatch(one) for one in names):
            return None
        return replace(term, points=tuple((one, Decimal(one)) for one in names))

    def _scored(self, term: Term, target: Target) -> Target:
        """The question with the points of the total, where its options have none of their own."""
        if target.kind == "number" or any("score" in one for one in target.options.rows):
            return target
        points = {target.options.code_named(code): f"{worth:f}" for code, worth in term.points}
        rows = tuple({**one, "score": points.get(str(one["code"]), "0")} for one in target.options.rows)
        return replace(target, options=replace(target.options, rows=rows))

    def _keep_points(self, target: Target) -> None:
        """Give the options of the item in our file the points that they have in the total."""
        points = {str(one["code"]): one["score"] for one in target.options.rows if "score" in one}
        for option in rows(self._item(target.id) or {}, "options"):
            if str(option["code"]) in points:
                option.setdefault("score", points[str(option["code"])])

    def add_named(self, name: str, parts: tuple[str, ...]) -> None:
        """A total that the person asks for, by names of the form or by our ids."""
        by_id = {target.id: link for link, target in self.targets.items() if target.id}
        links = [one if one in self.targets else by_id.get(one, "") for one in parts]
        terms = [self._named(link) for link in links]
        found = self._sum(Total(), terms, name)
        if found is None:
            wrong = [one for one, term in zip(parts, terms, strict=True) if term is None]
            self.remarks.append(remark("total-not-numbers", what=", ".join(wrong or parts)))
        else:
            self.rows.append({**found, **self._in_place(name)})

    def _in_place(self, name: str) -> Tree:
        """The keys of a total that the person names: those of the calculation that it stands for, where it is one."""
        there = next((one for one in self.left_out if name in (one, slug(one))), None)
        id_ = self.names.give(slug(name) or "total")
        if there is None:
            return {"id": id_}
        said = remark("total-named", there, id=id_)
        self.remarks[:] = [said if (one.kind, one.where) == ("computed", there) else one for one in self.remarks]
        return {"id": id_, "title": self.left_out.pop(there), "link": there, "formula": "ours"}

    def _named(self, link: str) -> Term | None:
        """An answer with the points that its options have; with their names as points where they have none."""
        target = self.targets.get(link)
        has_points = target is not None and any("score" in one for one in target.options.rows)
        return Term(link) if has_points else self.worth(Term(link), target)

    def say_points(self) -> None:
        """Say that options have points, where nothing adds them up."""
        if not self.rows and any("score" in one for row in self.items for one in rows(row, "options")):
            self.remarks.append(remark("total-points"))


def _added(scale: Tree, key: str) -> object:
    """What the scale adds up by this key; of a count only the conditions."""
    found = scale.get(key)
    return [one["if"] for one in found] if key == "count-of" and isinstance(found, list) else found
