"""The maps of all arrays in the order of theta, with their colour bar."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gradviz.checking.result import CheckResult
from gradviz.network.layout import PARAMETER_NAMES, Cell
from gradviz.presenting.array_numbers import ArrayNumbers, numbers_of_array
from gradviz.presenting.map_array import ShownArray
from gradviz.presenting.map_data import split_by_array
from gradviz.presenting.map_places import MapPlaces
from gradviz.presenting.map_views import MapView
from gradviz.views.common.looks import Look
from gradviz.views.maps.colour_bar import ColourBar
from gradviz.views.maps.heat_map import HeatMap, walk_on
from gradviz.views.maps.map_panel import MapPanel

_END = object()
_NO_SHAPES = ((2, 1),) * len(PARAMETER_NAMES)  # nothing is checked yet


class MapBoard(QWidget):
    """Shows every entry of a check, as maps of one view on one colour scale.

    There is one of each array: the six of the network, until something else is shown. They stand in
    one row or, where there is much height, in a row a layer.

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
        self._look: Look | None = None
        self._panels: dict[str, MapPanel] = {}
        self._bar = ColourBar()
        self._places = QGridLayout(self)
        self._places.setContentsMargins(0, 0, 0, 0)
        self._arrangement: MapPlaces | None = None
        self._make_panels(PARAMETER_NAMES)
        self._arrange()

    @property
    def view(self) -> MapView:
        """Which value the maps show."""
        return self._view

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
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
        if tuple(self._panels) != result.layout.names:
            self._make_panels(result.layout.names)
        self._arrange()
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
        found = self._current.array if self._current is not None else next(iter(self._panels))
        self._panels[found].map.setFocus()

    def minimumSizeHint(self) -> QSize:
        """Need the height of one map: in less than two need, none stands below another."""
        parts = [*self._panels.values(), self._bar]
        height = max(part.minimumSizeHint().height() for part in parts)
        return QSize(super().minimumSizeHint().width(), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the arrangement that fits."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Take the arrangement that fits when the text size changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def _make_panels(self, names: tuple[str, ...]) -> None:
        """Make the maps of other arrays, in place of those that are there."""
        for panel in self._panels.values():
            self._places.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        self._panels = {name: MapPanel(name) for name in names}
        self._arrangement = None
        for name, panel in self._panels.items():
            panel.map.set_numbers(partial(self._numbers, name))
            panel.map.cell_hovered.connect(self.cell_hovered)
            panel.map.cell_chosen.connect(self.cell_chosen)
            panel.map.walked_out.connect(self._on_map_walked_out)
            panel.map.set_current(self._current)
            if self._look is not None:
                panel.set_look(self._look)

    def _arrange(self) -> None:
        """Put the maps in their places and share the room; each setting lays out the window."""
        shapes = _NO_SHAPES
        if self._result is not None:
            layout = self._result.layout
            shapes = tuple(layout.grid(name) for name in layout.names)
        before, lines = self._arrangement, self.height() / self.fontMetrics().height()
        after = self._arrangement = MapPlaces.of(shapes, lines)
        if before is not None and before == after:
            return
        if before is None or before.places != after.places:
            for panel, (row, column, rows) in zip(self._panels.values(), after.places, strict=True):
                self._places.addWidget(panel, row, column, rows, 1)
            self._places.addWidget(self._bar, 0, len(after.widths), len(after.heights), 1)
        for column in range(len(self._panels) + 1):
            width = after.widths[column] if column < len(after.widths) else 0
            self._places.setColumnStretch(column, width)
        for row in range(max(1, len(self._panels) // 2)):
            height = after.heights[row] if row < len(after.heights) else 0
            self._places.setRowStretch(row, height)

    def _numbers(self, name: str) -> ArrayNumbers:
        assert self._result is not None
        return numbers_of_array(self._result, name, self._view)

    @Slot(object, int, int)
    def _on_map_walked_out(self, left: HeatMap, across: int, row: int) -> None:
        walk_on([panel.map for panel in self._panels.values()], left, across, row)

    @Slot()
    def _on_turns_timeout(self) -> None:
        if next(self._layers, _END) is _END:
            self._turns.stop()

    def _limit(self, result: CheckResult) -> float | None:
        """Return the error above which one entry alone exceeds the threshold, in this view."""
        if self._view is not MapView.ERROR:
            return None
        limit = result.evidence.threshold_limit
        return limit if np.isfinite(limit) and limit > 0 else None
