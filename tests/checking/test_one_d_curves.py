"""The curves: each derivative is that of its cost, by another library's arithmetic."""

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

from gradviz.checking.one_d_curves import CURVES

X = 1.75
THETAS = (-2.3, -0.4, 0.7, 3.1)

ORACLES: dict[str, Callable[[Any], Any]] = {
    "product": lambda theta: theta * X,
    "square": lambda theta: theta**2,
    "cube": lambda theta: theta**3,
    "sin": mpmath.sin,
    "sigmoid": lambda theta: 1 / (1 + mpmath.exp(-theta)),
    "relu": lambda theta: max(theta, 0),
    "abs": abs,
}


def test_each_curve_has_an_oracle() -> None:
    assert set(CURVES) == set(ORACLES)
    assert [name for name, curve in CURVES.items() if curve.takes_x] == ["product"]
    assert [name for name, curve in CURVES.items() if curve.kink == 0] == ["relu", "abs"]


@pytest.mark.parametrize("name", list(CURVES))
@pytest.mark.parametrize("order", [0, 1, 3])
def test_values_and_derivatives(name: str, order: int) -> None:
    curve = CURVES[name]
    function = (curve.value, curve.derivative, None, curve.third)[order]
    assert function is not None
    with mpmath.workdps(60):
        wanted = [float(mpmath.diff(ORACLES[name], theta, order)) for theta in THETAS]
    assert function(np.array(THETAS), X) == pytest.approx(wanted, rel=1e-13, abs=1e-13)


def test_the_sigmoid_keeps_its_digits_far_out() -> None:
    with np.errstate(all="raise", under="ignore"):
        slope = CURVES["sigmoid"].derivative(np.array([40.0, -40.0, 800.0, -800.0]), 0.0)
    assert slope[:2] == pytest.approx(float(mpmath.exp(-40)), rel=1e-13)
    assert slope[2:].tolist() == [0.0, 0.0]


def test_formulas_are_written_out() -> None:
    assert CURVES["product"].title == "theta * x"
    assert CURVES["square"].at("theta+") == "(theta+)^2"
    assert CURVES["square"].title == "theta^2"
    assert CURVES["abs"].at("theta-") == "|theta-|"
