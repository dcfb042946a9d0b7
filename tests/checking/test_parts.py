"""Large arrays are computed part by part, and are what they are at once."""

import numpy as np
import pytest

from gradviz.checking.parts import NUMBERS, by_rows, parts_of
from gradviz.checking.steps import finished


@pytest.mark.parametrize("shape", [(1, 1), (7, 5), (300, 999), (3, NUMBERS), (NUMBERS + 7, 2)])
def test_a_function_by_rows_is_the_function(shape: tuple[int, int]) -> None:
    draws = np.random.default_rng(0)
    one, other = draws.standard_normal((2, *shape))
    column = draws.standard_normal((shape[0], 1))
    found = finished(by_rows(lambda a, b, c: np.hypot(a, b) + c, one, other, column))
    np.testing.assert_array_equal(found, np.hypot(one, other) + column)
    assert finished(by_rows(np.isnan, one)).dtype == bool


def test_a_large_array_has_places_to_stop_and_a_small_one_none() -> None:
    large = np.ones((1000, 1000))
    assert len(list(by_rows(np.abs, large))) >= large.size // NUMBERS
    assert list(by_rows(np.abs, np.ones((5, 5)))) == []


@pytest.mark.parametrize(("length", "each"), [(10, 3), (1, 10**9), (10_000, 500), (0, 5)])
def test_parts_follow_each_other_and_hold_few_numbers(length: int, each: int) -> None:
    parts = list(parts_of(length, each))
    assert [place for part in parts for place in range(part.start, part.stop)] == list(
        range(length)
    )
    assert all(
        (part.stop - part.start) * each <= NUMBERS or part.stop - part.start == 1 for part in parts
    )
