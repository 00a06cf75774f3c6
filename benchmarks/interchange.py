"""How long a large FHIR questionnaire takes to be read and reported, beside parsing its JSON alone.

    python benchmarks/interchange.py

1.6 MB: choices of five options with points, in groups of ten of which nine depend on the first, as in
`tests/interchange/fhir/made.py`. To load what comes out is not measured: a questionnaire of that size has more items
than a person answers.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable

from screening.interchange import report
from screening.interchange.fhir.read import read
from tests.interchange.fhir.made import WISHES, Json, choice, coding, item, questionnaire, when

RUNS = 9
GROUPS = 90
EACH = 10
SIZE = 1_600_000  # bytes, at least


def group(place: int) -> Json:
    """Ten choices: nine are asked where the first has its first answer."""
    test = when(f"/{place}/0", "=", answerCoding=coding("a"))
    codes = [[coding(f"{place}-{number}")] for number in range(EACH)]
    inner = [
        choice(
            f"/{place}/{number}",
            *"abcde",
            points=True,
            code=codes[number],
            **({"enableWhen": [test]} if number else {}),
        )
        for number in range(EACH)
    ]
    return item(f"group-{place}", "group", item=inner)


def median(work: Callable[[], object]) -> float:
    """The median of some runs, in seconds."""
    found = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def main() -> None:
    """Measure and print."""
    data = json.dumps(questionnaire(*map(group, range(GROUPS))), indent=1).encode()
    assert len(data) >= SIZE, len(data)
    whole = median(lambda: list(report.lines(read(data, WISHES))))
    alone = median(lambda: json.loads(data))
    print(f"Python {sys.version.split()[0]}, medians of {RUNS}: {len(data)} bytes, {GROUPS * EACH} questions")
    print(f"read and reported {whole:.2f} s; its JSON alone {alone:.3f} s; {whole / alone:.1f} times as long")


if __name__ == "__main__":
    main()
