"""Fields side by side, as many as there is room for, and what is wrong with them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from gradviz.subjects.entry import REAL, WHOLE
from gradviz.views.common.looks import Look
from gradviz.views.form.field import Field

MESSAGE_LINES = 2
_GAP = 8  # pixels between two fields


class FieldRow(QWidget):
    """Fields of equal width, side by side where they fit, with their messages below.

    In a large font the same fields stand in fewer columns, so the form grows longer, not wider.
    """

    def __init__(self, fields: Sequence[Field], also: Sequence[str] = ()) -> None:
        super().__init__()
        self._fields = tuple(fields)
        self._also = tuple(also)
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        self._grid.setHorizontalSpacing(_GAP)
        self._message = QLabel()
        self._message.setWordWrap(True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignTop)
        # The room of a message is kept where something can be typed wrong: if the fields below
        # moved when it comes, a click would miss the one that it was meant for.
        self._keeps_room = any(field.key in WHOLE | REAL for field in self._fields)
        self._message.setVisible(self._keeps_room)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._grid)
        layout.addWidget(self._message)
        self._arrange(len(self._fields))
        self._keep_room()

    def set_problems(self, messages: Mapping[str, str]) -> None:
        """Mark the fields of this row that have a message, by key, and show it."""
        for field in self._fields:
            field.set_problem(messages.get(field.key))
        keys = (*(field.key for field in self._fields), *self._also)
        self._message.setText("\n".join(messages[key] for key in keys if key in messages))
        self._message.setVisible(self._keeps_room or bool(self._message.text()))

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, look.colour("invalid"))
        self._message.setPalette(palette)
        for field in self._fields:
            field.set_look(look)

    def minimumSizeHint(self) -> QSize:
        """Need no more width than one field: the others can go below."""
        return QSize(self._field_width(), super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for as much text as before, in its new size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._keep_room()

    def _keep_room(self) -> None:
        lines = MESSAGE_LINES if self._keeps_room else 0
        self._message.setMinimumHeight(lines * self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many columns as fit."""
        super().resizeEvent(event)
        self._arrange(self._fitting_columns(event.size().width()))

    def event(self, event: QEvent) -> bool:
        """Look at the columns again when a field grows, as in a larger font."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange(self._fitting_columns(self.width()))
        return super().event(event)

    def _field_width(self) -> int:
        return max(field.minimumSizeHint().width() for field in self._fields)

    def _fitting_columns(self, width: int) -> int:
        columns = len(self._fields)
        while columns > 1 and columns * (self._field_width() + _GAP) - _GAP > width:
            columns = (columns + 1) // 2  # four, two, one: no field is left alone in its line
        return columns

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, field in enumerate(self._fields):
            self._grid.addWidget(field, place // columns, place % columns)
        for column in range(len(self._fields)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.updateGeometry()
