import numpy as np
import pytest

from gradviz.views.maps.map_marks import chevron


@pytest.mark.parametrize("high", range(2, 20))
def test_a_chevron_falls_to_its_middle_and_rises_again(high: int) -> None:
    shape = chevron(high)
    assert shape.shape == (high, 2 * high - 1)
    np.testing.assert_array_equal(shape, shape[:, ::-1])
    assert set(np.diagonal(shape)) == {1.0}
    assert set(shape[:, 0] > 0.5) == {True, False}, "it is a line, and no area"
    assert shape[0, high - 1] == 0
    assert 0.2 < shape.mean() < 0.7


def test_a_small_one_is_sharp() -> None:
    assert drawn(2) == ["x x", " x "]
    assert drawn(3) == ["x   x", " x x ", "  x  "]


def drawn(high: int) -> list[str]:
    return ["".join(" x"[int(share > 0.5)] for share in row) for row in chevron(high)]
