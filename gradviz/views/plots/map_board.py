"""The six maps in the order of the network, with their colour bar."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gradviz.checking.result import CheckResult
from gradviz.network.layout import PARAMETER_NAMES, Cell
from gradviz.reporting.map_views import MapView
from gradviz.views.looks import Look
from gradviz.views.plots.colour_bar import ColourBar
from gradviz.views.plots.heat_map import HeatMap, walk_on
from gradviz.views.plots.map_array import ShownArray
from gradviz.views.plots.map_data import split_by_array
from gradviz.views.plots.map_panel import MapPanel

MOST_COLUMNS = 8  # an array with more columns than this gets no wider
MOST_ROWS = 16  # ... and a layer with more rows no higher, where the layers share the height
HIGH_EMS = 44  # lines of text that take the height in which layers stand one below the other
_END = object()


class MapBoard(QWidget):
    """Shows every entry of a check, as six maps of one view on one colour scale.

    They stand in one row; where there is much height, in a row a layer: with one row, an array of
    few rows would leave most of it empty, and one of many columns have narrow cells.

    Signals
    -------
    cell_hovered(object)
        The `Cell` under the pointer, or None.
    cell_chosen(object)
        The `Cell` that was clicked or reached with an arrow key.
    """

    cell_hovered = Signal(object)
    cell_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: CheckResult | None = None
        self._view = MapView.ERROR
        self._current: Cell | None = None
        self._layers: Iterator[None] = iter(())
        self._turns = QTimer(self)
        self._turns.setInterval(0)  # after what the layer before has left to be painted
        self._turns.timeout.connect(self._on_turns_timeout)
        self._panels = {name: MapPanel(name) for name in PARAMETER_NAMES}
        self._bar = ColourBar()
        self._places = QGridLayout(self)
        self._places.setContentsMargins(0, 0, 0, 0)
        self._is_high = False
        self._arrange()
        for panel in self._panels.values():
            panel.map.cell_hovered.connect(self.cell_hovered)
            panel.map.cell_chosen.connect(self.cell_chosen)
            panel.map.walked_out.connect(self._on_map_walked_out)

    @property
    def view(self) -> MapView:
        """Which value the maps show."""
        return self._view

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        for panel in self._panels.values():
            panel.set_look(look)
        self._bar.set_look(look)

    def set_view(self, view: MapView) -> None:
        """Show another value of every entry, layer by layer as well."""
        self._view = view
        self._bar.set_view(view)
        if self._result is not None:
            self._layers = self.showing(self._result)
            self._turns.start()
            self._on_turns_timeout()

    def set_result(self, result: CheckResult) -> None:
        """Show a check, whole or as far as it came."""
        for _ in self.showing(result):
            pass

    def showing(self, result: CheckResult) -> Iterator[None]:
        """Show a check layer by layer: each step is the two maps of one.

        The rest is left out if another check or another view is shown before the last step.
        """
        self._result, view = result, self._view
        self._make_room(result)
        self._bar.set_limit(self._limit(result))
        parts = split_by_array(result, view)
        for place, (array, data) in enumerate(zip(result.arrays, parts, strict=True)):
            panel = self._panels[array.name]
            panel.set_array(ShownArray.of(result, array, data))
            panel.map.set_data(data)
            if place % 2:
                yield
                if self._result is not result or self._view is not view:
                    return

    def set_stale(self, stale: bool) -> None:
        """Fade the maps while they are not the answer to what is set."""
        for panel in self._panels.values():
            panel.map.set_faded(stale)

    def set_current(self, cell: Cell | None) -> None:
        """Outline the current cell."""
        self._current = cell
        for panel in self._panels.values():
            panel.map.set_current(cell)

    def focus_current(self) -> None:
        """Let the keys go to the map of the current cell."""
        found = self._current.array if self._current is not None else PARAMETER_NAMES[0]
        self._panels[found].map.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the arrangement that fits."""
        super().resizeEvent(event)
        is_high = event.size().height() >= HIGH_EMS * self.fontMetrics().height()
        if is_high is not self._is_high:
            self._is_high = is_high
            self._arrange()

    def _arrange(self) -> None:
        """Put the maps in their places: those of a layer are next to one another."""
        for place, panel in enumerate(self._panels.values()):
            self._places.addWidget(panel, *(divmod(place, 2) if self._is_high else (0, place)))
        if self._is_high:
            self._places.addWidget(self._bar, 0, 2, len(self._panels) // 2, 1)
        else:
            self._places.addWidget(self._bar, 0, len(self._panels))
        if self._result is not None:
            self._make_room(self._result)

    @Slot(object, int, int)
    def _on_map_walked_out(self, left: HeatMap, across: int, row: int) -> None:
        walk_on([panel.map for panel in self._panels.values()], left, across, row)

    @Slot()
    def _on_turns_timeout(self) -> None:
        if next(self._layers, _END) is _END:
            self._turns.stop()

    def _make_room(self, result: CheckResult) -> None:
        """Give each map a width for its columns, and each row of maps a height for its rows."""
        shapes = result.layout.shapes
        widths = [2 + 2 * min(columns, MOST_COLUMNS) for _, columns in shapes]
        heights = [0] * (len(shapes) // 2)
        if self._is_high:
            widths = [max(widths[0::2]), max(widths[1::2]), *[0] * (len(shapes) - 2)]
            heights = [2 + min(rows, MOST_ROWS) for rows, _ in shapes[0::2]]
        places = self._places  # each setting lays out the whole window
        for column, width in enumerate(widths):
            if places.columnStretch(column) != width:
                places.setColumnStretch(column, width)
        for row, height in enumerate(heights):
            if places.rowStretch(row) != height:
                places.setRowStretch(row, height)

    def _limit(self, result: CheckResult) -> float | None:
        """Return the error above which one entry alone exceeds the threshold, in this view."""
        if self._view is not MapView.ERROR:
            return None
        limit = result.threshold_limit
        return limit if np.isfinite(limit) and limit > 0 else None
