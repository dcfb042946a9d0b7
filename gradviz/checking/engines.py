"""The engines: each fills in J+, J- and gradapprox, entry by entry in vector order.

Both keep the textbook's 2*epsilon as the divisor, as the exercise does, although the step that
floating point really takes, (theta + eps) - (theta - eps), may differ in its last digits.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from gradviz.checking.subject import Subject
from gradviz.network.layout import Array


@dataclass(frozen=True, eq=False)
class Entries:
    """What an engine fills in; each array has shape (size,), NaN where not computed yet.

    Attributes
    ----------
    plus, minus
        J(theta + eps e_i) and J(theta - eps e_i); in the forward scheme minus is J(theta).
    gradapprox
        The numerical gradient.
    """

    plus: Array
    minus: Array
    gradapprox: Array

    @classmethod
    def empty(cls, size: int) -> "Entries":
        """Return entries none of which is computed."""
        return cls(*(np.full(size, np.nan) for _ in range(3)))


Engine = Callable[[Subject, float, str, Entries], Iterator[int]]


def loop(subject: Subject, epsilon: float, scheme: str, entries: Entries) -> Iterator[int]:
    """Check as the exercise writes it: copy theta, perturb one entry, two forward passes.

    Yields
    ------
    int
        How many entries are computed, after each one.
    """
    theta = subject.theta
    cost = subject.cost(theta) if scheme == "forward" else 0.0
    for i in range(theta.size):
        theta_plus = np.copy(theta)
        theta_plus[i] = theta_plus[i] + epsilon
        entries.plus[i] = subject.cost(theta_plus)
        if scheme == "forward":
            entries.minus[i] = cost
        else:
            theta_minus = np.copy(theta)
            theta_minus[i] = theta_minus[i] - epsilon
            entries.minus[i] = subject.cost(theta_minus)
        _divide(entries, slice(i, i + 1), epsilon, scheme)
        yield i + 1


def batched(subject: Subject, epsilon: float, scheme: str, entries: Entries) -> Iterator[int]:
    """Check by stacks: many perturbed copies of theta in one forward pass of stacked products.

    A stack is small enough to stay within the memory that a check may take and to be done in
    milliseconds.

    Yields
    ------
    int
        How many entries are computed, after each stack.
    """
    theta = subject.theta
    if scheme == "forward":
        entries.minus[:] = subject.cost(theta)
    for start in range(0, theta.size, subject.chunk):
        part = slice(start, min(start + subject.chunk, theta.size))
        entries.plus[part] = _perturbed_costs(subject, part, epsilon)
        if scheme == "central":
            entries.minus[part] = _perturbed_costs(subject, part, -epsilon)
        _divide(entries, part, epsilon, scheme)
        yield part.stop


ENGINES: dict[str, Engine] = {"batched": batched, "loop": loop}


def _perturbed_costs(subject: Subject, part: slice, step: float) -> Array:
    places = np.arange(part.start, part.stop)
    thetas = np.tile(subject.theta, (places.size, 1))
    thetas[np.arange(places.size), places] += step
    return subject.costs(thetas)


def _divide(entries: Entries, part: slice, epsilon: float, scheme: str) -> None:
    divisor = 2 * epsilon if scheme == "central" else epsilon
    with np.errstate(invalid="ignore", over="ignore"):
        entries.gradapprox[part] = (entries.plus[part] - entries.minus[part]) / divisor
