"""A difference on a logarithmic scale, with the threshold on it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradviz.network.numbers import SHORT, exact, number
from gradviz.views.common.looks import Look
from gradviz.views.common.picture import Picture

LOWEST, HIGHEST = -16, 0  # decimal exponents: float64's resolution, and the largest difference
_TINT = 0.3  # how much of a verdict's colour its side of the bar has
_OLD_OPACITY = 0.55
_HATCH_OPACITY = 0.6
_LONGEST_LABEL = 0.9  # how much of the scale the threshold's label may take
_STEPS = (1, 2, 4, 8, 16)  # decades between two labels


@dataclass(frozen=True)
class _Label:
    x: float
    text: str
    is_bold: bool = False


class DifferenceGauge(Picture):
    """A bar from 1e-16 to 1: left of the threshold is a pass, right of it a fail.

    Two places beside the scale stand for what a logarithm cannot show: exactly 0 on the left, NaN
    on the right.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._difference: float | None = None
        self._threshold: float | None = None
        self._floor: float | None = None
        self._is_old = False
        self._scale_box: QRectF | None = None
        self.setObjectName("difference_gauge")
        self.setAccessibleName("Difference on a logarithmic scale")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        """Take other colours."""
        self._look = look
        self._draw_anew()

    def set_values(
        self,
        difference: float | None,
        threshold: float | None,
        is_old: bool = False,
        floor: float | None = None,
    ) -> None:
        """Show a difference, a threshold and a noise floor; None where there is none.

        They are greyed if they are old.
        """
        if (threshold, is_old) != (self._threshold, self._is_old):
            self._still = None
        self._difference, self._threshold, self._is_old = difference, threshold, is_old
        # Without a number between, there is nothing to hatch.
        self._floor = floor if floor is not None and 0 < floor < math.inf else None
        description = self._description()
        self.setAccessibleDescription(description)
        self.setToolTip(description)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for every fourth decade's label."""
        metrics = self.fontMetrics()
        return QSize(12 * metrics.horizontalAdvance("1e-16"), self._bar_height() + metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Ask for room for the labels of both ends, 0 and NaN."""
        metrics = self.fontMetrics()
        return QSize(6 * metrics.horizontalAdvance("1e-16"), self._bar_height() + metrics.height())

    def place(self, value: float) -> float:
        """Return where a value stands, in pixels from the left; 0 and NaN have their places."""
        scale = self._scale()
        if math.isnan(value):
            return self._nan_box().center().x()
        if value <= 0:
            return self._zero_box().center().x()
        decades = min(max(math.log10(value), LOWEST), HIGHEST)
        return scale.left() + scale.width() * (decades - LOWEST) / (HIGHEST - LOWEST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure the bar anew."""
        super().resizeEvent(event)
        self._scale_box = None

    def changeEvent(self, event: QEvent) -> None:
        """Measure the bar anew for another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._scale_box = None

    def _paint_still(self, painter: QPainter) -> None:
        """Paint the bar, its ticks, the threshold and the labels."""
        self._prepare(painter)
        self._paint_sides(painter)
        self._paint_ticks(painter)
        if self._threshold is not None:
            self._paint_threshold(painter, self._threshold)
        self._paint_labels(painter)

    def _paint_moving(self, painter: QPainter) -> None:
        """Paint the noise floor and the difference, which every check moves."""
        self._prepare(painter)
        if self._floor is not None:
            self._paint_floor(painter, self.place(self._floor))
        if self._difference is not None:
            self._paint_marker(painter, self.place(self._difference))

    def _prepare(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_old or self._threshold is None:
            painter.setOpacity(_OLD_OPACITY)

    def _paint_sides(self, painter: QPainter) -> None:
        scale, zero, nan = self._scale(), self._zero_box(), self._nan_box()
        good, bad = self._tint("pass.mark"), self._tint("fail.mark")
        limit = scale.right() if self._threshold is None else self.place(self._threshold)
        painter.fillRect(zero, good)
        painter.fillRect(QRectF(scale.topLeft(), QPointF(limit, scale.bottom())), good)
        painter.fillRect(QRectF(QPointF(limit, scale.top()), scale.bottomRight()), bad)
        painter.fillRect(nan, self._tint("inconclusive.mark"))
        painter.setPen(self._look.colour("muted"))
        for box in (zero, scale, nan):
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_threshold(self, painter: QPainter, threshold: float) -> None:
        x, scale = self.place(threshold), self._scale()
        painter.setPen(QPen(self._look.colour("threshold"), self._line_width() * 1.5))
        painter.drawLine(QPointF(x, scale.top()), QPointF(x, scale.bottom() + self._tick()))

    def _paint_ticks(self, painter: QPainter) -> None:
        painter.setPen(self._look.colour("muted"))
        scale = self._scale()
        for exponent in range(LOWEST + 1, HIGHEST):
            x = self.place(10.0**exponent)
            painter.drawLine(QPointF(x, scale.bottom() - self._tick()), QPointF(x, scale.bottom()))

    def _paint_labels(self, painter: QPainter) -> None:
        """Paint the threshold's label, then those of the ticks that there is still room for."""
        taken: list[QRectF] = []
        space = self.fontMetrics().averageCharWidth()
        for label in self._labels():
            box = self._label_box(label)
            if any(box.intersects(other) for other in taken):
                continue
            taken.append(box.adjusted(-space, 0, space, 0))
            painter.setFont(self._label_font(label))
            painter.setPen(self._look.colour("threshold" if label.is_bold else "muted"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label.text)

    def _labels(self) -> Iterator[_Label]:
        """Return the labels, those first that are to have room."""
        if self._threshold is not None:
            yield self._threshold_label(self._threshold)
        yield _Label(self._zero_box().center().x(), "0")
        yield _Label(self._nan_box().center().x(), "NaN")
        widest = self.fontMetrics().horizontalAdvance("1e-16 ")
        decade = self._scale().width() / (HIGHEST - LOWEST)
        step = next((step for step in _STEPS if step * decade >= widest), _STEPS[-1])
        for exponent in range(HIGHEST, LOWEST - 1, -step):
            yield _Label(self.place(10.0**exponent), f"1e{exponent}" if exponent else "1")

    def _threshold_label(self, threshold: float) -> _Label:
        label = _Label(self.place(threshold), f"threshold {number(threshold, SHORT)}", is_bold=True)
        if self._label_box(label).width() <= _LONGEST_LABEL * self._scale().width():
            return label
        return _Label(label.x, number(threshold, SHORT), is_bold=True)

    def _paint_floor(self, painter: QPainter, x: float) -> None:
        """Hatch the scale up to the noise floor: rounding alone reaches so far."""
        scale = self._scale()
        noise = QRectF(scale.topLeft(), QPointF(x, scale.bottom()))
        colour = QColor(self._look.colour("muted"))
        colour.setAlphaF(_HATCH_OPACITY)
        painter.fillRect(noise, QBrush(colour, Qt.BrushStyle.BDiagPattern))

    def _paint_marker(self, painter: QPainter, x: float) -> None:
        """Paint a line over the bar and a diamond on it, edged so that it shows on any colour."""
        scale = self._scale()
        painter.setPen(QPen(self._look.colour("base"), 3 * self._line_width()))
        painter.drawLine(QPointF(x, scale.top()), QPointF(x, scale.bottom()))
        painter.setPen(QPen(self._look.colour("text"), self._line_width()))
        painter.drawLine(QPointF(x, scale.top()), QPointF(x, scale.bottom()))
        middle, reach = scale.center().y(), 0.36 * scale.height()
        offsets = ((0, -reach), (reach, 0), (0, reach), (-reach, 0))
        painter.setPen(QPen(self._look.colour("base"), self._line_width()))
        painter.setBrush(self._look.colour("text"))
        painter.drawPolygon(QPolygonF([QPointF(x + dx, middle + dy) for dx, dy in offsets]))

    def _label_box(self, label: _Label) -> QRectF:
        """Return the place of a label under its point, moved in where it would leave the widget."""
        width = QFontMetricsF(self._label_font(label)).horizontalAdvance(label.text) + 1
        left = min(max(label.x - width / 2, 0), max(0, self.width() - width))
        return QRectF(left, self._bar_height(), width, self.fontMetrics().height())

    def _label_font(self, label: _Label) -> QFont:
        font = self.font()
        font.setBold(label.is_bold)
        return font

    def _scale(self) -> QRectF:
        if self._scale_box is None:
            self._scale_box = self._measured_scale()
        return self._scale_box

    def _measured_scale(self) -> QRectF:
        metrics = self.fontMetrics()
        space = 2.5 * metrics.averageCharWidth()
        # The labels of the ends stand clear of those of 0 and NaN.
        start = (metrics.horizontalAdvance("0") + metrics.horizontalAdvance("1e-16")) / 2 + space
        end = (metrics.horizontalAdvance("1") + metrics.horizontalAdvance("NaN")) / 2 + space
        left = self._zero_box().center().x() + max(start, 1.5 * self._box_width())
        right = self._nan_box().center().x() - max(end, 1.5 * self._box_width())
        return self._bar(left, max(right - left, 1))

    def _zero_box(self) -> QRectF:
        return self._bar(0, self._box_width())

    def _nan_box(self) -> QRectF:
        label = self.fontMetrics().horizontalAdvance("NaN") + 1
        middle = self.width() - max(label, self._box_width()) / 2
        return self._bar(middle - self._box_width() / 2, self._box_width())

    def _bar(self, left: float, width: float) -> QRectF:
        return QRectF(left, 1, width, self._bar_height() - 4)

    def _box_width(self) -> float:
        return self.fontMetrics().height() * 1.2

    def _bar_height(self) -> int:
        return round(self.fontMetrics().height() * 1.25)

    def _tick(self) -> float:
        return self.fontMetrics().height() * 0.25

    def _line_width(self) -> float:
        return max(1.0, self.fontMetrics().height() / 16)

    def _tint(self, role: str) -> QColor:
        colour, base = self._look.colour(role), self._look.colour("base")
        parts = zip(colour.getRgb()[:3], base.getRgb()[:3], strict=True)  # type: ignore[index]
        return QColor(*(round(_TINT * one + (1 - _TINT) * other) for one, other in parts))

    def _description(self) -> str:
        if self._threshold is None:
            return "No difference to show."
        value = "none" if self._difference is None else exact(self._difference)
        scale = f"scale from 1e{LOWEST} to 1"
        noise = (
            "" if self._floor is None else f", noise floor {number(self._floor, SHORT)} (hatched)"
        )
        return f"difference {value}, threshold {exact(self._threshold)}{noise}; {scale}"
