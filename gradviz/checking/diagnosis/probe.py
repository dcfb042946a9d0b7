"""Whether a line that gives the right value here would give it on other data too."""

from collections.abc import Mapping
from functools import cache, lru_cache

import numpy as np

from gradviz.network.algebras import Value
from gradviz.network.backward import (
    LINE_NAMES,
    SHAPED_LIKE,
    BackwardProgram,
    Line,
    LineError,
    check_line,
    correct_program,
)
from gradviz.network.forward import activate, sigmoid
from gradviz.network.layout import Array
from gradviz.network.network import pass_shapes

# All sizes differ, so that a transpose, a wrong axis or a sum in place of a mean shows.
LAYERS, EXAMPLES = (3, 6, 5, 2), 7
AT_KINK = 0.2  # the share of units that stand exactly at theirs
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
    """Return whether two lines of one name compute the same in a network of random values."""
    shapes = pass_shapes(LAYERS, EXAMPLES)
    try:
        check_line(one, shapes)
        check_line(other, shapes)
    except LineError:
        return False
    known = _values(activation)
    values = [BackwardProgram((line,)).run(known)[0][line.name] for line in (one, other)]
    with np.errstate(all="ignore"):
        return bool(np.max(np.abs(values[0] - values[1])) <= ALIKE)


@cache
def _values(activation: str) -> Mapping[str, Value]:
    """Return random values for every name that a line may read, as of a forward pass."""
    random = np.random.default_rng(0)
    shapes = pass_shapes(LAYERS, EXAMPLES)
    shapes |= {line: shapes[name] for line, name in SHAPED_LIKE.items()}
    known: dict[str, Value] = {name: random.standard_normal(each) for name, each in shapes.items()}
    known |= {"Y": (random.random(shapes["Y"]) < 0.5).astype(float), "m": float(EXAMPLES)}
    for layer in "12":
        z: Array = random.standard_normal(shapes[f"Z{layer}"])
        z[random.random(z.shape) < AT_KINK] = 0
        known |= {f"Z{layer}": z, f"A{layer}": activate(z, activation)}
    return known | {"A3": sigmoid(np.asarray(known["Z3"]))}
