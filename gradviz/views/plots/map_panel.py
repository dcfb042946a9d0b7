"""One array's map with its name and its difference."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from gradviz.checking.result import ArrayResult
from gradviz.views.looks import Look
from gradviz.views.plots.difference_bar import DifferenceBar
from gradviz.views.plots.heat_map import HeatMap

MEANINGS = {
    "W1": "weights of layer 1: a row a unit, a column an input",
    "b1": "biases of layer 1: a row a unit",
    "W2": "weights of layer 2: a row a unit, a column a unit of layer 1",
    "b2": "biases of layer 2: a row a unit",
    "W3": "weights of layer 3: a row an output, a column a unit of layer 2",
    "b3": "biases of layer 3: a row an output",
}


class MapPanel(QWidget):
    """The name, the map and the difference of one array, one below the other."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.map = HeatMap(name)
        self._title = QLabel(name)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title.setToolTip(MEANINGS[name])
        self._title.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._difference = DifferenceBar(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._title)
        layout.addWidget(self.map, stretch=1)
        layout.addWidget(self._difference)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self.map.set_look(look)
        self._difference.set_look(look)

    def set_array(self, array: ArrayResult, threshold: float) -> None:
        """Show the shape and the difference of the array."""
        rows, columns = array.shape
        self._title.setText(f"<b>{self._name}</b> {rows}×{columns}")
        self._difference.set_array(array, threshold)
        self.map.setAccessibleDescription(
            f"{MEANINGS[self._name]}; {rows} by {columns}; largest |grad - gradapprox| "
            f"{array.max_abs_error:.4g} at row {array.worst[0]}, column {array.worst[1]}"
        )
