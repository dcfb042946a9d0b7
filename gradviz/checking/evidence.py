"""What a verdict rests on: the comparison, and how much of it numerical error explains."""

from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradviz.checking.comparison import Comparison
from gradviz.checking.difference import difference
from gradviz.checking.expected import MARGIN, relative_size
from gradviz.checking.experiment import CheckSettings
from gradviz.checking.steps import settling_steps
from gradviz.checking.trust import Trust
from gradviz.network.layout import Array, Mask


@dataclass(frozen=True, eq=False)
class Evidence:
    """Entries, trust and settings, and what follows from them; every vector of shape (size,).

    All of it is worked out when it is first asked for, and kept.

    Attributes
    ----------
    comparison
        The gradient to be checked and the numerical one.
    settings
        How it was checked.
    trust
        How far the numerical gradient can be trusted; None if that was not measured.
    problem
        Why the check says nothing, if a value is not finite or it was stopped; None otherwise.
    """

    comparison: Comparison
    settings: CheckSettings
    trust: Trust | None = None
    problem: str | None = None

    def settling_steps(self) -> Generator[None, None, None]:
        """Work out all that is shown of it, step by step: no window has the time for that."""
        yield from settling_steps(self.comparison)
        yield from settling_steps(self)

    @cached_property
    def expected_errors(self) -> Array:
        """The error to expect of each entry of gradapprox; NaN if it was not measured."""
        if self.trust is None:
            return np.broadcast_to(np.nan, self.comparison.size)
        return self.trust.expected.total

    @cached_property
    def errors_in_units(self) -> Array:
        """|grad - gradapprox| in units of the error to expect; 0/0 is 0."""
        errors = self.comparison.errors
        units: Array = np.zeros(errors.size)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            np.divide(errors, self.expected_errors, out=units, where=errors != 0)
        return units

    @cached_property
    def below_noise(self) -> Mask:
        """Which computed entries differ by no more than numerical error explains, bool.

        No statement about backpropagation can rest on the size of such a difference.
        """
        if self.trust is None:
            return np.zeros(self.comparison.size, dtype=bool)
        with np.errstate(invalid="ignore", over="ignore"):
            within: Mask = self.comparison.errors <= MARGIN * self.expected_errors
        below: Mask = self.comparison.entries.computed & within
        return below

    @property
    def threshold_limit(self) -> float:
        """The |grad - gradapprox| above which one entry alone is above the threshold.

        threshold * (|grad| + |gradapprox|), the norms taken over all computed entries.
        """
        return float(self.settings.threshold * self.comparison.scale)

    @cached_property
    def at_zero(self) -> Mask:
        """Which entries move a pre-activation that is exactly zero, bool."""
        if self.trust is None or self.trust.slopes is None:
            return np.zeros(self.comparison.size, dtype=bool)
        return self.trust.slopes.moves

    @cached_property
    def explained_by_kinks(self) -> Mask:
        """Which entries say nothing because they are at a kink, bool.

        They step over one, or move an exact zero and are not known to be wrong all the same: by
        lying outside of two slopes between which they must lie, or by an error near theta.
        """
        kinks = self.comparison.entries.kinks
        if self.trust is None or self.trust.slopes is None:
            return kinks
        explained: Mask = np.where(self.at_zero, self._wrong_at_zero == 0, kinks)
        return explained

    @cached_property
    def unexplained_errors(self) -> Array:
        """|grad - gradapprox| of each entry without what a kink explains."""
        errors = np.where(self.explained_by_kinks, 0.0, self.comparison.errors)
        return np.where(self.at_zero & ~self.explained_by_kinks, self._wrong_at_zero, errors)

    @cached_property
    def _wrong_at_zero(self) -> Array:
        """How wrong the entries at exact zeros are: beyond the two slopes, or near theta."""
        wrong: Array = np.zeros(self.comparison.size)
        if self.trust is None:
            return wrong
        if self.trust.slopes is not None:
            wrong = self.trust.slopes.beyond(self.comparison.grad, MARGIN)
        nearby = self.trust.error_near_theta
        return wrong if nearby is None else np.maximum(wrong, nearby)

    @cached_property
    def difference_without_kinks(self) -> float:
        """The relative difference of the computed entries that are not at a kink."""
        grad, entries = self.comparison.grad, self.comparison.entries
        decidable = entries.computed & ~(entries.kinks | self.at_zero)
        return difference(grad[decidable], entries.gradapprox[decidable])

    @cached_property
    def noise_floor(self) -> float | None:
        """The difference that rounding alone explains; None if it was not measured."""
        return None if self.trust is None else self._relative(self.trust.expected.rounded)

    @cached_property
    def truncation(self) -> float | None:
        """The difference that truncation alone explains; None if it was not measured."""
        return None if self.trust is None else self._relative(self.trust.expected.truncation)

    @cached_property
    def opinion_difference(self) -> float | None:
        """The relative difference of grad to the second opinion; None if it was not taken."""
        opinion = None if self.trust is None else self.trust.opinion
        return None if opinion is None else opinion.difference(self.comparison.grad)

    def _relative(self, error: Array) -> float:
        entries = self.comparison.entries
        return relative_size(error, self.comparison.grad, entries.gradapprox, entries.computed)
