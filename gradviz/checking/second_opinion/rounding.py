"""What rounding makes of the gradient that a right backward pass computes.

Each operation is off by about one unit roundoff of its result, by chance, and what it is off by
goes on through everything that reads it. Errors that are independent add up as their squares do.
Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., chapters 2 and 3 for
the model; the sum of squares in place of the bound is the usual rule of thumb (section 2.8).

The relative error of a gradient may be far larger than one roundoff: where Z is a small sum of
large terms, as with inputs of 1e9, the slope of the activation there is off by that much; and
A3 - Y cancels where A3 is nearly Y. And a sigmoid is exactly 0 where exp(-Z) is more than the
format holds, though the right value may be a number.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

import numpy as np

from gradviz.checking.expected import SURE
from gradviz.checking.kept import Kept
from gradviz.checking.precision import Precision
from gradviz.checking.second_opinion.complex_step import Values, forward_pass
from gradviz.checking.steps import finished, quietly
from gradviz.network.backward import correct_program
from gradviz.network.forward import leak_of
from gradviz.network.layout import Array, Mask
from gradviz.network.network import Network

LARGE = 500_000  # numbers that are looked at in a step of their own
LOST = 1e-150  # of the largest term: a smaller one has no square
NEAR = 8.0  # standard deviations of Z within which a unit may be on either side of its kink


def vanishing_of(precision: Precision) -> float:
    """Return what a sigmoid may be off by where it is 0, as a standard deviation in roundoffs."""
    return precision.vanishing / (SURE * precision.unit)


@dataclass(frozen=True, eq=False)
class RightPass:
    """A right backward pass, as its expressions take the slopes at kinks.

    Attributes
    ----------
    values
        The value of every line.
    deviations
        The standard deviation of each, of its shape, in units of the roundoff.
    """

    values: Mapping[str, Array] = field(repr=False)
    deviations: Mapping[str, Array] = field(repr=False)

    def of_gradient(self, network: Network) -> Array:
        """Return the standard deviation of each entry of the gradient, shape (size,)."""
        layout = network.layout
        return layout.to_vector({name: self.deviations[f"d{name}"] for name in layout.names})


_right_passes: Kept[RightPass] = Kept()


def right_pass_steps(
    network: Network, floor: float = 0.0, vanishing: float = 0.0
) -> Generator[None, None, RightPass]:
    """Return the right backward pass of a network, step by step; it is kept.

    The floor and what vanishes are those of `line_rounding_steps`.
    """
    found = _right_passes.get(network, floor, vanishing)
    if found is None:
        right, _ = yield from correct_program(network.activation).run_steps(network.known())
        deviations = yield from line_rounding_steps(network, right, {}, {}, floor, vanishing)
        found = _right_passes.put(network, RightPass(right, deviations), floor, vanishing)
    return found


Deviations = tuple[dict[int, Array], dict[int, Array]]  # of A and of Z, by layer

# They are those of the forward pass, whatever backward pass is looked at.
_deviations: Kept[Deviations] = Kept()


def _deviations_steps(network: Network, floor: float) -> Generator[None, None, Deviations]:
    """Return the deviations of A and of Z, once of a network, in units of the roundoff."""
    found = _deviations.get(network, floor)
    if found is None:
        with np.errstate(all="ignore"):
            here = _with_floor(forward_pass(network), floor)
        steps = quietly(_values_steps(here, network.activation))
        found = _deviations.put(network, (yield from steps), floor)
    return found


def _with_floor(here: Values, floor: float) -> Values:
    """Return the values of a forward pass with the sizes in which its parameters are off."""
    if not floor:
        return here
    return {n: np.maximum(np.abs(v), floor) if n[0] in "Wb" else v for n, v in here.items()}


def _values_steps(here: Values, activation: str) -> Generator[None, None, Deviations]:
    off_a, off_z = {0: np.zeros_like(here["X"])}, {}
    below = {1: here["X"], 2: here["A1"], 3: here["A2"]}
    for layer in (1, 2, 3):
        weights, inputs = here[f"W{layer}"], below[layer]
        off_inputs = np.hypot(off_a[layer - 1], inputs)
        yield
        terms = yield from quadrature_steps(weights, off_inputs)
        yield
        off_z[layer] = np.hypot(np.hypot(terms, here[f"b{layer}"]), here[f"Z{layer}"])
        yield
        if layer < 3:
            slopes, _ = _slopes(here, layer, activation)
            off_a[layer] = np.hypot(slopes * off_z[layer], here[f"A{layer}"])
        yield
    return off_a, off_z


def near_kinks(network: Network, unit: float, floor: float = 0.0) -> tuple[Mask, Mask]:
    """Return what `near_kinks_steps` does, in one step."""
    return finished(near_kinks_steps(network, unit, floor))


def near_kinks_steps(
    network: Network, unit: float, floor: float = 0.0
) -> Generator[None, None, tuple[Mask, Mask]]:
    """Find out which hidden units stand at their kinks, or so near that rounding decides the side.

    Parameters
    ----------
    network
        What is checked.
    unit
        The unit roundoff of what computed the masks; 0 if that was the network's own forward
        pass, of which the side is known.
    floor
        See `line_rounding_steps`.
    """
    z1, z2 = network.here["Z1"], network.here["Z2"]
    if not network.has_kinks:
        return np.zeros(z1.shape, dtype=bool), np.zeros(z2.shape, dtype=bool)
    if not unit:
        return z1 == 0, z2 == 0
    _, off = yield from _deviations_steps(network, floor)
    with np.errstate(all="ignore"):
        return np.abs(z1) <= NEAR * unit * off[1], np.abs(z2) <= NEAR * unit * off[2]


def quadrature_steps(left: Array, right: Array) -> Generator[None, None, Array]:
    """Return sqrt(left**2 @ right**2), without leaving the range of float64 in between.

    Where all terms of an entry are so far below the largest that their squares are lost, what is
    returned is too large rather than 0.
    """
    scales, squares, least = [], [], 1.0
    for each in (left, right):
        sizes = np.abs(each)
        scale = float(np.max(sizes, initial=0.0)) or 1.0
        least *= float(np.min(sizes, initial=scale, where=sizes > 0)) / scale
        if each.size > LARGE:
            yield
        scales.append(scale)
        squares.append(np.square(each / scale))
        if each.size > LARGE:
            yield
    found = np.sqrt(squares[0] @ squares[1])
    if least < LOST:
        yield
        terms = (left != 0).astype(np.float64) @ (right != 0)
        found = np.maximum(found, LOST * np.sqrt(terms))
    scaled: Array = found * scales[0] * scales[1]
    return scaled


def _slopes(here: Values, layer: int, activation: str) -> tuple[Array, Array]:
    """Return |g'| of a hidden layer, and by how much A off by 1 moves it."""
    a = here[f"A{layer}"]
    if activation == "tanh":
        return 1 - a**2, 2 * np.abs(a)
    if activation == "sigmoid":
        return a * (1 - a), np.abs(1 - 2 * a)
    leak = leak_of(activation)
    return np.where(here[f"Z{layer}"] > 0, 1.0, leak), np.zeros_like(a)


def line_rounding_steps(
    network: Network,
    values: Mapping[str, Array],
    read: Mapping[str, Array],
    loose: Mapping[str, Array],
    floor: float = 0.0,
    vanishing: float = 0.0,
    at_kinks: Mapping[str, Array] | None = None,
) -> Generator[None, None, dict[str, Array]]:
    """Return the standard deviation of each line of a backward pass, of the shape of the line.

    In units of the roundoff of what computes it.

    Parameters
    ----------
    network
        Whose pass it is.
    values
        The value of every line.
    read
        The deviation of lines of which the value is known as it is, in the same unit: what was
        made of it knows no other error of it.
    loose
        By how much more dZ2 and dZ1 may be off, where units stand at their kinks.
    floor
        The size that smaller parameters are off as, where all of them were rounded to decimals.
    vanishing
        What a sigmoid may be off by where it is 0.
    at_kinks
        The slopes that dZ2 and dZ1 take, by line; NaN, or no line, where those of the network.
    """
    off_a, off_z = yield from _deviations_steps(network, floor)
    with np.errstate(all="ignore"):
        here = _with_floor(forward_pass(network), floor)
        exact = {name: np.asarray(each, dtype=np.float64) for name, each in values.items()}
        a3 = network.here["A3"].astype(np.float64)
        off = np.hypot(np.hypot(a3 * (1 - a3) * off_z[3], a3), exact["dZ3"]) + vanishing
        if vanishing and network.activation == "sigmoid":
            off_a = {n: each + vanishing if n else each for n, each in off_a.items()}
    return (
        yield from quietly(_backward(network, here, exact, off_a, off, read, loose, at_kinks or {}))
    )


def _backward(
    network: Network,
    here: Values,
    values: Mapping[str, Array],
    off_a: Mapping[int, Array],
    off_dz3: Array,
    read: Mapping[str, Array],
    loose: Mapping[str, Array],
    at_kinks: Mapping[str, Array],
) -> Generator[None, None, dict[str, Array]]:
    m = network.x.shape[1]
    inputs = {1: here["X"], 2: here["A1"], 3: here["A2"]}
    dz, found = values["dZ3"], {"dZ3": off_dz3}
    for layer in (3, 2, 1):
        if layer < 3:
            off = read.get(f"dZ{layer + 1}", found[f"dZ{layer + 1}"])
            yield
            found[f"dA{layer}"] = yield from quadrature_steps(
                here[f"W{layer + 1}"].T, np.hypot(off, dz)
            )
            yield
            off_da = read.get(f"dA{layer}", found[f"dA{layer}"])
            da, (slopes, bends) = values[f"dA{layer}"], _slopes(here, layer, network.activation)
            if f"dZ{layer}" in at_kinks:
                taken = np.abs(at_kinks[f"dZ{layer}"])
                slopes = np.where(np.isnan(taken), slopes, taken)
            off_slopes = bends * off_a[layer]
            if network.activation == "tanh":
                off_slopes = off_slopes + here[f"A{layer}"] ** 2  # of its square, and 1 - it
            yield
            dz, own = values[f"dZ{layer}"], np.hypot(slopes * off_da, da * off_slopes)
            yield
            own = np.hypot(own, dz)
            found[f"dZ{layer}"] = own + loose.get(f"dZ{layer}", 0.0)
            yield
        off, below = read.get(f"dZ{layer}", found[f"dZ{layer}"]), inputs[layer]
        off_below = np.hypot(off_a[layer - 1], below).T
        yield
        by_inputs = yield from quadrature_steps(dz, off_below)
        yield
        by_errors = yield from quadrature_steps(off, below.T)
        yield
        found[f"dW{layer}"] = np.hypot(by_errors, by_inputs) / m
        yield
        together = np.hypot(off, dz)
        found[f"db{layer}"] = (yield from quadrature_steps(together, np.ones((m, 1)))) / m
        yield
    return found
