"""The one current cell, shared by maps, table and inspector."""

from PySide6.QtCore import QObject, Signal, Slot

from gradviz.checking.result import CheckResult
from gradviz.network.layout import Cell, Layout


class CellController(QObject):
    """Holds which cell is looked at: the chosen one, or the hovered one for a while.

    A chosen cell stays the chosen one whatever is checked: in a smaller array the nearest cell
    stands for it, and when the array is large enough again it is back.

    Signals
    -------
    cell_changed(object)
        The `Cell` to show, or None.
    """

    cell_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chosen: Cell | None = None
        self._hovered: Cell | None = None
        self._layout: Layout | None = None

    @property
    def cell(self) -> Cell | None:
        """The cell to show."""
        if self._hovered is not None or self._chosen is None or self._layout is None:
            return self._hovered or self._chosen
        return self._layout.nearest(self._chosen)

    def fit(self, result: CheckResult) -> None:
        """Keep the current cell, or the nearest that the result has; at first take the worst."""
        self._layout = result.layout
        if self._hovered is not None and self._layout.place(self._hovered) is None:
            self._hovered = None
        if self._chosen is None:
            worst = result.worst(1)
            self._chosen = self._layout.locate(int(worst[0]) if worst.size else 0)
        self.cell_changed.emit(self.cell)

    @Slot(object)
    def choose(self, cell: Cell) -> None:
        """Make a cell the current one, until another is chosen."""
        self._chosen, self._hovered = cell, None
        self.cell_changed.emit(cell)

    @Slot(object)
    def hover(self, cell: Cell | None) -> None:
        """Show a cell while the pointer is on it; None shows the chosen one again."""
        if cell != self._hovered:
            self._hovered = cell
            self.cell_changed.emit(self.cell)
