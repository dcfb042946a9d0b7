"""The comparison of the textbook in one line: the difference, held against the threshold."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gradviz.views.common.focus_ring import ring_around
from gradviz.views.common.looks import Look

_LONGEST_DIFFERENCE = "last check: difference 1.000e-7 > threshold 1e-7"
# On a projector the source is below it.
_LONGEST_ON_PROJECTOR = "last check: difference 1.00000e-17 > threshold 1e-17"


class DifferenceLabel(QLabel):
    """The comparison in one line, to be selected and copied."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._is_old = True
        self.setObjectName("difference_label")
        self.setTextFormat(Qt.TextFormat.PlainText)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        bold = QFont()
        bold.setBold(True)
        self.setFont(bold)
        self.set_difference("no difference yet", "no difference yet", is_old=True)

    def set_look(self, look: Look) -> None:
        """Take other colours."""
        self._look = look
        self.updateGeometry()
        self.setPalette(look.text_palette("muted" if self._is_old else "window_text"))

    def set_difference(self, text: str, details: str, is_old: bool) -> None:
        """Show a text; its details, with every digit, are in the tooltip."""
        self.setText(text)
        self.setToolTip(details)
        self.setAccessibleName(text)
        self.setAccessibleDescription(details)
        if is_old != self._is_old:
            self._is_old = is_old
            self.set_look(self._look)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, and a ring while the keys go to it."""
        super().paintEvent(event)
        ring_around(self, self.rect())

    def sizeHint(self) -> QSize:
        """Keep one width, whatever is said, as long as that is not longer than usual."""
        hint = super().sizeHint()
        return QSize(max(hint.width(), self.usual_width()), hint.height())

    def usual_width(self) -> int:
        """Return the width that is enough for what is usually said."""
        longest = _LONGEST_ON_PROJECTOR if self._look.is_presenter else _LONGEST_DIFFERENCE
        return self.fontMetrics().horizontalAdvance(longest)

    def minimumSizeHint(self) -> QSize:
        """Give way in a narrow window."""
        return QSize(
            self.fontMetrics().horizontalAdvance("difference"), super().sizeHint().height()
        )
