"""The list of keys is what the actions say."""

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from gradviz.views.dialogs.keys import KeysDialog


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def action(parent: QWidget, text: str, *keys: str) -> QAction:
    made = QAction(text, parent)
    made.setShortcuts([QKeySequence(key) for key in keys])
    return made


def listed(dialog: KeysDialog) -> dict[str, list[tuple[str, str]]]:
    table = dialog.findChild(QTreeWidget, "keys_table")
    assert table is not None
    found = {}
    for top in range(table.topLevelItemCount()):
        head = table.topLevelItem(top)
        assert head is not None
        assert head.isExpanded()
        rows = [head.child(place) for place in range(head.childCount())]
        found[head.text(0)] = [(row.text(0), row.text(1)) for row in rows if row is not None]
    return found


def test_every_action_is_listed_with_its_keys(parent: QWidget) -> None:
    actions = {
        "File": [action(parent, "&Open…", "Ctrl+O"), action(parent, "&Quit", "Ctrl+Q")],
        "Edit": [action(parent, "&Redo", "Ctrl+Shift+Z", "Ctrl+Y"), action(parent, "R&eset")],
    }
    assert listed(KeysDialog(actions, parent=parent)) == {
        "File": [("Open…", "Ctrl+O"), ("Quit", "Ctrl+Q")],
        "Edit": [("Redo", "Ctrl+Shift+Z or Ctrl+Y"), ("Reset", "")],
    }


def test_a_disabled_action_is_listed_and_a_hidden_one_is_not(parent: QWidget) -> None:
    undo, hidden = action(parent, "Undo", "Ctrl+Z"), action(parent, "Hidden", "Ctrl+H")
    undo.setEnabled(False)
    hidden.setVisible(False)
    dialog = KeysDialog({"Edit": [undo, hidden], "Empty": []}, parent=parent)
    assert listed(dialog) == {"Edit": [("Undo", "Ctrl+Z")]}


def test_a_doubled_ampersand_is_one(parent: QWidget) -> None:
    dialog = KeysDialog({"File": [action(parent, "&Save && check")]}, parent=parent)
    assert listed(dialog) == {"File": [("Save & check", "")]}


def test_other_keys_follow(parent: QWidget) -> None:
    dialog = KeysDialog(
        {"File": [action(parent, "&Quit", "Ctrl+Q")]},
        {"In a map": [("Move the current cell", "Arrow keys")]},
        parent,
    )
    assert list(listed(dialog)) == ["File", "In a map"]
    assert listed(dialog)["In a map"] == [("Move the current cell", "Arrow keys")]


def test_a_short_list_shows_whole(parent: QWidget) -> None:
    dialog = KeysDialog(
        {"File": [action(parent, "A rather long name", "Ctrl+Shift+Q")]}, parent=parent
    )
    dialog.open()
    table = dialog.findChild(QTreeWidget, "keys_table")
    assert table is not None
    for column in (0, 1):
        assert table.columnWidth(column) >= table.sizeHintForColumn(column)
    assert table.verticalScrollBar().maximum() == 0
    assert table.horizontalScrollBar().maximum() == 0
    dialog.reject()
