"""The numbers of a map, in a window of their own."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from gradviz.presenting.array_numbers import ArrayNumbers
from gradviz.views.dialogs.fields import Prose
from gradviz.views.dialogs.numbers_table import NumbersTable
from gradviz.views.dialogs.plain import PlainDialog

_SIZE = QSize(52, 24)  # characters and lines of text
_KEPT = "The numbers of this check; they stay as they are when another one is made."


class NumbersWindow(PlainDialog):
    """Stands beside the main window, which can be used meanwhile.

    Signals
    -------
    copy_requested(object)
        A function that returns the selected numbers, or all, as text for a spreadsheet.
    """

    copy_requested = Signal(object)

    def __init__(self, numbers: ArrayNumbers, parent: QWidget | None = None) -> None:
        super().__init__("numbers_window", f"Numbers of {numbers.name}", parent)
        self._numbers = numbers
        self._table = NumbersTable(numbers.parts[0])
        self._table.setAccessibleName(f"Numbers of {numbers.name}")
        self._table.setAccessibleDescription(numbers.words)
        self._part = QComboBox()
        self._part.setObjectName("numbers_part")
        self._part.setAccessibleName("Which value of every entry")
        self._part.addItems([part.title for part in numbers.parts])
        self._part.currentIndexChanged.connect(self._on_part_changed)
        rows, columns = numbers.parts[0].shape
        label = QLabel("&Value")
        label.setBuddy(self._part)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self._part)
        row.addWidget(QLabel(f"{numbers.name}: {rows} by {columns}"))
        row.addStretch(1)
        self.body.addWidget(Prose(f"{numbers.words} {_KEPT}"))
        self.body.addLayout(row)
        self.body.addWidget(self._table, 1)
        self._add_copying()
        self.finish()
        self._table.setFocus()

    def sizeHint(self) -> QSize:
        """Ask for some rows and columns: the others scroll."""
        metrics = self.fontMetrics()
        wanted = QSize(
            _SIZE.width() * metrics.averageCharWidth() * 2, _SIZE.height() * metrics.height()
        )
        return wanted.expandedTo(self.minimumSizeHint())

    def _add_copying(self) -> None:
        copy = QAction("Copy", self._table)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._on_copy_triggered)
        self._table.addAction(copy)
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        button = self.add_button("numbers_copy_button", "C&opy")
        button.setToolTip("Copy the selected numbers, or all, with every digit")
        button.clicked.connect(self._on_copy_triggered)

    def _on_part_changed(self, place: int) -> None:
        self._table.set_numbers(self._numbers.parts[place])

    def _on_copy_triggered(self) -> None:
        numbers, (rows, columns) = self._table.numbers, self._table.chosen()
        self.copy_requested.emit(lambda: numbers.tab_separated(rows, columns))
