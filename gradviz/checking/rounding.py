"""How far rounding may move each value of a right backward pass: a running error analysis.

Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed. (SIAM 2002), sections
3.1 and 3.3. Every error is a multiple of the unit roundoff u, to first order: a product of A and B
is off by |A| e(B) + e(A) |B| and, by its own rounding, some |A||B|, so that values of which the
large terms cancel are off by more than their own size tells.
"""

from collections.abc import Collection, Mapping
from functools import partial

import numpy as np

from gradviz.checking.precision import Precision
from gradviz.checking.rules import derivative
from gradviz.network.layout import Array
from gradviz.network.network import Network

# Measured in scripts/stress_lines.py: right passes by another order of summation, and those in
# float32 and float16, are off by less than a third of so many times what is returned here.
ROUNDINGS = 8.0


def tolerances(
    network: Network,
    values: Mapping[str, Array],
    precision: Precision,
    given: Collection[str] = (),
    loose: Mapping[str, Array] | None = None,
) -> dict[str, Array]:
    """Return how far each line of a right pass may be off, by line, in float64.

    Parameters
    ----------
    network
        Whose backward pass it is.
    values
        The value of every line.
    precision
        In which they were computed and kept.
    given
        The lines whose value is known as it is, but for its own last rounding: what was made of
        it has no other error of it.
    loose
        By line dZ2 or dZ1, by how much more it may be off, of the shape of the line: where a unit
        stands at its kink and its derivative is not known.
    """
    unit = precision.unit
    kept = {name: precision.rounding(values[name]) for name in given}
    read = {name: np.abs(values[name]) + kept[name] / unit for name in given}
    free = {name: each / (ROUNDINGS * unit) for name, each in (loose or {}).items()}
    errors = line_errors(network, values, unit, read, free)
    return {
        name: ROUNDINGS * unit * each + 2 * precision.rounding(values[name])
        for name, each in errors.items()
    }


def least_normal(unit: float) -> float:
    """Return the least number that has all digits, in the format of a unit roundoff."""
    formats = (np.float64, np.float32, np.float16)
    fitting = (np.finfo(each) for each in formats if np.finfo(each).eps >= 0.9 * unit)
    return float(next((each.tiny for each in fitting), np.finfo(np.float32).tiny))


def forward_errors(network: Network, unit: float) -> dict[str, Array]:
    """Return how far rounding moves Z1, A1, Z2, A2, Z3 and A3, in units of the unit roundoff."""
    here, found = _absolute(network), {"A0": np.abs(network.x.astype(np.float64))}
    here["A0"] = found["A0"]
    with np.errstate(all="ignore"):
        for layer in (1, 2, 3):
            w, a, e = here[f"W{layer}"], here[f"A{layer - 1}"], found[f"A{layer - 1}"]
            found[f"Z{layer}"] = w @ e + 2 * (w @ a) + 2 * here[f"b{layer}"]
            a3 = here["A3"]
            slope = a3 * (1 - a3) if layer == 3 else _slope(network, layer)
            found[f"A{layer}"] = slope * found[f"Z{layer}"] + here[f"A{layer}"]
        # Where exp overflows A3 is 0, whatever it should be.
        found["A3"] += least_normal(unit) / unit
    return found


def line_errors(
    network: Network,
    values: Mapping[str, Array],
    unit: float,
    read: Mapping[str, Array],
    loose: Mapping[str, Array],
) -> dict[str, Array]:
    """Return how far rounding moves each line of a right pass, in units of the unit roundoff.

    Parameters
    ----------
    network
        Whose backward pass it is.
    values
        The value of every line.
    unit
        The unit roundoff.
    read
        How far the values are off of lines whose value is known as it is, in the same unit.
    loose
        By line dZ2 or dZ1, by how much more it may be off, in the same unit.

    Returns
    -------
    dict
        By line, of the shape of the line, in float64.
    """
    here, forward = _absolute(network), forward_errors(network, unit)
    here["A0"] = np.abs(network.x.astype(np.float64))
    size = {name: np.abs(np.asarray(each, dtype=np.float64)) for name, each in values.items()}
    found: dict[str, Array] = {}
    with np.errstate(all="ignore"):
        found["dZ3"] = forward["A3"] + here["Y"]
        for layer in (3, 2, 1):
            dz, error = size[f"dZ{layer}"], read.get(f"dZ{layer}", found[f"dZ{layer}"])
            mean, below = 1 / network.x.shape[1], f"A{layer - 1}"
            own = error @ here[below].T + dz @ forward[below].T + 2 * (dz @ here[below].T)
            found[f"dW{layer}"] = mean * own
            found[f"db{layer}"] = mean * np.sum(error + 2 * dz, axis=1, keepdims=True)
            if layer == 1:
                break
            weights, name = here[f"W{layer}"].T, f"d{below}"
            found[name] = weights @ error + 2 * (weights @ dz)
            through = partial(_through, network, forward, layer - 1, size[name])
            found[f"dZ{layer - 1}"] = through(read.get(name, found[name]))
            found[f"dZ{layer - 1}"] += loose.get(f"dZ{layer - 1}", 0.0)
    return {name: each + least_normal(unit) for name, each in found.items()}


def _through(
    network: Network, forward: Mapping[str, Array], layer: int, passed: Array, error: Array
) -> Array:
    """Return the error of dZ = dA * g'(Z), from that of dA and that of Z.

    Both smooth activations have |g''| <= 2 g', and lose the digits that 1 - A or 1 - A**2 cancels.
    """
    slope, z = _slope(network, layer), forward[f"Z{layer}"]
    own = 2 * slope
    if not network.has_kinks:
        own = own + 2 * slope * z + 2 * np.abs(network.here[f"A{layer}"]) ** 2
    return np.asarray(slope * error + passed * own)


def _slope(network: Network, layer: int) -> Array:
    return derivative(network, f"dZ{layer}").astype(np.float64)


def _absolute(network: Network) -> dict[str, Array]:
    named = {name: np.asarray(each, dtype=np.float64) for name, each in network.here.items()}
    return {name: np.abs(each) for name, each in named.items()} | {"Y": np.abs(network.y)}
