import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen
from pytestqt.qtbot import QtBot

from gradviz.presenting.cell_grid import CellGrid
from gradviz.views.common.looks import looks
from gradviz.views.maps.canvas import Canvas
from gradviz.views.maps.cell_texts import Stamps
from gradviz.views.maps.hatch import NOT_COMPUTED, NOT_COVERED, hatch
from gradviz.views.maps.map_ground import MapGround

AREA = QSize(200, 140)
GRID = CellGrid(rows=3, columns=4, left=30.4, top=20.0, width=37.3, height=33.7)
RED, BLUE = QColor("#ff0000"), QColor("#0000ff")
RATIOS = pytest.mark.parametrize("ratio", [1.0, 2.0])


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    return canvas_of(GRID)


def canvas_of(grid: CellGrid, ratio: float = 1.0) -> Canvas:
    return Canvas(MapGround(grid, AREA, ratio, looks()["light"], Stamps(QFont())))


def pixels_of(image: QImage) -> NDArray[np.uint32]:
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32)
    return pixels.reshape(image.height(), -1) & np.uint32(0xFFFFFF)


def where(image: QImage, colour: QColor) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = pixels_of(image) == (colour.rgb() & 0xFFFFFF)
    return found


def only(row: int, column: int) -> NDArray[np.bool_]:
    cells = np.zeros((3, 4), dtype=bool)
    cells[row, column] = True
    return cells


def test_blocks_of_cells_get_their_colours(canvas: Canvas) -> None:
    pixels = np.zeros((3, 2, 4), dtype=np.uint8)
    pixels[1, 1] = (255, 0, 0, 255)
    canvas.enlarge(pixels, (1, 2))
    ys, xs = np.nonzero(where(canvas.image, RED))
    assert (xs.min(), xs.max() + 1) == pytest.approx((30.4 + 2 * 37.3, 30.4 + 4 * 37.3), abs=1)
    assert (ys.min(), ys.max() + 1) == pytest.approx((20 + 33.7, 20 + 2 * 33.7), abs=1)


def test_lines_stand_where_qt_draws_them(canvas: Canvas) -> None:
    plain = canvas_of(GRID).image
    canvas.rule(RED)
    with QPainter(plain) as painter:
        painter.setPen(QPen(RED, 1))
        for row in range(4):
            y = GRID.top + row * GRID.height
            painter.drawLine(QLineF(GRID.left, y, GRID.right, y))
        for column in range(5):
            x = GRID.left + column * GRID.width
            painter.drawLine(QLineF(x, GRID.top, x, GRID.bottom))
    assert canvas.image == plain


@RATIOS
def test_a_cell_is_outlined_by_two_lines_one_in_the_other(qtbot: QtBot, ratio: float) -> None:
    canvas = canvas_of(GRID, ratio)
    canvas.outline(only(1, 2), RED, BLUE, 2.0)
    for colour, inset in ((RED, 0.0), (BLUE, 2.0)):
        ys, xs = np.nonzero(where(canvas.image, colour))
        left, top, wide, high = (length * ratio for length in GRID.cell(1 * 4 + 2))
        edge = inset * ratio
        assert xs.min() == pytest.approx(left + edge, abs=1)
        assert xs.max() + 1 == pytest.approx(left + wide - edge, abs=1)
        assert ys.min() == pytest.approx(top + edge, abs=1)
        assert ys.max() + 1 == pytest.approx(top + high - edge, abs=1)
    ring = where(canvas.image, RED)
    middle = ring[round(ratio * (20 + 1.5 * 33.7))]
    assert np.count_nonzero(middle) == pytest.approx(2 * 2 * ratio, abs=2), "a line a side"


def test_a_cell_is_hatched_as_qt_does_it(canvas: Canvas) -> None:
    plain = canvas_of(GRID).image
    canvas.hatch(only(2, 1), RED)
    with QPainter(plain) as painter:
        painter.fillRect(QRectF(*GRID.cell(2 * 4 + 1)), hatch(RED))
    assert canvas.image == plain
    assert np.count_nonzero(where(canvas.image, RED)) > 50


def test_hatches_of_both_kinds_lean_to_different_sides(canvas: Canvas) -> None:
    canvas.hatch(only(0, 0), RED, NOT_COMPUTED)
    canvas.hatch(only(2, 1), BLUE, NOT_COVERED)
    for colour, lean in ((RED, 1), (BLUE, -1)):
        ys, xs = np.nonzero(where(canvas.image, colour))
        assert len(set((xs + lean * ys) % 8)) == 1, "one line every eight pixels"


def test_cells_of_a_pixel_and_blocks_of_them_are_hatched_in_lines_that_run_on(
    qtbot: QtBot,
) -> None:
    small = CellGrid(rows=200, columns=300, left=30.0, top=20.0, width=0.5, height=0.5)
    cells = np.zeros((200, 300), dtype=bool)
    cells[40:160, 60:180] = True
    canvas = canvas_of(small)
    canvas.hatch(cells[::2, ::2], RED, NOT_COVERED, (2, 2))
    ys, xs = np.nonzero(where(canvas.image, RED))
    assert (ys.min(), ys.max(), xs.min(), xs.max()) == (40, 99, 60, 119)
    assert len(ys) == pytest.approx(60 * 60 / 8, rel=0.02)
    assert len(set((xs - ys) % 8)) == 1


def test_a_hatch_without_a_colour_is_seen_on_light_and_on_dark(canvas: Canvas) -> None:
    pixels = np.full((3, 4, 4), 255, dtype=np.uint8)
    pixels[1, 1, :3] = (0, 34, 78)
    canvas.enlarge(pixels, (1, 1))
    canvas.hatch(only(1, 1) | only(1, 2), None, NOT_COVERED)
    middle = pixels_of(canvas.image)[60:80, 70:140]
    tones = {QColor(int(each)).lightness() for each in np.unique(middle)}
    assert min(tones) < 60
    assert max(tones) == 255
    assert any(60 < tone < 200 for tone in tones)
    assert len(tones) == 4, "two colours, and a tone on each"


@RATIOS
@pytest.mark.parametrize("inset", [0.0, 4.0])
def test_a_corner_is_marked_in_its_cell_and_hides_no_more_than_that(
    qtbot: QtBot, ratio: float, inset: float
) -> None:
    canvas = canvas_of(GRID, ratio)
    before = pixels_of(canvas.image).copy()
    canvas.corner(only(1, 2), 7.0, inset, 0.5)
    ys, xs = np.nonzero(pixels_of(canvas.image) != before)
    left, top, wide, high = (length * ratio for length in GRID.cell(1 * 4 + 2))
    right, bottom = left + wide - inset * ratio, top + high - inset * ratio
    assert xs.max() + 1 == pytest.approx(right, abs=1.01)
    assert ys.max() + 1 == pytest.approx(bottom, abs=1.01)
    assert right - xs.min() == pytest.approx(7 * ratio, abs=1.5)
    assert len(ys) == pytest.approx((7 * ratio) ** 2 / 2, rel=0.35), "half of a square"


@RATIOS
def test_a_stamp_is_the_same_in_every_cell_wherever_that_begins(qtbot: QtBot, ratio: float) -> None:
    canvas = canvas_of(GRID, ratio)
    white = np.full((3, 4, 4), 255, dtype=np.uint8)
    canvas.enlarge(white, (1, 1))
    canvas.hatch(np.ones((3, 4), dtype=bool), RED)
    before = pixels_of(canvas.image).copy()
    shape = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.0]])
    canvas.stamp(~only(1, 2), shape, 2, 1.0, white)
    after = pixels_of(canvas.image)
    for place in range(12):
        left, top, wide, high = (length * ratio for length in GRID.cell(place))
        x, y = (int(np.ceil(start - 0.5)) + 2 for start in (left, top))
        cell = slice(round(top), round(top + high)), slice(round(left), round(left + wide))
        if place == 1 * 4 + 2:
            np.testing.assert_array_equal(after[cell], before[cell])
            continue
        stamped = after[y : y + 2, x : x + 3]
        assert [hex(each) for each in stamped.reshape(-1)] == [
            *("0x0", "0xffffff", "0x808080"),
            *("0xffffff", "0x0", "0xffffff"),
        ], "without what was there before"
        assert np.count_nonzero(after[cell] != before[cell]) <= 6


@RATIOS
def test_a_sign_is_put_around_every_point_and_nowhere_else(qtbot: QtBot, ratio: float) -> None:
    canvas = canvas_of(GRID, ratio)
    before = pixels_of(canvas.image).copy()
    xs, ys = np.array([60.0, 90.5, 150.0]), np.array([40.0, 100.0, 110.3])
    canvas.put("×", RED, xs, ys)
    changed = np.argwhere(pixels_of(canvas.image) != before) / ratio
    assert len(changed) > 10
    distances = np.hypot(changed[:, :1] - ys, changed[:, 1:] - xs)
    assert distances.min(axis=1).max() < 8
    assert all(distances[:, place].min() < 4 for place in range(3))


def test_what_is_outside_of_the_widget_is_left_out(qtbot: QtBot) -> None:
    zoomed = CellGrid(rows=3, columns=4, left=-500.0, top=-90.0, width=300.0, height=100.0)
    canvas = canvas_of(zoomed)
    everywhere = np.ones((3, 4), dtype=bool)
    canvas.rule(RED)
    canvas.hatch(everywhere, RED)
    canvas.outline(everywhere, RED, BLUE, 2.0)
    canvas.stamp(everywhere, np.ones((4, 7)), 3, 0.5, np.zeros((3, 4, 4), dtype=np.uint8))
    canvas.put("·", RED, np.array([-50.0, 199.9, 500.0]), np.array([10.0, 70.0, 70.0]))
    assert canvas.image.size() == AREA
    columns = np.flatnonzero(where(canvas.image, RED).all(axis=0))
    assert set(columns) == {98, 99, 100, 101}, "of 12 lines between columns one is in the widget"


def test_a_picture_begins_anew_with_the_ground(qtbot: QtBot) -> None:
    ground = MapGround(GRID, AREA, 1.0, looks()["light"], Stamps(QFont()))
    first = Canvas(ground)
    clean = first.image.copy()
    first.rule(RED)
    assert Canvas(ground).image == clean
    assert clean != QImage(AREA, QImage.Format.Format_RGB32)
    assert np.any(pixels_of(clean) != (QColor(Qt.GlobalColor.white).rgb() & 0xFFFFFF))
