"""What must not go wrong: cancelling, closing, exceptions, and redrawing for hours."""

import sys
import threading
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt, QThread, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.checking.experiment import Experiment
from gradviz.checking.verdict import Verdict
from gradviz.controllers.sweep import SweepController
from gradviz.presenting.map_views import MapView
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.presets import preset_experiment
from tests.helpers.window import child, press, settled, shown_text

MakeProgram = Callable[..., Program]

LARGE = read_experiment(
    {"layers": "64,64,32,1", "examples": "64", "engine": "loop"}, preset_experiment("default")
)


def started_large(make_program: MakeProgram, qtbot: QtBot) -> Program:
    """Return the program in the middle of a check that takes seconds."""
    program = make_program(LARGE)
    press(program, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: _is_in_the_middle(program))
    assert program.checks.is_running
    return program


def _is_in_the_middle(program: Program) -> bool:
    result = program.results.result
    return result is not None and result.is_partial and not result.is_sample


def test_a_large_network_answers_by_a_sample_and_says_what_the_whole_will_cost(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(LARGE)
    qtbot.waitUntil(lambda: program.results.shown is not None)
    assert not program.checks.is_running, "the whole of it must wait for the button"
    words = shown_text(program, "verdict_label")
    assert words.startswith("Coarse")
    assert f"of {LARGE.subject.layout.size:,} parameters" in words
    assert "F5" in words
    assert shown_text(program, "difference_label").startswith("in the sample ")
    note = shown_text(program, "check_note")
    assert f"{2 * LARGE.subject.layout.size:,} values of J" in note


def test_escape_stops_a_check_and_keeps_what_it_computed_marked_as_partial(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = started_large(make_program, qtbot)
    assert child(program, QPushButton, "cancel_button").isEnabled()
    assert child(program, QProgressBar, "progress_bar").value() > 0
    press(program, Qt.Key.Key_Escape)
    result = settled(program, qtbot)
    assert result.is_partial
    assert 0 < result.done < result.size
    assert np.isfinite(result.gradapprox[result.computed]).all()
    assert np.isnan(result.gradapprox[~result.computed]).all()
    assert result.verdict is Verdict.INCONCLUSIVE
    assert f"{result.done:,}" in shown_text(program, "verdict_label")
    assert child(program, QPushButton, "check_button").isEnabled()


def test_the_maps_fill_in_while_it_runs(make_program: MakeProgram, qtbot: QtBot) -> None:
    program = started_large(make_program, qtbot)
    shown = child(program, QWidget, "heatmap_W1")
    first = shown.grab().toImage()
    qtbot.waitUntil(lambda: shown.grab().toImage() != first)
    press(program, Qt.Key.Key_Escape)
    settled(program, qtbot)


def test_closing_the_window_in_the_middle_of_a_check_ends_everything(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = started_large(make_program, qtbot)
    program.window.close()
    assert not program.checks.is_running
    assert not any(thread.isRunning() for thread in program.runner.findChildren(QThread))


def test_an_exception_inside_a_check_is_shown_with_details_and_the_program_lives_on(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    settled(program, qtbot)

    def broken(_experiment: Experiment, **_how: Any) -> Generator[Any, None, None]:
        raise ZeroDivisionError("nobody foresaw this")
        yield

    monkeypatch.setattr("gradviz.controllers.check.check_steps", broken)
    press(program, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: error_dialog(program) is not None)
    dialog = error_dialog(program)
    assert dialog is not None
    copy = dialog.findChild(QPushButton, "copy_button")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "nobody foresaw this" in copied
    assert "Traceback" in copied
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: error_dialog(program) is None)
    monkeypatch.undo()
    press(program, Qt.Key.Key_F5)
    assert settled(program, qtbot).verdict is Verdict.PASS
    assert "nobody foresaw this" in capsys.readouterr().err


def error_dialog(program: Program) -> QDialog | None:
    found = program.window.findChild(QDialog, "error_dialog")
    assert found is None or isinstance(found, QDialog)
    return found


def test_an_exception_in_a_slot_is_shown_and_the_window_lives_on(
    program: Program, qtbot: QtBot, capsys: Any
) -> None:
    settled(program, qtbot)

    def broken() -> None:
        raise KeyError("in a slot")

    hook = sys.excepthook
    program.errors.install()
    try:
        QTimer.singleShot(0, broken)
        qtbot.waitUntil(lambda: error_dialog(program) is not None)
    finally:
        sys.excepthook = hook
    dialog = error_dialog(program)
    assert dialog is not None
    dialog.close()
    assert "in a slot" in capsys.readouterr().err
    press(program, Qt.Key.Key_F5)
    assert settled(program, qtbot).verdict is Verdict.PASS


def test_an_exception_in_another_thread_is_shown_by_the_window_in_its_own(
    program: Program, qtbot: QtBot, capsys: Any
) -> None:
    def raise_elsewhere() -> None:
        sys.excepthook(KeyError, KeyError("in a thread"), None)

    hook = sys.excepthook
    program.errors.install()
    try:
        thread = threading.Thread(target=raise_elsewhere)
        thread.start()
        thread.join()
    finally:
        sys.excepthook = hook
    assert error_dialog(program) is None, "shown in the wrong thread"
    qtbot.waitUntil(lambda: error_dialog(program) is not None)
    dialog = error_dialog(program)
    assert dialog is not None
    dialog.close()
    assert "in a thread" in capsys.readouterr().err


@pytest.mark.soak
def test_five_thousand_redraws(make_program: MakeProgram, qtbot: QtBot) -> None:
    """PySide6 6.12 on Python 3.11 dies of this: each repaint loses a reference to None."""
    program = make_program(size=(800, 500))  # few pixels: what counts is how often
    result = settled(program, qtbot)
    views = list(MapView)
    for number in range(5000):
        program.window.board.set_view(views[number % len(views)])
        if number % 2:
            program.window.board.set_result(result)
        program.window.board.repaint()
        if number % 10 == 0:
            QApplication.processEvents()
    assert program.window.isVisible()


@pytest.mark.soak
def test_two_hundred_rounds_of_check_and_cancel_leave_no_thread_and_no_widget(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(LARGE)
    button = child(program, QPushButton, "check_button")
    received: list[bool] = []
    program.runner.stopped.connect(lambda _: received.append(True))

    def round_of(number: int) -> None:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        if number % 20 == 0:  # now and then, not before it is under way
            qtbot.waitUntil(lambda: child(program, QProgressBar, "progress_bar").value() > 0)
        press(program, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: len(received) == number + 1)

    round_of(0)
    widgets = len(program.window.findChildren(QWidget))
    threads = len(program.findChildren(QThread))
    for number in range(1, 200):
        round_of(number)
    assert not program.checks.is_running
    assert len(program.window.findChildren(QWidget)) == widgets
    assert len(program.findChildren(QThread)) == threads


def test_cancel_answers_within_a_tenth_of_a_second_though_a_step_takes_longer(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(program, qtbot)
    in_the_step, go_on = threading.Event(), threading.Event()

    def slow(_experiment: Experiment, **_how: Any) -> Generator[Any, None, None]:
        in_the_step.set()
        go_on.wait(20)
        yield

    monkeypatch.setattr("gradviz.controllers.check.check_steps", slow)
    press(program, Qt.Key.Key_F5)
    qtbot.waitUntil(in_the_step.is_set)
    press(program, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not program.checks.is_running, timeout=5000)
    assert not go_on.is_set()
    assert child(program, QPushButton, "check_button").isEnabled()
    go_on.set()


def test_with_the_explorer_open_two_threads_work_beside_the_window(
    program: Program, qtbot: QtBot
) -> None:
    settled(program, qtbot)
    press(program, Qt.Key.Key_F3)
    sweeps = program.pages.controller(SweepController)
    assert sweeps is not None
    qtbot.waitUntil(lambda: sweeps.sweep is not None and not sweeps.is_running)
    threads = program.findChildren(QThread) + program.window.findChildren(QThread)
    assert sorted(each.objectName() for each in threads) == ["computing", "filing"]
    assert all(each.isRunning() for each in threads)
