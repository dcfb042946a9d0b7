"""The bugs: ticking, searching, what does not fit, and what a bug does."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
)
from pytestqt.qtbot import QtBot

from gradviz.checking.experiment import Experiment
from gradviz.network.backward import LINE_NAMES
from gradviz.network.bugs import bugs
from gradviz.network.layout import Layout
from gradviz.network.spec import NetworkSpec
from gradviz.presenting.edits import Edits
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject
from gradviz.subjects.presets import preset_experiment
from gradviz.views.common.looks import looks
from gradviz.views.form.bug_list import BugList
from tests.helpers.forms import bug_row, child, click_box, rows, show_active

OWN = "dW2 = 3/m * dZ2 @ A1.T"
CHECKED = Qt.CheckState.Checked
MISFIT = "dA1-no-transpose"  # W2 is 3x5


@pytest.fixture
def panel(qtbot: QtBot) -> BugList:
    widget = BugList()
    qtbot.addWidget(widget)
    widget.set_look(looks()["light"])
    widget.resize(330, 600)
    show_active(widget)
    return widget


@pytest.fixture
def tree(panel: BugList) -> QTreeWidget:
    return child(panel, QTreeWidget, "bug_list")


@pytest.fixture
def received(panel: BugList) -> list[Edits]:
    heard: list[Edits] = []
    panel.edits_changed.connect(heard.append)
    return heard


def ticked(tree: QTreeWidget) -> list[str]:
    return [
        row.data(0, Qt.ItemDataRole.UserRole) for row in rows(tree) if row.checkState(0) == CHECKED
    ]


def line(tree: QTreeWidget, name: str) -> QTreeWidgetItem:
    row = tree.topLevelItem(LINE_NAMES.index(name))
    assert row is not None
    return row


def is_tickable(row: QTreeWidgetItem) -> bool:
    return bool(row.flags() & Qt.ItemFlag.ItemIsUserCheckable)


def test_every_bug_stands_below_its_line(tree: QTreeWidget) -> None:
    assert [row.data(0, Qt.ItemDataRole.UserRole) for row in rows(tree)] == list(bugs())
    assert line(tree, "dZ3").text(0) == "dZ3 = A3 - Y"
    assert line(tree, "db1").text(0) == "db1 = 1/m * sum(dZ1)"


def test_a_click_ticks_and_changes_the_line(tree: QTreeWidget, received: list[Edits]) -> None:
    click_box(tree, "dW2-twice")
    click_box(tree, "db1-4-over-m")
    assert received[-1] == Edits(("dW2-twice", "db1-4-over-m"))
    assert line(tree, "db1").text(0) == "db1 = 4/m * sum(dZ1)"
    assert not line(tree, "db1").icon(0).isNull()
    click_box(tree, "db1-4-over-m")
    assert received[-1] == Edits(("dW2-twice",))
    assert line(tree, "db1").text(0) == "db1 = 1/m * sum(dZ1)"
    assert line(tree, "db1").icon(0).isNull()
    assert len(received) == 3


def test_the_space_key_ticks(tree: QTreeWidget, received: list[Edits]) -> None:
    line(tree, "dZ3").setExpanded(True)
    tree.setCurrentItem(bug_row(tree, "dZ3-sign"))
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert received == [Edits(("dZ3-sign",))]


def test_a_second_bug_of_a_line_ticks_the_first_off(
    tree: QTreeWidget, received: list[Edits]
) -> None:
    click_box(tree, "dW2-twice")
    click_box(tree, "dW2-sign")
    assert received[-1] == Edits(("dW2-sign",))
    assert ticked(tree) == ["dW2-sign"]


def test_a_click_on_a_line_opens_and_closes_it(tree: QTreeWidget) -> None:
    row = line(tree, "dA2")
    for expected in (True, False):
        place = tree.visualItemRect(row).center()
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert row.isExpanded() is expected


def test_showing_an_experiment_ticks_without_a_word(
    panel: BugList, tree: QTreeWidget, received: list[Edits]
) -> None:
    panel.set_experiment(preset_experiment("course-bugs"))
    assert ticked(tree) == ["dW2-twice", "db1-4-over-m"]
    assert line(tree, "dW2").isExpanded()
    panel.set_experiment(Experiment(NetworkSubject()))
    assert ticked(tree) == []
    assert received == []


def test_what_does_not_fit_is_grey_takes_no_tick_and_says_why(
    panel: BugList, tree: QTreeWidget, received: list[Edits]
) -> None:
    line(tree, "dA1").setExpanded(True)
    row = bug_row(tree, MISFIT)
    assert not is_tickable(row)
    assert "(3, 5)" in row.toolTip(0)
    click_box(tree, MISFIT)
    tree.setCurrentItem(row)
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert received == []
    assert "(3, 5)" in child(panel, QTextBrowser, "bug_details").toPlainText()
    panel.set_experiment(Experiment(NetworkSubject(NetworkSpec(layers=(4, 5, 5, 1)))))
    assert is_tickable(row)
    click_box(tree, MISFIT)
    assert received == [Edits((MISFIT,))]


def test_a_bug_that_was_never_seen_takes_no_tick_either(
    tree: QTreeWidget, received: list[Edits]
) -> None:
    # Its line was not opened, so nobody has asked yet whether it fits.
    bug_row(tree, MISFIT).setCheckState(0, CHECKED)
    assert received == []
    assert ticked(tree) == []


def test_a_bug_of_another_activation_is_grey(panel: BugList, tree: QTreeWidget) -> None:
    panel.set_experiment(Experiment(NetworkSubject(NetworkSpec(activation="tanh"))))
    line(tree, "dZ2").setExpanded(True)
    assert not is_tickable(bug_row(tree, "dZ2-mask-ge"))
    assert is_tickable(bug_row(tree, "dZ2-as-relu"))
    assert line(tree, "dZ2").text(0) == "dZ2 = dA2 * (1 - A2**2)"


def test_a_ticked_bug_that_no_longer_fits_is_marked_and_can_be_ticked_off(
    panel: BugList, tree: QTreeWidget, received: list[Edits]
) -> None:
    panel.set_state(NetworkSpec(), Edits((MISFIT,)), None)
    row = bug_row(tree, MISFIT)
    assert not row.icon(0).isNull()
    assert "tick it off" in row.toolTip(0)
    click_box(tree, MISFIT)
    assert received == [Edits()]
    assert row.icon(0).isNull()
    assert not is_tickable(row)


def test_a_typed_line_can_be_ticked_off_and_on(
    panel: BugList, tree: QTreeWidget, received: list[Edits]
) -> None:
    panel.set_experiment(Experiment(NetworkSubject(lines=(OWN,))))
    assert line(tree, "dW2").text(0) == OWN
    assert bug_row(tree, OWN).text(0) == "own line: 3/m * dZ2 @ A1.T"
    click_box(tree, OWN)
    assert received[-1] == Edits()
    click_box(tree, OWN)
    assert received[-1] == Edits((), (OWN,))
    click_box(tree, "dW2-twice")
    assert received[-1] == Edits(("dW2-twice",), ())
    assert ticked(tree) == ["dW2-twice"]


def test_another_typed_line_takes_the_place_of_the_first(panel: BugList, tree: QTreeWidget) -> None:
    panel.set_experiment(Experiment(NetworkSubject(lines=(OWN,))))
    other = OWN.replace("3/m", "5/m")
    panel.set_experiment(Experiment(NetworkSubject(lines=(other,))))
    assert ticked(tree) == [other]
    assert OWN not in [row.data(0, Qt.ItemDataRole.UserRole) for row in rows(tree)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("db1-4-over-m", {"db1-4-over-m"}),  # id
        ("relu mask upside", {"dZ2-mask-inverted", "dZ1-mask-inverted"}),  # family and title
        (bugs()["dZ3-sigmoid-derivative"].story.upper(), {"dZ3-sigmoid-derivative"}),
        ("no such bug", set()),
    ],
)
def test_search(panel: BugList, tree: QTreeWidget, text: str, expected: set[str]) -> None:
    QTest.keyClicks(child(panel, QLineEdit, "bug_search"), text)
    assert visible(tree) == expected


def visible(tree: QTreeWidget) -> set[str]:
    return {
        str(row.data(0, Qt.ItemDataRole.UserRole))
        for row in rows(tree)
        if tree.visualItemRect(row).isValid()
    }


def test_a_search_keeps_what_is_ticked_and_ends_with_its_button(
    panel: BugList, tree: QTreeWidget
) -> None:
    panel.set_experiment(preset_experiment("course-bugs"))
    search = child(panel, QLineEdit, "bug_search")
    QTest.keyClicks(search, "db3 sign")
    assert visible(tree) == {"db3-sign", "dW2-twice", "db1-4-over-m"}
    clear = next(action for action in search.actions() if action.text() == "Clear the search")
    clear.trigger()
    assert search.text() == ""
    assert not clear.isVisible()
    assert not any(line(tree, name).isHidden() for name in LINE_NAMES)
    assert line(tree, "dW2").isExpanded()
    assert not line(tree, "db3").isExpanded()


def test_down_goes_from_the_search_to_the_first_match(panel: BugList, tree: QTreeWidget) -> None:
    panel.focus_search()
    search = child(panel, QLineEdit, "bug_search")
    assert search.hasFocus()
    QTest.keyClicks(search, "upside")
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert tree.hasFocus()
    assert tree.currentItem() is bug_row(tree, "dZ2-mask-inverted")


def test_the_details_tell_what_the_current_bug_does(panel: BugList, tree: QTreeWidget) -> None:
    details = child(panel, QTextBrowser, "bug_details")
    tree.setCurrentItem(bug_row(tree, "db1-4-over-m"))
    text = details.toPlainText()
    for part in (
        bugs()["db1-4-over-m"].story,
        bugs()["db1-4-over-m"].family,
        "db1 = 1/m * sum(dZ1)",
        "db1 = 4/m * sum(dZ1)",
        "and no other line",
    ):
        assert part in text
    assert looks()["light"].colour("fail.strip").name() in details.toHtml()
    tree.setCurrentItem(bug_row(tree, "dA2-sign"))
    assert "so is every line that reads it" in details.toPlainText()
    tree.setCurrentItem(line(tree, "dZ3"))
    assert details.toPlainText() == "Right as it stands\ndZ3 = A3 - Y"


def test_clear_bugs(panel: BugList, tree: QTreeWidget, received: list[Edits]) -> None:
    button = child(panel, QPushButton, "clear_bugs_button")
    assert not button.isEnabled()
    panel.set_experiment(preset_experiment("course-bugs"))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert received == [Edits()]
    assert ticked(tree) == []
    assert not button.isEnabled()


def test_gradients_from_a_file_leave_no_part_to_the_bugs(panel: BugList, tree: QTreeWidget) -> None:
    layout = Layout.of_layers((4, 5, 3, 1))
    arrays = {name: np.ones(layout.shape(name)) for name in layout.names}
    arrays |= {f"d{name}": array for name, array in arrays.items()}
    arrays |= {"X": np.ones((4, 3)), "Y": np.ones((1, 3))}
    note = child(panel, QLabel, "bug_note")
    assert not note.isVisible()
    panel.set_experiment(Experiment(NetworkSubject(given=GivenArrays("mine.npz", arrays))))
    assert not tree.isEnabled()
    assert note.isVisible()
    assert note.text().startswith("mine.npz brings its own gradients.")
    panel.set_experiment(Experiment(NetworkSubject()))
    assert tree.isEnabled()
    assert not note.isVisible()


def test_a_search_that_finds_nothing_says_so(panel: BugList, qtbot: QtBot) -> None:
    note, search = child(panel, QLabel, "bug_note"), child(panel, QLineEdit, "bug_search")
    qtbot.keyClicks(search, "zzzz")
    assert note.isVisible()
    assert note.text() == "No bug has all these words."
    search.clear()
    assert not note.isVisible()
