"""The pages in the centre of the window, each made when it is opened for the first time."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gradviz.controllers.cell import CellController
from gradviz.controllers.experiment import ExperimentController
from gradviz.controllers.files import FilesController
from gradviz.controllers.results import ResultController
from gradviz.controllers.warm_up import WarmUp
from gradviz.network.fields import Problem
from gradviz.views.shell.actions import PAGES, VIEWS
from gradviz.views.shell.main_window import EPSILON, LINES, MAPS, ONE_D, MainWindow

if TYPE_CHECKING:
    from gradviz.controllers.lines import LinesController
    from gradviz.controllers.one_d import OneDController
    from gradviz.controllers.sweep import SweepController

# What a page shows is imported when it is wanted: the first paint waits for none of it.


class PageController(QObject):
    """Shows one page at a time.

    Signals
    -------
    failed(object)
        The `Failure` of what a page computes.
    history_changed()
        Whether there is something to undo or redo on the page that is seen may have changed.
    """

    failed = Signal(object)
    history_changed = Signal()

    def __init__(
        self,
        window: MainWindow,
        experiments: ExperimentController,
        results: ResultController,
        cells: CellController,
        files: FilesController,
    ) -> None:
        super().__init__(window)
        self._window, self._experiments = window, experiments
        self._results, self._cells, self._files = results, cells, files
        self._sweeps: SweepController | None = None
        self._one_d: OneDController | None = None
        self._lines: LinesController | None = None
        self._warm_up = WarmUp(self)
        results.result_shown.connect(self._warm_up.begin)
        window.form.problems_changed.connect(self._on_form_problems_changed)
        actions = window.actions_by_name
        for name in PAGES:
            actions[name].toggled.connect(self._on_page_toggled)
        for name, _key in VIEWS.values():
            actions[name].triggered.connect(self._on_view_triggered)
        actions["save_curve"].triggered.connect(self._on_save_triggered)
        actions["export_curve"].triggered.connect(self._on_export_triggered)
        self._enable()

    @property
    def sweeps(self) -> "SweepController | None":
        """The controller of the epsilon explorer, once that was opened."""
        return self._sweeps

    @property
    def history(self) -> "OneDController | None":
        """What undo and redo act on while the 1-D page is seen; None on the other pages."""
        is_seen = self._window.actions_by_name[ONE_D].isChecked()
        return self._one_d if is_seen else None

    def apply_typed(self) -> None:
        """Apply what is typed on a page and not applied."""
        if self._lines is not None:
            self._lines.apply_typed()

    def cancel(self) -> bool:
        """Stop what the page that is seen computes, and return whether there was anything."""
        if self._sweeps is None or not self._sweeps.is_running:
            return False
        self._sweeps.cancel()
        return True

    def close(self) -> None:
        """Stop everything, so that the process can end."""
        if self._sweeps is not None:
            self._sweeps.close()

    @Slot(bool)
    def _on_page_toggled(self, is_chosen: bool) -> None:
        if not is_chosen:
            return
        actions = self._window.actions_by_name
        name = next(each for each in PAGES if actions[each].isChecked())
        if not self._window.pages.has(name):
            self._make(name)
        self._window.show_page(name)
        if self._sweeps is not None:
            self._sweeps.set_seen(name == EPSILON)
        if self._lines is not None:
            self._lines.set_seen(name == LINES)
        self._enable()
        self.history_changed.emit()

    @Slot()
    def _on_view_triggered(self) -> None:
        self._window.actions_by_name[MAPS].setChecked(True)

    def _make(self, name: str) -> None:
        if name == EPSILON:
            self._make_explorer()
        elif name == ONE_D:
            self._make_one_d()
        elif name == LINES:
            self._make_lines()

    def _make_explorer(self) -> None:
        from gradviz.controllers.sweep import SweepController
        from gradviz.views.pages.epsilon.sweep_page import SweepPage

        page = SweepPage(self._window.look)
        self._window.pages.add(EPSILON, page, focus=page.plot.setFocus)
        self._sweeps = SweepController(page, self._experiments, self._results, self._cells)
        self._sweeps.set_invalid(bool(self._window.form.problems()))
        self._sweeps.failed.connect(self.failed)
        self._sweeps.swept.connect(self._enable)

    def _make_one_d(self) -> None:
        from gradviz.controllers.one_d import OneDController
        from gradviz.views.pages.one_dimension.one_d_page import OneDPage

        page = OneDPage(self._window.look)
        self._window.pages.add(ONE_D, page)
        self._one_d = OneDController(page)
        self._one_d.history_changed.connect(self.history_changed)

    def _make_lines(self) -> None:
        from gradviz.controllers.lines import LinesController
        from gradviz.views.pages.lines.lines_page import LinesPage

        page = LinesPage(self._window.look)
        self._window.pages.add(LINES, page, focus=page.code.setFocus)
        page.pending_changed.connect(self._window.verdict.set_pending)
        self._lines = LinesController(page, self._experiments, self._results)

    @Slot(object)
    def _on_form_problems_changed(self, problems: tuple[Problem, ...]) -> None:
        if self._sweeps is not None:
            self._sweeps.set_invalid(bool(problems))

    @Slot()
    def _enable(self) -> None:
        """Let a curve be saved where there is one."""
        has_sweep = self._sweeps is not None and self._sweeps.sweep is not None
        for name in ("save_curve", "export_curve"):
            self._window.actions_by_name[name].setEnabled(has_sweep)

    @Slot()
    def _on_save_triggered(self) -> None:
        if self._sweeps is not None and self._sweeps.sweep is not None:
            self._files.ask_where_to_save_curve(self._sweeps.sweep, self._sweeps.compared)

    @Slot()
    def _on_export_triggered(self) -> None:
        if self._sweeps is not None and self._sweeps.sweep is not None:
            self._files.ask_where_to_export_curve(self._sweeps.sweep, self._sweeps.compared)
