"""What rounding makes of a right pass, against passes in float32 in plain NumPy."""

from random import Random

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.findings import LineVerdict
from gradviz.checking.verdict import Verdict
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject
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
