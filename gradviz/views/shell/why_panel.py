"""What says why: the current cell and the worst entries."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gradviz.views.common.focus_ring import RingedTabBar
from gradviz.views.common.looks import Look
from gradviz.views.pages.maps.inspector import Inspector
from gradviz.views.pages.maps.worst_table import WorstTable

_SPACING = 2  # pixels


class WhyPanel(QWidget):
    """The inspector and the table of worst entries: as tabs, or one above the other.

    The name of the cell stands in the row of the tabs: a low panel has no line to spare for it.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inspector = Inspector(look)
        self.table = WorstTable()
        self._tabs = RingedTabBar()
        self._tabs.setObjectName("why_tabs")
        self._tabs.setAccessibleName("Current cell or worst entries")
        self._tabs.setDocumentMode(True)
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        for title in ("Current cell", "Worst entries"):
            self._tabs.addTab(title)
        self._tabs.currentChanged.connect(self._show)
        self._stack = QSplitter(Qt.Orientation.Vertical)
        self._stack.addWidget(self.inspector)
        self._stack.addWidget(self.table)
        row = QHBoxLayout()
        row.addWidget(self._tabs)
        row.addWidget(self.inspector.head, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_SPACING)
        layout.addLayout(row)
        layout.addWidget(self._stack, stretch=1)
        self._is_tabbed = True
        self._show()

    @property
    def low_height(self) -> int:
        """The height in which the tabs say why a plain entry is wrong without scrolling."""
        row = max(self._tabs.sizeHint().height(), self.inspector.head.sizeHint().height())
        return row + _SPACING + self.inspector.low_height

    def set_tabbed(self, is_tabbed: bool) -> None:
        """Arrange the two as tabs, for a low panel, or one above the other, for a narrow one."""
        if is_tabbed is not self._is_tabbed:
            self._is_tabbed = is_tabbed
            self._show()

    @Slot()
    def _show(self) -> None:
        """Show both, or the one whose tab is current."""
        is_first = self._tabs.currentIndex() == 0
        self._tabs.setVisible(self._is_tabbed)
        self.inspector.head.setVisible(is_first or not self._is_tabbed)
        self.inspector.setVisible(is_first or not self._is_tabbed)
        self.table.setVisible(not (is_first and self._is_tabbed))
