"""Contents that scroll where there is too little room for them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget


class ScrollArea(QScrollArea):
    """Contents that fill the room there is; the place of the vertical bar is always kept.

    Most contents here are higher where they are narrower, or lower: rows of fields, formulas
    before or above their values. A bar that comes with the height takes some of the width, so
    that the height is another one and the bar goes again. Qt tries each of the two within the
    other, until the stack is full and the process dies. With the place kept, the width of the
    contents depends on the width of this area alone.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Behind the bar too: a tab has a ground of its own, which the contents cover.
        self.setAutoFillBackground(True)
        self.setVerticalScrollBar(_QuietBar(Qt.Orientation.Vertical))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class _QuietBar(QScrollBar):
    """A bar that cannot be seen while there is nothing to scroll."""

    def __init__(self, orientation: Qt.Orientation) -> None:
        super().__init__(orientation)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)

    @property
    def _has_range(self) -> bool:
        return self.maximum() > self.minimum()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint nothing while all of the contents are seen."""
        if self._has_range:
            super().paintEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer places to scroll to, where there are any."""
        if self._has_range:
            super().contextMenuEvent(event)
        else:
            event.ignore()
