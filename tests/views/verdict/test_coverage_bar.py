"""The line below the maps: how much of the gradient is covered, and the button beside it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gradviz.analysis.coverage_search import CoverageSearchProgress
from gradviz.views.common.elided_label import ElidedLabel
from gradviz.views.common.looks import looks
from gradviz.views.verdict.coverage_bar import CoverageBar
from tests.helpers.composed import changed
from tests.helpers.forms import child, show_active
from tests.helpers.results import checked, given_experiment

COVERAGE = "Coverage 27 of 47 — a bug in the other 20 cannot be seen"
SOME = CoverageSearchProgress(tried=3, most=84, covered=30, total=47)


@pytest.fixture
def bar(qtbot: QtBot) -> CoverageBar:
    widget = CoverageBar(looks()["light"])
    qtbot.addWidget(widget)
    widget.resize(900, widget.sizeHint().height())
    show_active(widget)
    return widget


def label(bar: CoverageBar) -> ElidedLabel:
    return child(bar, ElidedLabel, "coverage_label")


def button(bar: CoverageBar) -> QPushButton:
    return child(bar, QPushButton, "cover_button")


def colour(bar: CoverageBar) -> str:
    return label(bar).palette().color(QPalette.ColorRole.WindowText).name()


def test_it_says_what_cannot_be_seen_and_offers_to_light_it(bar: CoverageBar) -> None:
    bar.set_result(checked("course-bugs"))
    assert label(bar).shown_text == COVERAGE
    assert label(bar).accessibleName() == COVERAGE
    assert button(bar).text() == "Cover them"
    assert button(bar).isVisible()
    assert button(bar).isEnabled()
    assert button(bar).accessibleName()
    assert "undo" in button(bar).toolTip()


def test_it_is_quiet_where_everything_is_covered_and_before_the_first_check(
    bar: CoverageBar,
) -> None:
    muted = looks()["light"].colour("muted").name()
    assert label(bar).text() == "Coverage is not known yet"
    assert not button(bar).isVisible()
    bar.set_result(checked("course"))
    assert colour(bar) != muted
    bar.set_result(checked("default"))
    assert label(bar).text() == "Every entry of the gradient is covered"
    assert not button(bar).isVisible()
    assert colour(bar) == muted


def test_entries_that_are_not_finite_are_no_darkness(bar: CoverageBar) -> None:
    result = checked("default")
    grad = result.grad.copy()
    grad[:4] = np.nan
    bar.set_result(changed(result, grad=grad))
    assert label(bar).text() == "Coverage 43 of 47 — the rest is not finite"
    assert button(bar).isVisible()


def test_nothing_moves(bar: CoverageBar) -> None:
    heights, widths = set(), set()
    for result in (checked("course"), checked("default")):
        bar.set_result(result)
        for running in (False, True):
            bar.set_running(running)
            heights.add(bar.sizeHint().height())
            widths.add(label(bar).width())
    assert len(heights) == len(widths) == 1


def test_the_button_asks_and_while_a_search_runs_it_stops(bar: CoverageBar, qtbot: QtBot) -> None:
    bar.set_result(checked("course"))
    with qtbot.waitSignal(bar.cover_requested):
        QTest.mouseClick(button(bar), Qt.MouseButton.LeftButton)
    bar.set_running(True)
    assert label(bar).text() == "Trying other seeds …"
    bar.set_progress(SOME)
    assert label(bar).text() == "Trying other seeds: 3 of 84; the best covers 30 of 47"
    assert button(bar).text() == "Stop"
    assert button(bar).accessibleName() == "Stop trying other seeds"
    with qtbot.waitSignal(bar.stop_requested):
        QTest.keyClick(button(bar), Qt.Key.Key_Space)
    bar.set_running(False)
    assert label(bar).text() == COVERAGE
    assert button(bar).text() == "Cover them"


def test_what_was_found_takes_the_place_of_the_coverage(bar: CoverageBar) -> None:
    bar.set_result(checked("course"))
    bar.set_outcome("Seed 5 with 3 examples covers all 47.")
    bar.set_result(checked("default"))
    assert label(bar).text() == "Seed 5 with 3 examples covers all 47."
    bar.set_outcome(None)
    assert label(bar).text() == "Every entry of the gradient is covered"


def test_given_numbers_cannot_be_covered(bar: CoverageBar) -> None:
    bar.set_result(replace(checked("course"), experiment=given_experiment("net.npz")))
    assert button(bar).isVisible()
    assert not button(bar).isEnabled()
    assert "net.npz" in button(bar).toolTip()
    assert button(bar).accessibleDescription() == button(bar).toolTip()


def test_the_pointer_is_told_why(bar: CoverageBar) -> None:
    bar.set_result(checked("course"))
    place = QPoint(5, 5)
    received = QHelpEvent(QEvent.Type.ToolTip, place, bar.mapToGlobal(place))
    QApplication.sendEvent(label(bar), received)
    assert "unit 4 of layer 1 is off in every example" in QToolTip.text()
    QToolTip.hideText()


def test_it_gives_way_in_little_width(bar: CoverageBar) -> None:
    bar.set_result(checked("course"))
    bar.resize(260, bar.height())
    assert label(bar).shown_text.endswith("…")
    assert label(bar).toolTip() == COVERAGE
    assert bar.minimumSizeHint().width() <= 260


def test_every_look_and_large_text(bar: CoverageBar) -> None:
    bar.set_result(checked("course"))
    for look in looks().values():
        bar.set_look(look)
        assert colour(bar) == look.colour("window_text").name()
    font = bar.font()
    font.setPointSizeF(20)
    bar.setFont(font)
    assert button(bar).minimumWidth() >= button(bar).sizeHint().width()
    assert bar.sizeHint().height() >= bar.fontMetrics().height()


def test_whoever_works_by_keys_keeps_a_place(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    bar, before, after = CoverageBar(looks()["dark"]), QPushButton("before"), QPushButton("after")
    layout = QVBoxLayout(window)
    for widget in (before, bar, after):
        layout.addWidget(widget)
    bar.set_result(checked("course"))
    show_active(window)
    button(bar).setFocus()
    bar.set_result(checked("default"))
    assert before.hasFocus()
