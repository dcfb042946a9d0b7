"""The pages in the centre of the window, each made when it is opened for the first time."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from gradviz.controllers.cell import CellController
from gradviz.controllers.experiment import ExperimentController
from gradviz.controllers.files import FilesController
from gradviz.controllers.history import HistoryController
from gradviz.controllers.page import Page, PageSpec, Surroundings
from gradviz.controllers.results import ResultController
from gradviz.controllers.warm_up import WarmUp
from gradviz.jobs.thread import WorkerThread
from gradviz.views.shell.actions import VIEWS
from gradviz.views.shell.main_window import MainWindow

C = TypeVar("C")


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
        specs: Sequence[PageSpec],
        experiments: ExperimentController,
        results: ResultController,
        cells: CellController,
        files: FilesController,
        computing: WorkerThread,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._around = Surroundings(
            window, experiments, results, cells, files, computing, self.failed
        )
        self._specs = {spec.name: spec for spec in specs}
        self._opened: dict[str, Page] = {}
        self._warm_up = WarmUp([module for spec in specs for module in spec.modules], self)
        results.result_shown.connect(self._warm_up.begin)
        for name in self._specs:
            window.actions_by_name[name].toggled.connect(self._on_page_toggled)
        for name, _key in VIEWS.values():
            window.actions_by_name[name].triggered.connect(self._on_view_triggered)

    def controller(self, kind: type[C]) -> C | None:
        """Return what is behind a page, by its kind; None if the page was not opened yet."""
        found = (page.controller for page in self._opened.values())
        return next((each for each in found if isinstance(each, kind)), None)

    @property
    def history(self) -> HistoryController[object] | None:
        """What undo and redo act on while the page that is seen has values of its own."""
        seen = self._opened.get(self._window.pages.name)
        return None if seen is None else seen.history

    def apply_typed(self) -> None:
        """Apply what is typed on a page and not applied."""
        for page in self._opened.values():
            page.apply_typed()

    def cancel(self) -> bool:
        """Stop what the pages compute, and return whether there was anything."""
        stopped = [page.cancel() for page in self._opened.values()]
        return any(stopped)

    def close(self) -> None:
        """Stop everything, so that the process can end."""
        for page in self._opened.values():
            page.close()

    @Slot(bool)
    def _on_page_toggled(self, is_chosen: bool) -> None:
        if not is_chosen:
            return
        actions = self._window.actions_by_name
        spec = next(each for each in self._specs.values() if actions[each.name].isChecked())
        if not self._window.pages.has(spec.name):
            self._open(spec)
        self._window.show_page(spec)
        for name, page in self._opened.items():
            page.set_seen(name == spec.name)
        self.history_changed.emit()

    def _open(self, spec: PageSpec) -> None:
        page = self._opened[spec.name] = spec.open(self._around)
        self._window.add_page(spec.name, page.widget, page.focus, page.form, page.verdict)
        if page.history is not None:
            page.history.history_changed.connect(self.history_changed)

    @Slot()
    def _on_view_triggered(self) -> None:
        """Show the page that has views."""
        name = next(each.name for each in self._specs.values() if each.has_views)
        self._window.actions_by_name[name].setChecked(True)
