"""Beside the difference over epsilon: both panels where there is room, else one, under tabs."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter, QTabBar
from pytestqt.qtbot import QtBot

from gradviz.presenting.remainders import remainders_words
from gradviz.views.common.looks import looks
from gradviz.views.curves.entry_plot import EntryPlot
from gradviz.views.curves.taylor_plot import TaylorPlot
from gradviz.views.pages.epsilon.sweep_page import SweepPage
from tests.helpers.sweeps import swept

WIDE, NARROW = 64, 44  # heights of the text


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[SweepPage]:
    made = SweepPage(looks()["light"])
    qtbot.addWidget(made)
    sweep = swept("course", 1)
    made.set_experiment(sweep.experiment)
    made.set_sweeps(sweep, None)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def widen(page: SweepPage, heights: int) -> None:
    em = page.fontMetrics().height()
    page.resize(heights * em, 30 * em)
    QTest.qWait(1)


def seen(page: SweepPage) -> tuple[bool, ...]:
    plots = page.findChild(EntryPlot), page.findChild(TaylorPlot)
    tabs = page.findChild(QTabBar)
    return (*(plot.isVisible() for plot in plots if plot), tabs is not None and tabs.isVisible())


def test_both_are_seen_in_a_wide_page_and_one_at_a_time_in_a_narrow_one(page: SweepPage) -> None:
    widen(page, WIDE)
    assert seen(page) == (True, True, False)
    widen(page, NARROW)
    assert seen(page) == (True, False, True)
    tabs = page.findChild(QTabBar)
    assert tabs is not None
    assert tabs.tabText(1) == "Taylor: order 2.00"
    tabs.setFocus()
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert seen(page) == (False, True, True)
    widen(page, WIDE)
    assert seen(page) == (True, True, False)


def test_the_plot_keeps_its_share_of_the_width(page: SweepPage) -> None:
    for heights, share in ((NARROW, 0.62), (WIDE, 0.45), (NARROW, 0.62)):
        widen(page, heights)
        assert page.plot.width() / page.width() == pytest.approx(share, abs=0.06)


def test_a_width_that_was_chosen_by_hand_stays(page: SweepPage) -> None:
    widen(page, WIDE)
    sides = page.findChild(QSplitter)
    assert sides is not None
    handle, way = sides.handle(1), QPoint(-120, 0)
    middle = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, middle + way)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle)
    share = page.plot.width() / page.width()
    assert share < 0.40
    widen(page, WIDE + 4)
    assert page.plot.width() / page.width() == pytest.approx(share, abs=0.03)


def test_the_remainders_are_those_of_the_sweep_and_fade_with_it(page: SweepPage) -> None:
    widen(page, WIDE)
    plot = page.findChild(TaylorPlot)
    assert plot is not None
    taylor = swept("course", 1).taylor
    assert taylor is not None
    assert plot.accessibleDescription() == remainders_words(taylor)
    clear = plot.grab().toImage()
    page.set_invalid(True)
    assert plot.grab().toImage() != clear
    page.set_invalid(False)
    assert plot.grab().toImage() == clear
