"""The nearest slopes are held against a grid over all that are allowed."""

from random import Random

import numpy as np
import pytest

from gradviz.checking.difference import largest_size, norm
from gradviz.checking.kinked_pass import KinkedPass, Slopes
from gradviz.checking.nearest_slopes import nearest_slopes_steps
from gradviz.checking.steps import finished
from tests.helpers.kinked import drawn_at_kinks, kinked_pass_of, slopes_of
from tests.helpers.passes import GIVEN, Drawn, backward

NAMES = ("dW1", "db1")


def one_unknown(seed: int) -> tuple[Drawn, KinkedPass]:
    """Return a pass of which a single slope is to be found, and which two of its lines tell."""
    while True:
        drawn = drawn_at_kinks(seed)
        every = backward(drawn, {}, Random(0))
        values = {name: every[name] for name in GIVEN["six"]}
        kinked = kinked_pass_of(drawn, values)
        if sum(np.count_nonzero(each) for each in kinked.unknown) == 1 and kinked.depends("dW1"):
            return drawn, kinked
        seed += 1000


def off(kinked: KinkedPass, slopes: Slopes, names: tuple[str, ...] = NAMES) -> float:
    return norm(finished(kinked.residual_steps(slopes, names)))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("by", [0.0, 0.3, 1e3])
def test_no_slope_of_a_grid_is_nearer(seed: int, by: float) -> None:
    drawn, kinked = one_unknown(seed)
    values = dict(kinked.values)
    values["dW1"] = values["dW1"] + by * np.max(np.abs(values["dW1"]), initial=1.0)
    moved = kinked_pass_of(drawn, values)
    start = moved.with_slopes(0.5, 0.5)
    found = finished(nearest_slopes_steps(moved, start, NAMES))
    grid = np.linspace(moved.low, 1.0, 201)
    least = min(off(moved, moved.with_slopes(each, each)) for each in grid)
    assert off(moved, found) <= max(least * 1.02, 1.0)
    for each in found:
        assert np.all((each >= 0) & (each <= 1))


@pytest.mark.parametrize("seed", range(8))
def test_slopes_of_a_right_pass_are_found_where_the_lines_are_linear_in_them(seed: int) -> None:
    while True:
        drawn = drawn_at_kinks(seed)
        every = backward(drawn, {}, Random(0))
        kinked = kinked_pass_of(drawn, {name: every[name] for name in GIVEN["six"]})
        if not kinked.unknown[0].any():  # of one layer alone
            break
        seed += 1000
    found = finished(nearest_slopes_steps(kinked, kinked.with_slopes(0.5, 0.5), NAMES))
    assert largest_size(finished(kinked.residual_steps(found, NAMES))) <= 1.0
    assert off(kinked, slopes_of(drawn)) <= off(kinked, kinked.with_slopes(0.5, 0.5))


def test_each_least_squares_is_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    solved, lstsq = [], np.linalg.lstsq

    def counting(rows: np.ndarray, target: np.ndarray):  # type: ignore[no-untyped-def]
        solved.append(rows.size)
        return lstsq(rows, target)

    monkeypatch.setattr(np.linalg, "lstsq", counting)
    drawn = drawn_at_kinks(1)
    every = backward(drawn, {}, Random(0))
    kinked = kinked_pass_of(drawn, {name: 3 * every[name] for name in GIVEN["six"]})
    before = 0
    for _ in nearest_slopes_steps(kinked, kinked.with_slopes(0.5, 0.5), NAMES):
        assert len(solved) - before <= 1
        before = len(solved)
    assert before
