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


def plus(bits: int, low: int, high: int, step: int = 1) -> int:
    """Each total plus each of low, low + step, low + 2 steps and so on up to high."""
    bits <<= low
    done, more = 0, (high - low) // step
    while done < more:
        further = min(done + 1, more - done)
        bits |= bits << further * step
        done += further
    return bits


def highest(bits: int, low: int, high: int, step: int = 1) -> int:
    """The higher of each total and each of low, low + step and so on up to high. Bit 0 stands for no number yet."""
    low, high = low + 1, high + 1
    lowest = (bits & -bits).bit_length() - 1
    return (bits >> low << low) | (plus(1, low, high, step) >> lowest << lowest)
