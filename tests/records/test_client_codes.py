"""Client codes: a mistyped one never opens another client."""

from __future__ import annotations

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.records.client_codes import LENGTH, LETTERS, LONGEST, SHORTEST, CodeNotAccepted, checked, with_check

ALPHABET = string.digits + string.ascii_uppercase
BODIES = st.text(ALPHABET, min_size=SHORTEST, max_size=LONGEST)


def check_character(body: str) -> str:
    """ISO/IEC 7064, MOD 37,36, step by step as the standard describes it."""
    carried = 36
    for letter in body:
        total = (carried + ALPHABET.index(letter)) % 36 or 36
        carried = total * 2 % 37
    return ALPHABET[(37 - carried) % 36]


def is_refused(typed: str) -> bool:
    """Whether this is taken for no code at all."""
    try:
        checked(typed)
    except CodeNotAccepted:
        return True
    return False


def test_the_check_character_of_the_standard_is_known() -> None:
    """The worked example of a Global Release Identifier, which uses the same scheme."""
    assert check_character("A12425GABC1234002") == "M"


@given(BODIES)
def test_a_code_ends_with_the_check_character_of_the_standard(body: str) -> None:
    code = with_check(body)
    assert code == f"{body}-{check_character(body)}"
    assert checked(code) == code


@given(BODIES, st.data())
def test_every_single_wrong_character_is_refused(body: str, data: st.DataObject) -> None:
    code = with_check(body).replace("-", "")
    place = data.draw(st.integers(0, len(code) - 1))
    for letter in ALPHABET:
        wrong = code[:place] + letter + code[place + 1 :]
        assert is_refused(wrong) == (wrong != code)


def test_nearly_every_swap_of_neighbours_is_refused() -> None:
    """At every place of a code and for every two characters: all but one in a hundred."""
    swaps = missed = 0
    for place in range(4):
        for one in ALPHABET:
            for other in ALPHABET:
                if one == other:
                    continue
                body = "MAP" + "K" * place + one + other
                code = with_check(body).replace("-", "")
                cut = len(body) - 2
                swaps += 1
                missed += not is_refused(code[:cut] + other + one + code[cut + 2 :])
    assert swaps == 4 * 36 * 35
    assert missed < swaps / 100


@given(BODIES)
def test_a_code_with_a_character_too_few_or_too_many_is_another_code_if_it_is_one_at_all(body: str) -> None:
    code = with_check(body).replace("-", "")
    for wrong in (code[:-1], code[1:], f"{code}0"):
        assert is_refused(wrong) or checked(wrong) != checked(code)


@given(BODIES, st.data())
def test_small_letters_spaces_and_hyphens_make_no_difference(body: str, data: st.DataObject) -> None:
    code = with_check(body)
    between = data.draw(st.lists(st.sampled_from(["", " ", "-", " - ", "\t", "\u00a0"]), min_size=14, max_size=14))
    typed = "".join(one + gap for one, gap in zip(code.replace("-", "").lower(), between, strict=False))
    assert checked(f"  {typed}") == code
    assert with_check(f" {body.lower()} ") == code


def test_letters_typed_in_full_width_are_the_same_letters() -> None:
    assert checked("\uff2d\uff21\uff30\uff2c\uff25\uff0d" + with_check("maple")[-1]) == with_check("MAPLE")


@pytest.mark.parametrize(
    "chosen", ["", "ab", "a" * 13, "map_le", "mapl\u00e9", "ma.ple", "\u0663\u0663\u0663", "m\x00aple"]
)
def test_what_is_too_short_too_long_or_holds_anything_else_makes_no_code(chosen: str) -> None:
    with pytest.raises(CodeNotAccepted) as caught:
        with_check(chosen)
    assert caught.value.reason == "code-shape"


@pytest.mark.parametrize("typed", ["", "abc", "a" * 14, "MAPLE_7", "\u0663\u0663\u0663\u0663", "mapl\u00e9x"])
def test_what_is_no_code_is_told_as_mistyped(typed: str) -> None:
    with pytest.raises(CodeNotAccepted) as caught:
        checked(typed)
    assert caught.value.reason == "code-mistyped"


@given(st.text(max_size=20) | st.text(f"{ALPHABET}abc -", max_size=8))
def test_whatever_is_typed_is_a_code_with_the_right_check_character_or_refused(typed: str) -> None:
    if not is_refused(typed):
        assert with_check(checked(typed)[:-2]) == checked(typed)


def test_no_message_repeats_what_was_typed() -> None:
    """T-10."""
    with pytest.raises(CodeNotAccepted) as caught:
        checked("CANARY")
    assert "CANARY" not in str(caught.value)


def test_a_code_that_is_made_up_has_no_letters_that_look_alike() -> None:
    assert set("0O1I") & set(LETTERS) == set()
    assert set(LETTERS) <= set(ALPHABET)
    assert SHORTEST <= LENGTH <= LONGEST
    assert all(one < other for one, other in pairwise(LETTERS))
