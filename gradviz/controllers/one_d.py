"""The 1-D case: what is set on its page is checked at once; it has an undo of its own."""

from collections.abc import Callable
from dataclasses import fields
from time import monotonic

from PySide6.QtCore import QObject, Signal, Slot

from gradviz.checking.one_d import OneDSettings, run_one_d
from gradviz.controllers.history import History
from gradviz.views.one_d_page import OneDPage

GESTURE_SECONDS = 1.0  # changes of one value that follow sooner are undone as one


class OneDController(QObject):
    """Owns what is checked on the 1-D page; a check takes less than a millisecond.

    Signals
    -------
    history_changed()
        Whether there is something to undo or redo may have changed.
    """

    history_changed = Signal()

    def __init__(self, page: OneDPage, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(page)
        self._page = page
        self._history = History(page.settings, GESTURE_SECONDS, clock)
        page.settings_changed.connect(self.set_settings)
        self._show()

    @property
    def settings(self) -> OneDSettings:
        """What is checked."""
        return self._history.value

    @property
    def can_undo(self) -> bool:
        """Whether there are earlier settings."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether undone settings can be brought back."""
        return self._history.can_redo

    @Slot(object)
    def set_settings(self, settings: OneDSettings) -> None:
        """Check other settings, and show them."""
        self._history.change(settings, _changed_fields(self.settings, settings))
        self._show()

    def undo(self) -> None:
        """Go back to the settings before."""
        if self._history.undo():
            self._show()

    def redo(self) -> None:
        """Bring back the settings that were undone last."""
        if self._history.redo():
            self._show()

    def _show(self) -> None:
        self._page.set_result(run_one_d(self.settings))
        self.history_changed.emit()


def _changed_fields(before: OneDSettings, after: OneDSettings) -> tuple[str, ...]:
    names = (each.name for each in fields(after))
    return tuple(name for name in names if getattr(after, name) != getattr(before, name))
