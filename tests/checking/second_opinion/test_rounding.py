"""What rounding makes of a right pass, against passes in float32 in plain NumPy."""

from random import Random

import numpy as np
import pytest

from gradviz.checking.check import check
from gradviz.checking.diagnosis.findings import LineVerdict
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.given import GivenArrays
from gradviz.checking.network_subject import NetworkSubject
from gradviz.checking.second_opinion.rounding import quadrature_steps
from gradviz.checking.steps import finished
from gradviz.checking.verdict import Verdict
from gradviz.network.layout import Array
from gradviz.network.spec import NetworkSpec
from tests.helpers.passes import Drawn, backward, draw_network, forward


def saturated(seed: int, activation: str) -> Drawn:
    """Return a network in float32 of which exp(-Z) of some units is more than float32 holds."""
    drawn = draw_network(Random(seed), "gaussian")
    arrays = dict(drawn.arrays)
    arrays["b3"] = arrays["b3"] - 95
    if activation == "sigmoid":
        arrays["b1"] = 91 * np.sign(arrays["b1"])
    arrays = {name: each.astype(np.float32).astype(float) for name, each in arrays.items()}
    return Drawn(arrays, activation, drawn.slopes, np.float32)


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
@pytest.mark.parametrize("seed", range(6))
def test_a_sigmoid_may_be_zero_where_exp_overflows(activation: str, seed: int) -> None:
    drawn = saturated(seed, activation)
    with np.errstate(over="ignore"):
        assert np.any(forward(drawn)["A3"] == 0)
        lines = backward(drawn, {}, Random(0))
    six = {name: lines[name] for name in lines if name[1] in "Wb"}
    layers = tuple(drawn.arrays[name].shape[0] for name in ("X", "b1", "b2", "b3"))
    spec = NetworkSpec(layers, drawn.m, activation, "logits")
    given = GivenArrays("pass", {**drawn.arrays, **six})
    result = check(Experiment(NetworkSubject(spec, given=given), CheckSettings()))
    assert result.verdict is not Verdict.FAIL
    assert not result.judgement.wrong_arrays
    assert result.diagnosis is not None
    wrong = (LineVerdict.ORIGIN, LineVerdict.INHERITED)
    assert not [name for name, each in result.diagnosis.lines.items() if each.verdict in wrong]
    assert not result.diagnosis.possible


def quadrature(left: Array, right: Array) -> Array:
    return finished(quadrature_steps(left, right))


def test_a_root_of_squares_keeps_to_the_range_of_its_numbers() -> None:
    random = np.random.default_rng(0)
    left = random.standard_normal((4, 5)) * 10.0 ** random.integers(100, 140, (4, 5))
    right = random.standard_normal((5, 3)) * 10.0 ** random.integers(100, 140, (5, 3))
    exact = np.sqrt(np.square(left.astype(np.longdouble)) @ np.square(right.astype(np.longdouble)))
    np.testing.assert_allclose(quadrature(left, right), exact.astype(float), rtol=1e-14)


def test_what_squares_lose_is_no_zero() -> None:
    # An example whose losses are next to nothing, beside an outlier: its entries are not exact.
    left, right = np.array([[1.0, 0.0], [0.0, 1e-221], [0.0, 0.0]]), np.ones((2, 1))
    found = quadrature(left, right)
    assert found[0, 0] == 1
    assert 1e-221 <= found[1, 0] < 1e-140
    assert found[2, 0] == 0
