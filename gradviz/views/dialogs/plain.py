"""What all dialogs share: a place for what they say, and a row of buttons below."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gradviz.views.dialogs.fields import Prose

# What is left of a projector's 1366x768 by a task bar and a title.
_LARGEST = QSize(1340, 690)


class PlainDialog(QDialog):
    """A dialog with a Close button, deleted when it is closed. Esc closes it too.

    Show it with `open` or `show`, which do not wait. It has to have a parent, or somebody who
    keeps it. A subclass fills `body`, adds its buttons and then calls `finish`.

    Parameters
    ----------
    name
        The object name.
    title
        The title of the window.
    parent
        The window that it belongs to.
    """

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        self.body = QVBoxLayout()
        em = self.fontMetrics().height()
        layout.setContentsMargins(em, em, em, em)
        layout.setSpacing(em)
        self.body.setSpacing(em)
        layout.addLayout(self.body, 1)
        self._buttons = QDialogButtonBox()
        layout.addWidget(self._buttons)

    def say(self, *paragraphs: str, icon: QIcon) -> None:
        """Add paragraphs, with a sign beside them."""
        em = self.fontMetrics().height()
        row = QHBoxLayout()
        row.setSpacing(em)
        if not icon.isNull():
            sign = QLabel()
            sign.setPixmap(icon.pixmap(QSize(2 * em, 2 * em)))
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(em // 2)
        for text in paragraphs:
            column.addWidget(Prose(text))
        row.addLayout(column, 1)
        self.body.addLayout(row)

    def add_button(
        self,
        name: str,
        text: str,
        role: QDialogButtonBox.ButtonRole = QDialogButtonBox.ButtonRole.ActionRole,
    ) -> QPushButton:
        """Add a button to the row and return it."""
        # Not a standard button: those carry icons of the desktop, which know nothing of our looks.
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text.replace("&", ""))
        self._buttons.addButton(button, role)
        return button

    def finish(self) -> None:
        """Add the Close button, last in the order of Tab and first to have the focus."""
        close = self.add_button("close_button", "&Close", QDialogButtonBox.ButtonRole.RejectRole)
        close.clicked.connect(self.reject)
        close.setDefault(True)
        close.setFocus()
        self.settle()

    def settle(self) -> None:
        """Take the size that the contents ask for, as far as there is room; they scroll."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()  # nested layouts remember what they last asked for
        room = _LARGEST.boundedTo(self.screen().availableSize())
        size = self.sizeHint().boundedTo(room)
        if layout.hasHeightForWidth():
            size.setHeight(layout.totalHeightForWidth(size.width()))
        self.resize(size.boundedTo(room))
