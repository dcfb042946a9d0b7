"""What the window says, on every page and to those who hear it: numbers in one way."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.controllers.sweep import SweepController
from gradviz.network.bugs import bugs
from gradviz.subjects.presets import preset_experiment
from tests.helpers.shown import DIALECT, PADDED_EXPONENT, texts_of
from tests.helpers.window import press, settled

MakeProgram = Callable[..., Program]
PAGE_KEYS = {
    "maps": Qt.Key.Key_F2,
    "epsilon": Qt.Key.Key_F3,
    "one_d": Qt.Key.Key_F4,
    "lines": Qt.Key.Key_F6,
}


def open_all_pages(program: Program, qtbot: QtBot) -> None:
    """Open every page, and wait until each shows what it computes."""
    for key in PAGE_KEYS.values():
        press(program, key)
        settled(program, qtbot)
        qtbot.waitUntil(lambda: not is_sweeping(program), timeout=20_000)
        QApplication.processEvents()


def is_sweeping(program: Program) -> bool:
    """Whether the explorer computes."""
    sweeps = program.pages.controller(SweepController)
    return sweeps is not None and sweeps.is_running


@pytest.mark.parametrize("preset", ["default", "course", "course-bugs"])
def test_no_text_of_the_window_pads_an_exponent(
    make_program: MakeProgram, qtbot: QtBot, preset: str
) -> None:
    program = make_program(preset_experiment(preset))
    settled(program, qtbot)
    open_all_pages(program, qtbot)
    found = [(name, text) for name, text in texts_of(program.window)]
    assert len(found) > 500
    assert not [each for each in found if PADDED_EXPONENT.search(each[1])]


def test_the_window_speaks_of_bugs_by_their_titles_and_in_the_words_of_the_field(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(preset_experiment("course-bugs"))
    settled(program, qtbot)
    open_all_pages(program, qtbot)
    found = [(name, text) for name, text in texts_of(program.window)]
    assert not [each for each in found if DIALECT.search(each[1])]
    ids = [bug_id for bug_id in bugs() if "-" in bug_id]
    assert len(ids) > 50
    assert not [(name, text) for name, text in found for bug_id in ids if bug_id in text]
