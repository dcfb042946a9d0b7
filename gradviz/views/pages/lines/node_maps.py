"""A node's value, its numerical value and their difference as maps."""

from functools import partial
from math import ceil, isfinite, log10

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from gradviz.network.layout import Array, Cell
from gradviz.presenting.array_numbers import ArrayNumbers
from gradviz.presenting.colour_scale import ColourScale, scale_for
from gradviz.presenting.map_data import MapData
from gradviz.presenting.map_views import MapView
from gradviz.presenting.node_values import TITLES, NodeValues
from gradviz.views.common.elided_label import ElidedLabel
from gradviz.views.common.looks import Look
from gradviz.views.maps.heat_map import HeatMap, walk_on
from gradviz.views.maps.scale_strip import ScaleStrip

_ZERO, _KINK = "Hatched: exactly zero.", "Marked ∨: at a kink of J."
MEANINGS = (
    f"what the pass computes\n{_ZERO}",
    "what it should be, by finite differences; for dZ and dA, m times the gradient of J\n"
    f"{_ZERO}\n{_KINK}",
    "|value - numerical|\nOutlined: more than numerical error explains.\n"
    f"Marked corner: numerical error explains it.\n{_KINK}\n"
    "Hatched: the value is exactly zero. White: both are equal.",
)
DECADES = 4  # below the largest value, that a scale of values shows
LOWEST, HIGHEST = -12, 12  # decades


class NodeMaps(QWidget):
    """Up to three maps side by side, with the scale of the values and that of the difference.

    Signals
    -------
    cell_hovered(object)
        The `Cell` under the pointer, or None.
    cell_chosen(object)
        The `Cell` that was clicked or reached with an arrow key.
    """

    cell_hovered = Signal(object)
    cell_chosen = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: NodeValues | None = None
        self._titles = [ElidedLabel() for _ in TITLES]
        self._maps = [HeatMap(f"node_{part}") for part in ("value", "numerical", "difference")]
        self._strips = ScaleStrip(look), ScaleStrip(look)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(12)  # the ends of two scales are apart
        grid.setRowStretch(1, 1)
        for column, (title, shown) in enumerate(zip(self._titles, self._maps, strict=True)):
            title.setText(TITLES[column])
            title.setAlignment(Qt.AlignmentFlag.AlignCenter)
            shown.setToolTip(MEANINGS[column])
            shown.set_numbers(partial(self._numbers, TITLES[column]))
            grid.addWidget(title, 0, column)
            grid.addWidget(shown, 1, column)
            shown.cell_hovered.connect(self.cell_hovered)
            shown.cell_chosen.connect(self.cell_chosen)
            shown.walked_out.connect(self._on_map_walked_out)
        grid.addWidget(self._strips[0], 2, 0, 1, 2)
        grid.addWidget(self._strips[1], 2, 2)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        for shown in self._maps:
            shown.set_look(look)
        for strip in self._strips:
            strip.set_look(look)

    def set_values(self, values: NodeValues) -> None:
        """Show a node: only what there is of it."""
        self._values = values
        scale, errors = scale_of(values), scale_for(MapView.ERROR)
        arrays = (values.value, values.numerical, values.difference)
        self._make_room([array is not None for array in arrays])
        for column, (array, of) in enumerate(zip(arrays, (scale, scale, errors), strict=True)):
            if array is not None:
                self._show(column, values, array, of)
        self._strips[0].set_scale(scale)
        self._strips[1].set_scale(errors)

    def set_faded(self, is_faded: bool) -> None:
        """Fade the maps while they are not the answer to what is set."""
        for shown in self._maps:
            shown.set_faded(is_faded)

    def set_current(self, cell: Cell | None) -> None:
        """Outline the same cell in every map."""
        for shown in self._maps:
            shown.set_current(cell)

    def _numbers(self, title: str) -> ArrayNumbers:
        assert self._values is not None
        return self._values.numbers(title)

    @Slot(object, int, int)
    def _on_map_walked_out(self, left: HeatMap, across: int, row: int) -> None:
        walk_on(self._maps, left, across, row)

    def _make_room(self, are_there: list[bool]) -> None:
        """Show the maps that there are, and give the others no room."""
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        for column, is_there in enumerate(are_there):
            self._titles[column].setVisible(is_there)
            self._maps[column].setVisible(is_there)
            grid.setColumnStretch(column, int(is_there))
        self._strips[1].setVisible(are_there[2])
        grid.activate()  # now, as a large map is coloured for the size that it has

    def _show(self, column: int, values: NodeValues, array: Array, scale: ColourScale) -> None:
        shown, (rows, columns) = self._maps[column], array.shape
        shown.setAccessibleName(f"Map of {values.name}: {TITLES[column]}")
        shown.setAccessibleDescription(f"{rows} by {columns}; {values.summary}")
        shown.set_data(map_data(values, array, scale))


def scale_of(values: NodeValues) -> ColourScale:
    """Return the scale that the value and the numerical value share."""
    sizes = [_largest(array) for array in (values.value, values.numerical) if array is not None]
    largest = max(sizes)
    high = ceil(log10(largest)) if largest > 0 else 0
    high = min(max(high, LOWEST + DECADES), HIGHEST)
    return ColourScale("cet-d1", high - DECADES, high, signed=True)


def map_data(values: NodeValues, array: Array, scale: ColourScale) -> MapData:
    """Return one of a node's arrays as a map, with the marks that the main maps have."""
    nowhere = np.zeros(array.shape, dtype=bool)
    is_difference = array is values.difference
    zero = values.value if is_difference else array
    assert zero is not None
    return MapData(
        values.name,
        array,
        computed=~nowhere,
        failing=values.wrong if is_difference else nowhere,
        uncovered=zero == 0,
        below_noise=values.explained if is_difference else nowhere,
        at_kink=nowhere if array is values.value else values.kinks,
        scale=scale,
    )


def _largest(array: Array) -> float:
    largest = float(np.max(np.abs(array)))
    if isfinite(largest):  # nearly always, and to look for what is not takes longer
        return largest
    finite = array[np.isfinite(array)]
    return float(np.max(np.abs(finite))) if finite.size else 0.0
