"""How far each value of a right backward pass may be off, by rounding and the precision of values.

The same allowance as that of the second opinion, so that no line is called right of which an entry
is called wrong.
"""

from collections.abc import Collection, Mapping

import numpy as np

from gradviz.checking.expected import SURE
from gradviz.checking.precision import Precision
from gradviz.checking.second_opinion.rounding import rounding_of_lines
from gradviz.network.layout import Array
from gradviz.network.network import Network

LEAST = float(np.finfo(np.float64).tiny)  # a value below it has lost digits, however it was made


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
    with np.errstate(all="ignore"):
        read = {n: np.abs(values[n]) + precision.rounding(values[n]) / unit for n in given}
        free = {name: each / (SURE * unit) for name, each in (loose or {}).items()}
        found = rounding_of_lines(network, values, read, free, precision.floor)
        return {
            name: SURE * (unit * each + precision.rounding(values[name])) + LEAST
            for name, each in found.items()
        }
