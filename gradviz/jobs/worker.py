"""Drives generators of progress in a thread of its own, and asks the window for its turns."""

import threading
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

Steps = Generator[Any, None, Any]

REPORT_SECONDS = 1 / 15  # between two reports of progress
# Every call into Qt gives the interpreter lock away, and a worker that computes takes it each
# time: a repaint of some hundred calls is late by as many waits. So the worker asks, after this
# much work, whether it may go on, and the window answers when it has done what it had to do. An
# answer takes about 0.1 ms.
WORK_SECONDS = 0.002
LONGEST_REST = 0.05  # a window that is never idle still gets its answers
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
        Jobs that are asked for later have larger numbers.
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

    Its slot runs there; its other methods are called in the thread of the window.

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
        self._lock = threading.Lock()  # of the next two
        self._waiting: Job | None = None
        self._running: Job | None = None

    def put(self, job: Job) -> bool:
        """Run a job next, in place of one that has not begun; return whether there was none."""
        with self._lock:
            is_first, self._waiting = self._waiting is None, job
        return is_first

    def stop(self) -> Job | None:
        """Drop the job that has not begun, stop the running one at its next step, and return it."""
        with self._lock:
            self._waiting = None
            if self._running is not None:
                self._running.stop.set()
            self._turn.set()
            return self._running

    def go_on(self) -> None:
        """Let it go on."""
        self._turn.set()

    @Slot()
    def run_next(self) -> None:
        """Run the newest job, if there is one, to its end or until a stop is requested."""
        if self._waiting is None:
            return
        self._wait_for_turn()
        with self._lock:
            job = self._running = self._waiting
            self._waiting = None
        if job is None:
            return
        try:
            self._drive(job)
        except Exception as error:
            failure = Failure(f"{type(error).__name__}: {error}", traceback.format_exc())
            self.failed.emit(job.number, failure)
        with self._lock:
            self._running = None

    def _drive(self, job: Job) -> None:
        last = None
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
