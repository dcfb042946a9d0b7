"""The page of the epsilon explorer: the difference over epsilon, and the current cell's error."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gradviz.analysis.compare import contrast
from gradviz.checking.curves import EntryCurve, SweepResult
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.checking.taylor import TaylorTest
from gradviz.presenting.cancelled_digits import Digits, cancelled_digits
from gradviz.presenting.parameter_names import parameter_name
from gradviz.presenting.sweep_words import sentences
from gradviz.views.common.digits_view import DigitsView
from gradviz.views.common.elided_label import ElidedLabel
from gradviz.views.common.looks import Look
from gradviz.views.common.scroll_area import ScrollArea
from gradviz.views.curves.entry_plot import EntryPlot
from gradviz.views.curves.log_plot import LogPlot
from gradviz.views.curves.sweep_plot import Shown, SweepPlot
from gradviz.views.pages.epsilon.sweep_bar import SweepBar
from gradviz.views.pages.epsilon.sweep_note import SweepNote
from gradviz.views.pages.epsilon.sweep_sides import SweepSides
from gradviz.views.pages.epsilon.taylor_panel import TaylorPanel

_CELL, _TAYLOR = range(2)  # the tabs at the side


class SweepPage(QWidget):
    """Shows sweeps and moves the present epsilon; where there is too little room, it scrolls.

    Signals
    -------
    epsilon_moved(str)
        The user chose this epsilon, on either plot.
    released()
        The user is done with moving it.
    comparison_changed()
        The user may want another comparison.
    sweep_requested()
        The user wants the sweep to go on.
    cancel_requested()
        The user wants it stopped.
    """

    epsilon_moved = Signal(str)
    released = Signal()
    comparison_changed = Signal()
    sweep_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self._sweep: SweepResult | None = None
        self._compared: SweepResult | None = None
        self._shown_taylor: TaylorTest | None = None
        self._checked: CheckResult | None = None
        self._index: int | None = None
        self._is_stale = False
        self._is_entry_stale = False
        self._is_invalid = False
        self.setObjectName("sweep_page")
        self.bar = SweepBar()
        self.note = SweepNote()
        self.plot = SweepPlot(look)
        self._title = ElidedLabel()
        self._title.setObjectName("entry_title")
        bold = QFont()
        bold.setBold(True)
        self._title.setFont(bold)
        self._entry = EntryPlot(look)
        self._digits = DigitsView(look)
        self._taylor = TaylorPanel(look)
        self._lay_out()
        self._connect()
        self.set_look(look)

    @property
    def comparison(self) -> str:
        """The name of what to compare with; an empty text if nothing."""
        return self.bar.comparison

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        for part in (self.plot, self._entry, self._digits, self._taylor, self.note):
            part.set_look(look)

    def set_experiment(self, experiment: Experiment) -> None:
        """Show the present epsilon and threshold, and offer comparisons."""
        before, self._experiment = self._experiment, experiment
        self.bar.set_experiment(experiment)
        for plot in self._plots():
            plot.set_epsilon(experiment.check.epsilon)
        if before is None or _with_epsilon_of(before, experiment) != experiment:
            self._show_sweep()

    def set_sweeps(self, sweep: SweepResult | None, compared: SweepResult | None) -> None:
        """Show a sweep and the one that it is compared with, whole or as far as they came."""
        self._sweep, self._compared = sweep, compared
        self._is_stale = False
        self._fade()
        self._show_sweep()

    def set_stale(self) -> None:
        """Fade the curves over all entries: they are not those of what is set."""
        self._is_stale = True
        self._fade()

    def set_invalid(self, is_invalid: bool) -> None:
        """Fade the curves while what is typed cannot be used."""
        self._is_invalid = is_invalid
        self._fade()

    def _fade(self) -> None:
        for part in (self.plot, self._taylor):
            part.set_faded(self._is_stale or self._is_invalid)
        self._entry.set_faded(self._is_entry_stale or self._is_invalid)

    def set_check(self, result: CheckResult | None) -> None:
        """Show the difference of the last check, and of its current cell the digits."""
        self._checked = result
        if result is not None:
            self.plot.set_point(result.experiment.check.epsilon, result.difference)
        self._show_cell()

    def set_cell(self, index: int | None) -> None:
        """Show another cell, whose curve is still to come."""
        if index != self._index:
            self._index = index
            self._entry.set_curve(None)
        self._is_entry_stale = True
        self._fade()
        self._show_cell()

    def set_entry_curve(self, curve: EntryCurve) -> None:
        """Show the curve of the current cell."""
        self._is_entry_stale = False
        self._fade()
        self._entry.set_curve(curve)

    def minimumSizeHint(self) -> QSize:
        """Need little: it scrolls."""
        em = self.fontMetrics().height()
        return QSize(14 * em, 5 * em)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        self._sides.set_width(self.width())

    def changeEvent(self, event: QEvent) -> None:
        """Arrange it anew in another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._sides.set_width(self.width())

    def _plots(self) -> tuple[LogPlot, LogPlot]:
        return self.plot, self._entry

    def _show_sweep(self) -> None:
        """Show the curves that are wanted, with the threshold and the scheme that are set."""
        sweep, experiment = self._sweep, self._experiment
        self._show_taylor()
        if sweep is None or experiment is None:
            return
        sweep = replace(sweep, experiment=replace(sweep.experiment, check=experiment.check))
        name, compared = self.bar.comparison, self._compared
        names = contrast(experiment, name) if name and compared is not None else ("", "")
        shown = Shown(self.bar.schemes, self.bar.has_arrays, names)
        self.plot.set_sweep(sweep, compared if name else None, shown)

    def _show_taylor(self) -> None:
        taylor = None if self._sweep is None else self._sweep.taylor
        if taylor is not self._shown_taylor:
            self._shown_taylor = taylor
            self._taylor.set_taylor(taylor)
            self._sides.set_tab(_TAYLOR, self._taylor.name)

    def _show_cell(self) -> None:
        """Show what the last check says of the current cell."""
        result, index = self._checked, self._index
        if result is None or index is None or index >= result.size:
            self._set_title("Current cell", "Current cell")
            self._digits.set_digits(Digits())
            return
        name = parameter_name(result.layout, index)
        self._set_title(f"{name} over epsilon", name)
        error = float(result.errors[index]) if result.computed[index] else np.nan
        self._entry.set_point(result.experiment.check.epsilon, error)
        self._digits.set_digits(cancelled_digits(result, index))

    def _set_title(self, text: str, name: str) -> None:
        self._title.setText(text)
        self._sides.set_tab(_CELL, name)

    def _lay_out(self) -> None:
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._entry, stretch=1)
        column.addWidget(self._digits)
        panels, titles = (cell, self._taylor), (self._title, self._taylor.title)
        self._sides = SweepSides(self.plot, panels, titles)
        self._taylor.set_taylor(None)
        self._sides.set_tab(_TAYLOR, self._taylor.name)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.bar)
        layout.addWidget(self._sides, stretch=1)
        layout.addWidget(self.note)
        scrolled = ScrollArea()
        scrolled.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled)

    def _connect(self) -> None:
        for plot in self._plots():
            plot.epsilon_moved.connect(self.epsilon_moved)
            plot.released.connect(self.released)
        self.bar.changed.connect(self._on_bar_changed)
        self.note.sweep_requested.connect(self.sweep_requested)
        self.note.cancel_requested.connect(self.cancel_requested)

    def _on_bar_changed(self) -> None:
        self.comparison_changed.emit()
        self._show_sweep()


def sweep_words(sweep: SweepResult) -> str:
    """Return what a sweep says, in a line."""
    first = next(iter(sentences(sweep)))
    words = [first if first.endswith(".") else f"{first}."]
    if sweep.is_sample:
        words.append("Each difference is that of a sample of the parameters.")
    if sweep.problem:
        words.append(sweep.problem)
    return " ".join(words)


def _with_epsilon_of(experiment: Experiment, other: Experiment) -> Experiment:
    check = replace(experiment.check, epsilon=other.check.epsilon)
    return replace(experiment, check=check)
