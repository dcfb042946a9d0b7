"""What is written to a file or put on the clipboard: made in a worker, as it may take seconds."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from gradviz.jobs.runner import JobRunner
from gradviz.jobs.thread import WorkerThread
from gradviz.persistence.files import UnusableFile, write_atomically
from gradviz.views.shell.main_window import MainWindow

Content = Generator[float, None, str | bytes]  # yields how much of it there is, from 0 to 1
MESSAGE_MILLISECONDS = 4000


@dataclass(frozen=True)
class _Outcome:
    """What came of an export: a text for the clipboard, or why no file was written, or neither."""

    copied: str | None = None
    problem: str | None = None


class ExportController(QObject):
    """Makes one thing at a time, says how far it is in the status bar, and can be stopped.

    Signals
    -------
    failed(object)
        The `Failure` of an export that nobody foresaw.
    """

    failed = Signal(object)

    def __init__(self, window: MainWindow, thread: WorkerThread | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._runner = JobRunner(thread, self)
        self._doing = self._done = ""
        self._runner.progressed.connect(self._on_runner_progressed)
        self._runner.finished.connect(self._on_runner_finished)
        self._runner.stopped.connect(self._on_runner_stopped)
        self._runner.failed.connect(self._on_runner_failed)

    @property
    def is_running(self) -> bool:
        """Whether something is being made."""
        return self._runner.is_running

    def write(self, path: Path, make: Callable[[], Content]) -> None:
        """Write what a generator makes to a file, whole or not at all."""
        self._start(f"Writing {path.name}", f"Wrote {path.name}.", partial(_writing, path, make))

    def copy(self, what: str, make: Callable[[], str]) -> None:
        """Put a text on the clipboard; what it is begins a sentence."""
        done = f"{what} is on the clipboard."
        self._start(f"Copying: {what.lower()}", done, partial(_copying, make))

    def cancel(self) -> bool:
        """Stop what is being made, and return whether there was anything."""
        was_running = self.is_running
        self._runner.cancel()
        return was_running

    def close(self) -> None:
        """Stop everything, so that the process can end."""
        self._runner.close()

    def _start(
        self, doing: str, done: str, steps: Callable[[], Generator[float, None, _Outcome]]
    ) -> None:
        if self.is_running:  # one that was asked for is not dropped without a word
            self._say(f"{self._doing} first. Esc stops it.")
            return
        self._doing, self._done = doing, done
        self._runner.start(steps)

    def _say(self, words: str) -> None:
        self._window.statusBar().showMessage(words, MESSAGE_MILLISECONDS)

    @Slot(object)
    def _on_runner_progressed(self, share: float) -> None:
        self._say(f"{self._doing}: {share:.0%}. Esc stops it.")

    @Slot(object)
    def _on_runner_finished(self, outcome: _Outcome) -> None:
        if outcome.problem is not None:
            # Not before there is one: the first paint waits for no dialog.
            from gradviz.views.dialogs.message import explain_file_error

            self._window.statusBar().clearMessage()
            explain_file_error(self._window, outcome.problem, "The file was not written")
            return
        if outcome.copied is not None:
            QGuiApplication.clipboard().setText(outcome.copied)
        self._say(self._done)

    @Slot(object)
    def _on_runner_stopped(self, _share: float | None) -> None:
        self._say(f"{self._doing}: stopped.")

    @Slot(object)
    def _on_runner_failed(self, failure: object) -> None:
        self._window.statusBar().clearMessage()
        self.failed.emit(failure)


def at_once(make: Callable[[], str | bytes]) -> Content:
    """Make something in one step, which cannot be stopped in the middle."""
    yield 0.0
    return make()


def _writing(path: Path, make: Callable[[], Content]) -> Generator[float, None, _Outcome]:
    try:
        content = yield from make()
        yield 1.0  # the last place to stop: what is said to be stopped is not written
        write_atomically(path, content if isinstance(content, bytes) else content.encode())
    except UnusableFile as error:
        return _Outcome(problem=str(error))
    return _Outcome()


def _copying(make: Callable[[], str]) -> Generator[float, None, _Outcome]:
    yield 0.0
    return _Outcome(copied=make())
