"""A page: what tabs and menus show of it, what opens it, and what it is once it is open."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from gradviz.controllers.cell import CellController
from gradviz.controllers.experiment import ExperimentController
from gradviz.controllers.files import FilesController
from gradviz.controllers.history import HistoryController
from gradviz.controllers.results import ResultController
from gradviz.jobs.thread import WorkerThread
from gradviz.views.shell.main_window import MainWindow
from gradviz.views.shell.tab import Tab


@dataclass(frozen=True)
class Surroundings:
    """What a page may need of the rest of the program.

    Attributes
    ----------
    window, experiments, results, cells, files
        As they are.
    computing
        Where what takes long is computed.
    failed
        Takes the `Failure` of what a page computes.
    """

    window: MainWindow
    experiments: ExperimentController
    results: ResultController
    cells: CellController
    files: FilesController
    computing: WorkerThread
    failed: SignalInstance


@dataclass(frozen=True, eq=False)
class Page:
    """A page that was opened.

    Attributes
    ----------
    widget
        What is seen.
    controller
        What is behind it; it ends with the widget.
    focus
        Lets the keys go to a part of it; None for the widget itself.
    form, verdict
        What stands in place of the form and the verdict of the window while it is seen; None
        leaves those.
    history
        What undo and redo act on while it is seen; None for the experiment.
    set_seen
        Told True when it is entered, and False when it is left.
    apply_typed
        Applies what is typed on it and not applied.
    cancel
        Stops what it computes, and returns whether there was anything.
    close
        Stops everything, so that the process can end.
    """

    widget: QWidget
    controller: object
    focus: Callable[[], None] | None = None
    form: QWidget | None = None
    verdict: QWidget | None = None
    history: HistoryController[Any] | None = None
    set_seen: Callable[[bool], object] = lambda _is_seen: None
    apply_typed: Callable[[], object] = lambda: None
    cancel: Callable[[], bool] = lambda: False
    close: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class PageSpec(Tab):
    """A page that can be opened.

    Attributes
    ----------
    modules
        What it imports, from the bottom up. The last one has ``open_page``, which takes the
        `Surroundings` and returns the `Page`. They are imported while the window rests, or at
        the latest when it is opened: the first paint waits for none of them. None for a page
        that the window begins with.
    """

    modules: tuple[str, ...] = ()

    def open(self, around: Surroundings) -> Page:
        """Make the page."""
        made = import_module(self.modules[-1]).open_page(around)
        assert isinstance(made, Page)
        return made
