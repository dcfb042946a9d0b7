"""The list of all actions and their keys."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from gradviz.views.dialogs.plain import PlainDialog

Row = tuple[str, str]  # an action and its keys


class KeysDialog(PlainDialog):
    """Lists what can be done and by which keys.

    Parameters
    ----------
    actions
        The actions by the title of their menu.
    other_keys
        Keys that are not actions, such as the arrows in a map: what they do and what they are
        called, by the title of their group.
    parent
        The window that it belongs to.
    """

    def __init__(
        self,
        actions: Mapping[str, Sequence[QAction]],
        other_keys: Mapping[str, Sequence[Row]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("keys_dialog", "Keys", parent)
        table = _KeyTable(self)
        for title, group in actions.items():
            table.add_group(title, [_row(each) for each in group if each.isVisible()])
        for title, rows in (other_keys or {}).items():
            table.add_group(title, rows)
        self.body.addWidget(table, 1)
        self.finish()


class _KeyTable(QTreeWidget):
    """Two columns, in groups that are always open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys_table")
        self.setAccessibleName("Actions and their keys")
        self.setHeaderLabels(["Action", "Keys"])
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setSectionsMovable(False)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(self.fontMetrics().height())
        # Tab leads out; the arrows move within.
        self.setTabKeyNavigation(False)
        self._rows = 0

    def add_group(self, title: str, rows: Sequence[Row]) -> None:
        """Add a group below the others, unless it is empty."""
        if not rows:
            return
        head = QTreeWidgetItem(self, [title])
        font = head.font(0)
        font.setBold(True)
        head.setFont(0, font)
        head.addChildren([QTreeWidgetItem([*row]) for row in rows])
        head.setExpanded(True)
        head.setFirstColumnSpanned(True)
        self._rows += 1 + len(rows)

    def sizeHint(self) -> QSize:
        """Ask for all rows."""
        em = self.fontMetrics().height()
        columns = self.sizeHintForColumn(0) + self.sizeHintForColumn(1)
        frame = 2 * self.frameWidth()
        return QSize(
            columns + frame + 2 * em + self.verticalScrollBar().sizeHint().width(),
            self._rows * self.sizeHintForRow(0) + self.header().sizeHint().height() + frame,
        )

    def minimumSizeHint(self) -> QSize:
        """Stay large enough to read."""
        em = self.fontMetrics().height()
        return QSize(10 * em, 5 * em)


def _row(action: QAction) -> Row:
    keys = [each.toString(QKeySequence.SequenceFormat.NativeText) for each in action.shortcuts()]
    return _plain(action.text()), " or ".join(keys)


def _plain(text: str) -> str:
    """Return the text of a menu without the sign of its access key; a doubled sign is a sign."""
    return "&".join(part.replace("&", "") for part in text.split("&&"))
