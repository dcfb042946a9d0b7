"""L2 terms: c * W in the gradient of each W, with one c for all."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gradviz.analysis.assumptions.fit import COARSE, GRADIENTS, Case, Prediction, is_near, is_within
from gradviz.checking.difference import norm
from gradviz.network.layout import Array

WEIGHTS = ("dW1", "dW2", "dW3")
BIASES = ("db1", "db2", "db3")
FEWEST = 2  # arrays that must agree on the constant, and entries more than it: one fits anything


@dataclass(frozen=True)
class Decay:
    """An L2 term.

    Attributes
    ----------
    constant
        c, which is lambda/m as the exercise writes it; 0 where there is no term.
    arrays
        The gradients that have it.
    forgotten
        The gradients of weights that have it not.
    """

    constant: float = 0.0
    arrays: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()

    @property
    def by_array(self) -> tuple[float, ...]:
        """The constant of each gradient, the weights first."""
        return tuple(self.constant if n in self.arrays else 0.0 for n in (*WEIGHTS, *BIASES))


NO_DECAY = Decay()


def may_be(values: Mapping[str, Array], case: Case) -> bool:
    """Return whether gradients are near to values, up to a share of their parameters each."""
    return all(is_near_up_to(case.given[n], values[n], _of(n, case)) for n in GRADIENTS)


def decay_of(prediction: Prediction, case: Case, lambd: float | None) -> Decay | None:
    """Return the L2 term with which a pass explains all gradients, or None.

    Parameters
    ----------
    prediction
        The pass without one.
    case
        What was given.
    lambd
        The lambda that the file says, which is one witness more.
    """
    rest = {n: case.given[n] - prediction.values[n] for n in GRADIENTS}
    plain = {n for n in GRADIENTS if is_within(rest[n], np.zeros(()), prediction.tolerance[n])}
    having = [n for n in GRADIENTS if n not in plain]
    if not having:
        return NO_DECAY
    constant = _constant(having, rest, case)
    if not constant > 0 or not _all_within(constant, having, rest, prediction, case):
        return None
    forgotten = tuple(n for n in WEIGHTS if n in plain and _of(n, case).any())
    of_biases = [n for n in BIASES if _of(n, case).any()]
    if any(n in having for n in BIASES) and any(n in plain for n in of_biases):
        return None
    if not any(n in having for n in WEIGHTS) or not _is_sure(having, forgotten, case, lambd):
        return None
    return Decay(constant, tuple(having), forgotten)


def _is_sure(
    having: list[str], forgotten: tuple[str, ...], case: Case, lambd: float | None
) -> bool:
    """Return whether more than a free constant speaks for the term."""
    entries = sum(np.count_nonzero(_of(name, case)) for name in having)
    if entries - 1 < FEWEST:
        return False
    return not forgotten or len(having) >= FEWEST or lambd is not None


def _constant(having: list[str], rest: Mapping[str, Array], case: Case) -> float:
    """Return the c with which c * W is nearest to what is left."""
    product = sum(float(np.vdot(_of(n, case), rest[n])) for n in having)
    square = sum(float(np.vdot(_of(n, case), _of(n, case))) for n in having)
    return product / square if square and np.isfinite([product, square]).all() else 0.0


def _all_within(
    constant: float,
    having: list[str],
    rest: Mapping[str, Array],
    prediction: Prediction,
    case: Case,
) -> bool:
    """Return whether one constant leaves nothing; it is known as well as its terms are."""
    size = np.sqrt(sum(norm(_of(n, case)) ** 2 for n in having))
    blur = np.sqrt(sum(norm(prediction.tolerance[n]) ** 2 for n in having)) / size
    for name in having:
        own = np.abs(_of(name, case))
        tolerance = prediction.tolerance[name] + own * (blur + 8 * case.unit * constant)
        tolerance = tolerance + case.kept(case.given[name])
        if not is_within(rest[name], constant * _of(name, case), tolerance):
            return False
    return True


def is_near_up_to(given: Array, value: Array, own: Array) -> bool:
    """Return whether a gradient is near to a value, up to a share of its own parameters."""
    if is_near(given, value) or not own.any():
        return is_near(given, value)
    square = float(np.vdot(own, own))
    share = float(np.vdot(own, given - value)) / square if square else 0.0
    return bool(norm(given - value - share * own) <= COARSE * (norm(given) + norm(value)))


def _of(name: str, case: Case) -> Array:
    return case.point.parameters[name[1:]]
