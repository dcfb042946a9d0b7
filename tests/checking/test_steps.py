"""Work that is done step by step."""

from collections.abc import Generator

import pytest

from gradviz.checking.steps import finished, repeating, sparsely


class Work:
    """Three steps that remember how they went."""

    def __init__(self) -> None:
        self.reached = 0
        self.closed = False

    def steps(self) -> Generator[str, None, str]:
        try:
            for self.reached in (1, 2, 3):
                yield f"step {self.reached}"
        finally:
            self.closed = True
        return "the end"


def test_finished_returns_what_comes_at_the_end() -> None:
    work = Work()
    assert finished(work.steps()) == "the end"
    assert work.reached == 3


def test_finished_needs_no_step_at_all() -> None:
    def nothing() -> Generator[None, None, int]:
        return 7
        yield

    assert finished(nothing()) == 7


def test_an_error_is_not_swallowed() -> None:
    def broken() -> Generator[None, None, int]:
        yield
        raise ValueError("in the second step")

    with pytest.raises(ValueError, match="second"):
        finished(broken())
    with pytest.raises(ValueError, match="second"):
        finished(repeating(lambda: 1, broken()))


def test_progress_is_repeated_at_each_step_and_the_end_handed_on() -> None:
    counts = iter(range(10))
    repeated = repeating(lambda: next(counts), Work().steps())
    seen: list[int] = []

    def collect() -> Generator[None, None, str]:
        result = yield from _watched(repeated, seen)
        return result

    assert finished(collect()) == "the end"
    assert seen == [0, 1, 2]


def _watched(steps: Generator[int, None, str], seen: list[int]) -> Generator[None, None, str]:
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return str(end.value)
        yield


def test_closing_the_repeated_one_ends_the_work() -> None:
    work = Work()
    repeated = repeating(lambda: None, work.steps())
    next(repeated)
    next(repeated)
    repeated.close()
    del repeated
    assert work.reached == 2
    assert work.closed


def test_of_many_short_steps_few_are_places_to_stop() -> None:
    def counting() -> Generator[None, None, str]:
        for _ in range(1000):
            yield
        return "done"

    few, all_of_them = sparsely(counting(), 10), sparsely(counting(), 1_000_000)
    assert len(list(few)) < 20
    assert len(list(all_of_them)) == 1000
    assert finished(sparsely(counting(), 10)) == "done"
