"""What is painted by hand: what seldom changes is painted once and kept."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from gradviz.views.common.picture_menu import picture_menu


class Picture(QWidget):
    """A picture with its menu, in two layers: one that is kept, and over it what moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._still: QPixmap | None = None

    def paint_all(self, painter: QPainter) -> None:
        """Paint both layers as they are painted on the screen, without a pixel in between."""
        self._paint_still(painter)
        self._paint_moving(painter)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is kept, and what moves over it."""
        del event
        if self._still is None or self._still.devicePixelRatio() != self.devicePixelRatio():
            self._still = self._painted_still()
        # Closed even if an exception comes in between: Qt dies of a painter left open.
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._still)
            self._paint_moving(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint all of it anew."""
        super().resizeEvent(event)
        self._still = None

    def changeEvent(self, event: QEvent) -> None:
        """Paint all of it anew in another font or palette."""
        super().changeEvent(event)
        self._still = None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the picture."""
        picture_menu(self).popup(event.globalPos())
        event.accept()

    def _paint_still(self, painter: QPainter) -> None:
        """Paint what is kept."""
        raise NotImplementedError

    def _paint_moving(self, painter: QPainter) -> None:
        """Paint what is not kept; nothing, unless a picture has such."""

    def _draw_anew(self) -> None:
        """Paint what is kept anew."""
        self._still = None
        self.update()

    def _painted_still(self) -> QPixmap:
        still = QPixmap(self.size() * self.devicePixelRatio())
        still.setDevicePixelRatio(self.devicePixelRatio())
        still.fill(Qt.GlobalColor.transparent)
        with QPainter(still) as painter:
            painter.setFont(self.font())
            self._paint_still(painter)
        return still
