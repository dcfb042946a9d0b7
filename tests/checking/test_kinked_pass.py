"""A pass as a function of its slopes is the pass that another program takes with them."""

from random import Random

import numpy as np
import pytest

from gradviz.checking.difference import largest_size
from gradviz.checking.steps import finished
from tests.helpers.kinked import drawn_at_kinks, kinked_pass_of, slopes_of
from tests.helpers.passes import GIVEN, backward

BELOW = ("dA1", "dZ1", "dW1", "db1", "dW2", "db2")


@pytest.mark.parametrize("given", ["six", "dZ", "dA"])
def test_its_lines_are_those_of_another_program_with_the_same_slopes(given: str) -> None:
    for seed in range(12):
        drawn = drawn_at_kinks(seed)
        every = backward(drawn, {}, Random(0))
        kinked = kinked_pass_of(drawn, {name: every[name] for name in GIVEN[given]})
        found = kinked.run(slopes_of(drawn))
        for name in BELOW:
            scale = np.max(np.abs(every[name]), initial=1e-300)
            np.testing.assert_allclose(found[name], every[name], rtol=0, atol=1e-12 * scale)
        assert finished(kinked.fits_steps(slopes_of(drawn), BELOW))


def test_what_is_off_is_counted_in_what_rounding_makes() -> None:
    drawn = drawn_at_kinks(3)
    every = backward(drawn, {}, Random(0))
    values = {name: every[name] for name in GIVEN["six"]}
    kinked = kinked_pass_of(drawn, values)
    off = dict(values, db2=values["db2"] + 5 * kinked.tolerance["db2"])
    residual = finished(kinked_pass_of(drawn, off).residual_steps(slopes_of(drawn), ("db2",)))
    assert largest_size(residual) == pytest.approx(5, rel=0.3)
    assert not finished(kinked_pass_of(drawn, off).fits_steps(slopes_of(drawn), ("db2",)))


def test_only_lines_that_read_an_unknown_slope_tell_it() -> None:
    for seed in range(12):
        drawn = drawn_at_kinks(seed)
        every = backward(drawn, {}, Random(0))
        for given in ("six", "dZ", "dA"):
            kinked = kinked_pass_of(drawn, {name: every[name] for name in GIVEN[given]})
            one, other = (kinked.run(kinked.with_slopes(each, each)) for each in (0.25, 0.75))
            for name in BELOW:
                moves = not np.array_equal(one[name], other[name])
                # Where what is passed on is zero no slope shows, though the line reads it.
                assert kinked.depends(name) or not moves, (seed, given, name)
