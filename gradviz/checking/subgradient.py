"""Which derivative a backward pass takes at units that stand at their kink, found from its values.

Where Z is exactly zero any slope between that on its left and that on its right is right, for
each unit and each example by itself. A pass is right if some choice of them gives its values.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

import numpy as np

from gradviz.checking.difference import norm
from gradviz.checking.kinked_pass import (
    LINES,
    KinkedPass,
    Slopes,
    kinked_pass_steps,
)
from gradviz.checking.nearest_slopes import nearest_slopes_steps
from gradviz.checking.precision import Precision
from gradviz.checking.rules import KinkSlopes, slopes_taken
from gradviz.checking.second_opinion.rounding import near_kinks_steps
from gradviz.checking.steps import quietly
from gradviz.network.layout import Array, Mask
from gradviz.network.network import Network

MOST = 150  # units at a kink of which each slope is looked for
MOST_NUMBERS = 300_000  # of slopes times values that tell them: a step is short
RANDOM_STARTS = 6
NEAR_ENDS = 30.0  # units of roundoff from the slope of a side


@dataclass(frozen=True, eq=False)
class Subgradient:
    """The slopes at kinks that explain the values of a backward pass best.

    Attributes
    ----------
    slopes
        The derivative by line, dZ2 and dZ1, NaN where a unit is not at its kink.
    loose
        By how much more the lines dZ2 and dZ1 may be off, where there are so many kinks that the
        slopes were not looked for one by one.
    doubtful
        Lines of which one or another has no slopes that explain it, and nothing tells which.
    """

    slopes: KinkSlopes
    loose: Mapping[str, Array] = field(default_factory=dict)
    doubtful: tuple[str, ...] = ()


def at_kinks_steps(network: Network, unit: float) -> Generator[None, None, dict[str, Mask]]:
    """Find out which units stand at their kink, by line, dZ2 and dZ1.

    Parameters
    ----------
    network
        Whose units.
    unit
        The unit roundoff of what computed the values that are checked; 0 where they are our
        own. Elsewhere a unit may stand on the other side, if rounding moves it across.
    """
    if not network.has_kinks:
        return {}
    one, two = yield from near_kinks_steps(network, unit)
    found = {"dZ2": two, "dZ1": one}
    return {name: each for name, each in found.items() if each.any()}


Steps = Generator[None, None, Subgradient]


def subgradient_steps(
    network: Network, values: Mapping[str, Array], precision: Precision, is_own: bool
) -> Steps:
    """Find the slopes at kinks with which the most values of a backward pass are right.

    Parameters
    ----------
    network
        Whose backward pass.
    values
        What it has, by line; lines may be left out.
    precision
        In which they were computed and kept.
    is_own
        Whether they were computed from the forward pass of the network, bit by bit.
    """
    kinks = yield from at_kinks_steps(network, 0.0 if is_own else precision.unit)
    if not kinks or not all(np.isfinite(each).all() for each in network.here.values()):
        return Subgradient({})
    yield
    known = {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}
    known = {name: value for name, value in known.items() if np.isfinite(value).all()}
    yield
    kinked = yield from kinked_pass_steps(network, known, kinks, precision)
    slopes = sum(np.count_nonzero(each) for each in kinked.unknown)
    numbers = sum(known[name].size for name in LINES if name in known)
    is_small = slopes <= MOST and slopes * numbers <= MOST_NUMBERS
    return (yield from quietly(_by_unit(kinked) if is_small else _alike_everywhere(kinked)))


def _by_unit(kinked: KinkedPass) -> Steps:
    """Return the slopes that explain the most lines, as far as they are needed for any."""
    start = _given(kinked)
    lines = tuple(name for name in LINES if name in kinked.values and kinked.depends(name))
    if not lines:
        return _subgradient(kinked, start)
    starts = [start, _alike(kinked, 0.5, 0.5, start)]
    solved = yield from _solved(kinked, starts, lines)
    if solved is not None:
        return _subgradient(kinked, solved)
    more = yield from _more_starts(kinked, start)
    solved = yield from _solved(kinked, more, lines)
    if solved is not None:
        return _subgradient(kinked, solved)
    starts, alone = [*starts, *more], []
    # What no slopes explain by itself they do not explain together with others.
    for name in lines:
        if (yield from _solved(kinked, starts, (name,))) is not None:
            alone.append(name)
    for count in range(len(alone), 0, -1):
        kept = []
        for names in combinations(alone, count):
            solved = yield from _solved(kinked, starts, names)
            if solved is not None:
                kept.append((names, solved))
        if kept:
            left = [set(alone).difference(names) for names, _ in kept]
            doubtful = tuple(n for n in LINES if 0 < sum(n in each for each in left) < len(left))
            return _subgradient(kinked, kept[0][1], doubtful)
    return _subgradient(kinked, start)


def _alike_everywhere(kinked: KinkedPass) -> Steps:
    """Return slopes that are alike everywhere, and how far others would move the lines."""
    given = _given(kinked)
    best, error = given, np.inf
    for first, second in product((kinked.low, 0.5, 1.0), repeat=2):
        slopes = _alike(kinked, first, second, given)
        yield
        off = norm((yield from kinked.residual_steps(slopes, LINES)))
        if off < error:
            best, error = slopes, off
        yield
    # With other slopes in layer 2 what layer 1 reads is larger, too.
    steepest = np.where(kinked.unknown[0], 1.0, best[0])
    dz2 = kinked.values.get("dZ2", kinked.passed * steepest)
    da1 = np.abs(kinked.network.here["W2"]).T @ np.abs(dz2)
    reach = {"dZ2": kinked.passed, "dZ1": np.maximum(da1, np.abs(kinked.values.get("dA1", 0.0)))}
    loose = {name: np.where(mask, np.abs(reach[name]), 0.0) for name, mask in kinked.kinks.items()}
    return Subgradient(_subgradient(kinked, best).slopes, loose)


def _given(kinked: KinkedPass) -> Slopes:
    """Return derivatives with the slopes that dZ2 and dZ1 tell, and the left one elsewhere."""
    (two, one), values = kinked.base, kinked.values
    if "dZ2" in values:
        two, passed = _with_taken(kinked, "dZ2", kinked.passed, two), kinked.right["dA1"]
    else:
        passed = kinked.network.here["W2"].T @ (kinked.passed * two)
    passed = values.get("dA1", passed)
    return two, _with_taken(kinked, "dZ1", passed, one) if "dZ1" in values else one


def _with_taken(kinked: KinkedPass, name: str, passed: Array, slope: Array) -> Array:
    if name not in kinked.kinks:
        return slope
    taken = slopes_taken(kinked.values[name], passed, kinked.low)
    return np.where(kinked.kinks[name], taken, slope)


def _alike(kinked: KinkedPass, first: float, second: float, given: Slopes) -> Slopes:
    return kinked.with_slopes(max(kinked.low, first), max(kinked.low, second), given)


def _solved(
    kinked: KinkedPass, starts: Sequence[Slopes], names: tuple[str, ...]
) -> Generator[None, None, Slopes | None]:
    """Return derivatives with which all of some lines are right, or None."""
    for start in starts:
        found = yield from nearest_slopes_steps(kinked, start, names)
        if not (yield from kinked.fits_steps(found, names)):
            continue
        # Rounding makes less where the slopes are smaller: so sharply the lines are judged.
        sharp = yield from kinked.sharp_steps(found)
        found = yield from nearest_slopes_steps(sharp, found, names)
        at_ends = _at_ends(sharp, found)
        if (yield from sharp.fits_steps(at_ends, names)):
            return at_ends
        if (yield from sharp.fits_steps(found, names)):
            return found
    return None


def _more_starts(kinked: KinkedPass, start: Slopes) -> Generator[None, None, list[Slopes]]:
    """Return where else to start: near what explains layer 2 by itself, and at random."""
    if not all(mask.any() for mask in kinked.unknown):
        return []  # the lines are linear in the slopes of one layer: there is one bottom
    names, found = tuple(name for name in ("dW2", "db2") if name in kinked.values), []
    if names:
        alike = _alike(kinked, 0.5, 0.5, start)
        of_layer_2 = yield from nearest_slopes_steps(kinked, alike, names)
        if (yield from kinked.fits_steps(of_layer_2, names)):
            found.append(of_layer_2)
    # The two layers' slopes are multiplied: a way downhill may end before the bottom.
    random = np.random.default_rng(0)
    for _ in range(RANDOM_STARTS):
        two, one = (random.uniform(kinked.low, 1.0, each.shape) for each in start)
        found.append(kinked.with_slopes(two, one, start))
    return found


def _at_ends(kinked: KinkedPass, slopes: Slopes) -> Slopes:
    """Return derivatives that are those of one side exactly, where no more than rounding off.

    Where a line is exactly zero, nothing but a slope of exactly zero gives that. Slopes that
    dZ2 tells stay as they are: one near an end may change its value by much.
    """
    near = NEAR_ENDS * max(kinked.precision.unit, kinked.precision.kept)
    two, one = slopes
    for end in (kinked.low, 1.0):
        two, one = (
            np.where(mask & (np.abs(each - end) <= near), end, each)
            for mask, each in zip(kinked.unknown, (two, one), strict=True)
        )
    return two, one


def _subgradient(kinked: KinkedPass, slopes: Slopes, doubtful: tuple[str, ...] = ()) -> Subgradient:
    found = {
        name: np.where(kinked.kinks[name], slope, np.nan)
        for name, slope in zip(("dZ2", "dZ1"), slopes, strict=True)
        if name in kinked.kinks
    }
    return Subgradient(found, doubtful=doubtful)
