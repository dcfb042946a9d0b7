"""Controls that scrolling past does not change."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gradviz.presenting.choices import Choice
from gradviz.views.form.controls import CalmComboBox, CalmSlider, IconButton
from tests.helpers.forms import show_active


def turn(widget: QWidget) -> bool:
    """Turn the wheel a notch down, and say whether the widget took it."""
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(widget.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def combo(qtbot: QtBot, opens_on_arrows: bool = False) -> CalmComboBox:
    box = CalmComboBox(5, opens_on_arrows)
    qtbot.addWidget(box)
    for letter in "abc":
        box.add_choice(Choice(letter, letter.upper(), f"The letter {letter}."))
    show_active(box)
    return box


def test_the_wheel_changes_no_combo_box_even_in_focus(qtbot: QtBot) -> None:
    box = combo(qtbot)
    box.setFocus()
    assert not turn(box)
    assert box.currentData() == "a"


def test_an_arrow_key_takes_the_next_entry_or_opens_the_list(qtbot: QtBot) -> None:
    plain, opening = combo(qtbot), combo(qtbot, opens_on_arrows=True)
    QTest.keyClick(plain, Qt.Key.Key_Down)
    assert plain.currentData() == "b"
    QTest.keyClick(opening, Qt.Key.Key_Down)
    assert opening.currentData() == "a"
    assert opening.view().isVisible()
    opening.hidePopup()


def test_an_entry_has_its_sentence_as_tool_tip(qtbot: QtBot) -> None:
    assert combo(qtbot).itemData(1, Qt.ItemDataRole.ToolTipRole) == "The letter b."


def test_the_slider_takes_the_wheel_in_focus_only(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    slider, other = CalmSlider(), CalmSlider()
    layout = QVBoxLayout(window)
    for each in (other, slider):
        layout.addWidget(each)
        each.setValue(50)
    show_active(window)
    other.setFocus()
    assert not turn(slider)
    assert slider.value() == 50
    slider.setFocus()
    assert turn(slider)
    assert slider.value() < 50


def test_an_icon_grows_with_the_text(qtbot: QtBot) -> None:
    button = IconButton()
    qtbot.addWidget(button)
    before = button.iconSize().height()
    font = button.font()
    font.setPointSizeF(3 * font.pointSizeF())
    button.setFont(font)
    assert button.iconSize().height() > 2 * before


def test_a_combo_box_needs_no_more_room_than_its_text_does(qtbot: QtBot) -> None:
    # As after a restart in the presenter look that is left: the text was larger before.
    wanted = combo(qtbot).minimumSizeHint()
    box = CalmComboBox(5)
    qtbot.addWidget(box)
    usual, large = box.font(), box.font()
    large.setPointSizeF(2.2 * usual.pointSizeF())
    box.setFont(large)
    box.add_choice(Choice("a", "A", "The letter a."))
    assert box.minimumSizeHint().width() > wanted.width()
    box.setFont(usual)
    assert box.minimumSizeHint() == wanted
