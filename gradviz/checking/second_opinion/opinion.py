"""The second opinion: a derivative of J that no epsilon moves, and how far it can be trusted."""

from collections.abc import Generator
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt

import numpy as np

from gradviz.checking.difference import relative
from gradviz.checking.expected import SURE
from gradviz.checking.precision import Precision
from gradviz.checking.second_opinion.complex_step import complex_steps
from gradviz.checking.second_opinion.rounding import (
    near_kinks_steps,
    right_pass_steps,
    vanishing_of,
)
from gradviz.checking.subject import Built, Layered
from gradviz.network.layout import Array, Mask

UNDERFLOW = 1e-280  # of smaller derivatives, digits were lost at the end of the range
OWN_UNIT = sqrt(2) * float(np.finfo(np.float64).eps) / 2  # of the complex step, which is in float64

REACHED = 8.0  # units of roundoff in what reaches from a derivative to others that are right


@dataclass(frozen=True, eq=False)
class Opinion:
    """The derivative of J by each parameter; arrays of shape (size,), NaN where not taken.

    Attributes
    ----------
    method
        ``complex step`` or ``Ridders``.
    value
        The derivative.
    reach
        How far from it other derivatives are right too, where units stand at their kinks.
    error
        The standard deviation to expect of the difference to a right gradient: the rounding of
        this derivative, that of a right backward pass, and the precision of given values.
    precision
        In which the gradient to be checked was computed and kept.
    """

    method: str
    value: Array = field(repr=False)
    reach: Array = field(repr=False)
    error: Array = field(repr=False)
    precision: Precision

    @cached_property
    def known(self) -> Mask:
        """Of which parameters it was taken, shape (size,), bool."""
        found: Mask = np.isfinite(self.value) & np.isfinite(self.error)
        return found

    def distance(self, grad: Array, part: slice = slice(None)) -> Array:
        """Return |grad - value| as far as no kink explains it; NaN where unknown.

        Of shape (size,), or of that of a part of it which grad is given of.
        """
        with np.errstate(all="ignore"):
            off: Array = np.abs(grad - self.value[part])
            off -= self.reach[part]
            np.maximum(off, 0.0, out=off)
        return off

    def difference(self, grad: Array) -> float:
        """Return the relative difference of grad to this opinion, where it was taken."""
        known = self.known
        return relative(self.distance(grad)[known], grad[known], self.value[known])

    def wrong(self, grad: Array, threshold: float) -> Mask:
        """Return which entries of grad are known to be wrong, shape (size,), bool.

        They differ by more than the threshold, each by itself, and by far more than rounding and
        the precision of given values explain.
        """
        off = self.distance(grad)
        with np.errstate(all="ignore"):
            is_off = off > threshold * (np.abs(grad) + np.abs(self.value))
            is_wrong = (is_off & (off > SURE * self.error)) | ~np.isfinite(grad)
            found: Mask = self.known & is_wrong
        return found


def opinion_steps(subject: Built) -> Generator[None, None, Opinion | None]:
    """Take the second opinion of a subject, step by step; None if there is none."""
    if not isinstance(subject, Layered):
        return None
    network = subject.network
    precision = subject.precision
    yield
    unit = precision.unit if subject.is_given else 0.0
    at_kink = yield from near_kinks_steps(network, unit, precision.floor)
    yield
    found = yield from complex_steps(network, at_kink)
    yield
    passing = right_pass_steps(network, precision.floor, vanishing_of(precision))
    right = (yield from passing).of_gradient(network)
    yield
    with np.errstate(all="ignore"):
        units = OWN_UNIT + precision.unit
        error = REACHED * found.reach
        error += right
        error *= units
    yield
    with np.errstate(all="ignore"):
        error += precision.rounding(found.middle)
        np.maximum(error, UNDERFLOW, out=error)
    yield
    for each in (found.middle, found.reach, error):
        each.flags.writeable = False
    return Opinion("complex step", found.middle, found.reach, error, precision)
