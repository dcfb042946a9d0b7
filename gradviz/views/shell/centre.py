"""The middle of the window: the pages and, in a narrow window, what says why below them."""

from PySide6.QtCore import QByteArray, QEvent, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from gradviz.views.shell.why_panel import WhyPanel

MOST_WHY = 0.4  # of the height


class Centre(QSplitter):
    """Gives what says why the height that it asks for; once the user has moved it, that stays."""

    def __init__(self, pages: QWidget, why: WhyPanel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setObjectName("centre")
        self._why = why
        self._has_own_height = False
        self._shared: tuple[int, int] | None = None
        self.addWidget(pages)
        self.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_moved)

    def take_why(self) -> None:
        """Put what says why below the pages."""
        self.addWidget(self._why)
        self._shared = None
        self._share()

    def state(self) -> QByteArray:
        """Return where the user has put the handle; empty if nobody has moved it."""
        return self.saveState() if self._has_own_height else QByteArray()

    def restore(self, saved: QByteArray) -> None:
        """Put the handle where the user had put it."""
        if self.restoreState(saved) and self.count() > 1:
            self._has_own_height = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height anew."""
        super().resizeEvent(event)
        self._share()

    def event(self, event: QEvent) -> bool:
        """Share the height anew where what says why asks for another one, as in larger text."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._share()
        return done

    def _share(self) -> None:
        room = self.height() - self.handleWidth()
        shared = room, min(self._why.low_height, round(MOST_WHY * room))
        if self._has_own_height or self.count() < 2 or shared == self._shared:
            return
        self._shared = shared
        self.setSizes([room - shared[1], shared[1]])

    @Slot()
    def _on_moved(self) -> None:
        self._has_own_height = True
