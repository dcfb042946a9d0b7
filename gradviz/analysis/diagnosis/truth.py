"""What each line of a backward pass should be, by numbers, and how far that can be trusted."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np

from gradviz.analysis.diagnosis.intermediates import Intermediates
from gradviz.checking.parts import by_rows
from gradviz.checking.result import CheckResult
from gradviz.network.layout import Array, Mask
from gradviz.network.network import Network


@dataclass(frozen=True, eq=False)
class Truth:
    """The numerical gradient that a line is held against; arrays of the shape of the line.

    Attributes
    ----------
    numerical
        For dZ and dA m times the finite difference of J, as the exercise writes them.
    expected
        The error to expect of each entry; at a kink that of rounding alone, as there the mixed
        slopes of one entry would hide what is wrong with all others.
    kinks
        Which entries say nothing, as they mix two slopes.
    """

    numerical: Array = field(repr=False)
    expected: Array = field(repr=False)
    kinks: Mask = field(repr=False)

    @cached_property
    def finite(self) -> Mask:
        """Which entries are numbers, with an error that is known."""
        found: Mask = np.isfinite(self.numerical) & np.isfinite(self.expected)
        return found

    @cached_property
    def decidable(self) -> Mask:
        """Which entries tell what the line should be."""
        found: Mask = self.finite & ~self.kinks
        return found


def truth_steps(
    result: CheckResult, network: Network, intermediates: Intermediates
) -> Generator[None, None, Mapping[str, Truth]]:
    """Return the truth of each line by its name, from a whole check and what was found between."""
    layout = result.layout
    numerical = layout.to_arrays(result.gradapprox)
    expected = layout.to_arrays(result.expected_errors)
    kinks = layout.to_arrays(result.evidence.explained_by_kinks)
    found = {f"d{n}": Truth(numerical[n], expected[n], kinks[n]) for n in layout.names}
    noise = _noise_of_losses(result, network)
    yield
    for name, each in intermediates.items():
        yield
        expected_here = yield from by_rows(partial(_expected, noise), each.kinks, each.spread)
        found[f"d{name}"] = Truth(each.gradapprox, expected_here, each.kinks)
    return found


def _expected(noise: Array, kinks: Mask, spread: Array) -> Array:
    with np.errstate(all="ignore"):
        found: Array = noise + np.where(kinks, 0.0, spread)
    return found


def _noise_of_losses(result: CheckResult, network: Network) -> Array:
    """Return the rounding error to expect of the difference quotient of each loss, shape (m,).

    The noise of J is that of a mean of m losses, so that a single one has at most the square root
    of m times as much if all are alike. Where one is a staircase, it is what its own formula loses.
    """
    settings = result.experiment.check
    epsilon, m = settings.epsilon, network.x.shape[1]
    divisor = 2 * epsilon if settings.scheme == "central" else epsilon
    level = 0.0 if result.noise is None else float(result.noise.level(np.array(epsilon)))
    found: Array = (np.sqrt(2.0 * m) * level + network.resolution_of_losses) / divisor
    return found
