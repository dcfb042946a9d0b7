import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.presenting.cell_grid import MAX_LINES, MAX_RATIO, MAX_STRETCH, CellGrid, PixelLine

EM = 16.0
MARGIN = (20.0, 18.0)
sizes = st.integers(1, 2000)
lengths = st.floats(30, 2000)


@given(rows=sizes, columns=sizes, wide=lengths, high=lengths)
def test_all_cells_are_inside_the_widget(rows: int, columns: int, wide: float, high: float) -> None:
    grid = CellGrid.fitting(rows, columns, (wide, high), MARGIN, EM)
    assert grid.left >= MARGIN[0]
    assert grid.top == MARGIN[1]
    assert grid.left + columns * grid.width <= wide + 1e-6
    assert grid.top + rows * grid.height <= high + 1e-6


@given(rows=sizes, columns=sizes, wide=lengths, high=lengths)
def test_the_view_range_puts_cell_corners_where_the_grid_says(
    rows: int, columns: int, wide: float, high: float
) -> None:
    grid = CellGrid.fitting(rows, columns, (wide, high), MARGIN, EM)
    left, top, right, bottom = grid.view_range((wide, high))
    pixels_per_column = wide / (right - left)
    pixels_per_row = high / (bottom - top)
    assert (0 - left) * pixels_per_column == pytest.approx(grid.left)
    assert pixels_per_column == pytest.approx(grid.width)
    assert (0 - top) * pixels_per_row == pytest.approx(grid.top)
    assert pixels_per_row == pytest.approx(grid.height)


def test_a_single_cell_fills_the_height_and_is_not_drawn_much_wider_than_high() -> None:
    grid = CellGrid.fitting(1, 1, (1800, 300), MARGIN, EM)
    assert grid.bottom == 299
    assert grid.width == pytest.approx(MAX_STRETCH * grid.height)


@given(rows=st.integers(1, 12), columns=st.integers(1, 8), high=st.floats(100, 2000))
def test_cells_grow_with_the_widget_and_leave_no_room_below(
    rows: int, columns: int, high: float
) -> None:
    grid = CellGrid.fitting(rows, columns, (400, high), MARGIN, EM)
    if grid.bottom < high - 1.001:  # only where they would be many times higher than wide
        assert grid.height == pytest.approx(max(MAX_LINES * EM, MAX_RATIO * grid.width))


@given(rows=sizes, columns=sizes, wide=lengths, high=lengths)
def test_the_grid_of_a_view_range_is_the_one_that_the_range_came_from(
    rows: int, columns: int, wide: float, high: float
) -> None:
    grid = CellGrid.fitting(rows, columns, (wide, high), MARGIN, EM)
    left, top, right, bottom = grid.view_range((wide, high))
    found = CellGrid.in_view(rows, columns, (wide, high), ((left, right), (top, bottom)))
    for name in ("left", "top", "width", "height"):
        assert getattr(found, name) == pytest.approx(getattr(grid, name))


def test_a_map_that_is_zoomed_in_shows_some_cells_and_others_not() -> None:
    grid = CellGrid.in_view(100, 50, (300.0, 200.0), ((10.5, 20.5), (90.0, 110.0)))
    rows, columns = grid.visible((300.0, 200.0))
    assert rows == range(90, 100)
    assert columns == range(10, 21)
    assert grid.cell(90 * 50 + 11) == (15.0, 0.0, 30.0, 10.0)


def test_cells_smaller_than_a_pixel_share_it() -> None:
    grid = CellGrid.in_view(1000, 20, (100.0, 250.0), ((0.0, 20.0), (0.0, 1000.0)))
    assert grid.block == (4, 1)


@given(cells=st.integers(1, 3000), length=st.floats(30, 900), pixels_per_cell=st.floats(0.01, 3.0))
def test_no_cell_is_lost_between_two_pixels(
    cells: int, length: float, pixels_per_cell: float
) -> None:
    grid = CellGrid(cells, cells, 0.0, 0.0, width=pixels_per_cell, height=length / cells)
    for block, of_a_cell in zip(grid.block, (grid.height, grid.width), strict=True):
        assert block * of_a_cell >= 1 - 1e-3
        assert block == 1 or (block - 1) * of_a_cell < 1, "no coarser than it need be"


@given(
    start=st.floats(-50, 50), length=st.floats(0.3, 40), cells=st.integers(1, 30), pixel=st.data()
)
def test_each_pixel_belongs_to_the_cell_that_its_middle_is_in(
    start: float, length: float, cells: int, pixel: st.DataObject
) -> None:
    line = PixelLine.of(200, start, length, cells)
    place = pixel.draw(st.integers(0, 199))
    cell, depth = int(line.cells[place]), float(line.depths[place])
    middle = place + 0.5
    if cell == -1:
        assert middle <= start + 1e-6 or middle >= start + cells * length - 1e-6
    else:
        left = start + cell * length
        assert left - 1e-6 <= middle <= left + length + 1e-6
        assert depth == pytest.approx(min(middle - left, left + length - middle), abs=1e-6)
        assert line.left_over[place] == pytest.approx(left + length - middle, abs=1e-6)
