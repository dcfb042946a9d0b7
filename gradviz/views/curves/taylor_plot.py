"""The remainders of the Taylor test over h: of a right gradient they fall with slope 2."""

from collections.abc import Iterator
from math import ceil, floor, log10

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gradviz.checking.taylor import TaylorTest
from gradviz.presenting.remainders import SLOPES, Remainders, remainders_of, remainders_words
from gradviz.views.common.looks import Look
from gradviz.views.curves.curve_plot import CurvePlot
from gradviz.views.curves.log_scene import THICK, LogLine, LogScene

_GUIDES = {2: ("curve.3", Qt.PenStyle.DashLine), 1: ("curve.1", Qt.PenStyle.DotLine)}
_MARKS = ("circle", "square", "triangle")  # one a direction


class TaylorPlot(CurvePlot):
    """The remainders along some random directions, with a line of slope 2 and one of slope 1."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "taylor_plot", "Taylor remainder over h", parent)

    def set_taylor(self, taylor: TaylorTest | None) -> None:
        """Show a test, or none."""
        words = "" if taylor is None else remainders_words(taylor)
        self.setAccessibleDescription(words)
        self.set_content(LogScene() if taylor is None else taylor_scene(taylor))


def taylor_scene(taylor: TaylorTest) -> LogScene:
    """Return what is shown of a Taylor remainder test."""
    shown = remainders_of(taylor)
    ends = floor(log10(shown.steps.min())), max(ceil(log10(shown.steps.max())), 0)
    return LogScene(lines=tuple(_lines(shown)), up="remainder", across="h", ends=ends)


def _lines(shown: Remainders) -> Iterator[LogLine]:
    """Yield the lines, the least important first."""
    steps, tells = shown.steps, bool(np.isfinite(shown.telling).any())
    for place, values in enumerate(shown.others):
        is_listed = place == 0 and bool(np.isfinite(shown.others).any())
        yield LogLine("noise or a kink", steps, values, "muted", mark="cross", is_listed=is_listed)
    for slope, guide in reversed(shown.guides.items()):
        role, style = _GUIDES[slope]
        yield LogLine(SLOPES[slope], steps, guide, role, 1.6, style, scales=False, is_listed=tells)
    for place, values in reversed(list(enumerate(shown.telling))):
        mark = _MARKS[place % len(_MARKS)]
        is_listed = place == 0 and tells
        yield LogLine(
            "remainder", steps, values, "window_text", THICK, mark=mark, is_listed=is_listed
        )
