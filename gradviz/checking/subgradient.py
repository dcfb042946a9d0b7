"""Which derivative a backward pass takes at units that stand at their kink, found from its values.

Where Z is exactly zero any slope between that on its left and that on its right is right, for
each unit and each example by itself. A pass is right if some choice of them gives its values. The
values are linear in the slopes of one layer where those of the other are fixed, so that the choice
nearest to them is found by Gauss and Newton's method within bounds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import combinations, product

import numpy as np

from gradviz.checking.precision import Precision
from gradviz.checking.rounding import tolerances
from gradviz.checking.rules import KinkSlopes, derivative, rule_values
from gradviz.checking.second_opinion.rounding import near_kinks
from gradviz.network.forward import leak_of
from gradviz.network.layout import Array, Indices, Mask
from gradviz.network.network import Network

MOST = 150  # units at a kink of which each slope is looked for
MOST_NUMBERS = 300_000  # of slopes times values that tell them: a step is short
NEGLIGIBLE = 1e-6  # beside the largest error of a line
GAINS = 0.99  # of the error is left where a step is worth it
RANDOM_STARTS = 6
NEAR_ENDS = 30.0  # units of roundoff from the slope of a side
ROUNDS = 40  # of Gauss and Newton's method, which needs some five
LINES = ("dA1", "dZ1", "dW1", "db1", "dW2", "db2")  # that tell slopes, where dZ2 was not given


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


def at_kinks(network: Network, unit: float) -> dict[str, Mask]:
    """Return which units stand at their kink, by line, dZ2 and dZ1.

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
    one, two = near_kinks(network, unit)
    found = {"dZ2": two, "dZ1": one}
    return {name: each for name, each in found.items() if each.any()}


def subgradient(
    network: Network, values: Mapping[str, Array], precision: Precision, is_own: bool
) -> Subgradient:
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
    kinks = at_kinks(network, 0.0 if is_own else precision.unit)
    finite = all(np.isfinite(each).all() for each in network.here.values())
    if not kinks or not finite:
        return Subgradient({})
    known = {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}
    known = {name: value for name, value in known.items() if np.isfinite(value).all()}
    case = _Case(network, known, kinks, precision)
    with np.errstate(all="ignore"):
        slopes = sum(np.count_nonzero(each) for each in case.unknown)
        numbers = sum(case.values[name].size for name in LINES if name in known)
        is_small = slopes <= MOST and slopes * numbers <= MOST_NUMBERS
        return case.found() if is_small else case.loose()


@dataclass(frozen=True, eq=False)
class _Case:
    """A backward pass as a function of the slopes at its kinks; arrays in float64."""

    network: Network
    values: Mapping[str, Array]
    kinks: Mapping[str, Mask]
    precision: Precision
    allowed: Mapping[str, Array] | None = None

    @cached_property
    def low(self) -> float:
        """The slope on the left of a kink; that on its right is 1."""
        return leak_of(self.network.activation)

    @cached_property
    def base(self) -> tuple[Array, Array]:
        """The derivative of layer 2 and of layer 1 where it is known."""
        return tuple(derivative(self.network, n).astype(np.float64) for n in ("dZ2", "dZ1"))  # type: ignore[return-value]

    @cached_property
    def right(self) -> dict[str, Array]:
        """What the rules make of the values, as the expressions take the slopes."""
        found = rule_values(self.network, self.values)
        return {name: each.astype(np.float64) for name, each in found.items()}

    @cached_property
    def passed(self) -> Array:
        """The value of dA2, shape (n_2, m)."""
        return self.values.get("dA2", self.right["dA2"])

    @cached_property
    def unknown(self) -> tuple[Mask, Mask]:
        """Which slopes of layer 2 and of layer 1 are to be found: nothing tells the others."""
        none = [np.zeros(each.shape, dtype=bool) for each in self.base]
        two, one = (self.kinks.get(name, none[place]) for place, name in enumerate(("dZ2", "dZ1")))
        return two & (self.passed != 0) & ("dZ2" not in self.values), one

    @cached_property
    def tolerance(self) -> dict[str, Array]:
        """What counts as equal, by line: what rounding makes where the slopes are largest.

        Or what is allowed, if that is known.
        """
        if self.allowed is not None:
            return dict(self.allowed)
        masks = zip(self.unknown, self.base, strict=True)
        two, one = (np.where(mask, 1.0, base) for mask, base in masks)
        return self._tolerance_at(two, one)

    def _tolerance_at(self, two: Array, one: Array) -> dict[str, Array]:
        every = {**self.right, "dZ2": self.passed * two, **self.run(two, one), **self.values}
        found = tolerances(self.network, every, self.precision, tuple(self.values))
        return {name: np.maximum(each, NEGLIGIBLE * np.max(each)) for name, each in found.items()}

    def run(self, two: Array, one: Array) -> dict[str, Array]:
        """Return what the lines below dA2 are with these derivatives of layer 2 and layer 1."""
        here, m, x = self.network.here, self.network.x.shape[1], self.network.x
        dz2 = self.values.get("dZ2", self.passed * two)
        rule = here["W2"].T @ dz2
        da1 = self.values.get("dA1", rule)
        dz1 = da1 * one
        given = self.values.get("dZ1", dz1)
        return {
            "dA1": rule,
            "dZ1": dz1,
            "dW1": given @ x.T / m,
            "db1": np.sum(given, axis=1, keepdims=True) / m,
            "dW2": dz2 @ here["A1"].T / m,
            "db2": np.sum(dz2, axis=1, keepdims=True) / m,
        }

    def found(self) -> Subgradient:
        """Return the slopes that explain the most lines, as far as they are needed for any."""
        start = self._given()
        lines = tuple(name for name in LINES if name in self.values and self._depends(name))
        solved = self._solved(start, lines) if lines else start
        if solved is not None:
            return self._subgradient(*solved)
        # What no slopes explain by itself they do not explain together with others.
        alone = [name for name in lines if self._solved(start, (name,)) is not None]
        for count in range(len(alone), 0, -1):
            kept = [
                (names, solved)
                for names in combinations(alone, count)
                if (solved := self._solved(start, names)) is not None
            ]
            if kept:
                left = [set(alone).difference(names) for names, _ in kept]
                doubtful = tuple(
                    n for n in LINES if 0 < sum(n in each for each in left) < len(left)
                )
                return self._subgradient(*kept[0][1], doubtful)
        return self._subgradient(*start)

    def loose(self) -> Subgradient:
        """Return slopes that are alike everywhere, and how far others would move the lines."""
        choices = product((self.low, 0.5, 1.0), repeat=2)
        two, one = min(
            (self._alike(first, second) for first, second in choices),
            key=lambda each: self._size(self._residual(each[0], each[1], LINES)),
        )
        found = self._subgradient(two, one)
        reach = {"dZ2": self.passed, "dZ1": self.right["dA1"]}
        loose = {
            name: np.where(mask, np.abs(reach[name]), 0.0) for name, mask in self.kinks.items()
        }
        return Subgradient(found.slopes, loose)

    def _given(self) -> tuple[Array, Array]:
        """Return derivatives with the slopes that dZ2 and dZ1 tell, and the left one elsewhere."""
        two, one = (each.copy() for each in self.base)
        if "dZ2" in self.values:
            two = self._told("dZ2", self.passed, two)
        passed = self.values.get("dA1", self.network.here["W2"].T @ (self.passed * two))
        if "dZ2" in self.values:
            passed = self.values.get("dA1", self.right["dA1"])
        return two, self._told("dZ1", passed, one) if "dZ1" in self.values else one

    def _told(self, name: str, passed: Array, slope: Array) -> Array:
        if name not in self.kinks:
            return slope
        with np.errstate(all="ignore"):
            ratio = np.clip(np.nan_to_num(self.values[name] / passed), self.low, 1.0)
        return np.where(self.kinks[name], ratio, slope)

    def _depends(self, name: str) -> bool:
        """Return whether a line tells any of the slopes that are looked for."""
        two, one = self.unknown
        by_two = two.any() and not (name in ("dW1", "db1") and {"dA1", "dZ1"} & set(self.values))
        by_one = one.any() and name in ("dZ1", "dW1", "db1")
        if name in ("dW1", "db1") and "dZ1" in self.values:
            return False
        return bool(by_one or (by_two and not (name == "dZ1" and "dA1" in self.values)))

    def _solved(
        self, start: tuple[Array, Array], names: tuple[str, ...]
    ) -> tuple[Array, Array] | None:
        """Return derivatives with which all of some lines are right, or None."""
        for two, one in self._starts(start):
            found = self._improved(two, one, names)
            if not self._fits(found, names):
                continue
            # Rounding makes less where the slopes are smaller: so sharply the lines are judged.
            sharp = replace(self, allowed=self._tolerance_at(*found))
            found = sharp._improved(*found, names)
            at_ends = self._at_ends(*found)
            if sharp._fits(at_ends, names):
                return at_ends
            if sharp._fits(found, names):
                return found
        return None

    def _fits(self, slopes: tuple[Array, Array], names: tuple[str, ...]) -> bool:
        return bool(np.max(np.abs(self._residual(*slopes, names)), initial=0.0) <= 1.0)

    def _at_ends(self, two: Array, one: Array) -> tuple[Array, Array]:
        """Return derivatives that are those of one side exactly, where no more than rounding off.

        Where a line is exactly zero, nothing but a slope of exactly zero gives that. Slopes that
        dZ2 tells stay as they are: one near an end may change its value by much.
        """
        near = NEAR_ENDS * max(self.precision.unit, self.precision.kept)
        for end in (self.low, 1.0):
            two, one = (
                np.where(mask & (np.abs(each - end) <= near), end, each)
                for mask, each in zip(self.unknown, (two, one), strict=True)
            )
        return two, one

    def _starts(self, start: tuple[Array, Array]) -> Iterator[tuple[Array, Array]]:
        yield start
        yield self._alike(0.5, 0.5)
        if not all(mask.any() for mask in self.unknown):
            return  # the lines are linear in the slopes of one layer: there is one bottom
        if self._layer_2 is not None:
            yield self._layer_2
        # The two layers' slopes are multiplied: a way downhill may end before the bottom.
        random = np.random.default_rng(0)
        for _ in range(RANDOM_STARTS):
            drawn = (random.uniform(self.low, 1.0, each.shape) for each in start)
            masks = zip(self.unknown, drawn, start, strict=True)
            two, one = (np.where(mask, slope, base) for mask, slope, base in masks)
            yield two, one

    @cached_property
    def _layer_2(self) -> tuple[Array, Array] | None:
        """Derivatives that explain layer 2 by itself, to start from; None if there are none."""
        names = tuple(name for name in ("dW2", "db2") if name in self.values)
        if not names or not self.unknown[0].any():
            return None
        found = self._improved(*self._alike(0.5, 0.5), names)
        is_solved = np.max(np.abs(self._residual(*found, names)), initial=0.0) <= 1.0
        return found if is_solved else None

    def _alike(self, first: float, second: float) -> tuple[Array, Array]:
        found = [
            np.where(mask, max(self.low, slope), base)
            for mask, slope, base in zip(self.unknown, (first, second), self._given(), strict=True)
        ]
        return found[0], found[1]

    def _residual(self, two: Array, one: Array, names: tuple[str, ...]) -> Array:
        """Return by how much lines are off, in units of what counts as equal."""
        computed, parts = self.run(two, one), [np.zeros(0)]
        for name in names:
            if name in self.values:
                with np.errstate(all="ignore"):
                    off = (computed[name] - self.values[name]) / self.tolerance[name]
                parts.append(np.nan_to_num(off, nan=1e300).reshape(-1))
        return np.concatenate(parts)

    @staticmethod
    def _size(residual: Array) -> float:
        scale = float(np.max(np.abs(residual), initial=0.0))
        return scale * float(np.sqrt(np.sum(np.square(residual / scale)))) if scale else 0.0

    def _improved(self, two: Array, one: Array, names: tuple[str, ...]) -> tuple[Array, Array]:
        """Return derivatives nearer to some lines: Gauss and Newton's method within bounds."""
        residual = self._residual(two, one, names)
        size, damping = self._size(residual), 0.0
        for _ in range(ROUNDS):
            if np.max(np.abs(residual), initial=0.0) <= 0.5:
                break
            x = np.concatenate([two[self.unknown[0]], one[self.unknown[1]]])
            jacobian = self._jacobian(two, one, names)
            step = _bounded_step(jacobian, residual, x, self.low, damping)
            moved = np.clip(x + step, self.low, 1.0)
            split = np.count_nonzero(self.unknown[0])
            other = two.copy(), one.copy()
            other[0][self.unknown[0]], other[1][self.unknown[1]] = moved[:split], moved[split:]
            there = self._residual(*other, names)
            if not self._size(there) < GAINS * size:
                if damping > 1 or not step.any():
                    break
                damping = max(100 * damping, 1e-4)
                continue
            (two, one), residual, size, damping = other, there, self._size(there), 0.0
        return two, one

    def _jacobian(self, two: Array, one: Array, names: tuple[str, ...]) -> Array:
        """Return what each slope changes, in units of what counts as equal, (values, slopes)."""
        here, m, x = self.network.here, self.network.x.shape[1], self.network.x.T
        passed = self.run(two, one)["dA1"] if "dA1" not in self.values else self.values["dA1"]
        (units, examples), (units_1, examples_1) = (np.nonzero(mask) for mask in self.unknown)
        size = units.size + units_1.size
        rows = np.arange(size)
        below, above = rows[: units.size], rows[units.size :]
        # What each slope adds to one column, an example, of dZ2, dA1 and dZ1.
        dz2 = np.zeros((size, two.shape[0]))
        dz2[below, units] = self.passed[units, examples]
        da1 = dz2 @ here["W2"]
        dz1 = np.zeros_like(da1)
        if "dA1" not in self.values:
            dz1[below] = da1[below] * one[:, examples].T
        dz1[above, units_1] = passed[units_1, examples_1]
        columns = np.concatenate([examples, examples_1])
        read = dz1 if "dZ1" not in self.values else np.zeros_like(dz1)
        parts: dict[str, Callable[[], Array]] = {
            "dA1": partial(_in_column, da1, columns, m),
            "dZ1": partial(_in_column, dz1, columns, m),
            "dW1": lambda: read[:, :, np.newaxis] * x[columns][:, np.newaxis] / m,
            "db1": lambda: read / m,
            "dW2": lambda: dz2[:, :, np.newaxis] * here["A1"].T[columns][:, np.newaxis] / m,
            "db2": lambda: dz2 / m,
        }
        found = [
            parts[name]().reshape(size, -1) / self.tolerance[name].reshape(-1) for name in names
        ]
        return np.concatenate(found, axis=1).T

    def _subgradient(self, two: Array, one: Array, doubtful: tuple[str, ...] = ()) -> Subgradient:
        slopes = {
            name: np.where(self.kinks[name], slope, np.nan)
            for name, slope in (("dZ2", two), ("dZ1", one))
            if name in self.kinks
        }
        return Subgradient(slopes, doubtful=doubtful)


def _in_column(values: Array, columns: Indices, m: int) -> Array:
    """Return arrays (n, units, m) that are zero but for one column each, from values (n, units)."""
    found = np.zeros((*values.shape, m))
    found[np.arange(columns.size), :, columns] = values
    return found


def _bounded_step(jacobian: Array, residual: Array, x: Array, low: float, damping: float) -> Array:
    """Return a step that makes a linear residual small, and leaves no bound by much.

    What is at a bound and would cross it stays there: an active set method.
    """
    scale = np.max(np.abs(jacobian), initial=0.0)
    if not scale or not np.isfinite(scale) or not np.isfinite(residual).all():
        return np.zeros_like(x)
    jacobian, residual = jacobian / scale, residual / scale
    step, is_free = np.zeros_like(x), np.ones(x.size, dtype=bool)
    for _ in range(x.size + 1):
        rows, target = jacobian[:, is_free], -(residual + jacobian @ np.where(is_free, 0.0, step))
        if damping:
            rows = np.concatenate([rows, np.sqrt(damping) * np.eye(rows.shape[1])])
            target = np.concatenate([target, np.zeros(rows.shape[1])])
        step[is_free] = np.linalg.lstsq(rows, target)[0]
        crossing = is_free & ((x + step < low) | (x + step > 1.0))
        if not crossing.any():
            break
        step[crossing] = np.clip(x + step, low, 1.0)[crossing] - x[crossing]
        is_free &= ~crossing
    return step
