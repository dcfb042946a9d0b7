"""What is said of one array next to its map."""

from dataclasses import dataclass
from math import isfinite, prod

import numpy as np

from gradviz.checking.array_result import ArrayResult
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.numbers import SHORT, exact, number
from gradviz.presenting.map_data import MapData
from gradviz.presenting.map_views import AT_KINK_LABEL, BELOW_NOISE_LABEL
from gradviz.presenting.words import count


@dataclass(frozen=True)
class ShownArray:
    """One array's part of a check, and what its map marks.

    Attributes
    ----------
    array
        Its part of the check.
    verdict
        What its own difference says.
    threshold
        What that is held against.
    below_noise
        How many of its entries are below the noise; None if the noise was not measured.
    at_kink
        How many of them are at a kink.
    wrong
        How many are known to be wrong.
    """

    array: ArrayResult
    verdict: Verdict
    threshold: float
    below_noise: int | None
    at_kink: int
    wrong: int = 0

    @classmethod
    def of(cls, result: CheckResult, array: ArrayResult, data: MapData) -> "ShownArray":
        """Return what is said of an array of a check next to the map of these cells."""
        is_measured = result.expected is not None
        return cls(
            array,
            result.array_verdict(array),
            result.experiment.check.threshold,
            int(np.count_nonzero(data.below_noise)) if is_measured else None,
            int(np.count_nonzero(data.at_kink)),
            int(np.count_nonzero(data.failing)),
        )

    @property
    def coverage(self) -> str:
        """How many entries can show a bug, are below the noise and are at a kink, in words."""
        array = self.array
        total = prod(array.shape)
        words = f"{array.nonzero:,} of {total:,} entries of grad are not zero"
        if self.below_noise is not None:
            below = f"{self.below_noise:,} of {array.computed:,} computed"
            words = f"{words}; {below} are {BELOW_NOISE_LABEL}"
        return f"{words}; {self.at_kink:,} {AT_KINK_LABEL}" if self.at_kink else words

    @property
    def comparison(self) -> str:
        """The difference against the threshold, in words."""
        array = self.array
        if not isfinite(array.difference):
            return "not finite" if array.computed else "not computed"
        sign = ">" if array.difference > self.threshold else "≤"
        words = f"{number(array.difference, SHORT)} {sign} threshold {exact(self.threshold)}"
        if self.verdict is Verdict.PASS and self.wrong:
            return f"{words}, but {count(self.wrong, 'entry', 'entries')} known to be wrong"
        if self.verdict is not Verdict.INCONCLUSIVE:
            return words
        explained = (
            "kinks and numerical error explain" if self.at_kink else "numerical error explains"
        )
        return f"{words}, no more than {explained}"
