"""The worker, driven in this thread, where coverage and a debugger see it."""

import inspect
from collections.abc import Generator
from functools import partial
from itertools import count
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from gradviz.jobs.worker import Job, Worker


def counting(to: int, answer: Any) -> Generator[int, None, Any]:
    yield from range(to)
    return answer


def run(*jobs: Job) -> list[tuple[Any, ...]]:
    worker, heard = Worker(), []
    worker.finished.connect(lambda *received: heard.append(("finished", *received)))
    worker.stopped.connect(lambda *received: heard.append(("stopped", *received)))
    worker.failed.connect(lambda *received: heard.append(("failed", *received)))
    worker.turn_requested.connect(worker.go_on)
    for job in jobs:
        worker.put(job)
    worker.run_next()
    worker.run_next()
    return heard


def test_it_numbers_its_answers() -> None:
    assert run(Job(7, partial(counting, 3, "x"))) == [("finished", 7, "x")]


def test_a_job_in_whose_place_another_comes_is_never_made() -> None:
    def never() -> Generator[int, None, None]:
        raise AssertionError("made")

    assert run(Job(1, never), Job(2, partial(counting, 3, "x"))) == [("finished", 2, "x")]


def test_a_job_that_is_stopped_before_it_begins_is_never_made() -> None:
    worker, made = Worker(), []

    def steps() -> Generator[int, None, None]:
        made.append(True)
        yield 1

    worker.put(Job(1, steps))
    worker.turn_requested.connect(worker.stop)
    worker.run_next()
    assert not made


def test_it_stops_at_its_next_step_and_tells_what_it_yielded_last() -> None:
    worker, heard, prepared = Worker(), [], []

    def steps() -> Generator[int, None, None]:
        yield 1
        worker.stop()
        yield 2
        raise AssertionError("made a step after it was stopped")

    def prepare(value: int) -> int:
        prepared.append(value)
        return 10 * value

    worker.stopped.connect(lambda *received: heard.append(received))
    worker.put(Job(1, steps, prepare))
    worker.run_next()
    assert heard == [(1, 20)]
    assert prepared == [2]


def test_a_failure_to_make_the_steps_is_a_failure_of_the_job() -> None:
    def fails() -> Generator[int, None, None]:
        raise MemoryError("too large")

    [(kind, number, failure)] = run(Job(2, fails))
    assert (kind, number, failure.summary) == ("failed", 2, "MemoryError: too large")


def test_it_asks_for_its_turn_while_it_works(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    clock = count(step=0.0011)
    monkeypatch.setattr("gradviz.jobs.worker.perf_counter", lambda: next(clock))
    worker, asked = Worker(), []

    def answer() -> None:
        asked.append(True)
        worker.go_on()

    worker.turn_requested.connect(answer)
    heard: list[int] = []
    worker.finished.connect(lambda number, _answer: heard.append(number))
    worker.put(Job(1, partial(counting, 100, None)))
    worker.run_next()
    assert not heard  # it leaves off, and goes on when the loop of its thread has turned
    qtbot.waitUntil(lambda: heard == [1])
    assert 30 <= len(asked) <= 100


def test_a_job_that_waits_when_another_ends_does_not_begin_within_it(qtbot: QtBot) -> None:
    """While epsilon is dragged the next check always waits when one ends."""
    worker, depths, ended = Worker(), [], []

    def again(left: int) -> Generator[int, None, int]:
        depths.append(len(inspect.stack()))
        if left:
            worker.put(Job(100 - left, partial(again, left - 1)))
        yield 1
        return left

    worker.turn_requested.connect(worker.go_on)
    worker.finished.connect(lambda _number, left: ended.append(left))
    worker.put(Job(1, partial(again, 30)))
    worker.run_next()
    qtbot.waitUntil(lambda: 0 in ended)
    assert ended == [*range(30, -1, -1)]
    assert max(depths[1:]) == min(depths[1:])
