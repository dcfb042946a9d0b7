"""What the 1-D page is set with: the curve, theta, x and epsilon."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from math import isfinite
from typing import Any

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from gradviz.checking.one_d import OneDSettings
from gradviz.checking.one_d_curves import CURVES
from gradviz.network.fields import InvalidSettings, read_number
from gradviz.network.numbers import exact
from gradviz.presenting.choices import Choice, sentence
from gradviz.presenting.number_steps import decade_step
from gradviz.views.common.looks import Look
from gradviz.views.form.controls import CalmComboBox, CalmSlider, CheckBox, IconButton
from gradviz.views.form.number_edit import NumberEdit, Step

NUMBERS = ("theta", "x", "epsilon")

_STEP = Decimal("0.1")
_SLIDER_END = 50  # tenths of x
_SPACING = 10  # pixels between two parts
_MARGIN = 4  # pixels


class OneDForm(QWidget):
    """The settings of the 1-D check as one value.

    A text that cannot be used stays as it was typed, is marked, and one sentence says what is
    wrong with it; the value keeps what was there before.

    Signals
    -------
    value_changed(object)
        The user chose other `OneDSettings`.
    problem_changed(str)
        What is wrong with what is typed; empty if nothing is.
    zoom_toggled(bool)
        Whether the plot is to follow epsilon.
    """

    value_changed = Signal(object)
    problem_changed = Signal(str)
    zoom_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = OneDSettings()
        self._problem = ""
        self._curve = _curve_combo()
        self._edits = {
            "theta": _edit("theta", tenth_step, 8),
            "x": _edit("x", tenth_step, 4),
            "epsilon": _edit("epsilon", decade_step, 7),
        }
        self._slider = CalmSlider()
        self._slider.setObjectName("one_d_x_slider")
        self._slider.setAccessibleName("x by hand")
        self._slider.setRange(-_SLIDER_END, _SLIDER_END)
        self._slider.setMinimumWidth(40)
        self._zoom = CheckBox("&Zoom to epsilon")
        self._zoom.setObjectName("one_d_zoom_check")
        self._zoom.setToolTip("Show three epsilons on either side of theta, whatever epsilon is")
        self._zoom.setAccessibleName("Zoom to epsilon")
        self._reset = IconButton()
        self._reset.setObjectName("one_d_reset_button")
        self._reset.setToolTip("Set the values of the exercise: theta * x, x = 2, theta = 4")
        self._reset.setAccessibleName("Set the values of the exercise")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 0, 0, 0)
        layout.addWidget(_Rows(self._parts()))
        self._connect()
        for name, edit in self._edits.items():
            edit.setText(exact(getattr(self._value, name)))
        self._show_value(self._value)

    @property
    def value(self) -> OneDSettings:
        """What is set; of what cannot be used, what was there before."""
        return self._value

    def set_value(self, value: OneDSettings) -> None:
        """Show settings; a number that is meant already stays as it was typed."""
        before, self._value = self._value, value
        for name, edit in self._edits.items():
            wanted = getattr(value, name)
            is_kept = edit.is_invalid and wanted == getattr(before, name)
            if not is_kept and read_number(edit.text()) != wanted:
                edit.setText(exact(wanted))
                edit.setCursorPosition(0)
        self._show_value(value)
        self._tell_problems(self._read()[1])

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        for edit in self._edits.values():
            edit.set_invalid_colour(look.colour("invalid"))
        self._reset.setIcon(look.icon("reset"))

    def _parts(self) -> list[QWidget]:
        theta, x, epsilon = (self._edits[name] for name in NUMBERS)
        return [
            _part("&J =", self._curve),
            _part("&theta", theta),
            _part("&x", x),
            _part(f"x from −{_SLIDER_END // 10}", self._slider, QLabel(f"to {_SLIDER_END // 10}")),
            _part("e&psilon", epsilon),
            self._zoom,
            self._reset,
        ]

    def _connect(self) -> None:
        self._curve.currentIndexChanged.connect(self._on_curve_changed)
        for edit in self._edits.values():
            edit.textEdited.connect(self._on_edited)
        self._slider.valueChanged.connect(self._on_slider_moved)
        self._zoom.toggled.connect(self.zoom_toggled)
        self._reset.clicked.connect(self._on_reset_clicked)

    def _show_value(self, value: OneDSettings) -> None:
        curve = CURVES[value.curve]
        with QSignalBlocker(self._curve), QSignalBlocker(self._slider):
            self._curve.setCurrentIndex(self._curve.findData(value.curve))
            self._slider.setValue(round(min(max(10 * value.x, -_SLIDER_END), _SLIDER_END)))
        words = "The input x" if curve.takes_x else f"x is no part of {curve.title}"
        for widget in (self._edits["x"], self._slider):
            widget.setEnabled(curve.takes_x)
            widget.setToolTip(words)

    def _read(self) -> tuple[OneDSettings, list[str]]:
        """Return the value of what is typed, and a sentence on each field that has none."""
        value, problems = self._value, []
        for name, edit in self._edits.items():
            wrong = False
            try:
                # What is no number at all is refused like one that is out of range.
                typed: Any = read_number(edit.text())
                value = replace(value, **{name: typed})
            except InvalidSettings as error:
                problems.append(sentence(str(error)))
                wrong = True
            edit.set_invalid(wrong)
        return value, problems

    def _tell_problems(self, problems: Sequence[str]) -> None:
        text = " ".join(problems)
        if text != self._problem:
            self._problem = text
            self.problem_changed.emit(text)

    def _change(self, value: OneDSettings) -> None:
        if value != self._value:
            self.set_value(value)
            self.value_changed.emit(value)

    def _on_edited(self) -> None:
        value, problems = self._read()
        self._tell_problems(problems)
        self._change(value)

    def _on_curve_changed(self) -> None:
        self._change(replace(self._value, curve=str(self._curve.currentData())))

    def _on_slider_moved(self, place: int) -> None:
        self._change(replace(self._value, x=place / 10))

    def _on_reset_clicked(self) -> None:
        for edit in self._edits.values():
            edit.set_invalid(False)
        usual = OneDSettings()
        is_changed = usual != self._value
        self.set_value(usual)
        if is_changed:
            self.value_changed.emit(usual)


class _Rows(QWidget):
    """Parts side by side, in as many rows as it takes."""

    def __init__(self, parts: Sequence[QWidget]) -> None:
        super().__init__()
        self._parts = tuple(parts)
        self._places: list[int] = []
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(2)
        for _ in self._parts:
            line = QHBoxLayout()
            line.setSpacing(_SPACING)
            self._lines.addLayout(line)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Need the width of the widest part: the others can go below."""
        width = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as few rows as fit."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Look at the rows again when a part grows, as in a larger font."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        places = self._row_of_each()
        if places == self._places:
            return
        self._places = places
        lines = [self._line(place) for place in range(len(self._parts))]
        for line in lines:
            while line.count():
                line.takeAt(0)
        for part, place in zip(self._parts, places, strict=True):
            lines[place].addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        for place in set(places):
            lines[place].addStretch(1)
        self.updateGeometry()

    def _line(self, place: int) -> QHBoxLayout:
        found = self._lines.itemAt(place)
        assert found is not None
        layout = found.layout()
        assert isinstance(layout, QHBoxLayout)
        return layout

    def _row_of_each(self) -> list[int]:
        places, row, taken = [], 0, 0
        for part in self._parts:
            wide = part.sizeHint().width()
            if taken and taken + wide > self.width():
                row, taken = row + 1, 0
            taken += wide + _SPACING
            places.append(row)
        return places


def tenth_step(text: str, direction: int) -> str:
    """Return a number 0.1 larger or smaller; a text that holds none stays as it is."""
    value = read_number(text)
    if isinstance(value, str) or not isfinite(value):
        return text
    # Decimal: 0.1 + 0.2 is 0.30000000000000004.
    return exact(float(Decimal(repr(value)) + direction * _STEP))


def _edit(name: str, step: Step, characters: int) -> NumberEdit:
    edit = NumberEdit(step, characters)
    edit.setObjectName(f"one_d_{name}_edit")
    edit.setAccessibleName(name)
    return edit


def _curve_combo() -> CalmComboBox:
    combo = CalmComboBox(characters=11)
    combo.setObjectName("one_d_curve_combo")
    combo.setAccessibleName("J as a function of theta")
    for curve in CURVES.values():
        derivative = f"dJ/dtheta = {curve.derivative_formula}"
        combo.add_choice(Choice(curve.name, curve.title, derivative))
    return combo


def _part(title: str, *widgets: QWidget) -> QWidget:
    part, label = QWidget(), QLabel(title)
    label.setBuddy(widgets[0])
    layout = QHBoxLayout(part)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    for widget in (label, *widgets):
        layout.addWidget(widget)
    return part
