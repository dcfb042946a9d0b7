"""Where each parameter stands in theta, both ways."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.network.layout import PARAMETER_NAMES, Layout
from tests.helpers.strategies import examples

sizes = st.tuples(*[st.integers(1, 6)] * 4)


def test_the_order_is_that_of_the_exercise() -> None:
    layout = Layout.of_layers((4, 5, 3, 1))
    assert layout.names == PARAMETER_NAMES == ("W1", "b1", "W2", "b2", "W3", "b3")
    assert layout.shapes == ((5, 4), (5, 1), (3, 5), (3, 1), (1, 3), (1, 1))
    starts = [layout.slices[name].start for name in layout.names]
    assert starts == [0, 20, 25, 40, 43, 46]
    assert layout.size == 47


def test_each_array_is_row_major() -> None:
    arrays = Layout.of_layers((2, 3, 1, 1)).to_arrays(np.arange(15.0))
    assert arrays["W1"].tolist() == [[0, 1], [2, 3], [4, 5]]
    assert arrays["b1"].tolist() == [[6], [7], [8]]
    assert arrays["W2"].tolist() == [[9, 10, 11]]
    assert [arrays[name].tolist() for name in ("b2", "W3", "b3")] == [[[12]], [[13]], [[14]]]


@given(sizes)
@examples(60)
def test_vector_to_arrays_and_back(layers: tuple[int, int, int, int]) -> None:
    layout = Layout.of_layers(layers)
    theta = np.random.default_rng(0).standard_normal(layout.size)
    arrays = layout.to_arrays(theta)
    assert [arrays[name].shape for name in layout.names] == list(layout.shapes)
    np.testing.assert_array_equal(layout.to_vector(arrays), theta)
    again = layout.to_arrays(layout.to_vector(arrays))
    for name in layout.names:
        np.testing.assert_array_equal(again[name], arrays[name])


@given(sizes, st.integers(1, 4))
@examples(30)
def test_a_stack_of_vectors_gives_stacks_of_arrays(
    layers: tuple[int, int, int, int], count: int
) -> None:
    layout = Layout.of_layers(layers)
    thetas = np.random.default_rng(0).standard_normal((count, layout.size))
    stacked = layout.to_arrays(thetas)
    for i in range(count):
        single = layout.to_arrays(thetas[i])
        for name in layout.names:
            np.testing.assert_array_equal(stacked[name][i], single[name])


@given(sizes)
@examples(30)
def test_locate_and_index_are_inverse(layers: tuple[int, int, int, int]) -> None:
    layout = Layout.of_layers(layers)
    places = [layout.locate(i) for i in range(layout.size)]
    assert len(set(places)) == layout.size
    assert [layout.index(*place) for place in places] == list(range(layout.size))


@given(sizes)
@examples(20)
def test_locate_finds_the_entry_that_the_array_holds(layers: tuple[int, int, int, int]) -> None:
    layout = Layout.of_layers(layers)
    arrays = layout.to_arrays(np.arange(float(layout.size)))
    for i in range(layout.size):
        name, row, column = layout.locate(i)
        assert arrays[name][row, column] == i


@pytest.mark.parametrize("index", [-1, 47, 10**9])
def test_an_entry_outside_the_vector_is_no_entry(index: int) -> None:
    with pytest.raises(IndexError, match="of a vector of 47"):
        Layout.of_layers((4, 5, 3, 1)).locate(index)


def test_the_arrays_are_views_and_the_vector_is_a_copy() -> None:
    layout = Layout.of_layers((2, 2, 2, 1))
    theta = np.zeros(layout.size)
    arrays = layout.to_arrays(theta)
    arrays["W2"][0, 0] = 1
    assert theta[layout.index("W2", 0, 0)] == 1
    layout.to_vector(arrays)[:] = 7
    assert not np.any(theta == 7)


def test_a_vector_takes_the_precision_asked_for() -> None:
    layout = Layout.of_layers((1, 1, 1, 1))
    single = layout.to_arrays(np.ones(6, np.float32))
    assert layout.to_vector(single).dtype == np.float32
    assert layout.to_vector(single, np.float64).dtype == np.float64
