"""Sweeps to show."""

from functools import cache

from gradviz.checking.curves import SweepResult
from gradviz.checking.experiment import Experiment
from gradviz.checking.presets import preset_experiment
from gradviz.checking.sweep import sweep, sweep_epsilons


@cache
def swept(preset: str = "course", points: int = 6) -> SweepResult:
    """Return the sweep of a preset from 1e-1 to 1e-15 with so many points a decade."""
    return sweep_of(preset_experiment(preset), points)


def sweep_of(experiment: Experiment, points: int = 6) -> SweepResult:
    """Return the sweep of an experiment."""
    return sweep(experiment, sweep_epsilons(points))
