"""The ring around what the keys go to: the style's own is a dotted line, or nothing at all."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

WIDTH = 2  # pixels


def paint_focus_ring(painter: QPainter, place: QRect, colour: QColor) -> None:
    """Draw a ring along the edges of a place, on top of all that is painted already."""
    painter.save()
    painter.setClipping(False)
    painter.setOpacity(1.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(colour, WIDTH)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.drawRect(place.adjusted(1, 1, -1, -1))
    painter.restore()


def ring_around(widget: QWidget, place: QRect, canvas: QWidget | None = None) -> None:
    """Draw the ring of a widget that has the focus, at the end of its paint event.

    Parameters
    ----------
    widget
        What may have the focus.
    place
        Where the ring goes.
    canvas
        What is painted on; None for the widget itself.
    """
    if widget.hasFocus():
        with QPainter(canvas or widget) as painter:
            accent = widget.palette().color(QPalette.ColorRole.Accent)
            paint_focus_ring(painter, place, accent)


class RingedTabBar(QTabBar):
    """Tabs of which the current one has a ring while the keys go to them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("qt_tabwidget_tabbar")  # as Qt names those that it makes

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tabs and the ring."""
        super().paintEvent(event)
        ring_around(self, self.tabRect(self.currentIndex()))


class RingedToolButton(QToolButton):
    """A flat button with a ring while the keys go to it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button and the ring."""
        super().paintEvent(event)
        ring_around(self, self.rect())
