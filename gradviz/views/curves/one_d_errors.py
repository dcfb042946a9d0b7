"""The error of gradapprox of one parameter over epsilon."""

from math import ceil, floor, log10

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from gradviz.checking.one_d import OneDCheck, OneDErrors
from gradviz.network.numbers import SHORT, number
from gradviz.views.common.keys import KeyRow
from gradviz.views.common.looks import Look
from gradviz.views.curves.curve_plot import CurvePlot
from gradviz.views.curves.log_plot import LogPlot
from gradviz.views.curves.log_scene import THICK, LogLine, LogScene

ERROR, PRESENT = "curve.2", "accent"  # roles of a look
_CAUSE = 1.6  # width of the lines that explain the error
_EDGE = 0.4  # decades of room at the left and right, so that the line can be taken there
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -6,
    Qt.Key.Key_PageUp: 6,
}


class OneDErrorPlot(LogPlot):
    """|grad - gradapprox| over epsilon, with what explains it.

    Signals
    -------
    epsilon_stepped(int)
        The user wants epsilon larger or smaller by so many steps of a sixth of a decade.
    epsilon_moved(str), released()
        As of every `LogPlot`.
    """

    epsilon_stepped = Signal(int)

    KEYS: tuple[KeyRow, ...] = (
        ("A smaller or larger epsilon", (Qt.Key.Key_Left, Qt.Key.Key_Right)),
        ("A larger or smaller epsilon", (Qt.Key.Key_Up, Qt.Key.Key_Down)),
        ("Ten times larger or smaller", (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)),
        *CurvePlot.KEYS,
    )

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        self._check: OneDCheck | None = None
        super().__init__(look, "one_d_errors", "Error of gradapprox over epsilon", parent)

    def set_check(self, check: OneDCheck, errors: OneDErrors) -> None:
        """Show the errors of a check at many epsilons, and its own."""
        self._check = check
        self.set_content(errors_scene(check, errors))
        self.set_epsilon(check.epsilon)
        self.set_point(check.epsilon, check.numerator)

    def sizeHint(self) -> QSize:
        """Ask for room to see the curve below that of J."""
        em = self.fontMetrics().height()
        return QSize(36 * em, 13 * em)

    def minimumSizeHint(self) -> QSize:
        """Need room for the ticks and a little of the curve: the page scrolls."""
        em = self.fontMetrics().height()
        return QSize(12 * em, round(6.5 * em))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move epsilon, or zoom."""
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is None:
            CurvePlot.keyPressEvent(self, event)
        else:
            self.epsilon_stepped.emit(steps)

    def _describe(self) -> None:
        check = self._check
        if check is not None:
            self.setAccessibleDescription(
                f"epsilon = {number(check.epsilon)}: error {number(check.numerator)}, of which "
                f"rounding explains {number(check.rounding, SHORT)} and truncation "
                f"{number(check.truncation, SHORT)}. Left and right move epsilon, Page Up and "
                "Page Down by a decade."
            )


def errors_scene(check: OneDCheck, errors: OneDErrors) -> LogScene:
    """Return what is shown of a check; all of the present epsilon is in it."""
    falling = slice(None, None, -1)
    epsilons, kinks = errors.epsilons[falling], errors.epsilons[errors.crosses_kink]
    causes = (
        ("truncation ~ ε²", errors.truncation, Qt.PenStyle.DashDotLine),
        ("rounding ~ 1/ε", errors.rounding, Qt.PenStyle.DotLine),
    )
    lines = [
        LogLine(name, epsilons, values[falling], "muted", _CAUSE, style, scales=False)
        for name, values, style in causes
        if np.isfinite(values).any()
    ]
    lines.append(LogLine("|grad − gradapprox|", epsilons, errors.errors[falling], ERROR, THICK))
    exponents, present = np.log10(epsilons), log10(check.epsilon)
    low = min(float(exponents.min()), floor(present)) - _EDGE
    high = max(float(exponents.max()), ceil(present)) + _EDGE
    return LogScene(tuple(lines), kinks=tuple(kinks.tolist()), up="error", ends=(low, high))
