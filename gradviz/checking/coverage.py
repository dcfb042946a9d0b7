"""How many entries of the correct gradient are covered: not zero, so that a bug there shows."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from gradviz.checking.steps import finished
from gradviz.checking.uncovered import NotCoveredReason, reasons_steps
from gradviz.network.backward import correct_program
from gradviz.network.network import Network


@dataclass(frozen=True)
class Coverage:
    """How many entries of the correct gradient are covered, and why the others are not.

    Attributes
    ----------
    covered, total
        Entries that are numbers other than zero, and all entries.
    exact_zeros
        How many pre-activations of the hidden layers stand exactly at a kink.
    reasons
        Why the others are zero.
    """

    covered: int
    total: int
    exact_zeros: int
    reasons: tuple[NotCoveredReason, ...]


def coverage_of(network: Network) -> Coverage:
    """Return the coverage of a network by the correct gradient; bugs play no part."""
    return finished(coverage_steps(network))


def coverage_steps(network: Network) -> Generator[None, None, Coverage]:
    """Find the coverage of a network step by step."""
    covered = yield from covered_steps(network)
    reasons = yield from reasons_steps(network)
    return Coverage(covered, network.theta.size, network.exact_zeros, reasons)


def covered_entries(network: Network) -> int:
    """Return how many entries of the correct gradient are numbers other than zero."""
    return finished(covered_steps(network))


def covered_steps(network: Network) -> Generator[None, None, int]:
    """Count the entries of the correct gradient that are numbers other than zero."""
    lines, _ = yield from correct_program(network.activation).run_steps(network.known())
    covered = 0
    for name in network.layout.names:
        gradient = lines[f"d{name}"]
        covered += int(np.count_nonzero((gradient != 0) & np.isfinite(gradient)))
        yield
    return covered
