"""Coverage, driven through the window: seeing what is dark, lighting it, taking that back."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.checking.experiment import Experiment
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.window import child, press, settled, shown_text, type_into

MakeProgram = Callable[..., Program]
DARK = "Coverage 27 of 47 — a bug in the other 20 cannot be seen"


def click_cover(program: Program) -> None:
    QTest.mouseClick(child(program, QPushButton, "cover_button"), Qt.MouseButton.LeftButton)


def test_the_course_is_covered_by_a_click_and_dark_again_by_undo(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(preset_experiment("course"))
    assert settled(program, qtbot).nonzero == 27
    qtbot.waitUntil(lambda: shown_text(program, "coverage_label") == DARK)
    click_cover(program)
    qtbot.waitUntil(lambda: program.experiments.can_undo)
    covered = settled(program, qtbot)
    assert covered.nonzero == covered.size == 47
    seed = network_of(program.experiments.experiment).network.seed
    assert shown_text(program, "coverage_label") == f"Seed {seed} with 3 examples covers all 47."
    assert shown_text(program, "seed_edit") == str(seed)
    assert not child(program, QPushButton, "cover_button").isVisible()
    press(program, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shown_text(program, "coverage_label") == DARK)
    assert settled(program, qtbot).nonzero == 27
    assert child(program, QPushButton, "cover_button").isVisible()


def test_digits_are_covered_as_far_as_they_can_be_and_the_rest_is_named(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    texts = {"data": "digits", "layers": "64,8,4,1", "examples": "12", "cost": "logits"}
    program = make_program(read_experiment(texts, Experiment(NetworkSubject())))
    assert settled(program, qtbot).nonzero == 534
    click_cover(program)
    qtbot.waitUntil(lambda: "covers 537 of 561" in shown_text(program, "coverage_label"))
    assert "inputs 0, 32 and 39" in shown_text(program, "coverage_label")
    assert settled(program, qtbot).nonzero == 537


def test_a_change_while_it_searches_is_not_overwritten(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    texts = {"data": "gaussian", "layers": "1,150,150,1", "examples": "1", "cost": "logits"}
    program = make_program(read_experiment(texts, Experiment(NetworkSubject())))
    settled(program, qtbot)
    click_cover(program)
    assert program.coverage.is_running
    assert child(program, QPushButton, "cover_button").text() == "Stop"
    type_into(program, qtbot, "seed_edit", "7")
    qtbot.waitUntil(lambda: network_of(program.experiments.experiment).network.seed == 7)
    assert not program.coverage.is_running
    result = settled(program, qtbot)
    assert network_of(result.experiment).network.seed == 7
    words = f"Coverage {result.nonzero:,} of 23,101"
    qtbot.waitUntil(lambda: shown_text(program, "coverage_label").startswith(words))


def test_a_click_on_stop_ends_the_search(make_program: MakeProgram, qtbot: QtBot) -> None:
    texts = {"data": "gaussian", "layers": "1,150,150,1", "examples": "1", "cost": "logits"}
    program = make_program(read_experiment(texts, Experiment(NetworkSubject())))
    settled(program, qtbot)
    before = program.experiments.experiment
    click_cover(program)
    click_cover(program)
    qtbot.waitUntil(lambda: not program.coverage.is_running)
    assert shown_text(program, "coverage_label").startswith("Stopped")
    assert program.experiments.experiment is before


def test_the_window_closes_while_a_search_runs(make_program: MakeProgram, qtbot: QtBot) -> None:
    texts = {"data": "gaussian", "layers": "1,300,300,1", "examples": "1", "cost": "logits"}
    program = make_program(read_experiment(texts, Experiment(NetworkSubject())))
    settled(program, qtbot)
    click_cover(program)
    program.window.close()
    assert not program.coverage.is_running


def test_it_stands_below_the_maps_as_wide_as_they_are(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(preset_experiment("course"), size=(1340, 690))
    settled(program, qtbot)
    bar, board = child(program, QWidget, "coverage_bar"), program.window.board
    below = board.mapTo(program.window, QPoint(0, board.height())).y()
    place = bar.mapTo(program.window, QPoint())
    assert 0 <= place.y() - below <= 12
    assert bar.width() == board.width()
    label = child(program, QWidget, "coverage_label")
    assert label.accessibleName() == shown_text(program, "coverage_label") == DARK
