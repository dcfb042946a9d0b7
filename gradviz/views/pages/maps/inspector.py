"""The inspector: why the current cell says what it says."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gradviz.checking.result import CheckResult
from gradviz.presenting.entry_steps import EntrySteps, entry_steps, fitted, inline, stacked
from gradviz.presenting.parameter_names import parameter_meaning, parameter_name, parameter_place
from gradviz.views.common.elided_label import ElidedLabel
from gradviz.views.common.looks import Look
from gradviz.views.common.steps_text import StepsText

NO_RESULT = "Nothing is checked yet. Press F5."
NO_CELL = "Point at a cell of a map, or choose one with the arrow keys."

_LOW_LINES = 14  # of text, the longer of the two columns
_HEAD_MARGIN = 6  # pixels, about where the text below begins


class Inspector(QWidget):
    """The five steps of the exercise for one parameter, and the three of the difference.

    A wide and low place, such as a tab at the bottom, shows them side by side, with the formula
    above its values where a line would be too wide. Where not even one of them fits, each formula
    stands above its value, and what is still too wide scrolls.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: EntrySteps | None = None
        self._message = NO_RESULT
        self._meaning_text = ""
        self.setObjectName("inspector")
        self._name = QLabel()
        self._name.setObjectName("inspector_name")
        self._name.setAccessibleName("Current cell")
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._meaning = ElidedLabel()
        self._meaning.setObjectName("inspector_meaning")
        self._copy = QPushButton("Copy")
        self._copy.setObjectName("inspector_copy_button")
        self._copy.setAccessibleName("Copy the steps of the current cell")
        self._copy.setToolTip("Copy all of it as text")
        self._copy.clicked.connect(self.copy)
        self.head = QWidget(self)
        self.head.setMinimumWidth(1)  # what there is no room for is cut off
        self._left = StepsText("inspector_steps", "Steps of the current cell")
        self._right = StepsText("inspector_comparison", "Comparison of the current cell")
        for text in (self._left, self._right):
            text.copy_all_requested.connect(self.copy)
        self._lay_out()
        self.set_look(look)
        self._show()

    def set_look(self, look: Look) -> None:
        """Take the icons of a look."""
        self._copy.setIcon(look.icon("copy"))

    def set_cell(self, result: CheckResult | None, index: int | None) -> None:
        """Show a parameter of a check; say what to do where there is none."""
        self._steps = None
        name = meaning = ""
        if result is None:
            self._message = NO_RESULT
        elif index is None or not 0 <= index < result.size:
            self._message = NO_CELL
        else:
            self._steps = entry_steps(result, index)
            name = parameter_name(result.layout, index)
            place = parameter_place(result.layout, index)
            what = parameter_meaning(result.layout, index)
            meaning = f"{place}: {what}" if what else place
        self._name.setText(name)
        self._meaning_text = meaning
        self._copy.setEnabled(self._steps is not None)
        self._show()

    @property
    def text(self) -> str:
        """All that is said of the current cell, as it is copied."""
        if self._steps is None:
            return self._message
        title = f"{self._name.text()}, {self._meaning_text}"
        steps = self._steps
        formulas = [inline(steps.approximation), inline(steps.comparison)]
        return "\n".join(filter(None, [title, steps.why, *formulas, *steps.notes])) + "\n"

    def copy(self) -> None:
        """Copy the text to the clipboard."""
        QGuiApplication.clipboard().setText(self.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose one column or two, and formulas before or above their values."""
        super().resizeEvent(event)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._show()

    def sizeHint(self) -> QSize:
        """Ask for the formulas above their values."""
        metrics = self._left.fontMetrics()
        return QSize(42 * metrics.averageCharWidth(), 26 * metrics.lineSpacing())

    @property
    def low_height(self) -> int:
        """The height in which two columns say why a plain entry is wrong without scrolling."""
        return self._left.height_of("\n" * (_LOW_LINES - 1)) + self._head_height()

    def minimumSizeHint(self) -> QSize:
        """Ask for little: the text scrolls."""
        metrics = self._left.fontMetrics()
        least = self._head_height() + 4 * metrics.lineSpacing()
        return QSize(20 * metrics.averageCharWidth(), least)

    def _lay_out(self) -> None:
        head = QHBoxLayout(self.head)
        head.addWidget(self._name)
        head.addWidget(self._meaning, 1)
        head.addWidget(self._copy)
        self._columns = QGridLayout()
        self._columns.addWidget(self._left, 0, 0)
        self._columns.addWidget(self._right, 0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.head)
        column.addLayout(self._columns, 1)

    def _show(self) -> None:
        if self._steps is None:
            self._meaning.setText("")
            self._show_one(self._left.wrapped(self._message, self.width()))
            return
        left, right = inline(self._steps.approximation), inline(self._steps.comparison)
        self._meaning.setText(self._meaning_text)
        why, notes = self._why(self.width()), self._notes(self.width())
        if self._has_room_for_two(_joined(why, left, right, notes)):
            self._show_two(self._steps)
        elif self._left.width_of(_joined(left, right)) <= self.width():
            self._show_one(why, left, right, notes)
        else:
            self._meaning.setText("")
            meaning = self._left.wrapped(self._meaning_text, self.width())
            groups = *self._steps.approximation, *self._steps.comparison
            self._show_one(meaning, why, stacked(groups), notes)

    def _has_room_for_two(self, one: str) -> bool:
        """Whether two columns are wide enough, and one would fill the height or more."""
        height = self._left.height_of(one) + self._head_height()
        return height >= self.height() and self._least_left() + self._least_right() <= self._room()

    def _head_height(self) -> int:
        """Return what the name of the cell takes of the height of this widget."""
        is_here = self.head.parentWidget() is self
        return self.head.sizeHint().height() if is_here else 0

    def _room(self) -> int:
        """Return the width that two columns share."""
        return self.width() - max(self._columns.horizontalSpacing(), 0)

    def _least_left(self) -> int:
        steps = self._steps.approximation if self._steps is not None else ()
        return self._left.width_of(stacked(steps))

    def _least_right(self) -> int:
        steps = self._steps.comparison if self._steps is not None else ()
        return self._right.width_of(stacked(steps))

    def _why(self, width: int) -> str:
        why = self._steps.why if self._steps is not None else ""
        return self._left.wrapped(why, width)

    def _notes(self, width: int) -> str:
        notes = self._steps.notes if self._steps is not None else ()
        return "\n".join(self._left.wrapped(note, width) for note in notes)

    def _show_one(self, *parts: str) -> None:
        self._right.hide()
        self._columns.setColumnStretch(0, 1)
        self._columns.setColumnStretch(1, 0)  # even an empty column takes its stretch
        self._left.set_text(_joined(*parts))

    def _show_two(self, steps: EntrySteps) -> None:
        """Share the width: the left column gets what it asks for, unless the right needs it."""
        whole = self._left.width_of(inline(steps.approximation))
        width = min(whole, self._room() - self._least_right())
        rest = self._room() - width
        self._columns.setColumnStretch(0, width)
        self._columns.setColumnStretch(1, rest)
        self._left.set_text(fitted(steps.approximation, self._left.characters_in(width)))
        right = fitted(steps.comparison, self._right.characters_in(rest))
        parts = self._why(rest), right, self._notes(rest)
        self._right.set_text("\n".join(filter(None, parts)))
        self._right.show()


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
