"""The 1-D case: what is set on its page is checked at once; it has an undo of its own."""

from collections.abc import Callable
from dataclasses import fields
from time import monotonic

from PySide6.QtCore import Slot

from gradviz.checking.one_d import OneDSettings, run_one_d
from gradviz.controllers.history import History, HistoryController
from gradviz.controllers.page import Page, Surroundings
from gradviz.views.form.form_column import FormColumn
from gradviz.views.pages.one_dimension.one_d_page import OneDPage

GESTURE_SECONDS = 1.0  # changes of one value that follow sooner are undone as one


def open_page(around: Surroundings) -> Page:
    """Make the page of the 1-D case."""
    page = OneDPage(around.window.look)
    controller = OneDController(page)
    return Page(
        page, controller, form=FormColumn(page.form), verdict=page.verdict, history=controller
    )


class OneDController(HistoryController[OneDSettings]):
    """Owns what is checked on the 1-D page; a check takes less than a millisecond."""

    def __init__(self, page: OneDPage, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(History(page.settings, GESTURE_SECONDS, clock), page)
        self._page = page
        page.settings_changed.connect(self.set_settings)
        self._tell()

    @property
    def settings(self) -> OneDSettings:
        """What is checked."""
        return self._history.value

    @Slot(object)
    def set_settings(self, settings: OneDSettings) -> None:
        """Check other settings, and show them."""
        self._history.change(settings, _changed_fields(self.settings, settings))
        self._tell()

    def _tell(self) -> None:
        self._page.set_result(run_one_d(self.settings))
        super()._tell()


def _changed_fields(before: OneDSettings, after: OneDSettings) -> tuple[str, ...]:
    names = (each.name for each in fields(after))
    return tuple(name for name in names if getattr(after, name) != getattr(before, name))
