"""The ways to look at a check's entries."""

import numpy as np
import pytest

from gradviz.checking.expected import ExpectedError
from gradviz.network.layout import Array
from gradviz.presenting.map_views import MapView, computed_entries, entries_at_kink, map_values
from tests.helpers.composed import changed
from tests.helpers.results import checked, sampled, stopped


@pytest.mark.parametrize("view", MapView)
def test_what_was_computed_has_a_value(view: MapView) -> None:
    whole = checked("course-bugs")
    assert computed_entries(whole, view).all()
    for part in (stopped("course-bugs", 12), sampled(whole, [2, 30, 46])):
        result = changed(part, expected=expecting(part.size, 1e-9))
        whole = changed(whole, expected=expecting(part.size, 1e-9))
        found = computed_entries(result, view)
        wanted = np.ones(47, bool) if view is MapView.GRAD else result.computed
        np.testing.assert_array_equal(found, wanted)
        values = map_values(result, view)
        np.testing.assert_array_equal(values[found], map_values(whole, view)[found])
        assert np.isnan(values[~found]).all()


def test_units_are_those_of_the_expected_error() -> None:
    whole = checked("course-bugs")
    result = changed(whole, expected=expecting(whole.size, 1e-9))
    found = map_values(result, MapView.UNITS)
    np.testing.assert_allclose(found, result.errors / 3e-9)
    assert found[result.layout.index("W2", 2, 0)] > 1e6


def test_where_nothing_was_measured_only_equal_entries_have_a_value_in_units() -> None:
    whole = checked("course-bugs")
    partly = expecting(whole.size, np.where(np.arange(whole.size) % 2, 1e-9, np.nan))
    without_end = expecting(whole.size, np.inf)
    for expected in (None, partly, without_end):
        result = changed(whole, expected=expected)
        equal = whole.errors == 0
        known = equal if expected is None else equal | np.isfinite(expected.total)
        found = computed_entries(result, MapView.UNITS)
        np.testing.assert_array_equal(found, known)
        assert np.isfinite(map_values(result, MapView.UNITS)[found]).all()
        assert np.isnan(map_values(result, MapView.UNITS)[~found]).all()
    assert MapView.UNITS.missing_label == "not measured"
    assert MapView.ERROR.missing_label == "not computed"


def expecting(size: int, error: Array | float) -> ExpectedError:
    """Return an expected error whose total is three times this one."""
    each = np.full(size, error)
    return ExpectedError(rounding=each, step=each, truncation=each)


def test_entries_at_a_kink_step_over_one_or_move_an_exact_zero() -> None:
    result = checked("kink")
    by_hand = changed(result, kinks=np.arange(result.size) == 7)
    assert np.flatnonzero(entries_at_kink(by_hand)).tolist() == [
        7,
        *np.flatnonzero(result.evidence.at_zero),
    ]
    assert not entries_at_kink(checked("default")).any()


def test_each_view_has_words_for_itself_and_for_zero() -> None:
    assert len({view.label for view in MapView}) == len(MapView)
    assert MapView.GRAD.zero_label == MapView.GRADAPPROX.zero_label == "exactly zero"
    assert MapView.ERROR.zero_label == "exactly equal"
