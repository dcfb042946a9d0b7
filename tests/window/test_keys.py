"""F1 lists every key that does something, and each of them does something."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

import gradviz.views
from gradviz.app import Program
from gradviz.views.common.keys import key_text
from gradviz.views.curves.log_plot import LogPlot
from gradviz.views.curves.one_d_errors import OneDErrorPlot
from gradviz.views.curves.one_d_plot import OneDPlot
from gradviz.views.maps.heat_map import HeatMap
from gradviz.views.pages.lines.computation_graph import ComputationGraph
from tests.helpers.window import press, settled

NONE = Qt.KeyboardModifier.NoModifier
PLAIN_KEYS = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    *(Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Delete),
    *(Qt.Key.Key_Backspace, Qt.Key.Key_Insert, Qt.Key.Key_Plus, Qt.Key.Key_Minus),
    Qt.Key.Key_0,
)
# Takes keys over from Qt's own widget, where Qt's keys are what is expected.
NO_KEYS_OF_THEIR_OWN = {"CalmComboBox", "StepsText"}


def listed(program: Program) -> list[tuple[str, str]]:
    """Open the list with F1, and return its rows: what is done, and the keys."""
    press(program, Qt.Key.Key_F1)
    dialog = program.window.findChild(QDialog, "keys_dialog")
    assert dialog is not None
    table = dialog.findChild(QTreeWidget, "keys_table")
    assert table is not None
    items = table.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive)
    rows = [(item.text(0), item.text(1)) for item in items if item.parent()]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    return rows


def open_all(program: Program, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F6, Qt.Key.Key_F2):
        press(program, key)
        settled(program, qtbot)
        QApplication.processEvents()


def view_classes() -> Iterator[type[QWidget]]:
    """Yield every widget class of the views."""
    for module in pkgutil.walk_packages(gradviz.views.__path__, "gradviz.views."):
        for value in vars(importlib.import_module(module.name)).values():
            is_widget = isinstance(value, type) and issubclass(value, QWidget)
            if is_widget and value.__module__ == module.name:
                yield value


def test_every_shortcut_of_the_window_is_listed(program: Program, qtbot: QtBot) -> None:
    settled(program, qtbot)
    open_all(program, qtbot)
    shown = " ".join(keys for _, keys in listed(program))
    actions: list[QAction] = program.window.findChildren(QAction)
    native = QKeySequence.SequenceFormat.NativeText
    shortcuts = {key.toString(native) for action in actions for key in action.shortcuts()}
    assert len(shortcuts) > 25
    assert not [key for key in shortcuts if key not in shown]


def test_every_listed_action_has_the_key_that_is_listed(program: Program, qtbot: QtBot) -> None:
    settled(program, qtbot)
    rows = dict(listed(program))
    for _, actions in program.window.actions_by_name.by_menu():
        for action in actions:
            keys = rows[action.text().replace("&", "")]
            native = QKeySequence.SequenceFormat.NativeText
            assert keys == " or ".join(key.toString(native) for key in action.shortcuts())


def test_every_widget_that_takes_keys_is_listed(program: Program, qtbot: QtBot) -> None:
    settled(program, qtbot)
    rows = listed(program)
    takes = [each for each in view_classes() if "keyPressEvent" in vars(each)]
    assert len(takes) >= 10
    for each in takes:
        if each.__name__ in NO_KEYS_OF_THEIR_OWN:
            continue
        keys: Any = getattr(each, "KEYS", None)
        assert keys, f"{each.__name__} takes keys and does not say which"
        for words, wanted in keys:
            # A base of two plots is listed with either of them.
            assert (words, ", ".join(map(key_text, wanted))) in rows, (each.__name__, words)


@pytest.mark.parametrize("kind", [HeatMap, LogPlot, OneDPlot, OneDErrorPlot, ComputationGraph])
def test_a_picture_takes_the_keys_that_are_listed_and_no_other(
    program: Program, qtbot: QtBot, kind: type[QWidget]
) -> None:
    settled(program, qtbot)
    open_all(program, qtbot)
    found: Any = program.window.findChildren(kind)
    assert found
    picture = found[0]
    named = {key for _, keys in picture.KEYS for key in keys}
    taken = set()
    for key in PLAIN_KEYS:
        event = QKeyEvent(QEvent.Type.KeyPress, key, NONE)
        picture.keyPressEvent(event)
        if event.isAccepted():
            taken.add(key)
    assert taken == named
