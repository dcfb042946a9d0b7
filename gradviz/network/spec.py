"""The form of a network: everything that is needed to build it again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gradviz.network.data import DATA_SETS
from gradviz.network.fields import (
    InvalidSettings,
    Problem,
    choice_problem,
    whole_number_problem,
    wrong,
)

ACTIVATIONS = ("relu", "leaky-relu", "tanh", "sigmoid")
COSTS = ("textbook", "logits")
DTYPES = ("float64", "float32")
INITS = ("normal", "he", "xavier", "zeros")

MAX_LAYER_SIZE = 10_000
MAX_EXAMPLES = 10_000
MAX_SEED = 2**32 - 1  # the largest seed that the legacy generator takes

Layers = tuple[int, int, int, int]


@dataclass(frozen=True)
class NetworkSpec:
    """A LINEAR-g-LINEAR-g-LINEAR-SIGMOID network and its data, as a form describes them.

    Attributes
    ----------
    layers
        n_x, n_1, n_2, n_y: the sizes of the input, the two hidden layers and the output.
    examples
        m, the number of columns of X.
    activation
        The hidden activation g, one of `ACTIVATIONS`.
    cost
        ``textbook`` computes the cost from the probabilities A3, ``logits`` from Z3.
    dtype
        The precision of every array of the forward and backward pass.
    seed
        Draws the data and the initial parameters.
    init
        How parameters start: ``normal`` draws weights and biases from N(0, 1); ``he`` and
        ``xavier`` scale the weights and start biases at zero; ``zeros`` is all zeros.
    data
        The name of a data set of `gradviz.network.data.DATA_SETS`.

    Raises
    ------
    InvalidSettings
        If any field is not allowed; it names every one that is not.
    """

    layers: Layers = (4, 5, 3, 1)
    examples: int = 3
    activation: str = "relu"
    cost: str = "textbook"
    dtype: str = "float64"
    seed: int = 1
    init: str = "normal"
    data: str = "reference"

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise InvalidSettings(problems)


def with_data(spec: NetworkSpec, name: str) -> NetworkSpec:
    """Return the form with another data set, with the n_x and the examples that it allows.

    Raises
    ------
    InvalidSettings
        If there is no such data set.
    """
    chosen = DATA_SETS.get(name)
    if chosen is None:
        raise InvalidSettings([wrong("data", name, "one of " + ", ".join(DATA_SETS))])
    layers = (chosen.n_x or spec.layers[0], *spec.layers[1:])
    return replace(spec, data=name, layers=layers, examples=min(spec.examples, chosen.max_examples))


def _problems(spec: NetworkSpec) -> Iterator[Problem]:
    layer_problems = list(_layer_problems(spec.layers))
    yield from layer_problems
    checks = (
        choice_problem("activation", spec.activation, ACTIVATIONS),
        choice_problem("cost", spec.cost, COSTS),
        choice_problem("dtype", spec.dtype, DTYPES),
        whole_number_problem("seed", spec.seed, 0, MAX_SEED),
        choice_problem("init", spec.init, INITS),
    )
    yield from (problem for problem in checks if problem)
    no_such_data = choice_problem("data", spec.data, tuple(DATA_SETS))
    if no_such_data:
        yield no_such_data
    data = None if no_such_data else DATA_SETS[spec.data]
    most = data.max_examples if data else MAX_EXAMPLES
    problem = whole_number_problem("examples", spec.examples, 1, most)
    if problem:
        of_the_set = f" (data set {spec.data})" if most < MAX_EXAMPLES else ""
        yield replace(problem, message=problem.message.rstrip(".") + of_the_set + ".")
    n_x = data.n_x if data else None
    if n_x is not None and not layer_problems and spec.layers[0] != n_x:
        yield wrong("layers.0", spec.layers[0], f"{n_x} for data set {spec.data}")


def _layer_problems(layers: Layers) -> Iterator[Problem]:
    if len(layers) != 4:
        yield wrong("layers", layers, "four sizes, such as 4,5,3,1")
        return
    for place, size in enumerate(layers):
        problem = whole_number_problem(f"layers.{place}", size, 1, MAX_LAYER_SIZE)
        if problem:
            yield problem
