"""A backward pass that given gradients may have come from, with other pieces than the check's."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

import numpy as np

from gradviz.analysis.assumptions.activations import Activation
from gradviz.analysis.assumptions.outputs import Output, Scale
from gradviz.network.forward import sigmoid
from gradviz.network.layout import Array, Mask

LAYERS = (1, 2, 3)
MULTIPLICATIONS = 20_000_000  # of a step: some ten milliseconds


@dataclass(frozen=True, eq=False)
class Point:
    """Where a pass is run: X (n_x, m), Y (n_y, m) and the parameters, float64."""

    x: Array = field(repr=False)
    y: Array = field(repr=False)
    parameters: Mapping[str, Array] = field(repr=False)

    @property
    def m(self) -> int:
        """The number of examples."""
        return int(self.x.shape[1])


class Noise:
    """Adds to values what rounding may make of them, by chance: see `Rounding` in `fit`.

    Parameters
    ----------
    unit
        The unit roundoff.
    seed
        Of the draws; None for no noise at all.
    """

    def __init__(self, unit: float = 0.0, seed: int | None = None) -> None:
        self._unit = unit
        self._draw = None if seed is None else np.random.default_rng(seed)

    def __call__(self, value: Array, size: Array) -> Array:
        """Return a value with the rounding of a sum whose terms have such a size together."""
        if self._draw is None:
            return value
        noisy: Array = value + self._unit * size * self._draw.uniform(-1, 1, value.shape)
        return noisy

    @property
    def is_off(self) -> bool:
        """Whether it adds nothing, so that no sizes are needed."""
        return self._draw is None


@dataclass(frozen=True, eq=False)
class Model:
    """The pieces of a pass of three layers.

    Attributes
    ----------
    activations
        Of the two hidden layers.
    output, scale
        The cost, and what its losses are divided by.
    decay
        What is added of W1, W2 and W3 to their gradients, and of b1, b2 and b3: c * W.
    rate
        By how much of their gradients the weights were moved before dA was computed from them.
    masks
        What A1 and A2 are multiplied by, as dropout does; None where there is none.
    at_zero
        How far the derivative at an exact zero is on the way from left to right.
    silent
        The examples in which every unit of the second layer is off, whatever it reads, shape
        (m,); None where that is not known from elsewhere.
    """

    activations: tuple[Activation, Activation]
    output: Output
    scale: Scale
    decay: tuple[float, ...] = (0.0,) * 6
    rate: float = 0.0
    masks: tuple[Array | None, Array | None] = (None, None)
    at_zero: float = 0.0
    silent: Mask | None = None


def forward_steps(
    model: Model,
    point: Point,
    noise: Noise | None = None,
    exact: Mapping[str, Array] | None = None,
    known: dict[str, Array] | None = None,
) -> Generator[None, None, dict[str, Array]]:
    """Return Z1, A1, Z2, A2, Z3 and A3, step by step.

    Parameters
    ----------
    model, point
        The pass, and where it is run.
    noise
        What rounding adds.
    exact
        The same without noise: a Z that is exactly zero there stays so, as what cancels exactly
        is of whole numbers or of units that are off, and is zero in any order of summation.
    known
        Keeps Z1, and the Z2 of the last activation of the first layer, for the next model.
    """
    noise, found = noise or Noise(), {}
    a = point.x
    for layer in LAYERS:
        key = f"Z{layer}" if layer == 1 else f"Z{layer} of {model.activations[0].name}"
        z = None if known is None else known.get(key)
        if z is None:
            z = yield from _linear_steps(point, layer, a, noise)
        if known is not None and layer < 3:
            for other in [each for each in known if each[:2] == key[:2]]:
                del known[other]  # of a large network there is no room for all
            known[key] = z
        if exact is not None:
            z = np.where(exact[f"Z{layer}"] == 0, 0.0, z)
        found[f"Z{layer}"] = z
        if layer < 3:
            found[f"A{layer}"] = a = _activated(model, layer, z, noise)
            yield
    a3 = sigmoid(found["Z3"])
    found["A3"] = noise(a3, a3)
    return found


def _linear_steps(point: Point, layer: int, a: Array, noise: Noise) -> Generator[None, None, Array]:
    w, b = point.parameters[f"W{layer}"], point.parameters[f"b{layer}"]
    z: Array = (yield from product_steps(w, a)) + b
    if noise.is_off:
        return z
    return noise(z, (yield from product_steps(np.abs(w), np.abs(a))) + np.abs(b))


def _activated(model: Model, layer: int, z: Array, noise: Noise) -> Array:
    a = model.activations[layer - 1].function(z)
    a = noise(a, np.abs(a))
    mask = model.masks[layer - 1]
    a = a if mask is None else a * mask
    return np.where(model.silent, 0.0, a) if layer == 2 and model.silent is not None else a


def backward_steps(
    model: Model, point: Point, here: Mapping[str, Array], noise: Noise | None = None
) -> Generator[None, None, dict[str, Array]]:
    """Return every line of the pass, dZ3 to db1, step by step, from the forward pass's values."""
    noise = noise or Noise()
    before = {1: point.x, 2: here["A1"], 3: here["A2"]}
    dz = model.output.dz3(here["Z3"], here["A3"], point.y)
    dz = noise(dz, np.abs(here["A3"]) + np.abs(point.y))
    found = {"dZ3": dz}
    for layer in reversed(LAYERS):
        found |= yield from _parameters_steps(model, point, layer, dz, before[layer], noise)
        if layer == 1:
            break
        w = point.parameters[f"W{layer}"]
        w = w - model.rate * found[f"dW{layer}"] if model.rate else w
        da = yield from product_steps(w.T, dz)
        if not noise.is_off:
            da = noise(da, (yield from product_steps(np.abs(w).T, np.abs(dz))))
        yield
        mask = model.masks[layer - 2]
        da = da if mask is None else da * mask
        slope = _slope(model, layer - 1, here, noise)
        yield
        dz = da * slope
        dz = noise(dz, np.abs(dz))
        found |= {f"dA{layer - 1}": da, f"dZ{layer - 1}": dz}
        yield
    return found


def _parameters_steps(
    model: Model, point: Point, layer: int, dz: Array, a: Array, noise: Noise
) -> Generator[None, None, dict[str, Array]]:
    share = 1.0 / model.scale.divisor
    dw: Array = share * (yield from product_steps(dz, a.T))
    db: Array = share * np.sum(dz, axis=1, keepdims=True)
    if not noise.is_off:
        sizes = np.abs(dz)
        dw = noise(dw, share * (yield from product_steps(sizes, np.abs(a).T)))
        db = noise(db, share * np.sum(sizes, axis=1, keepdims=True))
    of_w, of_b = model.decay[layer - 1], model.decay[layer + 2]
    dw = dw + of_w * point.parameters[f"W{layer}"] if of_w else dw
    db = db + of_b * point.parameters[f"b{layer}"] if of_b else db
    return {f"dW{layer}": dw, f"db{layer}": db}


def _slope(model: Model, layer: int, here: Mapping[str, Array], noise: Noise) -> Array:
    activation, z = model.activations[layer - 1], here[f"Z{layer}"]
    if layer == 2 and model.silent is not None:
        z = np.where(model.silent, -1.0, z)
    mask, a = model.masks[layer - 1], here[f"A{layer}"]
    slope: Array = activation.slope(z, a if mask is None else activation.function(z))
    if activation.left is None:
        return noise(slope, np.ones_like(slope))
    if model.at_zero:
        chosen = activation.left + model.at_zero * (1 - activation.left)
        slope = np.where(z == 0, chosen, slope)
    return slope


def product_steps(one: Array, other: Array) -> Generator[None, None, Array]:
    """Return one @ other, some rows of it a step, so that no step is long."""
    rows = max(1, MULTIPLICATIONS // max(1, other.size))
    if rows >= one.shape[0]:
        return one @ other
    found = np.empty((one.shape[0], other.shape[1]))
    for start in range(0, one.shape[0], rows):
        found[start : start + rows] = one[start : start + rows] @ other
        yield
    return found
