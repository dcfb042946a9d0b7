"""The table of worst entries, as a user drives it."""

from time import thread_time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradviz.checking.result import CheckResult
from gradviz.presenting.worst_entries import COLUMNS
from gradviz.views.common.looks import looks
from gradviz.views.pages.maps.worst_table import WorstTable
from tests.helpers.results import checked, with_gradapprox

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def result() -> CheckResult:
    return checked("course-bugs")


@pytest.fixture
def table(qtbot: QtBot, result: CheckResult) -> WorstTable:
    widget = WorstTable(looks()["light"])
    qtbot.addWidget(widget)
    widget.set_result(result)
    widget.resize(900, 400)
    widget.show()
    return widget


@pytest.fixture
def chosen(table: WorstTable, result: CheckResult) -> list[int]:
    """Return the places in theta of the cells that the table has told, in order."""
    received: list[int] = []
    table.cell_chosen.connect(lambda cell: received.append(result.layout.index(*cell)))
    return received


def names(table: WorstTable) -> list[str]:
    model = table.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def spot(table: WorstTable, row: int) -> QPoint:
    return table.visualRect(table.model().index(row, 0)).center()


def click(qtbot: QtBot, table: WorstTable, row: int) -> None:
    qtbot.mouseClick(table.viewport(), LEFT, pos=spot(table, row))


def click_header(qtbot: QtBot, table: WorstTable, column: int) -> None:
    header = table.horizontalHeader()
    middle = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
    qtbot.mouseClick(header.viewport(), LEFT, pos=QPoint(middle, header.height() // 2))


def selected(table: WorstTable) -> list[int]:
    return sorted(index.row() for index in table.selectionModel().selectedRows())


def test_worst_first(table: WorstTable, result: CheckResult) -> None:
    assert names(table)[:2] == ["b1[0, 0]", "W2[2, 0]"]
    assert table.model().rowCount() == result.size


def test_a_click_and_arrow_keys_choose(
    table: WorstTable, chosen: list[int], qtbot: QtBot, result: CheckResult
) -> None:
    worst = [int(place) for place in result.worst(3)]
    click(qtbot, table, 0)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert chosen == worst
    assert selected(table) == [2]


def test_the_focus_alone_chooses_nothing(
    table: WorstTable, chosen: list[int], qtbot: QtBot, result: CheckResult
) -> None:
    table.setFocus()
    QApplication.processEvents()
    assert chosen == []
    click(qtbot, table, 0)
    assert chosen == [int(result.worst(1)[0])]


def test_set_current_selects_and_tells_nothing(
    table: WorstTable, chosen: list[int], result: CheckResult
) -> None:
    worst = [int(place) for place in result.worst(40)]
    table.set_current(worst[35])
    assert selected(table) == [35]
    assert table.viewport().rect().contains(spot(table, 35))
    table.set_current(None)
    assert selected(table) == []
    assert chosen == []


def test_a_row_can_be_chosen_again_after_another_cell(
    table: WorstTable, chosen: list[int], qtbot: QtBot, result: CheckResult
) -> None:
    worst = int(result.worst(1)[0])
    click(qtbot, table, 0)
    table.set_current(None)
    click(qtbot, table, 0)
    assert chosen == [worst, worst]


def test_the_chosen_entry_stays_chosen_in_a_new_result(
    table: WorstTable, chosen: list[int], result: CheckResult
) -> None:
    place = int(result.worst(5)[4])
    table.set_current(place)
    table.set_result(checked("course"))
    row = [int(other) for other in checked("course").worst(47)].index(place)
    assert selected(table) == [row]
    table.set_result(None)
    assert table.model().rowCount() == 0
    table.set_result(result)
    assert selected(table) == [4]
    assert chosen == []


@pytest.mark.parametrize("title", ["grad", "relative", "|grad - gradapprox|"])
def test_a_click_on_a_header_sorts_by_its_numbers(
    table: WorstTable, chosen: list[int], qtbot: QtBot, result: CheckResult, title: str
) -> None:
    place = int(result.worst(5)[4])
    table.set_current(place)
    column = [each.title for each in COLUMNS].index(title)
    orders = []
    for _ in range(2):
        click_header(qtbot, table, column)
        shown = [float(table.model().index(row, column).data()) for row in range(result.size)]
        assert shown in (sorted(shown), sorted(shown, reverse=True))
        orders.append(shown)
    assert orders[0] == orders[1][::-1]
    assert names(table)[selected(table)[0]] == names_of(result, place)
    assert chosen == []


def test_a_click_on_why_brings_what_is_wrong_to_the_top(table: WorstTable, qtbot: QtBot) -> None:
    column = [each.title for each in COLUMNS].index("why")
    tops = set()
    for _ in range(2):
        click_header(qtbot, table, column)
        tops.add(str(table.model().index(0, column).data()))
    assert tops == {"wrong", "both zero"}


def names_of(result: CheckResult, place: int) -> str:
    name, row, column = result.layout.locate(place)
    return f"{name}[{row}, {column}]"


def test_a_sort_stays_for_the_next_result(table: WorstTable, qtbot: QtBot) -> None:
    click_header(qtbot, table, 0)
    first = names(table)
    assert first in (names_in_order(), names_in_order()[::-1])
    table.set_result(checked("course"))
    assert names(table) == first


def names_in_order() -> list[str]:
    return [names_of(checked("course"), place) for place in range(47)]


def test_nan_is_on_top(table: WorstTable, qtbot: QtBot, result: CheckResult) -> None:
    gradapprox = result.gradapprox.copy()
    gradapprox[9] = np.nan
    table.set_result(with_gradapprox(result, gradapprox))
    for _ in range(2):
        assert names(table)[0] == names_of(result, 9)
        click_header(qtbot, table, 1)


def test_copy_takes_the_selected_rows(table: WorstTable, qtbot: QtBot, result: CheckResult) -> None:
    click(qtbot, table, 0)
    qtbot.mouseClick(table.viewport(), LEFT, SHIFT, spot(table, 2))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == [column.title for column in COLUMNS]
    assert [line.split("\t")[0] for line in lines[1:]] == names(table)[:3]
    assert float(lines[1].split("\t")[1]) == result.errors[result.worst(1)[0]]


def test_copy_takes_all_where_nothing_is_selected(table: WorstTable, qtbot: QtBot) -> None:
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 48
    click(qtbot, table, 0)
    QGuiApplication.clipboard().clear()
    copy_all = next(action for action in table.actions() if action.text() == "Copy all rows")
    copy_all.trigger()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 48


def test_several_rows_stay_selected_when_the_current_cell_is_echoed(
    table: WorstTable, chosen: list[int], qtbot: QtBot, result: CheckResult
) -> None:
    table.cell_chosen.connect(lambda cell: table.set_current(result.layout.index(*cell)))
    click(qtbot, table, 0)
    qtbot.keyClick(table, Qt.Key.Key_Down, SHIFT)
    table.set_result(result)
    assert selected(table) == [0, 1]


def test_tab_leaves_the_table(table: WorstTable, qtbot: QtBot) -> None:
    click(qtbot, table, 0)
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert selected(table) == [0]
    assert table.currentIndex().column() == 0


def test_an_update_is_quick(table: WorstTable, result: CheckResult) -> None:
    results = [with_gradapprox(result, result.gradapprox * factor) for factor in (1, 2, 3, 4, 5)]
    times = []
    for each in results:
        began = thread_time()
        table.set_result(each)
        times.append(thread_time() - began)
    assert min(times) < 0.02  # an order above what it takes, for a busy machine
