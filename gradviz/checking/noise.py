"""How much of J is rounding: the computational noise of a cost, measured.

Source: J. J. Moré and S. M. Wild, "Estimating computational noise", SIAM Journal on Scientific
Computing 33 (2011), 1292-1314; the algorithm ECnoise. J is evaluated at a few points at equal
distances on a line. Differences of order k of its smooth part vanish with the k-th power of the
distance; those of its noise do not, and tell the standard deviation of the noise.

Where the same cost can be written in a form that loses no digits, what the form in use loses is
seen directly, also where a line crosses kinks or J is a staircase.
"""

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from math import ceil, comb, inf, isfinite, log, sqrt

import numpy as np

from gradviz.checking.steps import finished
from gradviz.checking.subject import Built
from gradviz.network.layout import Array, Mask
from gradviz.network.network import Masks

POINTS = 7  # on a line; Moré and Wild: six to eight differences are enough
LINES = 4  # through theta, in random directions of length 1
FEW_LINES = 1  # ... where a pass takes long
MANY = 5_000  # parameters: from here on it does
# Distances of the points: from far below the usual epsilon up to where J bends too much.
FIRST, LAST = 0.01, 1e6  # as multiples of the square root of the machine epsilon
LONGEST = 0.1
FURTHER, FURTHER_IF_MANY = 10.0, 100.0  # each so many times the one before
_SPREAD = 0.1  # of J on the line, above which the points are too far apart
# At a wide distance a level so many times the least one is taken for the shape of J itself,
# unless J stands still at a smaller distance, as a staircase does.
_TOO_MUCH = 30.0
_ALIKE = 4.0  # levels of three orders that differ by no more than this factor agree


class Finding(StrEnum):
    """What ECnoise finds on a line."""

    MEASURED = "measured"
    TOO_NEAR = "the points are too near one another"
    TOO_FAR = "the points are too far from one another"
    KINKED = "a kink lies between the points"
    NOT_FINITE = "a value is not finite"


@dataclass(frozen=True)
class Noise:
    """The rounding noise of J near theta.

    Attributes
    ----------
    spacings
        The distances of the points at which it was measured, ascending.
    levels
        The standard deviation of the rounding error of one value of J as it shows at each of
        them. They are alike where rounding errors are as good as random. Where J is a staircase,
        as a saturated textbook cost is, only points further apart than its steps show it.
    lines, evaluations
        How many lines were tried, and how many values of J that took.
    findings
        What was found on them, and how often.
    """

    spacings: tuple[float, ...]
    levels: tuple[float, ...]
    lines: int
    evaluations: int
    findings: Mapping[Finding, int]

    @property
    def is_measured(self) -> bool:
        """Whether it was measured on any line; else it is only the last rounding of J."""
        return self.findings.get(Finding.MEASURED, 0) > 0

    @property
    def problem(self) -> str | None:
        """Why it was not measured, or None."""
        if self.is_measured:
            return None
        most = max(self.findings, key=lambda finding: self.findings[finding])
        return f"the noise of J could not be measured: {most}; only its last rounding is known."

    def level(self, steps: Array) -> Array:
        """Return the standard deviation of the rounding error of J, by how far theta is moved.

        A staircase of J with steps wider than that hides a part of the slope, the same part for
        every smaller step.

        Parameters
        ----------
        steps
            Any shape; of what would move J as far on a line in a random direction.

        Returns
        -------
        Array
            Of the same shape.
        """
        found = np.full(np.shape(steps), self.levels[0])
        for spacing, level in self._rising:
            found = np.maximum(found, level * np.minimum(1.0, steps / spacing))
        return found

    @cached_property
    def _rising(self) -> list[tuple[float, float]]:
        """The spacings at which the level is above that of every smaller one, and the levels."""
        found: list[tuple[float, float]] = []
        highest = self.levels[0]
        for spacing, level in zip(self.spacings[1:], self.levels[1:], strict=True):
            if level > highest:
                found.append((spacing, level))
                highest = level
        return found


def ecnoise(values: Array) -> tuple[float, Finding]:
    """Return the standard deviation of the noise in values at equal distances on a line.

    Parameters
    ----------
    values
        Shape (n,), n at least 5.

    Returns
    -------
    tuple
        The level, 0 where it could not be measured, and what was found. The points are too near
        one another where half of the neighbours are equal, and too far where the values differ by
        more than a tenth, or no three orders of differences agree on a level.
    """
    if not np.isfinite(values).all():
        return 0.0, Finding.NOT_FINITE
    differences = values.astype(np.float64).tolist()  # of so few, numbers are quicker than arrays
    largest, smallest = max(differences), min(differences)
    if largest - smallest > _SPREAD * max(abs(largest), abs(smallest)):
        return 0.0, Finding.TOO_FAR
    levels, changes_sign = [], []
    for order in range(1, values.size):
        differences = [right - left for left, right in pairwise(differences)]
        if order == 1 and differences.count(0.0) >= values.size / 2:
            return 0.0, Finding.TOO_NEAR
        squares = sum(each * each for each in differences) / len(differences)
        # Of independent errors, a difference of order k has comb(2k, k) times their variance.
        levels.append(sqrt(squares / comb(2 * order, order)))
        changes_sign.append(min(differences) < 0 < max(differences))
    for first in range(len(levels) - 2):
        alike = levels[first : first + 3]
        if isfinite(sum(alike)) and max(alike) <= _ALIKE * min(alike) and changes_sign[first]:
            return levels[first], Finding.MEASURED
    return 0.0, Finding.TOO_FAR


def measure_noise(subject: Built) -> Noise:
    """Measure the noise of a subject's J on a few random lines through theta."""
    return finished(noise_steps(subject))


def noise_steps(subject: Built) -> Generator[None, None, Noise]:
    """Measure the noise step by step: after each distance there is a place to stop."""
    theta, unit = subject.theta, float(np.finfo(subject.theta.dtype).eps)
    is_large = theta.size > MANY
    random = np.random.default_rng(0)  # the same lines for the same theta
    directions = random.standard_normal((FEW_LINES if is_large else LINES, theta.size))
    yield
    directions /= np.sqrt(np.sum(np.square(directions), axis=1, keepdims=True))
    yield
    directions *= subject.scales  # where one moves Z by 1e9, J is not smooth on a longer line
    last_rounding = float(np.spacing(theta.dtype.type(abs(subject.cost)))) / sqrt(12)
    spacings = _spacings(sqrt(unit), FURTHER_IF_MANY if is_large else FURTHER)
    levels: list[float] = []
    findings: Counter[Finding] = Counter()
    measured: list[float] = []
    is_smooth = True  # until points are too near: only then J may be a staircase
    for spacing in spacings:
        found = yield from _on_lines(subject, directions, spacing)
        findings.update(finding for _, finding, _ in found)
        is_smooth &= all(finding is not Finding.TOO_NEAR for _, finding, _ in found)
        here = [level for level, finding, _ in found if finding is Finding.MEASURED]
        level, lost = _root_mean_square(here), _root_mean_square([each for *_, each in found])
        if level and (not measured or not is_smooth or level <= _TOO_MUCH * min(measured)):
            measured.append(level)
            levels.append(max(level, lost))
        else:
            levels.append(lost)
        yield
    is_finite = isfinite(subject.cost) and findings.total() > findings[Finding.NOT_FINITE]
    levels[0] = max(levels[0], last_rounding) if is_finite else inf
    evaluations = len(spacings) * len(directions) * POINTS
    return Noise(spacings, tuple(levels), len(directions), evaluations, dict(findings))


def _root_mean_square(values: list[float]) -> float:
    return sqrt(float(np.mean(np.square(values)))) if values else 0.0


def _spacings(usual: float, factor: float) -> tuple[float, ...]:
    count = 1 + round(log(LAST / FIRST, factor))
    found = (usual * FIRST * factor**rung for rung in range(count))
    return tuple(spacing for spacing in found if spacing <= LONGEST)


def _on_lines(
    subject: Built, directions: Array, spacing: float
) -> Generator[None, None, list[tuple[float, Finding, float]]]:
    """Return the level on each line, what was found there, and the level of the formula.

    Lines begin near theta, where a unit may stand exactly at its kink. One that crosses a kink
    is left out: J is not smooth there. What the formula of J loses is known all the same.
    """
    places = spacing * np.arange(1, POINTS + 1)
    at_once = max(1, subject.chunk // POINTS)  # lines; of a large network a part of one
    parts = max(1, ceil(POINTS / max(1, subject.chunk)))
    found: list[tuple[float, Finding, float]] = []
    for start in range(0, len(directions), at_once):
        lines = directions[start : start + at_once]
        stacks: list[tuple[Array, Masks, Array | None]] = []
        for part in np.array_split(places, parts):
            moved = np.multiply.outer(part, lines).astype(subject.theta.dtype, copy=False)
            moved += subject.theta
            if stacks:
                yield
            stacks.append((yield from subject.probe_steps(moved)))
        costs, is_same, errors = _joined(stacks)
        lost = _of_formula(errors, len(lines))
        for line in range(len(lines)):
            level, finding = 0.0, Finding.KINKED
            if is_same[line]:
                level, finding = ecnoise(costs[:, line])
            found.append((level, finding, lost[line]))
    return found


def _joined(
    stacks: Sequence[tuple[Array, Masks, Array | None]],
) -> tuple[Array, Mask, Array | None]:
    """Return J at the points of some lines, which lines cross no kink, and the errors of J."""
    costs = np.concatenate([each for each, *_ in stacks])
    is_same = np.ones(costs.shape[1], dtype=bool)
    for _, masks, _ in stacks:
        for mask, first in zip(masks, stacks[0][1], strict=True):
            is_same &= np.all(mask == first[0], axis=(0, 2, 3))
    errors = [each for *_, each in stacks if each is not None]
    return costs, is_same, np.concatenate(errors) if errors else None


def _of_formula(errors: Array | None, lines: int) -> list[float]:
    """Return the standard deviation of rounding errors from one point to the next, by line."""
    if errors is None:
        return [0.0] * lines
    with np.errstate(invalid="ignore"):  # of infinities, which are left out
        steps = np.diff(errors.astype(np.float64), axis=0)
    is_known = np.isfinite(steps)
    if is_known.all():
        return [sqrt(each) for each in (np.mean(np.square(steps), axis=0) / 2).tolist()]
    columns = (steps[:, line][is_known[:, line]] for line in range(lines))
    return [sqrt(float(np.mean(np.square(each))) / 2) if each.size else 0.0 for each in columns]
