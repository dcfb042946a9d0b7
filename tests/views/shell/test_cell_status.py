"""The status bar tells the current cell in one line."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradviz.views.shell.cell_status import CellStatus
from tests.helpers.results import checked, sampled, stopped


def test_values_in_six_digits(qtbot: QtBot) -> None:
    status = CellStatus()
    qtbot.addWidget(status)
    result = checked("course-bugs")
    index = result.layout.index("W2", 1, 3)
    status.set_cell(result, index)
    words = status.text().split("  ")
    assert words[0] == "W2[1, 3]"
    assert words[1] == f"theta {result.theta[index]:.6g}"
    assert words[2] == f"grad {result.grad[index]:.6g}"
    assert words[3] == f"gradapprox {result.gradapprox[index]:.6g}"
    assert words[4] == f"|difference| {result.errors[index]:.6g}"
    assert status.accessibleDescription() == status.text()


def test_not_computed_yet_and_nothing(qtbot: QtBot) -> None:
    status = CellStatus()
    qtbot.addWidget(status)
    status.set_cell(stopped("course-bugs", 3), 5)
    assert status.text().endswith("gradapprox not computed yet")
    some = sampled(checked("course-bugs"), [2, 30])
    for index in (0, 2, 29, 30, 46):
        status.set_cell(some, index)
        assert ("not computed yet" in status.text()) == (index not in (2, 30))
    for nothing in ((None, 3), (checked("course"), None), (checked("course"), 47)):
        status.set_cell(*nothing)
        assert status.text() == ""


def test_it_gives_way(qtbot: QtBot) -> None:
    status = CellStatus()
    qtbot.addWidget(status)
    status.set_cell(checked("course-bugs"), 0)
    status.resize(120, 20)
    status.show()
    QApplication.processEvents()
    assert status.width() == 120
    assert status.shown_text.endswith("…")
    assert status.toolTip() == status.text()
    status.resize(1340, 20)
    assert status.shown_text == status.text()
    assert status.toolTip() == ""
