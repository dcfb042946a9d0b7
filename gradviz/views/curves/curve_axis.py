"""An axis with a title, whose numbers are written as everywhere in the program."""

from collections.abc import Sequence
from math import floor, log10
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPen

from gradviz.views.common.looks import Look
from gradviz.views.curves.graph import decade_ticks, nice_ticks, tick_texts

_WIDEST = "1e-15"
_FEWEST = 1.3  # decades: where fewer are seen, there are round numbers between them
_GAP = 0.4  # heights of the text between the numbers and the axis


class CurveAxis(pg.AxisItem):
    """An axis of decimal exponents: pyqtgraph's own writes 1e-07, or 10 with a small -7.

    Parameters
    ----------
    orientation
        ``left`` or ``bottom``.
    """

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self._lane: float | None = None
        self._least = -400.0  # exponents below are in the lane
        self._em = self._numbers = self._gap = 1.0
        self._texts: dict[float, str] = {}
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=0, tickAlpha=255, hideOverlappingLabels=True)
        self.setGrid(255)
        self.label.document().setDocumentMargin(0)

    def set_look(self, look: Look, font: QFont) -> None:
        """Take the colours of a look, and a font."""
        metrics = QFontMetricsF(font)
        self._em = metrics.height()
        self.setPen(QPen(look.colour("mid")))
        self.setTickPen(QPen(look.colour("grid")))
        self.setTextPen(QPen(look.colour("window_text")))
        self.setTickFont(font)
        self.label.setFont(font)
        self.label.setDefaultTextColor(look.colour("window_text"))
        gap = round(_GAP * self._em)  # below too: the lowest number at the left stands out by that
        self.setStyle(tickTextOffset=gap)
        self._gap, self._numbers = gap, metrics.horizontalAdvance(_WIDEST) + gap

    def set_title(self, text: str, *, is_shown: bool) -> None:
        """Name the axis, and say whether there is room for the name."""
        self.label.setPlainText(text)
        self.label.setVisible(is_shown)
        title = self._em if is_shown else 0.0
        if self.orientation == "left":
            self.setWidth(self._numbers + title)
        else:
            self.setHeight(self._em + self._gap + title)
        self.resizeEvent()

    def set_lane(self, place: float | None, least: float) -> None:
        """Write 0 at a place, and no decade below another one; None for no such place."""
        self._lane, self._least = place, least
        self.picture = None
        self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the ticks, all of one kind, in the form that pyqtgraph asks for."""
        values = [value for value, _ in self._ticks(low, high, size)]
        return [(1.0, values)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return what is written at ticks."""
        del scale, spacing
        return [self._texts[value] for value in values]

    def boundingRect(self) -> QRectF:
        """Return where the axis draws."""
        # The numbers at the ends stand out by a half: without this they would be left out.
        found: QRectF = super().boundingRect()
        wide = 2 * self._em
        if self.orientation == "left":
            return found.adjusted(0, -self._em, 0, self._em)
        return found.adjusted(-wide, 0, wide, 0)

    def resizeEvent(self, event: Any = None) -> None:
        """Put the title along the middle of the axis, at its outer edge."""
        super().resizeEvent(event)
        if self.label is None:  # pyqtgraph closes an axis so
            return
        size, area = self.size(), self.label.boundingRect()
        if self.orientation == "left":
            self.label.setPos(0, (size.height() + area.width()) / 2)
        else:
            self.label.setPos((size.width() - area.width()) / 2, size.height() - area.height())

    def _updateLabel(self) -> None:  # noqa: N802 - pyqtgraph's name
        """Leave the title as it was set: pyqtgraph composes one of a name and a unit."""
        self.picture = None
        self.update()

    def _ticks(self, low: float, high: float, size: float) -> list[tuple[float, str]]:
        """Return the exponents of the ticks with their words, which are kept to be written."""
        room = 1.5 * self._em if self.orientation == "left" else self._numbers + 0.5 * self._em
        most, start = max(int(size / room), 1), max(low, self._least)
        found: list[tuple[float, str]] = []
        if high - start >= _FEWEST:
            found = decade_ticks(start, high, most)
        elif high > start:
            found = _between(start, high, most)
        if self._lane is not None and low <= self._lane <= high:
            found = [(self._lane, "0"), *found]
        self._texts = dict(found)
        return found


def _between(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Return the exponents of round numbers in a part of a decade or two, with their words."""
    shift = 10.0 ** floor(low)  # so that 1e-300 is no smaller than anything else
    values = nice_ticks(10.0 ** (low - floor(low)), 10.0 ** (high - floor(low)), most)
    kept = [value for value in values if value > 0]
    texts = tick_texts([value * shift for value in kept])
    return [(log10(value) + floor(low), text) for value, text in zip(kept, texts, strict=True)]
