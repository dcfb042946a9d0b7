"""What is measured once of a network, and tells the error of every check of it."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import hypot, sqrt

import numpy as np

from gradviz.checking.difference import norm
from gradviz.checking.engines.entries import Entries
from gradviz.checking.expected import ExpectedError
from gradviz.checking.kinks import Slopes
from gradviz.checking.noise import Noise
from gradviz.checking.second_opinion.opinion import Opinion
from gradviz.checking.steps import finished
from gradviz.checking.truncation import Bending
from gradviz.network.layout import Array, Mask

EPSILONS = tuple(float(f"1e-{decade}") for decade in range(1, 16))  # that may be suggested

SQRT2 = sqrt(2)
ACCIDENT = 4.0  # times the rounding error to expect: below, an error may be it by accident
ALIKE = 0.1  # of an error: so much truncation explains it
BLOCK = 50_000  # entries at a time: more take more memory, and no less time


@dataclass(frozen=True, eq=False)
class ErrorModel:
    """The noise of J and its bending: the error of a finite difference for every epsilon.

    Attributes
    ----------
    theta, cost
        Where it was measured, and J there.
    noise
        The rounding noise of J.
    bending
        How much J bends along each parameter.
    resolution
        The least change of J that can show.
    backward
        What rounding makes of each entry of a correct grad, shape (size,) or (1,).
    scales
        How far each parameter goes with what moves J about as far, at most 1; shape (size,).
    slopes
        The one-sided slopes of the entries that move an exact zero; None if there are none.
    most_slopes
        Of how many entries there is time to take them.
    opinion
        The second opinion on the gradient; None if there is none.
    """

    theta: Array = field(repr=False)
    cost: float
    noise: Noise
    bending: Bending
    resolution: float
    backward: Array = field(repr=False)
    scales: Array = field(repr=False)
    slopes: Slopes | None = field(default=None, repr=False)
    most_slopes: int = 0
    opinion: Opinion | None = field(default=None, repr=False)
    _best: dict[str, float] = field(init=False, default_factory=dict, repr=False)

    def expected(self, epsilon: float, scheme: str, entries: Entries, grad: Array) -> ExpectedError:
        """Return the error to expect of each entry of gradapprox.

        Parameters
        ----------
        epsilon, scheme
            The step, and how it is taken.
        entries
            What an engine found. Where neither pass changed J, a slope can be hidden only by
            changes of J that are too small to show.
        grad
            The gradient to be checked, which stands in for the slope where a step or what it
            changes is lost.
        """
        return finished(self.expected_steps(epsilon, scheme, entries, grad))

    def expected_steps(
        self, epsilon: float, scheme: str, entries: Entries, grad: Array
    ) -> Generator[None, None, ExpectedError]:
        """Return what `expected` does, some entries at a time."""
        size = self.theta.size
        with np.errstate(all="ignore"):
            usual = norm(entries.gradapprox * self.scales) / sqrt(size)
        rounding, step, truncation = np.empty((3, size))
        for part in _parts(size):
            found = self._expected_of(part, epsilon, scheme, entries, grad, usual)
            rounding[part], step[part], truncation[part] = found
            yield
        return ExpectedError(rounding, step, truncation, self.backward)

    def _expected_of(
        self,
        part: slice,
        epsilon: float,
        scheme: str,
        entries: Entries,
        grad: Array,
        usual: float,
    ) -> tuple[Array, Array, Array]:
        """Return the error of some entries by its cause: rounding, step and truncation."""
        divisor = 2 * epsilon if scheme == "central" else epsilon
        gradapprox, scales = entries.gradapprox[part], self.scales[part]
        plus, minus = entries.plus[part], entries.minus[part]
        steps = epsilon / scales * _steepness(gradapprox * scales, usual)
        rounding: Array = SQRT2 * self.noise.level(steps) / divisor
        is_still = (plus == minus) & (plus == self.cost)
        if is_still.any():
            # It can hide the slope that there is, and no more than too little to show.
            hidden = np.minimum(np.abs(grad[part]), self.resolution / divisor)
            rounding = np.where(is_still, hidden, rounding)
        taken = _taken(self.theta[part], epsilon, scheme)
        if not taken.all():
            rounding = np.where(taken == 0, 0.0, rounding)
        truncation = self.bending.truncation(epsilon, scheme, part)
        step = _lost(taken, divisor, gradapprox, grad[part])
        if self.opinion is not None:
            error = self.opinion.distance(gradapprox, part)
            # Where Z moves by more than 1, J may bend in ways that no Taylor series tells.
            may_bend = np.where(epsilon > scales, np.inf, truncation)
            with np.errstate(
                invalid="ignore", over="ignore"
            ):  # of infinities, where J is one step away
                rest = np.where(entries.kinks[part], np.nan, error - step)
            rounding, truncation = _as_found(rest, rounding, truncation, may_bend)
        return rounding, step, truncation

    @property
    def backward_of_all(self) -> Array:
        """What rounding makes of each entry of a correct grad, shape (size,)."""
        return np.broadcast_to(self.backward, self.theta.shape)

    def best_epsilon(self, scheme: str) -> float:
        """Return what `best_epsilon_steps` does, in one step."""
        return finished(self.best_epsilon_steps(scheme))

    def best_epsilon_steps(self, scheme: str) -> Generator[None, None, float]:
        """Return the power of ten with the least error to expect, step by step; it is kept."""
        if scheme not in self._best:
            errors = []
            for epsilon in EPSILONS:
                sizes = []
                for part in _parts(self.theta.size):
                    sizes.append(self._sizes(epsilon, scheme, part, self._usual_slope))
                    yield
                errors.append(hypot(*(each for both in sizes for each in both)))
            self._best[scheme] = EPSILONS[errors.index(min(errors))]
        return self._best[scheme]

    @cached_property
    def _usual_slope(self) -> float:
        slopes = np.zeros(1) if self.opinion is None else self.opinion.value
        return norm(slopes) / sqrt(slopes.size)

    def sizes(self, epsilon: float, scheme: str, done: Mask) -> tuple[float, float]:
        """Return the 2-norms of the rounding and of the truncation error of some entries."""
        usual = 0.0
        if self.opinion is not None:
            usual = norm(self.opinion.value[done]) / sqrt(np.count_nonzero(done))
        return self._sizes(epsilon, scheme, done, usual)

    def _sizes(
        self, epsilon: float, scheme: str, done: Mask | slice, usual: float
    ) -> tuple[float, float]:
        divisor = 2 * epsilon if scheme == "central" else epsilon
        scales = self.scales[done]
        rounding = SQRT2 * self.noise.level(epsilon / scales) / divisor
        truncation = self.bending.truncation(epsilon, scheme, done)
        if self.opinion is None:
            return norm(rounding), norm(truncation)
        slopes = self.opinion.value[done]
        step = _lost(_taken(self.theta[done], epsilon, scheme), divisor, slopes, slopes)
        # A difference quotient is a mean of slopes: it is not off by far more than a slope.
        with np.errstate(all="ignore"):
            sizes = np.abs(slopes)
            bent = np.minimum(truncation, 2 * np.maximum(sizes, usual))
            is_long = epsilon > scales
            if is_long.any():
                bent = np.where(is_long, np.maximum(bent, sizes), bent)
            return norm(rounding + step), norm(bent)

    def of_entry(
        self, index: int, epsilons: Array, scheme: str, gradapprox: Array, grad: float
    ) -> tuple[Array, Array]:
        """Return the rounding and the truncation error of one entry at some epsilons."""
        divisors = 2 * epsilons if scheme == "central" else epsilons
        taken = _taken(np.repeat(self.theta[index], epsilons.size), epsilons, scheme)
        levels = self.noise.level(epsilons / self.scales[index])
        rounding = np.where(taken == 0, 0.0, SQRT2 * levels / divisors)
        step = _lost(taken, divisors, gradapprox, np.full(epsilons.size, grad))
        bending = self.bending
        bent = bending.third[index] * epsilons**2
        truncation = bent if scheme == "central" else bending.second[index] * epsilons
        return rounding + step + self.backward_of_all[index], truncation

    def of_slope(self, step: float) -> Array:
        """Return the error to expect of one-sided slopes between kinks, shape (size,)."""
        rounding = SQRT2 * self.noise.level(step / self.scales) / step
        found: Array = rounding + self.bending.truncation(step, "forward")
        return found


def _as_found(
    error: Array, rounding: Array, truncation: Array, may_bend: Array
) -> tuple[Array, Array]:
    """Return the rounding and the truncation error to expect where the error itself is known.

    What is estimated of either may be far off: the noise of J where that is a staircase, the first
    term of the Taylor series where epsilon is too long for it. The error of a numerical gradient
    is known by the second opinion, whatever is wrong with grad; which of the two made it, only the
    estimates tell. Below the rounding error it is an accident.
    """
    known = np.isfinite(error)
    with np.errstate(all="ignore"):
        is_large = known & (error > ACCIDENT * rounding)
        is_bent = is_large & (may_bend > ALIKE * error)
        is_noise = is_large & ~is_bent
        bent = np.where(
            is_bent, error, np.minimum(truncation, np.where(known, ACCIDENT * rounding, np.inf))
        )
    return np.where(is_noise, error, rounding), np.where(is_noise, truncation, bent)


def _taken(theta: Array, epsilon: Array | float, scheme: str) -> Array:
    """Return the steps that are really taken, in float64: theta +- epsilon is rounded."""
    step = np.asarray(epsilon, dtype=theta.dtype)
    with np.errstate(all="ignore"):
        low = theta - step if scheme == "central" else theta
        taken: Array = (theta + step).astype(np.float64) - low
    return taken


def _lost(taken: Array, divisor: Array | float, gradapprox: Array, grad: Array) -> Array:
    """Return what it makes that theta +- epsilon is rounded; grad stands in for a lost slope."""
    with np.errstate(all="ignore"):
        off = np.abs(gradapprox) * np.abs(1 - divisor / taken)
    error: Array = off if np.all(taken) else np.where(taken == 0, np.abs(grad), off)
    return error


def _steepness(gradapprox: Array, usual: float) -> Array:
    """Return how steep J is along each parameter beside a random direction, at least 1; (size,)."""
    with np.errstate(all="ignore"):
        sizes = np.abs(gradapprox)
        found: Array = np.maximum(1.0, sizes / usual if usual > 0 else np.ones_like(sizes))
    finite = np.isfinite(found)
    steepness: Array = found if finite.all() else np.where(finite, found, 1.0)
    return steepness


def _parts(size: int) -> Iterator[slice]:
    """Yield stretches of so many entries as are looked at in one step."""
    for start in range(0, size, BLOCK):
        yield slice(start, min(start + BLOCK, size))
