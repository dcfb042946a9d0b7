"""The page of the lines: one current line for code, note, graph and values."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTableView,
    QTabWidget,
    QTextBrowser,
)
from pytestqt.qtbot import QtBot

from gradviz.analysis.check import check
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.views.common.looks import apply_look, looks
from gradviz.views.maps.heat_map import HeatMap
from gradviz.views.pages.lines.computation_graph import ComputationGraph
from gradviz.views.pages.lines.line_row import TYPED, LineRow
from gradviz.views.pages.lines.lines_page import LinesPage
from gradviz.views.pages.lines.node_panel import NodePanel
from tests.helpers.forms import child, show_active, type_into
from tests.helpers.results import checked

LOOKS = looks()
SIZES = ((1000, 560), (640, 360), (1560, 900))


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[LinesPage]:
    made = LinesPage(LOOKS["light"])
    qtbot.addWidget(made)
    made.resize(*SIZES[0])
    made.code.setFocus()  # as where the window opens it
    QCursor.setPos(2, 790)  # an earlier test may have left it where a line will be
    show_active(made)
    park(made)
    yield made
    made.close()


@pytest.fixture
def buggy(page: LinesPage) -> CheckResult:
    """Show the exercise with its two bugs, checked."""
    result = checked("course-bugs")
    show(page, result)
    return result


def show(page: LinesPage, result: CheckResult) -> None:
    page.set_experiment(result.experiment)
    page.set_result(result)
    settle()


def settle() -> None:
    """Let everything be laid out; each layout may ask for another one."""
    for _ in range(4):
        QApplication.processEvents()


def park(page: LinesPage) -> None:
    """Move the pointer to where there is neither a line nor a node."""
    QTest.mouseMove(page, QPoint(2, page.height() - 2))
    settle()


def note(page: LinesPage) -> str:
    return child(page, QTextBrowser, "line_note").toPlainText()


def values(page: LinesPage) -> str:
    return child(page, QLabel, "node_title").text()


def graph(page: LinesPage) -> ComputationGraph:
    return child(page, ComputationGraph, "computation_graph")


def field(page: LinesPage, name: str) -> QLineEdit:
    return child(page, QLineEdit, f"line_{name}")


def node(page: LinesPage, name: str) -> QPoint:
    return graph(page).node_rect(name).center().toPoint()


def is_said_everywhere(page: LinesPage, name: str) -> bool:
    return page.current == name and name in note(page) and values(page).startswith(f"{name} ")


def test_the_first_wrong_line_is_current_until_another_one_is_chosen(
    page: LinesPage, buggy: CheckResult
) -> None:
    assert is_said_everywhere(page, "dW2")
    assert "2 times too large" in note(page)
    show(page, check(Experiment(NetworkSubject(bugs=("db1-4-over-m",)))))
    assert is_said_everywhere(page, "db1")
    page.code.focus_line("dZ2")
    assert is_said_everywhere(page, "dZ2")
    show(page, buggy)
    assert is_said_everywhere(page, "dZ2")


def test_a_correct_network_has_no_current_line(page: LinesPage) -> None:
    show(page, checked("default"))
    assert page.current is None
    assert "wrong" not in note(page)


def test_a_line_is_chosen_in_the_code_or_in_the_graph(page: LinesPage, buggy: CheckResult) -> None:
    QTest.mouseClick(field(page, "dA1"), Qt.MouseButton.LeftButton)
    assert is_said_everywhere(page, "dA1")
    QTest.mouseClick(graph(page), Qt.MouseButton.LeftButton, pos=node(page, "dW1"))
    assert is_said_everywhere(page, "dW1")
    QTest.mouseClick(graph(page), Qt.MouseButton.LeftButton, pos=node(page, "Z1"))
    assert is_said_everywhere(page, "Z1")
    QTest.mouseClick(graph(page), Qt.MouseButton.LeftButton, pos=node(page, "X"))
    assert is_said_everywhere(page, "X")


def test_pointing_at_a_line_lights_its_node_and_shows_its_values(
    page: LinesPage, buggy: CheckResult
) -> None:
    dark = graph(page).grab().toImage()
    QTest.mouseMove(child(page, QLabel, "sign_dZ1"))
    QApplication.processEvents()
    assert values(page).startswith("dZ1 ")
    assert graph(page).grab().toImage() != dark
    assert "dW2" in note(page)
    park(page)
    assert values(page).startswith("dW2 ")
    assert graph(page).grab().toImage() == dark


def test_pointing_at_a_node_lights_its_line_and_shows_its_values(
    page: LinesPage, buggy: CheckResult
) -> None:
    row = child(page, LineRow, "row_dA2")
    dark = row.grab().toImage()
    QTest.mouseMove(graph(page), node(page, "dA2"))
    QApplication.processEvents()
    assert values(page).startswith("dA2 ")
    assert row.grab().toImage() != dark
    QTest.mouseMove(graph(page), QPoint(1, graph(page).height() - 1))
    QApplication.processEvents()
    assert values(page).startswith("dW2 ")
    assert row.grab().toImage() == dark


def test_keys_lead_away_from_where_the_pointer_rests(page: LinesPage, buggy: CheckResult) -> None:
    QTest.mouseMove(child(page, QLabel, "sign_dZ1"))
    QApplication.processEvents()
    page.code.focus_line("dW2")
    QTest.keyClick(field(page, "dW2"), Qt.Key.Key_Down)
    assert is_said_everywhere(page, "db2")


def test_the_button_of_the_note_mends_the_line(page: LinesPage, buggy: CheckResult) -> None:
    made: list[Experiment] = []
    page.experiment_changed.connect(made.append)
    button = child(page, QPushButton, "correct_line_button")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [network_of(each).bugs for each in made] == [("db1-4-over-m",)]
    assert field(page, "dW2").text() == "1/m * dZ2 @ A1.T"
    assert not button.isVisible()


def test_a_typed_line_is_handed_on(page: LinesPage, buggy: CheckResult) -> None:
    made: list[Experiment] = []
    page.experiment_changed.connect(made.append)
    edit = field(page, "dZ1")
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "dA1")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert [network_of(each).lines for each in made] == [("dZ1 = dA1",)]
    assert "last check" in note(page)


def test_a_line_that_is_left_behind_unapplied_is_told_as_such(
    page: LinesPage, buggy: CheckResult
) -> None:
    for typed, words in (("2 * W3.T @ dZ3", TYPED), ("W3 @ dZ3", "line dA2: ")):
        type_into(page, "line_dA2", typed)
        QTest.mouseClick(field(page, "dZ2"), Qt.MouseButton.LeftButton)
        assert note(page).startswith("✓ dZ2")
        QTest.mouseClick(field(page, "dA2"), Qt.MouseButton.LeftButton)
        assert note(page).startswith("✎ dA2")
        assert words in note(page)
        assert "is right" not in note(page)
    QTest.keyClick(field(page, "dA2"), Qt.Key.Key_Escape)
    assert note(page).startswith("✓ dA2 is right")


def test_the_title_of_a_node_that_is_only_pointed_at_looks_otherwise(
    page: LinesPage, buggy: CheckResult
) -> None:
    title = child(page, QLabel, "node_title")
    accent = LOOKS["light"].colour("accent")

    def is_marked() -> bool:
        return title.palette().windowText().color() == accent and title.font().italic()

    assert not is_marked()
    QTest.mouseMove(graph(page), node(page, "dA2"))
    settle()
    assert is_marked()
    QTest.mouseClick(graph(page), Qt.MouseButton.LeftButton, pos=node(page, "dA2"))
    assert not is_marked()


@pytest.mark.parametrize("size", [(1360, 480), (1010, 480), (760, 620)])
def test_nothing_that_the_note_says_is_hidden_where_there_is_height_for_it(
    page: LinesPage, size: tuple[int, int]
) -> None:
    font = QFont()
    font.setPointSizeF(14)
    page.setFont(font)
    page.resize(*size)
    show(page, checked("course-bugs"))
    assert child(page, QTextBrowser, "line_note").verticalScrollBar().maximum() == 0
    assert page.code.height() > 5 * page.fontMetrics().height()


def test_where_it_is_narrow_the_graph_gives_way_before_the_lines(
    page: LinesPage, buggy: CheckResult
) -> None:
    page.resize(644, 420)
    settle()
    edit = field(page, "dZ1")
    assert edit.width() >= 20 * edit.fontMetrics().averageCharWidth()
    assert graph(page).width() == pytest.approx(300, abs=8)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", list(LOOKS))
def test_it_fits_and_can_be_read_in_every_look(
    page: LinesPage, buggy: CheckResult, name: str, size: tuple[int, int]
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    usual = app.palette(), app.font()
    try:
        apply_look(app, LOOKS[name], 100)
        page.set_look(LOOKS[name])
        page.resize(*size)
        settle()
        area = child(page, QScrollArea, "lines_area")
        if (name, size) == ("presenter", SIZES[1]):  # too little for such a text: it scrolls
            assert area.horizontalScrollBar().isVisible()
            return
        assert not area.horizontalScrollBar().isVisible()
        assert area.verticalScrollBar().maximum() == 0
        for part in (graph(page), child(page, QTextBrowser, "line_note"), page.code):
            corner = part.mapTo(page, part.rect().topLeft())
            assert page.rect().contains(part.rect().translated(corner))
    finally:
        app.setPalette(usual[0])
        app.setFont(usual[1])


def test_values_are_a_tab_where_there_is_too_little_height(
    page: LinesPage, buggy: CheckResult
) -> None:
    tabs = child(page, QTabWidget, "graph_tabs")
    title = child(page, QLabel, "node_title")
    assert title.isVisible()
    usual = tabs.count()
    page.resize(1000, 260)
    QApplication.processEvents()
    assert tabs.count() == usual + 1
    assert not title.isVisible()
    tabs.setCurrentIndex(usual)
    assert title.isVisible()
    page.resize(*SIZES[0])
    QApplication.processEvents()
    assert tabs.count() == usual
    assert title.isVisible()


def test_in_a_high_page_the_values_take_the_width_and_the_note_no_more_than_its_text(
    page: LinesPage, buggy: CheckResult
) -> None:
    panel = child(page, NodePanel, "node_panel")
    text = child(page, QTextBrowser, "line_note")
    usual = panel.height()
    for height in (62, 56, 62):
        page.resize(1560, height * page.fontMetrics().height())
        settle()
        assert panel.width() == pytest.approx(page.width(), abs=30)
        assert panel.mapTo(page, QPoint()).y() > text.mapTo(page, QPoint(0, text.height())).y()
        assert panel.mapTo(page, QPoint()).y() > graph(page).mapTo(page, QPoint()).y()
        assert page.code.height() >= page.code.sizeHint().height()
        assert text.verticalScrollBar().maximum() == 0
        assert text.height() <= text.document().size().height() + 2 * text.fontMetrics().height()
        assert panel.height() >= 16 * page.fontMetrics().height()
    page.resize(*SIZES[0])
    settle()
    assert panel.width() < page.width() / 2
    assert panel.height() == pytest.approx(usual, abs=40)


def test_in_a_high_page_too_the_shares_that_the_user_has_set_stay(
    page: LinesPage, buggy: CheckResult
) -> None:
    page.resize(1560, 62 * page.fontMetrics().height())
    settle()
    panel = child(page, NodePanel, "node_panel")
    rows = panel.parentWidget()
    assert isinstance(rows, QSplitter)
    handle = rows.handle(1)
    middle = handle.rect().center()
    usual = panel.height()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, middle + QPoint(0, 60))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle)
    settle()
    moved = panel.height()
    assert moved < usual - 40
    show(page, checked("default"))
    assert panel.height() == moved


def test_code_and_graph_keep_their_shares_when_the_user_has_set_them(page: LinesPage) -> None:
    page.resize(1200, 600)
    QApplication.processEvents()
    assert page.code.width() == pytest.approx(0.55 * page.width(), abs=10)


def test_where_no_line_is_wrong_the_values_of_the_first_are_shown(page: LinesPage) -> None:
    show(page, checked("default"))
    assert "dZ3 is right" in child(page, QLabel, "node_title").text()
    assert page.current is None


def test_the_values_are_faded_while_they_are_of_another_experiment(
    page: LinesPage, buggy: CheckResult
) -> None:
    shown = child(page, HeatMap, "heatmap_node_value")
    fresh = shown.grab().toImage()
    page.set_experiment(Experiment(NetworkSubject()))
    assert shown.grab().toImage() != fresh
    page.set_experiment(buggy.experiment)
    assert shown.grab().toImage() == fresh


def test_code_and_note_keep_their_shares_when_the_user_has_set_them(
    page: LinesPage, buggy: CheckResult
) -> None:
    rows = page.code.parentWidget()
    assert isinstance(rows, QSplitter)
    handle = rows.handle(1)
    middle = handle.rect().center()
    usual = page.code.height()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, middle - QPoint(0, 90))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle)
    settle()
    code, received = page.code.height(), page.height() - page.code.height()
    assert code < usual - 50
    show(page, checked("default"))
    assert page.code.height() == code
    page.resize(page.width(), page.height() + 120)
    settle()
    assert page.height() - page.code.height() == received


def test_another_line_is_chosen_without_reading_the_pass_anew(
    page: LinesPage, buggy: CheckResult, qtbot: QtBot
) -> None:
    child(page, QTabWidget, "graph_tabs").setCurrentIndex(1)
    nodes = child(page, QTableView, "node_table").model()
    with qtbot.assertNotEmitted(nodes.dataChanged), qtbot.assertNotEmitted(nodes.modelReset):
        QTest.mouseClick(field(page, "dA1"), Qt.MouseButton.LeftButton)
    assert is_said_everywhere(page, "dA1")
