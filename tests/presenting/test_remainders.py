"""What is drawn and said of the Taylor remainder test."""

import numpy as np
import pytest

from gradviz.checking.taylor import TaylorTest
from gradviz.network.layout import Array
from gradviz.presenting.remainders import (
    BELOW,
    order_title,
    order_words,
    remainders_of,
    remainders_words,
)

STEPS = 0.5 ** np.arange(1, 9)


def falling(*powers: float, lost: int = 0) -> TaylorTest:
    """Return remainders that fall with powers of h; the last of them are noise."""
    remainders = np.array([3.0 * STEPS**power for power in powers])
    usable = np.ones(remainders.shape, dtype=bool)
    if lost:
        usable[:, -lost:] = False
    return TaylorTest(STEPS, remainders, usable)


@pytest.mark.parametrize("power", [2.0, 1.0])
def test_the_guide_of_the_observed_slope_runs_along_the_remainders(power: float) -> None:
    shown = remainders_of(falling(power, power, lost=2))
    seen = np.isfinite(shown.telling[0])
    assert seen.sum() == STEPS.size - 2
    along = shown.guides[int(power)][seen] / shown.telling[0][seen]
    np.testing.assert_allclose(along, BELOW)
    across = shown.guides[3 - int(power)][seen] / shown.telling[0][seen]
    assert np.ptp(np.log(across)) > 1
    assert np.isnan(shown.guides[2][~seen]).all()


def test_noise_stands_apart_from_what_tells_and_nothing_is_drawn_of_exact_zeros() -> None:
    test = falling(2.0, lost=3)
    test.remainders[0, -1] = 0.0
    shown = remainders_of(test)
    both = np.isfinite(shown.telling) & np.isfinite(shown.others)
    assert not both.any()
    assert np.isfinite(shown.others).sum() == 2


def test_the_words_say_order_directions_and_the_ends() -> None:
    test = falling(2.0, 2.0, lost=1)
    assert order_title(test) == "Taylor remainder: order 2.00"
    assert order_words(test).endswith("2 random directions: order 2.00, of a right gradient 2")
    words = remainders_words(test)
    assert "Direction 2: remainder 0.75 at h = 0.5 and 1.8e-4 at h = 0.0078." in words


def test_where_no_step_tells_no_order_is_said() -> None:
    test = falling(2.0, lost=STEPS.size)
    guides: Array = remainders_of(test).guides[2]
    assert np.isnan(guides).all()
    assert order_title(test) == "Taylor remainder: no order"
    assert "no step tells" in remainders_words(test)


def test_remainders_at_the_end_of_the_range_are_drawn_and_warn_nobody() -> None:
    test = falling(2.0)
    high = TaylorTest(STEPS, np.full((1, STEPS.size), 1e308), test.usable)
    shown = remainders_of(high)
    assert np.isfinite(shown.telling).all()
    assert not np.isinf(shown.guides[2]).any()
    assert high.order == 0
    low = TaylorTest(STEPS, np.geomspace(1e308, 1e-300, STEPS.size)[np.newaxis], test.usable)
    assert low.order == pytest.approx(608 / 7 * np.log2(10))
