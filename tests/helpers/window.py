"""What the tests of the window do over and over, as a user does it."""

from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.checking.result import CheckResult

W = TypeVar("W", bound=QWidget)


def child(program: Program, kind: type[W], name: str) -> W:
    """Return the one widget of this name."""
    found = program.window.findChild(kind, name)
    assert found is not None, f"no {kind.__name__} named {name}"
    return found


def shown_text(program: Program, name: str) -> str:
    """Return the text that a widget shows."""
    widget: Any = child(program, QWidget, name)
    return str(widget.text())


def type_into(program: Program, qtbot: QtBot, name: str, text: str) -> QLineEdit:
    """Replace what a field holds by typing."""
    field = child(program, QLineEdit, name)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text) if text else qtbot.keyClick(field, Qt.Key.Key_Delete)
    return field


def press(program: Program, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key in the window, wherever the focus is."""
    QTest.keyClick(program.window, key, modifiers)


def settled(program: Program, qtbot: QtBot) -> CheckResult:
    """Wait until nothing runs, and return what is shown."""
    qtbot.waitUntil(lambda: not program.checks.is_running, timeout=20_000)
    result = program.results.result
    assert result is not None
    qtbot.waitUntil(lambda: program.results.shown is result)
    return result
