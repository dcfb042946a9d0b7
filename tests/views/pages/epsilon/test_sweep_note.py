"""One line below the curves: words, progress and a button."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from gradviz.views.common.looks import looks
from gradviz.views.pages.epsilon.sweep_note import SweepNote


@pytest.fixture
def note(qtbot: QtBot) -> Iterator[SweepNote]:
    made = SweepNote()
    qtbot.addWidget(made)
    made.resize(600, made.sizeHint().height())
    made.show()
    yield made
    made.close()


def button(note: SweepNote) -> QPushButton:
    found = note.findChild(QPushButton, "sweep_button")
    assert found is not None
    return found


def test_at_rest_there_are_words_alone(note: SweepNote) -> None:
    note.set_words("Best epsilon 1e-5.")
    note.set_idle(can_go_on=False)
    assert not button(note).isVisible()


def test_the_button_goes_on_or_stops(note: SweepNote, qtbot: QtBot) -> None:
    note.set_idle(can_go_on=True)
    assert button(note).text() == "Sweep"
    with qtbot.waitSignal(note.sweep_requested):
        qtbot.mouseClick(button(note), Qt.MouseButton.LeftButton)
    note.set_running(20, 85)
    bar = note.findChild(QProgressBar)
    assert bar is not None
    assert (bar.value(), bar.maximum(), bar.text()) == (20, 85, "20 of 85")
    assert button(note).text() == "Cancel"
    with qtbot.waitSignal(note.cancel_requested):
        qtbot.mouseClick(button(note), Qt.MouseButton.LeftButton)


def test_the_icon_is_that_of_what_the_button_does(note: SweepNote) -> None:
    look = looks()["light"]
    note.set_look(look)
    note.set_idle(can_go_on=True)
    idle = button(note).icon().pixmap(16).toImage()
    note.set_running(20, 85)
    running = button(note).icon().pixmap(16).toImage()
    assert running == look.icon("cancel").pixmap(16).toImage()
    assert idle == look.icon("check").pixmap(16).toImage()
    assert idle != running


def test_nothing_moves_when_a_sweep_starts_or_ends(note: SweepNote) -> None:
    heights = set()
    note.set_idle(can_go_on=False)
    heights.add(note.sizeHint().height() if note.minimumHeight() == 0 else note.minimumHeight())
    note.set_running(1, 85)
    heights.add(note.minimumHeight())
    note.set_idle(can_go_on=True)
    heights.add(note.minimumHeight())
    assert len(heights) == 1
    assert heights.pop() >= button(note).sizeHint().height()
