"""The second and third derivatives of J along each parameter, by Taylor series.

Z of one unit is moved by t in all examples, and the forward pass is finished with the first
three powers of t in place of numbers; as a weight moves Z by t times what it is multiplied with,
its own terms follow. There is no step, so no rounding error is taken for bending, and none that
is too long for a parameter that moves Z by 1e9. Between kinks: those are found otherwise.

Source: A. Griewank and A. Walther, Evaluating Derivatives, 2nd ed., chapter 13 (Taylor mode).
"""

from collections.abc import Callable, Generator, Mapping

import numpy as np

from gradviz.checking.parts import parts_of
from gradviz.checking.second_opinion.complex_step import forward_pass_steps
from gradviz.checking.steps import quietly
from gradviz.checking.truncation import Bending
from gradviz.network.forward import LEAK
from gradviz.network.layout import Array
from gradviz.network.network import Network

# Numbers of an array over units of two layers and examples; measured: larger ones leave the cache,
# and a smooth activation takes four times as long.
BLOCK = 64_000

# The coefficients of t, t**2 and t**3; None where a function is a straight line.
Series = tuple[Array, Array | None, Array | None]


def taylor_bending_steps(network: Network) -> Generator[None, None, Bending]:
    """Return how J bends along every parameter near theta, step by step.

    Returns
    -------
    Bending
        |J'''| / 6 and |J''| / 2 along each, shape (size,); infinite where they leave the range.
    """
    here = yield from forward_pass_steps(network)
    hidden = {}
    for layer in (1, 2):
        yield
        with np.errstate(all="ignore"):
            hidden[layer] = _hidden(network, here, layer)
    yield
    with np.errstate(all="ignore"):
        third_layer = _losses(here["Z3"], network.y)
    by_z: dict[int, tuple[Array, ...]] = {3: third_layer[1:]}
    yield
    n_2, n_y = len(here["Z2"]), len(here["Z3"])
    for layer, width in ((2, n_y), (1, max(n_2, n_y))):
        by_z[layer] = yield from _terms_steps(here, hidden, third_layer, layer, width)
    return (yield from quietly(_of_parameters(network, by_z, here)))


def _hidden(network: Network, here: Mapping[str, Array], layer: int) -> Series:
    """Return the series of a hidden activation at Z, each of shape (units, m)."""
    a = here[f"A{layer}"]
    if network.activation == "tanh":
        slope = 1 - a**2
        return slope, -a * slope, slope * (3 * a**2 - 1) / 3
    if network.activation == "sigmoid":
        slope = a * (1 - a)
        return slope, slope * (1 - 2 * a) / 2, slope * (1 - 6 * slope) / 6
    leak = LEAK if network.activation == "leaky-relu" else 0.0
    return np.where(network.here[f"Z{layer}"] > 0, 1.0, leak), None, None


def _losses(z3: Array, y: Array) -> tuple[Array, Array, Array]:
    """Return the series of each loss at its own logit, each of shape (n_y, m)."""
    a3 = np.where(z3 > 0, 1, np.exp(-np.abs(z3))) / (1 + np.exp(-np.abs(z3)))
    bend = a3 * (1 - a3)
    return a3 - y, bend / 2, bend * (1 - 2 * a3) / 6


def _terms_steps(
    here: Mapping[str, Array],
    hidden: Mapping[int, Series],
    losses: tuple[Array, Array, Array],
    layer: int,
    width: int,
) -> Generator[None, None, tuple[Array, Array]]:
    """Return the terms of t**2 and t**3 of the losses, some rows of Z and examples at a time."""
    units, m = here[f"Z{layer}"].shape
    second, third = np.empty((units, m)), np.empty((units, m))
    for rows in parts_of(units, width * m, BLOCK):
        for some in parts_of(m, width * (rows.stop - rows.start), BLOCK):
            with np.errstate(all="ignore"):
                series = {n: _of_examples(each, some) for n, each in hidden.items()}
                of_losses = tuple(each[:, some] for each in losses)
                found = _rows(here, series, of_losses, layer, rows)
            second[rows, some], third[rows, some] = found
            yield
    return second, third


def _rows(
    here: Mapping[str, Array],
    hidden: Mapping[int, Series],
    losses: tuple[Array, ...],
    layer: int,
    rows: slice,
) -> tuple[Array, Array]:
    """Return the terms of t**2 and t**3 of the losses where some rows of Z move by t."""
    moved = _mapped(hidden[layer], lambda each: each[rows])
    if layer == 1:
        weights = here["W2"][:, rows].T[:, :, np.newaxis]
        inner = _mapped(moved, lambda each: weights * each[:, np.newaxis])
        logits = _mapped(_composed(hidden[2], inner), lambda each: here["W3"] @ each)
    else:
        weights = here["W3"][:, rows].T[:, :, np.newaxis]
        logits = _mapped(moved, lambda each: weights * each[:, np.newaxis])
    of_first, of_second, of_third = losses
    _, second, third = _composed((of_first, of_second, of_third), logits)
    assert second is not None
    assert third is not None
    return np.sum(second, axis=1), np.sum(third, axis=1)


def _of_examples(series: Series, some: slice) -> Series:
    return _mapped(series, lambda each: each[:, some])


def _mapped(series: Series, function: Callable[[Array], Array]) -> Series:
    """Return a series with a linear function applied to each of its terms."""
    first, second, third = series
    return (
        function(first),
        None if second is None else function(second),
        None if third is None else function(third),
    )


def _composed(outer: Series, inner: Series) -> Series:
    """Return the series of a function of a function (Faa di Bruno)."""
    (g1, g2, g3), (b1, b2, b3) = outer, inner
    first = g1 * b1
    second = None if b2 is None else g1 * b2
    third = None if b3 is None else g1 * b3
    if g2 is not None:
        squares = b1 * b1
        second = g2 * squares if second is None else second + g2 * squares
        if b2 is not None:
            third = 2 * g2 * b1 * b2 if third is None else third + 2 * g2 * b1 * b2
        if g3 is not None:
            cubes = g3 * squares * b1
            third = cubes if third is None else third + cubes
    return first, second, third


def _of_parameters(
    network: Network, by_z: Mapping[int, tuple[Array, ...]], here: Mapping[str, Array]
) -> Generator[None, None, Bending]:
    m, inputs = network.x.shape[1], {1: here["X"], 2: here["A1"], 3: here["A2"]}
    vectors = []
    for power, place in ((3, 1), (2, 0)):
        arrays = {}
        for layer, terms in by_z.items():
            powers = inputs[layer] ** 2
            if power == 3:
                powers *= inputs[layer]  # which is quicker than NumPy's own third power
            yield
            arrays[f"W{layer}"] = np.abs(terms[place] @ powers.T) / m
            yield
            arrays[f"b{layer}"] = np.abs(np.sum(terms[place], axis=1, keepdims=True)) / m
        vectors.append(network.layout.to_vector(arrays))
    return Bending(*vectors)
