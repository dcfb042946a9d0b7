"""A check that cannot tell, driven through the window: why, what would tell, and taking it back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.checking.experiment import Experiment
from gradviz.checking.verdict import Reason, Verdict
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.numbers import without_kinks, written
from tests.helpers.strategies import with_network
from tests.helpers.window import child, press, settled, shown_text, type_into

MakeProgram = Callable[..., Program]

course, kink, single = (preset_experiment(name) for name in ("course", "kink", "float32"))

# What is opened, why it cannot tell, the button, and the field that it changes.
CASES = {
    "course": (course, Reason.ROUNDING, "Use epsilon 1e-4", "epsilon"),
    "float32": (single, Reason.ROUNDING, "Use float64", "dtype"),
    "kink": (kink, Reason.EXACT_ZEROS, "Use seed 58", "seed"),
}


def setting(experiment: Experiment, name: str) -> object:
    return {
        "epsilon": experiment.check.epsilon,
        "dtype": network_of(experiment).network.dtype,
        "seed": network_of(experiment).network.seed,
    }[name]


def remedy_button(program: Program) -> QPushButton:
    return child(program, QPushButton, "remedy_button")


def undo(program: Program) -> None:
    press(program, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("case", CASES)
def test_what_would_tell_is_one_click_away_and_one_undo_back(
    make_program: MakeProgram, qtbot: QtBot, case: str
) -> None:
    experiment, reason, name, changed = CASES[case]
    program = make_program(experiment)
    result = settled(program, qtbot)
    assert result.judgement.reason is reason
    assert shown_text(program, "verdict_label").startswith("Inconclusive — ")
    comparison = shown_text(program, "difference_label")
    difference = written(result.difference, 4)
    assert comparison == f"difference {difference} > threshold 1e-7"
    button = remedy_button(program)
    assert button.isVisible()
    assert button.text() == name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.experiments.experiment != experiment)
    cured = settled(program, qtbot)
    assert cured.verdict is Verdict.PASS
    assert shown_text(program, "verdict_label").startswith("Pass — ")
    assert " ≤ threshold 1e-7" in shown_text(program, "difference_label")
    assert setting(cured.experiment, changed) != setting(experiment, changed)
    assert not button.isVisible()
    undo(program)
    qtbot.waitUntil(lambda: program.experiments.experiment == experiment)
    assert settled(program, qtbot).verdict is Verdict.INCONCLUSIVE
    assert shown_text(program, "difference_label") == comparison
    assert button.isVisible()


def test_the_fields_follow_the_remedy(make_program: MakeProgram, qtbot: QtBot) -> None:
    program = make_program(course)
    settled(program, qtbot)
    assert shown_text(program, "epsilon_edit") == "1e-7"
    QTest.mouseClick(remedy_button(program), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown_text(program, "epsilon_edit") == "1e-4")
    settled(program, qtbot)
    undo(program)
    qtbot.waitUntil(lambda: shown_text(program, "epsilon_edit") == "1e-7")
    settled(program, qtbot)


def test_two_settings_are_changed_by_one_click_and_taken_back_by_one_undo(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    both = with_network(course, dtype="float32")
    program = make_program(both)
    settled(program, qtbot)
    assert remedy_button(program).text() == "Use float64 and epsilon 1e-4"
    QTest.mouseClick(remedy_button(program), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: network_of(program.experiments.experiment).network.dtype == "float64")
    assert program.experiments.experiment.check.epsilon == 1e-4
    assert settled(program, qtbot).verdict is Verdict.PASS
    undo(program)
    qtbot.waitUntil(lambda: program.experiments.experiment == both)
    assert settled(program, qtbot).verdict is Verdict.INCONCLUSIVE


def test_it_can_be_pressed_from_the_keyboard(make_program: MakeProgram, qtbot: QtBot) -> None:
    program = make_program(course)
    settled(program, qtbot)
    button = remedy_button(program)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: program.experiments.experiment.check.epsilon == 1e-4)
    assert settled(program, qtbot).verdict is Verdict.PASS


def test_why_is_on_the_screen_with_what_numerical_error_explains(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(kink)
    result = settled(program, qtbot)
    assert "Z2[0,2], Z2[1,2], Z2[2,2] are exactly zero" in shown_text(program, "verdict_label")
    assert f"without kinks {without_kinks(result)}" in shown_text(program, "numerics_label")
    assert "suggested epsilon 1e-5" in shown_text(program, "numerics_label")


def test_a_check_that_tells_offers_no_remedy_and_nothing_moves_when_it_does(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(course, size=(1340, 690))
    settled(program, qtbot)
    QApplication.processEvents()
    board, before = program.window.board, program.window.board.geometry()
    place = board.mapTo(program.window, QPoint())
    QTest.mouseClick(remedy_button(program), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.experiments.experiment != course)
    settled(program, qtbot)
    QApplication.processEvents()
    assert not child(program, QWidget, "remedy_button").isVisible()
    assert board.geometry() == before
    assert board.mapTo(program.window, QPoint()) == place


def test_nonsense_typed_takes_the_remedy_away(make_program: MakeProgram, qtbot: QtBot) -> None:
    program = make_program(course)
    result = settled(program, qtbot)
    type_into(program, qtbot, "epsilon_edit", "zero")
    qtbot.waitUntil(lambda: not remedy_button(program).isVisible())
    words = shown_text(program, "difference_label")
    assert words.startswith(f"last check: difference {written(result.difference, 4)}")
