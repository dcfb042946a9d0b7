"""The box of a plot: where values stand in it, and its ticks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from gradviz.network.layout import Array, Mask
from gradviz.network.numbers import SHORT, number, rough

_STRAIGHT = 0.08  # pixels that a point may be off the line between its neighbours
_AT_LEAST_EVERY = 4  # so that a slow bend of many points cannot add up

_STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class Graph:
    """A box in pixels, and the values at its edges.

    Attributes
    ----------
    box
        In pixels of the widget.
    left, right, bottom, top
        The values at its edges; left < right and bottom < top.
    """

    box: QRectF
    left: float
    right: float
    bottom: float
    top: float

    def x(self, value: float) -> float:
        """Return the pixel of a value across."""
        share = (value - self.left) / (self.right - self.left)
        return self.box.left() + share * self.box.width()

    def y(self, value: float) -> float:
        """Return the pixel of a value upwards; far outside of the box at most."""
        share = (value - self.bottom) / (self.top - self.bottom)
        # Qt cannot draw lines whose ends are millions of pixels away.
        return self.box.bottom() - min(max(share, -50.0), 50.0) * self.box.height()

    def point(self, x: float, y: float) -> QPointF:
        """Return the place of a pair of values."""
        return QPointF(self.x(x), self.y(y))

    def value_at(self, x: float) -> float:
        """Return the value at a pixel across, within the box."""
        share = min(max((x - self.box.left()) / self.box.width(), 0.0), 1.0)
        return self.left + share * (self.right - self.left)

    def value_up_at(self, y: float) -> float:
        """Return the value at a pixel upwards, within the box."""
        share = min(max((self.box.bottom() - y) / self.box.height(), 0.0), 1.0)
        return self.bottom + share * (self.top - self.bottom)

    def places(self, xs: Array, ys: Array) -> tuple[Array, Array]:
        """Return the pixels of many pairs of values, shapes (n,)."""
        across = (xs - self.left) / (self.right - self.left)
        up = (ys - self.bottom) / (self.top - self.bottom)
        px = self.box.left() + across * self.box.width()
        return px, self.box.bottom() - np.clip(up, -50.0, 50.0) * self.box.height()

    def line(self, xs: Array, ys: Array) -> QPolygonF:
        """Return the places of many pairs of values, shapes (n,), across evenly.

        Points that make no difference to the eye are left out.
        """
        px, py = self.places(xs, ys)
        seen = _bends(py)
        pairs = zip(px[seen].tolist(), py[seen].tolist(), strict=True)
        return QPolygonF([QPointF(x, y) for x, y in pairs])


def _bends(py: Array) -> Mask:
    """Return which points of an evenly sampled line make a difference to the eye.

    Qt takes as long for a point in a straight stretch as for a corner.
    """
    seen = np.ones(py.size, dtype=bool)
    seen[1:-1] = np.abs(np.diff(py, 2)) > _STRAIGHT
    seen[::_AT_LEAST_EVERY] = True
    return seen


def nice_step(least: float) -> float:
    """Return the smallest 1, 2 or 5 times a power of ten that is not below a number."""
    power = 10.0 ** math.floor(math.log10(least))
    # Without the margin 0.3 / 0.1 would be a little more than 3.
    times = next((each for each in _STEPS if each * power >= least * (1 - 1e-9)), 10.0)
    return times * power


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most so many round numbers from low to high, evenly spaced."""
    step = nice_step((high - low) / max(most, 1))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [place * step for place in range(first, last + 1)]


def decade_ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Return the decimal exponents that are written at an axis, at most so many, with the words."""
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    step = max(1, math.ceil((last - first + 1) / max(most, 1)))
    return [(float(each), rough(float(f"1e{each}"))) for each in range(last, first - 1, -step)]


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """Return ticks as texts with as many digits as their step needs: 0.2, -2e-7."""
    return [number(tick, SHORT) for tick in ticks]
