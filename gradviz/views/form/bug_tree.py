"""The tree of bugs, by line."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from gradviz.network.backward import LINE_NAMES, correct_lines
from gradviz.network.bug_fits import Form, bugs_of_line, misfits
from gradviz.network.bugs import bugs
from gradviz.presenting.edits import Edits, line_name
from gradviz.views.common.looks import Look, monospace_font
from gradviz.views.form.bug_rows import BugDelegate, BugRow, EditRow, LineRow, OwnLineRow


class BugTree(QTreeWidget):
    """The lines of the backward pass as they stand, each with the bugs that replace it.

    Signals
    -------
    edits_changed(object)
        The user ticked something on or off; with the new `Edits`.
    """

    edits_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bug_list")
        self.setAccessibleName("Bugs by the line that they replace")
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._delegate = BugDelegate(self)
        self.setItemDelegate(self._delegate)
        self._form: Form | None = None
        self._edits = Edits()
        self._words: list[str] = []
        self._look: Look | None = None
        self._lines = {name: LineRow(name) for name in LINE_NAMES}
        self._rows: dict[str, EditRow] = {}
        self._add_rows()
        self._fit_icons()
        self.itemChanged.connect(self._on_item_changed)
        self.itemClicked.connect(self._on_item_clicked)
        self.itemExpanded.connect(self._on_item_expanded)

    @property
    def form(self) -> Form | None:
        """The form of the network that the bugs are for."""
        return self._form

    def set_state(self, form: Form, edits: Edits) -> None:
        """Show which bugs are in and which fit."""
        if (form, edits) == (self._form, self._edits):
            return
        new = set(edits.bugs) - set(self._edits.bugs)
        self._form, self._edits = form, edits
        with QSignalBlocker(self):
            self._keep_own_lines()
            for key, row in self._rows.items():
                row.set_ticked(key in edits.bugs or key in edits.lines)
            self._show_lines()
            self._show_fits()
        for bug_id in new:
            self._rows[bug_id].line_row.setExpanded(True)
        self._filter()
        self.viewport().update()

    def set_filter(self, text: str) -> None:
        """Show only what holds every word of a text, and what is ticked."""
        words = text.casefold().split()
        if words == self._words:
            return
        self._words = words
        self._filter()
        for row in self._lines.values():
            row.setExpanded(bool(words) or any(child.is_ticked for child in _children(row)))

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        with QSignalBlocker(self):
            for row in self._lines.values():
                self._mark(row)
            self._show_fits()

    def first_match(self) -> QTreeWidgetItem | None:
        """Return the first row that the filter lets through."""
        for row in self._lines.values():
            if not row.isHidden():
                found = (child for child in _children(row) if not child.isHidden())
                return next(found, row) if self._words else row
        return None

    def showEvent(self, event: QShowEvent) -> None:
        """Find out what fits, which is left until it can be seen."""
        super().showEvent(event)
        with QSignalBlocker(self):
            self._show_fits()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text, which items do not do by themselves."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_icons()
            self.scheduleDelayedItemsLayout()

    def _fit_icons(self) -> None:
        side = self.fontMetrics().height()
        self.setIconSize(QSize(side, side))

    def _add_rows(self) -> None:
        font = monospace_font()
        for name, row in self._lines.items():
            row.set_code_font(font)
            self.addTopLevelItem(row)
            for bug in bugs_of_line(name):
                self._rows[bug.id] = BugRow(bug)
                row.addChild(self._rows[bug.id])

    def _keep_own_lines(self) -> None:
        """Add rows for typed lines; one that is ticked off stays until another takes its place."""
        for text in self._edits.lines:
            if text in self._rows:
                continue
            line = self._lines.get(line_name(text))
            if line is None:
                continue
            for old in [child for child in _children(line) if isinstance(child, OwnLineRow)]:
                line.removeChild(old)
                del self._rows[old.key]
            self._rows[text] = OwnLineRow(text)
            line.insertChild(0, self._rows[text])
            line.setExpanded(True)

    def _show_lines(self) -> None:
        assert self._form is not None
        activation = self._form.activation
        correct = {name: f"{name} = {text}" for name, text in correct_lines(activation).items()}
        now = correct | {line_name(text): text for text in self._edits.lines}
        for bug_id in self._edits.bugs:
            bug = bugs()[bug_id]
            if bug.applies_to(activation):
                now[bug.line] = str(bug.replacement(activation))
        for name, row in self._lines.items():
            if (row.now, row.correct) != (now[name], correct[name]):
                row.show_line(now[name], correct[name])
                self._mark(row)

    def _mark(self, row: LineRow) -> None:
        if self._look is not None:
            row.set_mark(self._look.icon("bug"), self._look.colour("fail.mark"))

    def _show_fits(self) -> None:
        for row in self._lines.values():
            ticked = any(child.is_ticked for child in _children(row))
            if ticked or (self.isVisible() and row.isExpanded()):
                self._show_fits_of(row)

    def _show_fits_of(self, row: LineRow) -> None:
        if self._form is None:
            return
        reasons = misfits(row.name, self._form)
        for child in _children(row):
            child.set_reason(reasons.get(child.key))
            if self._look is not None:
                child.set_mark(self._look.icon("warning"), self._look.colour("invalid"))

    def _filter(self) -> None:
        for row in self._lines.values():
            children = list(_children(row))
            for child in children:
                child.setHidden(not (child.is_ticked or child.matches(self._words)))
            hidden = bool(self._words) and all(child.isHidden() for child in children)
            row.setHidden(hidden)

    def _on_item_changed(self, item: QTreeWidgetItem) -> None:
        if not isinstance(item, EditRow) or self._form is None:
            return
        was_ticked = item.key in self._edits.bugs or item.key in self._edits.lines
        if item.is_ticked == was_ticked:
            return
        if item.is_ticked and item.key in misfits(item.line_row.name, self._form):
            with QSignalBlocker(self):
                item.set_ticked(False)
            return
        edits = self._toggled(item)
        self.set_state(self._form, edits)
        self.setCurrentItem(item)  # a click on a box makes no row current, and it is read about
        self.edits_changed.emit(edits)

    def _toggled(self, row: EditRow) -> Edits:
        edits, key = self._edits, row.key
        if isinstance(row, BugRow):
            return edits.with_bug(key) if row.is_ticked else edits.without_bug(key)
        return edits.with_text(key) if row.is_ticked else edits.without_text(key)

    def _on_item_clicked(self, item: QTreeWidgetItem) -> None:
        if isinstance(item, LineRow):
            item.setExpanded(not item.isExpanded())

    def _on_item_expanded(self, item: QTreeWidgetItem) -> None:
        if isinstance(item, LineRow):
            with QSignalBlocker(self):
                self._show_fits_of(item)


def _children(row: LineRow) -> Iterator[EditRow]:
    for place in range(row.childCount()):
        child = row.child(place)
        if isinstance(child, EditRow):
            yield child
