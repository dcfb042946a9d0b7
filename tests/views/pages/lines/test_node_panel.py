"""The panel of one node, as a user points at its maps."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFont, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gradviz.checking.findings import Diagnosis
from gradviz.checking.result import CheckResult
from gradviz.network.layout import Cell
from gradviz.presenting.node_values import NodeValues
from gradviz.presenting.pass_nodes import NODE_NAMES
from gradviz.views.common.fitting_label import FittingLabel
from gradviz.views.common.looks import looks
from gradviz.views.maps.heat_map import HeatMap
from gradviz.views.pages.lines.node_panel import NOTHING, NodePanel
from tests.helpers.nodes import diagnosed, experiment_of, graph_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def doubled() -> CheckResult:
    return diagnosed("dA2 = 2 * W3.T @ dZ3", undecidable=["db3"])


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[NodePanel]:
    made = NodePanel(looks()["light"])
    qtbot.addWidget(made)
    made.resize(760, 300)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def text_of(panel: NodePanel, name: str) -> str:
    found = panel.findChild(QLabel, name)
    assert found is not None
    return found.text()


def map_of(panel: NodePanel, part: str) -> HeatMap:
    found = panel.findChild(QWidget, f"heatmap_node_{part}")
    assert isinstance(found, HeatMap)
    return found


def middle_cell(shown: HeatMap) -> tuple[QPoint, Cell]:
    """Return a place in the middle of the map, and which cell is there."""
    place = shown.viewport().rect().center()
    cell = shown.cell_at(place.toPointF())
    assert cell is not None
    return place, cell


def test_the_title_tells_the_node_its_verdict_and_the_largest_difference(
    panel: NodePanel, doubled: CheckResult
) -> None:
    panel.set_node(graph_of(doubled), "dA2")
    assert text_of(panel, "node_title") == "dA2 (3, 12)  dA2 is wrong: 2 times too large."
    assert text_of(panel, "node_details").endswith(
        "36 of 36 entries differ by more than numerical error"
    )
    assert "✗" in [label.text() for label in panel.findChildren(QLabel)]
    assert text_of(panel, "node_title") in panel.accessibleDescription()
    panel.set_node(graph_of(doubled), "W1")
    assert text_of(panel, "node_title") == "W1 (5, 4)  W1 is given"
    assert text_of(panel, "node_details").startswith("from ")
    signs = [label for label in panel.findChildren(QLabel) if label.text() == "✗"]
    assert not any(label.isVisible() for label in signs)


def test_without_a_node_it_says_how_to_choose_one(panel: NodePanel, doubled: CheckResult) -> None:
    assert text_of(panel, "node_title") == NOTHING
    panel.set_node(graph_of(doubled), "dA2")
    panel.set_node(None, "dA2")
    assert text_of(panel, "node_title") == NOTHING
    assert text_of(panel, "node_details") == ""
    assert not map_of(panel, "value").isVisible()


def test_a_line_that_is_not_judged_has_no_maps(panel: NodePanel, doubled: CheckResult) -> None:
    panel.set_node(graph_of(replace(doubled, diagnosis=None)), "dW2")
    assert text_of(panel, "node_title") == "dW2 (3, 5)  dW2 is not judged yet."
    assert not map_of(panel, "value").isVisible()


@pytest.mark.parametrize("part", ["value", "numerical", "difference"])
def test_pointing_at_a_cell_of_any_map_tells_all_of_its_values(
    panel: NodePanel, doubled: CheckResult, qtbot: QtBot, part: str
) -> None:
    panel.set_node(graph_of(doubled), "dA2")
    QApplication.processEvents()
    whole = text_of(panel, "node_details")
    shown = map_of(panel, part)
    place, cell = middle_cell(shown)
    qtbot.mouseMove(shown.viewport(), place)
    values = NodeValues.of(doubled, "dA2")
    assert values is not None
    words = values.words_at(cell.row, cell.column)[0]
    qtbot.waitUntil(lambda: text_of(panel, "node_details") == words)
    qtbot.mouseMove(shown.viewport(), QPoint(shown.width() // 2, shown.height() - 1))
    outside = shown.cell_at(QPoint(1, 1).toPointF())
    assert outside is None
    qtbot.mouseMove(shown.viewport(), QPoint(1, 1))
    qtbot.waitUntil(lambda: text_of(panel, "node_details") == whole)


def test_a_chosen_cell_is_outlined_in_every_map_and_walked_from_with_keys(
    panel: NodePanel, doubled: CheckResult, qtbot: QtBot
) -> None:
    panel.set_node(graph_of(doubled), "dA2")
    QApplication.processEvents()
    shown, other = map_of(panel, "value"), map_of(panel, "difference")
    before = other.grab().toImage()
    place, cell = middle_cell(shown)
    qtbot.mouseClick(shown.viewport(), LEFT, pos=place)
    assert other.grab().toImage() != before
    qtbot.keyClick(shown, Qt.Key.Key_Left)
    assert text_of(panel, "node_details").startswith(f"dA2[{cell.row}, {cell.column - 1}]")
    panel.set_node(graph_of(doubled), "dZ2")
    assert text_of(panel, "node_details").startswith("off by up to")


@pytest.mark.parametrize("points", [9.0, 16.0])
def test_the_difference_is_never_cut_off(
    panel: NodePanel, doubled: CheckResult, qtbot: QtBot, points: float
) -> None:
    font = QFont()
    font.setPointSizeF(points)
    panel.setFont(font)
    for width in (800, 600, 450, 420):
        panel.resize(width, 300)
        panel.set_node(graph_of(doubled), "dA2")
        QApplication.processEvents()
        details = panel.findChild(FittingLabel, "node_details")
        assert isinstance(details, FittingLabel)
        assert "…" not in details.shown_text
        assert "36 of 36" in details.shown_text
        qtbot.mouseClick(map_of(panel, "value").viewport(), LEFT, pos=QPoint(60, 60))
        panel.set_node(graph_of(doubled), "dA2")
        qtbot.keyClick(map_of(panel, "value"), Qt.Key.Key_End)
        assert "…" not in details.shown_text
        assert "difference" in details.shown_text
        panel.set_node(None, "dA2")


def test_an_older_check_is_faded(panel: NodePanel, doubled: CheckResult) -> None:
    panel.set_node(graph_of(doubled), "dA2")
    QApplication.processEvents()
    before = map_of(panel, "value").grab().toImage()
    panel.set_stale(True)
    assert map_of(panel, "value").grab().toImage() != before
    panel.set_stale(False)
    assert map_of(panel, "value").grab().toImage() == before


@pytest.mark.parametrize("name", list(looks()))
def test_another_look_has_its_colours(panel: NodePanel, doubled: CheckResult, name: str) -> None:
    panel.set_node(graph_of(doubled), "dA2")
    panel.set_look(looks()[name])
    sign = next(label for label in panel.findChildren(QLabel) if label.text() == "✗")
    colour = sign.palette().windowText().color().name()
    assert colour == looks()[name].colours["line.origin"]


@pytest.mark.parametrize("layers", [(1, 1, 1, 1), (784, 128, 64, 10)])
def test_every_node_of_any_network_can_be_shown(
    panel: NodePanel, layers: tuple[int, int, int, int]
) -> None:
    result = diagnosed(experiment=experiment_of(layers, 1 if layers[0] == 1 else 128))
    for name in NODE_NAMES:
        panel.set_node(graph_of(result), name)
        assert not panel.grab().isNull()
        assert text_of(panel, "node_title").startswith(name)
        assert map_of(panel, "value").isVisible()


class MovesThePointerWhenHidden(QObject):
    """Tells another map that the pointer is on it once this one is hidden, as Qt does."""

    def __init__(self, hidden: HeatMap, below: HeatMap) -> None:
        super().__init__(hidden)
        self._below = below
        self.moves = 0
        hidden.installEventFilter(self)

    def eventFilter(  # noqa: N802 - Qt's name
        self, _hidden: QObject, event: QEvent
    ) -> bool:
        if event.type() == QEvent.Type.Hide and self._below.isVisible():
            shown = self._below.viewport()
            place = QPoint(shown.width() // 2, shown.height() - 8).toPointF()
            kind, none = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
            keys = Qt.KeyboardModifier.NoModifier
            move = QMouseEvent(kind, place, shown.mapToGlobal(place), none, none, keys)
            QApplication.sendEvent(shown, move)
            self.moves += 1
        return False


def test_the_pointer_may_move_while_the_maps_change(panel: NodePanel, doubled: CheckResult) -> None:
    assert doubled.diagnosis is not None
    panel.set_node(graph_of(doubled), "dA2")
    pointer = MovesThePointerWhenHidden(map_of(panel, "value"), map_of(panel, "numerical"))
    low = replace(doubled.diagnosis.lines["db3"], value=None, numerical=np.ones((1, 1)))
    diagnosis = Diagnosis({**doubled.diagnosis.lines, "db3": low})
    panel.set_node(graph_of(replace(doubled, diagnosis=diagnosis)), "db3")
    assert pointer.moves == 1
    assert text_of(panel, "node_title").startswith("db3 (1, 1)")


def test_a_pointer_on_a_map_of_before_says_what_holds_for_the_whole_node(
    panel: NodePanel, doubled: CheckResult
) -> None:
    panel.set_node(graph_of(doubled), "dW2")
    whole = text_of(panel, "node_details")
    map_of(panel, "value").cell_hovered.emit(Cell("dW2", 2, 800))
    assert text_of(panel, "node_details") == whole
