"""What a plot over epsilon shows, as values."""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from PySide6.QtCore import Qt

from gradviz.checking.expected import MARGIN
from gradviz.network.layout import Array
from gradviz.network.numbers import SHORT, number

LEFT_DECADE, RIGHT_DECADE = -15, -1  # of epsilon: below, every step is lost in rounding
LOWEST, HIGHEST = -20, 4  # decades upwards: what lies beyond is not worth an axis
LEAST = 2  # decades that are shown
KINK_WORDS = "kinks crossed"
LANE = 1.0  # decades that differences of exactly 0 have below all others

THIN, THICK = 1.0, 2.2  # widths of lines, in units of the thinnest that is seen from afar
MARKS = ("circle", "square", "triangle", "diamond", "plus", "cross")


@dataclass(frozen=True, eq=False)
class LogLine:
    """One curve.

    Attributes
    ----------
    name
        What the legend calls it.
    epsilons, values
        Its points, descending in epsilon, shape (n,) both; a value that is not finite is a gap,
        and one of 0 stands at the bottom.
    role
        The role of its colour in a look.
    width
        In units of a thin line.
    style
        Of the line.
    mark
        One of `MARKS`, drawn at some of its points, or nothing if empty.
    scales
        Whether the axis makes room for all of it.
    is_listed
        Whether the legend names it.
    is_level
        Whether its values are all the same: where that lies beyond the axis, its edge says so.
    """

    name: str
    epsilons: Array
    values: Array
    role: str
    width: float = THIN
    style: Qt.PenStyle = Qt.PenStyle.SolidLine
    mark: str = ""
    scales: bool = True
    is_listed: bool = True
    is_level: bool = False

    @property
    def has_zeros(self) -> bool:
        """Whether a value is exactly 0."""
        return bool((self.values == 0).any())


@dataclass(frozen=True, eq=False)
class LogScene:
    """Everything that a plot shows but the present epsilon.

    Attributes
    ----------
    lines
        The curves, the least important first.
    threshold
        A level line with its value, or None.
    boundary
        The epsilon where truncation falls to the noise of rounding, or None.
    best
        The best epsilon and its value, or None.
    kinks
        The epsilons at which entries step over a kink.
    up, across
        What stands on the axis upwards, and on the one across.
    ends
        The decimal exponents at the left and at the right.
    """

    lines: tuple[LogLine, ...] = ()
    threshold: float | None = None
    boundary: float | None = None
    best: tuple[float, float] | None = None
    kinks: tuple[float, ...] = ()
    up: str = "difference"
    across: str = "epsilon"
    ends: tuple[float, float] = (LEFT_DECADE, RIGHT_DECADE)

    def words_at(self, epsilon: float, hidden: Collection[str] = ()) -> str:
        """Return the values of the curves at their places that are nearest to an epsilon."""
        return "\n".join(self._words(epsilon, hidden))

    def pointed_words(self, across: float, up: float, hidden: Collection[str] = ()) -> str:
        """Return a point of the plot, and then the values of the curves near it, in one line."""
        point = f"{self.across} {number(across, 3)}, {self.up} {number(up, 3)}"
        near = self._words(across, hidden)
        return f"{point}   |   at {', '.join(near)}" if near else point

    def _words(self, across: float, hidden: Collection[str]) -> list[str]:
        words: list[str] = []
        lines = [line for line in reversed(self.lines) if line.name not in hidden]
        near = float("nan")
        for line in lines:
            if line.epsilons.size:
                place = int(np.argmin(np.abs(np.log(line.epsilons / across))))
                near = float(line.epsilons[place])
                if not words:
                    words.append(f"{self.across} {number(near, 3)}")
                words.append(f"{line.name}: {number(float(line.values[place]), SHORT)}")
        if words and near in self.kinks:
            words.append(KINK_WORDS)
        return words

    @property
    def has_zeros(self) -> bool:
        """Whether a value that the axis makes room for is exactly 0."""
        return any(line.has_zeros for line in self.lines if line.scales)


def opinion_line(epsilons: Array, value: float | None) -> tuple[LogLine, ...]:
    """Return the line of the second opinion, which no epsilon moves; none if it was not taken."""
    if value is None or not np.isfinite(value) or not epsilons.size:
        return ()
    level, style = np.full(epsilons.size, value), Qt.PenStyle.DashDotDotLine
    return (
        LogLine(
            "second opinion", epsilons, level, "curve.4", 1.6, style, scales=False, is_level=True
        ),
    )


def decades(scene: LogScene) -> tuple[float, float]:
    """Return the decimal exponents at the bottom and at the top of a plot."""
    values = [line.values for line in scene.lines if line.scales]
    if scene.threshold is not None:
        values.append(np.array([scene.threshold]))
    together = np.concatenate(values) if values else np.ones(1)
    shown = together[np.isfinite(together) & (together > 0)]
    low, high = (log10(shown.min()), log10(shown.max())) if shown.size else (-1.0, 0.0)
    # A tick is no longer one of its own for an error in the last digit.
    bottom = min(max(floor(low + 1e-6), LOWEST), HIGHEST - LEAST)
    top = max(min(ceil(high - 1e-6), HIGHEST), bottom + LEAST)
    return bottom - (LANE if scene.has_zeros else 0.0), float(top)


def heights(values: Array, bottom: float) -> Array:
    """Return values as decimal exponents; one of exactly 0 stands in the lane at the bottom."""
    with np.errstate(divide="ignore", invalid="ignore"):
        exponents: Array = np.log10(values)
    exponents[values == 0] = bottom + LANE / 2
    return exponents


def best_point(epsilons: Array, values: Array, expected: Array) -> tuple[float, float] | None:
    """Return the epsilon with the smallest value, and that value; None if none is the best.

    Of a wrong gradient no epsilon is: where the error to expect is smallest, the value is more
    than that error explains. Nor is one of a value that is 0 whatever epsilon is.
    """
    known = np.isfinite(values) & np.isfinite(expected)
    if not known.any() or not values[known].any():
        return None
    telling = int(np.argmin(np.where(known, expected, np.inf)))
    if values[telling] > MARGIN * expected[telling]:
        return None
    place = int(np.nanargmin(np.where(known, values, np.inf)))
    return float(epsilons[place]), float(values[place])
