"""Which means may lie midway between two numbers that can be shown: as listing every sum says it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.interchange.mean_grids import Grid, may_tie
from screening.model.questionnaire import Item
from screening.model.scales import Scale

POINTS = ("0", "0.5", "1", "1.5", "2", "0.1", "0.25", "-1", "3")


def scale_of(items: list[Item], decimals: int, turned: list[str]) -> Scale:
    rule = {"mean-of": [item.id for item in items], "decimals": str(decimals), "reversed": turned}
    return Scale.model_validate({"id": "s", "title": "S", **rule})


def choice(id_: str, points: list[str]) -> Item:
    options = [{"code": f"c{at}", "text": "X", "score": one} for at, one in enumerate(points)]
    return Item.model_validate({"id": id_, "ask": "A?", "options": options})


@st.composite
def forms(draw: st.DrawFn) -> tuple[list[Item], int, list[str]]:
    points = st.lists(st.sampled_from(POINTS), min_size=2, max_size=4)
    items = [choice(f"i{at}", draw(points)) for at in range(draw(st.integers(1, 4)))]
    return items, draw(st.integers(0, 2)), draw(st.lists(st.sampled_from([one.id for one in items]), unique=True))


def worth(item: Item, turned: list[str]) -> list[Fraction]:
    points = [Fraction(one.score) for one in item.options if isinstance(one.score, Decimal)]
    return [min(points) + max(points) - one for one in points] if item.id in turned else points


@given(forms())
def test_a_mean_that_can_lie_midway_is_found_whatever_the_points(form: tuple[list[Item], int, list[str]]) -> None:
    items, decimals, turned = form
    sums = {sum(one, Fraction(0)) for one in product(*(worth(item, turned) for item in items))}
    midway = any(2 * 10**decimals * one / len(items) % 2 == 1 for one in sums)
    if midway:  # a sum on the grid that no answers come to may be midway too
        assert may_tie(scale_of(items, decimals, turned), items)


@pytest.mark.parametrize(
    ("points", "count", "decimals", "ties"),
    [
        (["0", "1"], 2, 2, False),
        (["0", "1"], 8, 2, True),
        (["0", "1"], 2, 0, True),
        (["0", "1.5", "3"], 2, 2, False),
        (["0", "0.5"], 4, 2, True),
        (["0.25", "0.75"], 2, 2, False),
        (["0", "0.01"], 2, 2, True),
        (["0", "0.1"], 3, 2, False),
    ],
)
def test_halves_and_decimals_go_out_unless_a_mean_of_them_can_lie_midway(
    points: list[str], count: int, decimals: int, ties: bool
) -> None:
    items = [choice(f"i{at}", points) for at in range(count)]
    assert may_tie(scale_of(items, decimals, []), items) is ties


@given(st.fractions(-9, 9, max_denominator=8), st.sampled_from([Fraction(1, 4), Fraction(1), Fraction(3, 2)]))
def test_the_sums_beside_a_number_are_on_the_grid_and_on_both_sides(wanted: Fraction, step: Fraction) -> None:
    found = list(Grid(Fraction(1, 2), step).near(wanted))
    assert all((one - Fraction(1, 2)) % step == 0 for one in found)
    assert min(found) < wanted < max(found)
    assert max(found) - min(found) <= 2 * step
