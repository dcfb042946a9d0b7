"""What undo and redo walk along: a value, and every one before and after it."""

from collections import deque
from collections.abc import Callable, Hashable
from math import inf
from time import monotonic
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

MAX_STEPS = 500  # of undo

T = TypeVar("T")


class History(Generic[T]):
    """The present value, those before it and those that were undone.

    Parameters
    ----------
    start
        The first value; there is nothing before it.
    gesture_seconds
        A gesture ends by itself if nothing changes for longer.
    clock
        Tells the seconds.
    """

    def __init__(
        self, start: T, gesture_seconds: float = inf, clock: Callable[[], float] = monotonic
    ) -> None:
        self._value = start
        self._past: deque[T] = deque(maxlen=MAX_STEPS)
        self._future: list[T] = []
        self._gesture: Hashable = None
        self._gesture_seconds, self._clock = gesture_seconds, clock
        self._changed_at = -inf

    @property
    def value(self) -> T:
        """The present value."""
        return self._value

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier value."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether an undone value can be brought back."""
        return bool(self._future)

    def change(self, value: T, gesture: Hashable = None) -> bool:
        """Make another value the present one, and return whether it is another.

        Parameters
        ----------
        value
            The new one; nothing happens if it equals the present one.
        gesture
            Names what the user is doing, such as dragging a slider: changes in a row of one
            gesture are undone as one. A change without a name is always undone on its own.
        """
        if value == self._value:
            return False
        now = self._clock()
        goes_on = gesture is not None and gesture == self._gesture
        if not goes_on or now - self._changed_at > self._gesture_seconds:
            self._past.append(self._value)
        self._future.clear()
        self._value, self._gesture, self._changed_at = value, gesture, now
        return True

    def end_gesture(self) -> None:
        """End the gesture: the next change is undone on its own."""
        self._gesture = None

    def undo(self) -> bool:
        """Go back to the value before, and return whether there was one."""
        if not self._past:
            return False
        self._future.append(self._value)
        self._value = self._past.pop()
        self.end_gesture()  # so there is none while anything can be redone
        return True

    def redo(self) -> bool:
        """Bring back the value that was undone last, and return whether there was one."""
        if not self._future:
            return False
        self._past.append(self._value)
        self._value = self._future.pop()
        return True


class HistoryController(QObject, Generic[T]):
    """Owns a value with its history.

    Signals
    -------
    history_changed()
        Whether there is something to undo or redo may have changed.
    """

    history_changed = Signal()

    def __init__(self, history: History[T], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier value."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether an undone value can be brought back."""
        return self._history.can_redo

    def undo(self) -> None:
        """Go back to the value before."""
        if self._history.undo():
            self._tell()

    def redo(self) -> None:
        """Bring back the value that was undone last."""
        if self._history.redo():
            self._tell()

    def _tell(self) -> None:
        """Show or tell the present value."""
        self.history_changed.emit()
