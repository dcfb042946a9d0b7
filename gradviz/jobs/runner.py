"""Runs a generator of progress in a worker thread, one at a time, the newest first."""

import threading
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

Steps = Generator[Any, None, Any]

REPORT_SECONDS = 1 / 15  # between two reports of progress
# Every call into Qt gives the interpreter lock away, and a worker that computes takes it each
# time: a repaint of some hundred calls is late by as many waits. So the worker asks, after this
# much work, whether it may go on, and the window answers when it has done what it had to do.
WORK_SECONDS = 0.002
LONGEST_REST = 0.05  # a window that is never idle still gets its answers
# A cancelled worker stops at its next step; the window waits no longer than this for it.
PATIENCE_MILLISECONDS = 80
REPORT_SHARE = 10  # reports take at most one part in so many of the time


@dataclass(frozen=True)
class Failure:
    """An exception inside a job.

    Attributes
    ----------
    summary
        The exception in a line.
    details
        The traceback.
    """

    summary: str
    details: str


@dataclass(frozen=True, eq=False)
class Job:
    """A numbered request to run something.

    Attributes
    ----------
    number
        Answers to any but the newest number are dropped.
    make_steps
        Makes the generator, in the worker.
    prepare
        Makes, in the worker, what is reported of a value that the generator yields.
    stop
        Set to end it at its next step.
    """

    number: int
    make_steps: Callable[[], Steps]
    prepare: Callable[[Any], Any] = field(default=lambda value: value)
    stop: threading.Event = field(default_factory=threading.Event)


class Worker(QObject):
    """Drives a job's generator; lives in the worker thread.

    Signals
    -------
    progressed(int, object)
        The job's number and what it yielded last, prepared.
    finished(int, object)
        The job's number and what it returned.
    stopped(int, object)
        The job's number and what it yielded last, prepared, or None.
    failed(int, object)
        The job's number and the `Failure`.
    turn_requested()
        May it go on? It waits for `go_on`, but not for long.
    """

    progressed = Signal(int, object)
    finished = Signal(int, object)
    stopped = Signal(int, object)
    failed = Signal(int, object)
    turn_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._turn = threading.Event()

    def go_on(self) -> None:
        """Let it go on; called in the thread of the window."""
        self._turn.set()

    @Slot(object)
    def run(self, job: Job) -> None:
        """Run a job to its end, or until it is told to stop."""
        try:
            self._drive(job)
        except Exception as error:
            failure = Failure(f"{type(error).__name__}: {error}", traceback.format_exc())
            self.failed.emit(job.number, failure)

    def _drive(self, job: Job) -> None:
        last = None
        if job.stop.is_set():
            self.stopped.emit(job.number, last)
            return
        self._wait_for_turn()
        steps = job.make_steps()
        due = rested = perf_counter()
        due += REPORT_SECONDS
        while not job.stop.is_set():
            try:
                last = next(steps)
            except StopIteration as end:
                self.finished.emit(job.number, end.value)
                return
            now = perf_counter()
            if now >= due:
                self.progressed.emit(job.number, job.prepare(last))
                then = perf_counter()
                due = then + max(REPORT_SECONDS, REPORT_SHARE * (then - now))
            if now - rested >= WORK_SECONDS:
                self._wait_for_turn()
                rested = perf_counter()
        steps.close()
        self.stopped.emit(job.number, None if last is None else job.prepare(last))

    def _wait_for_turn(self) -> None:
        self._turn.clear()
        self.turn_requested.emit()
        self._turn.wait(LONGEST_REST)


class JobRunner(QObject):
    """Runs jobs in one worker thread. A new job stops the one before it, whose answer is dropped.

    Signals
    -------
    progressed(object)
        What the running job yielded last, prepared, at most fifteen times a second.
    finished(object)
        What the job returned.
    stopped(object)
        What a cancelled job yielded last, or None if it had not begun.
    failed(object)
        The `Failure` of the job.
    """

    progressed = Signal(object)
    finished = Signal(object)
    stopped = Signal(object)
    failed = Signal(object)
    _requested = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._job: Job | None = None
        self._last: Any = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_patience_timeout)
        self._worker_thread = QThread(self)
        self._worker = Worker()
        self._worker.moveToThread(self._worker_thread)
        self._requested.connect(self._worker.run)
        self._worker.progressed.connect(self._on_worker_progressed)
        self._worker.finished.connect(self._on_worker_finished)
        self._worker.stopped.connect(self._on_worker_stopped)
        self._worker.failed.connect(self._on_worker_failed)
        self._worker.turn_requested.connect(self._on_worker_turn_requested)
        self._worker_thread.start()

    @property
    def is_running(self) -> bool:
        """Whether the answer to a job is still to come."""
        return self._job is not None

    def start(
        self, make_steps: Callable[[], Steps], prepare: Callable[[Any], Any] | None = None
    ) -> None:
        """Run a generator; whatever runs now is stopped and forgotten.

        Parameters
        ----------
        make_steps
            Makes the generator, in the worker.
        prepare
            Makes, in the worker, what is reported of a value that the generator yields.
        """
        self.forget()
        self._number += 1
        self._job = Job(self._number, make_steps)
        if prepare is not None:
            self._job = replace(self._job, prepare=prepare)
        self._requested.emit(self._job)

    def cancel(self) -> None:
        """Stop the running job at its next step; `stopped` follows within a tenth of a second.

        If the next step is not reached so soon, `stopped` brings what was reported last.
        """
        if self._job is not None:
            self._job.stop.set()
            self._patience.start()

    def forget(self) -> None:
        """Stop the running job and drop its answer."""
        if self._job is not None:
            self._job.stop.set()
        self._end()

    def close(self) -> None:
        """Stop everything and wait for the thread, so that the process can end."""
        self.forget()
        self._worker_thread.quit()
        self._worker_thread.wait()

    @Slot()
    def _on_worker_turn_requested(self) -> None:
        self._worker.go_on()

    def _end(self) -> None:
        self._job = self._last = None
        self._patience.stop()

    @Slot()
    def _on_patience_timeout(self) -> None:
        last = self._last
        self._end()
        self.stopped.emit(last)

    def _is_current(self, number: int) -> bool:
        return self._job is not None and self._job.number == number

    @Slot(int, object)
    def _on_worker_progressed(self, number: int, progress: Any) -> None:
        if self._is_current(number):
            self._last = progress
            self.progressed.emit(progress)

    @Slot(int, object)
    def _on_worker_finished(self, number: int, value: Any) -> None:
        if self._is_current(number):
            self._end()
            self.finished.emit(value)

    @Slot(int, object)
    def _on_worker_stopped(self, number: int, progress: Any) -> None:
        if self._is_current(number):
            self._end()
            self.stopped.emit(progress)

    @Slot(int, object)
    def _on_worker_failed(self, number: int, failure: Failure) -> None:
        if self._is_current(number):
            self._end()
            self.failed.emit(failure)
