"""The page of the 1-D case: a curve, its tangent and secants, the steps and the errors."""

from dataclasses import replace
from math import log10

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gradviz.checking.one_d import (
    LARGEST_EPSILON,
    LARGEST_VALUE,
    SMALLEST_EPSILON,
    OneDResult,
    OneDSettings,
)
from gradviz.network.numbers import rounded
from gradviz.presenting.entry_steps import inline, stacked
from gradviz.presenting.number_steps import SLIDER_STEPS_PER_DECADE
from gradviz.presenting.one_d_steps import one_d_steps, one_d_words
from gradviz.presenting.verdict_words import Words, problem_words
from gradviz.views.common.elided_label import PartsLabel
from gradviz.views.common.looks import Look
from gradviz.views.common.scroll_area import ScrollArea
from gradviz.views.common.steady import Steady
from gradviz.views.common.steps_text import StepsText
from gradviz.views.curves.one_d_canvas import usable_epsilon
from gradviz.views.curves.one_d_errors import OneDErrorPlot
from gradviz.views.curves.one_d_plot import OneDPlot
from gradviz.views.pages.one_dimension.one_d_form import OneDForm
from gradviz.views.verdict.verdict_label import VerdictLabel

_INLINE_CHARACTERS, _STACKED_CHARACTERS = 92, 40  # of the longest lines

THRESHOLD = 1e-7  # the exercise's

_INLINE_SHARE, _STACKED_SHARE = 0.45, 0.55  # of the width, that the steps take at most


class OneDPage(QWidget):
    """Everything of the 1-D case; where there is too little room for it, it scrolls.

    Attributes
    ----------
    form, verdict
        What it is set with, and what it found; they may be given another place.

    Signals
    -------
    settings_changed(object)
        The user chose other `OneDSettings`, by keys or by dragging.
    """

    settings_changed = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: OneDResult | None = None
        self._problem = ""
        self.setObjectName("one_d_page")
        self.setAccessibleName("Gradient checking of one parameter")
        self._verdict = VerdictLabel(look, Words("partial", "○", "Not checked", ""))
        self._verdict.setObjectName("one_d_verdict")
        self._notes = PartsLabel()
        self._notes.setObjectName("one_d_notes")
        self._notes.setAccessibleName("What is remarkable")
        self.verdict = QWidget()
        self.form = OneDForm()
        self.form.setObjectName("one_d_form")
        self._plot = OneDPlot(look)
        self._errors = OneDErrorPlot(look)
        self._steps = StepsText("one_d_steps", "Steps of the 1-D check")
        self._lay_out()
        self._connect()
        self.set_look(look)

    @property
    def settings(self) -> OneDSettings:
        """What is set."""
        return self.form.value

    @property
    def text(self) -> str:
        """All steps as they are copied."""
        if self._result is None:
            return ""
        steps = one_d_steps(self._result.check)
        words = one_d_words(self._result.check, THRESHOLD).text
        parts = [words, inline(steps.approximation), inline(steps.comparison), *steps.notes]
        return "\n".join(parts) + "\n"

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        for part in (self._verdict, self.form, self._plot, self._errors):
            part.set_look(look)

    def set_result(self, result: OneDResult) -> None:
        """Show a check."""
        self._result = result
        self.form.set_value(result.settings)
        self._show_verdict()
        self._plot.set_check(result.check)
        self._errors.set_check(result.check, result.errors)
        self._show_steps()

    def copy(self) -> None:
        """Copy the steps to the clipboard."""
        QGuiApplication.clipboard().setText(self.text)

    def minimumSizeHint(self) -> QSize:
        """Need little: it scrolls."""
        em = self.fontMetrics().height()
        return QSize(14 * em, 5 * em)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the steps the width they need, as far as the plots can spare it."""
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share_width()

    def _lay_out(self) -> None:
        top = QVBoxLayout(self.verdict)
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(Steady(self._verdict))
        top.addWidget(self._notes)
        top.addStretch(1)
        content = QWidget()
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self._grid.addWidget(self.verdict, 0, 0, 1, 2)
        self._grid.addWidget(self.form, 1, 0, 1, 2)
        self._grid.addWidget(self._plot, 2, 0)
        self._grid.addWidget(self._errors, 3, 0)
        self._grid.addWidget(self._steps, 2, 1, 2, 1)
        self._grid.setColumnStretch(0, 1)
        self._grid.setRowStretch(2, 5)
        self._grid.setRowStretch(3, 4)
        area = ScrollArea()
        area.setObjectName("one_d_area")
        area.setWidget(content)
        self._area = area
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    def _connect(self) -> None:
        self.form.value_changed.connect(self.settings_changed)
        self.form.problem_changed.connect(self._on_problem_changed)
        self.form.zoom_toggled.connect(self._plot.set_zoomed)
        self._plot.theta_moved.connect(self._on_theta_moved)
        self._steps.copy_all_requested.connect(self.copy)
        self._plot.epsilon_moved.connect(self._on_epsilon_moved)
        self._errors.epsilon_moved.connect(self._on_errors_epsilon_moved)
        for plot in (self._plot, self._errors):
            plot.epsilon_stepped.connect(self._on_epsilon_stepped)

    def _share_width(self) -> None:
        """Take the width of lines that are as long as they get, whatever is shown now."""
        inline_width, stacked_width = (
            self._steps.width_of("0" * characters)
            for characters in (_INLINE_CHARACTERS, _STACKED_CHARACTERS)
        )
        room = self.width() - self._area.verticalScrollBar().sizeHint().width()
        width = min(stacked_width, round(_STACKED_SHARE * room))
        if inline_width <= _INLINE_SHARE * room:
            width = inline_width
        self._grid.setColumnMinimumWidth(1, width)
        self._show_steps()

    def _show_steps(self) -> None:
        if self._result is None:
            return
        steps, width = one_d_steps(self._result.check), self._grid.columnMinimumWidth(1)
        lines = "\n\n".join((inline(steps.approximation), inline(steps.comparison)))
        if self._steps.width_of(lines) > width:
            lines = "\n\n".join((stacked(steps.approximation), stacked(steps.comparison)))
        notes = "\n\n".join(self._steps.wrapped(note, width) for note in steps.notes)
        self._steps.set_text(f"{lines}\n\n{notes}")

    def _show_verdict(self) -> None:
        if self._problem:
            self._verdict.set_words(problem_words(self._problem), is_invalid=True)
        elif self._result is not None:
            self._verdict.set_words(one_d_words(self._result.check, THRESHOLD))
            notes = one_d_steps(self._result.check).notes
            self._notes.setText(PartsLabel.JOINT.join(notes))

    def _on_problem_changed(self, problem: str) -> None:
        self._problem = problem
        self._show_verdict()
        # They show the last values that could be used, which are not those that are typed.
        for part in (self._plot, self._errors, self._steps):
            part.set_faded(bool(problem))

    def _on_theta_moved(self, theta: float) -> None:
        theta = min(max(theta, -LARGEST_VALUE), LARGEST_VALUE)
        self._set(replace(self.settings, theta=theta))

    def _on_epsilon_moved(self, epsilon: float) -> None:
        self._set(replace(self.settings, epsilon=epsilon))

    def _on_errors_epsilon_moved(self, text: str) -> None:
        self._on_epsilon_moved(usable_epsilon(float(text)))

    def _on_epsilon_stepped(self, steps: int) -> None:
        place = round(log10(self.settings.epsilon) * SLIDER_STEPS_PER_DECADE) + steps
        epsilon = rounded(10.0 ** (place / SLIDER_STEPS_PER_DECADE))
        self._on_epsilon_moved(min(max(epsilon, SMALLEST_EPSILON), LARGEST_EPSILON))

    def _set(self, settings: OneDSettings) -> None:
        if settings != self.settings:
            self.form.set_value(settings)
            self.settings_changed.emit(settings)
