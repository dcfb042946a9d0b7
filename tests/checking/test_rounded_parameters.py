"""Parameters that were rounded on their way into a file, against derivatives of the whole ones."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import LineVerdict
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Reason, Verdict
from gradviz.network.layout import PARAMETER_NAMES
from tests.helpers.other_passes import Floats, OtherPass, given, random_arrays

ROUNDINGS: dict[str, Callable[[Floats], Floats]] = {
    "float16": lambda v: v.astype(np.float16).astype(np.float64),
    "3 decimals": lambda v: v.round(3),
    "5 digits": lambda v: np.vectorize(lambda each: float(f"{each:.4e}"))(v),
}


def rounded(arrays: dict[str, Floats], way: str) -> dict[str, Floats]:
    return {n: ROUNDINGS[way](v) if n in PARAMETER_NAMES else v for n, v in arrays.items()}


def whole(experiment: Experiment) -> CheckResult:
    return check(replace(experiment, check=replace(experiment.check, epsilon=1e-5)))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("way", ROUNDINGS)
def test_right_gradients_of_longer_parameters(way: str, activation: str, seed: int) -> None:
    arrays = random_arrays(seed)
    gradients = OtherPass(arrays, activation, activation).gradients()
    found = whole(given(rounded(arrays, way), gradients, activation=activation))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.judgement.reason is Reason.PRECISION
    assert found.opinion is not None
    assert found.opinion.precision.is_of_parameters
    assert way in found.opinion.precision.name
    assert found.diagnosis is not None
    assert not found.diagnosis.origins
    assert not found.diagnosis.possible


@pytest.mark.parametrize("way", ROUNDINGS)
def test_no_other_line_is_accused_than_one_that_is_wrong_as_well(way: str) -> None:
    arrays = random_arrays(4)
    gradients = OtherPass(arrays, "tanh", "tanh").gradients()
    gradients["db1"] = gradients["db1"] * arrays["X"].shape[1]
    found = whole(given(rounded(arrays, way), gradients, activation="tanh"))
    assert found.verdict is Verdict.FAIL
    assert found.judgement.wrong_arrays == ("b1",)
    assert found.diagnosis is not None
    origins = {each.name for each in found.diagnosis.origins}
    possible = {each.name for each in found.diagnosis.possible}
    assert origins <= {"db1"}
    assert "db1" in origins | possible
    assert found.diagnosis.lines["db1"].verdict is not LineVerdict.RIGHT


@pytest.mark.parametrize("way", ROUNDINGS)
def test_short_parameters_of_which_a_line_is_right_are_what_it_was_computed_from(way: str) -> None:
    arrays = rounded(random_arrays(5), way)
    gradients = OtherPass(arrays, "tanh", "tanh").gradients()
    right = whole(given(arrays, gradients, activation="tanh"))
    assert right.verdict is Verdict.PASS
    gradients["dW2"] = gradients["dW2"] * (1 + 1e-4)  # below the rounding, had there been one
    found = whole(given(arrays, gradients, activation="tanh"))
    assert found.verdict is Verdict.FAIL
    assert found.opinion is not None
    assert not found.opinion.precision.is_short


def test_many_examples_in_which_a_parameter_is_off_by_the_same() -> None:
    arrays = random_arrays(6, (6, 8, 5, 1), 400)
    arrays |= {name: 0.5 * arrays[name] for name in PARAMETER_NAMES}
    gradients = OtherPass(arrays, "tanh", "tanh").gradients()
    found = whole(given(rounded(arrays, "3 decimals"), gradients, activation="tanh"))
    assert found.judgement.reason is Reason.PRECISION
    assert found.diagnosis is not None
    assert not found.diagnosis.origins


def test_a_small_weight_is_off_by_as_much_as_a_large_one() -> None:
    arrays = random_arrays(7)
    arrays["W3"][0, 1] = 0.000432
    gradients = OtherPass(arrays, "tanh", "tanh").gradients()
    found = whole(given(rounded(arrays, "3 decimals"), gradients, activation="tanh"))
    assert not found.wrong_entries.any()
    assert found.diagnosis is not None
    assert not found.diagnosis.origins


def test_short_parameters_of_which_nothing_is_right_explain_nothing() -> None:
    arrays = rounded(random_arrays(8), "3 decimals")
    right = OtherPass(arrays, "tanh", "tanh").gradients()
    draws = np.random.default_rng(0)
    noise = {name: draws.standard_normal(each.shape) for name, each in right.items()}
    found = whole(given(arrays, noise, activation="tanh"))
    assert found.verdict is Verdict.FAIL
    assert found.opinion is not None
    assert not found.opinion.precision.is_short
