"""Whether a pass explains everything that was given, down to rounding."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field

import numpy as np

from gradviz.analysis.assumptions.model import Model, Noise, Point, backward_steps, forward_steps
from gradviz.checking.difference import norm
from gradviz.network.layout import PARAMETER_NAMES, Array

Values = dict[str, Array]

GRADIENTS = tuple(f"d{name}" for name in PARAMETER_NAMES)
RUNS = 6  # with rounding by chance: an entry that hardly moves in any of them is rare
MARGIN = 10.0  # times the largest move in them: somebody else's sums have another order
COARSE = 0.01  # of a share that is looked at closely
VAGUE = 1e-3  # an array of which rounding alone moves a larger share (or so many times the unit of
VAGUE_UNITS = 100.0  # what computed it) explains nothing
FAR = 100.0  # times what rounding moves: so much worse is what the check assumes


@dataclass(frozen=True, eq=False)
class Case:
    """What was given, and what the check assumes of it.

    Attributes
    ----------
    point
        X, Y and the parameters.
    given
        The gradients dW1 ... db3, and any of dZ3, dA2, dZ2, dA1 and dZ1.
    base
        The pass that the check assumes.
    unit
        The unit roundoff of what computed the gradients.
    kept
        How far the rounding of a kept value may have moved it, of the shape of values.
    """

    point: Point
    given: Mapping[str, Array] = field(repr=False)
    base: Model
    unit: float
    kept: Callable[[Array], Array]

    @property
    def between(self) -> tuple[str, ...]:
        """The names of the given values between the layers."""
        return tuple(name for name in self.given if name not in GRADIENTS)


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a pass makes of each line, and how far rounding may move it."""

    values: Mapping[str, Array] = field(repr=False)
    tolerance: Mapping[str, Array] = field(repr=False)


def values_steps(model: Model, case: Case) -> Generator[None, None, Values]:
    """Return every line of a pass, step by step."""
    here = yield from forward_steps(model, case.point)
    return (yield from backward_steps(model, case.point, here))


def prediction_steps(model: Model, case: Case) -> Generator[None, None, Prediction]:
    """Run a pass as it is and with rounding by chance at every value, step by step.

    What rounding does is measured and not bounded: where values cancel, or units are near their
    kinks, a bound would be far too large or too small.
    """
    point = case.point
    here = yield from forward_steps(model, point)
    values = yield from backward_steps(model, point, here)
    moved = {name: np.zeros_like(value) for name, value in values.items()}
    for seed in range(RUNS):
        noise = Noise(case.unit, seed)
        there = yield from forward_steps(model, point, noise, here)
        noisy = yield from backward_steps(model, point, there, noise)
        moved = {n: np.maximum(m, np.abs(noisy[n] - values[n])) for n, m in moved.items()}
        yield
    tolerance = {
        name: MARGIN * moved[name] + 4 * case.unit * np.abs(value) + case.kept(value)
        for name, value in values.items()
    }
    return Prediction(values, tolerance)


def are_near(values: Mapping[str, Array], case: Case) -> bool:
    """Return whether all gradients are so near that a closer look is worth its time."""
    return all(
        is_near(case.given[name], values[name], norm(case.kept(values[name]))) for name in GRADIENTS
    )


def is_near(given: Array, value: Array, kept: float = 0.0) -> bool:
    """Return whether two arrays are so near that a closer look is worth its time.

    What the format rounds to zero may be all of an array: its norm is allowed besides.
    """
    return bool(norm(given - value) <= COARSE * (norm(given) + norm(value)) + kept)


def is_within(given: Array, value: Array, tolerance: Array) -> bool:
    """Return whether no entry is further from a value than rounding explains."""
    return bool(np.all((given == value) | (np.abs(given - value) <= tolerance)))


def convention(prediction: Prediction, case: Case, factors: tuple[float, ...]) -> float | None:
    """Return by which factor all given values between the layers are those of a pass, or None.

    A pass may carry the 1/m of the mean in dZ and dA, or leave it to the parameters.
    """
    for factor in factors:
        if all(
            is_within(
                case.given[name],
                factor * prediction.values[name],
                abs(factor) * prediction.tolerance[name],
            )
            for name in case.between
        ):
            return factor
    return None


def tells(prediction: Prediction, case: Case, base: Mapping[str, Array]) -> bool:
    """Return whether a pass explains what the check's own does not, and explains it sharply.

    Parameters
    ----------
    prediction
        A pass that explains what was given.
    case
        What was given.
    base
        The lines of the pass that the check assumes.
    """
    is_better = False
    for name in GRADIENTS:
        given, tolerance = case.given[name], norm(prediction.tolerance[name])
        vague = max(VAGUE, VAGUE_UNITS * case.unit)
        if "W" in name and tolerance > vague * norm(given) and given.any():
            return False
        is_better |= bool(norm(given - base[name]) > FAR * tolerance)
    return is_better
