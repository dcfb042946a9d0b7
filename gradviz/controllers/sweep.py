"""The epsilon explorer: sweeps follow the experiment, and the present epsilon follows the hand."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gradviz.analysis.compare import compared
from gradviz.checking.curves import EntryCurve, SweepResult
from gradviz.checking.entry_curve import entry_curve_steps
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.checking.subject import Subject
from gradviz.controllers.cell import CellController
from gradviz.controllers.experiment import ExperimentController
from gradviz.controllers.results import PATIENCE_SECONDS, ResultController
from gradviz.controllers.sweeping import DECADES, Snapshot, Sweeping, snapshot, swept_of
from gradviz.jobs.runner import JobRunner
from gradviz.jobs.thread import WorkerThread
from gradviz.jobs.worker import Failure
from gradviz.network.layout import Cell
from gradviz.presenting.words import duration
from gradviz.views.pages.epsilon.sweep_page import SweepPage, sweep_words

GESTURE = "epsilon"  # as the field and the slider of the form call it
CELL_MILLISECONDS = 120  # that a cell must be the current one before its curve is computed


class SweepController(QObject):
    """Sweeps while the page is seen, the newest experiment only.

    Signals
    -------
    swept()
        There is a sweep to be saved, or there is none any more.
    failed(object)
        The `Failure` of a sweep.
    """

    swept = Signal()
    failed = Signal(object)

    def __init__(
        self,
        page: SweepPage,
        experiments: ExperimentController,
        results: ResultController,
        cells: CellController,
        thread: WorkerThread,
    ) -> None:
        super().__init__(page)
        self._page, self._experiments = page, experiments
        self._results, self._cells = results, cells
        self._is_seen = False
        self._own: Sweeping | None = None
        self._other: Sweeping | None = None
        self._running: Sweeping | None = None
        self._entry_of: tuple[tuple[Subject, str], str, int] | None = None
        self._sweeps = JobRunner(thread, self)
        self._entries = JobRunner(thread, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(CELL_MILLISECONDS)
        self._connect()

    @property
    def sweep(self) -> SweepResult | None:
        """What is shown, with the present settings of the check; None before the first answer."""
        return None if self._own is None else self._with_present_check(self._own)

    @property
    def compared(self) -> SweepResult | None:
        """What it is compared with, or None."""
        return None if self._other is None else self._with_present_check(self._other)

    @property
    def is_running(self) -> bool:
        """Whether a sweep runs."""
        return self._sweeps.is_running

    def set_seen(self, is_seen: bool) -> None:
        """Begin to follow the experiment, or stop all work: nobody sees it."""
        self._is_seen = is_seen
        if is_seen:
            self._on_experiment_changed(self._experiments.experiment)
            self._page.set_check(self._results.result)
            self._on_cell_changed(self._cells.cell)
        else:
            self._forget()
            self._rest.stop()
            if self._entries.is_running:
                self._entries.forget()
                self._entry_of = None

    def set_invalid(self, is_invalid: bool) -> None:
        """Say whether what is typed cannot be used, so that the curves are not its own."""
        self._page.set_invalid(is_invalid)

    @Slot()
    def cancel(self) -> bool:
        """Stop the sweep and keep what it computed; return whether one ran."""
        was_running = self.is_running
        self._sweeps.cancel()
        return was_running

    def close(self) -> None:
        """Stop everything, so that the process can end."""
        self._sweeps.close()
        self._entries.close()

    def _connect(self) -> None:
        page = self._page
        page.epsilon_moved.connect(self._on_page_epsilon_moved)
        page.released.connect(self._experiments.end_gesture)
        page.comparison_changed.connect(self._on_page_comparison_changed)
        page.sweep_requested.connect(self._on_page_sweep_requested)
        page.cancel_requested.connect(self.cancel)
        self._experiments.experiment_changed.connect(self._on_experiment_changed)
        self._results.result_shown.connect(self._on_result_shown)
        self._cells.cell_changed.connect(self._on_cell_changed)
        self._rest.timeout.connect(self._on_rest_timeout)
        self._sweeps.progressed.connect(self._on_sweeps_progressed)
        self._sweeps.finished.connect(self._on_sweeps_finished)
        self._sweeps.stopped.connect(self._on_sweeps_stopped)
        self._sweeps.failed.connect(self._on_sweeps_failed)
        self._entries.finished.connect(self._on_entries_finished)
        self._entries.failed.connect(self.failed)

    @Slot(object)
    def _on_experiment_changed(self, experiment: Experiment) -> None:
        if not self._is_seen:
            return
        self._page.set_experiment(experiment)
        self._follow(experiment)
        self._rest.start()

    @Slot()
    def _on_page_comparison_changed(self) -> None:
        if self._is_seen:
            self._follow(self._experiments.experiment)

    def _follow(self, experiment: Experiment) -> None:
        """Sweep what is set, and what it is compared with, unless that is done already."""
        own = _of(experiment, self._own)
        name = self._page.comparison
        compared_with = compared(experiment, name) if name else None
        other = None if compared_with is None else _of(compared_with, self._other)
        if own is self._own and other is self._other:
            self._go_on()  # it may have been stopped by leaving, or the threshold is another one
            return
        if own is not self._own:
            self._page.set_stale()
        self._own, self._other = own, other
        if self._running not in (own, other):
            self._forget()
        self._show()
        self._go_on()

    def _go_on(self) -> None:
        """Run the next part that is left and is not waiting to be asked for."""
        if self._running is not None:
            return
        for sweeping in (self._own, self._other):
            if sweeping is not None and not sweeping.is_over and not sweeping.waits:
                self._running = sweeping
                self._sweeps.start(sweeping.steps, snapshot)
                return
        self._say()

    def _forget(self) -> None:
        self._running = None
        self._sweeps.forget()

    @Slot(object)
    def _on_sweeps_progressed(self, news: Snapshot) -> None:
        running = self._running
        if running is None:
            return
        running.take(news)
        progress = news[0]
        if progress.seconds >= PATIENCE_SECONDS:
            self._page.note.set_running(progress.done, progress.total)
        self._show()

    @Slot(object)
    def _on_sweeps_finished(self, news: Snapshot) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.take_last(news)
        self._show()
        self._go_on()

    @Slot(object)
    def _on_sweeps_stopped(self, news: Snapshot | None) -> None:
        running, self._running = self._running, None
        if running is not None and news is not None:
            running.take(news)
        for sweeping in (self._own, self._other):
            if sweeping is not None:
                sweeping.waits = True
        self._show()
        self._say()

    @Slot(object)
    def _on_sweeps_failed(self, failure: Failure) -> None:
        if self._running is not None:
            self._running.is_broken = True
        self._running = None
        self._say()
        self.failed.emit(failure)

    @Slot()
    def _on_page_sweep_requested(self) -> None:
        for sweeping in (self._own, self._other):
            if sweeping is not None:
                sweeping.waits = False
        self._go_on()

    def _show(self) -> None:
        """Show what is known; the curves of before stay, faded, until there are others."""
        sweep = self.sweep
        if sweep is not None:
            self._page.set_sweeps(sweep, self.compared)
            self._page.note.set_words(sweep_words(sweep))
        self.swept.emit()

    def _say(self) -> None:
        """Say what the sweep says, or what the rest of it costs."""
        if self._running is not None:
            return
        left = [each for each in (self._own, self._other) if each is not None and not each.is_over]
        self._page.note.set_idle(can_go_on=bool(left))
        sweep = self.sweep
        words = "" if sweep is None else sweep_words(sweep)
        if left:
            cost = _cost(left)
            words = f"{cost} {words}" if cost else "Stopped before the first epsilon."
        self._page.note.set_words(words)

    def _with_present_check(self, sweeping: Sweeping) -> SweepResult | None:
        result, present = sweeping.result, self._experiments.experiment
        if result is None:
            return None
        return replace(result, experiment=replace(sweeping.experiment, check=present.check))

    @Slot(str)
    def _on_page_epsilon_moved(self, text: str) -> None:
        now = self._experiments.experiment
        check = replace(now.check, epsilon=float(text))
        self._experiments.change(replace(now, check=check), GESTURE)

    @Slot(object)
    def _on_result_shown(self, result: CheckResult) -> None:
        if self._is_seen:
            self._page.set_check(result)

    @Slot(object)
    def _on_cell_changed(self, _cell: Cell | None) -> None:
        if self._is_seen:
            self._rest.start()

    @Slot()
    def _on_rest_timeout(self) -> None:
        """Compute the curve of the cell that stayed the current one."""
        experiment, cell = self._experiments.experiment, self._cells.cell
        index = (
            None
            if cell is None
            else experiment.subject.layout.place(experiment.subject.layout.nearest(cell))
        )
        if index is None:
            return
        wanted = (swept_of(experiment), experiment.check.scheme, index)
        if wanted != self._entry_of:
            self._entry_of = wanted
            self._page.set_cell(index)
            self._entries.start(partial(entry_curve_steps, experiment, index))

    @Slot(object)
    def _on_entries_finished(self, curve: EntryCurve) -> None:
        self._page.set_entry_curve(curve)


def _cost(left: list[Sweeping]) -> str:
    """Return what the rest of some sweeps takes; an empty text if none has begun."""
    epsilons = sum(each.result.total - each.result.done for each in left if each.result)
    if not epsilons:
        return ""
    seconds = duration(sum(each.seconds_left for each in left))
    if all(each.result is None or each.result.done == DECADES for each in left):
        return f"Coarse: whole decades. Sweep does the other {epsilons}, about {seconds}."
    return f"Stopped: {epsilons} epsilons are left, about {seconds}."


def _of(experiment: Experiment, last: Sweeping | None) -> Sweeping:
    return last if last is not None and last.is_of(experiment) else Sweeping(experiment)
