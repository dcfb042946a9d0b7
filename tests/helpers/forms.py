"""Driving a form as a user does."""

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

W = TypeVar("W", bound=QWidget)


def child(widget: QWidget, kind: type[W], name: str) -> W:
    """Return the one widget of this name; a widget may be its own."""
    if widget.objectName() == name and isinstance(widget, kind):
        return widget
    found = widget.findChildren(kind, name)
    assert len(found) == 1, f"{len(found)} widgets are called {name}"
    return found[0]


def show_active(widget: QWidget) -> None:
    """Show a window and wait until it has the keyboard."""
    widget.show()
    widget.activateWindow()
    assert QTest.qWaitForWindowActive(widget)


def type_into(widget: QWidget, name: str, text: str) -> QLineEdit:
    """Select all of a field and type, one key after the other."""
    edit = child(widget, QLineEdit, name)
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if text:
        QTest.keyClicks(edit, text)
    else:
        QTest.keyClick(edit, Qt.Key.Key_Backspace)
    return edit


def choose(widget: QWidget, name: str, title: str) -> None:
    """Open the list of a combo box and take an entry."""
    combo = child(widget, QComboBox, name)
    place = combo.findText(title)
    assert place >= 0, f"no {title} in {name}"
    combo.showPopup()
    view = combo.view()
    view.setCurrentIndex(combo.model().index(place, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)


def bug_row(tree: QTreeWidget, key: str) -> QTreeWidgetItem:
    """Return the row of a bug or of a typed line."""
    return next(row for row in rows(tree) if row.data(0, Qt.ItemDataRole.UserRole) == key)


def rows(tree: QTreeWidget) -> Iterator[QTreeWidgetItem]:
    """Return every row below a line."""
    for top in range(tree.topLevelItemCount()):
        line = tree.topLevelItem(top)
        assert line is not None
        for place in range(line.childCount()):
            row = line.child(place)
            assert row is not None
            yield row


def click_box(tree: QTreeWidget, key: str) -> None:
    """Click on the box of a bug or of a typed line."""
    row = bug_row(tree, key)
    parent = row.parent()
    assert parent is not None
    parent.setExpanded(True)
    tree.scrollToItem(row)
    place = tree.visualItemRect(row)
    middle = place.center()
    # The box is at the left end of the row.
    middle.setX(place.left() + place.height() // 2)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=middle)
