"""The Taylor remainder test: how fast J leaves its tangent along random directions.

|J(theta + h d) - J(theta) - h grad . d| falls with the square of h if grad is right, and only
with h itself if it is not: the observed order is 2 or 1. It is quick, needs no threshold and does
not depend on any scale. Source: P. E. Farrell, D. A. Ham, S. W. Funke and M. E. Rognes, "Automated
derivation of the adjoint of high-level transient finite element programs", SIAM J. Sci. Comput. 35
(2013), C369-C393, section 5.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from math import sqrt

import numpy as np

from gradviz.checking.error_model import ErrorModel
from gradviz.checking.subject import Subject
from gradviz.network.layout import Array, Mask

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
                orders.append(float(np.mean(np.log2(remainders[places] / remainders[places + 1]))))
        return float(np.median(orders)) if orders else None


def taylor_steps(
    subject: Subject, model: ErrorModel, grad: Array
) -> Generator[None, None, TaylorTest]:
    """Take the remainders, step by step.

    Parameters
    ----------
    subject
        What is checked.
    model
        Its rounding noise, and the precision of grad.
    grad
        Shape (size,).
    """
    size = subject.theta.size
    count = FEW_DIRECTIONS if size > MANY else DIRECTIONS
    directions = np.random.default_rng(1).standard_normal((count, size)) * subject.scales
    directions /= sqrt(size)
    steps = FIRST * 0.5 ** np.arange(COUNT)
    found = []
    for direction in directions:
        found.append(_along(subject, model, grad, direction, steps))
        yield
    remainders, usable = (np.array(each) for each in zip(*found, strict=True))
    return TaylorTest(steps, remainders, usable)


def _along(
    subject: Subject, model: ErrorModel, grad: Array, direction: Array, steps: Array
) -> tuple[Array, Mask]:
    """Return the remainders along one direction, and which of them tell something."""
    theta, masks_here = subject.theta, subject.run(subject.theta)[1]
    costs, same, moved = [], [], []
    for part in np.array_split(steps, -(-steps.size // max(1, subject.chunk))):
        with np.errstate(all="ignore"):  # an infinite parameter has no place nearby
            thetas = theta + np.multiply.outer(part, direction).astype(theta.dtype)
            moved.append(thetas.astype(np.float64) - theta)  # as far as it really went
        values, masks = subject.run(thetas)
        pairs = zip(masks, masks_here, strict=True)
        is_same = np.ones(part.size, dtype=bool)
        for mask, here in pairs:
            is_same &= np.all(mask == here, axis=(-2, -1))
        costs.append(values.astype(np.float64))
        same.append(is_same)
    with np.errstate(all="ignore"):
        far = np.concatenate(moved)
        remainders = np.abs(np.concatenate(costs) - subject.cost - far @ grad)
        rounding = sqrt(2) * model.noise.level(steps)
        rounding = rounding + np.sqrt(np.square(far) @ np.square(model.backward_of_all))
        usable = np.concatenate(same) & (remainders > ABOVE * rounding) & np.isfinite(remainders)
    return remainders, usable
