"""A line edit for a number."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

Step = Callable[[str, int], str]

_DIRECTIONS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_BORDER = 2  # pixels


class NumberEdit(QLineEdit):
    """A line edit whose number goes up and down with the arrow keys.

    It does not judge its text: whoever reads it says by `set_invalid` that it cannot be used.
    ``textEdited`` is emitted for keys of both kinds.

    Parameters
    ----------
    step
        Returns the next text for a text and +1 or -1.
    characters
        How many characters it has room for at least.
    """

    KEYS = (("A number one step up or down", tuple(_DIRECTIONS)),)

    def __init__(self, step: Step, characters: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = step
        self._characters = characters
        self._invalid_colour = QColor(Qt.GlobalColor.red)
        self._is_invalid = False

    @property
    def is_invalid(self) -> bool:
        """Whether it is marked."""
        return self._is_invalid

    def set_invalid(self, invalid: bool) -> None:
        """Mark the text as one that cannot be used."""
        if invalid != self._is_invalid:
            self._is_invalid = invalid
            self.update()

    def set_invalid_colour(self, colour: QColor) -> None:
        """Set the colour of the mark."""
        self._invalid_colour = colour
        self.update()

    def set_locked(self, locked: bool) -> None:
        """Show the text on the window's ground, where it can be read and copied only."""
        self.setReadOnly(locked)
        palette = QPalette()
        if locked:
            palette.setColor(QPalette.ColorRole.Base, QColor(Qt.GlobalColor.transparent))
        self.setPalette(palette)

    def minimumSizeHint(self) -> QSize:
        """Return room for the characters that are expected."""
        text = self.fontMetrics().horizontalAdvance("0") * (self._characters + 1)
        margins = self.textMargins()
        frame = 2 * self.style().pixelMetric(self.style().PixelMetric.PM_DefaultFrameWidth)
        # Two pixels a side are QLineEdit's own, and not to be asked for.
        width = text + frame + margins.left() + margins.right() + 4
        return QSize(width, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Ask for no more than the minimum; a layout gives what there is."""
        return QSize(self.minimumSizeHint().width(), super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window, but for a text that is not part of its past yet."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_undo = event.matches(QKeySequence.StandardKey.Undo)
            if not self._is_invalid and (is_undo or event.matches(QKeySequence.StandardKey.Redo)):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step on an arrow key."""
        direction = _DIRECTIONS.get(Qt.Key(event.key()))
        if direction is None or self.isReadOnly():
            super().keyPressEvent(event)
            return
        text = self._step(self.text(), direction)
        if text != self.text():
            # As if typed, so that textEdited is emitted.
            self.selectAll()
            self.insert(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark over the frame."""
        super().paintEvent(event)
        if self._is_invalid:
            with QPainter(self) as painter:
                painter.setPen(QPen(self._invalid_colour, _BORDER))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
