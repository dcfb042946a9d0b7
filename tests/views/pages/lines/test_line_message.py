"""The message below a line that is being typed."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gradviz.views.common.looks import looks
from gradviz.views.pages.lines.line_message import LineMessage

SHORT = "line dW2: the expression is empty."
LONG = "line dW2: " + "A1.T @ " * 40 + "does not fit."


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


@pytest.fixture
def message(parent: QWidget) -> LineMessage:
    made = LineMessage(parent)
    made.set_look(looks()["light"])
    return made


def field_at(parent: QWidget, top: int) -> QLineEdit:
    field = QLineEdit(parent)
    field.setGeometry(40, top, 200, 20)
    field.show()
    return field


def test_it_is_hidden_until_there_is_something_to_say(
    parent: QWidget, message: LineMessage
) -> None:
    assert message.text == ""
    message.show_below(field_at(parent, 10), SHORT, 290)
    assert message.isVisible()
    assert message.text == SHORT
    message.hide()
    assert message.text == ""


def test_it_begins_where_the_field_ends(parent: QWidget, message: LineMessage) -> None:
    place = message.show_below(field_at(parent, 10), SHORT, 290)
    assert place.topLeft() == QPoint(40, 30)
    assert place.width() == 250
    assert message.geometry() == place


def test_a_long_message_takes_more_lines(parent: QWidget, message: LineMessage) -> None:
    field = field_at(parent, 10)
    low = message.show_below(field, SHORT, 290).height()
    assert message.show_below(field, LONG, 290).height() > 2 * low


def test_where_the_parent_ends_it_stands_above(parent: QWidget, message: LineMessage) -> None:
    place = message.show_below(field_at(parent, 175), SHORT, 290)
    assert place.bottom() < 175
    assert place.top() >= 0


def test_the_mouse_goes_through_it(parent: QWidget, message: LineMessage) -> None:
    message.show_below(field_at(parent, 10), SHORT, 290)
    below = field_at(parent, 32)
    message.raise_()
    QTest.mouseClick(parent.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(60, 40))
    assert parent.childAt(60, 40) is below
    assert parent.focusWidget() is below
