"""The page of the epsilon explorer, and the files of its curves."""

from PySide6.QtCore import QObject, Slot

from gradviz.controllers.files import FilesController
from gradviz.controllers.page import Page, Surroundings
from gradviz.controllers.sweep import SweepController
from gradviz.network.fields import Problem
from gradviz.views.pages.epsilon.sweep_page import SweepPage
from gradviz.views.shell.main_window import MainWindow


class ExplorerController(QObject):
    """Lets the curves be saved where there are some, and says when what is typed is not theirs."""

    def __init__(self, window: MainWindow, sweeps: SweepController, files: FilesController) -> None:
        super().__init__(sweeps)
        self._sweeps, self._files = sweeps, files
        actions = window.actions_by_name
        self._actions = actions["save_curve"], actions["export_curve"]
        self._actions[0].triggered.connect(self._on_save_triggered)
        self._actions[1].triggered.connect(self._on_export_triggered)
        window.form.problems_changed.connect(self._on_form_problems_changed)
        sweeps.swept.connect(self._on_sweeps_swept)
        self._on_form_problems_changed(window.form.problems())

    @Slot(object)
    def _on_form_problems_changed(self, problems: tuple[Problem, ...]) -> None:
        self._sweeps.set_invalid(bool(problems))

    @Slot()
    def _on_sweeps_swept(self) -> None:
        for action in self._actions:
            action.setEnabled(self._sweeps.sweep is not None)

    @Slot()
    def _on_save_triggered(self) -> None:
        if self._sweeps.sweep is not None:
            self._files.ask_where_to_save_curve(self._sweeps.sweep, self._sweeps.compared)

    @Slot()
    def _on_export_triggered(self) -> None:
        if self._sweeps.sweep is not None:
            self._files.ask_where_to_export_curve(self._sweeps.sweep, self._sweeps.compared)


def open_page(around: Surroundings) -> Page:
    """Make the page of the epsilon explorer."""
    page = SweepPage(around.window.look)
    sweeps = SweepController(
        page, around.experiments, around.results, around.cells, around.computing
    )
    sweeps.failed.connect(around.failed)
    ExplorerController(around.window, sweeps, around.files)
    return Page(
        page,
        sweeps,
        focus=page.plot.setFocus,
        set_seen=sweeps.set_seen,
        cancel=sweeps.cancel,
        close=sweeps.close,
    )
