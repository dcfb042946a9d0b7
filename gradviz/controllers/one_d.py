"""The 1-D case: what is set on its page is checked at once; it has an undo of its own."""

from dataclasses import fields
from time import monotonic

from PySide6.QtCore import QObject, Signal, Slot

from gradviz.checking.one_d import OneDSettings, run_one_d
from gradviz.views.one_d_page import OneDPage

MAX_STEPS = 500  # of undo
GESTURE_SECONDS = 1.0  # changes of one value that follow sooner are undone as one


class OneDController(QObject):
    """Owns what is checked on the 1-D page; a check takes less than a millisecond.

    Signals
    -------
    history_changed()
        Whether there is something to undo or redo may have changed.
    """

    history_changed = Signal()

    def __init__(self, page: OneDPage) -> None:
        super().__init__(page)
        self._page = page
        self._settings = page.settings
        self._past: list[OneDSettings] = []
        self._future: list[OneDSettings] = []
        self._gesture: tuple[str, ...] = ()
        self._changed_at = 0.0
        page.settings_changed.connect(self.set_settings)
        self._show(self._settings)

    @property
    def settings(self) -> OneDSettings:
        """What is checked."""
        return self._settings

    @property
    def can_undo(self) -> bool:
        """Whether there are earlier settings."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether undone settings can be brought back."""
        return bool(self._future)

    @Slot(object)
    def set_settings(self, settings: OneDSettings) -> None:
        """Check other settings, and show them."""
        if settings != self._settings:
            names = (each.name for each in fields(settings))
            gesture = tuple(
                name for name in names if getattr(settings, name) != getattr(self._settings, name)
            )
            now = monotonic()
            if gesture != self._gesture or now - self._changed_at > GESTURE_SECONDS:
                self._past = [*self._past[-MAX_STEPS + 1 :], self._settings]
            self._gesture, self._changed_at, self._future = gesture, now, []
        self._show(settings)

    def undo(self) -> None:
        """Go back to the settings before."""
        if self._past:
            self._future.append(self._settings)
            self._gesture = ()
            self._show(self._past.pop())

    def redo(self) -> None:
        """Bring back the settings that were undone last."""
        if self._future:
            self._past.append(self._settings)
            self._gesture = ()
            self._show(self._future.pop())

    def _show(self, settings: OneDSettings) -> None:
        self._settings = settings
        self._page.set_result(run_one_d(settings))
        self.history_changed.emit()
