"""One curve, with marks at some of its points."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from gradviz.network.layout import Array, Mask
from gradviz.views.common.looks import Look
from gradviz.views.curves.log_scene import LogLine

SYMBOLS = {
    "circle": "o",
    "square": "s",
    "triangle": "t1",
    "diamond": "d",
    "plus": "+",
    "cross": "x",
    "": "o",
}
MARKS_APART = 2.2  # heights of the text between two marks of a curve
MARK = 0.5  # of the height of the text


def plot_pen(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen whose width is in pixels: that of other pens would be in decades."""
    pen = QPen(colour, width, style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
    pen.setCosmetic(True)
    return pen


def line_pen(line: LogLine, look: Look, em: float) -> QPen:
    """Return the pen of a line, which is to be seen from afar in large text."""
    return plot_pen(look.colour(line.role), line.width * max(1.2, em / 12), line.style)


def mark_pen(line: LogLine, look: Look, em: float) -> QPen:
    """Return the pen of the marks of a line."""
    return plot_pen(look.colour(line.role), max(1.2, em / 11))


class CurveItem(pg.PlotCurveItem):
    """A line on the axes of a plot; its marks come and go with it.

    It is used again for other values: new items cost four times as much as other data.
    """

    def __init__(self) -> None:
        super().__init__(antialias=True)
        self._marks = pg.ScatterPlotItem()
        self._marks.setParentItem(self)
        self._line: LogLine | None = None
        self._style: tuple[object, ...] = ()
        self._pens, self._brush = (QPen(), QPen()), QBrush()
        self._xs: Array = np.empty(0)
        self._ys: Array = self._xs
        self._em = 1.0

    def set_line(self, line: LogLine, xs: Array, ys: Array, look: Look, em: float) -> None:
        """Show a line at points in units of the axes, shapes (n,); NaN is a gap."""
        style = line.role, line.mark, line.width, line.style, look.name, em
        if style != self._style:
            # Kept, as pyqtgraph knows a mark that it has painted by its very pen.
            self._style = style
            self._pens = line_pen(line, look, em), mark_pen(line, look, em)
            # The outline of a whole jagged line takes Qt long; dashes begin anew in each piece.
            self.setSegmentedLineMode("on" if line.style == Qt.PenStyle.SolidLine else "off")
            self._brush = QBrush(look.colour("base" if line.mark else line.role))
        self._line, self._xs, self._ys, self._em = line, xs, ys, em
        # A point that is not finite would be written to an SVG, which ends there.
        there = np.flatnonzero(np.isfinite(ys))
        joined = np.append(np.diff(there) == 1, False)[: there.size].astype(np.int32)
        self.setData(xs[there], ys[there], connect=joined, pen=self._pens[0])

    def space_marks(self, pixels: float) -> None:
        """Put marks as far apart as it takes to tell them, with so many pixels a unit across."""
        line, em = self._line, self._em
        if line is None:
            return
        seen = np.isfinite(self._ys)
        # Without marks, a single point still shows: it is no line.
        seen = _spaced(self._xs, seen, MARKS_APART * em / pixels) if line.mark else _alone(seen)
        self._marks.setData(
            self._xs[seen],
            self._ys[seen],
            symbol=SYMBOLS[line.mark],
            size=MARK * em if line.mark else line.width * max(1.2, em / 12),
            pen=self._pens[1],
            brush=self._brush,
        )


def _spaced(xs: Array, seen: Mask, apart: float) -> Mask:
    """Return which of the points that are there are as far apart as asked for, shape (n,)."""
    kept, last = np.zeros(seen.size, dtype=bool), np.inf
    for place in np.flatnonzero(seen):
        if abs(last - xs[place]) >= apart:
            kept[place], last = True, xs[place]
    return kept


def _alone(seen: Mask) -> Mask:
    """Return which points have no neighbour, shape (n,)."""
    there = np.concatenate([[False], seen, [False]])
    alone: Mask = there[1:-1] & ~there[:-2] & ~there[2:]
    return alone
