"""What fits: the sizes of what is computed at a time, and which networks are too large."""

from functools import lru_cache

import numpy as np

from gradviz.network.fields import Problem
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
# one over all outputs, which is what a block takes of memory; what units that are taken together
# hold, with how much that is of each unit, output and example besides the passes; examples taken
# at a time, so that several parameters fit in a block; and passes of a block, so that the one that
# moves nothing adds little.
PAIRS_AT_ONCE = 256_000
ALL_OUTPUTS = 3_200_000
GROUP_NUMBERS, HELD = 500_000, 8
MOST_EXAMPLES = 2_048
LEAST_PASSES = 16
CHUNK_WORK = 2e7  # multiply-adds of a stack, a few milliseconds: how soon a check can stop

BLOCK_BYTES = 8 * 8 * BLOCK_ELEMENTS


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
