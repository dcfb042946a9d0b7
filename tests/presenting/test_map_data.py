from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.analysis.check import check, check_steps
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.network.layout import Array
from gradviz.presenting.colour_scale import SpecialColours, scale_for
from gradviz.presenting.map_data import Blocks, MapData, split_by_array
from gradviz.presenting.map_views import MapView
from gradviz.subjects.network import NetworkSubject
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed


def data_of(values: Array, computed: Array | None = None) -> MapData:
    everywhere = np.ones(values.shape, dtype=bool)
    return MapData(
        "W1",
        values,
        computed=everywhere if computed is None else computed.astype(bool),
        failing=~everywhere,
        uncovered=~everywhere,
        below_noise=~everywhere,
        at_kink=~everywhere,
        scale=scale_for(MapView.ERROR),
    )


def by_name(result: CheckResult, view: MapView) -> dict[str, MapData]:
    return {data.name: data for data in split_by_array(result, view)}


def test_each_array_gets_its_own_part_of_the_check() -> None:
    result = check(Experiment(NetworkSubject(bugs=("dW2-twice",))))
    maps = by_name(result, MapView.ERROR)
    assert list(maps) == ["W1", "b1", "W2", "b2", "W3", "b3"]
    assert [data.shape for data in maps.values()] == [
        (5, 4),
        (5, 1),
        (3, 5),
        (3, 1),
        (1, 3),
        (1, 1),
    ]
    assert [name for name, data in maps.items() if data.failing.any()] == ["W2"]
    together = np.concatenate([data.values.reshape(-1) for data in maps.values()])
    np.testing.assert_array_equal(together, result.errors)
    assert [data.name for data in maps.values()] == list(maps)


@pytest.mark.parametrize("view", MapView)
def test_the_marks_are_the_same_in_every_view(view: MapView) -> None:
    result = check(preset_experiment("course-bugs"))
    kinks = np.arange(result.size) % 5 == 0
    result = changed(result, kinks=kinks)
    assert 0 < np.count_nonzero(result.uncovered) < result.size
    assert 0 < np.count_nonzero(result.below_noise) < result.size
    maps = by_name(result, view).values()
    for wanted, found in (
        (result.uncovered, [data.uncovered for data in maps]),
        (result.below_noise, [data.below_noise for data in maps]),
        (kinks, [data.at_kink for data in maps]),
    ):
        together = np.concatenate([mask.reshape(-1) for mask in found])
        np.testing.assert_array_equal(together, wanted)


def test_a_block_has_the_colour_and_the_marks_of_the_cell_that_it_shows() -> None:
    values = np.array([[0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    uncovered = values == 0
    uncovered[0, 2] = False
    data = replace(data_of(values), uncovered=uncovered)
    blocks = Blocks.of(data, (2, 2))
    assert blocks.shown(uncovered).tolist() == [[True, False]]
    special = SpecialColours()
    assert tuple(blocks.pixels[0, 0, :3]) == special.uncovered
    assert tuple(blocks.pixels[0, 1]) == tuple(data.scale.rgba(np.array([1.0]))[0])
    single = Blocks.of(data, (1, 1))
    assert tuple(single.pixels[0, 2, :3]) == special.zero
    np.testing.assert_array_equal(single.shown(uncovered), uncovered)


def test_what_is_not_computed_yet_is_told_from_what_is() -> None:
    steps = check_steps(
        Experiment(NetworkSubject(), Experiment(NetworkSubject()).check.__class__(engine="loop"))
    )
    result = next(progress for progress in steps if progress.done == 22).result()
    maps = by_name(result, MapView.ERROR)
    assert maps["W1"].computed.all()
    assert maps["b1"].computed.reshape(-1).tolist() == [True, True, False, False, False]
    assert not maps["W2"].computed.any()
    assert by_name(result, MapView.GRAD)["W2"].computed.all()


@settings(max_examples=80)
@given(
    rows=st.integers(1, 12),
    columns=st.integers(1, 12),
    tall=st.integers(1, 5),
    wide=st.integers(1, 5),
    seed=st.integers(0, 99),
)
def test_a_pixel_shows_the_largest_of_its_cells(
    rows: int, columns: int, tall: int, wide: int, seed: int
) -> None:
    values = np.random.default_rng(seed).standard_normal((rows, columns))
    places = data_of(values).pooled((tall, wide))
    assert places.shape == (-(-rows // tall), -(-columns // wide))
    for (row, column), place in np.ndenumerate(places):
        block = values[row * tall : (row + 1) * tall, column * wide : (column + 1) * wide]
        assert abs(values.flat[place]) == np.abs(block).max()


@pytest.mark.parametrize("block", [(1, 128), (128, 1), (1, 127), (16, 8), (1, 129)])
def test_a_block_may_have_as_many_cells_as_a_byte_can_count(block: tuple[int, int]) -> None:
    values = np.arange(128.0 * 130).reshape(128, 130)
    places = data_of(values).pooled(block)
    assert places[0, 0] == (block[0] - 1) * 130 + block[1] - 1


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_one_entry_that_is_not_finite_is_never_lost_in_a_pixel(bad: float) -> None:
    values = np.ones((40, 40))
    values[13, 27] = bad
    places = data_of(values).pooled((8, 8))
    assert 13 * 40 + 27 in places


def test_cells_not_computed_give_way_to_computed_ones() -> None:
    values, computed = np.full((2, 2), np.nan), np.zeros((2, 2))
    values[1, 0], computed[1, 0] = 0.0, 1
    assert data_of(values, computed).pooled((2, 2)).tolist() == [[2]]


def test_two_maps_look_alike_if_all_that_is_drawn_of_them_is_equal() -> None:
    values = np.array([[1.0, np.nan], [np.inf, 0.0]])
    one = data_of(values)
    assert one.looks_like(data_of(values.copy()))
    assert not one.looks_like(data_of(values + 1))
    assert not one.looks_like(data_of(values[:1]))
    assert not one.looks_like(data_of(values, np.array([[1, 1], [1, 0]])))
    assert not one.looks_like(replace(one, failing=~one.failing))
    assert not one.looks_like(replace(one, uncovered=~one.uncovered))
    assert not one.looks_like(replace(one, below_noise=~one.below_noise))
    assert not one.looks_like(replace(one, at_kink=~one.at_kink))
    assert not one.looks_like(replace(one, scale=scale_for(MapView.GRAD)))
