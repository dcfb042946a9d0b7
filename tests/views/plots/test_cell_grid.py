import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.views.plots.cell_grid import MAX_LINES, CellGrid

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


def test_a_single_cell_is_not_drawn_as_large_as_the_widget() -> None:
    grid = CellGrid.fitting(1, 1, (800, 600), MARGIN, EM)
    assert grid.height == MAX_LINES * EM
    assert grid.width < 12 * EM
