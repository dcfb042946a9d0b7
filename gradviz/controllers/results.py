"""What a check brings is shown: verdict, maps, worst entries, the current cell."""

from collections.abc import Iterator
from math import ceil
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gradviz.analysis.check import Progress
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.controllers.cell import CellController
from gradviz.controllers.check import CheckController
from gradviz.network.fields import Problem, problems_sentence
from gradviz.network.layout import Cell
from gradviz.views.shell.main_window import MainWindow

NOT_CHECKED = "the settings have changed"
PATIENCE_SECONDS = 0.1  # a check that ends sooner shows its result alone, without a flicker
UNASKED_SECONDS = 1.0  # ... and one that runs by itself, while epsilon is dragged, say
# Between two results shown in the table and the inspector while one follows the other, as when
# epsilon is dragged: nobody reads faster, and they take longer than all the maps.
WHY_SECONDS = 0.2
_END = object()


class ResultController(QObject):
    """Shows what checks bring, and says when what is shown is not the answer to what is set.

    A result is shown part by part, each painted in a turn of its own: all at once they would
    take most of a frame. Results that come meanwhile wait until it is shown whole, and the newest
    of them is next.

    Signals
    -------
    result_shown(object)
        The `CheckResult` that the verdict and the maps show now. The table of worst entries and
        the inspector follow soon.
    """

    result_shown = Signal(object)

    def __init__(self, window: MainWindow, checks: CheckController, cells: CellController) -> None:
        super().__init__(window)
        self._window, self._checks, self._cells = window, checks, cells
        self._result: CheckResult | None = None
        self._next: CheckResult | None = None
        self._shown: CheckResult | None = None
        self._explained_at = 0.0
        self._is_asked_for = False
        self._parts: Iterator[None] = iter(())
        self._turns = QTimer(self)
        self._turns.setInterval(0)  # after what the turn before has left to be painted
        self._turns.timeout.connect(self._on_turns_timeout)
        self._why = QTimer(self)
        self._why.setSingleShot(True)
        self._why.timeout.connect(self._on_why_timeout)
        self._untold: Experiment | None = None
        self._cost = QTimer(self)
        self._cost.setSingleShot(True)
        self._cost.timeout.connect(self._tell_cost)
        checks.started.connect(self._on_checks_started)
        checks.progressed.connect(self._on_checks_progressed)
        checks.finished.connect(self._on_checks_finished)
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
        self._tell_cost()
        self._window.check_bar.set_problems(problems)
        if problems:
            self._set_running(False)
            self._window.verdict.set_problem(problems_sentence(problems))
            self._window.board.set_stale(True)

    def show_experiment(self, experiment: Experiment) -> None:
        """Say what the present experiment is, and what a check of it will cost."""
        self._is_asked_for = False
        self._window.verdict.set_experiment(experiment)
        self._untold = experiment
        self._cost.start(round(1000 * PATIENCE_SECONDS))

    @Slot()
    def _tell_cost(self) -> None:
        """Tell what a check will cost, which is soon forgotten where it has ended already."""
        self._cost.stop()
        if self._untold is not None:
            self._window.check_bar.set_experiment(self._untold)
            self._untold = None

    def _set_running(self, is_running: bool) -> None:
        self._tell_cost()
        self._window.check_bar.set_running(is_running)

    @Slot()
    def _on_checks_started(self) -> None:
        self._is_asked_for = True
        self._set_running(True)

    @Slot(object, object)
    def _on_checks_progressed(self, progress: Progress, result: CheckResult) -> None:
        if progress.seconds < (PATIENCE_SECONDS if self._is_asked_for else UNASKED_SECONDS):
            return
        self._set_running(True)
        self._window.check_bar.set_progress(progress)
        self._window.verdict.set_progress(progress)
        self._show(result)

    @Slot(object)
    def _on_checks_finished(self, result: CheckResult | None) -> None:
        self._is_asked_for = False
        self._set_running(False)
        self._window.check_bar.set_finished(result)
        if result is None:
            self._say_not_checked()
            return
        self._window.verdict.set_result(result)
        self._show(result)

    def _show(self, result: CheckResult) -> None:
        """Show a result, after the one that is being shown."""
        self._window.board.set_stale(False)
        self._result = self._next = result
        self._take_turns()

    def _take_turns(self) -> None:
        if not self._turns.isActive():
            # The window and the worker share the interpreter lock: each time that the window
            # gives it away in the middle of its work it waits to have it back.
            self._checks.hold()
            self._turns.start()

    @Slot()
    def _on_turns_timeout(self) -> None:
        """Show the next part; after the last one begin with the newest result."""
        if next(self._parts, _END) is not _END:
            return
        result, self._next = self._next, None
        if result is not None:
            self._parts = self._showing(result)
        else:
            self._turns.stop()
            self._checks.go_on()

    def _showing(self, result: CheckResult) -> Iterator[None]:
        """Show a result part by part; each step leaves something to be painted."""
        yield from self._window.board.showing(result)
        left = WHY_SECONDS - (perf_counter() - self._explained_at)
        if left <= 0:
            yield from self._explaining(result)
        elif not self._why.isActive():
            self._why.start(ceil(1000 * left))
        self.result_shown.emit(result)

    def _explaining(self, result: CheckResult) -> Iterator[None]:
        """Show the worst entries and the current cell of a result, in two parts."""
        self._why.stop()
        self._explained_at = perf_counter()
        self._window.why.table.set_result(result)
        self._window.why.table.scrollToTop()
        yield
        self._cells.fit(result)
        yield
        self._shown = result

    @Slot()
    def _on_why_timeout(self) -> None:
        if self._result is not None and not self._turns.isActive():
            self._parts = self._explaining(self._result)
            self._take_turns()

    @Slot()
    def _on_checks_failed(self) -> None:
        self._set_running(False)
        self._say_not_checked()

    def _say_not_checked(self) -> None:
        self._window.verdict.set_stale(NOT_CHECKED)
        self._window.board.set_stale(True)

    @Slot(object)
    def _on_cells_cell_changed(self, cell: Cell | None) -> None:
        result = self._result
        index = None if result is None or cell is None else result.layout.place(cell)
        if cell is not None and index is None:
            return  # of maps that are about to give way to those of a smaller network
        self._window.board.set_current(cell)
        self._window.why.inspector.set_cell(self._result, index)
        self._window.why.table.set_current(index)
        self._window.cell_status.set_cell(self._result, index)
