"""The computation graph, as a user drives it and sees it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from gradviz.analysis.check import check
from gradviz.checking.findings import LineVerdict
from gradviz.network.spec import Layers
from gradviz.presenting.computation_layout import PLACES
from gradviz.presenting.pass_nodes import NODE_NAMES, PassGraph
from gradviz.subjects.presets import preset_experiment
from gradviz.views.common.looks import looks
from gradviz.views.pages.lines.computation_graph import ComputationGraph
from gradviz.views.pages.lines.computation_painter import FADED, TINT, mixed
from tests.helpers.nodes import TWICE, diagnosed, experiment_of, graph_of, with_finding

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key
ARROWS = (KEY.Key_Left, KEY.Key_Right, KEY.Key_Up, KEY.Key_Down)
LIGHT = looks()["light"]
SIZES = [(420, 220), (640, 300), (1000, 500)]


@pytest.fixture
def graph(qtbot: QtBot) -> Iterator[ComputationGraph]:
    made = ComputationGraph(LIGHT)
    qtbot.addWidget(made)
    made.resize(640, 300)
    made.set_graph(graph_of(diagnosed("dA2 = 2 * W3.T @ dZ3", undecidable=["db3"])))
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


@pytest.fixture
def received(graph: ComputationGraph) -> list[object]:
    """Return what the graph tells, in order: names that were chosen, and [names] hovered."""
    found: list[object] = []
    graph.node_chosen.connect(found.append)
    graph.node_hovered.connect(lambda name: found.append([name]))
    return found


def middle_of(graph: ComputationGraph, name: str) -> QPoint:
    return graph.node_rect(name).center().toPoint()


def picture(graph: QWidget) -> QImage:
    return graph.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def share_of(image: QImage, colour: QColor, area: QRect | None = None) -> float:
    """Return how much of an area of a picture has a colour."""
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), -1)
    if area is not None:
        pixels = pixels[area.top() : area.bottom() + 1, area.left() : area.right() + 1]
    return float(np.mean((pixels & 0xFFFFFF) == (colour.rgb() & 0xFFFFFF)))


def ground_of(graph: ComputationGraph, name: str) -> QColor:
    """Return the colour of a node beside its text."""
    corner = graph.node_rect(name).topLeft() + QPointF(5, 5)
    return picture(graph).pixelColor(corner.toPoint())


def between(graph: ComputationGraph, start: str, end: str) -> QRect:
    """Return the gap between two neighbours of the backward pass."""
    one, other = graph.node_rect(end), graph.node_rect(start)
    high = one.height() / 2
    return QRect(
        QPointF(one.right() + 2, one.top() + high - 2).toPoint(),
        QPointF(other.left() - 3, one.top() + high + 2).toPoint(),
    )


def tinted(verdict: str) -> QColor:
    return mixed(LIGHT.colour(f"line.{verdict}"), LIGHT.colour("base"), TINT)


def test_each_verdict_has_its_ground(graph: ComputationGraph) -> None:
    assert ground_of(graph, "dA2") == LIGHT.colour("line.origin")
    assert ground_of(graph, "dZ2") == ground_of(graph, "db1") == tinted("inherited")
    assert ground_of(graph, "dZ3") == ground_of(graph, "dW3") == tinted("right")
    assert ground_of(graph, "db3") == tinted("undecidable")
    assert ground_of(graph, "Z1") == LIGHT.colour("base")


def test_each_verdict_has_its_sign(graph: ComputationGraph) -> None:
    """The verdicts are told apart where all of their colours are one."""
    one = dict.fromkeys((f"line.{verdict}" for verdict in LineVerdict), "#303030")
    graph.set_look(replace(LIGHT, colours={**LIGHT.colours, **one}))
    result = diagnosed()
    inside = graph.node_rect("dZ3").adjusted(4, 4, -4, -4).toAlignedRect()
    seen = []
    for verdict in (LineVerdict.RIGHT, LineVerdict.INHERITED, LineVerdict.UNDECIDABLE):
        graph.set_graph(graph_of(with_finding(result, "dZ3", verdict=verdict)))
        seen.append(picture(graph).copy(inside))
    assert all(a != b for a, b in combinations(seen, 2))


def test_the_way_from_the_wrong_line_to_what_it_spoils_is_drawn_in_its_colour(
    graph: ComputationGraph,
) -> None:
    origin = LIGHT.colour("line.origin")
    image = picture(graph)
    for start, end in (("dA2", "dZ2"), ("dZ2", "dA1"), ("dA1", "dZ1")):
        assert share_of(image, origin, between(graph, start, end)) > 0.3, (start, end)
    assert share_of(image, origin, between(graph, "dZ3", "dA2")) == 0
    graph.set_graph(graph_of(diagnosed()))
    assert share_of(picture(graph), origin, between(graph, "dA2", "dZ2")) == 0


def test_an_older_check_is_faded_and_said_to_be_older(graph: ComputationGraph) -> None:
    result = diagnosed("dA2 = 2 * W3.T @ dZ3")
    graph.set_graph(graph_of(result, experiment_of(examples=7)))
    faded = mixed(LIGHT.colour("line.origin"), LIGHT.colour("base"), FADED)
    assert ground_of(graph, "dA2") == faded
    assert graph.accessibleDescription().startswith("Of an older check.")
    graph.set_graph(graph_of(result))
    assert ground_of(graph, "dA2") == LIGHT.colour("line.origin")


def test_pointing_at_a_node_lights_it_and_what_it_reads(
    graph: ComputationGraph, received: list[object], qtbot: QtBot
) -> None:
    accent = LIGHT.colour("accent")
    before = picture(graph)
    qtbot.mouseMove(graph, middle_of(graph, "dW3"))
    qtbot.waitUntil(lambda: received == [["dW3"]])
    pointed = picture(graph)
    assert pointed != before
    around = graph.node_rect("A2").toAlignedRect()  # which dW3 reads
    assert share_of(pointed, accent, around) > share_of(before, accent, around)
    qtbot.mouseMove(graph, middle_of(graph, "dW3") + QPoint(1, 1))
    qtbot.mouseMove(graph, QPoint(2, 2))
    qtbot.waitUntil(lambda: received == [["dW3"], [None]])
    assert picture(graph) == before


def test_pointing_at_a_node_leaves_the_way_of_a_wrong_value_as_it_is(
    graph: ComputationGraph, received: list[object], qtbot: QtBot
) -> None:
    way = between(graph, "dA2", "dZ2").adjusted(4, 0, -4, 0)  # without what is around nodes
    before = picture(graph)
    qtbot.mouseMove(graph, middle_of(graph, "dZ2"))
    qtbot.waitUntil(lambda: received == [["dZ2"]])
    pointed = picture(graph)
    assert pointed != before
    assert pointed.copy(way) == before.copy(way)


def test_another_size_of_the_network_is_laid_out_anew(
    graph: ComputationGraph, qtbot: QtBot
) -> None:
    large = experiment_of((784, 128, 64, 10), examples=1000)
    usual = [graph.node_rect(name) for name in NODE_NAMES]
    graph.set_graph(graph_of(diagnosed(), large))
    other = ComputationGraph(LIGHT)
    qtbot.addWidget(other)
    other.resize(graph.size())
    other.set_graph(graph_of(diagnosed(), large))
    rects = [graph.node_rect(name) for name in NODE_NAMES]
    assert rects == [other.node_rect(name) for name in NODE_NAMES]
    assert rects != usual


def test_a_click_chooses_a_node_and_beside_nodes_none(
    graph: ComputationGraph, received: list[object], qtbot: QtBot
) -> None:
    before = picture(graph)
    qtbot.mouseClick(graph, LEFT, pos=middle_of(graph, "Z2"))
    assert "Z2" in received
    graph.clearFocus()
    assert picture(graph) != before  # it is outlined
    received.clear()
    qtbot.mouseClick(graph, LEFT, pos=QPoint(2, 2))
    qtbot.mouseClick(graph, Qt.MouseButton.RightButton, pos=middle_of(graph, "X"))
    assert [name for name in received if isinstance(name, str)] == []


def test_keys_walk_from_the_first_wrong_line_and_enter_chooses(
    graph: ComputationGraph, received: list[object], qtbot: QtBot
) -> None:
    graph.setFocus()
    for key in (
        KEY.Key_Left,
        KEY.Key_Up,
        KEY.Key_Return,
        KEY.Key_Down,
        KEY.Key_Down,
        KEY.Key_Space,
    ):
        qtbot.keyClick(graph, key)
    assert received == [["dZ2"], ["Z2"], "Z2", ["dZ2"], ["dW2"], "dW2"]
    received.clear()
    for key in (KEY.Key_End, KEY.Key_Home, KEY.Key_Left):
        qtbot.keyClick(graph, key)
    assert received == [["db3"], ["dW1"]]


def test_what_keys_are_at_is_told_in_words(graph: ComputationGraph, qtbot: QtBot) -> None:
    graph.setFocus()
    qtbot.keyClick(graph, KEY.Key_Right)
    words = graph.accessibleDescription()
    assert words.startswith("At ✓ dZ3 (1, 12)\ndZ3 is right.")
    assert "dA2 is wrong: 2 times too large." in words


def test_the_focus_has_a_ring_that_goes_with_it(graph: ComputationGraph, qtbot: QtBot) -> None:
    graph.clearFocus()
    before = picture(graph)
    graph.setFocus()
    around = graph.node_rect("dA2").toAlignedRect().adjusted(-7, -7, 7, 7)
    with_ring = picture(graph)
    assert share_of(with_ring, LIGHT.colour("accent"), around) > 0
    assert with_ring != before
    qtbot.keyClick(graph, KEY.Key_Left)
    graph.clearFocus()
    assert picture(graph) == before


def test_the_current_node_is_outlined_without_a_word(
    graph: ComputationGraph, received: list[object]
) -> None:
    graph.clearFocus()
    before = picture(graph)
    graph.set_current("dW1")
    changed = picture(graph)
    assert changed != before
    graph.set_current(None)
    assert picture(graph) == before
    graph.set_pointed("dW1")
    assert picture(graph) not in (before, changed)
    graph.set_pointed(None)
    assert picture(graph) == before
    assert received == []


def test_a_tooltip_tells_the_sentence_the_evidence_and_the_line(
    graph: ComputationGraph, qtbot: QtBot
) -> None:
    place = middle_of(graph, "dA2")
    event = QHelpEvent(QEvent.Type.ToolTip, place, graph.mapToGlobal(place))
    QApplication.sendEvent(graph, event)
    assert QToolTip.text().startswith("✗ dA2 (3, 12)\ndA2 is wrong: 2 times too large.\n")
    assert QToolTip.text().endswith("dA2 = 2 * W3.T @ dZ3")
    QToolTip.hideText()
    assert graph.words_at(QPointF(1, 1)) == ""
    assert graph.words_at(QPointF(middle_of(graph, "Z1"))) == "Z1 (5, 12)\nZ1 = W1 @ X + b1"


def test_of_several_mistakes_each_is_told_with_its_own_evidence(graph: ComputationGraph) -> None:
    mistakes = (TWICE, replace(TWICE, words="it is something else", fitted=4))
    graph.set_graph(
        graph_of(with_finding(diagnosed("dA2 = 2 * W3.T @ dZ3"), "dA2", mistakes=mistakes))
    )
    words = graph.words_at(QPointF(middle_of(graph, "dA2"))).splitlines()
    assert [each.removesuffix(" that can tell") for each in words[2:4]] == [
        "2 times too large: ratio 2.000000, 15 of 15 entries",
        "it is something else: ratio 2.000000, 4 of 15 entries",
    ]


def test_a_real_check_names_the_wrong_lines(graph: ComputationGraph) -> None:
    result = check(preset_experiment("course-bugs"))
    graph.set_graph(graph_of(result))
    words = graph.accessibleDescription()
    assert words.startswith("dW2 is wrong: 2 times too large")
    assert "db1 is wrong" in words
    assert ground_of(graph, "dW2") == ground_of(graph, "db1") == LIGHT.colour("line.origin")
    assert ground_of(graph, "dW1") == tinted("right")


def test_without_a_network_there_is_nothing_to_see_or_to_point_at(qtbot: QtBot) -> None:
    graph = ComputationGraph(LIGHT)
    qtbot.addWidget(graph)
    graph.resize(640, 300)
    image = picture(graph)
    assert share_of(image, image.pixelColor(0, 0)) == 1
    assert graph.node_rect("X").isEmpty()
    assert graph.accessibleDescription() == "There is no network yet."
    graph.set_graph(PassGraph.of(experiment_of(), None))
    assert "not judged yet" in graph.accessibleDescription()
    assert share_of(picture(graph), LIGHT.colour("base")) > 0.02


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("points", [9.0, 14.0, 20.0, 26.0])
@pytest.mark.parametrize("layers", [(1, 1, 1, 1), (784, 128, 64, 10)])
def test_no_text_leaves_its_node_at_any_size(
    qtbot: QtBot, size: tuple[int, int], points: float, layers: Layers
) -> None:
    """Every node holds ink, and around them there is none."""
    # All but names is white in red light.
    white = dict.fromkeys(("window", "base", "alternate_base", "muted"), "#ff8080")
    graph = ComputationGraph(replace(LIGHT, colours={**LIGHT.colours, **white, "text": "#000000"}))
    qtbot.addWidget(graph)
    font = QFont()
    font.setPointSizeF(points)
    graph.setFont(font)
    graph.resize(*size)
    graph.set_graph(PassGraph.of(experiment_of(layers, 128 if layers[0] > 1 else 1), None))
    image = picture(graph)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), -1, 4)
    ink = 255 - pixels[..., 2].astype(int)
    for name in PLACES:
        rect = graph.node_rect(name).toAlignedRect().adjusted(1, 1, -1, -1)
        inside = ink[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]
        assert inside[2:-2, 2:-2].max() > 100, name
        inside[:] = 0
    assert ink.max() == 0


def test_names_fit_in_the_presenters_text_without_being_made_smaller(qtbot: QtBot) -> None:
    graph = ComputationGraph(looks()["presenter"])
    qtbot.addWidget(graph)
    font = QFont()
    font.setPointSizeF(20.0)
    graph.setFont(font)
    graph.resize(640, 300)
    graph.set_graph(PassGraph.of(experiment_of((784, 128, 64, 10), 128), None))
    graph.grab()
    layout = graph._laid_out()
    assert layout is not None
    assert layout.scale == 1


@pytest.mark.parametrize("name", list(looks()))
def test_another_look_has_its_colours(graph: ComputationGraph, name: str) -> None:
    look = looks()[name]
    graph.set_look(look)
    image = picture(graph)
    assert image.pixelColor(0, 0) == look.colour("window")
    assert ground_of(graph, "dA2") == look.colour("line.origin")


def test_any_keys_and_clicks_leave_it_standing(graph: ComputationGraph, qtbot: QtBot) -> None:
    seed = np.random.default_rng(1)
    chosen: list[str] = []
    graph.node_chosen.connect(chosen.append)
    lines = ("dZ3 = 2 * (A3 - Y)", "db2 = sum(dZ2)", "dW1 = 1/m * dA1 @ X.T")
    for turn in range(60):
        layers = tuple(int(n) for n in (*seed.integers(1, 9, 3), 1))
        if turn % 10 == 0:
            shown = experiment_of(layers, int(seed.integers(1, 9)))  # type: ignore[arg-type]
            result = diagnosed(lines[turn % 3], experiment=shown) if turn % 20 else None
            graph.set_graph(PassGraph.of(shown, result))
            graph.resize(*(int(n) for n in seed.integers((100, 60), (1100, 600))))
        qtbot.keyClick(graph, ARROWS[seed.integers(4)])
        qtbot.keyClick(graph, KEY.Key_Return)
        place = QPoint(*(int(n) for n in seed.integers(0, (graph.width(), graph.height()))))
        qtbot.mouseClick(graph, LEFT, pos=place)
        assert not graph.grab().isNull()
    assert len(chosen) >= 60
    assert set(chosen) <= set(NODE_NAMES)
