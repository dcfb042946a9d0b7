"""One array's difference as a small bar."""

from math import isfinite, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradviz.checking.array_result import ArrayResult
from gradviz.network.numbers import in_cell
from gradviz.presenting.map_array import ShownArray
from gradviz.views.common.looks import Look
from gradviz.views.maps.cell_texts import Stamps

LOW, HIGH = -12.0, 0.0  # decades at the ends


class DifferenceBar(QWidget):
    """The relative difference of one array on a logarithmic bar, with the threshold on it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._shown: ShownArray | None = None
        self._look: Look | None = None
        self._stamps: Stamps | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # as all maps are repainted
        self.setObjectName(f"difference_{name}")
        self.setAccessibleName(f"Difference of {name}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self.update()

    def set_array(self, shown: ShownArray) -> None:
        """Show an array's difference against the threshold, in the colour of its verdict."""
        self._shown = shown
        self.setToolTip(f"{self._name} alone: difference {shown.comparison}; {shown.coverage}")
        self.setAccessibleDescription(self.toolTip())
        self.update()

    def sizeHint(self) -> QSize:
        """Return one line of text and a bar."""
        return QSize(60, round(1.45 * self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:
        """Return the height that is needed; any width will do."""
        return QSize(10, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the number and the bar below it."""
        # Closed even if an exception comes in between: Qt dies of a painter left open.
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().window())
            if self._look is not None and self._shown is not None:
                self._paint(painter, self._look, self._shown)

    def _paint(self, painter: QPainter, look: Look, shown: ShownArray) -> None:
        value, line = shown.array.difference, self.fontMetrics().height()
        colour = look.colour(f"{shown.verdict}.mark")
        painter.setPen(colour)
        self._write(painter, shown.array)
        track = QRectF(0, line + 1, self.width() - 1, 0.35 * line)
        painter.fillRect(track, look.colour("grid"))
        if isfinite(value):
            filled = QRectF(track)
            filled.setWidth(max(2.0, _position(value) * track.width()))
            painter.fillRect(filled, colour)
        x = track.left() + _position(shown.threshold) * track.width()
        painter.setPen(QPen(look.colour("threshold"), 2))
        painter.drawLine(QPointF(x, track.top() - 2), QPointF(x, track.bottom() + 1))

    def _write(self, painter: QPainter, array: ArrayResult) -> None:
        """Write the number with as many digits as there is room for."""
        if self._stamps is None or self._stamps.font != self.font():
            self._stamps = Stamps(self.font())
        text = in_cell(array.difference, 3) if array.computed else "–"
        if array.computed and self._stamps.size(text)[0] > self.width():
            text = in_cell(array.difference, 1)
        middle = self.width() / 2, self.fontMetrics().height() / 2
        self._stamps.draw_in_middle(painter, *middle, text)


def _position(value: float) -> float:
    if value <= 0:
        return 0.0
    return min(max((log10(value) - LOW) / (HIGH - LOW), 0.0), 1.0)
