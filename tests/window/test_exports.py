"""What is taken out of the window: made by the worker, told in the status bar, stopped by Esc."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.reporting.as_json import json_text
from gradviz.reporting.as_text import report
from tests.helpers.window import press, settled

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Chooses = Callable[[Path], None]


@pytest.fixture
def chooses(monkeypatch: pytest.MonkeyPatch) -> Chooses:
    """Return what makes the user choose a file whenever one is asked for."""

    def choose(path: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_rest: (str(path), ""))

    return choose


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an export that never ends by itself."""

    def steps(_result: object) -> Iterator[float]:
        while True:
            yield 0.25

    monkeypatch.setattr("gradviz.reporting.as_json.full_json_steps", steps)


def said(program: Program) -> str:
    return program.window.statusBar().currentMessage()


def test_all_numbers_are_written_as_json(
    program: Program, qtbot: QtBot, chooses: Chooses, tmp_path: Path
) -> None:
    result = settled(program, qtbot)
    path = tmp_path / "check.json"
    chooses(path)
    press(program, Qt.Key.Key_E, CONTROL)
    qtbot.waitUntil(lambda: said(program) == "Wrote check.json.")
    assert json.loads(path.read_text()) == json.loads(json_text(result, full=True))


@pytest.mark.parametrize("name", ["maps.png", "maps.svg"])
def test_the_maps_are_written_as_a_picture(
    program: Program, qtbot: QtBot, chooses: Chooses, tmp_path: Path, name: str
) -> None:
    settled(program, qtbot)
    chooses(tmp_path / name)
    press(program, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: said(program) == f"Wrote {name}.")
    assert (tmp_path / name).read_bytes()[:4] in (b"\x89PNG", b"<svg", b"<?xm")


def test_the_report_is_copied(program: Program, qtbot: QtBot) -> None:
    result = settled(program, qtbot)
    QGuiApplication.clipboard().setText("")
    press(program, Qt.Key.Key_C, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: said(program) == "The report is on the clipboard.")
    assert QGuiApplication.clipboard().text() == report(result)


def test_a_file_that_cannot_be_written_is_explained(
    program: Program, qtbot: QtBot, chooses: Chooses, tmp_path: Path
) -> None:
    settled(program, qtbot)
    chooses(tmp_path / "no" / "place.json")
    press(program, Qt.Key.Key_E, CONTROL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    assert "place.json cannot be written" in dialog.accessibleDescription()
    dialog.reject()


@pytest.mark.usefixtures("endless")
def test_a_long_one_says_how_far_it_is_and_is_stopped_by_escape(
    program: Program, qtbot: QtBot, chooses: Chooses, tmp_path: Path
) -> None:
    settled(program, qtbot)
    chooses(tmp_path / "long.json")
    press(program, Qt.Key.Key_E, CONTROL)
    qtbot.waitUntil(lambda: said(program) == "Writing long.json: 25%. Esc stops it.")
    press(program, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: said(program) == "Writing long.json: stopped.")
    assert list(tmp_path.glob("*.json")) == []


def test_what_is_stopped_in_its_last_step_is_not_written(
    program: Program,
    qtbot: QtBot,
    chooses: Chooses,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settled(program, qtbot)
    path, is_made, goes_on = tmp_path / "maps.svg", Event(), Event()

    def slow(_result: object) -> str:
        is_made.set()
        goes_on.wait()
        return "<svg/>"

    monkeypatch.setattr("gradviz.reporting.picture.check_svg", slow)
    chooses(path)
    press(program, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(is_made.is_set)
    press(program, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: said(program) == "Writing maps.svg: stopped.")
    goes_on.set()
    program.files.close()  # waits for the worker
    assert not path.exists()


@pytest.mark.usefixtures("endless")
def test_another_one_does_not_drop_the_one_that_is_made(
    program: Program, qtbot: QtBot, chooses: Chooses, tmp_path: Path
) -> None:
    settled(program, qtbot)
    chooses(tmp_path / "first.json")
    press(program, Qt.Key.Key_E, CONTROL)
    press(program, Qt.Key.Key_C, CONTROL | SHIFT)
    assert said(program) == "Writing first.json first. Esc stops it."
    qtbot.waitUntil(lambda: said(program).startswith("Writing first.json: 25%"))
