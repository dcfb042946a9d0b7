"""Files: a network brought in, and a check taken out."""

from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.controllers.exports import Content, ExportController, at_once
from gradviz.jobs.runner import JobRunner
from gradviz.jobs.thread import WorkerThread
from gradviz.network.fields import InvalidSettings
from gradviz.persistence.files import UnusableFile
from gradviz.persistence.settings import Settings
from gradviz.views.dialogs.save_path import ask_save_path
from gradviz.views.shell.main_window import MainWindow

if TYPE_CHECKING:
    from gradviz.checking.curves import SweepResult

ARRAYS_FILTER = "Arrays files (*.npz)"
PICTURE_FILTER = "PNG picture (*.png);;SVG picture (*.svg)"
JSON_FILTER = "JSON file (*.json)"
CURVE_FILTER = "CSV file (*.csv);;JSON file (*.json)"


# What reads and writes is imported when it is wanted: the first paint waits for none of it.


class FilesController(QObject):
    """Asks for files, reads and writes them, and says in a sentence what went wrong.

    Signals
    -------
    experiment_read(object)
        The `Experiment` with the arrays of a file.
    failed(object)
        The `Failure` of a file that nobody foresaw, read or written.
    """

    experiment_read = Signal(object)
    failed = Signal(object)

    def __init__(self, window: MainWindow, settings: Settings, thread: WorkerThread) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._reader, self._exports = JobRunner(thread, self), ExportController(window, thread)
        self._reader.finished.connect(self._on_reader_finished)
        self._reader.failed.connect(self.failed)
        self._exports.failed.connect(self.failed)

    def ask_for_arrays(self, base: Experiment) -> None:
        """Let the user choose an arrays file and read it."""
        path, _ = QFileDialog.getOpenFileName(
            self._window, "Open arrays file", str(self._settings.last_folder), ARRAYS_FILTER
        )
        if path:
            self.read_arrays(Path(path), base)

    def read_arrays(self, path: Path, base: Experiment) -> None:
        """Read an arrays file, in the worker; what it does not hold comes from base."""
        self._settings.last_folder = path.parent
        self._reader.start(partial(_reading, path, base))

    @Slot(object)
    def _on_reader_finished(self, answer: Experiment | str) -> None:
        if isinstance(answer, str):
            from gradviz.views.dialogs.message import explain_file_error

            explain_file_error(self._window, answer, "This file cannot be used")
        else:
            self.experiment_read.emit(answer)

    def ask_where_to_save_picture(self, result: CheckResult) -> None:
        """Write the maps as a picture, where the user says."""
        from gradviz.persistence.pictures import picture_bytes
        from gradviz.reporting.picture import check_svg

        self.ask_and_write(
            "Save maps as picture",
            "gradviz.png",
            PICTURE_FILTER,
            lambda path: at_once(lambda: picture_bytes(path, check_svg(result))),
        )

    def ask_where_to_export(self, result: CheckResult) -> None:
        """Write all numbers of a check as JSON, where the user says."""
        from gradviz.reporting.as_json import full_json_steps

        self.ask_and_write(
            "Export result", "gradviz.json", JSON_FILTER, lambda _path: full_json_steps(result)
        )

    def ask_where_to_save_curve(self, sweep: "SweepResult", compared: "SweepResult | None") -> None:
        """Write the difference over epsilon as a picture, where the user says."""
        from gradviz.persistence.pictures import picture_bytes
        from gradviz.reporting.sweep_picture import sweep_svg

        self.ask_and_write(
            "Save curve as picture",
            "gradviz-epsilon.png",
            PICTURE_FILTER,
            lambda path: at_once(lambda: picture_bytes(path, sweep_svg(sweep, compared))),
        )

    def ask_where_to_export_curve(
        self, sweep: "SweepResult", compared: "SweepResult | None"
    ) -> None:
        """Write the difference over epsilon as numbers, where the user says."""
        from gradviz.reporting.sweep_csv import sweep_csv
        from gradviz.reporting.sweep_json import sweep_json

        def content(path: Path) -> Content:
            is_json = path.suffix.lower() == ".json"
            return at_once(lambda: (sweep_json if is_json else sweep_csv)(sweep, compared))

        self.ask_and_write("Export curve", "gradviz-epsilon.csv", CURVE_FILTER, content)

    def copy_report(self, result: CheckResult) -> None:
        """Put the readable report on the clipboard."""
        from gradviz.reporting.as_text import report

        self._exports.copy("The report", lambda: report(result))

    def copy(self, what: str, make: Callable[[], str]) -> None:
        """Put a text on the clipboard; what it is begins a sentence."""
        self._exports.copy(what, make)

    def cancel(self) -> bool:
        """Stop what is being written, and return whether there was anything."""
        return self._exports.cancel()

    def close(self) -> None:
        """Stop everything, so that the process can end."""
        self._reader.close()
        self._exports.close()

    def ask_and_write(
        self, title: str, name: str, kinds: str, content: Callable[[Path], Content]
    ) -> None:
        """Write something where the user says; it is made, in the worker, for the path."""
        suggested = Path(self._settings.last_folder) / name
        path = ask_save_path(self._window, title, suggested, kinds)
        if path is None:
            return
        self._settings.last_folder = path.parent
        self._exports.write(path, partial(content, path))


def _reading(path: Path, base: Experiment) -> Generator[None, None, Experiment | str]:
    """Return the experiment of an arrays file, or the sentence on why there is none."""
    from gradviz.persistence.arrays import arrays_experiment, read_arrays

    yield  # a place to stop before the file is opened
    try:
        return arrays_experiment(read_arrays(path), base)
    except (InvalidSettings, UnusableFile) as error:
        return str(error)
