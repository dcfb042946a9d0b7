"""Random backward passes, right and wrong, and which of their lines are wrong, in plain NumPy.

Nothing here is computed by the code under test: the forward and the backward pass are written
again, with sums in another order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

import numpy as np
from numpy.typing import NDArray

from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject

Floats = NDArray[np.floating]
GRADIENTS = ("dW1", "db1", "dW2", "db2", "dW3", "db3")
LINES = ("dZ3", "dW3", "db3", "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")
GIVEN = {
    "six": GRADIENTS,
    "dZ": (*GRADIENTS, "dZ3", "dZ2", "dZ1"),
    "eleven": LINES,
    "dA": (*GRADIENTS, "dA2", "dA1"),
    "dZ2": (*GRADIENTS, "dZ2"),
}
LEAK = 0.01
KINDS = ("gaussian", "zeros", "blank", "scaled", "large", "small")
STORED = ("float64", "float64", "float64", "float32", "computed in float32", "float16", "6 digits")
Change = Callable[[Floats, "Drawn", Random], Floats]


@dataclass(frozen=True)
class Drawn:
    """A network as plain arrays, and the slopes that its backward pass takes at kinks."""

    arrays: Mapping[str, Floats]
    activation: str
    slopes: Mapping[int, Floats]
    dtype: type = np.float64

    @property
    def m(self) -> int:
        """The number of examples."""
        return int(self.arrays["X"].shape[1])


@dataclass(frozen=True)
class Pass:
    """A backward pass, and the truth about it.

    Attributes
    ----------
    experiment
        The check of it, with the lines that were given.
    kind, stored, given
        What it was drawn from, for messages.
    changed
        The lines that do not follow their rule, with what was done to them.
    values
        Of every line, as they were given or would have been.
    right
        What each would be in a pass that is right from the start, with the same slopes at kinks.
    zeros
        How many units stand at their kinks.
    """

    experiment: Experiment
    kind: str
    stored: str
    given: str
    changed: Mapping[str, str]
    values: Mapping[str, Floats] = field(repr=False)
    right: Mapping[str, Floats] = field(repr=False)
    zeros: int = 0


def forward(drawn: Drawn) -> dict[str, Floats]:
    """Return Z1 ... A3 and X as A0."""
    here: dict[str, Floats] = {"A0": drawn.arrays["X"].astype(drawn.dtype)}
    for layer in (1, 2, 3):
        weights: Floats = drawn.arrays[f"W{layer}"].astype(drawn.dtype)
        z = np.einsum("ij,jk->ik", weights, here[f"A{layer - 1}"])
        z = z + drawn.arrays[f"b{layer}"].astype(drawn.dtype)
        here[f"Z{layer}"] = z
        if layer == 3 or drawn.activation == "sigmoid":
            a = 1 / (1 + np.exp(-z))
        elif drawn.activation == "tanh":
            a = np.tanh(z)
        else:
            low = 0 if drawn.activation == "relu" else LEAK
            a = np.where(z > 0, z, low * z)
        here[f"A{layer}"] = a.astype(drawn.dtype)
    return here


def slope(drawn: Drawn, here: Mapping[str, Floats], layer: int) -> Floats:
    """Return g'(Z), with the drawn slopes where Z is exactly zero."""
    z, a = here[f"Z{layer}"], here[f"A{layer}"]
    if drawn.activation == "tanh":
        return np.asarray(1 - a * a)
    if drawn.activation == "sigmoid":
        return np.asarray(a * (1 - a))
    low = 0 if drawn.activation == "relu" else LEAK
    found = np.where(z > 0, 1, low)
    return np.where(z == 0, drawn.slopes[layer], found).astype(drawn.dtype)


def backward(drawn: Drawn, changes: Mapping[str, Change], random: Random) -> dict[str, Floats]:
    """Return every line, those that are changed with something else than their rule gives."""
    here, found = forward(drawn), dict[str, Floats]()

    def line(name: str, value: Floats) -> Floats:
        found[name] = changes[name](value, drawn, random) if name in changes else value
        return found[name]

    dz = line("dZ3", here["A3"] - drawn.arrays["Y"].astype(drawn.dtype))
    for layer in (3, 2, 1):
        if layer < 3:
            weights: Floats = drawn.arrays[f"W{layer + 1}"].astype(drawn.dtype)
            da = line(f"dA{layer}", np.einsum("ij,ik->jk", weights, dz))
            dz = line(f"dZ{layer}", da * slope(drawn, here, layer))
        line(f"dW{layer}", np.einsum("ij,kj->ik", dz, here[f"A{layer - 1}"]) / drawn.m)
        line(f"db{layer}", np.sum(dz[:, ::-1], axis=1, keepdims=True) / drawn.m)
    return {name: np.asarray(each, dtype=np.float64) for name, each in found.items()}


def draw_network(random: Random, kind: str) -> Drawn:
    """Return a network of a kind: see `KINDS`."""
    numbers = np.random.default_rng(random.randint(0, 10**9))
    layers = [random.randint(1, 6), random.randint(1, 6), random.randint(1, 6)]
    layers.append(random.choice((1, 1, 2, 3)))
    if random.random() < 0.2:
        layers = [4, 4, 4, random.choice((1, 4))]
    m = random.choice((1, 2, 3, 5, 8, 12, 20))
    activation = random.choice(("relu", "leaky-relu", "tanh", "sigmoid"))
    if kind in ("zeros", "blank"):
        activation = random.choice(("relu", "leaky-relu"))
    normal = numbers.standard_normal
    arrays: dict[str, Floats] = {"X": normal((layers[0], m))}
    arrays["Y"] = numbers.integers(0, 2, (layers[3], m)).astype(float)
    for layer in (1, 2, 3):
        size = (layers[layer], layers[layer - 1])
        arrays[f"W{layer}"] = normal(size) * random.choice((1.0, np.sqrt(2 / size[1])))
        arrays[f"b{layer}"] = normal((size[0], 1)) * random.choice((0.0, 0.5, 1.0))
    if kind == "zeros":
        arrays["X"] = numbers.integers(-2, 3, arrays["X"].shape).astype(float)
        for layer in (1, 2, 3):
            size = arrays[f"W{layer}"].shape
            arrays[f"W{layer}"] = 0.5 * numbers.integers(-2, 3, size)
            arrays[f"b{layer}"] = 0.5 * numbers.integers(-1, 2, (size[0], 1))
    elif kind == "blank":
        arrays["X"][:, : random.randint(1, m)] = 0
        arrays["b1"], arrays["b2"] = 0 * arrays["b1"], 0 * arrays["b2"]
    elif kind in ("scaled", "large", "small"):
        scale = 10.0 ** random.uniform(3, 9) * (numbers.random((layers[0], 1)) < 0.6)
        scale = np.where(scale == 0, 1.0, scale)
        if kind == "small":
            scale = 1 / scale
        arrays["X"] = arrays["X"] * scale
        if kind != "large":
            arrays["W1"] = arrays["W1"] / scale.T
        else:
            arrays["W1"] = arrays["W1"] / scale.T * 10
    slopes = {layer: _slopes(random, numbers, (layers[layer], m), activation) for layer in (1, 2)}
    return Drawn(arrays, activation, slopes)


def _slopes(
    random: Random, numbers: np.random.Generator, shape: tuple[int, int], activation: str
) -> Floats:
    low = LEAK if activation == "leaky-relu" else 0.0
    one = random.choice((low, low, 0.5, 1.0, None))
    found = numbers.uniform(low, 1, shape) if one is None else np.full(shape, one)
    return np.asarray(found)


def _scaled(value: Floats, drawn: Drawn, random: Random) -> Floats:
    m = drawn.m
    by = random.choice((2, -1, 0.5, m + 1, 1 / (m + 1), 4, 1.06, -2, 0.9, 1.001, 0))
    return np.asarray(value * by, dtype=value.dtype)


def _column(value: Floats, drawn: Drawn, random: Random) -> Floats:
    del drawn
    found = value.copy()
    found[:, random.randrange(value.shape[1])] *= random.choice((-1, 2, 0))
    return found


def _row(value: Floats, drawn: Drawn, random: Random) -> Floats:
    del drawn
    found = value.copy()
    found[random.randrange(value.shape[0])] *= random.choice((-1, 2, 0))
    return found


def _entry(value: Floats, drawn: Drawn, random: Random) -> Floats:
    del drawn
    found = value.copy()
    place = tuple(random.randrange(size) for size in value.shape)
    found[place] = 3 * found[place] + random.choice((0, 1)) * np.max(np.abs(value), initial=0)
    return found


def _order(value: Floats, drawn: Drawn, random: Random) -> Floats:
    del drawn
    return np.asarray(np.roll(value, 1, axis=random.choice((0, 1))))


def _noise(value: Floats, drawn: Drawn, random: Random) -> Floats:
    del drawn
    numbers = np.random.default_rng(random.randint(0, 10**9))
    size = np.max(np.abs(value), initial=0.0) * 10.0 ** random.uniform(-6, 0)
    return np.asarray(value + size * numbers.standard_normal(value.shape), dtype=value.dtype)


def _squared(value: Floats, drawn: Drawn, random: Random) -> Floats:
    del drawn, random
    return np.asarray(value * np.abs(value))


def _positive(value: Floats, drawn: Drawn, random: Random) -> Floats:
    del drawn, random
    return np.asarray(np.abs(value))


CHANGES: dict[str, Change] = {
    "scaled": _scaled,
    "column": _column,
    "row": _row,
    "entry": _entry,
    "order": _order,
    "noise": _noise,
    "squared": _squared,
    "positive": _positive,
}


def draw_pass(seed: int, wrong: int | None = None) -> Pass:
    """Return a pass.

    Parameters
    ----------
    seed
        Which one.
    wrong
        How many lines are changed; None draws that, too.
    """
    random = Random(seed)
    kind, stored = random.choice(KINDS), random.choice(STORED)
    drawn = draw_network(random, kind)
    count = random.choice((0, 0, 1, 1, 1, 2)) if wrong is None else wrong
    chosen = random.sample(LINES, count)
    names = {name: random.choice(tuple(CHANGES)) for name in chosen}
    if stored == "computed in float32":
        drawn = Drawn(
            {n: a.astype(np.float32).astype(float) for n, a in drawn.arrays.items()},
            drawn.activation,
            drawn.slopes,
            np.float32,
        )
    with np.errstate(all="ignore"):
        values = backward(drawn, {n: CHANGES[c] for n, c in names.items()}, random)
        right = backward(Drawn(drawn.arrays, drawn.activation, drawn.slopes), {}, random)
    given, settings = random.choice(tuple(GIVEN)), _settings(random)
    here = forward(Drawn(drawn.arrays, drawn.activation, drawn.slopes))
    zeros = 0
    if drawn.activation in ("relu", "leaky-relu"):
        # In single precision a unit that is nearly at its kink may stand at it.
        near = 1e-6 if stored == "computed in float32" else 0.0
        zeros = sum(
            int(np.count_nonzero(np.abs(here[n]) <= near * np.max(np.abs(here[n]))))
            for n in ("Z1", "Z2")
        )
    with np.errstate(all="ignore"):
        if not all(np.isfinite(each.astype(np.float16)).all() for each in values.values()):
            stored = "float64" if stored == "float16" else stored
    kept = {name: stored_as(values[name], stored) for name in values}
    w = drawn.arrays
    n_1, n_2, n_y = (w[f"b{layer}"].shape[0] for layer in (1, 2, 3))
    layers = (w["X"].shape[0], n_1, n_2, n_y)
    spec = NetworkSpec(
        layers,
        drawn.m,
        drawn.activation,
        random.choice(("logits", "logits", "textbook")),
    )
    arrays = GivenArrays("pass", {**w, **{name: kept[name] for name in GIVEN[given]}})
    experiment = Experiment(NetworkSubject(spec, given=arrays), settings)
    return Pass(experiment, kind, stored, given, names, kept, right, zeros)


def stored_as(value: Floats, stored: str) -> Floats:
    """Return a value as it is read from where it was kept."""
    with np.errstate(all="ignore"):
        if "float32" in stored:
            return value.astype(np.float32).astype(np.float64)
        if stored == "float16":
            return value.astype(np.float16).astype(np.float64)
    if stored == "6 digits":
        return np.array([[float(f"{each:.5e}") for each in row] for row in value.tolist()])
    return value


def _settings(random: Random) -> CheckSettings:
    return CheckSettings(
        epsilon=random.choice((1e-4, 1e-5, 1e-6, 1e-7)),
        scheme=random.choice(("central", "central", "forward")),
    )
