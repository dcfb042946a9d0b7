"""The page of the lines follows the experiment and its checks, and edits the experiment."""

from PySide6.QtCore import QObject, Slot

from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.controllers.experiment import ExperimentController
from gradviz.controllers.page import Page, Surroundings
from gradviz.controllers.results import ResultController
from gradviz.views.pages.lines.lines_page import LinesPage


def open_page(around: Surroundings) -> Page:
    """Make the page of the lines."""
    page = LinesPage(around.window.look)
    page.pending_changed.connect(around.window.verdict.set_pending)
    lines = LinesController(page, around.experiments, around.results)
    return Page(
        page,
        lines,
        focus=page.code.setFocus,
        set_seen=lines.set_seen,
        apply_typed=lines.apply_typed,
    )


class LinesController(QObject):
    """Hands experiments and results to the page while it is seen."""

    def __init__(
        self, page: LinesPage, experiments: ExperimentController, results: ResultController
    ) -> None:
        super().__init__(page)
        self._page, self._experiments, self._results = page, experiments, results
        self._is_seen = False
        page.experiment_changed.connect(experiments.change)
        experiments.experiment_changed.connect(self._on_experiment_changed)
        results.result_shown.connect(self._on_result_shown)

    def apply_typed(self) -> None:
        """Apply what is typed over lines, whether or not the page is seen."""
        self._page.apply_typed()

    def set_seen(self, is_seen: bool) -> None:
        """Begin to follow, or leave the page as it is: nobody sees it."""
        if is_seen and not self._is_seen:
            self._page.show_check(self._experiments.experiment, self._results.result)
        self._is_seen = is_seen

    @Slot(object)
    def _on_experiment_changed(self, experiment: Experiment) -> None:
        if self._is_seen or self._page.code.pending:  # what is typed is held against it
            self._page.set_experiment(experiment)

    @Slot(object)
    def _on_result_shown(self, result: CheckResult) -> None:
        if self._is_seen:
            self._page.set_result(result)
