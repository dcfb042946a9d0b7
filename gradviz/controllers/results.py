"""What a check brings is shown: verdict, maps, worst entries, the current cell."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gradviz.checking.check import Progress
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.controllers.cell import CellController
from gradviz.controllers.check import CheckController
from gradviz.network.fields import Problem
from gradviz.views.main_window import MainWindow

NOT_CHECKED = "the settings have changed"
TURN_MILLISECONDS = 5
PATIENCE_SECONDS = 0.1  # a check that ends sooner shows its result alone, without a flicker


class ResultController(QObject):
    """Shows what checks bring, and says when what is shown is not the answer to what is set.

    Signals
    -------
    result_shown(object)
        The `CheckResult` that the window shows now.
    """

    result_shown = Signal(object)

    def __init__(self, window: MainWindow, checks: CheckController, cells: CellController) -> None:
        super().__init__(window)
        self._window, self._cells = window, cells
        self._result: CheckResult | None = None
        self._shown: CheckResult | None = None
        # A result is shown part by part, each painted in a turn of its own: all at once
        # they would take longer than a frame.
        self._parts: list[Callable[[CheckResult], None]] = []
        self._turns = QTimer(self)
        self._turns.setInterval(TURN_MILLISECONDS)
        self._turns.timeout.connect(self._on_turns_timeout)
        checks.started.connect(self._on_checks_started)
        checks.progressed.connect(self._on_checks_progressed)
        checks.finished.connect(self._on_checks_finished)
        checks.waits_for_button.connect(self._on_checks_waits_for_button)
        checks.failed.connect(self._on_checks_failed)
        cells.cell_changed.connect(self._on_cells_cell_changed)

    @property
    def result(self) -> CheckResult | None:
        """The check that is shown; None before the first."""
        return self._result

    @property
    def shown(self) -> CheckResult | None:
        """The check that every part of the window shows; None before the first."""
        return self._shown

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Say that something set is wrong, or take that back."""
        self._window.check_bar.set_problems(problems)
        if problems:
            self._set_running(False)
            self._window.verdict.set_problem(problems[0].message)
            self._window.board.set_stale(True)

    def show_experiment(self, experiment: Experiment) -> None:
        """Say what the present experiment is, and what a check of it will cost."""
        self._window.check_bar.set_experiment(experiment)
        self._window.verdict.set_experiment(experiment)

    def _set_running(self, is_running: bool) -> None:
        self._window.check_bar.set_running(is_running)

    @Slot()
    def _on_checks_started(self) -> None:
        self._set_running(True)

    @Slot(object, object)
    def _on_checks_progressed(self, progress: Progress, result: CheckResult) -> None:
        if progress.seconds < PATIENCE_SECONDS:
            return
        self._set_running(True)
        self._window.check_bar.set_progress(progress)
        self._window.verdict.set_progress(progress)
        self._show_in_turns(result, self._show_maps, self._show_entries)

    @Slot(object)
    def _on_checks_finished(self, result: CheckResult | None) -> None:
        self._set_running(False)
        self._window.check_bar.set_finished(result)
        if result is None:
            self._say_not_checked()
            return
        self._window.verdict.set_result(result)
        self._show_in_turns(result, self._show_maps, self._show_entries, self._tell)

    def _show_in_turns(self, result: CheckResult, *parts: Callable[[CheckResult], None]) -> None:
        """Show a newer result part by part; what is left to show of an older one is dropped."""
        self._window.board.set_stale(False)
        self._result = result
        self._parts = list(parts)
        self._turns.start()

    @Slot()
    def _on_turns_timeout(self) -> None:
        """Show the next part of the newest result."""
        if self._result is not None and self._parts:
            self._parts.pop(0)(self._result)
        if not self._parts:
            self._turns.stop()

    def _show_maps(self, result: CheckResult) -> None:
        self._window.board.set_result(result)

    def _show_entries(self, result: CheckResult) -> None:
        self._window.why.table.set_result(result)
        self._cells.fit(result)
        self._window.why.table.scrollToTop()

    def _tell(self, result: CheckResult) -> None:
        self._shown = result
        self.result_shown.emit(result)

    @Slot()
    def _on_checks_waits_for_button(self) -> None:
        self._set_running(False)
        self._say_not_checked()

    @Slot()
    def _on_checks_failed(self) -> None:
        self._set_running(False)
        self._say_not_checked()

    def _say_not_checked(self) -> None:
        self._window.verdict.set_stale(NOT_CHECKED)
        self._window.board.set_stale(True)

    @Slot(object)
    def _on_cells_cell_changed(self, index: int | None) -> None:
        if self._result is not None and index is not None and index >= self._result.size:
            return  # of maps that are about to give way to those of a smaller network
        self._window.board.set_current(index)
        self._window.why.inspector.set_cell(self._result, index)
        self._window.why.table.set_current(index)
        self._window.cell_status.set_cell(self._result, index)
