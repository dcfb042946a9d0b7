"""Where the window stands, and what it remembers of that."""

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QGuiApplication

from gradviz.persistence.settings import Settings, fit_to_screens
from gradviz.presenting.map_views import MapView
from gradviz.views.shell.actions import VIEWS
from gradviz.views.shell.main_window import MainWindow

FIRST_SIZE = (1340, 690)  # fits a projector of 1366x768 with its bars


class WindowController(QObject):
    """Brings back the place, the splitters and the view of the last time; keeps them at the end."""

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        actions = window.actions_by_name
        for name, _key in VIEWS.values():
            actions[name].toggled.connect(self._on_view_toggled)
        actions["quit"].triggered.connect(window.close)

    def start(self) -> None:
        """Put the window where it was, if that is on a screen that is there now."""
        self._window.resize(*FIRST_SIZE)
        if not self._settings.geometry.isEmpty():
            self._window.restoreGeometry(self._settings.geometry)
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        wanted = QRect(self._window.frameGeometry())
        fitted = fit_to_screens(wanted, screens)
        if fitted != wanted:
            frame = wanted.size() - self._window.size()
            self._window.resize(fitted.size() - frame)
            self._window.move(fitted.topLeft())
        self._window.place_why()
        self._window.restore_splitters(self._settings.splitter_state)
        self._window.actions_by_name[VIEWS[MapView(self._settings.map_view)][0]].setChecked(True)

    def keep(self) -> None:
        """Remember how the window stands."""
        self._settings.geometry = self._window.saveGeometry()
        for name, state in self._window.splitter_states().items():
            self._settings.set_splitter_state(name, state)

    def _on_view_toggled(self) -> None:
        for view, (name, _key) in VIEWS.items():
            if self._window.actions_by_name[name].isChecked():
                self._settings.map_view = view.value
                self._window.board.set_view(view)
