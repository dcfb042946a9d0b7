"""The map of one array."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gradviz.network.layout import Shape
from gradviz.reporting.colour_scale import Rgb, SpecialColours
from gradviz.views.looks import Look
from gradviz.views.plots.cell_grid import CellGrid
from gradviz.views.plots.map_data import Blocks, MapData
from gradviz.views.plots.map_image import MapImage

MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class HeatMap(pg.GraphicsView):
    """The entries of one array as coloured cells.

    A map with cells smaller than text can be zoomed with the wheel and dragged; a double click
    shows it whole again. Where several cells share a pixel, the one with the largest value is
    shown, so that a single wrong entry is never averaged away.

    Signals
    -------
    cell_hovered(object)
        The index in theta of the cell under the pointer, or None.
    cell_chosen(int)
        The index in theta of the cell that was clicked or reached with an arrow key.
    """

    cell_hovered = Signal(object)
    cell_chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: MapData | None = None
        self._look: Look | None = None
        self._current: int | None = None
        self._block: Shape = (1, 1)
        self._special = SpecialColours()
        self._is_faded = False
        self._image = MapImage()
        self._pressed_at: QPointF | None = None
        self.setObjectName(f"heatmap_{name}")
        self.setAccessibleName(f"Map of {name}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(24, 24)
        # It paints every pixel: what is below need not be painted with it.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # It holds the zoom and no items: six scenes of items take as long as what they paint.
        self._box = pg.ViewBox(enableMenu=False, invertY=True, enableMouse=False)
        self._box.disableAutoRange()
        self._box.sigRangeChanged.connect(self._on_box_range_changed)
        self.setCentralItem(self._box)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self.setBackground(look.colour("window"))
        self._image.set_look(look)
        roles = ("equal", "not_computed", "not_finite", "uncovered")
        self._special = SpecialColours(*(_rgb(look.colour(f"{role}.fill")) for role in roles))
        self._colour_cells()

    def set_faded(self, faded: bool) -> None:
        """Fade the map while it is not the answer to what is set."""
        if faded != self._is_faded:
            self._is_faded = faded
            self.viewport().update()

    def set_data(self, data: MapData) -> None:
        """Show other values; the zoom stays while the shape does."""
        before, self._data = self._data, data
        if before is not None and data.looks_like(before):
            return
        if before is None or data.shape != before.shape:
            with QSignalBlocker(self._box):  # its cells are coloured once, below
                self.show_all()
        self._colour_cells()

    def set_current(self, index: int | None) -> None:
        """Outline a cell, given by its index in theta; another array's cell outlines none."""
        before, self._current = self._current, None
        if self._data is not None and index is not None:
            place = index - self._data.start
            self._current = place if 0 <= place < self._data.values.size else None
        if self._current != before:
            self.viewport().update()

    def show_all(self) -> None:
        """Show the whole map."""
        if self._data is None:
            return
        area = (float(self.width()), float(self.height()))
        em = float(self.fontMetrics().height())
        digits = len(str(max(self._data.shape[0] - 1, 0)))
        margin = ((digits + 1) * self.fontMetrics().averageCharWidth() + 4, em + 2)
        grid = CellGrid.fitting(*self._data.shape, area, margin, em)
        left, top, right, bottom = grid.view_range(area)
        self._box.setLimits(xMin=left, xMax=right, yMin=top, yMax=bottom)
        self._box.setRange(xRange=(left, right), yRange=(top, bottom), padding=0, update=True)
        can_zoom = grid.width < 6 * em or grid.height < em
        self._box.setMouseEnabled(x=can_zoom, y=can_zoom)

    def index_at(self, position: QPointF) -> int | None:
        """Return the index in theta of the cell at a place of the widget, or None."""
        if self._data is None:
            return None
        rows, columns = self._data.shape
        scene = self.mapToScene(position.toPoint())
        point = self._box.mapSceneToView(scene)
        row, column = int(point.y() // 1), int(point.x() // 1)
        if not (0 <= row < rows and 0 <= column < columns):
            return None
        return self._data.start + self._shown_in_pixel(row, column)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the map."""
        if self._data is None or self._look is None:
            super().paintEvent(event)
            return
        self.scene().prepareForPaint()  # for whoever asks pyqtgraph what is under the pointer
        grid, area = self._grid(self._data.shape), self.viewport().size()
        # Closed even if an exception comes in between: Qt dies of a painter left open.
        with QPainter(self.viewport()) as painter:
            self._image.paint(painter, grid, area, self.font(), self._is_faded)
            if self._current is not None:
                self._image.paint_current(painter, self._current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole map in the widget."""
        super().resizeEvent(event)
        if hasattr(self, "_data"):  # pyqtgraph resizes itself before there is anything to show
            self.show_all()

    def changeEvent(self, event: QEvent) -> None:
        """Give the numbers their room when the text size changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_data"):
            self.show_all()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which cell is under the pointer."""
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            self.cell_hovered.emit(self.index_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that no cell is under the pointer."""
        super().leaveEvent(event)
        self.cell_hovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where the press was: a click stays there, a drag moves on."""
        super().mousePressEvent(event)
        self._pressed_at = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the cell that was clicked."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed_at = self._pressed_at, None
        if pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.index_at(event.position())
        if index is not None and (event.position() - pressed).manhattanLength() < 5:
            self.cell_chosen.emit(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole map again."""
        super().mouseDoubleClickEvent(event)
        self.show_all()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the current cell with the arrow keys; Home and End go to the corners."""
        target = self._target(event)
        if target is None or self._data is None:
            super().keyPressEvent(event)
            return
        self.cell_chosen.emit(self._data.start + target)
        event.accept()

    def _target(self, event: QKeyEvent) -> int | None:
        if self._data is None:
            return None
        rows, columns = self._data.shape
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Home:
            return 0
        if key == Qt.Key.Key_End:
            return rows * columns - 1
        if key not in MOVES:
            return None
        if self._current is None:
            return 0
        row, column = divmod(self._current, columns)
        down, right = MOVES[key]
        row = min(max(row + down, 0), rows - 1)
        column = min(max(column + right, 0), columns - 1)
        return row * columns + column

    def _shown_in_pixel(self, row: int, column: int) -> int:
        """Return the place of the cell that stands for its block of cells."""
        assert self._data is not None
        tall, wide = self._block
        rows, columns = self._data.shape
        top, left = row // tall * tall, column // wide * wide
        block = self._data.weights(slice(top, top + tall), slice(left, left + wide))
        inside = divmod(int(block.argmax()), int(block.shape[1]))
        return min(top + inside[0], rows - 1) * columns + min(left + inside[1], columns - 1)

    def _on_box_range_changed(self) -> None:
        if self._data is not None and self._grid(self._data.shape).block != self._block:
            self._colour_cells()
        self.viewport().update()

    def _grid(self, shape: Shape) -> CellGrid:
        """Return where the cells of a map of this shape are at the present zoom."""
        area = float(self.viewport().width()), float(self.viewport().height())
        return CellGrid.in_view(*shape, area, self._box.viewRange())

    def _colour_cells(self) -> None:
        if self._data is None or self._look is None:
            return
        self._block = self._grid(self._data.shape).block
        self._image.set_data(self._data, Blocks.of(self._data, self._block, self._special))
        self.viewport().update()


def _rgb(colour: QColor) -> Rgb:
    return colour.red(), colour.green(), colour.blue()
