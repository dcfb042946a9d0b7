"""The verdict strip: on top of the window, always there."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QWidget

from gradviz.analysis.check import Progress
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.presenting.verdict_words import (
    Words,
    difference_words,
    exact_difference_words,
    pending_words,
    problem_words,
    progress_words,
    result_words,
    source_words,
    stale_words,
)
from gradviz.views.common.elided_label import ElidedLabel
from gradviz.views.common.looks import Look
from gradviz.views.common.steady import Steady
from gradviz.views.verdict.difference_label import DifferenceLabel
from gradviz.views.verdict.gauge import DifferenceGauge
from gradviz.views.verdict.numerics_row import NumericsRow
from gradviz.views.verdict.remedy_button import RemedyButton
from gradviz.views.verdict.verdict_label import VerdictLabel

_NOTHING_YET = Words("partial", "○", "Not checked", "press F5.")
# Characters. In less room the gauge goes below the verdict, and in still less below all of it.
_SIDE_BY_SIDE = 130


@dataclass(frozen=True)
class _Arrangement:
    """Row, column, rows and columns of each part, in the order in which they are made."""

    places: tuple[tuple[int, int, int, int], ...]
    stretches: tuple[int, int, int]


_FILLED = Qt.AlignmentFlag(0)
_ALIGNMENT = {"remedy_button": Qt.AlignmentFlag.AlignRight}

# The verdict, the difference, what explains it, the source, the remedy and the gauge.
_BESIDE = _Arrangement(
    ((0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 2), (2, 0, 1, 2), (2, 2, 1, 1), (0, 2, 1, 1)),
    (0, 1, 1),
)
_BELOW = _Arrangement(
    ((0, 0, 1, 2), (1, 0, 1, 1), (3, 0, 1, 1), (2, 0, 1, 1), (3, 1, 1, 1), (1, 1, 2, 1)),
    (0, 1, 0),
)
_STACKED = _Arrangement(
    ((0, 0, 1, 2), (1, 0, 1, 2), (3, 0, 1, 1), (2, 0, 1, 1), (3, 1, 1, 1), (2, 1, 1, 1)),
    (1, 1, 0),
)


class VerdictStrip(QFrame):
    """The verdict in words, sign and colour, the difference, what explains it, and the remedy.

    The difference that is shown, in words and on the gauge, is the one that was tested.

    Signals
    -------
    remedy_requested(object)
        The `Experiment` with which an inconclusive check becomes decidable.
    """

    remedy_requested = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._last: CheckResult | None = None
        self._experiment: Experiment | None = None
        self._pending: dict[str, bool] = {}
        self.setObjectName("verdict_strip")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._verdict = VerdictLabel(look, _NOTHING_YET)
        self._difference = DifferenceLabel(look)
        self._gauge = DifferenceGauge(look)
        self._source = ElidedLabel()
        self._source.setObjectName("source_label")
        self._source.setAccessibleName("What is checked")
        self._numerics = NumericsRow()
        self._remedy = RemedyButton()
        self._remedy.clicked.connect(self._on_remedy_clicked)
        self._places = (
            Steady(self._verdict),
            Steady(self._difference),
            self._numerics,
            self._source,
            self._remedy,
            self._gauge,
        )
        self._arrangement: _Arrangement | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._arrange()
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        """Take other colours; on a projector the verdict is huge."""
        self._look = look
        self._verdict.set_look(look)
        self._gauge.set_look(look)
        self._difference.set_look(look)
        self._numerics.set_look(look)
        self._show_source()

    def set_experiment(self, experiment: Experiment) -> None:
        """Say what is, or will be, checked: the bugs in force, or where gradients come from."""
        self._experiment = experiment
        self._show_source()

    def set_pending(self, lines: Mapping[str, bool]) -> None:
        """Say which lines are typed over and not applied: the verdict is not theirs."""
        self._pending = dict(lines)
        self._show_source()

    def set_result(self, result: CheckResult) -> None:
        """Say the verdict of a check, or that it was stopped."""
        self._last = result
        self.set_experiment(result.experiment)
        self._verdict.set_words(result_words(result))
        self._show_difference(difference_words(result), is_old=False)
        self._numerics.set_result(result)
        self._remedy.set_remedy(result.remedy)
        self._place_numerics()

    def set_progress(self, progress: Progress) -> None:
        """Say how far a check is; there is no difference until it ends."""
        self._verdict.set_words(progress_words(progress))
        self._show_last()

    def set_stale(self, reason: str) -> None:
        """Say that the settings were not checked, for a reason that is a clause of a sentence."""
        self._verdict.set_words(stale_words(reason))
        self._show_last()

    def set_problem(self, sentence: str) -> None:
        """Say that the settings cannot be checked, and why."""
        self._verdict.set_words(problem_words(sentence), is_invalid=True)
        self._show_last()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the gauge beside the verdict or below it."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text or another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()
            self._place_numerics()

    def _show_source(self) -> None:
        source = "" if self._experiment is None else source_words(self._experiment)
        pending = pending_words(self._pending)
        self._source.setText(" · ".join(filter(None, (pending, source))))
        role = "inconclusive.mark" if pending else "muted"
        self._source.setPalette(self._look.text_palette(role))

    def _show_last(self) -> None:
        """Show the difference of the last check as what it is: old."""
        self._numerics.set_result(None)
        self._remedy.set_remedy(None)
        self._place_numerics()
        if self._last is None:
            self._show_difference("no difference yet", is_old=True)
        else:
            self._show_difference(f"last check: {difference_words(self._last)}", is_old=True)

    def _show_difference(self, text: str, is_old: bool) -> None:
        result = self._last
        details = exact_difference_words(result) if result is not None else text
        self._difference.set_difference(text, details, is_old)
        if result is None:
            self._gauge.set_values(None, None, is_old)
        else:
            difference = result.difference if result.done else None
            threshold = result.experiment.check.threshold
            floor = None if is_old else result.noise_floor
            self._gauge.set_values(difference, threshold, is_old, floor)

    def _on_remedy_clicked(self) -> None:
        if self._last is not None and self._last.remedy is not None:
            self.remedy_requested.emit(self._last.remedy.experiment)

    def _arrange(self) -> None:
        arrangement = self._fitting()
        if arrangement is self._arrangement:
            return
        self._arrangement = arrangement
        for part, place in zip(self._places, arrangement.places, strict=True):
            self._grid.removeWidget(part)
            self._grid.addWidget(part, *place, _ALIGNMENT.get(part.objectName(), _FILLED))
        for column, stretch in enumerate(arrangement.stretches):
            self._grid.setColumnStretch(column, stretch)
        self._place_numerics()

    def _place_numerics(self) -> None:
        """Let what explains the difference have all of its row but the place of the remedy."""
        assert self._arrangement is not None
        row, column, rows, columns = self._arrangement.places[2]
        is_alone = self._remedy.isHidden() and self._arrangement is _STACKED
        is_shared = self._arrangement is _BELOW or is_alone
        self._grid.removeWidget(self._numerics)
        self._grid.addWidget(self._numerics, row, column, rows, columns + is_shared)
        taken = 0
        if is_shared and not self._remedy.isHidden():
            metrics = self.fontMetrics()
            taken = metrics.horizontalAdvance(self._remedy.text()) + 2 * metrics.height()
        self._numerics.setContentsMargins(0, 0, taken, 0)
        self._remedy.raise_()

    def _fitting(self) -> _Arrangement:
        if self.width() >= _SIDE_BY_SIDE * self.fontMetrics().averageCharWidth():
            return _BESIDE
        least = self._difference.usual_width() + self._gauge.minimumSizeHint().width()
        return _BELOW if least <= self.width() else _STACKED
