"""Which part of a curve the 1-D plot shows, and the points of it.

All places are offsets from one theta and one J. Around 4 with an epsilon of 1e-15 the places
themselves would be a handful of numbers; the offsets have all their digits.
"""

from dataclasses import dataclass

import numpy as np

from gradviz.checking.one_d import OneDCheck
from gradviz.checking.one_d_curves import CURVES
from gradviz.network.layout import Array
from gradviz.views.curves.graph import nice_step

ZOOM_STEPS = 3.0  # epsilons that are shown on either side of theta when zoomed
MOST_DOTS = 60  # numbers of float64 that are marked one by one

_FLATTEST = 1e-300  # of J: below, float64 has no digits left for ticks
_USUAL_HALF = {"cube": 2.0, "sin": 6.5, "sigmoid": 8.0}
_OTHER_HALF = 5.0
_WAVE_STEP = 10.0  # from one view of a wave to the next
_ROOM = 1.2  # theta is at most at 1/1.2 of the half
_PADDING = 0.08


@dataclass(frozen=True)
class OneDView:
    """A part of a curve.

    Attributes
    ----------
    theta, J
        Where the offsets count from.
    half
        Half of the width.
    low, high
        The offsets of J at the lower and upper edge.
    """

    theta: float
    J: float
    half: float
    low: float
    high: float

    def samples(self, check: OneDCheck, count: int) -> tuple[Array, Array]:
        """Return offsets evenly over the width and J there, shapes (count,).

        J is evaluated at what float64 makes of each theta, so a curve of a few float64 numbers is
        the staircase that a program sees.
        """
        across = np.linspace(-self.half, self.half, count)
        return across, self._costs(check, self.theta + across)

    def dots(self, check: OneDCheck) -> tuple[Array, Array]:
        """Return the offsets of all float64 numbers in the width and J there; none if many."""
        inner = max(abs(self.theta) - self.half, 0.0)
        spacing = float(np.spacing(inner))
        if 2 * self.half / spacing > MOST_DOTS:
            return np.array([]), np.array([])
        count = int(self.half / spacing)
        # Where the spacing doubles, every other of these rounds to its neighbour.
        thetas = np.unique(self.theta + spacing * np.arange(-count, count + 1))
        return thetas - self.theta, self._costs(check, thetas)

    def points(self, check: OneDCheck) -> dict[str, tuple[float, float]]:
        """Return the offsets of theta and of theta plus and minus epsilon, and of J there."""
        place = check.theta - self.theta
        return {
            "theta": (place, check.J - self.J),
            "plus": (place + check.epsilon, check.J_plus - self.J),
            "minus": (place - check.epsilon, check.J_minus - self.J),
        }

    def _costs(self, check: OneDCheck, thetas: Array) -> Array:
        return CURVES[check.curve].value(thetas, check.x) - self.J


def whole_view(check: OneDCheck) -> OneDView:
    """Return the curve around 0, with theta in it; a wave only near theta."""
    usual = _USUAL_HALF.get(check.curve, _OTHER_HALF)
    if check.curve == "sin":
        # Thousands of waves would be a grey box.
        middle = _WAVE_STEP * round(check.theta / _WAVE_STEP)
        return _fitted(OneDView(middle, 0.0, usual, 0.0, 0.0), check)
    needed = _ROOM * abs(check.theta)
    half = usual if needed <= usual else nice_step(needed)
    if CURVES[check.curve].takes_x:
        # Round numbers, so that the line turns while x is dragged and the ticks stay.
        top = nice_step(1.5 * max(abs(check.x), 1.0) * half)
        return OneDView(0.0, 0.0, half, -top, top)
    return _fitted(OneDView(0.0, 0.0, half, 0.0, 0.0), check)


def zoomed_view(check: OneDCheck) -> OneDView:
    """Return a few epsilons around theta."""
    view = OneDView(check.theta, check.J, ZOOM_STEPS * check.epsilon, 0.0, 0.0)
    return _fitted(view, check)


def _fitted(view: OneDView, check: OneDCheck) -> OneDView:
    """Return a view that is high enough for the curve, and for the tangent near theta."""
    _, costs = view.samples(check, 201)
    reach = abs(check.grad) * check.epsilon
    place = check.J - view.J
    shown = [*costs[np.isfinite(costs)].tolist(), place - reach, place + reach]
    low, high = min(shown), max(shown)
    height = high - low if high - low > _FLATTEST else view.half
    return OneDView(
        view.theta, view.J, view.half, low - _PADDING * height, high + _PADDING * height
    )
