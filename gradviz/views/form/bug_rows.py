"""The rows of the tree of bugs."""

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QIcon, QPainter, QPalette
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidgetItem,
)

from gradviz.network.bugs import Bug
from gradviz.presenting.choices import sentence
from gradviz.presenting.edits import line_name
from gradviz.views.form.controls import paint_box

_TOOL_TIP = Qt.ItemDataRole.ToolTipRole
_SPOKEN = Qt.ItemDataRole.AccessibleTextRole
_ROW_HEIGHT = 1.4  # of the height of the text
ID_ROLE = Qt.ItemDataRole.UserRole


class LineRow(QTreeWidgetItem):
    """A line of the backward pass as it stands now."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.now = ""
        self.correct = ""
        self.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)

    @property
    def is_changed(self) -> bool:
        """Whether the line is not the correct one."""
        return self.now != self.correct

    def show_line(self, now: str, correct: str) -> None:
        """Show the line."""
        self.now, self.correct = now, correct
        self.setText(0, now)
        words = f"{now}\nRight: {correct}" if self.is_changed else now
        self.setData(0, _TOOL_TIP, words)
        self.setData(0, _SPOKEN, f"{now}, changed by a bug" if self.is_changed else now)

    def set_mark(self, icon: QIcon, colour: QColor) -> None:
        """Mark the line if it is changed."""
        self.setIcon(0, icon if self.is_changed else QIcon())
        self.setForeground(0, QBrush(colour) if self.is_changed else QBrush())

    def set_code_font(self, font: QFont) -> None:
        """Write the line as code."""
        self.setFont(0, font)


class EditRow(QTreeWidgetItem):
    """Something that can be ticked: a bug of the catalogue or a line typed by hand."""

    def __init__(self, title: str, key: str, searched: str) -> None:
        super().__init__()
        self.key = key
        self.reason: str | None = None
        self._searched = searched.casefold()
        self.setText(0, title)
        self.setData(0, ID_ROLE, key)
        self.setCheckState(0, Qt.CheckState.Unchecked)

    @property
    def is_ticked(self) -> bool:
        """Whether the box is ticked."""
        return self.checkState(0) == Qt.CheckState.Checked

    @property
    def line_row(self) -> LineRow:
        """The row of the line that it replaces."""
        return cast(LineRow, self.parent())

    def set_ticked(self, ticked: bool) -> None:
        """Tick the box or not."""
        if ticked != self.is_ticked:
            self.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def set_reason(self, reason: str | None) -> None:
        """Say why it cannot be ticked, or that it can; what is ticked can be ticked off."""
        ticked_off = "; tick it off, or change the network" if self.is_ticked else ""
        self.reason = f"{sentence(reason).rstrip('.')}{ticked_off}." if reason else None
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if reason is None or self.is_ticked:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if flags != self.flags():
            self.setFlags(flags)
        tip = self.reason or self.plain_tip()
        if tip != self.data(0, _TOOL_TIP):
            self.setData(0, _TOOL_TIP, tip)
            self.setData(0, _SPOKEN, f"{self.text(0)}. {tip}" if reason else self.text(0))

    def set_mark(self, icon: QIcon, colour: QColor) -> None:
        """Mark it if it is ticked and cannot be made."""
        is_wrong = self.is_ticked and self.reason is not None
        self.setIcon(0, icon if is_wrong else QIcon())
        self.setForeground(0, QBrush(colour) if is_wrong else QBrush())

    def matches(self, words: list[str]) -> bool:
        """Return whether it holds every word, given in lower case."""
        return all(word in self._searched for word in words)

    def plain_tip(self) -> str:
        """Return the tool tip of a row that can be ticked."""
        raise NotImplementedError


class BugRow(EditRow):
    """A bug of the catalogue."""

    def __init__(self, bug: Bug) -> None:
        self.bug = bug
        searched = f"{bug.id} {bug.title} {bug.line} {bug.family} {bug.story}"
        super().__init__(bug.title, bug.id, searched)
        self.set_reason(None)

    def plain_tip(self) -> str:
        """Return the story of the bug."""
        return self.bug.story


class OwnLineRow(EditRow):
    """A line typed by hand."""

    def __init__(self, text: str) -> None:
        expression = text.partition("=")[2].strip()
        super().__init__(f"own line: {expression}", text, f"own line {text}")
        self.line = line_name(text)
        self.set_reason(None)

    def plain_tip(self) -> str:
        """Return what it is."""
        return f"Typed by hand: {self.key}"


class BugDelegate(QStyledItemDelegate):
    """Draws a row that cannot be ticked as disabled, though it can be read and walked to."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Leave room between the rows for a finger or an unsteady mouse."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), round(_ROW_HEIGHT * option.fontMetrics.height()))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the outline of the box anew: the style's own is lost on a dark ground."""
        super().paint(painter, option, index)
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        if not drawn.features & QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator:
            return
        part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        style = drawn.widget.style()
        box = style.subElementRect(part, drawn, drawn.widget)
        enabled = bool(drawn.state & QStyle.StateFlag.State_Enabled)
        group = QPalette.ColorGroup.Normal if enabled else QPalette.ColorGroup.Disabled
        drawn.palette.setCurrentColorGroup(group)
        paint_box(painter, box, drawn.palette)

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Grey a row with a box that takes no tick."""
        super().initStyleOption(option, index)
        checkable = bool(index.flags() & Qt.ItemFlag.ItemIsUserCheckable)
        if index.data(Qt.ItemDataRole.CheckStateRole) is not None and not checkable:
            option.state &= ~QStyle.StateFlag.State_Enabled
            # The style has one highlight for both states: a greyed text on it cannot be read.
            disabled, normal = QPalette.ColorGroup.Disabled, QPalette.ColorGroup.Normal
            text = option.palette.color(normal, QPalette.ColorRole.HighlightedText)
            option.palette.setColor(disabled, QPalette.ColorRole.HighlightedText, text)
