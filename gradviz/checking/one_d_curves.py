"""Costs J of one parameter theta that are worth seeing, with their derivatives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from gradviz.network.layout import Array

Function = Callable[[Array, float], Array]


@dataclass(frozen=True)
class OneDCurve:
    """J as a function of theta, and of x where it takes part.

    Attributes
    ----------
    name
        The word for it on the command line.
    formula
        J with ``{}`` in place of theta.
    derivative_formula
        dJ/dtheta.
    value, derivative, third
        J, dJ/dtheta and its third derivative at an array of thetas and at x, of any shape.
    kink
        The theta at which it has no derivative, or None.
    takes_x
        Whether x takes part.
    """

    name: str
    formula: str
    derivative_formula: str
    value: Function
    derivative: Function
    third: Function
    kink: float | None = None
    takes_x: bool = False

    @property
    def title(self) -> str:
        """J of theta."""
        return self.at("theta")

    def at(self, theta: str) -> str:
        """Return J at theta, or at ``theta+``, written out."""
        is_power = "^" in self.formula and theta != "theta"
        return self.formula.format(f"({theta})" if is_power else theta)


def _sigmoid(theta: Array, _x: float = 0.0) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-theta)))


def _sigmoid_third(theta: Array, _x: float) -> Array:
    s = _sigmoid(theta)
    return np.asarray(s * _sigmoid(-theta) * (1 - 6 * s + 6 * s * s))


def _zeros(theta: Array, _x: float) -> Array:
    return np.zeros_like(theta)


_CURVES = (
    OneDCurve(
        "product",
        "{} * x",
        "x",
        lambda theta, x: theta * x,
        lambda theta, x: np.full_like(theta, x),
        _zeros,
        takes_x=True,
    ),
    OneDCurve(
        "square",
        "{}^2",
        "2 * theta",
        lambda theta, _x: theta * theta,
        lambda theta, _x: 2 * theta,
        _zeros,
    ),
    OneDCurve(
        "cube",
        "{}^3",
        "3 * theta^2",
        lambda theta, _x: theta * theta * theta,
        lambda theta, _x: 3 * theta * theta,
        lambda theta, _x: np.full_like(theta, 6.0),
    ),
    OneDCurve(
        "sin",
        "sin({})",
        "cos(theta)",
        lambda theta, _x: np.sin(theta),
        lambda theta, _x: np.cos(theta),
        lambda theta, _x: -np.cos(theta),
    ),
    OneDCurve(
        "sigmoid",
        "sigmoid({})",
        "sigmoid(theta) * sigmoid(-theta)",
        _sigmoid,
        # Not s * (1 - s): near 1 the difference would have no digits left.
        lambda theta, _x: _sigmoid(theta) * _sigmoid(-theta),
        _sigmoid_third,
    ),
    OneDCurve(
        "relu",
        "max(0, {})",
        "(theta > 0)",
        lambda theta, _x: np.maximum(theta, 0.0),
        lambda theta, _x: np.where(theta > 0, 1.0, 0.0),
        _zeros,
        kink=0.0,
    ),
    OneDCurve(
        "abs",
        "|{}|",
        "sign(theta)",
        lambda theta, _x: np.abs(theta),
        lambda theta, _x: np.sign(theta),
        _zeros,
        kink=0.0,
    ),
)

CURVES: Mapping[str, OneDCurve] = MappingProxyType({each.name: each for each in _CURVES})
