"""Covering more: another seed, or more examples, with which every entry is covered."""

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.checking.subject import Subject
from gradviz.controllers.check import LIVE_SECONDS
from gradviz.controllers.experiment import ExperimentController
from gradviz.jobs.runner import JobRunner
from gradviz.views.verdict.coverage_bar import CoverageBar

if TYPE_CHECKING:
    from gradviz.analysis.coverage_search import CoverageSearchProgress, CoverageSearchResult

# What searches and reports it is imported when it is wanted: the first paint waits for none.


class CoverageController(QObject):
    """Searches for a network that covers more, and makes it the experiment; undo takes it back.

    Signals
    -------
    failed(object)
        The `Failure` of a search.
    """

    failed = Signal(object)

    def __init__(
        self, bar: CoverageBar, experiments: ExperimentController, runner: JobRunner
    ) -> None:
        super().__init__(bar)
        self._bar, self._experiments, self._runner = bar, experiments, runner
        self._said_of: Subject | None = None  # the one that the bar says an outcome of
        bar.cover_requested.connect(self._on_bar_cover_requested)
        bar.stop_requested.connect(runner.cancel)
        experiments.experiment_changed.connect(self._on_experiment_changed)
        runner.progressed.connect(self._on_runner_progressed)
        runner.finished.connect(self._on_runner_finished)
        runner.stopped.connect(self._on_runner_stopped)
        runner.failed.connect(self._on_runner_failed)

    @property
    def is_running(self) -> bool:
        """Whether a search runs."""
        return self._runner.is_running

    @Slot(object)
    def show_result(self, result: CheckResult) -> None:
        """Show the coverage of a check."""
        self._bar.set_result(result)

    @Slot()
    def _on_bar_cover_requested(self) -> None:
        self._runner.start(partial(_covering, self._experiments.experiment))
        self._bar.set_running(True)

    @Slot(object)
    def _on_experiment_changed(self, experiment: Experiment) -> None:
        if self._runner.is_running:  # for another experiment
            self._runner.forget()
            self._bar.set_running(False)
        if self._said_of is not None and experiment.subject != self._said_of:
            self._say(None, "")

    @Slot(object)
    def _on_runner_progressed(self, progress: "CoverageSearchProgress") -> None:
        self._bar.set_progress(progress)

    @Slot(object)
    def _on_runner_finished(self, result: "CoverageSearchResult") -> None:
        from gradviz.presenting.coverage import coverage_search_sentence

        self._bar.set_running(False)
        if result.found is not None:
            self._experiments.end_gesture()  # it is undone on its own
            self._experiments.change(result.found)
        self._say(self._experiments.experiment, coverage_search_sentence(result))

    @Slot(object)
    def _on_runner_stopped(self, progress: "CoverageSearchProgress | None") -> None:
        from gradviz.presenting.coverage import coverage_search_stopped_words

        self._bar.set_running(False)
        self._say(self._experiments.experiment, coverage_search_stopped_words(progress))

    @Slot(object)
    def _on_runner_failed(self, failure: object) -> None:
        self._bar.set_running(False)
        self.failed.emit(failure)

    def _say(self, experiment: Experiment | None, words: str) -> None:
        self._said_of = None if experiment is None else experiment.subject
        self._bar.set_outcome(words or None)


def _covering(
    experiment: Experiment,
) -> "Generator[CoverageSearchProgress, None, CoverageSearchResult]":
    from gradviz.analysis.coverage_search import coverage_search_steps

    # What is found keeps the check so quick that it follows the hand.
    return (yield from coverage_search_steps(experiment, LIVE_SECONDS))
