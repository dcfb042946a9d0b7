"""What a check will cost, known before it starts."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np

from gradviz.network.fields import Problem
from gradviz.network.forward import KINKED
from gradviz.network.layout import Layout
from gradviz.network.spec import NetworkSpec

MEMORY_LIMIT = 1 << 30  # bytes that a check may take
PASS_WORK_LIMIT = 1e9  # multiply-adds of one forward pass, about a tenth of a second
# Numbers of a batched engine's stack; measured: of larger ones every array is fetched from the
# system anew, which makes a check two or three times as slow.
CHUNK_ELEMENTS = 32_000
# Numbers of one array of the incremental engine's blocks; measured: in smaller ones the calls of
# NumPy take more than the numbers.
BLOCK_ELEMENTS = 64_000
# Of the incremental engine: numbers of an array over units, the units above and the examples; of
# one over all outputs, which is what a block takes of memory; examples taken at a time, so that
# several parameters fit in a block; and passes of a block, so that the one that moves nothing adds
# little.
PAIRS_AT_ONCE = 256_000
ALL_OUTPUTS = 3_200_000
MOST_EXAMPLES = 2_048
LEAST_PASSES = 16
CHUNK_WORK = 2e7  # multiply-adds of a stack, a few milliseconds: how soon a check can stop

SAMPLE_SECONDS = 0.03  # of a coarse answer that follows the hand
BY_ITSELF_SECONDS = 1.0  # a check that takes no longer follows it without being asked for

# Seconds, measured on one core of a laptop-class machine; only an estimate rests on them. With
# them it is mostly within a factor of 2 from 15 to 100,000 parameters with one to ten outputs.
START_SECONDS = 6e-4
CALL_SECONDS = 5e-5  # of a forward pass of any size, a single one or a stack
STACKED_PASS_SECONDS = 1.2e-6
MULTIPLY_ADD_SECONDS = 5e-11
PARAMETER_COPY_SECONDS = 6e-10
ACTIVATION_SECONDS = {"relu": 6e-9, "leaky-relu": 9e-9, "tanh": 2.0e-8, "sigmoid": 1.3e-8}
LOSS_SECONDS = 2e-8
# Of the incremental engine: of a layer of any size, of one output and of one unit in one example.
BLOCK_BYTES = 8 * 8 * BLOCK_ELEMENTS
LAYER_SECONDS = 3.5e-4
MOVED_LOSS_SECONDS = 9e-9
MOVED_ACTIVATION_SECONDS = 8e-9
BLOCK_SECONDS = 1.5e-4


@dataclass(frozen=True)
class Estimate:
    """What a check will cost.

    Attributes
    ----------
    parameters
        How many entries theta has.
    passes
        Forward passes: two a parameter, or one and one more for the forward scheme.
    seconds
        A rough guess of the time.
    """

    parameters: int
    passes: int
    seconds: float


def estimate(spec: NetworkSpec, scheme: str, engine: str) -> Estimate:
    """Return what a check of a network will cost."""
    size = Layout.of_layers(spec.layers).size
    passes = 2 * size if scheme == "central" else size + 1
    name = fastest_engine(spec, scheme) if engine == "auto" else engine
    return Estimate(size, passes, _seconds(spec, scheme, name))


@lru_cache(maxsize=64)
def fastest_engine(spec: NetworkSpec, scheme: str) -> str:
    """Return the engine that is estimated to check a network in the shortest time."""
    return min(("batched", "incremental"), key=lambda name: _seconds(spec, scheme, name))


def follows_by_itself(spec: NetworkSpec, scheme: str, engine: str) -> bool:
    """Return whether the whole check follows a sample without being asked for."""
    return estimate(spec, scheme, engine).seconds <= BY_ITSELF_SECONDS


def sample_share(spec: NetworkSpec, scheme: str, engine: str) -> float:
    """Return which share of the parameters an engine checks in `SAMPLE_SECONDS`."""
    return min(1.0, SAMPLE_SECONDS / estimate(spec, scheme, engine).seconds)


def _seconds(spec: NetworkSpec, scheme: str, engine: str) -> float:
    if engine == "incremental":
        return START_SECONDS + _incremental_seconds(spec, 2 if scheme == "central" else 1)
    size = Layout.of_layers(spec.layers).size
    stack = 1 if engine == "loop" else min(chunk_size(spec), size)
    _, n_1, n_2, n_y = spec.layers
    one_pass = (
        CALL_SECONDS / stack
        + STACKED_PASS_SECONDS
        + multiply_adds(spec) * MULTIPLY_ADD_SECONDS
        + size * PARAMETER_COPY_SECONDS
        + (n_1 + n_2) * spec.examples * ACTIVATION_SECONDS[spec.activation]
        + n_y * spec.examples * LOSS_SECONDS
    )
    passes = 2 * size if scheme == "central" else size + 1
    return START_SECONDS + passes * one_pass


def _incremental_seconds(spec: NetworkSpec, signs: int) -> float:
    """Return the time of the incremental engine: of its numbers, and of its calls.

    It takes longer where epsilon is so large that many units change sign: six times as long for
    784-128-64-1 and an epsilon of 0.1.
    """
    n_x, n_1, n_2, n_y = spec.layers
    is_smooth = spec.activation not in KINKED
    moving = max(1, spec.examples // 2 if spec.activation == "relu" else spec.examples)
    seconds = 0.0
    for passes, units, above, outputs, examples in (
        (n_x + 1, n_1, n_2, n_y, moving),
        (n_1 + 1, n_2, 1, n_y, moving),
        (n_2 + 1, n_y, 0, 1, spec.examples),
    ):
        numbers = signs * passes * units * examples
        calls = outputs * ceil(numbers / BLOCK_ELEMENTS)
        seconds += LAYER_SECONDS + outputs * numbers * MOVED_LOSS_SECONDS
        if is_smooth and above:
            seconds += numbers * above * MOVED_ACTIVATION_SECONDS
            calls = signs * units * ceil(passes * examples * max(above, n_y) / BLOCK_ELEMENTS)
        seconds += calls * BLOCK_SECONDS
    return seconds


def multiply_adds(spec: NetworkSpec) -> int:
    """Return the multiply-adds of one forward pass."""
    n_x, n_1, n_2, n_y = spec.layers
    return spec.examples * (n_x * n_1 + n_1 * n_2 + n_2 * n_y)


def units(spec: NetworkSpec) -> int:
    """Return the number of hidden and output units."""
    return sum(spec.layers[1:])


def pass_bytes(spec: NetworkSpec) -> int:
    """Return the bytes that one forward pass takes: theta and the values on the way."""
    size = Layout.of_layers(spec.layers).size
    return np.dtype(spec.dtype).itemsize * size + activation_bytes(spec)


def activation_bytes(spec: NetworkSpec) -> int:
    """Return the bytes of Z and A of one pass, and as much again for what comes in between."""
    return np.dtype(spec.dtype).itemsize * 4 * units(spec) * spec.examples


def check_bytes(spec: NetworkSpec) -> int:
    """Return the bytes that a check takes at its peak."""
    size = Layout.of_layers(spec.layers).size
    # theta, grad, gradapprox, J+, J-, a partial result's copies and what is derived from them.
    kept = 13 * 8 * size
    data = 5 * 8 * spec.examples * (spec.layers[0] + spec.layers[3])
    stack = min(chunk_size(spec), size) * (pass_bytes(spec) + 2 * activation_bytes(spec))
    return kept + data + BLOCK_BYTES + stack


@lru_cache(maxsize=64)
def chunk_size(spec: NetworkSpec) -> int:
    """Return how many parameters a stack of the batched engine holds."""
    size = Layout.of_layers(spec.layers).size
    by_elements = CHUNK_ELEMENTS / (size + units(spec) * spec.examples)
    by_work = CHUNK_WORK / (2 * multiply_adds(spec))
    return max(1, int(min(by_elements, by_work)))


def size_problem(spec: NetworkSpec) -> Problem | None:
    """Return why a network is too large to be checked, with the figures, or None.

    Either the check does not fit in memory, or a single forward pass takes so long that a check
    of all its parameters would not end.
    """
    work = multiply_adds(spec)
    if work > PASS_WORK_LIMIT:
        return Problem(
            "layers",
            f"a forward pass takes {work / 1e6:,.0f} million multiplications, and "
            f"{PASS_WORK_LIMIT / 1e6:,.0f} million is the limit; "
            "make a layer or the number of examples smaller.",
        )
    needed = check_bytes(spec)
    if needed <= MEMORY_LIMIT:
        return None
    size = Layout.of_layers(spec.layers).size
    return Problem(
        "layers",
        f"a check of {size:,} parameters with {spec.examples:,} examples needs "
        f"{needed / 2**30:.1f} GiB, and {MEMORY_LIMIT / 2**30:.0f} GiB is the limit; "
        "make a layer or the number of examples smaller.",
    )
