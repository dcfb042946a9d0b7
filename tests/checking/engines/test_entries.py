"""What an engine is asked for, and what it fills in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.checking.engines.entries import Entries, Request
from gradviz.network.layout import Layout
from tests.helpers.strategies import examples

LAYOUT = Layout.of_layers((4, 5, 3, 1))
NONE = np.zeros(0, dtype=int)


def request_of(**columns: list[int]) -> Request:
    """Return a request for some columns; of the arrays not named, for none."""
    wanted = {name: np.array(columns.get(name, NONE), dtype=int) for name in LAYOUT.names}
    return Request(1e-7, "central", wanted)


def test_everything_is_every_entry_in_vector_order() -> None:
    request = Request.of_all(LAYOUT, 1e-7, "central")
    assert request.places(LAYOUT).tolist() == list(range(47))


def test_some_columns_are_these_columns_of_every_row() -> None:
    request = request_of(W1=[1, 3], b2=[0], W3=[2])
    places = request.places(LAYOUT)
    assert np.all(np.diff(places) > 0)
    wanted = [("W1", row, column) for row in range(5) for column in (1, 3)]
    wanted += [("b2", row, 0) for row in range(3)]
    wanted += [("W3", 0, 2)]
    assert [LAYOUT.locate(int(place)) for place in places] == wanted


def test_the_places_of_an_array_stand_as_it_does() -> None:
    places = request_of(W2=[0, 4]).places_in(LAYOUT, "W2")
    assert places.shape == (3, 2)
    for row, column in np.ndindex(3, 2):
        assert places[row, column] == LAYOUT.index("W2", row, (0, 4)[column])
    assert request_of().places_in(LAYOUT, "W2").shape == (3, 0)
    assert request_of().places(LAYOUT).size == 0


@given(st.tuples(*[st.integers(1, 60)] * 4), st.floats(0, 1))
@examples(60)
def test_a_sample_is_some_whole_columns_of_every_array(
    layers: tuple[int, int, int, int], share: float
) -> None:
    layout = Layout.of_layers(layers)
    everything = Request.of_all(layout, 1e-5, "forward")
    sample = everything.sampled(layout, share)
    assert (sample.epsilon, sample.scheme) == (1e-5, "forward")
    for name in layout.names:
        rows, count = layout.shape(name)
        columns = sample.columns[name]
        assert np.all(np.diff(columns) > 0)
        assert 0 <= columns[0] <= columns[-1] < count
        assert abs(columns.size - max(1, share * count)) <= 0.5
        assert sample.places_in(layout, name).shape == (rows, columns.size)
    again = everything.sampled(layout, share)
    np.testing.assert_array_equal(sample.places(layout), again.places(layout))
    whole = everything.sampled(layout, 1.0)
    np.testing.assert_array_equal(whole.places(layout), everything.places(layout))


def test_the_divisor_is_the_textbooks() -> None:
    assert Request.of_all(LAYOUT, 1e-3, "central").divisor == 2e-3
    assert Request.of_all(LAYOUT, 1e-3, "forward").divisor == 1e-3


def test_nothing_is_computed_at_first() -> None:
    entries = Entries.empty(3)
    for values in (entries.plus, entries.minus, entries.gradapprox):
        assert np.isnan(values).tolist() == [True] * 3
    assert not entries.computed.any()
    assert not entries.kinks.any()


def test_entries_are_filled_in_where_they_stand() -> None:
    entries, request = Entries.empty(5), Request.of_all(LAYOUT, 0.5, "central")
    plus, minus = np.array([2.0, 4.0]), np.array([1.0, 1.0])
    entries.fill(request, np.array([3, 0]), plus, minus, np.array([False, True]))
    entries.fill(request, 1, 1.0, 3.0, False)
    nan = np.nan
    np.testing.assert_array_equal(entries.gradapprox, [3, -2, nan, 1, nan])
    np.testing.assert_array_equal(entries.plus, [4, 1, nan, 2, nan])
    np.testing.assert_array_equal(entries.minus, [1, 3, nan, 1, nan])
    assert entries.computed.tolist() == [True, True, False, True, False]
    assert entries.kinks.tolist() == [True, False, False, False, False]


def test_costs_that_are_not_finite_warn_nobody() -> None:
    entries, request = Entries.empty(2), Request.of_all(LAYOUT, 1e-7, "central")
    infinite = np.array([np.inf, 1e308])
    entries.fill(request, np.arange(2), infinite, np.array([np.inf, -1e308]), False)
    np.testing.assert_array_equal(entries.gradapprox, [np.nan, np.inf])
    assert entries.computed.all()


@pytest.mark.parametrize("name", ["plus", "minus", "gradapprox", "computed", "kinks"])
def test_a_copy_does_not_change(name: str) -> None:
    entries, request = Entries.empty(2), Request.of_all(LAYOUT, 1e-7, "central")
    kept = entries.copy()
    before = getattr(kept, name).copy()
    entries.fill(request, np.arange(2), np.ones(2), np.zeros(2), True)
    np.testing.assert_array_equal(getattr(kept, name), before)
    with pytest.raises(ValueError, match="read-only"):
        getattr(kept, name)[0] = 1
