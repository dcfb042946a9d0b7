"""Sweeps to show."""

from functools import cache

import numpy as np

from gradviz.checking.curves import SweepResult
from gradviz.checking.experiment import Experiment
from gradviz.checking.sweep import sweep, sweep_epsilons
from gradviz.subjects.presets import preset_experiment
from tests.helpers.numbers import written


@cache
def swept(preset: str = "course", points: int = 6) -> SweepResult:
    """Return the sweep of a preset from 1e-1 to 1e-15 with so many points a decade."""
    return sweep_of(preset_experiment(preset), points)


def sweep_of(experiment: Experiment, points: int = 6) -> SweepResult:
    """Return the sweep of an experiment."""
    return sweep(experiment, sweep_epsilons(points))


def difference_at(sweep: SweepResult, epsilon: float) -> str:
    """Return the difference at an epsilon of a sweep as sentences have it."""
    return written(sweep.central.differences[np.isclose(sweep.central.epsilons, epsilon)][0], 4)


def best_of(sweep: SweepResult) -> str:
    """Return the difference at the best epsilon as sentences have it."""
    assert sweep.central.best_epsilon is not None
    return difference_at(sweep, sweep.central.best_epsilon)
