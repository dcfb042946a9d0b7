"""Runs generators of progress in a worker thread, one at a time, the newest first."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gradviz.jobs.thread import WorkerThread
from gradviz.jobs.worker import Failure, Job, Steps, Worker

# A cancelled worker stops at its next step; the window waits no longer than this for it.
PATIENCE_MILLISECONDS = 80


class JobRunner(QObject):
    """Runs jobs in a worker thread. A new job stops the one before it, whose answer is dropped.

    If the answer of the one before is worth having, the newest job waits for it instead.

    Parameters
    ----------
    thread
        Where the jobs run, beside those of its other runners: they take turns there, step by
        step. None makes one of its own.
    parent
        What owns it.

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
    _requested = Signal()

    def __init__(self, thread: WorkerThread | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0  # of the newest job
        self._first = 1  # of the first job whose answer is wanted
        self._awaited: int | None = None  # the job whose answer is the last one to come
        self._last: Any = None
        self._is_held = self._is_turn_wanted = False
        self._patience = self._timer(self._on_patience_timeout)
        self._answer = self._timer(self._on_answer_timeout)
        self._own_thread = WorkerThread("worker", self) if thread is None else None
        worker_thread = thread or self._own_thread
        assert worker_thread is not None
        self._worker = Worker()
        self._worker.moveToThread(worker_thread)
        self._requested.connect(self._worker.run_next)
        self._worker.progressed.connect(self._on_worker_progressed)
        self._worker.finished.connect(self._on_worker_finished)
        self._worker.stopped.connect(self._on_worker_stopped)
        self._worker.failed.connect(self._on_worker_failed)
        self._worker.turn_requested.connect(self._on_worker_turn_requested)
        worker_thread.start()  # which does nothing if it runs

    @property
    def is_running(self) -> bool:
        """Whether the answer to the newest job is still to come."""
        return self._awaited is not None

    def start(
        self,
        make_steps: Callable[[], Steps],
        prepare: Callable[[Any], Any] | None = None,
        waits: bool = False,
    ) -> None:
        """Run a generator; whatever runs now is stopped and forgotten.

        Parameters
        ----------
        make_steps
            Makes the generator, in the worker.
        prepare
            Makes, in the worker, what is reported of a value that the generator yields.
        waits
            Let the running job come to its end first, if it has begun, and give its answer. Of
            those that wait only the newest is run: where questions come faster than answers,
            there are answers all the same.
        """
        if not waits or self._patience.isActive():  # one that is being cancelled is not waited for
            self.forget()
        self._number += 1
        self._awaited = self._number
        job = Job(self._number, make_steps)
        if self._worker.put(job if prepare is None else replace(job, prepare=prepare)):
            self._requested.emit()

    def cancel(self) -> None:
        """Stop the running job at its next step; `stopped` follows within a tenth of a second.

        If the next step is not reached so soon, `stopped` brings what was reported last.
        """
        if self._awaited is None:
            return
        running = self._worker.stop()
        if running is not None and running.number >= self._first:
            self._awaited = running.number
            self._patience.start(PATIENCE_MILLISECONDS)
        else:
            self._patience.start(0)

    def forget(self) -> None:
        """Stop the running job and drop its answer."""
        self._worker.stop()
        self._end(self._number)

    def hold(self) -> None:
        """Let the worker rest, though not for long, until `go_on`: the window needs the lock."""
        self._is_held = True

    def go_on(self) -> None:
        """Let the worker go on."""
        self._is_held = False
        if self._is_turn_wanted:
            self._on_answer_timeout()

    def close(self) -> None:
        """Stop everything and wait for the step that runs, and for a thread of its own."""
        self.forget()
        self._worker.close()
        if self._own_thread is not None:
            self._own_thread.close()

    def _timer(self, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer

    def _end(self, number: int) -> None:
        """Drop whatever still comes of a job and those before it."""
        self._last = None
        self._first = number + 1
        if self._awaited is not None and self._awaited <= number:
            self._awaited = None
            self._patience.stop()

    @Slot()
    def _on_worker_turn_requested(self) -> None:
        self._is_turn_wanted = True
        if not self._is_held:
            self._answer.start(0)  # after all that is to be done and painted by now

    @Slot()
    def _on_answer_timeout(self) -> None:
        if not self._is_held:
            self._is_turn_wanted = False
            self._worker.go_on()

    @Slot()
    def _on_patience_timeout(self) -> None:
        last = self._last
        self._end(self._number)
        self.stopped.emit(last)

    @Slot(int, object)
    def _on_worker_progressed(self, number: int, progress: Any) -> None:
        if number >= self._first:
            self._last = progress
            self.progressed.emit(progress)

    @Slot(int, object)
    def _on_worker_finished(self, number: int, value: Any) -> None:
        if number >= self._first:
            self._end(number)
            self.finished.emit(value)

    @Slot(int, object)
    def _on_worker_stopped(self, number: int, progress: Any) -> None:
        if number >= self._first:
            self._end(number)
            self.stopped.emit(progress)

    @Slot(int, object)
    def _on_worker_failed(self, number: int, failure: Failure) -> None:
        if number >= self._first:
            self._end(number)
            self.failed.emit(failure)
