"""How J bends, against differences of the longdouble cost."""

import numpy as np
import pytest

from gradviz.checking import taylor_terms
from gradviz.checking.steps import finished
from gradviz.checking.taylor_terms import taylor_bending_steps
from gradviz.network.spec import ACTIVATIONS
from gradviz.subjects.network import network_of
from tests.helpers.networks import oracle_of, random_network

STEP = 1e-3  # longdouble has digits enough for a third difference of it


@pytest.mark.parametrize("block", [taylor_terms.BLOCK, 7])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_terms_are_those_of_the_cost(
    activation: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taylor_terms, "BLOCK", block)  # of the fewer, one or two examples at a time
    experiment = random_network("normal", 2, layers=(3, 4, 3, 2), examples=5, activation=activation)
    bending, oracle = (
        finished(taylor_bending_steps(network_of(experiment).draw())),
        oracle_of(experiment),
    )
    theta, clear = oracle.theta, ~oracle.kinks(2 * STEP)
    for place in np.flatnonzero(clear):
        step = np.zeros_like(theta)
        step[place] = STEP
        costs = [oracle.cost(theta + times * step) for times in (-2, -1, 0, 1, 2)]
        second = abs(float((costs[3] - 2 * costs[2] + costs[1]) / STEP**2)) / 2
        third = abs(float((costs[4] - 2 * costs[3] + 2 * costs[1] - costs[0]) / 2 / STEP**3)) / 6
        assert bending.second[place] == pytest.approx(second, rel=1e-3, abs=1e-6)
        assert bending.third[place] == pytest.approx(third, rel=1e-2, abs=1e-5)
