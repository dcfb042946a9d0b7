"""What the two plots of the 1-D page have in common."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradviz.checking.one_d import LARGEST_EPSILON, SMALLEST_EPSILON, OneDCheck
from gradviz.network.numbers import rounded
from gradviz.views.common.focus_ring import paint_focus_ring
from gradviz.views.common.keys import KeyRow
from gradviz.views.common.looks import FADED, Look

_EPSILON_KEYS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 6,
    Qt.Key.Key_PageDown: -6,
}


class OneDCanvas(QWidget):
    """A plot of a 1-D check, of which epsilon can be changed with the keyboard.

    A plot says in `_paint` what it paints.

    Signals
    -------
    epsilon_moved(float)
        The user chose this epsilon.
    epsilon_stepped(int)
        The user wants epsilon larger or smaller by so many steps of a sixth of a decade.

    Parameters
    ----------
    look
        Its colours.
    lines_high
        The height it asks for, in lines of text.
    parent
        The widget it is in.
    """

    epsilon_moved = Signal(float)
    epsilon_stepped = Signal(int)

    KEYS: tuple[KeyRow, ...] = (
        ("A larger or smaller epsilon", (Qt.Key.Key_Up, Qt.Key.Key_Down)),
        ("Ten times larger or smaller", (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)),
    )

    def __init__(self, look: Look, lines_high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lines_high = lines_high
        self._check: OneDCheck | None = None
        self._is_faded = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_look(self, look: Look) -> None:
        """Take other colours."""
        self._look = look
        self.update()

    def set_faded(self, faded: bool) -> None:
        """Fade the picture while it is not that of what is typed."""
        if faded != self._is_faded:
            self._is_faded = faded
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for room to see the curve."""
        line = self.fontMetrics().height()
        return QSize(36 * line, self._lines_high * line)

    def minimumSizeHint(self) -> QSize:
        """Need room for the ticks and a little of the curve."""
        line = self.fontMetrics().height()
        return QSize(12 * line, round(6.5 * line))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move epsilon."""
        steps = _EPSILON_KEYS.get(Qt.Key(event.key()))
        if steps is None:
            super().keyPressEvent(event)
        else:
            self.epsilon_stepped.emit(steps)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the check, once there is one."""
        del event
        # Closed even if an exception comes in between: Qt dies of a painter left open.
        with QPainter(self) as painter:
            if self._check is not None:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setOpacity(FADED if self._is_faded else 1.0)
                self._paint(painter, self._check)
            if self.hasFocus():
                painter.resetTransform()
                paint_focus_ring(painter, self.rect(), self._look.colour("accent"))

    def _paint(self, painter: QPainter, check: OneDCheck) -> None:
        raise NotImplementedError

    def _em(self) -> float:
        """Return the height of a line of text, in pixels and their fractions."""
        return QFontMetricsF(self.font()).height()


def usable_epsilon(wanted: float) -> float:
    """Return the nearest epsilon that is allowed, with two digits, as a hand can set it."""
    return rounded(min(max(wanted, SMALLEST_EPSILON), LARGEST_EPSILON))
