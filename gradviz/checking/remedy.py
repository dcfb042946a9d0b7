"""A change of the settings after which an inconclusive check tells."""

from dataclasses import dataclass
from enum import StrEnum

from gradviz.checking.experiment import Experiment
from gradviz.checking.verdict import Verdict


class Change(StrEnum):
    """Which setting is changed."""

    ACTIVATION = "activation"
    EPSILON = "epsilon"
    COST = "cost"
    DTYPE = "dtype"
    SEED = "seed"


@dataclass(frozen=True)
class Remedy:
    """A change of the settings after which a check tells.

    Attributes
    ----------
    changes
        The settings that are changed.
    experiment
        The experiment with them.
    verdict
        What its check says; None if that was not tried.
    covered
        How many entries of the gradient are covered now, and how many with another seed; None
        where the seed stays.
    """

    changes: tuple[Change, ...]
    experiment: Experiment
    verdict: Verdict | None
    covered: tuple[int, int] | None = None

    @property
    def loses_coverage(self) -> bool:
        """Whether fewer entries are covered with it."""
        return self.covered is not None and self.covered[1] < self.covered[0]
