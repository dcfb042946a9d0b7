"""A place of the window that a page may fill with a part of its own."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget


class OwnPlace(QStackedWidget):
    """Shows the part of the page that is seen or, if it has none, the usual one.

    It asks for room for the largest of them: what stands below or beside it stays where it is.
    """

    def __init__(self, usual: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usual = usual
        self._parts: dict[str, QWidget] = {}
        self.addWidget(usual)

    def add(self, name: str, part: QWidget) -> None:
        """Take in the part of a page."""
        self._parts[name] = part
        self.addWidget(part)

    def show_page(self, name: str) -> None:
        """Show the part of a page."""
        self.setCurrentWidget(self._parts.get(name, self._usual))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let those that are not seen ask for what they need at this width."""
        super().resizeEvent(event)
        for part in (self._usual, *self._parts.values()):
            part.resize(self.size())
