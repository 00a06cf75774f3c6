"""Score every way of answering a questionnaire twice, in processes: with the engine, and with the second reading.

Where there are too many ways, a sample is drawn, the same one each time, and it is said so.
"""

from __future__ import annotations

import multiprocessing
import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import prod

from screening.engine.evaluation import Evaluation
from screening.engine.interview import given as taken
from screening.engine.scoring import ScaleScore, critical, outcomes, score
from screening.loading.library import Library, questions_folder
from screening.model.answers import Answer, Answers, Chosen, Entered
from screening.model.questionnaire import Questionnaire
from screening.proof.second_dates import DATED
from screening.proof.second_reading import Given, Reading, SecondReading, Way

MOST = 5_000_000  # ways of answering that are all tried
SAMPLE = 200_000  # ways that are tried of more
SEED = 20261126  # of the sample: the same one each time
PIECES = 400  # that the whole is cut into, at least, so that all processors have work to the end
EXTRAS = 5  # ways of each piece that are scored once more with answers that are not asked for
SHOWN = 5  # disagreements that are kept

Vector = dict[str, Way]


@dataclass(frozen=True)
class Tally:
    """What was tried so far.

    `weight` counts combinations of options, with or without sense; `tried` those that the skips leave; `agree` those
    on which both readings agree; `extras` those that were scored again with answers that are not asked for, which
    must not count. `apart` are some on which they disagree.
    """

    weight: int = 0
    tried: int = 0
    agree: int = 0
    extras: int = 0
    apart: tuple[Vector, ...] = ()

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.weight + other.weight,
            self.tried + other.tried,
            self.agree + other.agree,
            self.extras + other.extras,
            (*self.apart, *other.apart)[:SHOWN],
        )


@dataclass(frozen=True)
class Proof:
    """The questionnaire, how many combinations of options it has, what was tried, and whether that is a sample."""

    questionnaire: Questionnaire
    combinations: int
    tally: Tally
    sampled: bool

    @property
    def holds(self) -> bool:
        """Whether both readings agree on all that was tried."""
        return self.tally.tried == self.tally.agree > 0


Told = Callable[[int, int], None]  # how many of how many combinations are done


def prove(questionnaire: Questionnaire, text: str, told: Told, *, sample: int = 0, processes: int = 0) -> Proof:
    """Score every way of answering the questionnaire, whose file has this text, or a `sample` of them.

    Raises NotRead where the file says something that the second reading does not know.
    """
    reading = SecondReading(text)
    combinations = prod(reading.count(name) for name in reading.items)
    drawn = sample or (SAMPLE if combinations > MOST else 0)
    jobs = _samples(drawn) if drawn else _pieces(reading)
    whole = drawn or combinations
    tally = Tally()
    for done in _in_processes(text, questionnaire.id, jobs, processes or os.cpu_count() or 1):
        tally = tally.plus(done)
        told(tally.tried if drawn else tally.weight, whole)
    return Proof(questionnaire, combinations, tally, bool(drawn))


@dataclass(frozen=True)
class _Job:
    """A piece of the work: how its ways begin, or the seed and the number of those to draw."""

    prefix: Vector
    depth: int = 0  # items that the prefix settles
    seed: int = 0
    draw: int = 0


def _samples(count: int) -> Iterator[_Job]:
    size = max(count // PIECES, 1)
    for number, start in enumerate(range(0, count, size)):
        yield _Job({}, seed=SEED + number, draw=min(size, count - start))


def _pieces(reading: SecondReading) -> Iterator[_Job]:
    """The ways to answer the first items, as few as give enough pieces."""
    counts = [reading.count(name) for name in reading.items]
    depth = next((at for at in range(len(counts)) if prod(counts[:at]) >= PIECES), len(counts) // 2)
    return (_Job(prefix, depth) for prefix in _vectors(reading, {}, 0, depth))


def _vectors(reading: SecondReading, given: Vector, at: int, end: int) -> Iterator[Vector]:
    """Every way to answer the items from `at` to `end` that the skips leave, after these answers."""
    if at == end:
        yield given
        return
    name = reading.items[at]
    if not reading.asked(name, given):
        yield from _vectors(reading, given, at + 1, end)
        return
    for way in reading.ways(name):
        yield from _vectors(reading, {**given, name: way}, at + 1, end)


def _drawn(reading: SecondReading, job: _Job) -> Iterator[Vector]:
    """Ways to answer, each answer drawn by lot."""
    chance = random.Random(job.seed)
    for _ in range(job.draw):
        given: Vector = {}
        for name in reading.items:
            if reading.asked(name, given):
                given[name] = chance.choice(reading.ways(name))
        yield given


# In processes.


def _in_processes(text: str, name: str, jobs: Iterator[_Job], processes: int) -> Iterator[Tally]:
    """What each job comes to, in the order in which they are done; few are waiting at a time."""
    context = multiprocessing.get_context("spawn")  # a fork would carry over the threads of this process
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(text, name)) as pool:
        waiting: set[Future[Tally]] = set()
        try:
            while True:
                waiting |= {pool.submit(_work, job) for job in islice(jobs, 4 * processes - len(waiting))}
                if not waiting:
                    return
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_files: list[tuple[SecondReading, Questionnaire]] = []  # the file that this process works on


def _begin(text: str, name: str) -> None:
    questionnaire = Library(questions_folder()).parse_stored(text, name)
    _files[:] = [(SecondReading(text), questionnaire)]


def _work(job: _Job) -> Tally:
    ((reading, questionnaire),) = _files
    return checked(reading, questionnaire, job.prefix, job.depth, seed=job.seed, draw=job.draw)


def checked(
    reading: SecondReading, questionnaire: Questionnaire, prefix: Vector, depth: int, *, seed: int = 0, draw: int = 0
) -> Tally:
    """One piece, in this process: every way that begins so, or those that are drawn."""
    if draw:
        vectors = _drawn(reading, _Job({}, seed=seed, draw=draw))
    else:
        vectors = _vectors(reading, prefix, depth, len(reading.items))
    texts = _texts_of(reading)
    tried = agree = extras = 0
    apart: list[Vector] = []
    for vector in vectors:
        answers = {name: _answer(way, typed=name in texts) for name, way in vector.items()}
        same = by_engine(questionnaire, answers) == reading.read(vector)
        if same and extras < EXTRAS and len(vector) < len(reading.items):
            extras += 1
            same = _ignores(reading, questionnaire, answers, vector)
        tried += 1
        agree += same
        if not same:
            apart.append(vector)
    return Tally(_weight(reading, prefix, depth), tried, agree, extras, tuple(apart[:SHOWN]))


def _weight(reading: SecondReading, prefix: Given, depth: int) -> int:
    """How many combinations of options a piece stands for: those of items that are not asked collapse into one way."""
    rest = [name for at, name in enumerate(reading.items) if at >= depth or name not in prefix]
    return prod(reading.count(name) for name in rest)


def _texts_of(reading: SecondReading) -> frozenset[str]:
    return frozenset(name for name, item in reading.by_id.items() if item.get("type") in ("text", *DATED))


@lru_cache(maxsize=4096)
def _answer(way: Way, *, typed: bool) -> Answer:
    """The answer of the engine that a way of answering stands for."""
    if typed or isinstance(way, int):
        return Entered(way if isinstance(way, int) else str(way))
    return Chosen(*way) if isinstance(way, tuple) else Chosen(way)


def _ignores(reading: SecondReading, questionnaire: Questionnaire, answers: dict[str, Answer], vector: Given) -> bool:
    """Whether answers to questions that are not asked change nothing, as a file of answers may hold them."""
    texts = _texts_of(reading)
    left = (name for name in reading.items if name not in vector)
    others = {name: _answer(reading.ways(name)[-1], typed=name in texts) for name in left}
    evaluation = taken(questionnaire, {**others, **answers}).evaluation
    return dict(evaluation.answers) == answers and by_engine(questionnaire, evaluation.answers) == reading.read(vector)


def by_engine(questionnaire: Questionnaire, answers: Answers) -> Reading:
    """What a sitting makes of these answers, in the form of the second reading. A range is no agreement."""
    evaluation = Evaluation(questionnaire, answers)
    rows = tuple(
        (one.scale.id, one.value, tuple(_bands(one)), tuple(met for _, met in one.cut_offs))
        for one in score(evaluation)
    )
    found = " or ".join(one.id for one in outcomes(evaluation)) or None
    return rows, tuple(one.id for one in critical(evaluation)), found


def _bands(score: ScaleScore) -> Iterator[str]:
    yield from (band.id for band in score.bands)
    for further, bands in score.band_sets:
        yield from (f"{further.id}: {band.id}" for band in bands)
