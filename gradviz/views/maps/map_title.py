"""The line above a map."""

from math import prod

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gradviz.checking.array_result import ArrayResult


class MapTitle(QLabel):
    """An array's name and shape, and how many entries of its grad are covered if not all are.

    What it does not have the width for it leaves out, so that it never makes a map wider.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(f"<b>{name}</b>", parent)
        self._name = name
        self._shape = ""
        self._coverage = ""
        self.setObjectName(f"title_{name}")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def set_array(self, array: ArrayResult) -> None:
        """Tell the shape and the coverage of the array."""
        total = prod(array.shape)
        shape = f" {'×'.join(map(str, array.shape))}"
        coverage = "" if array.nonzero == total else f" · {array.nonzero:,}/{total:,} covered"
        if (shape, coverage) != (self._shape, self._coverage):
            self._shape, self._coverage = shape, coverage
            self._write()

    def minimumSizeHint(self) -> QSize:
        """Return room for the name and the shape."""
        metrics = self.fontMetrics()
        return QSize(self._width(self._shape), metrics.height())

    def sizeHint(self) -> QSize:
        """Return the same: the rest is for where there is room."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as much as there is room for now."""
        super().resizeEvent(event)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        """Write as much as there is room for in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_name"):
            self._write()

    def _write(self) -> None:
        rest = self._shape + self._coverage
        short = f"{self._coverage}" if self._coverage else self._shape
        fitting = (each for each in (rest, short) if self._width(each) <= self.width())
        text = f"<b>{self._name}</b>{next(fitting, self._shape)}"
        if text != self.text():
            self.setText(text)

    def _width(self, rest: str) -> int:
        bold = self.font()
        bold.setBold(True)
        width = QFontMetrics(bold).horizontalAdvance(self._name)
        return width + self.fontMetrics().horizontalAdvance(rest) + 2
