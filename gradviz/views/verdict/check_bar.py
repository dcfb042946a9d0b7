"""Starts and stops a check, and says what it costs."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gradviz.analysis.check import Progress
from gradviz.checking.engines.choice import chosen_engine
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.check import estimate_of
from gradviz.checking.result import CheckResult
from gradviz.network.fields import Problem, field_name
from gradviz.network.numbers import exact, rounded
from gradviz.presenting.choices import sentence
from gradviz.subjects.network import NetworkSubject
from gradviz.views.common.looks import Look
from gradviz.views.common.steady import Steady

NOTE_LINES = 2  # room that is kept, so that nothing moves when a check starts or ends
_READY = "Check the gradient (F5)"
_RUNNING = "A check is running; Esc stops it."
_STOP = "Stop the check and keep what it has computed (Esc)"


class CheckBar(QWidget):
    """The button, the progress and the cost of a check.

    Signals
    -------
    check_requested()
        The user wants the gradient checked.
    cancel_requested()
        The user wants the running check stopped.
    """

    check_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment = Experiment(NetworkSubject())
        self._problems: tuple[Problem, ...] = ()
        self._is_running = False
        self._filled = 0, 0  # of the parameters, by the last check
        self._check = QPushButton("Check")
        self._cancel = QPushButton("Cancel")
        self._progress = QProgressBar()
        self._note = QLabel()
        self._set_up()
        self._lay_out()
        self._check.clicked.connect(self._on_check_clicked)
        self._cancel.clicked.connect(self._on_cancel_clicked)
        self._show_cost()
        self._enable()

    def set_experiment(self, experiment: Experiment) -> None:
        """Show what the check of an experiment costs."""
        self._experiment = experiment
        if not self._is_running:
            self._clear_progress()
            self._show_cost()

    def set_problems(self, problems: Sequence[Problem]) -> None:
        """Say what has to be corrected before a check; nothing without problems."""
        self._problems = tuple(problems)
        self._enable()
        self._show_progress()
        if not self._is_running:
            self._show_cost()

    def set_running(self, running: bool) -> None:
        """Show that a check runs or that none does."""
        if running == self._is_running:
            return
        # A disabled button passes the focus on, and whoever works by keys would lose the place.
        had_focus = self._check.hasFocus() or self._cancel.hasFocus()
        self._is_running = running
        self._enable()
        if had_focus:
            (self._cancel if running else self._check).setFocus()
        if running:
            self._clear_progress()
            self._show_cost()

    def set_progress(self, progress: Progress) -> None:
        """Show how far the running check is."""
        self._fill(progress.done, progress.total)
        passes, total = self._passes(progress.done), self._passes(progress.total)
        left = _about(progress.seconds_left)
        self._say(f"{passes:,} of {total:,} values of J, {left} left")

    def set_finished(self, result: CheckResult | None) -> None:
        """Show that the check ended.

        Parameters
        ----------
        result
            What it brought back; None if it was stopped before its first step.
        """
        self.set_running(False)
        if result is None:
            self._clear_progress()
            self._show_cost()
            return
        self._fill(result.done, result.size)
        if self._problems:
            self._show_cost()
        elif result.is_sample:
            words = f"Sample in {_exactly(result.seconds)}; all: {self._cost()}"
            words = words.replace(" s", "\N{NO-BREAK SPACE}s")
            self._say(words, f"{words}, {result.engine} engine")
        elif result.is_partial:
            self._say(f"Stopped after {result.done:,} of {result.size:,} parameters.")
        else:
            self._say(
                f"{self._passes(result.size):,} values of J in {_exactly(result.seconds)}, "
                f"{result.engine} engine"
            )

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._check.setIcon(look.icon("check"))
        self._cancel.setIcon(look.icon("cancel"))

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for the note in any size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._keep_room()
            self._fit_icons()

    def _set_up(self) -> None:
        self._check.setObjectName("check_button")
        self._check.setAccessibleName("Check")
        self._cancel.setObjectName("cancel_button")
        self._cancel.setAccessibleName("Cancel the check")
        self._cancel.setToolTip(_STOP)
        self._progress.setObjectName("progress_bar")
        self._progress.setAccessibleName("Progress of the check, in parameters")
        self._note.setObjectName("check_note")
        self._note.setAccessibleName("Cost of the check")
        self._note.setWordWrap(True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._clear_progress()
        self._keep_room()
        self._fit_icons()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._check, stretch=1)
        buttons.addWidget(self._cancel, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.setSpacing(4)
        layout.addLayout(buttons)
        layout.addWidget(self._progress)
        layout.addWidget(Steady(self._note))

    def _keep_room(self) -> None:
        self._note.setFixedHeight(NOTE_LINES * self._note.fontMetrics().lineSpacing() + 2)

    def _fit_icons(self) -> None:
        side = self.fontMetrics().height()
        for button in (self._check, self._cancel):
            button.setIconSize(QSize(side, side))

    def _enable(self) -> None:
        self._check.setEnabled(not self._is_running and not self._problems)
        self._cancel.setEnabled(self._is_running)
        words = "\n".join(sentence(problem.message) for problem in self._problems)
        words = _RUNNING if self._is_running else words or _READY
        self._check.setToolTip(words)
        self._check.setAccessibleDescription(words)

    def _show_cost(self) -> None:
        if self._problems and not self._is_running:
            self._say(_to_correct(self._problems), self._check.toolTip())
            return
        self._say(self._cost(), f"{self._cost()}, {self._engine()}")

    def _cost(self) -> str:
        cost = estimate_of(self._experiment)
        return f"{cost.passes:,} values of J, {_about(cost.seconds)}"

    def _engine(self) -> str:
        return f"{chosen_engine(self._experiment)} engine"

    def _passes(self, parameters: int) -> int:
        return 2 * parameters if self._experiment.check.scheme == "central" else parameters + 1

    def _clear_progress(self) -> None:
        self._fill(0, 0)

    def _fill(self, done: int, total: int) -> None:
        self._filled = done, total
        self._show_progress()

    def _show_progress(self) -> None:
        """Show how far the last check came; nothing while what is set cannot be checked."""
        is_empty = bool(self._problems) and not self._is_running
        done, total = (0, 0) if is_empty else self._filled
        # A progress bar repaints at once, and all else that waits for paint with it, three times
        # over; with its updates off it waits for its turn.
        self._progress.setUpdatesEnabled(False)
        self._progress.setRange(0, max(total, 1))
        self._progress.setValue(done)
        self._progress.setFormat(f"{done:,} of {total:,}" if total else "")
        self._progress.setUpdatesEnabled(True)

    def _say(self, words: str, tool_tip: str = "") -> None:
        self._note.setText(words)
        self._note.setToolTip(tool_tip or words)

    def _on_check_clicked(self) -> None:
        self.check_requested.emit()

    def _on_cancel_clicked(self) -> None:
        self.cancel_requested.emit()


def _to_correct(problems: Sequence[Problem]) -> str:
    names = list(dict.fromkeys(field_name(problem.field) for problem in problems))
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"Fix first: {names[0]}{more}."


def _about(seconds: float) -> str:
    """Return a time that is only roughly known."""
    if seconds < 1:
        return "under a second"
    for unit, length, most in (("s", 1, 100), ("min", 60, 100), ("h", 3600, 48)):
        if seconds < most * length:
            return f"about {exact(rounded(seconds / length))} {unit}"
    return f"about {rounded(seconds / 86400):,.0f} days"


def _exactly(seconds: float) -> str:
    """Return a time that was measured."""
    if seconds < 0.001:
        return "under 0.001 s"
    return f"{seconds:.3f} s" if seconds < 1 else f"{seconds:,.1f} s"
