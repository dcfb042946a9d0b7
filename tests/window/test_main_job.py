"""The main job, driven through the window: build a network, break its backprop, see where."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.checking.verdict import Verdict
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.numbers import written
from tests.helpers.window import child, press, settled, shown_text, type_into

MakeProgram = Callable[..., Program]


def test_it_starts_with_a_correct_network_that_is_checked_and_passes(
    program: Program, qtbot: QtBot
) -> None:
    result = settled(program, qtbot)
    assert result.verdict is Verdict.PASS
    assert result.nonzero == result.size == 47
    assert "Pass" in shown_text(program, "verdict_label")
    assert written(result.difference, 4) in shown_text(program, "difference_label")


def test_the_reference_exercise_shows_the_published_value(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(preset_experiment("course-bugs"))
    result = settled(program, qtbot)
    assert result.difference == pytest.approx(0.2850931567761623, rel=1e-6)
    assert "Fail" in shown_text(program, "verdict_label")
    assert "0.2851" in shown_text(program, "difference_label")
    press(program, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not network_of(program.experiments.experiment).bugs)
    fixed = settled(program, qtbot)
    assert fixed.difference == pytest.approx(1.189e-07, rel=0.05)


def test_ticking_a_bug_makes_the_check_fail_and_unticking_mends_it(
    program: Program, qtbot: QtBot
) -> None:
    assert settled(program, qtbot).verdict is Verdict.PASS
    tick(program, qtbot, "dW2-twice")
    qtbot.waitUntil(lambda: network_of(program.experiments.experiment).bugs == ("dW2-twice",))
    result = settled(program, qtbot)
    assert result.verdict is Verdict.FAIL
    assert result.arrays[2].difference == pytest.approx(1 / 3, rel=1e-6)
    assert "multiplied by 2 (dW2)" in shown_text(program, "source_label")
    tick(program, qtbot, "dW2-twice")
    qtbot.waitUntil(lambda: not network_of(program.experiments.experiment).bugs)
    assert settled(program, qtbot).verdict is Verdict.PASS


def tick(program: Program, qtbot: QtBot, bug: str) -> None:
    """Search for a bug and tick it with the space bar."""
    press(program, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = type_into(program, qtbot, "bug_search", bug)
    assert search.text() == bug
    qtbot.keyClick(search, Qt.Key.Key_Down)
    tree = child(program, QTreeView, "bug_list")
    qtbot.waitUntil(tree.hasFocus)
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    search.clear()


def test_typing_a_seed_checks_again_by_itself(program: Program, qtbot: QtBot) -> None:
    before = settled(program, qtbot)
    type_into(program, qtbot, "seed_edit", "77")
    qtbot.waitUntil(lambda: network_of(program.experiments.experiment).network.seed == 77)
    after = settled(program, qtbot)
    assert network_of(after.experiment).network.seed == 77
    assert after.cost != before.cost


@pytest.mark.parametrize(
    ("field", "nonsense", "words"),
    [
        ("seed_edit", "abc", "seed is 'abc'"),
        ("examples_edit", "0", "examples is 0"),
        ("layer_edit_1", "-3", "-3"),
        ("layer_edit_2", "1e9", "1e9"),
        ("epsilon_edit", "0", "epsilon is 0"),
        ("epsilon_edit", "nan", "nan"),
        ("epsilon_edit", "", "''"),
    ],
)
def test_nonsense_is_marked_kept_and_keeps_the_check_from_running(
    program: Program, qtbot: QtBot, field: str, nonsense: str, words: str
) -> None:
    before = settled(program, qtbot)
    typed = type_into(program, qtbot, field, nonsense)
    button = child(program, QPushButton, "check_button")
    qtbot.waitUntil(lambda: not button.isEnabled())
    assert typed.text() == nonsense
    assert words.lower() in typed.toolTip().lower()
    assert button.toolTip()
    assert "Pass" not in shown_text(program, "verdict_label")
    press(program, Qt.Key.Key_F5)
    assert program.results.result is before
    typed.clear()
    qtbot.keyClicks(typed, "2" if "edit" in field and "epsilon" not in field else "1e-6")
    qtbot.waitUntil(button.isEnabled)
    assert settled(program, qtbot).verdict is Verdict.PASS


def test_nothing_moves_when_a_message_comes_so_a_click_meets_the_field_it_was_meant_for(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(size=(1340, 690))
    settled(program, qtbot)
    QApplication.processEvents()
    below = [child(program, QWidget, name) for name in ("epsilon_edit", "layer_edit_1")]
    places = [field.mapTo(program.window, QPoint()) for field in below]
    type_into(program, qtbot, "examples_edit", "nonsense that is long")
    qtbot.waitUntil(lambda: not child(program, QPushButton, "check_button").isEnabled())
    QApplication.processEvents()
    moved = [
        abs(field.mapTo(program.window, QPoint()).y() - place.y())
        for field, place in zip(below, places, strict=True)
    ]
    assert max(moved) <= 3, moved


def test_a_real_data_set_sets_the_inputs_and_bounds_the_examples(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(preset_experiment("breast-cancer"))
    result = settled(program, qtbot)
    assert result.verdict is Verdict.PASS
    assert network_of(program.experiments.experiment).network.layers[0] == 30
    type_into(program, qtbot, "examples_edit", "570")
    qtbot.waitUntil(lambda: not child(program, QPushButton, "check_button").isEnabled())


def test_a_network_from_an_arrays_file_is_checked(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    shapes = {"W1": (4, 3), "b1": (4, 1), "W2": (2, 4), "b2": (2, 1), "W3": (1, 2), "b3": (1, 1)}
    arrays = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    path = tmp_path / "mine.npz"
    arrays |= {"X": rng.standard_normal((3, 6)), "Y": np.array([0.0, 1, 1, 0, 1, 0])}
    np.savez(path, allow_pickle=False, **arrays)
    drop(program, path)
    qtbot.waitUntil(lambda: network_of(program.experiments.experiment).given is not None)
    result = settled(program, qtbot)
    assert network_of(result.experiment).network.layers == (3, 4, 2, 1)
    assert result.verdict is Verdict.PASS
    assert "mine.npz" in shown_text(program, "source_label")


def drop(program: Program, path: Path) -> None:
    """Drop a file on the window, as from a file manager."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    centre = program.window.rect().center()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(centre, copy, data, buttons, keys)
    QApplication.sendEvent(program.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(program.window, QDropEvent(QPointF(centre), copy, data, buttons, keys))


def test_a_broken_file_is_explained_in_a_sentence_and_changes_nothing(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(b"PK\x03\x04 but no archive")
    before = program.experiments.experiment
    drop(program, path)
    qtbot.waitUntil(lambda: program.window.findChild(QDialog, "file_error_dialog") is not None)
    dialog = program.window.findChild(QDialog, "file_error_dialog")
    assert dialog is not None
    assert "broken.npz" in dialog.accessibleDescription()
    assert program.experiments.experiment is before
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: program.window.findChild(QDialog, "file_error_dialog") is None)
