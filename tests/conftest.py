"""What several tests share: a questionnaire from a few lines of YAML, the shipped ones, and a steady hypothesis."""

from __future__ import annotations

import compileall
import signal
from collections.abc import Iterable
from functools import lru_cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

import screening
from screening.loading.library import Library, questions_folder
from screening.model.answers import Answer, Chosen, Declined, Entered
from screening.model.questionnaire import Questionnaire

pytest.register_assert_rewrite("tests.terminals", "tests.scorecard.asking")  # a failure shows what was on the screen

settings.register_profile(
    "long",
    deadline=None,
    derandomize=True,
    max_examples=60,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("quick", settings.get_profile("long"), max_examples=20)
settings.register_profile("thorough", settings.get_profile("long"), derandomize=False, max_examples=2000)

# Programs that are started here begin as they do in a terminal, however the tests were started: `nohup` ignores
# hang-ups, and a shell that runs something in the background ignores Ctrl-C and Ctrl-\\ for it.
for _name in ("SIGHUP", "SIGQUIT", "SIGTERM", "SIGTSTP"):
    if hasattr(signal, _name):
        signal.signal(getattr(signal, _name), signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)

# Plugins: what is long, how many examples, how often a process is killed, bytecode.

SCORECARD = Path(__file__).parent / "scorecard"


def pytest_addoption(parser: pytest.Parser) -> None:
    """How often the tests of crashes kill a process: a few times by default, 200 times in `.ci/run`.

    And how many sittings of each questionnaire are tried in programs of others: a few, or 60 for the whole proof.
    """
    parser.addoption("--kills", type=int, default=20, help="how often a test of crashes kills its process")
    parser.addoption("--sittings", type=int, default=2, help="how many sittings are tried in a program of others")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often to kill a process."""
    return int(request.config.getoption("--kills"))


def quick(config: pytest.Config) -> bool:
    """Whether the long tests are left out: then a property is tried on a third of its examples."""
    return "not long" in config.option.markexpr


def pytest_configure(config: pytest.Config) -> None:
    """Say how many examples a property gets: by the run, or by `pytest --hypothesis-profile=thorough`.

    And compile once a session: the program writes no bytecode, and without any each of its many starts is slower.
    """
    settings.load_profile("quick" if quick(config) else "long")
    if not hasattr(config, "workerinput"):  # the workers of a run in parallel find it compiled
        compileall.compile_dir(Path(screening.__file__).parent, quiet=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The score card waits for real terminals and kills processes: all of it is long.

    Properties are in the quick run and, with all their examples, in the long one.
    """
    for item in items:
        is_property = isinstance(item, pytest.Function) and is_hypothesis_test(item.obj)
        if SCORECARD in item.path.parents or (is_property and not quick(config)):
            item.add_marker(pytest.mark.long)


def one_in(every: int, cases: Iterable[object]) -> list[object]:
    """These cases of a test: the quick run takes the first of every so many, and the long run the others.

    A case is one value, or a tuple of values for several names: `zip(cases)` where one value is itself a tuple.
    """
    marks = ([pytest.mark.long] * (place % every != 0) for place in count())
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=mark)
        for case, mark in zip(cases, marks, strict=False)
    ]


HEADING = """\
questionnaire: made-up
version: 1.0
title: Made up for a test
language: en
recall: today
audience: tests
source: {citation: Invented, licence: CC0-1.0}
answer-lists:
  yes-no: [{code: no, score: 0, text: "No"}, {code: yes, score: 1, text: "Yes"}]
  how-often:
    - {code: never, score: 0, text: Never}
    - {code: monthly, score: 1, text: Monthly}
    - {code: weekly, score: 2, text: Weekly}
    - {code: daily, score: 3, text: Daily}
  applies:  # two scored answers, and one that does not apply
    - {code: some, score: 2, text: Some}
    - {code: much, score: 4, text: Much}
    - {code: not-mine, score: not-asked, text: Does not apply}
  unsure:
    - {code: no, score: 0, text: "No"}
    - {code: yes, score: 3, text: "Yes"}
    - {code: not-sure, score: unknown, text: Not sure}
"""


@lru_cache(maxsize=128)
def questionnaire(text: str) -> Questionnaire:
    """The questionnaire with these items and scales, read as a file is: wrong content raises ContentError."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "made-up.yaml")
        path.write_text(HEADING + text, encoding="utf-8")
        return Library(Path(folder)).load(str(path))


@lru_cache(maxsize=8)
def shipped(name: str) -> Questionnaire:
    """A questionnaire that comes with the program."""
    return Library(questions_folder()).load(name)


def answers(**given: str | int | tuple[str, ...] | Answer) -> dict[str, Answer]:
    """Answers by item, `_` for `-`: a code, several codes, a number; or an Answer as it is."""
    return {item.replace("_", "-"): _answer(one) for item, one in given.items()}


def _answer(one: str | int | tuple[str, ...] | Answer) -> Answer:
    match one:
        case str():
            return Chosen(one)
        case int():
            return Entered(one)
        case tuple():
            return Chosen(*one)
        case _:
            return one


SKIP = Declined()
