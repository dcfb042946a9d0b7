from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QImage
from pytestqt.qtbot import QtBot

from gradviz.network.layout import Grid, Mask
from gradviz.presenting.cell_grid import CellGrid
from gradviz.presenting.colour_scale import SpecialColours, scale_for
from gradviz.presenting.map_data import Blocks, MapData
from gradviz.presenting.map_views import MapView
from gradviz.reporting.paper import rgb
from gradviz.views.common.looks import looks
from gradviz.views.maps.cell_painter import CellPainter
from gradviz.views.maps.cell_texts import Stamps
from gradviz.views.maps.map_ground import MapGround

LOOKS = looks()
LIGHT = LOOKS["light"]
EVERY_LOOK = pytest.mark.parametrize("look_name", list(LOOKS))
AREA = QSize(240, 200)


def data_of(shape: Grid, view: MapView = MapView.ERROR) -> MapData:
    """Return a map of values all over its scale, without a mark."""
    scale = scale_for(view)
    values = np.logspace(scale.low, scale.high, shape[0] * shape[1]).reshape(shape)
    nowhere = np.zeros(shape, dtype=bool)
    masks = dict.fromkeys(("failing", "uncovered", "below_noise", "at_kink"), nowhere)
    return MapData("W1", values, computed=~nowhere, **masks, scale=scale)


def with_mark(data: MapData, mark: str) -> MapData:
    """Return the map with all of its cells marked."""
    everywhere = np.ones(data.shape, dtype=bool)
    if mark == "at_kink":
        return replace(data, at_kink=everywhere)
    return replace(data, below_noise=everywhere)


def painted(data: MapData, side: float, look_name: str = "light") -> QImage:
    """Return the picture of a map whose cells are squares of so many pixels."""
    grid = CellGrid(*data.shape, left=30.0, top=20.0, width=side, height=side)
    look = LOOKS[look_name]
    roles = ("equal", "not_computed", "not_finite", "uncovered")
    special = SpecialColours(*(rgb(look.colour(f"{role}.fill").name()) for role in roles))
    ground = MapGround(grid, AREA, 1.0, look, Stamps(QFont()))
    return CellPainter(data, ground).paint(Blocks.of(data, grid.block, special)).copy()


def pixels_of(image: QImage) -> NDArray[np.int64]:
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8)
    return pixels.reshape(image.height(), image.width(), 4)[..., :3].astype(np.int64)


def changed(one: QImage, other: QImage) -> Mask:
    found: Mask = (pixels_of(one) != pixels_of(other)).any(axis=-1)
    return found


def coloured(image: QImage, colour: QColor) -> Mask:
    wanted = np.array([colour.blue(), colour.green(), colour.red()])
    found: Mask = (pixels_of(image) == wanted).all(axis=-1)
    return found


@EVERY_LOOK
@pytest.mark.parametrize("view", MapView)
@pytest.mark.parametrize("side", [7.0, 12.0, 40.0])
def test_a_cell_below_the_noise_has_a_quiet_mark_in_its_corner_alone(
    qtbot: QtBot, look_name: str, view: MapView, side: float
) -> None:
    plain = data_of((4, 5), view)
    marked = replace(plain, below_noise=np.ones((4, 5), dtype=bool))
    before, after = (painted(data, side, look_name) for data in (plain, marked))
    where = changed(before, after)
    for row, column in np.ndindex(4, 5):
        bottom, right = (round(start + side) for start in (20 + row * side, 30 + column * side))
        cell = where[bottom - int(side) : bottom, right - int(side) : right]
        ys, xs = np.nonzero(cell)
        assert len(ys) >= 3, "it can be seen"
        assert min(ys.min(), xs.min()) >= side * 0.5 - 1, "in the corner"
        assert len(ys) <= 0.13 * side**2, "it is quiet, in a map where every cell has it"
        tones = pixels_of(before)[where], pixels_of(after)[where]
    assert np.abs(tones[0] - tones[1]).max(axis=1).min() >= 40, "on any colour"


@EVERY_LOOK
@pytest.mark.parametrize("view", MapView)
@pytest.mark.parametrize("side", [7.0, 12.0, 40.0])
def test_a_cell_at_a_kink_has_one_in_its_other_corner(
    qtbot: QtBot, look_name: str, view: MapView, side: float
) -> None:
    plain = data_of((4, 5), view)
    marked = replace(plain, at_kink=np.ones((4, 5), dtype=bool))
    before, after = (painted(data, side, look_name) for data in (plain, marked))
    tones = np.abs(pixels_of(before) - pixels_of(after)).max(axis=-1)
    where = tones >= 40
    for row, column in np.ndindex(4, 5):
        top, left = round(20 + row * side), round(30 + column * side)
        cell = where[top : top + int(side), left : left + int(side)]
        ys, xs = np.nonzero(cell)
        assert len(ys) >= 5, "it can be seen on any colour"
        assert ys.max() + 1 <= 0.6 * side
        assert len(ys) <= 0.13 * side**2
        tip = xs[ys == ys.max()]
        assert len(tip) <= 3
        assert tip.mean() == np.median(xs), "its tip is below, in the middle"
        assert set(xs) == set(range(xs.min(), xs.max() + 1))


@pytest.mark.parametrize("side", [9.0, 20.0, 40.0])
def test_no_hatch_crosses_the_mark_of_a_kink(qtbot: QtBot, side: float) -> None:
    cells = np.ones((1, 1), dtype=bool)
    plain = replace(data_of((1, 1)), at_kink=cells)
    hatched = replace(plain, uncovered=cells)
    bare = painted(replace(plain, at_kink=~cells), side)
    mark = changed(bare, painted(plain, side))
    np.testing.assert_array_equal(
        pixels_of(painted(plain, side))[mark], pixels_of(painted(hatched, side))[mark]
    )


@pytest.mark.parametrize("mark", ["below_noise", "at_kink"])
def test_cells_too_small_for_a_mark_have_none(qtbot: QtBot, mark: str) -> None:
    plain = data_of((10, 12))
    marked = with_mark(plain, mark)
    assert painted(plain, 6.0) == painted(marked, 6.0)


@pytest.mark.parametrize("mark", ["below_noise", "at_kink"])
@pytest.mark.parametrize("side", [7.0, 11.0, 12.0, 30.0])
def test_the_mark_of_a_failing_cell_is_within_its_outline(
    qtbot: QtBot, side: float, mark: str
) -> None:
    both = np.ones((2, 2), dtype=bool)
    failing = replace(data_of((2, 2)), failing=both)
    outlined, marked = painted(failing, side), painted(with_mark(failing, mark), side)
    assert changed(outlined, marked).any()
    for part in ("outer", "inner"):
        colour = LIGHT.colour(f"cell_failing.{part}")
        np.testing.assert_array_equal(coloured(outlined, colour), coloured(marked, colour))


@EVERY_LOOK
@pytest.mark.parametrize("side", [0.4, 1.0, 3.0, 6.0, 9.0, 40.0])
def test_where_grad_is_zero_a_fill_and_a_hatch_tell_it_at_every_size(
    qtbot: QtBot, look_name: str, side: float
) -> None:
    shape = round(160 / side), round(200 / side)
    data = data_of(shape)
    uncovered = np.zeros(shape, dtype=bool)
    uncovered[: shape[0] // 2] = True
    values = np.where(uncovered, 0.0, data.values)
    image = painted(replace(data, values=values, uncovered=uncovered), side, look_name)
    fill, mark = (LOOKS[look_name].colour(f"uncovered.{part}") for part in ("fill", "hatch"))
    upper, lower = slice(20, 20 + round((shape[0] // 2) * side) - 2), slice(110, 178)
    inside = slice(32, 220)
    assert coloured(image, fill)[upper, inside].mean() > 0.5
    assert 0.05 < coloured(image, mark)[upper, inside].mean() < 0.2
    assert not coloured(image, fill)[lower, inside].any()
    assert not coloured(image, mark)[lower, inside].any()


@pytest.mark.parametrize("side", [2.0, 6.0, 30.0])
def test_a_value_where_grad_is_zero_is_seen_through_its_hatch(qtbot: QtBot, side: float) -> None:
    plain = data_of((5, 6))
    hatched = replace(plain, uncovered=np.ones((5, 6), dtype=bool))
    where = changed(painted(plain, side), painted(hatched, side))
    share = where[20 : 20 + round(5 * side), 30 : 30 + round(6 * side)].mean()
    assert 0.03 < share < 0.2


@EVERY_LOOK
@pytest.mark.parametrize("side", [0.5, 2.0, 6.0, 10.0])
def test_what_is_not_computed_is_hatched_at_every_size(
    qtbot: QtBot, look_name: str, side: float
) -> None:
    shape = round(160 / side), round(200 / side)
    computed = np.zeros(shape, dtype=bool)
    data = replace(data_of(shape), values=np.full(shape, np.nan), computed=computed)
    image = painted(data, side, look_name)
    inside = slice(22, 178), slice(32, 228)
    fill, mark = (LOOKS[look_name].colour(f"not_computed.{part}") for part in ("fill", "mark"))
    assert coloured(image, fill)[inside].mean() > 0.5
    assert 0.05 < coloured(image, mark)[inside].mean() < 0.2
    zero_too = painted(replace(data, uncovered=~computed), side, look_name)
    assert changed(image, zero_too)[inside].any(), "and that grad is zero is seen there as well"


def test_cells_that_are_exactly_equal_keep_their_dot_where_grad_is_not_zero(qtbot: QtBot) -> None:
    zero = replace(data_of((1, 2)), values=np.zeros((1, 2)))
    image = painted(replace(zero, uncovered=np.array([[False, True]])), 16.0)
    middles = slice(24, 32), slice(34, 42)
    dot = pixels_of(image)[middles]
    assert dot.min() < 150 < dot.max()
    assert coloured(image, LIGHT.colour("equal.fill"))[21:35, 31:45].mean() > 0.8
    assert not coloured(image, LIGHT.colour("equal.fill"))[21:35, 47:61].any()


@pytest.mark.parametrize(
    ("value", "is_written"), [(-3.0, True), (0.5, True), (-0.0264, True), (-3e-20, False)]
)
def test_a_value_is_written_where_it_fits_with_its_sign_though_a_longer_one_would_not(
    qtbot: QtBot, value: float, is_written: bool
) -> None:
    side = Stamps(QFont()).metrics.horizontalAdvance("8e-88") + 5
    data = data_of((2, 3), MapView.GRAD)
    data = replace(data, values=np.where(np.arange(6).reshape(2, 3), value, -2.0))
    cell = pixels_of(painted(data, side))[20 + int(side) + 3 : 20 + 2 * int(side) - 3, 34:]
    inside = cell[:, : int(side) - 8].reshape(-1, 3)
    assert (len(np.unique(inside, axis=0)) > 1) is is_written
