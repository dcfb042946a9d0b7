"""What says why: the current cell and the worst entries."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from gradviz.views.focus_ring import RingedTabBar
from gradviz.views.inspector import Inspector
from gradviz.views.looks import Look
from gradviz.views.tables.worst_table import WorstTable


class WhyPanel(QWidget):
    """The inspector and the table of worst entries: as tabs, or one above the other."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inspector = Inspector(look)
        self.table = WorstTable()
        self._tabs = QTabWidget()
        self._tabs.setTabBar(RingedTabBar())
        self._tabs.setObjectName("why_tabs")
        self._tabs.setAccessibleName("Why")
        self._tabs.tabBar().setAccessibleName("Current cell or worst entries")
        self._tabs.setDocumentMode(True)
        self._stack = QSplitter(Qt.Orientation.Vertical)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._tabs)
        layout.addWidget(self._stack)
        self._is_tabbed: bool | None = None
        self.set_tabbed(True)

    def set_tabbed(self, is_tabbed: bool) -> None:
        """Arrange the two as tabs, for a low panel, or one above the other, for a narrow one."""
        if is_tabbed is self._is_tabbed:
            return
        self._is_tabbed = is_tabbed
        if is_tabbed:
            self._tabs.addTab(self.inspector, "Current cell")
            self._tabs.addTab(self.table, "Worst entries")
        else:
            for widget in (self.inspector, self.table):
                self._stack.addWidget(widget)
                widget.show()
        self._tabs.setVisible(is_tabbed)
        self._stack.setVisible(not is_tabbed)
