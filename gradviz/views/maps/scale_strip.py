"""A colour scale as a line below a map."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradviz.network.numbers import number
from gradviz.presenting.colour_scale import ColourScale, palette_table
from gradviz.views.common.looks import Look
from gradviz.views.common.picture import Picture

_SHORTEST = 2.0  # lines of text; a strip as short as that gives up its labels
_HIGH = 0.6  # of a line of text


class ScaleStrip(Picture):
    """A horizontal colour scale between its two ends in original values."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._scale: ColourScale | None = None
        self.setObjectName("scale_strip")
        self.setAccessibleName("Colour scale")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self._draw_anew()

    def set_scale(self, scale: ColourScale) -> None:
        """Show a scale."""
        if scale == self._scale:
            return
        self._scale = scale
        low, high = self.labels()
        words = f"logarithmic, from {low} to {high}"
        if scale.signed:
            words = f"{words}; less than {number(10.0**scale.low)} is drawn as nearly zero"
        self.setToolTip(f"Colours: {words}")
        self.setAccessibleDescription(words)
        self._draw_anew()

    def labels(self) -> tuple[str, str]:
        """Return what is written at its ends."""
        if self._scale is None:
            return "", ""
        high = 10.0**self._scale.high
        return number(-high if self._scale.signed else 10.0**self._scale.low), (number(high))

    def sizeHint(self) -> QSize:
        """Ask for a line of text."""
        return QSize(8 * self.fontMetrics().height(), self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Ask for a line of text and hardly any width."""
        return QSize(2 * self.fontMetrics().height(), self.fontMetrics().height())

    def _paint_still(self, painter: QPainter) -> None:
        """Paint the colours and, if there is room for them, the two labels."""
        if self._scale is None:
            return
        line = float(self.fontMetrics().height())
        widths = [self.fontMetrics().horizontalAdvance(label) + line / 3 for label in self.labels()]
        if self.width() - sum(widths) < _SHORTEST * line:
            widths = [0.0, 0.0]
        top = (self.height() - _HIGH * line) / 2
        bar = QRectF(widths[0], top, self.width() - sum(widths), _HIGH * line)
        table = np.ascontiguousarray(palette_table(self._scale.palette))
        image = QImage(table.data, len(table), 1, 4 * len(table), QImage.Format.Format_RGBA8888)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(bar, image)
        painter.setPen(self._look.colour("mid"))
        painter.drawRect(bar.adjusted(0.5, 0, -0.5, 0))
        if not widths[0]:
            return
        painter.setPen(self._look.colour("window_text"))
        ends = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
        for end, label in zip(ends, self.labels(), strict=True):
            where = QRectF(0, 0, self.width(), self.height())
            painter.drawText(where, end | Qt.AlignmentFlag.AlignVCenter, label)
