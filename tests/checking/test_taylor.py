"""The Taylor remainder test: order 2 of a right gradient, 1 of a wrong one."""

from dataclasses import replace

import pytest

from gradviz.analysis.check import check
from gradviz.network.spec import ACTIVATIONS
from gradviz.subjects.network import network_of
from tests.helpers.networks import random_network


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_remainders_of_a_right_gradient_fall_with_the_square(activation: str) -> None:
    for seed in range(4):
        right = random_network("normal", seed, activation=activation)
        taylor = check(right).taylor
        assert taylor is not None
        assert taylor.order == pytest.approx(2, abs=0.15)
        wrong = check(
            replace(right, subject=replace(network_of(right), lines=("dW2 = 1.1/m * dZ2 @ A1.T",)))
        ).taylor
        assert wrong is not None
        assert wrong.order == pytest.approx(1, abs=0.15)
