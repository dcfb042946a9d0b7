"""The ring around a picture that the keys go to."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from gradviz.views.looks import Look

WIDTH = 2  # pixels


def paint_focus_ring(painter: QPainter, widget: QWidget, look: Look) -> None:
    """Draw a ring along the edges of a widget, on top of all that is painted already."""
    painter.save()
    painter.setClipping(False)
    painter.setOpacity(1.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(look.colour("accent"), WIDTH)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.drawRect(widget.rect().adjusted(1, 1, -1, -1))
    painter.restore()
