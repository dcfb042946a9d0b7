"""One setting: its title and what it is set with."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gradviz.network.fields import field_name, read_number, read_whole_number
from gradviz.network.numbers import exact
from gradviz.presenting.choices import Choice, sentence
from gradviz.subjects.entry import REAL, WHOLE
from gradviz.views.common.looks import Look
from gradviz.views.form.controls import CalmComboBox
from gradviz.views.form.number_edit import NumberEdit, Step


class Field(QWidget):
    """A setting of an experiment, by its key.

    Signals
    -------
    edited(str)
        The user set it; with its key.
    gesture_ended()
        The user is done with it, for now.
    """

    edited = Signal(str)
    gesture_ended = Signal()

    def __init__(self, key: str, title: str, editor: QWidget, help_text: str = "") -> None:
        super().__init__()
        self.key = key
        self._editor = editor
        self._help = help_text
        self._problem: str | None = None
        self._lock: str | None = None
        self._title = QLabel(title)
        self._title.setBuddy(editor)
        editor.setAccessibleName(sentence(field_name(key)))
        self._beside = QHBoxLayout()
        self._beside.setSpacing(4)
        self._beside.addWidget(editor, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(self._title)
        layout.addLayout(self._beside)
        self._explain()

    def add_beside(self, widget: QWidget) -> None:
        """Put a button at the right."""
        self._beside.addWidget(widget)

    def set_title(self, title: str) -> None:
        """Set the words above it."""
        self._title.setText(title)

    def set_help(self, help_text: str) -> None:
        """Set what the tool tip says when there is nothing wrong."""
        self._help = help_text
        self._explain()

    def set_problem(self, message: str | None) -> None:
        """Mark it with what is wrong, or unmark it."""
        self._problem = message
        self._explain()

    def set_lock(self, reason: str | None) -> None:
        """Let it be seen only, and say why; or let it be set."""
        self._lock = reason
        self._explain()

    def text(self) -> str:
        """Return the setting as a text."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Show a setting; a text that means the same stays as it was typed."""
        raise NotImplementedError

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""

    def _explain(self) -> None:
        words = self._problem or self._lock or self._help
        if words != self._editor.toolTip():
            self._editor.setToolTip(words)
            self._editor.setAccessibleDescription(words)


class NumberField(Field):
    """A number."""

    def __init__(
        self,
        key: str,
        title: str,
        object_name: str,
        step: Step,
        characters: int,
        help_text: str = "",
    ) -> None:
        self.edit = NumberEdit(step, characters)
        self.edit.setObjectName(object_name)
        super().__init__(key, title, self.edit, help_text)
        self.edit.textEdited.connect(self._on_edit_text_edited)
        self.edit.editingFinished.connect(self._on_edit_editing_finished)

    def text(self) -> str:
        """Return what is typed."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Show a number; 1e-07 stays if it is 1e-7 that is to be shown."""
        if not same_number(self.key, self.edit.text(), text):
            self.edit.setText(text)
            self.edit.setCursorPosition(0)

    def type_text(self, text: str) -> None:
        """Put in a number as if the user had typed it."""
        if text != self.edit.text():
            self.edit.setText(text)
            self.edited.emit(self.key)

    def set_problem(self, message: str | None) -> None:
        """Mark the field."""
        super().set_problem(message)
        self.edit.set_invalid(message is not None)

    def set_lock(self, reason: str | None) -> None:
        """Make the field read-only, or not."""
        super().set_lock(reason)
        self.edit.set_locked(reason is not None)

    def set_look(self, look: Look) -> None:
        """Take the colour of the mark."""
        self.edit.set_invalid_colour(look.colour("invalid"))

    def _on_edit_editing_finished(self) -> None:
        """Write what was typed as every number is written: 0.0000001 is 1e-7."""
        value = read_number(self.edit.text()) if self.key in REAL else ""
        if not isinstance(value, str) and not self.edit.is_invalid:
            self.edit.setText(exact(value))
        self.gesture_ended.emit()

    def _on_edit_text_edited(self) -> None:
        self.edited.emit(self.key)


class ChoiceField(Field):
    """One of a few words."""

    def __init__(self, key: str, title: str, choices: Sequence[Choice], help_text: str) -> None:
        self.combo = CalmComboBox(characters=7)
        self.combo.setObjectName(f"{key}_combo")
        for choice in choices:
            self.combo.add_choice(choice)
        self._sentences = {choice.key: choice.sentence for choice in choices}
        self._what = help_text
        super().__init__(key, title, self.combo, help_text)
        self.combo.currentIndexChanged.connect(self._on_combo_index_changed)
        # To choose what is shown says that it is meant, where it was only assumed.
        self.combo.activated.connect(self._on_combo_index_changed)
        self._show_sentence()

    def text(self) -> str:
        """Return the word that is chosen."""
        return str(self.combo.currentData())

    def set_text(self, text: str) -> None:
        """Show a word."""
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self.combo.findData(text))
        self._show_sentence()

    def set_lock(self, reason: str | None) -> None:
        """Disable the field, or not."""
        super().set_lock(reason)
        self.combo.setEnabled(reason is None)

    def _show_sentence(self) -> None:
        words = self._sentences.get(self.text(), "")
        self.set_help(f"{self._what}\n{self.combo.currentText()}: {words}")

    def _on_combo_index_changed(self) -> None:
        self._show_sentence()
        self.edited.emit(self.key)


def same_number(key: str, one: str, other: str) -> bool:
    """Return whether two texts of a setting mean the same number."""
    if key in WHOLE:
        return read_whole_number(one) == read_whole_number(other)
    if key in REAL:
        return read_number(one) == read_number(other)
    return one == other
