"""A line of text that gives way: what does not fit is elided, and shown whole as a tooltip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_LEAST_CHARACTERS = 12


class ElidedLabel(QLabel):
    """A label of one line that asks for little width; ``text()`` is always the whole text."""

    def __init__(
        self,
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self._details = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show a text."""
        if text != self.text():
            super().setText(text)
            self._update_tool_tip()

    def set_details(self, details: str) -> None:
        """Say more in the tooltip, whether the text fits or not."""
        self._details = details
        self._update_tool_tip()

    @property
    def shown_text(self) -> str:
        """What there is room for."""
        return self.fontMetrics().elidedText(self.text(), self._mode, self._room())

    def minimumSizeHint(self) -> QSize:
        """Ask for a dozen characters."""
        metrics = self.fontMetrics()
        return QSize(_LEAST_CHARACTERS * metrics.averageCharWidth(), metrics.height())

    def sizeHint(self) -> QSize:
        """Ask for the whole text."""
        hint = self.minimumSizeHint()
        return hint.expandedTo(QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say the whole text in the tooltip, if it no longer fits."""
        super().resizeEvent(event)
        self._update_tool_tip()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what there is room for."""
        del event
        # Closed even if an exception comes in between: Qt dies of a painter left open.
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter,
                self.contentsRect(),
                int(self.alignment()),
                self.palette(),
                self.isEnabled(),
                self.shown_text,
                self.foregroundRole(),
            )

    def _room(self) -> int:
        return self.contentsRect().width()

    def _update_tool_tip(self) -> None:
        whole = "" if self.shown_text == self.text() else self.text()
        self.setToolTip(self._details or whole)


class PartsLabel(ElidedLabel):
    """A line of parts, the most important first: those that do not fit are left out whole."""

    JOINT = " · "

    @property
    def shown_text(self) -> str:
        """What there is room for."""
        parts = self.text().split(self.JOINT)
        for most in range(len(parts), 0, -1):
            text = self.JOINT.join(parts[:most])
            if self.fontMetrics().horizontalAdvance(text) <= self._room():
                return text
        return super().shown_text
