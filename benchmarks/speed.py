"""How fast it is, as ratios within one run: absolute times depend on the machine, ratios much less.

    python benchmarks/speed.py                      everything
    python benchmarks/speed.py --peers DIR          also the peers, whose commands stand in DIR (an environment's bin)

Each start-up is measured at the entry point, because an installer's wrapper adds its own time, and in turn with a
bare `python -c pass`. Figures are medians. Modules are compiled first, as an installer does it. Ends with 1 where a
start-up takes more than its limit.
"""

from __future__ import annotations

import argparse
import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pexpect

from screening.engine import scoring
from screening.engine.interview import start
from screening.loading import library
from screening.model.answers import Chosen
from screening.model.questionnaire import Questionnaire

ENTRY = "import sys; sys.argv = ['screening', *sys.argv[1:]]; from screening.__main__ import main; main()"
ENVIRONMENT = {**os.environ, "TERM": "xterm-256color", "LANG": "en_CA.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
RUNS = 15
ANSWERS = str(Path(__file__).parent.parent / "docs" / "example-answers.json")
LIMITS = {  # in times a bare start of Python
    ("--version",): 1.5,
    ("--help",): 1.5,
    ("list",): 16.0,
    ("learn", "ketamine"): 16.0,
    ("contacts",): 16.0,
    ("check", "--answers", ANSWERS, "--json"): 24.0,
}
FIRST_SCREEN_LIMIT = 1.5


def main() -> None:
    """Measure and print; end with 1 where a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path)
    peers = parser.parse_args().peers
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, medians of {RUNS}\n")
    compileall.compile_dir(Path(library.__file__).parent.parent, quiet=1)
    within = [*start_up(peers), first_screen()]
    next_question()
    cost_per_answer()
    scores_per_second()
    sys.exit(not all(within))


def timed(command: list[str]) -> float:
    """Seconds of one run of a command."""
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=ENVIRONMENT)
    return time.perf_counter() - begun


def ratio(command: list[str], other: list[str]) -> float:
    """The median ratio of two commands run in turn."""
    timed(command), timed(other)
    return statistics.median(timed(command) / timed(other) for _ in range(RUNS))


def start_up(peers: Path | None) -> list[bool]:
    """Commands that ask nothing, beside a bare interpreter; whether each of ours keeps its limit."""
    bare = [sys.executable, "-c", "pass"]
    within = []
    for words, limit in LIMITS.items():
        found = ratio([sys.executable, "-c", ENTRY, *words], bare)
        name = " ".join(["screening", *(Path(word).name for word in words)])
        within.append(kept(name, found, limit, "`python -c pass`"))
    if peers:
        for name, flag in PEERS:
            print(f"{f'{name} {flag}':28} {ratio([str(peers / name), flag], bare):6.2f} times `python -c pass`")
    return within


def kept(name: str, found: float, limit: float, beside: str) -> bool:
    """Whether a ratio keeps its limit; prints both."""
    verdict = "the limit is" if found <= limit else "OVER the limit of"
    print(f"{name:28} {found:6.2f} times {beside}; {verdict} {limit:g}")
    return found <= limit


PEERS = (("copier", "--version"), ("hippocrates", "--help"))


def painted(command: str, arguments: list[str], text: str) -> float:
    """Seconds until a text stands on a terminal."""
    begun = time.perf_counter()
    child = pexpect.spawn(command, arguments, env=ENVIRONMENT, dimensions=(24, 80), timeout=20)  # type: ignore[arg-type]
    child.expect_exact(text)
    took = time.perf_counter() - begun
    child.close(force=True)
    return took


def first_screen() -> bool:
    """From the start of the process to the prompt of the first screen, beside a bare interpreter that prints.

    Whether that keeps its limit.
    """
    bare = ["-c", "print('ready')"]
    found = [
        painted(sys.executable, ["-c", ENTRY, "check"], "x leave:") / painted(sys.executable, bare, "ready")
        for _ in range(RUNS)
    ]
    return kept("first screen", statistics.median(found), FIRST_SCREEN_LIMIT, "a bare interpreter's first line")


def next_question() -> None:
    """From the answer's Enter to the next question, over a terminal."""
    child = pexpect.spawn(sys.executable, ["-c", ENTRY, "check"], env=ENVIRONMENT, dimensions=(24, 80), timeout=20)  # type: ignore[arg-type]
    child.expect_exact("x leave:")
    child.send("\r")
    took = []
    child.delaybeforesend = None
    for number, answer in enumerate(["1", "2", "5", "1", "1", *["2"] * 14], 1):
        child.expect_exact("x leave:")
        child.send(answer)
        child.expect_exact(answer)
        begun = time.perf_counter()
        child.send("\r")
        child.expect_exact(f"Question {number + 1} of")
        took.append(time.perf_counter() - begun)
    child.close(force=True)
    print(f"{'Enter to the next question':28} {statistics.median(took) * 1000:6.1f} ms over a terminal")


def questionnaire(items: int, bands: str = "") -> Questionnaire:
    """A made-up questionnaire with a sum over all its items."""
    options = "".join(f"    - {{code: {code}, score: {score}, text: {code}}}\n" for score, code in enumerate("abcd"))
    asked = "".join(f"  - {{id: q{number}, ask: Question, options: often}}\n" for number in range(items))
    text = (
        "questionnaire: made-up\nversion: 1.0\ntitle: Made up\nlanguage: en\nrecall: now\naudience: adults\n"
        f"source: {{citation: none, licence: CC0-1.0}}\nanswer-lists:\n  often:\n{options}items:\n{asked}"
        f"scales:\n  - id: total\n    title: Total\n    sum-of: [{', '.join(f'q{n}' for n in range(items))}]\n{bands}"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made-up.yaml"
        path.write_text(text, encoding="utf-8")
        return library.Library(library.questions_folder()).load(str(path))


def cost_per_answer() -> None:
    """What one answer costs as a questionnaire grows: linear at worst."""
    costs: dict[int, float] = {}
    for items in (100, 1000, 5000):
        interview = start(questionnaire(items))
        begun = time.perf_counter()
        for _ in range(40):
            interview = interview.answer(Chosen("b"))
            _ = interview.item, interview.moves, interview.progress
        costs[items] = (time.perf_counter() - begun) / 40
    rows = ", ".join(f"{items} items {cost * 1000:.2f} ms" for items, cost in costs.items())
    print(f"{'one answer':28} {rows}; 5000 items cost {costs[5000] / costs[1000]:.1f} times 1000 items")


BANDS = """    bands:
      - {id: low, from: 0, to: 4, title: Low}
      - {id: middle, from: 5, to: 9, title: Middle}
      - {id: high, from: 10, to: 27, title: High}
"""


def scores_per_second() -> None:
    """A nine-item sum scored and explained, beside plain Python adding nine numbers."""
    nine = questionnaire(9, BANDS)
    answers = {f"q{number}": Chosen("abcd"[number % 4]) for number in range(9)}
    points = {f"q{number}": number % 4 for number in range(9)}
    scored = per_second(lambda: scoring.score(scoring.Evaluation(nine, answers)))
    summed = per_second(lambda: sum(points.values()))
    print(
        f"{'scored and explained':28} {scored:9,.0f} a second; plain sums {summed:9,.0f} ({summed / scored:.0f} times)"
    )


def per_second(work: Callable[[], object]) -> float:
    """How often a piece of work is done in a second: the median of five turns."""
    found = []
    for _ in range(5):
        begun = time.perf_counter()
        for _ in range(20_000):
            work()
        found.append(20_000 / (time.perf_counter() - begun))
    return statistics.median(found)


if __name__ == "__main__":
    main()
