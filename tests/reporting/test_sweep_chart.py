"""Curves on log-log axes."""

import re

import numpy as np
import pytest

from gradviz.reporting.paper import paper
from gradviz.reporting.sweep_chart import Axes, Series, curve, decades, grid, level, upright

AXES = Axes(x=100, y=50, width=200, height=100, left=-4, right=0, low=-2, high=0)


def points(values: list[float]) -> list[list[tuple[float, float]]]:
    """Return the lines that are drawn through values at 1, 0.1, 0.01 ..."""
    series = Series("", 10.0 ** -np.arange(len(values)), np.array(values), "#000000")
    return [
        [(float(x), float(y)) for x, y in re.findall(r"([\d.]+),([\d.]+)", line)]
        for line in curve(AXES, series)
    ]


def test_decades_are_at_equal_distances() -> None:
    assert [AXES.across(each) for each in (1e-4, 1e-2, 1.0)] == [100, 200, 300]
    assert [AXES.up(each) for each in (1.0, 0.1, 0.01)] == [50, 100, 150]
    assert AXES.up(0.0) == 150, "exactly equal is at the bottom"
    assert AXES.has(1e-4)
    assert not AXES.has(1e-5)


def test_the_decades_that_values_need() -> None:
    assert decades([np.array([3e-7, 1e-3]), np.array([0.0, np.nan, np.inf])]) == (-7, -3)
    assert decades([np.array([1e-2])]) == (-3, -2)
    assert decades([np.array([np.nan])]) == (-1, 0)
    assert decades([np.array([1e-60, 1.0])]) == (-20, 0)
    assert decades([np.array([1e-300])]) == (-20, -19)
    assert decades([np.array([1e308])]) == (1, 2)


def test_a_line_is_cut_at_the_edges() -> None:
    assert points([1.0, 1e-4]) == [[(300, 50), (275, 150)]]
    assert points([100.0, 1.0, 0.1]) == [[(250, 50), (250, 50), (200, 100)]]
    assert points([1e-3, 1e-4]) == []


def test_a_line_has_a_gap_where_there_is_no_number() -> None:
    assert len(points([0.1, 0.1, np.nan, 0.1, 0.1])) == 2
    assert points([0.1, np.nan, 0.1]) == []


def test_what_is_off_the_axes_is_not_drawn() -> None:
    assert len(list(level(AXES, 0.1, "#000000", 1))) == 1
    assert list(level(AXES, 1e-3, "#000000", 1)) == []
    assert len(list(upright(AXES, 1e-3, "#000000", ""))) == 1
    assert list(upright(AXES, 1e-7, "#000000", "")) == []


@pytest.mark.parametrize(("width", "labels"), [(400, 5), (110, 3), (60, 2)])
def test_there_are_as_many_labels_as_there_is_room_for(width: int, labels: int) -> None:
    axes = Axes(0, 0, width, 10, -4, 0, -1, 0)
    middle = [each for each in grid(axes, paper()) if 'text-anchor="middle"' in each]
    assert len(middle) == labels
    assert ">1<" in middle[0], "the largest epsilon always has one"
