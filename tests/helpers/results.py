"""Finished, stopped and broken checks to show."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from gradviz.analysis.check import Progress, _steps, check, check_steps
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.checking.steps import finished
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed


def judged(experiment: Experiment) -> CheckResult:
    """Return a check as far as its verdict goes.

    What would tell where it cannot, and which line is wrong, take more time than all before it,
    and no verdict depends on them.
    """
    return finished(_steps(experiment, network_of(experiment).build(), explains=False))


@cache
def checked(preset: str) -> CheckResult:
    """Return the check of a preset."""
    return check(preset_experiment(preset))


def progress_of(preset: str, done: int) -> Progress:
    """Return how far the textbook loop is after so many entries."""
    steps = check_steps(read_experiment({"engine": "loop"}, preset_experiment(preset)))
    for _ in range(done - 1):
        next(steps)
    return next(steps)


def stopped(preset: str, done: int) -> CheckResult:
    """Return a check that was stopped after so many entries."""
    return progress_of(preset, done).result()


@cache
def saturated() -> CheckResult:
    """Return a check whose numerical gradient is NaN: the textbook cost takes the log of 0."""
    texts = {"cost": "textbook", "layers": "4,50,30,1", "examples": "200", "seed": "3"}
    return check(read_experiment(texts, preset_experiment("default")))


def equal() -> CheckResult:
    """Return a check in which both gradients are the same numbers."""
    return with_gradapprox(checked("default"), checked("default").grad)


def with_gradapprox(result: CheckResult, gradapprox: np.ndarray) -> CheckResult:
    """Return a check with another numerical gradient."""
    return changed(result, gradapprox=np.array(gradapprox))


def sampled(result: CheckResult, places: Sequence[int]) -> CheckResult:
    """Return a check of which only some entries were computed."""
    computed = np.isin(np.arange(result.size), places)
    values = (result.gradapprox, result.entries.plus, result.entries.minus)
    gradapprox, plus, minus = (np.where(computed, each, np.nan) for each in values)
    kinks = result.entries.kinks & computed
    return changed(
        result, computed=computed, kinks=kinks, gradapprox=gradapprox, plus=plus, minus=minus
    )


def given_experiment(title: str = "net.npz") -> Experiment:
    """Return the reference exercise as if it, and its gradients, came from a file."""
    experiment = preset_experiment("course")
    network = network_of(experiment).draw()
    arrays = experiment.subject.layout.to_arrays(network.theta)
    gradients = {f"d{name}": array for name, array in arrays.items()}
    data = {"X": network.x, "Y": network.y}
    return replace(
        experiment,
        subject=replace(
            network_of(experiment), given=GivenArrays(title, arrays | gradients | data)
        ),
    )


def of_huge_inputs(inputs: float = 1e160, weights: float = 1.0) -> Experiment:
    """Return the default experiment with given arrays, their X and W so many times as large."""
    experiment = preset_experiment("default")
    network = network_of(experiment).draw()
    scales = {"X": inputs} | dict.fromkeys(("W1", "W2", "W3"), weights)
    named = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    arrays = {name: scales.get(name, 1.0) * each for name, each in named.items()}
    return replace(
        experiment, subject=replace(network_of(experiment), given=GivenArrays("huge.npz", arrays))
    )
