"""The computation graph and its table, as tabs."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from gradviz.presenting.pass_nodes import PassGraph
from gradviz.views.common.focus_ring import RingedTabBar
from gradviz.views.common.looks import Look
from gradviz.views.pages.lines.computation_graph import ComputationGraph
from gradviz.views.pages.lines.node_table import NodeTable


class GraphTabs(QWidget):
    """The graph, and the same as a table for whoever would rather read it.

    Signals
    -------
    node_hovered(object)
        The name of the node that is pointed at, or None.
    node_chosen(str)
        The name of the node that was chosen.
    """

    node_hovered = Signal(object)
    node_chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.graph = ComputationGraph(look)
        self.table = NodeTable(look)
        self._tabs = QTabWidget()
        self._tabs.setTabBar(RingedTabBar())
        self._tabs.setObjectName("graph_tabs")
        self._tabs.setAccessibleName("Computation graph")
        self._tabs.tabBar().setAccessibleName("Graph or table")
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self.graph, "Graph")
        self._tabs.addTab(self.table, "Table")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._tabs)
        for view in (self.graph, self.table):
            view.node_hovered.connect(self.node_hovered)
            view.node_chosen.connect(self._on_node_chosen)

    def add_tab(self, widget: QWidget, title: str) -> None:
        """Take in something else, which leaves again when it gets another parent."""
        self._tabs.addTab(widget, title)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self.graph.set_look(look)
        self.table.set_look(look)

    def set_graph(self, graph: PassGraph | None) -> None:
        """Show the nodes of both passes; None for none."""
        self.graph.set_graph(graph)
        self.table.set_graph(graph)

    def set_current(self, name: str | None) -> None:
        """Show which node is chosen; nothing is emitted."""
        self.graph.set_current(name)
        self.table.set_current(name)

    def set_pointed(self, name: str | None) -> None:
        """Highlight a node that is pointed at elsewhere; nothing is emitted."""
        self.graph.set_pointed(name)

    @Slot(str)
    def _on_node_chosen(self, name: str) -> None:
        self.set_current(name)
        self.node_chosen.emit(name)
