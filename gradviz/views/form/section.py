"""A titled group of settings."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gradviz.views.common.looks import Look
from gradviz.views.form.field import Field
from gradviz.views.form.field_row import FieldRow


class Section(QWidget):
    """Rows of fields under a title.

    Signals
    -------
    edited(str)
        The user set a field; with its key.
    gesture_ended()
        The user is done with a field, for now.
    """

    edited = Signal(str)
    gesture_ended = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self._fields: dict[str, Field] = {}
        self._rows: list[FieldRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        heading = QLabel(title)
        bold = QFont()
        bold.setBold(True)
        heading.setFont(bold)
        self._layout.addWidget(heading)

    def add_row(self, *fields: Field, also: Sequence[str] = ()) -> None:
        """Add fields side by side.

        Parameters
        ----------
        *fields
            The fields, from left to right.
        also
            Further keys whose messages are shown here, such as ``layers`` for all four sizes.
        """
        for field in fields:
            self._fields[field.key] = field
            field.edited.connect(self._on_field_edited)
            field.gesture_ended.connect(self.gesture_ended)
        row = FieldRow(fields, also)
        self._rows.append(row)
        self._layout.addWidget(row)

    def add_widget(self, widget: QWidget) -> None:
        """Add something else below."""
        self._layout.addWidget(widget)

    def texts(self) -> dict[str, str]:
        """Return every setting as a text, by key."""
        return {key: field.text() for key, field in self._fields.items()}

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Show settings by their keys; those that mean the same stay as they were typed."""
        for key, field in self._fields.items():
            field.set_text(texts[key])

    def set_problems(self, messages: Mapping[str, str]) -> None:
        """Mark the fields that have a message, by key, and unmark the others."""
        for row in self._rows:
            row.set_problems(messages)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        for row in self._rows:
            row.set_look(look)

    def _on_field_edited(self, key: str) -> None:
        self.edited.emit(key)
