"""The curve of one parameter, held to the loop at each epsilon and to what it is expected to be."""

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.curves import EntryCurve
from gradviz.checking.entry_curve import entry_curve_steps
from gradviz.checking.experiment import SCHEMES, Experiment
from gradviz.checking.steps import finished
from gradviz.checking.sweep import sweep_epsilons
from gradviz.network.layout import Array
from gradviz.subjects.presets import preset_experiment
from tests.helpers.networks import random_network
from tests.helpers.strategies import with_network, with_settings
from tests.helpers.subjects import filled_for


def entry_curve(experiment: Experiment, index: int, epsilons: Array) -> EntryCurve:
    return finished(entry_curve_steps(experiment, index, epsilons))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["default", "course-bugs", "kink", "float32", "course"])
def test_the_curve_of_an_entry_is_that_of_the_loop(name: str, scheme: str) -> None:
    experiment = with_settings(preset_experiment(name), scheme=scheme)
    epsilons = np.array([1e-1, 1e-3, 3e-5, 1e-7, 1e-10, 1e-17])
    for index in (0, 19, 21, 30, 41, 46):
        curve = entry_curve(experiment, index, epsilons)
        assert curve.index == index
        assert curve.grad == check(experiment).grad[index]
        for place, epsilon in enumerate(epsilons):
            there = filled_for("loop", with_settings(experiment, epsilon=float(epsilon)))
            assert curve.plus[place] == there.plus[index]
            assert curve.minus[place] == there.minus[index]
            assert curve.gradapprox[place] == there.gradapprox[index]
        np.testing.assert_array_equal(curve.errors, np.abs(curve.grad - curve.gradapprox))


def test_the_errors_of_an_entry_are_what_is_expected() -> None:
    experiment = with_network(preset_experiment("default"), activation="tanh")
    curve = entry_curve(experiment, 3, np.array([1e-2, 1e-3, 1e-4]))
    np.testing.assert_allclose(curve.errors, curve.truncation, rtol=0.1)
    curve = entry_curve(experiment, 3, 10.0 ** -np.linspace(6, 12, 61))
    ratio = curve.errors / (curve.rounding + curve.truncation)
    assert 1 / 4 < np.sqrt(np.mean(ratio**2)) < 4


def test_an_entry_is_followed_over_all_epsilons_and_can_stop() -> None:
    steps = entry_curve_steps(random_network("he", 33), 2)
    next(steps)
    steps.close()
    curve = finished(entry_curve_steps(random_network("he", 33), 2))
    np.testing.assert_array_equal(curve.epsilons, sweep_epsilons())
