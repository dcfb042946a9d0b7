"""The ways to look at a check's entries."""

import numpy as np
import pytest

from gradviz.reporting.map_views import MapView, computed_entries, map_values
from tests.helpers.results import checked, sampled, stopped


@pytest.mark.parametrize("view", MapView)
def test_what_was_computed_has_a_value(view: MapView) -> None:
    whole = checked("course-bugs")
    assert computed_entries(whole, view).all()
    for result in (stopped("course-bugs", 12), sampled(whole, [2, 30, 46])):
        found = computed_entries(result, view)
        wanted = np.ones(47, bool) if view is MapView.GRAD else result.computed
        np.testing.assert_array_equal(found, wanted)
        values = map_values(result, view)
        np.testing.assert_array_equal(values[found], map_values(whole, view)[found])
        assert np.isnan(values[~found]).all()


def test_each_view_has_words_for_itself_and_for_zero() -> None:
    assert len({view.label for view in MapView}) == len(MapView)
    assert MapView.GRAD.zero_label == MapView.GRADAPPROX.zero_label == "exactly zero"
    assert MapView.ERROR.zero_label == "exactly equal"
