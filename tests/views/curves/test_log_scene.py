"""The decades, the ticks, the gaps and the best point of curves over epsilon."""

import numpy as np
import pytest

from gradviz.checking.expected import MARGIN
from gradviz.network.layout import Array
from gradviz.views.curves.graph import decade_ticks
from gradviz.views.curves.log_scene import (
    HIGHEST,
    LANE,
    LOWEST,
    LogLine,
    LogScene,
    best_point,
    decades,
    heights,
)

EPSILONS = 10.0 ** -np.arange(1, 6)
NAN = float("nan")


def scene_of(*values: float, threshold: float | None = None, scales: bool = True) -> LogScene:
    line = LogLine("one", EPSILONS, np.array(values), "text", scales=scales)
    return LogScene(lines=(line,), threshold=threshold)


def test_the_axis_has_whole_decades_for_all_values_and_the_threshold() -> None:
    assert decades(scene_of(3e-3, 2e-4, 5e-8, 0.5, NAN, threshold=1e-7)) == (-8.0, 0.0)
    assert decades(scene_of(3e-3, 2e-4, 5e-6, 0.5, NAN, threshold=1e-7)) == (-7.0, 0.0)


@pytest.mark.parametrize("value", [1e-300, 1e308])
def test_values_far_beyond_an_axis_do_not_take_it_with_them(value: float) -> None:
    for scene in (scene_of(*[NAN] * 5, threshold=value), scene_of(*[value] * 5)):
        bottom, top = decades(scene)
        assert LOWEST <= bottom < top <= HIGHEST
        assert decade_ticks(bottom, top, 9)


def test_a_whole_decade_needs_no_further_one() -> None:
    assert decades(scene_of(1e-7, 1.0, 1e-3, 1e-3, 1e-3)) == (-7.0, 0.0)


def test_what_does_not_scale_is_cut_off() -> None:
    lines = (*scene_of(1e-30, 1e9, 1, 1, 1, scales=False).lines, *scene_of(*[1e-3] * 5).lines)
    bottom, top = decades(LogScene(lines=lines))
    assert (bottom, top) == (-3.0, -1.0)


def test_values_of_exactly_zero_have_a_lane_below_all_others() -> None:
    scene = scene_of(1e-3, 0.0, 1e-5, 1, NAN)
    bottom, _ = decades(scene)
    assert bottom == -5.0 - LANE
    places = heights(scene.lines[0].values, bottom)
    assert bottom < places[1] < -5
    assert np.isnan(places[4])
    assert places[3] == 0


def test_nothing_at_all_still_has_an_axis() -> None:
    for scene in (LogScene(), scene_of(*[NAN] * 5), scene_of(*[0.0] * 5), scene_of(*[np.inf] * 5)):
        bottom, top = decades(scene)
        assert np.isfinite([bottom, top]).all()
        assert top - bottom >= 2


@pytest.mark.parametrize("most", [1, 3, 8, 30])
def test_ticks_are_whole_decades_and_not_too_many(most: int) -> None:
    ticks = decade_ticks(-15, -1, most)
    assert len(ticks) <= max(most, 1)
    assert all(value == round(value) for value, _ in ticks)
    assert ticks[0] == (-1.0, "0.1")


def test_ticks_are_written_as_the_program_writes_epsilon() -> None:
    assert [words for _, words in decade_ticks(-8, -6, 9)] == ["1e-6", "1e-7", "1e-8"]


def expected(rounding: float, truncation: float) -> Array:
    values: Array = rounding / EPSILONS + truncation * EPSILONS**2
    return values


def test_the_best_point_is_the_smallest_that_is_a_number() -> None:
    values = np.array([1e-3, NAN, 1e-6, 1e-5, 1e-4])
    assert best_point(EPSILONS, values, np.full(5, 1e-3)) == (1e-3, 1e-6)


def test_an_error_that_is_zero_everywhere_has_no_best_epsilon() -> None:
    assert best_point(EPSILONS, np.zeros(5), np.full(5, 1e-9)) is None


def test_of_a_wrong_gradient_no_epsilon_is_the_best() -> None:
    noise = expected(1e-16, 1e-2)
    assert best_point(EPSILONS, np.full(5, 0.3), noise) is None
    assert best_point(EPSILONS, noise * MARGIN * 0.9, noise) is not None


def test_without_an_estimate_there_is_no_best_point_yet() -> None:
    assert best_point(EPSILONS, np.full(5, 0.3), np.full(5, NAN)) is None
    assert best_point(np.zeros(0), np.zeros(0), np.zeros(0)) is None


def test_the_values_at_an_epsilon_are_those_of_the_nearest_one() -> None:
    scene = scene_of(1e-1, 2e-2, 3e-3, NAN, 0.0)
    assert scene.words_at(2e-2) == "epsilon 0.01\none: 0.02"
    assert scene.words_at(1e-4) == "epsilon 1e-4\none: NaN"
    assert LogScene().words_at(1e-4) == ""


def test_the_tooltip_says_where_kinks_are_crossed() -> None:
    scene = LogScene(lines=scene_of(*[1e-3] * 5).lines, kinks=(EPSILONS[1],))
    assert "kinks crossed" in scene.words_at(float(EPSILONS[1]))
    assert "kinks crossed" not in scene.words_at(float(EPSILONS[2]))
