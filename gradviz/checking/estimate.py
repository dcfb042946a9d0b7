"""What a check will cost, known before it starts."""

from dataclasses import dataclass

import numpy as np

from gradviz.network.fields import Problem
from gradviz.network.layout import Layout
from gradviz.network.spec import NetworkSpec

MEMORY_LIMIT = 1 << 30  # bytes that a check may take
CHUNK_LIMIT = 64 << 20  # bytes of a batched engine's stack
CHUNK_WORK = 2e7  # multiply-adds of a stack, a few milliseconds: how soon a check can stop

# Seconds, measured on one core of a laptop-class machine; only an estimate rests on them.
LOOP_PASS_SECONDS = 1.8e-5
BATCHED_PASS_SECONDS = 1.2e-6
MULTIPLY_ADD_SECONDS = 6e-11
PARAMETER_COPY_SECONDS = 6e-10
ACTIVATION_SECONDS = 4e-9


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
    one_pass = (
        (LOOP_PASS_SECONDS if engine == "loop" else BATCHED_PASS_SECONDS)
        + multiply_adds(spec) * MULTIPLY_ADD_SECONDS
        + size * PARAMETER_COPY_SECONDS
        + units(spec) * spec.examples * ACTIVATION_SECONDS
    )
    return Estimate(size, passes, passes * one_pass)


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
    # Z and A, and as much again for what NumPy makes in between.
    return np.dtype(spec.dtype).itemsize * (size + 4 * units(spec) * spec.examples)


def check_bytes(spec: NetworkSpec) -> int:
    """Return the bytes that a check takes at its peak."""
    size = Layout.of_layers(spec.layers).size
    kept = 8 * 8 * size  # theta, grad, gradapprox, J+, J-, and the arrays derived from them
    data = 2 * 8 * spec.examples * (spec.layers[0] + spec.layers[3])
    return kept + data + 2 * max(pass_bytes(spec), min(CHUNK_LIMIT, size * pass_bytes(spec)))


def chunk_size(spec: NetworkSpec) -> int:
    """Return how many parameters a stack of the batched engine holds."""
    by_memory = CHUNK_LIMIT // (2 * pass_bytes(spec))
    by_work = CHUNK_WORK / (2 * multiply_adds(spec))
    return max(1, int(min(by_memory, by_work)))


def memory_problem(spec: NetworkSpec) -> Problem | None:
    """Return why a check of a network cannot fit in memory, with the figures, or None."""
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
