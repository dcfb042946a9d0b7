"""The text of steps."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.views.common.steps_text import StepsText


@pytest.fixture
def text(qtbot: QtBot) -> StepsText:
    made = StepsText("steps", "Steps")
    qtbot.addWidget(made)
    made.resize(300, 100)
    made.show()
    return made


def test_the_same_text_again_keeps_what_is_selected(text: StepsText) -> None:
    text.set_text("J+ = 1\nJ- = 2")
    text.selectAll()
    text.set_text("J+ = 1\nJ- = 2")
    assert text.textCursor().hasSelection()
    text.set_text("J+ = 3")
    assert not text.textCursor().hasSelection()


def test_another_text_stays_scrolled(text: StepsText) -> None:
    text.set_text("\n".join(["one"] * 50))
    text.verticalScrollBar().setValue(20)
    text.set_text("\n".join(["two"] * 50))
    assert text.verticalScrollBar().value() == 20


def test_it_says_how_large_it_has_to_be_to_show_a_text(text: StepsText) -> None:
    lines = "\n".join(["theta+ = 4.0000001"] * 9)
    text.set_text(lines)
    text.resize(text.width_of(lines), text.height_of(lines) + 1)
    assert text.horizontalScrollBar().maximum() == text.verticalScrollBar().maximum() == 0
    text.resize(text.width(), text.height() - text.fontMetrics().lineSpacing())
    assert text.verticalScrollBar().maximum() > 0


def test_prose_is_wrapped_to_fit(text: StepsText) -> None:
    text.set_text(text.wrapped("float64 rounds theta+ and theta- " * 9, 300))
    assert text.horizontalScrollBar().maximum() == 0
    assert text.toPlainText().count("\n") > 5


def test_copying_without_a_selection_asks_for_everything(text: StepsText, qtbot: QtBot) -> None:
    text.set_text("J+ = 1")
    with qtbot.waitSignal(text.copy_all_requested):
        QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text.selectAll()
    with qtbot.assertNotEmitted(text.copy_all_requested):
        QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
