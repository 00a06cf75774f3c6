"""Sets of totals, held as the bits of one big integer: bit n stands for the total n. Adding points is a shift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def union(parts: Iterable[int]) -> int:
    """The totals that are in any of the sets."""
    whole = 0
    for part in parts:
        whole |= part
    return whole


def ones(bits: int) -> Iterator[int]:
    """The totals in the set, lowest first."""
    digits = f"{bits:b}"[::-1]  # one pass: taking the lowest bit off again and again would copy the rest each time
    found = digits.find("1")
    while found >= 0:
        yield found
        found = digits.find("1", found + 1)


def plus(bits: int, low: int, high: int) -> int:
    """Each total plus each whole number from low to high."""
    bits <<= low
    done, more = 0, high - low
    while done < more:
        step = min(done + 1, more - done)
        bits |= bits << step
        done += step
    return bits


def highest(bits: int, low: int, high: int) -> int:
    """The higher of each total and each whole number from low to high. Bit 0 stands for no number yet."""
    low, high = low + 1, high + 1
    first = max(low, (bits & -bits).bit_length() - 1)
    spread = ((1 << (high - first + 1)) - 1) << first if first <= high else 0
    return (bits >> low << low) | spread
