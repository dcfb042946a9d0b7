"""How far a map is zoomed in, and where."""

import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, QSignalBlocker, Signal, Slot

from gradviz.network.layout import Grid
from gradviz.presenting.cell_grid import CellGrid

_SAME = 1e-6  # cells: a range that differs by less is the whole map again

Area = tuple[float, float]


class MapZoom(QObject):
    """The part of a map that its widget shows, in units of cells.

    Signals
    -------
    moved()
        Another part is shown.
    zoomed(bool)
        The map is no longer shown whole, or is whole again.
    """

    moved = Signal()
    zoomed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # It holds the zoom and no items: six scenes of items take as long as what they paint.
        self.box = pg.ViewBox(enableMenu=False, invertY=True, enableMouse=False)
        self.box.disableAutoRange()
        self.box.sigRangeChanged.connect(self._on_box_range_changed)
        self._whole = (0.0, 0.0, 1.0, 1.0)
        self._is_zoomed = False

    @property
    def is_zoomed(self) -> bool:
        """Whether only a part of the map is shown."""
        return self._is_zoomed

    def show_whole(self, grid: CellGrid, area: Area, is_readable: bool) -> None:
        """Show a map whole; it can be zoomed unless its cells can be read as they are."""
        self._whole = left, top, right, bottom = grid.view_range(area)
        self.box.setLimits(xMin=left, xMax=right, yMin=top, yMax=bottom)
        self.box.setRange(xRange=(left, right), yRange=(top, bottom), padding=0, update=True)
        self.box.setMouseEnabled(x=not is_readable, y=not is_readable)
        self._tell_zoom()

    def show_whole_quietly(self, grid: CellGrid, area: Area, is_readable: bool) -> None:
        """Do the same for a map that is about to be coloured: `moved` is not emitted."""
        with QSignalBlocker(self.box):
            self.show_whole(grid, area, is_readable)

    def grid(self, shape: Grid, area: Area) -> CellGrid:
        """Return where the cells of a map of this shape are in the widget."""
        return CellGrid.in_view(*shape, area, self.box.viewRange())

    def cell_at(self, scene: QPointF) -> tuple[int, int]:
        """Return the row and the column at a place of the scene; there may be no such cell."""
        point = self.box.mapSceneToView(scene)
        return int(point.y() // 1), int(point.x() // 1)

    def reveal(self, row: int, column: int) -> None:
        """Move a map that is zoomed in until a cell is seen whole."""
        if not self._is_zoomed:
            return
        (left, right), (top, bottom) = self.box.viewRange()
        across = _shift(column, left, right)
        down = _shift(row, top, bottom)
        if across or down:
            self.box.setRange(
                xRange=(left + across, right + across),
                yRange=(top + down, bottom + down),
                padding=0,
            )

    @Slot()
    def _on_box_range_changed(self) -> None:
        self._tell_zoom()
        self.moved.emit()

    def _tell_zoom(self) -> None:
        (left, right), (top, bottom) = self.box.viewRange()
        shown = left, top, right, bottom
        off = (abs(one - other) for one, other in zip(shown, self._whole, strict=True))
        is_zoomed = max(off) > _SAME * max(1.0, *map(abs, self._whole))
        if is_zoomed is not self._is_zoomed:
            self._is_zoomed = is_zoomed
            self.zoomed.emit(is_zoomed)


def _shift(place: int, first: float, last: float) -> float:
    """Return by how much a range has to move to hold a cell, with some room before numbers."""
    margin = min(1.0, max(0.0, (last - first - 1) / 2))
    if place < first + margin:
        return place - first - margin
    return max(0.0, place + 1 + margin - last)
