"""The graph and the values of a node: one above the other, as tabs where it is low, or apart."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gradviz.views.pages.lines.graph_tabs import GraphTabs
from gradviz.views.pages.lines.node_panel import NodePanel

_STACKED_EMS = 24  # lines of text that take the height in which both can be seen
_GRAPH_SHARE = 0.5  # of the height


class Pictures(QWidget):
    """The values stand below the graph, or in a tab beside it where there is too little height.

    Where there is much room they stand elsewhere, and the graph has all of this place.
    """

    def __init__(self, graph: GraphTabs, values: NodePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._graph, self._values = graph, values
        self._is_tabbed = self._is_apart = False
        self._is_shared = False
        self._stack = QSplitter(Qt.Orientation.Vertical)
        self._stack.setChildrenCollapsible(False)
        for widget in (graph, values):
            self._stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    @property
    def is_tabbed(self) -> bool:
        """Whether the values are a tab."""
        return self._is_tabbed

    def give_values(self, other: QSplitter) -> None:
        """Let the values stand in another place."""
        self._is_apart, self._is_tabbed = True, False
        other.addWidget(self._values)
        self._values.show()

    def take_values(self) -> None:
        """Take the values back."""
        self._stack.addWidget(self._values)
        # Not before: as they leave, this place is resized, and a widget that gets another parent
        # in the middle of getting one is a child of two.
        self._is_apart = self._is_shared = False
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Need room for the larger of the two."""
        least = self._graph.minimumSizeHint()
        return least if self._is_apart else least.expandedTo(self._values.minimumSizeHint())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the arrangement that fits."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self._is_apart:
            return
        self._set_tabbed(self.height() < _STACKED_EMS * self.fontMetrics().height())
        if not (self._is_tabbed or self._is_shared):
            self._is_shared = True
            graph = round(_GRAPH_SHARE * self.height())
            self._stack.setSizes([graph, self.height() - graph])

    def _set_tabbed(self, is_tabbed: bool) -> None:
        if is_tabbed is self._is_tabbed:
            return
        self._is_tabbed = is_tabbed
        if is_tabbed:
            self._graph.add_tab(self._values, "Values")
        else:
            self._stack.addWidget(self._values)
            self._values.show()
