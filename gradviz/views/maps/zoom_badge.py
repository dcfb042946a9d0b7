"""The button in a map of which only a part is shown: it says so, and shows all of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

TEXTS = ("zoomed · show all", "zoomed", "⤢")


class ZoomBadge(QPushButton):
    """Stands in the last corner of a map while that is zoomed in.

    It writes what there is room for; it takes no focus, as a double click and the menu of the
    map do the same.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._map = parent
        self.setObjectName("zoom_badge")
        self.setAccessibleName("Zoomed: show the whole map")
        self.setToolTip("Only a part of the map is shown; click to show all of it")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    def place(self) -> None:
        """Take the last corner of the map, with as many words as fit."""
        for text in TEXTS:
            self.setText(text)
            size = self.fontMetrics().size(0, text)
            wide, high = size.width() + size.height(), round(1.4 * size.height())
            if wide <= self._map.width():
                break
        wide, high = min(wide, self._map.width()), min(high, self._map.height())
        self.setGeometry(self._map.width() - wide, self._map.height() - high, wide, high)
