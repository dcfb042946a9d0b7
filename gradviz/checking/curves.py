"""What a sweep brings back: curves over epsilon."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gradviz.checking.experiment import Experiment
from gradviz.checking.taylor import TaylorTest
from gradviz.network.layout import Array, Indices

NEAR_THE_LEAST = 100.0  # times the least error to expect is small still


@dataclass(frozen=True, eq=False)
class Curve:
    """The difference over epsilon in one scheme.

    Attributes
    ----------
    scheme
        ``central`` or ``forward``.
    epsilons
        The steps, descending, shape (n,).
    differences
        The relative difference at each, shape (n,); NaN where a value is not finite.
    arrays
        The same for each array alone, by name.
    noise_floor, truncation
        What rounding alone and truncation alone are expected to make of the difference, shape (n,).
    crossed
        How many entries step over a kink, shape (n,).
    suggested
        The epsilon that a check suggests, or None.
    """

    scheme: str
    epsilons: Array
    differences: Array
    arrays: Mapping[str, Array]
    noise_floor: Array
    truncation: Array
    crossed: Indices
    suggested: float | None = None

    @property
    def best_epsilon(self) -> float | None:
        """The one that a check suggests, or else that with the smallest difference, or None.

        Of those, where that is known, at which numerical error is small: a wrong gradient may be
        near to one that is nothing but noise.
        """
        expected = self.noise_floor + self.truncation
        usable = np.isfinite(self.differences)
        if self.suggested is not None:
            is_it = usable & np.isclose(self.epsilons, self.suggested, rtol=1e-6, atol=0)
            if is_it.any():
                return float(self.epsilons[np.argmax(is_it)])
        if np.isfinite(expected[usable]).any():
            usable &= ~(expected > NEAR_THE_LEAST * np.nanmin(expected[usable]))
        if not usable.any():
            return None
        return float(self.epsilons[np.argmin(np.where(usable, self.differences, np.inf))])


@dataclass(frozen=True, eq=False)
class SweepResult:
    """A sweep, whole or as far as it came.

    Attributes
    ----------
    experiment
        What was swept; its own epsilon plays no part.
    central, forward
        The curves of the two schemes, over the same epsilons.
    seconds
        The time it took.
    done, total
        Epsilons computed, and all that are wanted.
    is_sample
        Whether each difference is that of a sample of the parameters.
    problem
        Why the curves say less than they should, or None.
    opinion_difference
        The relative difference of grad to the second opinion, which no epsilon moves; None if that
        was not taken.
    taylor
        The Taylor remainder test of grad; None if it was not taken.
    """

    experiment: Experiment
    central: Curve
    forward: Curve
    seconds: float
    done: int
    total: int
    is_sample: bool = False
    problem: str | None = None
    opinion_difference: float | None = None
    taylor: TaylorTest | None = None

    @property
    def curve(self) -> Curve:
        """The curve of the experiment's own scheme."""
        return self.forward if self.experiment.check.scheme == "forward" else self.central

    @property
    def is_partial(self) -> bool:
        """Whether it was stopped before its end."""
        return self.done < self.total


@dataclass(frozen=True, eq=False)
class EntryCurve:
    """One parameter over epsilon, in the experiment's scheme.

    Attributes
    ----------
    index
        Its place in theta.
    epsilons
        The steps, descending, shape (n,).
    plus, minus
        J(theta + eps) and J(theta - eps), or J(theta) in the forward scheme; shape (n,).
    gradapprox
        The numerical gradient at each, shape (n,).
    grad
        What is checked.
    rounding, truncation
        The error to expect of gradapprox of either kind, shape (n,).
    opinion_error
        By how much grad differs from the second opinion, which no epsilon moves; None if that was
        not taken.
    """

    index: int
    epsilons: Array
    plus: Array
    minus: Array
    gradapprox: Array
    grad: float
    rounding: Array
    truncation: Array
    opinion_error: float | None = None

    @property
    def errors(self) -> Array:
        """|grad - gradapprox| at each epsilon."""
        with np.errstate(invalid="ignore", over="ignore"):
            errors: Array = np.abs(self.grad - self.gradapprox)
        return errors
