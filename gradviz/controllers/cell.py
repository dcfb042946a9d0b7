"""The one current cell, shared by maps, table and inspector."""

from PySide6.QtCore import QObject, Signal, Slot

from gradviz.checking.result import CheckResult


class CellController(QObject):
    """Holds which entry of theta is looked at: the chosen one, or the hovered one for a while.

    Signals
    -------
    cell_changed(object)
        The index of the entry to show, or None.
    """

    cell_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chosen: int | None = None
        self._hovered: int | None = None

    @property
    def cell(self) -> int | None:
        """The entry to show."""
        return self._chosen if self._hovered is None else self._hovered

    def fit(self, result: CheckResult) -> None:
        """Keep the current cell if the result has it; else take the worst one."""
        if self._hovered is not None and self._hovered >= result.size:
            self._hovered = None
        if self._chosen is None or self._chosen >= result.size:
            worst = result.worst(1)
            self._chosen = int(worst[0]) if worst.size else 0
        self.cell_changed.emit(self.cell)

    @Slot(int)
    def choose(self, index: int) -> None:
        """Make an entry the current one, until another is chosen."""
        self._chosen, self._hovered = index, None
        self.cell_changed.emit(index)

    @Slot(object)
    def hover(self, index: int | None) -> None:
        """Show an entry while the pointer is on it; None shows the chosen one again."""
        if index != self._hovered:
            self._hovered = index
            self.cell_changed.emit(self.cell)
