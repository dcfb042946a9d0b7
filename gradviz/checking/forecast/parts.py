"""The work of what is measured beside the engine, by what each part does."""

from math import ceil

from gradviz.checking.estimate import chunk_size
from gradviz.checking.forecast.engines import (
    ACTIVATIONS,
    LOSSES,
    PASS_CALLS,
    in_precision,
    pass_work,
)
from gradviz.checking.forecast.work import Work
from gradviz.checking.noise import FEW_LINES, LINES, MANY, POINTS
from gradviz.checking.taylor_terms import BLOCK
from gradviz.network.forward import KINKED
from gradviz.network.layout import Layout
from gradviz.network.spec import NetworkSpec

SERIES_CALLS, BLOCK_SERIES_CALLS = 150, 45
OPINION_CALLS, OPINION_NUMBERS = 600, 10  # numbers of each value of the complex step
# Of each value of a line: the square root of a sum of squares, with care for the ends of the range,
# takes as long as some functions; and what is compared.
ROUNDING, JUDGED = Work(functions=30, numbers=20), Work(functions=25, numbers=60)
ROUNDING_CALLS, JUDGED_CALLS = 600, 1_500
MISTAKE_CALLS, MISTAKE_NUMBERS = 4_000, 100
BEST_NUMBERS, BEST_CALLS = 15 * 16, 15 * 25  # of the best of 15 epsilons; numbers a parameter
DISTANCES, DISTANCES_IF_MANY, LINE_CALLS = 8, 5, 90
TAYLOR_DIRECTIONS, TAYLOR_STEPS, TAYLOR_NUMBERS, TAYLOR_CALLS = 3, 14, 6, 20
INTERMEDIATE_STACK, INTERMEDIATE_CALLS = 64_000, 150


def noise_work(spec: NetworkSpec) -> Work:
    """Return the work of `noise_steps`: values of J on a few lines, at some distances."""
    is_large = Layout.of_layers(spec.layers).size > MANY
    lines = (FEW_LINES * DISTANCES_IF_MANY) if is_large else (LINES * DISTANCES)
    at_once = min(LINES, max(1, chunk_size(spec) // POINTS))
    calls = Work(calls=LINE_CALLS + PASS_CALLS / at_once)
    units = sum(spec.layers[1:]) * spec.examples
    each = pass_work(spec) + Work(numbers=2 * units)  # sides of units, from point to point
    if spec.cost == "textbook":  # beside the form that loses no digits
        each += LOSSES["logits"] * (spec.layers[3] * spec.examples)
    return (each * POINTS + calls) * lines


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
    is_straight = spec.activation in KINKED
    pairs, logits = n_1 * n_2 * m, (n_1 + n_2) * n_y * m
    terms, numbers = (1, 3 * pairs + 12 * logits) if is_straight else (3, 20 * pairs + 22 * logits)
    blocks = ceil(pairs * max(n_2, n_y) / n_2 / BLOCK) + ceil(n_2 * n_y * m / BLOCK)
    products = terms * n_y * pairs + 2 * pass_work(spec).multiply_adds
    numbers += 6 * size + 6 * m * sum(spec.layers[:3])
    calls = SERIES_CALLS + BLOCK_SERIES_CALLS * blocks
    return Work(calls * (1.0 if is_straight else 1.5), numbers, 0.0, products)


def opinion_work(spec: NetworkSpec) -> Work:
    """Return the work of `opinion_steps`: every row of Z1 finished from, and some passes."""
    _, n_1, n_2, n_y = spec.layers
    each = n_1 * n_2 * spec.examples
    found = Work(OPINION_CALLS, 3 * each + 4 * n_1 * n_y * spec.examples, 0.0, n_y * each)
    found += Work(numbers=OPINION_NUMBERS) * values_of_lines(spec)
    return found + Work(multiply_adds=3 * pass_work(spec).multiply_adds) + right_pass_work(spec)


def right_pass_work(spec: NetworkSpec) -> Work:
    """Return the work of the rounding of a right pass, forward and backward."""
    products = Work(multiply_adds=8 * pass_work(spec).multiply_adds)
    values = values_of_lines(spec) + spec.layers[0] * spec.examples  # and the inputs of W1
    return ROUNDING * values + products + Work(calls=ROUNDING_CALLS)


def mistakes_work(spec: NetworkSpec) -> Work:
    """Return the work of `mistakes_steps`: what explains a wrong line is looked for."""
    return Work(calls=MISTAKE_CALLS, numbers=MISTAKE_NUMBERS * values_of_lines(spec))


def values_of_lines(spec: NetworkSpec) -> int:
    """Return how many values the lines of a backward pass have together."""
    _, n_1, n_2, n_y = spec.layers
    return Layout.of_layers(spec.layers).size + (2 * n_1 + 2 * n_2 + n_y) * spec.examples


def best_epsilon_work(spec: NetworkSpec) -> Work:
    """Return the work of `best_epsilon_steps`, which looks at every parameter at each epsilon."""
    return Work(calls=BEST_CALLS, numbers=BEST_NUMBERS * Layout.of_layers(spec.layers).size)


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
    return in_precision(spec, found)


def lines_work(spec: NetworkSpec) -> Work:
    """Return the work of judging the lines: some passes backward, and each value compared."""
    products = Work(multiply_adds=10 * pass_work(spec).multiply_adds)
    values = values_of_lines(spec) + spec.layers[0] * spec.examples / 2
    return JUDGED * values + products + Work(calls=JUDGED_CALLS)
