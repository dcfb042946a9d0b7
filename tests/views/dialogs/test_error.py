"""The dialog of an unforeseen error calms first, and has everything to copy."""

import platform
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz.views.dialogs.error import ErrorDialog
from gradviz.views.dialogs.versions import program_versions

TRACEBACK = (
    "Traceback (most recent call last):\n"
    '  File "check.py", line 7, in start\n'
    "    raise RuntimeError(text)\n"
    "RuntimeError: the <b>7</b> hills\n"
)


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[ErrorDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ErrorDialog(TRACEBACK, program_versions(), parent)
    dialog.open()
    yield dialog
    dialog.reject()


def button(dialog: ErrorDialog, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert found is not None
    return found


def details(dialog: ErrorDialog) -> QPlainTextEdit:
    found = dialog.findChild(QPlainTextEdit, "details_field")
    assert found is not None
    return found


def texts(dialog: ErrorDialog) -> list[str]:
    return [each.accessibleName() for each in dialog.findChildren(QLabel) if each.text()]


def test_it_says_that_nothing_is_lost(dialog: ErrorDialog) -> None:
    said = texts(dialog)
    assert said[0] == "Something went wrong that GradViz did not foresee."
    assert said[1] == "RuntimeError: the <b>7</b> hills"
    assert "What you entered is kept, and the program goes on." in said[2]
    assert not any("Traceback" in each for each in said)
    assert all(
        each.textFormat() == Qt.TextFormat.PlainText
        for each in dialog.findChildren(QLabel)
        if each.text()
    )


def test_the_details_are_folded_until_asked_for(dialog: ErrorDialog) -> None:
    assert not details(dialog).isVisible()
    fold = button(dialog, "details_button")
    QTest.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert details(dialog).isVisible()
    assert fold.accessibleName() == "Hide details"
    QTest.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert not details(dialog).isVisible()
    assert fold.accessibleName() == "Details"


def test_the_details_hold_the_traceback_and_the_versions(dialog: ErrorDialog) -> None:
    field = details(dialog)
    text = field.toPlainText()
    assert text.startswith(TRACEBACK)
    assert f"Python {platform.python_version()}\n" in text
    assert f"NumPy {np.__version__}\n" in text
    assert field.fontInfo().fixedPitch()
    QTest.mouseClick(button(dialog, "details_button"), Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "x")
    assert field.toPlainText() == text


def test_copy_puts_all_of_it_on_the_clipboard(dialog: ErrorDialog) -> None:
    QGuiApplication.clipboard().clear()
    copy = button(dialog, "copy_button")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == details(dialog).toPlainText()
    assert TRACEBACK in QGuiApplication.clipboard().text()
    assert copy.text().replace("&", "") == "Copied"
    assert dialog.isVisible()


def test_a_long_summary_is_cut_where_it_is_shown(qtbot: QtBot) -> None:
    dialog = ErrorDialog("Traceback:\n  File\nValueError: " + "long " * 500 + "\nsecond line\n", {})
    qtbot.addWidget(dialog)
    shown = texts(dialog)[1]
    assert shown.startswith("ValueError: long long")
    assert shown.endswith("…")
    assert len(shown) == 200


def test_more_errors_go_into_the_open_dialog(dialog: ErrorDialog) -> None:
    copy = button(dialog, "copy_button")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    dialog.add_error(TRACEBACK)
    dialog.add_error("KeyError: 'W4'\n")
    text = details(dialog).toPlainText()
    assert text.count("RuntimeError: the") == 1
    assert "hills\n(2 times)\n" in text
    assert "\nKeyError: 'W4'\n" in text
    assert copy.text().replace("&", "") == "Copy details"


def test_a_flood_of_errors_is_held_back(dialog: ErrorDialog) -> None:
    for number in range(1000):
        dialog.add_error(f"KeyError: {number}")
    assert details(dialog).toPlainText().count("KeyError") == 9


def test_an_error_without_details_is_shown_too(qtbot: QtBot) -> None:
    dialog = ErrorDialog("", {"GradViz": "0"})
    qtbot.addWidget(dialog)
    assert texts(dialog)[1] == "There are no details."
