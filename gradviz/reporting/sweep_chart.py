"""Curves over epsilon on log-log axes, as the elements of an SVG picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, isfinite, log10

import numpy as np

from gradviz.network.layout import Array
from gradviz.network.numbers import number
from gradviz.reporting.paper import Paper
from gradviz.reporting.svg import label, length, rect

LOWEST, HIGHEST = -20, 2  # decades: what lies further away is not worth an axis
TICK_WIDTH, TICK_HEIGHT = 52, 17  # what the words of one tick need

Points = list[tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Series:
    """One curve.

    Attributes
    ----------
    name
        What the legend calls it.
    epsilons, values
        Its points, shape (n,) both; a value that is not finite is a gap, 0 stands at the bottom.
    colour
        As ``#rrggbb``.
    width
        Of the line.
    dashes
        The lengths of dashes and gaps; a full line if empty.
    mark
        ``circle``, ``square`` or ``diamond`` at each point, or nothing if empty.
    note
        What the legend says below its name, if it has a mark.
    """

    name: str
    epsilons: Array
    values: Array
    colour: str
    width: float = 2
    dashes: str = ""
    mark: str = ""
    note: str = ""


@dataclass(frozen=True)
class Axes:
    """A place on the paper and the decades it shows; epsilon grows to the right.

    Attributes
    ----------
    x, y, width, height
        The place of the plot, without its labels.
    left, right, low, high
        The decades of epsilon and of the difference at its sides.
    """

    x: float
    y: float
    width: float
    height: float
    left: int
    right: int
    low: int
    high: int

    def across(self, epsilon: float) -> float:
        """Return where an epsilon stands on the paper."""
        return self.x + (log10(epsilon) - self.left) / (self.right - self.left) * self.width

    def up(self, value: float) -> float:
        """Return where a difference stands on the paper; it may lie outside of the plot."""
        decade = log10(value) if value > 0 else self.low
        return self.y + (self.high - decade) / (self.high - self.low) * self.height

    def has(self, epsilon: float) -> bool:
        """Return whether an epsilon is on the axis."""
        return self.left <= log10(epsilon) <= self.right


def decades(values: Sequence[Array]) -> tuple[int, int]:
    """Return the decades that all positive finite values lie between, at least one apart."""
    together = np.concatenate([np.asarray(each, dtype=np.float64) for each in values])
    shown = together[np.isfinite(together) & (together > 0)]
    if not shown.size:
        return -1, 0
    low, high = (round(log10(each), 6) for each in (float(shown.min()), float(shown.max())))
    most = max(min(ceil(high), HIGHEST), LOWEST + 1)
    return min(max(floor(low), LOWEST), most - 1), most


def grid(axes: Axes, colours: Paper, size: float = 12) -> Iterator[str]:
    """Return the frame, a line and a label for each decade that has room for one."""
    columns = _ticks(axes.left, axes.right, axes.width, TICK_WIDTH * size / 12)
    rows = _ticks(axes.low, axes.high, axes.height, TICK_HEIGHT * size / 12)
    for decade in columns:
        x = axes.across(10.0**decade)
        yield _line(x, axes.y, x, axes.y + axes.height, colours.grid, 1)
        y = axes.y + axes.height + size + 6
        yield label(x, y, number(10.0**decade), size, colours.ink, anchor="middle")
    for decade in rows:
        y = axes.up(10.0**decade)
        yield _line(axes.x, y, axes.x + axes.width, y, colours.grid, 1)
        words = number(10.0**decade)
        yield label(axes.x - 8, y + 0.36 * size, words, size, colours.ink, anchor="end")
    look = f'fill="none" stroke="{colours.muted}"'
    yield rect(axes.x, axes.y, axes.width, axes.height, look)


def _ticks(low: int, high: int, length: float, room: float) -> list[int]:
    step = max(1, ceil(room * (high - low) / length))
    return list(range(high, low - 1, -step))


def curve(axes: Axes, series: Series) -> Iterator[str]:
    """Return the line of a curve, cut at the edges of the plot, and its marks."""
    dashes = f' stroke-dasharray="{series.dashes}"' if series.dashes else ""
    for points in _pieces(axes, series):
        places = " ".join(f"{length(x)},{length(y)}" for x, y in points)
        yield (
            f'<polyline points="{places}" fill="none" stroke="{series.colour}" '
            f'stroke-width="{length(series.width)}" stroke-linejoin="round"{dashes}/>'
        )
    if series.mark:
        yield from _marks(axes, series)


def _marks(axes: Axes, series: Series) -> Iterator[str]:
    """Return the marks of a curve; where they would touch one another, some are left out."""
    size = 1.4 * series.width
    every = max(1, ceil(3 * size * series.epsilons.size / axes.width))
    for epsilon, value in list(zip(series.epsilons, series.values, strict=True))[::every]:
        if isfinite(value) and axes.has(float(epsilon)):
            x, y = axes.across(float(epsilon)), axes.up(float(value))
            if axes.y - 0.01 <= y <= axes.y + axes.height + 0.01:
                hollow = series.mark == "square"
                yield mark(x, y, series.mark, size, series.colour, hollow=hollow)


def mark(x: float, y: float, kind: str, size: float, colour: str, *, hollow: bool = False) -> str:
    """Return a mark with its middle at a place; the size is half of its width."""
    fill = "#ffffff" if hollow else colour
    look = f'fill="{fill}" stroke="{colour}" stroke-width="1.5"'
    if kind == "circle":
        return f'<circle cx="{length(x)}" cy="{length(y)}" r="{length(size)}" {look}/>'
    if kind == "square":
        return rect(x - size, y - size, 2 * size, 2 * size, look)
    corners = ((x, y - 1.3 * size), (x + 1.3 * size, y), (x, y + 1.3 * size), (x - 1.3 * size, y))
    if kind == "triangle":
        corners = ((x, y - size), (x + size, y + size), (x - size, y + size), (x, y - size))
    places = " ".join(f"{length(across)},{length(up)}" for across, up in corners)
    return f'<polygon points="{places}" {look}/>'


def level(axes: Axes, value: float, colour: str, width: float) -> Iterator[str]:
    """Return a level line across the plot, if its value is on the axis."""
    y = axes.up(value)
    if axes.y <= y <= axes.y + axes.height:
        yield _line(axes.x, y, axes.x + axes.width, y, colour, width)


def upright(axes: Axes, epsilon: float, colour: str, dashes: str) -> Iterator[str]:
    """Return an upright line across the plot, if its epsilon is on the axis."""
    if axes.has(epsilon):
        x = axes.across(epsilon)
        yield _line(x, axes.y, x, axes.y + axes.height, colour, 1.5, dashes)


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dashes: str = ""
) -> str:
    ends = f'x1="{length(x1)}" y1="{length(y1)}" x2="{length(x2)}" y2="{length(y2)}"'
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line {ends} stroke="{colour}" stroke-width="{length(width)}"{dashed}/>'


def _pieces(axes: Axes, series: Series) -> Iterator[Points]:
    """Return the parts of a curve that are in the plot, each a line of two points or more."""
    piece: Points = []
    for first, second in _segments(axes, series):
        cut = _cut(first, second, axes.y, axes.y + axes.height)
        if cut is None:
            continue
        if piece and piece[-1] != cut[0]:
            yield piece
            piece = []
        piece = piece or [cut[0]]
        piece.append(cut[1])
    if piece:
        yield piece


def _segments(axes: Axes, series: Series) -> Iterator[tuple[tuple[float, float], ...]]:
    known = [
        (axes.across(float(epsilon)), axes.up(float(value))) if isfinite(value) else None
        for epsilon, value in zip(series.epsilons, series.values, strict=True)
    ]
    for first, second in pairwise(known):
        if first is not None and second is not None:
            yield first, second


def _cut(
    first: tuple[float, float], second: tuple[float, float], top: float, bottom: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the part of a line between two heights, or None."""
    (x1, y1), (x2, y2) = first, second
    if max(y1, y2) < top or min(y1, y2) > bottom:
        return None
    ends = []
    for x, y in (first, second):
        inside = min(max(y, top), bottom)
        ends.append((x if inside == y else x1 + (x2 - x1) * (inside - y1) / (y2 - y1), inside))
    return ends[0], ends[1]
