"""One array's map with its name and its difference."""

from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gradviz.network.numbers import SHORT, number
from gradviz.presenting.map_array import ShownArray
from gradviz.views.common.looks import Look
from gradviz.views.maps.difference_bar import DifferenceBar
from gradviz.views.maps.heat_map import HeatMap
from gradviz.views.maps.map_title import MapTitle

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
        self._title = MapTitle(name)
        self._title.setToolTip(MEANINGS.get(name, ""))
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

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the same on the name and the difference as on the map."""
        self.map.open_menu(event.globalPos())
        event.accept()

    def set_array(self, shown: ShownArray) -> None:
        """Show the shape, the difference and the coverage of the array."""
        array = shown.array
        meaning = f"{MEANINGS[self._name]}; " if self._name in MEANINGS else ""
        where = ", ".join(map(str, array.worst))
        if len(array.worst) == 2:
            where = "row {}, column {}".format(*array.worst)
        self._title.set_array(array)
        self._title.setToolTip(f"{meaning}{shown.coverage}")
        self._difference.set_array(shown)
        self.map.setAccessibleDescription(
            f"{meaning}{' by '.join(map(str, array.shape))}; largest |grad - gradapprox| "
            f"{number(array.max_abs_error, SHORT)} at {where}; {shown.coverage}"
        )
