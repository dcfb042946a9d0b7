"""Times contenders in turn, A B C A B C ..., so that a change of the machine's pace hits all."""

import gc
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from time import perf_counter, process_time

import numpy as np

from benchmark_cases import EPSILON, Case, Sample, all_of, drawn_from
from benchmark_contenders import Contender, Prepare, floors_apart

TRIAL = 0.05  # seconds that a trial of a contender takes at least
SHORTEST = 0.01  # seconds that a measurement takes at least; a short job is repeated
FEWEST, MOST = 3, 40  # rounds

Say = Callable[[str], None]


@dataclass(frozen=True)
class Timing:
    """What one contender took.

    Attributes
    ----------
    seconds
        Of all parameters: the median of the rounds.
    ratio
        How many times as fast as the first contender: the median of the rounds' ratios.
    fastest, slowest
        Seconds of all parameters in the best and in the worst round.
    computed
        How many parameters a round computed; if not all, the seconds are extrapolated.
    threads
        Seconds of the processor a second of the clock.
    floors
        How many rounding floors the largest deviation from the first contender is, over a
        sample; None where the contender tells no gradient.
    """

    label: str
    seconds: float
    ratio: float
    fastest: float
    slowest: float
    computed: int
    rounds: int
    threads: float
    floors: float | None


@dataclass(frozen=True)
class Runner:
    """A contender in a case: how much of it a round does.

    Attributes
    ----------
    wanted
        Parameters of a round.
    repeats
        Jobs of a round.
    """

    contender: Contender
    prepare: Prepare
    layout_size: int
    wanted: int
    repeats: int

    @property
    def whole(self) -> bool:
        return self.wanted >= self.layout_size


class Clock:
    """Times jobs, each with an epsilon of its own so that nothing can be taken from before."""

    def __init__(self) -> None:
        self._jobs = 0

    def time(self, prepare: Prepare, sample: Sample, repeats: int) -> tuple[float, float]:
        """Return the seconds of one job, by the clock and of the processor."""
        jobs = [prepare(sample, self._epsilon()) for _ in range(repeats)]
        gc.collect()
        gc.disable()
        try:
            began, began_processor = perf_counter(), process_time()
            for job in jobs:
                job()
            seconds, processor = perf_counter() - began, process_time() - began_processor
        finally:
            gc.enable()
        return seconds / repeats, processor / repeats

    def _epsilon(self) -> float:
        self._jobs += 1
        return EPSILON * (1 + 1e-9 * self._jobs)


def race(case: Case, those: Sequence[Contender], budget: float, say: Say) -> list[Timing]:
    """Time contenders in turn for so many seconds, or three rounds if those take longer.

    One that would not be done in its share of the time computes a sample of parameters, drawn
    anew each round; one that takes no sample and would need the whole time many times over is
    left out, and said so.
    """
    rng, clock = np.random.default_rng(1), Clock()
    share = budget / (FEWEST * len(those))
    runners = []
    for contender in those:
        prepare = contender.set_up(case)
        seconds = _trial(case, prepare, clock, rng, share)
        if contender.whole and seconds > 4 * budget:
            say(f"{case.title}: {contender.label} is left out, as it would take {seconds:,.0f} s")
            continue
        runners.append(_planned(case, contender, prepare, seconds, share))
    rounds = _rounds(case, runners, clock, rng, budget, say)
    floors = _floors(case, runners, rng)
    return [_timing(*each) for each in zip(runners, _columns(rounds), floors, strict=True)]


def _trial(
    case: Case, prepare: Prepare, clock: Clock, rng: np.random.Generator, share: float
) -> float:
    """Return about how long all parameters take, by larger and larger samples."""
    size, wanted = case.layout.size, 1
    while True:
        sample = _sample(case, wanted, rng)
        prepare(sample, EPSILON)()  # what is made once is not what is estimated
        each, _ = clock.time(prepare, sample, 1)
        if sample.whole or each > min(TRIAL, share):
            return each * size / sample.size
        wanted = 8 * sample.size


def _sample(case: Case, wanted: int, rng: np.random.Generator) -> Sample:
    layout = case.layout
    return all_of(layout) if wanted >= layout.size else drawn_from(layout, wanted, rng)


def _planned(
    case: Case, contender: Contender, prepare: Prepare, seconds: float, share: float
) -> Runner:
    size = case.layout.size
    wanted = size
    if seconds > 1.5 * share and not contender.whole:  # a little more than its share is no harm
        wanted = max(1, int(size * share / seconds))
    repeats = max(1, ceil(SHORTEST / seconds)) if wanted == size else 1
    return Runner(contender, prepare, size, wanted, repeats)


Round = list[tuple[float, float, int]]
"""Of each contender: the seconds of all parameters, of the processor too; parameters computed."""


def _rounds(
    case: Case,
    runners: Sequence[Runner],
    clock: Clock,
    rng: np.random.Generator,
    budget: float,
    say: Say,
) -> list[Round]:
    rounds: list[Round] = []
    size, began = case.layout.size, perf_counter()
    while len(rounds) < FEWEST or (len(rounds) < MOST and perf_counter() - began < budget):
        this: Round = []
        for runner in runners:
            sample = _sample(case, runner.wanted, rng)
            seconds, processor = clock.time(runner.prepare, sample, runner.repeats)
            scale = size / sample.size
            this.append((seconds * scale, processor * scale, sample.size))
        rounds.append(this)
        say(f"{case.title}: round {len(rounds)}, {perf_counter() - began:.0f} s")
    return rounds


def _columns(rounds: list[Round]) -> list[tuple[list[float], list[float], float, int]]:
    """Return of each contender its seconds, its ratios, its threads, and parameters a round."""
    found = []
    for runs in zip(*rounds, strict=True):
        seconds = [run[0] for run in runs]
        ratios = [first[0][0] / run[0] for first, run in zip(rounds, runs, strict=True)]
        threads = sum(run[1] for run in runs) / sum(seconds)
        found.append((seconds, ratios, threads, round(statistics.median(run[2] for run in runs))))
    return found


def _floors(case: Case, runners: Sequence[Runner], rng: np.random.Generator) -> list[float | None]:
    """Return how far each is from the first, in rounding floors, over what the first can do."""
    first = runners[0]
    sample = _sample(case, min(runner.wanted for runner in runners), rng)
    expected = first.prepare(sample, EPSILON)()
    floors: list[float | None] = []
    for runner in runners:
        given = all_of(case.layout) if runner.whole else sample
        found = runner.prepare(given, EPSILON)()
        if found is None or expected is None:
            floors.append(None)
            continue
        part = found[sample.places] if given.whole else found
        floors.append(floors_apart(part, expected, case.network.cost_here, EPSILON))
    return floors


def _timing(
    runner: Runner, column: tuple[list[float], list[float], float, int], floors: float | None
) -> Timing:
    seconds, ratios, threads, computed = column
    return Timing(
        label=runner.contender.label,
        seconds=statistics.median(seconds),
        ratio=statistics.median(ratios),
        fastest=min(seconds),
        slowest=max(seconds),
        computed=computed,
        rounds=len(seconds),
        threads=threads,
        floors=floors,
    )
