"""One parameter over epsilon: its |grad - gradapprox|, with what explains it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gradviz.checking.curves import EntryCurve
from gradviz.views.common.looks import Look
from gradviz.views.curves.log_plot import LogPlot
from gradviz.views.curves.log_scene import THICK, LogLine, LogScene, best_point, opinion_line

ERROR = "|grad − gradapprox|"


class EntryPlot(LogPlot):
    """The error of one entry of gradapprox over epsilon, with the errors to expect of it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "entry_plot", "Error of the current cell over epsilon", parent)

    def set_curve(self, curve: EntryCurve | None) -> None:
        """Show the curve of a parameter, or none."""
        self.set_content(LogScene(up="error") if curve is None else entry_scene(curve))


def entry_scene(curve: EntryCurve) -> LogScene:
    """Return what is shown of a parameter."""
    lines = (
        *opinion_line(curve.epsilons, curve.opinion_error),
        LogLine(
            "truncation",
            curve.epsilons,
            curve.truncation,
            "muted",
            1.6,
            Qt.PenStyle.DashDotLine,
            scales=False,
        ),
        LogLine(
            "rounding",
            curve.epsilons,
            curve.rounding,
            "muted",
            1.6,
            Qt.PenStyle.DotLine,
            scales=False,
        ),
        LogLine(ERROR, curve.epsilons, curve.errors, "window_text", THICK),
    )
    best = best_point(curve.epsilons, curve.errors, curve.rounding + curve.truncation)
    return LogScene(lines=lines, best=best, up="error")
