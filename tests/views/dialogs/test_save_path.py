"""Asking where to save, by the keys and buttons of the dialogs."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gradviz.views.dialogs.save_path import ask_save_path

KINDS = "CSV file (*.csv);;JSON file (*.json)"
YES, NO = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No


class User(QObject):
    """Types names one after the other, and answers questions; ends with Escape."""

    def __init__(self, names: list[str], answer: QMessageBox.StandardButton) -> None:
        super().__init__()
        self._names, self._answer = list(names), answer
        self._typed = ""
        self.asked: list[str] = []
        self._timer = QTimer(self, interval=5)
        self._timer.timeout.connect(self._act)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _act(self) -> None:
        dialog, popup = QApplication.activeModalWidget(), QApplication.activePopupWidget()
        if popup is not None:
            QTest.keyClick(popup, Qt.Key.Key_Escape)  # the names that would complete it
        elif isinstance(dialog, QMessageBox):
            self.asked.append(dialog.text())
            QTest.mouseClick(dialog.button(self._answer), Qt.MouseButton.LeftButton)
        elif isinstance(dialog, QFileDialog):
            self._choose(dialog)

    def _choose(self, dialog: QFileDialog) -> None:
        edit, buttons = dialog.findChild(QLineEdit), dialog.findChild(QDialogButtonBox)
        assert edit is not None
        assert buttons is not None
        if edit.text() == self._typed:  # a first click may only have put the list of names away
            save = buttons.button(QDialogButtonBox.StandardButton.Save)
            QTest.mouseClick(save, Qt.MouseButton.LeftButton)
        elif self._names:
            self._timer.stop()  # events are processed between two keys
            self._typed = self._names.pop(0)
            edit.selectAll()
            QTest.keyClicks(edit, self._typed)
            self._timer.start()
        else:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def asked(
    parent: QWidget, folder: Path, names: list[str], answer: QMessageBox.StandardButton = NO
) -> tuple[Path | None, list[str]]:
    """Return the path that came of it, and the questions that were put."""
    user = User(names, answer)
    try:
        return ask_save_path(parent, "Export curve", folder / "curve.csv", KINDS), user.asked
    finally:
        user.stop()


def test_the_suffix_of_the_kind_is_added(parent: QWidget, tmp_path: Path) -> None:
    assert asked(parent, tmp_path, ["x"]) == (tmp_path / "x.csv", [])


def test_a_suffix_that_was_typed_stays(parent: QWidget, tmp_path: Path) -> None:
    assert asked(parent, tmp_path, ["x.json"]) == (tmp_path / "x.json", [])


def test_nothing_is_saved_after_escape(parent: QWidget, tmp_path: Path) -> None:
    assert asked(parent, tmp_path, []) == (None, [])


def test_a_file_that_is_there_is_asked_about(parent: QWidget, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("mine")
    path, questions = asked(parent, tmp_path, ["x"], YES)
    assert path == tmp_path / "x.csv"
    assert len(questions) == 1
    assert questions[0].startswith("x.csv already exists.")


def test_who_does_not_want_to_replace_it_is_asked_for_another_name(
    parent: QWidget, tmp_path: Path
) -> None:
    (tmp_path / "x.csv").write_text("mine")
    path, questions = asked(parent, tmp_path, ["x", "y"])
    assert path == tmp_path / "y.csv"
    assert len(questions) == 1
    assert asked(parent, tmp_path, ["x"])[0] is None
