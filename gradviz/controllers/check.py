"""Checking: by itself for a small network, by the button for a large one."""

from collections.abc import Generator
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gradviz.checking.check import Progress, check_steps
from gradviz.checking.estimate import estimate
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.jobs.runner import JobRunner

Snapshot = tuple[Progress, CheckResult]

# A check that is estimated to take no longer than this runs by itself.
BY_ITSELF_SECONDS = 0.25


class CheckController(QObject):
    """Runs the checks of experiments, the newest one only.

    Signals
    -------
    started()
        A check that was asked for runs; one that runs by itself does not tell.
    progressed(object, object)
        The `Progress` of the running check, and the partial `CheckResult` at that point.
    finished(object)
        The `CheckResult`, whole or partial; None if it was cancelled before its first step.
    waits_for_button()
        The experiment changed, and its check takes too long to run by itself.
    failed(object)
        The `Failure` of a check.
    """

    started = Signal()
    progressed = Signal(object, object)
    finished = Signal(object)
    waits_for_button = Signal()
    failed = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        runner.progressed.connect(self._on_runner_progressed)
        runner.finished.connect(self.finished)
        runner.stopped.connect(self._on_runner_stopped)
        runner.failed.connect(self.failed)

    @property
    def is_running(self) -> bool:
        """Whether a check runs."""
        return self._runner.is_running

    def follow(self, experiment: Experiment) -> None:
        """Check a changed experiment if that is quick, else wait for the button."""
        settings = experiment.check
        cost = estimate(experiment.network, settings.scheme, settings.engine)
        if cost.seconds <= BY_ITSELF_SECONDS:
            self._run(experiment)
        else:
            self._runner.forget()
            self.waits_for_button.emit()

    def check(self, experiment: Experiment) -> None:
        """Check an experiment now."""
        self._run(experiment)
        self.started.emit()

    def cancel(self) -> None:
        """Stop the check; what it computed comes with `finished`."""
        self._runner.cancel()

    def forget(self) -> None:
        """Stop the check and drop what it computed."""
        self._runner.forget()

    def _run(self, experiment: Experiment) -> None:
        self._runner.start(partial(_steps, experiment), _snapshot)

    @Slot(object)
    def _on_runner_progressed(self, snapshot: Snapshot) -> None:
        self.progressed.emit(*snapshot)

    @Slot(object)
    def _on_runner_stopped(self, snapshot: Snapshot | None) -> None:
        self.finished.emit(snapshot[1] if snapshot else None)


def _steps(experiment: Experiment) -> Generator[Progress, None, CheckResult]:
    """Check step by step; the result comes prepared."""
    return _prepared((yield from check_steps(experiment)))


def _snapshot(progress: Progress) -> Snapshot:
    """Return progress with its partial result."""
    return progress, _prepared(progress.result())


def _prepared(result: CheckResult) -> CheckResult:
    """Compute, in the worker, what the window will ask for: it has no time for it."""
    # Computed once and kept by the result.
    result.difference  # noqa: B018
    result.arrays  # noqa: B018
    result.failing  # noqa: B018
    return result
