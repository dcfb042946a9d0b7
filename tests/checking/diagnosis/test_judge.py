"""When two values are further apart than the threshold and numerical error explain."""

import numpy as np
import pytest

from gradviz.checking.diagnosis.judge import differs
from gradviz.checking.expected import SURE

VALUE = np.linspace(1, 2, 12).reshape(3, 4)
EVERYWHERE = np.ones(VALUE.shape, dtype=bool)
NO_NOISE = np.zeros(VALUE.shape)
THRESHOLD = 1e-7


@pytest.mark.parametrize(("times", "is_apart"), [(10, False), (2 * SURE, True)])
def test_an_error_some_times_the_expected_one_is_no_accusation(
    times: float, is_apart: bool
) -> None:
    expected = np.full(VALUE.shape, 1e-4)
    other = VALUE + times * expected
    assert differs(VALUE, other, EVERYWHERE, THRESHOLD, NO_NOISE)
    assert differs(VALUE, other, EVERYWHERE, THRESHOLD, expected) is is_apart


@pytest.mark.parametrize(("factor", "is_apart"), [(1 + 1e-7, False), (1 + 4e-7, True)])
def test_a_difference_is_relative_to_both_values(factor: float, is_apart: bool) -> None:
    for size in (1e-12, 1.0, 1e12):
        value = size * VALUE
        assert differs(value, factor * value, EVERYWHERE, THRESHOLD, NO_NOISE) is is_apart


def test_entries_that_are_left_out_do_not_count() -> None:
    other = VALUE.copy()
    other[0, 0] = np.nan
    other[1, 1] = 7
    assert differs(VALUE, other, np.isfinite(other), THRESHOLD, NO_NOISE)
    assert not differs(VALUE, other, other == VALUE, THRESHOLD, NO_NOISE)
