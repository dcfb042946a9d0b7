"""Paints what belongs to single cells: colours, hatches, outlines, signs, numbers."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gradviz.network.layout import Array, Mask
from gradviz.network.numbers import in_cell
from gradviz.presenting.colour_scale import Pixels
from gradviz.presenting.map_data import Blocks, MapData
from gradviz.presenting.map_views import SIGNS
from gradviz.views.maps.canvas import Canvas
from gradviz.views.maps.hatch import NOT_COMPUTED, NOT_COVERED
from gradviz.views.maps.map_ground import MapGround
from gradviz.views.maps.map_marks import chevron

MAX_OUTLINES = 4000  # failing cells beyond this are seen by their colour alone
GRID_PIXELS = 7  # cells smaller than this have no grid and no signs
OUTLINE_PIXELS = 3  # cells smaller than this have no outline
WIDE_OUTLINE_PIXELS = 12  # cells smaller than this have an outline of single pixels
OUTLINE_SHARE = 25  # a line of an outline is this part of a cell, and no wider than:
WIDEST_OUTLINE = 4.0
MAX_SIGNS = 5000
MAX_MEASURED = 400  # values whose width is looked at one by one
CORNER, CORNER_MOST = 0.22, 0.55  # of a cell's shorter side, and of the height of text
CORNER_PIXELS = 3.0  # less cannot be seen
CORNER_STRENGTH = 0.5
CHEVRON, CHEVRON_MOST = 0.22, 0.4  # how high, of the same
CHEVRON_PIXELS = 3
CHEVRON_STRENGTH = 0.8  # a line is seen less than an area
_LIGHT = 140  # of 255: a ground lighter than this has black text
_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601

T = TypeVar("T", bound=np.generic)


class CellPainter:
    """Paints one map at one zoom.

    Parameters
    ----------
    data
        The cells.
    ground
        Where they are, and their colours but for those of values.
    """

    def __init__(self, data: MapData, ground: MapGround) -> None:
        self._data, self._ground = data, ground
        self._canvas = Canvas(ground)

    def paint(self, blocks: Blocks) -> QImage:
        """Return the picture of the map, which shows it in blocks of cells."""
        ground, canvas = self._ground, self._canvas
        canvas.enlarge(blocks.pixels, blocks.size)
        self._hatch(blocks)
        if ground.grid.smallest >= GRID_PIXELS:
            self._mark_at_kink(blocks.pixels)
            self._mark_below_noise()
            canvas.rule(ground.look.colour("grid"))
            is_few = len(ground.rows) * len(ground.columns) <= MAX_SIGNS
            if blocks.size == (1, 1) and is_few:
                self._paint_cells(blocks.pixels)
        self._paint_failing()
        if ground.covers_cells:
            with QPainter(canvas.image) as painter:
                ground.paint_numbers(painter)
        return canvas.image

    def _hatch(self, blocks: Blocks) -> None:
        """Hatch what is not computed, and where grad is zero."""
        data = self._data
        not_computed = blocks.shown(~data.computed)
        if not_computed.any():
            self._canvas.hatch(not_computed, self._role("not_computed"), NOT_COMPUTED, blocks.size)
        if not data.uncovered.any():
            return
        is_zero = blocks.shown(data.values == 0)
        uncovered = blocks.shown(data.uncovered)
        for cells, colour in (
            (uncovered & is_zero, self._ground.look.colour("uncovered.hatch")),
            (uncovered & ~is_zero, None),
        ):
            if cells.any():
                self._canvas.hatch(cells, colour, NOT_COVERED, blocks.size)

    def _mark_below_noise(self) -> None:
        """Mark a corner of each cell whose difference numerical error explains."""
        below, failing = self._data.below_noise, self._data.failing
        most = CORNER_MOST * self._ground.stamps.metrics.height()
        size = max(min(CORNER * self._ground.grid.smallest, most), CORNER_PIXELS)
        # Within the two lines of an outline, where a cell has one.
        for cells, inset in ((below & ~failing, 0.0), (below & failing, 2 * self._outline_width())):
            if cells.any():
                self._canvas.corner(cells, size, inset, CORNER_STRENGTH)

    def _mark_at_kink(self, pixels: Pixels) -> None:
        """Mark each cell at a kink with one, in the corner that its value leaves free."""
        at_kink, failing = self._data.at_kink, self._data.failing
        grid, ratio = self._ground.grid, self._ground.ratio
        most = CHEVRON_MOST * self._ground.stamps.metrics.height()
        size = max(min(CHEVRON * grid.smallest, most), CHEVRON_PIXELS)
        outline = 2 * self._outline_width()
        for cells, inset in ((at_kink & ~failing, 1.0), (at_kink & failing, outline + 0.5)):
            if cells.any():
                room = (grid.smallest - 2 * inset + 1) / 2  # it is twice as wide as high, less 1
                shape = chevron(round(min(size, max(room, 2.0)) * ratio))
                self._canvas.stamp(cells, shape, round(inset * ratio), CHEVRON_STRENGTH, pixels)

    def _paint_cells(self, pixels: Pixels) -> None:
        """Write values where they fit, and signs for what no colour can say alone."""
        values, computed = self._visible(self._data.values), self._visible(self._data.computed)
        finite = np.isfinite(values)
        not_finite = computed & ~finite
        equal = computed & (values == 0) & ~self._visible(self._data.uncovered)  # which is hatched
        groups = [(not_finite, self._role("not_finite")), (equal, self._role("equal"))]
        digits = self._digits()
        if digits is None:
            for (cells, colour), sign in zip(
                groups, (SIGNS["not_finite"], SIGNS["equal"]), strict=True
            ):
                if cells.any():
                    self._canvas.put(sign, colour, *self._middles(cells))
            return
        light = self._visible(pixels)[..., :3] @ _LUMA > _LIGHT
        others = computed & finite & ~equal
        groups += [
            (others & light, QColor(Qt.GlobalColor.black)),
            (others & ~light, QColor(Qt.GlobalColor.white)),
        ]
        self._write(values, groups, digits)

    def _write(self, values: Array, groups: list[tuple[Mask, QColor]], digits: int) -> None:
        """Write the values of some cells in each of some colours."""
        stamps = self._ground.stamps
        with QPainter(self._canvas.image) as painter:
            painter.setFont(stamps.font)
            for cells, colour in groups:
                if not cells.any():
                    continue
                painter.setPen(colour)
                places = (array.tolist() for array in (*self._middles(cells), values[cells]))
                for x, y, value in zip(*places, strict=True):
                    stamps.draw_in_middle(painter, x, y, in_cell(value, digits))

    def _role(self, name: str) -> QColor:
        return self._ground.look.colour(f"{name}.mark")

    def _visible(self, cells: NDArray[T]) -> NDArray[T]:
        """Return the part of an array that the widget shows."""
        rows, columns = self._ground.rows, self._ground.columns
        return cells[rows.start : rows.stop, columns.start : columns.stop]

    def _middles(self, cells: Mask) -> tuple[Array, Array]:
        """Return where the middles of some of the visible cells are."""
        grid = self._ground.grid
        rows, columns = np.nonzero(cells)
        xs = grid.left + (self._ground.columns.start + columns + 0.5) * grid.width
        ys = grid.top + (self._ground.rows.start + rows + 0.5) * grid.height
        return xs, ys

    def _digits(self) -> int | None:
        """Return with how many digits `in_cell` writes what fits; None where nothing does."""
        with np.errstate(invalid="ignore"):
            has_signs = self._data.scale.signed and bool(np.any(self._data.values < 0))
        ground = self._ground
        if not has_signs or ground.digits_with_sign:
            return (ground.digits_with_sign if has_signs else ground.digits) or None
        # A number with a sign and an exponent does not fit, one without a sign would.
        return next((n for n in (1, 0) if self._fit(n)), None) if ground.digits else None

    def _fit(self, digits: int) -> bool:
        """Whether the values themselves fit, though wider ones would not."""
        values = self._visible(self._data.values)
        if values.size > MAX_MEASURED:
            return False
        room, advance = self._ground.grid.width - 4, self._ground.stamps.metrics.horizontalAdvance
        texts = (in_cell(value, digits) for value in values.ravel().tolist())
        return all(advance(text) <= room for text in texts)

    def _paint_failing(self) -> None:
        count, smallest = np.count_nonzero(self._data.failing), self._ground.grid.smallest
        if not 0 < count <= MAX_OUTLINES or smallest < OUTLINE_PIXELS:
            return
        outer, inner = (
            self._ground.look.colour(f"cell_failing.{part}") for part in ("outer", "inner")
        )
        self._canvas.outline(self._data.failing, outer, inner, self._outline_width())

    def _outline_width(self) -> float:
        smallest = self._ground.grid.smallest
        wide = min(max(2.0, smallest // OUTLINE_SHARE), WIDEST_OUTLINE)
        return wide if smallest >= WIDE_OUTLINE_PIXELS else 1.0
