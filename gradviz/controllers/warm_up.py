"""Imports ahead of time, while the window rests, what is wanted when a page is opened."""

from collections.abc import Sequence
from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Slot

FIRST_MILLISECONDS = 250  # after the first check is shown: whatever else is shown comes before
NEXT_MILLISECONDS = 15  # between two modules, so that the window is never late by more than one


class WarmUp(QObject):
    """Imports one module after the other, each in a turn of its own.

    They are named from the bottom up, so that each turn imports one module only. All of them
    together take some forty milliseconds: half of the time in which a page that is opened is to
    show its first curve.
    """

    def __init__(self, modules: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left = list(modules)
        self._timer = QTimer(self)
        self._timer.setInterval(FIRST_MILLISECONDS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to import."""
        return not self._left

    @Slot()
    def begin(self) -> None:
        """Begin after a while, or go on."""
        if self._left and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        import_module(self._left.pop(0))
        self._timer.setInterval(NEXT_MILLISECONDS)
        if self.is_over:
            self._timer.stop()
