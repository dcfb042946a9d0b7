"""The 1-D case of the exercise, J = theta * x, step by step; and other costs of one theta."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from gradviz.checking.one_d_curves import CURVES, OneDCurve
from gradviz.network.fields import InvalidSettings, choice_problem, number_problem
from gradviz.network.layout import Array, Mask
from gradviz.network.numbers import rounded

SMALLEST_EPSILON, LARGEST_EPSILON = 1e-20, 1.0
LARGEST_VALUE = 1e100  # of x and theta, so that their products stay numbers

_UNIT = 2.0**-53  # the largest relative error of one rounding in float64
_SMALLEST = 5e-324  # what rounding leaves of numbers near 0
_DECADES = (-15, -1)  # of epsilon, for a curve of errors
_POINTS_A_DECADE = 20
_PLACES = np.linspace(-1.0, 1.0, 5)  # of the step, where the third derivative is looked at


@dataclass(frozen=True)
class OneDSettings:
    """What is checked; the defaults are the exercise's.

    Raises
    ------
    InvalidSettings
        If a value is not allowed; each one is named.
    """

    curve: str = "product"
    x: float = 2.0
    theta: float = 4.0
    epsilon: float = 1e-7

    def __post_init__(self) -> None:
        problems = (
            choice_problem("curve", self.curve, tuple(CURVES)),
            number_problem("x", self.x, -LARGEST_VALUE, LARGEST_VALUE),
            number_problem("theta", self.theta, -LARGEST_VALUE, LARGEST_VALUE),
            number_problem("epsilon", self.epsilon, SMALLEST_EPSILON, LARGEST_EPSILON),
        )
        found = [problem for problem in problems if problem is not None]
        if found:
            raise InvalidSettings(found)


@dataclass(frozen=True)
class OneDCheck:
    """The five steps of gradapprox and the three of the difference.

    Attributes
    ----------
    theta_plus, theta_minus, J_plus, J_minus, gradapprox
        The five steps.
    grad
        What backpropagation says, dJ/dtheta; at a kink, the value that is usual in backpropagation.
    numerator, denominator, difference
        The three steps: |grad - gradapprox|, |grad| + |gradapprox| and their ratio; 0/0 is 0.
    curve
        The name of J in `CURVES`.
    J
        J(theta).
    slope_left, slope_right
        The one-sided slopes (J - J-) / epsilon and (J+ - J) / epsilon.
    rounding, truncation
        The error of gradapprox that rounding explains, and the one that the length of the step
        does: epsilon^2 / 6 times the largest third derivative in it.
    at_kink
        Whether J has no derivative at theta.
    crosses_kink
        Whether it has none somewhere between theta- and theta+, so that gradapprox mixes two
        slopes.
    """

    x: float
    theta: float
    epsilon: float
    theta_plus: float
    theta_minus: float
    J_plus: float
    J_minus: float
    gradapprox: float
    grad: float
    numerator: float
    denominator: float
    difference: float
    curve: str
    J: float
    slope_left: float
    slope_right: float
    rounding: float
    truncation: float
    at_kink: bool
    crosses_kink: bool


@dataclass(frozen=True, eq=False)
class OneDErrors:
    """|grad - gradapprox| over epsilon, all shapes (n,).

    Attributes
    ----------
    epsilons
        The steps.
    errors
        |grad - gradapprox| at each; NaN where a value is not finite.
    rounding, truncation
        As in `OneDCheck`.
    crosses_kink
        As in `OneDCheck`.
    """

    epsilons: Array
    errors: Array
    rounding: Array
    truncation: Array
    crosses_kink: Mask


def check_one_d(x: float, theta: float, epsilon: float = 1e-7, curve: str = "product") -> OneDCheck:
    """Check the gradient of J = theta * x, or of another of `CURVES`.

    Source: the deeplearning.ai exercise "Gradient Checking", part 1; its values x = 2,
    theta = 4 give a difference of 2.919335883291695e-10.

    Parameters
    ----------
    x, theta
        Finite numbers.
    epsilon
        The step, greater than 0.
    curve
        The name of J in `CURVES`.
    """
    function = CURVES[curve]
    x, theta, epsilon = float(x), float(theta), float(epsilon)
    with np.errstate(all="ignore"):
        steps = _Steps(function, x, theta, np.array([epsilon]))
        numerator, denominator = abs(steps.grad - steps.gradapprox), steps.denominator
        cost = function.value(np.array([theta]), x)
        slopes = (cost - steps.J_minus) / epsilon, (steps.J_plus - cost) / epsilon
    return OneDCheck(
        x=x,
        theta=theta,
        epsilon=epsilon,
        theta_plus=_only(steps.theta_plus),
        theta_minus=_only(steps.theta_minus),
        J_plus=_only(steps.J_plus),
        J_minus=_only(steps.J_minus),
        gradapprox=_only(steps.gradapprox),
        grad=steps.grad,
        numerator=_only(numerator),
        denominator=_only(denominator),
        difference=_only(numerator) / _only(denominator) if _only(numerator) else 0.0,
        curve=curve,
        J=_only(cost),
        slope_left=_only(slopes[0]),
        slope_right=_only(slopes[1]),
        rounding=_only(steps.rounding),
        truncation=_only(steps.truncation),
        at_kink=function.kink == theta,
        crosses_kink=bool(steps.crosses_kink[0]),
    )


def one_d_errors(x: float, theta: float, epsilons: Array, curve: str = "product") -> OneDErrors:
    """Return the error of gradapprox at many steps, the same as `check_one_d` has at each.

    Parameters
    ----------
    x, theta, curve
        As for `check_one_d`.
    epsilons
        Greater than 0, shape (n,).
    """
    with np.errstate(all="ignore"):
        steps = _Steps(CURVES[curve], float(x), float(theta), epsilons)
        errors = np.abs(steps.grad - steps.gradapprox)
    return OneDErrors(
        epsilons=epsilons,
        errors=np.where(np.isfinite(errors), errors, np.nan),
        rounding=steps.rounding,
        truncation=steps.truncation,
        crosses_kink=steps.crosses_kink,
    )


@dataclass(frozen=True, eq=False)
class OneDResult:
    """A check with the errors around it, and what was asked for."""

    settings: OneDSettings
    check: OneDCheck
    errors: OneDErrors


def run_one_d(settings: OneDSettings) -> OneDResult:
    """Check one case, and find its errors from epsilon 1e-1 to 1e-15 and at its own epsilon."""
    x, theta, curve = settings.x, settings.theta, settings.curve
    epsilons = np.union1d(_usual_epsilons(), [settings.epsilon])
    return OneDResult(
        settings=settings,
        check=check_one_d(x, theta, settings.epsilon, curve),
        errors=one_d_errors(x, theta, epsilons, curve),
    )


@cache
def _usual_epsilons() -> Array:
    low, high = _DECADES
    exponents = np.linspace(low, high, (high - low) * _POINTS_A_DECADE + 1)
    # As they are written: 10.0**-7 is not 1e-7 on every machine.
    return np.array([rounded(10.0**exponent, 3) for exponent in exponents])


class _Steps:
    """What `check_one_d` and `one_d_errors` share: values at steps of shape (n,)."""

    def __init__(self, curve: OneDCurve, x: float, theta: float, epsilon: Array) -> None:
        self.theta_plus = theta + epsilon
        self.theta_minus = theta - epsilon
        self.J_plus = curve.value(self.theta_plus, x)
        self.J_minus = curve.value(self.theta_minus, x)
        self.gradapprox = (self.J_plus - self.J_minus) / (2 * epsilon)
        self.grad = _only(curve.derivative(np.array([theta]), x))
        self.denominator = abs(self.grad) + np.abs(self.gradapprox)
        self.rounding = self._rounding(epsilon)
        # The remainder of Taylor's series is that of some place in the step, so the largest of a
        # few is enough for an estimate, where that of theta alone can happen to be 0.
        within = theta + epsilon[:, np.newaxis] * _PLACES
        self.truncation = epsilon**2 / 6 * np.abs(curve.third(within, x)).max(axis=1)
        kink = np.nan if curve.kink is None else curve.kink
        self.crosses_kink = (self.theta_minus < kink) & (kink < self.theta_plus)

    def _rounding(self, epsilon: Array) -> Array:
        """Return the error that rounding J+ and J-, theta+ and theta-, and the quotient makes."""
        of_costs = np.abs(self.J_plus) + np.abs(self.J_minus)
        of_steps = abs(self.grad) * (np.abs(self.theta_plus) + np.abs(self.theta_minus))
        lost = (_UNIT * (of_costs + of_steps) + 2 * _SMALLEST) / (2 * epsilon)
        return np.asarray(lost + _UNIT * abs(self.grad))


def _only(values: Array) -> float:
    return float(values[0])
