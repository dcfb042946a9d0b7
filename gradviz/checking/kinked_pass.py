"""A backward pass as a function of the slopes that are taken at its kinks."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gradviz.checking.difference import largest_size
from gradviz.checking.precision import Precision
from gradviz.checking.rounding import tolerance_steps
from gradviz.checking.rules import derivative, rule_steps
from gradviz.checking.steps import quietly
from gradviz.network.forward import leak_of
from gradviz.network.layout import Array, Mask
from gradviz.network.network import Network

NEGLIGIBLE = 1e-6  # beside the largest error of a line
LINES = ("dA1", "dZ1", "dW1", "db1", "dW2", "db2")  # that tell slopes, where dZ2 was not given

Slopes = tuple[Array, Array]  # the derivative of layer 2 and of layer 1, each (units, m)


@dataclass(frozen=True, eq=False)
class KinkedPass:
    """A backward pass as a function of the slopes at its kinks; arrays in float64.

    Attributes
    ----------
    network, precision
        Whose pass it is, and in which precision its values were computed and kept.
    values
        Its lines, as far as they were given and are finite.
    kinks
        Which units stand at their kink, by line, dZ2 and dZ1.
    low
        The slope on the left of a kink; that on its right is 1.
    base
        The derivatives where they are known.
    right
        What the rules make of the values, as the expressions take the slopes.
    unknown
        Which slopes of layer 2 and of layer 1 are to be found: nothing tells the others.
    tolerance
        What counts as equal, by line.
    """

    network: Network
    precision: Precision
    values: Mapping[str, Array]
    kinks: Mapping[str, Mask]
    low: float
    base: Slopes
    right: Mapping[str, Array]
    unknown: tuple[Mask, Mask]
    tolerance: Mapping[str, Array]

    @property
    def passed(self) -> Array:
        """The value of dA2, shape (n_2, m)."""
        return self.values.get("dA2", self.right["dA2"])

    def with_slopes(
        self, first: Array | float, second: Array | float, other: Slopes | None = None
    ) -> Slopes:
        """Return derivatives with these slopes where they are to be found, and others elsewhere."""
        each = zip(self.unknown, (first, second), other or self.base, strict=True)
        two, one = (np.where(mask, slope, known) for mask, slope, known in each)
        return two, one

    def sharp_steps(self, slopes: Slopes) -> Generator[None, None, "KinkedPass"]:
        """Return the pass with what counts as equal where the slopes are these."""
        with np.errstate(all="ignore"):
            lines = {"dZ2": self.passed * slopes[0], **self.run(slopes)}
            every = {**self.right, **lines, **self.values}
        yield
        taken = dict(zip(("dZ2", "dZ1"), slopes, strict=True))
        found = yield from tolerance_steps(
            self.network, every, self.precision, tuple(self.values), at_kinks=taken
        )
        tolerance = {}
        for name, each in found.items():
            tolerance[name] = np.maximum(each, NEGLIGIBLE * np.max(each))
            yield
        return replace(self, tolerance=tolerance)

    def run(self, slopes: Slopes) -> dict[str, Array]:
        """Return what the lines below dA2 are with these derivatives."""
        two, one = slopes
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

    def depends(self, name: str) -> bool:
        """Return whether a line tells any of the slopes that are looked for."""
        two, one = self.unknown
        if name in ("dW1", "db1") and "dZ1" in self.values:
            return False
        by_two = two.any() and not (name in ("dW1", "db1") and "dA1" in self.values)
        by_one = one.any() and name in ("dZ1", "dW1", "db1")
        return bool(by_one or (by_two and not (name == "dZ1" and "dA1" in self.values)))

    def residual_steps(
        self, slopes: Slopes, names: tuple[str, ...]
    ) -> Generator[None, None, Array]:
        """Return by how much lines are off, in units of what counts as equal."""
        with np.errstate(all="ignore"):
            computed, parts = self.run(slopes), [np.zeros(0)]
        yield
        for name in names:
            if name in self.values:
                with np.errstate(all="ignore"):
                    off = computed[name] - self.values[name]
                    off /= self.tolerance[name]
                    parts.append(np.nan_to_num(off, copy=False, nan=1e300).reshape(-1))
                yield
        return np.concatenate(parts)

    def fits_steps(self, slopes: Slopes, names: tuple[str, ...]) -> Generator[None, None, bool]:
        """Return whether some lines are right with these derivatives."""
        residual = yield from self.residual_steps(slopes, names)
        return largest_size(residual) <= 1.0


def kinked_pass_steps(
    network: Network,
    values: Mapping[str, Array],
    kinks: Mapping[str, Mask],
    precision: Precision,
) -> Generator[None, None, KinkedPass]:
    """Return a pass as a function of its slopes, with what counts as equal where they are largest.

    Parameters
    ----------
    network
        Whose backward pass.
    values
        What it has, by line, finite and in float64; lines may be left out.
    kinks
        Which units stand at their kink, by line, dZ2 and dZ1.
    precision
        In which the values were computed and kept.
    """
    rules = yield from rule_steps(network, values)
    right = {name: each.astype(np.float64, copy=False) for name, each in rules.items()}
    yield
    two = derivative(network, "dZ2").astype(np.float64, copy=False)
    yield
    one = derivative(network, "dZ1").astype(np.float64, copy=False)
    yield
    passed = values.get("dA2", right["dA2"])
    unknown = (
        kinks.get("dZ2", np.zeros(two.shape, dtype=bool)) & (passed != 0) & ("dZ2" not in values),
        kinks.get("dZ1", np.zeros(one.shape, dtype=bool)),
    )
    yield
    low, base = leak_of(network.activation), (two, one)
    found = KinkedPass(network, precision, values, kinks, low, base, right, unknown, {})
    return (yield from quietly(found.sharp_steps(found.with_slopes(1.0, 1.0))))
