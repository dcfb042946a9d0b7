"""Lines of steps with their numbers, to be read, selected and copied."""

import textwrap

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QSizePolicy

from gradviz.views.common.focus_ring import ring_around
from gradviz.views.common.looks import monospace_font

_LEAST_CHARACTERS = 20  # of a line of prose


class StepsText(QPlainTextEdit):
    """Lines that do not wrap; Tab leaves them.

    Signals
    -------
    copy_all_requested()
        The user pressed the keys for copying while nothing was selected.
    """

    copy_all_requested = Signal()

    COPIES = "Copy what is selected, or all of it"

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.setFont(monospace_font())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def set_faded(self, faded: bool) -> None:
        """Grey the text while it is not that of what is set."""
        palette = QPalette()
        if faded:
            grey = QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
            palette.setColor(QPalette.ColorRole.Text, grey)
        self.setPalette(palette)

    def set_text(self, text: str) -> None:
        """Show a text, unless it is shown already: that would lose what is selected."""
        if text != self.toPlainText():
            across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
            self.setPlainText(text)
            self.horizontalScrollBar().setValue(across)
            self.verticalScrollBar().setValue(down)

    def width_of(self, text: str) -> int:
        """Return the width it takes to show a text without scrolling."""
        widest = max(map(self.fontMetrics().horizontalAdvance, text.splitlines()), default=0)
        frame = 2 * (self.frameWidth() + round(self.document().documentMargin()) + 1)
        return widest + frame + self.verticalScrollBar().sizeHint().width()

    def wrapped(self, text: str, width: int) -> str:
        """Return prose in lines that fit a width."""
        return textwrap.fill(text, max(_LEAST_CHARACTERS, self.characters_in(width)))

    def characters_in(self, width: int) -> int:
        """Return how many characters a line of this width holds."""
        room = width - self.width_of("")
        # The metrics of the font that is not rounded to pixels: a line is many characters long.
        return int(room / QFontMetricsF(self.font()).horizontalAdvance("0"))

    def height_of(self, text: str) -> int:
        """Return the height it takes to show a text without scrolling, to a pixel or so."""
        lines = text.count("\n") + 1
        margins = 2 * (self.frameWidth() + round(self.document().documentMargin()))
        return lines * self.fontMetrics().lineSpacing() + margins

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, and a ring while the keys go to it."""
        super().paintEvent(event)
        ring_around(self, self.viewport().rect(), self.viewport())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take it away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:
        """Ask for little: the text scrolls."""
        return QSize(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy everything where nothing is selected."""
        if event.matches(QKeySequence.StandardKey.Copy) and not self.textCursor().hasSelection():
            self.copy_all_requested.emit()
            return
        super().keyPressEvent(event)
