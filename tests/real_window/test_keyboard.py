"""Real keys, which go where the focus is."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.hands import PATIENCE, Hands, middle
from tests.helpers.window import child, settled

pytestmark = pytest.mark.real_window

MakeProgram = Callable[..., Program]


def wait_for_focus(program: Program, qtbot: QtBot, name: str) -> None:
    qtbot.waitUntil(lambda: child(program, QWidget, name).hasFocus(), timeout=PATIENCE)


def wait_for_window(qtbot: QtBot, name: str) -> None:
    """Wait until the window of this object name has the focus."""

    def is_active() -> bool:
        window = QApplication.activeWindow()
        return window is not None and window.objectName() == name

    qtbot.waitUntil(is_active, timeout=PATIENCE)


def test_typing_goes_into_the_field_that_was_clicked_and_is_undone(
    used: Program, hands: Hands, qtbot: QtBot
) -> None:
    start = used.experiments.experiment
    hands.click(middle(child(used, QLineEdit, "seed_edit")))
    wait_for_focus(used, qtbot, "seed_edit")
    hands.press("ctrl+a")
    hands.write("4711")
    qtbot.waitUntil(
        lambda: network_of(used.experiments.experiment).network.seed == 4711, timeout=PATIENCE
    )
    assert network_of(settled(used, qtbot).experiment).network.seed == 4711
    hands.press("ctrl+z")
    qtbot.waitUntil(lambda: used.experiments.experiment == start, timeout=PATIENCE)
    hands.press("ctrl+shift+z")
    qtbot.waitUntil(
        lambda: network_of(used.experiments.experiment).network.seed == 4711, timeout=PATIENCE
    )
    settled(used, qtbot)


def test_tab_goes_from_layer_to_layer_and_what_is_typed_replaces_the_size(
    used: Program, hands: Hands, qtbot: QtBot
) -> None:
    hands.click(middle(child(used, QLineEdit, "layer_edit_0")))
    wait_for_focus(used, qtbot, "layer_edit_0")
    for number in (1, 2, 3):
        hands.press("Tab")
        wait_for_focus(used, qtbot, f"layer_edit_{number}")
    hands.press("shift+Tab")
    wait_for_focus(used, qtbot, "layer_edit_2")
    hands.write("7")
    qtbot.waitUntil(
        lambda: network_of(used.experiments.experiment).network.layers == (4, 5, 7, 1),
        timeout=PATIENCE,
    )
    assert network_of(settled(used, qtbot).experiment).network.layers == (4, 5, 7, 1)


def test_f5_checks_and_f11_presents_until_escape(used: Program, hands: Hands, qtbot: QtBot) -> None:
    before = settled(used, qtbot)
    hands.press("F5")
    qtbot.waitUntil(lambda: used.results.result is not before, timeout=PATIENCE)
    settled(used, qtbot)
    points = QApplication.font().pointSizeF()
    hands.press("F11")
    qtbot.waitUntil(lambda: not used.window.form.isVisible(), timeout=PATIENCE)
    assert QApplication.font().pointSizeF() >= 20
    hands.press("Escape")
    qtbot.waitUntil(used.window.form.isVisible, timeout=PATIENCE)
    assert QApplication.font().pointSizeF() == points


def test_escape_stops_a_check_that_runs(usable: MakeProgram, hands: Hands, qtbot: QtBot) -> None:
    large = {"layers": "64,64,32,1", "examples": "64", "engine": "loop"}
    program = usable(read_experiment(large, preset_experiment("default")))
    hands.press("F5")
    qtbot.waitUntil(lambda: program.results.result is not None, timeout=PATIENCE)
    assert program.checks.is_running
    hands.press("Escape")
    result = settled(program, qtbot)
    assert result.is_partial
    assert np.isfinite(result.gradapprox[result.computed]).all()


def test_a_menu_opens_with_alt_and_its_letter_and_escape_closes_it(
    used: Program, hands: Hands, qtbot: QtBot
) -> None:
    def is_open(title: str) -> bool:
        popup = QApplication.activePopupWidget()
        return isinstance(popup, QMenu) and popup is used.window.menus[title]

    hands.press("alt+f")
    qtbot.waitUntil(lambda: is_open("File"), timeout=PATIENCE)
    hands.press("Right")
    qtbot.waitUntil(lambda: is_open("Edit"), timeout=PATIENCE)
    hands.press("Escape")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None, timeout=PATIENCE)
    seed = network_of(used.experiments.experiment).network.seed
    hands.press("alt+c")
    qtbot.waitUntil(lambda: is_open("Check"), timeout=PATIENCE)
    hands.press("n")
    qtbot.waitUntil(
        lambda: network_of(used.experiments.experiment).network.seed != seed, timeout=PATIENCE
    )
    settled(used, qtbot)


def test_a_dialog_takes_the_focus_and_gives_it_back(
    used: Program, hands: Hands, qtbot: QtBot
) -> None:
    hands.click(middle(child(used, QLineEdit, "seed_edit")))
    wait_for_focus(used, qtbot, "seed_edit")
    hands.press("F1")
    wait_for_window(qtbot, "keys_dialog")
    hands.press("Escape")
    wait_for_window(qtbot, "main_window")
    wait_for_focus(used, qtbot, "seed_edit")


def test_a_line_is_typed_over_and_the_verdict_names_it_until_undo(
    used: Program, hands: Hands, qtbot: QtBot
) -> None:
    start = used.experiments.experiment
    verdict = child(used, QLabel, "verdict_label")
    hands.press("F6")
    qtbot.waitUntil(lambda: child(used, QLineEdit, "line_dW2").isVisible(), timeout=PATIENCE)
    hands.click(middle(child(used, QLineEdit, "line_dW2")))
    wait_for_focus(used, qtbot, "line_dW2")
    hands.press("ctrl+a")
    hands.write("3 * dZ2 @ A1.T * 1/m")
    hands.press("Return")
    qtbot.waitUntil(lambda: "wrong at dW2: 3 times too large" in verdict.text(), timeout=PATIENCE)
    settled(used, qtbot)
    hands.press("ctrl+z")
    qtbot.waitUntil(lambda: used.experiments.experiment == start, timeout=PATIENCE)
    diagnosis = settled(used, qtbot).diagnosis
    assert diagnosis is not None
    assert not diagnosis.origins
