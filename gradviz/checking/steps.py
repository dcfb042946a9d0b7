"""Work that is done step by step, so that it can be stopped."""

from collections.abc import Callable, Generator
from typing import TypeVar

P = TypeVar("P")
T = TypeVar("T")


def finished(steps: Generator[object, None, T]) -> T:
    """Return what a generator returns at its end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def repeating(
    progress: Callable[[], P], steps: Generator[object, None, T]
) -> Generator[P, None, T]:
    """Yield progress at each of some steps that have none of their own, as a place to stop."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        yield progress()
