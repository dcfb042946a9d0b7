"""The dialogs of the help menu."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog

from gradviz.views.shell.main_window import MainWindow


class DialogController(QObject):
    """Opens the list of keys and the about box, one of each at a time."""

    def __init__(self, window: MainWindow, app: QApplication) -> None:
        super().__init__(window)
        self._window, self._app = window, app
        actions = window.actions_by_name
        actions["keys"].triggered.connect(self._on_keys_triggered)
        actions["about"].triggered.connect(self._on_about_triggered)

    # The dialogs are imported when they are wanted: the first paint waits for none of them.

    def _on_keys_triggered(self) -> None:
        from gradviz.views.dialogs.keys import KeysDialog
        from gradviz.views.shell.page_keys import page_keys

        by_menu = dict(self._window.actions_by_name.by_menu())
        self._open(KeysDialog(by_menu, page_keys(), self._window))

    def _on_about_triggered(self) -> None:
        from gradviz.views.dialogs.about import AboutDialog
        from gradviz.views.dialogs.versions import program_versions

        self._open(AboutDialog(program_versions(), self._app.windowIcon(), self._window))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
