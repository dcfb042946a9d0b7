"""The forecast of a whole check: the sum of its parts, each counted by what it does.

A part that is added to a check is a function here that returns its work, and a term of one of the
two sums: what every check takes, and what is measured once of a network.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from gradviz.checking.estimate import chunk_size
from gradviz.checking.forecast.engines import (
    ACTIVATIONS,
    FILL_CALLS,
    LOSSES,
    PASS_CALLS,
    Run,
    engine_work,
    fastest_engine,
    pass_work,
    share_within,
)
from gradviz.checking.forecast.rates import NOMINAL, known_rates
from gradviz.checking.forecast.work import Work
from gradviz.network.forward import KINKED
from gradviz.network.layout import Layout
from gradviz.network.spec import NetworkSpec

SAMPLE_SECONDS = 0.03  # of a coarse answer that follows the hand
BY_ITSELF_SECONDS = 1.0  # a check that takes no longer follows it without being asked for
BENDING_SECONDS = 0.005  # of one of the four numerical gradients that tell how J bends
TRIAL_SECONDS = 0.03  # of a numerical gradient that is tried; of a large network a sample has to do

SERIES_NUMBERS, SERIES_CALLS = 12, 150
TRIALS, TRIED_EPSILON = 1.5, 1e-5  # usually
# A cost that loses digits is above the threshold more often than not: then more epsilons are tried,
# and of a small network a remedy is, which is a check in itself.
TRIALS_IF_ROUGH, REMEDY_SECONDS = 3.0, 0.05
OPINION_CALLS = 300
LINES, FEW_LINES, MANY, POINTS = 4, 1, 5_000, 7  # of the noise of J
DISTANCES, DISTANCES_IF_MANY, LINE_CALLS = 8, 5, 90
TAYLOR_DIRECTIONS, TAYLOR_STEPS, TAYLOR_NUMBERS, TAYLOR_CALLS = 3, 14, 6, 20
INTERMEDIATE_STACK, INTERMEDIATE_CALLS = 64_000, 90
VERDICT = Work(calls=1_200, numbers=0.0)  # what is worked out once of every check
VERDICT_NUMBERS = 60  # of each parameter
LINE_NUMBERS = 40  # of each value of a line that is judged


@dataclass(frozen=True)
class Estimate:
    """What a check will cost.

    Attributes
    ----------
    parameters
        How many entries theta has.
    passes
        Forward passes of its engine: two a parameter, or one and one more for the forward scheme.
    first
        The work of the first check of a network.
    again
        That of another one, with another epsilon, say: what is measured once is known.
    """

    parameters: int
    passes: int
    first: Work
    again: Work

    @property
    def seconds(self) -> float:
        """How long the first check takes on this machine, as far as its pace is known."""
        return self.first.seconds(known_rates())

    @property
    def seconds_again(self) -> float:
        """How long another check of the same network takes on this machine."""
        return self.again.seconds(known_rates())

    @property
    def nominal_seconds(self) -> float:
        """How long the first check takes on the nominal machine."""
        return self.first.seconds(NOMINAL)


@lru_cache(maxsize=64)
def estimate(spec: NetworkSpec, scheme: str, engine: str, epsilon: float = 1e-7) -> Estimate:
    """Return what a check of a network will cost."""
    size = Layout.of_layers(spec.layers).size
    name = fastest_engine(spec, scheme) if engine == "auto" else engine
    again = engine_work(spec, Run(name, scheme, epsilon)) + intermediates_work(spec)
    again += VERDICT + Work(numbers=VERDICT_NUMBERS * size)
    once = noise_work(spec) + bending_work(spec) + taylor_work(spec) + lines_work(spec)
    once += trials_work(spec, scheme, name)
    once += opinion_work(spec) + remedy_work(spec, Run(name, scheme, epsilon))
    passes = 2 * size if scheme == "central" else size + 1
    return Estimate(size, passes, again + once, again)


def follows_by_itself(spec: NetworkSpec, scheme: str, engine: str) -> bool:
    """Return whether the whole check follows a sample without being asked for."""
    return estimate(spec, scheme, engine).seconds <= BY_ITSELF_SECONDS


def sample_share(spec: NetworkSpec, scheme: str, engine: str) -> float:
    """Return which share of the columns an engine checks in `SAMPLE_SECONDS`."""
    return share_within(spec, Run(engine, scheme), SAMPLE_SECONDS)


def noise_work(spec: NetworkSpec) -> Work:
    """Return the work of `noise_steps`: values of J on a few lines, at some distances."""
    is_large = Layout.of_layers(spec.layers).size > MANY
    lines = (FEW_LINES * DISTANCES_IF_MANY) if is_large else (LINES * DISTANCES)
    at_once = min(LINES, max(1, chunk_size(spec) // POINTS))
    calls = Work(calls=LINE_CALLS + PASS_CALLS / at_once)
    return (pass_work(spec) * POINTS + calls) * lines


def taylor_work(spec: NetworkSpec) -> Work:
    """Return the work of `taylor_steps`: values of J along a few directions."""
    size = Layout.of_layers(spec.layers).size
    directions = 1 if size > MANY else TAYLOR_DIRECTIONS
    stacks = ceil(TAYLOR_STEPS / min(TAYLOR_STEPS, chunk_size(spec)))
    found = (pass_work(spec) + Work(numbers=TAYLOR_NUMBERS * size)) * TAYLOR_STEPS
    return (found + Work(calls=PASS_CALLS + TAYLOR_CALLS) * stacks) * directions


def bending_work(spec: NetworkSpec) -> Work:
    """Return the work of `taylor_bending_steps`: every row of Z finished from, in series."""
    _, n_1, n_2, n_y = spec.layers
    m, size = spec.examples, Layout.of_layers(spec.layers).size
    terms = 1 if spec.activation in KINKED else 3
    pairs = terms * n_1 * n_2 * m
    numbers = 4 * pairs + SERIES_NUMBERS * (n_1 + n_2) * n_y * m + 6 * size
    products = n_y * pairs + 2 * pass_work(spec).multiply_adds
    return Work(calls=SERIES_CALLS, numbers=numbers, multiply_adds=products)


def trials_work(spec: NetworkSpec, scheme: str, engine: str) -> Work:
    """Return the work of `suggestion_steps`, which tries the suggested epsilon on a sample."""
    run = Run(engine, scheme, TRIED_EPSILON)
    trials = TRIALS_IF_ROUGH if is_rough(spec) else TRIALS
    return engine_work(spec, run, share_within(spec, run, TRIAL_SECONDS)) * trials


def is_rough(spec: NetworkSpec) -> bool:
    """Return whether J loses so many digits that a check is often above its threshold."""
    return spec.cost == "textbook" or spec.dtype == "float32"


def remedy_work(spec: NetworkSpec, run: Run) -> Work:
    """Return the work of `remedy_steps`, which checks a small network with other settings."""
    work = engine_work(spec, run)
    return work if is_rough(spec) and work.seconds(NOMINAL) <= REMEDY_SECONDS else Work()


def opinion_work(spec: NetworkSpec) -> Work:
    """Return the work of `opinion_steps`: every row of Z1 finished from, and some passes."""
    _, n_1, n_2, n_y = spec.layers
    each = n_1 * n_2 * spec.examples
    found = Work(OPINION_CALLS, 3 * each + 2 * n_1 * n_y * spec.examples, 0.0, n_y * each)
    size = Layout.of_layers(spec.layers).size
    return found + pass_work(spec) * 10 + Work(numbers=40 * size)


def intermediates_work(spec: NetworkSpec) -> Work:
    """Return the work of `intermediates_steps`: each row of Z and A moved, and finished from."""
    _, n_1, n_2, n_y = spec.layers
    m, activation = spec.examples, ACTIVATIONS[spec.activation]
    of_output = LOSSES[spec.cost] + Work(numbers=3)
    outputs = of_output * (n_y * m)
    above = (activation + Work(numbers=5)) * (n_2 * m) + Work(multiply_adds=n_y * n_2 * m)
    found = Work()
    parts = (
        (n_y, 1, of_output * m),  # of an output that is moved, the others stay
        (2 * n_2, 1 + n_y, outputs + Work(numbers=2 * n_y * m)),
        (2 * n_1, 1 + n_2 + n_y, outputs + above),
    )
    for rows, width, work in parts:
        stack = max(1, INTERMEDIATE_STACK // (4 * width * m))
        stops = ceil(rows / stack) * ceil(m / max(1, INTERMEDIATE_STACK // (4 * width)))
        found += work * (4 * rows) + Work(calls=INTERMEDIATE_CALLS) * stops
    return found


def lines_work(spec: NetworkSpec) -> Work:
    """Return the work of judging the lines: some passes backward, and each value compared."""
    units = sum(spec.layers[1:]) * spec.examples
    size = Layout.of_layers(spec.layers).size
    backward = 2 * pass_work(spec).multiply_adds
    return Work(FILL_CALLS * 11, LINE_NUMBERS * (units + size), 0.0, 3 * backward)
