"""A sweep over epsilon as a small plot in characters, log-log."""

from collections.abc import Sequence
from math import ceil, floor, isfinite, log10

import numpy as np

from gradviz.checking.curves import Curve, SweepResult
from gradviz.network.layout import Array
from gradviz.network.numbers import number
from gradviz.presenting.sweep_words import best_place, other_curve

LEFT, NARROWEST = 9, 3  # columns left of the plot, and columns of a decade at least
MOST_ROWS, LOWEST = 20, -20  # a decade of the difference is one row, or two

OWN, OTHER, BEST, FLOOR, THRESHOLD, PRESENT = "●", "○", "◆", "·", "─", "│"
COMPARED = "×"
KEPT = "\u00a0"  # a blank at which no line is broken


def character_plot(sweep: SweepResult, width: int, compared: Sequence[Curve] = ()) -> str:
    """Return the differences of both schemes over epsilon, or nothing if they do not fit.

    Parameters
    ----------
    width
        The columns that there are.
    compared
        Curves to be drawn with it.
    """
    logs = np.log10(sweep.curve.epsilons)
    if logs.size < 2:
        return ""
    left, right = floor(round(float(logs.min()), 6)), ceil(round(float(logs.max()), 6))
    right = max(right, left + 1)  # epsilons that are almost one power of ten share its decade
    columns = (width - LEFT - 1) // (right - left)
    if columns < NARROWEST:
        return ""
    grid = _Grid(left, right, min(columns, 8), *_range(sweep, compared))
    _draw(grid, sweep, compared)
    return "\n".join(grid.lines())


def legend(sweep: SweepResult, compared_name: str | None = None) -> str:
    """Return what the signs mean; `compared_name` is the name of what is compared."""
    own, other = sweep.curve.scheme, other_curve(sweep).scheme
    entries = [
        f"{OWN} {own}",
        f"{OTHER} {other}",
        *([f"{COMPARED} {compared_name}"] if compared_name else []),
        *([f"{BEST} best"] if best_place(sweep.curve) is not None else []),
        f"{FLOOR} noise floor and truncation, {own}",
        f"{THRESHOLD} threshold",
        f"{PRESENT} present epsilon",
    ]
    return "  ".join(entry.replace(" ", KEPT) for entry in entries)


def _range(sweep: SweepResult, compared: Sequence[Curve]) -> tuple[int, int]:
    """Return the decades that the differences and the threshold lie between."""
    curves = (sweep.central, sweep.forward, *compared)
    values = np.concatenate([curve.differences for curve in curves])
    shown = [float(each) for each in values if isfinite(each) and each > 0]
    shown.append(sweep.experiment.check.threshold)
    low, high = max(floor(log10(min(shown))), LOWEST), ceil(log10(max(shown)))
    return min(low, high - 2), high


def _draw(grid: "_Grid", sweep: SweepResult, compared: Sequence[Curve]) -> None:
    settings = sweep.experiment.check
    own = sweep.curve
    other = other_curve(sweep)
    for values in (own.noise_floor, own.truncation):
        grid.line(own.epsilons, values, FLOOR)
    grid.across(settings.threshold)
    grid.upright(settings.epsilon)
    drawn = [(other, OTHER), *((each, COMPARED) for each in compared), (own, OWN)]
    for curve, sign in drawn:
        grid.points(curve.epsilons, curve.differences, sign)
    _mark_best(grid, own)


def _mark_best(grid: "_Grid", curve: Curve) -> None:
    place = best_place(curve)
    if place is not None:
        grid.points(curve.epsilons[[place]], curve.differences[[place]], BEST)


class _Grid:
    """The cells of a plot; epsilon grows to the right and the difference upwards.

    Parameters
    ----------
    left, right, low, high
        The decades of epsilon and of the difference.
    columns
        Of a decade.
    """

    def __init__(self, left: int, right: int, columns: int, low: int, high: int) -> None:
        self._left, self._right, self._columns = left, right, columns
        self._low, self._high = low, high
        self._rows = 2 if 2 * (high - low) <= MOST_ROWS else 1
        height, width = self._rows * (high - low) + 1, columns * (right - left) + 1
        self._cells = [[" "] * width for _ in range(height)]

    def points(self, epsilons: Array, values: Array, sign: str) -> None:
        """Put a sign at each point; what is below the lowest row stands there, NaN nowhere."""
        for epsilon, value in zip(epsilons, values, strict=True):
            if isfinite(value):
                self._put(self._column(float(epsilon)), self._row(float(value)), sign)

    def line(self, epsilons: Array, values: Array, sign: str) -> None:
        """Put a sign in each column where a curve through points is on the grid."""
        known = np.isfinite(values) & (values > 0)
        if not known.any():
            return
        order = np.argsort(epsilons[known])
        logs = np.log10(epsilons[known][order]), np.log10(values[known][order])
        for column in range(len(self._cells[0])):
            place = self._left + column / self._columns
            if logs[0][0] - 0.1 <= place <= logs[0][-1] + 0.1:
                height = float(np.interp(place, *logs))
                if self._low <= height <= self._high:
                    self._put(column, self._row(10**height), sign)

    def across(self, value: float) -> None:
        """Draw a level line."""
        for column in range(len(self._cells[0])):
            self._put(column, self._row(value), THRESHOLD)

    def upright(self, epsilon: float) -> None:
        """Draw an upright line, where the grid has its epsilon."""
        column = self._column(epsilon)
        for row in range(len(self._cells)):
            self._put(column, row, PRESENT)

    def lines(self) -> list[str]:
        """Return the plot, the decades left of and below it."""
        every = 2 if (self._high - self._low) * self._rows > 6 else 1
        lines = []
        for row, cells in enumerate(self._cells):
            decade, rest = divmod(row, self._rows)
            label = number(10.0 ** (self._high - decade))
            label = label if rest == 0 and decade % every == 0 else ""
            lines.append(
                f"{label:>{LEFT - 2}} ┤{''.join(cells)}"
                if label
                else f"{'':>{LEFT - 2}} │{''.join(cells)}"
            )
        return [line.rstrip() for line in (*lines, *self._axis())]

    def _axis(self) -> tuple[str, str]:
        width = len(self._cells[0])
        step = max(1, ceil(7 / self._columns))
        ticks, labels = ["─"] * width, [" "] * width
        for decade in range(self._left, self._right + 1):
            column = (decade - self._left) * self._columns
            if (self._right - decade) % step == 0:
                ticks[column] = "┴"
                text = number(10.0**decade)
                start = min(max(0, column - len(text) // 2), width - len(text))
                labels[start : start + len(text)] = text
        indent = " " * (LEFT - 1)
        return f"{indent}└{''.join(ticks)}", f"{indent} {''.join(labels)}"

    def _column(self, epsilon: float) -> int:
        return round((log10(epsilon) - self._left) * self._columns)

    def _row(self, value: float) -> int:
        height = max(log10(value), self._low) if value > 0 else self._low
        return round((self._high - height) * self._rows)

    def _put(self, column: int, row: int, sign: str) -> None:
        if 0 <= row < len(self._cells) and 0 <= column < len(self._cells[0]):
            self._cells[row][column] = sign
