"""Drives generators of progress in another thread, and asks the window for its turns."""

import threading
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

Steps = Generator[Any, None, Any]

REPORT_SECONDS = 1 / 15  # between two reports of progress
# Every call into Qt gives the interpreter lock away, and a worker that computes takes it each
# time: a repaint of some hundred calls is late by as many waits. So the worker asks, after this
# much work, whether it may go on, and the window answers when it has done what it had to do. An
# answer takes about 0.1 ms.
WORK_SECONDS = 0.002
# ... and after this much it lets the others of its thread work. To come back takes the lock once
# more, which a busy window gives away every 5 ms: a job that is shorter does not leave off.
SHARED_SECONDS = 0.02
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
    """Drives a job's generator, a while at a time; lives in a worker thread, perhaps with others.

    Its slots run there; its other methods are called in the thread of the window. Between two
    whiles the loop of the thread turns, and the others have theirs: a check does not wait for the
    end of a sweep.

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
    _left_off = Signal()
    _ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._steps: Steps | None = None
        self._last: Any = None  # what the running job yielded last
        self._due = 0.0  # when it reports
        self._turn = threading.Event()
        self._lock = threading.Lock()  # of the next two
        self._waiting: Job | None = None
        self._running: Job | None = None
        self._is_idle = threading.Event()
        self._is_idle.set()
        # Queued: the others of the thread come first, and no job begins within another.
        self._left_off.connect(self._go_on_working, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self.run_next, Qt.ConnectionType.QueuedConnection)

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

    def close(self) -> None:
        """Stop everything, and wait for the step that runs."""
        self.stop()
        self._is_idle.wait()

    def go_on(self) -> None:
        """Let it go on."""
        self._turn.set()

    @Slot()
    def run_next(self) -> None:
        """Begin the newest job, if there is one, or when the running one has come to its end."""
        if self._waiting is None or self._running is not None:
            return
        self._wait_for_turn()
        with self._lock:
            job = self._running = self._waiting
            self._waiting = None
            if job is not None:
                self._is_idle.clear()
        if job is not None:
            self._steps, self._last = None, None
            self._due = perf_counter() + REPORT_SECONDS
            self._go_on_working()

    @Slot()
    def _go_on_working(self) -> None:
        """Work for a while on the running job; then leave off, or begin the next one."""
        job = self._running
        assert job is not None
        try:
            is_over = self._drive(job)
        except Exception as error:
            is_over = True
            failure = Failure(f"{type(error).__name__}: {error}", traceback.format_exc())
            self.failed.emit(job.number, failure)
        if not is_over:
            self._left_off.emit()
            return
        with self._lock:
            self._running = self._steps = None
            self._is_idle.set()
        self._ended.emit()

    def _drive(self, job: Job) -> bool:
        """Take steps for a while, and return whether that was the last of the job."""
        began = rested = perf_counter()
        if self._steps is None:
            self._steps = job.make_steps()
        while not job.stop.is_set():
            try:
                self._last = next(self._steps)
            except StopIteration as end:
                self.finished.emit(job.number, end.value)
                return True
            now = perf_counter()
            if now >= self._due:
                self.progressed.emit(job.number, job.prepare(self._last))
                then = perf_counter()
                self._due = then + max(REPORT_SECONDS, REPORT_SHARE * (then - now))
            if now - rested >= WORK_SECONDS:
                self._wait_for_turn()
                rested = perf_counter()
                if rested - began >= SHARED_SECONDS:
                    return False
        self._steps.close()
        self.stopped.emit(job.number, None if self._last is None else job.prepare(self._last))
        return True

    def _wait_for_turn(self) -> None:
        self._turn.clear()
        self.turn_requested.emit()
        self._turn.wait(LONGEST_REST)
