"""The map of one array."""

from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from gradviz.network.layout import Cell, Grid
from gradviz.presenting.array_numbers import ArrayNumbers
from gradviz.presenting.cell_grid import CellGrid
from gradviz.presenting.colour_scale import Rgb, SpecialColours
from gradviz.presenting.map_data import Blocks, MapData
from gradviz.views.common.focus_ring import paint_focus_ring
from gradviz.views.common.looks import Look
from gradviz.views.common.picture_menu import picture_menu
from gradviz.views.common.zoom_badge import ZoomBadge
from gradviz.views.maps.map_ground import digits_that_fit
from gradviz.views.maps.map_image import MapImage
from gradviz.views.maps.map_zoom import MapZoom

MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}

GESTURES = (
    ("Zoom into a map with small cells", "Wheel"),
    ("Show the map whole again", "Double click"),
)


class HeatMap(pg.GraphicsView):
    """The entries of one array as coloured cells.

    A map whose cells are too small for a number can be zoomed with the wheel and dragged; a
    button that comes with it, a double click and the menu show it whole again. Where several cells
    share a pixel, the one with the largest value is shown, so that a single wrong entry is never
    averaged away.

    Signals
    -------
    cell_hovered(object)
        The `Cell` under the pointer, or None.
    cell_chosen(object)
        The `Cell` that was clicked or reached with an arrow key.
    walked_out(object, int, int)
        An arrow key leads out of this map, to the left (-1) or to the right (1), from a row.
    """

    cell_hovered = Signal(object)
    cell_chosen = Signal(object)
    walked_out = Signal(object, int, int)

    KEYS = (
        ("Move the current cell, and on to the next map", tuple(MOVES)),
        ("First and last cell", (Qt.Key.Key_Home, Qt.Key.Key_End)),
    )

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: MapData | None = None
        self._look: Look | None = None
        self._current: int | None = None
        self._block: Grid = (1, 1)
        self._special = SpecialColours()
        self._is_faded = False
        self._numbers: Callable[[], ArrayNumbers] | None = None
        self._image = MapImage()
        self._pressed_at: QPointF | None = None
        self.setObjectName(f"heatmap_{name}")
        self.setAccessibleName(f"Map of {name}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(24, 24)
        # It paints every pixel: what is below need not be painted with it.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._zoom = MapZoom(self)
        self._zoom.moved.connect(self._on_zoom_moved)
        self._zoom.zoomed.connect(self._on_zoom_zoomed)
        self._badge = ZoomBadge(self, "map")
        self._badge.clicked.connect(self.show_all)
        self.setCentralItem(self._zoom.box)

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
            self._show_whole(self._zoom.show_whole_quietly)  # its cells are coloured below
        self._colour_cells()

    def set_current(self, cell: Cell | None) -> None:
        """Outline a cell; that of another array outlines none."""
        before, self._current = self._current, self._place(cell)
        if self._current != before:
            if cell is not None and self._current is not None and self.hasFocus():
                self._zoom.reveal(cell.row, cell.column)
            self.viewport().update()

    @property
    def is_zoomed(self) -> bool:
        """Whether only a part of the map is shown."""
        return self._zoom.is_zoomed

    def show_all(self) -> None:
        """Show the whole map."""
        self._show_whole(self._zoom.show_whole)

    def set_numbers(self, numbers: Callable[[], ArrayNumbers]) -> None:
        """Say where its numbers come from when they are asked for as a table."""
        self._numbers = numbers

    def open_menu(self, place: QPoint) -> None:
        """Offer, at a place of the screen, what can be done with the picture."""
        can_reset, numbers = self.is_zoomed, self._numbers if self._data is not None else None
        picture_menu(self, self.show_all, can_reset=can_reset, numbers=numbers).popup(place)

    def cell_at(self, position: QPointF) -> Cell | None:
        """Return the cell at a place of the widget, or None."""
        if self._data is None:
            return None
        rows, columns = self._data.shape
        row, column = self._zoom.cell_at(self.mapToScene(position.toPoint()))
        if not (0 <= row < rows and 0 <= column < columns):
            return None
        return self._cell(self._shown_in_pixel(row, column))

    def choose(self, row: int, column: int) -> None:
        """Choose a cell as an arrow key does that leads into the map; -1 is the last column."""
        if self._data is None:
            return
        rows, columns = self._data.shape
        self.setFocus()
        place = min(row, rows - 1) * columns + column % columns
        self.cell_chosen.emit(self._cell(place))

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
            if self.hasFocus():
                paint_focus_ring(painter, self.viewport().rect(), self._look.colour("accent"))

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
            self.cell_hovered.emit(self.cell_at(event.position()))

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
        cell = self.cell_at(event.position())
        if cell is not None and (event.position() - pressed).manhattanLength() < 5:
            self.cell_chosen.emit(cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole map again."""
        super().mouseDoubleClickEvent(event)
        self.show_all()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the picture."""
        self.open_menu(event.globalPos())
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take it away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the current cell with the arrow keys; Home and End go to the corners."""
        key = Qt.Key(event.key())
        if self._data is None or not (key in MOVES or key in (Qt.Key.Key_Home, Qt.Key.Key_End)):
            super().keyPressEvent(event)
            return
        event.accept()
        rows, columns = self._data.shape
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) or self._current is None:
            last = rows * columns - 1
            self.cell_chosen.emit(self._cell(last if key == Qt.Key.Key_End else 0))
            return
        row, column = divmod(self._current, columns)
        down, across = MOVES[key]
        if not 0 <= column + across < columns:
            self.walked_out.emit(self, across, row)
            return
        row = min(max(row + down, 0), rows - 1)
        self.cell_chosen.emit(self._cell(row * columns + column + across))

    def _place(self, cell: Cell | None) -> int | None:
        """Return the place of a cell in the array; None if it is of another one."""
        if self._data is None or cell is None or cell.array != self._data.name:
            return None
        rows, columns = self._data.shape
        is_there = cell.row < rows and cell.column < columns
        return cell.row * columns + cell.column if is_there else None

    def _cell(self, place: int) -> Cell:
        assert self._data is not None
        return Cell(self._data.name, *divmod(place, self._data.shape[1]))

    def _shown_in_pixel(self, row: int, column: int) -> int:
        """Return the place of the cell that stands for its block of cells."""
        assert self._data is not None
        tall, wide = self._block
        rows, columns = self._data.shape
        top, left = row // tall * tall, column // wide * wide
        block = self._data.weights(slice(top, top + tall), slice(left, left + wide))
        inside = divmod(int(block.argmax()), int(block.shape[1]))
        return min(top + inside[0], rows - 1) * columns + min(left + inside[1], columns - 1)

    def _on_zoom_zoomed(self, is_zoomed: bool) -> None:
        self._badge.place()
        self._badge.setVisible(is_zoomed)

    def _on_zoom_moved(self) -> None:
        if self._data is not None and self._grid(self._data.shape).block != self._block:
            self._colour_cells()
        self.viewport().update()

    def _show_whole(self, show: Callable[[CellGrid, tuple[float, float], bool], None]) -> None:
        if self._data is None:
            return
        area = (float(self.width()), float(self.height()))
        em = float(self.fontMetrics().height())
        digits = len(str(max(self._data.shape[0] - 1, 0)))
        margin = ((digits + 1) * self.fontMetrics().averageCharWidth() + 4, em + 2)
        grid = CellGrid.fitting(*self._data.shape, area, margin, em)
        show(grid, area, digits_that_fit(grid, QFontMetricsF(self.font())) > 0)

    def _grid(self, shape: Grid) -> CellGrid:
        """Return where the cells of a map of this shape are at the present zoom."""
        area = float(self.viewport().width()), float(self.viewport().height())
        return self._zoom.grid(shape, area)

    def _colour_cells(self) -> None:
        if self._data is None or self._look is None:
            return
        self._block = self._grid(self._data.shape).block
        self._image.set_data(self._data, Blocks.of(self._data, self._block, self._special))
        self.viewport().update()


def _rgb(colour: QColor) -> Rgb:
    return colour.red(), colour.green(), colour.blue()


def walk_on(maps: Sequence[HeatMap], left: HeatMap, across: int, row: int) -> None:
    """Go on, from a map that an arrow key led out of, to the next one that is seen."""
    place = maps.index(left)
    others = maps[place + 1 :] if across > 0 else maps[:place][::-1]
    found = next((each for each in others if each.isVisible()), None)
    if found is not None:
        found.choose(row, 0 if across > 0 else -1)
