"""The line of the comparison: one width for usual texts, all digits in its tooltip."""

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradviz.views.common.looks import looks
from gradviz.views.verdict.difference_label import DifferenceLabel
from tests.helpers.forms import show_active

LOOKS = looks()


@pytest.fixture
def label(qtbot: QtBot) -> DifferenceLabel:
    made = DifferenceLabel(LOOKS["light"])
    qtbot.addWidget(made)
    show_active(made)
    return made


def test_it_keeps_its_width_whatever_is_usually_said(label: DifferenceLabel) -> None:
    widths = set()
    for text in ("difference 0 ≤ threshold 1", "last check: difference 1.23e-7 > threshold 1e-7"):
        label.set_difference(text, text, is_old=False)
        widths.add(label.sizeHint().width())
    assert len(widths) == 1
    long = "difference 1.234e-7 > threshold 1.2345678e-7, " * 3
    label.set_difference(long, long, is_old=False)
    assert label.sizeHint().width() > max(widths)
    assert label.minimumSizeHint().width() < min(widths) / 2


def test_what_is_old_is_muted(label: DifferenceLabel) -> None:
    for name in ("dark", "light"):
        look = LOOKS[name]
        label.set_look(look)
        for is_old, role in ((True, "muted"), (False, "window_text")):
            label.set_difference("difference 1", "difference 1.0000", is_old=is_old)
            found = label.palette().color(QPalette.ColorRole.WindowText)
            assert found == look.colour(role)


def test_every_digit_is_in_the_tooltip_and_the_text_can_be_copied(label: DifferenceLabel) -> None:
    label.set_difference("difference 0.2851", "difference 0.28509315677616", is_old=False)
    assert label.text() == label.accessibleName() == "difference 0.2851"
    assert label.toolTip() == label.accessibleDescription() == "difference 0.28509315677616"
    label.setSelection(0, 10)
    assert label.selectedText() == "difference"


def test_a_ring_shows_that_the_keys_go_to_it(label: DifferenceLabel) -> None:
    pictures = []
    for is_focused in (True, False):
        label.setFocus() if is_focused else label.clearFocus()
        QApplication.processEvents()
        assert label.hasFocus() is is_focused
        pictures.append(label.grab().toImage())
    assert pictures[0] != pictures[1]
