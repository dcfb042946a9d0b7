"""The Qt model of the worst entries."""

from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gradviz.presenting.worst_entries import COLUMNS, worst_entries
from gradviz.views.common.looks import looks
from gradviz.views.pages.maps.worst_model import WorstModel
from tests.helpers.results import checked

ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def test_it_keeps_to_qt_s_rules(qapp: object) -> None:
    model = WorstModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_rows(worst_entries(checked("course-bugs")))
    model.sort(2, ASCENDING)
    model.set_rows(worst_entries(checked("default"), most=10))
    model.sort(0, DESCENDING)
    model.set_rows(())
    assert tester.model() is model


def test_what_is_selected_goes_with_its_entry(qapp: object) -> None:
    model = WorstModel()
    model.set_rows(worst_entries(checked("course-bugs")))
    kept = QPersistentModelIndex(model.index(3, 1))
    entry = model.rows[3]
    model.sort(1, ASCENDING)
    assert kept.row() == 43
    assert model.rows[kept.row()] == entry
    assert model.row_of(entry.index) == 43
    assert model.row_of(1000) is None


def test_the_same_entries_with_new_values_are_no_reset(qtbot: QtBot) -> None:
    model = WorstModel()
    model.set_rows(worst_entries(checked("course-bugs")))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.set_rows(worst_entries(checked("course-bugs")))
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(worst_entries(checked("default")))


def test_numbers_stand_right_words_left_and_failing_ones_are_coloured(qapp: object) -> None:
    model, light = WorstModel(), looks()["light"]
    model.set_rows(worst_entries(checked("course-bugs")))
    model.set_look(light)
    role = Qt.ItemDataRole
    for column, each in enumerate(COLUMNS):
        side = Qt.AlignmentFlag.AlignLeft if each.words else Qt.AlignmentFlag.AlignRight
        for alignment in (
            model.data(model.index(0, column), role.TextAlignmentRole),
            model.headerData(column, Qt.Orientation.Horizontal, role.TextAlignmentRole),
        ):
            assert isinstance(alignment, Qt.AlignmentFlag)
            assert alignment & side, each.title
    assert model.data(model.index(0, 1), role.ForegroundRole) == light.colour("fail.mark")
    assert model.data(model.index(46, 1), role.ForegroundRole) is None
    assert "known to be wrong" in str(model.data(model.index(0, 0), role.ToolTipRole))
