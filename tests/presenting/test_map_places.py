"""Places of the maps of any network at any height: none overlap, and the room is used."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from gradviz.presenting.map_places import HIGH_EMS, STACKED_EMS, MapPlaces

units = st.integers(1, 200)


@given(sizes=st.lists(units, min_size=2, max_size=6), lines=st.floats(1, 100))
def test_each_place_of_the_grid_has_one_map(sizes: list[int], lines: float) -> None:
    layers = itertools.pairwise(sizes)
    shapes = [shape for wide, high in layers for shape in ((high, wide), (high, 1))]
    found = MapPlaces.of(shapes, lines)
    taken = [
        (place, column) for row, column, rows in found.places for place in range(row, row + rows)
    ]
    assert len(found.places) == len(shapes)
    assert len(set(taken)) == len(taken) == len(found.widths) * len(found.heights)
    assert min(found.widths) > 0
    assert len(found.heights) == 1 or min(found.heights) > 0


def test_only_a_layer_of_one_unit_has_its_maps_one_below_the_other() -> None:
    shapes = [(5, 4), (5, 1), (1, 5), (1, 1), (2, 1), (2, 1)]
    found = MapPlaces.of(shapes, (STACKED_EMS + HIGH_EMS) / 2)
    assert found.places == ((0, 0, 2), (0, 1, 2), (0, 2, 1), (1, 2, 1), (0, 3, 2), (0, 4, 2))
    assert found.widths == (10, 4, 12, 4, 4)
    low = MapPlaces.of(shapes, STACKED_EMS - 1)
    assert low.places == tuple((0, column, 1) for column in range(6))


def test_in_a_high_place_a_layer_is_a_row_and_more_units_get_more_height() -> None:
    found = MapPlaces.of([(5, 4), (5, 1), (1, 5), (1, 1)], HIGH_EMS)
    assert found.places == ((0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1))
    assert found.heights == (7, 3)
    assert found.widths == (12, 4)
