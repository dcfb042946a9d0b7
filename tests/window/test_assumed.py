"""Given gradients in the window: what is assumed is said, and what fits is one click away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.checking.result import CheckResult
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.cases import case
from tests.helpers.other_passes import OtherPass, random_arrays
from tests.helpers.window import child, press, settled, shown_text

MakeProgram = Callable[..., Program]
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drop(program: Program, path: Path) -> None:
    """Drop a file on the window, as from a file manager."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    centre, copy = program.window.rect().center(), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(centre, copy, data, LEFT, NO_KEYS)
    QApplication.sendEvent(program.window, enter)
    QApplication.sendEvent(program.window, QDropEvent(QPointF(centre), copy, data, LEFT, NO_KEYS))


def opened(program: Program, qtbot: QtBot, path: Path) -> CheckResult:
    settled(program, qtbot)
    drop(program, path)
    qtbot.waitUntil(lambda: network_of(program.experiments.experiment).given is not None)
    return settled(program, qtbot)


def test_the_button_checks_as_what_the_gradients_are_right_for_and_undo_takes_it_back(
    program: Program, qtbot: QtBot
) -> None:
    result = opened(program, qtbot, case("activation_forgotten"))
    assert result.verdict == "inconclusive"
    assert "right for tanh; this check assumes ReLU" in shown_text(program, "verdict_label")
    assert "assumes ReLU and the logits cost" in shown_text(program, "source_label")
    button = child(program, QPushButton, "remedy_button")
    assert button.text() == "Use tanh"
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: network_of(program.experiments.experiment).network.activation == "tanh")
    assert settled(program, qtbot).verdict == "pass"
    assert shown_text(program, "source_label").endswith(
        "assumes the logits cost: nothing in the file says"
    )
    press(program, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: network_of(program.experiments.experiment).network.activation == "relu")
    assert settled(program, qtbot).verdict == "inconclusive"
    assert network_of(program.experiments.experiment).stated == frozenset()


def test_what_was_set_before_is_never_taken_for_the_file(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(preset_experiment("breast-cancer"))
    assert network_of(program.experiments.experiment).network.activation == "tanh"
    result = opened(program, qtbot, case("activation_forgotten"))
    assert network_of(result.experiment).network.activation == "relu"
    assert child(program, QComboBox, "activation_combo").currentData() == "relu"


def test_what_the_file_says_is_taken_and_what_it_says_in_vain_is_told(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    other = OtherPass(random_arrays(1), "tanh", "tanh")
    path = tmp_path / "mine.npz"
    said: dict[str, Any] = {"activation": "tanh", "cost": "textbook", "lambd": 0.5, "momentum": 1}
    np.savez(path, **(said | other.arrays | other.gradients()), allow_pickle=False)
    result = opened(program, qtbot, path)
    network = network_of(result.experiment).network
    assert (network.activation, network.cost) == ("tanh", "textbook")
    source = shown_text(program, "source_label")
    assert "assumes" not in source
    assert "lambd is 0.5 in the file; this check has no L2 term" in source
    assert "not understood, and not used: momentum" in source


def choose(qtbot: QtBot, combo: QComboBox, place: int) -> None:
    """Choose an entry of a list with the keyboard."""
    combo.setFocus()
    combo.showPopup()
    view = combo.view()
    qtbot.waitUntil(view.isVisible)
    view.setCurrentIndex(combo.model().index(place, combo.modelColumn()))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not view.isVisible())
    combo.window().activateWindow()  # offscreen there is no window manager to do it
    qtbot.waitUntil(lambda: QApplication.activeWindow() is combo.window())


def test_to_choose_what_was_assumed_states_it_and_what_does_not_hold_fails(
    program: Program, qtbot: QtBot
) -> None:
    opened(program, qtbot, case("activation_forgotten_eleven"))
    combo = child(program, QComboBox, "activation_combo")
    choose(qtbot, combo, combo.currentIndex())
    qtbot.waitUntil(lambda: "activation" in network_of(program.experiments.experiment).stated)
    result = settled(program, qtbot)
    assert result.verdict == "fail"
    assert "right for tanh; what was stated is ReLU" in shown_text(program, "verdict_label")
    assert child(program, QPushButton, "remedy_button").text() == "Use tanh"
    press(program, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not network_of(program.experiments.experiment).stated)
    assert settled(program, qtbot).verdict == "inconclusive"
