"""The button in a picture of which only a part is shown: it says so, and shows all of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

TEXTS = ("zoomed · show all", "zoomed", "⤢")


class ZoomBadge(QPushButton):
    """Stands in the last corner of a picture while that is zoomed in.

    It writes what there is room for; it takes no focus, as the menu of the picture does the same.

    Parameters
    ----------
    parent
        The picture.
    kind
        What it is called: a map, a plot.
    """

    def __init__(self, parent: QWidget, kind: str) -> None:
        super().__init__(parent)
        self._picture = parent
        self.setObjectName("zoom_badge")
        self.setAccessibleName(f"Zoomed: show the whole {kind}")
        self.setToolTip(f"Only a part of the {kind} is shown; click to show all of it")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    def place(self) -> None:
        """Take the last corner of the picture, with as many words as fit."""
        for text in TEXTS:
            self.setText(text)
            size = self.fontMetrics().size(0, text)
            wide, high = size.width() + size.height(), round(1.4 * size.height())
            if wide <= self._picture.width():
                break
        wide, high = min(wide, self._picture.width()), min(high, self._picture.height())
        self.setGeometry(self._picture.width() - wide, self._picture.height() - high, wide, high)
