"""Checking: whole and by itself where that is quick, else a sample first."""

from collections.abc import Generator
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gradviz.analysis.check import Progress, check_steps
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.check import estimate_of, follows_by_itself
from gradviz.checking.forecast.rates import measure_rates
from gradviz.checking.result import CheckResult
from gradviz.checking.steps import finished
from gradviz.jobs.runner import JobRunner

Snapshot = tuple[Progress, CheckResult]

# A check that is estimated to take no longer than this, of no more parameters, follows the hand.
LIVE_SECONDS = 0.25
LIVE_PARAMETERS = 100_000


class CheckController(QObject):
    """Runs the checks of experiments, the newest one only.

    Signals
    -------
    started()
        A check that was asked for runs; one that runs by itself does not tell.
    progressed(object, object)
        The `Progress` of the running check, and the partial `CheckResult` at that point.
    finished(object)
        The `CheckResult`: whole, stopped or of a sample; None if it was cancelled before its
        first step.
    failed(object)
        The `Failure` of a check.
    """

    started = Signal()
    progressed = Signal(object, object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._followed: Experiment | None = None  # the one that runs, if that is quick
        self._whole: Experiment | None = None  # the last one that was checked to the end
        runner.progressed.connect(self._on_runner_progressed)
        runner.finished.connect(self._on_runner_finished)
        runner.stopped.connect(self._on_runner_stopped)
        runner.failed.connect(self.failed)

    @property
    def is_running(self) -> bool:
        """Whether a check runs."""
        return self._runner.is_running

    def follow(self, experiment: Experiment) -> None:
        """Check a changed experiment if that is quick, else a sample of its parameters."""
        cost = estimate_of(experiment)
        seconds = cost.seconds_again if self._is_measured(experiment) else cost.seconds
        is_live = seconds <= LIVE_SECONDS and cost.parameters <= LIVE_PARAMETERS
        steps = partial(_steps, experiment, sample=not is_live)
        self._runner.start(steps, _snapshot, waits=self._is_followed(experiment))
        self._followed = experiment

    def check(self, experiment: Experiment) -> None:
        """Check the whole of an experiment now."""
        self._check_all(experiment)
        self.started.emit()

    def cancel(self) -> None:
        """Stop the check; what it computed comes with `finished`."""
        self._runner.cancel()

    def forget(self) -> None:
        """Stop the check and drop what it computed."""
        self._runner.forget()

    def hold(self) -> None:
        """Let a running check rest, though not for long, until `go_on`: the window is at work."""
        self._runner.hold()

    def go_on(self) -> None:
        """Let a running check go on."""
        self._runner.go_on()

    def _is_followed(self, experiment: Experiment) -> bool:
        """Whether it is the experiment that runs, and is quick, with another epsilon, say.

        Then the answer to that is worth having: while epsilon is dragged there would be no other.
        """
        followed = self._followed
        return followed is not None and followed.subject == experiment.subject

    def _is_measured(self, experiment: Experiment) -> bool:
        """Whether what is measured once of its J is known, as that was checked last."""
        last = self._whole
        return last is not None and last.subject.same_cost(experiment.subject)

    def _check_all(self, experiment: Experiment) -> None:
        self._followed = None
        self._runner.start(partial(_steps, experiment), _snapshot)

    @Slot(object)
    def _on_runner_progressed(self, snapshot: Snapshot) -> None:
        self.progressed.emit(*snapshot)

    @Slot(object)
    def _on_runner_finished(self, result: CheckResult) -> None:
        self.finished.emit(result)
        is_newest = not self._runner.is_running
        experiment = result.experiment
        if not result.is_partial:
            self._whole = experiment
        by_itself = follows_by_itself(experiment)
        if result.is_sample and is_newest and by_itself:
            self._check_all(experiment)

    @Slot(object)
    def _on_runner_stopped(self, snapshot: Snapshot | None) -> None:
        self.finished.emit(snapshot[1] if snapshot else None)


def _steps(
    experiment: Experiment, *, sample: bool = False
) -> Generator[Progress, None, CheckResult]:
    """Check step by step; the result comes prepared."""
    result = yield from check_steps(experiment, sample=sample)
    measure_rates()  # once in a process, here in the worker: the next forecast goes by them
    return _prepared(result)


def _snapshot(progress: Progress) -> Snapshot:
    """Return progress with its partial result."""
    return progress, _prepared(progress.result())


def _prepared(result: CheckResult) -> CheckResult:
    """Work out, in the worker, what the window will ask for: it has no time for it."""
    finished(result.evidence.settling_steps())
    return result
