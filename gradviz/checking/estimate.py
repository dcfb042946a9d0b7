"""What fits: the sizes of what is computed at a time, and which networks are too large."""

from functools import lru_cache

from gradviz.network.fields import Problem
from gradviz.network.layout import Layout
from gradviz.network.numbers import ROUGH, compared
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
GROUP_NUMBERS, HELD = 300_000, 8
MOST_EXAMPLES = 2_048
LEAST_PASSES = 16
CHUNK_WORK = 2e7  # multiply-adds of a stack, a few milliseconds: how soon a check can stop

# What a whole check holds at its peak, measured by tracemalloc: float64 numbers of each parameter
# (the two gradients, what errors are made of, the lines), of each example of a hidden unit, of an
# output and of an input; the share of those of units in single precision; and the blocks above.
OF_PARAMETER, OF_HIDDEN, OF_OUTPUT, OF_INPUT = 33, 26, 20, 5
SINGLE = 0.7
BLOCKS_BYTES = 6 << 20
# Times as much beside the parameters where J loses digits, which makes many checks inconclusive:
# then another network is tried as a remedy.
IF_TRIED = 1.1
# Of more parameters none is tried. Of fewer, a network in single precision is tried in double,
# which has blocks of its own.
BYTES_OF_BOTH = 12 << 20  # of a check; a network that is tried is kept beside another up to here
MOST_TRIED, DOUBLE_BLOCKS_BYTES = 20_000, 6 << 20


def multiply_adds(spec: NetworkSpec) -> int:
    """Return the multiply-adds of one forward pass."""
    n_x, n_1, n_2, n_y = spec.layers
    return spec.examples * (n_x * n_1 + n_1 * n_2 + n_2 * n_y)


def units(spec: NetworkSpec) -> int:
    """Return the number of hidden and output units."""
    return sum(spec.layers[1:])


def check_bytes(spec: NetworkSpec) -> int:
    """Return the bytes that a whole check takes at its peak, from the engine to the lines.

    Between one and two times of what it really takes, but for a small network, of which the
    blocks that are computed at a time are most.
    """
    n_x, n_1, n_2, n_y = spec.layers
    size, m = Layout.of_layers(spec.layers).size, spec.examples
    of_units: float = OF_HIDDEN * (n_1 + n_2) + OF_OUTPUT * n_y
    if spec.dtype == "float32":  # those of the forward pass alone; errors are in float64
        of_units *= SINGLE
    of_examples = (of_units + OF_INPUT * n_x) * m
    if spec.cost == "textbook" or spec.dtype == "float32":
        of_examples *= IF_TRIED
    blocks = BLOCKS_BYTES
    if spec.dtype == "float32" and size <= MOST_TRIED:
        blocks += DOUBLE_BLOCKS_BYTES
    return int(blocks + 8 * (OF_PARAMETER * size + of_examples))


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
    takes, limit = compared(needed / 2**30, MEMORY_LIMIT / 2**30, ROUGH)
    return Problem(
        "layers",
        f"a check of {size:,} parameters with {spec.examples:,} examples needs "
        f"{takes} GiB, and {limit} GiB is the limit; "
        "make a layer or the number of examples smaller.",
    )
