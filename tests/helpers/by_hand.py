"""A job runner without a thread: a test says when a job goes on and when it ends."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from gradviz.checking.steps import finished
from gradviz.jobs.worker import Steps


class RunnerByHand(QObject):
    """Takes jobs as `JobRunner` does, and drives them when it is told to."""

    progressed = Signal(object)
    finished = Signal(object)
    stopped = Signal(object)
    failed = Signal(object)

    def __init__(self, _thread: object = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_steps: Callable[[], Steps] | None = None
        self._steps: Steps | None = None
        self._prepare: Callable[[Any], Any] = lambda value: value
        self._is_wanted = False

    @property
    def is_running(self) -> bool:
        """Whether an answer is still to come."""
        return self._is_wanted

    def start(
        self, make_steps: Callable[[], Steps], prepare: Callable[[Any], Any] | None = None
    ) -> None:
        """Take a job; nothing of it is done yet."""
        self._make_steps, self._steps, self._is_wanted = make_steps, None, True
        if prepare is not None:
            self._prepare = prepare

    def forget(self) -> None:
        """Drop the answer; what the job is in the middle of, it ends all the same."""
        self._is_wanted = False

    def close(self) -> None:
        """Take no more."""
        self.forget()

    def go(self, steps: int) -> None:
        """Do some steps of the job, and tell the last of them."""
        for _ in range(steps):
            news = next(self._job())
        if self._is_wanted:
            self.progressed.emit(self._prepare(news))

    def end(self) -> None:
        """Do the rest of the job, and tell its end, if anybody still wants to hear it."""
        value = finished(self._job())
        is_wanted, self._is_wanted = self._is_wanted, False
        if is_wanted:
            self.finished.emit(value)

    def _job(self) -> Steps:
        if self._steps is None:
            assert self._make_steps is not None, "no job"
            self._steps = self._make_steps()
        return self._steps
