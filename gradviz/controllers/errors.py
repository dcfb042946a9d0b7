"""Errors that nobody foresaw: shown with details to copy, while the program lives on."""

import sys
import traceback
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gradviz.jobs.worker import Failure
from gradviz.reporting.streams import write_or_drop
from gradviz.views.shell.main_window import MainWindow

if TYPE_CHECKING:  # no dialog before there is an error: the first paint waits for none
    from gradviz.views.dialogs.error import ErrorDialog


class ErrorController(QObject):
    """Shows a dialog for an error that nobody foresaw; more of them go into the open one.

    Signals
    -------
    raised(object)
        A `Failure`, emitted in whatever thread the exception was in.
    """

    raised = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: ErrorDialog | None = None
        self.raised.connect(self.show_failure)

    def install(self) -> None:
        """Take over every exception that nothing catches."""
        sys.excepthook = self._on_exception

    def remove(self) -> None:
        """Give the exceptions back."""
        sys.excepthook = sys.__excepthook__

    @Slot(object)
    def show_failure(self, failure: Failure) -> None:
        """Show what went wrong."""
        from gradviz.views.dialogs.error import ErrorDialog  # not before there is an error
        from gradviz.views.dialogs.versions import program_versions

        write_or_drop(sys.stderr, f"{failure.details}\n")
        if self._dialog is not None:
            self._dialog.add_error(failure.details)
            return
        self._dialog = ErrorDialog(failure.details, program_versions(), parent=self._window)
        self._dialog.finished.connect(self._on_dialog_finished)
        self._dialog.open()

    def _on_dialog_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, where: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, where)
            return
        details = "".join(traceback.format_exception(kind, error, where))
        self.raised.emit(Failure(f"{kind.__name__}: {error}", details))
