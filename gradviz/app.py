"""The composition root: the one place where all rooms meet."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import (
    QEventLoop,
    QMessageLogContext,
    QObject,
    QSettings,
    Qt,
    QTimer,
    QtMsgType,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from gradviz.checking.experiment import Experiment
from gradviz.controllers.cell import CellController
from gradviz.controllers.check import CheckController
from gradviz.controllers.coverage import CoverageController
from gradviz.controllers.dialogs import DialogController
from gradviz.controllers.errors import ErrorController
from gradviz.controllers.experiment import ExperimentController
from gradviz.controllers.files import FilesController
from gradviz.controllers.form import FormController
from gradviz.controllers.look import LookController
from gradviz.controllers.page_list import PAGES
from gradviz.controllers.pages import PageController
from gradviz.controllers.pictures import PictureController
from gradviz.controllers.results import ResultController
from gradviz.controllers.window import WindowController
from gradviz.jobs.interrupts import Interrupts
from gradviz.jobs.runner import JobRunner
from gradviz.jobs.thread import WorkerThread
from gradviz.network.fields import Problem
from gradviz.persistence.settings import Settings, passing_settings, window_settings
from gradviz.presenting.map_views import MapView
from gradviz.reporting.streams import write_or_drop
from gradviz.resources import resource_path
from gradviz.subjects.presets import preset_experiment
from gradviz.views.common.looks import fallback_fonts, looks
from gradviz.views.shell.main_window import MainWindow

PICTURE_SIZE = (1366, 768)
PICTURE_MILLISECONDS = 20_000  # after which a picture is taken of whatever there is

# A platform without windows cannot place one; and Qt takes C.UTF-8 where the locale is C.
NO_MATTER_OFFSCREEN = ("This plugin does not support ", "Detected locale ")


class Program(QObject):
    """The window with everything behind it: makes the controllers and connects them."""

    def __init__(self, app: QApplication, store: QSettings, experiment: Experiment | None) -> None:
        super().__init__()
        known_looks = looks()
        settings = Settings(store, looks=tuple(known_looks), map_views=tuple(MapView))
        self.window = MainWindow(known_looks[settings.look], PAGES)
        self.experiments = ExperimentController(experiment or preset_experiment("default"), self)
        # What is written waits for no step of what is computed, nor the other way round.
        self.computing, self.filing = (WorkerThread(n, self) for n in ("computing", "filing"))
        self.runner = JobRunner(self.computing, self)
        self.coverage_runner = JobRunner(self.computing, self)
        self.checks = CheckController(self.runner, self)
        self.cells = CellController(self)
        self.results = ResultController(self.window, self.checks, self.cells)
        self.coverage = CoverageController(
            self.window.coverage, self.experiments, self.coverage_runner
        )
        self.form = FormController(self.window.form, self.experiments)
        self.files = FilesController(self.window, settings, self.filing)
        self.looks = LookController(app, self.window, settings, known_looks)
        self.pages = PageController(
            self.window,
            PAGES,
            self.experiments,
            self.results,
            self.cells,
            self.files,
            self.computing,
        )
        self.places = WindowController(self.window, settings)
        self.dialogs = DialogController(self.window, app)
        self.pictures = PictureController(self.window, self.files)
        self.errors = ErrorController(self.window)
        self._connect_values()
        self._connect_actions()
        self._on_history_changed()

    def start(self) -> None:
        """Show the window and check the first experiment."""
        self.looks.start()
        self.places.start()
        experiment = self.experiments.experiment
        self.window.form.set_value(experiment)
        self._on_experiment_changed(experiment)
        self.window.show()
        self.window.pages.focus_page()

    def _connect_values(self) -> None:
        self.experiments.experiment_changed.connect(self._on_experiment_changed)
        self.experiments.history_changed.connect(self._on_history_changed)
        self.form.problems_changed.connect(self._on_form_problems_changed)
        self.checks.failed.connect(self.errors.show_failure)
        self.results.result_shown.connect(self.coverage.show_result)
        self.coverage.failed.connect(self.errors.show_failure)
        self.pages.failed.connect(self.errors.show_failure)
        self.pages.history_changed.connect(self._on_history_changed)
        self.files.failed.connect(self.errors.show_failure)
        self.files.experiment_read.connect(self.experiments.change)
        self.window.board.cell_hovered.connect(self.cells.hover)
        self.window.board.cell_chosen.connect(self.cells.choose)
        self.window.why.table.cell_chosen.connect(self.cells.choose)
        self.window.verdict.remedy_requested.connect(self.experiments.change)
        self.window.check_bar.check_requested.connect(self._on_check_requested)
        self.window.check_bar.cancel_requested.connect(self.checks.cancel)
        self.window.form.open_arrays_requested.connect(self._on_open_requested)
        self.window.file_dropped.connect(self._on_file_dropped)
        self.window.closed.connect(self._on_window_closed)

    def _connect_actions(self) -> None:
        actions = self.window.actions_by_name
        for name, handler in (
            ("undo", self._on_undo_triggered),
            ("redo", self._on_redo_triggered),
            ("reset", self.form.reset),
            ("clear_bugs", self.form.clear_bugs),
            ("new_seed", self.form.new_seed),
            ("find_bug", self._on_find_triggered),
            ("check", self._on_check_requested),
            ("cancel", self._on_cancel_triggered),
            ("open_arrays", self._on_open_requested),
            ("save_picture", self._on_save_triggered),
            ("export_json", self._on_export_triggered),
            ("copy_report", self._on_copy_triggered),
        ):
            actions[name].triggered.connect(handler)

    @Slot(object)
    def _on_experiment_changed(self, experiment: Experiment) -> None:
        self.results.show_experiment(experiment)
        self.checks.follow(experiment)

    @Slot()
    def _on_history_changed(self) -> None:
        actions = self.window.actions_by_name
        history = self.pages.history or self.experiments
        typed = self.pages.history is None and bool(self.window.form.problems())
        actions["undo"].setEnabled(history.can_undo or typed)
        actions["redo"].setEnabled(history.can_redo)

    @Slot()
    def _on_undo_triggered(self) -> None:
        (self.pages.history or self.form).undo()

    @Slot()
    def _on_redo_triggered(self) -> None:
        (self.pages.history or self.experiments).redo()

    @Slot(object)
    def _on_form_problems_changed(self, problems: tuple[Problem, ...]) -> None:
        self.window.actions_by_name["check"].setEnabled(not problems)
        self.results.show_problems(problems)
        self._on_history_changed()
        if problems:
            self.checks.forget()
        else:
            self.checks.follow(self.experiments.experiment)

    @Slot()
    def _on_check_requested(self) -> None:
        self.pages.apply_typed()
        self.checks.check(self.experiments.experiment)

    @Slot()
    def _on_find_triggered(self) -> None:
        self.window.actions_by_name["show_form"].setChecked(True)  # no key reaches a folded panel
        self.window.form.focus_search()

    @Slot()
    def _on_cancel_triggered(self) -> None:
        if self.checks.is_running:
            self.checks.cancel()
        elif not (self.files.cancel() or self.pages.cancel()):
            self.looks.leave_presenter()

    @Slot()
    def _on_open_requested(self) -> None:
        self.files.ask_for_arrays(self.experiments.experiment)

    @Slot(str)
    def _on_file_dropped(self, path: str) -> None:
        self.files.read_arrays(Path(path), self.experiments.experiment)

    @Slot()
    def _on_save_triggered(self) -> None:
        if self.results.result is not None:
            self.files.ask_where_to_save_picture(self.results.result)

    @Slot()
    def _on_export_triggered(self) -> None:
        if self.results.result is not None:
            self.files.ask_where_to_export(self.results.result)

    @Slot()
    def _on_copy_triggered(self) -> None:
        if self.results.result is not None:
            self.files.copy_report(self.results.result)

    @Slot()
    def _on_window_closed(self) -> None:
        self.places.keep()
        self.runner.close()
        self.files.close()
        self.coverage_runner.close()
        self.pages.close()
        for thread in (self.computing, self.filing):
            thread.close()


def run_window(experiment: Experiment | None = None) -> int:
    """Show the window until it is closed, and return the exit status."""
    app = make_application()
    program = Program(app, window_settings(), experiment)
    program.errors.install()
    interrupts = Interrupts(program.window.close)
    program.start()
    status = app.exec()
    interrupts.remove()
    program.errors.remove()
    return status


def draw_offscreen(path: Path, experiment: Experiment | None = None) -> None:
    """Draw the checked window to a picture; needs no display, and leaves nothing else behind.

    Raises
    ------
    OSError
        If the picture cannot be written.
    """
    before = qInstallMessageHandler(_on_offscreen_message)
    app = make_application(["gradviz", "-platform", "offscreen"])
    with TemporaryDirectory(prefix="gradviz-") as folder:
        store = passing_settings(Path(folder))
        program = Program(app, store, experiment)
        waiting = QEventLoop()
        program.results.result_shown.connect(waiting.quit, Qt.ConnectionType.QueuedConnection)
        QTimer.singleShot(PICTURE_MILLISECONDS, waiting.quit)
        program.start()
        program.window.resize(*PICTURE_SIZE)
        waiting.exec()
        app.processEvents()
        written = program.window.grab().save(str(path))
        program.window.close()
        store.sync()  # else it is written when the folder is gone, which makes that anew
    qInstallMessageHandler(before)
    if not written:
        raise OSError(f"{path} cannot be written.")


def _on_offscreen_message(_kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
    """Pass a message of Qt on, but none of what a picture can do without."""
    if not message.startswith(NO_MATTER_OFFSCREEN):
        write_or_drop(sys.stderr, f"{message}\n")


def make_application(arguments: list[str] | None = None) -> QApplication:
    """Return the application, with a name, an icon and a font."""
    app = QApplication(arguments or sys.argv[:1])
    app.setApplicationName("GradViz")
    app.setDesktopFileName("gradviz")
    app.setWindowIcon(QIcon(str(resource_path("icons", "gradviz.svg"))))
    fallback_fonts(app)
    return app
