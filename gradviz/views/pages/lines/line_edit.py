"""The field of a line: looks like code, and is typed over in place."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from gradviz.presenting.line_difference import line_difference
from gradviz.presenting.typed import MOST_CHARACTERS
from gradviz.views.common.looks import Look, letter_width, monospace_font
from gradviz.views.pages.lines.pieces import draw_differing

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMING_BACK = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
_LED = (
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
)
_LEAST_CHARACTERS, _GOOD_CHARACTERS = 14, 26
_SMALLEST = 0.5  # of the usual size of text
SIDE, _TOP = 4, 1  # pixels around the text
_CARET = 5  # pixels by which QLineEdit's cursorRect begins left of the caret


class LineEdit(QLineEdit):
    """A line edit of one expression, with the text that is in force.

    Signals
    -------
    apply_requested()
        The user pressed Enter.
    stepped(int)
        The user pressed Up (-1) or Down (1).
    focused()
        The user has led the keys here with the mouse or Tab.
    focus_changed()
        The keys go to it now, or elsewhere.
    """

    apply_requested = Signal()
    stepped = Signal(int)
    focused = Signal()
    focus_changed = Signal()

    KEYS = (
        ("The line above or below", tuple(_STEPS)),
        ("Apply what is typed", _RETURNS),
        ("Take back what is typed", (Qt.Key.Key_Escape,)),
    )

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._applied = ""
        self._correct = ""
        self._is_invalid = self._is_fitting = False
        self._colours: dict[str, QColor] = {}
        self.setFont(monospace_font())
        self.setFrame(False)
        self.setMaxLength(MOST_CHARACTERS)
        self.setTextMargins(SIDE, _TOP, SIDE, _TOP)

    @property
    def is_typed(self) -> bool:
        """Whether what it holds is not in force."""
        return self.text() != self._applied

    @property
    def is_invalid(self) -> bool:
        """Whether it is marked."""
        return self._is_invalid

    def set_line(self, applied: str, correct: str) -> None:
        """Show what is in force; what is typed stays unless this line itself has changed."""
        self._correct = correct
        if applied != self._applied:
            self._applied = applied
            self.restore()
            self._fit_text()
        self.update()

    def restore(self) -> None:
        """Take back what is typed."""
        if self.is_typed:
            self.setText(self._applied)
            if not self.hasFocus():
                self.setCursorPosition(0)

    def set_invalid(self, invalid: bool) -> None:
        """Mark the text as one that cannot be used."""
        if invalid != self._is_invalid:
            self._is_invalid = invalid
            self.update()

    def set_locked(self, locked: bool) -> None:
        """Let it be read and copied only, or typed over."""
        if locked is self.isReadOnly():
            return
        self.setReadOnly(locked)
        self.updateGeometry()
        palette = QPalette()
        if locked:
            palette.setColor(QPalette.ColorRole.Base, QColor(Qt.GlobalColor.transparent))
        self.setPalette(palette)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        roles = ("invalid", "accent", "grid", "inconclusive.mark", "fail.strip", "fail.text")
        self._colours = {role: look.colour(role) for role in roles}
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a line that can only be read whole in sight."""
        super().resizeEvent(event)
        self._fit_text()

    def changeEvent(self, event: QEvent) -> None:
        """Do the same in another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_text()

    def _fit_text(self) -> None:
        """Write a line that can only be read smaller where it would be cut off."""
        if not self.isReadOnly() or self._is_fitting:
            return
        usual, share = QApplication.font(self).pointSizeF(), 1.0
        room = self.width() - 2 * SIDE - _CARET - 2
        # Step by step, as letters are whole pixels wide.
        while len(self.text()) * letter_width(usual * share) > room and share > _SMALLEST:
            share -= 0.05
        font = monospace_font()
        if share < 1.0:
            font.setPointSizeF(usual * share)
        self._is_fitting = True  # the font is that of a change of it
        self.setFont(font)
        self._is_fitting = False

    def minimumSizeHint(self) -> QSize:
        """Need room for some of a line: it scrolls."""
        width = _LEAST_CHARACTERS * self.fontMetrics().averageCharWidth()
        frame = 0 if self.isReadOnly() else 3
        return QSize(width, self.fontMetrics().height() + 2 * _TOP + frame)

    def sizeHint(self) -> QSize:
        """Ask for room for most of the lines."""
        width = _GOOD_CHARACTERS * self.fontMetrics().averageCharWidth() + 2 * SIDE
        return QSize(width, self.minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Leave undo, redo and Esc to the window where there is nothing typed to take back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            owned = self._owns(event)
            if owned is not None:
                event.setAccepted(owned)
                return owned
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, apply or take back; type all else."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in _RETURNS:
            self.apply_requested.emit()
        elif self._takes_back(event):
            self.restore()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the keys were led here."""
        super().focusInEvent(event)
        if event.reason() in _LED:
            self.focused.emit()
        self.focus_changed.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the line from its start again."""
        super().focusOutEvent(event)
        if event.reason() not in _COMING_BACK:
            self.setCursorPosition(0)
        self.update()
        self.focus_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what differs from the correct line, and the border."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            if not self.is_typed and self._applied != self._correct and not self.hasFocus():
                self._draw_difference(painter)
            self._draw_border(painter)

    def _owns(self, event: QKeyEvent) -> bool | None:
        """Return whether a key is the field's and not the window's; None for all other keys."""
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.is_typed
        if event.matches(QKeySequence.StandardKey.Redo):
            return self.isRedoAvailable()
        if event.key() == Qt.Key.Key_Escape:
            return self.is_typed
        return None

    def _takes_back(self, event: QKeyEvent) -> bool:
        """Return whether a key takes all that is typed back."""
        if event.key() == Qt.Key.Key_Escape:
            return self.is_typed
        return event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()

    def _draw_difference(self, painter: QPainter) -> None:
        _, after = line_difference(self._correct, self._applied)
        before_caret = self.text()[: self.cursorPosition()]
        caret = self.cursorRect().left() + _CARET
        left = caret - self.fontMetrics().horizontalAdvance(before_caret)
        room = self.rect().adjusted(SIDE, 0, -SIDE, 0)
        height = self.fontMetrics().height()
        place = QRectF(left, (self.height() - height) / 2, room.width(), height)
        painter.setClipRect(room)
        painter.setFont(self.font())
        draw_differing(
            painter, place, after, self._colours["fail.strip"], self._colours["fail.text"]
        )
        painter.setClipping(False)

    def _draw_border(self, painter: QPainter) -> None:
        role, width = self._border()
        if role is not None and role in self._colours:
            painter.setPen(QPen(self._colours[role], width))
            inset = width // 2
            painter.drawRect(self.rect().adjusted(inset, inset, -1 - inset, -1 - inset))

    def _border(self) -> tuple[str | None, int]:
        if self._is_invalid:
            return "invalid", 2
        if self.hasFocus():
            return "accent", 2
        if self.is_typed:
            return "inconclusive.mark", 1
        return (None, 0) if self.isReadOnly() else ("grid", 1)
