import threading
from collections.abc import Generator, Iterator
from functools import partial
from itertools import count
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from gradviz.jobs.runner import JobRunner
from gradviz.jobs.thread import WorkerThread
from gradviz.jobs.worker import Failure


class Listener(QObject):
    """Writes down what a runner tells, and in which thread."""

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self.heard: list[tuple[str, Any]] = []
        self.threads: set[QThread] = set()
        runner.progressed.connect(self._on_progressed)
        runner.finished.connect(self._on_finished)
        runner.stopped.connect(self._on_stopped)
        runner.failed.connect(self._on_failed)

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.heard if kind != "progressed"]

    @Slot(object)
    def _on_progressed(self, value: Any) -> None:
        self._write("progressed", value)

    @Slot(object)
    def _on_finished(self, value: Any) -> None:
        self._write("finished", value)

    @Slot(object)
    def _on_stopped(self, value: Any) -> None:
        self._write("stopped", value)

    @Slot(object)
    def _on_failed(self, value: Any) -> None:
        self._write("failed", value)

    def _write(self, kind: str, value: Any) -> None:
        self.heard.append((kind, value))
        self.threads.add(QThread.currentThread())


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    made.close()


def counting(to: int, answer: Any) -> Generator[int, None, Any]:
    yield from range(to)
    return answer


def endless(gate: threading.Event | None = None) -> Generator[int, None, None]:
    for number in count():
        if gate is not None:
            gate.set()
        yield number


def broken() -> Generator[int, None, None]:
    yield 1
    raise ZeroDivisionError("in the middle")


def test_the_answer_comes_in_the_thread_of_the_window(runner: JobRunner, qtbot: QtBot) -> None:
    listener = Listener(runner)
    runner.start(partial(counting, 5, "answer"))
    assert runner.is_running
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert listener.heard == [("finished", "answer")]
    assert listener.threads == {QThread.currentThread()}
    assert not runner.is_running


def test_progress_is_reported_while_it_runs(runner: JobRunner, qtbot: QtBot) -> None:
    listener = Listener(runner)
    runner.start(endless)
    qtbot.waitUntil(lambda: len(listener.heard) >= 3)
    values = [value for kind, value in listener.heard if kind == "progressed"]
    assert values == sorted(values)
    assert len(set(values)) == len(values)


def test_a_cancelled_job_gives_back_what_it_yielded_last(runner: JobRunner, qtbot: QtBot) -> None:
    listener = Listener(runner)
    runner.start(endless)
    qtbot.waitUntil(lambda: bool(listener.heard))
    runner.cancel()
    qtbot.waitUntil(lambda: bool(listener.kinds()))
    assert listener.kinds() == ["stopped"]
    assert listener.heard[-1][1] >= listener.heard[-2][1]
    assert not runner.is_running


def test_a_cancelled_job_whose_step_takes_long_is_answered_with_what_was_reported(
    runner: JobRunner, qtbot: QtBot
) -> None:
    blocked, go_on = threading.Event(), threading.Event()

    def steps() -> Generator[int, None, None]:
        yield 1
        blocked.set()
        go_on.wait(20)
        yield 2

    listener = Listener(runner)
    runner.start(steps)
    qtbot.waitUntil(blocked.is_set)
    runner.cancel()
    qtbot.waitUntil(lambda: bool(listener.kinds()), timeout=2000)
    assert not go_on.is_set()
    assert listener.kinds() == ["stopped"]
    assert not runner.is_running
    runner.start(partial(counting, 1, "new"))
    go_on.set()
    qtbot.waitUntil(lambda: listener.kinds() == ["stopped", "finished"])


def test_only_the_newest_job_answers(runner: JobRunner, qtbot: QtBot) -> None:
    listener = Listener(runner)
    for number in range(20):
        runner.start(partial(counting, 3, number))
    qtbot.waitUntil(lambda: not runner.is_running)
    assert listener.heard == [("finished", 19)]


def test_a_new_job_stops_an_endless_one(runner: JobRunner, qtbot: QtBot) -> None:
    listener, begun = Listener(runner), threading.Event()
    runner.start(partial(endless, begun))
    qtbot.waitUntil(begun.is_set)
    runner.start(partial(counting, 1, "new"))
    qtbot.waitUntil(lambda: "finished" in listener.kinds())
    assert listener.kinds() == ["finished"]


def test_a_forgotten_job_never_answers(runner: JobRunner, qtbot: QtBot) -> None:
    listener = Listener(runner)
    runner.start(partial(counting, 1, "old"))
    runner.forget()
    runner.start(partial(counting, 1, "new"))
    qtbot.waitUntil(lambda: bool(listener.kinds()))
    assert listener.heard == [("finished", "new")]


def test_a_running_job_that_is_waited_for_answers_before_the_newest(
    runner: JobRunner, qtbot: QtBot
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def steps() -> Generator[int, None, str]:
        begun.set()
        go_on.wait(20)
        yield 1
        return "first"

    listener = Listener(runner)
    runner.start(steps)
    qtbot.waitUntil(begun.is_set)
    for number in range(20):
        runner.start(partial(counting, 3, number), waits=True)
    go_on.set()
    qtbot.waitUntil(lambda: not runner.is_running)
    assert listener.heard == [("finished", "first"), ("finished", 19)]


def test_a_job_that_has_not_begun_is_not_waited_for(runner: JobRunner, qtbot: QtBot) -> None:
    listener = Listener(runner)
    runner.hold()
    for number in range(20):
        runner.start(partial(counting, 3, number), waits=True)
    runner.go_on()
    qtbot.waitUntil(lambda: not runner.is_running)
    assert listener.heard == [("finished", 19)]


def test_cancelling_drops_the_job_that_waits(runner: JobRunner, qtbot: QtBot) -> None:
    listener = Listener(runner)
    runner.start(endless)
    qtbot.waitUntil(lambda: bool(listener.heard))
    runner.start(partial(counting, 1, "waits"), waits=True)
    runner.cancel()
    qtbot.waitUntil(lambda: not runner.is_running)
    assert listener.kinds() == ["stopped"]
    runner.start(partial(counting, 1, "new"))
    qtbot.waitUntil(lambda: not runner.is_running)
    assert listener.kinds() == ["stopped", "finished"]
    assert listener.heard[-1] == ("finished", "new")


def test_a_job_that_is_being_cancelled_is_not_waited_for(runner: JobRunner, qtbot: QtBot) -> None:
    listener = Listener(runner)
    runner.start(endless)
    qtbot.waitUntil(lambda: bool(listener.heard))
    runner.cancel()
    runner.start(partial(counting, 1, "new"), waits=True)
    qtbot.waitUntil(lambda: not runner.is_running)
    assert listener.kinds() == ["finished"]
    assert listener.heard[-1] == ("finished", "new")


def test_a_job_cancelled_before_it_begins_is_answered_all_the_same(
    runner: JobRunner, qtbot: QtBot
) -> None:
    listener = Listener(runner)
    runner.hold()
    runner.start(endless)
    runner.cancel()
    assert not listener.heard, "an answer comes later, not from within the question"
    qtbot.waitUntil(lambda: not runner.is_running)
    assert listener.heard == [("stopped", None)]


def test_a_held_worker_goes_on_in_the_end(runner: JobRunner, qtbot: QtBot) -> None:
    listener = Listener(runner)
    runner.hold()
    runner.start(partial(counting, 5, "answer"))
    qtbot.waitUntil(lambda: not runner.is_running)  # though nobody lets it go on
    assert listener.heard == [("finished", "answer")]


def test_an_exception_is_told_with_its_traceback_and_the_runner_lives_on(
    runner: JobRunner, qtbot: QtBot
) -> None:
    listener = Listener(runner)
    runner.start(broken)
    qtbot.waitUntil(lambda: bool(listener.kinds()))
    kind, failure = listener.heard[-1]
    assert kind == "failed"
    assert isinstance(failure, Failure)
    assert failure.summary == "ZeroDivisionError: in the middle"
    assert "Traceback" in failure.details
    assert "in broken" in failure.details
    runner.start(partial(counting, 1, "again"))
    qtbot.waitUntil(lambda: listener.kinds() == ["failed", "finished"])


def test_closing_in_the_middle_ends_the_thread(qtbot: QtBot) -> None:
    made, begun = JobRunner(), threading.Event()
    listener = Listener(made)
    made.start(partial(endless, begun))
    qtbot.waitUntil(begun.is_set)
    made.close()
    threads = made.findChildren(QThread)
    assert len(threads) == 1
    assert not threads[0].isRunning()
    assert not listener.kinds()


def test_a_stopped_generator_is_closed(qtbot: QtBot) -> None:
    closed = threading.Event()

    def steps() -> Generator[int, None, None]:
        try:
            yield from endless()
        finally:
            closed.set()

    made = JobRunner()
    listened: list[int] = []
    made.progressed.connect(listened.append)
    made.start(steps)
    qtbot.waitUntil(lambda: bool(listened))
    made.close()
    assert closed.is_set()


def test_runners_of_one_thread_take_turns(qtbot: QtBot) -> None:
    """A short job does not wait for the end of a long one, and each stops on its own."""
    thread = WorkerThread("shared")
    long, short = JobRunner(thread), JobRunner(thread)
    seen: list[QThread] = []

    def looking() -> Generator[int, None, str]:
        seen.append(QThread.currentThread())
        yield 1
        return "done"

    one, other = Listener(long), Listener(short)
    long.start(endless)
    qtbot.waitUntil(lambda: bool(one.heard))
    short.start(looking)
    qtbot.waitUntil(lambda: other.kinds() == ["finished"])
    assert seen == [thread]
    assert long.is_running
    short.start(endless)
    long.cancel()
    qtbot.waitUntil(lambda: one.kinds() == ["stopped"])
    assert short.is_running
    short.close()
    long.close()
    assert thread.isRunning()
    thread.close()
    assert not thread.isRunning()
