"""Wherever the keys go, it is seen: on every page and in every look."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.subjects.presets import preset_experiment
from tests.helpers.colours import linear, rgb_of
from tests.helpers.window import child, press, settled

MakeProgram = Callable[..., Program]
PAGES = {
    "maps": Qt.Key.Key_F2,
    "epsilon": Qt.Key.Key_F3,
    "one_d": Qt.Key.Key_F4,
    "lines": Qt.Key.Key_F6,
}
LEAST_CHANGED = 24  # pixels that look otherwise: less than that is a cursor at most
LEAST_CONTRAST = 1.25  # that a pixel changes by, to be counted


def changed_pixels(one: np.ndarray, other: np.ndarray) -> int:
    """Return how many pixels of two pictures differ by what can be seen."""
    lights = [linear(each) @ np.array([0.2126, 0.7152, 0.0722]) + 0.05 for each in (one, other)]
    ratio = np.maximum(lights[0] / lights[1], lights[1] / lights[0])
    return int(np.count_nonzero(ratio >= LEAST_CONTRAST))


def place_of(program: Program, widget: QWidget) -> QRect:
    """Return where in the window a widget is, with a little around it."""
    QApplication.processEvents()
    corner = widget.mapTo(program.window, widget.rect().topLeft())
    area = widget.rect().translated(corner).adjusted(-3, -3, 3, 3)
    return area & program.window.rect()


def picture(program: Program, place: QRect) -> np.ndarray:
    """Return what the window shows at a place."""
    QApplication.processEvents()
    return rgb_of(program.window.grab(place).toImage())


@pytest.mark.parametrize("look", ["light", "dark", "presenter"])
@pytest.mark.parametrize("page", list(PAGES))
def test_the_focus_is_seen_on_every_widget_that_tab_leads_to(
    make_program: MakeProgram, qtbot: QtBot, page: str, look: str
) -> None:
    program = make_program(preset_experiment("course-bugs"))
    settled(program, qtbot)
    program.window.actions_by_name[f"look_{look}"].trigger()
    press(program, PAGES[page])
    settled(program, qtbot)
    program.window.activateWindow()
    button = child(program, QWidget, "page_maps_button")
    # The text of another look is laid out in turns.
    qtbot.waitUntil(lambda: button.height() >= button.sizeHint().height())
    for _ in range(5):
        QApplication.processEvents()
    seen: list[QWidget] = []
    unseen: list[str] = []
    button.setFocus(Qt.FocusReason.TabFocusReason)
    widget = QApplication.focusWidget()
    while widget is not None and widget not in seen and len(seen) < 120:
        seen.append(widget)
        place = place_of(program, widget)
        with_focus = picture(program, place)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        after = QApplication.focusWidget()
        without = picture(program, place)
        if changed_pixels(with_focus, without) < LEAST_CHANGED:
            unseen.append(f"{widget.objectName()} ({type(widget).__name__})")
        widget = after
    assert len(seen) > 5
    assert not unseen
