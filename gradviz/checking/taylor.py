"""The Taylor remainder test: how fast J leaves its tangent along random directions.

|J(theta + h d) - J(theta) - h grad . d| falls with the square of h if grad is right, and only
with h itself if it is not: the observed order is 2 or 1. It is quick, needs no threshold and does
not depend on any scale. Source: P. E. Farrell, D. A. Ham, S. W. Funke and M. E. Rognes, "Automated
derivation of the adjoint of high-level transient finite element programs", SIAM J. Sci. Comput. 35
(2013), C369-C393, section 5.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from itertools import product
from math import sqrt

import numpy as np

from gradviz.checking.error_model import ErrorModel
from gradviz.checking.kept import Kept
from gradviz.checking.subject import Built, Layered
from gradviz.network.layout import Array, Mask
from gradviz.network.network import Masks

DIRECTIONS, FEW_DIRECTIONS, MANY = 3, 1, 5_000  # along few where theta has many entries
FIRST, COUNT = 0.5, 14  # steps, each half of the one before
ABOVE = 30.0  # times the rounding error, where a remainder is no noise
PAIRS = 3  # of the shortest steps that tell, of which the order is taken


@dataclass(frozen=True, eq=False)
class TaylorTest:
    """The remainders along random directions.

    Attributes
    ----------
    steps
        h, descending, shape (n,).
    remainders
        |J(theta + h d) - J(theta) - h grad . d|, shape (directions, n).
    usable
        Which of them are beyond rounding and between kinks, of the same shape, bool.
    """

    steps: Array = field(repr=False)
    remainders: Array = field(repr=False)
    usable: Mask = field(repr=False)

    @property
    def order(self) -> float | None:
        """The power of h with which remainders fall; None where no two steps in a row tell it."""
        orders = []
        for remainders, usable in zip(self.remainders, self.usable, strict=True):
            places = np.flatnonzero(usable[:-1] & usable[1:])[-PAIRS:]
            if places.size:
                falls = np.log2(remainders[places]) - np.log2(remainders[places + 1])
                orders.append(float(np.mean(falls)))
        return float(np.median(orders)) if orders else None


def taylor_steps(
    subject: Built, model: ErrorModel, grad: Array
) -> Generator[None, None, TaylorTest]:
    """Take the remainders, step by step, or those that are known of the same gradient.

    Parameters
    ----------
    subject
        What is checked.
    model
        Its rounding noise, and the precision of grad.
    grad
        Shape (size,).
    """
    found = _tests.get(subject, model, grad)
    if found is None:
        known = _known.get(subject)
        if known is None:
            known = _known.put(subject, {})
        test = yield from _test(subject, model, grad, known)
        found = _tests.put(subject, test, model, grad)
    return found


# By direction and first step: J at some steps, and whether no kink lies between.
_Costs = dict[tuple[int, int], tuple[Array, Mask]]

# Another epsilon, the same test; another bug, the same J.
_tests: Kept[TaylorTest] = Kept()
_known: Kept[_Costs] = Kept()


def _test(
    subject: Built, model: ErrorModel, grad: Array, known: _Costs
) -> Generator[None, None, TaylorTest]:
    """Take the remainders step by step, as many of a direction at a time as a stack holds.

    What J is there is filled into what is known.
    """
    theta, size = subject.theta, subject.theta.size
    count = FEW_DIRECTIONS if size > MANY else DIRECTIONS
    directions = np.random.default_rng(1).standard_normal((count, size))
    yield
    directions *= subject.scales / sqrt(size)
    yield
    steps = FIRST * 0.5 ** np.arange(COUNT)
    remainders, spreads = np.empty((2, count, COUNT))
    is_same = np.empty((count, COUNT), dtype=bool)
    with np.errstate(all="ignore"):
        squares = np.square(model.backward_of_all)
    stack = max(1, subject.chunk)
    for place, start in product(range(count), range(0, COUNT, stack)):
        part = slice(start, start + stack)
        with np.errstate(all="ignore"):  # an infinite parameter has no place nearby
            thetas = np.multiply.outer(steps[part], directions[place])
            thetas = thetas.astype(theta.dtype, copy=False)
            thetas += theta
        yield
        if (place, start) not in known:
            known[place, start] = yield from _along(subject, thetas)
        costs, is_same[place, part] = known[place, start]
        with np.errstate(all="ignore"):
            moved = np.subtract(thetas, theta, dtype=np.float64)  # as far as it really went
            remainders[place, part] = np.abs(costs - subject.cost - moved @ grad)
            np.square(moved, out=moved)
            spreads[place, part] = moved @ squares
        yield
    with np.errstate(all="ignore"):
        rounding = sqrt(2) * model.noise.level(steps) + np.sqrt(spreads)
        usable = is_same & (remainders > ABOVE * rounding) & np.isfinite(remainders)
    return TaylorTest(steps, remainders, usable)


def _along(subject: Built, thetas: Array) -> Generator[None, None, tuple[Array, Mask]]:
    """Return J at some parameters, and whether no kink lies between them and theta."""
    costs, masks = yield from subject.run_steps(thetas)
    is_same = np.ones(len(thetas), dtype=bool)
    if masks:
        for mask, here in zip(masks, (yield from _masks_here(subject)), strict=True):
            is_same &= np.all(mask == here, axis=(-2, -1))
    return costs.astype(np.float64), is_same


def _masks_here(subject: Built) -> Generator[None, None, Masks]:
    """Return the masks at theta."""
    if isinstance(subject, Layered):
        return subject.network.here["Z1"] > 0, subject.network.here["Z2"] > 0
    return (yield from subject.run_steps(subject.theta))[1]
