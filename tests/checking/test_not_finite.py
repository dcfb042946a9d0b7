"""Why a numerical gradient is not finite, as it is said."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.engines.choice import ENGINES
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.network.layout import PARAMETER_NAMES
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject
from tests.helpers.strategies import with_network


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("factor", "a3"), [(1e4, 1), (-1e4, 0)])
def test_a_saturated_sigmoid_is_named(engine: str, factor: float, a3: int) -> None:
    spec = NetworkSpec(data="gaussian", activation="sigmoid", seed=2)
    experiment = Experiment(NetworkSubject(spec), CheckSettings(engine=engine))
    network = NetworkSubject(spec).draw()
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    given = GivenArrays("mine.npz", arrays | {"W3": np.full((1, 3), factor)})
    result = check(replace(experiment, subject=NetworkSubject(spec, given=given)))
    assert result.verdict == "inconclusive"
    assert result.problem is not None
    assert result.problem.startswith("gradapprox of W1 is NaN in 20 of 20 entries: the sigmoid is ")
    assert f"so A3 is exactly {a3}) and the textbook cost takes the log of 0" in result.problem
    assert "the logits cost does not" in result.problem
    logits = with_network(result.experiment, cost="logits")
    assert check(logits).problem is None


def test_the_sigmoid_that_saturates_after_one_step_is_named_too() -> None:
    spec = NetworkSpec((1, 1, 1, 1), 1, "tanh", "textbook")
    ones = {name: np.ones((1, 1)) for name in PARAMETER_NAMES}
    # Z3 = W3 * A2 + b3 just below 36.7, where 1 - A3 is the last bit of A3.
    arrays = {"X": np.ones((1, 1)), "Y": np.ones((1, 1))} | ones | {"b3": np.full((1, 1), 35.5)}
    experiment = Experiment(
        NetworkSubject(spec, given=GivenArrays("x.npz", arrays)), CheckSettings(epsilon=1.0)
    )
    result = check(experiment)
    assert np.isfinite(result.cost)
    assert result.problem is not None
    assert "the sigmoid is saturated after one step (Z3 = 3" in result.problem
