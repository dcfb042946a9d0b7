"""The numerical error to expect of a finite difference."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradviz.checking.difference import relative
from gradviz.network.layout import Array, Indices, Mask

# An error that is so many times the one to expect is no longer explained by it: the noise is
# known to a factor of 2 or 3, mostly, and the largest of many errors is larger than most.
MARGIN = 10.0
# A gradient is called wrong if it is off by so many times the error to expect.
SURE = 30.0
# Below this multiple of the error to expect an entry is explained, however norms are rounded.
_EXPLAINED = SURE * (1 - 1e-6)


@dataclass(frozen=True, eq=False)
class ExpectedError:
    """The error to expect of each grad - gradapprox, by its cause; shapes (size,).

    Attributes
    ----------
    rounding
        What the rounding of J makes: its noise over the step.
    step
        What the rounding of theta + epsilon makes: the step really taken is not 2 epsilon.
    truncation
        What the terms of the Taylor series beyond the first make.
    backward
        What the rounding of the correct backward pass makes, in grad.
    """

    rounding: Array
    step: Array
    truncation: Array
    backward: Array | float = 0.0

    @cached_property
    def rounded(self) -> Array:
        """What rounding of any kind makes."""
        return self.rounding + self.step + self.backward

    @cached_property
    def total(self) -> Array:
        """The sum of all."""
        return self.rounded + self.truncation


def relative_size(
    error: Array, grad: Array, gradapprox: Array, part: Mask | Indices | slice = slice(None)
) -> float:
    """Return |error| / (|grad| + |gradapprox|) of a part of theta; see `relative`."""
    return relative(error[part], grad[part], gradapprox[part])


def suspects(unexplained: Array, expected: Array) -> Mask:
    """Return which entries may be wrong, of the shape of both.

    Norms over entries none of which is one cannot be further apart than `SURE` times.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        found: Mask = ~(unexplained <= _EXPLAINED * expected)
    return found
