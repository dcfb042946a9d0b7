"""A node's values as maps, with the marks and scales of the main maps."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gradviz.checking.result import CheckResult
from gradviz.presenting.colour_scale import scale_for
from gradviz.presenting.map_views import MapView
from gradviz.presenting.node_values import NodeValues
from gradviz.views.common.looks import looks
from gradviz.views.maps.heat_map import HeatMap
from gradviz.views.pages.lines.node_maps import NodeMaps, map_data, scale_of
from tests.helpers.forms import show_active
from tests.helpers.nodes import diagnosed, with_finding

PARTS = ("value", "numerical", "difference")
LIGHT = looks()["light"]


@pytest.fixture(scope="module")
def doubled() -> CheckResult:
    return diagnosed("dW2 = 2/m * dZ2 @ A1.T")


@pytest.fixture
def maps(qtbot: QtBot) -> Iterator[NodeMaps]:
    made = NodeMaps(LIGHT)
    qtbot.addWidget(made)
    made.resize(700, 250)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def values_of(result: CheckResult, name: str) -> NodeValues:
    found = NodeValues.of(result, name)
    assert found is not None
    return found


def map_of(maps: NodeMaps, part: str) -> HeatMap:
    found = maps.findChild(QWidget, f"heatmap_node_{part}")
    assert isinstance(found, HeatMap)
    return found


def test_the_value_and_the_numerical_value_share_a_scale_that_holds_both(
    doubled: CheckResult,
) -> None:
    values = values_of(doubled, "dW2")
    scale = scale_of(values)
    assert scale.signed
    assert scale.palette == "cet-d1"
    assert values.value is not None
    largest = float(np.abs(values.value).max())
    assert 10.0 ** (scale.high - 1) < largest <= 10.0**scale.high


@pytest.mark.parametrize("fill", [0.0, np.nan, np.inf, 1e-300, 1e300, -3.0])
def test_any_numbers_have_a_scale(doubled: CheckResult, fill: float) -> None:
    arrays = {"value": np.full((3, 5), fill), "numerical": np.full((3, 5), fill)}
    scale = scale_of(values_of(with_finding(doubled, "dW2", **arrays), "dW2"))
    assert scale.low < scale.high
    assert np.isfinite(scale.positions(np.array([1.0, -1.0]))).all()


def test_the_difference_has_the_marks_and_the_scale_of_the_main_maps(
    doubled: CheckResult,
) -> None:
    kinks = np.zeros((3, 5), dtype=bool)
    kinks[0, 1] = True
    values = values_of(with_finding(doubled, "dW2", kinks=kinks), "dW2")
    assert values.difference is not None
    data = map_data(values, values.difference, scale_for(MapView.ERROR))
    assert np.array_equal(data.at_kink, kinks)
    assert np.array_equal(data.failing, ~kinks)
    assert not data.below_noise.any()
    right = values_of(doubled, "dZ2")
    assert right.difference is not None
    assert map_data(right, right.difference, scale_for(MapView.ERROR)).below_noise.all()


def test_only_what_there_is_is_shown(maps: NodeMaps, doubled: CheckResult) -> None:
    def shown() -> list[bool]:
        return [map_of(maps, part).isVisible() for part in PARTS]

    maps.set_values(values_of(doubled, "dW2"))
    assert shown() == [True, True, True]
    maps.set_values(values_of(doubled, "Z1"))
    assert shown() == [True, False, False]
    QApplication.processEvents()
    assert map_of(maps, "value").width() > 0.9 * maps.width()
    maps.set_values(values_of(with_finding(doubled, "dZ2", value=None), "dZ2"))
    assert shown() == [False, True, False]


def test_what_is_equal_zero_or_no_number_has_a_look_of_its_own(
    maps: NodeMaps, doubled: CheckResult
) -> None:
    value = np.ones((3, 5))
    value[0], value[1] = np.nan, 0.0
    changed = with_finding(doubled, "dW2", value=value, numerical=np.ones((3, 5)))
    maps.set_values(values_of(changed, "dW2"))
    difference = colours_of(map_of(maps, "difference"))
    assert {LIGHT.colour(f"{each}.fill").name() for each in ("equal", "not_finite")} <= difference
    assert LIGHT.colour("uncovered.fill").name() in colours_of(map_of(maps, "value"))


@pytest.mark.parametrize("name", ["dW2", "A1"])
def test_zero_looks_the_same_in_every_map_of_values(
    maps: NodeMaps, doubled: CheckResult, name: str
) -> None:
    zeros = np.ones((3, 5))
    zeros[1] = 0.0
    given = values_of(with_finding(doubled, "dW2", value=zeros, numerical=zeros), "dW2")
    values = given if name == "dW2" else NodeValues("A1", zeros)
    maps.set_values(values)
    uncovered, equal = (LIGHT.colour(f"{each}.fill").name() for each in ("uncovered", "equal"))
    for part in PARTS if values.numerical is not None else PARTS[:1]:
        assert uncovered in colours_of(map_of(maps, part))
        assert "atched" in map_of(maps, part).toolTip()
    assert "corner" in map_of(maps, "difference").toolTip()
    for array in (values.value, values.numerical):
        if array is not None:
            data = map_data(values, array, scale_of(values))
            assert np.array_equal(data.uncovered, zeros == 0)
    assert (equal in colours_of(map_of(maps, "difference"))) == (name == "dW2")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_map_that_keys_walk_over_has_a_ring(
    maps: NodeMaps, doubled: CheckResult, look: str
) -> None:
    maps.set_look(looks()[look])
    maps.set_values(values_of(doubled, "dW2"))
    show_active(maps)
    accent = looks()[look].colour("accent")
    for part in PARTS:
        shown = map_of(maps, part)
        shown.setFocus()
        ringed = [map_of(maps, each).grab().toImage().pixelColor(1, 30) for each in PARTS]
        assert [colour == accent for colour in ringed] == [each == part for each in PARTS]


def colours_of(shown: QWidget) -> set[str]:
    image = shown.grab().toImage()
    places = ((x, y) for x in range(0, image.width(), 2) for y in range(image.height()))
    return {image.pixelColor(x, y).name() for x, y in places}


def test_a_wrong_cell_is_outlined_in_the_difference_alone(
    maps: NodeMaps, doubled: CheckResult
) -> None:
    maps.set_values(values_of(doubled, "dW2"))
    outline = LIGHT.colour("cell_failing.inner").name()
    assert [outline in colours_of(map_of(maps, part)) for part in PARTS] == [False, False, True]


def test_each_map_says_what_it_is(maps: NodeMaps, doubled: CheckResult) -> None:
    maps.set_values(values_of(doubled, "dW2"))
    names = [map_of(maps, part).accessibleName() for part in PARTS]
    assert names == [f"Map of dW2: {title}" for title in ("value", "numerical", "|difference|")]
    assert "15 of 15 entries" in map_of(maps, "difference").accessibleDescription()
