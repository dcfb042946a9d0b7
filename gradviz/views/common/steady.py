"""A place for a widget whose text changes often and whose size does not."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget


class Steady(QWidget):
    """Holds a widget and lays the window out anew only if that asks for another size.

    A label asks for its place again with every text, and the whole window is laid out for it: a
    millisecond or two, sixty times a second while epsilon is dragged.
    """

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inner = inner
        self._asked: tuple[QSize, QSize] | None = None
        inner.setParent(self)
        self.setSizePolicy(inner.sizePolicy())

    def sizeHint(self) -> QSize:
        """Ask for what the widget asks for."""
        return self._within_limits(self._inner.sizeHint())

    def minimumSizeHint(self) -> QSize:
        """Need what the widget needs."""
        return self._within_limits(self._inner.minimumSizeHint())

    def event(self, event: QEvent) -> bool:
        """Ask for another place if the widget asks for another one than before."""
        if event.type() == QEvent.Type.LayoutRequest:
            asks = self.sizeHint(), self.minimumSizeHint()
            if asks != self._asked:
                self._asked = asks
                self.updateGeometry()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for a place: the widget is not heard before."""
        super().showEvent(event)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give all the room to the widget."""
        super().resizeEvent(event)
        self._inner.setGeometry(self.rect())

    def _within_limits(self, hint: QSize) -> QSize:
        return hint.expandedTo(self._inner.minimumSize()).boundedTo(self._inner.maximumSize())
