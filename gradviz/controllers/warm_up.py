"""Imports ahead of time, while the window rests, what is wanted when a page is opened."""

from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Slot

FIRST_MILLISECONDS = 250  # after the first check is shown: whatever else is shown comes before
NEXT_MILLISECONDS = 15  # between two modules, so that the window is never late by more than one

# From the bottom up, so that each step imports one module only.
MODULES = (
    "gradviz.checking.compare",
    "gradviz.checking.curves",
    "gradviz.checking.sweep",
    "gradviz.checking.entry_curve",
    "gradviz.presenting.sweep_words",
    "gradviz.views.curves.graph",
    "gradviz.views.curves.graph_painter",
    "gradviz.views.curves.log_scene",
    "gradviz.views.curves.log_painter",
    "gradviz.views.curves.log_plot",
    "gradviz.views.curves.sweep_plot",
    "gradviz.views.pages.epsilon.sweep_page",
    "gradviz.controllers.sweep",
    "gradviz.controllers.one_d",
    "gradviz.views.pages.lines.judged",
    "gradviz.views.pages.lines.code_view",
    "gradviz.views.pages.lines.computation_graph",
    "gradviz.views.pages.lines.graph_tabs",
    "gradviz.views.pages.lines.line_note",
    "gradviz.views.pages.lines.node_panel",
    "gradviz.views.pages.lines.lines_page",
    "gradviz.controllers.lines",
)


class WarmUp(QObject):
    """Imports one module after the other, each in a turn of its own.

    All of them together take some forty milliseconds: half of the time in which a page that is
    opened is to show its first curve.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left = list(MODULES)
        self._timer = QTimer(self)
        self._timer.setInterval(FIRST_MILLISECONDS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to import."""
        return not self._left

    @Slot()
    def begin(self) -> None:
        """Begin after a while, or go on."""
        if self._left and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        import_module(self._left.pop(0))
        self._timer.setInterval(NEXT_MILLISECONDS)
        if self.is_over:
            self._timer.stop()
