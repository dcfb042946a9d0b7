"""How far a finite difference is from the slope because the step is not infinitely short.

Source: Taylor's theorem. A central difference D(h) is J' + J''' h^2/6 + O(h^4), so that
(D(2h) - D(h)) / 3 tells J''' h^2/6 (Richardson's extrapolation); a forward difference is
J' + J'' h/2 + O(h^2), and J'' follows from J+, J and J-.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

import numpy as np

from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.subject import Built
from gradviz.network.layout import Array, Layout, Mask

Engine = Callable[[Built, Request, Entries], Iterator[int]]

# Steps h at which the numerical gradient is taken at h and at 2h, by the machine epsilon: larger
# ones see J bend before rounding hides it, smaller ones step over fewer kinks.
STEPS = {np.dtype(np.float64): (1e-3, 1e-5), np.dtype(np.float32): (3e-2, 3e-3)}


@dataclass(frozen=True, eq=False)
class Bending:
    """How much J bends along each parameter, near theta and between kinks.

    Attributes
    ----------
    third
        |J'''| / 6 along each, shape (size,): a central difference is off by so much times the
        square of epsilon.
    second
        |J''| / 2 along each, shape (size,): a forward one by so much times epsilon.
    """

    third: Array
    second: Array

    def truncation(self, epsilon: float, scheme: str, part: Mask | slice = slice(None)) -> Array:
        """Return the truncation error of each entry of gradapprox, or of some; shape (size,)."""
        if scheme == "central":
            return self.third[part] * epsilon**2
        return self.second[part] * epsilon


def bending_steps(
    subject: Built, engine: Engine, share: Callable[[float], float] = lambda _: 1.0
) -> Generator[None, None, Bending]:
    """Measure how J bends, from numerical gradients at two pairs of steps.

    An entry that steps over a kink at the longer pair is judged by the shorter one. One that does
    so there as well, or was left out of a sample, is taken to bend like the rest of its array.

    Parameters
    ----------
    subject
        What is checked.
    engine
        Takes the numerical gradients.
    share
        Which share of the columns of every array is looked at at a step.
    """
    size = subject.theta.size
    third, second = np.full(size, np.nan), np.full(size, np.nan)
    long, short = STEPS[subject.theta.dtype]
    for h in (long, short):
        near, far = Entries.empty(size), Entries.empty(size)
        for step, entries in ((h, near), (2 * h, far)):
            request = Request.of_all(subject.layout, step, "central")
            request = request.sampled(subject.layout, share(2 * h))
            for _ in engine(subject, request, entries):
                yield
        with np.errstate(all="ignore"):
            bent = np.abs(far.gradapprox - near.gradapprox) / (3 * h**2)
            sums = far.plus.astype(np.float64) + far.minus - 2 * subject.cost
            curved = np.abs(sums) / (2 * (2 * h) ** 2)
        usable = near.computed & ~(near.kinks | far.kinks) & np.isfinite(bent) & np.isnan(third)
        third[usable], second[usable] = bent[usable], curved[usable]
        if not (near.kinks | far.kinks).any():
            break
    for values in (third, second):
        _fill(values, subject.layout)
    return Bending(third, second)


def _fill(values: Array, layout: Layout) -> None:
    """Put the root mean square of an array's known values in place of its unknown ones."""
    known = np.isfinite(values)
    of_all = _root_mean_square(values, known)
    for part in layout.slices.values():
        here = known[part]
        usual = _root_mean_square(values[part], here) if here.any() else of_all
        values[part] = np.where(here, values[part], usual)


def _root_mean_square(values: Array, known: Mask) -> float:
    if not known.any():
        return 0.0
    with np.errstate(over="ignore"):
        return float(np.sqrt(np.mean(np.square(values[known]))))
