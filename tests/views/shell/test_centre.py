"""The middle of the window shares its height between the pages and what says why."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gradviz.views.common.looks import looks
from gradviz.views.shell.centre import MOST_WHY, Centre
from gradviz.views.shell.why_panel import WhyPanel


@pytest.fixture
def why() -> WhyPanel:
    return WhyPanel(looks()["light"])


@pytest.fixture
def centre(qtbot: QtBot, why: WhyPanel) -> Iterator[Centre]:
    made = Centre(QWidget(), why)
    qtbot.addWidget(made)
    made.take_why()
    resize(made, 750)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def resize(centre: Centre, height: int) -> None:
    centre.resize(1020, height)
    for _ in range(3):
        QApplication.processEvents()


def test_what_says_why_gets_what_it_asks_for_up_to_a_share(centre: Centre, why: WhyPanel) -> None:
    for height in (750, 1200, 750):
        resize(centre, height)
        assert why.height() == why.low_height
    resize(centre, 400)
    assert why.height() == pytest.approx(MOST_WHY * 400, abs=4)
    resize(centre, 750)
    font = why.font()
    font.setPointSizeF(1.15 * font.pointSizeF())
    before = why.height()
    centre.setFont(font)
    resize(centre, 750)
    assert why.height() == why.low_height > before


def test_what_the_user_has_shared_otherwise_stays(centre: Centre, why: WhyPanel) -> None:
    handle = centre.handle(1)
    middle = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, middle - QPoint(0, 90))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle)
    moved = why.height()
    assert moved > why.low_height + 50
    resize(centre, 900)
    assert why.height() == moved
    saved = centre.state()
    resize(centre, 750)
    other = Centre(QWidget(), WhyPanel(looks()["light"]))
    try:
        other.take_why()
        other.resize(1020, 900)
        other.restore(saved)
        other.show()
        QApplication.processEvents()
        assert other.sizes()[1] == moved
    finally:
        other.close()
        other.deleteLater()


def test_what_nobody_has_moved_is_shared_anew_after_a_restart(qtbot: QtBot) -> None:
    heights = list[QByteArray]()
    for _ in range(2):
        made = Centre(QWidget(), WhyPanel(looks()["light"]))
        qtbot.addWidget(made)
        made.take_why()
        resize(made, 400 if not heights else 750)
        made.show()
        QApplication.processEvents()
        if heights:
            made.restore(heights[0])
            resize(made, 760)
            assert made.sizes()[1] > 200, "as if it were the first start"
        else:
            heights.append(made.state())
    assert heights[0].isEmpty()
