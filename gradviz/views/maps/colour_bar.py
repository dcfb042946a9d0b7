"""The colour bar that all maps share."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradviz.checking.expected import MARGIN
from gradviz.network.numbers import exact, rough
from gradviz.presenting.colour_scale import ColourScale, palette_table, scale_for
from gradviz.presenting.map_views import (
    AT_KINK_LABEL,
    AT_KINK_MEANING,
    BELOW_NOISE_LABEL,
    BELOW_NOISE_MEANING,
    NOT_COVERED_LABEL,
    NOT_COVERED_MEANING,
    SIGNS,
    WRONG_LABEL,
    WRONG_MEANING,
    MapView,
)
from gradviz.views.common.looks import Look
from gradviz.views.common.picture import Picture
from gradviz.views.maps.hatch import NOT_COMPUTED, NOT_COVERED, hatch

HATCHES = {"not_computed": NOT_COMPUTED, "uncovered": NOT_COVERED}
SHORTEST_BAR = 5.0  # lines of text with its ends; a lower one gives up its legend
A_LINE = 1.25  # lines of text that an entry of the legend takes
FEWEST = 3  # entries of a legend that is worth its room


class ColourBar(Picture):
    """A vertical scale in original values, with a legend of what no scale can show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = MapView.ERROR
        self._limit: float | None = None
        self._look: Look | None = None
        self.setObjectName("colour_bar")
        self.setAccessibleName("Colour scale of the maps")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self._draw_anew()

    def set_view(self, view: MapView) -> None:
        """Show the scale of a view."""
        if view is not self._view:
            self._view = view
            self.updateGeometry()
            self._draw_anew()

    def set_limit(self, limit: float | None) -> None:
        """Mark the value above which a single entry makes the check fail, or None."""
        limit_text = f"; above {rough(limit)} an entry alone exceeds the threshold" if limit else ""
        if self._view is MapView.UNITS:
            limit_text = f"; above {exact(MARGIN)} numerical error does not explain the difference"
        marks = (
            ("Outlined", WRONG_MEANING),
            ("Marked corner", BELOW_NOISE_MEANING),
            ("Marked ∨", AT_KINK_MEANING),
            ("Hatched", NOT_COVERED_MEANING),
        )
        lines = [f"{self._view.label}{limit_text}.", *(f"{mark}: {what}." for mark, what in marks)]
        words = "\n".join(lines)
        if words != self.toolTip():  # two digits of it are finer than a pixel
            self._limit = limit
            self.setToolTip(words)
            self.setAccessibleDescription(words)
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for the bar, its labels and the legend."""
        metrics = self.fontMetrics()
        texts = [*self._legend().values(), "-1e-12"]
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        return QSize(self._bar_width() + widest + 14, 12 * metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Return the width that labels need, and little height."""
        return QSize(self.sizeHint().width(), 3 * self.fontMetrics().height())

    def _paint_still(self, painter: QPainter) -> None:
        """Paint the bar, its ticks and the legend."""
        if self._look is None:
            return
        scale, bar = scale_for(self._view), self._bar_rect()
        self._paint_bar(painter, bar, scale)
        self._paint_ticks(painter, bar, scale)
        self._paint_legend(painter, bar.bottom() + self.fontMetrics().height() * 0.8)

    def _paint_moving(self, painter: QPainter) -> None:
        """Paint the limit, which every check moves."""
        scale = scale_for(self._view)
        limit = MARGIN if self._view is MapView.UNITS else self._limit
        if self._look is not None and limit is not None and not scale.signed:
            self._paint_limit(painter, self._bar_rect(), scale.position(limit))

    def _legend(self) -> dict[str, str]:
        """Return what cells of each role are called, those that come up most first."""
        return {
            "failing": WRONG_LABEL,
            "equal": self._view.zero_label,
            "below_noise": BELOW_NOISE_LABEL,
            "at_kink": AT_KINK_LABEL,
            "uncovered": NOT_COVERED_LABEL,
            "not_computed": self._view.missing_label,
            "not_finite": "not finite",
        }

    def _bar_width(self) -> int:
        return round(1.3 * self.fontMetrics().height())

    def _bar_rect(self) -> QRectF:
        line = self.fontMetrics().height()
        top = line * 0.7
        entries = self._entries()
        below = (1.2 + A_LINE * entries) * line if entries else 0.7 * line
        return QRectF(2, top, self._bar_width(), max(self.height() - top - below, line))

    def _entries(self) -> int:
        """Return how many lines of the legend there is room for below a bar that can be read."""
        room = self.height() / self.fontMetrics().height() - SHORTEST_BAR
        entries = min(int(room / A_LINE), len(self._legend()))
        return entries if entries >= FEWEST else 0

    def _paint_bar(self, painter: QPainter, bar: QRectF, scale: ColourScale) -> None:
        table = np.ascontiguousarray(palette_table(scale.palette)[::-1])
        image = QImage(table.data, 1, len(table), 4, QImage.Format.Format_RGBA8888)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(bar, image)
        painter.setPen(self.palette().mid().color())
        painter.drawRect(bar)

    def _paint_ticks(self, painter: QPainter, bar: QRectF, scale: ColourScale) -> None:
        line = self.fontMetrics().height()
        step = 1
        while len(scale.ticks(step)) * line > bar.height() and step < 12:
            step += 1
        painter.setPen(self.palette().windowText().color())
        for position, label in scale.ticks(step):
            y = bar.bottom() - position * bar.height()
            painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + 4, y))
            where = QRectF(bar.right() + 7, y - line / 2, self.width(), line)
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, label)

    def _paint_limit(self, painter: QPainter, bar: QRectF, position: float) -> None:
        assert self._look is not None
        y = bar.bottom() - position * bar.height()
        for colour, width in ((self._look.colour("base"), 4), (self._look.colour("threshold"), 2)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(bar.left(), y), QPointF(bar.right(), y))

    def _paint_legend(self, painter: QPainter, top: float) -> None:
        line = self.fontMetrics().height()
        for place, (role, text) in enumerate(list(self._legend().items())[: self._entries()]):
            y = top + place * line * A_LINE
            swatch = QRectF(2, y + 1, line - 2, line - 2)
            if role == "failing":
                self._paint_failing(painter, swatch)
            elif role in ("below_noise", "at_kink"):
                self._paint_marked(painter, swatch, role)
            else:
                self._paint_special(painter, swatch, role)
            painter.setPen(self.palette().mid().color())
            painter.drawRect(swatch)
            painter.setPen(self.palette().windowText().color())
            where = QRectF(swatch.right() + 5, y, self.width(), line)
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_special(self, painter: QPainter, swatch: QRectF, role: str) -> None:
        assert self._look is not None
        painter.fillRect(swatch, self._look.colour(f"{role}.fill"))
        mark = self._look.colour(f"{role}.mark")
        painter.setPen(mark)
        if role in HATCHES:
            # Of what is not covered it is faint: failure is to be seen before it.
            ink = self._look.colour("uncovered.hatch") if role == "uncovered" else mark
            painter.fillRect(swatch, hatch(ink, HATCHES[role]))
        else:
            painter.drawText(swatch, Qt.AlignmentFlag.AlignCenter, SIGNS[role])

    def _paint_failing(self, painter: QPainter, swatch: QRectF) -> None:
        """Paint a cell of a high value with its outline."""
        assert self._look is not None
        high = palette_table(scale_for(self._view).palette)[215]
        painter.fillRect(swatch, QColor(*high.tolist()))
        for inset, part in ((1.0, "outer"), (3.0, "inner")):
            painter.setPen(QPen(self._look.colour(f"cell_failing.{part}"), 2))
            painter.drawRect(swatch.adjusted(inset, inset, -inset, -inset))

    def _paint_marked(self, painter: QPainter, swatch: QRectF, role: str) -> None:
        """Paint a cell, of a colour near the low end, with its mark in a corner."""
        low = palette_table(scale_for(self._view).palette)[40]
        painter.fillRect(swatch, QColor(*low.tolist()))
        if role == "at_kink":
            high = 0.35 * swatch.height()
            first = swatch.topLeft() + QPointF(2.5, 2.5)
            steps = QPointF(0, 0), QPointF(high, high), QPointF(2 * high, 0)
            painter.setPen(QPen(QColor(255, 255, 255, 220), 1.5))
            painter.drawPolyline([first + by for by in steps])
            return
        side = QPointF(0.45 * swatch.width(), 0), QPointF(0, 0.45 * swatch.height())
        corner = QPolygonF([swatch.bottomRight() - by for by in (QPointF(), *side)])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 190))
        painter.drawPolygon(corner)
        painter.setBrush(Qt.BrushStyle.NoBrush)
