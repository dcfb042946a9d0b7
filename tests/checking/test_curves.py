"""What the curves of a sweep say of themselves; how they are computed is tested with the sweep."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.checking.curves import Curve, EntryCurve, SweepResult
from gradviz.subjects.presets import preset_experiment
from tests.helpers.strategies import with_settings

EPSILONS = np.array([1e-1, 1e-3, 1e-5, 1e-7])
NAN = np.nan


def curve_of(
    differences: list[float], expected: list[float] | None = None, scheme: str = "central"
) -> Curve:
    noise = np.full(4, NAN) if expected is None else np.array(expected)
    return Curve(
        scheme=scheme,
        epsilons=EPSILONS,
        differences=np.array(differences),
        arrays={},
        noise_floor=noise,
        truncation=np.zeros(4),
        crossed=np.zeros(4, dtype=int),
    )


@pytest.mark.parametrize(
    ("differences", "expected", "best"),
    [
        ([1e-2, 1e-6, 1e-8, 1e-7], None, 1e-5),
        ([1e-2, NAN, NAN, 1e-7], None, 1e-7),
        ([1e-2, 1e-6, 1e-8, 1e-7], [1e-2, 1e-6, 1e-8, 1e-7], 1e-5),
        # What is small by luck amid much noise, and a value without its noise, beside a known one.
        ([1e-2, 1e-6, 1e-7, 1e-9], [1e-2, 1e-8, 1e-7, 2e-6], 1e-5),
        ([1e-2, 1e-6, 1e-7, 1e-9], [1e-2, 1e-8, 1e-7, 9e-7], 1e-7),
        ([1e-2, 1e-6, 1e-7, 1e-9], [1e-2, 1e-8, 1e-7, NAN], 1e-7),
        ([0.1, NAN, 0.2, 0.3], [1e-2, 1e-8, 1e-2, 1e-2], 1e-1),
    ],
)
def test_the_best_epsilon_has_the_smallest_difference_that_is_more_than_noise(
    differences: list[float], expected: list[float] | None, best: float
) -> None:
    assert curve_of(differences, expected).best_epsilon == best


def test_without_a_finite_difference_there_is_no_best_epsilon() -> None:
    assert curve_of([NAN, NAN, np.inf, NAN]).best_epsilon is None


def test_a_result_shows_the_curve_of_its_scheme_and_whether_it_is_whole() -> None:
    experiment = preset_experiment("course")
    central, forward = curve_of([1.0] * 4), curve_of([0.5] * 4, scheme="forward")
    result = SweepResult(experiment, central, forward, seconds=0.5, done=4, total=4)
    assert result.curve is central
    assert not result.is_partial
    changed = replace(result, experiment=with_settings(experiment, scheme="forward"), done=3)
    assert changed.curve is forward
    assert changed.is_partial


def test_the_error_of_an_entry_is_its_distance_from_grad_finite_or_not() -> None:
    values = np.array([0.25, 1.0, np.inf, NAN])
    curve = EntryCurve(3, EPSILONS, values, values, values, 0.5, values, values)
    np.testing.assert_array_equal(curve.errors, [0.25, 0.5, np.inf, NAN])
