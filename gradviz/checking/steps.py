"""Work that is done step by step, so that it can be stopped."""

from collections.abc import Callable, Generator
from functools import cached_property
from typing import TypeVar

import numpy as np

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


def quietly(steps: Generator[object, None, T]) -> Generator[None, None, T]:
    """Take steps without warnings of what is not finite.

    NumPy's state does not span a yield, which would silence whoever asks for the next step.
    """
    while True:
        try:
            with np.errstate(all="ignore"):
                next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        yield


def sparsely(steps: Generator[object, None, T], numbers: int) -> Generator[None, None, T]:
    """Take steps, and yield where enough is done since the last time: not at each of them.

    Parameters
    ----------
    steps
        With a place to stop after each.
    numbers
        How many are computed in a step, about.
    """
    pace = Pace()
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        if pace.is_due(numbers):
            yield


def settling_steps(value: object) -> Generator[None, None, None]:
    """Work out each `cached_property` of a value, and so keep it, step by step."""
    for name, each in vars(type(value)).items():
        if isinstance(each, cached_property):
            getattr(value, name)
            yield


class Pace:
    """Tells when enough work is done for a place to stop.

    It counts numbers and not time, so that the steps are the same on every machine.

    Parameters
    ----------
    numbers
        After how many numbers computed there is to be a place to stop.
    """

    PER_CALL = 2_000  # numbers that take as long as the calls of NumPy for a small array

    def __init__(self, numbers: int = 400_000) -> None:
        self._most, self._done = numbers, 0

    def is_due(self, numbers: int) -> bool:
        """Count numbers that were computed, and return whether it is time to stop."""
        self._done += self.PER_CALL + numbers
        if self._done < self._most:
            return False
        self._done = 0
        return True
