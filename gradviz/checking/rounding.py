"""How far each value of a right backward pass may be off, by rounding and the precision of values.

The same allowance as that of the second opinion, so that no line is called right of which an entry
is called wrong.
"""

from collections.abc import Collection, Generator, Mapping
from functools import partial

import numpy as np

from gradviz.checking.expected import SURE
from gradviz.checking.kink_reach import reach_of
from gradviz.checking.parts import by_rows
from gradviz.checking.precision import Precision
from gradviz.checking.second_opinion.rounding import line_rounding_steps, vanishing_of
from gradviz.network.layout import Array
from gradviz.network.network import Network

LEAST = float(np.finfo(np.float64).tiny)  # a value below it has lost digits, however it was made


def tolerance_steps(
    network: Network,
    values: Mapping[str, Array],
    precision: Precision,
    given: Collection[str] = (),
    loose: Mapping[str, Array] | None = None,
    at_kinks: Mapping[str, Array] | None = None,
) -> Generator[None, None, dict[str, Array]]:
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
    at_kinks
        By line dZ2 or dZ1, the derivative that it takes; NaN where it is that of the network.
    """
    read: dict[str, Array] = {}
    for name in given:
        if name[1] in "ZA":  # nothing reads the others
            read[name] = yield from by_rows(partial(_read, precision), values[name])
    floor, vanishing = precision.floor, vanishing_of(precision)
    found = yield from line_rounding_steps(network, values, read, floor, vanishing, at_kinks)
    del read
    reach = reach_of(network, loose or {}, given)
    for name, each in found.items():  # one in the place of the other: there is no room for both
        found[name] = yield from allowed_steps(each, values[name], precision)
        if name in reach:
            found[name] = found[name] + reach.pop(name)
        yield
    return found


def allowed_steps(
    deviation: Array, value: Array, precision: Precision
) -> Generator[None, None, Array]:
    """Return how far a line may be off, from its deviation in units of the roundoff."""
    return (yield from by_rows(partial(_allowed, precision), deviation, value))


def _read(precision: Precision, values: Array) -> Array:
    """Return the deviation of a value that is known as it is, in units of the roundoff."""
    with np.errstate(all="ignore"):
        found: Array = np.abs(values) + precision.rounding(values) / precision.unit
    return found


def _allowed(precision: Precision, deviations: Array, values: Array) -> Array:
    with np.errstate(all="ignore"):
        kept = precision.rounding(values)
        found: Array = SURE * (precision.unit * deviations + kept) + LEAST
    return found
