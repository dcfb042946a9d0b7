"""The 1-D case: what is set on its page is checked at once."""

from PySide6.QtCore import QObject, Slot

from gradviz.checking.one_d import OneDSettings, run_one_d
from gradviz.views.one_d_page import OneDPage


class OneDController(QObject):
    """Owns what is checked on the 1-D page; a check takes less than a millisecond."""

    def __init__(self, page: OneDPage) -> None:
        super().__init__(page)
        self._page = page
        self._settings = page.settings
        page.settings_changed.connect(self.set_settings)
        self.set_settings(self._settings)

    @property
    def settings(self) -> OneDSettings:
        """What is checked."""
        return self._settings

    @Slot(object)
    def set_settings(self, settings: OneDSettings) -> None:
        """Check other settings, and show them."""
        self._settings = settings
        self._page.set_result(run_one_d(settings))
