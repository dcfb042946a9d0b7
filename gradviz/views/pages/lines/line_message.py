"""What is wrong with what is being typed, just below its line."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gradviz.views.common.looks import Look

_MARGIN = 4  # pixels


class LineMessage(QFrame):
    """A message that lies over the lines below, so that none of them moves when it comes.

    The mouse goes through it to the lines.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("line_message")
        self.setAccessibleName("What is wrong with the line")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFrameShape(QFrame.Shape.Box)
        self.setAutoFillBackground(True)
        self._text = QLabel()
        self._text.setObjectName("line_message_text")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 1, _MARGIN, 1)
        layout.addWidget(self._text)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, look.colour("base"))
        palette.setColor(QPalette.ColorRole.WindowText, look.colour("invalid"))
        self.setPalette(palette)

    def show_below(self, field: QWidget, message: str, right: int) -> QRect:
        """Show a message below a field, or above it where the parent ends.

        It goes from the left edge of the field to a place in the parent; where it is now is
        returned.
        """
        parent = self.parentWidget()
        assert parent is not None
        self._text.setText(message)
        corner = field.mapTo(parent, QPoint(0, field.height()))
        size = QSize(max(right - corner.x(), field.width()), 0)
        size.setHeight(self.heightForWidth(size.width()))
        if corner.y() + size.height() > parent.height():
            corner.setY(max(corner.y() - field.height() - size.height(), 0))
        place = QRect(corner, size)
        self.setGeometry(place)
        self.raise_()
        self.show()
        return place
