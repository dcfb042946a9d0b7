"""The table of worst entries."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from gradviz.checking.result import CheckResult
from gradviz.network.layout import Layout
from gradviz.presenting.worst_entries import (
    COLUMNS,
    ERROR,
    NAME,
    WHY,
    WorstEntry,
    tab_separated,
    worst_entries,
)
from gradviz.views.common.copied_table import CopiedTable
from gradviz.views.common.looks import Look
from gradviz.views.pages.maps.worst_model import WorstModel

_SAMPLE = "-1.23457e-17"  # as wide as a number gets
_SAMPLES = {NAME: "W1[100, 100]", WHY: "kink crossed"}


class WorstTable(CopiedTable[WorstEntry, int]):
    """The entries with the largest error, worst first; a click on a header sorts by it.

    Signals
    -------
    cell_chosen(object)
        The user chose a row; with its `Cell`.
    """

    cell_chosen = Signal(object)

    def __init__(self, look: Look | None = None, parent: QWidget | None = None) -> None:
        super().__init__(WorstModel(), tab_separated, parent)
        self._layout: Layout | None = None
        self.setObjectName("worst_table")
        self.setAccessibleName("Worst entries")
        self.setSortingEnabled(True)
        self.sortByColumn(ERROR, Qt.SortOrder.DescendingOrder)
        if look is not None:
            self.set_look(look)

    def set_result(self, result: CheckResult | None) -> None:
        """Show the worst entries of a check."""
        self._layout = None if result is None else result.layout
        self._model.set_rows(() if result is None else worst_entries(result))
        self._select_chosen()

    def minimumSizeHint(self) -> QSize:
        """Ask for a column and three rows: the rest scrolls."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(_SAMPLES[NAME]), 5 * metrics.lineSpacing())

    def _tell(self, key: int) -> None:
        if self._layout is not None:
            self.cell_chosen.emit(self._layout.locate(key))

    def _size_columns(self) -> None:
        metrics = self.fontMetrics()
        space = 2 * metrics.averageCharWidth()
        arrow = round(1.4 * metrics.height())  # beside the title, where a column is sorted
        for place, column in enumerate(COLUMNS):
            sample = _SAMPLES.get(place, _SAMPLE)
            title = metrics.horizontalAdvance(column.title) + arrow
            width = max(title, metrics.horizontalAdvance(sample)) + space
            self.setColumnWidth(place, width)
