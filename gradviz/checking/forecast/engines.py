"""The work of the engines, by what their loops do."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, sqrt

from gradviz.checking.estimate import (
    ALL_OUTPUTS,
    BLOCK_ELEMENTS,
    GROUP_NUMBERS,
    HELD,
    LEAST_PASSES,
    MOST_EXAMPLES,
    PAIRS_AT_ONCE,
    chunk_size,
    multiply_adds,
)
from gradviz.checking.forecast.rates import NOMINAL
from gradviz.checking.forecast.work import Work
from gradviz.network.forward import KINKED
from gradviz.network.layout import Layout
from gradviz.network.spec import NetworkSpec

Columns = Mapping[str, int]  # how many columns of each array are wanted

# Of one activation: plain numbers and functions.
ACTIVATIONS = {
    "relu": Work(numbers=1),
    "leaky-relu": Work(numbers=2),
    "tanh": Work(functions=2),  # it takes twice as long as exp
    "sigmoid": Work(numbers=3, functions=1),
}
LOSSES = {"textbook": Work(numbers=9, functions=3), "logits": Work(numbers=8, functions=2)}
PASS_CALLS, STACKED_CALLS = 30, 3
FILL_CALLS = 30  # of one stack or one entry: what is written down
BLOCK_CALLS, OUTPUT_CALLS, PREPARE_CALLS, LAYER_CALLS = 70, 30, 40, 60
SMOOTH_CALLS = 45
SHIFTED = Work(numbers=9, functions=0.05)  # a logit that is moved, and its loss by the series
SMOOTH_CHANGE = Work(numbers=11)  # an activation that is moved, by the series
FETCHED = 500_000  # numbers of an array from which on it is fetched from the system anew
SORTED = 8  # of an example that is put in order
REACHED, KINK_NUMBERS, KINK_CALLS = 2.0, 14, 60


def all_columns(spec: NetworkSpec, share: float = 1.0) -> Columns:
    """Return how many columns of each array a request for a share of them takes."""
    layout = Layout.of_layers(spec.layers)
    counts = {name: layout.shape(name)[1] for name in layout.names}
    return {name: min(count, max(1, round(share * count))) for name, count in counts.items()}


@dataclass(frozen=True)
class Run:
    """How an engine is run: which one, with which scheme and step."""

    engine: str
    scheme: str = "central"
    epsilon: float = 1e-7


def engine_work(spec: NetworkSpec, run: Run, share: float = 1.0) -> Work:
    """Return the work of an engine on all entries, or on a share of the columns of each array."""
    wanted, scheme, engine = all_columns(spec, share), run.scheme, run.engine
    if engine == "incremental":
        return in_precision(spec, _incremental(spec, run, wanted))
    layout = Layout.of_layers(spec.layers)
    count = sum(layout.shape(name)[0] * wanted[name] for name in layout.names)
    passes = 2 * count if scheme == "central" else count + 1
    stacks = count if engine == "loop" else ceil(count / min(chunk_size(spec), count))
    calls = 2 if engine == "loop" and scheme == "central" else 1
    each = pass_work(spec) + Work(calls=STACKED_CALLS if engine == "batched" else 0)
    return each * passes + Work(calls=PASS_CALLS * calls + FILL_CALLS) * stacks


def pass_work(spec: NetworkSpec) -> Work:
    """Return the work of one forward pass, but for its calls."""
    n_x, n_1, n_2, n_y = spec.layers
    hidden, outputs = (n_1 + n_2) * spec.examples, n_y * spec.examples
    size = Layout.of_layers(spec.layers).size
    masks = 2 if spec.activation in KINKED else 0
    found = Work(numbers=2 * size + (1 + masks) * hidden + outputs)
    found += ACTIVATIONS[spec.activation] * hidden
    if max(n_1, n_2) * spec.examples > FETCHED:
        found *= 2
    if n_x * spec.examples > FETCHED:
        found += Work(numbers=2 * n_x * spec.examples)
    found += LOSSES[spec.cost] * outputs
    return in_precision(spec, found + Work(multiply_adds=multiply_adds(spec)))


def in_precision(spec: NetworkSpec, work: Work) -> Work:
    """Return work in the precision of a network: of single precision twice as much is done."""
    if spec.dtype == "float64":
        return work
    return Work(work.calls, work.numbers / 2, work.functions / 2, work.multiply_adds / 2)


@lru_cache(maxsize=64)
def fastest_engine(spec: NetworkSpec, scheme: str) -> str:
    """Return the engine that checks a network in the shortest time, on every machine the same."""
    return min(
        ("batched", "incremental"), key=lambda name: nominal_seconds(spec, Run(name, scheme))
    )


def nominal_seconds(spec: NetworkSpec, run: Run) -> float:
    """Return the time of an engine at nominal rates: what is chosen by it is no machine's own."""
    return engine_work(spec, run).seconds(NOMINAL)


def share_within(spec: NetworkSpec, run: Run, seconds: float) -> float:
    """Return which share of the columns of every array an engine checks in nominal seconds."""
    return min(1.0, seconds / nominal_seconds(spec, run))


def _incremental(spec: NetworkSpec, run: Run, columns: Columns) -> Work:
    signs = 2 if run.scheme == "central" else 1
    found = Work(calls=LAYER_CALLS)
    for layer in (1, 2, 3):
        passes = columns[f"W{layer}"] + columns[f"b{layer}"]
        is_smooth = spec.activation not in KINKED and layer < 3
        of_layer = _smooth if is_smooth else _piecewise
        found += of_layer(spec, layer, passes, signs) + Work(calls=LAYER_CALLS)
        if layer < 3 and not is_smooth:
            found += _kinks(spec, layer, passes, run.epsilon) * signs
    return found


def _kinks(spec: NetworkSpec, layer: int, passes: int, epsilon: float) -> Work:
    """Return what the units add that may change sign, of parameters and data of a usual size.

    A unit may if its Z is nearer to zero than it is moved: by epsilon times an input of up to 3.
    """
    n_x, n_1, n_2, n_y = spec.layers
    units, usual = spec.layers[layer], 1.0  # the square of the size of Z
    if spec.init == "normal":
        usual = n_x + 1.0 if layer == 1 else (n_x + 1) * n_1 / 2 + 1
    own = min(1.0, REACHED * epsilon / sqrt(usual))
    found = Work(numbers=(KINK_NUMBERS + 4 * n_y) * own * units * passes * spec.examples)
    if layer == 1:
        above = own / sqrt(n_1)
        pairs = above * units * n_2 * passes * spec.examples
        found += Work(numbers=(KINK_NUMBERS + 4 * n_y) * pairs)
    # Whoever may change sign has calls of its own.
    crossed = min(1.0, own * (1 + (n_2 if layer == 1 else 0)) * spec.examples)
    return found + Work(calls=KINK_CALLS * units * crossed)


def _piecewise(spec: NetworkSpec, layer: int, passes: int, signs: int) -> Work:
    """Return the work of `Piecewise`; what kinks add depends on the data, and is left out."""
    units, m, n_2, n_y = spec.layers[layer], spec.examples, spec.layers[2], spec.layers[3]
    moving = 1 + (m // 2 if spec.activation == "relu" and layer < 3 else m - 1)
    most = max(1, min(BLOCK_ELEMENTS // 2, ALL_OUTPUTS // n_y))
    at_once, of_each = 1, max(1, most // min(moving, MOST_EXAMPLES))
    if moving * (passes + 1) <= most and layer < 3:
        held = moving * (passes + 1 + HELD) * n_y
        by_memory = min(PAIRS_AT_ONCE // (n_2 * m), GROUP_NUMBERS // held)
        at_once = max(1, min(most // (moving * (passes + 1)), by_memory))
        of_each = passes
    at_once = min(at_once, units)
    groups, parts = ceil(units / at_once), ceil(passes / of_each)
    outputs = 1 if layer == 3 else n_y
    shifts = outputs * moving * units * (passes + parts)
    found = SHIFTED * (signs * shifts) + Work(numbers=2 * shifts)
    found += Work(calls=BLOCK_CALLS) * (groups * parts)
    found += Work(calls=OUTPUT_CALLS) * (groups * parts * outputs * ceil(moving / MOST_EXAMPLES))
    found += (
        Work(calls=PREPARE_CALLS * (1 + outputs / 3), numbers=SORTED * outputs * at_once * m)
        * groups
    )
    if layer == 1:
        found += Work(numbers=2 * units * n_2 * m, multiply_adds=units * n_y * n_2 * m)
    if layer < 3:
        found += Work(multiply_adds=m * spec.layers[layer - 1] * units, numbers=4 * units * m)
    return found


def _smooth(spec: NetworkSpec, layer: int, passes: int, signs: int) -> Work:
    units, m, n_2, n_y = spec.layers[layer], spec.examples, spec.layers[2], spec.layers[3]
    above = n_2 if layer == 1 else 0
    most = max(1, BLOCK_ELEMENTS // max(above, 1, n_y))
    examples = min(m, max(1, most // (1 + min(passes, LEAST_PASSES))))
    of_each = max(1, min(passes, most // examples))
    parts = ceil(passes / of_each)
    moved = signs * units * (passes + parts) * m
    found = (SMOOTH_CHANGE * (1 + above) + SHIFTED * n_y + Work(numbers=2 * n_y)) * moved
    found += Work(multiply_adds=n_y * above) * moved
    found += Work(calls=SMOOTH_CALLS * signs + 20) * (units * parts * ceil(m / examples))
    return found + Work(calls=BLOCK_CALLS) * (units * parts)
