"""Whether a line that gives the right value here would give it on other data too."""

from collections.abc import Mapping
from functools import cache, lru_cache

import numpy as np

from gradviz.network.algebras import Value
from gradviz.network.backward import (
    LINE_NAMES,
    BackwardProgram,
    Line,
    LineError,
    check_line,
    correct_program,
)
from gradviz.network.forward import activate, sigmoid
from gradviz.network.layout import Array
from gradviz.network.network import pass_shapes
from gradviz.network.spec import Layers

# All sizes of each differ, so that a transpose, a wrong axis or a sum in place of a mean shows;
# there are two, as 1/7 is as good as 1/m in one of them.
SIZES = (((3, 6, 5, 2), 7), ((2, 4, 6, 3), 5))
AT_KINK = 0.2  # the share of units that stand exactly at theirs, and of those that stand beside
NEARBY = 1e-12  # so near that a mask that is shifted shows
ALIKE = 1e-10  # rounding is far less; the values are of size 1


def is_right_elsewhere(line: Line, activation: str) -> bool:
    """Return whether a line computes what the right one does in a network of random values.

    A line that differs there, and not on the data at hand, cannot be called right: this data does
    not tell.
    """
    right = correct_program(activation).lines[LINE_NAMES.index(line.name)]
    return are_same_elsewhere(line, right, activation)


@lru_cache(maxsize=512)
def are_same_elsewhere(one: Line, other: Line, activation: str) -> bool:
    """Return whether two lines of one name compute the same in networks of random values."""
    return all(_are_same(one, other, activation, *sizes) for sizes in SIZES)


def _are_same(one: Line, other: Line, activation: str, layers: Layers, examples: int) -> bool:
    shapes = pass_shapes(layers, examples)
    try:
        check_line(one, shapes)
        check_line(other, shapes)
    except LineError:
        return False
    known = _values(activation, layers, examples)
    values = [BackwardProgram((line,)).run(known)[0][line.name] for line in (one, other)]
    with np.errstate(all="ignore"):
        return bool(np.max(np.abs(values[0] - values[1])) <= ALIKE)


@cache
def _values(activation: str, layers: Layers, examples: int) -> Mapping[str, Value]:
    """Return random values for every name that a line may read, as of a forward pass.

    The gradients are those of a right backward pass: a line may read dA2 and Z2 for dZ2.
    """
    random = np.random.default_rng(0)
    shapes = pass_shapes(layers, examples)
    known: dict[str, Value] = {name: random.standard_normal(each) for name, each in shapes.items()}
    known |= {"Y": (random.random(shapes["Y"]) < 0.5).astype(float), "m": float(examples)}
    for layer in "12":
        z: Array = random.standard_normal(shapes[f"Z{layer}"])
        where = random.random(z.shape)
        z[where < AT_KINK] = 0
        z[where > 1 - AT_KINK] *= NEARBY
        known |= {f"Z{layer}": z, f"A{layer}": activate(z, activation)}
    known["A3"] = sigmoid(np.asarray(known["Z3"]))
    gradients, _ = correct_program(activation).run(known)
    return known | gradients
