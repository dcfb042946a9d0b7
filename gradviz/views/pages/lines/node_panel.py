"""What is known of one node of the computation graph."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gradviz.network.layout import Cell
from gradviz.presenting.diagnosis import SIGNS, mistakes_words
from gradviz.presenting.node_values import NodeValues
from gradviz.presenting.pass_nodes import PassGraph, PassNode
from gradviz.views.common.fitting_label import FittingLabel
from gradviz.views.common.looks import Look
from gradviz.views.pages.lines.node_maps import NodeMaps

NOTHING = "Click a node of the graph, or press Enter on it, to see its values."


class NodePanel(QWidget):
    """A node's name, verdict and how far it is off, and its values as maps.

    A node of the forward pass, which is trusted, has its value alone.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._node: PassNode | None = None
        self._values: NodeValues | None = None
        self._current: Cell | None = None
        self._is_passing = False
        self.setObjectName("node_panel")
        self.setAccessibleName("Values of a node")
        self._sign = QLabel()
        self._title = FittingLabel()
        self._details = FittingLabel()
        self._maps = NodeMaps(look)
        self._title.setObjectName("node_title")
        self._details.setObjectName("node_details")
        self._sign.setFont(_bold())
        self._title.setFont(_bold())
        top = QHBoxLayout()
        top.addWidget(self._sign)
        top.addWidget(self._title, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self._details)
        layout.addWidget(self._maps, stretch=1)
        layout.addStretch()
        self._maps.cell_hovered.connect(self._on_cell_hovered)
        self._maps.cell_chosen.connect(self._on_cell_chosen)
        self._write()

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self._maps.set_look(look)
        self._write()

    def set_node(self, graph: PassGraph | None, name: str) -> None:
        """Show a node of passes that were checked; None where none were."""
        before = None if self._node is None else (self._node.name, self._node.shape)
        # No values while the maps take theirs: one that is hidden lets Qt tell the next one, which
        # still has those of before, that the pointer moved.
        self._node = self._values = values = None
        if graph is not None and graph.result is not None:
            self._node = graph.nodes[name]
            values = NodeValues.of(graph.result, name)
        if self._node is None or (self._node.name, self._node.shape) != before:
            self._current = None
        if values is not None:
            self._maps.set_values(values)
        self._values = values
        self._maps.set_current(self._current)
        self._write()

    def set_stale(self, is_stale: bool) -> None:
        """Fade the maps while they are not the answer to what is set."""
        self._maps.set_faded(is_stale)

    def set_passing(self, is_passing: bool) -> None:
        """Mark the title while the node is only pointed at, and is not the current one."""
        if is_passing != self._is_passing:
            self._is_passing = is_passing
            self._title.setFont(_bold(is_passing))
            self._write()

    def _write(self) -> None:
        node = self._node
        verdict = None if node is None else node.verdict
        self._sign.setVisible(verdict is not None)
        if verdict is not None:
            palette = QPalette()
            palette.setColor(
                QPalette.ColorRole.WindowText, self._look.colour(f"line.{verdict.value}")
            )
            self._sign.setText(SIGNS[verdict])
            self._sign.setPalette(palette)
        palette = QPalette()
        if self._is_passing:
            palette.setColor(QPalette.ColorRole.WindowText, self._look.colour("accent"))
        self._title.setPalette(palette)
        titles = (NOTHING,) if node is None else _titles(node)
        self._title.set_texts(*titles)
        self._maps.setVisible(self._values is not None)
        self._write_details(self._current)
        self.setAccessibleDescription(f"{titles[0]} {self._details.text()}".strip())

    def _write_details(self, cell: Cell | None) -> None:
        """Tell the values of a cell, or of no cell what holds for the whole node."""
        values = self._values
        if values is None:
            self._details.set_texts("")
        elif cell is None or not values.has(cell):
            self._details.set_texts(values.summary, *values.shorter_summaries)
        else:
            self._details.set_texts(*values.words_at(cell.row, cell.column))

    @Slot(object)
    def _on_cell_hovered(self, cell: Cell | None) -> None:
        self._write_details(self._current if cell is None else cell)

    @Slot(object)
    def _on_cell_chosen(self, cell: Cell) -> None:
        self._current = cell
        self._maps.set_current(cell)
        self._write_details(cell)


def _titles(node: PassNode) -> tuple[str, ...]:
    """Return the title of a node, and a short one of what is wrong with it."""
    name = f"{node.name} {node.shape_text}"
    whole = f"{name}  {node.sentence}"
    if node.finding is None or not node.finding.mistakes:
        return (whole,)
    return whole, f"{name}  {mistakes_words(node.finding)}"


def _bold(is_italic: bool = False) -> QFont:
    """Return a font that asks for its style and nothing else, so that it follows the text size."""
    font = QFont()
    font.setBold(True)
    font.setItalic(is_italic)
    return font
