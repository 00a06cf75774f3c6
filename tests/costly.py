"""Questionnaire files that are small and could be dear to load or to lint: each would once have taken minutes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from functools import partial

HEAD = """\
questionnaire: costly
version: 1.0
title: Costly
language: en
recall: today
audience: tests
source: {citation: Invented for tests, licence: CC0-1.0}
"""
YES_NO = '[{code: no, text: "No", score: 0}, {code: yes, text: "Yes", score: 1}]'
ITEM = "items:\n  - {id: only, ask: Was it so?, type: number, least: 0, most: 9}\n"


TABLE = "[{from: -99999, to: 5, is: 1}, {from: 5.0001, to: 99999, is: 3}]"


def _rows(rows: Iterable[str]) -> str:
    return "".join(f"  - {row}\n" for row in rows)


def _items(count: int, more: str = "") -> str:
    return "items:\n" + _rows(
        f"{{id: item-{n:06}, ask: Was it so?, options: {YES_NO}{more.format(n=n)}}}" for n in range(count)
    )


def _numbers(count: int, most: int = 9, more: str = "") -> str:
    return "items:\n" + _rows(
        f"{{id: n{n}, ask: How many were there?, type: number, least: 0, most: {most}{more}}}" for n in range(count)
    )


def _names(count: int, prefix: str = "n") -> str:
    return ", ".join(f"{prefix}{n}" for n in range(count))


def _each(count: int, piece: str) -> str:
    """So many pieces in a row, with the number of each and that power of 2 filled in."""
    return ", ".join(piece.format(number, 2**number) for number in range(count))


def _scales(rows: Iterable[str]) -> str:
    return "scales:\n" + _rows(rows)


def _any(parts: Iterable[str]) -> str:
    return f"{{any: [{', '.join(parts)}]}}"


def _pairs(count: int) -> str:
    """A condition that needs the first half of the answers until the second half has been given."""
    half = count // 2
    tests = (f"{{all: [{{item: item-{n:06}, is: yes}}, {{item: item-{n + half:06}, is: yes}}]}}" for n in range(half))
    return _any(tests)


def _tangle(count: int, parts: int, scales: int, seed: int = 1) -> str:
    chosen = random.Random(seed)
    names = [f"item-{n:06}" for n in range(count)]

    def part() -> str:
        tests = (f"{{item: {name}, is: yes}}" for name in chosen.sample(names, min(4, count)))
        return f"{{all: [{', '.join(tests)}]}}"

    last = f"  - {{id: last, ask: Was it so?, options: {YES_NO}, only-if: {_any(part() for _ in range(parts))}}}\n"
    every = ", ".join((*names, "last"))
    return _items(count) + last + _scales(f"{{id: s{n}, title: S{n}, sum-of: [{every}]}}" for n in range(scales))


def _last(tests: Iterable[str]) -> str:
    """A question that depends on any of the tests."""
    return f"  - {{id: last, ask: Was it so?, options: {YES_NO}, only-if: {_any(tests)}}}\n"


def _criterion(scale: int, number: int) -> str:
    first, second = f"item-{(scale + number) % 40:06}", f"item-{scale * number % 40:06}"
    return f"{{id: c{number}, because: B., if: {_any([f'{{item: {first}, is: yes}}', f'{{item: {second}, is: no}}'])}}}"


def _words(count: int, size: int, text: str) -> str:
    """Notes with long texts in which there is much to look for."""
    long = " ".join([text] * (size // (len(text) + 1)))
    return ITEM + "method:\n" + _rows(f'"{long}"' for _ in range(count))


def _chain_of_scales(count: int) -> str:
    first = "{id: s0, title: S, sum-of: [only]}"
    more = (
        f"{{id: s{n}, title: S, count-of: [{{id: a, because: B., if: {{scale: s{n - 1}, at-least: 1}}}}, "
        f"{{id: b, because: B., if: {{scale: s{n - 1}, at-least: 0}}}}]}}"
        for n in range(1, count)
    )
    return ITEM + _scales([first, *more])


def _gated_scales(count: int, each: int) -> str:
    """Each scale stands only where those before it reach a point: written out, one condition holds all the others."""
    tests = (
        f"{{all: [{', '.join(f'{{scale: s{n - 1}, at-least: {value}}}' for value in range(each))}]}}"
        for n in range(1, count)
    )
    more = (
        f"{{id: s{n}, title: S, sum-of: [only], only-if: {test}, no-score-because: Not here.}}"
        for n, test in enumerate(tests, 1)
    )
    return ITEM + _scales(["{id: s0, title: S, sum-of: [only]}", *more])


def _examples(items: int, examples: int, scales: int) -> str:
    answers = ", ".join(f"item-{n:06}: yes" for n in range(20))
    every = ", ".join(f"item-{n:06}" for n in range(items))
    return (
        _items(items)
        + _scales(f"{{id: s{n}, title: S{n}, sum-of: [{every}]}}" for n in range(scales))
        + "examples:\n"
        + _rows(f"{{name: E{n}, answers: {{{answers if n < 50 else ''}}}}}" for n in range(examples))
    )


def _bands(count: int, most: int, scales: int = 1) -> str:
    rows = ", ".join(f"{{id: b{n}, from: {n * 9}, to: {n * 9 + 8}, title: Band {n}}}" for n in range(count))
    return _numbers(1, most) + _scales(f"{{id: s{n}, title: S, sum-of: [n0], bands: [{rows}]}}" for n in range(scales))


def _often(count: int, test: Callable[[int], str]) -> str:
    """So many ratings, each after the first asked where the test with its number holds."""
    rating = (
        "[{code: never, text: Never, score: 0}, {code: some, text: Some, score: 1}, {code: often, text: O, score: 2}]"
    )
    return f"answer-lists:\n  often: {rating}\nitems:\n" + _rows(
        f"{{id: i{n}, ask: Was it so?, options: often{f', only-if: {test(n)}' if n and test(n) else ''}}}"
        for n in range(count)
    )


def _turns(count: int, scales: int) -> list[str]:
    """Sums of items that take turns, as the subscales of many published questionnaires do."""
    parts = (", ".join(f"i{n}" for n in range(first, count, scales)) for first in range(scales))
    return [f"{{id: s{number}, title: S, sum-of: [{names}]}}" for number, names in enumerate(parts)]


def _sum_of_all(count: int) -> str:
    return _scales([f"{{id: s, title: S, sum-of: [{_names(count, 'i')}]}}"])


def _counted(scales: int, least: int) -> str:
    criteria = (f"{{id: c{n}, because: B., if: {{scale: s{n}, at-least: {least}}}}}" for n in range(scales))
    return f"{{id: high, title: High, count-of: [{', '.join(criteria)}]}}"


# By name, questionnaires of so many questions; the benchmark shows how the time to load and to lint one grows.
def _repeated(codes: int, items: int) -> str:
    """So many questions in a chain, once for each of so many codes of one question."""
    used = ", ".join(f"{{code: k{n}, text: T{n}}}" for n in range(codes))
    rows = (
        f"{{id: i{n}, ask: Was it so?, options: {YES_NO}" + (f", only-if: {{item: i{n - 1}, is: yes}}}}" if n else "}")
        for n in range(items)
    )
    return (
        f"items:\n  - {{id: used, type: choices, ask: Which were they?, options: [{used}]}}\n"
        f"repeat:\n  - for: {{item: used, is: [{_names(codes, 'k')}]}}\n    as: each\n    items:\n"
        + "".join(f"      - {row}\n" for row in rows)
        + f"    scales:\n      - {{id: sum, title: Sum, sum-of: [{_names(items, 'i')}]}}\n"
    )


def _written_out(codes: int, items: int) -> str:
    """The same without `repeat`."""
    used = ", ".join(f"{{code: k{n}, text: T{n}}}" for n in range(codes))
    rows = (
        f"{{id: k{code}.i{n}, ask: Was it so?, options: {YES_NO}, only-if: {{all: [{{item: used, is: k{code}}}"
        + (f", {{item: k{code}.i{n - 1}, is: yes}}]}}}}" if n else "]}}")
        for code in range(codes)
        for n in range(items)
    )
    scales = (f"{{id: k{code}.sum, title: Sum, sum-of: [{_names(items, f'k{code}.i')}]}}" for code in range(codes))
    return (
        f"items:\n  - {{id: used, type: choices, ask: Which were they?, options: [{used}]}}\n"
        + _rows(rows)
        + _scales(scales)
    )


GROWING: dict[str, Callable[[int], str]] = {
    "one-sum": lambda count: _often(count, lambda _: "") + _sum_of_all(count),
    "each-after-the-last": lambda count: (
        _often(count, lambda n: f"{{item: i{n - 1}, is-not: never}}") + _sum_of_all(count)
    ),
    "each-after-one-far-before": lambda count: (
        _often(count, lambda n: f"{{item: i{n // 2}, is-not: never}}") + _sum_of_all(count)
    ),
    "each-after-two-others": lambda count: (
        _often(count, lambda n: f"{{all: [{{item: i{n * 7 % n}, is: often}}, {{item: i{n * 5 // 7}, is-not: never}}]}}")
        + _sum_of_all(count)
    ),
    "all-after-the-first": lambda count: (
        _often(count, lambda _: "{item: i0, is-not: never}") + _scales([*_turns(count, 10), _counted(10, 9)])
    ),
    "subscales-in-turns-counted": lambda count: (
        _often(count, lambda _: "") + _scales([*_turns(count, 10), _counted(10, count // 20)])
    ),
    "criteria-that-share-items": lambda count: (
        _often(count, lambda _: "")
        + _scales(
            "{id: high, title: High, count-of: ["
            + ", ".join(
                f"{{id: c{n}, because: B., if: "
                f"{{any: [{{item: i{n}, is: often}}, {{item: i{(n + 7) % count}, is: some}}]}}}}"
                for n in range(count)
            )
            + "]}"
            for _ in range(1)
        )
    ),
    "sums-of-sums": lambda count: (
        _often(count, lambda _: "")
        + _scales(
            [
                *_turns(count, 20),
                f"{{id: all, title: All, sum-of: [{_names(20, 's')}]}}",
                f"{{id: highest, title: Highest, max-of: [{_names(20, 's')}]}}",
                "{id: half, title: Half, sum-of: [all, i0], round-first: yes, times: 0.5}",
            ]
        )
    ),
    "numbers": lambda count: _numbers(count, 365) + _scales([f"{{id: s, title: S, sum-of: [{_names(count)}]}}"]),
    "repeated-for-ten-codes": lambda count: _repeated(10, count // 10),
    "written-out-for-ten-codes": lambda count: _written_out(10, count // 10),
}

# By name. Each is just within the limits of the reader, so that what comes after it has as much to do as it can have.
SHAPES: dict[str, Callable[[], str]] = {
    # Faults of form: many pieces without their keys, many keys that are none, many values of the wrong kind.
    "entries-without-keys": lambda: HEAD + "items:\n" + _rows(["{why: a}"] * 1_990),
    "entries-that-are-words": lambda: HEAD + "items:\n" + "  - x\n" * 1_990,
    "empty-entries": lambda: HEAD + "items:\n" + "  - {}\n" * 1_990,
    "empty-bands": lambda: (
        HEAD + ITEM + _scales(f"{{id: s{n}, bands: [{', '.join(['{}'] * 1_150)}]}}" for n in range(25))
    ),
    "empty-options": lambda: HEAD + "items:\n" + _rows(f"{{options: [{', '.join(['{}'] * 500)}]}}" for _ in range(50)),
    "unknown-keys": lambda: HEAD + "".join(f"itens-{n}: x\n" for n in range(1_900)),
    "unknown-keys-each": lambda: (
        HEAD + "items:\n" + _rows(f"{{{', '.join(f'aks{n}: x' for n in range(500))}}}" for _ in range(25))
    ),
    "long-keys": lambda: HEAD + "".join(f"? {'k' * 15_000}{n}\n: x\n" for n in range(60)),
    "repeated-keys": lambda: HEAD + "title: x\n" * 100_000,
    "tabs": lambda: HEAD + "\ta\n" * 300_000,
    "hidden-characters": lambda: HEAD + "\u200e\n" * 300_000,
    "line-breaks": lambda: HEAD + "\n" * 990_000,
    "comments": lambda: HEAD + "# a\n" * 240_000,
    "one-long-line": lambda: f"{{{', '.join(f'key-{n:05}: value' for n in range(50_000))}}}\n",
    "wrapped-words": lambda: HEAD + "about:\n" + "  a b\n" * 150_000,
    "keys-without-values": lambda: HEAD + "".join(f"key{n}:\n" for n in range(49_000)),
    "no-spaces": lambda: HEAD + "".join(f"  - key{n}:value\n" for n in range(45_000)),
    "hashes": lambda: HEAD + "method:\n" + "  - Words go on #here\n" * 45_000,
    # Names that lead nowhere, close to names that do.
    "unknown-items": lambda: HEAD + _items(850, ", only-if: {{item: itam-{n:06}, is: yes}}"),
    "unknown-items-in-groups": lambda: (
        HEAD
        + _items(500)
        + _rows(
            f"{{id: g{n}, ask: A, type: note, only-if: {_any(f'{{item: itam-{m:06}, is: yes}}' for m in range(45))}}}"
            for n in range(55)
        )
    ),
    "unknown-lists": lambda: (
        HEAD
        + "answer-lists:\n"
        + "".join(f"  list-{n:06}: [{{code: a, text: A}}]\n" for n in range(1_500))
        + "items:\n"
        + _rows(f"{{id: i{n}, ask: A, options: lisd-{n:06}}}" for n in range(1_500))
    ),
    "unknown-lists-of-long-names": lambda: (
        HEAD
        + "answer-lists:\n"
        + "".join(f"  {'ab' * 7_000}{n}: [{{code: a, text: A}}]\n" for n in range(30))
        + "items:\n"
        + _rows(f"{{id: i{n}, ask: A, options: {'ba' * 7_000}{n}}}" for n in range(30))
    ),
    "unknown-codes": lambda: (
        HEAD
        + "items:\n  - {id: a, ask: A, options: ["
        + ", ".join(f"{{code: code-number-{n:06}, text: A}}" for n in range(1_000))
        + "]}\n"
        + _rows(
            f"{{id: i{n}, ask: A, type: number, only-if: {{item: a, is: cade-number-{n:06}}}}}" for n in range(1_500)
        )
    ),
    "unknown-guidance": lambda: HEAD + ITEM + "guidance:\n" + _rows(f"{{show: [guid-{n}]}}" for n in range(1_990)),
    "unknown-guidance-in-one": lambda: (
        HEAD + ITEM + f"guidance:\n  - show: [{', '.join(f'stopping-safeli-{n}' for n in range(1_990))}]\n"
    ),
    "unknown-sources": lambda: HEAD + ITEM + "method-sources:\n" + _rows(f"ncbi-nbk{n}" for n in range(1_990)),
    "unknown-in-examples": lambda: (
        HEAD
        + _items(500)
        + "examples:\n"
        + _rows(
            f"{{name: E, answers: {{itam-{n:06}: yes}}, expect: {{a: 1}}, outcome: b, critical: [c]}}"
            for n in range(800)
        )
    ),
    "unknown-words": lambda: (
        HEAD
        + ITEM
        + _rows(f'{{id: i{n}, type: note, ask: "{"".join(f"{{a{n}-{m}}}" for m in range(400))}"}}' for n in range(200))
    ),
    "names-twice": lambda: HEAD + "items:\n" + "  - {id: a, ask: A, type: number}\n" * 1_990,
    "listed-twice": lambda: (
        HEAD
        + _numbers(1)
        + _scales(f"{{id: s{n}, title: S, sum-of: [{', '.join(['n0'] * 1_900)}]}}" for n in range(14))
    ),
    "reversed-elsewhere": lambda: (
        HEAD
        + _numbers(1_000)
        + _scales(
            f"{{id: s{n}, title: S, sum-of: [{_names(1_000)}], reversed: [{_names(900, 'm')}]}}" for n in range(9)
        )
    ),
    # One list that many items use.
    "shared-options": lambda: (
        HEAD
        + "answer-lists:\n  often: ["
        + ", ".join(f"{{code: c{n}, text: T{n}}}" for n in range(200))
        + "]\nitems:\n"
        + _rows(f"{{id: i{n}, ask: A, options: often}}" for n in range(200))
    ),
    "shared-words": lambda: (
        HEAD
        + "answer-lists:\n  often: ["
        + ", ".join(
            f"{{code: c{n}, text: T{n}, words: {{{', '.join(f'w{m}: W' for m in range(150))}}}}}" for n in range(14)
        )
        + "]\nitems:\n"
        + _rows(f"{{id: i{n}, ask: A, options: often}}" for n in range(1_900))
    ),
    "many-lists": lambda: (
        HEAD
        + "answer-lists:\n"
        + "".join(f"  l{n}: {YES_NO}\n" for n in range(700))
        + "items:\n"
        + _rows(f"{{id: i{n}, ask: Was it so?, options: l{n % 700}}}" for n in range(1_800))
    ),
    "repeated-too-often": lambda: HEAD + _repeated(40, 50),
    "repeated-as-often-as-can-be": lambda: HEAD + _repeated(19, 50),
    "shared-criteria": lambda: (
        HEAD
        + _items(40)
        + "criteria:\n"
        + _rows(_criterion(7, n) for n in range(100))
        + _scales(f"{{id: s{n}, title: S, count-of: [{_names(100, 'c')}]}}" for n in range(100))
    ),
    # Sound by its form, and much to work out.
    "sums-in-sums": lambda: (
        HEAD
        + _numbers(500)
        + _scales(
            f"{{id: s{n}, title: S, times: 1.1, sum-of: [{', '.join([f'n{n * 10 + m}' for m in range(10)])}"
            + (f", s{n - 1}, s{n - 2}" if n > 1 else "")
            + "]}"
            for n in range(12)
        )
    ),
    "means-in-means": lambda: (
        HEAD
        + _numbers(300)
        + _scales(f"{{id: s{n}, title: S, mean-of: [{_names(n + 2)}]}}" for n in range(12))
        + _rows([f"{{id: whole, title: S, mean-of: [{_names(6, 's')}]}}"])
    ),
    "tables-in-tables": lambda: (
        HEAD
        + _numbers(60)
        + _scales(
            f"{{id: s{n}, title: S, sum-of: [n{n}, n{n + 1}"
            + (f", s{n - 1}, s{n - 2}], points: {{s{n - 1}: {TABLE}, s{n - 2}: {TABLE}}}" if n > 1 else "]")
            + "}"
            for n in range(40)
        )
    ),
    "counts-of-turns": lambda: (
        HEAD
        + _items(600)
        + _scales(
            f"{{id: s{n}, title: S, sum-of: [{', '.join(f'item-{m:06}' for m in range(n, 600, 20))}]}}"
            for n in range(20)
        )
        + _rows(
            "{id: high, title: S, count-of: ["
            + ", ".join(f"{{id: c{n}, because: B., if: {{scale: s{n}, at-least: {n}}}}}" for n in range(20))
            + "]}"
            for _ in range(1)
        )
    ),
    "many-items": lambda: HEAD + _numbers(1_990),
    "many-scales": lambda: (
        HEAD + _numbers(1_000) + _scales(f"{{id: s{n}, title: S, sum-of: [n{n % 1_000}]}}" for n in range(1_900))
    ),
    "scales-of-all": lambda: (
        HEAD
        + _items(400)
        + _scales(
            f"{{id: s{n}, title: S, sum-of: [{', '.join(f'item-{m:06}' for m in range(400))}]}}" for n in range(45)
        )
    ),
    "wide-scales": lambda: (
        HEAD + _numbers(500, 1_000) + _scales(f"{{id: s{n}, title: S, sum-of: [{_names(500)}]}}" for n in range(45))
    ),
    "wide-highest": lambda: (
        HEAD + _numbers(300, 900_000) + _scales(f"{{id: s{n}, title: S, max-of: [{_names(300)}]}}" for n in range(30))
    ),
    "wide-bands": lambda: HEAD + _bands(1_990, 999_000),
    "far-bands": lambda: (
        HEAD
        + _numbers(1, 900_000)
        + _scales(
            f"{{id: s{n}, title: S, mean-of: [n0], bands: [{_each(300, '{{id: b{0}, from: 99, to: 99, title: T}}')}]}}"
            for n in range(10)
        )
    ),
    "tangled-once": lambda: HEAD + _tangle(10, 60, 40),
    "tangled-more": lambda: HEAD + _tangle(16, 200, 40),
    "tangled-most": lambda: HEAD + _tangle(40, 400, 200),
    "paired": lambda: (
        HEAD
        + _items(24)
        + _rows(f"{{id: p{n}, ask: A, options: {YES_NO}, only-if: {_pairs(24)}}}" for n in range(40))
        + _scales(f"{{id: s{n}, title: S, sum-of: [p{n}]}}" for n in range(40))
    ),
    "conditions-by-the-hundred": lambda: (
        HEAD
        + _items(30)
        + "guidance:\n"
        + _rows(
            f"{{show: [meaning-both], if: {_pairs(28).replace('yes', 'yes' if n % 2 else 'no', n)}}}"
            for n in range(140)
        )
    ),
    "compared-scales": lambda: (
        HEAD
        + _numbers(60, 9_000)
        + _scales(f"{{id: s{n}, title: S, sum-of: [{_names(60)}]}}" for n in range(12))
        + "guidance:\n"
        + _rows(
            f"{{show: [meaning-both], if: {{all: [{_each(12, f'{{{{scale: s{{0}}, at-least: {n * 97}}}}}')}]}}}}"
            for n in range(100)
        )
    ),
    "chosen-together": lambda: (
        HEAD
        + "items:\n"
        + _rows(
            f"{{id: c{n}, ask: A, type: choices, options: [{_each(16, '{{code: o{0}, text: T{0}, score: {1}}}')}]}}"
            for n in range(60)
        )
        + _scales(f"{{id: s{n}, title: S, sum-of: [c{n}]}}" for n in range(60))
    ),
    "chain-of-scales": lambda: HEAD + _chain_of_scales(1_000),
    "gated-scales": lambda: HEAD + _gated_scales(49, 4),
    "gated-more": lambda: HEAD + _gated_scales(49, 40),
    "outcomes-by-the-hundred": lambda: (
        HEAD
        + _items(40)
        + "outcomes:\n"
        + _rows(
            f"{{id: o{n}, title: T{n}, if: {{all: [{{item: item-{n % 40:06}, is: yes}}, "
            f"{{item: item-{n * 7 % 40:06}, is: no}}]}}}}"
            for n in range(500)
        )
    ),
    "chain-of-items": lambda: (
        HEAD
        + "items:\n  - {id: i0, ask: Was it so?, options: "
        + YES_NO
        + "}\n"
        + _rows(
            f"{{id: i{n}, ask: Was it so?, options: {YES_NO}, only-if: {{item: i{n - 1}, is: yes}}}}"
            for n in range(1, 1_000)
        )
        + _scales([f"{{id: s, title: S, sum-of: [{_names(1_000, 'i')}]}}"])
    ),
    "examples": lambda: HEAD + _examples(300, 1_900, 20),
    # Texts.
    "long-texts": lambda: HEAD + _words(240, 3_900, "the"),
    "many-words": lambda: HEAD + _words(240, 3_900, "a b c"),
    "abbreviations": lambda: HEAD + _words(240, 3_900, "e.g."),
    "dots": lambda: HEAD + _words(240, 3_900, ". ."),
    "dots-without-a-blank": lambda: HEAD + _words(240, 3_900, "." * 3_890 + "x"),
    "marks-without-a-blank": lambda: HEAD + _words(240, 3_900, "?)" * 1_900 + "x"),
    "blanks": lambda: HEAD + _words(240, 3_900, "a" + " " * 3_000 + "lot"),
    "hyphens": lambda: HEAD + _words(240, 3_900, "a-b-c-d-e"),
    "numbers": lambda: HEAD + _words(240, 3_900, "999,999,999"),
    "vowels": lambda: HEAD + _words(240, 3_900, "aeiouy" * 400),
    "breaks": lambda: HEAD + _words(240, 3_900, "\\n\\n"),
    "questions": lambda: (
        HEAD + "items:\n" + _rows(f'{{id: i{n}, type: number, ask: "{"Is it so? " * 390}"}}' for n in range(230))
    ),
    "tag-directives": lambda: "".join(f"%TAG !a{n}! tag:x\n" for n in range(50_000)) + "---\n" + HEAD,
    "limits-of-a-number": lambda: (
        HEAD
        + _numbers(1, 9_999)
        + _last(f"{{item: n0, at-least: {n}}}" for n in range(1_900))
        + _scales(f"{{id: s{n}, title: S, sum-of: [last]}}" for n in range(1_500))
    ),
    "limits-of-a-scale": lambda: (
        HEAD
        + _numbers(20)
        + _last(f"{{scale: s, at-least: {n}}}" for n in range(1_500))
        + _scales(
            [
                f"{{id: s, title: S, sum-of: [{_names(20)}]}}",
                *(f"{{id: s{n}, title: S, sum-of: [last]}}" for n in range(1_500)),
            ]
        )
    ),
    "tests-of-a-choice": lambda: (
        HEAD
        + f"items:\n  - {{id: a, ask: A, options: [{_each(20, '{{code: c{0}, text: T{0}, score: {0}}}')}]}}\n"
        + _last(f"{{item: a, is: [c{n % 20}, c{n // 20 % 20}, c{n // 400}]}}" for n in range(1_900))
        + _scales(f"{{id: s{n}, title: S, sum-of: [last]}}" for n in range(1_500))
    ),
    "sums-of-large-numbers": lambda: (
        HEAD
        + _numbers(60, 90_000)
        + _scales(
            [
                *(f"{{id: s{n}, title: S, sum-of: [{_names(60)}]}}" for n in range(20)),
                "{id: z, title: Z, count-of: [{id: a, because: B., if: {all: ["
                + _each(20, "{{scale: s{0}, at-least: 70000}}")
                + "]}}]}",
            ]
        )
    ),
    "criteria": lambda: (
        HEAD
        + _items(40)
        + _scales(
            f"{{id: s{n}, title: S, count-of: [{', '.join(_criterion(n, k) for k in range(30))}]}}" for n in range(40)
        )
    ),
    "marks": lambda: HEAD + _words(100, 3_900, "a" + "".join(mark * 900 for mark in "\u0315\u0301\u0327\u0334")),
}
SHAPES |= {f"six-hundred-{name}": partial(lambda make: HEAD + make(600), make) for name, make in GROWING.items()}
