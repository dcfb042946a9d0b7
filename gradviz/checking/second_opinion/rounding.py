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
from functools import partial

import numpy as np

from gradviz.checking.expected import SURE
from gradviz.checking.kept import Kept
from gradviz.checking.parts import by_rows
from gradviz.checking.precision import Precision
from gradviz.checking.second_opinion.complex_step import Values, forward_pass_steps
from gradviz.checking.second_opinion.quadrature import LARGE, hypot3, quadrature_steps
from gradviz.checking.steps import finished, quietly
from gradviz.network.backward import correct_program
from gradviz.network.forward import leak_of
from gradviz.network.layout import Array, Mask
from gradviz.network.network import Network

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
        deviations = yield from line_rounding_steps(network, right, {}, floor, vanishing)
        found = _right_passes.put(network, RightPass(right, deviations), floor, vanishing)
    return found


Deviations = tuple[dict[int, Array], dict[int, Array]]  # of A and of Z, by layer

# They are those of the forward pass, whatever backward pass is looked at.
_deviations: Kept[Deviations] = Kept()


def _deviations_steps(network: Network, floor: float) -> Generator[None, None, Deviations]:
    """Return the deviations of A and of Z, once of a network, in units of the roundoff."""
    found = _deviations.get(network, floor)
    if found is None:
        here = _with_floor((yield from forward_pass_steps(network)), floor)
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
        off_inputs = yield from by_rows(np.hypot, off_a[layer - 1], inputs)
        yield
        terms = yield from quadrature_steps(weights, off_inputs)
        yield
        off_z[layer] = yield from by_rows(hypot3, terms, here[f"b{layer}"], here[f"Z{layer}"])
        if layer < 3:
            off_of = partial(_off_of_a, activation)
            values = (here[f"Z{layer}"], here[f"A{layer}"], off_z[layer])
            off_a[layer] = yield from by_rows(off_of, *values)
        yield
    return off_a, off_z


def _off_of_a(activation: str, z: Array, a: Array, off_z: Array) -> Array:
    slopes, _ = _slopes(z, a, activation)
    found: Array = np.hypot(slopes * off_z, a)
    return found


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


def _slopes(z: Array, a: Array, activation: str) -> tuple[Array, Array]:
    """Return |g'| of a hidden layer, and by how much A off by 1 moves it."""
    if activation == "tanh":
        return 1 - a**2, 2 * np.abs(a)
    if activation == "sigmoid":
        return a * (1 - a), np.abs(1 - 2 * a)
    leak = leak_of(activation)
    return np.where(z > 0, 1.0, leak), np.zeros_like(a)


def line_rounding_steps(
    network: Network,
    values: Mapping[str, Array],
    read: Mapping[str, Array],
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
    floor
        The size that smaller parameters are off as, where all of them were rounded to decimals.
    vanishing
        What a sigmoid may be off by where it is 0.
    at_kinks
        The slopes that dZ2 and dZ1 take, by line; NaN, or no line, where those of the network.
    """
    off_a, off_z = yield from _deviations_steps(network, floor)
    here = _with_floor((yield from forward_pass_steps(network)), floor)
    exact = {}
    for name, each in values.items():
        exact[name] = np.asarray(each, dtype=np.float64)
        if exact[name] is not each and each.size > LARGE:
            yield
    a3 = network.here["A3"].astype(np.float64, copy=False)
    if vanishing and network.activation == "sigmoid":
        off_a = {n: each + vanishing if n else each for n, each in off_a.items()}
    off = yield from quietly(by_rows(partial(_off_of_dz3, vanishing), a3, off_z[3], exact["dZ3"]))
    taken = at_kinks or {}
    return (yield from quietly(_backward(network, here, exact, off_a, off, read, taken)))


def _off_of_dz3(vanishing: float, a3: Array, off_z3: Array, dz3: Array) -> Array:
    found: Array = hypot3(a3 * (1 - a3) * off_z3, a3, dz3) + vanishing
    return found


def _backward(
    network: Network,
    here: Values,
    values: Mapping[str, Array],
    off_a: Mapping[int, Array],
    off_dz3: Array,
    read: Mapping[str, Array],
    at_kinks: Mapping[str, Array],
) -> Generator[None, None, dict[str, Array]]:
    m = network.x.shape[1]
    inputs = {1: here["X"], 2: here["A1"], 3: here["A2"]}
    dz, found = values["dZ3"], {"dZ3": off_dz3}
    for layer in (3, 2, 1):
        if layer < 3:
            off = read.get(f"dZ{layer + 1}", found[f"dZ{layer + 1}"])
            together = yield from by_rows(np.hypot, off, dz)
            found[f"dA{layer}"] = yield from quadrature_steps(here[f"W{layer + 1}"].T, together)
            yield
            dz, forward = values[f"dZ{layer}"], (here[f"Z{layer}"], here[f"A{layer}"], off_a[layer])
            off_da = read.get(f"dA{layer}", found[f"dA{layer}"])
            known = [dz, values[f"dA{layer}"], off_da, *forward]
            if f"dZ{layer}" in at_kinks:
                known.append(at_kinks[f"dZ{layer}"])
            own = yield from by_rows(partial(_off_of_dz, network.activation), *known)
            found[f"dZ{layer}"] = own
            yield
        off, below = read.get(f"dZ{layer}", found[f"dZ{layer}"]), inputs[layer]
        off_below = yield from by_rows(np.hypot, off_a[layer - 1], below)
        yield
        by_inputs = yield from quadrature_steps(dz, off_below.T)
        yield
        by_errors = yield from quadrature_steps(off, below.T)
        yield
        found[f"dW{layer}"] = (yield from by_rows(np.hypot, by_errors, by_inputs)) / m
        yield
        together = yield from by_rows(np.hypot, off, dz)
        found[f"db{layer}"] = (yield from quadrature_steps(together, np.ones((m, 1)))) / m
        yield
    return found


def _off_of_dz(
    activation: str,
    dz: Array,
    da: Array,
    off_da: Array,
    z: Array,
    a: Array,
    off_a: Array,
    taken: Array | None = None,
) -> Array:
    """Return the deviation of dZ, as it is computed from dA and the slopes of the activation.

    At kinks it is computed from the slopes that are taken there, NaN elsewhere.
    """
    slopes, bends = _slopes(z, a, activation)
    if taken is not None:
        slopes = np.where(np.isnan(taken), slopes, np.abs(taken))
    off_slopes = bends * off_a
    if activation == "tanh":
        off_slopes = off_slopes + a**2  # of its square, and 1 - it
    return hypot3(slopes * off_da, da * off_slopes, dz)
