from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gradviz.analysis.check import check, check_steps
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.network.layout import PARAMETER_NAMES, Cell
from gradviz.network.numbers import in_cell, rough
from gradviz.presenting.map_data import Blocks
from gradviz.presenting.map_views import MapView
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from gradviz.views.common.looks import Look, looks
from gradviz.views.maps.cell_painter import CellPainter
from gradviz.views.maps.heat_map import HeatMap
from gradviz.views.maps.map_board import MapBoard
from tests.helpers.colours import differences, rgb_of
from tests.helpers.composed import changed
from tests.helpers.results import checked, equal

LIGHT: Look = looks()["light"]


@pytest.fixture
def board(qtbot: QtBot) -> Iterator[MapBoard]:
    made = MapBoard()
    qtbot.addWidget(made)
    made.set_look(LIGHT)
    made.resize(1000, 400)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def map_of(board: MapBoard, name: str) -> HeatMap:
    found = board.findChild(QWidget, f"heatmap_{name}")
    assert isinstance(found, HeatMap)
    return found


def centre_of(shown: HeatMap, row: int, column: int) -> QPoint:
    """Return where a cell is in its widget, found by asking every place for its cell."""
    QApplication.processEvents()  # the panels take their widths
    places = [
        (x, y)
        for y in range(0, shown.height(), 3)
        for x in range(0, shown.width(), 3)
        if shown.cell_at(QPointF(x, y)) == Cell(name_of(shown), row, column)
    ]
    assert places, f"no place of the widget shows row {row}, column {column}"
    xs, ys = zip(*places, strict=True)
    return QPoint(round(np.mean(xs)), round(np.mean(ys)))


def name_of(shown: HeatMap) -> str:
    return str(shown.objectName()).removeprefix("heatmap_")


def colour_at(shown: HeatMap, row: int, column: int) -> QColor:
    """Return the commonest colour in a cell, which is not that of its text."""
    middle = centre_of(shown, row, column)
    image: QImage = shown.grab().toImage()
    near = [QPoint(dx, dy) for dx in range(-8, 9) for dy in range(-8, 9)]
    [(name, _)] = Counter(image.pixelColor(middle + by).name() for by in near).most_common(1)
    return QColor(name)


def test_a_wrong_array_shows_in_other_colours_than_a_right_one(board: MapBoard) -> None:
    board.set_result(check(Experiment(NetworkSubject(bugs=("dW2-twice",)))))
    wrong = colour_at(map_of(board, "W2"), 2, 0)
    right = colour_at(map_of(board, "W1"), 2, 0)
    assert wrong.lightness() > right.lightness() + 60
    assert wrong.red() > wrong.blue() + 80  # the yellow end of cividis


def test_exactly_equal_and_not_computed_have_looks_of_their_own(board: MapBoard) -> None:
    board.set_result(equal())
    assert colour_at(map_of(board, "W1"), 4, 0) == LIGHT.colour("equal.fill")
    loop = replace(
        Experiment(NetworkSubject()),
        check=replace(Experiment(NetworkSubject()).check, engine="loop"),
    )
    steps = check_steps(loop)
    board.set_result(next(p for p in steps if p.done == 10).result())
    image = map_of(board, "b1").grab().toImage()
    middle = centre_of(map_of(board, "b1"), 2, 0)
    seen = {image.pixelColor(middle + QPoint(dx, 0)).name() for dx in range(-8, 9)}
    assert LIGHT.colour("not_computed.fill").name() in seen
    assert LIGHT.colour("not_computed.mark").name() in seen


@pytest.mark.parametrize("view", list(MapView))
def test_where_grad_is_zero_is_seen_in_every_view(board: MapBoard, view: MapView) -> None:
    result = checked("course-bugs")
    board.set_result(result)
    board.set_view(view)
    for _ in range(3):  # a layer a turn
        QApplication.processEvents()
    zero = colour_at(map_of(board, "W2"), 0, 0)
    assert zero == LIGHT.colour("uncovered.fill")
    assert has_colour(map_of(board, "W2"), LIGHT.colour("uncovered.hatch"))
    assert not has_colour(map_of(board, "b3"), LIGHT.colour("uncovered.fill"))


def test_each_panel_tells_how_many_of_its_entries_are_below_the_noise(board: MapBoard) -> None:
    result = checked("course-bugs")
    board.set_result(result)
    for array in result.arrays:
        below = np.count_nonzero(result.below_noise[result.layout.slices[array.name]])
        received = map_of(board, array.name).accessibleDescription()
        assert f"{below} of {array.computed} computed are below the noise" in received
    board.set_result(changed(result, expected=None))
    assert "noise" not in map_of(board, "W1").accessibleDescription()


def test_each_panel_tells_how_many_of_its_entries_are_at_a_kink(board: MapBoard) -> None:
    board.set_result(checked("kink"))
    assert map_of(board, "b2").accessibleDescription().endswith("; 3 at a kink")
    assert "kink" not in map_of(board, "W2").accessibleDescription()
    bar = board.findChild(QWidget, "difference_b2")
    assert bar is not None
    assert "no more than kinks and numerical error explain" in bar.toolTip()


@pytest.mark.parametrize("view", list(MapView))
def test_a_cell_at_a_kink_is_marked_in_every_view(board: MapBoard, view: MapView) -> None:
    result = checked("default")
    board.set_view(view)
    board.set_result(result)
    plain = {name: map_of(board, name).grab().toImage() for name in result.layout.names}
    place = result.layout.index("W1", 2, 1)
    board.set_result(changed(result, kinks=np.arange(result.size) == place))
    others = [name for name in plain if map_of(board, name).grab().toImage() != plain[name]]
    assert others == ["W1"]


def test_a_failing_cell_has_an_outline(board: MapBoard) -> None:
    shown = map_of(board, "W2")
    board.set_result(check(Experiment(NetworkSubject())))
    assert not has_colour(shown, LIGHT.colour("cell_failing.inner"))
    board.set_result(check(Experiment(NetworkSubject(bugs=("dW2-twice",)))))
    assert has_colour(shown, LIGHT.colour("cell_failing.inner"))


def has_colour(shown: QWidget, colour: QColor) -> bool:
    image = shown.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), -1)
    return bool(np.any((pixels & 0xFFFFFF) == (colour.rgb() & 0xFFFFFF)))


def test_hovering_and_clicking_a_cell_tell_which_one_it_is(board: MapBoard, qtbot: QtBot) -> None:
    hovered: list[Cell | None] = []
    chosen: list[Cell] = []
    board.cell_hovered.connect(hovered.append)
    board.cell_chosen.connect(chosen.append)
    board.set_result(check(Experiment(NetworkSubject())))
    shown = map_of(board, "W2")
    place = centre_of(shown, 1, 3)
    qtbot.mouseMove(shown.viewport(), place)
    qtbot.waitUntil(lambda: hovered[-1:] == [Cell("W2", 1, 3)])
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == [Cell("W2", 1, 3)]
    outside = QPoint(1, shown.height() - 2)
    qtbot.mouseMove(shown.viewport(), outside)
    qtbot.waitUntil(lambda: hovered[-1] is None)


def test_arrow_keys_walk_over_the_cells_of_a_map_and_stay_in_it(
    board: MapBoard, qtbot: QtBot
) -> None:
    board.set_result(check(Experiment(NetworkSubject())))
    board.cell_chosen.connect(board.set_current)
    chosen: list[Cell] = []
    board.cell_chosen.connect(chosen.append)
    shown = map_of(board, "W2")
    shown.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        qtbot.keyClick(shown, key)
    assert [cell[1:] for cell in chosen] == [(0, 0), (0, 1), (1, 1), (1, 0)]
    for key in (Qt.Key.Key_End, Qt.Key.Key_Down):
        qtbot.keyClick(shown, key)
    assert chosen[-2:] == [Cell("W2", 2, 4)] * 2


def test_arrow_keys_walk_on_from_map_to_map_and_stop_at_the_ends(
    board: MapBoard, qtbot: QtBot
) -> None:
    board.set_result(check(Experiment(NetworkSubject())))
    chosen: list[Cell] = []
    board.cell_chosen.connect(board.set_current)
    board.cell_chosen.connect(chosen.append)
    board.focus_current()
    qtbot.keyClick(map_of(board, "W1"), Qt.Key.Key_End)
    for name in ("W1", "b1", "W2"):
        assert map_of(board, name).hasFocus(), name
        qtbot.keyClick(map_of(board, name), Qt.Key.Key_Right)
    # W2 has fewer rows than b1: the last one is the nearest.
    assert chosen == [Cell("W1", 4, 3), Cell("b1", 4, 0), Cell("W2", 2, 0), Cell("W2", 2, 1)]
    for name in ("W2", "W2", "b1"):
        qtbot.keyClick(map_of(board, name), Qt.Key.Key_Left)
    assert chosen[-2:] == [Cell("b1", 2, 0), Cell("W1", 2, 3)]
    qtbot.keyClick(map_of(board, "W1"), Qt.Key.Key_Home)
    qtbot.keyClick(map_of(board, "W1"), Qt.Key.Key_Left)
    assert chosen[-1] == Cell("W1", 0, 0)
    assert map_of(board, "W1").hasFocus()
    qtbot.keyClick(map_of(board, "b3"), Qt.Key.Key_Home)
    qtbot.keyClick(map_of(board, "b3"), Qt.Key.Key_Right)
    assert chosen[-1] == Cell("b3", 0, 0)


def test_the_current_cell_is_outlined_in_its_map_alone(board: MapBoard) -> None:
    board.set_result(check(Experiment(NetworkSubject())))
    before = {name: map_of(board, name).grab().toImage() for name in ("W1", "W2")}
    board.set_current(Cell("W2", 0, 0))
    assert map_of(board, "W1").grab().toImage() == before["W1"]
    assert map_of(board, "W2").grab().toImage() != before["W2"]
    assert has_colour(map_of(board, "W2"), LIGHT.colour("cell_current.inner"))


@pytest.mark.parametrize("view", list(MapView))
def test_every_view_draws_something_else(board: MapBoard, view: MapView) -> None:
    board.set_result(check(preset_experiment("course-bugs")))
    names = ("W1", "b1", "W2", "b2", "W3", "b3")

    def drawn(shown: MapView) -> list[QImage]:
        board.set_view(shown)
        for _ in range(3):  # a layer a turn
            QApplication.processEvents()
        return [map_of(board, name).grab().toImage() for name in names]

    before = drawn(MapView.ERROR if view is not MapView.ERROR else MapView.GRAD)
    after = drawn(view)
    assert all(now != then for now, then in zip(after, before, strict=True))


def test_a_large_array_is_drawn_and_its_wrong_entry_is_seen_and_found(
    board: MapBoard, qtbot: QtBot
) -> None:
    texts = {"layers": "300,64,8,1", "examples": "2", "init": "xavier", "activation": "tanh"}
    result = check(read_experiment(texts, preset_experiment("default")))
    grad = result.grad.copy()
    grad[17 * 300 + 123] += 5.0  # one wrong entry among 19,200
    board.set_result(changed(result, grad=grad))
    shown = map_of(board, "W1")
    image = shown.grab().toImage()
    lightest = max(
        ((x, y) for y in range(20, image.height() - 1) for x in range(20, image.width() - 1)),
        key=lambda at: image.pixelColor(*at).red() - image.pixelColor(*at).blue(),
    )
    assert shown.cell_at(QPointF(*lightest)) == Cell("W1", 17, 123)


def test_zooming_into_a_large_map_and_back(
    board: MapBoard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[float] = []

    def write(value: float, digits: int) -> str:
        written.append(value)
        return in_cell(value, digits)

    monkeypatch.setattr("gradviz.views.maps.cell_painter.in_cell", write)
    texts = {"layers": "300,64,8,1", "examples": "2", "activation": "tanh", "init": "xavier"}
    board.set_result(check(read_experiment(texts, preset_experiment("default"))))
    shown = map_of(board, "W1")
    whole = shown.grab().toImage()
    assert not written, "cells of a few pixels have no room for their values"
    shown._zoom.box.scaleBy((0.008, 0.1))
    assert shown._block == (1, 1)
    zoomed = shown.grab().toImage()
    assert zoomed != whole
    # Cells are large enough for their values now, and rows and columns keep their numbers.
    assert 0 < len(written) < 300
    numbers = LIGHT.colour("muted").name()
    edge = {zoomed.pixelColor(x, y).name() for x in range(zoomed.width()) for y in range(14)}
    assert numbers in edge
    middle = shown.viewport().rect().center()
    qtbot.mouseDClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseRelease(shown.viewport(), Qt.MouseButton.LeftButton, pos=middle)  # or it stays down
    assert shown.grab().toImage() == whole


def test_the_colour_bar_says_from_where_an_entry_alone_fails(board: MapBoard) -> None:
    result = check(Experiment(NetworkSubject(bugs=("dW2-twice",))))
    board.set_result(result)
    bar = board.findChild(QWidget, "colour_bar")
    assert bar is not None
    assert rough(result.evidence.threshold_limit) in bar.toolTip()
    board.set_view(MapView.GRAD)
    assert "fail" not in bar.toolTip()


def test_each_difference_is_told_beside_its_map(board: MapBoard) -> None:
    result = check(Experiment(NetworkSubject(bugs=("dW2-twice",))))
    board.set_result(result)
    bar = board.findChild(QWidget, "difference_W2")
    assert bar is not None
    received = bar.accessibleDescription()
    assert f"{result.arrays[2].difference:.4g} > threshold 1e-7" in received
    assert "15 entries" in received


def test_everything_operable_has_an_accessible_name(board: MapBoard) -> None:
    board.set_result(check(Experiment(NetworkSubject())))
    for name in ("W1", "b1", "W2", "b2", "W3", "b3"):
        assert map_of(board, name).accessibleName() == f"Map of {name}"
        assert map_of(board, name).accessibleDescription()


def test_an_array_that_the_check_did_not_come_to_is_not_called_not_finite(
    board: MapBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[float] = []

    def write(value: float, digits: int) -> str:
        written.append(value)
        return in_cell(value, digits)

    monkeypatch.setattr("gradviz.views.maps.difference_bar.in_cell", write)
    loop = replace(
        Experiment(NetworkSubject()),
        check=replace(Experiment(NetworkSubject()).check, engine="loop"),
    )
    board.set_result(next(p for p in check_steps(loop) if p.done == 10).result())
    bar = board.findChild(QWidget, "difference_W3")
    assert bar is not None
    assert "not computed" in bar.accessibleDescription()
    bar.grab()
    assert not any(np.isnan(value) for value in written), "it would read NaN"
    board.set_result(check(Experiment(NetworkSubject())))
    bar.grab()
    assert written


def test_old_maps_fade_and_new_ones_do_not(board: MapBoard) -> None:
    board.set_result(check(Experiment(NetworkSubject(bugs=("dW2-twice",)))))
    fresh = colour_at(map_of(board, "W2"), 2, 0)
    board.set_stale(True)
    assert colour_at(map_of(board, "W2"), 2, 0) != fresh
    board.set_stale(False)
    assert colour_at(map_of(board, "W2"), 2, 0) == fresh


def columns_of_w2(result: CheckResult, computed: set[int]) -> CheckResult:
    """Return a check that came to some columns of W2 and to nothing else."""
    part = result.layout.slices["W2"]
    mask = np.zeros(result.size, dtype=bool)
    mask[part] = np.isin(np.arange(part.stop - part.start) % 5, sorted(computed))
    gradapprox = np.where(mask, result.gradapprox, np.nan)
    return changed(result, computed=mask, gradapprox=gradapprox, is_sample=True)


def test_a_sample_of_columns_shows_these_and_no_others(board: MapBoard) -> None:
    result = check(Experiment(NetworkSubject(bugs=("dW2-twice",))))
    board.set_result(columns_of_w2(result, {1, 3}))
    shown = map_of(board, "W2")
    looks_computed = [
        colour_at(shown, 1, column) != LIGHT.colour("not_computed.fill") for column in range(5)
    ]
    assert looks_computed == [False, True, False, True, False]
    board.set_result(result)
    assert colour_at(shown, 1, 0) != LIGHT.colour("not_computed.fill")


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Tell which maps are painted anew."""
    names: list[str] = []
    paint = CellPainter.paint

    def telling(self: CellPainter, blocks: Blocks) -> QImage:
        names.append(self._data.name)
        return paint(self, blocks)

    monkeypatch.setattr(CellPainter, "paint", telling)
    return names


def test_maps_that_look_the_same_are_not_painted_again(
    board: MapBoard, painted: list[str], qtbot: QtBot
) -> None:
    result = check(Experiment(NetworkSubject()))
    board.set_result(result)
    qtbot.waitUntil(lambda: sorted(painted) == sorted(result.layout.names))
    painted.clear()
    board.set_result(check(Experiment(NetworkSubject())))
    board.set_current(Cell("W1", 0, 3))
    QApplication.processEvents()
    assert not painted
    gradapprox = result.gradapprox.copy()
    gradapprox[result.layout.slices["b2"]] += 1e-3
    board.set_result(changed(result, gradapprox=gradapprox))
    qtbot.waitUntil(lambda: bool(painted))
    assert painted == ["b2"]


def test_a_check_is_shown_layer_by_layer(board: MapBoard, painted: list[str], qtbot: QtBot) -> None:
    layers = []
    for _ in board.showing(check(Experiment(NetworkSubject()))):
        qtbot.waitUntil(lambda: len(painted) >= 2)
        QApplication.processEvents()
        layers.append(sorted(painted))
        painted.clear()
    assert layers == [["W1", "b1"], ["W2", "b2"], ["W3", "b3"]]


def test_the_rest_of_a_check_is_not_shown_after_a_newer_one(board: MapBoard) -> None:
    old, new = (
        check(Experiment(NetworkSubject(bugs=("dW3-twice",)))),
        check(Experiment(NetworkSubject())),
    )
    layers = board.showing(old)
    next(layers)
    board.set_result(new)
    after = [map_of(board, name).grab().toImage() for name in new.layout.names]
    assert list(layers) == []
    assert [map_of(board, name).grab().toImage() for name in new.layout.names] == after


def loudness(board: MapBoard, result: CheckResult, place: int, ground: QColor) -> float:
    """Return how different the pixels of a cell look from the ground of the window."""
    name, row, column = result.layout.locate(place)
    shown = map_of(board, name)
    rows, columns = result.layout.shape(name)
    left, top, wide, high = (
        round(each) for each in shown._grid((rows, columns)).cell(row * columns + column)
    )
    pixels = rgb_of(shown.grab().toImage())[top : top + high, left : left + wide]
    return float(differences(pixels, ground).mean())


@pytest.mark.parametrize("look_name", list(looks()))
@pytest.mark.parametrize("size", [(900, 340), (1300, 640)])
def test_failure_is_louder_than_a_gradient_of_zero(
    board: MapBoard, look_name: str, size: tuple[int, int]
) -> None:
    look = looks()[look_name]
    board.set_look(look)
    board.resize(*size)
    result = checked("course-bugs")
    board.set_result(result)
    QApplication.processEvents()
    wrong, quiet = (
        [
            loudness(board, result, int(each), look.colour("window"))
            for each in np.flatnonzero(cells)
        ]
        for cells in (result.wrong_entries, result.uncovered)
    )
    assert len(wrong) > 3
    assert len(quiet) > 3
    assert min(wrong) / max(quiet) > 2.2


def places_of(board: MapBoard) -> dict[str, QRect]:
    """Return where each map is on the board."""
    for _ in range(2):
        QApplication.processEvents()
    return {
        name: QRect(map_of(board, name).mapTo(board, QPoint()), map_of(board, name).size())
        for name in PARAMETER_NAMES
    }


def test_in_a_high_place_the_layers_stand_below_one_another(board: MapBoard) -> None:
    """The maps of three layers take the height that one row of maps would leave empty."""
    board.set_result(check(preset_with_units(2)))
    assert len({place.top() for place in places_of(board).values()}) == 1
    board.resize(1000, 60 * board.fontMetrics().height())
    places = places_of(board)
    by_top = sorted(places, key=lambda name: (places[name].top(), places[name].left()))
    assert by_top == list(PARAMETER_NAMES)
    assert len({place.top() for place in places.values()}) == 3
    board.resize(1000, 300)
    places = places_of(board)
    assert len({place.top() for place in places.values()}) == 1
    assert sorted(places, key=lambda name: places[name].left()) == list(PARAMETER_NAMES)


def preset_with_units(outputs: int) -> Experiment:
    """Return the correct network with so many outputs, each a row of W3."""
    usual = preset_experiment("default")
    return replace(
        usual,
        subject=replace(
            network_of(usual), network=replace(network_of(usual).network, layers=(4, 5, 3, outputs))
        ),
    )


def test_the_two_maps_of_a_layer_of_one_unit_share_a_column(board: MapBoard) -> None:
    """A row over the whole height would have cells many times higher than wide."""
    board.set_result(checked("default"))
    places = places_of(board)
    weights, biases = places["W3"], places["b3"]
    assert (weights.left(), weights.right()) == (biases.left(), biases.right())
    assert weights.bottom() < biases.top()
    assert abs(weights.height() - biases.height()) <= 1
    assert biases.bottom() == places["W1"].bottom()
    board.set_result(check(preset_with_units(2)))
    places = places_of(board)
    assert places["W3"].right() < places["b3"].left()
    assert places["W3"].height() == places["W1"].height()
    board.set_result(checked("default"))
    board.resize(1000, 8 * board.fontMetrics().height())
    assert len({place.top() for place in places_of(board).values()}) == 1


@pytest.mark.parametrize("look_name", list(looks()))
@pytest.mark.parametrize("size", [(900, 340), (1000, 430), (1300, 640), (1300, 1000)])
def test_the_maps_fill_the_height_that_there_is(
    board: MapBoard, look_name: str, size: tuple[int, int]
) -> None:
    board.set_look(looks()[look_name])
    board.resize(*size)
    result = checked("course-bugs")
    board.set_result(result)
    for name, place in places_of(board).items():
        shown, (rows, columns) = map_of(board, name), result.layout.shape(name)
        middle = round(shown._grid((rows, columns)).cell(0)[0] + 5)
        at = QPointF(middle, place.height() - 4)
        assert shown.cell_at(at) == Cell(name, rows - 1, 0)
